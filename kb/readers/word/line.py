"""One line of text of a Word file while it is read: its texts, the fonts of them, and what stands raised or lowered.

Guarantees:
1. What is added comes out in order, character for character, but for two: a raised or lowered number that would run into the
   number before or after it has raised or lowered digits ("Điều 7" and a raised 12: "Điều 7¹²"), and codes of symbol fonts are
   their characters.
2. A raised or lowered number after a letter stays as it is: "m2", "CO2".
3. What is struck through is left out, but for a blank, which still parts words, and the mark that the rest of the line needs:
   of a struck "4" before ". Chính phủ" the line keeps "4. Chính phủ".
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from kb.language.text import OFF_LINE_DIGITS, lowered, raised
from kb.readers.finish import kept_repair, lowered_repair, raised_repair
from kb.readers.word.symbols import in_symbols

# What readers count as left out.
DELETED = "chỗ bị xóa hoặc chuyển đi khi sửa có lưu vết"
HIDDEN, STRUCK = "phần ẩn", "chỗ gạch ngang"
SOFT_HYPHEN = "dấu nối tùy chọn không hiện"

_A_NUMBER = re.compile(r"[-+−–]?\d")
_A_MARK = re.compile(r"(?:Điều\s+)?\w{1,5}")
_CLEAR_LIFT = 6  # half-points: text of one size that is lifted by 3 points stands apart


class Height(NamedTuple):
    """How high text stands: a superscript (1) or subscript (-1), or lifted by so much; its lift and size in half-points."""

    script: int = 0
    lift: int = 0
    size: int = 0

    def beside(self, line: "Height") -> int:
        """Whether it stands raised (1), lowered (-1) or on the line (0) beside text that stands as `line`."""
        lift = self.lift - line.lift
        if self.script or not (abs(lift) >= _CLEAR_LIFT or (lift and self.size < line.size)):
            return self.script
        return 1 if lift > 0 else -1


ON_LINE = Height()


@dataclass(slots=True)
class TextLine:
    """A line while it is read: `fonts` are (offset, name of the font from there on); `raised`, `lowered` count numbers."""

    texts: list[str] = field(default_factory=list)
    fonts: list[tuple[int, str]] = field(default_factory=list)
    length: int = 0
    raised: int = 0
    lowered: int = 0
    struck: bool = False  # whether any of it is struck through
    _shows: bool = False
    _height: Height = ON_LINE  # of the text that stands on the line
    _side: int = 0  # whether the last text stands raised (1), lowered (-1) or on the line (0)
    _off_from: int = 0  # the index of the first text that stands so
    _apart: bool = False  # whether that has raised or lowered digits
    _struck: list[str] = field(default_factory=list)  # the struck texts before all that is shown

    def add(self, text: str, font: str, height: Height = ON_LINE) -> None:
        """Text in the font of this name, at this height."""
        if not text:
            return
        if not self.fonts or self.fonts[-1][1] != font:
            self.fonts.append((self.length, font))
        text = in_symbols(text, font)
        if height is not self._height or self._side:
            text = self._at(height, text)
        self.texts.append(text)
        self.length += len(text)
        self._shows = self._shows or not text.isspace()

    def _at(self, height: Height, text: str) -> str:
        before = self.texts[-1][-1] if self.texts else ""
        side = height.beside(self._height)
        if not side:
            if self._side and not self._apart and before.isdecimal() and text[0].isdecimal():
                written = raised if self._side > 0 else lowered
                self.texts[self._off_from :] = map(written, self.texts[self._off_from :])
                self._count()
            self._height, self._side, self._apart = height, 0, False
            return text
        if side != self._side:
            self._side, self._off_from = side, len(self.texts)
            self._apart = bool(before) and (before.isdecimal() or before in OFF_LINE_DIGITS)
            self._apart = self._apart and _A_NUMBER.match(text) is not None
            if self._apart:
                self._count()
        if not self._apart:
            return text
        return raised(text) if side > 0 else lowered(text)

    def _count(self) -> None:
        self.raised += self._side > 0
        self.lowered += self._side < 0

    def strike(self, text: str, font: str) -> None:
        """Text that is struck through."""
        self.struck = self.struck or bool(text.strip())
        if not self.shows():
            self._struck.append(text)
        if text[:1].isspace() or text[-1:].isspace():
            self.add(" ", font)

    def keep_mark(self) -> bool:
        """At the end of the line: put back the struck mark that the rest of it needs; whether that was so."""
        mark, self._struck = "".join(self._struck).strip(), []
        if not mark or not self.text().lstrip().startswith((".", ")")) or not _A_MARK.fullmatch(mark):
            return False
        self.put_before(mark, self.fonts[0][1])
        return True

    def put_before(self, text: str, font: str) -> None:
        """Put text in front of all others, in the font of this name."""
        self.texts.insert(0, text)
        self.fonts = [(0, font), *((at + len(text), one) for at, one in self.fonts if at or one != font)]
        self.length += len(text)
        self._off_from += 1

    def text(self) -> str:
        """All of it."""
        return "".join(self.texts)

    def shows(self) -> bool:
        """Whether any of it is not blank."""
        return self._shows


def word_repairs(numbered: int, raised_numbers: int, lowered_numbers: int, kept: int) -> list[str]:
    """What is reported of a file of Word: numbers written out, raised and lowered ones kept apart, struck marks that stay."""
    written = [f"{numbered} số thứ tự tự động của Word được viết thành chữ"] if numbered else []
    return [*written, *raised_repair(raised_numbers), *lowered_repair(lowered_numbers), *kept_repair(kept)]
