"""The marks that one paragraph may begin with: "Chương I", "Điều 35.", "1.", "a)", "-". Words only: no sequence, no tree.

Guarantees:
1. A mark is a candidate: whether it opens a provision is decided by the sequence of numbers (`kb.structure.sequence`).
2. Every pattern is anchored and bounded: the time to recognise a paragraph does not depend on its length.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from kb.language.text import OFF_LINE_DIGITS, fold, lower
from kb.law.eid import roman_value
from kb.law.levels import DIVISIONS, LEVEL, POINT_LETTERS
from kb.law.types import NORMATIVE, pattern_of


class Mark(NamedTuple):
    """A candidate at the start of a paragraph.

    `style` is how it is written ("article", "clause", "point", …), `order` its position in a list (1a is (1, 1)), `number` the
    number without marks, `end` the length of the marker; `certain` is False for one that is misspelt.
    """

    style: str
    order: tuple[int, int]
    number: str
    end: int
    certain: bool = True


_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_DIGITS = {"một": 1, "nhất": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
           "bẩy": 7, "tám": 8, "chín": 9}  # fmt: skip
_ORDINAL = rf"mười(?:\s(?:{'|'.join(_DIGITS)}))?|{'|'.join(_DIGITS)}"
_RAISED = rf"[{OFF_LINE_DIGITS}][{OFF_LINE_DIGITS},]{{0,7}}"
_DIVISIONS = {LEVEL[code].word: code for code in DIVISIONS}
# "Chương I", "Chương VIa.", "Mục 1: TÊN", "PHẦN THỨ HAI"; running text goes on with a small letter ("Chương II của Luật này").
_CONTAINER = re.compile(
    rf"({pattern_of(_DIVISIONS)})\s(?:(?:thứ\s)?((?-i:[IVXLC]{{1,8}}|\d{{1,3}})(?-i:[a-zđ]?)|(?-i:[A-HĐ]))"
    rf"|(?:thứ\s)?({_ORDINAL}))(?:\s?[.:–-]+\s*|\s+(?=(?-i:[{_UPPER}]))|\s*(?=\[)"
    rf"|(?={_RAISED}(?:[\s.:–-]*(?-i:[{_UPPER}])|\s?[.:]?$))|$)",
    re.IGNORECASE,
)
# The mark of a footnote in a consolidated text, or a raised number: "Điều 2[5].", "1 [6].", "a[8])", "Điều 7¹².", "1².".
_NOTED = rf"(?:\s?(?:\[\^?\d{{1,3}}\]|\(\d{{1,3}}\)(?=[.:])|{_RAISED}|\[{_RAISED}\])){{0,3}}"
# "Điều 1.", "Điều 1:", "Điều 1", and in older documents "Điều 1 :", "Điều 1.-", "Điều 1 - Tên", "Điều thứ 1".
_ARTICLE = re.compile(
    rf"(?:Điều|ĐIỀU)\s(?:thứ\s|THỨ\s)?(\d{{1,4}})([a-zđ]?){_NOTED}"
    rf"(?:\.\s?[-–]+|\s?:\s?[-–]*|\.(?!\d)|\s?[-–]+\s?(?=[{_UPPER}])|\s?[-–]?$)"
)
_ORDINAL_ARTICLE = re.compile(rf"Điều\s(?:thứ\s)?({_ORDINAL}){_NOTED}(?:\s?[.:]\s?[-–]*|\s?[-–]+\s|$)", re.IGNORECASE)
# Misspelt: "Đièu 34.", "Diều 10.", "Điều 13 Tên", "Điều 35 .", "Điều35.", "Điều lO."; a title follows or there is nothing.
_MISSPELT_ARTICLE = re.compile(
    rf"(\w{{2,4}}?)\s?([\dOol]{{1,4}})([a-zđ]?){_NOTED}(?:\s?[.,:;]?\s*$|\s?[.,:;]\s*(?!\d)|\s+(?=[{_UPPER}]))"
)
_ARTICLE_WORDS = frozenset({"dieu", "ieu", "deu", "diu", "die"})
_LETTERS_FOR_DIGITS = str.maketrans("Ool", "001")
# "Điều 13 Luật Phá sản quy định…" cites another document.
_CITED = re.compile(rf"(?:{pattern_of((*NORMATIVE, 'Nghị', 'Quy', 'Điều', 'Công ước', 'Hiệp'))})\b")
_CLAUSE = re.compile(rf'(\d{{1,3}})([a-zđ]?){_NOTED}\.(?:\s|(?=[{_UPPER}{OFF_LINE_DIGITS}\[(“"«])|[-–]+\s?(?=[^\W\d]))')
_MISSPELT_CLAUSE = re.compile(rf"([\dOol]{{1,3}})([a-zđ]?){_NOTED}(?:(?:\s?[.,])?\s+|\s\.)(?=[{_UPPER}])")
_LETTER = rf"(?=(?:{_RAISED}\s?)?[^\W\d{OFF_LINE_DIGITS}])"  # the text begins, perhaps after the mark of a note
_DASHED_CLAUSE = re.compile(rf"(\d{{1,3}})([a-zđ]?){_NOTED}\s?[-–/)]\s?{_LETTER}")
_BRACKETED = re.compile(rf"\((\d{{1,3}})()\)\s?{_LETTER}")
# "3.1.", "3.1-", "II.1", "A.2.1."
_DECIMAL = re.compile(
    rf"((?:\d{{1,3}}|[IVX]{{1,6}}|[A-H])(?:\.\d{{1,3}}){{1,3}}){_NOTED}(?:\s?\.?\s|\.?\s?[-–/):]\s?{_LETTER}|\.(?=[{_UPPER}{OFF_LINE_DIGITS}]))"
)
_POINT = re.compile(rf"([a-zđ])(\d{{0,2}}|\.\d{{1,2}}|[a-zđ]){_NOTED}[)/]")
_DOTTED_POINT = re.compile(
    rf"([a-zđ])(\d{{0,2}}|\.\d{{1,2}}){_NOTED}(?:\.(?:\s|(?=[{_UPPER}{OFF_LINE_DIGITS}]))|\s?[-–]\s?(?=[{_UPPER}]))"
)
_ROMAN = re.compile(rf"([IVXLC]{{1,7}}){_NOTED}\s?[.–/)-]+\s?{_LETTER}")
_CAPITAL = re.compile(rf"([A-HĐ]){_NOTED}\s?[.–/)-]+\s?{_LETTER}")
_INDENT = re.compile(r"[-–—•]\s*(?=[^\W\d])|[-–—•]\s+(?=\w|[“\"(])")
_INDENT_SIGNS = "-–—•"

# đ is left out in some documents, f, j, w, z are used in some: each is read as inserted after the letter before it.
_OPTIONAL = {"đ": "d", "f": "e", "j": "i", "w": "v", "z": "y"}
_OBLIGATORY = [letter for letter in POINT_LETTERS if letter not in _OPTIONAL]
_AFTER_INSERTED = 200  # d < d1 < d2 < đ < đ1 < e
_DOUBLED = 100  # a < a1 < a.2 < aa < ab < b


def marks_of(text: str) -> tuple[Mark, ...]:
    """The marks that the paragraph `text` may begin with; a letter such as "B." can be read in two ways."""
    readings = _READINGS.get(text[:1])
    if not readings:
        return ()
    return tuple([mark for reading in readings if (mark := reading(text))])


def is_capitals(text: str) -> bool:
    """Whether `text` has letters and none of them is small: "NHỮNG QUY ĐỊNH CHUNG[2]"."""
    return text.isupper()


def _container(text: str) -> Mark | None:
    match = _CONTAINER.match(text)
    if not match:
        return None
    style = _DIVISIONS[lower(match[1])]
    if match[3]:
        value = _ordinal(match[3])
        return Mark(style, (value, 0), str(value), match.end())
    number = match[2]
    base = number.rstrip("abcdđeghik")
    if base in _CAPITALS and base not in "IVX":
        return Mark(style, _CAPITALS[base], number, match.end())
    value = int(base) if base.isdigit() else roman_value(base) or 0
    return Mark(style, (value, _suffix_order(number[len(base) :])), number, match.end())


def _ordinal(words: str) -> int:
    """The value of "nhất", "mười", "mười hai"."""
    return sum(_DIGITS.get(word, 10) for word in lower(words).split())


def _article(text: str) -> Mark | None:
    if mark := _lettered("article", _ARTICLE, text):
        return mark
    if match := _ORDINAL_ARTICLE.match(text):
        value = _ordinal(match[1])
        return Mark("article", (value, 0), str(value), len(match[0].rstrip()))
    match = _MISSPELT_ARTICLE.match(text)
    if not match or fold(lower(match[1])) not in _ARTICLE_WORDS:
        return None
    if match[0][-1:].isspace() and _CITED.match(text, match.end()):
        return None
    return _misspelt("article", match)


def _numbered(text: str) -> Mark | None:
    return (
        _lettered("clause", _CLAUSE, text)
        or _decimal(text)
        or _lettered("dashed", _DASHED_CLAUSE, text)
        or _misspelt_clause(text)
    )


def _misspelt_clause(text: str) -> Mark | None:
    match = _MISSPELT_CLAUSE.match(text)
    return _misspelt("clause", match) if match else None


def _misspelt(style: str, match: re.Match[str]) -> Mark:
    number = match[2 if style == "article" else 1].translate(_LETTERS_FOR_DIGITS)
    letter = match[3 if style == "article" else 2]
    return Mark(style, (int(number), _suffix_order(letter)), number + letter, len(match[0].rstrip()), certain=False)


def _lettered(style: str, pattern: re.Pattern[str], text: str) -> Mark | None:
    match = pattern.match(text)
    if not match:
        return None
    return Mark(style, (int(match[1]), _suffix_order(match[2])), match[1] + match[2], len(match[0].rstrip()))


def _bracketed(text: str) -> Mark | None:
    return _lettered("bracketed", _BRACKETED, text)


def _decimal(text: str) -> Mark | None:
    match = _DECIMAL.match(text)
    if not match:
        return None
    return Mark("decimal", (int(match[1].rpartition(".")[2]), 0), match[1], len(match[0].rstrip()))


def _roman(text: str) -> Mark | None:
    match = _ROMAN.match(text)
    # L and C alone are letters: no list has fifty members before its first.
    value = roman_value(match[1]) if match and match[1] not in ("L", "C") else None
    return Mark("roman", (value, 0), match[1], match.end()) if match and value else None


def _capital(text: str) -> Mark | None:
    match = _CAPITAL.match(text)
    return Mark("capital", _CAPITALS[match[1]], match[1], match.end()) if match else None


def _indent(text: str) -> Mark | None:
    match = _INDENT.match(text)
    return Mark("indent", (0, 0), "", match.end()) if match else None


def _point(text: str) -> Mark | None:
    return _letter("point", _POINT, text) or _letter("dotted", _DOTTED_POINT, text)


def _letter(style: str, pattern: re.Pattern[str], text: str) -> Mark | None:
    match = pattern.match(text)
    if not match:
        return None
    letter, inserted = match[1], match[2].lstrip(".")
    later = int(inserted) if inserted.isdigit() else _suffix_order(inserted) and _DOUBLED + _suffix_order(inserted)
    position, optional = _letter_order(letter)
    return Mark(style, (position, later + optional), match[1] + match[2], len(match[0].rstrip()))


def _letter_order(letter: str) -> tuple[int, int]:
    """The position of a letter in a list: one that some documents leave out comes as inserted after the letter before it."""
    return _OBLIGATORY.index(_OPTIONAL.get(letter, letter)) + 1, _AFTER_INSERTED if letter in _OPTIONAL else 0


def _suffix_order(letter: str) -> int:
    """The position of the letter of an inserted number: "" 0, a 1, b 2, … đ after d."""
    return "abcdđefghijklmnopqrstuvwxyz".index(letter) + 1 if letter else 0


_CAPITALS = {letter.upper(): _letter_order(letter) for letter in "abcdđefgh"}


def _readings() -> dict[str, tuple[Callable[[str], Mark | None], ...]]:
    """For each first character the readings of a paragraph that begins with it, in the order in which they are tried."""
    table: dict[str, list[Callable[[str], Mark | None]]] = {}
    firsts: tuple[tuple[str, Callable[[str], Mark | None]], ...] = (
        ("PpCcMmTt", _container),
        ("ĐđDdIi", _article),
        ("0123456789", _numbered),
        ("ABCDEFGHIVX", _decimal),
        ("(", _bracketed),
        ("Ool", _misspelt_clause),
        ("IVXLC", _roman),
        ("ABCDĐEFGH", _capital),
        (_INDENT_SIGNS, _indent),
        ("abcdđefghijklmnopqrstuvwxyz", _point),
    )
    for characters, reading in firsts:
        for character in characters:
            table.setdefault(character, []).append(reading)
    return {character: tuple(readings) for character, readings in table.items()}


_READINGS = _readings()
