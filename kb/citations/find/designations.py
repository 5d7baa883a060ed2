"""Documents as a text names them (tên, số, ngày của văn bản), read at one word.

Guarantees:
1. Nothing is looked up: a name ends where the lexicon, a number or a year ends it, and is not a name where none does.
2. Reading looks at a bounded number of words, so reading at every word of a text is linear in its length.
"""

import re
from dataclasses import dataclass, replace

from kb.citations.find.lexicon import (
    OTHER_TEXTS,
    TYPE_NAMES,
    Lexicon,
    Words,
    is_number,
    is_number_after_type,
    short_type,
    word_set,
    words_of,
)
from kb.citations.find.qualifiers import (
    bracketed,
    date_at,
    folded,
    goes_on,
    heads_its_document,
    is_of_a_case,
    is_year,
    issuer_at,
    number_at,
    number_of,
    past_amending,
    past_comma,
    past_number_word,
    past_revised,
    session_at,
    year_at,
    year_of_number,
)
from kb.citations.find.titles import SHORT_NAMES
from kb.language.text import DOCUMENT_NUMBER, Span
from kb.law.levels import LEVEL
from kb.law.model import Designation
from kb.law.types import CONSTITUTION, ISSUED_WITH, TITLED, TYPE_OF_CODE, TYPE_OF_SHORT, UNMISTAKABLE

_LONGEST_TITLE = 24  # words of a title that no lexicon knows
_LONGEST_AMENDMENT = 16  # words from "sửa đổi" to "của"
# Words that a title never has: they begin a clause about the law.
_NOT_OF_A_NAME = frozenset(".;:()“”\"'[]…") | {""}
_NOT_OF_A_TITLE = _NOT_OF_A_NAME | word_set("này có được đã từ theo vào tại là kể do khi nêu trên đó nói")
_LEVELS = frozenset(LEVEL[code].word for code in ("point", "clause", "article", "section", "chapter"))
_PROVISION_NUMBER = re.compile(r"\d[\d.]*\w{0,2}|\w\d?|[ivxl]+")
_CONSTITUTION = CONSTITUTION.lower().split()
_LAW_AT_LARGE = re.compile(r"\s*(?:,|và|VÀ)\s+(?:(?i:pháp luật)|luật)\b")  # "Hiến pháp và pháp luật": no document
# Those called by their number alone also without "số": "Nghị định 62".
_BY_HEAD = frozenset(TYPE_OF_SHORT.values()) - TITLED | ISSUED_WITH
_UNITS = word_set("ngày tháng năm giờ điều khoản nội dung người vụ việc trường đồng % khóa")
_ENDS_PHRASE = frozenset(".,;:)") | {""}  # after "Bộ luật trên": "Nghị định trên địa bàn …" goes on
_NO_DOCUMENTS = {("cáo", "trạng"), ("kháng", "nghị"), ("bản", "án")}  # of a case, before "số 61/CT-VKS"
_HEAD = re.compile(r"\d{1,4}")
_NOT_A_LAW = {("luật", "sư"), ("luật", "gia"), ("luật", "pháp"), ("luật", "lệ")}


@dataclass(frozen=True, slots=True)
class Named:
    """A document named in a text: its designation, its span, the index after it, and the names that stand inside it."""

    designation: Designation
    span: Span
    after: int
    inner: tuple["Named", ...] = ()


def named_at(words: Words, at: int, lexicon: Lexicon) -> Named | None:
    """The document named from the word at `at` on; None where none is."""
    if _is_part_of_a_word(words, at):
        return None
    kind = TYPE_NAMES.match(words, at)
    if kind and words.keys[kind[0]] == "này":
        return _this(words, at, *kind)
    if kind and (back := _pointing_back(words, at, *kind)):
        return back
    plain = _by_name(words, at, lexicon)
    amending = _amending(words, at, lexicon, *kind, plain) if kind else None
    named = amending or plain or _unlisted(words, at, kind)
    return _qualified(words, named) if named else _by_year(words, at, kind)


def foreign_at(words: Words, at: int, linked: bool) -> Designation | None:
    """A document that the words at `at` name by its type alone: "Quy chế làm việc", "hợp đồng"; None where they do not.

    `linked` is whether "của" stands before: without it only a capital tells a document from a verb ("quy định", "báo cáo").
    """
    if short := short_type(words, at):
        return Designation(type=short)
    other = TYPE_NAMES.match(words, at) or OTHER_TEXTS.match(words, at)
    if other is None or not (linked or words.is_capital(at)) or _is_part_of_a_word(words, at):
        return None
    return Designation(type=other[1])


def _is_part_of_a_word(words: Words, at: int) -> bool:
    """Whether "luật" at `at` is that of "pháp luật", "bộ luật", "kỷ luật", "luật sư"."""
    if words.keys[at] != "luật":
        return False
    return (at > 0 and words.keys[at - 1] in ("pháp", "bộ", "kỷ", "quy")) or (words.keys[at], words.keys[at + 1]) in _NOT_A_LAW


def _this(words: Words, at: int, after: int, kind: str) -> Named | None:
    # "… chịu trách nhiệm thi hành quyết định này." closes a decision: Nghị định 30/2020/NĐ-CP, Phụ lục III.
    closes = words.keys[at - 2 : at] == ["thi", "hành"] and words.keys[after + 1] in (".", "/", "")
    if kind not in UNMISTAKABLE and not words.is_capital(at) and not closes:
        return None
    return Named(Designation(type=kind, this=True), Span(words.starts[at], words.ends[after]), after + 1)


def _pointing_back(words: Words, at: int, after: int, kind: str) -> Named | None:
    """ "Nghị định nêu trên", "Luật mới": a document that the text named before; of a law alone, "mới" is no adjective."""
    key, following = words.keys[after], words.keys[after + 1]
    if key in ("nêu", "nói") and following == "trên":
        back, last = following, after + 1
    elif (key == "trên" and following in _ENDS_PHRASE and words.is_capital(at)) or (
        key in ("mới", "cũ") and (kind in TITLED or kind in _BY_HEAD) and not following.isdigit() and following != "số"
    ):
        back, last = key, after
    elif (key, following) == ("trước", "đây") and kind in TITLED:
        back, last = "cũ", after + 1
    else:
        return None
    if kind not in UNMISTAKABLE and not words.is_capital(at):
        return None
    return Named(Designation(type=kind, back=back), Span(words.starts[at], words.ends[last]), last + 1)


def _by_name(words: Words, at: int, lexicon: Lexicon) -> Named | None:
    found = lexicon.match(words, at)
    if found is None or (words.keys[at] == _CONSTITUTION[0] and not words.is_capital(at)):
        return None
    after, year = found[0], None
    if words.keys[at:after] == _CONSTITUTION and _LAW_AT_LARGE.match(words.text, words.ends[after - 1]):
        return None
    last = after
    if after - at > 2 and words.keys[after - 2] == "năm" and is_year(words.keys[after - 1]):
        year, last = int(words.keys[after - 1]), after - 2
    kind = TYPE_NAMES.match(words, at)
    name = folded(words, words.starts[at], words.ends[last - 1])
    if long := SHORT_NAMES.get(found[1]):
        kind, name = TYPE_NAMES.match(words_of(long), 0), long
    return Named(Designation(kind[1] if kind else "", name, year=year), Span(words.starts[at], words.ends[after - 1]), after)


def _unlisted(words: Words, at: int, kind: tuple[int, str] | None) -> Named | None:
    """A document that the lexicon does not know; `kind` is (index after its type, type)."""
    if kind is None:
        short = short_type(words, at)
        if words.keys[at : at + 3] == ["văn", "bản", "số"] and DOCUMENT_NUMBER.fullmatch(words.keys[at + 3]):
            return Named(Designation(number=number_of(words, at + 3)), Span(words.starts[at], words.ends[at + 3]), at + 4)
        return _by_number(words, at, at + bool(short), short)
    return _by_number(words, at, *kind) or _by_closed_title(words, at, *kind) or _by_session(words, at, *kind)


def _by_session(words: Words, at: int, after: int, kind: str) -> Named | None:
    last = session_at(words, after) if kind == TYPE_OF_CODE["nq"] else None
    if last is None:
        return None
    span = Span(words.starts[at], words.ends[last])
    return Named(Designation(kind, folded(words, *span)), span, last + 1)


def _by_year(words: Words, at: int, kind: tuple[int, str] | None) -> Named | None:
    """ "Luật 2013", "Bộ luật năm 2015", "BL 2015": the one law of its type and year that the text names, or none."""
    after, name = kind or (at + 1, short_type(words, at))
    year = year_at(words, after) if name in TITLED and words.is_capital(at) else None
    if year is None or words.keys[year[0]] in _UNITS:
        return None
    return Named(Designation(name, year=year[1]), Span(words.starts[at], words.ends[year[0] - 1]), year[0])


def _by_number(words: Words, at: int, after: int, kind: str) -> Named | None:
    """A document by its number: "Chỉ thị số 23-CT/TU", "số 33/2020/NĐ-CP"; `after` is the index after the type, if any."""
    index = past_number_word(words, after)
    number = words.keys[index]
    if kind and _HEAD.fullmatch(number) and not goes_on(words, index):
        # "Nghị định số 62", "Nghị định 62": the one of this number that the text has named before, or none.
        return _numbered(words, at, index, kind) if index > after or _is_called(words, at, index, kind) else None
    if not (is_number_after_type if kind else is_number)(number) or is_of_a_case(number, bool(kind)):
        return None
    before = at - (words.keys[at - 1] == "số") if at else 0
    if not kind and tuple(words.keys[max(0, before - 2) : before]) in _NO_DOCUMENTS:
        return None
    if (words.keys[index - 2], words.keys[index - 1]) == ("số", ":") and (not kind or heads_its_document(words, at, index)):
        return None  # "Số: 23-CT/TU" heads the document that has this number: Nghị định 30/2020/NĐ-CP, Phụ lục I
    return _numbered(words, at, index, kind)


def _is_called(words: Words, at: int, number: int, kind: str) -> bool:
    """Whether "Nghị định 62" is what a decree is called by, and no "Quyết định 15 ngày"."""
    gap = words.text[words.ends[number - 1] : words.starts[number]]
    return kind in _BY_HEAD and words.is_capital(at) and "\n" not in gap and words.keys[number + 1] not in _UNITS


def _numbered(words: Words, at: int, number: int, kind: str) -> Named:
    return Named(Designation(kind, number=number_of(words, number)), Span(words.starts[at], words.ends[number]), number + 1)


def _by_closed_title(words: Words, at: int, after: int, kind: str) -> Named | None:
    """A title that a year or number closes, as in "Luật Đất đai năm 2013" or "Bộ luật dân sự số 33/2005/QH11"."""
    if kind not in TITLED:
        return None
    # In lower case only a number tells a title from "luật … năm 2015" of running text.
    is_title = kind == CONSTITUTION or words.written(after)[:1].isupper()
    for index in range(after, after + _LONGEST_TITLE):
        key = words.keys[index]
        numbered = number_at(words, index) is not None
        if numbered or (is_title and year_at(words, index)):
            if index == after and kind != CONSTITUTION:
                return None
            if numbered and past_amending(words, after) == index:
                return _numbered(words, at, past_number_word(words, index), kind)  # "Luật SĐBS số 64/2014/QH13"
            span = Span(words.starts[at], words.ends[index - 1])
            return Named(Designation(kind, folded(words, *span)), span, index)
        if key in _NOT_OF_A_TITLE or (index == after and key == ","):
            return None
        if key in _LEVELS and _PROVISION_NUMBER.fullmatch(words.keys[index + 1]):
            return None  # "Luật Đất đai và khoản 2 Điều 6 …"
        if TYPE_NAMES.match(words, index) and not _begins_no_document(words, index):
            return None
    return None


def _begins_no_document(words: Words, at: int) -> bool:
    """Whether the type word at `at` belongs to a title: "Luật Ban hành văn bản quy phạm pháp luật", "Luật Luật sư"."""
    return _is_part_of_a_word(words, at) or not words.is_capital(at)


def _amending(words: Words, at: int, lexicon: Lexicon, after: int, kind: str, plain: Named | None) -> Named | None:
    """A name like "Luật sửa đổi, bổ sung một số điều của <document>": one name, and the amended document inside it.

    A year or number after it is the amending document's: "Luật sửa đổi … của Luật THADS năm 2014"; not where the amended one
    is named by number, nor in "Quốc hội ban hành Luật sửa đổi … của Luật X số …": no law is enacted with a number.
    """
    if past_amending(words, after) == after:
        return None
    keys = words.keys[after : after + _LONGEST_AMENDMENT]
    if "của" not in keys or not _NOT_OF_A_NAME.isdisjoint(keys[: keys.index("của")]):
        return None
    first = after + keys.index("của") + 1
    inner = _by_name(words, first, lexicon) or _unlisted(words, first, TYPE_NAMES.match(words, first))
    if inner is None:
        return None
    if inner.designation.number or words.keys[max(0, at - 2) : at] == ["ban", "hành"]:
        inner = _qualified(words, inner)
    amended = (inner, *_further_amended(words, inner.after, lexicon))
    span = Span(words.starts[at], amended[-1].span.end)
    whole = Named(Designation(kind, folded(words, *span)), span, amended[-1].after)
    if plain and plain.after >= whole.after and not inner.designation.number:
        whole = plain
    return replace(whole, designation=replace(whole.designation, amends=inner.designation), inner=amended)


def _further_amended(words: Words, at: int, lexicon: Lexicon) -> tuple[Named, ...]:
    """The further laws of "Luật sửa đổi … của Luật A, Luật B và Luật C số …", which end with "và" and a number or day."""
    found: list[Named] = []
    while words.keys[at] in (",", "và"):
        is_last = words.keys[at] == "và"
        named = _by_name(words, at + 1, lexicon)
        if named is None or named.designation.year:
            return ()
        found.append(named)
        at = named.after
        if is_last:
            is_closed = number_at(words, at) is not None or date_at(words, at) or year_at(words, at)
            return tuple(found) if is_closed else ()
    return ()


def _qualified(words: Words, named: Named) -> Named:
    """`named` with the year, number, date and issuer written after it; its span runs to the last of the first three."""
    known, after = named.designation, named.after
    after = past_revised(words, after)
    while True:
        if known.year is None and known.name and (year := year_at(words, after)):
            known, after = replace(known, year=year[1]), year[0]
        elif not known.number and known.name and (number := number_at(words, past_comma(words, after))) is not None:
            known, after = replace(known, number=number_of(words, number)), number + 1
        elif known.year is None and (of_number := year_of_number(words, after, known)):
            known, after = replace(known, year=of_number), after + 2
        elif known.dated is None and (day := date_at(words, after + (words.keys[after] == ","))):
            known, after = replace(known, dated=day[1]), day[0]
        elif known.name and (told := bracketed(words, after, known)):
            if told[0] == after:
                known = told[1]
                break
            after, known = told
        else:
            break
    if issuer := issuer_at(words, after):
        known = replace(known, issuer=issuer)
    return Named(known, Span(named.span.start, words.ends[after - 1]), after, named.inner)
