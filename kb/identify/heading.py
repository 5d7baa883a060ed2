"""The facts that a document states of itself: type, number, issuer, place, dates, title, signer; read from its tree.

Guarantees:
1. Every fact is written in the document where drafting rules put it (Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW):
   the heading before the grounds ("Căn cứ"), the closing article, the closing formula, the signature. A fact that is not there
   is empty.
2. Two different answers in one document are no answer.
3. A fact that its source states beside the text fills one that the text leaves out; where the two disagree the text's word
   stands, and the other is kept as a claim.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.catalogue import complete
from kb.identify.commencement import DAY, clauses, commencement, read_day, replaced
from kb.identify.signature import signers
from kb.language.text import RAISED_DIGITS, fold, fold_white_space, lower, slug
from kb.law import types
from kb.law.model import Entry, Tree
from kb.law.naming import document_id, name_key

_TYPES = {name_key(name): name for name in types.NAMES}
# As typed: "12/2001/QĐ-BTC", " 120 /2002/TT-BTC", "24/2000/NĐ - CP", "30a/2008/NQ-CP", "84-KL/TW".
_WORD = rf"[^\W{RAISED_DIGITS}]"  # a raised digit marks a note
_WRITTEN_NUMBER = rf"\d{{1,5}}[a-zđ]?(?: ?[/–-] ?(?=\d{{4}}\b|[A-ZĐƯ]{{2}}){_WORD}+|[/–-](?!_){_WORD}+)+"
# At the head of a line, not in the name of the document that carries this one ("Kèm theo Quyết định số …") or of a form.
# What is looked at is bounded: a line may be a whole file.
_NUMBER = re.compile(
    r"^[\W_]*+(?![^:]{0,300}?\b(?:kèm|theo|ban hành|mẫu|biểu|phụ lục)\b[^:]{0,300}?số)"
    rf"(?:[^\W\d_]+ ){{0,4}}?Số\s?:?\s?(?P<number>{_WRITTEN_NUMBER})",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\W*(?:[^\W\d_]+ ){0,2}?số ?:? ?(?:\d|[/.…_]|$)", re.IGNORECASE)
# The name of the state and its motto, or that of the Party, folded: typed in every way.
_NATIONAL = re.compile(r"cong hoa xa hoi chu nghia viet nam|doc lap ?[-–] ?tu do ?[-–] ?hanh phuc|dang cong san viet nam")
_PLACE = re.compile(r"^[\W_]*(?P<place>[^\W\d_][^\d,;:()]{1,40}?) ?, ?(?=ngày \d)", re.IGNORECASE)
_PASSED = re.compile(r"\bthông qua (?:tại [^.;]{0,80}? )?(?=ngày)", re.IGNORECASE)
# Who may issue a document, as the line above the grounds names them once more.
_AUTHORITY = (
    r"(?:chủ tịch|thủ tướng|chính phủ|bộ|ủy ban|uỷ ban|ubnd|hội đồng|hđnd|thống đốc|giám đốc|chánh án|chánh|viện|tổng|tòa án"
    r"|toà án|ngân hàng|thanh tra|kiểm toán|ban|quốc hội|văn phòng|tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|huyện ủy|quận ủy|đảng ủy"
    r"|cục|sở|bảo hiểm)\b"
)
_OF_A_TITLE = rf"\b(?:về|v/v|quy định|hướng dẫn|ban hành|sửa đổi|bổ sung|{types.ANY_TYPE})\b"
_ISSUED_BY = rf"(?P<issuer>(?={_AUTHORITY})(?:(?!{_OF_A_TITLE})[^\d:;.]){{3,100}}?)"
# "Quyết định của Thủ tướng Chính phủ số 115/2004/QĐ-TTg ngày 25 tháng 6 năm 2004 về việc …": all in the one title.
_FULL_TITLE = re.compile(
    rf"^(?:(?:của )?{_ISSUED_BY} )?số ?:? ?(?P<number>{_WRITTEN_NUMBER})(?:,? (?P<dated>{DAY.pattern}))?[,| ]*", re.IGNORECASE
)
_BY = re.compile(rf"^của {_ISSUED_BY}$", re.IGNORECASE)
# The issuer that the code of a number names, where the code leaves no doubt.
_ISSUER_CODES = (
    (re.compile(r"/(?:QH\d+)$"), "Quốc hội"),
    (re.compile(r"/UBTVQH\d+$"), "Ủy ban Thường vụ Quốc hội"),
    (re.compile(r"/NĐ-CP$"), "Chính phủ"),
    (re.compile(r"-TTg$"), "Thủ tướng Chính phủ"),
)
_CONSOLIDATED = re.compile(r"/VBHN-")  # Pháp lệnh 01/2012/UBTVQH13: số … /VBHN-<mã cơ quan>
_GROUNDS = re.compile(
    r"^[\W_]*(?:căn cứ|theo đề nghị|xét đề nghị|xét tờ trình|thực hiện|để (?:triển khai|thực hiện))\b", re.IGNORECASE
)
_STOP = re.compile(
    r"^(?:căn cứ|theo đề nghị|xét đề nghị|quốc hội|chính phủ ban hành|\(|-|_|\*|=|phần thứ|chương)", re.IGNORECASE
)
_ENACTING = re.compile(_AUTHORITY, re.IGNORECASE)
_LONGEST_ISSUER = 10  # lines: several ministries may issue one document together


@dataclass(frozen=True, slots=True)
class _Heading:
    """The heading of a document: its lines down to the grounds, and the index of the line with its type (None: none has it)."""

    lines: tuple[str, ...]
    at: int | None
    kind: str  # "" where no line names a type
    grounded: bool  # whether grounds follow, so that the last line surely belongs to the heading

    @property
    def above(self) -> tuple[str, ...]:
        """The lines above the type: issuer, motto, number, place and date."""
        return self.lines if self.at is None else self.lines[: self.at]


def identify(tree: Tree, file_stem: str, stated: Entry | None = None) -> Entry:
    """The facts that the document itself states, completed by those `stated` by its source beside it (whose id is not used).

    Without a number the id is made of type and title, or else of `file_stem`.
    """
    heading = _heading(tree)
    rest = _rest(heading)
    full = _FULL_TITLE.match(rest)
    kind, title = heading.kind, _title(heading, rest, full.end() if full else 0, tree.text)
    number = (
        _number(heading.above) or (_tidy(full["number"]) if full else None) or _number_after(f"{kind} {title}", heading.above)
    )
    if number and _CONSOLIDATED.search(number):  # a consolidated text is a document of its own, not the law that it gives
        title, kind = f"{kind} {title}".strip(), types.CONSOLIDATED_TYPE
    passed = _passed(tree)
    place, issued = _place_and_day(heading)
    issued_source = "phần đầu văn bản"
    if issued is None and full and full["dated"]:
        issued = read_day(full["dated"])
    if issued is None and passed:
        issued, issued_source = passed, "câu kết của văn bản"
    issuer, issuer_source = _issuer(heading, number, full["issuer"] if full else None, tree.text)
    signer = ", ".join(signers(tree))
    telling = tuple(clauses(tree)) if kind != types.CONSOLIDATED_TYPE else ()
    start = commencement(telling, issued, passed)
    facts: dict[str, tuple[str | date | None, str]] = {
        "number": (number, "phần đầu văn bản"),
        "title": (title, "phần đầu văn bản"),
        "issuer": (issuer, issuer_source),
        "issued": (issued, issued_source),
        "in_force": (start.day if start else None, f"văn bản ({start.label})" if start else ""),
        "place": (place, "phần đầu văn bản"),
        "signer": (signer, "chữ ký của văn bản"),
        "note": (start.exception if start else "", f"văn bản ({start.label})" if start else ""),
    }
    own = Entry(
        id="",
        type=kind or types.UNKNOWN_TYPE,
        number=number,
        issuer=issuer,
        issued=issued,
        title=title,
        in_force=start.day if start else None,
        relations=replaced(telling),
        sources=tuple((name, source) for name, (value, source) in facts.items() if value),
        own_facts=("in_force",) if start and start.day else (),
        note=f"Ngày có hiệu lực: {start.exception}" if start and start.exception else "",
        place=place,
        signer=signer,
    )
    return _named(complete(own, stated) if stated else own, file_stem)


def _named(entry: Entry, file_stem: str) -> Entry:
    """`entry` with its id, and with a title where nothing else would name it."""
    if entry.number:
        return replace(entry, id=document_id(entry.number, entry.issued))
    if entry.title:
        kind = "" if entry.type == types.UNKNOWN_TYPE else entry.type
        return replace(entry, id=_slug(f"{kind} {entry.title}"))
    return replace(entry, id=_slug(file_stem), title=file_stem)


def _slug(text: str) -> str:
    return slug(text)[:80].strip("-") or "van-ban"


def _tidy(number: str) -> str:
    return "".join(number.split()).replace("–", "-").rstrip("-/")


def _heading(tree: Tree) -> _Heading:
    preamble = next((p for p in tree.provisions if p.level == "preamble"), None)
    lines = list(map(fold_white_space, preamble.span.of(tree.text).split("\n"))) if preamble else []
    end = next((i for i, line in enumerate(lines) if _GROUNDS.match(line)), None)
    lines = [line for line in lines[:end] if line]
    for i in range(len(lines) - 2, -1, -1):  # "THÔNG TƯ" over "LIÊN TỊCH"
        words = lines[i + 1].split()
        if _is_type(lines[i]) and _is_type(whole := " ".join((lines[i], *words[:2]))):
            lines[i : i + 2] = [whole, *([" ".join(words[2:])] if words[2:] else [])]
    for names_type in (_is_type, _opens_with_type):
        at = next((i for i, line in enumerate(lines) if names_type(line)), None)
        if at is None:
            continue
        if len(lines) - at > 2 and _ENACTING.match(lines[-1]) and not lines[-1].endswith((".", ";")):
            lines.pop()  # who enacts it, named once more above the grounds
        return _Heading(tuple(lines), at, names_type(lines[at]), end is not None)
    return _Heading(tuple(lines), None, "", end is not None)


def _is_type(line: str) -> str:
    """The type that stands alone in `line`, or ""."""
    return _TYPES.get(name_key(line.strip(" *.:_-–")), "")


def _opens_with_type(line: str) -> str:
    """The type that `line` begins with as a title does: with issuer or number, or with a title in capitals; or ""."""
    found = re.match(rf"(?P<kind>{types.ANY_TYPE})(?= của [^\d:;.]{{3,100}}(?:$| số ?:? ?\d))", line, re.IGNORECASE)
    if found is None and line.isupper():
        found = re.match(rf"(?P<kind>{types.ANY_TYPE})(?= (?!SỐ\b)[^\W\d_])", line, re.IGNORECASE)
    return _TYPES[name_key(found["kind"])] if found else ""


def _rest(heading: _Heading) -> str:
    """The words after the type in the heading, as one line."""
    if heading.at is None:
        return ""
    return " ".join((_after_type(heading), *heading.lines[heading.at + 1 :])).strip()


def _after_type(heading: _Heading) -> str:
    """The words after the type in its own line."""
    assert heading.at is not None
    return heading.lines[heading.at].strip(" *.:_-–")[len(heading.kind) :].strip(" *.:_-–")


def _title(heading: _Heading, rest: str, begin: int, text: str) -> str:
    """The title under the type; in the letters of the running text where that repeats one in capitals."""
    if heading.at is None:
        return ""
    own = _after_type(heading)
    lines = list(heading.lines[heading.at + 1 :])
    if begin:
        lines = _end_of([own, *lines], len(rest) - begin)
    elif own and not _BY.match(own):
        lines.insert(0, own)
    if lines and heading.grounded:
        lines[-1] = lines[-1].rstrip(".")
    parts: list[str] = []
    for line in lines:
        line = line.strip("* ")
        if not line or _STOP.match(line) or line.endswith((".", ";", ":")):
            break
        if parts and line.isupper() != parts[0].isupper():
            break
        parts.append(line)
        if len(parts) == 6:
            break
    title = _in_running_letters(" ".join(parts), text)
    return title[0] + lower(title[1:]) if title.isupper() else title


def _end_of(lines: Sequence[str], length: int) -> list[str]:
    """The last `length` characters of `lines` joined by spaces, still in lines."""
    kept: list[str] = []
    for line in reversed(lines):
        if length <= 0:
            break
        kept.insert(0, line[-length:])
        length -= len(line) + 1
    return kept


def _in_running_letters(words: str, text: str) -> str:
    """`words` in capitals, in the letters that the running text writes them with; unchanged where it does not."""
    if not words.isupper():
        return words
    # "HÀNG HẢI VIỆT NAM" is a heading; "ban hành Bộ luật hàng hải Việt Nam" has the letters of the name.
    for match in re.finditer(r"\s+".join(map(re.escape, words.split())), text, re.IGNORECASE):
        if not match[0].isupper():
            found = fold_white_space(match[0])
            return found[0].upper() + found[1:]
    return words


def _number(lines: Sequence[str]) -> str | None:
    found = next((match for line in lines if (match := _NUMBER.match(line))), None)
    return _tidy(found["number"]) if found else None


def _number_after(name: str, lines: Sequence[str]) -> str | None:
    """The number in a line that is the document's whole name with it: "Luật Trồng cây số 10/2017/QH14"."""
    whole = re.compile(rf"{re.escape(name_key(name))} số:? ?(?P<number>{_WRITTEN_NUMBER})", re.IGNORECASE)
    found = next((match for line in lines if (match := whole.fullmatch(name_key(line)))), None)
    line = next((line for line in lines if found and name_key(line) == found[0]), "")
    return _tidy(line[found.start("number") - len(found[0]) :]) if found else None


def _without_motto(line: str) -> str:
    """`line` without the name of the state and its motto, which a second column may put beside something else."""
    found = list(_NATIONAL.finditer(lower(fold(line))))
    for match in reversed(found):
        line = line[: match.start()] + " " + line[match.end() :]
    return fold_white_space(line)


def _place_and_day(heading: _Heading) -> tuple[str, date | None]:
    """(place, day) of issue, by the line that has both: ("Hà Nội", …); else ("", the only day above the type)."""
    days: set[date] = set()
    for line in heading.above:
        line = fold_white_space(_without_motto(_NUMBER.sub(" ", line)))
        if len(line) >= 80 or (day := read_day(line)) is None:
            continue
        if place := _PLACE.match(line):
            return place["place"].strip(), day
        days.add(day)
    return "", days.pop() if heading.kind and len(days) == 1 else None


def _passed(tree: Tree) -> date | None:
    """The day of the vote: "thông qua ngày …" in the closing formula."""
    closing = "\n".join(p.span.of(tree.text) for p in tree.provisions if p.level == "conclusions")
    days = {day for match in _PASSED.finditer(closing) if (day := read_day(closing[match.end() : match.end() + 40]))}
    return days.pop() if len(days) == 1 else None


def _issuer(heading: _Heading, number: str | None, said: str | None, text: str) -> tuple[str | None, str]:
    """(issuer, its source): by the code of the number, else by the top of the heading or the title; (None, "") for none."""
    if name := next((name for code, name in _ISSUER_CODES if number and code.search(number)), None):
        return name, "ký hiệu của số văn bản"
    lines: list[str] = []
    for line in heading.above:
        rest = _without_motto(line).strip(" *_-–=.|")
        if _NUMBERED.match(line) or (lines and not _without_motto(line)):
            break
        if any(map(str.isalpha, rest)) and not any(map(str.isdigit, rest)):
            lines.append(rest)
    if not lines or len(lines) > _LONGEST_ISSUER or not _ENACTING.match(lines[0]):
        by = _BY.match(_after_type(heading)) if heading.at is not None else None
        said = said or (by["issuer"] if by else None)
        return (said, "phần đầu văn bản") if said else (None, "")
    names: list[str] = []
    joint = heading.kind in types.JOINT_OF
    for line in lines:
        if joint and names and _ENACTING.match(line):
            names.append(line)
        else:
            names[-1:] = [f"{names[-1]} {line}" if names else line]
    if joint:
        names = [name for line in names for name in re.split(r" ?[-–] ", line) if name]
    return ", ".join(_in_running_letters(name, text) for name in names), "phần đầu văn bản"
