"""Citations: right and wrong on the gold set, the notes of the codification, and speed beside other finders.

Run: `python -m bench.citations [--shared DIR] [--peers PYTHON] [--errors]`. `--peers` is an interpreter that has the packages
eyecite and legal-reference-extraction; `--errors` shows what is wrong on the development half.
"""

import argparse
import json
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.gold import SHARED, Result, Score, measure
from kb import catalogue, citations, readers
from kb.build import SHIPPED
from kb.catalogue import number_key
from kb.model import Reading
from kb.processes import in_order

_ROUNDS = 3
_REPEATED = "khoản 1 Điều 1 "
# One sentence with one citation in 100 characters, as dense as law: each peer reads its own language.
_PEERS = {
    "legal-reference-extraction": "Der Anspruch folgt aus § 433 Abs. 1 BGB, soweit die Parteien nichts anderes vereinbaren. ",
    "eyecite": "The court relied on Roe v. Wade, 410 U.S. 113 (1973), and found that nothing else had been agreed there. ",
}
_SENTENCE = "Việc đó theo quy định tại khoản 1 Điều 433 của Bộ luật Dân sự, nếu các bên không có thỏa thuận khác. "
_PEER = """
import sys, time, json
name, sentence, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
if name == "eyecite":
    from eyecite import get_citations as run
    from eyecite.tokenizers import AhocorasickTokenizer
else:
    from refex.extractor import RefExtractor
    run = RefExtractor().extract
text = sentence * (size // len(sentence))
documents = [text[i : i + 10_000] for i in range(0, len(text), 10_000)]
run(documents[0])
times = []
for _ in range(3):
    start = time.perf_counter()
    for document in documents:
        run(document)
    times.append(time.perf_counter() - start)
print(json.dumps([len(text.encode()), sorted(times)[1]]))
"""


class Note(NamedTuple):
    """A note of source of the codification, and what its markup is read as: the Điều and the document's number."""

    text: str
    article: str
    number: str


def _topic(path: Path) -> tuple[list[Note], list[str]]:
    """The notes of one topic, and the texts of its articles."""
    notes: list[Note] = []
    articles: list[str] = []
    for reading in readers.documents_in(readers.load(path), str(path)):
        if not isinstance(reading, Reading):
            continue
        number = (reading.stated.number if reading.stated else None) or ""
        begins = [article.begin for article in reading.codified]
        for article, end in zip(reading.codified, [*begins[1:], len(reading.paragraphs)], strict=True):
            notes.append(Note(article.note, article.number, number))
            articles.append("\n".join(paragraph.text for paragraph in reading.paragraphs[article.begin : end]))
    return notes, articles


def codification(shared: Path = SHARED) -> tuple[list[Note], list[str]]:
    """The notes and the articles of all topics, in the order of the files."""
    topics = sorted((shared / "corpora" / "phapdien" / "demuc").glob("*.html"))
    read = list(in_order(partial(_topic), topics, 2))
    return [note for notes, _ in read for note in notes], [text for _, texts in read for text in texts]


def noted(notes: list[Note]) -> tuple[Counter[str], list[str]]:
    """How the first citation of each note agrees with its markup, and notes where it does not."""
    names = citations.compile_names(())
    found: Counter[str] = Counter()
    examples: list[str] = []
    for note in notes:
        mentions = [m for m in citations.find(note.text, names) if m.path and m.path[0][0] == "article"]
        first = mentions[0] if mentions else None
        if first is None:
            verdict = "no provision found"
        elif first.path[0][1].lower() != note.article.lower():
            verdict = "another Điều"
        elif not note.number:
            verdict = "document without a number"
        elif first.document is None or number_key(first.document.number) != number_key(note.number):
            verdict = "another number"
        else:
            verdict = "agrees"
        found[verdict] += 1
        if verdict not in ("agrees", "document without a number"):
            examples.append(f"{verdict}: Điều {note.article} {note.number} | {note.text[:140]}")
    return found, examples


def _rate(texts: list[str], run: Callable[[str], object]) -> tuple[float, float]:
    """Texts and megabytes (UTF-8) a second, the median of several rounds."""
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        for text in texts:
            run(text)
        times.append(time.perf_counter() - start)
    size = sum(len(text.encode()) for text in texts) / 1e6
    return len(texts) / median(times), size / median(times)


def _score_line(name: str, score: Score) -> str:
    return (
        f"{name:<28}{score.marked:>7}{score.found:>7}{score.right:>7}   P {score.precision:.4f}  R {score.recall:.4f}"
        f"  F1 {score.f1:.4f}  span F1 {score.span_f1:.4f}"
    )


def gold_table(result: Result) -> Iterator[str]:
    """The lines of the table: both halves, then the types of document of each."""
    yield f"{'':<28}{'marked':>7}{'found':>7}{'right':>7}"
    for half, score in sorted(result.halves.items()):
        yield _score_line(half, score)
    for (half, kind), score in sorted(result.types.items()):
        yield _score_line(f"  {half} {kind}", score)
    yield f"passages lost: {len(result.lost)}"


def _peers(python: str, size: int) -> Iterator[tuple[str, float]]:
    for name, sentence in _PEERS.items():
        done = subprocess.run(
            [python, "-c", _PEER, name, sentence, str(size)], capture_output=True, text=True, encoding="utf-8", check=False
        )
        if done.returncode:
            print(f"{name}: not installed in {python} ({done.stderr.strip().splitlines()[-1:]})")
            continue
        read, seconds = json.loads(done.stdout)
        yield name, read / 1e6 / seconds


def _long_list() -> None:
    """Time and memory of one text of nothing but citations, at two sizes."""
    names = citations.compile_names(())
    times = {}
    for size in (1, 10):
        text = _REPEATED * (size * 1_000_000 // len(_REPEATED.encode()))
        start = time.perf_counter()
        citations.find(text, names)
        times[size] = time.perf_counter() - start
    text = _REPEATED * (1_000_000 // len(_REPEATED.encode()))
    tracemalloc.start()
    citations.find(text, names)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(
        f"“{_REPEATED}” over and over: 1 MB {times[1]:.1f} s, 10 MB {times[10]:.1f} s ({times[10] / times[1]:.1f} times); ",
        end="",
    )
    print(f"{peak:.0f} MB of memory for 1 MB")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    result = measure(options.shared)
    print("Gold set, exact match of span and target\n" + "\n".join(gold_table(result)))
    for error in result.halves["dev"].errors if options.errors else ():
        print(f"  {error.passage} “{error.text}”: marked {error.marked or '–'}, found {error.found or '–'}")
    notes, articles = codification(options.shared)
    agreed, examples = noted(notes)
    print(f"\nNotes of source of the codification: {len(notes)}")
    for verdict, count in agreed.most_common():
        print(f"  {verdict}: {count} ({count / len(notes):.2%})")
    print("\n".join(f"    {example}" for example in examples[:: max(1, len(examples) // 12)]))
    names = citations.compile_catalogue(catalogue.merge([catalogue.load(SHIPPED / "catalogue.toml")]))
    documents, speed = _rate(articles, lambda text: citations.find(text, names))
    print(f"\nfind, {len(articles)} articles: {documents:.0f} articles/s, {speed:.2f} MB/s")
    plain = [text for text in articles if not citations.find(text, names)]
    _, sparse = _rate(plain, lambda text: citations.find(text, names))
    print(f"find, the {len(plain)} articles without citations: {sparse:.2f} MB/s")
    dense = [
        ("Việc đó theo quy định tại khoản 1 Điều 433 của Bộ luật Dân sự, nếu các bên không có thỏa thuận nào khác ở đó. " * 90)
    ] * 100
    _, own = _rate(dense, lambda text: citations.find(text, names))
    print(f"find, one citation in 100 characters: {own:.2f} MB/s")
    for name, rate in _peers(options.peers, 1_000_000):
        print(f"{name}, one citation in 100 characters: {rate:.2f} MB/s; find is {own / rate:.1f} times as fast")
    _long_list()


if __name__ == "__main__":
    main()
