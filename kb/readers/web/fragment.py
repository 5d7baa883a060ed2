"""A piece of an HTML page → its paragraphs, with lxml: for pages of which thousands of pieces are read one by one.

Guarantees:
1. Every character of the text is in exactly one piece, in order; what is no text (scripts, comments, images), or is hidden or
   struck, is counted.
2. A mark "<" that opens no element of HTML ("<p1.", "<giải thể>") is text.
3. Blocks and <br> bound paragraphs; what a cell of a table holds has the kind "table"; items of lists get the number or dash
   that a browser shows before them, joined to the first paragraph of the item. Numbers off the line that follow a digit have
   raised or lowered digits.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from kb.language.text import lowered, raised
from kb.readers.finish import Piece, is_blank
from kb.readers.web.counters import UNKNOWN_MARKER, integer, list_type, marker_text
from kb.readers.web.footnotes import stays_apart
from kb.readers.web.heights import height, may_shift
from kb.readers.web.items import GIVEN_UP, UNSHOWN, is_hidden
from kb.readers.web.struck import DELETED, GUARDED, HIDDEN, STRUCK, guarded, strikes_number, whole
from kb.readers.web.styles import declared

# The elements of HTML, those of older versions too, and of Word's pages (a prefix and a colon).
_ELEMENTS = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button canvas"
    " caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption"
    " figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label"
    " legend li link main map mark marquee menu meta meter nav nobr noscript object ol optgroup option output p param picture"
    " pre progress q rp rt ruby s samp script section select slot small source span strike strong style sub summary sup svg"
    " table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr"
)
_NO_TAG = re.compile(
    rf"<(?=[A-Za-z])(?!(?:{_ELEMENTS.replace(' ', '|')})(?![^\s/<>])|[a-z][\w-]*:)|<(?=/(?![A-Za-z]))", re.IGNORECASE
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_SILENT = {"script": "đoạn mã", "style": "đoạn mã", "template": "đoạn mã"}
_LISTS = ("ol", "ul")
_STRUCK = {"del": DELETED, **dict.fromkeys(GUARDED, STRUCK)}
_MAY_BE_GONE = frozenset((*_SILENT, *_STRUCK, *UNSHOWN))
_MANY_TAGS = 1000
# Most pieces hold nothing but paragraphs; what may mean anything else goes to the parser: entities, controls, no characters.
_PARAGRAPH = re.compile(r"</?p(?:\s+[\w-]+=\"[^\"<>]*\")*\s*>", re.IGNORECASE)
_NOT_PLAIN = re.compile(r"[&\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


_NOTHING: Mapping[str, str] = {}
# How `left_out` of `pieces_of` counts what is not left out, but repaired.
RAISED_NUMBERS, LOWERED_NUMBERS, KEPT_NUMBERS = "số viết cao", "số viết thấp", "số bị gạch ngang"


HALVES = "nửa ký tự"


class TooDeep(Exception):
    """The markup is nested deeper than the parser follows; text would be lost."""


def pieces_of(markup: str, left_out: Counter[str]) -> Iterator[Piece]:
    """The pieces of `markup`, in order, empty ones among them. Raises TooDeep."""
    if not markup or markup.isspace():
        return
    texts = _PARAGRAPH.split(markup)
    if not _NOT_PLAIN.search(markup) and not any("<" in text for text in texts):
        yield from map(Piece, texts)
        return
    markup, halves = whole(markup)
    left_out[HALVES] += halves
    parser = etree.HTMLParser(huge_tree=True, remove_blank_text=False)
    root = etree.fromstring(f"<html><body>{guarded(_NO_TAG.sub('&lt;', markup))}", parser)
    if markup.count("<") > _MANY_TAGS and any(e.level == etree.ErrorLevels.FATAL for e in parser.error_log):
        raise TooDeep("thẻ HTML lồng nhau quá sâu, không đọc được")
    yield from _pieces(root[-1], left_out)


@dataclass(slots=True)
class _Open:
    """What is open while a piece is read: the line, the marker of an item whose text has not begun, the tables around."""

    left_out: Counter[str]
    line: list[str] = field(default_factory=list)
    marker: str = ""
    tables: int = 0
    numbers: dict[etree._Element, int] = field(default_factory=dict)
    gone: etree._Element | None = None  # the element that is left out
    shifting: etree._Element | None = None  # the one whose digits stand off the line
    side: int = 0  # whether they are raised (1) or lowered (-1)

    def add(self, text: str | None) -> None:
        """Text of the line; the first that is not blank is preceded by the marker of its item."""
        if not text:
            return
        if self.marker and not is_blank(text):
            self.line.append(self.marker)
            self.marker = ""
        self.line.append(text if not self.side else raised(text) if self.side > 0 else lowered(text))

    def ended(self) -> Piece:
        """The line, which ends here, as a piece."""
        text, self.line = "".join(self.line), []
        return Piece(text, "table" if self.tables else "text")

    def enter(self, node: etree._Element) -> bool:
        """An element begins; whether it is read."""
        style = node.get("style")
        said = declared(style) if style else _NOTHING
        tag = node.tag
        if (said or tag in _MAY_BE_GONE or node.get("hidden") is not None) and (name := _left_out_as(node, said)):
            kept = name == STRUCK and not "".join(self.line).strip() and _is_slip(node)
            self.left_out[KEPT_NUMBERS if kept else name] += 1
            if not kept:
                self.gone = node
                return False
        if tag == "table":
            self.tables += 1
        elif tag == "li":
            self.marker = _marker(node, said, self.numbers, self.left_out)
        elif tag == "img":
            self.left_out["hình ảnh"] += 1
        elif not self.side and may_shift(tag, said) and tag not in _BLOCKS:
            self._shift(node, said)
        self.add(node.text)
        return True

    def _shift(self, node: etree._Element, said: Mapping[str, str]) -> None:
        side = height(node.tag, said)
        if side and stays_apart("".join(node.itertext()), "".join(self.line)):
            self.shifting, self.side = node, side
            self.left_out[RAISED_NUMBERS if side > 0 else LOWERED_NUMBERS] += 1

    def leave(self, node: Any) -> None:
        """An element ends; one that is left out still parts words where its text ends in a blank."""
        if self.gone is not None and node is self.gone:
            text = "".join(self.gone.itertext()) if node.tag not in _SILENT else ""
            self.gone = None
            self.add(" " if text[:1].isspace() or text[-1:].isspace() else None)
            return
        self.tables -= node.tag == "table"
        self.marker = "" if node.tag == "li" else self.marker
        if self.shifting is node:
            self.shifting, self.side = None, 0


def _pieces(body: etree._Element, left_out: Counter[str]) -> Iterator[Piece]:
    open_now = _Open(left_out)
    walk = etree.iterwalk(body, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event in ("start", "end"):
            if open_now.line and node.tag in _BLOCKS:
                yield open_now.ended()
            if event == "start":
                if not open_now.enter(node):
                    walk.skip_subtree()
                continue
            open_now.leave(node)
        else:
            left_out["ghi chú trong mã nguồn"] += 1
        if node is not body:
            open_now.add(node.tail)
    if open_now.line:
        yield open_now.ended()


def _left_out_as(node: etree._Element, said: Mapping[str, str]) -> str:
    """The name under which an element is left out; "" for one that is read."""
    if node.tag in _SILENT:
        return _SILENT[node.tag]
    if is_hidden(node.tag, node.attrib, said) or said.get("visibility") in ("hidden", "collapse"):
        return HIDDEN
    if said.get("font-size") == "0" and not any(
        "font-size" in declared(one.get("style", "")) for one in node.iterdescendants("*")
    ):
        return HIDDEN
    if node.tag in _STRUCK or said.get("line") == "line-through":
        return _STRUCK.get(node.tag, STRUCK) if "".join(node.itertext()).strip() else ""
    return ""


def _is_slip(node: Any) -> bool:
    following = node.tail or (node.getnext() is None and node.getparent().tail) or ""
    return strikes_number("".join(node.itertext()), str(following))


def _marker(item: etree._Element, said: Mapping[str, str], numbers: dict[etree._Element, int], left_out: Counter[str]) -> str:
    """The marker that a browser writes before an item ("2. ", "b. ", "- "), "" for none; its number is counted."""
    owner = next(item.iterancestors(*_LISTS), None)
    if owner is None:
        return ""
    ordered = owner.tag == "ol"
    step = -1 if ordered and "reversed" in owner.attrib else 1
    if owner not in numbers:
        first = integer(owner.get("start")) if ordered else None
        numbers[owner] = (first if first is not None else 1 if step > 0 else len(owner.findall("li"))) - step
    written = integer(item.get("value"))
    numbers[owner] = numbers[owner] + step if written is None else written
    of_list = declared(owner.get("style", "")).get("marker") or list_type(owner.tag, owner.get("type")) or "revert"
    if of_list in GIVEN_UP:
        of_list = "disc" if of_list in ("inherit", "unset") or not ordered else "decimal"
    style = said.get("marker") or list_type("li", item.get("type")) or of_list
    text = marker_text(numbers[owner], of_list if style in GIVEN_UP else style, {})
    left_out[UNKNOWN_MARKER] += text is None
    return text or ""
