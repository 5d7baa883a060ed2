"""The pages: search, results, list, reading, one provision."""

from collections import Counter, defaultdict
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

import kb
from webapp import reading
from webapp.changes import change_lines
from webapp.edition import Edition, at, edition
from webapp.parts import asked_part, number_from, part_links, size_of_item

pages = Blueprint("pages", __name__)

PAGE_SIZE = 20
LAST_PAGE = 50
LONG = 20_000  # characters, from which a text may be in parts
OPEN_LINES = 6  # a longer list of citing documents is folded, for the text stands below it


def cut_query(query: str) -> tuple[str, bool]:
    """The query in one line of at most kb.MAX_QUERY characters, without what cannot be shown, and whether it was cut."""
    line = " ".join(kb.printable(query).replace("\ufffd", "").split())
    return line[: kb.MAX_QUERY], len(line) > kb.MAX_QUERY


@pages.get("/")
def index() -> str:
    """The search page, with examples made of documents at hand."""
    seen = edition()
    with_text = seen.generation.with_text
    entries = seen.generation.listed
    readable = [entry for entry in entries if entry.id in with_text]
    examples = ["trách nhiệm của Ủy ban nhân dân", "thoi hieu"]
    examples += [f"điều 2 {entry.names[0].lower()}" for entry in readable if entry.names and entry.number][:1]
    examples += [entry.number for entry in readable if entry.number][:1]
    return render_template("index.html", count=len(entries), readable=len(readable), examples=examples)


@pages.get("/tim")
def results() -> str | Response:
    """Clause hits, a page at a time."""
    query, was_cut = cut_query(request.args.get("q", ""))
    if not query:
        return redirect(at("/"))
    seen = edition()
    within = request.args.get("van-ban") or None
    filtered = seen.entry(within) if within else None
    page = request.args.get("trang", "1")
    number = number_from(page, LAST_PAGE)
    if number is None:
        abort(404)
    wanted = range((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
    found = kb.search(seen.generation, query, limit=wanted, document=within, on=seen.on)
    last = min(-(-found.total // PAGE_SIZE), LAST_PAGE)
    if number > max(last, 1):
        abort(404)
    return render_template(
        "results.html",
        query=query,
        was_cut=was_cut,
        found=found,
        hits=found.hits,
        narrowed=narrowed,
        filtered=filtered,
        page=number,
        last=last,
    )


def narrowed(query: str, label: str, value: str) -> str:
    """A query with one more filter."""
    return f'{query} {label}:"{value}"'


@pages.get("/van-ban")
def documents() -> str:
    """Every document at hand, cited or related, by type, a page at a time."""
    seen = edition()
    groups: dict[str, list[kb.Entry]] = defaultdict(list)
    for entry in seen.generation.listed:
        groups[entry.type].append(entry)
    for group in groups.values():
        group.sort(key=lambda e: (-e.issued.toordinal() if e.issued else 0, e.id))
    entries = [entry for type_ in sorted(groups, key=kb.rank_of_type) for entry in groups[type_]]
    pages = kb.runs(map(size_of_item, entries), kb.MOST_OF_TEXT) or (range(0),)
    number = number_from(request.args.get("trang", "1"), len(pages))
    if number is None:
        abort(404)
    first = {type_: at for at, type_ in reversed(list(enumerate(entry.type for entry in entries)))}
    page_of = {type_: next(n for n, page in enumerate(pages, 1) if at in page) for type_, at in first.items()}
    shown = [entries[at] for at in pages[number - 1]]
    return render_template(
        "documents.html",
        types=[(type_, len(groups[type_]), page_of[type_]) for type_ in sorted(groups, key=kb.rank_of_type)],
        groups=[(type_, list(group)) for type_, group in groupby(shown, key=lambda entry: entry.type)],
        with_text=seen.generation.with_text,
        page=number,
        last=len(pages),
    )


@pages.get("/van-ban/<document>")
def document(document: str) -> str:
    """One document: its facts, who cites it, its text with a table of contents; a part at a time where that is long."""
    seen = edition()
    entry = seen.entry(document)
    has_text = seen.generation.tree(document, seen.on)
    tree = has_text or kb.Tree("", ())
    shown = reading.ShownDocument(seen, document, tree, folder=f"{request.script_root}/van-ban/")
    texts = shown.text_runs(tree.provisions)
    cited_by = shown.citing_documents([None])
    lists = {
        "cited_by": cited_by,
        "ended": change_lines(shown.changes.ended()),
        "relations": seen.generation.relations(document, seen.on),
    }
    part = kb.AnswerPart(lists, texts, asked_part(tree, texts), size_of_item)
    blocks = shown.blocks(tree.provisions, part)
    return render_template(
        "document.html",
        **_surroundings(seen, entry, shown),
        part=part,
        parts=part_links(reading.wholes(tree.provisions), texts, part),
        has_text=has_text is not None,
        contents=shown.contents(tree.provisions, part),
        blocks=blocks,
        bodies=shown.bodies,
        citing=len({citing.entry.id for citing in cited_by}),
        fold_cited_by=sum(citing.lines for citing in cited_by) > OPEN_LINES,
        main_source=Counter(source for _, source in entry.sources).most_common(1)[0][0] if entry.sources else "",
    )


@pages.get("/van-ban/<document>/<path:path>")
def provision(document: str, path: str) -> str | tuple[str, int]:
    """The permalink of one provision: it stands marked in the Điều or item that it belongs to."""
    seen = edition()
    entry = seen.entry(document)
    tree = seen.generation.tree(document, seen.on)
    if tree is None:
        return _provision_without_text(seen, entry, path)
    eid = seen.generation.find_path(document, path, seen.on)
    if eid is None:
        return _missing(f"{entry.label} không có phần nào ở địa chỉ “{path}”.", entry)
    way = tree.way_to(eid)
    target = way[-1]
    whole = next((step for step in way if step.level not in kb.CONTAINERS), target)
    shown = reading.ShownDocument(seen, document, tree)
    texts = shown.text_runs([whole])
    lists = {
        "cites": shown.cites(below.eid for below in target.walk()),
        "cited_by": shown.citing_documents(shown.cited_below(target)),
        "codified": seen.generation.codified(document, whole.eid),
        "codified_with": reading.codified_with(seen, document, whole.eid),
        "changes": change_lines(shown.changes.around(way)),
    }
    part = kb.AnswerPart(lists, texts, asked_part(tree, texts, eid), size_of_item)
    siblings = list(reading.wholes(tree.provisions)) if whole.level not in kb.CONTAINERS else []
    blocks = shown.blocks([whole], part, marked=eid if target is not whole else None)
    index = next((n for n, sibling in enumerate(siblings) if sibling.eid == whole.eid), -1)
    return render_template(
        "provision.html",
        **_surroundings(seen, entry, shown),
        eid=eid,
        way=list(zip(reading.step_labels(way), way, strict=True)),
        part=part,
        parts=part_links(reading.wholes([whole]), texts, part),
        blocks=blocks,
        bodies=shown.bodies,
        whole=whole.eid,
        is_long=len(tree.text) > LONG,
        about=kb.matter(seen.generation, document, eid, seen.on),
        previous=siblings[index - 1] if index > 0 else None,
        following=siblings[index + 1] if 0 <= index < len(siblings) - 1 else None,
    )


def _provision_without_text(seen: Edition, entry: kb.Entry, path: str) -> str | tuple[str, int]:
    """A page for a provision that is cited, of a document whose text is not at hand."""
    cited = seen.generation.cited_by_counts(entry.id, seen.on)
    eid = next((eid for eid in cited if eid and kb.eid.url_path(eid) == path), None)
    if eid is None:
        return _missing(f"{kb.views.without_text(entry, path)}.", entry)
    tree = kb.Tree("", ())
    shown = reading.ShownDocument(seen, entry.id, tree)
    lists = {"cited_by": shown.citing_documents([eid]), "changes": change_lines(shown.changes.of(eid))}
    part = kb.AnswerPart(lists, (), asked_part(tree, ()), size_of_item)
    return render_template("provision.html", entry=entry, eid=eid, way=[], part=part, parts=part_links((), (), part))


def _surroundings(seen: Edition, entry: kb.Entry, shown: reading.ShownDocument) -> dict[str, Any]:
    """The facts that templates show around the text of a document: `entry` and whose wording the text is."""
    by_id, related = seen.generation.catalogue.by_id, _related(seen, entry)
    then = seen.generation.relations(entry.id, seen.on)
    consolidations = [relation.target for relation in then if relation.kind == kb.DocumentRelation.CONSOLIDATED_BY]
    return {
        "entry": entry,
        "related": {other.id: other for other in related},
        "amenders": [by_id[amending] for amending in shown.changes.amenders() if amending in by_id],
        "is_codified": seen.generation.is_codified(entry.id, seen.on),
        "consolidations": [other for target in consolidations for other in related if other.id == target],
    }


def _related(seen: Edition, entry: kb.Entry) -> list[kb.Entry]:
    """The known documents that the entry has a relation to, each once."""
    by_id = seen.generation.catalogue.by_id
    return [by_id[target] for target in dict.fromkeys(r.target for r in entry.relations) if target in by_id]


def _missing(message: str, entry: kb.Entry) -> tuple[str, int]:
    return render_template("error.html", title="Không tìm thấy", message=message, entry=entry), 404
