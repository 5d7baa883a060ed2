"""Changes that other documents make to a document, as warnings beside its enacted text: amended, repealed, replaced.

Guarantees:
1. Each change is named where a reader meets the text that it changes; one that inserts a khoản or điểm, where that would stand.
2. A document that is not yet in force on the day changes nothing: its clauses are shown with that status.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import kb
from webapp.blocks import Change, Pointer
from webapp.edition import Edition, at


def is_change(citing: kb.Citing, document: str) -> bool:
    """Whether a citation of `document` changes it."""
    return bool(citing.reference.relation.undergone) and citing.document != document


class Changes:
    """The changes of one document on one date."""

    def __init__(self, edition: Edition, document: str, tree: kb.Tree, cited_by: Mapping[str, Sequence[kb.Citing]]) -> None:
        """`cited_by`: the citations of the document, by the eId that they point to, "" for the document as such."""
        self._edition, self._document = edition, document
        self._all = {eid: [c for c in citings if is_change(c, document)] for eid, citings in cited_by.items()}
        there = {provision.eid for provision in tree.walk()}
        self._shown: dict[str, list[str]] = defaultdict(list)  # the eIds changed, by the eId in the text that shows them
        for eid in filter(self._all.get, self._all):
            shown = eid
            while shown and there and shown not in there:
                shown = kb.eid.parent(shown)
            self._shown[shown].append(eid)

    def whole(self, eid: str) -> bool:
        """Whether a provision is changed as a whole, with all that stands in it."""
        return bool(self._all.get(eid))

    def of(self, eid: str) -> tuple[Change, ...]:
        """The changes of a provision itself, and those that insert something into it."""
        return tuple(line for changed in self._shown.get(eid, ()) for line in self._lines(changed, eid))

    def around(self, way: Sequence[kb.Provision]) -> tuple[Change, ...]:
        """The changes of the last provision of a way, of those around it, and of those in it where it is no container."""
        target = way[-1]
        lines = [*self.of(target.eid)]
        for outer in reversed(way[:-1]):
            lines += self._lines(outer.eid, target.eid)
        for inner in target.walk() if target.level not in kb.CONTAINERS else ():
            if inner is not target:
                lines += [line for changed in self._shown.get(inner.eid, ()) for line in self._lines(changed, target.eid)]
        return tuple(lines)

    def ended(self) -> tuple[Change, ...]:
        """The changes that repeal or replace the document as a whole."""
        whole = [citing for citing in self._all.get("", ()) if citing.reference.kind == "document"]
        return self._worded("", [citing for citing in whole if citing.reference.relation != kb.CitationRelation.AMENDS])

    def amenders(self) -> list[kb.Entry]:
        """The documents in force that change the wording, those that the catalogue names first."""
        known = self._edition.generation.catalogue.by_id
        ids = [*self._edition.entry(self._document).targets(kb.DocumentRelation.AMENDED_BY)]
        for citing in (citing for citings in self._all.values() for citing in citings):
            if citing.reference.relation == kb.CitationRelation.AMENDS or citing.reference.kind == "provision":
                ids.append(citing.document)
        return [known[i] for i in dict.fromkeys(ids) if i in known and self._edition.status(i).word != kb.StatusWord.NOT_YET]

    def _lines(self, eid: str, shown: str) -> tuple[Change, ...]:
        """The changes of the provision `eid`, as lines beside the provision `shown`, which they need not name."""
        return self._worded("" if eid == shown else f"{kb.eid.label(eid)} ", self._all.get(eid, ()))

    def _worded(self, name: str, citings: Sequence[kb.Citing]) -> tuple[Change, ...]:
        lines: list[Change] = []
        for relation in filter(lambda one: one.undergone, kb.CitationRelation):
            pointers = dict.fromkeys(self._by(citing) for citing in citings if citing.reference.relation == relation)
            if pointers:
                line = name + relation.undergone
                lines.append(Change(line[0].upper() + line[1:], tuple(pointers)))
        return tuple(lines)

    def _by(self, citing: kb.Citing) -> Pointer:
        """The clause that makes a change; its status if that is not yet in force, its note if the target is doubtful."""
        status = self._edition.status(citing.document)
        note = citing.reference.note if citing.reference.resolution == kb.Resolution.SUSPECT else ""
        return Pointer(citing.label, at(citing.url), status if status.word == kb.StatusWord.NOT_YET else None, note)
