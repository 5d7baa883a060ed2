"""Amending documents whose words a text cannot have.

Guarantees:
1. A document is named unless something that is known puts it after the day.
"""

from collections.abc import Collection
from datetime import date

from kb.catalogue import Catalogue, may_be_in_force
from kb.law.model import Entry
from kb.law.relations import DocumentRelation


def amenders_without_text(catalogue: Catalogue, entry: Entry, with_text: Collection[str], on: date) -> tuple[str, ...]:
    """The ids of the documents that amend the one of `entry` by the day `on` and have no text, in the order of the entry."""
    amending = catalogue.related(entry, DocumentRelation.AMENDED_BY)
    return tuple(dict.fromkeys(e.id for e in amending if e.id not in with_text and may_be_in_force(e, on)))
