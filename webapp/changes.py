"""What other documents amend, repeal or replace in a document, as warnings beside its enacted text.

Guarantees:
1. Each change is named where a reader meets the text that it changes; one that inserts a khoản or điểm, where that would stand.
2. A document that is not yet in force on the day changes nothing: its places are shown with that status.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import kb
from webapp.blocks import CONTAINERS, Change, Pointer
from webapp.edition import Edition, at

_AMENDS = "sửa đổi, bổ sung"
# Relations of a citation that mean: what is cited no longer reads as it was enacted.
_WORDS = {_AMENDS: "bị sửa đổi, bổ sung bởi", "bãi bỏ": "bị bãi bỏ bởi", "thay thế": "bị thay thế bởi"}
_NOT_YET = "Chưa có hiệu lực"


def is_change(citing: kb.Citing, document: str) -> bool:
    """Whether a citation of `document` changes it."""
    return citing.reference.relation in _WORDS and citing.document != document


class Changes:
    """The changes of one document on one date."""

    def __init__(self, edition: Edition, document: str, tree: kb.Tree, cited_by: Mapping[str, Sequence[kb.Citing]]) -> None:
        """`cited_by`: the citations of the document, by the eId that they point to, "" for the document as such."""
        self._edition, self._document = edition, document
        self._all = {eid: [c for c in citings if is_change(c, document)] for eid, citings in cited_by.items()}
        there = {provision.eid for provision in tree.walk()}
        self._shown: dict[str, list[str]] = defaultdict(list)  # the eIds changed, by the eId in the text that shows them
        for eid in filter(self._all.get, self._all):
            place = eid
            while place and there and place not in there:
                place = kb.eid.parent(place)
            self._shown[place].append(eid)

    def whole(self, eid: str) -> bool:
        """Whether a provision is changed as a whole, with all that stands in it."""
        return bool(self._all.get(eid))

    def of(self, eid: str) -> tuple[Change, ...]:
        """What changes a provision itself, or inserts something into it."""
        return tuple(line for changed in self._shown.get(eid, ()) for line in self._lines(changed, eid))

    def around(self, way: Sequence[kb.Provision]) -> tuple[Change, ...]:
        """What changes the last provision of a way, what it stands in, or (where that is one Điều) what stands in it."""
        target = way[-1]
        lines = [*self.of(target.eid)]
        for outer in reversed(way[:-1]):
            lines += self._lines(outer.eid, target.eid)
        for inner in target.walk() if target.level not in CONTAINERS else ():
            if inner is not target:
                lines += [line for changed in self._shown.get(inner.eid, ()) for line in self._lines(changed, target.eid)]
        return tuple(lines)

    def ended(self) -> tuple[Change, ...]:
        """Who says of the whole document that it is repealed or replaced."""
        whole = [citing for citing in self._all.get("", ()) if citing.reference.kind == "document"]
        return self._worded("", [citing for citing in whole if citing.reference.relation != _AMENDS])

    def amenders(self) -> list[kb.Entry]:
        """The documents in force that change the wording, those that the catalogue names first."""
        known = self._edition.generation.catalogue.by_id
        ids = [r.target for r in self._edition.entry(self._document).relations if r.kind == "amended_by"]
        for citing in (citing for citings in self._all.values() for citing in citings):
            if citing.reference.relation == _AMENDS or citing.reference.kind == "provision":
                ids.append(citing.document)
        return [known[i] for i in dict.fromkeys(ids) if i in known and self._edition.status(i).word != _NOT_YET]

    def _lines(self, eid: str, shown: str) -> tuple[Change, ...]:
        """What changes the provision `eid`, as lines beside the provision `shown`, which they need not name."""
        return self._worded("" if eid == shown else f"{kb.eid.label(eid)} ", self._all.get(eid, ()))

    def _worded(self, name: str, citings: Sequence[kb.Citing]) -> tuple[Change, ...]:
        lines: list[Change] = []
        for relation, words in _WORDS.items():
            pointers = dict.fromkeys(self._by(citing) for citing in citings if citing.reference.relation == relation)
            if pointers:
                line = name + words
                lines.append(Change(line[0].upper() + line[1:], tuple(pointers)))
        return tuple(lines)

    def _by(self, citing: kb.Citing) -> Pointer:
        """The place of a change; its status only where it is not yet in force, its note only where the target is doubtful."""
        status = self._edition.status(citing.document)
        note = citing.reference.note if citing.reference.resolution == "suspect" else ""
        return Pointer(citing.label, at(citing.url), status if status.word == _NOT_YET else None, note)
