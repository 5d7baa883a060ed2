"""The title of a document, under its type in the heading, and what old documents tell beside it.

Guarantees:
1. Who issued it, its number and its day are no words of its title: "CỦA QUỐC HỘI KHÓA XI, KỲ HỌP THỨ 10".
2. A title in capitals is in the letters that the text itself writes the same words with.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.citations.find.lexicon import type_of
from kb.identify.heading import AUTHORITY, Heading
from kb.identify.lettering import in_running_letters, in_small_letters
from kb.identify.lines import NOTE_MARK, WRITTEN_NUMBER
from kb.law import types
from kb.law.dates import DAY, read_day
from kb.law.naming import name_key, tidy

_OF_A_TITLE = rf"\b(?:về|v/v|quy định|hướng dẫn|ban hành|sửa đổi|bổ sung|{types.ANY_TYPE})\b"
_ISSUED_BY = rf"(?P<issuer>(?={AUTHORITY})(?:(?!{_OF_A_TITLE})[^\d:;.]){{3,100}}?)"
_DATED = re.sub("[?]P<(?:day|month|year)>", "", DAY.pattern)
# "Quyết định của Thủ tướng Chính phủ số 115/2004/QĐ-TTg ngày 25 tháng 6 năm 2004 về việc …": all in the one title.
_FULL_TITLE = re.compile(
    rf"^(?:(?:của )?{_ISSUED_BY} )?số ?:? ?(?P<number>{WRITTEN_NUMBER})(?:,? (?P<dated>{_DATED}))?[,| ]*", re.IGNORECASE
)
_BY = re.compile(rf"^của {_ISSUED_BY}$", re.IGNORECASE)
# Around a title: "CỦA QUỐC HỘI KHÓA XI, KỲ HỌP THỨ 10", "SỐ 73/2006/QH11 NGÀY 29 THÁNG 11 NĂM 2006"; in one line or in several.
_BESIDE_TITLE = re.compile(
    r"\(?(?:(?:của )?(?:quốc hội|(?:ủy|uỷ) ban thường vụ quốc hội)(?P<state> nước cộng (?:hòa|hoà) xã hội chủ nghĩa việt nam)?"
    r"(?=$|[ ,)])[ ,]*)?"
    r"(?P<term>(?:(?:khóa|khoá) (?:thứ )?[ivxlc\d]+\b[ ,]*)?"
    r"(?:(?:tại )?kỳ họp (?:thứ |bất thường (?:lần )?(?:thứ )?)?(?:\d+|\w+(?: mười(?: \w+)?)?)[ ,]*(?:\([^()]*\)[ ,]*)?)?)"
    rf"(?:(?:(?:(?:{types.ANY_TYPE}) )?số ?:? ?(?P<number>{WRITTEN_NUMBER})[ ,]*)?(?P<dated>{_DATED})?[ ,]*"
    rf"(?:(?<=\d[ ,])của (?={AUTHORITY})(?:(?!{_OF_A_TITLE})[^\d:;.]){{3,80}})?)?\)?",
    re.IGNORECASE,
)
# The same at the end of the line of a title: "TRỒNG TRE CỦA QUỐC HỘI KHÓA XI".
_ENACTED = re.compile(r" của (?:quốc hội|(?:ủy|uỷ) ban thường vụ quốc hội)(?= )", re.IGNORECASE)
_TERM = re.compile(r"\b(?:khóa|khoá) ", re.IGNORECASE)
_ENDS_OPEN = re.compile(rf"\b(?:{types.ANY_TYPE}|tại|số|theo|của|và)\W*$", re.IGNORECASE)
_ABOUT = re.compile(r"về (?:việc )?", re.IGNORECASE)
_STOP = re.compile(
    r"^(?:căn cứ|theo đề nghị|xét đề nghị|quốc hội|chính phủ ban hành|\(|-|_|\*|=|phần thứ|chương)", re.IGNORECASE
)
_LONGEST_TITLE = 6  # lines


@dataclass(frozen=True, slots=True)
class Title:
    """The title under the type, and what is told beside it; None or "" for what is not."""

    words: str
    number: str | None
    issued: date | None
    issuer: str | None


def heading_title(heading: Heading, text: str) -> Title:
    """The title under the type, in the letters of the running `text` where that repeats one in capitals."""
    if heading.at is None:
        return Title("", None, None, None)
    full = _FULL_TITLE.match(heading.rest)
    lines = list(heading.below)
    if full:
        lines = _end_of([heading.own, *lines], len(heading.rest) - full.end())
    elif heading.own and not _BY.match(heading.own):
        lines.insert(0, heading.own)
    if lines and heading.grounded:
        lines[-1] = lines[-1].rstrip(".")
    parts, beside = _title_lines(lines, heading)
    words = " ".join(parts)
    if heading.kind in types.TITLED and (about := _ABOUT.match(words)):  # "LUẬT VỀ THI ĐUA" is cited as "Luật Thi đua"
        words = words[about.end() :]
        words = words[:1].upper() + words[1:]
    words = in_running_letters(words, text)
    found = [match for match in (full, *beside) if match]
    number = next((match["number"] for match in found if match["number"]), None)
    day = next((match["dated"] for match in found if match["dated"]), None)
    by = _BY.match(heading.own)
    return Title(
        in_small_letters(words, text) if words.isupper() else words,
        tidy(number) if number else None,
        read_day(day) if day else None,
        full["issuer"] if full and full["issuer"] else by["issuer"] if by else None,
    )


def _title_lines(lines: Sequence[str], heading: Heading) -> tuple[list[str], list[re.Match[str]]]:
    """(the lines of the title, what is told beside it) of the lines under the type."""
    parts: list[str] = []
    beside: list[re.Match[str]] = []
    for at, line in enumerate(lines):
        line = NOTE_MARK.sub("", line.strip("* "))
        if at == 0 and len(lines) > 1 and _BY.match(line):
            continue  # "CỦA BAN THƯỜNG VỤ TỈNH ỦY" over the title
        if (told := _beside_title(line, parts, heading)) and (told["number"] or not told["dated"] or beside):
            beside.append(told)
            line = line[told.end() :].strip()
            if not line:
                continue
        if beside and parts:
            break
        if (enacted := _enacted(line, heading)) is not None:
            beside.append(enacted)
            line = line[: -len(enacted[0])].strip()
        if not line or _STOP.match(line) or line.endswith((".", ":")):
            break
        if line.endswith(";") and not line.isupper() and not "".join(lines[at + 1 : at + 2])[:1].islower():
            break
        if parts and line.isupper() != parts[0].isupper():
            break
        parts.append(line)
        if len(parts) == _LONGEST_TITLE:
            break
    if parts:
        parts[-1] = parts[-1].rstrip("; ")
    return parts, beside


def _beside_title(line: str, parts: Sequence[str], heading: Heading) -> re.Match[str] | None:
    """What `line` tells beside the title, whose lines so far are `parts`; None where it is of the title."""
    told = _BESIDE_TITLE.match(line)
    if told is None or not told.end() or (told.end() < len(line) and (parts or not told["number"])):
        return None
    if heading.number and told["number"] and tidy(told["number"]) != heading.number:
        return None  # of another document, which the title names
    if parts and (_ENDS_OPEN.search(parts[-1]) or not any(told[part] for part in ("state", "term", "number", "dated"))):
        return None
    if told["number"] and type_of(told["number"]) != heading.kind and not _is_of_assembly(told["number"], heading.kind):
        return None
    return told


def _enacted(line: str, heading: Heading) -> re.Match[str] | None:
    """Who passed a law, where its title and that are one line; None where they are not."""
    at = _ENACTED.search(line) if heading.kind in types.TITLED else None
    told = _BESIDE_TITLE.fullmatch(line[at.start() + 1 :]) if at and _TERM.search(line, at.end()) else None
    return told if told and told["term"] else None


def _is_of_assembly(number: str, kind: str) -> bool:
    """Whether a number without the code of a type may be that of a document of this type: "73/2006/QH11" of a law."""
    return not type_of(number) and kind in types.OF_ASSEMBLY


def _end_of(lines: Sequence[str], length: int) -> list[str]:
    """The last `length` characters of `lines` joined by spaces, still in lines."""
    kept: list[str] = []
    for line in reversed(lines):
        if length <= 0:
            break
        kept.insert(0, line[-length:])
        length -= len(line) + 1
    return kept


def number_after(name: str, lines: Sequence[str]) -> str | None:
    """The number in a line that is the document's whole name with it: "Luật Trồng cây số 10/2017/QH14"."""
    whole = re.compile(rf"{re.escape(name_key(name))} số:? ?(?P<number>{WRITTEN_NUMBER})", re.IGNORECASE)
    found = next((match for line in lines if (match := whole.fullmatch(name_key(line)))), None)
    line = next((line for line in lines if found and name_key(line) == found[0]), "")
    return tidy(line[found.start("number") - len(found[0]) :]) if found else None
