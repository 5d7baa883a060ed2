"""Provisions that stand without a document in a text that has no Điều of its own: a judgment, a report, an article.

"… theo Điều 201 BLHS; cố ý gây thương tích (Điều 134)": the second is of the code that the sentence names.

Guarantees:
1. A text with an Điều of its own carries nothing, nor does a clause of a law that is pasted alone: there it is its own.
2. The nearest unit that names a document decides: the clause, the sentence, the last sentence before it that names one, the
   paragraph before it, the text before it. Where that names several, it is the one with a provision, or the only law among
   them; else the provision is ambiguous, and these are the candidates.
3. A document that is named and not known counts like any other: a farther one is not meant in its place.
4. "Luật này" in a document of another type means the law named last; in a text of unknown type one that it named before the
   sentence, and only where the text has not spoken of itself so.
5. Time is linear in the length of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb.citations.find.provisions import THIS
from kb.citations.find.qualifiers import DRAFT
from kb.citations.resolve.addresses import within
from kb.citations.resolve.context import Case
from kb.citations.resolve.contrasting import apart, is_contrast, other_of_name, subject
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.meaning import is_own_type
from kb.citations.resolve.named_in import NEAREST, OPEN, NamedHere, NamedIn, named_here, names_article_alone, only_one
from kb.citations.resolve.references import checked
from kb.law.model import Designation, Mention, Reference
from kb.law.resolutions import Resolution
from kb.law.types import TITLED

_OWN_ARTICLE = re.compile(r"^(?:[^\S\n]|[*#“\"])*+Điều \d+[a-zđ]?\s*[.:]", re.MULTILINE)
_OPENS_A_CLAUSE = re.compile(r"[\s*“\"]*(?:\d{1,3}[a-zđ]?\.\s|[a-zđ]\d?\)|Điều \d|Khoản \d|Điểm [a-zđ]\b)")
_OPENS_A_POINT = re.compile(r"\s*(?:\[\d|\d{1,2}(?:\.\d{1,2})*[.)]\s)")
_ENDS_SENTENCE = re.compile(r"[.!?…][”\")]?[^\S\n]+(?=(\w|\[))|\n")
_ENDS_CLAUSE = re.compile(r"[;:]\s|\s[–-]\s")
_IN_BRACKETS = re.compile(r"\([^()]{0,40}")
_SAME_CLAUSE = re.compile(r"[^.;:,()\n]{0,80}")
_BESIDE = re.compile(r" vào |,? (?:và|hoặc|hay)[^.;,\n]{0,40} ")
_IN_A_ROW = re.compile(r"\)(?:[^.;()\n]{1,60}\((?:[^.;()\n]{4,40}\)(?=,))?)+")  # ") thụ lý (Điều 29), rút đơn ("
_LONGEST_ROW = 2_000  # characters
_SAME_CLAUSES = re.compile(r"[^;\n]{0,200}")
# Between two provisions of one law, which the last names, and between those that may be.
_INSTEAD = re.compile(
    r",? (?:(?:thay vì|thay cho|thay bằng|chứ không phải|mà không phải|sang|thành)(?: là| tại| theo)?|so với) "
)
_ONE_CLAUSE = re.compile(r",?(?: \w+){1,4} (?<!tại )(?<!theo )(?<!với )")
_ARTICLE_ALONE = re.compile(r"(?:(?:điểm|khoản)\s+\w+[\s,]+)*điều\s+\w+", re.IGNORECASE)
_NEAR_IT = 80  # characters after a provision in which "khoản 2" is of the same Điều
# "Hợp đồng có thỏa thuận tại Điều 4", "Nội quy cơ quan, Điều 3": a text that is no document of law, and its provision.
_OF_ANOTHER_TEXT = re.compile(
    r"\b(?:hợp đồng|điều lệ|nội quy|quy chế|quy ước|hương ước|công ước|hiệp định|nghị định thư|thỏa thuận|biên bản|di chúc)"
    r"(?:(?! theo\b)[ ,]+\w+){0,4}[ ,]*\Z",
    re.IGNORECASE,
)
_REACH = 60  # characters before a provision in which such a text is looked for


@dataclass(slots=True)
class Carrier:
    """Walks through a text from mention to mention, and knows what the part of it that they stand in has named."""

    case: Case
    clauses: Sequence[int]  # offsets at which a clause, a sentence, a paragraph begins, ascending
    sentences: Sequence[int]
    paragraphs: Sequence[int]
    named: Sequence[NamedHere]  # in order
    types: Mapping[str, str]  # of the documents
    clause: NamedIn = field(default_factory=NamedIn)
    sentence: NamedIn = field(default_factory=NamedIn)
    before: NamedIn = field(default_factory=NamedIn)  # the last sentence before this one that names a document
    paragraph: NamedIn = field(default_factory=NamedIn)  # before the sentence
    text: NamedIn = field(default_factory=NamedIn)  # before the paragraph
    is_new_paragraph: bool = False  # since that sentence
    apart: frozenset[int] = frozenset()  # as `apart` of contrasting.py gives it
    subject: Match | None = None  # the document of the heading
    last_of: dict[str, Match] = field(default_factory=dict)  # type → its document that was named last
    spoken_of: set[str] = field(default_factory=set)  # types that the text calls itself: "Luật này" before any law
    last: NamedHere | None = None
    at: tuple[int, int, int] = (0, 0, 0)

    def move_to(self, offset: int) -> None:
        """Go on to a mention."""
        clause, sentence, paragraph = (bisect_right(ends, offset) for ends in (self.clauses, self.sentences, self.paragraphs))
        if sentence != self.at[1]:
            self.before, self.is_new_paragraph = self.sentence.copy() or self.before, paragraph != self.at[2]
            self.paragraph.take(self.sentence)
        if paragraph != self.at[2]:
            self.text.take(self.paragraph)
            if _OPENS_A_POINT.match(self.case.text, self.paragraphs[paragraph - 1]):
                self.before = NamedIn()  # another matter begins
        if clause != self.at[0] or sentence != self.at[1]:
            self.clause = NamedIn()
        self.at = (clause, sentence, paragraph)

    def add(self, mention: Mention, match: Match) -> None:
        """Remember what `mention` means: a document that it names, or that was carried to it."""
        here = named_here(mention, match, self.case)
        if here is None and mention.document is None and match.document:
            kind = self.types.get(match.document, "")
            here = NamedHere(mention.start, mention.end, Match(match.document, Resolution.INFERRED), kind, has_path=True)
        if here is None:
            return
        for unit in (self.clause, self.sentence):
            unit.add(here.match, here.type, here.has_path)
        self.last = here
        self.last_of.pop(here.type, None)
        self.last_of[here.type] = here.match

    def of(self, mention: Mention) -> Match | None:
        """The match of `mention`; None where it does not stand without a document, or with the word of a type alone."""
        said = mention.document
        kind = self._type_alone(mention)
        if kind:
            return self._pointed_at(kind) if said is not None and said.this else self._nearest(mention, kind)
        if listed := self._listed_apart(mention):
            return listed
        if not names_article_alone(mention, self.case.text):
            return None
        if _OF_ANOTHER_TEXT.search(self.case.text, max(0, mention.start - _REACH), mention.start):
            return UNKNOWN
        found = self._bracketed(mention) or self._nearest(mention, "")
        return (self._set_against(mention, found) or found) if found.document else found

    def _pointed_at(self, kind: str) -> Match | None:
        """The match of "Luật này" (`kind` Luật): the one named last, where it cannot be the text itself."""
        if self.case.context.type:
            last = [match for own, match in reversed(self.last_of.items()) if is_own_type(kind, own)]
            return only_one(last[:1]) if last and last[0].document else None
        found = self._earlier(kind)
        if found is None or not found.document:
            self.spoken_of.add(kind)
            return None
        return None if kind in self.spoken_of else found

    def _type_alone(self, mention: Mention) -> str:
        """The type that alone names the document of `mention`: "Luật này", "Điều 5 của Bộ luật"; "" for any other."""
        said = mention.document
        if said is None or said.back or said.type == DRAFT:
            return ""
        if said.this and is_own_type(said.type, self.case.context.type or ""):
            return ""
        is_bare = bool(mention.path) and replace(said, type="", issuer="") == Designation()
        is_this = said.this and (bool(mention.path) or said.type in TITLED or bool(self.case.context.type))
        return said.type if is_this or is_bare else ""

    def _earlier(self, kind: str) -> Match | None:
        """The document of a type that the text named before the sentence, where the sentence names no other of it."""
        own = self.sentence.means(kind)
        for unit in (self.paragraph, self.text):
            if found := unit.means(kind):
                return only_one(found) if set(own) <= set(found) else None
        return None

    def _nearest(self, mention: Mention, kind: str) -> Match:
        """The document of the nearest unit that names one, of the type `kind` if that is not ""."""
        if not kind and (other := self._contrasted(mention)):
            return only_one([other])
        beside = None if kind else self._beside(mention)
        if beside and not self.clause.cited:
            return only_one([beside])
        if len(found := self.clause.means(kind)) == 1:
            return only_one(found)
        if found := self.sentence.means(kind):
            return only_one(found)
        before = self.before.means(kind) if kind else self._between(mention)
        return only_one(before if len(before) == 1 or not kind else self._far(kind))

    def _far(self, kind: str) -> list[Match]:
        """The documents of the paragraph before the sentence, or of all before it, which must leave no other at all."""
        found = self.paragraph.means(kind) or self.text.all_of(kind)
        return [self.subject] if self.subject and not kind and len(found) != 1 else found

    def _contrasted(self, mention: Mention) -> Match | None:
        """The document of "Điều 12" before "so với Điều 9 Luật X năm 2009", or after "Điều 9 Luật X năm 2009, thay bằng"."""
        following, last, text = self._following(mention), self.last, self.case.text
        if following and following.has_path and is_contrast(text, mention.end, following.start):
            return other_of_name(following.match.document, self.case)
        if last and last.has_path and is_contrast(text, last.end, mention.start):
            return other_of_name(last.match.document, self.case)
        return None

    def _between(self, mention: Mention) -> list[Match]:
        """The documents of the sentence before, or the one that the clause names after the mention; a law before others."""
        ahead, before = self._ahead(mention), self.before.weighty()
        if self.subject and self.is_new_paragraph and ahead is None:
            before = [self.subject]
        if ahead is None or len(before) > 1:
            return [ahead.match] if ahead else before if len(before) == 1 else self._far("")
        if not before:
            return [ahead.match] if ahead.type in TITLED else self._far("") or [ahead.match]
        is_law = self.types.get(before[0].document or "") in TITLED
        if is_law != (ahead.type in TITLED):
            return before if is_law else [ahead.match]
        return [ahead.match] if self.is_new_paragraph else list({before[0]: None, ahead.match: None})

    def _ahead(self, mention: Mention) -> NamedHere | None:
        """The document that the clause names with a provision after the mention."""
        following = self._following(mention)
        if following is None or not following.has_path:
            return None
        end = self.sentences[self.at[1]] if self.at[1] < len(self.sentences) else len(self.case.text)
        is_near = following.start < end and _SAME_CLAUSES.fullmatch(self.case.text, mention.end, following.start)
        return following if is_near else None

    def _beside(self, mention: Mention) -> Match | None:
        """The document of "theo Điều 28 và theo Điều 37 Luật X", "lần đầu (Điều 28), lần hai (Điều 37 Luật X)"."""
        following = self._following(mention)
        if following is None or following.start - mention.end > _LONGEST_ROW:
            return None
        gap = self.case.text[mention.end : following.start]
        if not (following.has_path or gap == " vào "):
            return None
        return following.match if _BESIDE.fullmatch(gap) or _IN_A_ROW.fullmatch(gap) else None

    def _bracketed(self, mention: Mention) -> Match | None:
        """The document named right before the bracket in which a provision stands: "theo Luật X trong 01 năm (Điều 116)"."""
        opens = self.case.text.rfind("(", max(0, mention.start - _REACH), mention.start)
        if opens < 0 or self.last is None or not _IN_BRACKETS.fullmatch(self.case.text, opens, mention.start):
            return None
        is_beside = self.last.end <= opens and _SAME_CLAUSE.fullmatch(self.case.text, self.last.end, opens)
        return only_one([self.last.match]) if is_beside else None

    def _following(self, mention: Mention) -> NamedHere | None:
        """The next document that is named after a mention."""
        index = bisect_left(self.named, mention.end, key=lambda n: n.start)
        return self.named[index] if index < len(self.named) else None

    def _listed_apart(self, mention: Mention) -> Match | None:
        """The match of the first of "(khoản 3 Điều 36; Điều 10 Nghị định X)", where a law stands before; None for any other."""
        if mention.start in self.apart:
            law = self._nearest(mention, "")
            return law if law.document and self.types.get(law.document) in TITLED else None
        index = bisect_left(self.named, mention.start, key=lambda n: n.start)
        if index + 1 >= len(self.named) or self.named[index].start != mention.start or not mention.path:
            return None
        own, following = self.named[index : index + 2]
        if own.match.document is None or own.match.document != following.match.document:
            return None
        if self.case.text[mention.end : following.start].strip() != ";":
            return None
        if not _ARTICLE_ALONE.fullmatch(self.case.text, mention.start, mention.end):
            return None
        before = self._nearest(mention, "")
        if before.document in (None, own.match.document):
            return None
        return Match(None, Resolution.AMBIGUOUS, OPEN, (before.document or "", own.match.document))

    def _set_against(self, mention: Mention, found: Match) -> Match | None:
        """The match of "Điều 175" before "thay vì Điều 174 Bộ luật X"; None where no other document follows so."""
        following = self._following(mention)
        if following is None or not following.has_path or following.match.document in (None, found.document):
            return None
        gap = mention.end, following.start
        if _INSTEAD.fullmatch(self.case.text, *gap):
            return only_one([following.match])
        if not _ONE_CLAUSE.fullmatch(self.case.text, *gap):
            return None
        return Match(None, Resolution.AMBIGUOUS, OPEN, (found.document or "", following.match.document or ""))

    def inside(self, mention: Mention, before: Reference | None) -> Reference | None:
        """The reference of "khoản 2", "điểm v khoản này" after the provision `before` of its sentence: to the same Điều."""
        if mention.document is not None or not mention.path or before is None:
            return None
        level, number = mention.path[0]
        sentence = self.sentences[self.at[1] - 1] if self.at[1] else 0
        is_near = before.start >= sentence and mention.start - before.end < _NEAR_IT
        if not is_near or before.document is None or before.to or not (before.eid or "").startswith("art_"):
            return None
        if number != THIS and level not in ("clause", "point"):
            return None
        target = within(mention.path, before.eid or "")
        return checked(mention, Match(before.document, Resolution.INFERRED, NEAREST), target, self.case) if target else None


def carrier(mentions: Sequence[Mention], meanings: Sequence[Match], case: Case) -> Carrier | None:
    """What walks through the text of `mentions`; None where it has an Điều of its own, or is a clause that was pasted."""
    own = case.context.document
    if _OWN_ARTICLE.search(case.text) or (own is not None and case.provisions(own, "art_1") is True):
        return None
    if own is None and _OPENS_A_CLAUSE.match(case.text):
        return None
    sentences: list[int] = []
    paragraphs: list[int] = []
    for end in _ENDS_SENTENCE.finditer(case.text):
        if end[1] is None or not end[1].islower():
            sentences.append(end.end())
        if end[1] is None:
            paragraphs.append(end.end())
    clauses = [end.end() for end in _ENDS_CLAUSE.finditer(case.text)]
    named = tuple(filter(None, (named_here(m, meaning, case) for m, meaning in zip(mentions, meanings, strict=True))))
    types = {here.match.document: here.type for here in named if here.match.document}
    found = Carrier(case, clauses, sentences, paragraphs, named, types)
    found.apart, found.subject = apart(mentions), subject(case.text, named)
    return found
