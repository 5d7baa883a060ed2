"""One stream of paragraphs of an RTF file while it is read: the body, a note or a text box.

Guarantees:
1. What is added comes out once, in order: the paragraphs, each followed by the text boxes and then the notes that it holds.
2. Halves of surrogate pairs become one character, a lone half U+FFFD.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.law.model import ParagraphKind
from kb.readers.finish import Piece
from kb.readers.word.line import TextLine
from kb.readers.word.rtf_numbers import WrittenNumbers

_Fonts = tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Story:
    """A stream of paragraphs of one `kind` ("text", "note"); `boxes` and `notes` wait for the end of the paragraph."""

    kind: ParagraphKind
    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Piece] = field(default_factory=list)
    notes: list[Piece] = field(default_factory=list)
    line: TextLine = field(default_factory=TextLine)  # the one that is being read
    goes_on: bool = False  # whether it goes on over a mark that is deleted or hidden
    cell: tuple[int, int] = (1, 1)  # the keys of the row and the cell that are being read
    _number: str = ""  # the automatic number that it begins with
    _numbers: WrittenNumbers = field(default_factory=WrittenNumbers)
    _tables: list[int] = field(default_factory=list)  # the keys of the open ones, outermost first

    def number(self, text: str, font: str, *, deleted: bool) -> bool:
        """Begin the line with an automatic number, in the font of this name; whether it is shown.

        It is not if it is `deleted`, or of a paragraph that goes on from the one before.
        """
        if deleted or (self.goes_on and self.line.shows()):
            self._numbers.drop(text)
            return False
        self._number = self._numbers.shown(text)
        self.line.add(self._number, font)
        return True

    def clear(self) -> None:
        """Drop the line that is being read."""
        self.line, self._number, self.goes_on = TextLine(), "", False

    def next_cell(self, *, row: bool) -> None:
        """A cell, or a `row`, has ended."""
        self.cell = (self.cell[0] + row, self.cell[1] + 1)

    def end(self, tables: int, keys: Iterator[int], *, whole: bool) -> None:
        """End the line, in this number of tables, and with it the `whole` paragraph; `keys` gives each new table its key."""
        del self._tables[tables:]
        while len(self._tables) < tables:
            self._tables.append(next(keys))
        text, fonts = self.line.text(), tuple(self.line.fonts)
        if self.line.struck and text.strip() == self._number.strip():
            text = ""  # all that bears the number is struck through
        if any("\ud800" <= character <= "\udfff" for character in text):
            text, fonts = _joined(text, fonts)
        self.pieces.append(Piece(text, self.kind, tuple(self._tables), fonts, self.cell if self._tables else (0, 0)))
        self.clear()
        if whole:
            self.pieces += [*self.boxes, *self.notes]
            self.boxes, self.notes = [], []


def _joined(text: str, fonts: _Fonts) -> tuple[str, _Fonts]:
    """`text` with halves of surrogate pairs made one character (a lone half U+FFFD), and the fonts at their new offsets."""

    def whole(part: str) -> str:
        return part.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    return whole(text), tuple((len(whole(text[:at])), font) for at, font in fonts)
