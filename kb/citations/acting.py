"""Sentences that act on other documents: which words say that something ends, of what before or behind them, and since when.

Guarantees:
1. A sentence that is negated, conditional, planned, or that tells of what another document did, acts on nothing.
2. Nothing is looked up: what ends is given as the part of the text in which it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kb.law import types
from kb.law.dates import DAY, read_day
from kb.law.relations import CitationRelation

_REPLACES, _REPEALS, _ENDS = CitationRelation.REPLACES, CitationRelation.REPEALS, CitationRelation.ENDS
_DAY = re.sub(r"[?]P<\w+>", "", DAY.pattern)
_SUBJECT = rf"(?:{types.ANY_TYPE}) này"
_MARK = re.compile(
    r"[ \t]*(?:(?:Điều \d+[a-zđ]?|\d{1,3}(?:\.\d{1,3})*|[IVXLC]+|[a-zđ]{1,2}\d?)[.)/] ?|[-–+•*] ?)?", re.IGNORECASE
)
# What a sentence may say first: since when.
_SINCE = re.compile(rf"(?:Kể )?từ (?:(?:ngày|thời điểm|khi) {_SUBJECT} có hiệu lực(?: thi hành)?|{_DAY}),? ", re.IGNORECASE)
_IN_FORCE = (
    r"(?: và| ,)? ?(?:có hiệu lực|bắt đầu có hiệu lực|được Quốc hội thông qua)[^;:]*?"
    r"(?:,| và|,? ?đồng thời|;|(?<=\d)|thi hành) ?"
)
# Words that act on what comes after them.
_FORWARD = re.compile(
    rf"(?:{_SUBJECT}(?:{_IN_FORCE})? ?(?:và |đồng thời )?)?(?P<act>thay thế|bãi bỏ|h(?:ủy|uỷ) bỏ)"
    r"(?: hiệu lực(?: thi hành)?(?: của)?)?(?: cho)?:?",
    re.IGNORECASE,
)
_MORE = re.compile(r"[;,](?: và| đồng thời)? (?P<act>thay thế|bãi bỏ)(?: cho)?:?", re.IGNORECASE)
# Words that say it of what comes before them.
_BACKWARD = re.compile(
    rf"(?P<act>(?:hết|chấm dứt) hiệu lực|(?:bị|được) bãi bỏ)(?: thi hành)?(?: toàn bộ)?,?"
    rf"(?P<when> (?:kể )?(?:(?:từ|khi) ?(?:ngày|thời điểm|khi)? ?{_SUBJECT},? có hiệu lực(?: thi hành)?|từ {_DAY})"
    rf"|(?=[:.]? *\Z)|(?=,? \(?trừ\b)|(?=;))",
    re.IGNORECASE,
)
_NOT_SO = re.compile(r"\b(?:không|chưa|đã|sẽ|khi|phải|cần|có thể|đề nghị|hoặc|là|việc)\s*\Z", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:nếu|trường hợp|khi|cho đến khi|chưa|không)\b", re.IGNORECASE)
_BY_OTHERS = re.compile(r"[^.;]{0,40}?\b(?:theo quy định (?:tại|của)|theo (?:khoản|Điều|Luật)|bởi)\b", re.IGNORECASE)
_LATER = re.compile(r"[^.;]{0,40}?\b(?:lộ trình|cho đến khi|khi có|sau khi|trong thời gian)\b", re.IGNORECASE)
# A list is announced by no other words: "các nội dung về tỷ giá tại các văn bản sau" ends no whole provision.
_HEAD = re.compile(
    rf"(?:(?>{types.ANY_TYPE}|toàn bộ|các|những|một số|nội dung|quy định|văn bản|quy phạm|pháp luật|điều|khoản|điểm|mục|"
    r"sau đây|sau|bao gồm|gồm|như|tại|của|và|là|thì|trong|dưới đây|có liên quan)[ ,:]*+)*+\Z",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\bbằng\b|\bcụm từ\b|\bnhư sau\b", re.IGNORECASE)
EXCEPT = re.compile(r"[,(]? ?\btrừ\b(?P<what>.*)", re.IGNORECASE | re.DOTALL)
_SENTENCE_END = re.compile(r"\.(?=\s+[A-ZĐÀ-Ỹ“])")
_UNTIL = re.compile(rf"(?:đến|cho đến|đến hết|tới)(?: hết)? (?={_DAY})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Acting:
    """A part of a text that acts: [start, end) is where what ends stands, `rest` what is said after it, to `stop`."""

    relation: CitationRelation
    start: int
    end: int
    stop: int
    when: str  # the words on the day; "" where there are none
    is_list: bool = False  # what ends is listed in the lines below


def past_mark(text: str, start: int, end: int) -> int:
    """Where the words of a line begin that may have a mark before them: "a) ", "2. ", "- "."""
    found = _MARK.match(text, start, end)
    return found.end() if found else start


def sentences_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of a line of `text`, in order, the mark of the line left out."""
    begin = past_mark(text, start, end)
    for stop in _SENTENCE_END.finditer(text, begin, end):
        yield begin, stop.start()
        begin = stop.end() + 1
    yield begin, end


def acts_of(text: str, start: int, end: int) -> Iterator[Acting]:
    """The parts of a sentence that act."""
    when, begin = "", start
    if since := _SINCE.match(text, start, end):
        when, begin = since[0], since.end()
    excepted = EXCEPT.search(text, begin, end)
    limit = excepted.start() if excepted else end
    is_open = excepted is None and text[start:end].rstrip().endswith(":")
    if first := _FORWARD.match(text, begin, limit):
        subject = text[begin : first.start("act")]
        if _CONDITION.search(subject):
            return
        acts = [first, *_MORE.finditer(text, first.end(), limit)]
        for act, following in zip(acts, [*acts[1:], None], strict=True):
            stop = following.start() if following else limit
            if _INSTEAD.search(text, act.end(), stop) or _BACKWARD.search(text, act.end(), stop):
                continue
            relation = _REPLACES if "thay" in act["act"].lower() else _REPEALS
            is_list = is_open and following is None
            if not is_list or _HEAD.match(text[act.end() : stop].strip()):
                yield Acting(relation, act.end(), stop, end, when, is_list)
        return
    for back in _BACKWARD.finditer(text, begin, end):
        said = back["when"] or when
        is_ending = "hiệu lực" in back["act"].lower()
        if _NOT_SO.search(text[max(begin, back.start() - 20) : back.start()]) or not (said or is_ending):
            continue
        if _BY_OTHERS.match(text, back.end(), end) or (back.end() == back.start("when") and not when and not is_ending):
            continue
        if _LATER.match(text, back.end(), end) or (is_open and not _HEAD.match(text[begin : back.start()].strip())):
            continue
        yield Acting(_ENDS if is_ending else _REPEALS, begin, back.start(), end, said, is_open)
        return


def last_day_in(words: str) -> date | None:
    """The last day that the words name as such, where they name one."""
    days = {read_day(words[found.end() : found.end() + 40]) for found in _UNTIL.finditer(words)} - {None}
    return days.pop() if len(days) == 1 else None
