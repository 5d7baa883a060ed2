"""Documents by type, issuer, year and status: which ones filters admit, and how many hits each value has.

Guarantees:
1. A filter whose value nothing has is left out, with a hint that says so; the others hold all together.
2. Counts are of all that matches, not only of the hits that are shown; each is what its filter would give.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

import numpy as np

from kb.index import Column, Condition, FilterField, Mask, Matching, value_key
from kb.law.model import Entry
from kb.law.statuses import StatusWord
from kb.search import query
from kb.search.syntax import TypedFilter
from kb.search.tables import SearchTables


@dataclass(frozen=True, slots=True)
class Facet:
    """A fact of documents with its values and how many hits each has, most first: (("Luật", 12), ("Nghị định", 3))."""

    field: FilterField
    values: tuple[tuple[str, int], ...]

    @property
    def label(self) -> str:
        """The field's label: "cơ quan"."""
        return self.field.label


@dataclass(frozen=True, slots=True)
class Admission:
    """The documents that the filters of a query admit."""

    admitted: Mask | None  # by row of the indexed documents; None: no filter says anything
    conditions: tuple[Condition, ...] = ()  # the same for an index
    hints: tuple[str, ...] = ()
    left_out: tuple[TypedFilter, ...] = ()  # those whose value nothing has: they are searched as words
    without_text: tuple[Entry, ...] = ()  # the documents that it is limited to and that have no text: nothing of them is found


def admission(tables: SearchTables, filters: Iterable[TypedFilter], on: date) -> Admission:
    """The indexed documents that all filters admit. A filter without a value says nothing."""
    admitted: Mask | None = None
    conditions: list[Condition] = []
    hints: list[str] = []
    left_out: list[TypedFilter] = []
    without_text: list[Entry] = []
    for one in (one for one in filters if one.value):
        meant = _meant(tables, one, on)
        lacking = _without_text(tables, one) if one.field is FilterField.DOCUMENT else []
        without_text += [] if one.negated else lacking
        if not meant.any() and not lacking:
            said = f"Bỏ qua điều kiện {one.field.label}: “{one.value}” vì không có văn bản nào như vậy"
            hints.append(f"{said}; các chữ ấy được tìm như chữ thường")
            left_out.append(one)
            continue
        column = tables.columns(on)[one.field]
        values = tables.ids(meant) if one.field is FilterField.DOCUMENT else column.held_by(meant)
        conditions.append(Condition(one.field, frozenset(values), one.negated))
        if not one.negated and StatusWord.IN_FORCE in values and not one.is_whole:
            hints += _not_known(column)
        meant = ~meant if one.negated else meant
        admitted = meant if admitted is None else admitted & meant
    if admitted is not None and not admitted.any() and not without_text:
        hints.append("Không có văn bản nào thỏa cùng lúc mọi điều kiện lọc")
    return Admission(admitted, tuple(conditions), tuple(hints), tuple(left_out), tuple(without_text))


def within_document(tables: SearchTables, admission: Admission, document: str) -> Admission:
    """The admission of which only `document` (its id) may answer."""
    alone: Mask = np.zeros(len(tables.row_of), bool)
    if document in tables.row_of:
        alone[tables.row_of[document]] = True
    admitted = alone if admission.admitted is None else alone & admission.admitted
    conditions = (*admission.conditions, Condition(FilterField.DOCUMENT, frozenset([document])))
    without_text = () if document in tables.with_text else (tables.catalogue.by_id[document],)
    return replace(admission, admitted=admitted, conditions=conditions, without_text=without_text)


def _not_known(column: Column) -> Iterator[str]:
    """What is told of the documents that a filter for what is in force leaves out, and whose status is not known."""
    unknown = int(np.count_nonzero(column.having(lambda word: word == StatusWord.UNKNOWN)))
    if unknown:
        yield f"{unknown} văn bản không rõ hiệu lực không được tính; tìm cả trong đó: -hiệu lực:hết -hiệu lực:chưa"


def _without_text(tables: SearchTables, one: TypedFilter) -> list[Entry]:
    """The documents that a filter by document can mean, by a name, a number or the whole label, where none has a text."""
    key = value_key(one.value)
    labelled = [e for e in tables.catalogue.entries if one.is_whole and value_key(e.label) == key]
    meant = labelled or query.understand(one.value, tables.known_names, tables.abbreviations).documents
    return [] if any(entry.id in tables.with_text for entry in meant) else list(meant)


def _meant(tables: SearchTables, one: TypedFilter, on: date) -> Mask:
    """The indexed documents that have what the filter says, a dash before it aside."""
    meant = tables.meant(one.field, one.value, on, is_whole=one.is_whole)
    if one.field.matching is Matching.NAME and not (one.is_whole and meant.any()):
        for entry in query.understand(one.value, tables.known_names, tables.abbreviations).documents:
            if entry.id in tables.row_of:
                meant[tables.row_of[entry.id]] = True
    return meant


def facets_of(
    tables: SearchTables, counts: Mapping[FilterField, Mapping[str, int]], more: Iterable[str], on: date
) -> tuple[Facet, ...]:
    """The facets of the hits: `counts` of those that match, and one hit of each document of `more` (ids)."""
    extra = [tables.row_of[document] for document in more]
    found = []
    for field, column in tables.columns(on).items():
        own = counts[field]
        added = Counter(column.values[column.codes[row]] for row in extra if column.codes[row] >= 0)
        if added:  # each takes its turn among the values with equal counts
            summed = {value: own.get(value, 0) + added[value] for value in column.values if value in own or value in added}
            own = dict(sorted(summed.items(), key=itemgetter(1), reverse=True))
        found.append(Facet(field, tuple(own.items())))
    return tuple(found)
