"""Builds a corpus from nothing and after one changed file, beside stock pyvi and Whoosh's own writer on a sample of its texts.

The sample (one document of N) is segmented line by line and indexed by Whoosh's writer as it comes, in one process, twice after
each build; syllables are words between spaces, on both sides.

Run: `make bench`, or `python -m bench.build [--corpus DIR]… [--runs N] [--sample N]`.
"""

import argparse
import itertools
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from kb import build
from kb.gather import source_files
from kb.generation import GENERATIONS, STORE, Generation, Published
from kb.readers import FORMS
from kb.search import search

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

_TEXT_FORMS = (".html", ".htm", ".md", ".txt")
_QUESTION = "thời hiệu yêu cầu thi hành án"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, action="append", help="folder of documents; default: everything at hand")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--sample", type=int, default=60, metavar="N", help="one document of N is segmented and indexed as it comes"
    )
    parser.add_argument("--one", nargs=2, metavar=("FOLDER", "DATA"), help=argparse.SUPPRESS)
    parser.add_argument("--open", metavar="DATA", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        return _one(*map(Path, options.one))
    if options.open:
        return _open(Path(options.open))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "corpus")
        for number, corpus in enumerate(options.corpus or build.default_corpora()):
            shutil.copytree(corpus, folder / str(number))
        files = [f for f in source_files(folder) if f.name.lower().endswith(FORMS)]
        size = sum(f.stat().st_size for f in files) / 2**20
        print(f"{len(files)} files, {size:.1f} MB, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
        runs = [_run(folder, files, Path(place, f"data{run}"), options.sample, number=run) for run in range(options.runs)]
    print(f"{f'median of {options.runs}':<24}{'from nothing':>14}{'one file changed':>18}")
    for name in dict.fromkeys(name for whole, changed, _ in runs for name in (*whole, *changed)):
        values = ([run[which].get(name, 0.0) for run in runs] for which in (0, 1))
        print(f"{name:<24}" + "".join(f"{statistics.median(v):>{width}.1f}" for v, width in zip(values, (14, 18), strict=True)))
    print("\n".join(f"{name:<24}{statistics.median(run[2][name] for run in runs):>14.2f}" for name in runs[0][2]))
    return 0


def _run(folder: Path, files: Sequence[Path], data: Path, every: int, number: int) -> tuple[dict[str, float], ...]:
    """The figures of one build from nothing, of one after a change, and of both beside stock tools."""
    whole = _told("--one", folder, data)
    changed = _change(files, number) and _told("--one", folder, data)
    opened = _told("--open", data)
    syllables, texts = _texts(data, every)
    stock = statistics.mean(_stock(texts) for _ in range(2))
    rate, theirs = syllables / whole["total s"], sum(len(text.split()) for text in texts) / stock
    beside = {"syllables a second": rate, "stock, of a sample": theirs, "ratio": rate / theirs}
    shutil.rmtree(data)
    return whole, changed or {}, opened | beside


def _change(files: Sequence[Path], number: int) -> bool:
    """Whether there is a file of text; a word of the one of middle size is another then."""
    written = sorted((f for f in files if f.suffix.lower() in _TEXT_FORMS), key=lambda f: (f.stat().st_size, f.name))
    if written:
        path = written[len(written) // 2]
        text = path.read_text("utf-8")
        middle = text.index(" và ", len(text) // 2) if " và " in text[len(text) // 2 :] else 0
        path.write_text(f"{text[:middle]} và {number} {text[middle + 4 :]}" if middle else f"{text} {number}", "utf-8")
    return bool(written)


def _told(*arguments: object) -> dict[str, float]:
    """What a process of its own tells."""
    command = [sys.executable, "-m", "bench.build", *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {name: float(value) for name, value in (line.split("\t") for line in done.stdout.splitlines())}


def _one(folder: Path, data: Path) -> int:
    """Build; tell the seconds of each stage, peak memory, size on disk."""
    begun: dict[str, float] = {}

    def note(stage: str, done: int, total: int) -> None:
        begun.setdefault(stage, time.perf_counter())

    start = time.perf_counter()
    made = build.build([folder], data, note, processes=build.processes())
    end = time.perf_counter()
    for (stage, at), (_, following) in itertools.pairwise([*begun.items(), ("", end)]):
        print(f"{stage} s\t{following - at}")
    print(f"total s\t{end - start}")
    if resource:
        own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(f"processor s\t{sum(one.ru_utime + one.ru_stime for one in (own, others))}")
        print(f"memory MB\t{own.ru_maxrss / 1024}")
        print(f"memory of another MB\t{others.ru_maxrss / 1024}")
    for name, place in (("generation MB", data / GENERATIONS / str(made.generation)), ("shelf MB", data / build.READINGS)):
        print(f"{name}\t{sum(f.stat().st_size for f in place.rglob('*') if f.is_file()) / 2**20}")
    return 0


def _open(data: Path) -> int:
    """Open what is published as a web worker does, and answer one question."""
    number = Published(data).number()
    start = time.perf_counter()
    generation = Generation(data / GENERATIONS / str(number))
    print(f"opening s\t{time.perf_counter() - start}")
    start = time.perf_counter()
    search(generation, _QUESTION)
    print(f"first answer s\t{time.perf_counter() - start}")
    return 0


def _texts(data: Path, every: int) -> tuple[int, list[str]]:
    """How many syllables all texts have, and the texts of the sample."""
    with closing(sqlite3.connect(data / GENERATIONS / str(Published(data).number()) / STORE)) as store:
        counted = sum(len(text.split()) for (text,) in store.execute("SELECT text FROM version"))
        return counted, [text for (text,) in store.execute("SELECT text FROM version WHERE id % ? = 0", (every,))]


def _stock(texts: Sequence[str]) -> float:
    """The seconds in which pyvi segments the texts line by line and Whoosh indexes them, article by article."""
    from pyvi.ViTokenizer import ViTokenizer
    from whoosh import fields, index

    ViTokenizer.tokenize("một câu")  # its model is loaded
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        writer = index.create_in(folder, fields.Schema(text=fields.TEXT)).writer()
        for text in texts:
            for article in text.split("\nĐiều "):
                writer.add_document(text="\n".join(ViTokenizer.tokenize(line) for line in article.split("\n")))
        writer.commit()
        return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
