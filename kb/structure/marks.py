"""What the beginning of one paragraph may announce: "Chương I", "Điều 35.", "1.", "a)", "-". Words only: no sequence, no tree.

Guarantees:
1. A mark is a candidate: whether it opens a provision is decided by the sequence of numbers (`kb.structure.sequence`).
2. Every pattern is anchored and bounded: the time to recognise a paragraph does not depend on its length.
"""

import re
from dataclasses import dataclass

from kb.eid import roman_value
from kb.text import fold, lower
from kb.vocabulary import POINT_LETTERS


@dataclass(frozen=True, slots=True)
class Mark:
    """A candidate at the start of a paragraph.

    `style` is how it is written ("article", "clause", "point", …), `order` its place in a list (1a is (1, 1)), `number` the
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
_NAMES = {"phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection"}
# "Chương I", "Chương VIa.", "Mục 1: TÊN", "PHẦN THỨ HAI"; running text goes on with a small letter ("Chương II của Luật này").
_CONTAINER = re.compile(
    rf"(phần|chương|tiểu mục|mục)\s(?:(?:thứ\s)?((?-i:[IVXLC]{{1,8}}|\d{{1,3}})(?-i:[a-zđ]?)|(?-i:[A-H]))|thứ\s({_ORDINAL}))"
    rf"(?:\s?[.:–-]+\s*|\s+(?=(?-i:[{_UPPER}]))|\s*(?=\[)|$)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:Điều|ĐIỀU)\s(\d{1,4})([a-zđ]?)(?:[.:](?!\d)|$)")
# Misspelt: "Đièu 34.", "Diều 10.", "Điều 13 Tên", "Điều 35 .", "Điều35."; what follows looks like a title or there is nothing.
_MISSPELT_ARTICLE = re.compile(rf"(\w{{2,4}}?)\s?(\d{{1,4}})([a-zđ]?)(?:\s?[.,:;]?\s*$|\s?[.,:;]\s*(?!\d)|\s+(?=[{_UPPER}]))")
_ARTICLE_WORDS = frozenset({"dieu", "ieu", "deu", "diu", "die"})
# "Điều 13 Luật Phá sản quy định…" cites another document.
_CITED = re.compile(r"(?:Bộ luật|Luật|Pháp lệnh|Nghị|Thông tư|Quyết định|Hiến pháp|Chỉ thị|Quy|Điều|Công ước|Hiệp)\b")
_CLAUSE = re.compile(rf"(\d{{1,3}})([a-zđ]?)\.(?:\s|(?=\[)|(?=[{_UPPER}]))")
_MISSPELT_CLAUSE = re.compile(rf"(\d{{1,3}})([a-zđ]?)(?:\s?[.,])?\s+(?=[{_UPPER}])")
_DASHED_CLAUSE = re.compile(r"(\d{1,3})([a-zđ]?)\s?[-–/)]\s?(?=[^\W\d])")
_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3})\.?\s")
_POINT = re.compile(r"([a-zđ])(\d{0,2})[)/]")
_DOTTED_POINT = re.compile(r"([a-zđ])(\d{0,2})\.\s")
_ROMAN = re.compile(r"([IVXLC]{1,7})\s?[.–/-]\s?(?=\w)")
_CAPITAL = re.compile(r"([A-HĐ])\s?[.–/-]\s?(?=\w)")
_INDENT = re.compile(r"[-–—•]\s*(?=[^\W\d])|[-–—•]\s+(?=\w|[“\"(])")


def marks_of(text: str) -> tuple[Mark, ...]:
    """The marks that the paragraph `text` may begin with; a letter such as "C." can be read in two ways."""
    found = [_container(text), _article(text)]
    if text[:1].isdigit():
        found += [_numbered(text), _decimal(text), _lettered("dashed", _DASHED_CLAUSE, text)]
    elif text[:1].isupper():
        if match := _ROMAN.match(text):
            value = roman_value(match[1])
            found.append(Mark("roman", (value, 0), match[1], match.end()) if value else None)
        if match := _CAPITAL.match(text):
            found.append(Mark("capital", ("ABCDĐEFGH".index(match[1]) + 1, 0), match[1], match.end()))
    elif match := _INDENT.match(text):
        found.append(Mark("indent", (0, 0), "", match.end()))
    else:
        found += [_point("point", _POINT, text), _point("dotted", _DOTTED_POINT, text)]
    return tuple(mark for mark in found if mark)


def is_capitals(text: str) -> bool:
    """Whether `text` has letters and none of them is small: "NHỮNG QUY ĐỊNH CHUNG[2]"."""
    return text.isupper()


def _container(text: str) -> Mark | None:
    match = _CONTAINER.match(text)
    if not match:
        return None
    if match[3]:
        words = lower(match[3]).split()
        value = sum(_DIGITS.get(word, 10) for word in words)
        return Mark(_NAMES[lower(match[1])], (value, 0), str(value), match.end())
    number = match[2]
    base = number.rstrip("abcdđeghik")
    value = int(base) if base.isdigit() else roman_value(base) or (ord(base[0]) - ord("A") + 1 if base else 0)
    order = (value, _suffix_order(number[len(base) :]))
    return Mark(_NAMES[lower(match[1])], order, number, match.end())


def _article(text: str) -> Mark | None:
    if mark := _lettered("article", _ARTICLE, text):
        return mark
    match = _MISSPELT_ARTICLE.match(text)
    if not match or fold(lower(match[1])) not in _ARTICLE_WORDS:
        return None
    if match[0][-1:].isspace() and _CITED.match(text, match.end()):
        return None
    return Mark("article", (int(match[2]), _suffix_order(match[3])), match[2] + match[3], len(match[0].rstrip()), certain=False)


def _numbered(text: str) -> Mark | None:
    if mark := _lettered("clause", _CLAUSE, text):
        return mark
    return _lettered("clause", _MISSPELT_CLAUSE, text, certain=False)


def _lettered(style: str, pattern: re.Pattern[str], text: str, certain: bool = True) -> Mark | None:
    match = pattern.match(text)
    if not match:
        return None
    return Mark(style, (int(match[1]), _suffix_order(match[2])), match[1] + match[2], len(match[0].rstrip()), certain)


def _decimal(text: str) -> Mark | None:
    match = _DECIMAL.match(text)
    if not match:
        return None
    return Mark("decimal", (int(match[1].rpartition(".")[2]), 0), match[1], len(match[0].rstrip()))


def _suffix_order(letter: str) -> int:
    """The place of the letter of an inserted number: "" 0, a 1, b 2, … đ after d."""
    return "abcdđefghijklmnopqrstuvwxyz".index(letter) + 1 if letter else 0


# đ is left out in some documents, f, j, w, z are used in some: each is read as inserted after the letter before it.
_OPTIONAL = {"đ": "d", "f": "e", "j": "i", "w": "v", "z": "y"}
_OBLIGATORY = [letter for letter in POINT_LETTERS if letter not in _OPTIONAL]
_AFTER_INSERTED = 100  # d < d1 < d2 < đ < đ1 < e


def _point(style: str, pattern: re.Pattern[str], text: str) -> Mark | None:
    match = pattern.match(text)
    if not match:
        return None
    letter, inserted = match[1], int(match[2] or 0)
    place = _OBLIGATORY.index(_OPTIONAL.get(letter, letter)) + 1
    order = (place, inserted + (_AFTER_INSERTED if letter in _OPTIONAL else 0))
    return Mark(style, order, match[1] + match[2], len(match[0].rstrip()))
