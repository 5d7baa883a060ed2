"""What somebody who is typing may be looking for: clauses by heading or address, documents, numbers, the word completed.

Guarantees:
1. Any string is answered; what is typed in part counts only as its last word.
2. Every clause and document bears its status on the day asked for.
3. No text is read but the titles of the provisions that the query addresses.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from kb.generation import Generation
from kb.language.text import fold, fold_white_space, lower, nfc
from kb.law import eid
from kb.law.model import Entry
from kb.search import correcting, query, syntax
from kb.search.lookup import named, with_number
from kb.search.search import MAX_QUERY, places_addressed
from kb.search.standing import standing, standings

# A number that is being typed: with its sign, or alone.
_NUMBER = re.compile(r"(?<![\w/])\d+[a-z]?[/-][\w/-]*$|^\d+[a-z]?$", re.IGNORECASE)


_LOOKED_AT = 8  # times as many documents as are wanted are put in order


@dataclass(frozen=True, slots=True)
class SuggestedClause:
    """A clause that may be sought; its status is that of its document."""

    document: str
    eid: str
    label: str
    heading: str
    url: str
    status: str
    status_note: str


@dataclass(frozen=True, slots=True)
class SuggestedDocument:
    """A document that may be sought, or that a query names."""

    document: str
    label: str
    title: str
    number: str | None
    url: str
    status: str
    status_note: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be sought by what is typed, of each kind the best first; `completions` are whole queries."""

    query: str
    clauses: tuple[SuggestedClause, ...] = ()
    documents: tuple[SuggestedDocument, ...] = ()
    numbers: tuple[SuggestedDocument, ...] = ()
    completions: tuple[str, ...] = ()


def suggest(generation: Generation, typed: str, limit: int = 5, *, on: date | None = None) -> Suggestions:
    """At most `limit` of each kind of what may be sought by `typed`, of which the last word may be the beginning of one."""
    on = on or date.today()
    text = nfc(typed)[:MAX_QUERY]
    is_complete = text[-1:].isspace()
    text = query.cleaned(text)
    filters = syntax.filters(text, generation.filter_values)
    corrected = correcting.correct(generation, text, filters, is_typing=not is_complete)
    text = corrected.searched
    start, run = next(reversed(syntax.sought(corrected.words)), (0, ""))
    if not run or start + len(run) < len(text):  # what is typed last is no words
        return Suggestions(typed[:MAX_QUERY])
    sought = f"{run} " if is_complete else run
    short, engine = generation.abbreviations, generation.engine
    asked = query.understand(run, generation.names, short)
    clauses = dict.fromkeys(_by_address(generation, asked, limit, on))
    ranks = standings(generation.columns(on))
    clauses |= dict.fromkeys(
        _clause(generation, found.document, found.eid, found.heading, on)
        for found in engine.headed(sought, short, limit, ranks)
    )
    numbers = _numbers(generation, run, asked, limit, on) if not is_complete else []
    documents = _documents(generation, run, limit, on) if not numbers else []
    return Suggestions(
        typed[:MAX_QUERY],
        tuple(clauses)[:limit],
        tuple(document_found(generation, entry, on) for entry in documents),
        tuple(document_found(generation, entry, on) for entry in numbers),
        tuple(text[:start] + completed for completed in engine.completions(sought, short, limit)),
    )


def _by_address(generation: Generation, asked: query.Query, limit: int, on: date) -> Iterator[SuggestedClause]:
    """The provisions that a query addresses in the documents that it names."""
    for document, place in (
        islice(places_addressed(generation, asked, None, on), limit) if asked.documents and asked.eids else ()
    ):
        passage = generation.store.passage(document, place, on)
        yield _clause(generation, document, place, fold_white_space(passage.heading if passage else ""), on)


def _numbers(generation: Generation, text: str, asked: query.Query, limit: int, on: date) -> list[Entry]:
    """The documents whose number begins with what is typed last; first those of a type that stands before it."""
    number, rank = _NUMBER.search(text), _rank(generation, on)
    if number is None:
        return sorted(asked.documents, key=rank)[:limit] if asked.is_number and asked.is_name else []
    before = fold(lower(query.with_types(text)))
    found = with_number(generation.lookup, number[0], _LOOKED_AT * limit)
    return sorted(found, key=lambda entry: (fold(lower(entry.type)) not in before, *rank(entry)))[:limit]


def _documents(generation: Generation, text: str, limit: int, on: date) -> list[Entry]:
    """The documents whose names have the words of a text: those that begin with them first."""
    # Only so many are told apart by their status: a single letter begins a word of nearly every name.
    kinds = (kind[: _LOOKED_AT * limit] for kind in named(generation.lookup, text))
    return [entry for kind in kinds for entry in sorted(kind, key=_rank(generation, on))][:limit]


def _rank(generation: Generation, on: date) -> Callable[[Entry], tuple[bool, float]]:
    """By what equals are put in order: those with a text first, then by standing."""
    return lambda entry: (
        entry.id not in generation.with_text,
        -standing(entry.type, generation.status(entry.id, on).word),
    )


def _clause(generation: Generation, document: str, place: str, heading: str, on: date) -> SuggestedClause:
    entry, status = generation.entry(document), generation.status(document, on)
    label = f"{eid.label(place)} {entry.label}"
    return SuggestedClause(document, place, label, heading, eid.provision_url(document, place), status.word, status.note)


def document_found(generation: Generation, entry: Entry, on: date) -> SuggestedDocument:
    """A document that a query finds, with its status on a day."""
    status = generation.status(entry.id, on)
    return SuggestedDocument(
        entry.id, entry.label, entry.title, entry.number, eid.document_url(entry.id), status.word, status.note
    )
