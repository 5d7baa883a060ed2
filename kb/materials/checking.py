"""Checking a material (kiểm tra viện dẫn): what is wrong with its citations, on a day.

Guarantees:
1. A finding is given only where the knowledge base knows better; what it does not know, it is silent on, and counts.
2. Findings are ordered by place; each names the words of the material and says in Vietnamese what is wrong.
3. A quotation is compared only where the citation introduces it and the clause is at hand; white space, tone style, marks and
   what an ellipsis leaves out are no difference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb import catalogue
from kb.catalogue import short_label
from kb.citations.find.lexicon import is_number
from kb.citations.resolve.matches import is_of_type
from kb.generation import Generation
from kb.language.text import search_key
from kb.law.dates import write_date
from kb.law.model import Designation, Entry, Reference
from kb.law.naming import number_key
from kb.materials.quoting import Quotation, difference, quotations

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing, about a citation: the shape that `check` prints (docs/json.md).

    `line` counts the lines of the checked text from 1; `start` and `end` index its characters after NFC. `kind` is one of
    missing-provision, wrong-type, wrong-number, wrong-date, wrong-issuer, wrong-name, expired, not-in-force, amended,
    ambiguous, quotation.
    """

    line: int
    start: int
    end: int
    text: str
    severity: str  # "error" | "warning" | "note"
    kind: str
    message: str
    document: str | None
    eid: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, how many citations it looked at, and how many name a document that the knowledge base lacks."""

    findings: tuple[Finding, ...]
    citations: int
    unknown: int


def check(generation: Generation, text: str, references: Sequence[Reference], on: date) -> Checked:
    """What is wrong on the day `on` with `references`, the citations of `text` (NFC), by place. Never raises."""
    found: list[Finding] = []
    cited = {reference.document for reference in references if reference.document}
    told: set[str] = set()
    for reference in references:
        for severity, kind, message in _of_citation(generation, reference, on):
            found.append(_finding(text, reference, severity, kind, message))
        document = reference.document
        if document and document not in told and reference.kind != "self":
            told.add(document)
            for severity, kind, message in _of_document(generation, document, cited, on):
                found.append(_finding(text, reference, severity, kind, message))
    for quotation in quotations(text, references):
        if message := _of_quotation(generation, quotation, on):
            found.append(_finding(text, quotation.reference, ERROR, "quotation", message))
    known = generation.catalogue.by_id
    unknown = sum(r.document not in known and r.resolution != "ambiguous" and r.cited is not None for r in references)
    found.sort(key=lambda finding: (finding.start, finding.end))
    return Checked(tuple(found), len(references), unknown)


def _finding(text: str, reference: Reference, severity: str, kind: str, message: str) -> Finding:
    line = text.count("\n", 0, reference.start) + 1
    return Finding(
        line, reference.start, reference.end, reference.text, severity, kind, message, reference.document, reference.eid
    )


def _of_citation(generation: Generation, reference: Reference, on: date) -> Iterator[tuple[str, str, str]]:
    """What is wrong with one citation by itself: severity, kind, message."""
    if reference.resolution == "ambiguous":
        entries = [e for c in reference.candidates if (e := generation.catalogue.by_id.get(c))]
        choice = "; ".join(entry.label for entry in entries)
        note = f"{reference.note or 'Có thể là nhiều văn bản'}{f': {choice}' if choice else ''}"
        disagrees = reference.cited is not None and bool(reference.cited.name and reference.cited.number)
        yield (ERROR, "wrong-name", note) if disagrees else (WARNING, "ambiguous", note)
        return
    entry = generation.catalogue.by_id.get(reference.document or "")
    if entry is None:
        return
    wrong = list(_miswritten(reference.cited, entry)) if reference.cited and not reference.cited.this else []
    # In "Luật sửa đổi … của Luật A số …" the number may be that of Luật A.
    amended = {number_key(e.number) for e in generation.catalogue.related(entry, "amends") if e.number}
    if reference.cited and reference.cited.amends and number_key(reference.cited.number) in amended:
        wrong = []
    yield from ((ERROR, kind, message) for kind, message in wrong)
    if reference.resolution != "suspect":
        return
    missing = next((e for e in (reference.eid, reference.to) if e and _has(generation, entry.id, e, on) is False), None)
    if missing:
        yield ERROR, "missing-provision", reference.note
    elif not wrong:
        yield ERROR, "wrong-number" if reference.cited and reference.cited.number else "wrong-name", reference.note


def _has(generation: Generation, document: str, eid: str, on: date) -> bool | None:
    return generation.store.has(document, eid, on)


def _miswritten(said: Designation, entry: Entry) -> Iterator[tuple[str, str]]:
    """What the text writes of a document otherwise than the catalogue has it: kind, message."""
    real = f"văn bản có thật là {entry.label}"
    if entry.issued and " ngày " not in entry.label:
        real += f" ngày {write_date(entry.issued)}"
    other_type = bool(said.type) and entry.type != catalogue.UNKNOWN_TYPE and not _is_type(said, entry)
    if other_type:
        yield "wrong-type", f"Viết là {said.type}{f' số {said.number}' if said.number else ''}; {real}"
    full = is_number(said.number)  # "Nghị định 62/2015" leaves the code to the type
    if not other_type and full and entry.number and number_key(said.number) != number_key(entry.number):
        yield "wrong-number", f"Viết số {said.number}; {real}"
    if said.dated and entry.issued and said.dated != entry.issued:
        yield "wrong-date", f"Viết ngày {write_date(said.dated)}; {real}"
    elif said.year and entry.issued and said.year != entry.issued.year and not said.amends:
        yield "wrong-date", f"Viết năm {said.year}; {real}"
    if said.issuer and entry.issuer and (other := _other_issuer(said.issuer, entry.issuer)):
        yield "wrong-issuer", f"Viết là của {other}; {entry.label} là của {entry.issuer}"


def _is_type(said: Designation, entry: Entry) -> bool:
    """Whether the type that is written may stand for the document's."""
    return is_of_type(said, entry.type) or (said.type, entry.type) == ("Thông tư", "Thông tư liên tịch")


_ISSUERS = ("Quốc hội", "Ủy ban Thường vụ Quốc hội", "Chính phủ", "Thủ tướng Chính phủ", "Bộ Chính trị", "Ban Bí thư")


def _other_issuer(written: str, issuer: str) -> str:
    """The issuer that the words after "của" begin with, where it is another than `issuer`; "" where none is known."""
    key = search_key(written)
    named = [known for known in _ISSUERS if key == search_key(known) or key.startswith(search_key(known) + " ")]
    longest = max(named, key=len, default="")
    return (
        longest
        if longest and search_key(longest) != search_key(issuer) and search_key(issuer) in map(search_key, _ISSUERS)
        else ""
    )


def _of_document(generation: Generation, document: str, cited: set[str], on: date) -> Iterator[tuple[str, str, str]]:
    """What has become of a cited document by the day `on`, once for each document."""
    known = generation.catalogue
    entry = known.by_id.get(document)
    if entry is None:
        return
    status = catalogue.status(known, entry, on)
    if status.word == "Hết hiệu lực toàn bộ":
        yield ERROR, "expired", f"{entry.label}: {status.note}"
    elif status.word == "Chưa có hiệu lực":
        yield ERROR, "not-in-force", f"{entry.label}: {status.note}"
    elif catalogue.outlived(known, entry, on):
        yield WARNING, "expired", f"{entry.label}: {status.note}"
    amending = [e for e in known.related(entry, "amended_by") if e.id not in cited and catalogue.may_be_in_force(e, on)]
    if amending and (entry.expired is None or entry.expired > on):
        names = ", ".join(short_label(e) for e in amending)
        yield NOTE, "amended", f"{entry.label} đã được sửa đổi, bổ sung bởi {names}"


def _of_quotation(generation: Generation, quotation: Quotation, on: date) -> str:
    """Where quoted words differ from the clause, "" where they do not or nothing can be said."""
    reference = quotation.reference
    if not reference.document or not reference.eid or reference.to or reference.resolution not in ("exact", "inferred"):
        return ""
    tree = generation.tree(reference.document, on)
    way = tree.way_to(reference.eid) if tree else ()
    if tree is None or not way:
        return ""
    differs = difference(quotation.words, way[-1].span.of(tree.text))
    if differs is None:
        return ""
    mine, theirs = differs
    entry = generation.catalogue.by_id[reference.document]
    return (
        f"Trích khác nguyên văn của {entry.label}: viết “{mine}”, văn bản là “{theirs}”"
        if theirs
        else (f"Không có trong {reference.label}: “{mine}”")
    )
