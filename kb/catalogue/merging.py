"""One entry for each document, merged from several sources of facts.

Guarantees:
1. Numbers and names mean documents only when they are equal letter by letter (case and tone style aside).
2. A fact written in a catalogue.toml wins over one read from a document; the document's fills what the file leaves out. But a
   clause of the document itself wins over a note of the codification, wherever that is written.
3. Where two sources disagree, the less trusted one's word is kept as a claim (`Entry.disputed`), never dropped.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from kb.catalogue.catalogue import Catalogue
from kb.catalogue.recognition import without_machine_read
from kb.language.text import lower, slug
from kb.law.dates import write_date
from kb.law.localities import is_local_number, locality
from kb.law.model import Claim, Entry, Relation
from kb.law.naming import name_key, number_key, recurs
from kb.law.relations import DocumentRelation
from kb.law.types import CONSOLIDATED_TYPE, UNKNOWN_TYPE

# The facts that sources may dispute, as people call them.
FACT_NAMES: Mapping[str, str] = {
    "type": "loại", "number": "số, ký hiệu", "issuer": "cơ quan ban hành", "issued": "ngày ban hành", "title": "tên",
    "in_force": "có hiệu lực từ", "expired": "hết hiệu lực từ",
}  # fmt: skip


def complete(first: Entry, second: Entry) -> Entry:
    """`first`, with what it leaves out taken from `second` together with its sources.

    What `second` says otherwise of the same fact joins `disputed`, and so do the claims of `second` itself. What a
    machine has recognized for `first`, any other source of `second` says better.
    """
    recognized, first = first, without_machine_read(first, second)
    sources, own_facts = dict(first.sources), first.own_facts
    noted: list[Claim] = []  # words of the codification that a clause of the document outranks
    outranking = _outranking(first, second) if second.own_facts else ()
    filled: dict[str, Any] = {"type": second.type} if first.type == UNKNOWN_TYPE else {}
    for item in fields(Entry):
        mine, other = getattr(first, item.name), getattr(second, item.name)
        if item.name not in ("id", "type", "sources", "relations", "endings", "disputed", "own_facts") and not mine and other:
            filled[item.name] = other
            sources |= {key: source for key, source in second.sources if key == item.name}
            own_facts += tuple(name for name in second.own_facts if name == item.name)
        elif item.name in outranking:
            filled[item.name] = other
            noted.append(Claim(item.name, _written(mine), sources[item.name]))
            sources[item.name] = dict(second.sources).get(item.name, "")
            own_facts += (item.name,)
    known = {(r.kind, r.target) for r in first.relations}
    relations = first.relations + tuple(r for r in second.relations if (r.kind, r.target) not in known)
    filled["endings"] = tuple(dict.fromkeys((*first.endings, *second.endings)))
    result = replace(first, **filled, relations=relations, sources=tuple(sources.items()), own_facts=own_facts)
    outdone = _claims(recognized) if first is not recognized else []
    claims = dict.fromkeys((*first.disputed, *noted, *outdone, *_claims(second), *second.disputed))
    return replace(result, disputed=tuple(claim for claim in claims if not _agrees(result, claim)))


def _outranking(first: Entry, second: Entry) -> frozenset[str]:
    """The facts that a clause of the document states in `second`, where `first` has another from a note of the codification."""
    sources = dict(first.sources)
    return frozenset(
        name
        for name in second.own_facts
        if name not in first.own_facts
        and getattr(first, name) not in (None, getattr(second, name))
        and "pháp điển" in lower(sources.get(name, ""))
    )


# Facts that two sources may dispute, each with the form in which their values are compared.
_COMPARED: dict[str, Callable[[str], str]] = {
    "type": name_key, "number": number_key, "issuer": name_key, "issued": str, "title": name_key, "in_force": str,
    "expired": str,
}  # fmt: skip


def _written(value: str | date | None) -> str:
    return write_date(value) if isinstance(value, date) else value or ""


def _claims(entry: Entry) -> list[Claim]:
    """Every fact of `entry` that may be disputed, as a claim of its source."""
    sources = dict(entry.sources)
    facts = ((name, _written(getattr(entry, name))) for name in _COMPARED if (name, entry.type) != ("type", UNKNOWN_TYPE))
    return [Claim(name, value, sources.get(name, "nguồn không rõ")) for name, value in facts if value]


def _agrees(entry: Entry, claim: Claim) -> bool:
    """Whether `claim` says what `entry` has."""
    key = _COMPARED[claim.field]
    return key(_written(getattr(entry, claim.field))) == key(claim.value)


def match(entry: Entry, entries: Iterable[Entry]) -> Entry | None:
    """The one of `entries` that is the same document as `entry`, or None.

    The key of a document is its type, number, issuer (by locality) and date. What only one side knows does not part them,
    provided that no second entry matches too, and that the number does not recur; else titles must be equal. A local number
    needs its date, or locality and title. Where a number is missing, type, title and date must all be equal.
    """
    same = [other for other in entries if _same(entry, other)]
    return same[0] if len(same) == 1 else None


def is_same(one: Entry, other: Entry) -> bool:
    """Whether two entries are surely one document: as `match`, but a title alone says nothing."""
    if one.number is None and other.number is None and (one.issued is None or one.issued != other.issued):
        return False
    return _same(one, other)


def is_another(one: Entry, other: Entry) -> bool:
    """Whether two entries cannot be one document: types, dates or localities differ, or what they consolidate."""
    if _is_another_type(one, other) or (one.issued and other.issued and one.issued != other.issued):
        return True
    here, there = locality(one.issuer or ""), locality(other.issuer or "")
    if not here and not there:  # the town that a document is issued in may be another's name than that of its province
        here, there = locality_of(one), locality_of(other)
    if here and there and here != there:
        return True
    gives = [entry.targets(DocumentRelation.CONSOLIDATES) for entry in (one, other)]
    return all(gives) and gives[0] != gives[1] and one.type == other.type == CONSOLIDATED_TYPE


def _same(one: Entry, other: Entry) -> bool:
    if is_another(one, other):
        return False
    titled = one.title != "" and name_key(one.title) == name_key(other.title)
    dated = one.issued is not None and one.issued == other.issued
    if one.number and other.number:
        if number_key(one.number) != number_key(other.number) and slug(one.number) != slug(other.number):
            return False  # "TTLT-BTP" and "TTLT/BTP" are one
        # Whose number it is, or of which year, only one side knows: others may have it.
        here, there = locality_of(one), locality_of(other)
        if is_local_number(one.number) and not dated:  # a title says the rest where both are surely of one locality
            return titled and here == there != ""
        return titled or ((dated or not recurs(one.number)) and here == there)
    return titled and (dated or one.number == other.number)


def locality_of(entry: Entry) -> str:
    """The locality whose organ issued the document ("lam-dong"); "" where there is none, or none is known."""
    return locality(entry.issuer or "", entry.number or "", entry.place)


def _is_another_type(one: Entry, other: Entry) -> bool:
    """Whether both entries say of which type they are, not the same."""
    return name_key(one.type) != name_key(other.type) and UNKNOWN_TYPE not in (one.type, other.type)


def with_own_id(entry: Entry, taken: Mapping[str, Entry]) -> Entry:
    """`entry`, its type before its id where a document of another type has that: one number can be a law and a resolution."""
    other = taken.get(entry.id)
    return replace(entry, id=f"{slug(entry.type)}-{entry.id}") if other and _is_another_type(entry, other) else entry


def merge(groups: Iterable[Iterable[Entry]], settled: Collection[str] = ()) -> Catalogue:
    """One catalogue of several sources of entries, the most trusted first; relations hold in both directions.

    An entry whose id is `settled` keeps it: it joins only one of that id, however alike others are.
    """
    merged: dict[str, Entry] = {}
    alike: dict[str, list[str]] = defaultdict(list)  # ids by number and by title: only these can match
    for entries in groups:
        for entry in entries:
            keys = [number_key(entry.number)] if entry.number else []
            keys += [name_key(entry.title)] if entry.title else []
            near = dict.fromkeys(known for key in keys for known in alike[key])
            if entry.id in settled:
                same = merged.get(entry.id)
            else:
                entry = with_own_id(entry, merged)
                same = merged.get(entry.id) or match(entry, [merged[known] for known in near])
            if same is None:
                merged[entry.id] = entry
            else:
                merged[same.id] = complete(same, entry)
            for key in keys:
                alike[key].append(same.id if same else entry.id)
    inverse: dict[str, list[Relation]] = defaultdict(list)
    for entry in merged.values():
        for relation in entry.relations:
            inverse[relation.target].append(Relation(relation.kind.inverse, entry.id, relation.source))
    for target, relations in inverse.items():
        if target in merged:
            known = {(r.kind, r.target) for r in merged[target].relations}
            new = tuple(r for r in relations if (r.kind, r.target) not in known)
            merged[target] = replace(merged[target], relations=merged[target].relations + new)
    return Catalogue(tuple(merged.values()))
