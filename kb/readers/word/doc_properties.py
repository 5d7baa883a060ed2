"""Properties of characters and paragraphs in the binary form of Word ([MS-DOC] 2.6: lists of single changes, Sprm).

Guarantees:
1. Sprms of Word 6/95 (one byte) come out under their Word 97 codes, so that nobody else tells the two apart.
2. A list that ends inside a Sprm, or has a Sprm of unknown length, ends there: what comes before it counts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

Sprm = tuple[int, bytes]

_C_DELETED, _C_HIDDEN, _C_SPECIAL, _C_STYLE, _C_ASCII_FONT, _C_OTHER_FONT = 0x0800, 0x083C, 0x0855, 0x4A30, 0x4A4F, 0x4A51
_C_STRUCK, _C_STRUCK_TWICE, _C_RAISED, _C_LIFT, _C_SIZE, _C_SYMBOL = 0x0837, 0x2A53, 0x2A48, 0x4845, 0x4A43, 0x6A09
_P_STYLE, _P_LEVEL, _P_LIST, _P_IN_TABLE, _P_ROW_END, _P_DEPTH = 0x4600, 0x260A, 0x460B, 0x2416, 0x2417, 0x6649
_P_INNER_ROW_END, _P_OLD_NUMBER = 0x244C, 0x25FF
P_ELSEWHERE = (0x6645, 0x6646)  # sprmPHugePapx: the list stands in the stream Data
_DRAWN = frozenset({_C_STRUCK, _C_STRUCK_TWICE, _C_RAISED, _C_LIFT, _C_SIZE, _C_SYMBOL})
_TABS, _TABLE = 0xC615, 0xD608  # the two that give their length in ways of their own (2.2.5.1)
_OPERANDS = (1, 1, 2, 4, 2, 2, -1, 3)  # bytes, by the top three bits of the code; -1: the next byte says

# Word 6/95: the code here of each Sprm that counts; sprmPNLvlAnm has no other code that is used here.
_WORD_6 = {2: _P_STYLE, 13: _P_OLD_NUMBER, 24: _P_IN_TABLE, 25: _P_ROW_END, 65: _C_DELETED, 80: _C_STYLE, 87: _C_STRUCK,
           92: _C_HIDDEN, 93: _C_ASCII_FONT, 99: _C_SIZE, 101: _C_LIFT, 104: _C_RAISED, 117: _C_SPECIAL}  # fmt: skip
_SHORT = {**{number: _WORD_6[number] for number in (24, 25, 65, 87, 92, 104, 117)}, 115: _C_STRUCK_TWICE}
_WORD_6_BYTES = {
    0: (83,),
    1: (*range(4, 12), 13, 14, 24, 25, 29, 37, 44, 50, 51, 65, 66, 67, 71, 75, *range(85, 93), 94, 98, 99, 100, 101, 102, 104,
        117, 118, 119, 185, 186),
    2: (2, *range(16, 20), 21, 22, *range(26, 29), *range(30, 37), *range(38, 44), *range(45, 50), 69, 72, 80, 93, 96, 97, 107,
        109, 110, 182, 183, 184, 189, 195, 197),
    3: (73, 95),
    4: (20, 70, 192, 194, 196, 198, 200),
    5: (193, 199),
    12: (187,),
    -1: (3, 12, 15, 23, 52, 68, 74, 81, 82, 103, 105, 106, 108, 120, 191),
    -2: (188, 190),
}  # fmt: skip
_WORD_6_LENGTHS = {code: length for length, codes in _WORD_6_BYTES.items() for code in codes}


@dataclass(frozen=True, slots=True)
class CharacterProperties:
    """The properties of a run of characters; None where its styles decide."""

    ascii_font: int | None = None
    other_font: int | None = None  # of characters that are not ASCII
    style: int | None = None
    hidden: int | None = None  # 0, 1; 0x80 as the style has it, 0x81 the other way
    deleted: bool = False
    special: bool = False
    struck: int | None = None  # as `hidden`
    struck_twice: bool | None = None
    script: int | None = None  # 1 a superscript, -1 a subscript
    lift: int | None = None  # half-points above the line
    size: int | None = None  # half-points
    symbol: tuple[int, int] | None = None  # font and code of the character that stands as "("


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    """The properties of a paragraph; None where its style decides."""

    style: int = 0
    list: int | None = None  # from 1; 0 and what is no list: no number
    level: int | None = None
    in_table: bool = False
    depth: int = 0  # of tables
    row_end: bool = False
    old_number: bool = False  # numbered in the way of Word 6/95

    @property
    def tables(self) -> int:
        """The number of tables around the paragraph, from 0 to 32."""
        return max(min(self.depth, 32), int(self.in_table))


def sprms(data: bytes) -> Iterator[Sprm]:
    """The Sprms of a list of Word 97–2003, in order."""
    at = 0
    while at + 2 <= len(data):
        code = data[at] | data[at + 1] << 8
        at += 2
        length = _OPERANDS[code >> 13]
        if code == _TABLE and at + 2 <= len(data):
            length = (data[at] | data[at + 1] << 8) + 1  # the count is of what follows it, and one more than that
        elif length < 0 and at < len(data):
            length = 1 + data[at]
            if code == _TABS and data[at] == 255:
                deleted = 1 + 4 * data[at + 1] if at + 1 < len(data) else 0
                added = 1 + 3 * data[at + 1 + deleted] if at + 1 + deleted < len(data) else 0
                length = 1 + deleted + added
        if length < 0 or at + length > len(data):
            return
        yield code, data[at : at + length]
        at += length


def word_6_sprms(data: bytes) -> Iterator[Sprm]:
    """The Sprms of a list of Word 6/95 that have a code of Word 97 here, in order."""
    at = 0
    while at < len(data):
        code = data[at]
        at += 1
        length = _WORD_6_LENGTHS.get(code)
        if length == -1 and at < len(data):
            length = 1 + data[at]
        elif length == -2 and at + 2 <= len(data):
            length = (data[at] | data[at + 1] << 8) + 1
        if length is None or length < 0 or at + length > len(data):
            return
        if code in _WORD_6:
            yield _WORD_6[code], data[at : at + length]
        at += length


def short_sprm(modifier: int) -> Iterable[Sprm]:
    """The Sprm that a piece holds in its own 16 bits (Prm0, 2.9.215); those of one byte have the numbers of Word 6."""
    number = modifier >> 1 & 0x7F
    return ((_SHORT[number], bytes((modifier >> 8,))),) if number in _SHORT else ()


def character_properties(changes: Iterable[Sprm], base: CharacterProperties) -> CharacterProperties:
    """`base` with the changes made to it, in order."""
    for code, operand in changes:
        if code == _C_ASCII_FONT:
            base = replace(base, ascii_font=_number(operand))
        elif code == _C_OTHER_FONT:
            base = replace(base, other_font=_number(operand))
        elif code == _C_STYLE:
            base = replace(base, style=_number(operand), ascii_font=None, other_font=None)
        elif code == _C_HIDDEN:
            base = replace(base, hidden=operand[0])
        elif code == _C_DELETED:
            base = replace(base, deleted=operand[0] == 1)
        elif code == _C_SPECIAL:
            base = replace(base, special=operand[0] == 1)
        elif code in _DRAWN:
            base = _with_drawing(code, operand, base)
    return base


def _with_drawing(code: int, operand: bytes, base: CharacterProperties) -> CharacterProperties:
    """`base` with a change to how its characters are drawn: struck through, raised, as a symbol."""
    if code == _C_STRUCK:
        return replace(base, struck=operand[0])
    if code == _C_STRUCK_TWICE:
        return replace(base, struck_twice=operand[0] == 1)
    if code == _C_RAISED:
        return replace(base, script={1: 1, 2: -1}.get(operand[0], 0))
    if code == _C_LIFT:
        return replace(base, lift=int.from_bytes(operand, "little", signed=True))
    if code == _C_SIZE:
        return replace(base, size=_number(operand))
    return replace(base, symbol=(_number(operand[:2]), _number(operand[2:])))


def paragraph_properties(changes: Iterable[Sprm], base: ParagraphProperties) -> ParagraphProperties:
    """`base` with the changes made to it, in order."""
    for code, operand in changes:
        if code == _P_STYLE:
            base = replace(base, style=_number(operand))
        elif code == _P_LIST:
            base = replace(base, list=_number(operand))
        elif code == _P_LEVEL:
            base = replace(base, level=operand[0])
        elif code == _P_IN_TABLE:
            base = replace(base, in_table=operand[0] != 0)
        elif code == _P_DEPTH:
            base = replace(base, depth=max(_number(operand), 0))
        elif code in (_P_ROW_END, _P_INNER_ROW_END):
            base = replace(base, row_end=operand[0] != 0)
        elif code == _P_OLD_NUMBER:
            base = replace(base, old_number=operand[0] != 0)
    return base


def _number(operand: bytes) -> int:
    size = min(len(operand), 4)
    return int.from_bytes(operand[:size], "little", signed=size == 4)
