"""Relations between documents (quan hệ giữa các văn bản) that follow from citations.

Guarantees:
1. A document has a relation only where a clause of it does what the relation says; to speak of amending is not to amend.
2. The source of a relation names the clause that says so.
"""

import re
from collections.abc import Iterable

from kb.law.lawmaking import makes_law
from kb.law.model import Citing, Entry, Relation
from kb.law.relations import DocumentRelation
from kb.law.types import LAW_MAKING

_MARK = r"^[ \t“\"]*(?:(?:Điều[ ])?\w{1,5}[.:)][ \t]*)?"
# How the line goes on up to the citation, where the clause itself acts: "Sửa đổi khoản 1 …", "Nghị định này thay thế …".
_ACTS = {
    DocumentRelation.AMENDS: re.compile(rf"{_MARK}(?:Sửa đổi|Bổ sung)\b", re.IGNORECASE),
    DocumentRelation.REPLACES: re.compile(rf"{_MARK}(?:Thay thế\b|.*\bnày\b.*\bthay thế\b)", re.IGNORECASE),
    DocumentRelation.GUIDES: re.compile(r".*\bnày (?:quy định|hướng dẫn)\b", re.IGNORECASE),
}


def stated(entry: Entry, text: str, citing: Iterable[Citing]) -> tuple[Relation, ...]:
    """The relations that the document `entry` of `text` states, in order, each once; `citing` are its references."""
    acts = makes_law(entry.type, entry.issuer, entry.number, entry.issued)
    if not (entry.type in LAW_MAKING if acts is None else acts):  # a directive can but ask for a change
        return ()
    found: dict[tuple[str, str], Relation] = {}
    for one in citing:
        reference, kind = one.reference, one.reference.relation.states
        if kind is None or reference.document in (None, entry.id) or not reference.resolution.is_sure:
            continue
        if kind != DocumentRelation.AMENDS and reference.kind != "document":
            continue
        line = text[text.rfind("\n", 0, reference.start) + 1 : reference.start]
        if one.eid == "preamble" or _ACTS[kind].match(line):
            assert reference.document is not None
            found.setdefault((kind, reference.document), Relation(kind, reference.document, one.label))
    return tuple(found.values())
