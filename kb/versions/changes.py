"""Changes that other documents make to a document, beside its text of a day: amended, repealed, replaced.

Guarantees:
1. Each change is named where a reader meets the text that it changes; one that inserts a khoản or điểm, where that would stand.
2. A document that is not yet in force on the day changes nothing: its clauses are changes of their own, told as such.
   One that is not issued by the day is not told of at all.
3. What is worked into the text of the day is no change of it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.law import eid as eids
from kb.law.levels import CONTAINERS
from kb.law.model import Citing, Entry, Provision, Status, Tree
from kb.law.relations import CHANGING, CitationRelation, DocumentRelation
from kb.law.resolutions import Resolution
from kb.law.statuses import StatusWord

_MOST_IN_A_LINE = 50  # clauses; what more change a provision in one way are a change of their own


@dataclass(frozen=True, slots=True)
class ChangingClause:
    """The clause that makes a change: where it is, the status of its document, and a note where its target is doubtful."""

    document: str
    eid: str
    label: str
    url: str
    status: Status
    note: str

    @property
    def is_pending(self) -> bool:
        """Whether its document is not yet in force."""
        return self.status.word == StatusWord.NOT_YET


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to the provision `eid` ("": the document as such), by which clauses, in words beside the text shown.

    `words`: "Bị bãi bỏ bởi" beside the provision itself, "Khoản 1 Điều 30 bị bãi bỏ bởi" elsewhere.
    """

    eid: str
    relation: CitationRelation
    words: str
    by: tuple[ChangingClause, ...]

    @property
    def line(self) -> str:
        """All of it in one line, as pages show it: "Bị bãi bỏ bởi: Điều 2 Luật …"."""
        return f"{self.words}: {'; '.join(map(_told, self.by))}"

    @property
    def is_pending(self) -> bool:
        """Whether it is still to come: the documents of its clauses are not yet in force."""
        return self.by[0].is_pending


def _told(clause: ChangingClause) -> str:
    badge = f" {clause.status.word.badge}" if clause.is_pending else ""
    return clause.label + badge + (f" ({clause.note})" if clause.note else "")


def is_change(citing: Citing, document: str) -> bool:
    """Whether a citation of `document` changes it."""
    return citing.reference.relation in CHANGING and citing.document != document


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of one document on one day.

    `changing` are the citations that change it, by the eId changed, "" for the document as such; `shown` are the eIds changed,
    by the eId in the text that shows them; `amended_by` are the ids that the catalogue names; `status` is that of a document.
    """

    changing: Mapping[str, Sequence[Citing]]
    shown: Mapping[str, Sequence[str]]
    amended_by: tuple[str, ...]
    status: Callable[[str], Status]

    def whole(self, eid: str) -> bool:
        """Whether a provision is changed as a whole, with all that stands in it."""
        return any(self._is_effective(citing) for citing in self.changing.get(eid, ()))

    def touches(self, eid: str) -> bool:
        """Whether a provision itself is changed, or something is inserted into it."""
        return any(map(self.whole, self.shown.get(eid, ())))

    def of(self, eid: str) -> tuple[Change, ...]:
        """The changes of a provision itself, and those that insert something into it; "" is the document as such."""
        return tuple(change for changed in self.shown.get(eid, ()) for change in self._beside(changed, eid))

    def around(self, way: Sequence[Provision]) -> tuple[Change, ...]:
        """The changes of the last provision of a way, of those around it, and of those in it where it is no container."""
        target = way[-1]
        found = [*self.of(target.eid)]
        for outer in reversed(way[:-1]):
            found += self._beside(outer.eid, target.eid)
        for inner in target.walk() if target.level not in CONTAINERS else ():
            if inner is not target:
                found += [change for eid in self.shown.get(inner.eid, ()) for change in self._beside(eid, target.eid)]
        return tuple(found)

    def ended(self) -> tuple[Change, ...]:
        """The changes that repeal or replace the document as a whole."""
        whole = [citing for citing in self.changing.get("", ()) if citing.reference.kind == "document"]
        return self._worded("", "", [citing for citing in whole if citing.reference.relation != CitationRelation.AMENDS])

    def amenders(self) -> tuple[str, ...]:
        """The ids of the documents in force that change the wording, those that the catalogue names first."""
        ids = [*self.amended_by]
        for citing in (citing for citings in self.changing.values() for citing in citings):
            if citing.reference.relation == CitationRelation.AMENDS or citing.reference.kind == "provision":
                ids.append(citing.document)
        return tuple(one for one in dict.fromkeys(ids) if self.status(one).word != StatusWord.NOT_YET)

    def _is_effective(self, citing: Citing) -> bool:
        return self.status(citing.document).word != StatusWord.NOT_YET

    def _beside(self, eid: str, shown: str) -> tuple[Change, ...]:
        """The changes of the provision `eid` in words beside the provision `shown`, which they need not name."""
        return self._worded(eid, "" if eid == shown else f"{eids.label(eid)} ", self.changing.get(eid, ()))

    def _worded(self, eid: str, name: str, citings: Sequence[Citing]) -> tuple[Change, ...]:
        found: list[Change] = []
        for relation in CHANGING:
            clauses = dict.fromkeys(self._clause(citing) for citing in citings if citing.reference.relation == relation)
            words = name + relation.undergone
            for is_pending in (False, True):
                own = tuple(clause for clause in clauses if clause.is_pending == is_pending)
                for first in range(0, len(own), _MOST_IN_A_LINE):
                    found.append(Change(eid, relation, words[0].upper() + words[1:], own[first : first + _MOST_IN_A_LINE]))
        return tuple(found)

    def _clause(self, citing: Citing) -> ChangingClause:
        note = citing.reference.note if citing.reference.resolution == Resolution.SUSPECT else ""
        return ChangingClause(citing.document, citing.eid, citing.label, citing.url, self.status(citing.document), note)


def changes_of(
    entry: Entry,
    tree: Tree | None,
    cited_by: Mapping[str, Sequence[Citing]],
    status: Callable[[str], Status],
    worked_in: Collection[tuple[str, str]] = (),
    *,
    is_issued: Callable[[str], bool] = lambda document: True,
) -> Changes:
    """The changes of the document of `entry`, whose text of a day is `tree` (None: not at hand).

    `cited_by` are the citations of it in texts of that day, by the eId that they point to, "" for the document as such;
    `status` gives that of a document on the day; `worked_in` are the clauses whose words the text has: (document, eId);
    `is_issued` tells of a document whether it may be issued by the day.
    """
    changing = {
        eid: [
            c
            for c in citings
            if is_change(c, entry.id) and is_issued(c.document) and not _is_among(c.document, c.eid, worked_in)
        ]
        for eid, citings in cited_by.items()
    }
    # A document is worked in when no clause of it is left that changes a provision; that it names this one says no more then.
    left = {citing.document for eid, citings in changing.items() if eid for citing in citings}
    done = {document for document, _ in worked_in} - left
    if done:
        kept = (c for c in changing.get("", ()) if c.document not in done or c.reference.relation != CitationRelation.AMENDS)
        changing[""] = list(kept)
    amended_by = tuple(one for one in entry.targets(DocumentRelation.AMENDED_BY) if one not in done and is_issued(one))
    return Changes(changing, _shown([*filter(changing.get, changing)], tree), amended_by, status)


def _is_among(document: str, eid: str, worked_in: Collection[tuple[str, str]]) -> bool:
    """Whether a clause, or one that it stands in, is worked in."""
    while worked_in and eid:
        if (document, eid) in worked_in:
            return True
        eid = eids.parent(eid)
    return False


def _shown(changed: Sequence[str], tree: Tree | None) -> dict[str, list[str]]:
    """The eIds changed, by the eId in the text that shows them: itself, or the nearest around it; without a text itself."""
    there = {provision.eid for provision in tree.walk()} if tree and changed else set()
    shown: dict[str, list[str]] = defaultdict(list)
    for eid in changed:
        nearest = eid
        while nearest and there and nearest not in there:
            nearest = eids.parent(nearest)
        shown[nearest].append(eid)
    return dict(shown)
