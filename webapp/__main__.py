"""`python -m webapp`: serves the knowledge base with waitress until Ctrl+C."""

import argparse
import logging
import sys
from pathlib import Path

import waitress

import kb
from webapp import create_app

THREADS = 8


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped: 0 when stopped by the user, 1 with one line on stderr when it cannot start."""
    kb.speak_utf8()
    kb.speak_vietnamese()
    name = "vien-dan-web" if kb.program() == "vien-dan" else "python -m webapp"
    parser = argparse.ArgumentParser(prog=name, description="Chạy trang web của Viện Dẫn.")
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe (mặc định: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định: %(default)s)")
    parser.add_argument("--data", type=Path, default=kb.default_data(), help="thư mục dữ liệu")
    options = parser.parse_args(arguments)
    try:
        kb.Published(options.data).current()
        app = create_app(options.data)
        server = waitress.create_server(app, host=options.host, port=options.port, threads=THREADS, ident=None)
    except kb.KnowledgeBaseError as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, OverflowError, ValueError) as error:
        print(f"Không mở được cổng {options.port} ở {options.host}: {error}. Hãy thử cổng khác: --port 8001", file=sys.stderr)
        return 1
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    host = f"[{options.host}]" if ":" in options.host else options.host
    print(f"Viện Dẫn đang chạy: http://{host}:{options.port} (Ctrl+C để dừng)", flush=True)
    server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
