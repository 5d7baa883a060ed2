"""Automatic numbers of Word 97–2003 ([MS-DOC] 2.9.131 LFO, 2.9.147 LSTF, 2.9.150 LVL) as the lists of `numbering`.

Guarantees:
1. A list says the same as it would in the .docx that Word makes of the file.
"""

from dataclasses import dataclass
from struct import unpack_from

from kb.readers.word.doc_properties import CharacterProperties, character_properties
from kb.readers.word.doc_tables import LIST_USES, LISTS, Tables
from kb.readers.word.numbering import ListForm, ListLevel

# MSONFC ([MS-OSHARED] 2.2.1.3) → the words of w:numFmt; a number not here is a format that is not known.
NUMBER_FORMATS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
                  6: "cardinalText", 7: "ordinalText", 8: "hex", 9: "chicago", 14: "decimalFullWidth", 15: "decimalHalfWidth",
                  18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet",
                  26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese",
                  56: "vietnameseCounting", 57: "numberInDash", 58: "russianLower", 59: "russianUpper",
                  255: "none"}  # fmt: skip
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Lists:
    """The uses of lists in a document, in order (the first is number 1), and the look of each one's numbers by level."""

    forms: tuple[ListForm, ...]
    looks: tuple[dict[int, CharacterProperties], ...]


def read_lists(tables: Tables) -> Lists:
    """The lists of the document. Raises struct.error or IndexError where their tables are damaged."""
    if tables.word_6 or not tables.part(LIST_USES):
        return Lists((), ())
    lists = _definitions(tables)
    uses = tables.part(LIST_USES)
    count = unpack_from("<I", uses)[0]
    if 4 + 16 * count > len(uses):
        raise IndexError("more uses of lists than their table holds")
    at = 4 + 16 * count
    forms, looks = [], []
    for number in range(count):
        key = unpack_from("<i", uses, 4 + 16 * number)[0]
        own = dict(lists.get(key, {}))
        starts: dict[int, int] = {}
        at += 4
        for _ in range(uses[4 + 16 * number + 12]):
            start, flags = unpack_from("<iI", uses, at)
            at += 8
            level = flags & 0xF
            if flags & 0x20:
                own[level], at = _level(tables, uses, at)
                start = own[level][0].start
            if flags & 0x10:
                starts[level] = start
        forms.append(ListForm(str(key), {at_level: one for at_level, (one, _) in own.items()}, starts))
        looks.append({at_level: look for at_level, (_, look) in own.items()})
    return Lists(tuple(forms), tuple(looks))


def _definitions(tables: Tables) -> dict[int, dict[int, tuple[ListLevel, CharacterProperties]]]:
    """The levels of each list, by its number; they stand after the table of the lists."""
    heads, levels = tables.part(LISTS), tables.after(LISTS)
    found: dict[int, dict[int, tuple[ListLevel, CharacterProperties]]] = {}
    at = 0
    for number in range(unpack_from("<H", heads)[0] if heads else 0):
        key = unpack_from("<i", heads, 2 + 28 * number)[0]
        simple = heads[2 + 28 * number + 26] & 1
        found[key] = {}
        for level in range(1 if simple else _LEVELS):
            found[key][level], at = _level(tables, levels, at)
    return found


def _level(tables: Tables, data: bytes, at: int) -> tuple[tuple[ListLevel, CharacterProperties], int]:
    """The level that begins at this byte, the look of its number, and where it ends."""
    start, form, flags = unpack_from("<iBB", data, at)
    numbers_at = frozenset(data[at + 6 : at + 15])
    follow, of_characters, of_paragraph, limit = data[at + 15], data[at + 24], data[at + 25], data[at + 26]
    at += 28 + of_paragraph
    look = character_properties(tables.sprms(data[at : at + of_characters]), CharacterProperties())
    at += of_characters
    length = unpack_from("<H", data, at)[0]
    raw = data[at + 2 : at + 2 + 2 * length]
    if len(raw) < 2 * length:
        raise IndexError("the text of a number is cut off")
    text = "".join(
        f"%{ord(one) + 1}" if index in numbers_at and ord(one) < _LEVELS else one
        for index, one in enumerate(raw.decode("utf-16-le", "replace"), 1)
    )
    level = ListLevel(
        start=start,
        form=NUMBER_FORMATS.get(form, f"nfc {form}"),
        text=text,
        after="" if follow == 2 else " ",
        restart=limit if flags & 0x08 else None,
        legal=bool(flags & 0x04),
    )
    return (level, look), at + 2 + 2 * length
