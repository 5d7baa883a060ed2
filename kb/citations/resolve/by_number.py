"""The document that a number means, with the type, name and date that are written beside it.

Guarantees:
1. One number may be several documents (a law and a resolution, one each term): type, date and issuer tell them apart.
2. The catalogue does not know every document: a number that it lacks is taken for a slip only where the rest of what is written
   (the date, the issuer's code) fits exactly one known document; else it stands for the document that it names completely.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from kb.catalogue import Catalogue, locality_of
from kb.citations.find.lexicon import type_of
from kb.citations.resolve.by_name import called, is_slip
from kb.citations.resolve.matches import Match, dates_agree, is_of_type, is_one_letter_apart, not_listed, one, suspect
from kb.language.text import fold, search_key
from kb.law.localities import is_local_number, locality
from kb.law.model import Designation, Entry
from kb.law.naming import document_id, head_of, name_key, number_key, recurs
from kb.law.resolutions import Resolution
from kb.law.types import ISSUED_WITH, JOINT_OF, OF_ASSEMBLY

_LAW_OR_RESOLUTION = re.compile(r"/QH\d+$", re.IGNORECASE)
_OF_ASSEMBLY = re.compile(r"/(?:UBTV)?QH\d+$", re.IGNORECASE)
_OF_PARTY = re.compile(r"-QĐ/T[WU]$", re.IGNORECASE)
YEAR_IN_NUMBER = re.compile(r"\d+/((?:19|20)\d\d)")
_RECURS = "Số này được dùng lại qua các năm hoặc nhiệm kỳ; không ghi ngày thì chưa rõ là văn bản nào"

_OF_EACH_PLACE = "Nhiều địa phương có văn bản mang số này; không ghi nơi ban hành thì chưa rõ là văn bản nào"


def match_number(designation: Designation, catalogue: Catalogue, at_home: str = "") -> Match:
    """The match of a number, with the type, name, date and issuer written beside it.

    `at_home` is that of the citing text: where it names no other, a local number is of its own locality.
    """
    local = is_local_number(designation.number)
    of_locality = (locality(designation.issuer) or at_home) if local else ""
    found = list(catalogue.with_number(designation.number))
    complete = bool(YEAR_IN_NUMBER.match(designation.number))
    if not found and re.fullmatch(r"\d+/\d{4}", designation.number):  # "Nghị định 62/2015": the type stands for the code
        head = designation.number + "/"
        near = catalogue.by_head.get(head_of(head), ())
        found = [e for e in near if e.number and e.number.startswith(head) and e.type == designation.type]
        complete = False
    if not found:
        return _misnumbered(designation, catalogue, of_locality)
    # One number can be a law and a resolution at once: the type tells them apart.
    of_type = [e for e in found if not designation.type or is_of_type(designation, e.type)]
    if not of_type:
        if _LAW_OR_RESOLUTION.search(designation.number) and not _confirms(designation, found[0]):
            ids = tuple(dict.fromkeys(e.id for e in found))
            note = f"{not_listed(designation)}; luật và nghị quyết của Quốc hội có số riêng"
            return Match(None, Resolution.AMBIGUOUS, note, ids)
        return suspect(designation, found if len(found) == 1 and dates_agree(designation, found[0]) else [])
    found = _narrowed(designation, of_type, of_locality)
    if not found:
        near_it = [e for e in of_type if not local or _is_of(of_locality, e)]
        slips = [e for e in near_it if _is_date_slip(designation, e, complete)]
        return suspect(designation, slips) if slips and len(near_it) == 1 else _listed_nowhere(designation, of_locality)
    if len(found) == 1 and not _name_agrees(designation, found[0], catalogue):
        return _misnamed(designation, found[0], catalogue)
    return _told_apart(designation, found, of_locality, complete)


def _told_apart(designation: Designation, found: Sequence[Entry], of_locality: str, complete: bool) -> Match:
    """The match of the documents `found` of a number, whose type, date and locality agree; `complete`: its year is written."""
    local, placed = is_local_number(designation.number), bool(locality(designation.issuer))
    by_day = not placed and _confirms(designation, found[0])  # where a place is written, it must be the entry's
    if local and not (len(found) == 1 and (by_day or _is_of(of_locality, found[0]))):
        return Match(None, Resolution.AMBIGUOUS, _OF_EACH_PLACE, tuple(dict.fromkeys(e.id for e in found)))
    if complete or _confirms(designation, found[0]):
        is_written = not local or designation.dated or placed
        return one(found, Resolution.EXACT if is_written else Resolution.INFERRED)
    if recurs(designation.number):
        return Match(None, Resolution.AMBIGUOUS, _RECURS, tuple(dict.fromkeys(e.id for e in found)))
    return one(found, Resolution.INFERRED)


def _is_of(of_locality: str, entry: Entry) -> bool:
    """Whether `of_locality` is known, and the entry is of it: "UBND xã Tân Lập" is of the province that the catalogue knows."""
    own = locality_of(entry)
    return bool(of_locality) and (own == of_locality or own.startswith(f"{of_locality}-"))


def _narrowed(designation: Designation, entries: Sequence[Entry], of_locality: str) -> list[Entry]:
    """The entries that the date and year agree with, and the locality `of_locality` where it is known; then the issuer."""
    found = [e for e in entries if dates_agree(designation, e)]
    if of_locality:
        found = [e for e in found if not locality_of(e) or _is_of(of_locality, e)]
        found = [e for e in found if locality_of(e)] or found
    if len(found) > 1 and designation.issuer:
        issuer = search_key(designation.issuer)
        found = [e for e in found if e.issuer and issuer.startswith(search_key(e.issuer))] or found
    return found


def _confirms(designation: Designation, entry: Entry) -> bool:
    return entry.issued is not None and (designation.dated == entry.issued or designation.year == entry.issued.year)


def _is_date_slip(designation: Designation, entry: Entry, complete: bool) -> bool:
    """Whether only the date is wrong. Where numbers restart each year or term, only the day or the month may be."""
    if complete or entry.issued is None:
        return True
    if designation.dated is None or designation.dated.year != entry.issued.year:
        return False
    pairs = zip(designation.dated.timetuple()[:3], entry.issued.timetuple()[:3], strict=True)
    return sum(a != b for a, b in pairs) == 1


def _name_agrees(designation: Designation, entry: Entry, catalogue: Catalogue) -> bool:
    """Whether the name written beside the number is the document's, as far as the catalogue knows."""
    if not designation.name or not entry.title or entry in called(designation.name, catalogue):
        return True
    return name_key(f"{entry.type} {entry.title}").startswith(name_key(designation.name))


def _misnamed(designation: Designation, entry: Entry, catalogue: Catalogue) -> Match:
    """A number and a name that do not go together: the number's document where the name is a slip, else either."""
    if is_slip(designation.name, entry):
        return suspect(designation, [entry])
    others = [e.id for e in called(designation.name, catalogue)]
    note = f"Số {entry.number} là số của {entry.label}, không phải của “{designation.name}”"
    return Match(None, Resolution.AMBIGUOUS if others else Resolution.UNKNOWN, note, tuple(dict.fromkeys([entry.id, *others])))


def _misnumbered(designation: Designation, catalogue: Catalogue, of_locality: str) -> Match:
    """A number that the catalogue lacks: a slip where one known number has the same signs, or the same head and date."""
    signs = _signs(designation.number)
    listed = catalogue.by_head.get(head_of(designation.number), ())
    same_head = [e for e in listed if not (of_locality and is_local_number(e.number or "")) or _is_of(of_locality, e)]
    near = [e for e in same_head if _signs(e.number or "") == signs and dates_agree(designation, e)]
    like = [] if near else [e for e in same_head if _is_like(designation.number, e.number or "")]
    if designation.dated and YEAR_IN_NUMBER.match(designation.number):
        near = near or [e for e in like if e.issued == designation.dated]
    if not near:
        near = [e for e in like if _is_like(designation.number, e.number or "", one_type=True)]
        code = number_key(designation.number).rpartition("-")[2]
        if near and code in catalogue.issuer_codes:
            near = []  # unlike "29/2018/TT-BNNPNT", a code that somebody has
    if near:
        if designation.dated is None and all(recurs(e.number or "") or is_local_number(e.number or "") for e in near):
            # A slip says no more than the number itself would: which year or term is meant is not written.
            return Match(None, Resolution.AMBIGUOUS, _RECURS, tuple(dict.fromkeys(e.id for e in near)))
        return suspect(designation, near)
    if like and designation.dated is None:  # "Nghị quyết số 71/2016/NQ-CP": one of its own, or a slip for 71/2016/NĐ-CP
        note = f"{not_listed(designation)}; có thể là văn bản khác cùng số và năm"
        return Match(None, Resolution.AMBIGUOUS, note, tuple(e.id for e in like))
    return _listed_nowhere(designation, of_locality)


def _listed_nowhere(designation: Designation, of_locality: str) -> Match:
    """A document that the catalogue lacks, by the id that it would have, where its number is complete and fits the type."""
    number, kind = designation.number, type_of(designation.number)
    if _OF_ASSEMBLY.search(number) and designation.type in OF_ASSEMBLY:
        kind = designation.type  # numbers of the National Assembly have no code of a type
    # The Party numbers its "Quy định" as "Quyết định": 37-QĐ/TW.
    of_party = designation.type in ISSUED_WITH and _OF_PARTY.search(number) is not None
    fits = of_party or designation.type in (kind, "", JOINT_OF.get(kind))
    dated, year = designation.dated, designation.year
    contradicts_itself = dated is not None and year not in (None, dated.year)  # "năm 2015 ngày 31/5/2013"
    is_incomplete = (recurs(number) and dated is None) or (is_local_number(number) and not of_locality)
    if not kind or not fits or contradicts_itself or is_incomplete:
        return Match(None, Resolution.UNKNOWN, not_listed(designation))
    return Match(document_id(number, dated, of_locality), Resolution.UNKNOWN, not_listed(designation))


def _is_like(one: str, other: str, one_type: bool = False) -> bool:
    """Whether two numbers of one head and year have the type's code or the issuer's in common: 71/2016/NQ-CP, 71/2016/NĐ-CP.

    `one_type`: whether it must be the type's.
    """
    head, _, signs = number_key(one).rpartition("/")
    other_head, _, other_signs = number_key(other).rpartition("/")
    if head != other_head:
        return False
    kind, _, issuer = signs.partition("-")
    other_kind, _, other_issuer = other_signs.partition("-")
    return (issuer == other_issuer and not one_type) or (kind == other_kind and is_one_letter_apart(issuer, other_issuer))


@lru_cache(maxsize=1 << 16)
def _signs(number: str) -> str:
    """Letters without diacritics and digits of a number, which a slip in its dashes and strokes leaves: "622015ndcp"."""
    return "".join(c for c in fold(search_key(number)) if c.isalnum())
