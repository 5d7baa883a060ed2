"""Provisions that stand without a document in a text that has no Điều of its own: a judgment, a report, an article.

"… theo Điều 201 BLHS; cố ý gây thương tích (Điều 134)": the second is of the code that the sentence names.

Guarantees:
1. A text with an Điều of its own carries nothing: there such a provision is its own.
2. The nearest sentence that names a document decides: its own, those of the paragraph before it, the paragraph before. Where
   that names several, the provision is ambiguous, and these are the candidates.
3. Only what has Điều is carried: laws, decrees and circulars that are named, and whatever else is cited by a provision; not
   what only says how another was amended.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kb.citations.find.provisions import ABOVE, THIS
from kb.citations.find.qualifiers import DRAFT
from kb.citations.resolve.addresses import within
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.meaning import is_own_type
from kb.citations.resolve.references import checked
from kb.language.text import Span
from kb.law.model import Designation, Mention, Reference
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.law.types import LAW_MAKING, TITLED, UNMISTAKABLE

_OWN_ARTICLE = re.compile(r"^[\s*#“\"]*Điều \d+[a-zđ]?\s*[.:]", re.MULTILINE)
_ENDS_SENTENCE = re.compile(r"(?:[.!?…]”?\s+(?=(\w))|\n)")
_PARAGRAPHS = 2  # its own, and the one before
_IN_BRACKETS = re.compile(r"\([^()]{0,40}")
_ENDS_CLAUSE = re.compile(r"[;:]\s|\s[–-]\s")
_SAME_CLAUSE = re.compile(r"[^.;:()\n]{0,80}")
_BESIDE = re.compile(r"(?:,? (?:và|hoặc|hay)|,)[^.;\n]{0,60}")
# Between two provisions of one law, which the last names, and between those that may be.
_INSTEAD = re.compile(
    r",? (?:(?:thay vì|thay cho|thay bằng|chứ không phải|mà không phải|sang|thành)(?: là| tại| theo)?|so với) "
)
_ONE_CLAUSE = re.compile(r",?(?: \w+){1,4} (?<!tại )(?<!theo )(?<!với )")
_NEAR_IT = 80  # characters after a provision in which "khoản 2" is of the same Điều
_ARTICLE_ALONE = re.compile(r"(?:(?:điểm|khoản)\s+\w+[\s,]+)*điều\s+\w+", re.IGNORECASE)
_DRAFT = ""  # in the place of a document: a draft, which is none
_LETTERS = re.compile(r",?\s+[A-ZĐ]{2,}\b")
_NOTE = "Theo văn bản được nêu gần nhất trong đoạn"
_OPEN = "Đoạn này nêu nhiều văn bản; chưa rõ là của văn bản nào"


class NamedHere(NamedTuple):
    """A document that a text names at a span, and whether with a provision."""

    span: Span
    document: str
    has_path: bool


@dataclass(frozen=True, slots=True)
class Carrying:
    """The documents that a text without Điều names, in order, and where its sentences begin."""

    case: Case
    sentences: tuple[int, ...]  # offsets, ascending
    lines: frozenset[int]  # those that begin a paragraph
    named: tuple[NamedHere, ...]
    others: tuple[NamedHere, ...]  # with those of which no provision is cited without their type: "Điều 27 Quy định này"

    def of(self, mention: Mention, carried: Sequence[tuple[Span, str]]) -> Match | None:
        """The document of `mention`; None where it is not one that stands without a document, or with the word of a type alone.

        `carried` are the documents of those before it.
        """
        if listed := self._listed_apart(mention, carried):
            return listed
        if not (kind := self._type_alone(mention)):
            if not _names_article_alone(mention, self.case.text):
                return None
            if inside := self._bracketed(mention):
                return Match(inside, Resolution.INFERRED, _NOTE)
        found = self._nearest(mention, carried, kind)
        if not kind and found.document and (beside := self._set_against(mention, found.document)):
            return beside
        if mention.document and mention.document.this and found.document is None and not found.candidates:
            return None  # the text at hand, perhaps
        return found

    def _nearest(self, mention: Mention, carried: Sequence[tuple[Span, str]], kind: str) -> Match:
        """The document of the nearest unit that names one, of the type `kind` if that is not ""."""
        for unit in self._units(mention.start):
            documents = self._named_in(unit, mention, carried, kind)
            if len(documents) == 1:
                is_another = documents[0] == _DRAFT or (bool(kind) and self._is_beside(documents[0], mention))
                return UNKNOWN if is_another else Match(documents[0], Resolution.INFERRED, _NOTE)
            if documents and unit.end > mention.start and unit.start not in self.sentences:
                continue  # a clause of the sentence; the whole of it may tell
            if documents:
                return Match(None, Resolution.AMBIGUOUS, _OPEN, tuple(d for d in documents if d != _DRAFT))
        return UNKNOWN

    def _listed_apart(self, mention: Mention, carried: Sequence[tuple[Span, str]]) -> Match | None:
        """The match of the first of "(khoản 3 Điều 36; Điều 10 Nghị định X)", where a law is named before; None for any other.

        A semicolon between two Điều may part two documents: right after a bracket it does where a law is what is before.
        """
        if mention.document is None or not _ARTICLE_ALONE.fullmatch(self.case.text, mention.start, mention.end):
            return None
        index = bisect_left(self.named, mention.start, key=lambda n: n.span.start)
        if index + 1 >= len(self.named) or self.named[index].span.start != mention.start:
            return None
        own, following = self.named[index : index + 2]
        gap = self.case.text[mention.end : following.span.start]
        before = self._nearest(mention, carried, "").document
        if gap.strip() != ";" or own.document != following.document or before in (None, own.document):
            return None
        is_opened = self.case.text[: mention.start].endswith("(")
        if is_opened and self._type_of(before or "") in TITLED and self._type_of(own.document) not in TITLED:
            return Match(before, Resolution.INFERRED, _NOTE)
        return Match(None, Resolution.AMBIGUOUS, _OPEN, (before or "", own.document))

    def inside(self, mention: Mention, found: Sequence[Reference]) -> Reference | None:
        """The reference of "khoản 2", "điểm v khoản này" after a provision of its sentence: to the same Điều; else None."""
        if mention.document is not None or not mention.path or not found:
            return None
        level, number = mention.path[0]
        before = found[-1]
        sentence = self.sentences[bisect_right(self.sentences, mention.start) - 1]
        is_near = before.start >= sentence and mention.start - before.end < _NEAR_IT
        if not is_near or before.document is None or before.to or not (before.eid or "").startswith("art_"):
            return None
        if number != THIS and level not in ("clause", "point"):
            return None
        target = within(mention.path, before.eid or "")
        if target is None:
            return None
        return checked(mention, Match(before.document, Resolution.INFERRED, _NOTE), target, self.case)

    def _set_against(self, mention: Mention, document: str) -> Match | None:
        """The match of "Điều 175" before "thay vì Điều 174 Bộ luật X"; None where none but `document` follows so."""
        following = next((n for n in self.named if n.span.start >= mention.end), None)
        if following is None or not following.has_path or following.document in (document, _DRAFT):
            return None
        gap = self.case.text[mention.end : following.span.start]
        if _INSTEAD.fullmatch(gap):
            return Match(following.document, Resolution.INFERRED, _NOTE)
        if not _ONE_CLAUSE.fullmatch(gap):
            return None
        return Match(None, Resolution.AMBIGUOUS, _OPEN, (document, following.document))

    def _units(self, offset: int) -> Iterator[Span]:
        """The clause and the sentence around an offset, the sentences before that, of two paragraphs, and all before it."""
        index = bisect_right(self.sentences, offset) - 1
        sentence = self._sentence(index)
        clause = max((m.end() for m in _ENDS_CLAUSE.finditer(self.case.text, sentence.start, offset)), default=sentence.start)
        if clause > sentence.start:
            yield Span(clause, offset)
        paragraphs = 0
        while index >= 0 and paragraphs < _PARAGRAPHS:
            yield self._sentence(index)
            paragraphs += self.sentences[index] in self.lines
            index -= 1
        yield Span(0, offset)

    def _sentence(self, index: int) -> Span:
        end = self.sentences[index + 1] if index + 1 < len(self.sentences) else len(self.case.text) + 1
        return Span(self.sentences[index], end)

    def _type_alone(self, mention: Mention) -> str:
        """The type that alone names the document of `mention`: "Luật này", "Điều 5 của Bộ luật"; "" for any other."""
        said = mention.document
        if said is None or said.back or (said.this and is_own_type(said.type, self.case.context.type or "")):
            return ""
        is_bare = bool(mention.path) and replace(said, type="", issuer="") == Designation()
        is_this = said.this and (bool(mention.path) or said.type in TITLED)
        return said.type if is_this or is_bare else ""

    def _is_beside(self, document: str, mention: Mention) -> bool:
        """Whether "Luật X và Luật này" names `document` and then another: such a sentence may quote a third law."""
        last = next((n for n in reversed(self.named) if n.span.end <= mention.start and n.document == document), None)
        return last is not None and _BESIDE.fullmatch(self.case.text, last.span.end, mention.start) is not None

    def _named_in(self, unit: Span, mention: Mention, carried: Sequence[tuple[Span, str]], kind: str) -> list[str]:
        """The documents that a unit names before the mention: the one with a provision, else all; or after it, with one."""

        def is_meant(at: int, document: str) -> bool:
            return unit.start <= at < unit.end and (not kind or is_own_type(kind, self._type_of(document)))

        inside = [n for n in (self.others if kind else self.named) if is_meant(n.span.start, n.document)]
        before = [n for n in inside if n.span.end <= mention.start]
        said = [document for span, document in carried if is_meant(span.start, document)]
        cited = list(dict.fromkeys((*(n.document for n in before if n.has_path), *said)))
        if len(cited) == 1:
            return cited
        named = dict.fromkeys((*(n.document for n in before), *said))
        return list(named or dict.fromkeys(n.document for n in inside if n.has_path))

    def _bracketed(self, mention: Mention) -> str | None:
        """The document named right before the bracket in which a provision stands: "theo Luật X trong 01 năm (Điều 116)"."""
        opens = self.case.text.rfind("(", 0, mention.start)
        if opens < 0 or not _IN_BRACKETS.fullmatch(self.case.text, opens, mention.start):
            return None
        last = next((n for n in reversed(self.named) if n.span.end <= opens), None)
        if last is None or last.document == _DRAFT or not _SAME_CLAUSE.fullmatch(self.case.text, last.span.end, opens):
            return None
        return last.document

    def _type_of(self, document: str) -> str:
        return next((n.type for n in self.case.named if n.document == document), "")


def _names_article_alone(mention: Mention, text: str) -> bool:
    """Whether `mention` names its Điều, and no document, nor letters that may stand for one: "Điều 7 BLHH"."""
    if mention.document is not None or not mention.path or mention.path[0][0] not in ("article", "chapter"):
        return False
    return mention.path[0][1] not in (THIS, ABOVE) and _LETTERS.match(text, mention.end) is None


def _has_articles(case: Case) -> bool:
    """Whether the text has an Điều of its own."""
    own = case.context.document
    return _OWN_ARTICLE.search(case.text) is not None or (own is not None and case.provisions(own, "art_1") is True)


def carrying(mentions: Sequence[Mention], meanings: Sequence[Match], case: Case) -> Carrying | None:
    """What a text carries from one provision to the next; None where it has an Điều of its own."""
    if _has_articles(case):
        return None
    sentences, lines = [0], {0}
    for end in _ENDS_SENTENCE.finditer(case.text):
        if end[1] is None or end[1].isupper():
            sentences.append(end.end())
        if end[1] is None:
            lines.add(end.end())
    others = tuple(
        NamedHere(Span(mention.start, mention.end), meaning.document or _DRAFT, bool(mention.path))
        for mention, meaning in zip(mentions, meanings, strict=True)
        if (meaning.document and _is_at_hand(mention, meaning.document, case)) or _is_draft(mention)
    )
    law = {n.document for n in others if _is_law(n.document, case)}
    named = tuple(n for n in others if n.has_path or n.document in law)
    return Carrying(case, tuple(sentences), frozenset(lines), named, others)


def _is_at_hand(mention: Mention, document: str, case: Case) -> bool:
    """Whether a mention names a document for itself, not to say how another was amended."""
    is_aside = bool(mention.amender) or mention.relation == CitationRelation.HISTORY
    return not is_aside and mention.document is not None and document != case.context.document


def _is_draft(mention: Mention) -> bool:
    return mention.document is not None and mention.document.type == DRAFT


def _is_law(document: str, case: Case) -> bool:
    """Whether the text may cite provisions of a document that it names without one."""
    kind = next((named.type for named in case.named if named.document == document), "")
    return kind in TITLED or (kind in UNMISTAKABLE and kind in LAW_MAKING)
