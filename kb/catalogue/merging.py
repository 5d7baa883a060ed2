"""One entry for each document, merged from several sources of facts.

Guarantees:
1. Numbers and names mean documents only when they are equal letter by letter (case and tone style aside).
2. A fact written in a catalogue.toml wins over one read from a document; the document's fills what the file leaves out.
3. Where two sources disagree, the less trusted one's word is kept as a claim (`Entry.disputed`), never dropped.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from kb.catalogue.catalogue import Catalogue
from kb.catalogue.recognition import without_machine_read
from kb.language.text import slug
from kb.law.dates import write_date
from kb.law.model import Claim, Entry, Relation
from kb.law.naming import name_key, number_key
from kb.law.types import UNKNOWN_TYPE


def complete(first: Entry, second: Entry) -> Entry:
    """`first`, with what it leaves out taken from `second` together with its sources.

    What `second` says otherwise of the same fact joins `disputed`, and so do the claims of `second` itself. What a
    machine has recognized for `first`, any other source of `second` says better.
    """
    recognized, first = first, without_machine_read(first, second)
    sources, own_facts = dict(first.sources), first.own_facts
    filled: dict[str, Any] = {"type": second.type} if first.type == UNKNOWN_TYPE else {}
    for item in fields(Entry):
        mine, other = getattr(first, item.name), getattr(second, item.name)
        if item.name not in ("id", "type", "sources", "relations", "disputed", "own_facts") and not mine and other:
            filled[item.name] = other
            sources |= {key: source for key, source in second.sources if key == item.name}
            own_facts += tuple(name for name in second.own_facts if name == item.name)
    known = {(r.kind, r.target) for r in first.relations}
    relations = first.relations + tuple(r for r in second.relations if (r.kind, r.target) not in known)
    result = replace(first, **filled, relations=relations, sources=tuple(sources.items()), own_facts=own_facts)
    outdone = _claims(recognized) if first is not recognized else []
    claims = dict.fromkeys((*first.disputed, *outdone, *_claims(second), *second.disputed))
    return replace(result, disputed=tuple(claim for claim in claims if not _agrees(result, claim)))


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

    The key of a document is its type, number and date (numbers recur). A date that only one side knows does not part them,
    provided that no second entry matches too. Where a number is missing, type, title and date must all be equal.
    """
    same = [other for other in entries if _same(entry, other)]
    return same[0] if len(same) == 1 else None


def _same(one: Entry, other: Entry) -> bool:
    if _is_another_type(one, other):
        return False
    if one.issued and other.issued and one.issued != other.issued:
        return False
    if one.number and other.number:
        return number_key(one.number) == number_key(other.number)
    titled = one.title != "" and name_key(one.title) == name_key(other.title)
    return titled and (one.number == other.number or (one.issued is not None and one.issued == other.issued))


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
