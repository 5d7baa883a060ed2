"""Text with its citations as links, and snippets with their matching words marked.

Guarantees:
1. The characters shown are those of the text, all escaped: marks stand around citations, and what they add is in attributes.
2. A link never stands inside a link: of nested citations the outermost is linked.
3. What is ambiguous or unknown is marked and never linked.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

import kb
from webapp.edition import Edition, at


class Marked:
    """A text and its citations, ready to be shown piece by piece in time linear in the piece."""

    def __init__(
        self, text: str, references: Iterable[kb.Reference], edition: Edition, own: str | None = None, folder: str = ""
    ) -> None:
        """`references` index `text`; links to the document `own` are not marked as expired, for its page says so on top, and
        leave out `folder`, the page's own folder.
        """
        self._text = text
        self._references = outermost(references)
        self._starts = [reference.start for reference in self._references]
        self._tags = [tags(reference, edition, own, folder) for reference in self._references]

    def html(self, start: int, end: int) -> Markup:
        """The characters [start, end) with links."""
        pieces: list[Markup] = []
        position = start
        for n in range(max(0, bisect_left(self._starts, start) - 1), bisect_left(self._starts, end)):
            first, last = max(self._references[n].start, start), min(self._references[n].end, end)
            if first >= last:
                continue
            opening, closing = self._tags[n]
            pieces += [escape(self._text[position:first]), opening, escape(self._text[first:last]), closing]
            position = last
        pieces.append(escape(self._text[position:end]))
        return Markup("").join(pieces)

    def lines(self, start: int, end: int) -> Iterator[Markup]:
        """The paragraphs of [start, end), each with links."""
        for line in self._text[start:end].split("\n"):
            if line.strip():
                yield self.html(start, start + len(line))
            start += len(line) + 1


def outermost(references: Iterable[kb.Reference]) -> Sequence[kb.Reference]:
    """The references that do not stand inside another one, by start."""
    outer: list[kb.Reference] = []
    for reference in sorted(references, key=lambda r: (r.start, -r.end)):
        if not outer or reference.start >= outer[-1].end:
            outer.append(reference)
    return outer


def tags(reference: kb.Reference, edition: Edition, own: str | None = None, folder: str = "") -> tuple[Markup, Markup]:
    """The tags around a citation: a link when one target is meant, a marked span otherwise."""
    marks, notes = ["ref"], [reference.note] if reference.note else []
    if not reference.resolution.is_sure:
        marks.append(reference.resolution)
    if reference.document and reference.document != own:
        status = edition.status(reference.document)
        if status.is_over:
            marks.append("expired")
            notes.append(status.note)
    added = Markup(' title="{}"').format(". ".join(notes)) if notes else Markup("")
    if mark := reference.resolution.row.mark:
        added += Markup(' data-mark="{}"').format(mark)
    if reference.url is None or not reference.resolution.is_linked:
        return Markup('<span class="{}"{}>').format(" ".join(marks), added), Markup("</span>")
    url = at(reference.url).removeprefix(folder) if reference.document == own else at(reference.url)
    return Markup('<a class="{}" href="{}"{}>').format(" ".join(marks), url, added), Markup("</a>")


def highlighted(text: str, highlights: Iterable[tuple[int, int]]) -> Markup:
    """`text` with each range [start, end) of `highlights` in a mark element."""
    pieces: list[Markup] = []
    position = 0
    for start, end in sorted(highlights):
        if start >= position:
            pieces += [escape(text[position:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
            position = end
    return Markup("").join([*pieces, escape(text[position:])])


def linked_status(status: kb.Status, *, with_word: bool) -> Markup:
    """The reason of a status, or its whole note, with the documents that it names as links."""
    text = status.note if with_word else status.reason
    before = len(text) - len(status.reason)
    pieces, position = [], 0
    for (start, end), document, eid in status.links:
        name = text[before + start : before + end]
        pieces.append(escape(text[position : before + start]))
        pieces.append(Markup('<a href="{}">{}</a>').format(at(kb.provision_url(document, eid)), name))
        position = before + end
    return Markup("").join([*pieces, escape(text[position:])])
