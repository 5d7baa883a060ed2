"""Numbers ↔ eIds ↔ URL paths ↔ Vietnamese labels of provisions.

Guarantees:
1. An eId is built from the level that citations start at: Điều, or the outermost numbered item; Phần, Chương and Mục have eIds
   of their own (Akoma Ntoso Naming Convention 1.0).
2. `đ` is written `dd`: điểm d and điểm đ never share an eId.
3. A label runs innermost first, as officials write it: "điểm a khoản 1 Điều 35".
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import cast

from kb.law.levels import DIVISIONS, LEVEL, LEVELS, UNNUMBERED, LevelCode

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_PREFIX_LEVELS: dict[str, LevelCode] = {level.prefix: level.code for level in LEVELS if level.code != "item"}
_PREFIX_LEVELS["subpara"] = "item"


def roman_value(numeral: str) -> int | None:
    """The value of a Roman numeral up to CCC ("XIV" → 14), or None when `numeral` is not one written correctly."""
    total = 0
    for character, following in zip(numeral, f"{numeral[1:]} ", strict=False):
        value = _ROMAN.get(character)
        if value is None:
            return None
        total += -value if value < _ROMAN.get(following, 0) else value
    return total if total and to_roman(total) == numeral else None


def to_roman(value: int) -> str:
    """`value` (1 to 399) as a Roman numeral."""
    numeral = ""
    for unit, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        numeral += letters * (value // unit)
        value %= unit
    return numeral


def eid_number(number: str) -> str:
    """A number as an eId writes it: "đ" → "dd", "2đ" → "2dd", "7a" → "7a", "II" → "II"."""
    return number.replace("đ", "dd").replace("Đ", "DD")


def join(parent: str, level: LevelCode, number: str) -> str:
    """The eId of the provision `number` of `level` below the eId `parent` ("" where citations start)."""
    if level in UNNUMBERED:
        prefix = LEVEL[level].prefix
    elif level == "item" and parent.rpartition("__")[2].startswith(("para_", "subpara_")):
        prefix = f"subpara_{eid_number(number)}"
    else:
        prefix = f"{LEVEL[level].prefix}_{eid_number(number)}"
    return f"{parent}__{prefix}" if parent else prefix


def split(eid: str) -> list[tuple[LevelCode, str]]:
    """The (level, number) pairs of an eId, outermost first: "art_35__para_1__point_dd" → article 35, clause 1, point đ."""
    pairs: list[tuple[LevelCode, str]] = []
    for part in eid.split("__"):
        prefix, _, number = part.partition("_")
        level = _PREFIX_LEVELS.get(prefix) or cast(LevelCode, prefix)  # of a text that is no eId: as it is
        if level == "clause" and not any(code == "article" for code, _ in pairs):
            level = "item"  # `para` outside an Điều is a numbered item
        pairs.append((level, number.replace("dd", "đ").replace("DD", "Đ")))
    return pairs


def parent(eid: str) -> str:
    """The eId one level up, "" at the top."""
    return eid.rpartition("__")[0]


def article_of(eid: str) -> str:
    """The eId of the Điều that a provision is or stands in, itself where there is none: "art_35__para_1" → "art_35"."""
    parts = eid.split("__")
    at = next((at for at, (level, _) in enumerate(split(eid), 1) if level == "article"), len(parts))
    return "__".join(parts[:at])


@lru_cache(maxsize=1 << 15)
def names(eid: str) -> tuple[str, ...]:
    """The names on the way down to a provision: "Điều 35", "khoản 1", "điểm đ"; of nested items the whole number: "mục 3.1"."""
    words: list[str] = []
    items: list[str] = []
    for level, number in split(eid):
        if level == "item":
            items.append(number)
            if len(items) > 1:
                words.pop()
            number = ".".join(items)
        number, _, repeat = number.partition("_")  # art_12_2: the second Điều 12 of a document that numbers two so
        words.append(f"{LEVEL[level].label} {number}".strip() + (f" (lần {repeat})" if repeat else ""))
    return tuple(words)


def name(eid: str) -> str:
    """A provision's own name, without what it stands in: "điểm đ", "mục 3.1", "Phần mở đầu"."""
    return names(eid)[-1]


@lru_cache(maxsize=1 << 15)
def label(eid: str) -> str:
    """The provision as officials write it, without its document: "điểm đ khoản 1 Điều 35", "mục 3.1", "Phần mở đầu"."""
    return " ".join(reversed(names(eid)))


def range_label(eid: str, to: str | None) -> str:
    """A provision, or a range of siblings, as officials write it: "Điều 309", "từ khoản 1 đến khoản 3 Điều 5"."""
    if to is None:
        return label(eid)
    level, number = split(eid)[-1]
    return f"từ {LEVEL[level].label} {number} đến {label(to)}"


@lru_cache(maxsize=1 << 15)
def url_path(eid: str) -> str:
    """The path of a provision below its document's URL: "dieu-35/khoan-1/diem-đ", "chuong-2/muc-1", "muc-3.1/gach-2"."""
    parts: list[str] = []
    items: list[str] = []
    for level, number in split(eid):
        word = LEVEL[level].url
        if level == "item":
            items.append(number)
            if len(items) > 1:
                parts.pop()
            number = ".".join(items)
        elif level in (*DIVISIONS, "attachment"):
            number = str(roman_value(number) or number)
        parts.append(f"{word}-{number}" if number else word)
    return "/".join(parts)


_SORT = re.compile(r"\d+|\D+")


def sort_key(number: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts numbers as readers expect: 2 < 10, 7 < 7a < 8, d < đ < e."""
    return tuple((int(p), "") if p.isdecimal() else (-1, p.replace("đ", "d~")) for p in _SORT.findall(number))


def document_url(document: str) -> str:
    """The URL path of a document."""
    return f"/van-ban/{document}"


def provision_url(document: str, eid: str) -> str:
    """The URL path of a provision, its permalink."""
    return f"{document_url(document)}/{url_path(eid)}"


def is_among(eid: str, known: Collection[str], is_selection: bool) -> bool | None:
    """Whether a text with the eIds `known` has the provision; None where it is a selection of articles without that one.

    The codification leaves out articles, so that its text of a document lacks one says nothing.
    """
    return None if is_selection and eid.partition("__")[0] not in known else eid in known
