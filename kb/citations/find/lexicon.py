"""The words of a text, and the lexicons that citations are read with: document types, document names, codes in numbers.

Guarantees:
1. Words keep their offsets; case, tone style, Ð for Đ, white space and Markdown emphasis between words do not matter.
2. Cutting a text into words and matching a name at a word take time linear in their length.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from kb.citations.find.titles import SHORT_NAMES
from kb.language.abbreviations import COMMON
from kb.language.text import DOCUMENT_NUMBER, Span, nfc, search_key
from kb.law.types import NAMES, TITLED, TYPE_OF_CODE, TYPES, UNKNOWN_TYPE, WIDER


@dataclass(frozen=True, slots=True)
class Words:
    """The words, numbers, dates and punctuation marks of `text`, in columns: their search keys and their offsets.

    Empty words close the columns, as many as a reader of a word looks ahead.
    """

    text: str
    keys: list[str]
    starts: list[int]
    ends: list[int]

    def are_on_one_line(self, at: int) -> bool:
        """Whether no line ends between the word at `at` and the next."""
        return "\n" not in self.text[self.ends[at] : self.starts[at + 1]]

    def written(self, at: int) -> str:
        """The word at `at` as the text writes it."""
        return self.text[self.starts[at] : self.ends[at]]

    def is_capital(self, at: int) -> bool:
        """Whether the text writes the word at `at` with a capital first."""
        return self.text[self.starts[at]].isupper()


# Issuers that head a number where the type has no code: 26/2008/QH12, 326/2016/UBTVQH14, 64/CP, 13/HĐBT.
_ISSUER_CODES = (r"q\s?h(?:\s?\d{1,2}(?!\d))?", r"ubtvqh(?:\s?\d{1,2}(?!\d))?", "cp", "ttg", "hđbt", "hđnn", "ctn")

_GLUED_AFTER = r"(?=(?:ngày|của)\s)"  # "QH12ngày 14", "NĐ-CPcủa Chính phủ": a space that was left out
_CODE_HEAD = rf"(?:{'|'.join((*sorted(TYPE_OF_CODE, key=len, reverse=True), *_ISSUER_CODES))})(?:{_GLUED_AFTER}|(?![^\W_]))"
# A number whose code is known may be typed with spaces or a long dash: "23 - CT/TU", "71/2016/ NĐ-CP", "84–KL/TW".
_BROKEN = r"(?:[ \t]*\n[ \t]*|[ ]{1,3})?"  # a line may end after a dash, or a space be typed
# Before a dash too where a code follows, and no word: "NĐ - CP", "TT -BTC".
_ISSUER = r"(?=(?:[bcdđghklmnpqrstvx]{2,}|tw|tu|ubnd|byt|bca|tandtc|tand|vkstc)(?![^\W_]))"
_CODED_NUMBER = (
    rf"(?:(?<![\w/])(?<!\d-)|(?<=số))\d{{1,5}}[a-zđ]?\s{{0,3}}(?:/\s{{0,3}}(?:19|20)\d\d\s{{0,3}})?[-–/]\s{{0,3}}{_CODE_HEAD}"
    rf"(?:(?:[-–/]{_BROKEN}|\s{{1,3}}[-–/]\s{{0,3}}{_ISSUER})[^\W\d_](?:\w|&(?=\w))*?)*(?:{_GLUED_AFTER}|(?![\w/&]))"
)
_DATE = r"(?<![\w/.-])\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?![\w/-])"
_NUMBER = rf"{_DATE}|{_CODED_NUMBER}|(?<!\d-){DOCUMENT_NUMBER.pattern}|\d+(?:\.\d+)+"
_WORD = re.compile(rf"(số(?=\d)|[^\W\d_][^\W_]*|(?=\d)(?:{_NUMBER}|[^\W_]+)|[^\w\s*])")

# A space that was left out: "Luật Quản lý thuếngày 13 tháng 6", "quy định tạiĐiều 7"; beside a digit "Điều35", "Điều 21của".
_GLUED = re.compile(r"ngày(?=\s+\d)(?<=[^\W\d_]ngày)|Điều(?=\s*\d)(?<=[^\W\d_A-ZĐ]Điều)")
_GLUED_DIGIT = re.compile(r"\d(?:(?=[^\W\d_])|(?<=[^\W\d_]\d)(?<![qQ][hH]\d))")
_BEFORE_NUMBER = r"(?:số|điều|khoản|mục|chương)(?=\d)|(?:nđ|nq|qđ|tt|ttlt|ct)(?=\d{1,4}/)|[kđ]\d{1,3}[a-zđ]?(?=đ\d)"
_AFTER_TYPE = _CODED_NUMBER.replace("(?<=số)", "(?<=số|nđ|nq|qđ|tt|lt|ct)")
_ENDS_NUMBER = r"\d{1,4}[a-zđ]?(?=(?:của|và|hoặc|đến|tới|điều|khoản|luật|bộ|nghị|thông|này)(?![^\W\d_]))"
_GLUED_WORD = re.compile(
    rf"([^\W\d_]+?(?=(?:ngày\s+|điều\s*)\d)|{_BEFORE_NUMBER}|[^\W\d_][^\W_]*"
    rf"|(?=\d)(?:{_NUMBER}|{_AFTER_TYPE}|{_ENDS_NUMBER}|[^\W_]+)|[^\w\s*])"
)

_LOOK_AHEAD = 8
_OPENS_A_LINE = re.compile(r"\n[ \t*_#>“\"'‘–-]*$|^[ \t*_#>“\"'‘–-]*$")

_HEADED = re.compile(_CODED_NUMBER)
_FULL = re.compile(r"\d+/(?:19|20)\d\d/\D.*")
_SHORT = re.compile(r"\d{1,5}/(?:19|20)\d\d")


# Slips of tone or horn that give no syllable, in words that citations are made of.
_SLIPS = {
    slip: right
    for right, slips in {
        "khoản": "khỏan khõan khoãn",
        "điều": "đìêu điêù đièu",
        "điểm": "đỉêm điễm đĩêm điẻm",
        "chương": "chưong chuơng",
        "luật": "lụât",
        "quyết": "qúyêt quýêt",
        "định": "đinḥ",
        "hiến": "híên",
    }.items()
    for slip in slips.split()
}


# Slips that are syllables, too: before a number alone, "khoản 2 Điêu 6".
_SLIPS_BEFORE_NUMBER = {"điêu": "điều", "diều": "điều", "khoán": "khoản", "khoan": "khoản"}


def mend_slips(words: Words) -> set[str]:
    """The different keys of `words`, in which the syllable that is meant now stands in the place of each slip."""
    found = set(words.keys)
    if not _SLIPS_BEFORE_NUMBER.keys().isdisjoint(found):
        for at, key in enumerate(words.keys):
            if key in _SLIPS_BEFORE_NUMBER and words.keys[at + 1].isdigit() and words.are_on_one_line(at):
                words.keys[at] = _SLIPS_BEFORE_NUMBER[key]
        found = set(words.keys)
    if _SLIPS.keys().isdisjoint(found):
        return found
    words.keys[:] = [_SLIPS.get(key, key) for key in words.keys]
    return set(words.keys)


def word_set(words: str) -> frozenset[str]:
    """The words of a list written with spaces between."""
    return frozenset(words.split())


def words_of(text: str) -> Words:
    """The words of `text` in order."""
    return words_in(text, search_key(text), (Span(0, len(text)),))


def words_in(text: str, key: str, stretches: Iterable[Span]) -> Words:
    """The words of the `stretches` of `text`, whose search key is `key`, in order, each stretch closed by empty words."""
    pattern = _GLUED_WORD if _GLUED.search(text) or _GLUED_DIGIT.search(text) else _WORD
    words = Words(text, [], [], [])
    for start, end in stretches:
        # Cutting by one pattern and summing lengths keeps both columns out of a loop in Python.
        pieces = pattern.split(key[start:end])
        offsets = list(accumulate(map(len, pieces), initial=start))
        padding = [end] * _LOOK_AHEAD
        words.keys.extend((*pieces[1::2], *[""] * _LOOK_AHEAD))
        words.starts.extend((*offsets[1:-1:2], *padding))
        words.ends.extend((*offsets[2::2], *padding))
    return words


# Words after which the head of a line goes on with the sentence of the line before.
GOES_ON = word_set("tại theo của và hoặc với từ đến ở trong các vào về là như hay thuộc trừ sung bỏ thế") | {",", "("}


def opens_a_line(text: str, at: int) -> bool:
    """Whether nothing but marks stands before offset `at` in its line."""
    return bool(_OPENS_A_LINE.search(text[max(0, at - 40) : at]))


def is_number(word: str) -> bool:
    """Whether `word` is the number of a document by itself: it has a year and a code, or a known code."""
    return bool(_FULL.fullmatch(word) or _HEADED.fullmatch(word))


def type_of(number: str) -> str:
    """The type of document whose code heads `number`: "Nghị định" for 62/2015/NĐ-CP, "Kết luận" for 84-KL/TW; "" for none."""
    code = re.match(r"\d+(?:/(?:19|20)\d\d)?[-–/]([^\W\d_]+)", search_key(number))
    return TYPE_OF_CODE.get(code[1], "") if code else ""


def is_number_after_type(word: str) -> bool:
    """Whether `word` is the number of a document where the type stands before it: "62/2015" too."""
    return bool(_SHORT.fullmatch(word) or DOCUMENT_NUMBER.fullmatch(word)) or is_number(word)


class Heads(NamedTuple):
    """The first words of names that `stretches` looks for, made ready once; each "luật" and "điều" is a sign by itself."""

    paired: tuple[tuple[str, dict[str, Any]], ...]  # with what may follow in the trie
    alone: tuple[tuple[str, tuple[str, ...]], ...]  # names of one word by their first two letters, like which no word begins


def _heads(trie: dict[str, Any]) -> Heads:
    paired: list[tuple[str, dict[str, Any]]] = []
    alone: dict[str, list[str]] = {}
    for word, node in trie.items():
        if word in ("luật", "điều") or node.keys() == {"luật"}:
            continue
        if node.keys() == {""}:
            alone.setdefault(word[:2], []).append(word)
        else:
            paired.append((word, node))
    return Heads(tuple(paired), tuple((begin, tuple(listed)) for begin, listed in alone.items()))


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Names compiled into tries, by words; the key "" marks the end of a name and holds it as it was given."""

    strings: tuple[str, ...]
    tries: tuple[dict[str, Any], ...]
    heads: tuple[Heads, ...]  # of each trie

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The first two words of every name; "" after the word of a name of one."""
        return frozenset((first, second) for trie in self.tries for first, node in trie.items() if first for second in node)

    def match(self, words: Words, at: int) -> tuple[int, str] | None:
        """(the index after its last word, the name as given) of the longest name that begins at `at`; None for no name."""
        best: tuple[int, str] | None = None
        for trie in self.tries:
            index, node = at, trie
            while node:
                if "" in node and (best is None or index > best[0]):
                    best = index, node[""]
                key = words.keys[index]
                if not key or key not in node:
                    break
                index, node = index + 1, node[key]
        return best


def compile_names(strings: Iterable[str]) -> Lexicon:
    """The lexicon of the names `strings`, for `find`."""
    strings = tuple(dict.fromkeys(strings))
    trie: dict[str, Any] = {}
    for string in strings:
        node = trie
        for key in words_of(nfc(string)).keys[:-_LOOK_AHEAD]:
            node = node.setdefault(key, {})
        if node is not trie:
            node.setdefault("", string)
    return Lexicon(strings, (trie,), (_heads(trie),))


def extend_names(lexicon: Lexicon, strings: Iterable[str]) -> Lexicon:
    """`lexicon` and the names `strings` besides, without compiling `lexicon` again."""
    more = compile_names(strings)
    if not more.strings:
        return lexicon
    return Lexicon((*lexicon.strings, *more.strings), (*lexicon.tries, *more.tries), (*lexicon.heads, *more.heads))


TYPE_NAMES = compile_names(NAMES)
# Other texts with articles of their own: a provision "của" one of these is not the document's at hand.
OTHER_TEXTS = compile_names(
    ("Hợp đồng", "Bản án", "Điều ước", "Công ước", "Hiệp định", "Nghị định thư", "Quy tắc", "Quy trình", "Tiêu chuẩn",
     "Quy chuẩn", "Nội quy", UNKNOWN_TYPE, "Thỏa thuận", "Hiệp ước", "Tuyên bố")
)  # fmt: skip


def _short_types() -> dict[str, str]:
    """The types by their abbreviations in lower case: "nđ" for Nghị định, "blds" for the Bộ luật that it is."""
    found = {kind.short: kind.name for kind in TYPES if kind.short and kind.is_short_in_texts}
    found |= {"".join(word[0] for word in search_key(name).split()): name for name in WIDER}  # "BL 2015"
    for short, long in COMMON.items():
        kind = TYPE_NAMES.match(words_of(long), 0)
        if kind and kind[1] in TITLED:
            found[search_key(short)] = kind[1]
    for short, long in SHORT_NAMES.items():
        if " " not in short and (kind := TYPE_NAMES.match(words_of(long), 0)):
            found[search_key(short)] = kind[1]
    return found


# The types that an abbreviation in capitals stands for, alone or before a number: "NĐ 33/2020/NĐ-CP", "BLDS".
_BY_SHORT = _short_types()
SHORT_TYPES = frozenset(_BY_SHORT)


def short_type(words: Words, at: int) -> str:
    """The type that the word at `at` abbreviates in capitals: "Nghị định" for NĐ, "Bộ luật" for BLDS; "" for any other."""
    return _BY_SHORT.get(words.keys[at], "") if words.keys[at] in SHORT_TYPES and words.written(at).isupper() else ""
