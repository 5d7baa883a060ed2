"""Addresses of provisions in a query, as text and as eIds: "khoản 2 Điều 6", lists and ranges of them, and several.

Guarantees:
1. Any text may hold an address; where it is not told which parts belong together there is none.
2. What is addressed need not exist; of a list and of a range come all members that can be counted, in order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kb.language.text import fold, fold_white_space
from kb.law.eid import join
from kb.law.levels import LEVEL, POINT_LETTERS, LevelCode
from kb.law.naming import name_key

# After a number that counts and names nothing: "quyết định 15 ngày" names no document, "điều 5, 10 ngày" one article.
COUNTED = r"(?!\s*(?:%|(?:ngay|thang|nam(?!\s+(?:19|20)\d\d)|tuoi|gio|phut|lan|trang|dong|nghin|trieu|ty|met|km|ha)\b))"
_JOIN = r"(?:\s*(?:[,;–-]|\b(?:va|hoac|den)\b))"
_ONE = rf"\d{{1,3}}[a-z]?(?![\w/]){COUNTED}"


def _word(code: LevelCode) -> str:
    return fold(LEVEL[code].word)


def _level(code: LevelCode, after: str, one: str) -> re.Pattern[str]:
    """The numbers of a level after its name, several with what joins them: "điều 6, 7 và điều 7a", "30 đến 35"."""
    word = _word(code)
    listed = rf"{one}(?:{_JOIN}?\s*\b{word}\s*{one}|{_JOIN}\s*{one})*"
    return re.compile(rf"\b(?:cac\s+)?(?:{word}{after})({listed})")


_LEVELS: dict[LevelCode, re.Pattern[str]] = {
    "article": _level("article", r"\s*|d\.?", _ONE),
    "clause": _level("clause", r"\s*|k\.?", rf"{_ONE}(?!\.)"),
    "point": _level("point", r"\s+", r"[a-z]\d?(?!\w)"),
    "item": re.compile(rf"\b{_word('item')}\s+(\d+(?:\.\d+)*)(?=[\s,]|$)"),
}
_IN_LIST = re.compile(r"\d+[a-z]?|(?<!\w)[a-zđ]\d?(?!\w)|đến|den|[–-]")
_LONGEST_RANGE = 50  # provisions that are addressed at once
# Small words and marks that people leave out or put in; an id of a document stays whole.
_FILLERS = re.compile(r"\b(?:cua|so|tai|theo|xem|noi dung|quy dinh)\b|[,;.:()]|(?<!\w)[-–](?!\w)")
JOINING = {"va", "hoac", "den", "tu"}


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """An address in a text: the spans of its parts, and the eIds that it can mean; both empty where there is none."""

    spans: tuple[tuple[int, int], ...] = ()
    eids: tuple[str, ...] = ()


def find_address(text: str, folded: str) -> WrittenAddress:
    """The address in `text`; `folded` is the text in lower case without diacritics, as long as it."""
    all_found = {level: list(pattern.finditer(folded)) for level, pattern in _LEVELS.items()}
    if all_found["article"]:
        all_found.pop("item")
    found = sorted((match.start(), level, match) for level, matches in all_found.items() for match in matches)
    segments = _segments([(level, match) for _, level, match in found], folded)
    if all_found["article"]:
        eids = _provisions(
            [{level: _Numbers(m.start(), _in_list(text[slice(*m.span(1))], text)) for level, m in own} for own in segments]
        )
        return WrittenAddress(tuple(match.span() for _, _, match in found), eids) if eids else WrittenAddress()
    if segments and len(items := all_found["item"]) == 1 and "chuong" not in folded:
        item = ""
        for number in items[0][1].split("."):
            item = join(item, "item", number)
        return WrittenAddress((items[0].span(),), (item,))
    return WrittenAddress()


class _Numbers(NamedTuple):
    """The numbers or letters after the name of a level: "khoản 1, 2" at 7 as (7, ["1", "2"])."""

    start: int
    numbers: Sequence[str]


def _segments(found: Sequence[tuple[LevelCode, re.Match[str]]], folded: str) -> list[list[tuple[LevelCode, re.Match[str]]]]:
    """The levels found, in groups that are one address each; [] where more than small words stand between.

    They are one where each level occurs once, else where nothing joins them: "khoản 1 Điều 5, khoản 2 Điều 6" are two.
    """
    segments = [[*found[:1]]]
    is_one = len({level for level, _ in found}) == len(found)
    for (_, before), (level, match) in pairwise(found):
        between = folded[before.end() : match.start()]
        words = without_fillers(between).split()
        if not set(words) <= JOINING:
            return []
        if is_one or not (words or {",", ";"} & set(between)):
            segments[-1].append((level, match))
        else:
            segments.append([(level, match)])
    return segments if all(len(dict(own)) == len(own) for own in segments) else []


def _provisions(segments: Sequence[dict[LevelCode, _Numbers]]) -> tuple[str, ...]:
    """The eIds that addresses mean; () where one has no Điều of its own and may be of that before or that after it."""
    found: list[str] = []
    for index, own in enumerate(segments):
        article = _article_of(segments, index)
        if article is None or ("point" in own and "clause" not in own and len(segments) > 1):
            return ()
        inner_levels: tuple[LevelCode, ...] = ("clause", "point")
        parts = [("article", article), *((level, own[level]) for level in inner_levels if level in own)]
        eids: list[tuple[str, ...]] = [(join("", "article", number),) for number in article.numbers]
        for (_, outer), (level, inner) in pairwise(parts):
            # A khoản beside one of several Điều is of that one: "khoản 1 Điều 5, 6" is khoản 1 of Điều 5, and Điều 6.
            beside = len(eids) - 1 if outer.start < inner.start else 0
            eids[beside] = tuple(join(eid, level, number) for number in inner.numbers for eid in eids[beside])
        found += (eid for one in eids for eid in one)
    return tuple(dict.fromkeys(found))[:_LONGEST_RANGE]


def _article_of(segments: Sequence[dict[LevelCode, _Numbers]], index: int) -> _Numbers | None:
    """The Điều of an address: its own, else that of the one before or the one after; None where it may be of both."""
    if "article" in segments[index]:
        return segments[index]["article"]
    before = next((other["article"] for other in reversed(segments[:index]) if "article" in other), None)
    after = next((other["article"] for other in segments[index + 1 :] if "article" in other), None)
    if after is None:
        return before
    is_open = index > 0 and segments[index - 1].keys() == {"article"}
    return None if before and is_open else after._replace(numbers=after.numbers[:1])


def _in_list(typed: str, text: str) -> list[str]:
    """The numbers or letters of a list, a range as all that is in it where both ends can be counted."""
    found: list[str] = []
    is_range = False
    for word in _IN_LIST.findall(name_key(typed)):
        if word in ("đến", "den", "–", "-"):
            is_range = bool(found)
            continue
        if is_range:
            found += _between(found[-1], word)
        found += _points(word, text) if word[0].isalpha() else [word]
        is_range = False
    return list(dict.fromkeys(found))


def _between(first: str, last: str) -> list[str]:
    """The numbers or letters between two others, these left out: ("2", "4") → ["3"]; [] where the last comes first."""
    if first.isdigit() and last.isdigit():
        return [str(number) for number in range(int(first) + 1, min(int(last), int(first) + _LONGEST_RANGE))]
    if first in POINT_LETTERS and last in POINT_LETTERS:
        return list(POINT_LETTERS[POINT_LETTERS.index(first) + 1 : POINT_LETTERS.index(last)])
    return []


def _points(typed: str, text: str) -> list[str]:
    """The điểm that `typed` means: d stands for d or đ where the query bears no diacritics at all."""
    return [typed, "đ" + typed[1:]] if typed.startswith("d") and fold(text) == text else [typed]


def without_fillers(folded: str) -> str:
    """`folded` without the small words and marks that people leave out or put in."""
    return fold_white_space(_FILLERS.sub(" ", folded))
