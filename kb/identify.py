"""What a document says of itself: type, number, issuer, dates and title, read from its tree.

Guarantees:
1. Every fact is written in the document where drafting rules put it (Nghị định 30/2020/NĐ-CP, Phụ lục I): the heading before
   the numbered body, the closing article, the closing formula. What is not there is None.
2. Two different answers in one document are no answer.
"""

import re
from datetime import date

from kb import eid
from kb.catalogue import OWN_WORD, UNKNOWN_TYPE, document_id
from kb.model import Entry, Tree
from kb.text import fold_white_space, lower, slug

TYPES = (
    "Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Lệnh", "Nghị quyết liên tịch", "Nghị quyết", "Nghị định", "Quyết định",
    "Chỉ thị", "Thông tư liên tịch", "Thông tư", "Văn bản hợp nhất", "Kết luận", "Quy định", "Quy chế", "Hướng dẫn",
    "Thông báo", "Kế hoạch", "Công văn", "Báo cáo", "Công điện", "Thông tri",
)  # fmt: skip
_TYPE_LINES = {name.upper(): name for name in TYPES}

_NUMBER = re.compile(r"^(?:[^\W\d_]+ ?){0,4}Số ?:? ?(?P<number>\d{1,5}[-/][\w/\-–]+)", re.IGNORECASE)
_DATE = re.compile(r"\bngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})\b", re.IGNORECASE)
_PASSED = re.compile(r"\bthông qua (?=ngày)", re.IGNORECASE)
_IN_FORCE = re.compile(
    r"^(?:(?:Hiến pháp|Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư(?: liên tịch)?) này)"
    r" có hiệu lực(?: thi hành)?,? (?:kể )?từ (?=ngày \d)",
    re.IGNORECASE,
)
# The issuer that the code of a number names, where the code leaves no doubt.
_ISSUER_CODES = (
    (re.compile(r"/(?:QH\d+)$"), "Quốc hội"),
    (re.compile(r"/UBTVQH\d+$"), "Ủy ban Thường vụ Quốc hội"),
    (re.compile(r"/NĐ-CP$"), "Chính phủ"),
    (re.compile(r"-TTg$"), "Thủ tướng Chính phủ"),
)
_CONSOLIDATED = re.compile(r"/VBHN-")  # Pháp lệnh 01/2012/UBTVQH13: số … /VBHN-<mã cơ quan>
_STOP = re.compile(r"^(?:căn cứ|theo đề nghị|xét đề nghị|quốc hội|chính phủ ban hành|\(|-|_|\*|phần thứ|chương)", re.IGNORECASE)


def identify(tree: Tree, file_stem: str) -> Entry:
    """The facts that the document itself says. Without a number its id is made of type and title, or else of `file_stem`."""
    preamble = next((p for p in tree.provisions if p.level == "preamble"), None)
    lines = preamble.span.of(tree.text).split("\n") if preamble else []
    numbered = next(((i, m) for i, line in enumerate(lines) if (m := _NUMBER.match(line))), None)
    number = numbered[1]["number"].rstrip("-–/") if numbered else None
    at = next((i for i, line in enumerate(lines) if line.strip(" *.:") in _TYPE_LINES), None)
    kind = _TYPE_LINES[lines[at].strip(" *.:")] if at is not None else ""
    title = _title(lines[at + 1 :], tree.text) if at is not None else ""
    if number and _CONSOLIDATED.search(number):  # a consolidated text is a document of its own, not the law that it gives
        title, kind = f"{kind} {title}".strip(), "Văn bản hợp nhất"
    issued = _issued(lines[: at if at is not None else 0], tree)
    in_force, article = _in_force(tree) if kind != "Văn bản hợp nhất" else (None, "")
    sources = [(name, "phần đầu văn bản") for name, value in (("number", number), ("title", title)) if value]
    issuer = next((name for code, name in _ISSUER_CODES if number and code.search(number)), None)
    sources += [("issuer", "ký hiệu của số văn bản")] if issuer else []
    sources += [("issued", issued[1])] if issued else []
    sources += [("in_force", f"{OWN_WORD}{article})")] if in_force else []
    day = issued[0] if issued else None
    return Entry(
        id=document_id(number, day) if number else _slug(f"{kind} {title}") if title else _slug(file_stem),
        type=kind or UNKNOWN_TYPE,
        number=number,
        issuer=issuer,
        issued=day,
        title=title or ("" if number else file_stem),
        in_force=in_force,
        sources=tuple(sources),
    )


def _slug(text: str) -> str:
    return slug(text)[:80].strip("-") or "van-ban"


def _title(lines: list[str], text: str) -> str:
    """The lines under the type, up to the first that is no title; in the letters of the running text where it repeats them."""
    parts: list[str] = []
    for line in map(fold_white_space, lines):
        if not line or _STOP.match(line) or (parts and parts[0].isupper() and not line.isupper()) or line.endswith((".", ";")):
            break
        parts.append(line.strip("* "))
        if len(parts) == 6:
            break
    title = " ".join(parts)
    if not title.isupper():
        return title
    # "HÀNG HẢI VIỆT NAM" is a heading; "ban hành Bộ luật hàng hải Việt Nam" has the letters of the name.
    for match in re.finditer(re.escape(title), text, re.IGNORECASE):
        if not match[0].isupper():
            return match[0][0].upper() + match[0][1:]
    return title[0] + lower(title[1:])


def _dates(text: str) -> list[date]:
    found = []
    for day, month, year in _DATE.findall(text):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def _issued(heading: list[str], tree: Tree) -> tuple[date, str] | None:
    """The date beside the place in the heading, or else the one of the closing formula ("thông qua ngày …")."""
    days = {day for line in heading if len(line) < 80 for day in _dates(line)}
    if len(days) == 1:
        return days.pop(), "phần đầu văn bản"
    closing = "\n".join(p.span.of(tree.text) for p in tree.provisions if p.level == "conclusions")
    days = {day for match in _PASSED.finditer(closing) for day in _dates(closing[match.start() : match.start() + 60])}
    return (days.pop(), "câu kết của văn bản") if len(days) == 1 else None


def _in_force(tree: Tree) -> tuple[date | None, str]:
    """The first day in force that one of the document's own articles states, and that article."""
    found: dict[date, str] = {}
    for provision in tree.walk():
        if provision.level in ("article", "clause"):
            for line in provision.intro.of(tree.text).split("\n"):
                if match := _IN_FORCE.match(line):
                    for day in _dates(line[match.end() : match.end() + 40])[:1]:
                        found.setdefault(day, eid.label(provision.eid))
    return next(iter(found.items())) if len(found) == 1 else (None, "")
