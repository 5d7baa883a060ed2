"""Suggestions while somebody is typing: clauses by heading or address, documents by name or number, whole queries.

Guarantees:
1. Any string is answered; only its last word may be typed in part.
2. Every clause and document bears its status on the day asked for.
3. No text is read but the titles of the provisions that the query addresses.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from kb.generation import Generation
from kb.index import completed as completed_by
from kb.index import headed_by, standing_of
from kb.language.text import fold, fold_white_space, lower, nfc
from kb.law import eid
from kb.law.model import Entry, Status
from kb.law.statuses import StatusWord
from kb.search import query, syntax
from kb.search.addressed import addressed_provisions
from kb.search.bounds import bounded
from kb.search.correcting import correct_query
from kb.search.lookup import with_number, with_words
from kb.search.search import MAX_QUERY
from kb.search.tables import SearchTables
from kb.search.type_words import with_full_types

# A number that is being typed: with its sign, or alone.
_NUMBER = re.compile(r"(?<![\w/])\d+[a-z]?[/-][\w/-]*$|^\d+[a-z]?$", re.IGNORECASE)
_LOOKED_AT = 8  # times as many documents as are wanted are put in order


@dataclass(frozen=True, slots=True)
class SuggestedClause:
    """A clause that may be sought."""

    document: str
    eid: str
    label: str
    heading: str
    url: str
    status: Status  # of its document


@dataclass(frozen=True, slots=True)
class SuggestedDocument:
    """A document that may be sought, or that a query names."""

    document: str
    label: str
    title: str
    number: str | None
    url: str
    status: Status
    has_text: bool  # whether its text is at hand


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The clauses, documents and queries that may be sought by what is typed, of each kind the best first."""

    query: str
    clauses: tuple[SuggestedClause, ...] = ()
    documents: tuple[SuggestedDocument, ...] = ()  # by name
    numbers: tuple[SuggestedDocument, ...] = ()  # by number
    completions: tuple[str, ...] = ()  # whole queries


def suggest(generation: Generation, typed: str, limit: int = 5, *, on: date | None = None) -> Suggestions:
    """The suggestions for `typed`, of which the last word may be the beginning of one; at most `limit` of each kind."""
    on, tables = on or date.today(), generation.derived(SearchTables)
    text = nfc(typed)[:MAX_QUERY]
    is_complete = text[-1:].isspace()
    text = query.cleaned(text)
    filters = syntax.filters(text, tables.filter_values)
    if bounded(text, filters)[1]:  # what is typed now would not be used
        return Suggestions(typed[:MAX_QUERY])
    corrected = correct_query(tables, text, filters, on=on, is_typing=not is_complete)
    text = corrected.searched
    start, run = next(reversed(syntax.sought(corrected.words)), (0, ""))
    if not run or start + len(run) < len(text):  # it ends with a filter, an excluded word or a quotation mark
        return Suggestions(typed[:MAX_QUERY])
    sought = f"{run} " if is_complete else run
    asked = query.understand(run, tables.known_names, tables.abbreviations)
    numbers = _numbers(tables, run, asked, limit, on) if not is_complete else []
    documents = _documents(tables, run, limit, on) if not numbers else []
    completed = completed_by(tables.index, sought, tables.abbreviations, limit)
    return Suggestions(
        query=typed[:MAX_QUERY],
        clauses=_clauses(tables, sought, asked, limit, on),
        documents=tuple(_found(tables, entry, on) for entry in documents),
        numbers=tuple(_found(tables, entry, on) for entry in numbers),
        completions=tuple(text[:start] + whole for whole in completed),
    )


def _clauses(tables: SearchTables, sought: str, asked: query.Query, limit: int, on: date) -> tuple[SuggestedClause, ...]:
    """The clauses that a query addresses, then those whose headings have its words."""
    headed = headed_by(tables.index, sought, tables.abbreviations, limit, on)
    by_heading = [clause_found(tables, found.document, found.eid, found.heading, on) for found in headed]
    by_heading.sort(key=lambda clause: clause.status.word is StatusWord.NOT_YET)  # what has a like heading came at the end
    return tuple(dict.fromkeys((*_by_address(tables, asked, limit, on), *by_heading)))[:limit]


def _by_address(tables: SearchTables, asked: query.Query, limit: int, on: date) -> Iterator[SuggestedClause]:
    """The provisions that a query addresses in the documents that it names."""
    if not (asked.documents and asked.eids):
        return
    for document, provision in islice(addressed_provisions(tables, asked, None, on), limit):
        passage = tables.store.passage(document, provision, on)
        yield clause_found(tables, document, provision, fold_white_space(passage.heading if passage else ""), on)


def _numbers(tables: SearchTables, text: str, asked: query.Query, limit: int, on: date) -> list[Entry]:
    """The documents whose numbers begin with the number at the end of a text; first those of a type that stands before it."""
    number, rank = _NUMBER.search(text), _rank(tables, on)
    if number is None:
        return sorted(asked.documents, key=rank)[:limit] if asked.is_number and asked.is_name else []
    before = fold(lower(with_full_types(text)))
    found = with_number(tables.lookup, number[0], _LOOKED_AT * limit)
    return sorted(found, key=lambda entry: (fold(lower(entry.type)) not in before, *rank(entry)))[:limit]


def _documents(tables: SearchTables, text: str, limit: int, on: date) -> list[Entry]:
    """The documents whose names have the words of a text: those that begin with them first."""
    # Only so many are told apart by their status: a single letter begins a word of nearly every name.
    kinds = (kind[: _LOOKED_AT * limit] for kind in with_words(tables.lookup, text))
    return [entry for kind in kinds for entry in sorted(kind, key=_rank(tables, on))][:limit]


def _rank(tables: SearchTables, on: date) -> Callable[[Entry], tuple[bool, float]]:
    """A key that sorts equals: documents with a text first, then by standing."""
    return lambda entry: (
        entry.id not in tables.with_text,
        -standing_of(entry.type, tables.status(entry.id, on).word),
    )


def clause_found(tables: SearchTables, document: str, provision: str, heading: str, on: date) -> SuggestedClause:
    """A provision that may be sought, under its heading, with the status of its document on a day."""
    entry, status = tables.catalogue.by_id[document], tables.status(document, on)
    label = f"{eid.label(provision)} {entry.label}"
    return SuggestedClause(document, provision, label, heading, eid.provision_url(document, provision), status)


def _found(tables: SearchTables, entry: Entry, on: date) -> SuggestedDocument:
    return document_found(tables.status(entry.id, on), entry, has_text=entry.id in tables.with_text)


def document_of(generation: Generation, entry: Entry, on: date) -> SuggestedDocument:
    """A document that a query finds, on a day."""
    return document_found(generation.status(entry.id, on), entry, has_text=entry.id in generation.with_text)


def document_found(status: Status, entry: Entry, *, has_text: bool) -> SuggestedDocument:
    """A document that a query finds, with its status, and whether its text is at hand."""
    return SuggestedDocument(entry.id, entry.label, entry.title, entry.number, eid.document_url(entry.id), status, has_text)
