"""The pages of a PDF → their lines of text with their geometry. The only user of PDFium.

Guarantees:
1. Characters and their order are those of the PDF's content; PDFium adds nothing but the spaces that gaps show.
2. Whatever the bytes are: pages, or UnreadableFile. Pages and characters are bounded; one page of PDFium is open at a time, and
   each of its objects is closed. PDFium bears one thread at a time: a lock keeps others out.
"""

import re
import threading
from collections.abc import Iterator
from ctypes import addressof, byref, c_double, c_float, c_int, create_string_buffer
from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from kb.errors import UnreadableFile
from kb.readers.pdf.lines import Line, PageLines, Run

_MOST_PAGES = 5_000
_MOST_CHARACTERS = 30_000_000
_MOST_ON_A_PAGE = 200_000
_RULE_HEIGHT = 3.0  # points
_DEEPEST = 3  # forms in forms
_MOST_IN_A_FORM = 200
_LOCK = threading.Lock()
_SUBSET = re.compile(r"^[A-Z]{6}\+")  # ISO 32000-1, 9.6.4: the tag of a font subset
_TCVN3_FONT = re.compile(r"\.?Vn", re.IGNORECASE)  # .VnTime, VnArialH …
_HYPHEN = 0x02  # what PDFium gives for a hyphen (U+002D) or soft hyphen (U+00AD) at the end of a line
_NO_SHAPE = {0x00, 0xFFFE, 0xFFFF}  # no character
_SPACE = 0x20
# In font sizes:
_CELL_GAP = 2.5  # as wide as no space between words is
_WORD_GAP = 0.15  # from here on a space
_SAME_LINE = 0.5  # superscripts are raised less
_OVERLAP = 0.3  # italics lean over what follows
_LETTER_HEIGHT = 0.2
_LIST_MARK = re.compile(r"\s*(?:[-–+•*]|\(?\w{1,4}[.)])\s*")


def pages(data: bytes, name: str) -> list[PageLines]:
    """The pages of a PDF, in order. Raises UnreadableFile, which names the file and the page."""
    with _LOCK:
        document = _opened(data, name)
        try:
            if len(document) > _MOST_PAGES:
                raise UnreadableFile(f"{name}: nhiều hơn {_MOST_PAGES} trang, không đọc")
            found: list[PageLines] = []
            total = 0
            for number in range(len(document)):
                page, characters = _page(document, number, name)
                total += characters
                if characters > _MOST_ON_A_PAGE or total > _MOST_CHARACTERS:
                    raise UnreadableFile(f"{name}: trang {number + 1}: quá nhiều chữ, không đọc")
                found.append(page)
            return found
        finally:
            document.close()


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document):
            return document
        document.close()
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableFile(f"{name}: tệp có mật khẩu, không mở được") from error
        raise UnreadableFile(f"{name}: tệp .pdf bị hỏng hoặc bị cắt ngắn, không mở được") from error
    raise UnreadableFile(f"{name}: tệp .pdf không có trang nào")


def _page(document: pypdfium2.PdfDocument, number: int, name: str) -> tuple[PageLines, int]:
    page = text = None
    try:
        page = document[number]
        width, height = page.get_size()
        text = page.get_textpage()
        count = max(text.count_chars(), 0)
        if count > _MOST_ON_A_PAGE:
            return PageLines(width, height, (), (), 0.0), count
        covered, rules = _shapes(page, (width, height))
        return PageLines(width, height, tuple(_lines(text, count, number)), rules, covered), count
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(f"{name}: trang {number + 1} bị hỏng, không đọc được") from error
    finally:
        if text is not None:
            text.close()
        if page is not None:
            page.close()


def _shapes(page: pypdfium2.PdfPage, area: tuple[float, float]) -> tuple[float, tuple[float, ...]]:
    """The share of the page under images, and the heights of short rules, as stand above footnotes."""
    width, height = area
    covered, rules = 0.0, []
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    for at in range(pdfium.FPDFPage_CountObjects(page)):
        thing = pdfium.FPDFPage_GetObject(page, at)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if not pdfium.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top)):
            continue
        across, up = right.value - left.value, top.value - bottom.value
        if kind == pdfium.FPDF_PAGEOBJ_PATH and up < _RULE_HEIGHT and 0.1 * width < across < 0.5 * width:
            rules.append(bottom.value)
        elif _is_image(thing, _DEEPEST):
            covered += min(across, width) * min(up, height)
    return min(covered / max(width * height, 1.0), 1.0), tuple(rules)


def _is_image(thing: pdfium.FPDF_PAGEOBJECT, depth: int) -> bool:
    """Whether the object is an image, or a form that shows one."""
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind != pdfium.FPDF_PAGEOBJ_FORM or not depth:
        return bool(kind == pdfium.FPDF_PAGEOBJ_IMAGE)
    count = min(pdfium.FPDFFormObj_CountObjects(thing), _MOST_IN_A_FORM)
    return any(_is_image(pdfium.FPDFFormObj_GetObject(thing, at), depth - 1) for at in range(count))


def _lines(text: pypdfium2.PdfTextPage, count: int, page: int) -> Iterator[Line]:
    """The runs of the page, in the order of the content, joined where one stands right beside the other."""
    line: list[Run] = []
    for run in _runs(text, count):
        if line and not _beside(line, run):
            yield from _line(line, page)
            line = []
        if line and run.left - line[-1].right > _WORD_GAP * max(run.size, line[-1].size) and not line[-1].text.endswith(" "):
            line.append(replace(run, text=f" {run.text}"))
        else:
            line.append(run)
    yield from _line(line, page)


def _line(runs: list[Run], page: int) -> Iterator[Line]:
    if any(run.text.strip() for run in runs):
        yield Line(tuple(runs), page)


def _beside(line: list[Run], run: Run) -> bool:
    """Whether `run` goes on with the line: about as high, to the right, no farther than a space or a tab after a list mark."""
    before = line[-1]
    size = max(before.size, run.size)
    if abs(run.baseline - before.baseline) > _SAME_LINE * size or run.left < before.right - _OVERLAP * size:
        return False
    return run.left - before.right < _CELL_GAP * size or _LIST_MARK.fullmatch("".join(r.text for r in line)) is not None


def _runs(text: pypdfium2.PdfTextPage, count: int) -> Iterator[Run]:
    """The characters of the page in runs of one text object, broken where a gap is wider than a space."""
    characters = _Characters(text)
    letters: list[str] = []
    start = last = 0  # of the run: its first character, and the last one that has ink
    thing = 0
    for at in range(count):
        code = characters.code(at)
        if code in _NO_SHAPE:
            continue
        if characters.generated(at):
            # PDFium adds spaces where it sees a gap, and line ends, which the geometry says better.
            if letters and code == _SPACE and at + 1 < count:
                if characters.left(at + 1) - characters.right(last) > _CELL_GAP * characters.style(last)[1]:
                    yield characters.run(letters, start, last)
                    letters = []
                else:
                    letters.append(" ")
            continue
        character = chr(code) if code != _HYPHEN else characters.hyphen(at)
        if letters and (of := characters.thing(at)) != thing:
            yield characters.run(letters, start, last)
            letters, thing = [], of
        if not letters:
            start, last, thing = at, at, characters.thing(at)
        letters.append(character)
        last = at if not character.isspace() else last
    if letters:
        yield characters.run(letters, start, last)


class _Characters:
    """The characters of one page of PDFium, by their index in its text; every length in points."""

    def __init__(self, text: pypdfium2.PdfTextPage) -> None:
        self._text = text.raw
        self._x, self._y = c_double(), c_double()
        self._left, self._right, self._bottom, self._top = c_double(), c_double(), c_double(), c_double()
        self._matrix = pdfium.FS_MATRIX()
        self._name = create_string_buffer(256)
        self._flags = c_int()

    def code(self, at: int) -> int:
        """The code point of the character at this index."""
        return int(pdfium.FPDFText_GetUnicode(self._text, at))

    def generated(self, at: int) -> bool:
        """Whether it is PDFium's and not the document's."""
        return bool(pdfium.FPDFText_IsGenerated(self._text, at) == 1)

    def thing(self, at: int) -> int:
        """The address of the text object that shows it: one for each object; 0 for none."""
        return addressof(found.contents) if (found := pdfium.FPDFText_GetTextObject(self._text, at)) else 0

    def left(self, at: int) -> float:
        """The x of its origin."""
        pdfium.FPDFText_GetCharOrigin(self._text, at, byref(self._x), byref(self._y))
        return self._x.value

    def right(self, at: int) -> float:
        """The x of the right edge of its ink."""
        self._box(at)
        return self._right.value

    def hyphen(self, at: int) -> str:
        """The hyphen that ends a line as the document has it: in the fonts of TCVN3, U+00AD is a letter, as high as one."""
        self._box(at)
        _, size, font = self.style(at)
        high = self._top.value - self._bottom.value > _LETTER_HEIGHT * size
        return "\u00ad" if high and _TCVN3_FONT.match(font) else "-"

    def style(self, at: int) -> tuple[float, float, str]:
        """Its baseline (y), its size and the name of its font."""
        pdfium.FPDFText_GetCharOrigin(self._text, at, byref(self._x), byref(self._y))
        size = abs(pdfium.FPDFText_GetFontSize(self._text, at))
        if pdfium.FPDFText_GetMatrix(self._text, at, byref(self._matrix)):
            size *= (self._matrix.c**2 + self._matrix.d**2) ** 0.5 or 1.0
        length = pdfium.FPDFText_GetFontInfo(self._text, at, self._name, len(self._name), byref(self._flags))
        font = self._name.raw[: max(min(length, len(self._name)) - 1, 0)].decode("utf-8", "replace")
        return round(self._y.value, 2), round(size, 2), _SUBSET.sub("", font)

    def run(self, letters: list[str], start: int, last: int) -> Run:
        """The run of these letters; `start` and `last` are the indexes of its first character and of the last that has ink."""
        baseline, size, font = self.style(start)
        return Run("".join(letters), self.left(start), self.right(last), baseline, size, font)

    def _box(self, at: int) -> None:
        pdfium.FPDFText_GetCharBox(self._text, at, byref(self._left), byref(self._right), byref(self._bottom), byref(self._top))
