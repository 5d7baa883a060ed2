"""One stream of paragraphs of an RTF file while it is read: the body, a note or a text box.

Guarantees:
1. What is added comes out once, in order: the paragraphs, each followed by the text boxes and then the notes that it holds.
2. Halves of surrogate pairs become one character, a lone half U+FFFD.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.law.model import ParagraphKind
from kb.readers.finish import Piece

_Fonts = tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Story:
    """A stream of paragraphs of one `kind` ("text", "note"); `boxes` and `notes` wait for the end of the paragraph."""

    kind: ParagraphKind
    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Piece] = field(default_factory=list)
    notes: list[Piece] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _fonts: list[tuple[int, str]] = field(default_factory=list)
    _tables: list[int] = field(default_factory=list)  # the keys of the open ones, outermost first

    def add(self, text: str, font: str) -> None:
        """Add text, in the font of this name, to the line that is being read."""
        if not self._fonts or self._fonts[-1][1] != font:
            self._fonts.append((self._length, font))
        self._text.append(text)
        self._length += len(text)

    def has_text(self) -> bool:
        """Whether the line that is being read shows anything."""
        return bool("".join(self._text).strip())

    def clear(self) -> None:
        """Drop the line that is being read."""
        self._text, self._fonts, self._length = [], [], 0

    def end(self, tables: int, keys: Iterator[int], *, whole: bool) -> None:
        """End the line, in this number of tables, and with it the `whole` paragraph; `keys` gives each new table its key."""
        del self._tables[tables:]
        while len(self._tables) < tables:
            self._tables.append(next(keys))
        text, fonts = "".join(self._text), tuple(self._fonts)
        if any("\ud800" <= character <= "\udfff" for character in text):
            text, fonts = _joined(text, fonts)
        self.pieces.append(Piece(text, self.kind, tuple(self._tables), fonts))
        self.clear()
        if whole:
            self.pieces += [*self.boxes, *self.notes]
            self.boxes, self.notes = [], []


def _joined(text: str, fonts: _Fonts) -> tuple[str, _Fonts]:
    """`text` with halves of surrogate pairs made one character (a lone half U+FFFD), and the fonts at their new offsets."""

    def whole(part: str) -> str:
        return part.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    return whole(text), tuple((len(whole(text[:at])), font) for at, font in fonts)
