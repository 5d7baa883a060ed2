"""Commencement (hiệu lực thi hành) of a document, and the documents that it replaces (thay thế), as its own clauses state.

Guarantees:
1. Only clauses of the document itself count, never those of an attachment (phụ lục), and only ones whose subject is the
   document ("Luật này có hiệu lực …").
2. A day that hangs on something the document does not say (the gazette that prints it) is None. Two different days are no
   answer.
3. A replaced document is one whose whole number is written; a part of a document, or one named without its number, is left out.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.language.text import fold_white_space, lower, plain_signs
from kb.law import eid, types
from kb.law.dates import DAY, read_day
from kb.law.levels import UNNUMBERED
from kb.law.localities import is_local_number, locality
from kb.law.model import Relation, Tree
from kb.law.naming import document_id, tidy
from kb.law.relations import DocumentRelation

_SUBJECT = rf"(?:{types.ANY_TYPE}) này(?: được Quốc hội thông qua và)?"
_MARK = r"(?:(?:\d{1,3}(?:\.\d+)*|[IVXLC]+|[a-zđ])[.)/-]+ ?)?"  # of an item that is not one of the tree
_CLAUSE = re.compile(rf"{_MARK}{_SUBJECT},? (?:bắt đầu )?có hiệu lực(?: thi hành| pháp luật)?,? ?(?P<when>.*)", re.IGNORECASE)
_FROM = re.compile(r"(?:kể )?từ,? (?P<day>ngày .*)", re.IGNORECASE)
_AFTER = re.compile(r"sau,? (?P<count>[\w ()]{1,40}?) ngày,? (?:làm việc )?(?:kể )?từ (?P<day>ngày .*)", re.IGNORECASE)
# The day of signing is the day of issue (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.4).
_SIGNING = re.compile(r"ngày (?:được )?(?:ký(?! hiệu)(?: kết)?(?:,? ban hành)?|ban hành)\b(?! kèm)", re.IGNORECASE)
_PASSING = re.compile(r"ngày (?:được )?[\w ]{0,40}?thông qua\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\btrừ (?:các |những |trường hợp |nội dung )*(?:\w+ ){0,6}?(?:quy định|khoản|điểm|Điều|điều)\b[^.;]*")
_COUNTS = {
    "ba": 3, "năm": 5, "bảy": 7, "bẩy": 7, "mười": 10, "mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "bốn mươi lăm": 45,
    "bốn lăm": 45, "sáu mươi": 60, "chín mươi": 90,
}  # fmt: skip

# Its type, its number after at most its name: a number after two types may be of either.
_DOCUMENT = re.compile(
    rf"(?:{types.ANY_TYPE})(?: (?:(?!\b(?:kèm theo|{types.ANY_TYPE})\b)[^.;\d]){{0,200}}?)?"
    r" ?số:? ?(?P<number>\d{1,5}[a-zđ]?/(?:19|20)\d\d/[\w–—-]+(?:/[\w–—-]+)?)"
    rf"(?:,? (?P<dated>{re.sub('[?]P<(?:day|month|year)>', '', DAY.pattern)}))?",
    re.IGNORECASE,
)
_REPLACES = re.compile(r"\bthay thế(?: cho)?:? (?P<what>.*)", re.IGNORECASE)
_ENDS = re.compile(
    rf"(?P<what>.*?),? (?:hết|chấm dứt) hiệu lực(?: thi hành)?,? (?:kể )?từ ngày (?:{_SUBJECT} có hiệu lực|\d)", re.IGNORECASE
)
# The words before a number that is not replaced itself: of a part of it, or of the document that amended or carries it.
_PART = re.compile(r"\b(?:Điều|khoản|điểm|mục|phần|chương|phụ lục) (?:thứ|số|[\dIVXLC]+|[a-zđ])\b", re.IGNORECASE)
_CARRIED = re.compile(
    r"\b(?:sửa đổi|bổ sung|kèm theo|theo|căn cứ|hướng dẫn|thi hành|quy định tại|qui định tại)\b", re.IGNORECASE
)
_TELLING = re.compile(r"hiệu\s+lực|thay\s+thế")  # one of them is in every clause of either kind
# Whose document that is.
_BY = re.compile(r"[, ]*của (?P<issuer>(?:(?!\b(?:về|v/v|ban hành|quy định|sửa đổi|bổ sung)\b)[^;.,]){3,80})", re.IGNORECASE)
_GOES_ON = re.compile(r"[^;]{0,40}?(?:,|\bvà|\bhoặc) *\Z")  # a list in which the next number is of the same kind


Clause = tuple[str, str]  # (eId of a provision, a line of it)


@dataclass(frozen=True, slots=True)
class Commencement:
    """The first day in force, the exception from it as written ("" for none), and the label of the clause that says so."""

    day: date
    exception: str
    label: str


def clauses(tree: Tree) -> Iterator[Clause]:
    """The clauses (eId, line) of the document's own provisions with "hiệu lực" or "thay thế" in the line, in reading order."""
    telling = [match.start() for match in _TELLING.finditer(lower(tree.text))]
    for provision in tree.walk() if telling else ():
        if provision.level not in UNNUMBERED and not provision.eid.startswith("att_"):
            for span in (provision.heading, provision.intro, provision.wrap_up):
                line = -1  # the end of the line given last
                for at in telling[bisect_left(telling, span.start) : bisect_left(telling, span.end)]:
                    if at >= line:
                        begin = max(tree.text.rfind("\n", span.start, at) + 1, span.start)
                        line = tree.text.find("\n", at, span.end)
                        line = span.end if line < 0 else line
                        yield provision.eid, fold_white_space(tree.text[begin:line])


def commencement(told: Sequence[Clause], issued: date | None, passed: date | None) -> Commencement | None:
    """The commencement that a document's `clauses` state. `issued`, `passed`: the days of issue and of the vote, if known."""
    found: dict[date, Commencement] = {}
    unknown = False
    for enclosing, line in told:
        if clause := _CLAUSE.match(line):
            day = _day(clause["when"], issued, passed)
            exception = _EXCEPT.search(clause["when"])
            if day is not None:
                found.setdefault(day, Commencement(day, exception[0].strip(" ,") if exception else "", eid.label(enclosing)))
            else:
                unknown |= bool(_FROM.match(clause["when"]) or _AFTER.match(clause["when"]))
    return next(iter(found.values())) if len(found) == 1 and not unknown else None


def replaced(told: Sequence[Clause], own: str = "") -> tuple[Relation, ...]:
    """The relations `replaces` to the documents whose numbers the document's `clauses` write, in reading order.

    `own`: the locality of the document, which a local number means where no other stands beside it.
    """
    found: dict[str, Relation] = {}
    for enclosing, line in told:
        for rule in (_REPLACES, _ENDS):
            match = rule.match(line) if rule is _ENDS else _CLAUSE.match(line) and rule.search(line)
            if match is None and rule is _REPLACES:
                match = re.match(rf"{_SUBJECT} {rule.pattern}", line, re.IGNORECASE)
            for target in _whole(match["what"], own) if match else ():
                found.setdefault(target, Relation(DocumentRelation.REPLACES, target, f"văn bản ({eid.label(enclosing)})"))
    return tuple(found.values())


def _day(when: str, issued: date | None, passed: date | None) -> date | None:
    """The day that `when` states: "từ ngày 01/7/2016", "sau 15 ngày, kể từ ngày ký"; None where it is not known."""
    base, count = _FROM.match(when), 0
    if base is None:
        base = _AFTER.match(when)
        days = re.sub(r"\(.*|\b0", "", base["count"]).strip().lower() if base else ""
        count = int(days) if days.isdecimal() else _COUNTS.get(days, 0)
        if base is None or count == 0 or "làm việc" in base[0][: base.start("day")]:
            return None
    text = base["day"]
    if day := DAY.match(text):
        start = read_day(day[0])
    elif _SIGNING.match(text):
        start = issued
    else:
        start = passed if _PASSING.match(text) else None
    # "sau 15 ngày kể từ ngày ký": the day of signing is not counted (Bộ luật Dân sự 2015, Điều 147 khoản 2); it is in
    # force on the last of them: so say the codification's notes on 50 of 53 documents with such a clause.
    return start + timedelta(days=count) if start else None


def _whole(text: str, own: str) -> Iterator[str]:
    """The ids of the documents that `text` lists as wholes."""
    sentence = re.split(r"\.(?= [^\W\d_])|;(?= (?:bãi bỏ|sửa đổi))", plain_signs(text))[0]
    begin, left_out = 0, False
    for match in _DOCUMENT.finditer(sentence):
        before = sentence[begin : match.start()]
        last = before.rpartition(";")[2]
        left_out = bool(_PART.search(before) or _CARRIED.search(last) or (left_out and _GOES_ON.match(before)))
        begin = match.end()
        if not left_out:
            yield named_id(match, sentence, own)


def named_id(match: re.Match[str], text: str, own: str = "") -> str:
    """The id of the document whose `number`, and perhaps day (`dated`), `match` found in `text`.

    `own`: the locality of the text, which a local number means where no other stands beside it.
    """
    number = tidy(match["number"])
    where = ""
    if is_local_number(number):
        by = _BY.match(text, match.end())
        where = (locality(by["issuer"]) if by else "") or own
        where = own if own.startswith(f"{where}-") else where  # "UBND xã Tân Lập" of one that names its province too
    return document_id(number, read_day(match["dated"] or ""), where)
