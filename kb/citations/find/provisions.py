"""One level of a provision as a text names it (điểm, khoản, Điều, Mục, Chương, Phần, Phụ lục), with its number or range.

Guarantees:
1. A level word without a number of its level is no citation: "điều kiện", "khoản tiền", "khoản 500 triệu", "05 điểm".
"""

import re
from dataclasses import dataclass

from kb.citations.find.lexicon import Words, word_set
from kb.citations.find.short import SHORT_FORMS, short_at
from kb.law import eid
from kb.law.levels import CONTAINERS, LEVEL, LevelCode

THIS = "này"
ABOVE = "trên"  # "Điều trên": the one cited last

_CITED: tuple[LevelCode, ...] = ("point", "clause", "article", "subsection", "section", "chapter", "part", "attachment")
RANK = {code: rank for rank, code in enumerate(_CITED)}
LEVEL_WORDS = {LEVEL[code].word: code for code in _CITED if " " not in LEVEL[code].word}
# Those of two words.
_SUBSECTION, _ATTACHMENT = (tuple(LEVEL[code].word.split()) for code in ("subsection", "attachment"))
# Words that these make with the word before: "tài khoản 2", "danh mục 5", "một phần 3".
_COMPOUNDS = {
    "khoản": {"tài", "điều", "bưu"},
    "mục": {"danh", "hạng", "chuyên", "đề", "khoản", "tiểu"},
    "phần": {"một", "thành", "cổ", "hai"},
    "điều": {"số"},
}
NUMBERS = {
    "point": re.compile(r"[a-zđ]\d{0,2}"),  # a, đ, inserted d1
    "clause": re.compile(r"\d{1,3}[a-zđ]{0,2}"),
    "article": re.compile(r"\d{1,4}[a-zđ]{0,2}"),  # inserted 7a
    "section": re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}[a-zđ]?"),
}
_ROMAN = re.compile(r"[IVXL]+")
_DIGITS = re.compile(r"\d{1,3}[a-zđ]?")
_FAR = 40  # words before a bracket among which the one that it closes is looked for
_FILE_NAME = re.compile(r"[-_]\w+\.\w|\.(?:docx?|xlsx?|pdf)\b")  # "Phụ lục VI-TT21.docx"
ORDINALS = {
    word: str(value) for value, word in enumerate(("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"), 1)
}
# A number before one of these is an amount ("khoản 500 triệu"), and one without its level word may count the other things.
_MONEY = word_set("triệu tỷ tỉ nghìn ngàn trăm đồng usd vnđ vnd % $")
_WORDS_WITH_Y = word_set("tế học khoa sĩ tá dược bác")  # "điểm y tế"
_TO = ("đến", "tới")
_BEFORE_THIS = word_set(", ( ; tại của theo trong ở và hoặc với các định tiết từ vào") | {""}
_BEFORE_ABOVE = word_set("tại theo của")
# "Điều này cho thấy …" means the matter, not the article.
_NO_ARTICLE = word_set("cho chứng thể khiến giúp dẫn đòi nghĩa cũng đồng")


@dataclass(frozen=True, slots=True)
class PathStep:
    """One level of a provision as written: its number, the last number of a range ("" for none), its words [first, after)."""

    level: LevelCode
    number: str
    to: str
    first: int
    after: int

    @property
    def rank(self) -> int:
        """The rank of its level, from điểm (0) outward."""
        return RANK[self.level]


def step_at(words: Words, at: int, within: bool = False) -> PathStep | None:
    """A level word and its number at `at`; `within` as in `short_at`."""
    key, before = words.keys[at], words.keys[at - 1] if at else ""
    if (key, words.keys[at + 1]) == _SUBSECTION:
        return numbered_at(words, at, at + 2, "subsection")
    if (key, words.keys[at + 1]) == _ATTACHMENT:
        return numbered_at(words, at, at + 2 + (words.keys[at + 2] == "số"), "attachment")
    level = LEVEL_WORDS.get(key)
    if level is None:
        return _short_step(words, at, within) if key in SHORT_FORMS else None
    if before in _COMPOUNDS.get(key, ()):
        return None
    if level == "part" and not words.is_capital(at) and words.keys[at + 2 : at + 4] != ["phụ", "lục"]:
        return None
    colon = words.keys[at + 1] == ":" and before == "các"  # "các Điều: 5, 6 và 7"
    step = numbered_at(words, at, at + 1 + colon, level)
    return None if step and step.number == THIS and _is_no_provision(words, at, level) else step


def _short_step(words: Words, at: int, within: bool) -> PathStep | None:
    """ "Đ. 35", "K.1", "đ.a", "Đ6" at `at`."""
    found = short_at(words, at, within)
    if found is None:
        return None
    level, index = found
    if index > at:
        return numbered_at(words, at, index, level)
    return None if words.keys[at + 1] in _MONEY else PathStep(level, words.keys[at][1:], "", at, at + 1)


def _is_no_provision(words: Words, at: int, level: LevelCode) -> bool:
    """Whether "điều này", "khoản này", "mục này" at `at` is running speech."""
    before = words.keys[at - 1] if at else ""
    follows_a_level = at > 1 and words.keys[at - 2] in LEVEL_WORDS
    if level == "clause" and NUMBERS["point"].fullmatch(before):
        return False  # "các điểm a, b và c khoản này"
    if level in ("point", "clause"):
        return not (before in _BEFORE_THIS or follows_a_level or words.is_capital(at))
    if follows_a_level:
        return False
    return not words.is_capital(at) or ((not before or before not in _BEFORE_THIS) and words.keys[at + 2] in _NO_ARTICLE)


def numbered_at(words: Words, first: int, at: int, level: LevelCode) -> PathStep | None:
    """A step of `level` whose words begin at `first` and whose number, or range of numbers, is at `at`."""
    found = _number(words, at, level)
    if found is None:
        return None
    number, after = found
    if words.keys[after] == ")" and level in ("point", "clause"):
        if level == "point" and "\n" in words.text[words.starts[first] : words.starts[at]]:
            return None  # "… chấm điểm" ends a line, and "a)" opens the next
        after = _past_bracket(words, after)
    until = after + 1
    # A dash at the head of a line opens an item of a list.
    dash = words.keys[after] in ("-", "–") and "\n" not in words.text[words.ends[after - 1] : words.starts[until]]
    until += words.keys[after] in _TO and words.keys[until] == "hết"
    if (words.keys[after] in _TO or dash) and number not in (THIS, ABOVE):
        word = LEVEL_WORDS.get(words.keys[until])
        if word is None and words.keys[until] in SHORT_FORMS and (short := short_at(words, until, within=True)):
            word, until = short[0], short[1] - 1
        to = _number(words, until + (word == level), level) if word in (None, level) else None
        if to and to[0] != THIS and eid.sort_key(number) < eid.sort_key(to[0]):
            return PathStep(level, number, to[0], first, to[1])
    return PathStep(level, number, "", first, after)


def _past_bracket(words: Words, at: int) -> int:
    """The index after the bracket of "điểm a)" at `at`; not where it closes one that is open."""
    for index in range(at - 1, max(-1, at - _FAR), -1):
        if words.keys[index] == "(":
            return at
        # Another "a)" of the list is passed over.
        if not words.keys[index] or (words.keys[index] == ")" and len(words.keys[index - 1]) > 2):
            break
    return at + 1


def _number(words: Words, at: int, level: LevelCode) -> tuple[str, int] | None:
    """(the number of a provision of `level` at `at` as written, the index after it); None where there is none."""
    key, following = words.keys[at], words.keys[at + 1]
    written = words.written(at)
    if key == THIS:
        return THIS, at + 1
    if level in ("article", "clause", "point") and words.keys[at - 2] in _BEFORE_ABOVE:
        if key == "trên":
            return ABOVE, at + 1
        if key in ("nêu", "nói") and following == "trên":
            return ABOVE, at + 2
    if level == "part" and key == "thứ" and following in ORDINALS:
        return ORDINALS[following], at + 2
    if following in _MONEY or (level == "attachment" and _FILE_NAME.match(words.text, words.ends[at])):
        return None
    if level in CONTAINERS:
        return (written, at + 1) if _is_number_of_container(written, key, level) else None
    return (key, at + 1) if _is_number_of_provision(written, key, following, level) else None


def _is_number_of_container(written: str, key: str, level: LevelCode) -> bool:
    """Whether a word is the number of a Phần, Chương, Mục or Phụ lục: Roman, Arabic, and of a Mục a letter too."""
    if level in ("section", "subsection") and NUMBERS["section"].fullmatch(key):
        return True
    # A lone C or L is a letter, not 100 or 50.
    is_roman = bool(_ROMAN.fullmatch(written) and eid.roman_value(written) and written != "L")
    return is_roman or bool(_DIGITS.fullmatch(key))


def _is_number_of_provision(written: str, key: str, following: str, level: LevelCode) -> bool:
    """Whether a word, with the one after it, is the number of an Điều, a khoản or a điểm."""
    if level == "point" and len(written) > 1 and written[0].isupper():
        return False  # "các điểm M1, M2" of a map
    if key == "y" and following in _WORDS_WITH_Y:
        return False
    return bool(NUMBERS[level].fullmatch(key)) and key != "0" and (level == "article" or following not in ("%", "/"))
