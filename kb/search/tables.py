"""`SearchTables`, what search looks up in a published build beside its index: names, numbers, facts of documents; made once.

Guarantees:
1. Documents stand in the order of the index; `row_of` says where.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial
from itertools import chain

import numpy as np

from kb.catalogue import Catalogue
from kb.generation import Generation
from kb.index import FilterField, Index, Mask, Matching, columns_on, other_names, value_key
from kb.index.analysis import OtherName
from kb.language import abbreviations
from kb.law.model import Entry, Status
from kb.law.relations import DocumentRelation
from kb.search.everyday import EVERYDAY
from kb.search.known_names import KnownNames, known_names
from kb.search.lookup import Lookup, lookup
from kb.search.syntax import MEANT_STATUSES
from kb.store import Store

_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|–|\.\.)\s*(\d{4}))?")


class SearchTables:
    """The tables of one published build; shared by threads."""

    def __init__(self, generation: Generation) -> None:
        """Make those that every query needs; the others are made when first asked for."""
        self.catalogue: Catalogue = generation.catalogue
        self.index: Index = generation.index
        self.store: Store = generation.store
        self.with_text = generation.with_text
        self.status: Callable[[str, date], Status] = generation.statuses
        self.abbreviations = abbreviations.table(generation.store.definitions())
        self.other_names: dict[str, OtherName] = other_names(generation.store.general_names(), EVERYDAY)
        self.bodies = generation.bodies
        self.known_names: KnownNames = known_names(generation.catalogue)
        self.filter_values = typed_values(generation.catalogue.entries)
        self.row_of = {fields.id: row for row, fields in enumerate(generation.index.documents)}
        self.columns = lru_cache(maxsize=4)(partial(columns_on, generation.index.documents))
        self.successors = lru_cache(maxsize=4)(partial(_successors, generation.catalogue, generation.statuses))
        self._listed = generation.listed

    @cached_property
    def lookup(self) -> Lookup:
        """The documents that interest readers by number and name: those with a text first, then those with short names."""
        return lookup(sorted(self._listed, key=lambda entry: (entry.id not in self.with_text, len(entry.label))))

    def meant(self, field: FilterField, value: str, on: date, *, is_whole: bool) -> Mask:
        """The rows that the typed `value` of a filter means; `is_whole`: the whole value of a document rather than a part."""
        own, key = self.columns(on)[field], value_key(value)
        if is_whole and (whole := own.having(lambda known: value_key(known) == key)).any():
            return whole
        return own.having(_test(field.matching, key))

    def ids(self, rows: Mask) -> list[str]:
        """The documents of a mask of rows."""
        return [self.index.documents[row].id for row in np.flatnonzero(rows)]


def _successors(catalogue: Catalogue, status: Callable[[str, date], Status], on: date) -> dict[str, frozenset[str]]:
    """The documents in force that replace those that have ended by the day, or detail such a one, by the ids of the ended."""
    found = {}
    for entry in catalogue.entries:
        if not entry.targets(DocumentRelation.REPLACED_BY) or not status(entry.id, on).is_over:
            continue
        replacing = catalogue.related(entry, DocumentRelation.REPLACED_BY)
        detailing = (one.targets(DocumentRelation.GUIDED_BY) for one in replacing)
        ids = (*(one.id for one in replacing), *chain.from_iterable(detailing))
        found[entry.id] = frozenset(one for one in ids if not status(one, on).word.row.is_barred)
    return found


def typed_values(entries: Sequence[Entry]) -> Mapping[FilterField, tuple[str, ...]]:
    """By field the values of `entries` as keys: what may be typed without quotation marks though it has several words.

    A document goes by its names and its number too, a status by its shorter forms; a year is one word.
    """
    found = {
        FilterField.TYPE: [entry.type for entry in entries],
        FilterField.ISSUER: [entry.issuer or "" for entry in entries],
        FilterField.STATUS: list(MEANT_STATUSES),
        FilterField.DOCUMENT: [name for entry in entries for name in (entry.label, entry.number or "", *entry.names)],
    }
    return {field: tuple(dict.fromkeys(value_key(value) for value in own if value)) for field, own in found.items()}


def _test(matching: Matching, key: str) -> Callable[[str], bool]:
    """The test of a document's value that a typed value, as a key, means."""
    if matching is Matching.PART:
        return lambda own: key in value_key(own)
    if matching is Matching.STATUS:
        return MEANT_STATUSES.get(key, ()).__contains__
    if matching is Matching.YEARS:
        years = _YEARS.fullmatch(key)
        first, last = (int(years[1]), int(years[2] or years[1])) if years else (1, 0)
        return lambda own: first <= int(own) <= last
    return lambda own: value_key(own) == key
