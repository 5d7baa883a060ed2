"""The pages of a PDF → their lines of text with their geometry.

Guarantees:
1. Characters and their order are those of the PDF's content; added are only the spaces that gaps show.
2. A line holds text of one direction. Text is read in its own direction; of what stands askew to the page, only a few words
   (a stamp, a watermark) are left out, and said.
3. Whatever the bytes are: pages, or UnreadableFile. Pages and characters are bounded.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from kb.errors import UnreadableFile
from kb.language.text import fold_white_space, nfc
from kb.readers.pdf.lines import Line, PageLines, Run
from kb.readers.pdf.pdfium import HYPHEN, NO_SHAPE, CharacterLook, PdfPage, Shape, opened, turned
from kb.readers.pdf.spacing import SpacedRun, respaced

_MOST_PAGES = 5_000
_MOST_CHARACTERS = 30_000_000
_MOST_ON_A_PAGE = 200_000
_RULE_HEIGHT = 3.0  # points
_FEWEST_TURNED = 40  # words of another direction than the page's that are read: less is a stamp
_SAMPLE = 80  # characters of what is left out that a report shows
_SPECIAL = re.compile(f"[{HYPHEN}{NO_SHAPE}]")
# In font sizes:
_CELL_GAP = 2.5  # as wide as no space between words is
_WORD_GAP = 0.15  # from here on a space
_SAME_LINE = 0.5  # superscripts are raised less
_OVERLAP = 0.3  # italics lean over what follows
_TOUCHING = 0.03  # between the widths of letters beside each other
_LIST_MARK = re.compile(r"\s*(?:[-–+•*]|\(?\w{1,4}[.)])\s*")

_NO_LOOK: CharacterLook = (0.0, 0.0, 0.0, "")


def pages(data: bytes, name: str) -> list[PageLines]:
    """The pages of a PDF, in order; one that holds text of two directions comes as two. Raises UnreadableFile."""
    with opened(data, name) as document:
        if document.pages > _MOST_PAGES:
            raise UnreadableFile(f"{name}: nhiều hơn {_MOST_PAGES} trang, không đọc")
        found: list[PageLines] = []
        total = 0
        for number in range(document.pages):
            with document.page(number) as page:
                total += page.count
                if page.count > _MOST_ON_A_PAGE or total > _MOST_CHARACTERS:
                    raise UnreadableFile(f"{name}: trang {number + 1}: quá nhiều chữ, không đọc")
                found += _page(page, number, len(found))
        return found


def _page(page: PdfPage, number: int, first: int) -> list[PageLines]:
    """Page `number`, from 0, as one page for each direction of its text; the first has the index `first` among all."""
    page.read()
    lines: dict[int, list[Line]] = {}
    for line in _lines(page):
        lines.setdefault(line.runs[0].angle, []).append(line)
    main = max(lines, key=lambda angle: sum(len(line.text) for line in lines[angle]), default=page.turned)
    read = [angle for angle in lines if angle in (main, page.turned) or _words(lines[angle]) >= _FEWEST_TURNED]
    left_out = tuple(_said(number, (angle - page.turned) % 360, lines[angle]) for angle in lines if angle not in read)
    shapes = list(page.shapes())
    found: list[PageLines] = []
    for angle in read or [main]:
        across, up, width, height = _extent(page, angle)
        level = [_moved(line, first + len(found), across, up) for line in lines.get(angle, ())]
        covered, rules, wide = _covered_and_rules([_turned(shape, page, angle) for shape in shapes], width, height)
        found.append(PageLines(width, height, tuple(level), rules, wide, covered, number))
    found[0] = replace(found[0], damaged=page.damaged, left_out=left_out, is_unseen=page.is_unseen())
    return found


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)


def _said(number: int, angle: int, lines: Sequence[Line]) -> str:
    """What a report says of text that is left out for its direction."""
    text = fold_white_space(nfc(" ".join(line.text for line in lines)))
    shown = text if len(text) <= _SAMPLE else f"{text[:_SAMPLE]}…"
    return f"trang {number + 1}: chữ xoay {angle}° không đọc, {len(text)} ký tự: “{shown}”"


def _extent(page: PdfPage, angle: int) -> tuple[float, float, float, float]:
    """How far to move a page that is turned to read text of `angle`, so that it begins at 0, 0; and its width and height."""
    width, height = page.size
    if not angle:
        return 0.0, 0.0, width, height
    corners = [turned(x, y, angle) for x in (0.0, width) for y in (0.0, height)]
    left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
    return -left, -bottom, max(x for x, _ in corners) - left, max(y for _, y in corners) - bottom


def _moved(line: Line, page: int, across: float, up: float) -> Line:
    """The line as one of page `page`, moved."""
    if not across and not up:
        return line if line.page == page else replace(line, page=page)
    runs = (
        replace(run, left=run.left + across, right=run.right + across, baseline=round(run.baseline + up, 2))
        for run in line.runs
    )
    return Line(tuple(runs), page)


def _turned(shape: Shape, page: PdfPage, angle: int) -> Shape:
    """The shape on a page that is turned to read text of `angle`."""
    if not angle:
        return shape
    across, up, *_ = _extent(page, angle)
    corners = [turned(x, y, angle) for x in (shape.left, shape.right) for y in (shape.bottom, shape.top)]
    xs, ys = [x + across for x, _ in corners], [y + up for _, y in corners]
    return Shape(shape.kind, min(xs), min(ys), max(xs), max(ys))


def _covered_and_rules(
    shapes: Sequence[Shape], width: float, height: float
) -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    """The share under images; the heights of short rules, as above footnotes, and of wide ones, where these go on."""
    covered = 0.0
    short: list[float] = []
    wide: list[float] = []
    for shape in shapes:
        across, up = shape.right - shape.left, shape.top - shape.bottom
        if shape.kind == "image":
            covered += min(across, width) * min(up, height)
        elif up < _RULE_HEIGHT and across > 0.1 * width:
            (short if across < 0.5 * width else wide).append(shape.bottom)
    return min(covered / max(width * height, 1.0), 1.0), tuple(short), tuple(wide)


def _lines(page: PdfPage) -> Iterator[Line]:
    """The lines of the page, in the order of the content; text that is turned comes after that which is not."""
    turned: dict[int, list[SpacedRun]] = {}

    def level() -> Iterator[SpacedRun]:
        for part in _runs(page):
            if part.run.angle:
                turned.setdefault(part.run.angle, []).append(part)
            else:
                yield part

    yield from _joined(page, level())
    for parts in turned.values():
        yield from _joined(page, parts if _is_in_order(parts) else _in_rows(parts))


def _is_in_order(parts: Sequence[SpacedRun]) -> bool:
    """Whether most runs follow each other to the right or below: PDFium sorts text as if it were level."""
    pairs = [(a.run, b.run) for a, b in pairwise(parts)]
    along = sum(abs(a.baseline - b.baseline) <= _SAME_LINE * a.size and a.left <= b.left for a, b in pairs)
    below = sum(a.baseline - b.baseline > _SAME_LINE * a.size for a, b in pairs)
    return 3 * (along + below) >= 2 * len(pairs)


def _in_rows(parts: Sequence[SpacedRun]) -> list[SpacedRun]:
    """The runs from the top down, those of one height from left to right."""
    rows: list[list[SpacedRun]] = []
    for part in sorted(parts, key=lambda part: -part.run.baseline):
        if not rows or rows[-1][0].run.baseline - part.run.baseline > _SAME_LINE * part.run.size:
            rows.append([])
        rows[-1].append(part)
    return [part for row in rows for part in sorted(row, key=lambda part: part.run.left)]


def _joined(page: PdfPage, parts: Iterable[SpacedRun]) -> Iterator[Line]:
    """The runs in their order, joined to lines where one stands right beside the other."""
    line: list[SpacedRun] = []
    for part in parts:
        run = part.run
        if line and not _beside(page, line, run):
            yield from _line(page, line)
            line = []
        before = line[-1].run if line else run
        if line and run.left - before.right > _WORD_GAP * max(run.size, before.size) and not before.text.endswith(" "):
            line.append(part._replace(run=replace(run, text=f" {run.text}"), spaced=True))
        else:
            line.append(part)
    yield from _line(page, line)


def _line(page: PdfPage, parts: list[SpacedRun]) -> Iterator[Line]:
    if any(not part.run.text.isspace() for part in parts):
        runs = respaced(page, parts) if any(part.spaced for part in parts) else [part.run for part in parts]
        yield Line(tuple(_merged(runs)), 0)


def _merged(runs: list[Run]) -> Iterator[Run]:
    """The runs of a line, those of one style beside each other as one: some programs make an object of each letter."""
    for (size, baseline, font, angle), group in groupby(runs, key=lambda run: (run.size, run.baseline, run.font, run.angle)):
        alike = list(group)
        if len(alike) == 1:
            yield alike[0]
        else:
            text = "".join(run.text for run in alike)
            right = max(run.right for run in alike)
            yield Run(text, alike[0].left, right, baseline, size, font, angle)


def _beside(page: PdfPage, line: list[SpacedRun], run: Run) -> bool:
    """Whether `run` goes on with the line: about as high, to the right, no farther than a space or a tab after a list mark."""
    before = line[-1].run
    size = max(before.size, run.size)
    if before.angle != run.angle or abs(run.baseline - before.baseline) > _SAME_LINE * size:
        return False
    # The ink of a font that stands in for one that is not at hand may be broader than its letters.
    if run.left < before.right - _OVERLAP * size and run.left < page.advanced(line[-1].end - 1, run.angle) - _OVERLAP * size:
        return False
    return run.left - before.right < _CELL_GAP * size or _LIST_MARK.fullmatch("".join(p.run.text for p in line)) is not None


def _runs(page: PdfPage) -> Iterator[SpacedRun]:
    """The characters of the page in runs of one style on one line, broken where a gap is wider than a space."""
    text = page.text
    special = _SPECIAL.search(text) is not None
    letters, spaced = "", False
    # Of the run: its first character, the last one that has ink, the one that a gap is measured from, its text object.
    start = last = edge = thing = at = 0
    style, look = (0.0, 0, ""), _NO_LOOK
    for of, group in groupby(page.objects):
        begin = at
        at += len(list(group))
        if of is None:
            # PDFium adds spaces where it sees a gap, and line ends, which the geometry says better.
            if not letters or at == page.count or " " not in text[begin:at]:
                continue
            angle = style[1]
            if page.begin(at, angle) - (page.advanced(last, angle) if angle else page.end(last)) > _CELL_GAP * style[0]:
                yield _part(page, letters, (start, last), style, spaced)
                letters = ""
            elif not angle or page.objects[at] == thing:  # between objects that are turned, the gap tells
                letters, spaced = f"{letters} ", True
            continue
        seen = None
        if letters and of != thing:
            seen = page.look(begin, of)
            glue = _glue(page, letters, edge, style, (look, seen))
            if glue is None:
                yield _part(page, letters, (start, last), style, spaced)
                letters = ""
            else:
                look, thing, spaced, letters = seen, of, spaced or glue != "", letters + glue
        if not letters:
            start, last, thing, spaced = begin, begin, of, False
            style, look = page.style(begin, of), seen or page.look(begin, of)
        shown = text[begin:at]
        if special and _SPECIAL.search(shown):
            shown = _without_shapeless(page, begin, shown, style)
        letters += shown
        if inked := len(text[begin:at].rstrip()):
            last = edge = begin + inked - 1
        else:
            edge = begin
    if letters:
        yield _part(page, letters, (start, last), style, spaced)


def _glue(
    page: PdfPage, letters: str, edge: int, style: tuple[float, int, str], looks: tuple[CharacterLook, CharacterLook]
) -> str | None:
    """What joins a run to the object after it, nothing or a space, where it goes on in the same style beside it; else None."""
    (_, y_before, height_before, font_before), (x, y, height, font) = looks
    size, angle, _ = style
    if angle or font != font_before or abs(y - y_before) > 0.005 or abs(height - height_before) > 0.01:
        return None
    # Where letters touch, the room that their shapes leave within their width need not be looked at.
    if -_OVERLAP * size <= x - page.advanced(edge, 0) <= _TOUCHING * size:
        return ""
    gap = x - page.end(edge)
    if not -_OVERLAP * size <= gap < _CELL_GAP * size:
        return None
    return " " if gap > _WORD_GAP * size and not letters.endswith(" ") else ""


def _without_shapeless(page: PdfPage, begin: int, shown: str, style: tuple[float, int, str]) -> str:
    """The characters from index `begin` on without those that are none, and with the hyphen that the document has."""
    return "".join(
        page.hyphen(begin + off, style[0], style[2]) if char == HYPHEN else char
        for off, char in enumerate(shown)
        if char not in NO_SHAPE
    )


def _part(page: PdfPage, letters: str, span: tuple[int, int], style: tuple[float, int, str], spaced: bool) -> SpacedRun:
    """The run of these letters; `span` are the indexes of its first character and of the last that has ink."""
    start, last = span
    size, angle, font = style
    right = page.advanced(last, angle) if angle else page.end(last)
    run = Run(letters, page.begin(start, angle), right, page.baseline(start, angle), size, font, angle)
    return SpacedRun(run, start, last + 1, spaced)
