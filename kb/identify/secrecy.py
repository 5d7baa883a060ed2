"""What may not be in the base: a document with a stamp of secrecy (Luật Bảo vệ bí mật nhà nước), or for internal use.

Guarantees:
1. A stamp stands alone: in a line of the heading, or at an edge of the pages; in a box, with its letters apart, with the number
   of the copy or the urgency beside it. Words of a sentence, of a title or of a list of degrees are none.
2. Of a document that has one nothing but that is told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kb.language.text import fold, fold_white_space, nfc
from kb.law.model import Paragraph

_HEADING = 40  # paragraphs at most: an office's own page above the document counts as well
_LONGEST = 200  # characters of a line that may hold a stamp
_DEGREES = {"tuyetmat": "Tuyệt mật", "toimat": "Tối mật", "mat": "Mật"}  # as squeezed → as the law writes it
_AS_WRITTEN = {"tuyệtmật", "tốimật", "mật"}
_BESIDE = r"(?:hoatoc|thuongkhan|khan|hengio)?"
# A line that is a stamp, folded and squeezed: "ĐỘ MẬT: TỐI MẬT", "T U Y Ệ T M Ậ T", "MẬT - HỎA TỐC", "MẬT Bản số: 02".
_STAMP = re.compile(
    rf"(?P<before>(?:muc)?domat|tailieu|vanban|congvan|hoso)?{_BESIDE}(?P<degree>tuyetmat|toimat|mat){_BESIDE}(?:(?:ban)?so\d{{0,9}})?"
)
_FRAME = re.compile(r"^[Il1|]+|[Il1|]+$")  # the sides of a box, as a machine sees them
_DEGREE = r"(?:TUYET MAT|TOI MAT|(?<!BI )(?<!BAO )(?<!CO )(?<!TUYET )(?<!TOI )MAT)"
# The same in a line of two columns, folded: before a day or the motto, after a number, a day or the motto.
_IN_COLUMNS = re.compile(
    rf"^\W*(?P<left>{_DEGREE})\W+(?:CONG HOA|DANG CONG SAN|Doc lap|[\w .]{{1,40}}, ?ngay\b)"
    rf"|^\W*(?:So ?:.{{1,40}}|.*\bnam \d{{4}}|.*VIET NAM|.*[Hh]anh phuc)\W+(?P<right>{_DEGREE})\W*$"
)
# "Độ mật: Mật" amid a line, unless a list of degrees follows.
_LABELLED = re.compile(
    r"\bdo mat ?[:–-] ?\W{0,3}(?P<degree>tuyet mat|toi mat|mat)\b(?!\W{1,3}(?:(?:va|hoac) )?(?:toi mat|tuyet mat|mat)\b)"
)
_ABOUT_DEGREES = re.compile(r"\b(?:mau dau|con dau|cac do mat|phan loai do mat|muc do mat (?:gom|cua))\b")
_INTERNAL_WORDS = (
    r"(?:chi|day|la|tai|lieu|van|ban|sach|giao|trinh|an|pham|tin|de|cuong|so|tay|tap|huan|boi|duong|hoc|tham|khao|nghien|cuu|phuc|vu"
    r"|dung|duoc|to|roi|thong|bao)"
)
_INTERNAL = re.compile(rf"{_INTERNAL_WORDS}*luuhanhnoibo(?:trong\w{{0,40}}|khong\w{{0,40}}|nganh\w{{0,30}})?")
_INTERNAL_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,40}\bluu hanh noi bo\b[^()\[\]]{0,40}[)\]]\W*$")
# Where the heading ends: grounds, a division, an Điều, the first numbered part.
_BODY = re.compile(
    r"^\W*(?:can cu|theo de nghi|xet de nghi|xet to trinh|dieu \d|chuong [ivxlc\d]"
    r"|phan thu|phan [ivx]+\b|[ivx]+[.)]\s|\d+[.)]\s)"
)


@dataclass(frozen=True, slots=True)
class Restriction:
    """Why a document may not be in the base: the degree of its secrecy, "" for one for internal use."""

    degree: str

    @property
    def is_secret(self) -> bool:
        """Whether no setting allows it."""
        return self.degree != ""

    @property
    def reason(self) -> str:
        """The reason in words: 'đóng dấu “Mật”, không đưa vào kho'."""
        if self.degree:
            return f"đóng dấu “{self.degree}”: văn bản có độ mật không được đưa vào kho"
        return "ghi “lưu hành nội bộ”: chỉ đưa vào kho khi tệp cấu hình vien-dan.toml có mục [corpus] với dòng internal = true"

    @property
    def again(self) -> Literal["never", "internal"]:
        """When it is worth another try."""
        return "never" if self.degree else "internal"


def restriction(paragraphs: Sequence[Paragraph], edges: Sequence[str], *, is_recognized: bool = False) -> Restriction | None:
    """The restriction on a document; None where it has none.

    `edges` are the lines at the edges of its pages that are no part of the text. Of what a machine recognized, diacritics and
    the sides of a box may be wrong.
    """
    lines = _heading(paragraphs)
    degrees = {degree for line in lines if (degree := _degree(line, is_recognized=is_recognized))}
    folded = [fold(line.lower()) for line in lines]
    if len(degrees) == len(_DEGREES) or any(map(_ABOUT_DEGREES.search, folded)):
        degrees = set()  # a list of them, not a stamp
    of_edges = list(map(_tidy, edges))
    degrees |= {degree for line in of_edges if (degree := _degree(line, is_recognized=is_recognized))}
    if degrees:
        return Restriction(next(degree for degree in _DEGREES.values() if degree in degrees))
    return Restriction("") if any(map(_is_internal, (*lines, *of_edges))) else None


def _tidy(line: str) -> str:
    return fold_white_space(nfc(line))


def _heading(paragraphs: Sequence[Paragraph]) -> list[str]:
    """The lines of the heading, however many there are before the body begins."""
    lines = []
    for paragraph in paragraphs[:_HEADING]:
        line = _tidy(paragraph.text)
        if _BODY.match(fold(line[:_LONGEST].lower())):
            break
        if len(line) <= _LONGEST:
            lines.append(line)
    return lines


def _degree(line: str, *, is_recognized: bool) -> str:
    """The degree that a line is the stamp of; "" for none."""
    if len(line) > _LONGEST:
        return ""
    letters = "".join(character for character in line if character.isalnum())
    for own in (letters, _FRAME.sub("", letters)) if is_recognized else (letters,):
        stamp = _STAMP.fullmatch(fold(own.lower()))
        if stamp and _is_degree(own[slice(*stamp.span("degree"))], is_recognized=is_recognized):
            if stamp["before"] and not stamp["before"].endswith("domat") and not own.isupper():
                continue
            return _DEGREES[stamp["degree"]]
    if columns := _IN_COLUMNS.search(fold(line)):
        return _DEGREES[(columns["left"] or columns["right"]).lower().replace(" ", "")]
    if labelled := _LABELLED.search(fold(line.lower())):
        return _DEGREES[labelled["degree"].replace(" ", "")]
    return ""


def _is_degree(word: str, *, is_recognized: bool) -> bool:
    """Whether these letters are a degree and not another word that folds to one: "MẮT", "mặt"."""
    if word.lower() in _AS_WRITTEN:
        return True
    return word.isupper() and (is_recognized or word.isascii())


def _is_internal(line: str) -> bool:
    """Whether a line says that the document is for internal use."""
    if len(line) > _LONGEST:
        return False
    folded = fold(line.lower())
    return (
        _INTERNAL.fullmatch("".join(filter(str.isalnum, folded))) is not None
        or _INTERNAL_IN_BRACKETS.search(folded) is not None
    )
