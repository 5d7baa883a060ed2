"""Levels in short (viết tắt), as courts and offices write them: "Đ. 35", "K.1 Đ.35", "đ.a K.2 Đ.48", "K2 Đ48".

Guarantees:
1. Judgments call people by one letter ("ông Đ. 35 tuổi", "bà K"): a short form is a level only beside a law, beside another
   level of its provision, or after words that introduce a provision and nothing else.
"""

import re
from collections.abc import Iterable

from kb.citations.find.lexicon import Words, word_set
from kb.law.levels import LevelCode

# "đ", "k", and as one word with their number: "đ6", "k1".
SHORT_FORMS = frozenset(f"{level}{number}" for level in "đk" for number in ("", *range(1, 1000)))
_DIGITS = re.compile(r"\d{1,3}[a-zđ]?")
_LETTER = re.compile(r"[a-zđ]\d?")
_INTRODUCE = {("định", "tại"), ("định", "ở"), ("căn", "cứ"), ("cứ", "vào"), ("áp", "dụng"), ("vi", "phạm"), ("thi", "hành")}
_CALLS = word_set("ông bà anh chị em cháu cụ cô chú bác cáo hại chứng đơn hộ phòng lô nhà số khu tổ xe tên là")
_ENDS = word_set(', ; . : ) ” " và hoặc của thì để nêu trên') | {""}


def short_at(words: Words, at: int, within: bool) -> tuple[LevelCode, int] | None:
    """(the level that the word at `at` is short for, the index of its number: `at` itself for "Đ6"); None where it is none.

    `within` is whether a khoản stands right before it: after "k.1" also "đ.35" is an article, else only "Đ.35".
    """
    key = words.keys[at]
    index = at if len(key) > 1 else at + 1 + (words.keys[at + 1] == ".")
    number = words.keys[index]
    if index > at + 1 and "\n" in words.text[words.ends[at] : words.starts[index]]:
        return None  # "… bà Đ." ends a sentence, and the next line has a number
    if index > at and key == "đ" and _LETTER.fullmatch(number):
        return "point", index
    if index > at and not _DIGITS.fullmatch(number):
        return None
    if key[0] == "k":
        return "clause", index
    return ("article", index) if within or words.is_capital(at) else None


def is_certain(words: Words, at: int, levels: Iterable[frozenset[LevelCode]], after: int, beside_law: bool) -> bool:
    """Whether the provisions from `at` to `after`, which begin in short, are no people; `levels` are those of each."""
    levels = tuple(levels)
    if "article" not in levels[0]:
        return False
    if beside_law:
        return True
    if _follows_a_name(words, at):
        return False
    # "K.1 Đ.35", not "các bị cáo K1, Đ2 và N3".
    is_abbreviated = "." in words.keys[at:after] or "," not in words.keys[at:after]
    if is_abbreviated and any(len(of_one) > 1 for of_one in levels if "article" in of_one):
        return True
    is_glued = len(words.keys[at]) > 1  # "theo Đ1" may be what a witness says
    introduced = (words.keys[at - 1] == "theo" and not is_glued) or tuple(words.keys[at - 2 : at]) in _INTRODUCE
    return at > 1 and introduced and words.keys[after] in _ENDS


def _follows_a_name(words: Words, at: int) -> bool:
    """Whether what stands before `at` calls a person, a flat or a plot: "ông K1", "Nguyễn Thị K.1", "căn hộ K2"."""
    if not at:
        return False
    before = words.keys[at - 1]
    is_name = words.is_capital(at - 1) and at > 1 and words.is_capital(at - 2) and before.isalpha() and len(before) > 1
    return before in _CALLS or is_name
