"""Word files (.docx) → paragraphs, from the XML itself: libraries lose what stands in w:smartTag, w:sdt, w:ins and text boxes.

Guarantees:
1. Every character of the body that Word shows in the final view (changes accepted) is in exactly one paragraph, in reading
   order; text boxes follow the paragraph that holds them, footnotes and endnotes (kind "note") the one that refers to them.
2. Automatic numbers are written in front of their paragraphs as Word shows them, and this is reported.
3. Each piece says the font of each stretch of its text, which tells a legacy encoding.
4. Headers, footers and hidden text are not read; what has no characters (pictures, formulas, symbols by font) is counted in
   `left_out`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, count

from kb.errors import UnreadableFile
from kb.law.model import ParagraphKind, Reading
from kb.readers.finish import Piece, finish
from kb.readers.word.docx_fonts import DocumentFonts, read_fonts
from kb.readers.word.numbering import Numbering, RunningNumbers, read_numbering
from kb.readers.word.package import Element, Package, W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VML = "{urn:schemas-microsoft-com:vml}"

# Not text of the final document: deleted or moved away, codes of fields, properties.
_SILENT = frozenset(
    W + name
    for name in (
        *("del", "moveFrom", "delText", "instrText", "delInstrText"),
        *("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr"),
    )
)
_NOTE_KINDS = {W + "footnoteReference": "/footnotes", W + "endnoteReference": "/endnotes"}
_LEFT_OUT = {
    W + "sym": "ký hiệu theo phông riêng (w:sym)",
    W + "altChunk": "phần nhúng từ tệp khác (w:altChunk)",
    _MATH + "oMath": "công thức toán",
    _DRAWING + "blip": "hình ảnh",
    _VML + "imagedata": "hình ảnh",
}


@dataclass(slots=True)
class _Source:
    """One document while it is read: its numbering, its notes, where the lists have come to, what was left out."""

    numbering: Numbering
    notes: dict[tuple[str, str], Element]
    fonts: DocumentFonts
    counter: RunningNumbers = field(default_factory=RunningNumbers)
    left_out: Counter[str] = field(default_factory=Counter)
    numbered: int = 0
    table_keys: Iterator[int] = field(default_factory=count)


@dataclass(slots=True)
class _Lines:
    """A paragraph while it is read: its lines, and the text boxes and notes that follow it."""

    style: str  # of the paragraph
    font: str = ""  # of the run that is being read
    lines: list[list[str]] = field(default_factory=lambda: [[]])
    runs: list[list[str]] = field(default_factory=lambda: [[]])  # the font of each text of each line
    boxes: list[Element] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Text in the font of the run."""
        self.lines[-1].append(text)
        self.runs[-1].append(self.font)

    def pieces(self, kind: ParagraphKind, tables: tuple[int, ...]) -> Iterator[Piece]:
        """The lines, each with its fonts."""
        for texts, fonts in zip(self.lines, self.runs, strict=True):
            starts = accumulate(map(len, texts), initial=0)
            changes = [(at, font) for at, font, before in zip(starts, fonts, ["", *fonts], strict=False) if font != before]
            yield Piece("".join(texts), kind, tables, tuple(changes))


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of a Word file. Raises UnreadableFile, which names the part that is damaged."""
    package = Package(data, name)
    main = package.main_part()
    root = package.root(main)
    if root is None:
        raise UnreadableFile(f"{name}: không phải .docx: trong tệp zip không có phần {main}")
    body = root.find(W + "body")
    if body is None:
        raise UnreadableFile(f"{name}: không phải .docx: phần {main} không có w:body")
    styles = package.related(main, "/styles")
    numbering = read_numbering(package.related(main, "/numbering"), styles)
    notes = {
        (kind, note.get(W + "id", "")): note
        for kind in _NOTE_KINDS.values()
        for note in _elements(package.related(main, kind))
        if note.get(W + "type", "normal") == "normal"  # not the line between text and notes
    }
    source = _Source(numbering, notes, read_fonts(styles))
    pieces = list(_blocks(body, source))
    source.left_out["số thứ tự ở dạng chưa đọc được"] = source.counter.unknown
    repairs = [f"{source.numbered} số thứ tự tự động của Word được viết thành chữ"] if source.numbered else []
    return finish(pieces, repairs, source.left_out)


def _blocks(
    parent: Element | None, source: _Source, tables: tuple[int, ...] = (), kind: ParagraphKind = "text"
) -> Iterator[Piece]:
    """The paragraphs below `parent`. Any element but a paragraph or a table only wraps others."""
    for element in _elements(parent):
        if element.tag == W + "p":
            yield from _paragraph(element, source, tables, kind)
        elif element.tag == W + "tbl":
            yield from _blocks(element, source, (*tables, next(source.table_keys)), kind)
        elif element.tag == _MC + "AlternateContent":
            yield from _blocks(_alternative(element), source, tables, kind)
        elif element.tag in _LEFT_OUT:
            source.left_out[_LEFT_OUT[element.tag]] += 1
        elif element.tag not in _SILENT:
            yield from _blocks(element, source, tables, kind)


def _paragraph(paragraph: Element, source: _Source, tables: tuple[int, ...], kind: ParagraphKind) -> Iterator[Piece]:
    properties = paragraph.find(W + "pPr")
    read = _Lines(source.fonts.style(properties))
    read.font = source.fonts.of(None, read.style)
    _inline(paragraph, source, read)
    empty = not any(text.strip() for line in read.lines for text in line)
    deleted = properties is not None and properties.find(f"{W}rPr/{W}del") is not None
    # A paragraph that a tracked change takes away whole takes no number.
    item = None if empty and deleted else source.numbering.item(properties)
    if item is not None and (number := source.counter.next(item)):
        read.lines[0].insert(0, number)
        read.runs[0].insert(0, next(iter(read.runs[0]), read.font))
        source.numbered += 1
    yield from read.pieces(kind, tables)
    for box in read.boxes:
        yield from _blocks(box, source, tables, kind)
    for note in read.notes:
        yield from _blocks(note, source, tables, "note")


def _inline(parent: Element | None, source: _Source, read: _Lines) -> None:
    """Add to `read` what stands below `parent` in a paragraph. libxml2 bounds the depth at 256, so recursion ends."""
    for element in _elements(parent):
        tag = element.tag
        if tag in _SILENT:
            continue
        if tag == W + "t":
            read.add(str(element.xpath("string()")))  # `text` would end at a comment
        elif tag in (W + "tab", W + "ptab"):
            read.add("\t")
        elif tag == W + "noBreakHyphen":
            read.add("-")
        elif tag == W + "br" and element.get(W + "type") in ("page", "column"):
            read.add(" ")  # the sentence goes on over the page
        elif tag in (W + "br", W + "cr"):
            read.lines.append([])
            read.runs.append([])
        elif tag in _NOTE_KINDS:
            note = source.notes.pop((_NOTE_KINDS[tag], element.get(W + "id", "")), None)  # once, however often it is named
            read.notes += [] if note is None else [note]
        elif tag == W + "txbxContent":
            read.boxes.append(element)
        elif tag == _MC + "AlternateContent":
            _inline(_alternative(element), source, read)
        elif tag in _LEFT_OUT:
            source.left_out[_LEFT_OUT[tag]] += 1
        else:
            if tag == W + "r":
                properties = element.find(W + "rPr")
                if _is_hidden(properties):
                    source.left_out["phần ẩn"] += bool(str(element.xpath("string()")).strip())
                    continue
                read.font = source.fonts.of(properties, read.style)
            _inline(element, source, read)


def _is_hidden(properties: Element | None) -> bool:
    """Whether Word shows nothing of a run (w:vanish, ISO/IEC 29500-1, 17.3.2.41)."""
    vanish = None if properties is None else properties.find(W + "vanish")
    return vanish is not None and vanish.get(W + "val", "true") not in ("0", "false", "off")


def _alternative(element: Element) -> Element | None:
    """The one of the alternatives to read (ISO/IEC 29500-3, 10.2.1): the first that has text, else the first."""
    alternatives = [one for one in _elements(element) if one.tag in (_MC + "Choice", _MC + "Fallback")]
    return next((one for one in alternatives if one.find(f".//{W}t") is not None), next(iter(alternatives), None))


def _elements(parent: Element | None) -> list[Element]:
    """The child elements, without comments and processing instructions."""
    return [] if parent is None else [child for child in parent if isinstance(child.tag, str)]
