"""Notes of source in a topic of the codification → the entries of the document that they name, and of those that changed it.

Guarantees:
1. Of each fact the value that most notes give is kept, the earlier of equals; every other is a claim with its source.
2. Each fact has as its source the first article whose note gives it.
3. A changing document is related only where its number, by its year, tells it apart from others.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.language.text import slug
from kb.law.dates import write_date
from kb.law.model import Claim, Entry, Relation
from kb.law.naming import document_id
from kb.law.relations import DocumentRelation
from kb.readers.codification.source_note import Noted

_FACTS = ("issuer", "issued", "title", "in_force")
_YEAR = re.compile(r"(?:^|-)(?:19|20)\d\d(?:-|$)")
_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Said:
    """The documents that the note of one article names; `source` names that article, as the source of each fact."""

    document: Noted
    source: str
    changed_by: tuple[Noted, ...] = ()


def stated_entry(said: Sequence[Said]) -> Entry:
    """The entry of the one document that all of `said` (at least one) name, with its relations to what changed it."""
    given = [(one.document, one.source) for one in said]
    own = _entry(given).id
    relations: dict[str, Relation] = {}
    for one in said:
        for target in map(_id, _certain(one.changed_by)):
            if target != own:
                relations.setdefault(target, Relation(DocumentRelation.AMENDED_BY, target, one.source))
    return _entry(given, tuple(relations.values()))


def amenders(said: Iterable[Said]) -> tuple[Entry, ...]:
    """The entries of the documents that changed it, in the order in which the notes name them."""
    groups: dict[str, list[tuple[Noted, str]]] = {}
    for one in said:
        for other in _certain(one.changed_by):
            if (other.type, other.number) != (one.document.type, one.document.number):
                groups.setdefault(_id(other), []).append((other, one.source))
    return tuple(map(_entry, groups.values()))


def _certain(documents: Iterable[Noted]) -> list[Noted]:
    return [document for document in documents if _YEAR.search(_id(document))]


def _id(document: Noted) -> str:
    return document_id(document.number, document.issued)


def _entry(given: Sequence[tuple[Noted, str]], relations: tuple[Relation, ...] = ()) -> Entry:
    kind, number = given[0][0].type, given[0][0].number
    values: dict[str, Any] = {"issuer": None, "issued": None, "title": "", "in_force": None}
    sources = [("number", given[0][1])] if number else []
    claims: list[Claim] = []
    for fact in _FACTS:
        votes: dict[Any, list[str]] = {}
        for document, source in given:
            if value := getattr(document, fact):
                votes.setdefault(value, []).append(source)
        if votes:
            values[fact] = max(votes, key=lambda value: len(votes[value]))
            sources.append((fact, votes[values[fact]][0]))
            claims += [Claim(fact, _written(value), where[0]) for value, where in votes.items() if value != values[fact]]
    unnumbered = slug(f"{kind} {values['title']}")[:_LONGEST_ID].strip("-")
    return Entry(
        id=document_id(number, values["issued"]) if number else unnumbered,
        type=kind,
        number=number or None,
        relations=relations,
        sources=tuple(sources),
        disputed=tuple(claims),
        **values,
    )


def _written(value: str | date) -> str:
    return write_date(value) if isinstance(value, date) else value
