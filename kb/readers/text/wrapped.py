"""Text as it stood on pages, wrapped at a fixed width → its paragraphs again.

Guarantees:
1. No character of the text is lost: lines are only joined. A running head, a page number and the stamp of a digital signature
   are left out and named; only what recurs beside page numbers that count up is taken for a running head.
2. Text whose lines do not show one width is left as it is.
3. Lines are joined without a space only where the break stands after a hyphen or slash within a word ("152/2026/NĐ-" "CP").
"""

import re
from collections import Counter
from itertools import pairwise

# Điểm, written "a)", "đ)", "aa)", "1.1)" or "iv.": a lower-case letter that opens a provision, not the rest of a sentence.
POINT = re.compile(r"(?:[a-zđ]{1,2}|[ivx]{1,5})(?:\.?\d+)*\s?(?:[)/]|\.\s)")
# No mark at the end that closes a sentence or a clause.
OPEN_END = re.compile(r"[^.;:!?…)\]”’\"»][)\]”’\"»]*$")

_MARKER = re.compile(
    r"[“\"‘]?(?:Điều\s+\d\w*+\s*[.:]|(?:Phần|Chương|Mục|Tiểu mục)\s+(?:[IVXLC]+|\d+|thứ)\b|Phụ lục\b"
    r"|\d+(?:\.\d+)*[.)]\s|[IVXLC]+\.\s|[-–+•*]\s|Căn cứ\b|Theo đề nghị\b|Nơi nhận)"
)
_ARTICLE = re.compile(r"[“\"‘]?Điều\s+(\d+)")
_NUMBER = re.compile(r"(?:[-–]\s*)?(\d{1,4})(?:\s*[-–])?")
_STAMP_START = re.compile(r"(?:Người ký|Ký bởi)\s*:")
_STAMP_END = re.compile(r"(?:Ngày|Thời gian) ký\s*:.*\d\d:\d\d:\d\d")
_BROKEN = re.compile(r"\w[-/]$")
_STAMP_LINES = 8
_SHORTEST_PAGE = 10  # lines
_FEWEST_WRAPS = 8
_WIDTHS = range(40, 161)


def without_page_furniture(lines: list[str]) -> tuple[list[str], dict[str, int]]:
    """The lines without running heads, page numbers and signature stamps, and how many of each were left out.

    Where these stood between blank lines, the blank lines go too, so that a sentence goes on over the page.
    """
    heads, numbers = _heads_and_numbers(lines)
    stamped = stamps(lines)
    left_out = {
        "dòng đầu trang lặp lại": len(heads),
        "số trang": len(numbers),
        "dòng dấu chữ ký số": len(stamped),
    }
    furniture = heads | numbers | stamped
    kept = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (end in furniture or not lines[end]):
            end += 1
        if end == at:
            kept.append(lines[at])
            at += 1
        else:
            kept += lines[at:end] if furniture.isdisjoint(range(at, end)) else []
            at = end
    return kept, left_out


def _heads_and_numbers(lines: list[str]) -> tuple[set[int], set[int]]:
    """The indexes of running heads and of page numbers: lines that recur, each beside a number that counts the pages."""
    filled = [at for at, line in enumerate(lines) if line]
    beside: dict[str, list[tuple[int, int, int]]] = {}  # a line → (its index, that of the number, the number)
    for first, second in pairwise(filled):
        for head, number in ((first, second), (second, first)):
            if (found := _NUMBER.fullmatch(lines[number])) and not _NUMBER.fullmatch(lines[head]):
                beside.setdefault(lines[head], []).append((head, number, int(found[1])))
    heads: set[int] = set()
    numbers: set[int] = set()
    recurs = Counter(lines)
    for line, found_at in beside.items():
        counted = [number for _, _, number in found_at]
        up = all(after > before for before, after in pairwise(counted))
        pages = len(found_at)
        far = found_at[-1][0] - found_at[0][0] >= _SHORTEST_PAGE * (pages - 1)
        if pages >= 3 and pages == recurs[line] and up and far:
            heads.update(head for head, _, _ in found_at)
            numbers.update(number for _, number, _ in found_at)
    return heads, numbers


def stamps(lines: list[str]) -> set[int]:
    """The indexes of the lines that belong to the stamps of digital signatures."""
    return {at for start, line in enumerate(lines) if _STAMP_START.match(line) for at in _stamp(lines, start)}


def _stamp(lines: list[str], start: int) -> range:
    """The indexes of the stamp that a digital signature prints from `start` on, up to the time of signing."""
    for at in range(start, min(start + _STAMP_LINES, len(lines))):
        if _STAMP_END.match(lines[at]):
            return range(start, at + 1)
    return range(0)


def unwrap(lines: list[str]) -> list[str] | None:
    """The paragraphs of lines wrapped at one width; None where the lines show no such width."""
    width = _width(lines)
    if width is None:
        return None
    paragraphs: list[list[str]] = []
    previous = ""
    article = 0
    for line in lines:
        if line and previous and _continues(previous, line, width, article):
            paragraphs[-1] += (_glue("".join(paragraphs[-1][-2:]), line), line)
        elif line:
            paragraphs.append([line])
            article = int(found[1]) if (found := _ARTICLE.match(line)) else article
        previous = line
    return ["".join(parts) for parts in paragraphs]


def _width(lines: list[str]) -> int | None:
    """The width that lines were wrapped at: with the next word a line would not have fitted. None: not wrapped."""
    pairs = pairwise(lines)
    wraps = sorted(_with_next_word(a, b) for a, b in pairs if a and b and b[0].islower() and not POINT.match(b))
    if len(wraps) < _FEWEST_WRAPS:
        return None
    middle = wraps[len(wraps) // 2]
    full = [wrap for wrap in wraps if wrap >= 0.8 * middle]
    longest = max(map(len, lines))
    if middle not in _WIDTHS or longest > 1.3 * middle or 2 * len(full) < len(wraps):
        return None
    return full[len(full) // 50]  # a font's letters differ in breadth: the narrowest of all but 2 in a hundred


def _with_next_word(line: str, following: str) -> int:
    return len(line) + 1 + len(following.split(maxsplit=1)[0])


def _continues(previous: str, line: str, width: int, article: int) -> bool:
    """Whether `line` goes on with the paragraph whose last line is `previous`."""
    ended = not OPEN_END.search(previous)
    early = _with_next_word(previous, line) < width
    if line.isupper() or previous.isupper():
        return previous.endswith(",") and line.isupper() and previous.isupper()
    if POINT.match(line):
        return False
    if _MARKER.match(line):
        # "… khoản 2" "Điều 34. …": a reference at the end of a sentence, unless this is the next Điều.
        found = _ARTICLE.match(line)
        return found is not None and not ended and not early and int(found[1]) != article + 1
    if line[0].islower():
        return not (ended and early)
    return not early


def _glue(before: str, line: str) -> str:
    """What joins a line to the one before: nothing where a hyphen or slash within a word breaks it."""
    return "" if line[0].isalnum() and _BROKEN.search(before) else " "
