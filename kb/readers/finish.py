"""The last step that all readers share: raw pieces of text → paragraphs in one Unicode form, with a report of every repair.

Guarantees:
1. No character is lost, added or changed, except: white space is folded, text becomes NFC, Ð and ð (U+00D0, U+00F0) become the
   Vietnamese letters, signs that have no shape (U+00AD, U+200B …) are dropped, two halves of a surrogate pair are the character
   that they are, and a half alone, which is none, becomes U+FFFD; each of these but the first is reported.
2. Pieces keep their order; one that is empty after folding gives no paragraph.
3. In a table that only lays out provisions a cell with nothing but a marker ("Điều 5.", "a)") and the next cell of its row are
   one paragraph, and this is reported.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kb.language.syllables import is_syllable
from kb.language.text import OFF_LINE_DIGITS, fold_white_space, nfc, repair_eth
from kb.law.model import Paragraph, ParagraphKind, Reading
from kb.readers import legacy

# A soft hyphen, joiners, marks of direction: Vietnamese needs none of them.
_SHAPELESS = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_DROPPED = re.compile(f"[{_SHAPELESS}]")
# Where a text of a legacy encoding stays as it is, U+00AD is a letter of it ("h\u00adíng", "t\u00ad"): of a word that has
# letters of Latin-1 alone, and is no syllable without it, or stands beside signs of the encoding.
_SOFT = "\u00ad"
_LATIN = "a-zA-Z\u00a1-\u00ff"
_SOFT_WORD = re.compile(f"[{_LATIN}]*{_SOFT}[{_LATIN}]*(?![^\\W\\d_])")
_LATIN_WORD = re.compile(f"[{_LATIN}]+")
_LEGACY = re.compile("[¡¢¤¥¦¨ª¬¯¶¸¹]")
_LETTER = "\ufdd0"  # stands for it while a text is cleaned: no character
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_BLANK = re.compile(rf"[\s{_SHAPELESS}]*")
_ETH = "\u00d0\u00f0"
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")  # of a surrogate pair: both, or one alone
_PROVISION = re.compile(r"Điều\s+\d\w*+\s*[.:]")
# The marker of a provision and nothing else, with the mark of a footnote: "Điều 5.", "1.", "2.1.", "a)", "(3)", "-", "IV.".
_NOTED = rf"\s?(?:\[\d{{1,3}}\]|[{OFF_LINE_DIGITS}]{{1,3}})?"
_CLAUSE = 4  # words
_CLAUSE_END = re.compile(rf"[.;:][”\"’]?{_NOTED}\Z")
# Of an item: its number or letter.
_ITEM = re.compile(
    rf"(?:khoản\s(?=\d)|điểm\s(?=[^\W\d]))?(\d{{1,3}}|(?-i:[a-zđ]))(?-i:([a-zđ]?)){_NOTED}\s?[.):]{_NOTED}", re.IGNORECASE
)
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MARKER = re.compile(
    rf"(?:(?:[Kk]hoản\s\d{{1,3}}[a-zđ]?|[Đđ]iểm\s[a-zđ]\d?){_NOTED}\s?[.:)]|Điều\s\d{{1,4}}[a-zđ]?{_NOTED}\s?[.:]|\d{{1,3}}[a-zđ]?{_NOTED}\s?[.)/]|(?:\d{{1,3}}\.){{1,3}}\d{{1,3}}\.?"
    rf"|[a-zđ]\d{{0,2}}{_NOTED}\s?[.)/]|\(\d{{1,3}}\)|[IVXLC]{{1,7}}\s?[.)/]|[A-HĐ]\s?[.)/]|[-–—•+*]){_NOTED}"
)


class Piece(NamedTuple):
    """One paragraph as a source has it: `tables` are the keys of the tables around it, outermost first.

    `fonts` are (offset in `text`, name of the font from there on), in order; () where the source has no fonts. `cell` are the
    keys, positive, of the row and the cell of the innermost table; (0, 0) outside tables and where the source tells no cells.
    """

    text: str
    kind: ParagraphKind = "text"
    tables: tuple[int, ...] = ()
    fonts: tuple[tuple[int, str], ...] = ()
    cell: tuple[int, int] = (0, 0)


def in_table(pieces: Iterable[Piece], tables: tuple[int, ...], row: int = 0, cell: int = 0) -> Iterator[Piece]:
    """The pieces; those that stand in `tables` itself get the key of their row or cell (positive) where they have none yet."""
    for piece in pieces:
        known = piece.cell
        yield piece._replace(cell=(known[0] or row, known[1] or cell)) if piece.tables == tables else piece


def raised_repair(count: int) -> list[str]:
    """What is reported where `count` raised numbers after a digit are written in raised digits; [] for none."""
    return [f"{count} số viết cao sau chữ số được giữ bằng chữ số trên cao"] if count else []


def lowered_repair(count: int) -> list[str]:
    """What is reported where `count` lowered numbers after a digit are written in lowered digits; [] for none."""
    return [f"{count} số viết thấp sau chữ số được giữ bằng chữ số dưới dòng"] if count else []


def kept_repair(count: int) -> list[str]:
    """What is reported where `count` struck numbers are read; [] for none."""
    return [f"{count} số thứ tự bị gạch ngang được giữ vì đoạn không có số nào khác"] if count else []


def halves_repair(count: int) -> list[str]:
    """What is reported where `count` halves of surrogate pairs became U+FFFD; [] for none."""
    return [f"{count} nửa ký tự (U+D800 đến U+DFFF) được thay bằng U+FFFD"] if count else []


def without_halves(text: str) -> tuple[str, int]:
    """`text` with two halves of a surrogate pair as the character that they are, one alone as U+FFFD; how many of these."""
    return _whole(text), sum(len(half) == 1 for half in _HALVES.findall(text))


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
    cleaned, joined = _with_markers(cleaned, layout) if layout else (cleaned, 0)
    if joined:
        found.append(f"{joined} số, chữ đánh dấu ở một ô của bảng được nối với chữ ở ô bên cạnh")
    paragraphs = tuple(Paragraph(text, _kind(piece, layout)) for text, piece in cleaned)
    counts = tuple(f"{count} {name}" for name, count in (left_out or {}).items() if count)
    return Reading(paragraphs, (*repairs, *halved, *converted, *found), counts)


def _of_characters(pieces: list[Piece]) -> tuple[list[Piece], list[str]]:
    """The pieces without halves of surrogate pairs, which no text is made of, and what to report of them."""
    try:
        "".join(piece.text for piece in pieces).encode()
    except UnicodeEncodeError:
        whole = [
            one._replace(text=_whole(one.text), fonts=tuple((len(_whole(one.text[:at])), font) for at, font in one.fonts))
            for one in pieces
        ]
        lost = sum(len(half) == 1 for piece in pieces for half in _HALVES.findall(piece.text))
        return whole, halves_repair(lost)
    return pieces, []


def _whole(text: str) -> str:
    return _HALVES.sub(lambda half: half[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace"), text)


def clean_text(text: str) -> str:
    """`text` in NFC, letters Đ repaired, shapeless characters dropped, white space folded."""
    if not text.isprintable():  # no sign without a shape is printable
        if _SOFT in text:
            text = "".join(_soft_words(text)).replace(_SOFT, "").replace(_LETTER, _SOFT)
            text = _DROPPED.sub(lambda sign: sign[0] if sign[0] == _SOFT else "", text)
        else:
            text = _DROPPED.sub("", text)
    return fold_white_space(repair_eth(nfc(text)))


def _soft_words(text: str) -> Iterator[str]:
    """The pieces of `text`, its words with U+00AD as `_soft_word` has them."""
    done, is_legacy = 0, _LEGACY.search(text) is not None
    for word in _LATIN_WORD.finditer(text):
        start = word.start()
        # A match from further on within the word is one from its beginning too.
        while _SOFT in word[0] and (match := _SOFT_WORD.match(text, start)):
            yield text[done:start]
            yield _soft_word(match, is_legacy=is_legacy)
            done = start = match.end()
            if start >= word.end():
                break
    yield text[done:]


def _soft_word(match: re.Match[str], *, is_legacy: bool) -> str:
    """A word with U+00AD, which is dropped, or stands as `_LETTER` where it is a letter of a legacy encoding.

    `is_legacy`: the text around it has signs of one.
    """
    word = match[0].replace(_SOFT, "")
    before = match.string[match.start() - 1 : match.start()]
    plain = word.isascii() and (_VOWEL.search(word) is not None or not match[0].endswith(_SOFT) or not word)
    is_word = plain or before.isalpha() or (is_syllable(nfc(word)) and not is_legacy)
    return word if is_word else match[0].replace(_SOFT, _LETTER)


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
    if shapeless := {sign: count for sign in _SHAPELESS if (count := raw.count(sign))}:
        codes = ", ".join(f"U+{ord(sign):04X}" for sign in shapeless)
        found.append(f"{sum(shapeless.values())} ký tự không hình ({codes}) được bỏ")
    return found


def _layout_tables(pieces: list[tuple[str, Piece]]) -> set[int]:
    """The tables that only lay out provisions: most of the text, and Điều among it, or nothing but a list, stands in them."""
    sizes: dict[int, int] = {}
    provisions: set[int] = set()
    for text, piece in pieces:
        for table in piece.tables:
            sizes[table] = sizes.get(table, 0) + len(text)
            if _PROVISION.match(text):
                provisions.add(table)
    total = sum(len(text) for text, _ in pieces)
    return {table for table in provisions if 2 * sizes[table] > total} | _list_tables(pieces)


def _list_tables(pieces: list[tuple[str, Piece]]) -> set[int]:
    """The tables whose rows are items of a list, each a marker ("1.", "a)") and, in one other cell, its text."""
    tables: dict[int, dict[int, dict[int, list[str]]]] = {}
    for text, piece in pieces:
        if piece.tables and piece.cell[0]:
            rows = tables.setdefault(piece.tables[-1], defaultdict(lambda: defaultdict(list)))
            rows[piece.cell[0]][piece.cell[1]].append(text)
    nested = {table for _, piece in pieces for table in piece.tables[:-1]} if tables else set()
    return {
        table for table, rows in tables.items() if table not in nested and _is_list([[*row.values()] for row in rows.values()])
    }


def _is_list(rows: list[list[list[str]]]) -> bool:
    """Whether the rows, of the texts of their cells, are a list: clauses of some words, or sentences numbered from 1 or a.

    A row with nothing but a text goes on with the item above it.
    """
    items = []
    for row in rows:
        if len(row) == 2 and len(row[0]) == 1 and (marker := _ITEM.fullmatch(row[0][0])):
            items.append((marker, row[1]))
        elif len(row) != 1 or not items or not (row[0][0][0].islower() or _CLAUSE_END.search(row[0][-1])):
            return False
    long = [texts[0].count(" ") >= _CLAUSE - 1 for _, texts in items]
    if len(rows) == len(items) > 1 and all(long):
        return True
    sentences = [_CLAUSE_END.search(texts[-1]) is not None for _, texts in items]
    if len(items) == 1:
        return long[0] and sentences[0]
    return any(sentences) and _in_sequence(items)


def _in_sequence(items: list[tuple[re.Match[str], list[str]]]) -> bool:
    """Whether the numbers of the items, and the letters below each number, run on one by one."""
    number, letter = 0, -1
    for marker, texts in items:
        for found in (marker, *filter(None, map(_ITEM.match, texts))):
            if found[1].isdecimal():
                at = int(found[1])
                fits = at == number + 1 or (at == number > 0 and found[2] != "")
                number, letter = at, -1
            else:
                at = _LETTERS.find(found[1])
                fits = at == letter + 1 or (found[1] == "e" and letter == _LETTERS.index("d"))
                letter = at
            if not fits:
                return False
    return True


def _with_markers(pieces: list[tuple[str, Piece]], layout: set[int]) -> tuple[list[tuple[str, Piece]], int]:
    """The pieces, each marker that stands alone in a cell before the text of the next cell of its row; how many there are."""
    joined: list[tuple[str, Piece]] = []
    count = 0
    marker = False  # whether the piece before is the only one of its cell, and a marker
    for text, piece in pieces:
        cell = piece.cell
        before = joined[-1][1] if joined else None
        if marker and before and _beside(before, piece) and not _MARKER.fullmatch(text):
            joined[-1] = (f"{joined[-1][0]} {text}", piece)
            count += 1
            marker = False
            continue
        alone = cell[0] > 0 and layout.issuperset(piece.tables) and (before is None or before.cell != cell)
        marker = alone and _MARKER.fullmatch(text) is not None
        joined.append((text, piece))
    return joined, count


def _beside(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand in two cells of one row."""
    return one.tables == other.tables and one.cell[0] == other.cell[0] and one.cell != other.cell


def _kind(piece: Piece, layout: set[int]) -> ParagraphKind:
    return "table" if piece.kind == "text" and not layout.issuperset(piece.tables) else piece.kind
