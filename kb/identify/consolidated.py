"""Consolidated texts (văn bản hợp nhất; Pháp lệnh 01/2012/UBTVQH13): their own number and day, and the state that they give.

Guarantees:
1. Number and day are those of the authentication (xác thực), at the top or at the end of the text, never those of the document
   that is consolidated.
2. A document that is consolidated, or that amended it, is one whose whole number the text writes above its grounds.
3. A number in the name of the file alone says so in its source; its letters are those of the issuer's name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.identify.commencement import named_id
from kb.identify.lines import issued_at, number_in, without_motto
from kb.language.text import fold_white_space, plain_signs, slug
from kb.law import types
from kb.law.dates import DAY
from kb.law.model import Relation, Tree
from kb.law.relations import DocumentRelation

IN_NUMBER = re.compile(r"/VBHN(?![^\W_])", re.IGNORECASE)
# The line of it, in two columns beside the issuer: "BỘ Y TẾ   XÁC THỰC VĂN BẢN HỢP NHẤT".
_AUTHENTICATED = re.compile(
    r"^(?:\W*(?i:xác thực)|(?P<beside>[^\n]{3,80}?) +XÁC THỰC) (?i:(?:văn bản )?hợp nhất)\W*$", re.MULTILINE
)
_NEAR = 8  # lines before and after that line
# "VĂN BẢN HỢP NHẤT - VĂN PHÒNG QUỐC HỘI", as the gazette prints it above; "VĂN BẢN HỢP NHẤT NGHỊ ĐỊNH".
HEAD = re.compile(r"^[\W_]*văn bản hợp nhất\b[\W_]*", re.IGNORECASE)
_NUMBERED = rf"(?:{types.ANY_TYPE})\b[^;]{{0,300}}?\bsố:? ?(?P<number>\d{{1,5}}[a-zđ]?[/-][\w/–—-]*\w)"
_DATED = rf"(?:,? (?P<dated>{re.sub('[?]P<(?:day|month|year)>', '', DAY.pattern)}))?"
_DOCUMENT = re.compile(_NUMBERED + _DATED, re.IGNORECASE)
_STATE = re.compile(
    rf"^[\W_]*{_NUMBERED}{_DATED}.{{0,600}}?\b(?:được|đã) (?:được )?(?:sửa đổi|bổ sung)[\w ,;]*?\b(?:bởi|theo|tại)\b",
    re.IGNORECASE,
)
_GROUNDS = re.compile(r"^[\W_]*(?:căn cứ|theo đề nghị|xét đề nghị)\b", re.IGNORECASE)
_IN_FILE_NAME = re.compile(r"(?<!\d)(?P<head>\d{1,4})-(?:(?:19|20)\d\d-)?vbhn-(?P<code>[a-z]+)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Authentication:
    """What the authentication at the end of a consolidated text states; what it leaves out is None or ""."""

    number: str | None
    place: str
    issued: date | None
    issuer: str


@dataclass(frozen=True, slots=True)
class GivenState:
    """The id of the document that is consolidated, and those of the documents that the text has worked in, in its order."""

    base: str
    amending: tuple[str, ...]


def authentication(tree: Tree) -> Authentication | None:
    """The authentication that the text ends with: its last line "XÁC THỰC VĂN BẢN HỢP NHẤT" and what stands around it."""
    is_likely = "XÁC THỰC" in tree.text or "Xác thực" in tree.text  # to look for words is sooner than for a pattern
    found = list(_AUTHENTICATED.finditer(tree.text)) if is_likely else []
    if not found:  # a number of its own at the very end says as much
        last = [fold_white_space(plain_signs(line)) for line in tree.text.rsplit("\n", 2 * _NEAR)[1:] if line.strip()]
        number, at = number_in(last, is_wanted=IN_NUMBER.search)
        return Authentication(number, *issued_at(last[at:]), "") if number else None
    before = [
        fold_white_space(plain_signs(line)) for line in tree.text[: found[-1].start()].rsplit("\n", _NEAR)[1:] if line.strip()
    ]
    after = [
        fold_white_space(plain_signs(line)) for line in tree.text[found[-1].end() :].split("\n", _NEAR)[:_NEAR] if line.strip()
    ]
    number, at = number_in((*before, *after), is_wanted=IN_NUMBER.search)
    place, issued = issued_at(before[at + 1 :] if 0 <= at < len(before) else ())
    if issued is None:
        place, issued = issued_at(after)
    issuer = [found[-1]["beside"].strip()] if found[-1]["beside"] else []
    for line in filter(None, map(without_motto, reversed(before[:at] if 0 <= at < len(before) else before))):
        if not line.isupper() or any(map(str.isdigit, line)):
            break
        issuer.insert(0, line)
    return Authentication(number, place, issued, " ".join(issuer))


def state_of(lines: Sequence[str]) -> GivenState | None:
    """The state that the lines above the grounds tell: "Luật … số … được sửa đổi, bổ sung bởi:", and the list after it."""
    for at, line in enumerate(lines):
        if _GROUNDS.match(line):
            return None
        told, base = _STATE.match(line), _DOCUMENT.search(line)
        if told and base:
            listed = [*line[told.end() :].split(";")]
            for other in lines[at + 1 :]:
                if _GROUNDS.match(other) or (not _DOCUMENT.search(other) and listed[-1].rstrip().endswith((".", ":"))):
                    break
                listed.append(other)
            own = named_id(base, line)
            ids = [named_id(match, part) for part in listed if (match := _DOCUMENT.search(part))]
            return GivenState(own, tuple(dict.fromkeys(one for one in ids if one != own)))
    return None


def relations(state: GivenState, source: str) -> tuple[Relation, ...]:
    """A consolidated text gives the document that is consolidated, as the last amending one left it."""
    targets = (state.base, *state.amending[-1:])
    return tuple(Relation(DocumentRelation.CONSOLIDATES, target, source) for target in targets)


def id_of(state: GivenState) -> str:
    """The id of a consolidated text without number: by what it gives, as of which document."""
    return "-".join(("hop-nhat", state.base, *state.amending[-1:]))


def number_in_name(file_stem: str, issuer: str) -> str | None:
    """The number that a file is named by: "van-ban-hop-nhat-so-50-vbhn-vpqh" → "50/VBHN-VPQH"; None where it is not certain.

    A name has no diacritics: whether a d is a Đ, the words of `issuer` say.
    """
    found = _IN_FILE_NAME.search(slug(file_stem))
    if found is None:
        return None
    code: list[str] = []
    initials = [word[0].upper() for word in issuer.split() if word[0].isalpha()]
    for letter in found["code"]:
        at = next((i for i, initial in enumerate(initials) if slug(initial) == letter), None)
        if at is None:
            code = []
            break
        code.append(initials[at])
        initials = initials[at + 1 :]
    if not code and "d" not in found["code"]:
        code = [*found["code"].upper()]
    return f"{found['head']}/VBHN-{''.join(code)}" if code else None
