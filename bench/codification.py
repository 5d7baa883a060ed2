"""All topics of the codification (pháp điển) through reading and structure, beside other parsers that only parse.

Run: `python -m bench.codification [--sample N] [--peers N]`. One process; peers parse every Nth file of the same run.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from bs4 import BeautifulSoup
from lxml import html  # type: ignore[import-untyped]

from kb import structure
from kb.build.processes import in_order
from kb.errors import KnowledgeBaseError
from kb.law.model import Reading, Tree
from kb.readers import documents
from kb.readers.codification import codification
from kb.readers.word import docx

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

SHARED = Path(__file__).parent.parent.parent / "shared"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--topics", type=Path, default=SHARED / "corpora" / "phapdien" / "demuc")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="read every Nth topic")
    parser.add_argument("--peers", type=int, default=10, metavar="N", help="peers parse every Nth of those")
    options = parser.parse_args(arguments)
    files = sorted(options.topics.glob("*.html"))[:: options.sample]
    print(f"{len(files)} topics, {_megabytes(files):.1f} MB, one process, Python {sys.version.split()[0]}")
    print(f"{'':<34}{'files':>6}{'MB':>8}{'s':>8}{'MB/s':>8}{'s for all':>11}")
    _whole_path(files)
    _both_cores(files)
    sample = files[:: options.peers]
    for name, parse in _peers():
        _row(name, sample, _timed(parse, sample), _megabytes(files)) if parse else print(f"{name:<34}  not installed")
    _same_articles()
    return 0


def _whole_path(files: Sequence[Path]) -> None:
    documents = articles = 0
    reading_seconds = structure_seconds = 0.0
    for path in files:
        data, begin = path.read_bytes(), time.perf_counter()
        try:
            for reading in codification.read(data, path.name):
                reading_seconds += time.perf_counter() - begin
                begin = time.perf_counter()
                structure.parse(reading.paragraphs, [codified.begin for codified in reading.codified])
                structure_seconds += time.perf_counter() - begin
                documents, articles, begin = documents + 1, articles + len(reading.codified), time.perf_counter()
        except KnowledgeBaseError:  # a topic that has no article yet
            pass
        reading_seconds += time.perf_counter() - begin
    size = _megabytes(files)
    _row("ours: reading", files, reading_seconds, size)
    _row("ours: structure", files, structure_seconds, size)
    _row("ours: reading and structure", files, reading_seconds + structure_seconds, size)
    peak = f", peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB" if resource else ""
    print(f"{documents} readings, {articles} articles{peak}")


def _both_cores(files: Sequence[Path]) -> None:
    """The whole path again, files beside one another in two processes."""
    begin = time.perf_counter()
    for _ in in_order(_read_and_parse, files, 2):
        pass
    _row("reading and structure, 2 processes", files, time.perf_counter() - begin, _megabytes(files))


def _read_and_parse(path: Path) -> int:
    found = 0
    for reading in documents(path):
        if isinstance(reading, Reading):
            structure.parse(reading.paragraphs, [codified.begin for codified in reading.codified])
            found += 1
    return found


def _peers() -> list[tuple[str, Callable[[bytes], object] | None]]:
    peers: list[tuple[str, Callable[[bytes], object] | None]] = [
        ("lxml.html, parsing", html.document_fromstring),
        ("BeautifulSoup lxml, parsing", lambda data: BeautifulSoup(data, "lxml")),
        ("BeautifulSoup html.parser, parsing", lambda data: BeautifulSoup(data, "html.parser")),
    ]
    try:
        from selectolax.parser import HTMLParser  # noqa: PLC0415 (not everybody has it)
    except ImportError:
        return [*peers, ("selectolax, parsing", None)]
    return [*peers, ("selectolax, parsing", HTMLParser)]


def _timed(parse: Callable[[bytes], object], files: Sequence[Path]) -> float:
    seconds = 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in files:
            data = path.read_bytes()
            begin = time.perf_counter()
            parse(data)
            seconds += time.perf_counter() - begin
    return seconds


def _row(name: str, files: Sequence[Path], seconds: float, all_megabytes: float) -> None:
    size = _megabytes(files)
    print(f"{name:<34}{len(files):>6}{size:>8.1f}{seconds:>8.2f}{size / seconds:>8.1f}{all_megabytes * seconds / size:>11.1f}")


def _megabytes(files: Sequence[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 2**20


def _same_articles() -> None:
    """Luật Tố tụng hành chính: the articles that nobody amended, from the codification and from the docx."""
    topics = list((SHARED / "corpus" / "phapdien-37.6-tthc").glob("*.html"))
    whole = list((SHARED / "corpus" / "luat-tthc-2015").glob("*.docx"))
    if not topics or not whole:
        return
    readings = codification.read(topics[0].read_bytes(), topics[0].name)
    law = next(reading for reading in readings if reading.part == "93/2015/QH13")
    enacted = _by_eid(structure.parse(docx.read(whole[0].read_bytes(), whole[0].name).paragraphs))
    codified = _by_eid(structure.parse(law.paragraphs))
    untouched = tuple(f"art_{c.number}" for c in law.codified if c.note.count("có hiệu lực") == 1)
    sides = [{eid: text for eid, text in one.items() if eid.split("__")[0] in untouched} for one in (enacted, codified)]
    shared_eids = sides[0].keys() & sides[1].keys()
    differing = [eid for eid in shared_eids if sides[0][eid] != sides[1][eid]]
    total = sum(len(sides[0][eid]) for eid in shared_eids)
    changed = sum(_changed(sides[0][eid], sides[1][eid]) for eid in differing)
    print(
        f"93/2015/QH13, {len(untouched)} articles that nobody amended: {len(sides[0])} and {len(sides[1])} eIds,"
        f" {len(sides[0].keys() ^ sides[1].keys())} in one form only; {len(differing)} texts differ,"
        f" in {changed} of {total} characters ({100 * (1 - changed / max(total, 1)):.2f}% equal)"
    )
    for eid in sorted(sides[0].keys() ^ sides[1].keys())[:20]:
        print(f"  {eid}: only in {'docx' if eid in sides[0] else 'pháp điển'}")


def _changed(one: str, other: str) -> int:
    """How many characters one text has otherwise than the other."""
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(end - begin, last - first) for step, begin, end, first, last in steps if step != "equal")


def _by_eid(tree: Tree) -> dict[str, str]:
    return {p.eid: "".join("".join(span.of(tree.text) for span in p.own).split()) for p in tree.walk()}


if __name__ == "__main__":
    sys.exit(main())
