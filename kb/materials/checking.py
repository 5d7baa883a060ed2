"""Checking a material (kiểm tra viện dẫn): its citations and quotations go in, findings on a day come out.

Guarantees:
1. A finding is given only where the knowledge base knows better; what it does not know, it is silent on, and counts.
2. Findings are ordered by start; each names the words of the material and says in Vietnamese what is wrong.
3. A quotation is compared only where the citation introduces it and the clause is at hand; white space, tone style, marks and
   words that an ellipsis leaves out are no difference.
4. What a machine has recognized in pictures proves nothing: a quotation of it, or in it, is told of as not verified, and what
   differs from it is no error.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Literal, NamedTuple

from kb import catalogue
from kb.citations.find.lexicon import is_number
from kb.citations.resolve.matches import is_of_type
from kb.generation import Generation
from kb.language.text import Lines, search_key
from kb.law.dates import write_date
from kb.law.model import Designation, Entry, Reference
from kb.law.naming import number_key
from kb.law.relations import DocumentRelation
from kb.law.resolutions import Resolution
from kb.law.statuses import Tone
from kb.law.types import TYPE, UNKNOWN_TYPE
from kb.materials.quoting import Quotation, difference, quotations
from kb.materials.uncited import SuggestedCitation, suggested_citations


class Severity(StrEnum):
    """The gravity of a finding."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """As pages and the command line write it."""
        return _SEVERITIES[self][0]

    @property
    def tone(self) -> Tone:
        """The tone in which it is shown."""
        return _SEVERITIES[self][1]


_SEVERITIES = {
    Severity.ERROR: ("Lỗi", Tone.BAD),
    Severity.WARNING: ("Cần xem lại", Tone.WARNING),
    Severity.NOTE: ("Lưu ý", Tone.UNKNOWN),
}


FindingKind = Literal[
    "missing-provision", "wrong-type", "wrong-number", "wrong-date", "wrong-issuer", "wrong-name", "expired", "not-in-force",
    "amended", "ambiguous", "quotation", "unverified-quotation",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing, about a citation: the shape that `check` prints (docs/json.md)."""

    line: int  # of the checked text, from 1
    start: int  # as `end`, in characters of the checked text after NFC
    end: int
    text: str
    severity: Severity
    kind: FindingKind
    message: str
    document: str | None
    eid: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check."""

    findings: tuple[Finding, ...]  # by start
    citations: int  # how many were looked at
    unknown: int  # how many name a document that the knowledge base lacks
    suggestions: tuple[SuggestedCitation, ...] = ()  # what paragraphs that cite nothing may cite, by start
    recognized: bool = False  # whether a machine has recognized the text that was checked in pictures


class _Fault(NamedTuple):
    """A finding as yet without the citation that it is about."""

    severity: Severity
    kind: FindingKind
    message: str


def check(
    generation: Generation, text: str, references: Sequence[Reference], on: date, *, is_recognized: bool = False
) -> Checked:
    """The findings on the day `on` about `references`, the citations of `text` (NFC) by start.

    `is_recognized`: whether a machine has recognized `text` in pictures.
    """
    found: list[Finding] = []
    lines = Lines(text)
    cited = {reference.document for reference in references if reference.document}
    told: set[str] = set()
    for reference in references:
        faults = (_weighed(generation, reference, fault, on) for fault in _of_citation(generation, reference, on))
        found += (_finding(lines, reference, fault) for fault in faults)
        document = reference.document
        if document and document not in told and reference.kind != "self":
            told.add(document)
            found += (_finding(lines, reference, fault) for fault in _of_document(generation, document, cited, on))
    for quotation in quotations(text, references):
        if fault := _of_quotation(generation, quotation, on, is_recognized=is_recognized):
            found.append(_finding(lines, quotation.reference, fault))
    known = generation.catalogue.by_id
    unknown = sum(r.document not in known and r.resolution != Resolution.AMBIGUOUS and r.cited is not None for r in references)
    found.sort(key=lambda finding: (finding.start, finding.end))
    suggestions = tuple(suggested_citations(generation, text, references, on))
    return Checked(tuple(found), len(references), unknown, suggestions, is_recognized)


def _finding(lines: Lines, reference: Reference, fault: _Fault) -> Finding:
    return Finding(
        line=lines.index(reference.start) + 1,
        start=reference.start,
        end=reference.end,
        text=reference.text,
        severity=fault.severity,
        kind=fault.kind,
        message=fault.message,
        document=reference.document,
        eid=reference.eid,
    )


def _of_citation(generation: Generation, reference: Reference, on: date) -> Iterator[_Fault]:
    """The faults of one citation by itself."""
    if reference.resolution == Resolution.AMBIGUOUS:
        entries = [e for c in reference.candidates if (e := generation.catalogue.by_id.get(c))]
        choice = "; ".join(entry.label for entry in entries)
        note = f"{reference.note or 'Có thể là nhiều văn bản'}{f': {choice}' if choice else ''}"
        disagrees = reference.cited is not None and bool(reference.cited.name and reference.cited.number)
        yield _Fault(Severity.ERROR, "wrong-name", note) if disagrees else _Fault(Severity.WARNING, "ambiguous", note)
        return
    entry = generation.catalogue.by_id.get(reference.document or "")
    if entry is None:
        return
    wrong = list(_miswritten(reference.cited, entry)) if reference.cited and not reference.cited.this else []
    # In "Luật sửa đổi … của Luật A số …" the number may be that of Luật A.
    amended = {number_key(e.number) for e in generation.catalogue.related(entry, DocumentRelation.AMENDS) if e.number}
    if reference.cited and reference.cited.amends and number_key(reference.cited.number) in amended:
        wrong = []
    yield from wrong
    if reference.resolution != Resolution.SUSPECT:
        return
    if any(eid and generation.store.has(entry.id, eid, on) is False for eid in (reference.eid, reference.to)):
        yield _Fault(Severity.ERROR, "missing-provision", reference.note)
    elif not wrong:
        is_numbered = reference.cited is not None and bool(reference.cited.number)
        yield _Fault(Severity.ERROR, "wrong-number" if is_numbered else "wrong-name", reference.note)


def _miswritten(said: Designation, entry: Entry) -> Iterator[_Fault]:
    """The facts of a document that the text writes otherwise than the catalogue has them."""
    wrong = partial(_Fault, Severity.ERROR)
    real = f"văn bản có thật là {entry.label}"
    if entry.issued and write_date(entry.issued) not in entry.label:
        real += f" ngày {write_date(entry.issued)}"
    other_type = bool(said.type) and entry.type != UNKNOWN_TYPE and not _is_type(said, entry)
    if other_type:
        yield wrong("wrong-type", f"Viết là {said.type}{f' số {said.number}' if said.number else ''}; {real}")
    full = is_number(said.number)  # "Nghị định 62/2015" leaves the code to the type
    if not other_type and full and entry.number and number_key(said.number) != number_key(entry.number):
        yield wrong("wrong-number", f"Viết số {said.number}; {real}")
    if said.dated and entry.issued and said.dated != entry.issued:
        yield wrong("wrong-date", f"Viết ngày {write_date(said.dated)}; {real}")
    elif said.year and entry.issued and said.year != entry.issued.year and not said.amends:
        yield wrong("wrong-date", f"Viết năm {said.year}; {real}")
    if said.issuer and entry.issuer and (other := _other_issuer(said.issuer, entry.issuer)):
        yield wrong("wrong-issuer", f"Viết là của {other}; {entry.label} là của {entry.issuer}")


def _is_type(said: Designation, entry: Entry) -> bool:
    """Whether the type that is written may stand for the document's."""
    return is_of_type(said, entry.type) or (entry.type in TYPE and TYPE[entry.type].called_loosely == said.type)


_ISSUERS = ("Quốc hội", "Ủy ban Thường vụ Quốc hội", "Chính phủ", "Thủ tướng Chính phủ", "Bộ Chính trị", "Ban Bí thư")


def _other_issuer(written: str, issuer: str) -> str:
    """The issuer that the words after "của" begin with, where it is another than `issuer`; "" where none is known."""
    key = search_key(written)
    named = [known for known in _ISSUERS if key == search_key(known) or key.startswith(search_key(known) + " ")]
    longest = max(named, key=len, default="")
    is_other = search_key(longest) != search_key(issuer) and search_key(issuer) in map(search_key, _ISSUERS)
    return longest if is_other else ""


def _of_document(generation: Generation, document: str, cited: set[str], on: date) -> Iterator[_Fault]:
    """The faults of citing a document at all on the day `on`: it has expired, is not yet in force, or was amended."""
    known = generation.catalogue
    entry = known.by_id.get(document)
    if entry is None:
        return
    status = catalogue.status(known, entry, on)
    if status.word.row.is_barred:
        yield _Fault(Severity.ERROR, "expired" if status.is_over else "not-in-force", f"{entry.label}: {status.note}")
    elif catalogue.outlived(known, entry, on):
        yield _Fault(Severity.WARNING, "expired", f"{entry.label}: {status.note}")
    amending = [
        e for e in known.related(entry, DocumentRelation.AMENDED_BY) if e.id not in cited and catalogue.may_be_in_force(e, on)
    ]
    if amending and (entry.expired is None or entry.expired > on):
        names = ", ".join(e.short_label for e in amending)
        yield _Fault(Severity.NOTE, "amended", f"{entry.label} đã được sửa đổi, bổ sung bởi {names}")


def _of_quotation(generation: Generation, quotation: Quotation, on: date, *, is_recognized: bool) -> _Fault | None:
    """The fault of quoted words that differ from the clause, or that cannot be verified; None where nothing is to be said."""
    reference = quotation.reference
    if not reference.document or not reference.eid or reference.to or not reference.resolution.is_sure:
        return None
    tree = generation.tree(reference.document, on)
    way = tree.way_to(reference.eid) if tree else ()
    if tree is None or not way:
        return None
    entry = generation.catalogue.by_id[reference.document]
    if is_recognized or generation.is_recognized(reference.document, on):
        whose = "lời trích ở đây" if is_recognized else f"văn bản {entry.label} trong kho"
        why = f"{whose} là bản {catalogue.MACHINE_READ}, hãy đối chiếu với bản gốc"
        return _Fault(Severity.NOTE, "unverified-quotation", f"Chưa đối chiếu được lời trích: {why}")
    differs = difference(quotation.words, way[-1].span.of(tree.text))
    if differs is None:
        return None
    mine, theirs = differs
    if not theirs:
        return _Fault(Severity.ERROR, "quotation", f"Không có trong {reference.label}: “{mine}”")
    message = f"Trích khác nguyên văn của {entry.label}: viết “{mine}”, văn bản là “{theirs}”"
    return _Fault(Severity.ERROR, "quotation", message)


# The facts that a fault compares with, by its kind.
_FACTS: Mapping[FindingKind, str] = {"wrong-number": "number", "wrong-date": "issued", "wrong-issuer": "issuer"}


def _weighed(generation: Generation, reference: Reference, fault: _Fault, on: date) -> _Fault:
    """The fault, which is no error where it rests on what a machine has recognized in pictures."""
    entry = generation.catalogue.by_id.get(reference.document or "")
    if entry is None or fault.severity != Severity.ERROR:
        return fault
    fact = _FACTS.get(fault.kind)
    if not (catalogue.is_machine_read(entry, fact) if fact else generation.is_recognized(entry.id, on)):
        return fault
    return fault._replace(severity=Severity.WARNING, message=f"{fault.message} (theo bản {catalogue.MACHINE_READ}, có thể sai)")
