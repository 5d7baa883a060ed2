"""The lines of page headers and footers, which are no part of a text, but may bear a stamp that concerns all of it.

Guarantees:
1. They come each once, as far as they can be read; nothing that is wrong with them makes a file unreadable.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from kb.errors import UnreadableFile
from kb.readers.finish import Piece
from kb.readers.word.package import Package, W

_TEXT_OF_PICTURES = {"{urn:schemas-microsoft-com:vml}textpath": "string"}
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_LARGEST = 50_000  # bytes of a header of RTF that is looked into
_MOST = 50  # headers of RTF
_RTF_HEADER = re.compile(rb"\\(?:header|footer)[lrf]?(?![a-z])")
_RTF_FONTS = re.compile(rb"\{\\fonttbl")
_RTF_PAGE = re.compile(rb"\\ansicpg\d{1,5}")
_RTF_BRACE = re.compile(rb"\\[\\{}]|[{}]")


def header_lines(package: Package, main: str) -> tuple[str, ...]:
    """The paragraphs in the headers and footers of the part `main` of a Word file, and words that are drawn there."""
    found: dict[str, None] = {}
    for kind in ("/header", "/footer"):
        for root in package.all_related(main, kind):
            for element in root.iter():
                if element.tag == W + "p":
                    found["".join(str(text.text or "") for text in element.iter(W + "t", _DRAWN))] = None
                elif name := _TEXT_OF_PICTURES.get(element.tag):
                    found[str(element.get(name, ""))] = None
    return tuple(line for line in found if line.strip())


def rtf_header_lines(data: bytes, pieces: Callable[[bytes], Iterable[Piece]]) -> Iterator[str]:
    """The paragraphs in the headers and footers of an RTF file; `pieces` reads an RTF file."""
    for header in _rtf_headers(data):
        with suppress(UnreadableFile):
            yield from (piece.text for piece in pieces(header))


def _rtf_headers(data: bytes) -> Iterator[bytes]:
    """The headers and footers of an RTF file, each as an RTF file of its own."""
    fonts = _RTF_FONTS.search(data)
    page = _RTF_PAGE.search(data)
    start = b"{\\rtf1\\ansi" + (page[0] if page else b"") + (_group(data, fonts.start()) if fonts else b"")
    for count, header in enumerate(_RTF_HEADER.finditer(data)):
        if count == _MOST:
            break
        inner = _group(data, header.end(), depth=1)
        if inner:
            yield start + b"{" + inner + b"}"


def _group(data: bytes, at: int, depth: int = 0) -> bytes:
    """The bytes from `at` to the brace that closes the group; b"" where none does within bounds."""
    for brace in _RTF_BRACE.finditer(data, at, at + _LARGEST):
        depth += {b"{": 1, b"}": -1}.get(brace[0], 0)
        if depth == 0:
            return data[at : brace.end()]
    return b""
