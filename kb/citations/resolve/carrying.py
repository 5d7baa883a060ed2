"""Provisions that stand without a document in a text that has no Điều of its own: a judgment, a report, an article.

"… theo Điều 201 BLHS; cố ý gây thương tích (Điều 134)": the second is of the code that the sentence names.

Guarantees:
1. A text with an Điều of its own carries nothing: there such a provision is its own.
2. The nearest unit that names a document decides: the sentence, the sentences of the paragraph before it, the paragraph before.
   Where that names several, the provision is ambiguous, and these are the candidates.
3. Only what has Điều is carried: laws, decrees and circulars that are named, and whatever else is cited by a provision; not what
   only says how another was amended.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kb.citations.find.provisions import ABOVE, THIS
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.language.text import Span
from kb.law.model import Mention
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.law.types import TITLED, UNMISTAKABLE

_OWN_ARTICLE = re.compile(r"^[\s*#“\"]*Điều \d+[a-zđ]?\s*[.:]", re.MULTILINE)
_ENDS_SENTENCE = re.compile(r"(?:[.!?…]”?\s+(?=(\w))|\n)")
_LETTERS = re.compile(r",?\s+[A-ZĐ]{2,}\b")
_NOTE = "Theo văn bản được nêu gần nhất trong đoạn"
_OPEN = "Đoạn này nêu nhiều văn bản; chưa rõ là của văn bản nào"


@dataclass(frozen=True, slots=True)
class Carrying:
    """The documents that a text without Điều names, and where its sentences begin."""

    sentences: tuple[int, ...]  # offsets, ascending
    lines: frozenset[int]  # those that begin a paragraph
    named: tuple[tuple[Span, str], ...]  # in order: where a document that may be carried is named

    def of(self, offset: int) -> Match:
        """The document of a provision at `offset` that stands without one."""
        index = bisect_right(self.sentences, offset) - 1
        paragraphs = 0
        while index >= 0 and paragraphs < 2:
            end = self.sentences[index + 1] if index + 1 < len(self.sentences) else None
            documents = self._named_in(self.sentences[index], end)
            if len(documents) == 1:
                return Match(documents[0], Resolution.INFERRED, _NOTE)
            if documents:
                return Match(None, Resolution.AMBIGUOUS, _OPEN, tuple(documents))
            paragraphs += self.sentences[index] in self.lines
            index -= 1
        return UNKNOWN

    def _named_in(self, start: int, end: int | None) -> Sequence[str]:
        return list(dict.fromkeys(d for span, d in self.named if start <= span.start and (end is None or span.start < end)))


def is_carried(mention: Mention, text: str) -> bool:
    """Whether `mention` is a provision that names its Điều, and no document, nor letters that may stand for one: "Điều 7 BLHH"."""
    if mention.document is not None or not mention.path or mention.path[0][0] != "article":
        return False
    return mention.path[0][1] not in (THIS, ABOVE) and _LETTERS.match(text, mention.end) is None


def has_articles(case: Case) -> bool:
    """Whether the text has an Điều of its own."""
    own = case.context.document
    return _OWN_ARTICLE.search(case.text) is not None or (own is not None and case.provisions(own, "art_1") is True)


def carrying(mentions: Sequence[Mention], meanings: Sequence[Match], case: Case) -> Carrying | None:
    """What a text carries from one provision to the next; None where it has an Điều of its own."""
    if all(mention.document is not None for mention in mentions) or has_articles(case):
        return None
    sentences, lines = [0], {0}
    for end in _ENDS_SENTENCE.finditer(case.text):
        if end[1] is None or end[1].isupper():
            sentences.append(end.end())
        if end[1] is None:
            lines.add(end.end())
    named = tuple(
        (Span(mention.start, mention.end), meaning.document)
        for mention, meaning in zip(mentions, meanings, strict=True)
        if meaning.document
        and mention.relation != CitationRelation.HISTORY
        and _has_provisions(mention, meaning.document, case)
    )
    return Carrying(tuple(sentences), frozenset(lines), named)


def _has_provisions(mention: Mention, document: str, case: Case) -> bool:
    if mention.amender or mention.document is None or document == case.context.document:
        return False
    kind = case.type_of(document) or mention.document.type
    return bool(mention.path) or kind in TITLED or (kind in UNMISTAKABLE and kind != "Chỉ thị")
