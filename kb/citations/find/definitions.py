"""Abbreviations (chữ viết tắt) and short names (tên gọi tắt) that a text defines for itself.

Guarantees:
1. A definition is given only where its long form is certain: the initials of the words right before spell the abbreviation, or
   one document of that type stands before the short name.
2. The long form is words of the text in its normal form, in one piece.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.citations.find.lexicon import TYPE_NAMES, Words, is_number_after_type, short_type, words_of
from kb.citations.find.normal import normal_form
from kb.language.text import fold, fold_white_space, lower, search_key, words
from kb.law.types import TITLED

# Luật Ban hành văn bản quy phạm pháp luật and Nghị định 30/2020/NĐ-CP have abbreviations explained where first used.
_DEFINES = re.compile(
    r"(?:(?:sau\s+đây|dưới\s+đây|từ\s+đây)\s+(?:được\s+)?(?:viết|gọi)(?:\s+tắt)?|(?:viết|gọi)\s+tắt)\s+là\s*+:?\s*+[“\"'*]*"
    r"(?P<short>[^)”\".,;:*]{1,80}(?=\*?[)”\"])|[^)”\".,;:*\n]{1,80})",
    re.IGNORECASE,
)
# Of what introduces a definition, the words to look for first: few texts have them, and a constant is found soonest.
_SIGN = re.compile("gọi|viết")
_AHEAD_OF_SIGN = re.compile(r"(?:sau|dưới|từ)\s+đây\s+(?:được\s+)?\Z")
_SEVERAL = re.compile(r"\d(?:,| và) (?=[A-ZĐ])")  # "Nghị định 178 và Nghị định 67": each is called by its number
_LONGEST_AHEAD = 80  # characters
_LONGEST_TITLE = 24  # words
_REACH = 600  # characters before a definition in which its long form stands


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form of the text, its long form, and the span of the short form where it is defined."""

    short: str
    long: str
    start: int
    end: int


def definitions(text: str) -> tuple[Definition, ...]:
    """The abbreviations and short names that `text` (NFC) defines with a certain long form, in order."""
    found: list[Definition] = []
    normal = normal_form(text)
    text = normal.text
    for match in _introductions(text):
        short = match["short"].rstrip()
        if _SEVERAL.search(short):
            continue
        start = match.start("short")
        before = text[max(0, match.start() - _REACH) : match.start()]
        near = words_of(before)
        count = len(near.keys) - near.keys.count("")
        while count and near.keys[count - 1] in ("(", ","):
            count -= 1
        long = _long_form(near, count, fold_white_space(short))
        if long:
            found.append(Definition(fold_white_space(short), long, *normal.in_source(start, start + len(short))))
    return tuple(found)


def _introductions(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_DEFINES`, in order and apart."""
    key, end = lower(text), 0
    for sign in _SIGN.finditer(key):
        if sign.start() < end:
            continue
        ahead = _AHEAD_OF_SIGN.search(key, max(end, sign.start() - _LONGEST_AHEAD), sign.start())
        if match := _DEFINES.match(text, ahead.start() if ahead else sign.start()):
            yield match
            end = match.end()


def _long_form(words: Words, count: int, short: str) -> str | None:
    """The long form of `short` among the first `count` words; None where it is not certain."""
    if short.isupper() and short.isalpha():
        return _spelt_out(words, count, short)
    short_words = words_of(short)
    kind = TYPE_NAMES.match(short_words, 0)
    if kind is None and (abbreviated := short_type(short_words, 0)):
        kind = 1, abbreviated
    if kind is None or short_words.keys[kind[0]] in ("", "này"):
        return None
    rest = short[short_words.starts[kind[0]] :]
    if rest.isupper() and rest.isalpha():
        return _title(words, count, kind[1], rest)
    return _number(words, count, kind[1], [key for key in short_words.keys[kind[0] :] if key.isdigit()])


def _spelt_out(words: Words, count: int, short: str) -> str | None:
    """The last words, where their initials are `short`: "thi hành án dân sự" for THADS."""
    first = count - len(short)
    if first < 0:
        return None
    keys = words.keys[first:count]
    spells = all(key.isalpha() for key in keys) and fold("".join(key[0] for key in keys)).upper() == fold(short)
    return fold_white_space(words.text[words.starts[first] : words.ends[count - 1]].replace("*", " ")) if spells else None


def _title(words: Words, count: int, kind: str, short: str) -> str | None:
    """The type and title whose initials are `short`: "Luật Thi hành án dân sự" for "Luật THADS"."""
    for at in range(count - 1, -1, -1):
        found = TYPE_NAMES.match(words, at)
        if found and found[1] == kind and found[0] + len(short) <= count:
            last = found[0] + len(short)
            title = _spelt_out(words, last, short)
            return fold_white_space(words.text[words.starts[at] : words.ends[last - 1]].replace("*", " ")) if title else None
    return None


def _number(words: Words, count: int, kind: str, heads: list[str]) -> str | None:
    """ "Nghị định số 62/2015/NĐ-CP" for "Nghị định số 62": the one document of the type and head in the paragraph.

    The title of a law may stand before its number or year: "Luật Tố tụng hành chính số 93/2015/QH13" for "Luật 93".
    """
    numbers: list[str] = []
    for at in range(count):
        found = TYPE_NAMES.match(words, at)
        if not found or found[1] != kind:
            continue
        index = found[0] + (words.keys[found[0]] == "số")
        if kind in TITLED and heads:
            reach = range(index, min(count, index + _LONGEST_TITLE))
            index = next((i for i in reach if heads[0] in _figures(words.keys[i])), index)
        figures = _figures(words.keys[index])[: 2 if kind in TITLED else 1]
        if is_number_after_type(words.keys[index]) and (not heads or heads[0] in figures):
            numbers.append(f"{kind} số {words.written(index)}")
        elif heads and words.keys[index] == heads[0] and words.keys[index - 1] == "năm":
            numbers.append(fold_white_space(words.text[words.starts[at] : words.ends[index]].replace("*", " ")))
    return numbers[0] if len(set(numbers)) == 1 else None


def _figures(number: str) -> list[str]:
    """The numbers in a document's number: its own, its year: ["26", "2008", "12"]."""
    return re.findall(r"\d+", number)


# Luật Tổ chức chính quyền địa phương and others: "Ủy ban nhân dân tỉnh, thành phố … (sau đây gọi chung là … cấp tỉnh)".
_GATHERS = re.compile(
    r"\((?:sau|dưới|từ)\s+đây\s+(?:được\s+)?gọi\s+chung\s+là\s*+:?\s*+[“\"]?(?P<general>[^)”\";:]{4,80})[”\"]?\)", re.IGNORECASE
)
_ENDS_OF_NAME = re.compile(r"[,;:.()\n]|\s(?:và|hoặc)\s")


def general_names(text: str) -> Iterator[tuple[str, str]]:
    """(name, general name) of each that `text` (NFC) defines: ("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân cấp tỉnh").

    Given only where the general name has every word of the other, in order, from the same first to the same last one.
    """
    text = normal_form(text).text
    for match in _GATHERS.finditer(text):
        general = fold_white_space(match["general"])
        wanted = [span.of(search_key(general)) for span in words(search_key(general))]
        before = re.split(r"[.;:\n]", text[max(0, match.start() - _REACH) : match.start()])[-1]
        own = list(words(before))
        keys = [span.of(search_key(before)) for span in own]
        for first in range(len(keys) - 2, -1, -1):
            if keys[first : first + 2] == wanted[:2] and len(wanted) > 1:
                end = _ENDS_OF_NAME.search(before, own[first + 1].end)
                name = before[own[first].start : end.start() if end else len(before)].strip()
                if name and _is_within([span.of(search_key(name)) for span in words(name)], wanted):
                    yield fold_white_space(name), general
                break


def _is_within(few: list[str], many: list[str]) -> bool:
    """Whether `many` holds all of `few` in order and more, with the same first and last."""
    rest = iter(many)
    return few != many and few[-1:] == many[-1:] and all(word in rest for word in few)
