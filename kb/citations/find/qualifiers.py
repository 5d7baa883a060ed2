"""What a text writes after the name of a document, or its type, and what qualifies it: number, year, date and issuer.

Guarantees:
1. Nothing is read beyond what qualifies the name; a year, number or date that is none gives nothing.
"""

import re
from dataclasses import replace
from datetime import date

from kb.citations.find.lexicon import GOES_ON, TYPE_NAMES, Words, is_number, is_number_after_type, opens_a_line, word_set
from kb.errors import InvalidDate
from kb.language.text import fold_white_space
from kb.law.dates import parse_date
from kb.law.model import Designation

DRAFT = "Dự thảo"  # the type of a draft, which has no number, and which nothing is carried from
_LONGEST_ISSUER = 8  # "Ủy ban Thường vụ Quốc hội", "Ban Chấp hành Trung ương Đảng"


# Codes of courts and of their cases, of contracts and of examinations: no document of law has one.
_OF_A_CASE = word_set(
    "st pt gđt dsst dspt hsst hspt hcst hcpt hnst hnpt hngđ ktst kdtm lđst qđst qđpt tlst tlpt tbtl kths hđxd hđmb hđtd hđlđ hđ"
    " xpvphc xphc"
)
_OF_AN_OFFICE = ("ccthads", "cctha", "cthads", "ctha")  # enforcement offices, which decide on single cases


def is_of_a_case(number: str, is_typed: bool) -> bool:
    """Whether a number is that of a judgment, a contract or an act of one case; `is_typed`: a type stands before it."""
    codes = re.split(r"[-/–]", number)[1:]
    return not _OF_A_CASE.isdisjoint(codes) or (not is_typed and any(code.startswith(_OF_AN_OFFICE) for code in codes))


def goes_on(words: Words, number: int) -> bool:
    """Whether a stroke or dash goes on with the number; in "Nghị định 117 - Nghị định số 117/2020/NĐ-CP" it does not."""
    if words.keys[number + 1] not in ("/", "-", "–"):
        return False
    is_apart = words.ends[number] < words.starts[number + 1] and TYPE_NAMES.match(words, number + 2)
    return not (is_apart and words.is_capital(number + 2))


def draft_at(words: Words, at: int) -> tuple[int, Designation] | None:
    """(the index after "dự thảo", "dự thảo Luật" at `at`, its designation): a draft is no document of any catalogue."""
    if words.keys[at : at + 2] != ["dự", "thảo"]:
        return None
    kind = TYPE_NAMES.match(words, at + 2)
    index = kind[0] if kind and words.is_capital(at + 2) and not words.written(kind[0])[:1].isupper() else at + 2
    return index + (words.keys[index] == "này"), Designation(type=DRAFT)


def past_number_word(words: Words, at: int) -> int:
    """The index after "số" or "số:" at `at`."""
    return at + ((words.keys[at] == "số") and 1 + (words.keys[at + 1] == ":"))


def past_comma(words: Words, at: int) -> int:
    """The index after the comma of "Luật X, số 93/2015/QH13"."""
    return at + ((words.keys[at], words.keys[at + 1]) == (",", "số"))


def past_revised(words: Words, at: int) -> int:
    """The index after "(sửa đổi)" at `at`, where a year, number or date follows: "Luật Đất đai (sửa đổi) năm 2024"."""
    index = at + 4
    if words.keys[at:index] != ["(", "sửa", "đổi", ")"]:
        return at
    return index if year_at(words, index) or number_at(words, index) is not None or date_at(words, index) else at


def bracketed(words: Words, at: int, known: Designation) -> tuple[int, Designation] | None:
    """(the index after "(số 26/2008/QH12)" or "(2008)" at `at`, `known` with that); None where there is none.

    Where more stands in the brackets ("(Luật số …)") only the number is told: they are read by themselves, and the index
    is `at`.
    """
    if words.keys[at] != "(":
        return None
    kind = TYPE_NAMES.match(words, at + 1)
    begin = kind[0] if kind and kind[1] == known.type else at + 1
    number = number_at(words, begin)
    if number is None:
        year = year_at(words, at + 1) if known.year is None else None
        return (year[0] + 1, replace(known, year=year[1])) if year and words.keys[year[0]] == ")" else None
    if known.number:
        return None
    known, after = replace(known, number=number_of(words, number)), number + 1
    if day := date_at(words, after + (words.keys[after] == ",")):
        known, after = replace(known, dated=known.dated or day[1]), day[0]
    return (after + 1 if words.keys[after] == ")" and begin == at + 1 else at), known


def number_of(words: Words, at: int) -> str:
    """The number at `at`, without the spaces that it was typed with."""
    return "".join(words.written(at).split())


def is_year(key: str) -> bool:
    """Whether a word is the year of a document."""
    return len(key) == 4 and key.isdigit() and key[:2] in ("19", "20")


def year_at(words: Words, at: int) -> tuple[int, int] | None:
    """(the index after "năm 2014" or "2014" at `at`, the year)."""
    index = at + (words.keys[at] == "năm")
    return (index + 1, int(words.keys[index])) if is_year(words.keys[index]) else None


def year_of_number(words: Words, at: int, known: Designation) -> int | None:
    """The year in "Chỉ thị số 05/CT-TTg năm 2018"; beside a number that has a year, another year is the sentence's."""
    year = year_at(words, at) if words.keys[at] == "năm" else None
    if year is None or not known.number or known.dated:
        return None
    parts = known.number.split("/")
    return year[1] if len(parts) < 2 or not is_year(parts[1]) or int(parts[1]) == year[1] else None


def number_at(words: Words, at: int) -> int | None:
    """The index of the number in "số 26/2008/QH12", "số: 26/2008/QH12" or "26/2008/QH12" at `at`."""
    index = past_number_word(words, at)
    return index if is_number(words.keys[index]) or (index > at and is_number_after_type(words.keys[index])) else None


def date_at(words: Words, at: int) -> tuple[int, date] | None:
    """(the index after "ngày 31/5/2013" or "ngày 18 tháng 7 năm 2015" at `at`, the date)."""
    if words.keys[at] != "ngày":
        return None
    written, after = words.keys[at + 1], at + 2
    if written.isdigit() and words.keys[at + 2 : at + 5 : 2] == ["tháng", "năm"]:
        written, after = f"{written}/{words.keys[at + 3]}/{words.keys[at + 5]}", at + 6
    try:
        return after, parse_date(written)
    except InvalidDate:
        return None


def issuer_at(words: Words, at: int) -> str:
    """The words after "của" at `at`, as far as an issuer's name may reach."""
    if words.keys[at] != "của":
        return ""
    last = at
    while last - at < _LONGEST_ISSUER and words.keys[last + 1].isalpha():
        last += 1
    return folded(words, words.starts[at + 1], words.ends[last]) if last > at else ""


def folded(words: Words, start: int, end: int) -> str:
    """The text from offset `start` to `end`, in one line and without emphasis."""
    return fold_white_space(words.text[start:end].replace("*", " "))


def past_amending(words: Words, at: int) -> int:
    """The index after "sửa đổi", "sửa đổi, bổ sung", "SĐBS" or "SĐ, BS" at `at`."""
    if words.keys[at] not in ("sửa", "sđbs", "sđ"):
        return at
    if words.keys[at] != "sửa":
        return at + 1 + (words.keys[at] == "sđ" and (words.keys[at + 1] in (",", "-", "/")) + 1)
    index = at + 2 * (words.keys[at : at + 2] == ["sửa", "đổi"])
    further = index + (words.keys[index] in (",", "và"))
    return further + 2 if index > at and words.keys[further : further + 2] == ["bổ", "sung"] else index


def heads_its_document(words: Words, at: int, number: int) -> bool:
    """Whether "Luật số: 26/2008/QH12" from `at` to `number` is a line of its own, no part of a sentence; or has "Số:"."""
    if words.is_capital(number - 2):
        return True
    before, following = words.keys[at - 1] if at else "", number + 1
    opens = before == "|" or (opens_a_line(words.text, words.starts[at]) and before not in GOES_ON)
    ends = words.keys[following] in ("", "|") or "\n" in words.text[words.ends[number] : words.starts[following]]
    return opens and ends and not words.written(following).islower()


def session_at(words: Words, at: int) -> int | None:
    """The index of the last word of "Trung ương 4 khóa XII", "Trung ương 4 (khóa XII)" at `at`; None for anything else."""
    if words.keys[at : at + 2] != ["trung", "ương"] or not words.keys[at + 2].isdigit():
        return None
    bracket = words.keys[at + 3] == "("
    index = at + 3 + bracket
    is_named = words.keys[index] in ("khóa", "khoá") and words.written(index + 1).isupper()
    return index + 1 + bracket if is_named else None
