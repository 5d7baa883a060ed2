"""Checking a material (kiểm tra viện dẫn): its citations and quotations go in, a finding on each, on a day, comes out.

Guarantees:
1. There is one finding for every citation, by start. Its result is right only where the document or provision that it names was
   compared and is there; what could not be compared is unchecked, and says why.
2. Of several remarks on one citation the gravest makes its result; that what it names has ended is beside it, and no result.
3. A quotation is compared only where the citation introduces it and the clause is at hand; white space, tone style, marks and
   words that an ellipsis leaves out are no difference.
4. What a machine has recognized in pictures proves nothing: neither right nor wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb import catalogue
from kb.citations.find.provisions import THIS
from kb.generation import Generation
from kb.language.text import Lines
from kb.law.model import Entry, Reference, Tree
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.law.results import CheckResult, counted, gravest
from kb.materials.bodies import NamedBody, bodies_no_more
from kb.materials.existence import Existence
from kb.materials.facts import full_label, of_facts
from kb.materials.quoting import Quotation, difference, quotations
from kb.materials.remarks import Proof, ReasonCode, Remark, clause_source
from kb.materials.standing import of_standing
from kb.materials.stated import heading_remark, of_days
from kb.materials.uncited import SuggestedCitation, suggested_citations


@dataclass(frozen=True, slots=True)
class Finding:
    """What checking one citation has come to: the shape that `check` prints (docs/json.md)."""

    line: int  # of the checked text, from 1
    start: int  # as `end`, in characters of the checked text after NFC
    end: int
    text: str
    label: str
    url: str | None
    result: CheckResult
    reason: ReasonCode
    message: str
    suggestion: str  # what to write instead; "" where that is not known
    source: Proof | None  # what proves it
    remarks: tuple[Remark, ...]  # what else there is to say, the gravest first; of result None: to be looked at
    document: str | None
    eid: str | None

    @property
    def to_review(self) -> tuple[Remark, ...]:
        """The remarks that are no mistake in themselves, but are to be looked at."""
        return tuple(remark for remark in self.remarks if remark.result is None)


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Words of a material that are no part of the text that was checked, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check."""

    findings: tuple[Finding, ...]  # one for each citation, by start
    suggestions: tuple[SuggestedCitation, ...] = ()  # what paragraphs that cite nothing may cite, by start
    recognized: bool = False  # whether a machine has recognized the text that was checked in pictures
    not_checked: tuple[NotChecked, ...] = ()
    bodies: tuple[NamedBody, ...] = ()  # those that are no more, by start

    @property
    def counts(self) -> dict[CheckResult, int]:
        """How many findings have each result, in the order in which they are told."""
        return counted(finding.result for finding in self.findings)

    @property
    def to_review(self) -> int:
        """How many findings and names of bodies are to be looked at."""
        return sum(bool(finding.to_review) for finding in self.findings) + len(self.bodies)


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a material beside its text: its own provisions, where it has any; what of it is no part of the text."""

    own: Tree | None = None
    is_recognized: bool = False  # a machine has recognized its characters in pictures
    not_checked: tuple[NotChecked, ...] = ()


_TEXT_ALONE = About()


def check(generation: Generation, text: str, references: Sequence[Reference], on: date, about: About = _TEXT_ALONE) -> Checked:
    """The findings on the day `on` about `references`, the citations of `text` (NFC) by start."""
    lines, existence = Lines(text), Existence(generation, on)
    amended = {r.document for r in references if r.relation == CitationRelation.AMENDS and r.document}
    quoted: dict[int, list[Remark]] = {}
    for quotation in quotations(text, references):
        if remark := _of_quotation(generation, quotation, on, is_recognized=about.is_recognized):
            quoted.setdefault(quotation.reference.start, []).append(remark)
    found: list[Finding] = []
    for reference in references:
        entry = generation.catalogue.by_id.get(reference.document or "")
        if entry is None or reference.resolution == Resolution.AMBIGUOUS:
            remarks = [_of_no_document(generation, reference, about.own)]
        else:
            remarks = [*_of_target(generation, existence, reference, entry, is_amended_here=entry.id in amended)]
            if reference.kind != "self":
                remarks += of_days(text, reference, entry)
            if heading := heading_remark(generation, existence, text, reference):
                remarks.append(heading)
            remarks += of_standing(generation, existence, text, reference, entry)
        remarks += quoted.get(reference.start, ())
        found.append(_finding(lines, reference, remarks, is_recognized=about.is_recognized))
    found.sort(key=lambda finding: (finding.start, finding.end))
    suggestions = tuple(suggested_citations(generation, text, references, on))
    bodies = tuple(bodies_no_more(generation, text, lines, on))
    return Checked(tuple(found), suggestions, about.is_recognized, about.not_checked, bodies)


def _finding(lines: Lines, reference: Reference, remarks: Sequence[Remark], *, is_recognized: bool) -> Finding:
    if is_recognized:
        scan = f"Tài liệu là bản {catalogue.MACHINE_READ}: chữ và số có thể sai, hãy đối chiếu với bản gốc"
        remarks = [_unproved(remark, scan) for remark in remarks]
    result = gravest(remark.result for remark in remarks if remark.result)
    main = next(remark for remark in remarks if remark.result == result)
    grave = [r for r in remarks if r is not main and r.result not in (None, CheckResult.RIGHT)]
    return Finding(
        line=lines.index(reference.start) + 1,
        start=reference.start,
        end=reference.end,
        text=reference.text,
        label=reference.label,
        url=reference.url if reference.resolution.is_linked else None,
        result=result,
        reason=main.reason,
        message=main.message,
        suggestion=main.suggestion,
        source=main.source,
        remarks=(*grave, *(r for r in remarks if r.result is None)),
        document=reference.document,
        eid=reference.eid,
    )


def _unproved(remark: Remark, why: str) -> Remark:
    if remark.result not in (CheckResult.RIGHT, CheckResult.WRONG):
        return remark
    message = why if remark.result == CheckResult.RIGHT else f"{remark.message}. {why}"
    return Remark(CheckResult.UNCHECKED, "recognized", message, remark.suggestion, remark.source)


def _of_no_document(generation: Generation, reference: Reference, own: Tree | None) -> Remark:
    """The remark on a citation of which it is not known which document it means, or of a document that is not known."""
    if reference.resolution == Resolution.AMBIGUOUS:
        entries = [e for c in reference.candidates if (e := generation.catalogue.by_id.get(c))]
        choice = "; ".join(full_label(entry) for entry in entries)
        note = f"{reference.note or 'Có thể là nhiều văn bản'}{f': {choice}' if choice else ''}"
        disagrees = reference.cited is not None and bool(reference.cited.name and reference.cited.number)
        return Remark(CheckResult.WRONG if disagrees else CheckResult.CHOOSE, "wrong-name" if disagrees else "ambiguous", note)
    words = reference.text.rsplit(None, 1)[-1]
    if (reference.cited and reference.cited.this) or words == THIS or reference.kind == "self":
        if own is not None and reference.eid and own.way_to(reference.eid):
            return Remark(CheckResult.RIGHT, "own-text", "Có trong chính tài liệu này")
        if reference.kind == "self":
            return Remark(CheckResult.RIGHT, "own-text", "Là chính tài liệu này")
        return Remark(CheckResult.UNCHECKED, "no-target", "Viện dẫn chính tài liệu này; chưa đối chiếu được với lời văn của nó")
    if reference.document:
        note = reference.note or f"Danh mục không có “{reference.text}”"
        return Remark(CheckResult.UNCHECKED, "no-document", f"{note}; hãy thêm văn bản vào kho, hoặc đối chiếu với bản gốc")
    return Remark(CheckResult.UNCHECKED, "no-target", reference.note or "Chưa rõ là của văn bản nào")


def _of_target(
    generation: Generation, existence: Existence, reference: Reference, entry: Entry, *, is_amended_here: bool
) -> Iterator[Remark]:
    """The remarks on what a citation names: the facts that it writes of the document, and whether the provision is there."""
    facts = [*of_facts(generation, reference, entry)]
    yield from facts
    suspected = reference.resolution == Resolution.SUSPECT
    provision = existence.of(entry, reference, is_amended_here=is_amended_here) if reference.eid else None
    is_missing = provision is not None and provision.reason == "missing-provision"
    if suspected and not facts and not is_missing and not (provision and provision.result == CheckResult.UNCHECKED):
        numbered = reference.cited is not None and bool(reference.cited.number)
        source = clause_source(generation, entry.id)
        yield Remark(CheckResult.WRONG, "wrong-number" if numbered else "wrong-name", reference.note, full_label(entry), source)
    if provision:
        yield provision
    elif not facts:
        inferred = " (suy ra từ ngữ cảnh)" if reference.resolution == Resolution.INFERRED else ""
        yield Remark(CheckResult.RIGHT, "same", f"Là {full_label(entry)}{inferred}", "", clause_source(generation, entry.id))


def _of_quotation(generation: Generation, quotation: Quotation, on: date, *, is_recognized: bool) -> Remark | None:
    """The remark on quoted words that differ from the clause, or that cannot be verified; None where they agree."""
    reference = quotation.reference
    if not reference.document or not reference.eid or reference.to or not reference.resolution.is_sure:
        return Remark(
            CheckResult.UNCHECKED, "unverified-quotation", "Chưa đối chiếu được lời trích: chưa rõ trích từ điều khoản nào"
        )
    tree = generation.tree(reference.document, on) if reference.document in generation.catalogue.by_id else None
    way = tree.way_to(reference.eid) if tree else ()
    if tree is None or not way:
        return Remark(
            CheckResult.UNCHECKED, "unverified-quotation", "Chưa đối chiếu được lời trích: kho chưa có lời văn của điều khoản"
        )
    entry = generation.catalogue.by_id[reference.document]
    source = clause_source(generation, entry.id, reference.eid)
    if is_recognized or generation.is_recognized(reference.document, on):
        whose = "lời trích ở đây" if is_recognized else f"văn bản {entry.label} trong kho"
        why = f"{whose} là bản {catalogue.MACHINE_READ}, hãy đối chiếu với bản gốc"
        return Remark(CheckResult.UNCHECKED, "unverified-quotation", f"Chưa đối chiếu được lời trích: {why}", "", source)
    differs = difference(quotation.words, way[-1].span.of(tree.text))
    if differs is None:
        return None
    mine, theirs = differs
    if not theirs:
        return Remark(CheckResult.WRONG, "quotation", f"Không có trong {reference.label}: “{mine}”", "", source)
    message = f"Trích khác nguyên văn của {entry.label}: viết “{mine}”, văn bản là “{theirs}”"
    return Remark(CheckResult.WRONG, "quotation", message, f"“{theirs}”", source)
