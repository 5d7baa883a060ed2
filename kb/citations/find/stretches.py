"""Stretches (đoạn) of a text in which something may be cited: the rest need not be cut into words.

Guarantees:
1. A stretch is around every sign of a citation: a level or "số" before a number, a number with a stroke or dash, a type before
   "này", the first two words of a name. The words that a citation is read with, before and after it, lie in it too.
2. Finding the stretches takes time linear in the length of the text, a small part of what cutting words takes.
"""

import re
from collections.abc import Iterable, Iterator

from kb.citations.find.lexicon import Heads
from kb.language.text import Span, search_key
from kb.law.types import NAMES

_BEFORE, _AFTER = 240, 320  # characters around a sign: a title and 12 words that say how it is cited; a name and its issuer
_LIST = re.compile(r"\w*+(?:[\s,;]++(?:và|hoặc|\d+[a-zđ]?|[a-zđ]\d?)\b)*+")  # "các điều 1, 2, 3 …" goes on beyond

# After a level where it is cited: "khoản 1", "Chương IV", "điểm a", "điều này", "các khoản: 1, 2", "khoản nêu trên".
_NUMBERED = re.compile(r"[\s_*]*+(?:\d|[ivxl]+\b|[a-zđ]\d?\b|này|trên|thứ|nêu|nói|từ\s+\d|số\s|:)")
_ARTICLE = re.compile(rf"{_NUMBERED.pattern}|\s+lệ\b")  # "Điều lệ Đảng"
_DIGIT = re.compile(r":?\s*\d")
_SHORT = re.compile(r"(?:\.\s?|\s)?\d")  # "Đ. 35"
_STROKE = re.compile(r"\d\s?[-–/]")
_NEXT_WORD = re.compile(r"\s+(\w+)")
_FOLLOWED = (
    *((level, _NUMBERED) for level in ("khoản", "điểm", "chương", "mục", "phần", "lục")),
    ("điều", _ARTICLE),
    ("số", _DIGIT),
)
_LAST_OF_TYPES = frozenset(search_key(kind).split()[-1] for kind in NAMES)
_AT_LARGE = ("pháp ", "kỷ ", "quy ")  # "pháp luật", "kỷ luật", "quy luật"


def stretches(text: str, key: str, heads: Iterable[Heads]) -> tuple[Span, ...]:
    """The stretches of `text`, whose search key is `key`, to read, in order and apart; `heads` are those of the names."""
    found: list[Span] = []
    for at in sorted(_signs(text, key, heads)):
        start, end = max(0, at - _BEFORE), min(len(key), at + _AFTER)
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return tuple(_whole_words(key, found))


def _signs(text: str, key: str, heads: Iterable[Heads]) -> Iterator[int]:
    """The offset of each sign. A constant string is searched for soonest; a pattern is tried only where one stands."""
    for word, follows in _FOLLOWED:
        length = len(word)
        at = key.find(word)
        while at >= 0:
            if follows.match(key, at + length):
                yield at
            at = key.find(word, at + length)
    for at in _each(key, "này"):
        if not _LAST_OF_TYPES.isdisjoint(key[max(0, at - 12) : at].split()[-1:]):
            yield at
    yield from (at for at in _each(key, "luật") if not key.endswith(_AT_LARGE, max(0, at - 5), at))
    for paired, alone in heads:
        for word, following in paired:
            at = key.find(word)
            while at >= 0:
                second = _NEXT_WORD.match(key, at + len(word))
                if "" in following or (second and second[1] in following):
                    yield at
                at = key.find(word, at + len(word))
        for begin, listed in alone:
            yield from (at for at in _each(key, begin) if key.startswith(listed, at))
    yield from (match.start() for match in _STROKE.finditer(key))
    yield from (at for at in _each(text, "Đ") if _SHORT.match(text, at + 1))


def _each(key: str, word: str) -> Iterator[int]:
    at = key.find(word)
    while at >= 0:
        yield at
        at = key.find(word, at + len(word))


def _whole_words(key: str, spans: Iterable[Span]) -> list[Span]:
    """Each of the `spans` grown to a space before it, and to the end of the word and list that it ends in; apart."""
    found: list[Span] = []
    for span in spans:
        after = found[-1].end if found else 0
        if span.end <= after:  # the one before has grown over it
            continue
        start = key.rfind(" ", after, span.start) + 1 if span.start > after else 0
        list_end = _LIST.match(key, span.end)
        end = key.find(" ", list_end.end() if list_end else span.end)
        whole = Span(start or after, len(key) if end < 0 else end)
        if found and not start:  # no space parts them
            whole = Span(found.pop().start, whole.end)
        found.append(whole)
    return found
