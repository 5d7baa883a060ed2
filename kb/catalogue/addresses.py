"""Official addresses of documents, by type and number.

Guarantees:
1. A number that recurs, because it has no year, has an address only where the date of the document is known.
2. An address that a catalogue.toml gives is kept as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.catalogue.catalogue import Catalogue
from kb.catalogue.fact_tables import ADDRESSES_FILE, DatabaseItems, address_key, load_items
from kb.catalogue.facts_file import load
from kb.catalogue.merging import merge
from kb.law.model import Entry

_PAGE = "https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID="
_SOURCE = "liên kết trong ghi chú nguồn của bộ pháp điển"
_YEAR = re.compile(r"(?:^|-)(?:19|20)\d\d(?:-|$)")


@dataclass(frozen=True, slots=True)
class Facts:
    """All that files of facts say: the catalogue of their entries, and the items of the national database."""

    catalogue: Catalogue
    items: DatabaseItems


def read_facts(paths: Sequence[Path]) -> Facts:
    """The facts of several catalogue.toml and the tables beside them, the most trusted first. Raises CatalogueError."""
    tables = [table for path in paths if (table := path.with_name(ADDRESSES_FILE)).is_file()]
    items = {key: own for table in reversed(tables) for key, own in load_items(table).items()}
    return Facts(merge(load(path) for path in paths), items)


def addresses_of(entry: Entry, items: DatabaseItems) -> tuple[str, ...]:
    """The pages of the national database that may hold the document, the likeliest first; () where none is known."""
    if not entry.number:
        return ()
    kind, number = address_key(entry.type, entry.number)
    if entry.issued is None and not _YEAR.search(number):
        return ()
    return tuple(_PAGE + item for item in items.get((kind, number), ()))


def with_addresses(catalogue: Catalogue, items: DatabaseItems) -> Catalogue:
    """The catalogue, each entry without an address having those that `items` know."""
    return Catalogue(tuple(_with_address(entry, items) for entry in catalogue.entries)) if items else catalogue


def _with_address(entry: Entry, items: DatabaseItems) -> Entry:
    found = () if entry.addresses else addresses_of(entry, items)
    return replace(entry, addresses=found, sources=(*entry.sources, ("addresses", _SOURCE))) if found else entry
