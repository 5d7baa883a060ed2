"""The changes that other documents make to a document, as lines with links beside its text."""

from collections.abc import Iterable

import kb
from webapp.blocks import Change, Pointer
from webapp.edition import at


def change_lines(changes: Iterable[kb.Change]) -> tuple[Change, ...]:
    """The changes as lines; a clause has its status where its document is not yet in force."""
    return tuple(Change(change.words, tuple(map(_pointer, change.by)), change.is_pending) for change in changes)


def _pointer(clause: kb.ChangingClause) -> Pointer:
    return Pointer(clause.label, at(clause.url), clause.status if clause.is_pending else None, clause.note)
