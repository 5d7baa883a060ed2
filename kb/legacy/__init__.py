"""Legacy encodings of Vietnamese → Unicode."""

from collections.abc import Sequence

Fonts = tuple[tuple[int, str], ...]


def repair(texts: Sequence[tuple[str, Fonts]]) -> tuple[list[str], tuple[str, ...]]:
    """The texts of a document's paragraphs in Unicode, in order, and in Vietnamese what was converted.

    Each text comes with its fonts: (offset, name of the font from there on), () where the source has none. A text typed in a
    legacy encoding holds the characters that its bytes have in windows-1252.
    """
    return [text for text, _ in texts], ()
