"""The document that a name means, by the day of the text that cites it.

Guarantees:
1. Of several laws of one name, one is given only where a year, a date or the day of the citing text leaves no other.
2. The catalogue does not know every document: a name that it lacks is taken for a slip only where the year fits exactly one.
"""

from collections.abc import Sequence
from datetime import date

from kb.catalogue import Catalogue, names_of, year_of
from kb.citations.resolve.matches import Match, Origin, dates_agree, is_one_letter_apart, one, suspect, written
from kb.language.abbreviations import COMMON, expanded
from kb.law.model import Designation, Entry
from kb.law.naming import head_of, name_key
from kb.law.relations import DocumentRelation
from kb.law.resolutions import Resolution
from kb.law.types import WIDER

_WIDER = tuple((f"{name_key(name)} ", f"{name_key(wider)} ") for name, wider in WIDER.items())
_LIFE = 10  # years for which a law is taken to hold where nothing says how long it did


def match_name(designation: Designation, catalogue: Catalogue, origin: Origin) -> Match:
    """The match of a name, with its year or date, in a text of the `origin`."""
    found = [e for e in with_name(designation.name, designation.year, catalogue) if dates_agree(designation, e)]
    # A text of a law that leaves out its number is a text of the law that has one.
    found = [e for e in found if e.number] or found
    if designation.year or designation.dated:
        if found:
            return one(found, Resolution.EXACT)
        return _of_its_amendment(designation, catalogue) or _misspelt(designation, catalogue)
    on = origin.on
    if on is None:
        # What had ended before the last day that the text cites is not meant by its name alone.
        found = [e for e in found if not (origin.since and e.expired and e.expired <= origin.since)] or found
        # A predecessor that only citations tell of is not thought of where a later law is known by its date.
        year = max((year_of(e) or 0 for e in found if e.issued), default=0)
        return _if_it_holds([e for e in found if e.issued or (year_of(e) or year) >= year], found, on)
    known = [e for e in found if not _is_after(e, on, catalogue)]
    # A text without number and date (a consolidation) says nothing of when the law was made.
    known = [e for e in known if year_of(e)] or ([] if any(year_of(e) for e in found) else known)
    if not known and found:
        note = "Văn bản mang tên này trong danh mục được ban hành sau văn bản viện dẫn"
        return Match(None, Resolution.UNKNOWN, note, tuple(e.id for e in found))
    held = origin.in_force or on
    in_force = [e for e in known if not (e.in_force and e.in_force > held) and not (e.expired and e.expired <= held)]
    return _if_it_holds(_last_issued(in_force or known), found, on)


def _if_it_holds(last: Sequence[Entry], namesakes: Sequence[Entry], on: date | None) -> Match:
    """The match of `last`, unless a law that only citations tell of may have been replaced by one that nobody has cited."""
    if len(last) != 1:
        return one(last, Resolution.INFERRED)
    (entry,), year = last, year_of(last[0])
    only_cited = entry.in_force is None and entry.issued is None and year is not None
    is_last = all((year_of(e) or 0) <= (year or 0) for e in namesakes)
    if only_cited and is_last and (on is None or on.year - (year or 0) > _LIFE):
        note = "Danh mục chỉ biết luật này qua viện dẫn của văn bản khác; có thể đã có luật mới cùng tên"
        return Match(None, Resolution.AMBIGUOUS, note, (entry.id,))
    return one(last, Resolution.INFERRED)


def called(name: str, catalogue: Catalogue) -> tuple[Entry, ...]:
    """The documents of a name as it is written, and with its common abbreviations spelt out."""
    long = expanded(name, COMMON, any_case=True)
    return tuple(dict.fromkeys((*catalogue.named(name), *catalogue.named(long))))


def with_name(name: str, year: int | None, catalogue: Catalogue) -> tuple[Entry, ...]:
    """The documents of a name and, where it is not None, of a year."""
    if year is None:
        return called(name, catalogue)
    dated = called(f"{name} năm {year}", catalogue)
    return dated or tuple(e for e in called(name, catalogue) if year_of(e) == year)


def _is_after(entry: Entry, on: date, catalogue: Catalogue) -> bool:
    """Whether the document was surely made after the day `on`: it, or one of the same year and series with a lower number."""
    if entry.issued or year_of(entry) != on.year:
        return entry.issued > on if entry.issued else (year_of(entry) or 0) > on.year
    head, _, series = (entry.number or "").partition("/")
    if not head.isdigit():
        return False
    later = (e for e in catalogue.issued_in(on.year) if e.issued and e.issued > on)
    return any((e.number or "").partition("/")[2] == series and _head(e) < int(head) for e in later)


def _head(entry: Entry) -> int:
    return int(head) if (head := head_of(entry.number or "")).isdigit() else 0


def _last_issued(entries: Sequence[Entry]) -> list[Entry]:
    """The last made of `entries`; several where no dates tell."""
    year = max((year_of(e) or 0 for e in entries), default=0)
    last = [e for e in entries if (year_of(e) or 0) == year]
    return sorted(last, key=lambda e: e.issued or date.min)[-1:] if all(e.issued for e in last) else last


def _of_its_amendment(designation: Designation, catalogue: Catalogue) -> Match | None:
    """ "Luật THADS năm 2014", where a law of that year amends the one of this name: either may be meant."""
    amended = called(designation.name, catalogue)
    amenders = {e.id: e for base in amended for e in catalogue.related(base, DocumentRelation.AMENDED_BY)}
    if designation.dated:
        of_day = [e for e in amenders.values() if e.issued == designation.dated]
        return suspect(designation, of_day) if of_day else None
    of_year = [e for e in amenders.values() if e.issued and e.issued.year == designation.year]
    if not of_year:
        return None
    bases = [e for e in amended if not {a.id for a in of_year}.isdisjoint(e.targets(DocumentRelation.AMENDED_BY))]
    note = f"Không có “{written(designation)}”; năm {designation.year} có {', '.join(e.label for e in of_year)}"
    return Match(None, Resolution.AMBIGUOUS, note, tuple(e.id for e in (*of_year, *bases)))


def _misspelt(designation: Designation, catalogue: Catalogue) -> Match:
    """A name with its year that the catalogue lacks: a slip where one document of that year has nearly that name."""
    year = designation.year or (designation.dated.year if designation.dated else None)
    near = [e for e in catalogue.issued_in(year) if is_slip(designation.name, e)]
    return suspect(designation, [e for e in near if dates_agree(designation, e)])


def is_slip(name: str, entry: Entry) -> bool:
    """Whether `name` is a name of the entry but for one letter, or for Luật in place of Bộ luật or the reverse."""
    key = name_key(name)
    others = [name_key(other) for other in names_of(entry)]
    widened = _widened(key)
    return any(is_one_letter_apart(key, other) or widened == _widened(other) for other in others)


def _widened(key: str) -> str:
    """The key of a name, with the word of the wider type for its own: "luật dân sự" of "bộ luật dân sự"."""
    return next((wider + key[len(name) :] for name, wider in _WIDER if key.startswith(name)), key)
