"""Endings (chấm dứt hiệu lực): what a document says of others that no longer apply, as a whole or in part.

Guarantees:
1. Only a sentence that acts ends something: one that is quoted, negated, conditional, or tells of what another document did,
   ends nothing; nor does one that amends, or takes words out of a provision.
2. Only what the sentence lists ends: not what it names to describe that, and not what cannot be told from it.
3. A document ends no higher one, no later one, and none of another locality: what seems to say so is read wrongly, or void.
4. A day that is not known is None; exceptions and transitional clauses are given in the words of the text.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from kb.catalogue import Catalogue, locality_of
from kb.citations.acting import EXCEPT, Acting, acts_of, last_day_in, past_mark, sentences_of
from kb.citations.find.lexicon import type_of
from kb.law import eid as eids
from kb.law import types
from kb.law.dates import read_day
from kb.law.lawmaking import makes_law
from kb.law.levels import UNNUMBERED
from kb.law.localities import is_local_number
from kb.law.model import Citing, Ending, EndingException, Entry, Reference
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.law.types import LAW_MAKING

_WORDS = re.compile(r"hết\s+hiệu\s+lực|chấm\s+dứt\s+hiệu\s+lực|bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|thay\s+thế", re.IGNORECASE)
# What may stand between the words that act, or a mark of a list, and what is listed.
_LEAD = re.compile(
    r"[ ,:]*+(?:(?>toàn bộ|các|những|một số|nội dung|quy định|quy phạm|văn bản|pháp luật|sau đây|sau|gồm|như|đối với|và|là|số|"
    r"tại|của|trong|cả|hiệu lực)[ ,:]*+)*+\Z",
    re.IGNORECASE,
)
_SENTENCE_OF = re.compile(r"(?:đoạn|câu|ý|dòng|gạch)\b", re.IGNORECASE)
_NARROWED = re.compile(r"[ ,]*\(?(?:đối với|liên quan|về (?:nội dung|việc)|phần |trong phạm vi)", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:quy định|nội dung)\b.*\b(?:trong|tại|của)\b", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[,;]|\bvà\b|,\s*và\b|;\s*và\b)\s*(?:các |toàn bộ )?\Z", re.IGNORECASE)
_DATED = re.compile(
    r"[ ,]*(?:\(?(?:được )?(?:ban hành )?ngày\b|(?:của|về|quy định|ban hành|hướng dẫn|sửa đổi|do|được|đã được|và)\b|\()",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:,|\bvà\b)\s*(?:các )?\Z", re.IGNORECASE)
_CARRYING = re.compile(r"\b(?:sửa đổi|hướng dẫn|thi hành|chi tiết|theo|bởi|kèm theo)\b[^,;]*\Z", re.IGNORECASE)
_STILL = re.compile(r"tiếp\s+tục|vẫn\s+(?:được\s+)?(?:áp\s+dụng|thực\s+hiện)|được\s+áp\s+dụng", re.IGNORECASE)
_COMMENCING = re.compile(r"có hiệu lực(?: thi hành)?,? (?:kể )?từ ", re.IGNORECASE)
_NUMBER = re.compile(r"\d+[a-zđ]?/(?:(?:19|20)\d\d/)?[A-ZĐ][\w–-]+")
_MOST_MEMBERS = 1000  # the highest number of a provision in a range
_MOST_WORDS = 600  # characters of a transitional clause that are kept

Outline = Sequence[tuple[str, str, Sequence[int]]]
"""(eId, level, `Provision.offsets`) of each provision of a text, in reading order."""


def endings(entry: Entry, text: str, outline: Outline, citing: Sequence[Citing], catalogue: Catalogue) -> tuple[Ending, ...]:
    """What the document `entry` of `text` ends, in reading order, each once; `citing` are its references, by start."""
    is_law = makes_law(entry.type, entry.issuer, entry.number, entry.issued)
    if not (entry.type in LAW_MAKING if is_law is None else is_law) or not _WORDS.search(text):
        return ()
    return tuple(_Reader(entry, text, outline, citing, catalogue).endings())


class _Reader:
    def __init__(self, entry: Entry, text: str, outline: Outline, citing: Sequence[Citing], catalogue: Catalogue) -> None:
        self._entry, self._text, self._citing, self._catalogue = entry, text, citing, catalogue
        self._starts = [one.reference.start for one in citing]
        self._spans = {eid: n for eid, _, n in outline}
        self._levels = {eid: level for eid, level, _ in outline}
        self._quotes = [[found.start() for found in re.finditer(mark, text)] for mark in ("“", "”", '"')]
        self._amending = [found.start() for found in re.finditer("như sau:\n", text)]
        self._by_document: dict[str, list[Citing]] = {}
        for one in citing:
            self._by_document.setdefault(one.reference.document or "", []).append(one)
        own = sorted((n[i], n[i + 1], eid) for eid, _, n in outline for i in (0, 2, 4, 6) if n[i] < n[i + 1])
        self._own, self._own_starts = own, [start for start, _, _ in own]

    def endings(self) -> Iterator[Ending]:
        found: dict[tuple[str, str], Ending] = {}
        done = -1
        for word in _WORDS.finditer(self._text):
            if word.start() < done:
                continue
            line, done = self._line(word.start())
            eid = self._eid(line)
            if eid is None or self._is_quoted(line, eid):
                continue
            for begin, end in sentences_of(self._text, line, done):
                for acting in acts_of(self._text, begin, end):
                    targets = list(self._targets(acting, eid))
                    numbered = {one.reference.document for one, _ in targets if _is_numbered(one)}
                    for one, said in targets:
                        ending = self._ending(one, said, eid) if _is_known(one, numbered) else None
                        if ending is not None:
                            for part in _members(one.reference):
                                found.setdefault((ending.document, part), replace(ending, eid=part))
        yield from found.values()

    def _line(self, at: int) -> tuple[int, int]:
        end = self._text.find("\n", at)
        return self._text.rfind("\n", 0, at) + 1, len(self._text) if end < 0 else end

    def _eid(self, at: int) -> str | None:
        """The eId of the provision of the document's own body whose words stand at `at`."""
        near = bisect_left(self._own_starts, at + 1) - 1
        if near < 0 or self._own[near][1] <= at:
            return None
        eid = self._own[near][2]
        return None if self._levels[eid] in UNNUMBERED or eid.startswith("att_") or not eid else eid

    def _is_quoted(self, at: int, eid: str) -> bool:
        """Whether what stands at `at` is to be inserted into another document."""
        top = next((part for part in _outward(eid) if self._levels.get(part) == "article"), eid)
        begin = self._spans[top][8]
        opened, closed, straight = (bisect_left(q, at) - bisect_left(q, begin) for q in self._quotes)
        amends = bisect_left(self._amending, at) > bisect_left(self._amending, self._spans[eid][8])
        return opened > closed or straight % 2 == 1 or amends

    def _between(self, start: int, end: int) -> Sequence[Citing]:
        return self._citing[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _targets(self, acting: Acting, eid: str) -> Iterator[tuple[Citing, Acting]]:
        """The references to what ends, each with the words that say so of it."""
        if not acting.is_list:
            yield from ((one, acting) for one in self._listed(acting.start, acting.end))
            return
        line, limit = acting.stop + 1, self._spans[eid][9]
        while line < limit:
            end = self._line(line)[1]
            stop = min(end, limit)
            if excepted := EXCEPT.search(self._text, line, stop):
                stop = excepted.start()
            if not _WORDS.search(self._text, line, stop):
                item = replace(acting, start=past_mark(self._text, line, stop), end=stop, stop=min(end, limit))
                yield from ((one, item) for one in self._listed(item.start, stop))
            line = end + 1

    def _listed(self, start: int, end: int) -> Iterator[Citing]:
        """The references that a list from `start` to `end` names as its members, not those that only describe them."""
        at, is_member = start, False
        for one in self._between(start, end):
            if one.reference.start < at:
                continue
            gap = self._text[at : one.reference.start]
            if self._text.count("(", start, one.reference.start) > self._text.count(")", start, one.reference.start):
                continue  # in brackets stands what describes a member
            new = gap.rpartition(";")[2] if ";" in gap else gap if at == start else None
            if new is not None:
                if not _LEAD.match(new) or _ABOUT.search(new):
                    return  # "các quy định về tỷ giá tại Điều 7; Điều 8": how far that goes cannot be told
                is_member = True
            elif is_member:  # after a document that describes a member, whose the next one is cannot be told
                is_member = bool(_AND.match(gap)) or _is_described(gap, one)
            if is_member and not (
                _NARROWED.match(self._text, one.reference.end, end) or _SENTENCE_OF.match(one.reference.text)
            ):
                yield one
            at = one.reference.end

    def _ending(self, one: Citing, acting: Acting, eid: str) -> Ending | None:
        reference, entry = one.reference, self._entry
        document = reference.document
        if document is None or document == entry.id or reference.kind == "self":
            return None
        if reference.relation in _DESCRIBING:
            return None
        target, cited = self._catalogue.by_id.get(document), reference.cited
        kind = target.type if target else (cited.type or type_of(cited.number)) if cited else ""
        if not _may_end(entry, target, kind):
            return None
        label = self._label(eid)
        day = self._day(acting.when, eid)
        return Ending(
            document, reference.eid or "", day, acting.relation, (entry.id, eid), label, self._exceptions(acting, one, eid)
        )

    def _label(self, eid: str) -> str:
        return f"{eids.label(eid)} {self._entry.label}"

    def _day(self, when: str, eid: str) -> date | None:
        if day := read_day(when):
            return day
        partial = [d for part, d in self._partial_days if eid == part or eid.startswith(part + "__")]
        if partial:
            return partial[0] if len(set(partial)) == 1 else None
        return self._entry.in_force

    @cached_property
    def _partial_days(self) -> tuple[tuple[str, date | None], ...]:
        """The provisions of the document that come into force on days of their own."""
        return tuple(self._find_partial_days())

    def _find_partial_days(self) -> Iterator[tuple[str, date | None]]:
        for found in _COMMENCING.finditer(self._text):
            line, end = self._line(found.start())
            if (eid := self._eid(line)) is None or self._is_quoted(line, eid):
                continue
            begin = max(self._text.rfind(".", line, found.start()), self._text.rfind(";", line, found.start()), line)
            day = read_day(self._text[found.end() : min(end, found.end() + 60)])
            for one in self._between(begin, found.start()):
                if one.reference.document == self._entry.id and one.reference.eid:
                    yield one.reference.eid, day

    def _exceptions(self, acting: Acting, ended: Citing, eid: str) -> tuple[EndingException, ...]:
        document, part = ended.reference.document or "", ended.reference.eid
        found: dict[tuple[str, str] | None, EndingException] = {}
        if said := EXCEPT.search(self._text, acting.start, acting.stop):
            words = self._text[said.start() : acting.stop].strip(" ,.;()")
            # "trừ Điều 3", "trừ các quy định tại Điều 3 tiếp tục có hiệu lực": of what ends, unless it says of what else.
            within = self._between(said.start(), acting.stop)
            stays = not re.search(r"\bnày\b", words) and not any(_NUMBER.search(one.reference.text) for one in within)
            for one in within:
                named = one.reference
                if named.eid and (stays or named.document in (self._entry.id, document)):
                    clause = document if stays else named.document or "", named.eid
                    found[clause] = EndingException(
                        words, clause, named.label, self._last_day(clause, said.start(), acting.stop)
                    )
            if not found:
                found[None] = EndingException(words, None, "", last_day_in(words))
        for one in self._by_document.get(document, ()) if not part else ():
            reference = one.reference
            clause = self._entry.id, one.eid
            if one.eid != eid and one.eid and clause not in found:
                line, end = self._line(reference.start)
                if self._eid(line) and not self._is_quoted(line, one.eid) and _STILL.search(self._text, line, end):
                    words = self._text[past_mark(self._text, line, end) : end][:_MOST_WORDS]
                    found[clause] = EndingException(words, clause, one.label, last_day_in(words))
        return tuple(found.values())

    def _last_day(self, clause: tuple[str, str], start: int, end: int) -> date | None:
        if clause[0] == self._entry.id and clause[1] in self._spans:
            n = self._spans[clause[1]]
            return last_day_in(self._text[n[8] : n[9]])
        return last_day_in(self._text[start:end])


_DESCRIBING = (CitationRelation.HISTORY, CitationRelation.GUIDES, CitationRelation.AMENDS, CitationRelation.GROUNDS)


def _outward(eid: str) -> Iterator[str]:
    while eid:
        yield eid
        eid = eid.rpartition("__")[0]


def _is_described(gap: str, one: Citing) -> bool:
    """Whether `gap` describes the member before it and leads to another one, which has a number of its own:
    "(Nghị định số 1) ngày … của Chính phủ về …, (Nghị định số 2)".
    """
    if one.reference.kind != "document" or not (_DATED.match(gap) and _JOINED.search(gap)):
        return False
    return bool(_NUMBER.search(one.reference.text)) and not _CARRYING.search(gap)


_LAST = re.compile(r"(?P<before>.*_)(?P<number>\d+)")


def _members(reference: Reference) -> Iterator[str]:
    """The eIds that a reference names: of a range from one whole number to another, all of them; else its first and last."""
    first, last = _LAST.fullmatch(reference.eid or ""), _LAST.fullmatch(reference.to or "")
    if first and last and first["before"] == last["before"] and int(first["number"]) < int(last["number"]) <= _MOST_MEMBERS:
        yield from (f"{first['before']}{number}" for number in range(int(first["number"]), int(last["number"]) + 1))
    else:
        yield from dict.fromkeys((reference.eid or "", reference.to or reference.eid or ""))


def _is_numbered(one: Citing) -> bool:
    """Whether a reference writes the whole number of its document, which no other locality may have."""
    number = _NUMBER.search(one.reference.text)
    return bool(number and not is_local_number(number[0]))


def _is_known(one: Citing, numbered: Collection[str | None]) -> bool:
    """Whether it is certain what a reference means; the catalogue need not know it where its number is written."""
    reference = one.reference
    return reference.resolution.is_sure or (reference.resolution == Resolution.UNKNOWN and reference.document in numbered)


def _may_end(entry: Entry, target: Entry | None, kind: str) -> bool:
    """Whether the document `entry` may end another: not a higher one, not a later one, not one of another locality."""
    if types.force_of(entry.type) < types.force_of(kind):
        return False
    if target is None:
        return bool(kind)
    if entry.issued and target.issued and target.issued > entry.issued:
        return False
    if target.number and is_local_number(target.number):
        return bool(locality_of(target)) and locality_of(entry) == locality_of(target)
    return True
