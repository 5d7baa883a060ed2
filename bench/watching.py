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

import kb
from webapp import create_app
from webapp.logs import open_server_log

REPEATS = 100
# The kinds of requests: a search, what is asked while somebody types, a list, a page without anything to look up.
ASKED = ("/tim?q=thi hanh an", "/api/v1/search?q=thi hanh an", "/api/v1/suggest?q=thi han", "/van-ban", "/nhung/khung")


def _timed(hook: Callable[..., Any], taken: list[float]) -> Callable[..., Any]:
    """The hook, whose processor time is added to `taken` with each call."""

    @wraps(hook)
    def call(*arguments: Any) -> Any:
        begun = time.thread_time()
        result = hook(*arguments)
        taken.append(time.thread_time() - begun)
        return result

    return call


def _nothing(response: Any = None) -> Any:
    return response


def main(data: Path) -> None:
    """Print what a request takes, and the share of the hooks in it, beyond that of hooks that do nothing."""
    with tempfile.TemporaryDirectory() as folder:
        app, taken, empty = create_app(data), list[float](), list[float]()
        app.extensions["request_log"] = open_server_log(Path(folder), kb.LogSettings())
        groups: list[list[Any]] = [app.before_request_funcs[None], app.after_request_funcs[None]]
        for hooks in groups:
            hooks[:] = [_timed(hook, taken) if hook.__qualname__.startswith("watch.") else hook for hook in hooks]
            hooks.append(_timed(_nothing, empty))
        client = app.test_client()
        for url in ASKED:
            client.get(url)
            taken.clear()
            empty.clear()
            begun = time.thread_time()
            for _ in range(REPEATS):
                client.get(url)
            whole, own = time.thread_time() - begun, sum(taken) - sum(empty)
            each, hooks_each = whole / REPEATS * 1000, own / REPEATS * 1e6
            print(f"{url:32} {each:7.2f} ms, of which counting and logging {hooks_each:4.0f} µs: {own / whole:.2%}", flush=True)
        logging.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else kb.default_data())
