"""Styles and fonts of a Word 97–2003 or Word 6/95 file ([MS-DOC] 2.9.271 STSH, 2.9.286 SttbfFfn).

Guarantees:
1. A property of a style is its own, or that of the nearest style that it is based on; a circle of styles ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import unpack_from
from typing import NamedTuple

from kb.readers.word.code_page import windows_1252
from kb.readers.word.doc_properties import CharacterProperties, ParagraphProperties, character_properties, paragraph_properties
from kb.readers.word.doc_tables import FONTS, STYLES, Tables
from kb.readers.word.line import Height

_NO_STYLE = 0xFFF


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: int
    characters: CharacterProperties
    paragraph: ParagraphProperties


class Drawn(NamedTuple):
    """How characters are drawn: not at all (hidden), struck through, how high."""

    hidden: bool
    struck: bool
    height: Height


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by their numbers, the names of its fonts, and the font of text that names none."""

    styles: dict[int, _Style]
    fonts: tuple[str, ...]
    default_font: int
    _drawn: dict[tuple[CharacterProperties, int], Drawn] = field(default_factory=dict)

    def font(self, run: CharacterProperties, paragraph_style: int, *, ascii_only: bool) -> str:
        """The name of the font of a run in a paragraph of this style; "" where the document does not know the font."""
        said = (run, *self._characters(run.style), *self._characters(paragraph_style))
        fonts = (one.ascii_font if ascii_only or one.other_font is None else one.other_font for one in said)
        number = next((one for one in fonts if one is not None), self.default_font)
        return self.name(number)

    def drawn(self, run: CharacterProperties, paragraph_style: int) -> Drawn:
        """How a run in a paragraph of this style is drawn, as far as reading asks."""
        found = self._drawn.get((run, paragraph_style))
        if found is None:
            said = (run, *self._characters(run.style), *self._characters(paragraph_style))
            found = self._drawn[run, paragraph_style] = Drawn(
                self._toggled("hidden", run, paragraph_style),
                self._toggled("struck", run, paragraph_style)
                or bool(next((one.struck_twice for one in said if one.struck_twice is not None), False)),
                Height(
                    next((one.script for one in said if one.script is not None), 0),
                    next((one.lift for one in said if one.lift is not None), 0),
                    next((one.size for one in said if one.size is not None), 20),
                ),
            )
        return found

    def hidden(self, run: CharacterProperties, paragraph_style: int) -> bool:
        """Whether a run in a paragraph of this style is hidden text (văn bản ẩn)."""
        return self.drawn(run, paragraph_style).hidden

    def name(self, font: int) -> str:
        """The name of the font of this number; "" where the document does not know it."""
        return self.fonts[font] if 0 <= font < len(self.fonts) else ""

    def _toggled(self, what: str, run: CharacterProperties, paragraph_style: int) -> bool:
        """A property that its two styles toggle: set by both it is not set (2.4.6.6)."""
        own = getattr(run, what)
        of_styles = [
            next((getattr(one, what) == 1 for one in self._characters(style) if getattr(one, what) is not None), False)
            for style in (run.style, paragraph_style)
        ]
        of_style = of_styles[0] != of_styles[1]
        if own is None or own == 0x80:
            return of_style
        return not of_style if own == 0x81 else bool(own == 1)

    def list_item(self, said: ParagraphProperties) -> tuple[int, int]:
        """The list (from 1; 0 for none) and the level (from 0) of a paragraph, by itself or by its style."""
        chain = (said, *(style.paragraph for style in self._chain(said.style)))
        number = next((one.list for one in chain if one.list is not None), 0)
        return number, next((one.level for one in chain if one.level is not None), 0)

    def _characters(self, number: int | None) -> Iterator[CharacterProperties]:
        return (style.characters for style in self._chain(number))

    def _chain(self, number: int | None) -> Iterator[_Style]:
        seen: set[int] = set()
        while number is not None and number in self.styles and number not in seen:
            seen.add(number)
            yield self.styles[number]
            number = self.styles[number].based_on


def read_styles(tables: Tables) -> Styles:
    """The styles and fonts of the document. Raises struct.error or IndexError where their tables are damaged."""
    data = tables.part(STYLES)
    styles: dict[int, _Style] = {}
    default = 0
    if len(data) >= 2:
        length = unpack_from("<H", data)[0]
        count, fixed = unpack_from("<HH", data, 2)
        default = unpack_from("<H", data, 14)[0] if length >= 14 else 0
        at = 2 + length
        for number in range(count):
            size = unpack_from("<H", data, at)[0]
            if size:
                styles[number] = _style(tables, data[at + 2 : at + 2 + size], fixed)
            at += 2 + size
    return Styles(styles, tuple(_fonts(tables)), default)


def _style(tables: Tables, data: bytes, fixed: int) -> _Style:
    _, kind, changes = unpack_from("<HHH", data)
    kind, based_on, count = kind & 0xF, kind >> 4, changes & 0xF
    name = 2 + data[fixed] if tables.word_6 else 4 + 2 * unpack_from("<H", data, fixed)[0]
    at = fixed + name
    lists = []
    for _ in range(count):
        at += at % 2  # each begins at an even byte
        size = unpack_from("<H", data, at)[0]
        lists.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    said, of_paragraph = CharacterProperties(), ParagraphProperties()
    if kind == 1 and lists:
        of_paragraph = paragraph_properties(tables.sprms(lists[0][2:]), of_paragraph)
    if kind in (1, 2) and len(lists) >= kind % 2 + 1:
        said = character_properties(tables.sprms(lists[kind % 2]), said)
    return _Style(based_on if based_on != _NO_STYLE else -1, said, of_paragraph)


def _fonts(tables: Tables) -> Iterator[str]:
    """The names of the fonts, in order (FFN, 2.9.81)."""
    data = tables.part(FONTS)
    at = 2 if tables.word_6 else 4
    while at < len(data):
        font = data[at + 1 : at + 1 + data[at]]
        if tables.word_6:
            yield windows_1252(font[5:].split(b"\0")[0])
        else:
            yield font[39 : 39 + (len(font) - 39) // 2 * 2].decode("utf-16-le", "replace").split("\0")[0]
        at += 1 + data[at]
