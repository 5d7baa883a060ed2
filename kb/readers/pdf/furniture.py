"""The furniture of pages, left out of the text: running heads, page numbers, stamps of signatures, pointers of the gazette.

Guarantees:
1. A line is taken for a running head or a page number only where it stands at the edge of pages, at one height, with a number
   that counts the pages; or where it is the head line of the gazette, or recurs word for word.
2. Every other line stays; what is left out is counted by name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kb.language.text import fold_white_space, nfc
from kb.readers.pdf.lines import Line, PageLines
from kb.readers.text.wrapped import stamps

_EDGE = 2  # lines at the top and at the bottom
_SAME_HEIGHT = 8.0  # points
_FEWEST = 3  # pages that show a count
_GAZETTE_HEAD = re.compile(r"(?:\d+ ?)?CÔNG BÁO ?/ ?Số (?P<issue>\d[\d+ ]*?) ?/ ?Ngày [\d\-/]++(?: \d+)?", re.IGNORECASE)
_SHOWN = re.compile("“(.*?)…?”")
_ALONE = (
    (re.compile(r"\(?Xem tiếp Công báo số [\d+ ]+\)?[.;]?", re.IGNORECASE), "dòng “Xem tiếp Công báo”"),
    (re.compile(r"\[ ?da ?ky ?\]", re.IGNORECASE), "dấu “[daky]” thay chữ ký"),
)

Edge = tuple[int, Line, bool]  # page, line, whether at the top


def without_furniture(pages: Sequence[PageLines]) -> tuple[list[list[Line]], Counter[str], str]:
    """The lines of each page without its furniture, how many of each kind were left out, and the issue of the gazette or ""."""
    named: dict[int, str] = {}  # the identity of a line → its name in the report
    issue = ""
    edges = list(_edges(pages))
    for _, line, _ in edges:
        if head := _GAZETTE_HEAD.fullmatch(clean(line)):
            issue = issue or head["issue"].replace(" ", "")
            named[id(line)] = _HEAD
    for line in _counting(edges):
        named.setdefault(id(line), _NUMBER if _bare(clean(line)) else _HEAD)
    for line in _recurring(edges, len(pages)):
        named.setdefault(id(line), _HEAD)
    for page in pages:
        texts = [clean(line) for line in page.lines]
        named |= {id(page.lines[at]): "dòng dấu chữ ký số" for at in stamps(texts)}
        for line, text in zip(page.lines, texts, strict=True):
            named |= {id(line): name for form, name in _ALONE if form.fullmatch(text)}
    kept = [[line for line in page.lines if id(line) not in named] for page in pages]
    return kept, Counter(named[id(line)] for page in pages for line in page.lines if id(line) in named), issue


def at_edges(pages: Sequence[PageLines], kept: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The lines that stand around the text of `pages`: all but the `kept` ones, and those that stand askew.

    Of a document of few pages no line recurs: of that, all lines at the edges of its pages.
    """
    within = {id(line) for lines in kept for line in lines}
    lines = {clean(line): None for page in pages for line in page.lines if id(line) not in within}
    if len(pages) < _FEWEST:
        lines |= {clean(line): None for _, line, _ in _edges(pages)}
    yield from lines
    yield from (shown[1] for page in pages for said in page.left_out if (shown := _SHOWN.search(said)))


_HEAD = "dòng đầu hoặc chân trang lặp lại"
_NUMBER = "số trang"


def clean(line: Line) -> str:
    """The text of a line in NFC, white space folded."""
    return fold_white_space(nfc(line.text))


def _bare(text: str) -> bool:
    return not any(character.isalpha() for character in text)


def _edges(pages: Sequence[PageLines]) -> Iterator[Edge]:
    """The lines at the top and at the bottom of each page, the outermost first."""
    for page in pages:
        down = sorted(page.lines, key=lambda line: -line.baseline)
        heights = sorted({round(line.baseline) for line in down}, reverse=True)
        for line in down:
            if round(line.baseline) in heights[:_EDGE]:
                yield page.number, line, True
            if round(line.baseline) in heights[-_EDGE:]:
                yield page.number, line, False


def _counting(edges: list[Edge]) -> list[Line]:
    """The lines that are alike but for a number that counts the pages, at one height."""
    alike: dict[tuple[str, int, bool], list[tuple[int, Line]]] = defaultdict(list)
    for page, line, top in edges:
        for key, number in _readings(clean(line).replace(" /", "/").replace("/ ", "/")):  # "1 /5" and "2/5"
            alike[key, number - page, top].append((page, line))
    found = []
    for lines in alike.values():
        for _, line in lines:
            level = [page for page, other in lines if abs(other.baseline - line.baseline) <= _SAME_HEIGHT]
            if len(set(level)) >= _FEWEST:
                found.append(line)
    return found


def _readings(text: str) -> Iterator[tuple[str, int]]:
    """Each way to see a page number in a line: the rest of it, and the number. It may be glued to digits: "28-12-20153"."""
    for match in re.finditer(r"\d+", text):
        start, end = match.span()
        cuts = {(start, end)}
        if end == len(text):
            cuts |= {(cut, end) for cut in range(start, end)}
        if start == 0:
            cuts |= {(0, cut) for cut in range(1, end + 1)}
        for first, last in cuts:
            if last - first <= 4:
                yield f"{text[:first]}#{text[last:]}", int(text[first:last])


def _recurring(edges: list[Edge], pages: int) -> list[Line]:
    """The lines that stand word for word at one height on a third of the pages, and on as many as show that it is no chance."""
    alike: dict[tuple[str, bool], list[tuple[int, Line]]] = defaultdict(list)
    for page, line, top in edges:
        alike[clean(line), top].append((page, line))
    found = []
    for lines in alike.values():
        for _, line in lines:
            level = [page for page, other in lines if abs(other.baseline - line.baseline) <= _SAME_HEIGHT]
            if len(set(level)) >= max(_FEWEST, pages / 3):
                found.append(line)
    return found
