"""Remarks (nhận xét) on a citation of a material: what comparing it with one fact or one text has come to."""

from dataclasses import dataclass
from typing import Literal

from kb.generation import Generation
from kb.law import eid as eids
from kb.law.model import Entry
from kb.law.results import CheckResult

ReasonCode = Literal[
    # right
    "same", "own-text",
    # wrong
    "missing-provision", "wrong-type", "wrong-number", "wrong-date", "wrong-issuer", "wrong-name", "wrong-heading",
    "wrong-commencement", "wrong-end", "quotation", "expired",
    # not checked
    "no-document", "no-target", "no-text", "not-in-selection", "may-be-amended", "recognized", "unverified-quotation",
    "same-number", "unknown-fact", "heading", "amending",
    # to be chosen
    "ambiguous",
    # no result, but to be looked at
    "ended", "ended-provision", "not-in-force", "ended-body",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a remark: a clause, a document (eid ""), or where a fact of the catalogue is from (document "", url "")."""

    document: str
    eid: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What one comparison has come to. `result` None: no mistake in itself, but to be looked at."""

    result: CheckResult | None
    reason: ReasonCode
    message: str  # in Vietnamese
    suggestion: str = ""  # what to write instead; "" where that is not known
    source: Proof | None = None


def clause_source(generation: Generation, document: str, eid: str = "") -> Proof | None:
    """The clause of a document, or the document, as a source; None where the catalogue lacks the document."""
    entry = generation.catalogue.by_id.get(document)
    if entry is None:
        return None
    label = f"{eids.label(eid)} {entry.label}" if eid else entry.label
    return Proof(document, eid, label, eids.provision_url(document, eid) if eid else eids.document_url(document))


def fact_source(entry: Entry, fact: str) -> Proof:
    """Where the catalogue has a fact of a document from, in its words."""
    said = next((source for name, source in entry.sources if name == fact), "")
    return Proof(entry.id, "", said or entry.label, eids.document_url(entry.id))
