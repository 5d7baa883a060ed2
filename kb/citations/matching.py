"""Which document of the catalogue a designation means.

Guarantees:
1. One document is given only where what is written, or a rule of citing, leaves no other; else candidates, or nothing.
2. The catalogue does not know every document: a name or number that it lacks is taken for a slip only where the rest of what
   is written (the year, the date, the issuer's code) fits exactly one known document.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from kb.abbreviations import COMMON, expansions
from kb.catalogue import Catalogue, document_id, head_of, name_key, names_of, number_key, year_of
from kb.citations.lexicon import TITLED, type_of
from kb.dates import write_date
from kb.model import Designation, Entry
from kb.text import fold, search_key

_LAW_OR_RESOLUTION = re.compile(r"/QH\d+$", re.IGNORECASE)
_OF_ASSEMBLY = re.compile(r"/(?:UBTV)?QH\d+$", re.IGNORECASE)
_YEAR_IN_NUMBER = re.compile(r"\d+/((?:19|20)\d\d)")


@dataclass(frozen=True, slots=True)
class Match:
    """The document that a designation means, or the ones that it may mean, and how sure that is (see DESIGN, "A citation")."""

    document: str | None
    resolution: str
    note: str = ""
    candidates: tuple[str, ...] = ()


_RECURS = "Số này được dùng lại qua các năm hoặc nhiệm kỳ; không ghi ngày thì chưa rõ là văn bản nào"
UNKNOWN = Match(None, "unknown")


def match(designation: Designation, catalogue: Catalogue, on: date | None, holds: date | None = None) -> Match:
    """The document that `designation` means in a text of the day `on`, in force from the day `holds` (None: not known)."""
    if designation.amends:
        return _amending(designation, designation.amends, catalogue)
    if designation.number:
        return _numbered(designation, catalogue)
    return _named(designation, catalogue, on, holds) if designation.name else UNKNOWN


def amended_by(amender: Designation, inner: Designation, catalogue: Catalogue, on: date | None) -> Match:
    """What `inner` means inside the name of `amender`, or after it: the document that the amending one amends."""
    outer = match(amender, catalogue, on).document
    targets = [catalogue.by_id[i] for i in amended_documents(outer, catalogue) if i in catalogue.by_id] if outer else []
    if inner.number:
        targets = [e for e in targets if e.number and number_key(e.number) == number_key(inner.number)]
    elif inner.name:
        targets = [e for e in targets if e in _with_name(inner.name, inner.year, catalogue)]
    if len(targets) == 1:
        return Match(targets[0].id, "inferred")
    # What it amends was law when it was made.
    year = amender.year or (int(numbered[1]) if (numbered := _YEAR_IN_NUMBER.match(amender.number)) else None)
    return match(inner, catalogue, amender.dated or (date(year, 12, 31) if year else on))


def amended_documents(document: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of what `document` amends, from the relations of either side."""
    own = [r.target for r in catalogue.by_id[document].relations if r.kind == "amends"] if document in catalogue.by_id else []
    others = [e.id for e in catalogue.entries if any(r.kind == "amended_by" and r.target == document for r in e.relations)]
    return tuple(dict.fromkeys(own + others))


def namesakes(designation: Designation, catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of all documents of the name, where the designation says nothing but a name."""
    said = designation.number or designation.year or designation.dated or designation.amends
    return () if said or not designation.name else tuple(entry.id for entry in _called(designation.name, catalogue))


def written(designation: Designation) -> str:
    """What a designation says, for a note: "Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016"."""
    parts = [designation.name or designation.type]
    if designation.number:
        parts.append(f"số {designation.number}" if parts[0] else designation.number)
    if designation.year:
        parts.append(f"năm {designation.year}")
    if designation.dated:
        parts.append(f"ngày {write_date(designation.dated)}")
    return " ".join(part for part in parts if part)


def _one(entries: Sequence[Entry], resolution: str, note: str = "") -> Match:
    """The match of `entries`: none, one of this resolution, or several candidates."""
    ids = tuple(dict.fromkeys(entry.id for entry in entries))
    if len(ids) == 1:
        return Match(ids[0], resolution, note)
    return Match(None, "ambiguous", "Có thể là một trong nhiều văn bản", ids) if ids else UNKNOWN


def _numbered(designation: Designation, catalogue: Catalogue) -> Match:
    found = list(catalogue.with_number(designation.number))
    complete = bool(_YEAR_IN_NUMBER.match(designation.number))
    if not found and re.fullmatch(r"\d+/\d{4}", designation.number):  # "Nghị định 62/2015": the type stands for the code
        head = designation.number + "/"
        near = catalogue.by_head.get(head_of(head), ())
        found = [e for e in near if e.number and e.number.startswith(head) and e.type == designation.type]
        complete = False
    if not found:
        return _misnumbered(designation, catalogue)
    # One number can be a law and a resolution at once: the type tells them apart.
    of_type = [e for e in found if not designation.type or search_key(e.type) == search_key(designation.type)]
    if not of_type:
        if _LAW_OR_RESOLUTION.search(designation.number) and not _confirms(designation, found[0]):
            ids = tuple(dict.fromkeys(e.id for e in found))
            return Match(None, "ambiguous", f"{_not_listed(designation)}; luật và nghị quyết của Quốc hội có số riêng", ids)
        return _suspect(designation, found if len(found) == 1 and _dates_agree(designation, found[0]) else [])
    found = _narrowed(designation, of_type)
    if not found:
        slips = [e for e in of_type if _is_date_slip(designation, e, complete)]
        return _suspect(designation, slips) if len(of_type) == 1 else Match(None, "unknown", _not_listed(designation))
    if len(found) == 1 and not _name_agrees(designation, found[0], catalogue):
        return _misnamed(designation, found[0], catalogue)
    if complete or _confirms(designation, found[0]):
        return _one(found, "exact")
    if _recurs(designation.number):
        return Match(None, "ambiguous", _RECURS, tuple(dict.fromkeys(e.id for e in found)))
    return _one(found, "inferred")


def _recurs(number: str) -> bool:
    """Whether other documents have this number: it has no year, nor the term of the issuer ("64-LCT/HĐNN8")."""
    return not re.search(r"/(?:19|20)\d\d\b", number) and not number[-1].isdigit()


def _narrowed(designation: Designation, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that the date and year agree with; and where still several, the issuer."""
    found = [e for e in entries if _dates_agree(designation, e)]
    if len(found) > 1 and designation.issuer:
        issuer = search_key(designation.issuer)
        found = [e for e in found if e.issuer and issuer.startswith(search_key(e.issuer))] or found
    return found


def _dates_agree(designation: Designation, entry: Entry) -> bool:
    """Whether nothing in the designation's date and year contradicts the entry's date."""
    year = designation.dated.year if designation.dated else designation.year
    if entry.issued is None:
        return None in (year, year_of(entry)) or year == year_of(entry)
    return designation.dated in (None, entry.issued) and designation.year in (None, entry.issued.year)


def _confirms(designation: Designation, entry: Entry) -> bool:
    return entry.issued is not None and (designation.dated == entry.issued or designation.year == entry.issued.year)


def _is_date_slip(designation: Designation, entry: Entry, complete: bool) -> bool:
    """Whether only the date is wrong. Where numbers restart each year or term, no more than one part of the date may be."""
    if complete or entry.issued is None:
        return True
    if designation.dated is None:
        return False
    pairs = zip(designation.dated.timetuple()[:3], entry.issued.timetuple()[:3], strict=True)
    return sum(a != b for a, b in pairs) == 1


def _name_agrees(designation: Designation, entry: Entry, catalogue: Catalogue) -> bool:
    """Whether the name written beside the number is the document's, as far as the catalogue knows."""
    if not designation.name or not entry.title or entry in _called(designation.name, catalogue):
        return True
    return name_key(f"{entry.type} {entry.title}").startswith(name_key(designation.name))


def _misnamed(designation: Designation, entry: Entry, catalogue: Catalogue) -> Match:
    """A number and a name that do not go together: the number's document where the name is a slip, else either."""
    if _is_slip(designation.name, entry):
        return _suspect(designation, [entry])
    others = [e.id for e in _called(designation.name, catalogue)]
    note = f"Số {entry.number} là số của {entry.label}, không phải của “{designation.name}”"
    return Match(None, "ambiguous" if others else "unknown", note, tuple(dict.fromkeys([entry.id, *others])))


def _misnumbered(designation: Designation, catalogue: Catalogue) -> Match:
    """A number that the catalogue lacks: a slip where one known number has the same signs, or the same head and date."""
    signs = _signs(designation.number)
    same_head = catalogue.by_head.get(head_of(designation.number), ())
    near = [e for e in same_head if _signs(e.number or "") == signs and _dates_agree(designation, e)]
    if not near and designation.dated and _YEAR_IN_NUMBER.match(designation.number):
        near = [e for e in same_head if e.issued == designation.dated and _is_like(designation.number, e.number or "")]
    if not near:
        near = [e for e in same_head if _is_like(designation.number, e.number or "", one_type=True)]
        code = number_key(designation.number).rpartition("-")[2]
        if near and code in catalogue.issuer_codes:
            near = []  # unlike "29/2018/TT-BNNPNT", a code that somebody has
    if near:
        return _suspect(designation, near)
    alike = [e.id for e in same_head if _is_like(designation.number, e.number or "")]
    if alike and designation.dated is None:  # "Nghị quyết số 71/2016/NQ-CP": one of its own, or a slip for 71/2016/NĐ-CP
        return Match(None, "ambiguous", f"{_not_listed(designation)}; có thể là văn bản khác cùng số và năm", tuple(alike))
    return _listed_nowhere(designation)


def _listed_nowhere(designation: Designation) -> Match:
    """A document that the catalogue lacks, by the id that it would have, where its number is complete and fits the type."""
    number, kind = designation.number, type_of(designation.number)
    if _OF_ASSEMBLY.search(number) and designation.type in (*TITLED, "Nghị quyết"):
        kind = designation.type  # numbers of the National Assembly have no code of a type
    fits = designation.type in (kind, "") or kind.startswith(f"{designation.type} ")
    if not kind or not fits or (_recurs(number) and designation.dated is None):
        return Match(None, "unknown", _not_listed(designation))
    return Match(document_id(number, designation.dated), "unknown", _not_listed(designation))


def _is_like(one: str, other: str, one_type: bool = False) -> bool:
    """Whether two numbers of one head and year have the type's code or the issuer's in common: 71/2016/NQ-CP, 71/2016/NĐ-CP.

    `one_type`: whether it must be the type's.
    """
    head, _, signs = number_key(one).rpartition("/")
    other_head, _, other_signs = number_key(other).rpartition("/")
    kind, _, issuer = signs.partition("-")
    other_kind, _, other_issuer = other_signs.partition("-")
    return head == other_head and (
        (issuer == other_issuer and not one_type) or (kind == other_kind and is_one_letter_apart(issuer, other_issuer))
    )


@lru_cache(maxsize=1 << 16)
def _signs(number: str) -> str:
    """Letters without diacritics and digits of a number: what a slip in its dashes and strokes leaves."""
    return "".join(c for c in fold(search_key(number)) if c.isalnum())


def _called(name: str, catalogue: Catalogue) -> tuple[Entry, ...]:
    """The documents of a name as it is written, and with its common abbreviations spelt out."""
    long = name
    for found in reversed(tuple(expansions(name, COMMON, any_case=True))):
        long = long[: found.start] + found.long + long[found.end :]
    return tuple(dict.fromkeys((*catalogue.named(name), *catalogue.named(long))))


def _with_name(name: str, year: int | None, catalogue: Catalogue) -> tuple[Entry, ...]:
    if year is None:
        return _called(name, catalogue)
    dated = _called(f"{name} năm {year}", catalogue)
    return dated or tuple(e for e in _called(name, catalogue) if year_of(e) == year)


def _named(designation: Designation, catalogue: Catalogue, on: date | None, holds: date | None) -> Match:
    found = [e for e in _with_name(designation.name, designation.year, catalogue) if _dates_agree(designation, e)]
    if designation.year or designation.dated:
        if found:
            return _one(found, "exact")
        return _of_its_amendment(designation, catalogue) or _misspelt(designation, catalogue)
    if on is None:
        # A predecessor that only citations tell of is not thought of where a later law is known by its date.
        last = max((year_of(e) or 0 for e in found if e.issued), default=0)
        return _one([e for e in found if e.issued or (year_of(e) or last) >= last], "inferred")
    known = [e for e in found if not _is_after(e, on)]
    # A text without number and date (a consolidation) says nothing of when the law was made.
    known = [e for e in known if year_of(e)] or ([] if any(year_of(e) for e in found) else known)
    if not known and found:
        note = "Văn bản mang tên này trong danh mục được ban hành sau văn bản viện dẫn"
        return Match(None, "unknown", note, tuple(e.id for e in found))
    day = holds or on
    in_force = [e for e in known if not (e.in_force and e.in_force > day) and not (e.expired and e.expired <= day)]
    return _one(_last_issued(in_force or known), "inferred")


def _is_after(entry: Entry, on: date) -> bool:
    """Whether the document was surely made after the day `on`."""
    return entry.issued > on if entry.issued else (year_of(entry) or 0) > on.year


def _last_issued(entries: Sequence[Entry]) -> list[Entry]:
    """The last made of `entries`; several where no dates tell."""
    year = max((year_of(e) or 0 for e in entries), default=0)
    last = [e for e in entries if (year_of(e) or 0) == year]
    return sorted(last, key=lambda e: e.issued or date.min)[-1:] if all(e.issued for e in last) else last


def _of_its_amendment(designation: Designation, catalogue: Catalogue) -> Match | None:
    """ "Luật THADS năm 2014", where a law of that year amends the one of this name: either may be meant."""
    amended = _called(designation.name, catalogue)
    amenders = {e.id: e for base in amended for e in catalogue.related(base, "amended_by")}
    if designation.dated:
        of_day = [e for e in amenders.values() if e.issued == designation.dated]
        return _suspect(designation, of_day) if of_day else None
    of_year = [e for e in amenders.values() if e.issued and e.issued.year == designation.year]
    if not of_year:
        return None
    bases = [e for e in amended if any(r.kind == "amended_by" and r.target in {a.id for a in of_year} for r in e.relations)]
    note = f"Không có “{written(designation)}”; năm {designation.year} có {', '.join(e.label for e in of_year)}"
    return Match(None, "ambiguous", note, tuple(e.id for e in (*of_year, *bases)))


def _misspelt(designation: Designation, catalogue: Catalogue) -> Match:
    """A name with its year that the catalogue lacks: a slip where one document of that year has nearly that name."""
    year = designation.year or (designation.dated.year if designation.dated else None)
    near = [e for e in catalogue.entries if e.issued and e.issued.year == year and _is_slip(designation.name, e)]
    return _suspect(designation, [e for e in near if _dates_agree(designation, e)])


def _is_slip(name: str, entry: Entry) -> bool:
    """Whether `name` is a name of the entry but for one letter, or for Luật in place of Bộ luật or the reverse."""
    key = name_key(name)
    others = [name_key(other) for other in names_of(entry)]
    as_law = key.removeprefix("bộ ")
    return any(is_one_letter_apart(key, other) or as_law == other.removeprefix("bộ ") for other in others)


def is_one_letter_apart(one: str, other: str) -> bool:
    """Whether two words differ in one letter: another one, one more, or one less."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[start + (len(one) >= len(other)) :] == other[start + (len(other) >= len(one)) :]


def _amending(designation: Designation, inner: Designation, catalogue: Catalogue) -> Match:
    """What an amending document's name means: by the whole name, else by what amends the `inner` document."""
    listed = [e for e in _with_name(designation.name, designation.year, catalogue) if _dates_agree(designation, e)]
    if listed and (designation.year or not designation.number):
        return _one(listed, "exact" if designation.year else "inferred")
    inner_ids = _meant(inner, catalogue)
    if designation.number and (found := catalogue.with_number(designation.number)):
        by_number = [e for e in found if not inner_ids & {e.id}]
        if by_number:
            return _one(by_number, "exact")
        inner_ids = {e.id for e in found}  # the number is the amended document's
        designation = replace(designation, number="")
    elif designation.number:
        return UNKNOWN
    targets = {r.target for i in inner_ids for r in catalogue.by_id[i].relations if r.kind == "amended_by"}
    amending = [
        e
        for e in catalogue.entries
        if (e.id in targets or any(r.kind == "amends" and r.target in inner_ids for r in e.relations))
        and search_key(e.type) == search_key(designation.type)
        and _dates_agree(designation, e)
    ]
    return _one(amending, "exact" if designation.year or designation.dated else "inferred")


def _meant(inner: Designation, catalogue: Catalogue) -> set[str]:
    """The ids of every document that `inner` may mean."""
    if inner.number:
        return {e.id for e in catalogue.with_number(inner.number)}
    return {e.id for e in _with_name(inner.name, inner.year, catalogue)}


def _not_listed(designation: Designation) -> str:
    return f"Danh mục không có “{written(designation)}”"


def _suspect(designation: Designation, near: Sequence[Entry]) -> Match:
    """A slip, where exactly one document is near."""
    if len({e.id for e in near}) != 1:
        return Match(None, "unknown", _not_listed(designation), tuple(dict.fromkeys(e.id for e in near)))
    entry = near[0]
    dated = f" ngày {write_date(entry.issued)}" if entry.issued and " ngày " not in entry.label else ""
    return Match(entry.id, "suspect", f"Viết là “{written(designation)}”; văn bản có thật là {entry.label}{dated}")
