"""`python -m webapp`: serves the knowledge base with waitress until Ctrl+C."""

import argparse
import errno
import logging
import sys

import waitress

import kb
from webapp import create_app
from webapp.logs import open_server_log

THREADS = 8
LAST_PORT = 65535


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped: 0 when stopped by the user, 1 with one line on stderr when it cannot start."""
    kb.speak_utf8()
    kb.speak_vietnamese()
    name = "vien-dan-web" if kb.program() == "vien-dan" else "python -m webapp"
    parser = argparse.ArgumentParser(prog=name, description="Chạy trang web của Viện Dẫn.")
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe (mặc định: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="cổng, từ 1 đến 65535 (mặc định: %(default)s)")
    kb.add_data_option(parser)
    kb.add_version_option(parser)
    options = parser.parse_args(arguments)
    try:
        kb.Published(options.data).current()
        app = create_app(options.data)
        server = waitress.create_server(app, host=options.host, port=options.port, threads=THREADS, ident=None)
    except kb.KnowledgeBaseError as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"Không mở được cổng {options.port} ở {options.host}: {_reason(error)}", file=sys.stderr)
        return 1
    log = app.extensions["request_log"] = open_server_log(options.data, app.extensions["settings"].log)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    host = f"[{options.host}]" if ":" in options.host else options.host
    print(f"Viện Dẫn đang chạy: http://{host}:{options.port} (Ctrl+C để dừng)", flush=True)
    try:
        server.run()
    finally:
        log.flush()
    return 0


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"phải là số từ 1 đến {LAST_PORT}, không phải “{text[:40]}”")
    return int(text)


def _reason(error: OSError | ValueError) -> str:
    """Why the port cannot be opened, and what may help."""
    # waitress raises a ValueError in place of the error of the name of the host.
    cause = error if isinstance(error, OSError) else error.__context__
    if isinstance(cause, PermissionError):
        return "không có quyền dùng cổng ấy. Hãy thử cổng khác: --port 8001"
    if isinstance(cause, OSError) and cause.errno == errno.EADDRINUSE:
        return f"{kb.reason_of(cause)}. Hãy thử cổng khác: --port 8001"
    return f"{kb.reason_of(cause) if isinstance(cause, OSError) else 'không phải là một địa chỉ'}. Hãy xem lại --host"


if __name__ == "__main__":
    sys.exit(main())
