"""Matches: the document that a designation means, or candidates, or nothing; comparing the words with what is known.

Guarantees:
1. One document is given only where what is written, or a rule of citing, leaves no other; else candidates, or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.catalogue import year_of
from kb.language.text import search_key
from kb.law.dates import write_date
from kb.law.model import Designation, Entry
from kb.law.resolutions import Resolution
from kb.law.types import TYPE


@dataclass(frozen=True, slots=True)
class Origin:
    """When and where a text was written: its own day, its first day in force, the last day that it cites; None: not known."""

    on: date | None = None
    in_force: date | None = None
    since: date | None = None  # the text is not older; this is not its day
    locality: str = ""  # as `kb.law.localities.locality` gives it; "" where no locality issued it, or none is known


@dataclass(frozen=True, slots=True)
class Match:
    """The document that a designation means, or the ones that it may mean, and how sure that is, as in a `Reference`."""

    document: str | None
    resolution: Resolution
    note: str = ""
    candidates: tuple[str, ...] = ()


UNKNOWN = Match(None, Resolution.UNKNOWN)


def one(entries: Sequence[Entry], resolution: Resolution, note: str = "") -> Match:
    """The match of `entries`: none, one with this `resolution` and `note`, or several candidates."""
    ids = tuple(dict.fromkeys(entry.id for entry in entries))
    if len(ids) == 1:
        return Match(ids[0], resolution, note)
    return Match(None, Resolution.AMBIGUOUS, "Có thể là một trong nhiều văn bản", ids) if ids else UNKNOWN


def suspect(designation: Designation, near: Sequence[Entry]) -> Match:
    """The match of a slip: the one document of `near`, or unknown where there are none or several."""
    if len({e.id for e in near}) != 1:
        return Match(None, Resolution.UNKNOWN, not_listed(designation), tuple(dict.fromkeys(e.id for e in near)))
    entry = near[0]
    dated = f" ngày {write_date(entry.issued)}" if entry.issued and " ngày " not in entry.label else ""
    return Match(entry.id, Resolution.SUSPECT, f"Viết là “{written(designation)}”; văn bản có thật là {entry.label}{dated}")


def written(designation: Designation) -> str:
    """The words of a designation, for a note: "Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016"."""
    parts = [designation.name or designation.type]
    if designation.number:
        parts.append(f"số {designation.number}" if parts[0] else designation.number)
    if designation.year:
        parts.append(f"năm {designation.year}")
    if designation.dated:
        parts.append(f"ngày {write_date(designation.dated)}")
    return " ".join(part for part in parts if part)


def not_listed(designation: Designation) -> str:
    """The note on a document that the catalogue lacks."""
    return f"Danh mục không có “{written(designation)}”"


def is_of_type(designation: Designation, kind: str) -> bool:
    """Whether a document of the type `kind` is called so: "Luật số 45/2019/QH14" is a Bộ luật, for these have one series."""
    if search_key(designation.type) == search_key(kind):
        return True
    return kind in TYPE and TYPE[kind].called_without_title == designation.type and not designation.name


def dates_agree(designation: Designation, entry: Entry) -> bool:
    """Whether nothing in the designation's date and year contradicts the entry's date."""
    year = designation.dated.year if designation.dated else designation.year
    if entry.issued is None:
        return None in (year, year_of(entry)) or year == year_of(entry)
    return designation.dated in (None, entry.issued) and designation.year in (None, entry.issued.year)


def is_one_letter_apart(one: str, other: str) -> bool:
    """Whether two words differ in one letter: another one, one more, or one less."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[start + (len(one) >= len(other)) :] == other[start + (len(other) >= len(one)) :]
