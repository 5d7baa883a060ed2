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
from webapp.edition import Edition, at, edition


class Marked:
    """A text and its citations, ready to be shown piece by piece in time linear in the piece."""

    def __init__(
        self,
        text: str,
        references: Iterable[kb.Reference],
        edition: Edition,
        own: str | None = None,
        folder: str = "",
        bodies: Iterable[kb.BodyMention] = (),
    ) -> None:
        """`references` index `text`; links to the document `own` are not marked as expired, for its page says so on top, and
        leave out `folder`, the page's own folder. `bodies`, too, index `text`: they lead to what the page says of them.
        """
        self._text = text
        marks = [(r.start, r.end, tags(r, edition, own, folder)) for r in outermost(references)]
        self._marks = with_bodies(marks, bodies)
        self._starts = [start for start, _, _ in self._marks]

    def html(self, start: int, end: int) -> Markup:
        """The characters [start, end) with links."""
        pieces: list[Markup] = []
        position = start
        for n in range(max(0, bisect_left(self._starts, start) - 1), bisect_left(self._starts, end)):
            begin, until, (opening, closing) = self._marks[n]
            first, last = max(begin, start), min(until, end)
            if first >= last:
                continue
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


_Mark = tuple[int, int, tuple[Markup, Markup]]  # start, end, the tags around it


def with_bodies(marks: Sequence[_Mark], bodies: Iterable[kb.BodyMention]) -> list[_Mark]:
    """The marks of citations, and those of bodies that overlap none of them, by start: a link never stands inside a link."""
    starts = [start for start, _, _ in marks]
    added: list[_Mark] = []
    for body in bodies:
        n = bisect_left(starts, body.end) - 1
        if n < 0 or marks[n][1] <= body.start:
            added.append((body.start, body.end, _body_tags(body.body)))
    return sorted([*marks, *added], key=lambda mark: mark[0])


def _body_tags(body: kb.Body) -> tuple[Markup, Markup]:
    """The tags around a body that has ended: a link to the note at the foot of the page."""
    return Markup('<a class="body" href="#co-quan-{}">').format(body.id), Markup("</a>")


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
        url = kb.provision_url(document, eid) if eid else kb.document_url(document)
        pieces.append(Markup('<a href="{}">{}</a>').format(at(url), name))
        position = before + end
    return Markup("").join([*pieces, escape(text[position:])])


def body_notes_of(text: str) -> tuple[kb.BodyNote, ...]:
    """What is to be said of the bodies in a text, in this request's edition."""
    seen = edition()
    return kb.body_notes(seen.generation, text, seen.on)
