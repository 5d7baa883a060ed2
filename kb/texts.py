"""The chosen texts → the store and the units to index, one text in memory at a time.

Guarantees:
1. Each reference is resolved against every text of the build, whatever the order.
2. What the codification says of an article is kept for the document, whichever of its texts is shown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kb import abbreviations, catalogue, citations, eid
from kb.citations.lexicon import type_of
from kb.index import Unit, units
from kb.model import Citing, Codified, Designation, Entry, Reference, Related, Relation
from kb.places import Places
from kb.relations import stated
from kb.shelf import Place, Shelf
from kb.store import CODIFICATION, Writer


@dataclass(frozen=True, slots=True)
class Text:
    """The text to use of `document`; the codification's text is of `base`, which may have a whole text too."""

    document: str
    place: Place
    is_selection: bool
    base: str


@dataclass(slots=True)
class Written:
    """What was written: how much, the abbreviations that each document defines (short, long), the relations that it states.

    `named` are the documents that the texts cite and the catalogue lacks, by what the first citation says of each.
    """

    provisions: int = 0
    references: int = 0
    units: int = 0
    definitions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    relations: dict[str, tuple[Relation, ...]] = field(default_factory=dict)
    named: dict[str, Entry] = field(default_factory=dict)


def write_texts(
    writer: Writer, texts: Sequence[Text], merged: catalogue.Catalogue, shelf: Shelf, progress: Callable[[int, int], None]
) -> Written:
    """Write every text, its definitions, what the codification says of it, and its references, resolved."""
    written = Written()
    progress(0, 2 * len(texts))
    anchors: dict[str, tuple[str, str]] = {}
    versions: dict[str, int] = {}
    for done, text in enumerate(texts, 1):
        body, entry = shelf.body(text.place), merged.by_id[text.document]
        # The codification does not say from when on each wording holds.
        valid_from = None if text.is_selection else entry.in_force or entry.issued
        made_by = CODIFICATION if text.is_selection else None
        versions[text.document] = writer.add_text(text.document, body.tree, valid_from, made_by)
        anchors |= {codified.anchor: (text.base, _article(codified)) for codified in body.codified if codified.anchor}
        defined = [(d.short, d.long) for d in citations.definitions(body.tree.text)]
        writer.add_definitions(text.document, defined)
        written.definitions[text.document] = defined
        writer.add_general_names(text.document, citations.general_names(body.tree.text))
        written.provisions += sum(1 for _ in body.tree.walk())
        written.units += sum(1 for _ in units(entry, body.tree))
        progress(done, 2 * len(texts))
    eids = lru_cache(maxsize=64)(writer.eids)
    known = lru_cache(maxsize=64)(lambda document: frozenset(eids(document) or ()))
    selections = {text.document for text in texts if text.is_selection}
    names = citations.compile_catalogue(merged)

    def has(document: str, place: str) -> bool | None:
        return eid.is_among(place, known(document), document in selections) if document in versions else None

    for done, text in enumerate(texts, len(texts) + 1):
        body, entry = shelf.body(text.place), merged.by_id[text.document]
        places = Places(body.tree)
        about = merged.by_id[text.base]
        context = citations.Context(
            text.document, about.type, about.issued, places.at, places.division_at, in_force=about.in_force
        )
        written_here: list[Citing] = []
        for reference in citations.cite(body.tree.text, merged, has, context, names):
            place = places.at(reference.start) or ""
            if place == "preamble" and reference.document == text.document:
                continue  # its own title, not a citation
            label = f"{eid.label(place)} {entry.label}"
            citing = Citing(text.document, place, label, eid.provision_url(text.document, place), reference)
            writer.add_reference(versions[text.document], citing, _targets(reference, eids))
            written_here.append(citing)
            if reference.document and reference.document not in merged.by_id and (said := reference.cited) and said.number:
                named = Entry(
                    reference.document,
                    said.type or type_of(said.number),
                    said.number,
                    None,
                    said.dated,
                    "",
                    sources=_told(said, label),
                )
                written.named.setdefault(reference.document, named)
        written.references += len(written_here)
        written.relations[text.document] = stated(entry, body.tree.text, written_here)
        for document in {text.base, text.document} if body.codified else ():
            writer.add_codified(document, _notes(body.codified), _related(body.codified, anchors))
        progress(done, 2 * len(texts))
    return written


def listed_units(
    texts: Sequence[Text], merged: catalogue.Catalogue, definitions: Mapping[str, Sequence[tuple[str, str]]], shelf: Shelf
) -> Iterator[tuple[Unit, Mapping[str, str]]]:
    """The units of every text, each with the abbreviations that hold in it."""
    for text in texts:
        table = abbreviations.table(definitions[text.document])
        for unit in units(merged.by_id[text.document], shelf.body(text.place).tree):
            yield unit, table


def _told(said: Designation, place: str) -> tuple[tuple[str, str], ...]:
    """The facts that a citation states, each with the citing place as its source."""
    facts = ("type", "number", "issued") if said.dated else ("type", "number")
    return tuple((fact, f"viện dẫn tại {place}") for fact in facts)


def _article(codified: Codified) -> str:
    return eid.join("", "article", codified.number)


def _notes(codified: Sequence[Codified]) -> Iterator[tuple[str, str]]:
    return ((_article(article), article.note) for article in codified)


def _related(codified: Sequence[Codified], anchors: Mapping[str, tuple[str, str]]) -> Iterator[Related]:
    for article in codified:
        for anchor, title in article.related:
            yield Related(_article(article), title, *anchors.get(anchor, (None, None)))


def _targets(reference: Reference, eids: Callable[[str], Sequence[str] | None]) -> list[str]:
    """The eIds that a reference names in its document; a range names every sibling from its first to its last."""
    if reference.document is None:
        return []
    if reference.eid is None or reference.to is None:
        return [reference.eid or ""]
    known = list(eids(reference.document) or ())
    if reference.eid not in known or reference.to not in known:
        return [reference.eid, reference.to]
    parent = eid.parent(reference.eid)
    between = known[known.index(reference.eid) : known.index(reference.to) + 1]
    depth = reference.eid.count("__")
    return [place for place in between if eid.parent(place) == parent and place.count("__") == depth]
