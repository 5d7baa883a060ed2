"""References: of a mention and the document that it means, the eId, whether that exists, the label and the link.

Guarantees:
1. A provision that its document lacks is `suspect`, unless an amendment may have added it; a link leads to what exists.
"""

from collections.abc import Sequence
from dataclasses import replace

from kb.citations.resolve.addresses import eids_of, items_of
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import Match, written
from kb.citations.resolve.matching import amended_documents
from kb.language.text import fold_white_space
from kb.law import eid
from kb.law.model import Mention, Reference, ReferenceKind
from kb.law.relations import CitationRelation, DocumentRelation
from kb.law.resolutions import Resolution


def provision_reference(mention: Mention, found: Match, case: Case) -> Reference:
    """The reference to a provision of the document `found`: to the first of the eIds it can mean that the document has."""
    eids = eids_of(mention.path) or (items_of(mention.path) if mention.document else ())
    if found.document is None or not eids:
        return built(mention, "provision", found, next(iter(eids), None), case)
    document = found.document
    return checked(mention, found, next((e for e in eids if case.provisions(document, e)), eids[0]), case)


def checked(mention: Mention, found: Match, target: str, case: Case) -> Reference:
    """The reference to `target` of the document `found`, with what is wrong where the document has no such provision."""
    document = found.document
    assert document is not None
    # Phụ lục are often files of their own: that the text at hand has none says nothing.
    checkable = () if target.startswith("att_") else (target, _last(mention, target))
    missing = next((e for e in checkable if e and case.provisions(document, e) is False), None)
    if missing is None:
        return built(mention, "provision", found, target, case)
    entry = case.catalogue.by_id.get(document)
    name = entry.label if entry else document
    amenders = entry.targets(DocumentRelation.AMENDED_BY) if entry else ()
    numbers = [number for _, number in eid.split(missing)]
    inserted = any(any(c.isdigit() for c in n) and any(c.isalpha() for c in n) for n in numbers)  # 7a, d1
    # An amendment puts provisions into an Điều, but no plain Điều behind the last.
    enclosing = missing.split("__")[0] if _is_after(amenders, case) else eid.parent(missing)
    may_be_new = inserted or case.provisions(document, enclosing or missing)
    if (amenders and may_be_new) or _amends(document, case):
        note = f"Bản đang có của {name} không có {eid.label(missing)}; văn bản sửa đổi, bổ sung có thể đã thêm vào"
        return built(mention, "provision", replace(found, resolution=Resolution.INFERRED, note=note), target, case)
    note = f"{name} không có {eid.label(missing)}"
    if found.resolution == Resolution.INFERRED and not mention.document:
        return built(mention, "provision", Match(None, Resolution.UNKNOWN, note), target, case)
    note = f"{found.note}. {note}" if found.note else note
    return built(mention, "provision", replace(found, resolution=Resolution.SUSPECT, note=note), target, case)


def _is_after(amenders: Sequence[str], case: Case) -> bool:
    """Whether the citing text is later than one of the documents `amenders`."""
    issued = [case.catalogue.by_id[i].issued for i in amenders if i in case.catalogue.by_id]
    written = case.origin.on or case.origin.since
    return written is not None and any(day and day <= written for day in issued)


def _amends(document: str, case: Case) -> bool:
    """Whether the document at hand amends `document`, and so may cite what it adds to it."""
    own = case.context.document
    amended = (*case.frames.values(), *amended_documents(own, case.catalogue)) if own else ()
    return document != own and document in amended


def built(mention: Mention, kind: ReferenceKind, found: Match, target: str | None, case: Case) -> Reference:
    """The reference of `mention`; its URL leads to the nearest provision that exists."""
    text = case.text[mention.start : mention.end]
    to = _last(mention, target)
    entry = case.catalogue.by_id.get(found.document) if found.document else None
    label, url = fold_white_space(text.replace("*", " ")), None
    if found.document:
        address = eid.range_label(target, to) if target else ""
        named = entry.label if entry else written(mention.document) if mention.document else found.document
        label = f"{address} {named}".strip()
        existing = target
        while existing and case.provisions(found.document, existing) is False:
            existing = eid.parent(existing)
        if entry or found.document == case.context.document:
            url = eid.provision_url(found.document, existing) if existing else eid.document_url(found.document)
    return Reference(
        start=mention.start,
        end=mention.end,
        text=text,
        kind=kind,
        document=found.document,
        eid=target,
        to=to,
        label=label,
        url=url,
        relation=relation_of(mention, case),
        resolution=found.resolution,
        note=found.note,
        candidates=found.candidates,
        cited=mention.document,
    )


def _last(mention: Mention, target: str | None) -> str | None:
    """The last eId of a range that begins at `target`; None where it is no range."""
    return eid.join(eid.parent(target), eid.split(target)[-1][0], mention.to) if target and mention.to else None


def relation_of(mention: Mention, case: Case) -> CitationRelation:
    """The relation of `mention`: "căn cứ" in a preamble alone, for in a clause "Căn cứ Điều 5 …" only refers."""
    if mention.relation == CitationRelation.REFERS:
        return case.items.relation_at(mention.start) or mention.relation
    if mention.relation == CitationRelation.GROUNDS and case.context.position(mention.start) not in (None, "preamble"):
        return CitationRelation.REFERS
    return mention.relation
