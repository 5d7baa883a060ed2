"""The note of source (ghi chú nguồn) of an article in the codification (pháp điển): which article of which document it is.

"(Điều 3 Luật số 9/2035/QH21 <title> ngày <date> của <issuer>, có hiệu lực … <date>, có nội dung … bởi Điều 2 <document> …)".
Title, date and issuer stand in the note of a document's first article alone.

Guarantees:
1. A fact is what the note writes of it; a date that may belong to another document named in a title is None.
2. A number is given without white space, as numbers are written; nothing else of it changes.
3. Any text gives an answer, in time linear in its length for notes of bounded words.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kb.errors import InvalidDate
from kb.language.text import fold_white_space, lower, nfc
from kb.law.dates import parse_date
from kb.law.types import NORMATIVE, longer_first

# The types that the codification takes up (Pháp lệnh 03/2012/UBTVQH13, Điều 1).
_TYPES = longer_first(NORMATIVE)
_TYPE_OF = {lower(name): name for name in _TYPES}
_SEGMENT = r"[A-ZĐ0-9](?:[A-ZĐ0-9&][\w&.]*)?(?!\w)(?:\([A-Z]\d+\))?"  # "QH13", "TTg", "BNN&PTNT", "BCA(X13)"
# Beside a space only a segment in capitals belongs to a number: a title may follow a dash.
_NUMBER = rf"\d+[A-Za-zđ]?(?:\s?[-–/]\s?{_SEGMENT}|[-–/][\w&.]+)+|\d+ [A-Z]{{2,}}/{_SEGMENT}"  # "60 TC/TCT" in old circulars
_DOCUMENT = re.compile(
    rf"\b(?P<type>{'|'.join(name[0] + f'(?i:{name[1:]})' for name in _TYPES)})"
    rf"(?:\s+số)?\s*:?\s*(?P<joint>liên tịch\s+)?(?:(?:Thông tư|TT)\s+|')?(?P<number>{_NUMBER})"
)
_UNNUMBERED = re.compile(rf"(?P<type>{'|'.join(_TYPES)})\s+(?:số\s+Không số\s+)?(?P<title>[A-ZĐÁÂĂ]\w*(?:\s.*)?|[Vv]ề\s.*)")
_DAY = r"(\d{1,2}/\d{1,2}/\d{4})"
_IN_FORCE = re.compile(rf",?\s*có hiệu lực(?:\s+thi hành)?(?:\s+kể)?\s+từ ngày\s+{_DAY}")
_CHANGES = re.compile(r",\s*(?:có nội dung|được|bị|bởi)\s")
_CHANGED_BY = re.compile(
    r"(?:sửa đổi|bổ sung|bãi bỏ|h[uủ][ỷy] bỏ|thay thế|đính chính)(?:,?\s[^;]*?)?\s(?:bởi|theo quy định tại|tại|theo)\s"
)
_CHANGED = re.compile(r"(?:sửa đổi|bổ sung|bãi bỏ|h[uủ][ỷy] bỏ|thay thế|đính chính)(?=,?\s)")

_ARTICLE = re.compile(r"Điều\s+(\d+[a-zđ]*)[.,]?")
_NUMBERED = re.compile(r"\(?Điều (\d+[a-zđ]*)(?= )")
_DATED = re.compile(rf"(?:^|\s)ngày\s+{_DAY}\s+của\s+")
# Words of a title, which no issuer (cơ quan ban hành) has in its name.
_OF_A_TITLE = re.compile(r"\b(?:quy định|hướng dẫn|ban hành|sửa đổi|bổ sung|về việc|năm \d{4}|ngày \d)\b", re.IGNORECASE)
# Signs before a document that a running text names, never before one that a note designates.
_OF_A_TEXT = re.compile(r":|\bnày\b")
_YEAR = re.compile(r"/((?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Noted:
    """A document as a note of source names it; a fact that the note does not give is "" or None."""

    type: str
    number: str
    title: str = ""
    issuer: str = ""
    issued: date | None = None
    in_force: date | None = None


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A note of source, read: `article` is the number of the Điều in `document`, "" where it names none.

    `changed_by` are the documents that changed the article, in the order of the note.
    """

    article: str
    document: Noted | None
    changed_by: tuple[Noted, ...] = ()


def parse_note(text: str) -> SourceNote:
    """The article and the documents that a note of source names; `document` is None where it names none. Raises nothing."""
    numbered = _NUMBERED.match(text)
    if numbered is None:
        return _parsed(text)
    said = _parsed(f"Điều 1{text[numbered.end() :]}")  # what follows the number is the same for most articles of a document
    return SourceNote(numbered[1] if said.article else "", said.document, said.changed_by)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> SourceNote:
    text = fold_white_space(nfc(text)).strip("() ")
    in_force = _IN_FORCE.search(text)
    changes = _CHANGES.search(text)
    own = text[: min(m.start() for m in (in_force, changes) if m) if in_force or changes else len(text)].rstrip(" )")
    tail = text[in_force.end() if in_force else len(own) :]
    day = _day(in_force[1]) if in_force and len(own) == in_force.start() else None
    found = _DOCUMENT.search(own)
    before = own[: found.start()] if found else own
    if found and _OF_A_TEXT.search(before):
        return SourceNote("", None)
    article = _ARTICLE.fullmatch(before.strip()) if found else _ARTICLE.match(before)
    if found:
        document: Noted | None = _named(found, own[found.end() :], day)
    else:
        document = _unnumbered(own[article.end() :] if article else own, day)
    if document is None:
        return SourceNote("", None)
    return SourceNote(article[1] if article else "", document, _changed_by(tail))


def _named(found: re.Match[str], rest: str, in_force: date | None) -> Noted:
    kind = _TYPE_OF[lower(found["type"])] + (" liên tịch" if found["joint"] else "")
    number = re.sub(r"\s*([-–/])\s*", r"\1", found["number"]).rstrip(".")
    title, issuer, issued = _described(rest.strip(' ."'), number)
    if lower(title).startswith(f"{lower(kind)} "):  # "Luật số 03/2022/QH15 Luật sửa đổi, bổ sung …"
        title = title[len(kind) + 1 :]
    return Noted(kind, number, title, issuer, issued, in_force)


def _described(rest: str, number: str) -> tuple[str, str, date | None]:
    """Title, issuer and date in what follows a number: "<title> ngày 25/11/2015 của Quốc hội"."""
    dated = list(_DATED.finditer(rest))
    if not dated:
        return ("" if rest.startswith("(") else rest), "", None
    year = _YEAR.search(number)
    if (
        dated[0].start() == 0
    ):  # "số 89-TC/TCT ngày 09/11/1993 của Bộ Tài chính hướng dẫn …": where the issuer ends is not marked
        issuer = rest[dated[0].end() :]
        day = _of_year(_day(dated[0][1]), year)
        return "", ("" if _OF_A_TITLE.search(issuer) else issuer), day
    last = dated[-1]
    title, issuer, day = rest[: last.start()], rest[last.end() :], _of_year(_day(last[1]), year)
    inner = _DOCUMENT.search(title, max(0, title.rfind(" số ") - 30))
    inner_year = _YEAR.search(inner["number"]) if inner and inner.end() == len(title) else None
    of_the_inner = inner is not None and inner.end() == len(title) and not (
        year and inner_year and inner_year[1] != year[1]
    )  # fmt: skip
    if day is None or of_the_inner or _OF_A_TITLE.search(issuer) or not issuer[:1].isupper():
        return rest, "", None
    return title.strip(), issuer.strip(), day


def _unnumbered(own: str, in_force: date | None) -> Noted | None:
    """A document without number: "Pháp lệnh Về Hàm, cấp ngoại giao"."""
    found = _UNNUMBERED.match(own.strip())
    if found is None:
        return None
    title, issuer, issued = _described(found["title"], "")
    return Noted(found["type"], "", title, issuer, issued, in_force)


def _changed_by(tail: str) -> tuple[Noted, ...]:
    """The documents that changed the article: the first that each part between semicolons names."""
    found = _change(tail)
    named = []
    for part in tail[found.end() :].split(";") if found else ():
        if document := _DOCUMENT.search(part):
            rest = part[document.end() :]
            day = _IN_FORCE.match(rest)
            named.append(_named(document, "", _day(day[1]) if day else None))
    return tuple(named)


def _change(tail: str) -> re.Match[str] | None:
    """The first match of `_CHANGED_BY`: what the first of its verbs before a semicolon has not, no other there has."""
    at = 0
    while verb := _CHANGED.search(tail, at):
        if found := _CHANGED_BY.match(tail, verb.start()):
            return found
        at = tail.find(";", verb.end())
        if at < 0:
            break
    return None


def _day(written: str) -> date | None:
    try:
        return parse_date(written)
    except InvalidDate:
        return None


def _of_year(day: date | None, year: re.Match[str] | None) -> date | None:
    """`day`, unless the number has another year: then it is the day of another document."""
    return day if day is None or year is None or day.year == int(year[1]) else None
