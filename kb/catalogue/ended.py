"""What the known endings of documents come to on a day, and what nothing known puts after it.

Guarantees:
1. An ending without a day has ended nothing on any day; one of an area has not ended the document everywhere.
"""

from datetime import date

from kb.catalogue.catalogue import Catalogue, year_of
from kb.law.model import Ending, Entry
from kb.law.relations import CitationRelation, DocumentRelation


def ends(ending: Ending) -> bool:
    """Whether it is for good, not a suspension."""
    return ending.relation != CitationRelation.SUSPENDS


def is_suspended(ending: Ending, on: date) -> bool:
    """Whether it is a suspension that lasts on the day."""
    return not ends(ending) and bool(ending.day and ending.day <= on <= (ending.until or on))


def whole_ending(entry: Entry, on: date) -> Ending | None:
    """The first ending of all of the document, everywhere, by the day `on`."""
    over = [e for e in entry.endings if not e.eid and not e.area and ends(e) and e.day and on >= e.day]
    return min(over, key=lambda e: e.day or on, default=None)


def parts_ended(entry: Entry, on: date) -> list[Ending]:
    """The endings of parts of the document by the day `on`, the first first."""
    over = [e for e in entry.endings if (e.eid or e.area) and ends(e) and e.day and on >= e.day]
    return sorted(over, key=lambda e: e.day or on)


def ended_bases(catalogue: Catalogue, entry: Entry, on: date) -> list[Entry]:
    """The documents that the document details, where all have ended by the day, and what ends them does not leave it."""
    bases = catalogue.related(entry, DocumentRelation.GUIDES)
    over = [b for b in bases if (b.expired and on >= b.expired) or whole_ending(b, on)]
    kept = any(left.clause and left.clause[0] == entry.id for b in bases for e in b.endings for left in e.exceptions)
    return over if len(over) == len(bases) and not kept else []


def details_of(catalogue: Catalogue, entry: Entry, on: date) -> list[Entry]:
    """The documents in force on the day that say that they detail another."""
    return [one for one in catalogue.related(entry, DocumentRelation.GUIDED_BY) if may_be_in_force(one, on)]


def may_be_in_force(entry: Entry, on: date) -> bool:
    """Whether nothing that is known puts the document after the day: its day in force, its date, the year in its number."""
    return on >= entry.in_force if entry.in_force else may_be_issued(entry, on)


def may_be_issued(entry: Entry, on: date) -> bool:
    """Whether nothing that is known puts the issue of the document after the day: its date, the year in its number."""
    year = year_of(entry)
    return on >= (entry.issued or (date(year, 1, 1) if year else date.min))
