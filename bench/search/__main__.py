"""`python -m bench.search`: all four on small samples, one after another."""

import argparse
import tempfile
from pathlib import Path

from bench.search import building, corpus, latency, quality, serving

_CLAUSES = "4000"


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        corpus.built(corpus.topics(int(_CLAUSES)), Path(scratch))
        data = ["--data", scratch]
        for title, run, arguments in (
            ("Quality", quality.main, [*data, "--headings", "200"]),
            ("Latency", latency.main, [*data, "--small", "1000", "--log", "100", "--queries", "20"]),
            ("Building", building.main, ["--clauses", _CLAUSES]),
            ("Serving", serving.main, [*data, "--queries", "100"]),
        ):
            print(f"\n== {title} ==\n", flush=True)
            run(arguments)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
