"""The heading of a document: its type, number, title, issuer, place and day, as its first lines write them.

Guarantees:
1. Every fact is written where drafting rules put it (Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW): above the
   grounds ("Căn cứ"). A fact that is not there is empty.
2. A type word with a slip ("NGHỊ ĐINH") is read by the code of the number; nothing else is mended.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.citations.find.lexicon import type_of
from kb.identify.consolidated import HEAD
from kb.identify.lettering import in_running_letters
from kb.identify.lines import (
    NUMBERED,
    is_type,
    number_in,
    of_heading,
    without_motto,
)
from kb.language.text import fold, fold_white_space, lower
from kb.law import types
from kb.law.localities import locality
from kb.law.model import Tree

# Who may issue a document, as the line above the grounds names them once more.
AUTHORITY = (
    r"(?:chủ tịch|thủ tướng|chính phủ|bộ|ủy ban|uỷ ban|ubnd|hội đồng|hđnd|thống đốc|giám đốc|chánh án|chánh|viện|tổng|tòa án"
    r"|toà án|ngân hàng|thanh tra|kiểm toán|ban|quốc hội|văn phòng|tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|huyện ủy|huyện uỷ|quận ủy"
    r"|quận uỷ|thị ủy|thị uỷ|đảng ủy|đảng uỷ|đảng bộ|cục|sở|bảo hiểm)\b"
)
_ITS_OWN = re.compile(r"\W*số\b", re.IGNORECASE)  # "Số: 9/2020/NĐ-CP", not "tại Nghị định số 9/2020/NĐ-CP"
# The issuer that the code of a number names, where the code leaves no doubt.
_ISSUER_CODES = (
    (re.compile(r"/(?:QH\d+)$"), "Quốc hội"),
    (re.compile(r"/UBTVQH\d+$"), "Ủy ban Thường vụ Quốc hội"),
    (re.compile(r"/NĐ-CP$"), "Chính phủ"),
    (re.compile(r"-TTg$"), "Thủ tướng Chính phủ"),
)
_GROUNDS = re.compile(
    r"^[\W_]*(?:căn cứ|theo đề nghị|xét đề nghị|xét tờ trình|thực hiện|để (?:triển khai|thực hiện))\b", re.IGNORECASE
)
_ENACTING = re.compile(AUTHORITY, re.IGNORECASE)
_SESSION = re.compile(r"(?:khóa|khoá|kỳ họp|nhiệm kỳ) (?:thứ )?(?:[ivxlc]+|\d+|\w+)\b", re.IGNORECASE)
_LONGEST_ISSUER = 10  # lines: several ministries may issue one document together
_UNIT_LINE = re.compile(r"(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã) (?!ủy|uỷ|đoàn)[^\W\d_][\w -]{2,25}", re.IGNORECASE)
_NUMBERED_UNIT = re.compile(r"\b(?:quận|phường|khu vực) \d{1,2}\b", re.IGNORECASE)
_MOST_SLIPS = 2  # letters of a type word that may be wrong, or left out
_BELOW_A_PROVINCE = re.compile(r"\b(?:huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|thành phố) [^,;:()]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a document: its lines down to the grounds, and the index of the line with its type (None: none has it)."""

    lines: tuple[str, ...]
    at: int | None
    kind: str  # "" where no line names a type, nor the number
    grounded: bool  # whether grounds follow, so that the last line surely belongs to the heading
    consolidated: bool  # whether it says that the text is a consolidated one
    own: str  # what its type line says after the type
    number: str | None  # above the type

    @property
    def above(self) -> tuple[str, ...]:
        """The lines above the type: issuer, motto, number, place and date."""
        return self.lines if self.at is None else self.lines[: self.at]

    @property
    def below(self) -> tuple[str, ...]:
        """The lines below the type: the title, and what is told beside it."""
        return () if self.at is None else self.lines[self.at + 1 :]

    @property
    def rest(self) -> str:
        """The words after the type, as one line."""
        return "" if self.at is None else " ".join((self.own, *self.below)).strip()


def preamble_lines(tree: Tree) -> list[str]:
    """The non-empty lines above the first provision of `tree`, without stamps."""
    preamble = next((p for p in tree.provisions if p.level == "preamble"), None)
    return of_heading(preamble.span.of(tree.text).split("\n")) if preamble else []


def heading_of(preamble: Sequence[str]) -> Heading:
    """The heading that the lines of a preamble begin with."""
    end = next((i for i, line in enumerate(preamble) if _GROUNDS.match(line)), None)
    lines = list(preamble[:end])
    consolidated = False
    for i, line in enumerate(lines):  # "VĂN BẢN HỢP NHẤT - VĂN PHÒNG QUỐC HỘI": the type is that of the text
        if is_type(line) not in ("", types.CONSOLIDATED_TYPE):
            break
        if (head := HEAD.match(line)) and (line.isupper() or head.end() == len(line)):
            consolidated, lines[i] = True, line[head.end() :]
    lines = [line for line in lines if line]
    for i in range(len(lines) - 2, -1, -1):  # "THÔNG TƯ" over "LIÊN TỊCH"
        words = lines[i + 1].split()
        if is_type(lines[i]) and is_type(whole := " ".join((lines[i], *words[:2]))):
            lines[i : i + 2] = [whole, *([" ".join(words[2:])] if words[2:] else [])]
    number, numbered = number_in(lines)
    kind = type_of(number) if number else ""
    at, found, own = _type_line(lines, kind)
    if at is None:
        kind = kind if number and _ITS_OWN.match(lines[numbered]) else ""
        return Heading(tuple(lines), None, kind, end is not None, consolidated, "", number)
    while len(lines) - at > 2 and _SESSION.match(lines[-1]) and _ENACTING.match(lines[-2]):
        lines.pop()
    if (
        len(lines) - at > 2
        and _ENACTING.match(lines[-1])
        and not (lines[-1].endswith((".", ";")) or _opens_with_type(lines[-1]))
    ):
        lines.pop()  # who enacts it, named once more above the grounds
    number, _ = number_in(lines[:at])
    return Heading(tuple(lines), at, found, end is not None, consolidated, own, number)


def _type_line(lines: Sequence[str], kind: str) -> tuple[int | None, str, str]:
    """(the index of the line with the type, the type, the words after it there); `kind`: by the code of the number."""
    for at, line in enumerate(lines):
        if found := is_type(line):
            return at, found, ""
    for at, line in enumerate(lines) if kind else ():
        words = line.strip(" *.:_-–").split()
        count = len(kind.split())
        # A title goes on in the same line only in capitals: "NGHỊ ĐINH QUY ĐỊNH …".
        if _is_slip(" ".join(words[:count]), kind) and (len(words) == count or line.isupper()):
            return at, kind, " ".join(words[count:])
    for at, line in enumerate(lines):
        if found := _opens_with_type(line):
            return at, found, line.strip(" *.:_-–")[len(found) :].strip(" *.:_-–")
    return None, "", ""


def _is_slip(words: str, kind: str) -> bool:
    """Whether `words` are the name of the type but for their marks and at most two letters."""
    one, other = (lower(fold(text)) for text in (words, kind))
    if not one or abs(len(one) - len(other)) > _MOST_SLIPS:
        return False
    row = list(range(len(other) + 1))  # edit distance
    for i, letter in enumerate(one, 1):
        row, before = [i], row
        for j, wanted in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted)))
    return row[-1] <= (_MOST_SLIPS if len(other) > 7 else 1)


def _opens_with_type(line: str) -> str:
    """The type that `line` begins with as a title does: with issuer or number, or with a title in capitals; or ""."""
    found = re.match(rf"(?P<kind>{types.ANY_TYPE})(?= của [^\d:;.]{{3,100}}(?:$| số ?:? ?\d))", line, re.IGNORECASE)
    if found is None and line.isupper():
        found = re.match(rf"(?P<kind>{types.ANY_TYPE})(?= (?!SỐ\b)[^\W\d_])", line, re.IGNORECASE)
    return is_type(found["kind"]) if found else ""


def stated_issuer(heading: Heading, number: str | None, said: str | None, text: str) -> tuple[str | None, str]:
    """(issuer, its source): by the code of the number, else by the top of the heading or the title; (None, "") for none."""
    if name := next((name for code, name in _ISSUER_CODES if number and code.search(number)), None):
        return name, "ký hiệu của số văn bản"
    lines: list[str] = []
    for line in heading.above:
        rest = without_motto(line).strip(" *_-–=.|")
        if NUMBERED.match(line) or (lines and not without_motto(line)):
            break
        if _SESSION.match(rest) or rest.lower() == "nước" or rest in lines[-1:]:  # "QUỐC HỘI / NƯỚC CỘNG HÒA … / KHÓA IX"
            continue
        if any(map(str.isalpha, rest)) and not any(map(str.isdigit, _NUMBERED_UNIT.sub("", rest))):
            lines.append(rest)
    # A commune's heading may begin with its province: "TỈNH LÂM ĐỒNG" over "UBND XÃ …".
    first = lines[1:2] if lines and _UNIT_LINE.fullmatch(lines[0]) else lines[:1]
    if not first or len(lines) > _LONGEST_ISSUER or not _ENACTING.match(first[0]):
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
    return ", ".join(in_running_letters(name, text) for name in names), "phần đầu văn bản"


def with_province(issuer: str, text: str) -> str:
    """The name of a local issuer with the province that `text` names after its district or commune, where that is but one.

    "UBND xã Tân Lập" → "UBND xã Tân Lập, tỉnh Sơn La".
    """
    unit = _BELOW_A_PROVINCE.search(issuer)
    if unit is None or locality(issuer) != locality(unit[0]):
        return issuer
    after = re.compile(
        rf"{re.escape(unit[0].strip())}(?=(?:,| thuộc)? (?:(?:huyện|quận|thị xã|thành phố) [^,;.:\n]{{2,30}},? )?"
        r"(?P<province>(?:tỉnh|thành phố) [^\W\d_]+(?: [^\W\d_]+| - [^\W\d_]+){0,3}))",
        re.IGNORECASE,
    )
    found = {slugged: match["province"] for match in after.finditer(text) if (slugged := locality(match["province"]))}
    if len(found) != 1:
        return issuer
    return f"{issuer}, {fold_white_space(next(iter(found.values())))}"
