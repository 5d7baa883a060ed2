"""What is open while an HTML page is read: the line and its marker, tables, lists, notes, what is hidden or off the line."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bs4.element import Tag

from kb.readers.finish import Piece, is_blank
from kb.readers.web.counters import UNKNOWN_MARKER, Counters
from kb.readers.web.footnotes import Notes, is_note
from kb.readers.web.items import LISTS, OpenLists
from kb.readers.web.struck import HIDDEN
from kb.readers.web.styles import PageStyles

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_CELLS = frozenset({"td", "th"})
_NO_CELL = (0, 0)
_MOST_TABLES = 32  # around a text that are told; of what is nested deeper, the innermost too
_LOOKED_BACK = 20  # characters of the line before what is raised


@dataclass(slots=True)
class Page:
    """One body while it is read: its styles and lists, what was left out, and the line that is being read."""

    styles: PageStyles
    footnotes: Notes
    lists: OpenLists
    left_out: Counter[str]
    counters: Counters = field(default_factory=Counters)
    line: list[str] = field(default_factory=list)
    inked: bool = False  # whether the line has text that is not blank
    marker: str = ""  # of an item whose text has not begun
    tables: list[int] = field(default_factory=list)
    cells: list[tuple[int, int]] = field(default_factory=lambda: [_NO_CELL])  # of each table, and of none: keys of row and cell
    depth: int = 0
    anchors: list[Tag] = field(default_factory=list)  # links that are open
    notes: int = 0  # how many footnotes are open
    preformatted: int = 0
    shown: bool = True
    visible: bool = True  # by visibility
    sized: bool = True  # by font-size
    sizeless: bool = False  # whether a stretch without a size has begun of which no text was met yet
    side: int = 0  # whether digits are written raised (1), lowered (-1) or as they are (0)
    raised: int = 0
    lowered: int = 0
    slips: int = 0  # numbers of paragraphs that are struck alone
    before: list[tuple[Tag, bool, bool, int]] = field(default_factory=list)  # what changed them, and what they were before

    def add(self, text: str) -> None:
        """Text of the line; the first that is not blank is preceded by the marker of its item."""
        if self.marker and not is_blank(text):
            self.line.append(self.marker)
            self.marker = ""
        self.line.append(text)
        self.inked = self.inked or not is_blank(text)

    def tail(self) -> str:
        """The last characters of the line."""
        text = ""
        for part in reversed(self.line):
            text = part[-_LOOKED_BACK:] + text
            if len(text) >= _LOOKED_BACK:
                break
        return text[-_LOOKED_BACK:]

    def ended(self) -> Iterator[Piece]:
        """The line that ends here, if there is one."""
        if self.line:
            yield self._piece("".join(self.line))
            self.line, self.inked = [], False

    def lone_marker(self) -> Iterator[Piece]:
        """The marker of an item that has no text of its own up to here."""
        if self.marker:
            yield self._piece(self.marker)
            self.marker = ""

    def _piece(self, text: str) -> Piece:
        tables = self.tables if len(self.tables) <= _MOST_TABLES else [*self.tables[: _MOST_TABLES - 1], self.tables[-1]]
        return Piece(text, "note" if self.notes else "text", tuple(tables), cell=self.cells[-1])

    def enter(self, node: Tag, said: Mapping[str, str]) -> Iterator[Piece]:
        """An element begins: what it opens, and the markers that stand alone before it."""
        self.depth += 1
        name = node.name
        if "visibility" in said:
            self.change(node, visible=said["visibility"] == "visible")
        if "font-size" in said and (size := said["font-size"]) != "relative" and self.sized is (size == "0"):
            self.change(node, sized=size != "0")
        number = None
        if name == "pre":
            self.preformatted += 1
        elif name == "table":
            yield from self.lone_marker()
            self.tables.append(id(node))
            self.cells.append(_NO_CELL)
        elif name == "tr":
            self.cells[-1] = (id(node), 0)
        elif name in _CELLS:
            self.cells[-1] = (self.cells[-1][0], id(node))
        elif name == "a":
            self.anchors.append(node)
        elif name in LISTS:
            self.lists.enter(node, said)
        elif name == "li":
            yield from self.lone_marker()
            number, marker = self.lists.item(node, said)
            self.left_out[UNKNOWN_MARKER] += marker is None
            self.marker = (marker or "") if self.shown else ""
        if name in BLOCKS and is_note(node):
            self.notes += 1
        if self.styles.before or self.styles.marker:
            self._generate(node, said, number)

    def leave(self, node: Tag) -> Iterator[Piece]:
        """An element ends: what `enter` opened."""
        name = node.name
        if name == "li" and self.marker:
            if node.get_text(strip=True):  # its text is left out, and its marker with it
                self.marker = ""
            yield from self.lone_marker()
        if name in BLOCKS and is_note(node):
            self.notes -= 1
        if name == "pre":
            self.preformatted -= 1
        elif name == "table":
            self.tables.pop()
            self.cells.pop()
        elif name == "tr":
            self.cells[-1] = _NO_CELL
        elif name in _CELLS:
            self.cells[-1] = (self.cells[-1][0], 0)
        elif name == "a":
            self.anchors.pop()
        elif name in LISTS:
            self.lists.leave()
        self.counters.leave(self.depth)
        self.depth -= 1
        while self.before and self.before[-1][0] is node:
            _, self.visible, self.sized, self.side = self.before.pop()
            self.shown = self.visible and self.sized

    def change(self, node: Tag, *, visible: bool | None = None, sized: bool | None = None, side: int | None = None) -> None:
        """Below this element text is visible, has a size, and its digits are raised (1) or lowered (-1); None: as around it."""
        self.before.append((node, self.visible, self.sized, self.side))
        self.visible = self.visible if visible is None else visible
        self.sized = self.sized if sized is None else sized
        self.side = self.side if side is None else side
        if self.shown and visible is False:
            self.left_out[HIDDEN] += bool(node.get_text(strip=True))
        self.shown, self.sizeless = self.visible and self.sized, self.sizeless or sized is False

    def hide(self, text: str) -> None:
        """Text that is not shown; the first of a stretch without a size is counted, for what is within may have one again."""
        if self.visible and self.sizeless and not is_blank(text):
            self.left_out[HIDDEN] += 1
            self.sizeless = False

    def _generate(self, node: Tag, said: Mapping[str, str], number: int | None) -> None:
        """What styles put before an element (::before) or instead of its marker (::marker)."""
        self.counters.enter(said, self.depth)
        for rules in (self.styles.marker, self.styles.before):
            put = self.styles.put(rules, node)
            if "content" not in put or put.get("display") == "none" or not self.shown:
                continue
            self.counters.enter(put, self.depth + 1)
            text = self.counters.text(put["content"], number, self.styles.counter_styles)
            self.left_out["chữ do định kiểu (CSS) thêm vào"] += text is None
            if text and number is None and rules is self.styles.before:
                self.add(text)
            elif text is not None and number is not None and put["content"] != "normal":
                parted = text if text[-1:].isspace() or not text else f"{text} "
                self.marker = parted if rules is self.styles.marker else self.marker + parted
