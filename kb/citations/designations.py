"""How a text names a document (tên, số, ngày của văn bản), read at one word.

Guarantees:
1. Nothing is looked up: a name ends where the lexicon, a number or a year ends it, and is not a name where none does.
2. Reading looks at a bounded number of words, so reading at every word of a text is linear in its length.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.citations.lexicon import (
    GOES_ON,
    OTHER_TEXTS,
    TITLED,
    TYPES,
    UNMISTAKABLE,
    Names,
    Word,
    is_number,
    is_number_after_type,
    opens_a_line,
    short_type,
    word_set,
)
from kb.dates import parse_date
from kb.errors import InvalidDate
from kb.model import Designation, Span
from kb.text import fold_white_space

_LONGEST_TITLE = 24  # words of a title that no lexicon knows
_LONGEST_AMENDMENT = 16  # words from "sửa đổi" to "của"
_LONGEST_ISSUER = 8  # "Ủy ban Thường vụ Quốc hội", "Ban Chấp hành Trung ương Đảng"
# Words that a title never has: they begin a clause about the law.
_NOT_OF_A_NAME = frozenset(".;:()“”\"'[]…") | {""}
_NOT_OF_A_TITLE = _NOT_OF_A_NAME | word_set("này có được đã từ theo vào tại là kể do khi nêu trên đó nói")
_LEVELS = word_set("điểm khoản điều mục chương")
_PROVISION_NUMBER = re.compile(r"\d[\d.]*\w{0,2}|\w\d?|[ivxl]+")
_NOT_A_LAW = {("luật", "sư"), ("luật", "gia"), ("luật", "pháp"), ("luật", "lệ")}


@dataclass(frozen=True, slots=True)
class Named:
    """A document named in a text: its designation, its span, the index after it, and the name that stands inside it."""

    designation: Designation
    span: Span
    after: int
    inner: "Named | None" = None


def named_at(words: Sequence[Word], at: int, text: str, names: Names) -> Named | None:
    """The document named from `words[at]` on, or None."""
    if _is_part_of_a_word(words, at):
        return None
    kind = TYPES.match(words, at)
    if kind and words[kind[0]].key == "này":
        return _this(words, at, text, *kind)
    plain = _by_name(words, at, text, names)
    amending = _amending(words, at, text, names, *kind, plain) if kind else None
    named = amending or plain or _unlisted(words, at, text, kind)
    return _qualified(words, text, named) if named else None


def foreign_at(words: Sequence[Word], at: int, text: str, linked: bool) -> Designation | None:
    """What the words at `at` say of a document that they do not identify: "Quy chế làm việc", "hợp đồng".

    `linked` is whether "của" stands before: without it only a capital tells a document from a verb ("quy định", "báo cáo").
    """
    if short := short_type(text[words[at].start : words[at].end]):
        return Designation(type=short)
    other = TYPES.match(words, at) or OTHER_TEXTS.match(words, at)
    if other is None or not (linked or text[words[at].start].isupper()) or _is_part_of_a_word(words, at):
        return None
    return Designation(type=other[1])


def _is_part_of_a_word(words: Sequence[Word], at: int) -> bool:
    """Whether "luật" at `at` is that of "pháp luật", "bộ luật", "luật sư"."""
    if words[at].key != "luật":
        return False
    return (at > 0 and words[at - 1].key in ("pháp", "bộ")) or (words[at].key, words[at + 1].key) in _NOT_A_LAW


def _this(words: Sequence[Word], at: int, text: str, after: int, kind: str) -> Named | None:
    if kind not in UNMISTAKABLE and not text[words[at].start].isupper():
        return None
    return Named(Designation(type=kind, this=True), Span(words[at].start, words[after].end), after + 1)


def _by_name(words: Sequence[Word], at: int, text: str, names: Names) -> Named | None:
    found = names.match(words, at)
    if found is None:
        return None
    after, year = found[0], None
    last = after
    if after - at > 2 and words[after - 2].key == "năm" and _is_year(words[after - 1].key):
        year, last = int(words[after - 1].key), after - 2
    kind = TYPES.match(words, at)
    name = _folded(text, words[at].start, words[last - 1].end)
    return Named(Designation(kind[1] if kind else "", name, year=year), Span(words[at].start, words[after - 1].end), after)


def _unlisted(words: Sequence[Word], at: int, text: str, kind: tuple[int, str] | None) -> Named | None:
    """A document that the lexicon does not know: `kind` is the index after its type, and the type."""
    if kind is None:
        short = short_type(text[words[at].start : words[at].end])
        return _by_number(words, at, text, at + bool(short), short)
    return _by_number(words, at, text, *kind) or _by_closed_title(words, at, text, *kind)


def _by_number(words: Sequence[Word], at: int, text: str, after: int, kind: str) -> Named | None:
    """A document by its number: "Chỉ thị số 23-CT/TU", "số 33/2020/NĐ-CP"; `after` is the index after the type, if any."""
    place = _past_number_word(words, after)
    if not (is_number_after_type if kind else is_number)(words[place].key):
        return None
    if (words[place - 2].key, words[place - 1].key) == ("số", ":") and (not kind or _is_heading(words, at, place, text)):
        return None  # "Số: 23-CT/TU" heads the document that has this number: Nghị định 30/2020/NĐ-CP, Phụ lục I
    return Named(Designation(kind, number=_number(words[place], text)), Span(words[at].start, words[place].end), place + 1)


def _past_number_word(words: Sequence[Word], at: int) -> int:
    """The index after "số" or "số:" at `at`."""
    return at + ((words[at].key == "số") and 1 + (words[at + 1].key == ":"))


def _is_heading(words: Sequence[Word], at: int, number: int, text: str) -> bool:
    """Whether "Luật số: 26/2008/QH12" from `at` to `number` is a line of its own, no part of a sentence; or has "Số:"."""
    if text[words[number - 2].start].isupper():
        return True
    before, following = words[at - 1].key if at else "", words[number + 1]
    opens = before == "|" or (opens_a_line(text, words[at].start) and before not in GOES_ON)
    ends = following.key in ("", "|") or "\n" in text[words[number].end : following.start]
    return opens and ends and not text[following.start : following.end].islower()


def _by_closed_title(words: Sequence[Word], at: int, text: str, after: int, kind: str) -> Named | None:
    """A title that a year or number closes, as in "Luật Đất đai năm 2013" or "Bộ luật dân sự số 33/2005/QH11"."""
    if kind not in TITLED:
        return None
    # In lower case only a number tells a title from "luật … năm 2015" of running text.
    is_title = kind == "Hiến pháp" or text[words[after].start : words[after].end][:1].isupper()
    for place in range(after, after + _LONGEST_TITLE):
        key = words[place].key
        numbered = _number_at(words, place) is not None
        if numbered or (is_title and _year_at(words, place)):
            if place == after and kind != "Hiến pháp":
                return None
            span = Span(words[at].start, words[place - 1].end)
            return Named(Designation(kind, _folded(text, *span)), span, place)
        if key in _NOT_OF_A_TITLE or (place == after and key == ","):
            return None
        if key in _LEVELS and _PROVISION_NUMBER.fullmatch(words[place + 1].key):
            return None  # "Luật Đất đai và khoản 2 Điều 6 …"
        if TYPES.match(words, place) and not _begins_no_document(words, place, text):
            return None
    return None


def _begins_no_document(words: Sequence[Word], at: int, text: str) -> bool:
    """Whether the type word at `at` belongs to a title: "Luật Ban hành văn bản quy phạm pháp luật", "Luật Luật sư"."""
    return _is_part_of_a_word(words, at) or not text[words[at].start].isupper()


def _amending(
    words: Sequence[Word], at: int, text: str, names: Names, after: int, kind: str, plain: Named | None
) -> Named | None:
    """A name like "Luật sửa đổi, bổ sung một số điều của <document>": one name, and the amended document inside it.

    A year or number after it is the amending document's: "Luật sửa đổi … của Luật THADS năm 2014".
    """
    if (words[after].key, words[after + 1].key) != ("sửa", "đổi"):
        return None
    keys = [word.key for word in words[after : after + _LONGEST_AMENDMENT]]
    if "của" not in keys or not _NOT_OF_A_NAME.isdisjoint(keys[: keys.index("của")]):
        return None
    first = after + keys.index("của") + 1
    inner = _by_name(words, first, text, names) or _unlisted(words, first, text, TYPES.match(words, first))
    if inner is None:
        return None
    span = Span(words[at].start, inner.span.end)
    whole = Named(Designation(kind, _folded(text, *span)), span, inner.after)
    if plain and plain.after >= inner.after:
        whole = plain
    return replace(whole, designation=replace(whole.designation, amends=inner.designation), inner=inner)


def _qualified(words: Sequence[Word], text: str, named: Named) -> Named:
    """`named` with the year, number, date and issuer written after it; its span runs to the last of the first three."""
    known, after = named.designation, named.after
    while True:
        if known.year is None and known.name and (year := _year_at(words, after)):
            known, after = replace(known, year=year[1]), year[0]
        elif not known.number and known.name and (number := _number_at(words, after)) is not None:
            known, after = replace(known, number=_number(words[number], text)), number + 1
        elif known.year is None and (of_number := _year_of_number(words, after, known)):
            known, after = replace(known, year=of_number), after + 2
        elif known.dated is None and (day := _date_at(words, after + (words[after].key == ","))):
            known, after = replace(known, dated=day[1]), day[0]
        else:
            break
    known = replace(known, issuer=_issuer_at(words, after, text))
    return replace(named, designation=known, span=Span(named.span.start, words[after - 1].end), after=after)


def _number(word: Word, text: str) -> str:
    return "".join(text[word.start : word.end].split())


def _is_year(key: str) -> bool:
    return len(key) == 4 and key.isdigit() and key[:2] in ("19", "20")


def _year_at(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The index after "năm 2014" or "2014" at `at`, and the year."""
    place = at + (words[at].key == "năm")
    return (place + 1, int(words[place].key)) if _is_year(words[place].key) else None


def _year_of_number(words: Sequence[Word], at: int, known: Designation) -> int | None:
    """The year in "Chỉ thị số 05/CT-TTg năm 2018"; beside a number that has a year, another year is the sentence's."""
    year = _year_at(words, at) if words[at].key == "năm" else None
    if year is None or not known.number or known.dated:
        return None
    parts = known.number.split("/")
    return year[1] if len(parts) < 2 or not _is_year(parts[1]) or int(parts[1]) == year[1] else None


def _number_at(words: Sequence[Word], at: int) -> int | None:
    """The index of the number in "số 26/2008/QH12", "số: 26/2008/QH12" or "26/2008/QH12" at `at`."""
    place = _past_number_word(words, at)
    return place if is_number(words[place].key) or (place > at and is_number_after_type(words[place].key)) else None


def _date_at(words: Sequence[Word], at: int) -> tuple[int, date] | None:
    """The index after "ngày 31/5/2013" or "ngày 18 tháng 7 năm 2015" at `at`, and the date."""
    if words[at].key != "ngày":
        return None
    written, after = words[at + 1].key, at + 2
    if written.isdigit() and [w.key for w in words[at + 2 : at + 5 : 2]] == ["tháng", "năm"]:
        written, after = f"{written}/{words[at + 3].key}/{words[at + 5].key}", at + 6
    try:
        return after, parse_date(written)
    except InvalidDate:
        return None


def _issuer_at(words: Sequence[Word], at: int, text: str) -> str:
    """The words after "của" at `at`, as far as an issuer's name may reach."""
    if words[at].key != "của":
        return ""
    last = at
    while last - at < _LONGEST_ISSUER and words[last + 1].key.isalpha():
        last += 1
    return _folded(text, words[at + 1].start, words[last].end) if last > at else ""


def _folded(text: str, start: int, end: int) -> str:
    return fold_white_space(text[start:end].replace("*", " "))
