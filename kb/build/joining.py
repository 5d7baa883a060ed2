"""Joining the parts of a document: issues of the gazette, and topics of the codification; and what others say of it.

Guarantees:
1. The paragraphs of a serial stand in the order of its issues, those that a later part only repeats once.
2. The articles of the codification stand in the order of their numbers.
"""

from collections.abc import Sequence
from dataclasses import replace

from kb import structure
from kb.build.cache import Cache, CachedText, ReadText
from kb.build.choosing import Candidate
from kb.build.reading import DocumentRead
from kb.law.levels import POINT_LETTERS
from kb.law.model import Codified, Ending, Entry, Paragraph, Relation


def text_of(candidate: Candidate, cache: Cache) -> CachedText:
    """The text of a candidate, its parts joined where it has several."""
    texts = [part.text for part in candidate.parts]

    def join() -> ReadText:
        bodies = [cache.body(text) for text in texts]
        return _joined_selection(bodies) if candidate.is_selection else _joined_serial(candidate.parts, bodies)

    return texts[0] if len(texts) == 1 else cache.joined(texts, join)


def _joined_serial(parts: Sequence[DocumentRead], bodies: Sequence[ReadText]) -> ReadText:
    """The parts of a serial in order, without the headings that a later part only repeats."""
    paragraphs: tuple[Paragraph, ...] = ()
    for part, one in zip(parts, bodies, strict=True):
        paragraphs += one.paragraphs[part.repeated :]
    return ReadText(paragraphs, structure.parse(paragraphs))


def _joined_selection(bodies: Sequence[ReadText]) -> ReadText:
    """The articles of several selections in the order of their numbers; one that two of them hold alike stands once."""
    articles: list[tuple[Codified, tuple[Paragraph, ...]]] = []
    for one in bodies:
        ends = [codified.begin for codified in one.codified[1:]] + [len(one.paragraphs)]
        articles += ((c, one.paragraphs[c.begin : end]) for c, end in zip(one.codified, ends, strict=True))
    articles.sort(key=lambda article: _number_order(article[0].number))
    paragraphs: list[Paragraph] = []
    codified: list[Codified] = []
    previous: tuple[str, tuple[Paragraph, ...]] | None = None
    for article, own in articles:
        if previous != (article.number, own):
            codified.append(replace(article, begin=len(paragraphs)))
            paragraphs += own
        previous = (article.number, own)
    tree = structure.parse(paragraphs, [article.begin for article in codified])
    return ReadText(tuple(paragraphs), tree, tuple(codified))


def _number_order(number: str) -> tuple[int, list[int]]:
    letters = number.lstrip("0123456789")
    return int(number.removesuffix(letters) or 0), [POINT_LETTERS.find(letter) for letter in letters]


def with_stated(entry: Entry, stated: Sequence[Relation], endings: Sequence[Ending]) -> Entry:
    """The entry with the relations that its own clauses state, where no source gives them, and with its endings."""
    known = {(relation.kind, relation.target) for relation in entry.relations}
    # Several versions of a text state the same.
    new = dict.fromkeys(relation for relation in stated if (relation.kind, relation.target) not in known)
    ended = dict.fromkeys((*entry.endings, *endings))
    return replace(entry, relations=(*entry.relations, *new), endings=tuple(ended))
