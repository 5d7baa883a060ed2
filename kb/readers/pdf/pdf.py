"""PDF (.pdf) with a text layer → paragraphs.

Guarantees:
1. The text is what PDFium finds on the pages (`kb.readers.pdf.pages`); whatever `furniture` and `footnotes` leave out is named.
2. Footnotes follow the paragraph that bears their mark, each begins with its number (kind "note").
3. A scan is refused with what to do; the pages of a document that have no text are named. A text that a machine has recognized,
   here (`kb.readers.pdf.recognition`) or before the file came, is marked as such.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from kb.errors import ScannedFile
from kb.law.model import Reading
from kb.readers.finish import finish, raised_repair
from kb.readers.pdf import footnotes, furniture, layout
from kb.readers.pdf.gazette import continuation
from kb.readers.pdf.lines import Line, PageLines
from kb.readers.pdf.pages import pages
from kb.readers.pdf.scans import scanned
from kb.readers.pdf.superscripts import with_raised_numbers

_NAMED_PAGES = 20

_DAMAGED = "ký tự hỏng (nửa cặp UTF-16, mã ngoài Unicode) được thay bằng U+FFFD"
_MARKS = "dấu chú thích ở dạng chỉ số trên; nội dung chú thích giữ trong các đoạn chú thích, mỗi đoạn bắt đầu bằng số của nó"


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of a PDF, with what the gazette prints around them. Raises UnreadableFile; of a scan ScannedFile."""
    found = pages(data, name)
    kept, left_out, issue = furniture.without_furniture(found)
    scan = scanned(found, kept)
    if scan.is_scan:
        raise ScannedFile(f"{name}: là bản quét (ảnh), không có chữ để đọc: {_advice(name)}", scan.count)
    return _reading(found, kept, left_out, issue, scan.without_text)


def read_recognized(data: bytes, name: str) -> Reading:
    """As `read`, of a scan with the text that a machine has recognized on its pages. Raises UnreadableFile."""
    found = pages(data, name)
    kept, left_out, issue = furniture.without_furniture(found)
    reading = _reading(found, kept, left_out, issue, [at for at, lines in enumerate(kept) if not lines])
    return replace(reading, is_recognized=True)


def _reading(
    found: Sequence[PageLines], kept: list[list[Line]], left_out: Counter[str], issue: str, without_text: Sequence[int]
) -> Reading:
    unseen = sum(page.is_unseen for page in found)  # its text lies under or over an image: it is of a machine as well
    is_recognized = 2 * unseen > sum(map(bool, kept))
    said = [line for page in found for line in page.left_out]
    body, notes, marks = footnotes.part(kept, found)
    left_out[_MARKS] = marks
    raised = 0
    if not is_recognized:  # a machine sees the words of a line at heights that tell nothing
        body, in_text = with_raised_numbers(body)
        notes, in_notes = with_raised_numbers(notes)
        raised = in_text + in_notes
    damaged = sum(page.damaged for page in found)
    repairs = [*([f"{damaged} {_DAMAGED}"] if damaged else []), *raised_repair(raised)]
    reading = finish(layout.pieces(body, notes, [page.width for page in found]), repairs, left_out)
    reading = replace(reading, left_out=(*reading.left_out, *said))
    if without_text:
        reading = replace(reading, left_out=(*reading.left_out, _without_text([found[at].number for at in without_text])))
    if before := continuation(reading.paragraphs):
        reading = replace(reading, continues=before.issue, repeated=before.repeated, stated=before.stated)
    edges = tuple(furniture.at_edges(found, kept))
    return replace(reading, gazette=issue, is_recognized=is_recognized, edges=edges)


def _advice(name: str) -> str:
    stem = PurePath(name).name.removesuffix(".pdf")
    example = f'ocrmypdf -l vie "{stem}.pdf" "{stem}-ocr.pdf"'
    return f"cài ocrmypdf và tesseract-ocr-vie để chương trình tự nhận dạng chữ, hoặc chạy OCR trước, ví dụ: {example}"


def _without_text(pages_at: Sequence[int]) -> str:
    more = " …" if len(pages_at) > _NAMED_PAGES else ""
    listed = ", ".join(str(at + 1) for at in pages_at[:_NAMED_PAGES])
    return f"{len(pages_at)} trang là bản quét (ảnh), không có chữ để đọc: trang {listed}{more}"
