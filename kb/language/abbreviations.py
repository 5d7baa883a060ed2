"""Abbreviations (chữ viết tắt) that official documents use without saying what they mean, and how a text is expanded by them.

The list holds the codes of bodies and of types of documents (Nghị định 30/2020/NĐ-CP, Phụ lục III) and the short forms that
bodies of judgment enforcement write. What a document defines itself ("sau đây viết tắt là …") comes on top.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kb.language.syllables import is_syllable
from kb.language.text import nfc, words

COMMON: Mapping[str, str] = {
    "ANTT": "an ninh trật tự",
    "BCĐ": "Ban Chỉ đạo",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "BLDS": "Bộ luật Dân sự",
    "BLHS": "Bộ luật Hình sự",
    "BLLĐ": "Bộ luật Lao động",
    "BLTTDS": "Bộ luật Tố tụng dân sự",
    "BLTTHS": "Bộ luật Tố tụng hình sự",
    "CBCC": "cán bộ, công chức",
    "CHV": "chấp hành viên",
    "CQTHADS": "cơ quan thi hành án dân sự",
    "GCNQSDĐ": "giấy chứng nhận quyền sử dụng đất",
    "HĐND": "Hội đồng nhân dân",
    "HĐTP": "Hội đồng Thẩm phán",
    "MTTQ": "Mặt trận Tổ quốc",
    "QSDĐ": "quyền sử dụng đất",
    "TAND": "Tòa án nhân dân",
    "TANDTC": "Tòa án nhân dân tối cao",
    "THA": "thi hành án",
    "THADS": "thi hành án dân sự",
    "THAHC": "thi hành án hành chính",
    "THAHS": "thi hành án hình sự",
    "TNBTCNN": "trách nhiệm bồi thường của Nhà nước",
    "TTDS": "tố tụng dân sự",
    "TTHC": "tố tụng hành chính",
    "TTHS": "tố tụng hình sự",
    "TTLT": "thông tư liên tịch",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBND": "Ủy ban nhân dân",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    "VBQPPL": "văn bản quy phạm pháp luật",
    "VKS": "Viện kiểm sát",
    "VKSND": "Viện kiểm sát nhân dân",
    "VKSNDTC": "Viện kiểm sát nhân dân tối cao",
    "XLVPHC": "xử lý vi phạm hành chính",
}


class Expansion(NamedTuple):
    """One abbreviation found in a text: its span [start, end), and its long form."""

    start: int
    end: int
    long: str


def table(definitions: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Short form → long form: the common ones, and `definitions` (short, long), which win unless they give a short form two."""
    own: dict[str, set[str]] = {}
    for short, long in definitions:
        own.setdefault(nfc(short), set()).add(nfc(long))
    return {**COMMON, **{short: longs.pop() for short, longs in own.items() if len(longs) == 1}}


def long_form(text: str, start: int, end: int, abbreviations: Mapping[str, str], *, any_case: bool = False) -> str | None:
    """The long form of the word text[start:end], or None; `any_case` (queries): also of "thads", unless it is a syllable."""
    short = text[start:end]
    long = abbreviations.get(short)
    if long is None and any_case and end - start >= 3 and not is_syllable(short):  # "tha" is a word: "tha tù"
        long = abbreviations.get(short.upper())
    if long is None or not short.isalpha() or text[start - 1 : start] in ("/", "-") or text[end : end + 1] == "/":
        return None
    return long


def expansions(text: str, abbreviations: Mapping[str, str], *, any_case: bool = False) -> Iterator[Expansion]:
    """The abbreviations of `text`, in order; `any_case` as in `long_form`."""
    for start, end in words(text):
        if long := long_form(text, start, end, abbreviations, any_case=any_case):
            yield Expansion(start, end, long)


def expanded(text: str, abbreviations: Mapping[str, str], *, any_case: bool = False) -> str:
    """`text` with its abbreviations written out, for word segmentation."""
    parts: list[str] = []
    at = 0
    for found in expansions(text, abbreviations, any_case=any_case):
        parts += (text[at : found.start], found.long)
        at = found.end
    return "".join((*parts, text[at:]))
