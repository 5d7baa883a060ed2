"""Word 97–2003 and Word 6/95 files (.doc) → paragraphs, from the binary form itself ([MS-DOC]).

Guarantees:
1. Every character of the document that Word shows in the final view (changes accepted) is in exactly one paragraph, in
   reading order; text boxes follow the paragraph that they are anchored in (last of all where the file does not tell),
   footnotes and endnotes (kind "note") the one that refers to them. Of a field only the result is text.
2. Automatic numbers are written in front of their paragraphs as Word shows them, and this is reported.
3. Headers, footers, comments and hidden text are left out and counted, as is what has no characters (pictures, drawings,
   symbols by font, numbers in the way of Word 6).
4. Each piece says the font of each stretch of its text, which tells its encoding: the text is as the bytes have it.
"""

import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from kb.errors import UnreadableFile
from kb.law.model import ParagraphKind, Reading
from kb.readers.finish import Piece, finish
from kb.readers.word import doc_tables, ole
from kb.readers.word.doc_lists import Lists, read_lists
from kb.readers.word.doc_properties import CharacterProperties, ParagraphProperties
from kb.readers.word.doc_styles import Styles, read_styles
from kb.readers.word.doc_tables import Tables, open_tables, plc
from kb.readers.word.numbering import RunningNumbers

_MARK = re.compile("[\x07\x0c\r\x13-\x15]")
_CONTROL = re.compile("[\x00-\x1f]")
# Characters that Word draws as others (2.4.1); any other control character has no shape.
_DRAWN = {"\t": "\t", "\x0c": " ", "\x0e": " ", "\x1e": "-"}  # the sentence goes on over a page or column break
_NO_CHARACTERS = {"\x01": "hình ảnh", "(": "ký hiệu theo phông riêng"}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Characters that have the same properties, and the CP of the first."""

    cp: int
    text: str
    look: CharacterProperties


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph as it stands: its stretches, and its mark, whose properties are those of the paragraph."""

    stretches: list[_Stretch]
    mark: _Stretch


@dataclass(slots=True)
class _Line:
    """A line of a paragraph while it is read, with its fonts."""

    text: str = ""
    fonts: list[tuple[int, str]] = field(default_factory=list)

    def add(self, text: str, font: str) -> None:
        if text and (not self.fonts or self.fonts[-1][1] != font):
            self.fonts.append((len(self.text), font))
        self.text += text


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
    numbered: int = 0
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
    source.left_out["số thứ tự ở dạng chưa đọc được"] += source.counter.unknown
    repairs = [f"{source.numbered} số thứ tự tự động của Word được viết thành chữ"] if source.numbered else []
    return finish(pieces, repairs, source.left_out)


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
        ("đoạn ở đầu trang, chân trang", headers, stories.headers),
        ("đoạn ở đầu trang, chân trang", boxes, stories.header_boxes),
        ("đoạn nhận xét", comments, stories.comments),
    ):
        text = "".join(one for _, one, _ in tables.runs(start, start + length))
        source.left_out[name] += sum(any(map(str.isalnum, one)) for one in text.split("\r"))


def _story(source: _Source, start: int, end: int, kind: ParagraphKind) -> Iterator[Piece]:
    """The paragraphs of [start, end), each before the text boxes and notes anchored in it."""
    open_tables: list[int] = []
    for block in _blocks(source, start, end):
        said = source.tables.paragraph(block.mark.cp)
        depth = max(said.tables, int(block.mark.text == "\x07"))
        del open_tables[depth:]
        while len(open_tables) < depth:
            open_tables.append(next(source.table_keys))
        lines = _lines(block, source, said)
        if not said.row_end and (number := _number(block, source, said, lines)):
            lines[0] = number
        for line in lines:
            yield Piece(line.text, kind, tuple(open_tables), tuple(line.fonts))
        if kind == "text":
            for of_kind, begin, stop in _followers(block, source, said):
                yield from _story(source, begin, stop, of_kind)


def _blocks(source: _Source, start: int, end: int) -> Iterator[_Block]:
    """The paragraphs of [start, end) without the codes of fields."""
    runs = [_Stretch(*run) for run in source.tables.runs(start, end)]
    codes = _codes(runs)
    in_code = 0
    stretches: list[_Stretch] = []
    for run in runs:
        at = 0
        for found in [*_MARK.finditer(run.text), None]:
            stop = found.start() if found else len(run.text)
            if stop > at and not in_code:
                stretches.append(_Stretch(run.cp + at, run.text[at:stop], run.look))
            if found is None:
                break
            mark = _Stretch(run.cp + stop, found[0], run.look)
            at = stop + 1
            in_code += codes.get(mark.cp, 0)
            if in_code or found[0] in "\x13\x14\x15":
                continue
            if found[0] == "\x0c" and mark.cp not in source.section_ends:
                stretches.append(mark)
                continue
            yield _Block(stretches, mark)
            stretches = []
    if stretches:
        yield _Block(stretches, _Stretch(end - 1, "", stretches[-1].look))


def _codes(runs: Iterable[_Stretch]) -> dict[int, int]:
    """The CPs where the code of a field begins (1) and ends (-1); a mark without its pair is none."""
    changes: dict[int, int] = {}
    opened: list[tuple[int, int | None]] = []
    for run in runs:
        for found in re.finditer("[\x13-\x15]", run.text):
            cp = run.cp + found.start()
            if found[0] == "\x13":
                opened.append((cp, None))
            elif opened and found[0] == "\x14" and opened[-1][1] is None:
                opened[-1] = (opened[-1][0], cp)
            elif opened and found[0] == "\x15":
                begin, separator = opened.pop()
                changes[begin] = 1
                changes[cp if separator is None else separator] = -1
    return changes


def _lines(block: _Block, source: _Source, said: ParagraphProperties) -> list[_Line]:
    lines = [_Line()]
    hides = False
    for one in block.stretches:
        if one.look.deleted:
            continue
        if source.styles.hidden(one.look, said.style):
            source.left_out["phần ẩn"] += bool(one.text.strip()) and not hides
            hides = hides or bool(one.text.strip())
            continue
        hides = False
        font = source.styles.font(one.look, said.style, ascii_only=one.text.isascii())
        if one.look.special:
            _count_special(one, source)
            text = "".join(_DRAWN.get(character, "") for character in one.text)
        else:
            text = _CONTROL.sub(lambda found: found[0] if found[0] == "\x0b" else _DRAWN.get(found[0], ""), one.text)
        first, *rest = text.split("\x0b")
        lines[-1].add(first, font)
        for line in rest:
            lines.append(_Line())
            lines[-1].add(line, font)
    return lines


def _count_special(one: _Stretch, source: _Source) -> None:
    for cp, character in enumerate(one.text, one.cp):
        if character in _NO_CHARACTERS:
            source.left_out[_NO_CHARACTERS[character]] += 1
        elif character == "\x08" and cp not in source.shapes:
            source.left_out["hình vẽ"] += 1


def _number(block: _Block, source: _Source, said: ParagraphProperties, lines: list[_Line]) -> _Line | None:
    """The first of the lines with the automatic number before it; None where the paragraph has none."""
    if block.mark.look.deleted and not any(line.text.strip() for line in lines):
        return None  # a paragraph that a tracked change takes away whole takes no number
    number, level = source.styles.list_item(said)
    if not 0 < number <= len(source.lists.forms):
        source.left_out["số thứ tự ở dạng chưa đọc được"] += said.old_number
        return None
    level = min(level, 8)
    text = source.counter.next((source.lists.forms[number - 1], str(number), level))
    if not text:
        return None
    source.numbered += 1
    own = source.lists.looks[number - 1].get(level, CharacterProperties())
    look = block.mark.look
    if own.ascii_font is not None or own.other_font is not None:
        look = replace(look, ascii_font=own.ascii_font, other_font=own.other_font)
    line = _Line()
    line.add(text, source.styles.font(look, said.style, ascii_only=text.isascii()))
    line.fonts += [(at + len(text), font) for at, font in lines[0].fonts]
    line.text += lines[0].text
    return line


def _followers(block: _Block, source: _Source, said: ParagraphProperties) -> list[tuple[ParagraphKind, int, int]]:
    """The text boxes, then the notes, whose anchors the paragraph holds, neither deleted nor hidden: (kind, first CP, end)."""
    found = []
    for one in (*block.stretches, block.mark):
        if one.look.deleted or source.styles.hidden(one.look, said.style):
            continue
        for cp in range(one.cp, one.cp + len(one.text)):
            found += source.follow.pop(cp, [])
    return sorted(found, key=lambda one: one[0] == "note")
