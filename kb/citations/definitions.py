"""Abbreviations (chữ viết tắt) and short names (tên gọi tắt) that a text defines for itself.

Guarantees:
1. A definition is given only where its long form is certain: the initials of the words right before spell the abbreviation, or
   one document of that type stands before the short name.
2. The long form is words of the text, in one piece.
"""

import re
from dataclasses import dataclass

from kb.citations.lexicon import TYPES, Word, is_number_after_type, words_of
from kb.model import Span
from kb.text import fold, fold_white_space

# Luật Ban hành văn bản quy phạm pháp luật and Nghị định 30/2020/NĐ-CP have abbreviations explained where first used.
_DEFINES = re.compile(
    r"(?:sau\s+đây|dưới\s+đây|từ\s+đây)\s+(?:được\s+)?(?:viết|gọi)(?:\s+tắt)?\s+là\s*:?\s*[“\"'*]*"
    r"(?P<short>[^)”\".,;:*]{1,80}(?=\*?[)”\"])|[^)”\".,;:*\n]{1,80})",
    re.IGNORECASE,
)
_REACH = 600  # characters before a definition in which its long form stands


@dataclass(frozen=True, slots=True)
class Definition:
    """`short` stands for `long`; the span of the short form where it is defined."""

    short: str
    long: str
    start: int
    end: int


def definitions(text: str) -> tuple[Definition, ...]:
    """The abbreviations and short names that `text` (NFC) defines with a certain long form, in order."""
    found: list[Definition] = []
    for match in _DEFINES.finditer(text):
        short = match["short"].rstrip()
        start = match.start("short")
        before = text[max(0, match.start() - _REACH) : match.start()]
        words = [w for w in words_of(before) if w.key]
        while words and words[-1].key in ("(", ","):
            words.pop()
        long = _long_form(before, words, fold_white_space(short))
        if long:
            found.append(Definition(fold_white_space(short), long, start, start + len(short)))
    return tuple(found)


def _long_form(before: str, words: list[Word], short: str) -> str | None:
    """The words of `before` that `short` stands for, or None where that is not certain."""
    if short.isupper() and short.isalpha():
        return _spelt_out(before, words, short)
    short_words = words_of(short)
    kind = TYPES.match(short_words, 0)
    if kind is None or not short_words[kind[0]].key or short_words[kind[0]].key == "này":
        return None
    rest = short[short_words[kind[0]].start :]
    if rest.isupper() and rest.isalpha():
        return _title(before, words, kind[1], rest)
    return _number(before, words, kind[1], [w.key for w in short_words[kind[0] :] if w.key.isdigit()])


def _spelt_out(before: str, words: list[Word], short: str) -> str | None:
    """The last words of `before`, where their initials are `short`: "thi hành án dân sự" for THADS."""
    last = words[-len(short) :]
    span = Span(last[0].start, last[-1].end) if last else Span(0, 0)
    spells = len(last) == len(short) and fold("".join(w.key[0] for w in last)).upper() == fold(short)
    return fold_white_space(span.of(before).replace("*", " ")) if spells and all(w.key.isalpha() for w in last) else None


def _title(before: str, words: list[Word], kind: str, short: str) -> str | None:
    """The type and title whose initials are `short`: "Luật Thi hành án dân sự" for "Luật THADS"."""
    padded = [*words, *words_of("")]
    for at in range(len(words) - 1, -1, -1):
        found = TYPES.match(padded, at)
        if found and found[1] == kind and found[0] + len(short) <= len(words):
            last = words[found[0] + len(short) - 1]
            title = _spelt_out(before, words[: found[0] + len(short)], short)
            return fold_white_space(before[words[at].start : last.end].replace("*", " ")) if title else None
    return None


def _number(before: str, words: list[Word], kind: str, heads: list[str]) -> str | None:
    """Nghị định số 62/2015/NĐ-CP" for "Nghị định số 62": the one document of the type and head in the paragraph."""
    padded = [*words, *words_of("")]
    numbers: list[str] = []
    for at in range(len(words)):
        found = TYPES.match(padded, at)
        if not found or found[1] != kind:
            continue
        place = found[0] + (padded[found[0]].key == "số")
        number = padded[place]
        if is_number_after_type(number.key) and (not heads or re.split(r"\D", number.key)[0] == heads[0]):
            numbers.append(f"{kind} số {before[number.start : number.end]}")
    return numbers[0] if len(set(numbers)) == 1 else None
