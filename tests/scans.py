"""Scans that tests make themselves: pages of text, drawn as an office prints them, that hold nothing but a picture."""

import ctypes
import subprocess
import textwrap
import zlib
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from kb.readers import can_recognize

needs_ocr = pytest.mark.skipif(not can_recognize(), reason="ocrmypdf with Vietnamese Tesseract is not installed")

_WIDTH, _HEIGHT = 595, 842  # points, of A4
_LEFT, _TOP, _PITCH, _SIZE = 70, 780, 20, 13
_DOTS = 200  # an inch
_INDENT, _RIGHT, _LETTERS = 100, 525, 66  # points, points, letters on a line
Line = tuple[float, float, str]  # where it begins, where it ends (0: as its letters are wide), its text
Lines = list[str | Line]


def at(x: float, text: str) -> Line:
    """A line of a heading that begins at `x` points."""
    return x, 0, text


def paragraph(text: str) -> list[Line]:
    """The lines of a paragraph as an office prints it: the first one stands in, all but the last one reach to the margin."""
    lines = textwrap.wrap(text, _LETTERS, initial_indent="   ")
    return [
        (_INDENT if number == 0 else _LEFT, 0 if number == len(lines) - 1 else _RIGHT, line.strip())
        for number, line in enumerate(lines)
    ]


@lru_cache(maxsize=1)
def _font() -> bytes:
    found = subprocess.run(["fc-match", "-f", "%{file}", "Noto Serif:lang=vi"], capture_output=True, text=True, check=True)
    return Path(found.stdout).read_bytes()


def scan(*pages: Lines) -> bytes:
    """A PDF of these pages as a scanner makes one: each is a picture of 200 dots an inch, without a text."""
    drawn = _drawn(pages)
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()]
    for number, (width, height, pixels) in enumerate(drawn):
        box = (
            f"/MediaBox[0 0 {_WIDTH} {_HEIGHT}]/Resources<</XObject<</I {5 + 3 * number} 0 R>>>>/Contents {4 + 3 * number} 0 R"
        )
        objects.append(f"<</Type/Page/Parent 2 0 R{box}>>".encode())
        objects.append(_stream("", f"q {_WIDTH} 0 0 {_HEIGHT} 0 0 cm /I Do Q".encode()))
        picture = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceGray"
        objects.append(_stream(f"{picture}/Filter/FlateDecode", zlib.compress(pixels)))
    data, offsets = b"%PDF-1.4\n", []
    for key, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (key, body)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer <</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return data + f"{trailer}startxref\n{len(data)}\n%%EOF".encode()


def _stream(entries: str, content: bytes) -> bytes:
    return f"<<{entries}/Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream"


def _drawn(pages: tuple[Lines, ...]) -> list[tuple[int, int, bytes]]:
    """Each page as a picture: its width, height and grey pixels."""
    document = pypdfium2.PdfDocument.new()
    data = _font()
    buffer = (ctypes.c_ubyte * len(data)).from_buffer_copy(data)
    font = pdfium.FPDFText_LoadFont(document.raw, buffer, len(data), pdfium.FPDF_FONT_TRUETYPE, True)
    assert font, "the font is one that PDFium draws"
    found = []
    edges = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()  # left, bottom, right, top
    for lines in pages:
        page = document.new_page(_WIDTH, _HEIGHT)
        for row, line in enumerate(lines):
            x, right, text = line if isinstance(line, tuple) else (_LEFT, 0, line)
            thing = pdfium.FPDFPageObj_CreateTextObj(document.raw, font, _SIZE)
            written = (text + "\0").encode("utf-16-le")
            pdfium.FPDFText_SetText(thing, ctypes.cast(ctypes.create_string_buffer(written), ctypes.POINTER(ctypes.c_ushort)))
            pdfium.FPDFPageObj_GetBounds(thing, *map(ctypes.byref, edges))
            wider = (right - x) / (edges[2].value - edges[0].value) if right else 1.0
            pdfium.FPDFPageObj_Transform(thing, wider, 0, 0, 1, x, _TOP - _PITCH * row)
            pdfium.FPDFPage_InsertObject(page.raw, thing)
        pdfium.FPDFPage_GenerateContent(page.raw)
        bitmap = page.render(scale=_DOTS / 72, grayscale=True)
        pixels = bytes(bitmap.buffer)
        rows = (pixels[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
        found.append((bitmap.width, bitmap.height, b"".join(rows)))
    return found
