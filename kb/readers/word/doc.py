"""Word 97–2003 and Word 6/95 files (.doc) → paragraphs, from the binary form itself ([MS-DOC]).

Guarantees:
1. Every character of the document that Word shows in the final view (changes accepted) is in exactly one paragraph, in
   reading order; text boxes follow the paragraph that they are anchored in (last of all where the file does not tell),
   footnotes and endnotes (kind "note") the one that refers to them. Of a field only the result is text. A paragraph whose
   mark is deleted or hidden goes on in the next one, and counts once in its list.
2. Automatic numbers are written in front of their paragraphs as Word shows them, and this is reported.
3. Headers, footers, comments, and what is hidden, struck through or deleted are left out and counted, as is what has no
   characters (pictures, drawings, symbols that are not known, numbers in the way of Word 6).
4. Each piece says the font of each stretch of its text, which tells its encoding: the text is as the bytes have it.
"""

import re
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from kb.errors import UnreadableFile
from kb.law.model import ParagraphKind, Reading
from kb.readers.finish import Piece, finish
from kb.readers.word import doc_tables, ole
from kb.readers.word.doc_blocks import Block, Stretch, blocks
from kb.readers.word.doc_lists import Lists, read_lists
from kb.readers.word.doc_properties import CharacterProperties, ParagraphProperties
from kb.readers.word.doc_styles import Styles, read_styles
from kb.readers.word.doc_tables import Tables, open_tables, plc
from kb.readers.word.fields import UNREAD_NUMBER
from kb.readers.word.line import DELETED, HIDDEN, SOFT_HYPHEN, STRUCK, TextLine, word_repairs
from kb.readers.word.numbering import RunningNumbers
from kb.readers.word.symbols import symbol

_CONTROL = re.compile("[\x00-\x1f]")
# Characters that Word draws as others (2.4.1); any other control character has no shape.
_DRAWN = {"\t": "\t", "\x0c": " ", "\x0e": " ", "\x1e": "-"}  # the sentence goes on over a page or column break
_NO_CHARACTERS = {"\x01": "hình ảnh", "(": "ký hiệu theo phông riêng"}

_HEADERS = "đoạn ở đầu trang, chân trang"
_CONTROL = re.compile(r"[\x00-\x0c\x0e-\x1f]")


@dataclass(slots=True)
class _Open:
    """A paragraph that is being read: its lines, the block that says its number, and what its parts are followed by."""

    lines: list[TextLine]
    tables: tuple[int, ...]
    block: Block
    said: ParagraphProperties
    cell: tuple[int, int] = (0, 0)
    followers: list[tuple[ParagraphKind, int, int]] = field(default_factory=list)
    struck: bool = False

    def shows(self) -> bool:
        """Whether any of its text is not blank."""
        return any(line.shows() for line in self.lines)


@dataclass(slots=True)
class _Source:
    """One document while it is read; `follow`: CP → the stories after the paragraph that holds it: (kind, first CP, end)."""

    tables: Tables
    styles: Styles
    lists: Lists
    follow: dict[int, list[tuple[ParagraphKind, int, int]]]
    boxes: list[tuple[int, int]]  # text boxes that no paragraph holds
    shapes: set[int]  # the CPs that hold a text box
    section_ends: set[int]
    counter: RunningNumbers = field(default_factory=RunningNumbers)
    left_out: Counter[str] = field(default_factory=Counter)
    edges: list[str] = field(default_factory=list)  # the lines of headers and footers
    numbered: int = 0
    raised: int = 0
    lowered: int = 0
    kept: int = 0  # struck marks that stay
    table_keys: Iterator[int] = field(default_factory=count)


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of a Word file. Raises UnreadableFile, also for one under a password."""
    streams = ole.streams(data, name)
    try:
        source = _open(open_tables(streams, name))
        pieces = list(_story(source, 0, source.tables.stories.main, "text"))
        for start, end in source.boxes:
            pieces += _story(source, start, end, "text")
        _count_aside(source)
    except (struct.error, IndexError, KeyError, UnicodeError, OverflowError) as error:
        raise UnreadableFile(f"{name}: tệp .doc bị hỏng hoặc bị cắt ngắn: sai cấu trúc bên trong") from error
    source.left_out[UNREAD_NUMBER] += source.counter.unknown
    reading = finish(pieces, word_repairs(source.numbered, source.raised, source.lowered, source.kept), source.left_out)
    return replace(reading, edges=tuple(source.edges))


def _open(tables: Tables) -> _Source:
    stories = tables.stories
    follow: dict[int, list[tuple[ParagraphKind, int, int]]] = {}
    notes = stories.main
    endnotes = notes + stories.footnotes + stories.headers + stories.macros + stories.comments
    for marks, texts, base, size in (
        (doc_tables.FOOTNOTE_MARKS, doc_tables.FOOTNOTES, notes, stories.footnotes),
        (doc_tables.ENDNOTE_MARKS, doc_tables.ENDNOTES, endnotes, stories.endnotes),
    ):
        anchors, _ = plc(tables.part(marks), 2)
        limits, _ = plc(tables.part(texts), 0)
        for cp, start, end in zip(anchors[:-1], limits, limits[1:], strict=False):
            follow.setdefault(cp, []).append(("note", base + min(start, size), base + min(end, size)))
    boxes = _boxes(tables, endnotes + stories.endnotes)
    shapes = set()
    if not tables.word_6:
        for cp, entry in zip(*plc(tables.part(doc_tables.SHAPES), 26), strict=False):
            box = boxes.pop(int.from_bytes(entry[:4], "little"), None)
            if box:
                shapes.add(cp)
                follow.setdefault(cp, []).append(("text", *box))
    sections, _ = plc(tables.part(doc_tables.SECTIONS), 12)
    return _Source(
        tables, read_styles(tables), read_lists(tables), follow, list(boxes.values()), shapes, {end - 1 for end in sections}
    )


def _boxes(tables: Tables, base: int) -> dict[int, tuple[int, int]]:
    """The CPs [start, end) of each text box, by the number of its shape (FTXBXS, 2.9.102)."""
    size = tables.stories.boxes
    if tables.word_6:
        return {0: (base, base + size)} if size else {}
    limits, entries = plc(tables.part(doc_tables.BOXES), 22)
    found: dict[int, tuple[int, int]] = {}
    for start, end, entry in zip(limits, limits[1:], entries[:-1], strict=False):  # the last closes the list
        if entry[8:10] == b"\0\0":  # in use
            found[int.from_bytes(entry[14:18], "little")] = (base + min(start, size), base + min(end, size))
    return found


def _count_aside(source: _Source) -> None:
    """Count the paragraphs of the stories that are not read."""
    tables, stories = source.tables, source.tables.stories
    headers = stories.main + stories.footnotes
    comments = headers + stories.headers + stories.macros
    boxes = comments + stories.comments + stories.endnotes + stories.boxes
    for name, start, length in (
        (_HEADERS, headers, stories.headers),
        (_HEADERS, boxes, stories.header_boxes),
        ("đoạn nhận xét", comments, stories.comments),
    ):
        text = "".join(one for _, one, _ in tables.runs(start, start + length))
        source.left_out[name] += sum(any(map(str.isalnum, one)) for one in text.split("\r"))
        if name == _HEADERS:
            source.edges += dict.fromkeys(one.strip() for one in _CONTROL.sub(" ", text).split("\r") if one.strip())


def _story(source: _Source, start: int, end: int, kind: ParagraphKind) -> Iterator[Piece]:
    """The paragraphs of [start, end), each before the text boxes and notes anchored in it."""
    open_tables: list[int] = []
    going: _Open | None = None
    row = cell = 1
    for block in blocks(source.tables, source.section_ends, source.left_out, start, end):
        said = source.tables.paragraph(block.mark.cp)
        depth = max(said.tables, int(block.mark.text == "\x07"))
        del open_tables[depth:]
        while len(open_tables) < depth:
            open_tables.append(next(source.table_keys))
        if going is not None and going.tables != tuple(open_tables):
            yield from _ended(going, source, kind, cut=True)
            going = None
        if going is None:
            going = _Open([TextLine()], tuple(open_tables), block, said, (row, cell) if open_tables else (0, 0))
        elif not going.shows():  # the first that shows anything gives the paragraph its number, else the last
            going.block, going.said = block, said
        _add_block(block, said, source, going)
        if block.mark.text != "\r" or not (block.mark.look.deleted or source.styles.hidden(block.mark.look, said.style)):
            yield from _ended(going, source, kind, cut=False)
            going = None
        cell += block.mark.text == "\x07"
        row += said.row_end
    if going is not None:
        yield from _ended(going, source, kind, cut=True)


def _ended(going: _Open, source: _Source, kind: ParagraphKind, *, cut: bool) -> Iterator[Piece]:
    """The paragraph, and what follows it; `cut`: its mark is none that Word shows."""
    for line in going.lines:
        kept = line.keep_mark()
        source.kept += kept
        source.left_out[STRUCK] -= kept
    if not going.said.row_end and (going.shows() or not cut):
        _add_number(going, source)
    for line in going.lines:
        source.raised += line.raised
        source.lowered += line.lowered
        yield Piece(line.text(), kind, going.tables, tuple(line.fonts), going.cell)
    if kind == "text":
        for of_kind, begin, stop in sorted(going.followers, key=lambda one: one[0] == "note"):
            yield from _story(source, begin, stop, of_kind)


def _add_block(block: Block, said: ParagraphProperties, source: _Source, going: _Open) -> None:
    """Add what a block shows to the paragraph, and count what it leaves out: a stretch that nothing interrupts once."""
    left = ""
    for one in block.stretches:
        drawn = source.styles.drawn(one.look, said.style)
        font = source.styles.font(one.look, said.style, ascii_only=one.text.isascii())
        if why := DELETED if one.look.deleted else HIDDEN if drawn.hidden else STRUCK if drawn.struck else "":
            blank = not one.text.strip()
            source.left_out[why] += not blank and left != why
            left = left if blank else why
            if why is STRUCK:
                going.struck = going.struck or not blank
                going.lines[-1].strike(_CONTROL.sub(" ", one.text), font)
            continue
        left = ""
        if one.look.special:
            text = "".join(_special(one, at, source) for at in range(len(one.text)))
        else:
            text = _CONTROL.sub(lambda found: found[0] if found[0] == "\x0b" else _DRAWN.get(found[0], ""), one.text)
            source.left_out[SOFT_HYPHEN] += one.text.count("\x1f")
        first, *rest = text.split("\x0b")
        going.lines[-1].add(first, font, drawn.height)
        for line in rest:
            going.lines.append(TextLine())
            going.lines[-1].add(line, font, drawn.height)
    for one in (*block.stretches, block.mark):
        if not one.look.deleted and not source.styles.hidden(one.look, said.style):
            for cp in range(one.cp, one.cp + len(one.text)):
                going.followers += source.follow.pop(cp, [])


def _special(one: Stretch, at: int, source: _Source) -> str:
    """The text for a character that stands for something else; what has none is counted."""
    character = one.text[at]
    if character == "(" and one.look.symbol is not None:
        font, code = one.look.symbol
        if text := symbol(source.styles.name(font), code):
            return text
    if character in _NO_CHARACTERS:
        source.left_out[_NO_CHARACTERS[character]] += 1
    elif character == "\x08" and one.cp + at not in source.shapes:
        source.left_out["hình vẽ"] += 1
    return _DRAWN.get(character, "")


def _add_number(going: _Open, source: _Source) -> None:
    """Put the automatic number before the paragraph, if it has one and not all that bears it is struck through."""
    number, level = source.styles.list_item(going.said)
    if not 0 < number <= len(source.lists.forms):
        source.left_out[UNREAD_NUMBER] += going.said.old_number
        return
    level = min(level, 8)
    text = source.counter.next((source.lists.forms[number - 1], str(number), level))
    if not text or (going.struck and not going.shows()):
        return
    source.numbered += 1
    own = source.lists.looks[number - 1].get(level, CharacterProperties())
    look = going.block.mark.look
    if own.ascii_font is not None or own.other_font is not None:
        look = replace(look, ascii_font=own.ascii_font, other_font=own.other_font)
    going.lines[0].put_before(text, source.styles.font(look, going.said.style, ascii_only=text.isascii()))
