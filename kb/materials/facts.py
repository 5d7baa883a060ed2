"""The facts of a document as a citation writes them, compared with the catalogue: type, number, day, issuer.

Guarantees:
1. A fact that the catalogue lacks, or has from a machine's reading of a picture, is never said to be right or wrong.
2. Two documents may have one number where it tells no type: a law and a resolution of the Assembly. Then nothing is wrong.
"""

import re
from collections.abc import Iterator, Mapping

from kb import catalogue
from kb.citations.find.lexicon import is_number
from kb.citations.resolve.matches import is_of_type
from kb.generation import Generation
from kb.language.text import search_key
from kb.law.dates import write_date
from kb.law.model import Designation, Entry, Reference
from kb.law.naming import number_key
from kb.law.relations import DocumentRelation
from kb.law.results import CheckResult
from kb.law.types import TITLED, TYPE, UNKNOWN_TYPE
from kb.materials.remarks import ReasonCode, Remark, fact_source

_FACTS: Mapping[ReasonCode, str] = {
    "wrong-number": "number", "wrong-date": "issued", "wrong-issuer": "issuer",
    "wrong-commencement": "in_force", "wrong-end": "expired",
}  # fmt: skip
_ISSUER_ALONE = re.compile(r"[\d/]+(?:UBTV)?QH\d*", re.IGNORECASE)  # "71/2022/QH15": a law's, and a resolution's
_JOINT = re.compile(r"(\d+/\d{4})/TTLT[-/]?(.*)", re.IGNORECASE)
_CALLED = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "thủ tướng": "thủ tướng chính phủ",
    "ubtvqh": "ủy ban thường vụ quốc hội",
}
_HEADS = ("bộ trưởng ", "chủ nhiệm ", "thống đốc ")


def of_facts(generation: Generation, reference: Reference, entry: Entry) -> Iterator[Remark]:
    """The remarks on the facts of `entry` that the citation writes; none where it agrees in all that it writes."""
    said = reference.cited
    if said is None or said.this:
        return
    # In "Luật sửa đổi … của Luật A số …" the number may be that of Luật A.
    amended = {number_key(e.number) for e in generation.catalogue.related(entry, DocumentRelation.AMENDS) if e.number}
    if said.amends and number_key(said.number) in amended:
        return
    for remark in _compared(said, entry, generation):
        yield weighed(entry, remark)


def weighed(entry: Entry, remark: Remark) -> Remark:
    """The remark with its source; nothing is wrong by a fact that a machine has recognized in pictures."""
    fact = _FACTS.get(remark.reason, "type")
    source = remark.source or fact_source(entry, fact)
    result, message = remark.result, remark.message
    if result == CheckResult.WRONG and catalogue.is_machine_read(entry, fact):
        result, message = CheckResult.UNCHECKED, f"{message} (theo bản {catalogue.MACHINE_READ}, có thể sai)"
    return Remark(result, remark.reason, message, remark.suggestion, source)


def full_label(entry: Entry) -> str:
    """The document with its day: "Nghị định số 62/2015/NĐ-CP ngày 18/7/2015"."""
    if entry.issued and write_date(entry.issued) not in entry.label:
        return f"{entry.label} ngày {write_date(entry.issued)}"
    return entry.label


def _compared(said: Designation, entry: Entry, generation: Generation) -> Iterator[Remark]:
    whole = full_label(entry)
    real = f"văn bản có thật là {whole}"
    wrong = CheckResult.WRONG
    other_type = bool(said.type) and entry.type != UNKNOWN_TYPE and not _is_type(said, entry)
    if other_type:
        written = f"{said.type}{f' số {said.number}' if said.number else ''}"
        if said.number and _ISSUER_ALONE.fullmatch(said.number) and (said.type in TITLED) != (entry.type in TITLED):
            note = f"Kho không có {written}; số này trong kho là của {whole}, nhưng luật và nghị quyết có thể trùng số"
            yield Remark(CheckResult.UNCHECKED, "same-number", note)
            return
        yield Remark(wrong, "wrong-type", f"Viết là {written}; {real}", whole)
    full = is_number(said.number)  # "Nghị định 62/2015" leaves the code to the type
    if not other_type and full and entry.number and not _same_number(said.number, entry.number):
        yield Remark(wrong, "wrong-number", f"Viết số {said.number}; {real}", whole)
    if said.dated and entry.issued and said.dated != entry.issued:
        yield Remark(wrong, "wrong-date", f"Viết ngày {write_date(said.dated)}; {real}", whole)
    elif said.dated and not entry.issued:
        note = f"Kho chưa biết ngày ban hành của {entry.label} nên chưa đối chiếu được ngày {write_date(said.dated)}"
        yield Remark(CheckResult.UNCHECKED, "unknown-fact", note)
    elif said.year and entry.issued and said.year != entry.issued.year and not said.amends:
        yield Remark(wrong, "wrong-date", f"Viết năm {said.year}; {real}", whole)
    if said.issuer and (other := _other_issuer(generation, said.issuer, entry)):
        if entry.issuer:
            message = f"Viết là của {other}; {entry.label} là của {entry.issuer}"
            yield Remark(wrong, "wrong-issuer", message, f"{whole} của {entry.issuer}")
        else:
            note = f"Kho chưa biết cơ quan ban hành {entry.label} nên chưa đối chiếu được “{other}”"
            yield Remark(CheckResult.UNCHECKED, "unknown-fact", note)


def _is_type(said: Designation, entry: Entry) -> bool:
    """Whether the type that is written may stand for the document's."""
    return is_of_type(said, entry.type) or (entry.type in TYPE and TYPE[entry.type].called_loosely == said.type)


def _same_number(written: str, number: str) -> bool:
    """Whether two numbers are one: a joint circular's codes may stand in another order (TTLT-BTC-BTP, TTLT/BTP-BTC)."""
    one, other = "".join(written.split()), "".join(number.split())
    mine, theirs = _JOINT.fullmatch(one), _JOINT.fullmatch(other)
    if mine and theirs:
        return mine[1] == theirs[1] and _codes(mine[2]) == _codes(theirs[2])
    return number_key(one) == number_key(other)


def _codes(joined: str) -> set[str]:
    return {number_key(code) for code in re.split(r"[-/]", joined) if code}


def _other_issuer(generation: Generation, written: str, entry: Entry) -> str:
    """The issuer that the words after "của" begin with, where it is not that of `entry`; "" where none is known."""
    key = _issuer_key(written)
    issuers = generation.derived(_issuers)
    syllables = key.split()
    named = next((start for n in range(len(syllables), 0, -1) if (start := " ".join(syllables[:n])) in issuers), "")
    if not named:
        return ""
    if entry.issuer is None:
        return written
    # A joint document is of several, and may be named by one of them.
    own = {_issuer_key(part) for part in re.split(r",|;| và | - ", entry.issuer)} | {_issuer_key(entry.issuer)}
    if any(named == one or one.startswith(f"{named} ") or key.startswith(one) for one in own):
        return ""
    return issuers[named]


def _issuer_key(name: str) -> str:
    """The name of an issuer as it is compared: its head stands for it, and its short name for the long one."""
    key = search_key(" ".join(name.split()))
    for head in _HEADS:
        key = key.removeprefix(search_key(head))
    for short, long in _CALLED.items():
        mine, whole = search_key(short), search_key(long)
        if (key == mine or key.startswith(f"{mine} ")) and not key.startswith(whole):
            key = whole + key[len(mine) :]
    return key


def _issuers(generation: Generation) -> dict[str, str]:
    """The issuers of the catalogue, by what they are compared by."""
    return {_issuer_key(e.issuer): e.issuer for e in generation.catalogue.entries if e.issuer and "," not in e.issuer}
