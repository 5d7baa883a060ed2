"""What may not be in the base: a document with a stamp of secrecy (Luật Bảo vệ bí mật nhà nước), or for internal use.

Guarantees:
1. A stamp stands alone: in a line of the heading, at an edge of the pages, or in capitals in the first or last lines; in a box,
   with its letters apart, with the number of the copy or the urgency beside it, or in a column of the heading.
   Words of a sentence, of a title over several lines or of a list of degrees are none.
2. Of a document that has one nothing but that is told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kb.identify.lines import ARRIVAL, is_type
from kb.language.text import fold, fold_white_space, nfc
from kb.law.model import Paragraph
from kb.law.types import ANY_TYPE

_HEADING = 40  # paragraphs at most: an office's own page above the document counts as well
_FIRST, _LAST = 60, 10  # paragraphs where a reader may put what floats over a page
_NEAR = 8  # lines in which another degree, or words on forms, make a list of what might be a stamp
_LONGEST = 200  # characters of a line that may hold a stamp
_LONGEST_ALONE = 80  # of one that is nothing else
_DEGREES = {"tuyetmat": "Tuyệt mật", "toimat": "Tối mật", "mat": "Mật"}  # as squeezed → as the law writes it
_AS_WRITTEN = {"tuyệtmật", "tốimật", "mật"}
# As mistyped in capitals; "MẮT", "MẶT", "MẠT", "MẤT" are words of their own.
_SLIP = re.compile(
    r"tuy[eêềếểễẹèéẻẽ]tm(?:ật|ât)|tuyệtm(?:ât|at|ạt|ặt)|t(?:ôi|ói|òi|ồi|ổi|oi|ối)m(?:ật|ât)|tốim(?:at|ạt|ặt)|mât"
)
_BESIDE = (
    r"(?:hoatoc|thuongkhan|khan|hengio|(?:khong|cam|chua)(?:duoc)?(?:phobien|saochup|saoluc|luuhanh|congbo|chuyentiep)"
    r"|thuhoi|docxongtralai|chinguoicoten(?:moiduocbocbi)?)*"
)
# A line that is a stamp, folded and squeezed: "ĐỘ MẬT: TỐI MẬT", "T U Y Ệ T M Ậ T", "MẬT - HỎA TỐC", "MẬT Bản số: 02".
_STAMP = re.compile(
    r"(?P<label>(?:muc)?domat|(?:da|duoc|co)?(?:dong)?dau(?:chi)?(?:muc)?(?:do)?(?:mat)??)?"
    rf"(?:(?P<noun>tailieu|vanban|congvan|hoso)|(?:do|loai)(?=t))?{_BESIDE}"
    rf"(?P<degree>tuyetmat|toimat|mat)(?:(?P=degree)){{0,3}}{_BESIDE}(?:(?:ban)?so\d{{0,9}})?"
)
_IN_BRACKETS = re.compile(r"\([^()]{1,60}\)\W{0,9}$")
_FRAME = re.compile(r"^[Il1|]+|[Il1|]+$")  # the sides of a box, as a machine sees them
_DEGREE = (
    r"(?:TUYET MAT|TOI MAT|(?<!BI )(?<!BAO )(?<!CO )(?<!TUYET )(?<!TOI )(?<!TAI LIEU )(?<!VAN BAN )(?<!HO SO )(?<!CONG VAN )"
    r"(?<!TIN )(?<!DO )(?<!VE )MAT)"
)
_DAY = r"[\w .]{1,40}, ?ngay\b"
_OFFICE = (
    r"(?:BO|UBND|UY BAN|HDND|HOI DONG|SO|CUC|TONG CUC|VIEN|BAN|TINH|THANH|HUYEN|QUAN|TOA AN|VAN PHONG"
    r"|CHINH PHU|QUOC HOI|CONG AN)"
)
# The same in a line of several columns, folded: before or after a number, a day or the motto.
_IN_COLUMNS = re.compile(
    rf"^\W*(?:D[oO] (?:(?i:mat) ?: ?)?)?(?P<left>{_DEGREE})\W+(?:CONG HOA|DANG CONG SAN|Doc lap|S[oO] ?:? ?[\d.…/_]|{_DAY})"
    rf"|^\W*(?:S[oO] ?(?:: ?|\d).{{0,40}}|.*\bnam \d{{4}}|.*VIET NAM|.*[Hh]anh phuc)\W+(?P<right>{_DEGREE})\W*$"
    rf"|^\W*S[oO] ?(?:: ?|\d).{{0,40}}?\W(?P<middle>{_DEGREE})\W+(?:{_DAY}|CONG HOA|Doc lap)"
)
_BESIDE_ISSUER = re.compile(
    rf"^\W*{_OFFICE}\b(?! MAT\b)[A-Z .,-]{{2,60}} (?P<right>{_DEGREE})\W*$|^\W*(?P<left>{_DEGREE}) {_OFFICE} [A-Z ]{{2,60}}$"
)
_AFTER_TYPE = re.compile(rf"\W(?P<degree>{_DEGREE})\W*$")
# "Độ mật: Mật" amid a line, unless a list of degrees follows.
_LABELLED = re.compile(
    r"\bdo mat ?[:–-] ?\W{0,3}(?P<degree>tuyet mat|toi mat|mat)\b(?!\W{1,3}(?:(?:va|hoac) )?(?:toi mat|tuyet mat|mat)\b)"
)
_ABOUT_DEGREES = re.compile(r"\b(?:mau dau|con dau|cac do mat|phan loai do mat|muc do mat (?:gom|cua))\b")
_ABOUT_FORMS = re.compile(rf"{_ABOUT_DEGREES.pattern}|\b(?:mau so|bieu mau|cac loai dau|hinh dau|dau chi muc do mat)\b")
_ABOUT_PAPERS = re.compile(r"^\W*(?:VAN BAN|CONG VAN|HO SO)\b")  # the head of a part: "HỒ SƠ MẬT"
_DIVISION = re.compile(r"^\W*(?:phan|chuong|muc|tieu muc|phu luc|dieu) [\w ]{1,12}\W*$")
# A degree as an item of a list: "1. Tuyệt mật", "b) Tối mật;", "- Mật".
_ITEM = re.compile(r"^\W*(?:\w{1,3}[.)] ?)?(?:(?:do|muc|loai) )?(?P<degree>tuyet mat|toi mat|mat)\b(?! \w{1,20} \w)")
_OPENS_TITLE = re.compile(rf"^\W*(?:v/v|về)\b|^\W*(?:{ANY_TYPE})\b", re.IGNORECASE)
# The end of a line of a title that goes on with a degree, or with "lưu hành nội bộ".
_OPEN = re.compile(
    r"(?:\b(?:ve|do|do mat|muc|tai lieu|van ban|cong van|ho so|tin|thong tin|danh muc|dau|loai|bi|bao|va|hoac|cua|la|cac|nhung"
    r"|quan ly|su dung|an pham|sach|giao trinh|xuat ban pham|dong dau|mang|phan loai)|[,–-])$"
)
_GOES_ON = re.compile(r"^(?:va|hoac|cua|trong|thuoc|o|tai|do|nganh|nha nuoc)\b|^,")
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
    lines = _looked_at(paragraphs)
    end = _end_of_heading(lines)
    heading = [line.text for line in lines[:end] if len(line.text) <= _LONGEST]
    titled = next((at for at, line in enumerate(heading) if _opens_title(line)), len(heading))
    found = [_degree(line, is_recognized=is_recognized) for line in heading]
    found = [degree or _beside_issuer(line) for degree, line in zip(found, heading[:titled], strict=False)] + found[titled:]
    _leave_out_lists(found, heading)
    degrees = set(found[:titled])
    degrees |= {found[at] for at in range(titled, len(heading)) if found[at] and not _is_of_title(heading, at, titled)}
    of_edges = list(map(_tidy, edges))
    degrees |= {_degree(line, is_recognized=is_recognized) or _beside_issuer(line) for line in of_edges}
    degrees |= {
        _floating(lines, at) for at in {*range(end, min(_FIRST, len(lines))), *range(max(end, len(lines) - _LAST), len(lines))}
    }
    if degrees := degrees - {""}:
        return Restriction(next(degree for degree in _DEGREES.values() if degree in degrees))
    internal = [line for at, line in enumerate(heading) if at <= titled or not _is_of_title(heading, at, titled)]
    return Restriction("") if any(map(_is_internal, (*internal, *of_edges))) else None


def _tidy(line: str) -> str:
    return fold_white_space(nfc(line))


def _looked_at(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The first and last paragraphs that are not empty, their white space folded, long ones but their beginning."""
    lines = [line for line in paragraphs if line.text.strip()]
    if len(lines) > _FIRST + _LAST + 2 * _NEAR:
        lines[_FIRST + _NEAR : -_LAST - _NEAR] = []
    return [replace(line, text=_tidy(line.text[: 4 * _LONGEST])) for line in lines]


def _end_of_heading(lines: Sequence[Paragraph]) -> int:
    """How many lines there are before the body begins."""
    heads = (fold(line.text[:_LONGEST].lower()) for line in lines[:_HEADING])
    return next((at for at, head in enumerate(heads) if _BODY.match(head)), min(_HEADING, len(lines)))


def _opens_title(line: str) -> bool:
    """Whether the title begins here: a type alone or before it in capitals, "Về việc …", "V/v …"."""
    if ARRIVAL.match(line):
        return False
    return is_type(line) != "" or (_OPENS_TITLE.match(line) is not None and (line.isupper() or line[:1] in "Vv"))


def _leave_out_lists(found: list[str], heading: Sequence[str]) -> None:
    """Take out of `found` the degrees of a list: three in a row, or what follows a line that tells of them."""
    for at in range(len(found) - 2):
        if len(set(found[at : at + 3]) - {""}) == len(_DEGREES):
            found[at : at + 3] = ["", "", ""]
    about = next((at for at, line in enumerate(heading) if _ABOUT_DEGREES.search(fold(line.lower()))), len(found))
    for at in range(about, len(found)):
        found[at] = ""


def _is_of_title(heading: Sequence[str], at: int, titled: int) -> bool:
    """Whether a line below the first of the title is a part of it and no stamp."""
    line, before = heading[at], heading[at - 1] if at else ""
    if line.startswith(("(", "[")) and line.endswith((")", "]")):
        return False
    if not line.isupper() and ":" not in line:  # "Tối mật", "Tài liệu mật"
        return True
    folded = fold(before.lower())
    if before.isupper() or not line.isupper():
        stamp = _STAMP.fullmatch("".join(filter(str.isalnum, fold(line.lower()))))
        after = fold("".join(heading[at + 1 : at + 2]).lower())
        if (stamp and stamp["noun"]) or re.search(r"\bmat\b", folded) or (_GOES_ON.match(after) and heading[at + 1].isupper()):
            return True
        if at > titled and re.match(r"^(?:tai lieu|van ban)\b", fold(line.lower())):
            return True
    return _OPEN.search(folded) is not None


def _floating(lines: Sequence[Paragraph], at: int) -> str:
    """The degree that a line of the body is the stamp of, as a box that floats over the page is read; "" for none."""
    line = lines[at]
    if line.kind != "text" or len(line.text) > _LONGEST_ALONE or not (_IN_BRACKETS.sub("", line.text) or line.text).isupper():
        return ""
    degree = _alone(line.text, is_recognized=False)
    if not degree or _ABOUT_PAPERS.match(fold(line.text)):
        return ""
    near = [fold(other.text[:_LONGEST].lower()) for other in lines[max(0, at - _NEAR) : at + _NEAR + 1] if other is not line]
    others = {item["degree"].replace(" ", "") for text in near if len(text) <= _LONGEST_ALONE and (item := _ITEM.match(text))}
    before = fold(lines[at - 1].text[-_LONGEST:].lower()) if at else ""
    is_listed = bool({_DEGREES[other] for other in others} - {degree}) or any(map(_ABOUT_FORMS.search, near))
    is_listed |= lines[at - 1].text.isupper() and re.search(r"\bmat\b", before) is not None  # the name of a list over lines
    return "" if is_listed or _DIVISION.match(before) or _OPEN.search(before) else degree


def _degree(line: str, *, is_recognized: bool) -> str:
    """The degree that a line is or holds the stamp of; "" for none."""
    if len(line) > _LONGEST:
        return ""
    if degree := _alone(line, is_recognized=is_recognized):
        return degree
    if "mat" not in fold(line.lower()):
        return ""
    if columns := _IN_COLUMNS.search(fold(line)):
        return _DEGREES[(columns["left"] or columns["right"] or columns["middle"]).lower().replace(" ", "")]
    beside = _AFTER_TYPE.search(fold(line))
    if beside and is_type(line[: beside.start()]):
        return _DEGREES[beside["degree"].lower().replace(" ", "")]
    if labelled := _LABELLED.search(fold(line.lower())):
        return _DEGREES[labelled["degree"].replace(" ", "")]
    return ""


def _alone(line: str, *, is_recognized: bool) -> str:
    """The degree that a line is nothing but the stamp of; "" for none."""
    letters = "".join(filter(str.isalnum, line))
    without = "".join(filter(str.isalnum, _IN_BRACKETS.sub("", line)))  # "TỐI MẬT (Không phổ biến)"
    forms = [letters, *([without] if without.isupper() and without != letters else [])]
    for own in (*forms, _FRAME.sub("", letters)) if is_recognized else forms:
        stamp = _STAMP.fullmatch(fold(own.lower()))
        if stamp and _is_degree(own[slice(*stamp.span("degree"))], is_recognized=is_recognized):
            return _DEGREES[stamp["degree"]]
    return ""


def _beside_issuer(line: str) -> str:
    """The degree beside the name of the issuer, in a line of two columns: "BỘ CÂY MẬT"; "" for none."""
    found = _BESIDE_ISSUER.search(fold(line)) if line.isupper() and len(line) <= _LONGEST_ALONE else None
    return _DEGREES[(found["left"] or found["right"]).lower().replace(" ", "")] if found else ""


def _is_degree(word: str, *, is_recognized: bool) -> bool:
    """Whether these letters are a degree and not another word that folds to one: "MẮT", "mặt"."""
    if word.lower() in _AS_WRITTEN:
        return True
    return word.isupper() and (is_recognized or word.isascii() or _SLIP.fullmatch(word.lower()) is not None)


def _is_internal(line: str) -> bool:
    """Whether a line says that the document is for internal use."""
    if len(line) > _LONGEST:
        return False
    folded = fold(line.lower())
    return (
        _INTERNAL.fullmatch("".join(filter(str.isalnum, folded))) is not None
        or _INTERNAL_IN_BRACKETS.search(folded) is not None
    )
