"""Whether a document makes law (văn bản quy phạm pháp luật): a fact of its type, its issuer and its day, in one table.

Luật Ban hành văn bản quy phạm pháp luật says so of what is issued since 01/4/2025. Of what is older only this is known here:
the codification takes up nothing else (khoản 1 Điều 2 Pháp lệnh số 03/2012/UBTVQH13), so what it holds of a kind makes law.

Guarantees:
1. Every row names the clause that says so; a day between two rows is not known (None), and so is an issuer that no row names.
2. A type that every issuer makes law by (Luật, Nghị định, Thông tư) needs neither issuer nor day.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from kb.language.text import lower
from kb.law.types import LAW_MAKING


class Issuer(Enum):
    """Who issues a document, as far as it matters here: its names, and the codes of them in numbers, lower case."""

    ASSEMBLY = r"quốc hội|(?:ủy|uỷ) ban thường vụ quốc hội|/(?:nq-)?(?:qh|ubtvqh)\d+"
    PRESIDENT = r"chủ tịch nước|[-/]ctn"
    GOVERNMENT = r"chính phủ|-cp"
    PRIME_MINISTER = r"thủ tướng(?: chính phủ)?|-ttg"
    JUDGES = r"hội đồng thẩm phán.*|-hđtp"
    JUSTICE = r"t(?:òa|oà) án nhân dân tối cao|viện kiểm sát nhân dân tối cao|kiểm toán nhà nước|-(?:tandtc|vks\w*tc|ktnn)"
    MINISTRY = r"bộ .*|ngân hàng nhà nước.*|thanh tra chính phủ|văn phòng chính phủ|-(?:b[a-zđ&]+|nhnn|ttcp|vpcp)\d*"
    PROVINCE = r"(?:hội đồng nhân dân|(?:ủy|uỷ) ban nhân dân) (?:cấp )?(?:tỉnh|thành phố).*"
    PARTY = r"bộ chính trị|ban bí thư.*|ban chấp hành trung ương.*|ban thường vụ .*|.*(?:tỉnh|thành|đảng) (?:ủy|uỷ).*|/t[wưu]"


_NAMED = {issuer: re.compile(issuer.value) for issuer in Issuer}
_JOINT = "Thông tư liên tịch"
_OF_JUSTICE = re.compile(r"tandtc|vks\w*tc|ktnn|tối cao|kiểm toán nhà nước")


@dataclass(frozen=True, slots=True)
class Power:
    """What a type of an issuer is (`makes_law`), where it was issued from `first` to `last` (None: no bound known)."""

    type: str
    issuer: Issuer
    first: date | None
    last: date | None
    makes_law: bool
    clause: str


_CODIFIED = "khoản 1 Điều 2 Pháp lệnh số 03/2012/UBTVQH13, với văn bản loại này sau cùng trong bộ pháp điển: "
_LAW = " Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15"
_SINCE = date(2025, 4, 1)


def _codified(kind: str, issuer: Issuer, last: date, example: str) -> Power:
    return Power(kind, issuer, None, last, True, f"{_CODIFIED}{example}")


def _listed(kind: str, issuer: Issuer, clause: str, makes_law: bool = True) -> Power:
    return Power(kind, issuer, _SINCE, None, makes_law, clause + _LAW)


POWERS: tuple[Power, ...] = (
    Power("Nghị quyết", Issuer.ASSEMBLY, None, None, True, "khoản 2 và khoản 3 Điều 4" + _LAW),
    _codified("Nghị quyết", Issuer.GOVERNMENT, date(2000, 2, 2), "03/2000/NQ-CP ngày 02/02/2000"),
    _listed("Nghị quyết", Issuer.GOVERNMENT, "khoản 5 Điều 4"),
    _codified("Nghị quyết", Issuer.JUDGES, date(2024, 5, 16), "01/2024/NQ-HĐTP ngày 16/5/2024"),
    _listed("Nghị quyết", Issuer.JUDGES, "khoản 7 Điều 4"),
    _listed("Nghị quyết", Issuer.PROVINCE, "khoản 10 Điều 4"),
    _listed("Nghị quyết", Issuer.MINISTRY, "Điều 4 (không liệt kê)", makes_law=False),
    _listed("Nghị quyết", Issuer.PARTY, "Điều 4 (không liệt kê)", makes_law=False),
    _listed("Quyết định", Issuer.PRESIDENT, "khoản 4 Điều 4"),
    _codified("Quyết định", Issuer.PRIME_MINISTER, date(2025, 4, 4), "08/2025/QĐ-TTg ngày 04/4/2025"),
    _listed("Quyết định", Issuer.PRIME_MINISTER, "khoản 6 Điều 4"),
    _codified("Quyết định", Issuer.MINISTRY, date(2008, 12, 31), "18/2008/QĐ-BTNMT ngày 31/12/2008"),
    _listed("Quyết định", Issuer.MINISTRY, "khoản 8 Điều 4 (chỉ có thông tư)", makes_law=False),
    _listed("Quyết định", Issuer.PROVINCE, "khoản 11 Điều 4"),
    _listed("Quyết định", Issuer.PARTY, "Điều 4 (không liệt kê)", makes_law=False),
    _codified(_JOINT, Issuer.JUSTICE, date(2023, 1, 18), "01/2023/TTLT-BCA-BQP-TANDTC-VKSNDTC ngày 18/01/2023"),
    _listed(_JOINT, Issuer.JUSTICE, "khoản 9 Điều 4"),
    _codified(_JOINT, Issuer.MINISTRY, date(2016, 6, 30), "16/2016/TTLT-BYT-BQP ngày 30/6/2016"),
    _listed(_JOINT, Issuer.MINISTRY, "khoản 2 Điều 20", makes_law=False),
    _codified("Chỉ thị", Issuer.PRIME_MINISTER, date(2006, 7, 12), "23/2006/CT-TTg ngày 12/7/2006"),
    _listed("Chỉ thị", Issuer.PRIME_MINISTER, "khoản 6 Điều 4 (chỉ có quyết định)", makes_law=False),
    _codified("Chỉ thị", Issuer.MINISTRY, date(2008, 12, 23), "71/2008/CT-BGDĐT ngày 23/12/2008"),
    _listed("Chỉ thị", Issuer.MINISTRY, "khoản 8 Điều 4 (chỉ có thông tư)", makes_law=False),
    _listed("Chỉ thị", Issuer.PARTY, "Điều 4 (không liệt kê)", makes_law=False),
)
_OF_TYPE: dict[str, tuple[Power, ...]] = {row.type: tuple(r for r in POWERS if r.type == row.type) for row in POWERS}


def issuer_of(kind: str, name: str | None, number: str | None) -> Issuer | None:
    """Who issued a document, by the name of its issuer or the code that its number ends with; None where neither tells."""
    named, numbered = lower(name or "").strip(), lower("".join((number or "").split()))
    if kind == _JOINT:
        return Issuer.JUSTICE if _OF_JUSTICE.search(f"{named} {numbered}") else Issuer.MINISTRY if named or numbered else None
    for issuer, pattern in _NAMED.items():
        if pattern.fullmatch(named):
            return issuer
    code = re.search(r"(?:[-/][^-/]+)$", numbered)
    for issuer, pattern in _NAMED.items() if code else ():
        if code and pattern.fullmatch(code[0]):
            return issuer
    return None


def makes_law(kind: str, name: str | None, number: str | None, issued: date | None) -> bool | None:
    """Whether a document makes law, by its type, its issuer's name, its number and its day; None where no clause says so."""
    rows = _OF_TYPE.get(kind)
    if rows is None:
        return kind in LAW_MAKING
    issuer = issuer_of(kind, name, number)
    own = [row for row in rows if row.issuer == issuer]
    answers = {row.makes_law for row in own if issued and (row.first or issued) <= issued <= (row.last or issued)}
    if issued is None and own and all(row.first is None and row.last is None for row in own):
        answers = {row.makes_law for row in own}
    return answers.pop() if len(answers) == 1 else None
