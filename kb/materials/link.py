"""Turns the citations of a text or of an HTML page into links.

Guarantees:
1. Only links are added: every other character of the input stays as it is.
2. Nothing is linked by a guess: a citation without one target stays plain text.
3. Text that already is a link, and the inside of script, style, title and textarea, is left alone.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape, unescape
from html.parser import HTMLParser

from kb.language.text import nfc
from kb.law.model import Reference

_SILENT = frozenset({"a", "script", "style", "title", "textarea", "button", "select", "template"})
_INLINE = frozenset([
    "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "time", "tt", "u", "var", "wbr",
])  # fmt: skip
_STRUCK = frozenset({"del", "s", "strike"})  # what is struck is no text: of "<del>6</del><ins>7</ins>" it is 7
# Links and code of Markdown, left alone: [words](address), [words][name], <address>, <a …>words</a>, `code`, ```blocks```.
_MARKDOWN_SILENT = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]+`|\[[^\[\]]*\](?:\([^()\s]*\)|\[[^\[\]]*\])|<https?://[^<>\s]*>", re.DOTALL
)
_ANCHOR = re.compile(r"<a\b[^>]*>.*?</a>", re.DOTALL)
_BOUNDARY = "\0"  # between blocks: no citation runs over it, for it is not white space


def linkable(references: Iterable[Reference]) -> list[Reference]:
    """The outermost references that have a target, by start."""
    chosen: list[Reference] = []
    for reference in references:
        if reference.url is not None and not (chosen and reference.start < chosen[-1].end):
            chosen.append(reference)
    return chosen


def link_text(text: str, references: Iterable[Reference], base_url: str = "") -> str:
    """`text` (NFC) with its references as Markdown links: "[Điều 30 Luật THADS](http://…)"."""
    taken = list(_silent_spans(text))
    ends = [end for _, end in taken]
    parts: list[str] = []
    at = 0
    for reference in linkable(references):
        beside = bisect_right(ends, reference.start)  # the first that ends behind where it begins
        if beside == len(taken) or taken[beside][0] >= reference.end:
            parts += (text[at : reference.start], f"[{text[reference.start : reference.end]}]({base_url}{reference.url})")
            at = reference.end
    return "".join((*parts, text[at:]))


def _silent_spans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of `text` that are left alone, in order and apart."""
    closed = text.rfind("</a>") + len("</a>")  # behind the last of them nothing is an anchor, and need not be looked at
    at, code, anchor = 0, _MARKDOWN_SILENT.search(text), _ANCHOR.search(text, 0, closed)
    while found := min(filter(None, (code, anchor)), key=lambda match: match.start(), default=None):
        yield found.span()
        at = found.end()
        code = code if code is None or code.start() >= at else _MARKDOWN_SILENT.search(text, at)
        anchor = anchor if anchor is None or anchor.start() >= at else _ANCHOR.search(text, at, closed)


def text_page(text: str, references: Iterable[Reference], base_url: str = "", title: str = "") -> str:
    """An HTML page that shows `text` (NFC) with its references as links."""
    parts: list[str] = []
    at = 0
    for reference in linkable(references):
        parts += (
            escape(text[at : reference.start]),
            _anchor(reference, base_url, escape(text[reference.start : reference.end])),
        )
        at = reference.end
    body = "".join((*parts, escape(text[at:])))
    head = f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{escape(title)}</title>'
    return f'{head}<body style="white-space:pre-wrap">{body}</body></html>\n'


def link_html(html: str, cite: Callable[[str], Sequence[Reference]], base_url: str = "") -> str:
    """`html` with its citations as links; `cite` gives the references of a text."""
    html = nfc(html)
    pieces = _TextOf(html).pieces
    text = "".join(piece.text for piece in pieces)
    insertions: list[tuple[int, str, Reference]] = []
    references = linkable(cite(text))
    at = current = 0
    for piece in pieces:
        end = at + len(piece.text)
        while current < len(references) and references[current].start < end:
            reference = references[current]
            if piece.source is not None and reference.end > at:
                first, last = piece.source[max(reference.start, at) - at], piece.source[min(reference.end, end) - at]
                if insertions and insertions[-1][2] is reference and insertions[-1][0] + len(insertions[-1][1]) == first:
                    first = insertions.pop()[0]  # plain characters and &#…; beside each other are one link
                insertions.append((first, html[first:last], reference))
            if reference.end > end:  # it goes on in the next piece
                break
            current += 1
        at = end
    parts: list[str] = []
    done = 0
    for first, words, reference in insertions:
        parts += (html[done:first], _anchor(reference, base_url, words))
        done = first + len(words)
    return "".join((*parts, html[done:]))


def _anchor(reference: Reference, base_url: str, inner: str) -> str:
    note = f' title="{escape(reference.note)}"' if reference.note else ""
    href = escape(base_url + (reference.url or ""))
    return f'<a class="vien-dan vien-dan-{reference.resolution}" href="{href}"{note}>{inner}</a>'


class _Piece:
    """A piece of the text of a page, with the offset in the source of each of its characters and of its end.

    `source` is None for text that is not to be linked.
    """

    def __init__(self, text: str, source: Sequence[int] | None) -> None:
        self.text = text
        self.source = source


class _TextOf(HTMLParser):
    """The text of a page as pieces, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[_Piece] = []
        self._html = html
        self._silent: list[str] = []
        self._struck = 0
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _add(self, text: str, source: Sequence[int]) -> None:
        if self._struck:
            return
        self.pieces.append(_Piece(_BOUNDARY * len(text) if self._silent else text, None if self._silent else source))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A block ends the text before it; text in a link or a script is not to be linked."""
        if tag not in _INLINE:
            self.pieces.append(_Piece(_BOUNDARY, None))
        if tag in _SILENT:
            self._silent.append(tag)
        self._struck += tag in _STRUCK

    def handle_endtag(self, tag: str) -> None:
        """The end of a block, or of text that is not to be linked."""
        if tag not in _INLINE:
            self.pieces.append(_Piece(_BOUNDARY, None))
        self._struck -= tag in _STRUCK and self._struck > 0
        if tag in _SILENT and tag in self._silent:
            del self._silent[self._silent.index(tag) :]

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """An element without content, such as <br/>."""
        if tag not in _INLINE:
            self.pieces.append(_Piece(_BOUNDARY, None))

    def handle_data(self, data: str) -> None:
        """Plain text: one offset a character."""
        at = self._at()
        self._add(data, range(at, at + len(data) + 1))

    def handle_entityref(self, name: str) -> None:
        """A named character: each of its one or two characters has the offset of the whole, "&amp;"."""
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        """A numbered character, "&#225;": as a named one."""
        self._reference(f"&#{name}")

    def _reference(self, written: str) -> None:
        at = self._at()
        end = at + len(written)
        end += self._html.startswith(";", end)
        text = unescape(self._html[at:end])
        self._add(text, [at] * len(text) + [end])
