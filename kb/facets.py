"""Documents by type, issuer, year and status: which ones a filter means, and how many hits each value has.

Guarantees:
1. A filter whose value nothing has is left out, with a hint that says so; the others hold all together.
2. Counts are of all that matches, not only of the hits that are shown.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb import query, syntax
from kb.catalogue import year_of
from kb.generation import Generation
from kb.model import Entry
from kb.syntax import Filter
from kb.text import fold, lower

_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|–|\.\.)\s*(\d{4}))?")


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with its values and how many hits each has, most first."""

    field: str
    label: str
    values: tuple[tuple[str, int], ...]


def documents(generation: Generation, filters: Iterable[Filter], on: date) -> tuple[frozenset[str] | None, tuple[str, ...]]:
    """The documents that all filters admit (None: there is no filter), and hints on those that were left out."""
    admitted: frozenset[str] | None = None
    hints = []
    for one in filters:
        test = _test(generation, one, on)
        mine = frozenset(e.id for e in generation.catalogue.entries if test(e)) if test else frozenset()
        if not mine:
            hints.append(f"Bỏ qua điều kiện {syntax.LABELS[one.field]}: “{one.value}” vì không có văn bản nào như vậy")
            continue
        if one.negated:
            mine = frozenset(generation.catalogue.by_id) - mine
        admitted = mine if admitted is None else admitted & mine
    return admitted, tuple(hints)


def _test(generation: Generation, one: Filter, on: date) -> Callable[[Entry], bool] | None:
    """What a document must be; None where the value says nothing."""
    value = _key(one.value)
    if one.field == syntax.TYPE:
        return lambda entry: _key(entry.type) == value
    if one.field == syntax.ISSUER:
        return lambda entry: value in _key(entry.issuer or "")
    if one.field == syntax.DOCUMENT:
        named = query.understand(one.value, generation.catalogue, generation.abbreviations).documents
        return lambda entry: entry in named or _key(entry.label) == value
    if one.field == syntax.STATUS:
        words = syntax.STATUSES.get(value, ())
        return lambda entry: generation.status(entry.id, on).word in words
    years = _YEARS.fullmatch(value)
    if years is None:
        return None
    first, last = int(years[1]), int(years[2] or years[1])
    return lambda entry: first <= (year_of(entry) or 0) <= last


def count(generation: Generation, found: Mapping[str, int], on: date) -> tuple[Facet, ...]:
    """The facets of what was found: how many hits in each document."""
    fields: Mapping[str, Callable[[Entry], str]] = {
        syntax.TYPE: lambda entry: entry.type,
        syntax.ISSUER: lambda entry: entry.issuer or "",
        syntax.YEAR: lambda entry: str(year_of(entry) or ""),
        syntax.STATUS: lambda entry: generation.status(entry.id, on).word,
        syntax.DOCUMENT: lambda entry: entry.label,
    }
    facets = []
    for field, value_of in fields.items():
        counts = Counter[str]()
        for document, number in found.items():
            counts[value_of(generation.entry(document))] += number
        del counts[""]
        facets.append(Facet(field, syntax.LABELS[field], tuple(counts.most_common())))
    return tuple(facets)


def _key(text: str) -> str:
    return fold(lower(text)).strip()
