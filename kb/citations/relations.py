"""Relations between documents (quan hệ giữa các văn bản) that follow from citations.

Guarantees:
1. A document has a relation only where a clause of it does what the relation says; to speak of amending is not to amend.
2. The source of a relation names the clause that says so.
"""

import re
from collections.abc import Iterable

from kb.language.text import Lines
from kb.law.lawmaking import makes_law
from kb.law.model import Citing, Entry, Relation
from kb.law.relations import DocumentRelation
from kb.law.types import LAW_MAKING

_MARK = r"[ \t“\"]*+(?:(?:Điều[ ])?\w{1,5}[.:)][ \t]*)?"
# How the line goes on up to the citation, where the clause itself acts: "Sửa đổi khoản 1 …", "Nghị định này thay thế …".
_ACTS = {
    DocumentRelation.AMENDS: re.compile(rf"{_MARK}(?:Sửa đổi|Bổ sung)\b", re.IGNORECASE),
    DocumentRelation.REPLACES: re.compile(rf"{_MARK}Thay thế\b", re.IGNORECASE),
}
# Patterns that stand one after the other in such a line, anywhere.
_SAID = {
    DocumentRelation.REPLACES: (re.compile(r"\bnày\b", re.IGNORECASE), re.compile(r"\bthay thế\b", re.IGNORECASE)),
    DocumentRelation.GUIDES: (re.compile(r"\bnày (?:quy định|hướng dẫn)\b", re.IGNORECASE),),
}


def stated(entry: Entry, text: str, citing: Iterable[Citing]) -> tuple[Relation, ...]:
    """The relations that the document `entry` of `text` states, in order, each once; `citing` are its references."""
    is_law = makes_law(entry.type, entry.issuer, entry.number, entry.issued)
    if not (entry.type in LAW_MAKING if is_law is None else is_law):  # a directive can but ask for a change
        return ()
    found: dict[tuple[str, str], Relation] = {}
    acts = _Acts(text)
    for one in citing:
        reference, kind = one.reference, one.reference.relation.states
        if kind is None or reference.document in (None, entry.id) or not reference.resolution.is_sure:
            continue
        if kind != DocumentRelation.AMENDS and reference.kind != "document":
            continue
        assert reference.document is not None
        if (kind, reference.document) not in found and (one.eid == "preamble" or acts(kind, reference.start)):
            found[kind, reference.document] = Relation(kind, reference.document, one.label)
    return tuple(found.values())


class _Acts:
    """Tells whether the lines of citations act; each line is read once for each relation."""

    def __init__(self, text: str) -> None:
        self._text, self._lines = text, Lines(text)
        self._ends: dict[tuple[DocumentRelation, int], int | None] = {}

    def __call__(self, kind: DocumentRelation, offset: int) -> bool:
        """Whether the line that holds the character at `offset` does before it what the relation `kind` says."""
        line = self._lines.start(offset)
        if (kind, line) not in self._ends:
            self._ends[kind, line] = self._end(kind, line)
        end = self._ends[kind, line]
        return end is not None and end <= offset

    def _end(self, kind: DocumentRelation, line: int) -> int | None:
        """Where the first words that say it end, of the line that begins at an offset; None where none do."""
        if kind in _ACTS and (opening := _ACTS[kind].match(self._text, line)):
            return opening.end()
        limit = self._text.find("\n", line)
        for words in _SAID.get(kind, ()):
            if (said := words.search(self._text, line, len(self._text) if limit < 0 else limit)) is None:
                return None
            line = said.end()
        return line if kind in _SAID else None
