"""`python -m webapp`: serves the knowledge base until it is told to stop."""

import argparse
import errno
import logging
import sys
from threading import Thread

import kb
from webapp import create_app
from webapp.hosts import own_names
from webapp.logs import open_server_log
from webapp.serving import Server

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
        app = create_app(options.data)
        generation = app.extensions["published"].current()
        settings: kb.Settings = app.extensions["settings"]
        server = Server(app, options.host, options.port, settings.threads, settings.proxy)
    except kb.KnowledgeBaseError as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"Không mở được cổng {options.port} ở {options.host}: {_reason(error)}", file=sys.stderr)
        return 1
    log = app.extensions["request_log"] = open_server_log(options.data, app.extensions["settings"].log)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    materials: kb.MaterialProcesses = app.extensions["materials"]
    materials.keep_ready(generation)
    for template in app.jinja_env.list_templates():
        app.jinja_env.get_template(template)  # compiled now, and not eight times over by the first eight requests
    Thread(target=own_names, daemon=True).start()  # which are asked of the network, and kept
    host = f"[{options.host}]" if ":" in options.host else options.host
    print(f"Viện Dẫn đang chạy: http://{host}:{options.port} (Ctrl+C để dừng)", flush=True)
    try:
        server.run()
        materials.close()
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
