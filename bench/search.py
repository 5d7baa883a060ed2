"""Quality of search on questions whose answering article is known (ALQAC 2024), beside other engines.

The questions are split in half by the SHA-256 of their ids: what is tuned is tuned on `dev`; a figure is claimed of `test`.
Every engine gets the same articles; ours cuts them into clauses itself.

Run: `python -m bench.search [--half dev|test]`.
"""

import argparse
import hashlib
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from whoosh import fields, index, qparser

from bench.known import SHARED
from kb.abbreviations import COMMON
from kb.index import Question, WhooshEngine, units
from kb.model import Entry, Paragraph
from kb.structure import parse
from kb.text import fold, nfc

_SHOWN = 10
Article = tuple[str, str]  # law, number
Search = Callable[[str], Sequence[Article]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the articles that answer it."""

    id: str
    text: str
    relevant: frozenset[Article]

    @property
    def half(self) -> str:
        """The half that it belongs to."""
        return ("dev", "test")[int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the questions whose first answer is among the first 1, 5, 10, and the mean of its inverse rank."""

    r1: float
    r5: float
    r10: float
    mrr: float


def articles(shared: Path = SHARED) -> dict[Article, str]:
    """The text of each article: its heading, an empty line, its body."""
    laws = json.loads((shared / "bench" / "retrieval" / "laws.json").read_text("utf-8"))
    return {(law["id"], article["id"]): nfc(article["text"]) for law in laws for article in law["articles"]}


def questions(half: str, shared: Path = SHARED) -> list[Asked]:
    """The questions of a half."""
    told = json.loads((shared / "bench" / "retrieval" / "queries-dev.json").read_text("utf-8"))
    asked = (Asked(q["id"], nfc(q["text"]), frozenset((law, number) for law, number in q["relevant"])) for q in told)
    return [question for question in asked if question.half == half]


def measure(search: Search, asked: Sequence[Asked], variant: Callable[[str], str]) -> Figures:
    """How well `search` answers the questions, each in a variant of its wording."""
    ranks = []
    for question in asked:
        found = search(variant(question.text))[:_SHOWN]
        ranks.append(next((rank for rank, article in enumerate(found, 1) if article in question.relevant), None))
    share = lambda within: sum(rank is not None and rank <= within for rank in ranks) / len(ranks)  # noqa: E731
    return Figures(share(1), share(5), share(10), sum(1 / rank for rank in ranks if rank) / len(ranks))


def _half_typed(text: str) -> str:
    """Every second word without diacritics."""
    return " ".join(fold(word) if number % 2 else word for number, word in enumerate(text.split()))


_NEW_STYLE = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
              "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
              "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip


def _other_tones(text: str) -> str:
    return re.sub("|".join(_NEW_STYLE), lambda found: _NEW_STYLE[found[0]], text)


def _abbreviated(text: str) -> str:
    for short, long in sorted(COMMON.items(), key=lambda known: -len(known[1])):
        text = re.sub(rf"\b{long}\b", short, text, flags=re.IGNORECASE)
    return text


VARIANTS: Mapping[str, Callable[[str], str]] = {
    "accented": lambda text: text,
    "unaccented": fold,
    "half-accented": _half_typed,
    "other tone style": _other_tones,
    "capitals": str.upper,
    "abbreviated": _abbreviated,
}


def ours(known: Mapping[Article, str], folder: Path) -> Search:
    """Our engine over the laws, each parsed as a document."""
    laws: dict[str, list[tuple[str, str]]] = {}
    for (law, number), text in known.items():
        laws.setdefault(law, []).append((number, text))

    def listed() -> Iterator[tuple[object, Mapping[str, str]]]:
        for law, own in laws.items():
            lines = [line for number, text in own for line in f"Điều {number}. {text}".splitlines() if line.strip()]
            kind, _, title = law.partition(" ") if law.startswith("Luật") else ("Bộ luật", "", law.removeprefix("Bộ luật "))
            entry = Entry(law, kind, None, None, None, title)
            for unit in units(entry, parse(tuple(Paragraph(line) for line in lines))):
                yield unit, COMMON

    engine = WhooshEngine()
    engine.build(folder, listed(), lambda done: None)
    engine.open(folder)

    def search(text: str) -> list[Article]:
        found = engine.search(Question(text), COMMON, _SHOWN)
        return [(hit.document, hit.eid.split("__")[0].removeprefix("art_")) for hit in found.hits]

    return search


def stock_whoosh(known: Mapping[Article, str], folder: Path) -> Search:
    """Whoosh as it comes: StandardAnalyzer, BM25F, one field."""
    folder.mkdir()
    schema = fields.Schema(law=fields.STORED, number=fields.STORED, text=fields.TEXT)
    made = index.create_in(folder, schema)
    writer = made.writer()
    for (law, number), text in known.items():
        writer.add_document(law=law, number=number, text=text)
    writer.commit()
    searcher = made.searcher()
    parser = qparser.QueryParser("text", schema, group=qparser.OrGroup, plugins=[])

    def search(text: str) -> list[Article]:
        return [(hit["law"], hit["number"]) for hit in searcher.search(parser.parse(text), limit=_SHOWN)]

    return search


def fts5(known: Mapping[Article, str], folder: Path) -> Search:
    """SQLite FTS5 as it comes (unicode61, diacritics kept), any of the words, bm25()."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE article "
        "USING fts5(law UNINDEXED, number UNINDEXED, text, tokenize='unicode61 remove_diacritics 0')"
    )
    database.executemany("INSERT INTO article VALUES (?, ?, ?)", ((*key, text) for key, text in known.items()))

    def search(text: str) -> list[Article]:
        terms = " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", text)))
        query = "SELECT law, number FROM article WHERE article MATCH ? ORDER BY rank LIMIT ?"
        return [(law, number) for law, number in database.execute(query, (terms, _SHOWN))]

    return search


ENGINES: Mapping[str, Callable[[Mapping[Article, str], Path], Search]] = {
    "ours": ours,
    "Whoosh": stock_whoosh,
    "SQLite FTS5": fts5,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "test"), default="dev")
    half = parser.parse_args(arguments).half
    known, asked = articles(), questions(half)
    print(f"{len(asked)} questions of the {half} half, {len(known)} articles")
    print(f"{'':<14}{'':<18}{'R@1':>7}{'R@5':>7}{'R@10':>7}{'MRR':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for engine, make in ENGINES.items():
            search = make(known, Path(folder) / engine)
            for variant, change in VARIANTS.items():
                got = measure(search, asked, change)
                print(f"{engine:<14}{variant:<18}{got.r1:>7.3f}{got.r5:>7.3f}{got.r10:>7.3f}{got.mrr:>7.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
