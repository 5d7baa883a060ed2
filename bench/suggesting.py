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
    print(f"{len(generation.index.documents)} documents; the first suggestion {time.perf_counter() - begin:.2f} s")
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
        name = "without diacritics" if bare else "as they are written"
        median, most, longest = (_at(seconds, share) for share in (0.5, 0.95, 1))
        print(f"{name}: {len(seconds)} keys, median {median:.1f} ms, 95 % {most:.1f} ms, at most {longest:.1f} ms;", end=" ")
        print(f"the heading is among the first {_SHOWN} at its end: {found} of {len(typed)}")
    return 0


def _at(seconds: Sequence[float], share: float) -> float:
    """The milliseconds that so large a share of the sorted times does not exceed."""
    return 1000 * seconds[min(int(share * len(seconds)), len(seconds) - 1)]


def _headings(generation: kb.Generation, number: int) -> list[str]:
    """Headings of random provisions, of at most 60 characters."""
    chance, headings = random.Random(1), list[str]()
    while len(headings) < number:
        document = chance.choice(generation.index.documents).id
        tree = generation.tree(document, date.today())
        assert tree  # what is indexed has a text
        own = [p.heading.of(tree.text) for p in tree.walk() if p.level == "article" and 0 < len(p.heading.of(tree.text)) <= 60]
        headings += [" ".join(chance.choice(own).split())] if own else []
    return headings


if __name__ == "__main__":
    raise SystemExit(main())
