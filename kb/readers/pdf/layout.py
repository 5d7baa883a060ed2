"""Lines with their geometry → paragraphs.

Guarantees:
1. Each line becomes part of exactly one paragraph, in the order of the content; lines are joined by one space, or by nothing
   after a hyphen or slash within a document number ("152/2026/NĐ-" "CP").
2. Text that stands side by side is never joined to the text around it: the two columns of a heading or a signature stay lines
   of text, a table's cells are of kind "table".
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile

from kb.law.model import ParagraphKind
from kb.readers.finish import Piece, clean_text
from kb.readers.pdf.lines import Line
from kb.readers.text.wrapped import OPEN_END, POINT

_INDENT = 6.0  # points: a first line that is indented less is not
_NEAR = 3.0  # points: edges of one margin
_SHARE = 0.1  # of the lines: as many make a margin
_CENTERED = 8.0  # points off the middle at most
_INDENTED_SHARE = 0.05  # of the lines: as many indented ones are first lines of paragraphs
_APART = 1.9  # font sizes between lines of one paragraph at most
_GAP = 1.2  # times the usual pitch: the gap between paragraphs
_BESIDE = 0.6  # font sizes: lines as high as each other
_BETWEEN = 6  # lines of a table between two that have others beside them
_LARGEST_HEAD = 4  # cells: issuer, motto, number and date; what has more is a table
_SENTENCE = re.compile(r"[.;:!?…][)\]”’\"»]*$")
_HYPHENS = "\\-\u00ad\u2010\u2011"
_BROKEN_AFTER = re.compile(r"\w[-\u2010\u2011/]$")  # not U+00AD: in TCVN3 it is a letter
_NUMBER_BROKEN_AFTER = re.compile(rf"\d[{_HYPHENS}/][\w{_HYPHENS}/]*[{_HYPHENS}\u2012\u2013\u2212/]$|\d/$")
_TYPE_END = re.compile(rf"\d[{_HYPHENS}/][A-ZĐ]{{1,6}}$")
_ISSUER = re.compile(rf"[{_HYPHENS}\u2012\u2013\u2212][A-ZĐ]{{2}}")
_LONGEST_NUMBER = 60  # characters
_LOOKED_BACK = 2 * _LONGEST_NUMBER  # parts of a paragraph, each line and what joins it to the next
_DIVISION = re.compile(r"(?:Phần thứ|Phần|Chương|Mục|Tiểu mục|Phụ lục)\s+[\w\s]{1,14}", re.IGNORECASE)
_ARTICLE = re.compile(r"[“\"‘]?Điều\s+\d\w*+\s*[.:]")
_OPENS = re.compile(rf"{_ARTICLE.pattern}|{_DIVISION.pattern}$|(?:[IVXLC]+|\d+)[.)]\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Margins:
    """The edges of the text on pages alike, in points; `indent` is where first lines begin, None where they do not stand in."""

    left: float
    right: float
    indent: float | None
    pitch: float  # between lines of one paragraph

    def centered(self, line: Line) -> bool:
        """Whether the line stands in the middle, clear of both margins and of the indent of first lines."""
        off = abs(line.left + line.right - self.left - self.right) / 2
        first = self.indent is not None and abs(line.left - self.indent) <= _NEAR
        return off < _CENTERED and line.left > self.left + 2 * _INDENT and line.right < self.right - 2 * _INDENT and not first


@dataclass
class _Paragraph:
    """A paragraph in the making."""

    tables: tuple[int, ...] = ()
    lines: list[Line] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)  # of the text: lines and what joins them
    length: int = 0  # of the text
    fonts: list[tuple[int, str]] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.parts)

    @property
    def end(self) -> str:
        """The last characters of the text, enough to tell whether it goes on: a line may be one character."""
        return self.text if len(self.parts) <= _LOOKED_BACK else "".join(self.parts[-_LOOKED_BACK:])

    def add(self, line: Line) -> None:
        """Join the line to the end."""
        if self.length:
            self._append(_glue(self.end, line.text))
        start = self.length
        for run in line.runs:
            if run.text and (not self.fonts or self.fonts[-1][1] != run.font):
                self.fonts.append((start, run.font))
            start += len(run.text)
        self._append(line.text)
        self.lines.append(line)
        self.notes += line.notes

    def _append(self, part: str) -> None:
        self.parts.append(part)
        self.length += len(part)

    def piece(self, kind: ParagraphKind) -> Piece:
        """The paragraph as a piece of this kind."""
        return Piece(self.text, kind, self.tables, tuple(self.fonts))


def _glue(before: str, after: str) -> str:
    """What joins two lines: nothing within a word or number that a hyphen or slash breaks, else a space."""
    broken = _BROKEN_AFTER.search(before[-2:]) and after[:1].isalnum()
    return "" if broken or _is_number_broken(before, after) else " "


def _is_number_broken(before: str, after: str) -> bool:
    """Whether a line ends amid the number of a document: "62/2015/NĐ-" "CP", "62/2015/NĐ" "-CP", "62/2015" "/NĐ-CP"."""
    before = before[-_LONGEST_NUMBER:]
    if after[:1] == "/":
        return before[-1:].isdigit() and after[1:2].isalnum()
    if _ISSUER.match(after):
        return _TYPE_END.search(before) is not None
    return after[:1].isalnum() and _NUMBER_BROKEN_AFTER.search(before) is not None


def pieces(pages: Sequence[list[Line]], notes: Sequence[list[Line]], widths: Sequence[float]) -> list[Piece]:
    """The paragraphs of the pages, each footnote (kind "note") after the one that bears it; `widths` are those of the pages."""
    margins = _margins(pages, widths)
    note_margins = _margins([[line for note in notes for line in note]], [0.0])[0] if notes else None
    found: list[Piece] = []
    for paragraph in _paragraphs(pages, margins):
        found.append(paragraph.piece("text"))
        for note in paragraph.notes:
            if note_margins:
                for part in _joined(notes[note], defaultdict(lambda: note_margins)):
                    found.append(part.piece("note"))
    return found


def _paragraphs(pages: Sequence[list[Line]], margins: Sequence[Margins]) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    running: list[Line] = []  # lines of text since the last block of columns
    for at, lines in enumerate(pages):
        for block, cells in _blocks(lines):
            if cells is None:
                running += block
                continue
            found += _joined(running, margins)
            running = []
            table = () if len(cells) <= _LARGEST_HEAD else (at,)
            for cell in cells:
                found += _cell(cell, table)
    return found + _joined(running, margins)


def _margins(pages: Sequence[list[Line]], widths: Sequence[float]) -> list[Margins]:
    """The margins of each page: one for all pages of a width and side (even, odd), or the page's own where it stands apart."""
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, width in enumerate(widths):
        groups[round(width), at % 2].append(at)
    found: dict[int, Margins] = {}
    for members in groups.values():
        shared = _edges([pages[at] for at in members])
        for at in members:
            own = _edges([pages[at]])
            found[at] = own if len(pages[at]) > _BETWEEN and own.left < shared.left - _NEAR else shared
    return [found[at] for at in range(len(pages))]


def _edges(pages: Sequence[list[Line]]) -> Margins:
    lines = [line for page in pages for line in page]
    if not lines:
        return Margins(0.0, 0.0, None, 0.0)
    lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
    enough = max(2, _SHARE * len(lines))
    left = next((edge for edge in lefts if _near(edge, lefts) >= enough), lefts[0])
    right = next((edge for edge in reversed(rights) if _near(edge, rights) >= enough), rights[-1])
    middle = (left + right) / 2
    inside = [edge for edge in lefts if left + _INDENT < edge < middle - (middle - left) / 2]
    indent = max(inside, key=lambda edge: _near(edge, inside), default=0.0)
    indented = _near(indent, inside) >= max(2, _INDENTED_SHARE * len(lines))
    steps = [(a.baseline - b.baseline, a.size) for page in pages for a, b in pairwise(page)]
    pitches = Counter(round(step) for step, size in steps if 0 < step < _APART * size)
    usual = min((pitch for pitch, count in pitches.items() if count >= 0.2 * pitches.total()), default=0)
    return Margins(left, right, indent if indented else None, float(usual))


def _near(edge: float, edges: list[float]) -> int:
    """The number of the sorted `edges` that are near this one."""
    return bisect_right(edges, edge + _NEAR) - bisect_left(edges, edge - _NEAR)


def _joined(lines: Sequence[Line], margins: Sequence[Margins] | dict[int, Margins]) -> list[_Paragraph]:
    """The lines of one column, joined to paragraphs."""
    found: list[_Paragraph] = []
    title = False  # whether the paragraph at hand is the title of a division
    for line in lines:
        if found and _continues(found[-1].lines[-1], line, margins[found[-1].lines[-1].page], margins[line.page], title):
            found[-1].add(line)
            continue
        title = bool(found) and _DIVISION.fullmatch(clean_text(found[-1].text)) is not None
        found.append(_Paragraph())
        found[-1].add(line)
    return found


def _continues(before: Line, line: Line, margins_before: Margins, margins: Margins, title: bool) -> bool:
    """Whether `line` goes on with the paragraph that `before` is the last line of."""
    pitch = before.baseline - line.baseline
    same_page = before.page == line.page
    if same_page and not 0 < pitch < _APART * max(before.size, line.size):
        return False
    text, head = before.text.rstrip(), line.text.lstrip()
    if _is_number_broken(text, head):
        return True
    lower = _is_small(head)
    is_open = OPEN_END.search(text) is not None
    full = before.right + _first_word(line) > margins_before.right
    if margins_before.centered(before) or margins.centered(line):
        alike = before.bold == line.bold and abs(before.size - line.size) < 1
        upper = text.isupper() and head.isupper()
        more_title = title and (upper or not (text.isupper() or head.isupper())) and not _OPENS.match(head)
        return alike and is_open and (lower or more_title or (full and upper))
    goes_on = _goes_on(text, head)
    if before.bold != line.bold and not goes_on:
        return False
    if margins.indent is not None and line.left > margins.left + _INDENT:
        return full and goes_on
    wide = same_page and margins.indent is None and pitch > _GAP * margins.pitch
    if wide or not full:
        return goes_on
    # Without indents, a page that breaks after a full line leaves only the sentence to tell.
    return same_page or margins.indent is not None or lower or not (_SENTENCE.search(text) or _ARTICLE.match(head))


def _is_small(head: str) -> bool:
    """Whether a line begins in a small letter that is no mark of a điểm."""
    return head[0].islower() and not POINT.match(head)


def _goes_on(before: str, after: str) -> bool:
    """Whether the words alone say that a sentence goes on, or a number."""
    before, after = before.rstrip(), after.lstrip()
    return _is_number_broken(before, after) or (_is_small(after) and OPEN_END.search(before) is not None)


def _first_word(line: Line) -> float:
    """The width of the first word and the space before it, in points."""
    text = line.text.strip()
    return (line.right - line.left) / max(len(text), 1) * (len(text.split()[0]) + 1.5)


def _blocks(lines: list[Line]) -> list[tuple[list[Line], list[list[Line]] | None]]:
    """The lines in order, parted in runs: of text (None), or of lines that stand side by side (their cells)."""
    by_height = sorted(lines, key=_height)
    beside = [at for at, line in enumerate(lines) if _has_neighbour(line, by_height)]
    inside: set[int] = set(beside)
    for a, b in pairwise(beside):
        if b - a <= _BETWEEN and lines[b].baseline > lines[a].baseline - _BETWEEN * 2 * lines[a].size:
            inside.update(range(a, b))
    found: list[tuple[list[Line], list[list[Line]] | None]] = []
    for at, line in enumerate(lines):
        columnar = at in inside
        if not found or columnar != (found[-1][1] is not None):
            found.append(([], [] if columnar else None))
        block, cells = found[-1]
        if cells is not None:
            if not block or line.baseline > block[-1].baseline - 1 or _apart(line, block[-1]):
                cells.append([])
            cells[-1].append(line)
        block.append(line)
    return found


def _height(line: Line) -> float:
    return line.baseline


def _has_neighbour(line: Line, by_height: list[Line]) -> bool:
    """Whether any line stands beside `line`; `by_height` are the lines of its page in order of their baselines."""
    height, reach = line.baseline, _BESIDE * line.size
    first = bisect_right(by_height, height - reach, key=_height)
    return any(
        abs(height - other.baseline) < _BESIDE * other.size and _apart(line, other)
        for other in takewhile(lambda other: other.baseline < height + reach, islice(by_height, first, None))
    )


def _apart(one: Line, other: Line) -> bool:
    """Whether nothing of the one stands above or below the other."""
    return one.right < other.left or other.right < one.left


def _cell(lines: list[Line], table: tuple[int, ...]) -> list[_Paragraph]:
    """The paragraphs of a cell: a table's are one, a heading's are its lines; a line that begins small goes on."""
    found: list[_Paragraph] = []
    for line in lines:
        before = found[-1] if found else None
        near = before is not None and before.lines[-1].baseline - line.baseline < _APART * line.size
        if before is None or not near or not (table or _goes_on(before.end, line.text)):
            found.append(_Paragraph(table))
        found[-1].add(line)
    return found
