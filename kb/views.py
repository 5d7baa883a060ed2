"""The JSON of the command line and the web (docs/json.md), made of the values of the library."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from kb.body_views import bodies_json, body_notes
from kb.errors import UnknownProvision
from kb.generation import Generation
from kb.language.text import Span
from kb.law import eid as eids
from kb.law.model import Citing, Entry, Hit, Provision, Reference, Related, SourceFile, Tree, Wording
from kb.materials.checking import Checked
from kb.materials.uncited import SuggestedCitation
from kb.parts import AnswerPart, answer_size, clipped, text_runs, touches
from kb.search.lacking import lacking_json
from kb.search.search import Results
from kb.search.similar import matter
from kb.search.suggesting import SuggestedClause, SuggestedDocument, Suggestions, document_of
from kb.status_views import Json, dated, ending_json, status_fields
from kb.versions import Change, Changes

MOST_VALUES = 20  # of a facet
_MOST_INCOMPLETE = 50  # documents that each provision names; the relations of its document have all
_WORDING = 300  # bytes by which what is said of one provision may be longer than of another


Signs = Callable[[str], Json]


def results_json(generation: Generation, results: Results, on: date) -> Json:
    """The answer to a query on a day: {"query", "total", "hits", "documents", "hints", "suggestion", "facets"}."""
    lacking = [lacking_json(one, generation.folder.parent.parent) for one in results.without_text]
    more = {facet.field: len(facet.values) - MOST_VALUES for facet in results.facets if len(facet.values) > MOST_VALUES}
    return {
        "query": results.query,
        "total": results.total,
        "hits": [
            _hit(hit)
            | {"wording": wording_json(generation, hit.document, hit.eid, on)}
            | {"bodies": bodies_json(body_notes(generation, hit.snippet, on))}
            for hit in results.hits
        ],
        "documents": [_found(document_of(generation, entry, on)) for entry in results.documents],
        "hints": list(results.hints),
        "suggestion": results.suggestion,
        "facets": {
            facet.field: [{"value": value, "count": count} for value, count in facet.values[:MOST_VALUES]]
            for facet in results.facets
        },
        **({"more_values": more} if more else {}),
        **({"without_text": lacking} if lacking else {}),
    }


def suggestions_json(suggestions: Suggestions) -> Json:
    """The suggestions while somebody is typing: {"query", "clauses", "documents", "numbers", "completions"}."""
    return {
        "query": suggestions.query,
        "clauses": [_found(clause) for clause in suggestions.clauses],
        "documents": [_found(document) for document in suggestions.documents],
        "numbers": [_found(document) for document in suggestions.numbers],
        "completions": list(suggestions.completions),
    }


def citations_json(references: tuple[Reference, ...]) -> Json:
    """The citations of a text, in order: {"citations"}."""
    return {"citations": [reference.printed() for reference in references]}


def findings_json(checked: Checked) -> Json:
    """The outcome of a check, in order: {"findings", "counts", "review", "suggestions", "bodies", "recognized", …}."""
    findings = [asdict(finding) for finding in checked.findings]
    suggestions = [_found(suggestion) for suggestion in checked.suggestions]
    counts = {str(result): count for result, count in checked.counts.items()}
    not_checked = [asdict(one) for one in checked.not_checked]
    found = {"findings": findings, "counts": counts, "review": checked.to_review, "suggestions": suggestions}
    bodies = [asdict(body) for body in checked.bodies]
    return found | {"bodies": bodies, "recognized": checked.recognized, "not_checked": not_checked}


def document_json(generation: Generation, document: str, on: date, part: int | None = None) -> Json:
    """A document with its tree and its own changes: {"document", "changes", "provisions", "bodies"}.

    Of what is long, `part` (from 1) has one part, with "part" and "parts" to say so; None has all. Raises UnknownDocument, and
    UnknownProvision where there is no such part.
    """
    tree, changes = generation.tree(document, on), generation.changes(document, on)
    facts, signs = _document(generation, document, on), _signs(generation, document, on, changes)
    lists = {"relations": list(facts["relations"]), "changes": [_change(change) for change in changes.of("")]}
    provisions, text = (tree.provisions, tree.text) if tree else ((), "")
    shown = AnswerPart(lists, _texts(tree, provisions, facts["label"], signs) if tree and part else (), part, _size)
    return {
        **shown.said,
        "document": facts | {"relations": shown.of("relations")},
        "changes": shown.of("changes"),
        "provisions": [
            _provision(p, tree, generation.entry(document), signs, shown.text) for p in provisions if tree and shown.has(p)
        ],
        "bodies": bodies_json(body_notes(generation, (shown.text or Span(0, len(text))).of(text), on)),
    }


def provision_json(generation: Generation, document: str, eid: str, on: date, part: int | None = None) -> Json:
    """A provision with its references both ways, its parts' included. Raises UnknownDocument and UnknownProvision.

    {"document", "provision", "keywords", "similar", "changes", "codified", "related", "cites", "cited_by", "bodies"}; `part` as
    in `document_json`.
    """
    tree = generation.tree(document, on)
    if tree is None:
        raise UnknownProvision(without_text(generation.entry(document), eid))
    way = tree.way_to(eid)
    if not way:
        raise UnknownProvision(f"Văn bản “{document}” không có phần “{eid}”")
    provision = way[-1]
    below = [inner.eid for inner in provision.walk()]
    about = matter(generation, document, eid, on)
    changes, facts = generation.changes(document, on), _document(generation, document, on)
    signs = _signs(generation, document, on, changes)
    lists = {
        "relations": list(facts["relations"]),
        "changes": [_change(change) for change in changes.around(way)],
        "codified": list(generation.codified(document, eid)),
        "related": [_related(related) for related in generation.related(document, eid)],
        "cites": [_citing(c) for inner in below for c in generation.cites(document, inner, on)],
        "cited_by": [_citing(c) for inner in below for c in generation.cited_by_then(document, inner, on)],
    }
    shown = AnswerPart(lists, _texts(tree, [provision], facts["label"], signs) if part else (), part, _size)
    return {
        **shown.said,
        "document": facts | {"relations": shown.of("relations")},
        "provision": _provision(provision, tree, generation.entry(document), signs, shown.text),
        "keywords": list(about.keywords),
        "similar": [_found(similar) for similar in about.similar],
        **{name: shown.of(name) for name in ("changes", "codified", "related", "cites", "cited_by")},
        "bodies": bodies_json(body_notes(generation, clipped_text(provision, tree, shown.text), on)),
    }


def _texts(tree: Tree, provisions: Sequence[Provision], label: str, signs: Signs) -> tuple[Span, ...]:
    """The runs of provisions in JSON, in which each has the label of its document and what is said of its wording."""
    beside = answer_size(label) + _size(signs(provisions[0].eid)) + _WORDING if provisions else 0
    return text_runs(tree.text, provisions, lambda _: beside)


def _size(value: Any) -> int:
    """The bytes of a value in an answer."""
    return len(json.dumps(value, ensure_ascii=False, default=str).encode()) + 1


def without_text(entry: Entry, provision: str) -> str:
    """Why a provision (its eId or URL path) cannot be shown of a document whose text is not at hand."""
    return f"Kho chưa có toàn văn {entry.label}, nên chưa mở được “{provision}”"


def status_json(generation: Generation, on: date) -> Json:
    """The documents with a text and their files, those without, the files whose last text stays, and those left out:
    {"documents", "missing", "kept", "skipped"}.
    """
    files = generation.store.files()
    entries = generation.listed
    return {
        "documents": [
            _document(generation, entry.id, on) | {"files": [_file(f) for f in files if f.document == entry.id]}
            for entry in entries
            if entry.id in generation.with_text
        ],
        "missing": [_document(generation, entry.id, on) for entry in entries if entry.id not in generation.with_text],
        "kept": [_file(f) for f in files if f.state == "kept"],
        "skipped": [_file(f) for f in files if f.state == "skipped"],
    }


def own_text(provision: Provision, tree: Tree, part: Span | None = None) -> str:
    """A provision's own text: without its marker, its heading and its children's text.

    Where `part` is given, what of it lies there; the texts of all parts, one after another, are the whole.
    """
    intro, wrap_up = (clipped(span, part) if part else span for span in (provision.intro, provision.wrap_up))
    goes_on = provision.intro and wrap_up and wrap_up.start == provision.wrap_up.start
    return intro.of(tree.text) + ("\n" if goes_on else "") + wrap_up.of(tree.text)


def clipped_text(provision: Provision, tree: Tree, part: Span | None) -> str:
    """The text of a provision with all below it, or what of it lies in a part."""
    span = Span(*provision.span)
    return tree.text[max(span.start, part.start) : min(span.end, part.end)] if part else span.of(tree.text)


def wording_json(generation: Generation, document: str, eid: str, on: date) -> Json | None:
    """The wording of a provision that is shown on a day: {"from", "to", "made_by", "incomplete"}; None where there is none."""
    wording = generation.wording(document, eid, on)
    return _wording(generation, wording, generation.incomplete(document, on)) if wording else None


def _wording(generation: Generation, wording: Wording, incomplete: tuple[str, ...]) -> Json:
    return {
        "from": wording.valid_from and wording.valid_from.isoformat(),
        "to": wording.valid_to and wording.valid_to.isoformat(),
        "made_by": _clause(generation, *wording.made_by) if wording.made_by else None,
        "incomplete": list(incomplete[:_MOST_INCOMPLETE]),
        **({"more_incomplete": len(incomplete) - _MOST_INCOMPLETE} if len(incomplete) > _MOST_INCOMPLETE else {}),
    }


def _clause(generation: Generation, document: str, eid: str) -> Json:
    """A clause of a document, or with "" the document as such; by its id where the catalogue lacks it."""
    entry = generation.catalogue.by_id.get(document)
    name = entry.label if entry else document
    label = f"{eids.label(eid)} {name}" if eid else name
    url = eids.provision_url(document, eid) if eid else eids.document_url(document)
    return {"document": document, "eid": eid or None, "label": label, "url": url}


def _signs(generation: Generation, document: str, on: date, changes: Changes) -> Signs:
    """What is said of a provision beside its words, by eId: whether it is changed, and which wording it is."""
    only = generation.only_wording(document)
    shared = _wording(generation, only, generation.incomplete(document, on)) if only else None
    return lambda eid: {
        "changed": changes.touches(eid),
        "wording": shared or wording_json(generation, document, eid, on),
    }


def _change(change: Change) -> Json:
    clauses = [
        {"document": c.document, "eid": c.eid, "label": c.label, "url": c.url, "note": c.note} | status_fields(c.status)
        for c in change.by
    ]
    return {"line": change.line, "eid": change.eid or None, "relation": change.relation, "by": clauses}


def _provision(provision: Provision, tree: Tree, entry: Entry, signs: Signs, part: Span | None) -> Json:
    """A provision with all below it, or what of it lies in a part of the text."""
    return {
        "eid": provision.eid,
        "level": provision.level,
        "number": provision.number,
        "heading": (clipped(provision.heading, part) if part else provision.heading).of(tree.text),
        "text": own_text(provision, tree, part),
        "name": eids.name(provision.eid),
        "label": f"{eids.label(provision.eid)} {entry.label}",
        "url": eids.provision_url(entry.id, provision.eid),
        **signs(provision.eid),
        **({"continued": True} if part and provision.span.start < part.start else {}),
        "children": [_provision(c, tree, entry, signs, part) for c in provision.children if part is None or touches(c, part)],
    }


def _document(generation: Generation, document: str, on: date) -> Json:
    entry = generation.entry(document)
    entry_then = replace(entry, relations=generation.relations(document, on))
    facts, status = dated(asdict(entry_then)), generation.status(document, on)
    facts["sources"] = dict(entry.sources)
    facts["endings"] = [*map(ending_json, entry.endings)]
    del facts["own_facts"]  # the sources say it in words
    extra = {"label": entry.label, "url": eids.document_url(document), "has_text": document in generation.with_text}
    extra["recognized"] = generation.is_recognized(document, on)
    extra["ending"] = ending_json(status.ending) if status.ending else None
    return facts | extra | status_fields(status) | {"as_of": on.isoformat()}


def _found(found: SuggestedClause | SuggestedDocument | SuggestedCitation) -> Json:
    return {name: value for name, value in asdict(found).items() if name != "status"} | status_fields(found.status)


def _hit(hit: Hit) -> Json:
    facts = {name: value for name, value in asdict(hit).items() if name != "status" and (name != "reasons" or value)}
    return facts | status_fields(hit.status)


def _citing(citing: Citing) -> Json:
    provision = {"document": citing.document, "eid": citing.eid, "label": citing.label, "url": citing.url}
    return {"from": provision, **citing.reference.printed()}


def _related(related: Related) -> Json:
    document, target = related.document, related.target
    url = eids.provision_url(document, target) if document and target else None
    return {"title": related.title, "document": document, "eid": target, "url": url}


def _file(file: SourceFile) -> Json:
    return asdict(file) | {"notes": list(file.notes)}
