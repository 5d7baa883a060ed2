"""How long suggestions take while headings of the knowledge base are typed, letter by letter, with and without diacritics.

Run: `python -m bench.suggesting [--data FOLDER] [--headings N]`. Time is that of the thread, without the web server.
"""

import argparse
import random
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import kb
from kb.language.text import fold

_SHOWN = 5


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("var"))
    parser.add_argument("--headings", type=int, default=40, metavar="N")
    options = parser.parse_args(arguments)
    generation = kb.Published(options.data).current()
    today = date.today()
    begin = time.perf_counter()
    kb.suggest(generation, "thi hành", on=today)
    print(f"{len(generation.engine.documents)} documents; the first suggestion {time.perf_counter() - begin:.2f} s")
    for bare in (False, True):
        seconds, found = [], 0
        typed = [fold(text) if bare else text for text in _headings(generation, options.headings)]
        for text in typed:
            for end in range(1, len(text) + 1):
                begin = time.thread_time()
                answer = kb.suggest(generation, text[:end], _SHOWN, on=today)
                seconds.append(time.thread_time() - begin)
            found += any(fold(clause.heading.lower()) == fold(text.lower()) for clause in answer.clauses)
        seconds.sort()
        of = lambda share: 1000 * seconds[min(int(share * len(seconds)), len(seconds) - 1)]  # noqa: B023, E731
        name = "without diacritics" if bare else "as they are written"
        print(f"{name}: {len(seconds)} keys, median {of(0.5):.1f} ms, 95 % {of(0.95):.1f} ms, at most {of(1):.1f} ms;", end=" ")
        print(f"the heading is among the first {_SHOWN} at its end: {found} of {len(typed)}")
    return 0


def _headings(generation: kb.Generation, number: int) -> list[str]:
    """Headings of random provisions, of at most 60 characters."""
    chance, headings = random.Random(1), []
    while len(headings) < number:
        document = chance.choice(generation.engine.documents)
        tree = generation.tree(document, date.today())
        own = [p.heading.of(tree.text) for p in tree.walk() if p.level == "article" and 0 < len(p.heading.of(tree.text)) <= 60]
        headings += [" ".join(chance.choice(own).split())] if own else []
    return headings


if __name__ == "__main__":
    raise SystemExit(main())
