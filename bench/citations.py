"""What is measured of citations: right and wrong on the gold set, beside other people's markup, and speed beside other finders.

Run: `python -m bench.citations [PART…] [--peers PYTHON]`; each part is a program of its own (`python -m bench.gold`, …) with
options of its own. `--peers` is an interpreter that has the finders of other languages (see bench/citation_speed.py).
"""

import argparse
import sys
from collections.abc import Sequence

from bench import citation_speed, gold, independent

PARTS = {
    "gold": ("Gold set: exact match of span and target", gold.main),
    "independent": ("Beside the markup of the codification and of web pages", independent.main),
    "speed": ("Speed", citation_speed.main),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="an interpreter that has the peers")
    options = parser.parse_args(arguments)
    failed = 0
    for part in options.parts or PARTS:
        title, run = PARTS[part]
        print(f"\n== {title}\n", flush=True)
        failed |= run(["--peers", options.peers] if part == "speed" else [])
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
