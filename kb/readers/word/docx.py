"""Word files (.docx) → paragraphs, from the XML itself: libraries lose what stands in w:smartTag, w:sdt, w:ins and text boxes.

Guarantees:
1. Every character of the body that Word shows in the final view (changes accepted) is in exactly one paragraph, in reading
   order; text boxes follow the paragraph that holds them, footnotes and endnotes (kind "note") the one that refers to them.
   A paragraph whose mark is deleted or hidden goes on in the next one, and counts once in its list.
2. Automatic numbers are written in front of their paragraphs as Word shows them, and this is reported.
3. Each piece says the font of each stretch of its text, which tells a legacy encoding.
4. Headers and footers are not read; what is hidden, struck through or deleted, and what has no characters (pictures, formulas,
   symbols that are not known), is counted in `left_out`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kb.errors import KnowledgeBaseError, UnreadableFile
from kb.law.model import ParagraphKind, Reading
from kb.readers.finish import Piece, finish, in_table
from kb.readers.word.chunks import read_chunk
from kb.readers.word.docx_document import (
    GONE,
    LEFT_OUT,
    NOTE_KINDS,
    SILENT,
    Document,
    Part,
    alternative,
    elements,
    has_text,
)
from kb.readers.word.docx_runs import add_runs
from kb.readers.word.docx_styles import read_document_styles, style_named
from kb.readers.word.drawings import DRAWING, drawn_lines
from kb.readers.word.fields import UNREAD_NUMBER
from kb.readers.word.header_lines import header_lines
from kb.readers.word.line import DELETED, HIDDEN, STRUCK, TextLine, word_repairs
from kb.readers.word.numbering import read_numbering
from kb.readers.word.package import MC, PACKAGE, Element, FlatPackage, Package, W, parsed

_OFF = ("0", "false", "off")


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of a Word file. Raises UnreadableFile, which names the part that is damaged."""
    return read_package(Package(data, name))


def read_package(package: Package, *, in_chunk: bool = False) -> Reading:
    """The paragraphs of an open Word file; one that stands in another (`in_chunk`) opens no third. Raises UnreadableFile."""
    main = package.main_part()
    root = package.root(main)
    if root is None:
        raise UnreadableFile(f"{package.name}: không phải .docx: trong tệp zip không có phần {main}")
    body = root.find(W + "body")
    if body is None:
        raise UnreadableFile(f"{package.name}: không phải .docx: phần {main} không có w:body")
    styles = package.related(main, "/styles")
    notes = {
        (kind, note.get(W + "id", "")): note
        for kind in NOTE_KINDS.values()
        for note in elements(package.related(main, kind))
        if note.get(W + "type", "normal") == "normal"  # not the line between text and notes
    }
    numbering = read_numbering(package.related(main, "/numbering"), styles)
    reading = read_body(body, Document(package, main, numbering, read_document_styles(styles), notes, in_chunk))
    return replace(reading, edges=header_lines(package, main))


def read_body(body: Element, document: Document) -> Reading:
    """The paragraphs of the body of this document, of which nothing has been read yet."""
    pieces = list(_story(body, document))
    document.left_out[UNREAD_NUMBER] += document.counter.unknown
    repairs = word_repairs(document.numbered, document.raised, document.lowered, document.kept)
    return finish(pieces, [*repairs, *document.repairs], document.left_out)


def _story(
    parent: Element | None,
    document: Document,
    tables: tuple[int, ...] = (),
    kind: ParagraphKind = "text",
    table_style: str = "",
) -> Iterator[Piece]:
    """The paragraphs below `parent`, beyond whose end none goes on."""
    yield from _blocks(parent, document, tables, kind, table_style)
    yield from _ended(document, tables, kind, cut=True)


def _blocks(
    parent: Element | None, document: Document, tables: tuple[int, ...], kind: ParagraphKind, table_style: str
) -> Iterator[Piece]:
    """The paragraphs below `parent`. Any element but a paragraph, a table or a cell only wraps others."""
    for element in elements(parent):
        tag = element.tag
        if tag == W + "p":
            yield from _paragraph(element, document, tables, kind, table_style)
        elif tag == W + "tbl":
            yield from _ended(document, tables, kind, cut=True)
            style = style_named(element.find(W + "tblPr"), "tblStyle")
            yield from _blocks(element, document, (*tables, next(document.table_keys)), kind, style)
        elif tag in (W + "tr", W + "tc"):
            if why := _left_out_of_table(element):
                document.left_out[why] += has_text(element)
            else:
                key = next(document.table_keys) + 1
                inside = _story(element, document, tables, kind, table_style)
                yield from in_table(inside, tables, **{"row" if tag == W + "tr" else "cell": key})
        elif tag == MC + "AlternateContent":
            yield from _blocks(alternative(element), document, tables, kind, table_style)
        elif tag == W + "altChunk":
            yield from _ended(document, tables, kind, cut=True)
            yield from _chunk(element, document, tables)
        elif tag in LEFT_OUT:
            document.left_out[LEFT_OUT[tag]] += 1
        elif tag in GONE:
            document.left_out[DELETED] += has_text(element)
        elif tag not in SILENT:
            yield from _blocks(element, document, tables, kind, table_style)


def _left_out_of_table(element: Element) -> str:
    """Why Word does not show this row or cell; "" for one that it shows."""
    properties = element.find(W + ("trPr" if element.tag == W + "tr" else "tcPr"))
    for one in elements(properties):
        if one.tag in (W + "del", W + "cellDel", W + "moveFrom"):
            return DELETED
        if one.tag == W + "hidden" and one.get(W + "val", "true") not in _OFF:
            return HIDDEN
    return ""


def _paragraph(
    paragraph: Element, document: Document, tables: tuple[int, ...], kind: ParagraphKind, table_style: str
) -> Iterator[Piece]:
    properties = paragraph.find(W + "pPr")
    part, document.open = document.open or Part(), None
    if not part.shows():  # the first that shows anything gives the paragraph its number, else the last
        part.properties = properties
    part.style, part.table_style = document.styles.style(properties), table_style
    mark = None if properties is None else properties.find(W + "rPr")
    part.look = document.styles.look(None, part.style, table_style)
    add_runs(paragraph, document, part)
    document.open = part
    hidden = part.look.hidden if mark is None else document.styles.look(mark, part.style, table_style).hidden
    if not hidden and (mark is None or not any(one.tag in GONE for one in mark)):
        yield from _ended(document, tables, kind, cut=False)


def _ended(document: Document, tables: tuple[int, ...], kind: ParagraphKind, *, cut: bool) -> Iterator[Piece]:
    """The paragraph that is open, if one is, and what follows it; `cut`: its mark is none that Word shows."""
    part, document.open = document.open, None
    if part is None:
        return
    for line in part.lines:
        kept = line.keep_mark()
        document.kept += kept
        document.left_out[STRUCK] -= kept
    item = None if cut and not part.shows() else document.numbering.item(part.properties)
    if item is not None and (number := document.counter.next(item)) and (part.shows() or not part.struck):
        first = part.lines[0]
        first.put_before(number, first.fonts[0][1] if first.fonts else part.look.font)
        document.numbered += 1
    yield from _pieces(part.lines, document, kind, tables)
    for box in part.boxes:
        if isinstance(box, str):
            yield Piece(box, kind, tables)
        elif box.tag == DRAWING + "p":
            lines, struck = drawn_lines(box)
            document.left_out[STRUCK] += struck
            yield from _pieces(lines, document, kind, tables)
        else:
            yield from _story(box, document, tables, kind)
    for note in part.notes:
        yield from _story(note, document, tables, "note")


def _pieces(lines: Iterable[TextLine], document: Document, kind: ParagraphKind, tables: tuple[int, ...]) -> Iterator[Piece]:
    for line in lines:
        document.raised += line.raised
        document.lowered += line.lowered
        yield Piece(line.text(), kind, tables, tuple(line.fonts))


def _chunk(element: Element, document: Document, tables: tuple[int, ...]) -> Iterator[Piece]:
    """The paragraphs of a file that stands whole in this one."""
    found = None if document.in_chunk or document.package is None else document.content(element)
    reading = found and _chunk_reading(*found, document.package.name if document.package else "")
    if not reading:
        document.left_out["phần nhúng từ tệp khác (w:altChunk)"] += 1
        return
    document.repairs += reading.repairs
    for one in reading.left_out:  # "2 phần ẩn"
        times, _, what = one.partition(" ")
        document.left_out[what] += int(times) if times.isdecimal() else 1
    yield from (Piece(one.text, one.kind, tables) for one in reading.paragraphs)


def _chunk_reading(part: str, data: bytes, name: str) -> Reading | None:
    try:
        if data.startswith(b"PK"):
            return read_package(Package(data, name), in_chunk=True)
        if PACKAGE.encode() in data[:4096]:
            return read_package(FlatPackage(parsed(data, name), name), in_chunk=True)
    except KnowledgeBaseError:
        return None
    return read_chunk(data, part, name)
