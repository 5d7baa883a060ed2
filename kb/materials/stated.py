"""What a material says beside a citation: the heading of an Điều, the day on which a document takes effect or ends.

Guarantees:
1. Only words that stand right behind the citation are read as said of it.
2. A heading is wrong only where it stands as a heading (in brackets or quotation marks) or is that of another Điều; words after
   "về" that are no heading may tell the matter in other words, and are then not compared.
"""

import re
from collections.abc import Iterator
from datetime import date

from kb import catalogue
from kb.generation import Generation
from kb.language.text import search_key
from kb.law import eid as eids
from kb.law.dates import write_date
from kb.law.levels import LEVEL
from kb.law.model import Entry, Provision, Reference
from kb.law.relations import CitationRelation
from kb.law.results import CheckResult
from kb.materials.existence import Existence
from kb.materials.facts import weighed
from kb.materials.remarks import Remark, clause_source

_DAY = r"(?:ngày\s+)?(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4})"
_FORCE = re.compile(
    r"[\s,(*_]*(?:(?:đã|mà|và|sẽ|chính thức|bắt đầu|ban hành)\s+)*(có|hết)\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?"
    r"(?:từ\s+)?" + _DAY,
    re.IGNORECASE,
)
_OF_DAY = re.compile(
    r"[\s,(*_]*ngày\s+[\d\s/.-]{6,14}(?:\s*tháng\s*\d+\s*năm\s*\d{4})?|[\s,]*của\s+(?:[^\W\d]+\s*){1,8}?(?=[\s,(]*(?:có|hết)\s+hiệu)"
)
_AS_HEADING = re.compile(r"[ *_]*(?:\(\s*([^()\n]{6,200}?)\s*\)|[“\"]([^“”\"\n]{6,200})[”\"])")
_ABOUT = re.compile(r"[\s*_]*(?:quy\s+định\s+)?về\s+([^.;:,()\n“”\"]{4,200})", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_NO_HEADING = re.compile(
    r"(?:luật|bộ luật|nghị|thông tư|theo|xem|đã|được|sau đây|nay|hiện|có|kể từ|"
    r"ban hành|gọi|trước|khoản|điểm|điều|sửa|bổ sung|trích|nêu|và|hoặc|từ)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(r"sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|thực\s+hiện|của\s*$", re.IGNORECASE)
_NEAR = 300  # characters before a citation that may say whose day it is
_SHARE = 0.5


def of_days(text: str, reference: Reference, entry: Entry) -> Iterator[Remark]:
    """The remarks on the day in force, or of the end, that stands behind a citation of a document."""
    at = reference.end
    if beside := _OF_DAY.match(text, at, at + 120):
        at = beside.end()
    found = _FORCE.match(text, at, at + 120)
    line = text.rfind("\n", max(0, reference.start - _NEAR), reference.start)
    # In "Luật A sửa đổi Luật B, có hiệu lực từ …" the day is that of Luật A.
    if (
        found is None
        or _CHANGES.search(text, max(line, reference.start - _NEAR, 0), reference.start)
        or reference.relation.acts
    ):
        return
    begins = found[1].lower() == "có"
    try:
        said = date(int(found[4]), int(found[3]), int(found[2]))
    except ValueError:
        yield Remark(
            CheckResult.WRONG,
            "wrong-commencement" if begins else "wrong-end",
            f"Không có ngày {found[2]}/{found[3]}/{found[4]}",
        )
        return
    known = entry.in_force if begins else entry.expired
    what = "có hiệu lực" if begins else CitationRelation.ENDS
    if reference.kind == "provision":
        note = f"Chưa đối chiếu được ngày {what} {write_date(said)}: điều khoản có thể có ngày riêng"
        if known != said:
            yield Remark(CheckResult.UNCHECKED, "unknown-fact", note)
    elif known is None:
        note = f"Kho chưa biết ngày {what} của {entry.label} nên chưa đối chiếu được ngày {write_date(said)}"
        yield Remark(CheckResult.UNCHECKED, "unknown-fact", note)
    elif known != said:
        day = write_date(known)
        message = f"Viết là {what} từ {write_date(said)}; {entry.label} {what} từ {day}"
        yield weighed(
            entry, Remark(CheckResult.WRONG, "wrong-commencement" if begins else "wrong-end", message, f"{what} từ ngày {day}")
        )


def heading_remark(generation: Generation, existence: Existence, text: str, reference: Reference) -> Remark | None:
    """The remark on the heading that the material gives the Điều of a citation; None where it gives none, or the right one."""
    document, eid = reference.document, reference.eid
    if (
        not document
        or not eid
        or reference.to
        or reference.text.endswith("này")
        or LEVEL[eids.split(eid)[-1][0]].code != "article"
    ):
        return None
    at, stop = reference.end, reference.end + 240
    named = _AS_HEADING.match(text, at, stop)
    about = None if named or reference.cited else _ABOUT.match(text, at, stop)
    said = (named[1] or named[2]) if named else about[1] if about else ""
    if not said or _NO_HEADING.match(said) or any(character.isdigit() for character in said[:3]):
        return None
    tree = generation.tree(document, existence.day)
    way = existence.way(document, eid)
    if tree is None or not way:
        return Remark(
            CheckResult.UNCHECKED, "heading", f"Chưa đối chiếu được tên điều “{said.strip()}”: kho chưa có lời văn của Điều này"
        )
    heading = way[-1].heading.of(tree.text).strip().rstrip(".")
    if not heading:
        return None
    mine = _syllables(said)
    if _is_alike(mine, _syllables(heading), is_whole=named is not None) or _runs(mine, _syllables(way[-1].span.of(tree.text))):
        return None
    label = eids.label(eid)
    other = next((p for p in tree.walk() if p.level == "article" and p.eid != eid and _is_heading(mine, p, tree.text)), None)
    recognized = generation.is_recognized(document, existence.day)
    source = clause_source(generation, document, eid)
    if recognized or (other is None and not _is_titled(said, named)):
        why = f"lời văn trong kho là bản {catalogue.MACHINE_READ}" if recognized else "có thể là cách nói khác"
        note = f"Chưa đối chiếu được nội dung “{_short(said)}” với tên {label} (“{heading}”): {why}"
        return Remark(CheckResult.UNCHECKED, "heading", note, "", source)
    message = f"{label} có tên “{heading}”, không phải “{_short(said)}”"
    if other is None:
        return Remark(CheckResult.WRONG, "wrong-heading", message, heading, source)
    there = eids.label(other.eid)
    return Remark(
        CheckResult.WRONG, "wrong-heading", f"{message}; tên ấy là của {there}", f"{there}, hoặc {label} “{heading}”", source
    )


def _is_titled(said: str, named: re.Match[str] | None) -> bool:
    """Whether words stand as the heading of an Điều: in brackets or quotation marks, with a capital, and not as its wording."""
    return named is not None and said.strip()[:1].isupper() and len(_WORD.findall(said)) <= 30


def _is_heading(said: list[str], provision: Provision, text: str) -> bool:
    """Whether the words are, or begin, the heading of a provision."""
    heading = _syllables(provision.heading.of(text))
    return len(heading) >= 3 and len(said) >= 3 and (said[: len(heading)] == heading or heading[: len(said)] == said)


def _is_alike(said: list[str], heading: list[str], *, is_whole: bool) -> bool:
    """Whether words may be a heading: they are a run of it, or it of them, or they share most of their syllables with it."""
    if _runs(said, heading) or _runs(heading, said):
        return True
    shared = len({*said} & {*heading})
    enough = _SHARE if not is_whole else 0.7
    return shared >= enough * min(len({*said}), len({*heading}))


def _runs(few: list[str], many: list[str]) -> bool:
    size = len(few)
    return any(many[i : i + size] == few for i in range(len(many) - size + 1) if many[i] == few[0]) if few else True


def _syllables(words: str) -> list[str]:
    return _WORD.findall(search_key(words))


def _short(said: str) -> str:
    return " ".join(said.split())[:100]
