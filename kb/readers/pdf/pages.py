"""The pages of a PDF → their lines of text with their geometry.

Guarantees:
1. Characters and their order are those of the PDF's content; added are only the spaces that gaps show.
2. A line holds text of one direction. Text is read in its own direction; of what stands askew to the page, only a few words
   (a stamp, a watermark) are left out, and said.
3. Whatever the bytes are: pages, or UnreadableFile. Pages and characters are bounded.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from kb.errors import UnreadableFile
from kb.language.text import fold_white_space, nfc
from kb.readers.pdf.lines import Line, PageLines, Run
from kb.readers.pdf.pdfium import HYPHEN, NO_SHAPE, Page, Shape, opened, turned
from kb.readers.pdf.spacing import Part, respaced

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
_LIST_MARK = re.compile(r"\s*(?:[-–+•*]|\(?\w{1,4}[.)])\s*")


def pages(data: bytes, name: str) -> list[PageLines]:
    """The pages of a PDF, in order; one that holds text of two directions comes as two. Raises UnreadableFile."""
    with opened(data, name) as document:
        if len(document) > _MOST_PAGES:
            raise UnreadableFile(f"{name}: nhiều hơn {_MOST_PAGES} trang, không đọc")
        found: list[PageLines] = []
        total = 0
        for number in range(len(document)):
            with document.page(number) as page:
                total += page.count
                if page.count > _MOST_ON_A_PAGE or total > _MOST_CHARACTERS:
                    raise UnreadableFile(f"{name}: trang {number + 1}: quá nhiều chữ, không đọc")
                found += _page(page, number, len(found))
        return found


def _page(page: Page, number: int, first: int) -> list[PageLines]:
    """Page `number`, from 0, as one page for each direction of its text; the first has the index `first` among all."""
    page.read()
    lines: dict[int, list[Line]] = {}
    for line in _lines(page):
        lines.setdefault(line.runs[0].angle, []).append(line)
    main = max(lines, key=lambda angle: sum(len(line.text) for line in lines[angle]), default=page.turned)
    read = [angle for angle in lines if angle in (main, page.turned) or _words(lines[angle]) >= _FEWEST_TURNED]
    left_out = tuple(_said(number, (angle - page.turned) % 360, lines[angle]) for angle in lines if angle not in read)
    shapes = list(page.shapes())
    found = []
    for angle in read or [main]:
        across, up, width, height = _extent(page, angle)
        level = [_moved(line, first + len(found), across, up) for line in lines.get(angle, ())]
        covered, rules = _covered_and_rules([_turned(shape, page, angle) for shape in shapes], width, height)
        found.append(PageLines(width, height, tuple(level), rules, covered, number))
    found[0] = replace(found[0], damaged=page.damaged, left_out=left_out, is_unseen=page.is_unseen())
    return found


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)


def _said(number: int, angle: int, lines: Sequence[Line]) -> str:
    """What a report says of text that is left out for its direction."""
    text = fold_white_space(nfc(" ".join(line.text for line in lines)))
    shown = text if len(text) <= _SAMPLE else f"{text[:_SAMPLE]}…"
    return f"trang {number + 1}: chữ xoay {angle}° không đọc, {len(text)} ký tự: “{shown}”"


def _extent(page: Page, angle: int) -> tuple[float, float, float, float]:
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


def _turned(shape: Shape, page: Page, angle: int) -> Shape:
    """The shape on a page that is turned to read text of `angle`."""
    if not angle:
        return shape
    across, up, *_ = _extent(page, angle)
    corners = [turned(x, y, angle) for x in (shape.left, shape.right) for y in (shape.bottom, shape.top)]
    xs, ys = [x + across for x, _ in corners], [y + up for _, y in corners]
    return Shape(shape.kind, min(xs), min(ys), max(xs), max(ys))


def _covered_and_rules(shapes: Sequence[Shape], width: float, height: float) -> tuple[float, tuple[float, ...]]:
    """The share of the page under images, and the heights of short rules, as stand above footnotes."""
    covered, rules = 0.0, []
    for shape in shapes:
        across, up = shape.right - shape.left, shape.top - shape.bottom
        if shape.kind == "image":
            covered += min(across, width) * min(up, height)
        elif up < _RULE_HEIGHT and 0.1 * width < across < 0.5 * width:
            rules.append(shape.bottom)
    return min(covered / max(width * height, 1.0), 1.0), tuple(rules)


def _lines(page: Page) -> Iterator[Line]:
    """The runs of the page, in the order of the content, joined where one stands right beside the other."""
    line: list[Part] = []
    for part in _runs(page):
        run = part.run
        if line and not _beside(line, run):
            yield from _line(page, line)
            line = []
        before = line[-1].run if line else run
        if line and run.left - before.right > _WORD_GAP * max(run.size, before.size) and not before.text.endswith(" "):
            line.append(part._replace(run=replace(run, text=f" {run.text}"), spaced=True))
        else:
            line.append(part)
    yield from _line(page, line)


def _line(page: Page, parts: list[Part]) -> Iterator[Line]:
    if any(not part.run.text.isspace() for part in parts):
        yield Line(tuple(respaced(page, parts) if any(part.spaced for part in parts) else [p.run for p in parts]), 0)


def _beside(line: list[Part], run: Run) -> bool:
    """Whether `run` goes on with the line: about as high, to the right, no farther than a space or a tab after a list mark."""
    before = line[-1].run
    size = max(before.size, run.size)
    if before.angle != run.angle or abs(run.baseline - before.baseline) > _SAME_LINE * size:
        return False
    if run.left < before.right - _OVERLAP * size:
        return False
    return run.left - before.right < _CELL_GAP * size or _LIST_MARK.fullmatch("".join(p.run.text for p in line)) is not None


def _runs(page: Page) -> Iterator[Part]:
    """The characters of the page in runs of one text object, broken where a gap is wider than a space."""
    text = page.text
    special = _SPECIAL.search(text) is not None
    letters, spaced = "", False
    start = last = thing = at = angle = 0  # of the run: its first character, the last one that has ink, its text object
    size, font = 0.0, ""
    for of, group in groupby(page.objects):
        begin = at
        at += sum(1 for _ in group)
        if of is None:
            # PDFium adds spaces where it sees a gap, and line ends, which the geometry says better.
            if not letters or at == page.count or " " not in text[begin:at]:
                continue
            if page.begin(at, angle) - page.end(last, angle) > _CELL_GAP * size:
                yield _part(page, letters, (start, last), (size, angle, font), spaced)
                letters = ""
            else:
                letters, spaced = f"{letters} ", True
            continue
        if letters and of != thing:
            yield _part(page, letters, (start, last), (size, angle, font), spaced)
            letters = ""
        if not letters:
            start, thing, spaced = begin, of, False
            size, angle, font = page.style(begin, of)
        shown = text[begin:at]
        if special and _SPECIAL.search(shown):
            shown = "".join(
                page.hyphen(begin + off, size, font) if char == HYPHEN else char
                for off, char in enumerate(shown)
                if char not in NO_SHAPE
            )
        if shown:
            letters += shown
            last = max(start, begin + len(text[begin:at].rstrip()) - 1) if not shown.isspace() else max(last, start)
    if letters:
        yield _part(page, letters, (start, last), (size, angle, font), spaced)


def _part(page: Page, letters: str, span: tuple[int, int], style: tuple[float, int, str], spaced: bool) -> Part:
    """The run of these letters; `span` are the indexes of its first character and of the last that has ink."""
    start, last = span
    size, angle, font = style
    run = Run(letters, page.begin(start, angle), page.end(last, angle), page.baseline(start, angle), size, font, angle)
    return Part(run, start, last + 1, spaced)
