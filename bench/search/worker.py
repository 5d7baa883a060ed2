"""The process that an engine works in: orders as lines of JSON from standard input, answers as lines of JSON.

Run by `bench.search.workers`: `python -m bench.search.worker MODULE FOLDER [ARGUMENT]…`.
"""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.search.asking import Ask, Engine


def main() -> int:
    # What a library prints must not stand among the answers.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def reply(**said: Any) -> None:
        channel.write(json.dumps(said, ensure_ascii=False) + "\n")
        channel.flush()

    module, folder, *arguments = sys.argv[1:]
    try:
        engine: Engine = import_module(f"bench.search.engines.{module}").Engine(Path(folder), *arguments)
    except ImportError as error:
        reply(missing=str(error))
        return 0
    reply(ready=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "prepare" in order:
            start = time.perf_counter()
            engine.prepare(Path(order["prepare"]))
            reply(seconds=time.perf_counter() - start)
        else:
            seconds, answers = [], []
            for told in order["asks"]:
                ask = Ask(**told | {"terms": tuple(told["terms"])})
                start = time.perf_counter()
                answer = engine.ask(ask)
                seconds.append(time.perf_counter() - start)
                answers.append(list(answer))
            reply(seconds=seconds, answers=answers)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
