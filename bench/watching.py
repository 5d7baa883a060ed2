"""What counting and logging requests costs: the share of both in the processor time of a request, measured in one run.

`python -m bench.watching [DATA]`: a line for each kind of request. The log is a file, as that of a server.
"""

import logging
import sys
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Flask

import kb
from webapp import create_app
from webapp.logs import open_server_log

REPEATS = 100
# The kinds of requests: a search, what is asked while somebody types, a list, a page without anything to look up.
ASKED = ("/tim?q=thi hanh an", "/api/v1/search?q=thi hanh an", "/api/v1/suggest?q=thi han", "/van-ban", "/nhung/khung")


def _timed(app: Flask) -> list[float]:
    """The processor time that the hooks which count and log take from now on, a value a call."""
    taken: list[float] = []

    def timed(hook: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(hook)
        def call(*arguments: Any) -> Any:
            begun = time.thread_time()
            result = hook(*arguments)
            taken.append(time.thread_time() - begun)
            return result

        return call

    for hooks in (app.before_request_funcs[None], app.after_request_funcs[None]):
        hooks[:] = [timed(hook) if hook.__qualname__.startswith("watch.") else hook for hook in hooks]
    return taken


def main(data: Path) -> None:
    """Print what a request takes, and the share of the hooks in it."""
    with tempfile.TemporaryDirectory() as folder:
        open_server_log(Path(folder), kb.LogSettings())
        app = create_app(data)
        taken, client = _timed(app), app.test_client()
        for url in ASKED:
            client.get(url)
            taken.clear()
            begun = time.thread_time()
            for _ in range(REPEATS):
                client.get(url)
            whole, own = time.thread_time() - begun, sum(taken)
            each, hooks = whole / REPEATS * 1000, own / REPEATS * 1e6
            print(f"{url:32} {each:7.2f} ms, of which counting and logging {hooks:4.0f} µs: {own / whole:.2%}", flush=True)
        logging.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else kb.default_data())
