"""Entries of the catalogue as JSON: only what is known of each, for a generation is opened as fast as they are read.

Guarantees:
1. `unpacked` of what `packed` gives, written as JSON and read again, is the entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import astuple, fields
from datetime import date
from typing import Any

from kb.law.model import Claim, Ending, EndingException, Entry, Relation
from kb.law.relations import CitationRelation, DocumentRelation


def _relation(kind: str, target: str, source: str) -> Relation:
    return Relation(DocumentRelation(kind), target, source)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read_day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _packed_ending(e: Ending) -> list[Any]:
    left = [[x.words, x.clause, x.label, _day(x.until)] for x in e.exceptions]
    return [e.document, e.eid, _day(e.day), e.relation, e.clause, e.label, left, e.area, _day(e.until)]


def _ending(row: list[Any]) -> Ending:
    document, eid, day, relation, clause, label, left, area, until = row
    exceptions = tuple(EndingException(words, tuple(c) if c else None, name, _read_day(d)) for words, c, name, d in left)
    kind = CitationRelation(relation)
    return Ending(document, eid, _read_day(day), kind, tuple(clause), label, exceptions, area, _read_day(until))


_NAMES = tuple(field.name for field in fields(Entry))
_NOT_KNOWN: Mapping[str, Any] = {"number": None, "issuer": None, "issued": None, "title": ""}
# The fields that JSON has no form for: how each is written, and how it is read.
_FORMS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    **dict.fromkeys(("issued", "in_force", "expired", "reviewed"), (date.isoformat, date.fromisoformat)),
    **dict.fromkeys(("names", "addresses", "own_facts"), (list, tuple)),
    "sources": (list, lambda rows: tuple(map(tuple, rows))),
    "relations": (lambda all: list(map(astuple, all)), lambda rows: tuple(_relation(*row) for row in rows)),
    "endings": (lambda all: list(map(_packed_ending, all)), lambda rows: tuple(map(_ending, rows))),
    "disputed": (lambda all: list(map(astuple, all)), lambda rows: tuple(Claim(*row) for row in rows)),
}


def packed(entry: Entry) -> dict[str, Any]:
    """The known facts of an entry, as values of JSON: {"id": "26-2008-qh12", "type": "Luật", …}."""
    known = {name: value for name in _NAMES if (value := getattr(entry, name))}
    for name in _FORMS.keys() & known.keys():
        known[name] = _FORMS[name][0](known[name])
    return known


def unpacked(known: Mapping[str, Any]) -> Entry:
    """The entry of which `packed` gave `known`."""
    values = {**_NOT_KNOWN, **known}
    for name in _FORMS.keys() & known.keys():
        values[name] = _FORMS[name][1](values[name])
    return Entry(**values)
