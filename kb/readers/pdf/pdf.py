"""PDF (.pdf) with a text layer → paragraphs.

Guarantees:
1. The text is what PDFium finds on the pages (`kb.readers.pdf.pages`); whatever `furniture` and `footnotes` leave out is named.
2. Footnotes follow the paragraph that bears their mark, each begins with its number (kind "note").
3. A scan is refused with what to do; the pages of a document that have no text are named.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from kb.errors import UnreadableFile
from kb.language.text import has_diacritics, nfc
from kb.law.model import Reading
from kb.readers.finish import finish
from kb.readers.pdf import footnotes, furniture, layout
from kb.readers.pdf.gazette import continuation
from kb.readers.pdf.lines import Line
from kb.readers.pdf.pages import pages

_SCANNED = 0.5  # of the page under one image
_FEWEST_WORDS = 40  # on a page under an image: less is a stamp
_VIETNAMESE = 0.1  # of the words at least bear a diacritic; in prose it is four of five
_NAMED_PAGES = 20


_MARKS = "dấu chú thích ở dạng chỉ số trên; nội dung chú thích giữ trong các đoạn chú thích, mỗi đoạn bắt đầu bằng số của nó"


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of a PDF, with what the gazette prints around them. Raises UnreadableFile."""
    found = pages(data, name)
    kept, left_out, issue = furniture.without_furniture(found)
    scanned = [at for at, page in enumerate(found) if page.covered > _SCANNED and not _is_text(kept[at])]
    if scanned and not any(lines for at, lines in enumerate(kept) if at not in scanned):
        raise UnreadableFile(f"{name}: là bản quét (ảnh), không có chữ để đọc: {_advice(name)}")
    body, notes, marks = footnotes.part(kept, [page.rules for page in found])
    left_out[_MARKS] = marks
    reading = finish(layout.pieces(body, notes, [page.width for page in found]), (), left_out)
    if scanned:
        reading = replace(reading, left_out=(*reading.left_out, _without_text(scanned)))
    if before := continuation(reading.paragraphs):
        reading = replace(reading, continues=before.issue, repeated=before.repeated, stated=before.stated)
    return replace(reading, gazette=issue)


def _is_text(lines: Sequence[Line]) -> bool:
    """Whether what stands on an image is a page of text: more than a stamp, and Vietnamese, not what a failed OCR left."""
    words = [word for line in lines for word in nfc(line.text).split()]
    return len(words) >= _FEWEST_WORDS and sum(map(has_diacritics, words)) >= _VIETNAMESE * len(words)


def _advice(name: str) -> str:
    stem = PurePath(name).name.removesuffix(".pdf")
    here = " (ocrmypdf đã cài trên máy này)" if shutil.which("ocrmypdf") else ""
    return f'chạy OCR trước, ví dụ: ocrmypdf -l vie "{stem}.pdf" "{stem}-ocr.pdf"{here}'


def _without_text(pages_at: Sequence[int]) -> str:
    more = " …" if len(pages_at) > _NAMED_PAGES else ""
    listed = ", ".join(str(at + 1) for at in pages_at[:_NAMED_PAGES])
    return f"{len(pages_at)} trang là bản quét (ảnh), không có chữ để đọc: trang {listed}{more}"
