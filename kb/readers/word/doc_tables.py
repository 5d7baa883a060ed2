"""The tables of a Word 97–2003 or Word 6/95 file ([MS-DOC]): the bytes of its text, and the properties of each stretch of it.

Guarantees:
1. Every character of the document's stories comes out once, in order of its position (CP), as the windows-1252 or UTF-16
   character that its bytes are; a byte that windows-1252 leaves open is the control character of that number.
2. The work is bounded by the size of the file: a table that names more characters than the file has bytes is damage.
3. Damage raises UnreadableFile, struct.error, IndexError or KeyError, nothing else.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from struct import calcsize, unpack_from

from kb.errors import UnreadableFile
from kb.readers.word.code_page import windows_1252
from kb.readers.word.doc_properties import (
    P_ELSEWHERE,
    CharacterProperties,
    ParagraphProperties,
    Sprm,
    character_properties,
    paragraph_properties,
    short_sprm,
    sprms,
    word_6_sprms,
)

_WORD, _WORD_6_MARK = 0xA5EC, 0xA5DC
_PAGE = 512  # bytes of a formatted disk page (FKP)
# Pairs (offset, length) of FibRgFcLcb97, by number (2.5.6).
STYLES, FOOTNOTE_MARKS, FOOTNOTES, SECTIONS, FONTS, SHAPES = 1, 2, 3, 6, 15, 40
ENDNOTE_MARKS, ENDNOTES, BOXES = 46, 47, 56
LISTS, LIST_USES = 73, 74
_CHARACTER_PAGES, _PARAGRAPH_PAGES, _PIECES = 12, 13, 33


@dataclass(frozen=True, slots=True)
class Stories:
    """The lengths of the stories of the document, in characters, in the order in which they follow each other (2.3)."""

    main: int
    footnotes: int
    headers: int
    macros: int
    comments: int
    endnotes: int
    boxes: int
    header_boxes: int


@dataclass(frozen=True, slots=True)
class _TextPiece:
    start: int  # the CP of its first character
    end: int
    offset: int  # of its first byte in the file
    width: int  # bytes of a character
    modifiers: tuple[Sprm, ...]


@dataclass(frozen=True, slots=True)
class _Runs:
    """Stretches [start, end) of bytes that do not overlap, in order, each with its list of changes (`said`)."""

    starts: list[int]
    ends: list[int]
    said: list[bytes]

    def at(self, offset: int) -> tuple[int, bytes]:
        """The end of the stretch that holds the byte (or the start of the next one), and its list of changes (b"" for none)."""
        index = bisect_right(self.starts, offset) - 1
        if index >= 0 and offset < self.ends[index]:
            return self.ends[index], self.said[index]
        return (self.starts[index + 1] if index + 1 < len(self.starts) else 2**32), b""


@dataclass(slots=True)
class Tables:
    """One file of Word, open: `main` and `table` are its streams, `word_6` tells the older form."""

    name: str
    main: bytes
    table: bytes
    data: bytes
    word_6: bool
    stories: Stories
    _pieces: list[_TextPiece] = field(default_factory=list)
    _characters: _Runs = field(default_factory=lambda: _Runs([], [], []))
    _paragraphs: _Runs = field(default_factory=lambda: _Runs([], [], []))
    _seen: dict[tuple[bytes, tuple[Sprm, ...]], CharacterProperties] = field(default_factory=dict)

    def part(self, number: int) -> bytes:
        """The bytes of the table of this number; b"" where the document has none."""
        # The FIB of Word 6 has 10 bytes of other use after its 38th pair.
        base = 0x58 + (10 if number >= 38 else 0) if self.word_6 else 0x9A
        offset, length = unpack_from("<II", self.main, base + 8 * number)
        if offset + length > len(self.table):
            raise UnreadableFile(f"{self.name}: tệp .doc bị cắt ngắn: thiếu bảng số {number}")
        return self.table[offset : offset + length]

    def after(self, number: int) -> bytes:
        """The bytes that stand after the table of this number."""
        offset, length = unpack_from("<II", self.main, 0x9A + 8 * number)
        return self.table[offset + length :]

    def sprms(self, data: bytes) -> Iterator[Sprm]:
        """The changes in a list of this file."""
        return word_6_sprms(data) if self.word_6 else sprms(data)

    def runs(self, start: int, end: int) -> Iterator[tuple[int, str, CharacterProperties]]:
        """The characters at [start, end), in stretches about which the same is said: first CP, characters, properties."""
        for piece in self._pieces:
            at, limit = max(piece.start, start), min(piece.end, end)
            while at < limit:
                offset = piece.offset + (at - piece.start) * piece.width
                stretch, said = self._characters.at(offset)
                until = min(limit, at + max((stretch - offset) // piece.width, 1))
                raw = self.main[offset : offset + (until - at) * piece.width]
                text = windows_1252(raw) if piece.width == 1 else raw.decode("utf-16-le", "surrogatepass")
                yield at, text, self._look(said, piece.modifiers)
                at = until

    def paragraph(self, cp: int) -> ParagraphProperties:
        """The properties of the paragraph whose mark stands at this CP."""
        for piece in self._pieces[max(bisect_right(self._pieces, cp, key=lambda one: one.start) - 1, 0) :]:
            if piece.start <= cp < piece.end:
                _, said = self._paragraphs.at(piece.offset + (cp - piece.start) * piece.width)
                style = said[0] | said[1] << 8 if len(said) > 1 else 0
                changes = (*self._all(said[2:]), *piece.modifiers)
                return paragraph_properties(changes, ParagraphProperties(style))
        return ParagraphProperties()

    def _look(self, said: bytes, modifiers: tuple[Sprm, ...]) -> CharacterProperties:
        if (said, modifiers) not in self._seen:
            self._seen[said, modifiers] = character_properties((*self.sprms(said), *modifiers), CharacterProperties())
        return self._seen[said, modifiers]

    def _all(self, said: bytes) -> Iterator[Sprm]:
        for code, operand in self.sprms(said):
            if code not in P_ELSEWHERE or self.word_6:
                yield code, operand
            else:
                offset = int.from_bytes(operand, "little")
                length = int.from_bytes(self.data[offset : offset + 2], "little")
                yield from sprms(self.data[offset + 2 : offset + 2 + length])


def open_tables(streams: dict[str, bytes], name: str) -> Tables:
    """The tables of the document in the `streams` of a compound file. Raises UnreadableFile, and as the module says."""
    main = streams.get("WordDocument", b"")
    if len(main) < 0x100:
        raise UnreadableFile(f"{name}: tệp OLE không phải văn bản Word" if not main else f"{name}: tệp .doc bị cắt ngắn")
    mark, version = unpack_from("<HH", main, 0)
    flags = unpack_from("<H", main, 0x0A)[0]
    if mark not in (_WORD, _WORD_6_MARK) or version < 101:
        raise UnreadableFile(f"{name}: văn bản của phiên bản Word chưa đọc được (nFib {version})")
    if flags & 0x0100:
        raise UnreadableFile(f"{name}: tệp có mật khẩu, không mở được")
    word_6 = version < 0xC1
    table = main if word_6 else streams.get("1Table" if flags & 0x0200 else "0Table", b"")
    counts = Stories(*unpack_from("<8i", main, 0x34 if word_6 else 0x4C))
    tables = Tables(name, main, table, streams.get("Data", b""), word_6, counts)
    lengths = [getattr(counts, one) for one in Stories.__slots__]
    if min(lengths) < 0 or sum(lengths) > len(main):
        raise UnreadableFile(f"{name}: tệp .doc bị hỏng: độ dài văn bản không đúng")
    tables._pieces = list(_pieces(tables, complex_6=bool(flags & 0x0004)))
    if sum(one.end - one.start for one in tables._pieces) < sum(lengths):
        raise UnreadableFile(f"{name}: tệp .doc bị hỏng hoặc bị cắt ngắn: thiếu một phần văn bản")
    tables._characters = _pages(tables, _CHARACTER_PAGES, entry=1)
    tables._paragraphs = _pages(tables, _PARAGRAPH_PAGES, entry=7 if word_6 else 13)
    return tables


def plc(data: bytes, size: int) -> tuple[list[int], list[bytes]]:
    """A PLC (2.2.2): n + 1 positions, and n entries of `size` bytes each."""
    count = max(len(data) - 4, 0) // (4 + size)
    positions = list(unpack_from(f"<{count + 1}I", data)) if len(data) >= 4 else []
    base = 4 * (count + 1)
    return positions, [data[base + size * at : base + size * (at + 1)] for at in range(count)]


def _pieces(tables: Tables, *, complex_6: bool) -> Iterator[_TextPiece]:
    """The pieces of the text in order of position (2.4.1); their bytes are checked to be there."""
    if tables.word_6 and not complex_6:  # one piece of bytes
        first, last = unpack_from("<II", tables.main, 0x18)
        yield _TextPiece(0, last - first, _checked(tables, first, last - first), 1, ())
        return
    data, at, changes = tables.part(_PIECES), 0, []
    while data[at] == 1:  # lists of changes that pieces name by number
        length = unpack_from("<H", data, at + 1)[0]
        changes.append(tuple(tables.sprms(data[at + 3 : at + 3 + length])))
        at += 3 + length
    if data[at] != 2:
        raise UnreadableFile(f"{tables.name}: tệp .doc bị hỏng: bảng các đoạn chữ không đúng")
    length = unpack_from("<I", data, at + 1)[0]
    positions, entries = plc(data[at + 5 : at + 5 + length], 8)
    total = 0
    for (start, end), entry in zip(pairwise(positions), entries, strict=True):
        _, offset, modifier = unpack_from("<HIH", entry)
        width = 1
        if not tables.word_6:
            width, offset = (1, (offset & 0x3FFFFFFF) // 2) if offset & 0x40000000 else (2, offset & 0x3FFFFFFF)
        total += end - start
        if end < start or total > len(tables.main):
            raise UnreadableFile(f"{tables.name}: tệp .doc bị hỏng: bảng các đoạn chữ không đúng")
        said = changes[modifier >> 1] if modifier & 1 else tuple(short_sprm(modifier))
        yield _TextPiece(start, end, _checked(tables, offset, (end - start) * width), width, said)


def _checked(tables: Tables, offset: int, length: int) -> int:
    if length < 0 or offset + length > len(tables.main):
        raise UnreadableFile(f"{tables.name}: tệp .doc bị cắt ngắn: thiếu chữ từ byte {offset}")
    return offset


def _pages(tables: Tables, number: int, entry: int) -> _Runs:
    """The stretches of the pages of a bin table (2.9.33, 2.9.174); `entry`: bytes that point to the changes of one."""
    form = "<H" if tables.word_6 else "<I"
    _, pointers = plc(tables.part(number), calcsize(form))
    pages = dict.fromkeys(unpack_from(form, one)[0] & 0x3FFFFF for one in pointers)
    found: list[tuple[int, int, bytes]] = []
    for number_of_page in pages:
        page = tables.main[number_of_page * _PAGE : (number_of_page + 1) * _PAGE]
        count = page[_PAGE - 1]
        limits = unpack_from(f"<{count + 1}I", page)
        for at, (start, end) in enumerate(pairwise(limits)):
            where = 2 * page[4 * (count + 1) + entry * at]
            found.append((start, end, _list(page, where, entry > 1, tables.word_6)))
    runs = _Runs([], [], [])
    for start, end, said in sorted(found, key=lambda one: one[:2]):
        if start < end and (not runs.ends or start >= runs.ends[-1]):
            runs.starts.append(start)
            runs.ends.append(end)
            runs.said.append(said)
    return runs


def _list(page: bytes, at: int, of_paragraph: bool, word_6: bool) -> bytes:
    """The list at this byte of a page; that of a paragraph begins with the number of its style."""
    if at == 0:
        return b""
    if not of_paragraph:
        return page[at + 1 : at + 1 + page[at]]
    if word_6:
        return page[at + 1 : at + 1 + 2 * page[at]]
    if page[at] == 0:  # 2.9.175: the length stands in the next byte
        return page[at + 2 : at + 2 + 2 * page[at + 1]]
    return page[at + 1 : at + 2 * page[at]]
