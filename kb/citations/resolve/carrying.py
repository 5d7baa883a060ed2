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
from dataclasses import dataclass, field

from kb.citations.resolve import gaps
from kb.citations.resolve.context import Case
from kb.citations.resolve.contrasting import apart, is_contrast, other_of_name, subject
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.meaning import is_own_type
from kb.citations.resolve.named_in import OPEN, NamedHere, NamedIn, named_here, names_article_alone, only_one, type_alone
from kb.citations.resolve.same_article import in_same_article
from kb.citations.resolve.topics import is_aside, is_older, theme
from kb.law.model import Mention, Reference
from kb.law.resolutions import Resolution
from kb.law.types import TITLED

_OWN_ARTICLE = re.compile(r"^(?:[^\S\n]|[*#“\"])*+Điều \d+[a-zđ]?\s*[.:]", re.MULTILINE)
_OPENS_A_CLAUSE = re.compile(r"[\s*“\"]*(?:\d{1,3}[a-zđ]?\.\s|[a-zđ]\d?\)|Điều \d|Khoản \d|Điểm [a-zđ]\b)")
_OPENS_A_POINT = re.compile(r"\s*(?:\[\d|\d{1,2}(?:\.\d{1,2})*[.)]\s)")
_ENDS_SENTENCE = re.compile(r"[.!?…][”\")]?[^\S\n]+(?=(\w|\[))|\n")
_ENDS_CLAUSE = re.compile(r"[;:]\s|\s[–-]\s")
_LONGEST_ROW = 2_000  # characters
_ARTICLE_ALONE = re.compile(r"(?:(?:điểm|khoản)\s+\w+[\s,]+)*điều\s+\w+", re.IGNORECASE)
_NEAR_LATER = 400  # characters up to a law that is named later
_REACH = 60  # characters before a provision in which the bracket around it, or such a text, is looked for


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
    theme: Match | None = None  # that of the heading, else as `theme` of topics.py gives it
    topics: NamedIn = field(default_factory=NamedIn)  # of this sentence, without what is named aside
    last_of: dict[str, Match] = field(default_factory=dict)  # type → its document that was named last
    spoken_of: set[str] = field(default_factory=set)  # types that the text calls itself: "Luật này" before any law
    last: NamedHere | None = None
    at: tuple[int, int, int] = (0, 0, 0)

    def move_to(self, offset: int) -> None:
        """Go on to a mention."""
        clause, sentence, paragraph = (bisect_right(ends, offset) for ends in (self.clauses, self.sentences, self.paragraphs))
        if sentence != self.at[1]:
            self.is_new_paragraph = paragraph != self.at[2]
            if not self.before.named:
                self.before = self.topics.copy() or self.sentence.copy() or self.before
            elif self.topics.weighty() or not (self.is_new_paragraph and self.before.weighty()):
                self.before = self.topics.copy() or self.before
            self.paragraph.take(self.sentence)
            self.topics = NamedIn()
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
        self.last = here
        for unit in (self.clause, self.sentence):
            unit.add(here.match, here.type, here.has_path)
        older = is_older(here.match.document, self.theme, self.case)
        if mention.document and (older or is_aside(self.case.text, mention.start, mention.end)):
            self.last_of.setdefault(here.type, here.match)
            return
        self.topics.add(here.match, here.type, here.has_path)
        self.last_of.pop(here.type, None)
        self.last_of[here.type] = here.match

    def of(self, mention: Mention) -> Match | None:
        """The match of `mention`; None where it does not stand without a document, or with the word of a type alone."""
        said = mention.document
        kind = type_alone(mention, self.case)
        if kind:
            return self._pointed_at(kind) if said is not None and said.this else self._nearest(mention, kind)
        if listed := self._listed_apart(mention):
            return listed
        if not names_article_alone(mention, self.case.text):
            return None
        if gaps.OF_ANOTHER_TEXT.search(self.case.text, max(0, mention.start - _REACH), mention.start):
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

    def _earlier(self, kind: str) -> Match | None:
        """The document of a type that the text named before the sentence, where the sentence names no other of it."""
        own = self.sentence.means(kind)
        for unit in (self.paragraph, self.text):
            if found := unit.means(kind):
                return only_one(found) if set(own) <= set(found) else None
        return None

    def _nearest(self, mention: Mention, kind: str, alone: bool = False) -> Match:
        """The document of the nearest unit that names one, of the type `kind` if not ""; `alone`: before the mention."""
        if not kind and (other := self._contrasted(mention)):
            return only_one([other])
        if not kind and self._adjoins(mention):
            return only_one([self.last.match] if self.last else [])
        beside = None if kind or alone else self._beside(mention)
        if beside and not self.clause.cited:
            return only_one([beside])
        if len(found := self.clause.means(kind)) == 1:
            return only_one(found)
        if found := self.sentence.means(kind):
            return only_one([self.last.match] if len(found) > 1 and self.last and self._is_right_before(mention) else found)
        before = self.before.means(kind) if kind or alone else self._between(mention)
        return only_one(before if len(before) == 1 or not kind else self._far(kind))

    def _adjoins(self, mention: Mention) -> bool:
        """Whether a mention goes on from the document named last without a provision: "theo Luật X, ví dụ Điều 155"."""
        last = self.last
        return (
            last is not None and not last.has_path and bool(gaps.FOR_EXAMPLE.fullmatch(self.case.text, last.end, mention.start))
        )

    def _is_right_before(self, mention: Mention) -> bool:
        """Whether few words stand between the document named last and a mention: "được Nghị quyết X cụ thể hóa tại"."""
        return self.last is not None and gaps.FEW_WORDS.fullmatch(self.case.text, self.last.end, mention.start) is not None

    def _far(self, kind: str) -> list[Match]:
        """The documents of the paragraph before the sentence, or of all before it, which must leave no other at all."""
        found = self.paragraph.means(kind) or self.text.all_of(kind)
        return [self.theme] if self.theme and not kind and len(found) != 1 else found

    def _named_later(self, mention: Mention) -> list[Match]:
        """The law named next, where the text has named none: "trộm cắp (Điều 173), đều theo Bộ luật X"; it is not far."""
        following = self._following(mention)
        is_law = following is not None and following.type in TITLED
        return [following.match] if following and is_law and following.start - mention.end <= _NEAR_LATER else []

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
        if self.is_new_paragraph and ahead is None:
            before = [self.subject] if self.subject else self._guided_by(before) or before
        if ahead is None or len(before) > 1:
            return [ahead.match] if ahead else before if len(before) == 1 else self._far("") or self._named_later(mention)
        if not before:
            return [ahead.match] if ahead.type in TITLED else self._far("") or self._named_later(mention) or [ahead.match]
        is_law = self.types.get(before[0].document or "") in TITLED
        if is_law != (ahead.type in TITLED):
            return before if is_law else [ahead.match]
        return [ahead.match] if self.is_new_paragraph else list({before[0]: None, ahead.match: None})

    def _guided_by(self, before: Sequence[Match]) -> list[Match]:
        """The only law that the text has cited, where `before` names in passing one document that is none."""
        laws = [match for kind, matches in self.text.cited.items() if kind in TITLED for match in matches]
        is_law = any(self.types.get(match.document or "") in TITLED for match in before)
        in_passing = len(before) == 1 and sum(one.match == before[0] for one in self.named) == 1
        return laws if len(laws) == 1 and in_passing and not is_law else []

    def _ahead(self, mention: Mention) -> NamedHere | None:
        """The document that the clause names with a provision after the mention."""
        following = self._following(mention)
        if following is None or not following.has_path:
            return None
        end = self.sentences[self.at[1]] if self.at[1] < len(self.sentences) else len(self.case.text)
        is_near = following.start < end and gaps.SAME_CLAUSES.fullmatch(self.case.text, mention.end, following.start)
        return following if is_near else None

    def _beside(self, mention: Mention) -> Match | None:
        """The document of "theo Điều 28 và theo Điều 37 Luật X", "lần đầu (Điều 28), lần hai (Điều 37 Luật X)"."""
        following = self._following(mention)
        if following is None or following.start - mention.end > _LONGEST_ROW:
            return None
        gap = self.case.text[mention.end : following.start]
        if not (following.has_path or gap == " vào "):
            return None
        return following.match if gaps.BESIDE.fullmatch(gap) or gaps.IN_A_ROW.fullmatch(gap) else None

    def _bracketed(self, mention: Mention) -> Match | None:
        """The document named right before the bracket in which a provision stands: "theo Luật X trong 01 năm (Điều 116)"."""
        opens = self.case.text.rfind("(", max(0, mention.start - _REACH), mention.start)
        if opens < 0 or self.last is None or not gaps.IN_BRACKETS.fullmatch(self.case.text, opens, mention.start):
            return None
        is_beside = self.last.end <= opens and gaps.SAME_CLAUSE.fullmatch(self.case.text, self.last.end, opens)
        return only_one([self.last.match]) if is_beside else None

    def _following(self, mention: Mention) -> NamedHere | None:
        """The next document that is named after a mention."""
        index = bisect_left(self.named, mention.end, key=lambda n: n.start)
        return self.named[index] if index < len(self.named) else None

    def _listed_apart(self, mention: Mention) -> Match | None:
        """The match of the first of "(khoản 3 Điều 36; Điều 10 Nghị định X)", where a law stands before; None for any other."""
        if mention.start in self.apart:
            law = self._nearest(mention, "", alone=True)
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
        if gaps.INSTEAD.fullmatch(self.case.text, *gap):
            return only_one([following.match])
        if not gaps.ONE_CLAUSE.fullmatch(self.case.text, *gap):
            return None
        return Match(None, Resolution.AMBIGUOUS, OPEN, (found.document or "", following.match.document or ""))

    def inside(self, mention: Mention, before: Reference | None) -> Reference | None:
        """The reference of "khoản 2", "điểm v khoản này" after the provision `before`: to the same Điều."""
        sentence = self.sentences[self.at[1] - 1] if self.at[1] else 0
        paragraph = self.paragraphs[self.at[2] - 1] if self.at[2] else 0
        return in_same_article(mention, before, sentence, paragraph, self.case)


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
    found.theme = found.subject or theme(named, case)
    return found
