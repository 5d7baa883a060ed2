"""The provisions that a query addresses ("điều 6 luật thads"): those that there are, and hints for those that there are not.

Guarantees:
1. Provisions of documents in force come before those of expired ones, and those not yet in force last; newer documents first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from kb.index import Address, Mask
from kb.law import eid
from kb.law.model import Entry, Status
from kb.law.relations import DocumentRelation
from kb.law.statuses import StatusWord
from kb.search.query import Query
from kb.search.tables import SearchTables
from kb.store import Store

_MOST_ANYWHERE = 3  # provisions that are looked for in all documents
_MOST_MISSING = 3  # that a hint names


def addressed_provisions(tables: SearchTables, asked: Query, admitted: Mask | None, on: date) -> Iterator[Address]:
    """The addresses of the provisions that a query means in the documents `admitted` (by row; None: in all)."""
    named, wanted = asked.documents, asked.eids
    if wanted and not named:  # of any document: to look for much in all of them takes long
        named, wanted = tables.catalogue.entries, wanted[:_MOST_ANYWHERE]
    row_of = tables.row_of
    candidates = [e for e in named if e.id in row_of and (admitted is None or admitted[row_of[e.id]])]
    # A document named by number alone is answered by its opening, which bears the number.
    wanted = wanted or (("preamble",) if asked.is_name and asked.is_number else ())
    for entry in in_force_first(tables.status, candidates, on):
        for provision in wanted:
            nearest: str | None = provision
            while nearest and not tables.store.has(entry.id, nearest, on):
                nearest = eid.parent(nearest) if asked.documents else None
            if nearest:
                yield entry.id, nearest


def in_force_first(status: Callable[[str, date], Status], entries: Iterable[Entry], on: date) -> list[Entry]:
    """Documents that a query can mean: expired ones after the others, then those not yet in force; of each kind the newest
    first, those without a date after all dated ones.
    """
    newest_first = sorted(entries, key=lambda entry: entry.issued or date.min, reverse=True)
    words = {entry.id: status(entry.id, on).word for entry in newest_first}
    return sorted(newest_first, key=lambda entry: (words[entry.id] is StatusWord.NOT_YET, words[entry.id].row.is_over))


def without_repeats(tables: SearchTables, found: Sequence[Address], on: date) -> list[Address]:
    """The addresses without those in a consolidation whose text is that of the consolidated document, which is among them."""
    kept = []
    for document, provision in found:
        consolidated = tables.catalogue.by_id[document].targets(DocumentRelation.CONSOLIDATES)
        bases = [base for base in consolidated if (base, provision) in found]
        own = _wording(tables.store, document, provision, on) if bases else None
        if not any(_wording(tables.store, base, provision, on) == own for base in bases):
            kept.append((document, provision))
    return kept


def _wording(store: Store, document: str, provision: str, on: date) -> str | None:
    passage = store.passage(document, provision, on)
    return passage.text if passage else None


def missing(tables: SearchTables, asked: Query, on: date) -> Iterator[str]:
    """Hints that say which provisions and documents of a query are not there, and what of it was assumed."""
    for entry in asked.documents if asked.eids and len(asked.documents) <= 3 else ():
        lacking = [wanted for wanted in asked.eids if not _has(tables.store, entry.id, wanted, asked.eids, on)]
        if lacking and entry.id in tables.with_text:
            more = ", …" if len(lacking) > _MOST_MISSING else ""
            yield f"{entry.label} không có {', '.join(map(eid.label, lacking[:_MOST_MISSING]))}{more}"
    for typed in asked.unknown:
        yield f"Không có {typed} trong kho"
    for typed in asked.assumed:
        yield f"“{typed}” được hiểu là số của văn bản"


def _has(store: Store, document: str, provision: str, asked: Sequence[str], on: date) -> bool:
    """Whether a document has a provision, or where a typed d may stand for đ the other of the two."""
    head, sign, letter = provision.partition("__point_")
    other = head + sign + {"d": "dd", "dd": "d"}.get(letter, letter)
    return any(store.has(document, way, on) for way in {provision, *{other}.intersection(asked)})
