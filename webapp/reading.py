"""A document as a page shows it: blocks of paragraphs, a table of contents, and references both ways under each clause.

Guarantees:
1. Every character of a provision's own text appears once, in reading order; nothing is added inside it.
2. Work and size grow linearly with the document; of what is long a page shows a part (`kb.AnswerPart`).
3. What another document amends, repeals or replaces says so where it is shown: the text is that of the enactment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from markupsafe import Markup, escape

import kb
from webapp.blocks import Block, CitingDocument, Content, Pointer
from webapp.changes import change_lines
from webapp.edition import Edition, at
from webapp.marking import Marked

_MOST_CITES = 50  # targets that a clause names beside its text before it points to its own page
_MOST_CHANGES = 4  # lines of changes, likewise
_MOST_CANDIDATES = 10  # documents that an ambiguous citation can mean, before a search for its words says the rest
_IN_A_LINE = 50  # provisions of one citing document
_TAG, _POINTER = 150, 250  # bytes of the tags around a citation, and of a line that points to a provision

_SHORT = 80  # characters of a first line that stand in the table of contents where there is no heading
_LISTED = 3  # citing provisions that the reading page names before it points to the clause's own page


class _Shown(NamedTuple):
    """What is shown of a text: its words with links, the stretch of it, and the eId of the provision that is set off."""

    words: Marked
    text: kb.Span
    eid: str | None


class ShownDocument:
    """One document's text on one date, with references both ways and changes."""

    def __init__(self, edition: Edition, document: str, tree: kb.Tree, folder: str = "") -> None:
        """`tree` is the text of `document` in this edition; links to its parts leave out `folder`, the page's own folder."""
        self._edition, self._document, self._tree, self._folder = edition, document, tree, folder
        self._sizes = edition.generation.reference_sizes(document, edition.on)
        self._counts = edition.generation.cited_by_counts(document, edition.on)
        self.changes = edition.generation.changes(document, edition.on)
        self.bodies: tuple[kb.BodyNote, ...] = ()  # what is to be said of the bodies in the blocks that were made last

    def _references(self, eid: str) -> list[kb.Reference]:
        """The references in a provision's own text."""
        if eid not in self._sizes:
            return []
        return [citing.reference for citing in self._edition.generation.cites(self._document, eid, self._edition.on)]

    def _citings(self, eid: str) -> tuple[kb.Citing, ...]:
        """What cites a provision, or with "" the document as such."""
        if eid not in self._counts:
            return ()
        citings = self._edition.generation.cited_by(self._document, eid or None, self._edition.on)
        return tuple(citing for citing in citings if self._edition.is_issued(citing.document))

    def text_runs(self, provisions: Sequence[kb.Provision]) -> tuple[kb.Span, ...]:
        """The runs of the text of some provisions that a page has room for, with what stands beside them."""
        return kb.text_runs(self._tree.text, provisions, self._beside)

    def _beside(self, eid: str) -> int:
        """The bytes of what a page shows of a provision besides its words, or somewhat more."""
        count, size = self._sizes.get(eid, (0, 0))
        clauses = sum(len(change.by) for change in self.changes.of(eid)[:_MOST_CHANGES])
        listed = min(count, _MOST_CITES) + clauses + min(self._counts.get(eid, 0), _LISTED)
        return _TAG * count + size + _POINTER * listed

    def blocks(
        self, provisions: Sequence[kb.Provision], part: kb.AnswerPart, rank: int = 2, marked: str | None = None
    ) -> tuple[Block, ...]:
        """What of the provisions, with all below them, is in `part`; headings begin at level `rank`.

        The provision whose eId is `marked` is set off.
        """
        text = part.text or kb.Span(0, len(self._tree.text))
        here = (r for eid in _inside(provisions, text) for r in self._references(eid))
        references = (r for r in here if r.start < text.end and r.end > text.start)
        mentions = self._mentions(provisions, text)
        self.bodies = kb.notes_of(self._edition.generation, self._tree.text, mentions, self._edition.on)
        words = Marked(self._tree.text, references, self._edition, self._document, self._folder, self._marked_bodies(mentions))
        marks = _Shown(words, text, marked)
        return tuple(self._block(provision, min(rank, 6), marks) for provision in provisions if kb.touches(provision, text))

    def _mentions(self, provisions: Sequence[kb.Provision], text: kb.Span) -> tuple[kb.BodyMention, ...]:
        """The bodies of which something is to be said in what is shown of some provisions; offsets index the text."""
        shown = [span for one in provisions if (span := kb.clipped(one.span, text))]
        if not shown:
            return ()
        start, end = shown[0].start, shown[-1].end
        found = self._edition.generation.bodies_in(self._tree.text[start:end], self._edition.on)
        return tuple(replace(one, start=one.start + start, end=one.end + start) for one in found)

    def _marked_bodies(self, mentions: Iterable[kb.BodyMention]) -> Iterator[kb.BodyMention]:
        """Of mentions the first one of each body in each paragraph."""
        seen: set[str] = set()
        line = 0
        for mention in mentions:
            if self._tree.text.find("\n", line, mention.start) >= 0:
                seen.clear()
            line = mention.start
            if mention.body.id not in seen:
                seen.add(mention.body.id)
                yield mention

    def _block(self, provision: kb.Provision, rank: int, shown: "_Shown") -> Block:
        eid, begins = provision.eid, provision.span.start >= shown.text.start
        is_heading = bool(provision.heading) or provision.level in kb.CONTAINERS or provision.level == "article"
        title = self._title(provision, shown) if is_heading else Markup()
        lead = [provision.intro] if is_heading else [provision.marker, provision.heading, provision.intro]
        before = list(self._paragraphs(lead, shown))
        url = self._near(kb.provision_url(self._document, eid))
        number = escape(provision.marker.of(self._tree.text))
        first = title or (before[0] if before else Markup())
        linked = bool(number) and first.startswith(number)
        if linked:
            first = Markup('<a href="{}">{}</a>').format(url, number) + first[len(number) :]
            title, before = (first, before) if title else (title, [first, *before[1:]])
        count = sum(not kb.is_change(citing, self._document) for citing in self._citings(eid)) if begins else 0
        cites = self.cites([eid]) if begins else ()
        changes = change_lines(self.changes.of(eid)) if begins else ()
        below = min(rank + bool(title), 6)
        return Block(
            eid=eid,
            level=provision.level,
            label=kb.eid.label(eid),
            url=url,
            mark=not linked,
            rank=rank if title else 0,
            title=title,
            before=tuple(before),
            after=tuple(self._paragraphs([provision.wrap_up], shown)),
            children=tuple(self._block(p, below, shown) for p in provision.children if kb.touches(p, shown.text)),
            cites=cites[:_MOST_CITES],
            more_cites=max(0, len(cites) - _MOST_CITES),
            cited_by=self.cited_by([eid]) if 0 < count <= _LISTED else (),
            cited_by_count=count,
            changes=changes[:_MOST_CHANGES],
            more_changes=max(0, len(changes) - _MOST_CHANGES),
            changed=self.changes.whole(eid),
            marked=eid == shown.eid,
        )

    def _title(self, provision: kb.Provision, shown: "_Shown") -> Markup:
        """The marker and the heading, with the line breaks of the text."""
        spans = [span for one in (provision.marker, provision.heading) if (span := kb.clipped(one, shown.text))]
        broken = len(spans) == 2 and "\n" in self._tree.text[spans[0].end : spans[1].start]
        return Markup("\n" if broken else " ").join(  # nosec B704 # white space
            shown.words.html(*span) for span in spans
        )

    def _paragraphs(self, spans: Iterable[kb.Span], shown: "_Shown") -> Iterator[Markup]:
        """The paragraphs of some spans in reading order; what no line break parts stands in one paragraph."""
        start = end = 0
        for first, last in (kb.clipped(span, shown.text) for span in spans):
            if first == last:
                continue
            if start == end or "\n" in self._tree.text[end:first]:
                yield from shown.words.lines(start, end)
                start = first
            end = last
        yield from shown.words.lines(start, end)

    def _near(self, url: str) -> str:
        """A link, relative where it leads to this document: a code has thousands of them."""
        inside = url.startswith(kb.document_url(self._document))
        return at(url).removeprefix(self._folder) if inside else at(url)

    def cites(self, eids: Iterable[str]) -> tuple[Pointer, ...]:
        """The targets that the own text of these provisions cites, each once; the document's mention of itself aside."""
        references = [reference for eid in eids for reference in self._references(eid)]
        pointers = [self._to(r) for r in references if r.document != self._document or r.eid]
        return tuple(dict.fromkeys(pointers))

    def _to(self, reference: kb.Reference) -> Pointer:
        own = reference.document == self._document
        linked = reference.resolution.is_linked and reference.url is not None
        return Pointer(
            label=self._label(reference) if own else reference.label or reference.text,
            url=self._near(reference.url) if linked and reference.url else None,
            status=self._edition.status(reference.document) if reference.document and not own else None,
            note="chưa có trong danh mục" if reference.resolution == kb.Resolution.UNKNOWN else reference.note,
            candidates=candidates(self._edition, reference),
        )

    @staticmethod
    def _label(reference: kb.Reference) -> str:
        """A provision of this document: its document goes without saying."""
        return kb.eid.range_label(reference.eid, reference.to) if reference.eid else reference.label

    def _citing(self, eids: Iterable[str | None]) -> list[kb.Citing]:
        """The citations of these provisions that do not change them, one for each citing provision.

        None stands for the document as such, which its own provisions do not count as citing.
        """
        by_address: dict[tuple[str, str], kb.Citing] = {}
        for eid in eids:
            for citing in self._citings(eid or ""):
                if not kb.is_change(citing, self._document) if eid else citing.document != self._document:
                    by_address.setdefault((citing.document, citing.eid), citing)
        return list(by_address.values())

    def cited_by(self, eids: Iterable[str | None]) -> tuple[Pointer, ...]:
        """The provisions that cite these, as pointers that stand alone."""
        pointers: list[Pointer] = []
        for citing in self._citing(eids):
            own = citing.document == self._document
            label = kb.eid.label(citing.eid) if own else citing.label
            pointers.append(Pointer(label, self._near(citing.url), None if own else self._edition.status(citing.document)))
        return tuple(pointers)

    def citing_documents(self, eids: Iterable[str | None]) -> list[CitingDocument]:
        """The documents that cite these provisions, this one first; one that cites very often has several lines."""
        groups: dict[str, list[kb.Citing]] = defaultdict(list)
        for citing in self._citing(eids):
            groups[citing.document].append(citing)
        found: list[CitingDocument] = []
        for document, group in groups.items():
            entry = self._edition.entry(document)
            pointers = tuple(Pointer(kb.eid.label(citing.eid), at(citing.url), None) for citing in group)
            own, status = document == self._document, self._edition.status(document)
            lines = (pointers[first : first + _IN_A_LINE] for first in range(0, len(pointers), _IN_A_LINE))
            found += (CitingDocument(entry, own, status, line) for line in lines)
        return sorted(found, key=lambda citing: not citing.own)

    def cited_below(self, provision: kb.Provision) -> list[str]:
        """The eIds of a provision and all below it that something points to."""
        return [below.eid for below in provision.walk() if below.eid in self._counts]

    def contents(self, provisions: Iterable[kb.Provision], part: kb.AnswerPart) -> tuple[Content, ...]:
        """The table of contents of a part: containers, and in them whole provisions (Điều or outermost items)."""
        return tuple(
            Content(
                provision.eid,
                kb.eid.label(provision.eid),
                self.heading(provision),
                self.contents(provision.children, part) if provision.level in kb.CONTAINERS else (),
            )
            for provision in provisions
            if part.has(provision)
        )

    def heading(self, provision: kb.Provision) -> str:
        """A provision's heading, or the first words of a text that has none."""
        if provision.heading:
            return " ".join(provision.heading.of(self._tree.text).split())
        if provision.level in kb.CONTAINERS or not provision.number:
            return ""
        words = " ".join(provision.intro.of(self._tree.text).split())
        return words if len(words) <= _SHORT else words[:_SHORT].rpartition(" ")[0] + "…"


def _inside(provisions: Iterable[kb.Provision], text: kb.Span) -> Iterator[str]:
    """The eIds of the provisions of which something lies in a stretch of text."""
    for provision in provisions:
        if kb.touches(provision, text):
            yield provision.eid
            yield from _inside(provision.children, text)


def codified_with(edition: Edition, document: str, eid: str) -> tuple[Pointer, ...]:
    """The provisions that the codification names as related to an article, each once."""
    related = edition.generation.related(document, eid)
    pointers = (
        Pointer(r.title, at(kb.provision_url(r.document, r.target)), edition.status(r.document))
        if r.document and r.target
        else Pointer(r.title, None, None)
        for r in related
    )
    return tuple(dict.fromkeys(pointers))


def candidates(edition: Edition, reference: kb.Reference) -> tuple[Pointer, ...]:
    """The documents that an ambiguous citation can mean."""
    by_id = edition.generation.catalogue.by_id
    known = [by_id[candidate] for candidate in reference.candidates if candidate in by_id]
    more = len(known) - _MOST_CANDIDATES
    rest = [Pointer(f"{more} văn bản khác", at("/tim", q=reference.text[: kb.MAX_QUERY]), None)] if more > 0 else []
    return (*(Pointer(e.label, at(kb.document_url(e.id)), edition.status(e.id)) for e in known[:_MOST_CANDIDATES]), *rest)


def wholes(provisions: Iterable[kb.Provision]) -> Iterator[kb.Provision]:
    """The whole provisions, in reading order: those that stand at the top or in a container."""
    for provision in provisions:
        if provision.level in kb.CONTAINERS:
            yield from wholes(provision.children)
        else:
            yield provision


def step_labels(way: Sequence[kb.Provision]) -> list[str]:
    """The name of each step of a way: Chương II, Mục 1, Điều 35, khoản 1, điểm a."""
    return [kb.eid.name(provision.eid) for provision in way]
