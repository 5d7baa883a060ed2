"""Questions whose answering articles are known, and how well they are answered.

Guarantees:
1. A question belongs to one half, by the SHA-256 of its id: what is tuned is tuned on `dev`; a figure is claimed of `test`.
2. The same texts give the same headings in the same order, that of their hashes: the first are a sample.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.known import SHARED
from bench.search.asking import SHOWN, Text
from bench.search.corpus import Article
from kb.language.text import fold_white_space, nfc, search_key


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


def questions(half: str, places: Mapping[tuple[str, str], Article], shared: Path = SHARED) -> list[Asked]:
    """The questions of a half; `places` gives the article that is a (law, number)."""
    told = json.loads((shared / "bench" / "retrieval" / "queries-dev.json").read_text("utf-8"))
    asked = (Asked(q["id"], nfc(q["text"]), frozenset(places[law, number] for law, number in q["relevant"])) for q in told)
    return [question for question in asked if question.half == half]


def headings(texts: Mapping[Article, Text]) -> list[Asked]:
    """The headings as questions, those that read alike once, in the order of their hashes; all that bear one answer it."""
    bearers: dict[str, list[Article]] = defaultdict(list)
    written: dict[str, str] = {}
    for article, text in texts.items():
        heading = fold_white_space(text.heading)
        if heading:
            bearers[search_key(heading)].append(article)
            written.setdefault(search_key(heading), heading)
    chosen = sorted(bearers, key=lambda key: hashlib.sha256(key.encode()).digest())
    return [Asked(key, written[key], frozenset(bearers[key])) for key in chosen]


def figures(asked: Sequence[Asked], answers: Sequence[Iterable[Article]]) -> Figures:
    """How well the answers answer; those that are one article count once."""
    ranks: list[int | None] = []
    for question, found in zip(asked, answers, strict=True):
        distinct = list(dict.fromkeys(found))[:SHOWN]
        ranks.append(next((rank for rank, article in enumerate(distinct, 1) if article in question.relevant), None))

    def share(within: int) -> float:
        return sum(rank is not None and rank <= within for rank in ranks) / len(ranks)

    return Figures(share(1), share(5), share(10), sum(1 / rank for rank in ranks if rank) / len(ranks))
