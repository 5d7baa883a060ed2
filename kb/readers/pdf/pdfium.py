"""What PDFium knows of a document: its pages, their characters and shapes. The only user of PDFium.

Guarantees:
1. Characters and their order are those of the PDF's content. Halves of UTF-16 are one character; a lone half,
   and a code that is none of Unicode, is U+FFFD, and counted.
2. PDFium bears one thread at a time: a lock keeps others out; one page is open at a time, and each object is closed.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import PYFUNCTYPE, addressof, byref, c_double, c_float, c_int, c_uint, c_void_p, cast, create_string_buffer
from dataclasses import dataclass
from itertools import pairwise, repeat
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from kb.errors import UnreadableFile

_LOCK = threading.Lock()
_SUBSET = re.compile(r"^[A-Z]{6}\+")  # ISO 32000-1, 9.6.4: the tag of a font subset
_TCVN3_FONT = re.compile(r"\.?Vn", re.IGNORECASE)  # .VnTime, VnArialH …
_LETTER_HEIGHT = 0.2  # font sizes
_STRAIGHT = 0.15  # slope: text that rises less is level, as a scan that lies askew
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_DEEPEST = 3  # forms in forms
_MOST_IN_A_FORM = 200
_SAMPLE = 20  # characters that tell how the text of a page is drawn
HYPHEN = "\x02"  # what PDFium gives for a hyphen (U+002D) or soft hyphen (U+00AD) at the end of a line
NO_SHAPE = "\x00\ufffe\uffff"  # no character


def _function(name: str, result: Any, *parameters: Any) -> Callable[..., Any]:
    """A function of PDFium, as cheap to call as ctypes allows: cheapest without `parameters`, pointers being of ctypes."""
    return PYFUNCTYPE(result, *parameters)(cast(getattr(raw, name), c_void_p).value or 0)


_code = _function("FPDFText_GetUnicode", c_uint)
_whole = _function("FPDFText_GetText", c_int)
_object = _function("FPDFText_GetTextObject", c_void_p)
_origin = _function("FPDFText_GetCharOrigin", c_int)
_box = _function("FPDFText_GetCharBox", c_int)
_loose_box = _function("FPDFText_GetLooseCharBox", c_int)
_size = _function("FPDFText_GetFontSize", c_double)
_matrix = _function("FPDFText_GetMatrix", c_int)
_font = _function("FPDFTextObj_GetFont", c_void_p, c_void_p)
_font_name = _function("FPDFText_GetFontInfo", c_int, c_void_p, c_int, c_void_p, c_int, c_void_p)
_mode = _function("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)
_page_object = _function("FPDFPage_GetObject", c_void_p)
_kind = _function("FPDFPageObj_GetType", c_int, c_void_p)
_bounds = _function("FPDFPageObj_GetBounds", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_form_count = _function("FPDFFormObj_CountObjects", c_int, c_void_p)
_form_object = _function("FPDFFormObj_GetObject", c_void_p, c_void_p, c_int)


@dataclass(frozen=True, slots=True)
class Shape:
    """An image ("image") or a path ("path") of a page, by its edges in points."""

    kind: str
    left: float
    bottom: float
    right: float
    top: float


# How a character looks: the x and y of its origin, the height of its font at its size, the name of its font.
CharacterLook = tuple[float, float, float, str]


@contextmanager
def opened(data: bytes, name: str) -> Iterator["PdfFile"]:
    """The document whose bytes are `data`, while the context lasts. Raises UnreadableFile."""
    with _LOCK:
        document = _document(data, name)
        try:
            yield PdfFile(document, name)
        finally:
            document.close()


def _document(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document):
            return document
        document.close()
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise UnreadableFile(f"{name}: tệp có mật khẩu, không mở được") from error
        raise UnreadableFile(f"{name}: tệp .pdf bị hỏng hoặc bị cắt ngắn, không mở được") from error
    raise UnreadableFile(f"{name}: tệp .pdf không có trang nào")


class PdfFile:
    """An open document."""

    def __init__(self, document: pypdfium2.PdfDocument, name: str) -> None:
        """`name` is what errors call it."""
        self._document = document
        self._name = name

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._document)

    @contextmanager
    def page(self, number: int) -> Iterator["PdfPage"]:
        """Page `number`, from 0, while the context lasts. Raises UnreadableFile."""
        page = text = None
        try:
            page = self._document[number]
            text = page.get_textpage()
            yield PdfPage(page, text)
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(f"{self._name}: trang {number + 1} bị hỏng, không đọc được") from error
        finally:
            if text is not None:
                text.close()
            if page is not None:
                page.close()


class PdfPage:
    """An open page and its characters, by their index in PDFium's text; every length in points, as the content has them.

    The methods that take an `angle` measure along text of that angle, in degrees against the clock.
    """

    def __init__(self, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> None:
        """`page` and its `text` stay open as long as it is used."""
        self._page = page
        self._text = cast(text.raw, c_void_p)
        self.count = max(text.count_chars(), 0)
        self.turned = page.get_rotation()  # how much a viewer turns the page, in degrees with the clock
        across, up = page.get_size()
        self.size = (across, up) if self.turned % 180 == 0 else (up, across)
        self._x, self._y = c_double(), c_double()
        self._point = byref(self._x), byref(self._y)
        self._edges = c_double(), c_double(), c_double(), c_double()  # left, right, bottom, top
        self._at_edges = tuple(map(byref, self._edges))
        self._rectangle = raw.FS_RECTF()
        self._of_text = raw.FS_MATRIX()
        self._at_rectangle, self._at_matrix = byref(self._rectangle), byref(self._of_text)
        self._looked, self._looked_right = -1, 0.0  # the last character that `look` saw, and where the next one would begin
        self._origins: dict[int, tuple[float, float]] = {}
        self._fonts: dict[int, str] = {}
        self._name, self._flags = create_string_buffer(256), c_int()
        self.text, self.damaged = "", 0
        self.objects: list[int | None] = []

    def read(self) -> None:
        """Read the characters: `text` has one for each index (the second half of a pair is U+0000, no character), `damaged` is
        how many are U+FFFD for it, and `objects` has the text object that shows each, as an address: None for a space or line
        end that PDFium adds."""
        self.objects = list(map(_object, repeat(self._text), range(self.count)))
        self.text, self.damaged = self._characters()

    def _characters(self) -> tuple[str, int]:
        if (whole := self._whole_text()) is not None:
            return whole, 0
        codes = list(map(_code, repeat(self._text), range(self.count)))
        try:
            text, outside = "".join(map(chr, codes)), 0
        except (ValueError, OverflowError):
            text = "".join(chr(code) if code <= 0x10FFFF else "\ufffd" for code in codes)
            outside = sum(code > 0x10FFFF for code in codes)
        if not _HALF.search(text):
            return text, outside
        joined = _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16") + "\x00", text)
        repaired, halves = _HALF.subn("\ufffd", joined)
        return repaired, outside + halves

    def _whole_text(self) -> str | None:
        """The characters, fetched at once; None where that gives not exactly one of 16 bits for each index."""
        buffer = create_string_buffer(4 * self.count + 2)
        length = max(_whole(self._text, 0, self.count, buffer) - 1, 0)
        text = buffer.raw[: 2 * length].decode("utf-16-le", "surrogatepass")
        if len(text) != self.count or length != self.count or _HALF.search(text):
            return None
        if "\ufffe" in text:  # a hyphen at the end of a line, or no character
            text = re.sub("\ufffe", lambda sign: chr(_code(self._text, sign.start()) & 0xFFFF), text)
        # Codes beyond Unicode lose their upper bits here: fonts have them, so the first character of each object tells.
        starts = (at for at, (before, thing) in enumerate(pairwise((None, *self.objects))) if thing != before)
        return text if all(_code(self._text, at) == ord(text[at]) for at in starts) else None

    def origin(self, at: int) -> tuple[float, float]:
        """The x and y of the origin of a character."""
        if (known := self._origins.get(at)) is None:
            _origin(self._text, at, *self._point)
            known = self._origins[at] = self._x.value, self._y.value
        return known

    def begin(self, at: int, angle: int) -> float:
        """Where a character begins."""
        x, y = self.origin(at)
        return x if not angle else turned(x, y, angle)[0]

    def end(self, at: int) -> float:
        """The x of the right edge of the ink of a character."""
        _box(self._text, at, *self._at_edges)
        return self._edges[1].value

    def advanced(self, at: int, angle: int) -> float:
        """Where the character after this one would begin, were there no room between letters."""
        if at == self._looked and not angle:
            return self._looked_right
        _loose_box(self._text, at, self._at_rectangle)
        box = self._rectangle
        if not angle:
            return float(box.right)
        return max(turned(x, y, angle)[0] for x in (box.left, box.right) for y in (box.bottom, box.top))

    def baseline(self, at: int, angle: int) -> float:
        """The height that a character stands on."""
        x, y = self.origin(at)
        return round(y if not angle else turned(x, y, angle)[1], 2)

    def style(self, at: int, thing: int) -> tuple[float, int, str]:
        """The size of a character of the object `thing`, its angle in degrees, and the name of its font."""
        size = abs(_size(self._text, at))
        angle = 0
        if _matrix(self._text, at, self._at_matrix):
            matrix = self._of_text
            size *= hypot(matrix.c, matrix.d) or 1.0
            a, b = matrix.a, matrix.b
            if a <= 0 or abs(b) > _STRAIGHT * a:
                angle = _angle(a, b)
        return round(size, 2), angle, self._named(at, thing)

    def look(self, at: int, thing: int) -> CharacterLook:
        """How a character of the object `thing` looks: less than `style` says, at less cost."""
        _origin(self._text, at, *self._point)
        _loose_box(self._text, at, self._at_rectangle)
        box = self._rectangle
        self._looked, self._looked_right = at, box.right
        return self._x.value, self._y.value, box.top - box.bottom, self._named(at, thing)

    def _named(self, at: int, thing: int) -> str:
        """The name of the font of the object `thing`, of which the character is."""
        font = _font(thing)
        if (known := self._fonts.get(font)) is not None:
            return known
        length = _font_name(self._text, at, self._name, len(self._name), addressof(self._flags))
        name = self._name.raw[: max(min(length, len(self._name)) - 1, 0)].decode("utf-8", "replace")
        return self._fonts.setdefault(font, _SUBSET.sub("", name))

    def hyphen(self, at: int, size: float, font: str) -> str:
        """The hyphen that ends a line as the document has it: in the fonts of TCVN3, U+00AD is a letter, as high as one."""
        _box(self._text, at, *self._at_edges)
        high = self._edges[3].value - self._edges[2].value > _LETTER_HEIGHT * size
        return "\u00ad" if high and _TCVN3_FONT.match(font) else "-"

    def is_unseen(self) -> bool:
        """Whether most of its text is drawn without being seen (ISO 32000-1, 9.3.6: rendering mode 3)."""
        things = [thing for thing in self.objects if thing]
        sample = things[:: max(1, len(things) // _SAMPLE)]
        unseen = sum(_mode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE for thing in sample)
        return bool(2 * unseen > len(sample))

    def shapes(self) -> Iterator[Shape]:
        """The images and paths of the page."""
        page, texts = cast(self._page.raw, c_void_p), set(self.objects)
        edges = c_float(), c_float(), c_float(), c_float()
        at_edges = tuple(map(addressof, edges))
        for at in range(raw.FPDFPage_CountObjects(self._page.raw)):
            thing = _page_object(page, at)
            if thing in texts or (kind := _kind(thing)) == raw.FPDF_PAGEOBJ_TEXT or not _bounds(thing, *at_edges):
                continue
            if kind == raw.FPDF_PAGEOBJ_PATH:
                yield Shape("path", *(edge.value for edge in edges))
            elif _is_image(thing, kind, _DEEPEST):
                yield Shape("image", *(edge.value for edge in edges))


def _is_image(thing: int, kind: int, depth: int) -> bool:
    """Whether the object is an image, or a form that shows one."""
    if kind != raw.FPDF_PAGEOBJ_FORM or not depth:
        return bool(kind == raw.FPDF_PAGEOBJ_IMAGE)
    inner = (_form_object(thing, at) for at in range(min(_form_count(thing), _MOST_IN_A_FORM)))
    return any(_is_image(one, _kind(one), depth - 1) for one in inner)


def _angle(a: float, b: float) -> int:
    """The angle of text in whole degrees from 0 to 359; a quarter turn where it is nearly one."""
    angle = degrees(atan2(b, a))
    quarter = round(angle / 90) * 90
    return (quarter if abs(angle - quarter) <= degrees(atan2(_STRAIGHT, 1)) else round(angle)) % 360


def turned(x: float, y: float, angle: int) -> tuple[float, float]:
    """A point, the page turned so that text of this angle is level."""
    turn = radians(angle)
    return x * cos(turn) + y * sin(turn), y * cos(turn) - x * sin(turn)
