"""The last step that all readers share: raw pieces of text → paragraphs in one Unicode form, with a report of every repair.

Guarantees:
1. No character is lost, added or changed, except: white space is folded, text becomes NFC, Ð and ð (U+00D0, U+00F0) become the
   Vietnamese letters, U+200B and U+FEFF (which have no shape) are dropped, two halves of a surrogate pair are the character
   that they are, and a half alone, which is none, becomes U+FFFD; each of these but the first is reported.
2. Pieces keep their order; one that is empty after folding gives no paragraph.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kb.language.text import fold_white_space, nfc, repair_eth
from kb.law.model import Paragraph, ParagraphKind, Reading
from kb.readers import legacy

_SHAPELESS = "\u200b\ufeff"
_BLANK = re.compile(rf"[\s{_SHAPELESS}]*")
_ETH = "\u00d0\u00f0"
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")  # of a surrogate pair: both, or one alone
_PROVISION = re.compile(r"Điều\s+\d+\w*\s*[.:]")


class Piece(NamedTuple):
    """One paragraph as a source has it: `tables` are the keys of the tables around it, outermost first.

    `fonts` are (offset in `text`, name of the font from there on), in order; () where the source has no fonts.
    """

    text: str
    kind: ParagraphKind = "text"
    tables: tuple[int, ...] = ()
    fonts: tuple[tuple[int, str], ...] = ()


def finish(pieces: Iterable[Piece], repairs: Iterable[str] = (), left_out: Mapping[str, int] | None = None) -> Reading:
    """The reading that `pieces` make, in their order.

    `repairs` are sentences to report before the ones found here; `left_out` counts what the reader left out, by its name.
    """
    pieces, halved = _of_characters(list(pieces))
    texts, converted = legacy.repair([(piece.text, piece.fonts) for piece in pieces])
    found = _repairs(texts)
    # Hardly any document needs a repair, and a library has millions of paragraphs: the whole is looked at first.
    clean = clean_text if found else fold_white_space
    cleaned = [(text, piece) for raw, piece in zip(texts, pieces, strict=True) if (text := clean(raw))]
    layout = _layout_tables(cleaned)
    paragraphs = tuple(Paragraph(text, _kind(piece, layout)) for text, piece in cleaned)
    counts = tuple(f"{count} {name}" for name, count in (left_out or {}).items() if count)
    return Reading(paragraphs, (*repairs, *halved, *converted, *found), counts)


def _of_characters(pieces: list[Piece]) -> tuple[list[Piece], list[str]]:
    """The pieces without halves of surrogate pairs, which no text is made of, and what to report of them."""
    try:
        "".join(piece.text for piece in pieces).encode()
    except UnicodeEncodeError:
        whole = [
            Piece(_whole(text), kind, tables, tuple((len(_whole(text[:at])), font) for at, font in fonts))
            for text, kind, tables, fonts in pieces
        ]
        lost = sum(len(half) == 1 for piece in pieces for half in _HALVES.findall(piece.text))
        return whole, [f"{lost} nửa ký tự (U+D800 đến U+DFFF) được thay bằng U+FFFD"] if lost else []
    return pieces, []


def _whole(text: str) -> str:
    return _HALVES.sub(lambda half: half[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace"), text)


def clean_text(text: str) -> str:
    """`text` in NFC, letters Đ repaired, shapeless characters dropped, white space folded."""
    for character in _SHAPELESS:
        text = text.replace(character, "")
    return fold_white_space(repair_eth(nfc(text)))


def is_blank(text: str) -> bool:
    """Whether `clean_text` leaves nothing of `text`."""
    return _BLANK.fullmatch(text) is not None


def _repairs(texts: Sequence[str]) -> list[str]:
    found, raw = [], "".join(texts)
    for letter, repaired in zip(_ETH, "Đđ", strict=True):
        if count := raw.count(letter):
            found.append(f"{count} chữ {letter} (U+{ord(letter):04X}) được viết lại thành {repaired}")
    if not all(unicodedata.is_normalized("NFC", text) for text in texts):
        found.append("chữ tổ hợp được viết lại theo dạng Unicode dựng sẵn (NFC)")
    if count := sum(map(raw.count, _SHAPELESS)):
        found.append(f"{count} ký tự không hình (U+200B, U+FEFF) được bỏ")
    return found


def _layout_tables(pieces: list[tuple[str, Piece]]) -> set[int]:
    """The tables that only lay out a page: most of the text, and provisions (Điều N.) among it, stand in them."""
    sizes: dict[int, int] = {}
    provisions: set[int] = set()
    for text, piece in pieces:
        for table in piece.tables:
            sizes[table] = sizes.get(table, 0) + len(text)
            if _PROVISION.match(text):
                provisions.add(table)
    total = sum(len(text) for text, _ in pieces)
    return {table for table in provisions if 2 * sizes[table] > total}


def _kind(piece: Piece, layout: set[int]) -> ParagraphKind:
    return "table" if piece.kind == "text" and not layout.issuperset(piece.tables) else piece.kind
