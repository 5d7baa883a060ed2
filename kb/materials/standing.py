"""Whether what a citation names still applies on a day: beside the result, for to cite what has ended may be right.

Guarantees:
1. What has ended is wrong to cite only where the clause that ends it is known, leaves no exception, and the sentence does not
   speak of the past; else it is to be looked at, with the clause, its exceptions, and what holds now.
2. A clause that itself ends or changes its target cites rightly what has ended.
"""

import re
from collections.abc import Iterator
from datetime import date

from kb import catalogue
from kb.generation import Generation
from kb.law import eid as eids
from kb.law.dates import write_date
from kb.law.model import Ending, Entry, Reference, Status
from kb.law.relations import CitationRelation, DocumentRelation
from kb.law.results import CheckResult
from kb.law.statuses import StatusWord
from kb.materials.existence import Existence
from kb.materials.remarks import Remark, clause_source

_PAST = re.compile(
    r"trước\s+(?:đây|ngày|khi)|chuyển\s+tiếp|hết\s+hiệu\s+lực|thay\s+thế|bãi\s+bỏ|thay\s+cho|đã\s+được|\bcũ\b|tiếp\s+tục|"
    r"sơ\s+kết|tổng\s+kết|giai\s+đoạn|kể\s+từ\s+ngày|khoản\s+\d+\s+Điều\s+\d+\s+Luật\s+này",
    re.IGNORECASE,
)
_NEAR = 250  # characters of a sentence on each side that are looked at


def of_standing(
    generation: Generation, existence: Existence, text: str, reference: Reference, entry: Entry
) -> Iterator[Remark]:
    """The remarks on whether the document and the provision of a citation apply on the day; none where nothing is known."""
    on = existence.day
    if reference.kind == "self" or reference.relation.acts:
        return
    ended = [e for e in entry.endings if not e.area and e.day and e.day <= on and _holds(e.eid, reference.eid or "")]
    ended = [e for e in ended if e.until is None or on <= e.until]
    if ended:
        for ending in ended[:1] if not any(e.eid == "" for e in ended) else [e for e in ended if e.eid == ""][:1]:
            status = catalogue.provision_status(generation.catalogue, entry, ending.eid, on)
            yield _of_ending(generation, text, reference, entry, ending, status)
        return
    status = catalogue.status(generation.catalogue, entry, on)
    if status.word.row.is_barred:
        reason = "ended" if status.is_over else "not-in-force"
        issued_later = status.word == StatusWord.NOT_YET and entry.issued and entry.issued > on
        note = f"{entry.label}: {status.note}" + (f"; văn bản ban hành sau ngày xét ({write_date(on)})" if issued_later else "")
        yield Remark(None, "ended" if reason == "ended" else "not-in-force", note, _successor(generation, entry, on), None)
        return
    if catalogue.outlived(generation.catalogue, entry, on):
        yield Remark(None, "ended", f"{entry.label}: {status.note}", _successor(generation, entry, on))
        return
    for words, clause in existence.ended(entry, reference):
        yield Remark(
            None,
            "ended-provision",
            f"{words} {clause.label}",
            clause.label,
            clause_source(generation, clause.document, clause.eid),
        )
        return


def _of_ending(generation: Generation, text: str, reference: Reference, entry: Entry, ending: Ending, status: Status) -> Remark:
    """The remark on citing what a clause has ended; `status` is that of what is cited."""
    what = f"{eids.label(ending.eid)} {entry.label}" if ending.eid else entry.label
    replaced = ending.relation == CitationRelation.REPLACES
    successor = ""
    if replaced and ending.eid:
        successor = ending.label
    elif replaced and (by := generation.catalogue.by_id.get(ending.clause[0])):
        successor = by.label
    source = clause_source(generation, *ending.clause)
    # A citation by the old law is right where the matter is one that a transitional clause leaves to it.
    is_left = (
        bool(ending.exceptions) or ending.clause[0] not in generation.with_text or bool(_PAST.search(_around(text, reference)))
    )
    message = f"{what}: {status.note}"
    if is_left or ending.relation not in (CitationRelation.REPLACES, CitationRelation.REPEALS):
        return Remark(None, "ended-provision" if ending.eid else "ended", message, successor, source)
    return Remark(CheckResult.WRONG, "expired", message, successor, source)


def _around(text: str, reference: Reference) -> str:
    """The sentence of a citation, as much of it as is near."""
    start = max(text.rfind(mark, max(0, reference.start - _NEAR), reference.start) for mark in (". ", "\n", ";"))
    ends = [at for mark in (". ", "\n", ";") if (at := text.find(mark, reference.end, reference.end + _NEAR)) >= 0]
    return text[max(start, reference.start - _NEAR, 0) : min(ends, default=reference.end + _NEAR)]


def _successor(generation: Generation, entry: Entry, on: date) -> str:
    replaced = generation.catalogue.related(entry, DocumentRelation.REPLACED_BY)
    return ", ".join(e.label for e in replaced if catalogue.may_be_in_force(e, on))


def _holds(outer: str, inner: str) -> bool:
    return not outer or inner == outer or inner.startswith(f"{outer}__")
