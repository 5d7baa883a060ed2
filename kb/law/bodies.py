"""Bodies (cơ quan, tổ chức, chức danh): their names in a text, what has become of each, and by which clause.

Guarantees:
1. A successor takes over a field of work, never all of it, and only by a clause that is named. Nothing follows from levels.
2. Of a body that has not ended by the day, nothing is said.
3. A name that several bodies have names none; nor does one in the title of a document, in the name of a law, or in quoted words
   that a clause replaces.
4. The longest name counts; to find them takes time linear in the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from kb.language.text import DOCUMENT_NUMBER, one_i_style, search_key


class BodyKind(StrEnum):
    """What a body is."""

    AGENCY = "cơ quan"
    ORGANISATION = "tổ chức"
    POST = "chức danh"


class BodySide(StrEnum):
    """Whose it is."""

    STATE = "Nhà nước"
    PARTY = "Đảng"
    MASS = "Mặt trận, đoàn thể"
    PRIVATE = "ngoài Nhà nước"


class BodyLevel(StrEnum):
    """The level at which it stands."""

    CENTRE = "trung ương"
    PROVINCE = "tỉnh"
    REGION = "khu vực"
    DISTRICT = "huyện"
    COMMUNE = "xã"


@dataclass(frozen=True, slots=True)
class Succession:
    """Who does a field of work of a body from the day `since`: `name`, by the clause (document id, eId).

    `renames`: the clause gives the body itself another name, so that whoever asks for the old one means the new one as well.
    """

    field: str
    name: str
    clause: tuple[str, str]
    since: date
    renames: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A body, its names, and what has become of it: "Chi cục Thi hành án dân sự", until 30/6/2025."""

    id: str
    name: str
    forms: tuple[str, ...]  # other names; "cấp huyện", "cấp tỉnh" in one stand for "các huyện, thị xã" and the like as well
    kind: BodyKind
    side: BodySide
    level: BodyLevel
    source: str
    area: str = ""  # where it is of one locality
    since: date | None = None
    until: date | None = None  # its last day
    at_latest: bool = False  # whether it may have ended before `until`
    ended_by: tuple[str, str] | None = None  # the clause (document id, eId) that ends it
    unclear_since: date | None = None  # from when on its source leaves open what has become of it
    successions: tuple[Succession, ...] = ()
    note: str = ""

    def has_ended(self, on: date) -> bool:
        """Whether it is certain that it has ended by the day."""
        return self.until is not None and on > self.until

    def is_unclear(self, on: date) -> bool:
        """Whether it is not known on the day what has become of it."""
        return not self.has_ended(on) and self.unclear_since is not None and on >= self.unclear_since

    def successors(self, on: date) -> tuple[Succession, ...]:
        """Who does its work on the day: for each field the newest one, in the order of the table."""
        newest: dict[str, Succession] = {}
        for one in sorted(self.successions, key=lambda one: one.since):
            if one.since <= on:
                newest[one.field] = one
        order = dict.fromkeys(one.field for one in self.successions)
        return tuple(newest[field] for field in order if field in newest)

    @property
    def gone_from(self) -> date | None:
        """The first day without it."""
        return self.until + timedelta(days=1) if self.until else None


@dataclass(frozen=True, slots=True)
class BodyMention:
    """Where a text [start, end) names a body, and who does its work on the day asked for; () where that is not known."""

    start: int
    end: int
    body: Body
    successors: tuple[Succession, ...]


@dataclass(frozen=True)
class Bodies:
    """All known bodies, and the table of their names, made when it is first asked for."""

    rows: tuple[Body, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Body]:
        """The bodies by id."""
        return {body.id: body for body in self.rows}

    @cached_property
    def names(self) -> "_Names | None":
        """What finds their names; None where there is none."""
        return _names(self.rows) if self.rows else None


def bodies_in(bodies: Bodies, text: str, on: date) -> tuple[BodyMention, ...]:
    """The bodies that `text` (NFC) names and that have ended by the day, or of which it is not known, in order."""
    found = _mentioned(bodies, text)
    return tuple(
        BodyMention(start, end, body, body.successors(on))
        for start, end, body in found
        if body.has_ended(on) or body.is_unclear(on)
    )


def ended_bodies(bodies: Bodies, text: str, on: date) -> tuple[BodyMention, ...]:
    """Of `bodies_in` those of which it is certain that they have ended."""
    return tuple(mention for mention in bodies_in(bodies, text, on) if mention.body.has_ended(on))


def all_bodies_in(bodies: Bodies, text: str) -> tuple[tuple[int, int, Body], ...]:
    """Every body of the table that `text` (NFC) names, with its span, whether or not it has ended."""
    return tuple(_mentioned(bodies, text))


# Short for long, both in search form; a name in the one is found in the other.
_SHORT = {
    "thi hành án dân sự": "thads",
    "ủy ban nhân dân": "ubnd",
    "hội đồng nhân dân": "hđnd",
    "tòa án nhân dân": "tand",
    "viện kiểm sát nhân dân": "vksnd",
    "mặt trận tổ quốc": "mttq",
    "trung ương": "tw",
}
_GAP = r"[ \t\u00a0]+"
_AND = rf"(?:,[ \t\u00a0]*|{_GAP}(?:và|hoặc){_GAP})"
_TOWN = r"thành~phố~(?:trực~)?thuộc~(?:tỉnh|thành~phố(?:~trực~thuộc~(?:trung~ương|tw))?)"
_OF_DISTRICT = "(?:huyện|quận|thị~xã)"
_UNITS = rf"(?:{_OF_DISTRICT}|{_TOWN}|thành~phố)"
# What stands for a level after the name of a body: "cấp huyện", "huyện", "các huyện, thị xã, thành phố".
_NOT_WORK = "(?!~(?:thác|quyền|nhiệm|ban|viên)(?!\\w))"  # "cấp huyện ủy thác" names no committee of the Party
_NOT_PARTY = f"(?!~ủy(?!\\w){_NOT_WORK})"
_LEVELS = {
    "cấp huyện": rf"(?:(?:cấp~(?:tỉnh|xã){_AND})*(?:cấp~)?(?:các~)?(?:{_OF_DISTRICT}(?:{_AND}{_UNITS})*|{_TOWN}){_NOT_PARTY})",
    "cấp tỉnh": rf"(?:(?:cấp~)?(?:các~)?tỉnh(?:,[ ]*thành~phố(?:~trực~thuộc~(?:trung~ương|tw))?)?{_NOT_PARTY})",
}
_LEVELS = {level: pattern.replace("~", _GAP) for level, pattern in _LEVELS.items()}

# A document with its number and title; a law by its name; words that a clause replaces. What they name acts in nothing.
_TITLE = re.compile(
    r"(?:luật|pháp lệnh|nghị định|nghị quyết|quyết định|thông tư(?: liên tịch)?|chỉ thị|kết luận|quy định|hướng dẫn)(?: số)? "
    rf"{DOCUMENT_NUMBER.pattern}[^.;\n]{{0,240}}?(?:quy định|về|hướng dẫn|ban hành|sửa đổi|phê duyệt)\b"
    r"(?:[^.,;\n“”\"()]|,(?= ?(?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn|bổ sung|tổ chức)\b)){0,300}",
)
_REPLACED = re.compile(r"từ [“\"][^”\"\n]{0,300}[”\"]")
_LAW_NAME = re.compile(r"(?<!pháp )\bluật(?: về)? (?:tổ chức|hoạt động|giám sát|bầu cử)(?: \w+){0,7} $")
_BEFORE = 60  # characters in which the beginning of the name of a law stands
_NEXT_WORD = re.compile(r"[ \u00a0](\w+)(?![./]\w)")
_LONGEST_NAME = 4  # words of the name of a locality
_NO_NAME = frozenset(("Luật", "Nghị", "Thông", "Điều", "Khoản", "Chương", "Quyết"))
_NAMED_UNITS = ("huyện", "quận", "thị xã", "tỉnh")


@dataclass(frozen=True, slots=True)
class _Names:
    """Names by their first two words, or a short one: where one may begin, what may stand there, and whose it is."""

    sign: re.Pattern[str]
    patterns: Mapping[str, tuple[re.Pattern[str], tuple[Body | None, ...]]]


def _names(rows: tuple[Body, ...]) -> _Names:
    owners: dict[str, dict[str, Body]] = defaultdict(dict)
    for body in rows:
        for form in (body.name, *body.forms):
            owners[_key(form)][body.id] = body
    by_word: dict[str, list[tuple[str, Body | None]]] = defaultdict(list)
    for form in sorted(owners, key=len, reverse=True):
        own = tuple(owners[form].values())
        owner = own[0] if len(own) == 1 else None  # the name of several is found, so that no shorter one is, and means none
        pattern = _pattern(form)
        for head in _heads(form):
            by_word[head].append((pattern, owner))
    heads = sorted(map(re.escape, by_word), key=len, reverse=True)
    # Without a look behind, so that only what begins with one of the first letters is looked at.
    sign = re.compile(rf"(?:{'|'.join(heads)})(?!\w)".replace(r"\ ", _GAP))
    tables = {
        first: (re.compile(rf"(?:{'|'.join(f'({pattern})' for pattern, _ in own)})(?!\w)"), tuple(body for _, body in own))
        for first, own in by_word.items()
    }
    return _Names(sign, tables)


def _heads(form: str) -> set[str]:
    """The first two words of a name, or the short one that it begins with: "cục thi", "cục thads"; "ủy ban", "ubnd"."""
    written = {form}
    for long, short in _SHORT.items():
        written |= {one.replace(long, short) for one in written}
    words = [one.split() for one in written]
    return {own[0] if own[0] in _SHORT.values() else " ".join(own[:2]) for own in words}


def _key(text: str) -> str:
    """`text` in the form in which names are compared, character for character."""
    return one_i_style(search_key(text))


def _pattern(form: str) -> str:
    """A name in search form as a regular expression without groups of its own."""
    pattern = re.escape(form).replace(r"\ ", " ")
    for long, short in _SHORT.items():
        pattern = pattern.replace(long, f"(?:{long}|{short})")
    pattern = re.sub(" ?(?:-|–) ?", " ?[-–] ?", pattern.replace(r"\-", "-"))
    pattern += _NOT_WORK.replace("~", " ") if form.endswith("ủy") else ""
    parts = re.split(rf"({'|'.join(_LEVELS)})", pattern)
    return "".join(_LEVELS.get(part, part.replace(" ?", "\0").replace(" ", _GAP).replace("\0", " ?")) for part in parts)


def _mentioned(bodies: Bodies, text: str) -> Iterator[tuple[int, int, Body]]:
    """Every mention of a body in `text`, in order, without those in what acts in nothing."""
    if bodies.names is None:
        return
    key, end = _key(text), 0
    barred: list[tuple[int, int]] | None = None
    at = 0
    for sign in bodies.names.sign.finditer(key):
        if sign.start() < end or (key[sign.start() - 1 : sign.start()].isalnum()):
            continue
        pattern, owners = bodies.names.patterns[" ".join(sign[0].split())]
        match = pattern.match(key, sign.start())
        if match is None:
            continue
        start, end = match.span()
        body = owners[(match.lastindex or 1) - 1]
        if body is None or _LAW_NAME.search(key[max(0, start - _BEFORE) : start]):
            continue
        if barred is None:
            barred = sorted(span.span() for own in (_TITLE, _REPLACED) for span in own.finditer(key))
        while at < len(barred) and barred[at][1] <= start:
            at += 1
        if any(first <= start < last for first, last in barred[at : at + 2]):
            continue
        if key[start:end].endswith(_NAMED_UNITS) and not text[start:end].isupper():
            end = _with_name(text, end)
        yield start, end, body


def _with_name(text: str, end: int) -> int:
    """Where the name of a locality ends that begins at `end`: after "huyện" in "huyện Đức Trọng"; `end` for none."""
    for _ in range(_LONGEST_NAME):
        word = _NEXT_WORD.match(text, end)
        if word is None or word[1] in _NO_NAME or not (word[1][0].isupper() or word[1].isdigit()):
            break
        end = word.end()
    return end
