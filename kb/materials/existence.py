"""Whether the provision of a citation stands in its document on a day, as far as the texts at hand tell.

Guarantees:
1. A provision is right only where a text of that day has it, and no amendment that is not in that text may have changed which
   provisions there are; it is wrong only where the text, or how many Điều the document has, shows that it cannot be.
2. What is neither is not checked, and says why: which text is missing, which amendment may have changed it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from kb import catalogue
from kb.generation import Generation
from kb.law import eid as eids
from kb.law.levels import LEVEL
from kb.law.model import Entry, Provision, Reference, Tree
from kb.law.relations import CitationRelation, DocumentRelation
from kb.law.results import CheckResult
from kb.materials.remarks import Proof, Remark, clause_source
from kb.versions import Change, Changes, ChangingClause

_ARTICLE = re.compile(r"art_(\d+)([a-zđ]*\d*)$")
_MOST_NAMED = 5  # documents in a message


class Existence:
    """Tells of the provisions of documents on one day."""

    def __init__(self, generation: Generation, on: date) -> None:
        """Nothing is read before it is asked for."""
        self._generation, self.day = generation, on
        self._changes = lru_cache(maxsize=256)(lambda document: generation.changes(document, on))
        self._ways = lru_cache(maxsize=256)(lambda document: _ways(generation.tree(document, on)))
        self._incomplete = lru_cache(maxsize=256)(lambda document: generation.incomplete(document, on))

    def way(self, document: str, eid: str) -> tuple[Provision, ...]:
        """The provisions from the top of a document down to one of it; () where it has none, or no text."""
        return self._ways(document).get(eid, ())

    def of(self, entry: Entry, reference: Reference, *, is_amended_here: bool) -> Remark:
        """The remark on the provision of `reference`; `is_amended_here`: the material itself amends the document of `entry`."""
        wanted = [eid for eid in (reference.eid, reference.to) if eid]
        had = {eid: self._generation.store.has(entry.id, eid, self.day) for eid in wanted}
        for eid in wanted:
            if had[eid] is None and (remark := self._beyond(entry, eid)):
                return remark
        if unknown := [eid for eid in wanted if had[eid] is None]:
            return self._without_text(entry, unknown[0])
        missing = next((eid for eid in wanted if not had[eid]), None)
        if missing is None:
            return self._there(entry, wanted)
        if is_amended_here:
            note = (
                f"Bản đang có của {entry.label} không có {eids.label(missing)}; chính tài liệu này sửa đổi, bổ sung văn bản đó"
            )
            return Remark(CheckResult.UNCHECKED, "amending", note)
        if reference.cited is None and "Điều" not in reference.text:
            return self._not_compared(entry, missing, "chưa chắc là của văn bản này, vì chỗ viện dẫn không nêu")
        return self._missing(entry, missing)

    def ended(self, entry: Entry, reference: Reference) -> Iterator[tuple[str, ChangingClause]]:
        """The clauses at hand that repeal or replace the provision or what it stands in: (words, clause)."""
        eid = reference.eid or ""
        for change in self._around(entry.id, eid):
            if change.relation != CitationRelation.AMENDS and change.eid and _holds(change.eid, eid):
                yield from ((change.words, clause) for clause in change.by if not clause.is_pending)

    def _beyond(self, entry: Entry, eid: str) -> Remark | None:
        """That the document has fewer Điều, which needs no text of it."""
        found = _ARTICLE.match(eid.split("__", maxsplit=1)[0])
        if found is None or entry.articles is None or int(found[1]) <= entry.articles:
            return None
        return self._too_few(entry, eids.article_of(eid), entry.articles)

    def _too_few(self, entry: Entry, article: str, articles: int) -> Remark:
        message = f"{entry.label} chỉ có {articles} Điều, không có {eids.label(article)}"
        bases = self._generation.catalogue.related(entry, DocumentRelation.AMENDS)
        suggestion = f"{eids.label(article)} {bases[0].label}" if len(bases) == 1 and self._may_have(bases[0], article) else ""
        if suggestion:
            message += f"; đó là văn bản sửa đổi {bases[0].label}"
        last = f"art_{articles}"
        at = last if self._generation.store.has(entry.id, last, self.day) else ""
        return Remark(
            CheckResult.WRONG, "missing-provision", message, suggestion, clause_source(self._generation, entry.id, at)
        )

    def _may_have(self, entry: Entry, article: str) -> bool:
        return self._generation.store.has(entry.id, article, self.day) is True

    def _without_text(self, entry: Entry, eid: str) -> Remark:
        if entry.id in self._generation.with_text and self._generation.is_codified(entry.id, self.day):
            note = f"Bản pháp điển của {entry.label} trong kho không có {eids.label(eid)}: pháp điển chỉ chọn một số Điều"
            return Remark(CheckResult.UNCHECKED, "not-in-selection", note)
        counted = (
            f"; văn bản có {entry.articles} Điều" if entry.articles and _ARTICLE.match(eid.split("__", maxsplit=1)[0]) else ""
        )
        note = f"Kho chưa có toàn văn {entry.label} nên chưa đối chiếu được {eids.label(eid)}{counted}"
        return Remark(CheckResult.UNCHECKED, "no-text", note)

    def _there(self, entry: Entry, wanted: Iterable[str]) -> Remark:
        document, last = entry.id, [*wanted][-1]
        source = clause_source(self._generation, document, last)
        if self._generation.is_recognized(document, self.day):
            note = f"Văn bản {entry.label} trong kho là bản {catalogue.MACHINE_READ}, hãy đối chiếu với bản gốc"
            return Remark(CheckResult.UNCHECKED, "recognized", note, "", source)
        if absent := self._incomplete(document):
            note = (
                f"Có trong bản đang có của {entry.label}, nhưng có thể đã được sửa đổi bởi {self._named(absent)} mà kho chưa có"
            )
            return Remark(CheckResult.UNCHECKED, "may-be-amended", note, "", source)
        outer = [c for c in self._around(document, last) if c.eid and c.eid != last and _holds(c.eid, last)]
        if by := [clause for c in outer if c.relation == CitationRelation.AMENDS for clause in c.by if not clause.is_pending]:
            article = eids.label(eids.article_of(last))
            note = f"Có trong bản đang có của {entry.label}, nhưng {article} đã được sửa đổi bởi {by[0].label}"
            proof = clause_source(self._generation, by[0].document, by[0].eid)
            return Remark(CheckResult.UNCHECKED, "may-be-amended", note, "", proof)
        own = [clause for c in self._around(document, last) if c.eid == last for clause in c.by if not clause.is_pending]
        amended = f"; đã được sửa đổi, bổ sung bởi {own[0].label}" if own else ""
        return Remark(CheckResult.RIGHT, "same", f"Có trong văn bản tại ngày xét{amended}", "", source)

    def _missing(self, entry: Entry, missing: str) -> Remark:
        """The remark on a provision that the text at hand lacks."""
        document = entry.id
        if missing.startswith("att_"):
            return self._not_compared(entry, missing, "phụ lục có thể là tệp riêng")
        around = missing
        while (outer := eids.parent(around)) and self._generation.store.has(document, outer, self.day) is False:
            around = outer
        found = _ARTICLE.match(around)
        inserted = any(c.isdigit() for c in around.split("_")[-1]) and around[-1].isalpha()
        if self._generation.is_recognized(document, self.day):
            return self._not_compared(entry, missing, f"văn bản trong kho là bản {catalogue.MACHINE_READ}", "recognized")
        absent = self._incomplete(document)
        if found and not inserted:
            numbers = [int(m[1]) for one in self._ways(document) if (m := _ARTICLE.fullmatch(one))]
            most = max([*numbers, entry.articles or 0])
            if int(found[1]) > most and numbers:
                return self._too_few(entry, around, most)
            if numbers:
                return self._not_compared(entry, missing, "lời văn trong kho thiếu Điều này")
        if inserted and found and (others := absent or self._amenders(entry)):
            return self._may_be_new(entry, missing, self._named(others))
        if absent:
            return self._may_be_new(entry, missing, self._named(absent))
        if touched := self._touched(document, around):
            return self._may_be_new(entry, missing, touched[0].label, clause_source(self._generation, *_of(touched[0])))
        return self._wrong(entry, missing, around)

    def _wrong(self, entry: Entry, missing: str, around: str) -> Remark:
        holder = self.way(entry.id, eids.parent(around))
        level, _ = eids.split(around)[-1]
        message = f"{entry.label} không có {eids.label(missing)}"
        if holder:
            count = sum(1 for child in holder[-1].children if child.level == level)
            word = LEVEL[level].word
            said = f"chỉ có {count} {word}" if count else f"không chia thành {word}"
            message += f": {eids.label(holder[-1].eid)} {said}"
        at = holder[-1].eid if holder else ""
        return Remark(CheckResult.WRONG, "missing-provision", message, "", clause_source(self._generation, entry.id, at))

    def _may_be_new(self, entry: Entry, missing: str, by: str, source: Proof | None = None) -> Remark:
        note = f"Bản đang có của {entry.label} không có {eids.label(missing)}; có thể do {by} thêm vào"
        return Remark(CheckResult.UNCHECKED, "may-be-amended", note, "", source)

    def _not_compared(self, entry: Entry, missing: str, why: str, reason: str = "no-text") -> Remark:
        note = f"Chưa đối chiếu được {eids.label(missing)} của {entry.label}: {why}"
        return Remark(CheckResult.UNCHECKED, "recognized" if reason == "recognized" else "no-text", note)

    def _amenders(self, entry: Entry) -> tuple[str, ...]:
        return self._changes(entry.id).amenders()

    def _touched(self, document: str, around: str) -> list[ChangingClause]:
        """The clauses in force that change the Điều in which `around` would stand, or what is in it, or the whole document."""
        way = self.way(document, eids.article_of(around)) or self.way(document, eids.parent(around))
        changes: Changes = self._changes(document)
        found = changes.around(way) if way else ()
        return [clause for change in found for clause in change.by if not clause.is_pending]

    def _around(self, document: str, eid: str) -> tuple[Change, ...]:
        way = self.way(document, eid)
        return self._changes(document).around(way) if way else ()

    def _named(self, documents: Iterable[str]) -> str:
        known = self._generation.catalogue.by_id
        names = [known[one].short_label if one in known else one for one in documents]
        more = f" và {len(names) - _MOST_NAMED} văn bản khác" if len(names) > _MOST_NAMED else ""
        return ", ".join(names[:_MOST_NAMED]) + more


def _of(clause: ChangingClause) -> tuple[str, str]:
    return clause.document, clause.eid


def _holds(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}__")


def _ways(tree: Tree | None) -> dict[str, tuple[Provision, ...]]:
    """The way down to each provision of a tree, by its eId."""
    found: dict[str, tuple[Provision, ...]] = {}
    waiting: list[tuple[Provision, ...]] = [(provision,) for provision in tree.provisions] if tree else []
    while waiting:
        way = waiting.pop()
        found[way[-1].eid] = way
        waiting += [(*way, child) for child in way[-1].children]
    return found
