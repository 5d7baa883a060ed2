"""Word segmentation beside stock pyvi: the same words? how fast, in one process?

Equality is tried on every line of every article of the codification, and of them in capitals in a tenth; speed on a sample of
the lines, each segmenter in turn, medians of several rounds.

Run: `python -m bench.segmentation [--every N]` (compare one article of N; 1 takes ten minutes).
"""

import argparse
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from statistics import median

from pyvi.ViTokenizer import ViTokenizer

from bench.citation_speed import articles
from kb.build.processes import in_order
from kb.language.segment import segmenter

_ROUNDS = 5
_SAMPLE = 400  # one article of so many is timed


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=10)
    options = parser.parse_args(arguments)
    texts = [unicodedata.normalize("NFC", text) for text in articles()]
    lines = [line for text in texts[:: options.every] for line in text.splitlines()]
    lines += [line.upper() for line in lines[::10]]
    chunks = [lines[at : at + 2000] for at in range(0, len(lines), 2000)]
    different = [line for found in in_order(_different, chunks, (os.cpu_count() or 1) - 1) for line in found]
    compared = f"{len(texts[:: options.every])} of {len(texts)} articles, {len(lines)} lines"
    print(f"{compared}: {len(different)} segmented otherwise than by pyvi")
    for line in different[:5]:
        print(f"  {line[:200]!r}")
    sample = [line for text in texts[::_SAMPLE] for line in text.splitlines()]
    syllables = sum(len(line.split()) for line in sample)
    segmenter().tokenize(sample)  # what is remembered of runs is part of how it works on a corpus
    stock = [_seconds(lambda: [ViTokenizer.tokenize(line) for line in sample]) for _ in range(_ROUNDS)]
    ours = [_seconds(lambda: segmenter().tokenize(sample)) for _ in range(_ROUNDS)]
    print(f"{len(sample)} lines, {syllables} syllables, median of {_ROUNDS}, one process, Python {sys.version.split()[0]}")
    for name, seconds in (("pyvi", stock), ("ours", ours)):
        print(f"  {name}: {syllables / median(seconds):>12,.0f} syllables a second")
    print(f"  ratio: {median(stock) / median(ours):.1f}")
    return 1 if different else 0


def _different(lines: list[str]) -> list[str]:
    return [line for line, own in zip(lines, segmenter().tokenize(lines), strict=True) if own != ViTokenizer.tokenize(line)]


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main())
