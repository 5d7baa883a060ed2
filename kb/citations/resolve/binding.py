"""What the rest of a text says of a bare name: bound to a number before it, amended by what follows it, no older than a date.

Guarantees:
1. A name that was written once with a number means that document from there on, and so does a number that was written with
   what tells it apart (a date, a place); of two such documents it means neither.
2. A law "đã được sửa đổi … theo Luật số 64/2014/QH13" is one that this law amends.
3. What is given leaves no other; nothing is taken from the order in which documents are cited.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb.catalogue import Catalogue
from kb.citations.find.lexicon import type_of
from kb.citations.resolve.by_number import YEAR_IN_NUMBER
from kb.citations.resolve.matches import Match
from kb.citations.resolve.matching import amended_documents
from kb.language.abbreviations import COMMON, expanded
from kb.law.localities import locality
from kb.law.model import Designation, Mention
from kb.law.naming import head_of, name_key, number_key
from kb.law.relations import DocumentRelation
from kb.law.resolutions import Resolution

_REACH = 200  # characters after a name in which its amendment is named
# "(đã được sửa đổi, bổ sung một số điều theo ": what stands between a law and the one that amends it.
_AMENDED_BY = re.compile(
    r"[\s(,]*(?:mà\s+)?(?:đã\s+)?(?:được\s+)?(?:sửa\s+đổi|bổ\s+sung)[^.;\n“”\"]{0,60}?\s(?:theo|bởi|tại|bằng)\s+(?:các\s+)?",
    re.IGNORECASE,
)
# "(sửa đổi, bổ sung năm 2014, 2018)": the years of the amending laws.
_AMENDED_IN = re.compile(
    r"[\s(,]*(?:đã\s+)?(?:được\s+)?sửa\s+đổi(?:\s*,\s*bổ\s+sung)?(?:\s+một\s+số\s+điều)?\s+(?:các\s+)?năm\s+((?:19|20)\d\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A name with its number: from offset `end` on it means `match`, a document of the year `year` (None: not known)."""

    end: int
    match: Match
    year: int | None


@dataclass(frozen=True, slots=True)
class Complete:
    """A document that a text names, up to offset `end`, with its number or year, which mean `match`."""

    end: int
    match: Match
    type: str  # of the catalogue, else as it is written
    head: str  # "62" of 62/2015/NĐ-CP; "" where no number is known
    year: int | None
    key: str  # of the document: its id, else its number


@dataclass(frozen=True, slots=True)
class Binding:
    """What the mentions of a text say of one another's names."""

    names: Mapping[str, Sequence[Bound]] = field(default_factory=dict)  # by the key of a name or number, each meaning once
    amended: Mapping[int, frozenset[str]] = field(default_factory=dict)  # start of a mention → the documents it may mean
    complete: Sequence[Complete] = ()  # in order, each where it is named first
    titles: Sequence[str] = ()  # the names that the text writes, each once

    def of(self, designation: Designation, start: int) -> Match | None:
        """The document that the name or number of `designation`, at offset `start`, was bound to before; None: not to one."""
        if designation.dated or designation.amends or bool(designation.name) == bool(designation.number):
            return None
        if designation.number and locality(designation.issuer):
            return None  # the place tells it apart by itself
        key = _key(designation.name) if designation.name else number_key(designation.number)
        before = [bound for bound in self.names.get(key, ()) if bound.end <= start]
        if designation.year:
            before = [bound for bound in before if bound.year == designation.year]
        documents = {bound.match.document: bound.match for bound in before}
        return next(iter(documents.values())) if len(documents) == 1 else None


def binding(mentions: Sequence[Mention], alone: Sequence[Match], text: str, catalogue: Catalogue) -> Binding:
    """The binding of the names in `text`, from its `mentions` and what each designation means by itself."""
    names: dict[str, dict[tuple[Match, int | None], Bound]] = defaultdict(dict)
    amended: dict[int, frozenset[str]] = {}
    complete: dict[Complete, Complete] = {}  # by all but where it stands
    titles: dict[str, None] = {}
    for index, (mention, match) in enumerate(zip(mentions, alone, strict=True)):
        designation = mention.document
        if designation is None or designation.points or mention.amender or designation.amends:
            continue
        if designation.name and match.resolution != Resolution.SUSPECT:
            titles[designation.name] = None
        is_complete = (designation.year or designation.number) and not designation.number.isdigit()
        if is_complete and (one := _completely(mention, match, catalogue)):
            complete.setdefault(replace(one, end=0), one)
        if designation.number:
            if match.document and match.resolution in (Resolution.EXACT, Resolution.UNKNOWN):
                numbered = YEAR_IN_NUMBER.match(designation.number)
                year = int(numbered[1]) if numbered else designation.dated.year if designation.dated else None
                bound = Bound(mention.end, match, year)
                for key in (number_key(designation.number), *([_key(designation.name)] if designation.name else [])):
                    names[key].setdefault((match, year), bound)
        elif designation.name and (designation.year or designation.dated):
            if match.document and match.resolution == Resolution.EXACT:  # a year tells it apart as a number does
                bound = Bound(mention.end, match, designation.year)
                names[_key(designation.name)].setdefault((match, designation.year), bound)
        elif designation.name:
            bases = _amended_in(mention, text, catalogue, match) or _amended_by(index, mentions, alone, text, catalogue)
            if bases:
                amended[mention.start] = bases
    told = {key: tuple(bounds.values()) for key, bounds in names.items()}
    return Binding(told, amended, tuple(complete.values()), tuple(titles))


def _completely(mention: Mention, match: Match, catalogue: Catalogue) -> Complete | None:
    """The document that `mention` names with its number or year; None where `match` leaves open which."""
    said = mention.document
    assert said is not None
    if match.resolution == Resolution.SUSPECT or not (match.document or said.number):
        return None
    entry = catalogue.by_id.get(match.document) if match.document else None
    number = (entry.number if entry else "") or said.number
    numbered = YEAR_IN_NUMBER.match(number)
    issued = entry.issued if entry else said.dated
    year = int(numbered[1]) if numbered else issued.year if issued else said.year
    kind = (entry.type if entry else "") or said.type or type_of(number)
    key = match.document or number_key(number)
    return Complete(mention.end, match, kind, head_of(number), year, key)


def last_day_cited(mentions: Sequence[Mention]) -> datetime.date | None:
    """The day of the last document that a text cites with its date: the text is not older. That is not its own day."""
    return max((m.document.dated for m in mentions if m.document and m.document.dated), default=None)


def _key(name: str) -> str:
    return name_key(expanded(name, COMMON, any_case=True))


def _amended_by(
    index: int, mentions: Sequence[Mention], alone: Sequence[Match], text: str, catalogue: Catalogue
) -> frozenset[str]:
    """The documents amended by the one that follows in "… đã được sửa đổi, bổ sung theo Luật số 64/2014/QH13"."""
    end = mentions[index].end
    between = _AMENDED_BY.match(text, end, end + _REACH)
    if between is None:
        return frozenset()
    following = (other for other in range(index + 1, len(mentions)) if mentions[other].start >= end)
    other = next(following, None)
    if other is None or mentions[other].start > between.end():
        return frozenset()
    amender = alone[other].document
    return frozenset(amended_documents(amender, catalogue)) if amender else frozenset()


def _amended_in(mention: Mention, text: str, catalogue: Catalogue, match: Match) -> frozenset[str]:
    """The candidates of `match` that a law of the year in "(được sửa đổi, bổ sung năm 2014)" amends."""
    found = _AMENDED_IN.match(text, mention.end, mention.end + _REACH)
    if found is None:
        return frozenset()
    year = int(found[1])
    candidates = [catalogue.by_id[i] for i in match.candidates if i in catalogue.by_id]
    amenders = {e.id: catalogue.related(e, DocumentRelation.AMENDED_BY) for e in candidates}
    return frozenset(i for i, found in amenders.items() if any(a.issued and a.issued.year == year for a in found))
