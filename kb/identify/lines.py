"""Lines of a heading: what is no part of it left out, and the marks that lines bear: number, place and day.

Guarantees:
1. What a signature stamp or the gazette prints above a document is no line of its heading.
2. A number that runs over two lines is whole; one of another document ("Kèm theo Quyết định số …") is none.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise

from kb.language.text import RAISED_DIGITS, fold, fold_white_space, lower, plain_signs
from kb.law import types
from kb.law.dates import read_day
from kb.law.naming import name_key, tidy

# As typed: "12/2001/QĐ-BTC", " 120 /2002/TT-BTC", "24/2000/NĐ - CP", "30a/2008/NQ-CP", "84-KL/TW".
_WORD = rf"[^\W{RAISED_DIGITS}]"  # a raised digit marks a note
WRITTEN_NUMBER = rf"\d{{1,5}}[a-zđ]?(?> ?[/–—―-] ?(?=\d{{4}}\b|[A-ZĐƯ]{{2}}){_WORD}+|[/–—―-](?!_){_WORD}+)++"
# At the head of a line, not in the name of the document that carries this one ("Kèm theo Quyết định số …") or of a form.
# What is looked at is bounded: a line may be a whole file.
NUMBER = re.compile(
    r"^[\W_]*+(?![^:]{0,300}?\b(?:kèm|theo|ban hành|mẫu|biểu|phụ lục)\b[^:]{0,300}?số)"
    rf"(?:[^\W\d_]+ ){{0,4}}?Số\s?:?\s?(?P<number>{WRITTEN_NUMBER})",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^\W*(?:[^\W\d_]+ ){0,2}?số ?:? ?(?:\d|[/.…_]|$)", re.IGNORECASE)
# The rest of a number, in the next line: "01/2022/TTLT-VKSNDTC-" over "TANDTC-BCA".
_MORE = re.compile(
    r"^[\W_]*?(?P<dash>[-–—/]?) ?(?P<more>[A-ZĐƯ]{2}\w*+(?:[-–—/][A-ZĐƯ]\w*+)*)(?P<open>[-–—/]?)(?:$| .*\bngày\b)"
)
_OPEN = re.compile(r" ?[-–—/]+(?: |$)")
_BARE_NUMBER = re.compile(WRITTEN_NUMBER, re.IGNORECASE)
# The first part alone, which the next line goes on: "Số: 20/" over "2025/QĐ-UBND", "Số: 20" over "/2025/QĐ-UBND".
_CUT_SHORT = re.compile(r"^[\W_]*(?:[^\W\d_]+ ){0,4}?Số ?:? ?\d{1,5}[a-zđ]? ?(?P<dash>[-–—/]?)$", re.IGNORECASE)
_REST = re.compile(r"^(?P<dash>[-–—/]?) ?(?:(?:19|20)\d\d ?[-–—/]|[A-ZĐƯ]{2}\w*+[-–—/])")
_ONLY_THE_WORD = re.compile(r"^\W*(?:[^\W\d_]+ ){0,2}?số ?:?$", re.IGNORECASE)
# The name of the state and its motto, or that of the Party, folded: typed in every way.
_NATIONAL = re.compile(r"cong hoa xa hoi chu nghia viet nam|doc lap ?[-–] ?tu do ?[-–] ?hanh phuc|dang cong san viet nam")
_PLACE = re.compile(r"^[\W_]*(?P<place>[^\W\d_][^\d,;:()]{1,40}?) ?, ?(?=ngày \d)", re.IGNORECASE)
# A day that the next line goes on: "Lạng Sơn, ngày 12 tháng", "Lạng Sơn,".
_OPEN_DAY = re.compile(
    r"\bngày(?: ?\d{1,2}(?: ?(?:tháng|[-/.])(?: ?\d{1,2}(?: ?(?:năm|[-/.]))?)?)?)?$|^[\W_]*[^\W\d_][^\d;:()]{1,40},$",
    re.IGNORECASE,
)
_BEGINS_DAY = re.compile(r".*\bngày\b", re.IGNORECASE)
NOTE_MARK = re.compile(
    rf" ?(?:\[\d{{1,3}}\]|\(\d{{1,2}}\)|(?<![{RAISED_DIGITS}])[{RAISED_DIGITS}]++) ?$"
)  # of a footnote: "NGHỊ ĐỊNH[1]"
# What a digital signature and the gazette print above a document.
_STAMP = re.compile(
    r"^\W*(?:(?:được )?ký (?:bởi|điện tử|số)|người ký|thời gian ký|ngày ký|chữ ký số|(?:email|cơ quan|tổ chức|chức vụ)\s*:"
    r"|digitally signed|signature (?:not )?(?:verified|valid)|signed by|date\s*:|reason\s*:|location\s*:|dn\s*:)",
    re.IGNORECASE,
)
_OF_A_STAMP = re.compile(r"[\d\s.:/+-]+(?:[ap]m|utc|gmt|ict)?|\S[^\s@]*+@\S++", re.IGNORECASE)
_WIDEST_STAMP = 3  # lines that one of its facts may run over
# The stamp of the office that got the document, over one line or several.
ARRIVAL = re.compile(
    r"^\W*(?:(?:công văn|văn bản|cv) )?đến\W*$|^\W*(?:số|ngày|giờ) (?:công văn |văn bản )?đến ?(?:[:.…\d]|$)"
    r"|^\W*đến,? (?:số|ngày|giờ) ?[:.…]|^\W*(?:công văn|văn bản) đến\W+(?:số|ngày)\b",
    re.IGNORECASE,
)
_ISSUES = re.compile(
    r"^\W*(?:chính phủ|thủ tướng|quốc hội|bộ|sở|cục|tổng cục|chi cục|văn phòng|hội đồng nhân dân|hđnd|(?:ủy|uỷ) ban|ubnd|viện"
    r"|ban|tòa án|ngân hàng)\b",
    re.IGNORECASE,
)
_OF_ARRIVAL = re.compile(
    r"^\W*(?:số ?:? ?[\d.… ]*|(?:ngày|giờ) ?:? ?[\d/.…: -]*|(?:kính )?chuyển ?:.*"
    r"|(?:lưu )?hồ sơ(?: số)? ?:.*|số và ký hiệu hs ?:.*)$",
    re.IGNORECASE,
)
_GAZETTE = re.compile(
    r"^(?:phần )?(?:[ivx]+\. )?văn bản (?:quy phạm )?pháp luật(?: khác)?$|^công báo\b|^(?:www\.|http)", re.IGNORECASE
)


def of_heading(lines: Iterable[str]) -> list[str]:
    """The non-empty lines of a heading, white space folded, without stamps and what the gazette prints above."""
    folded = [line for one in lines if (line := fold_white_space(plain_signs(one)))]
    stamped = [at for at, line in enumerate(folded) if _STAMP.match(line)]
    dropped = set(stamped)
    for one, other in pairwise(stamped):
        between = range(one + 1, other)
        if len(between) <= _WIDEST_STAMP and not any(_NATIONAL.search(lower(fold(folded[at]))) for at in between):
            dropped.update(between)
    for at in stamped:
        while at + 1 < len(folded) and _OF_A_STAMP.fullmatch(folded[at + 1]):
            at += 1
            dropped.add(at)
    dropped.update(_of_arrival(folded))
    return [line for at, line in enumerate(folded) if at not in dropped and not _GAZETTE.match(line)]


def _of_arrival(lines: Sequence[str]) -> set[int]:
    """The lines of a stamp of arrival above the heading."""
    end = next((at for at, line in enumerate(lines) if is_type(line)), len(lines))
    found = {at for at, line in enumerate(lines[:end]) if ARRIVAL.match(line)}
    for at in sorted(found):
        while at + 1 < end and _OF_ARRIVAL.match(lines[at + 1]):
            at += 1
            found.add(at)
    first = min(found, default=0)
    after = next((line for at, line in enumerate(lines) if at > first and at not in found), "")
    above = lines[:first]
    if (
        0 < first <= _WIDEST_STAMP
        and _ISSUES.match(after)
        and all(line.isupper() and _ISSUES.match(line) for line in above[:1])
    ):
        found.update(range(first))  # the office that got it, over its stamp
    return found


def is_type(line: str) -> str:
    """The type that stands alone in `line`, or ""."""
    return _TYPES.get(name_key(NOTE_MARK.sub("", line).strip(" *.:_-–")), "")


_TYPES = {name_key(name): name for name in types.NAMES}


def number_in(lines: Sequence[str], is_wanted: Callable[[str], object] = bool) -> tuple[str | None, int]:
    """(the first number that is wanted, the index of its line) in lines that begin with "Số:"; (None, -1) for none."""
    for at, line in enumerate(lines):
        line, following = _with_rest(line, lines[at + 1 : at + 6])
        if match := NUMBER.match(line):
            number = tidy(match["number"] + _rest_of_number(line[match.end() :], following[:3]))
        elif _ONLY_THE_WORD.match(line) and (bare := _BARE_NUMBER.fullmatch(" ".join(lines[at + 1 : at + 2]))):
            number = tidy(bare[0])
        else:
            continue
        if is_wanted(number):
            return number, at
    return None, -1


def _with_rest(line: str, following: Sequence[str]) -> tuple[str, Sequence[str]]:
    """(`line` with the next one, where its number is cut in the digits, the lines after that)."""
    if _ONLY_THE_WORD.match(line) and following and _CUT_SHORT.match(f"{line} {following[0]}"):
        line, following = f"{line} {following[0]}", following[1:]
    cut = _CUT_SHORT.match(line)
    at = 1 if cut and len(following) > 1 and _PLACE.match(following[0]) else 0  # of the other column
    rest = _REST.match(following[at]) if cut and len(following) > at else None
    if cut is None or rest is None or bool(cut["dash"]) == bool(rest["dash"]):
        return line, following
    return line + following[at], following[at + 1 :]


def _rest_of_number(tail: str, following: Sequence[str]) -> str:
    """What the lines after it add to a number whose own line goes on with `tail`; "" for nothing."""
    added = ""
    opened = _OPEN.match(tail)
    for line in following:
        if _PLACE.match(line) and not added:  # of the other column
            continue
        more = _MORE.match(line)
        if more is None or is_type(line) or not (opened or more["dash"]):
            break
        added += (opened[0].strip() if opened else more["dash"]) + more["more"]
        if not more["open"]:
            break
        opened = _OPEN.match(more["open"])
    return added


def without_motto(line: str) -> str:
    """`line` without the name of the state and its motto, which a second column may put beside something else."""
    found = list(_NATIONAL.finditer(lower(fold(line))))
    for match in reversed(found):
        line = line[: match.start()] + " " + line[match.end() :]
    return fold_white_space(line)


def issued_at(lines: Iterable[str]) -> tuple[str, date | None]:
    """(place, day) of issue, by the line that has both: ("Hà Nội", …); else ("", the only day in `lines`)."""
    days: set[date] = set()
    own = [fold_white_space(without_motto(NUMBER.sub(" ", line))) for line in lines]
    at = 0
    while at < len(own):
        line, taken = _whole_day(own, at)
        at += taken
        if len(line) >= 80 or (day := read_day(line)) is None:
            continue
        if place := _PLACE.match(line):
            return place["place"].strip(), day
        days.add(day)
    return "", days.pop() if len(days) == 1 else None


def _whole_day(lines: Sequence[str], at: int) -> tuple[str, int]:
    """(the line at `at` with those that its day runs over, how many those are)."""
    if _OPEN_DAY.search(lines[at]) and read_day(lines[at]) is None:
        for taken in (2, 3):
            line = " ".join(lines[at : at + taken])
            if read_day(line) and (taken == 2 or not _BEGINS_DAY.match(lines[at + 2 : at + 3][0])):
                return line, taken
    return lines[at], 1
