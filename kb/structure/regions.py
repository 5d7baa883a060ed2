"""The regions of a document outside its numbered body: attachments (phụ lục) and the closing (phần kết, nơi nhận).

Guarantees:
1. Regions are runs of whole paragraphs; together with preamble and body they cover the document, in reading order.
2. An attachment begins at its own title, never in a quotation, and only after the main document has begun; its Điều are
   numbered from 1.
"""

import re
from collections.abc import Iterator, Sequence

from kb.language.text import OFF_LINE_DIGITS
from kb.law.model import Paragraph
from kb.law.types import ISSUED_WITH, OF_ASSEMBLY, pattern_of
from kb.structure.marks import Mark, is_capitals
from kb.structure.quotations import Quoted

_RULER = re.compile(r"[-_=*–—\s.]{3,}\Z")
_RECIPIENTS = re.compile(r"Nơi (?:nhận|gửi)\b", re.IGNORECASE)
# The last addressee is the file: "- Lưu: VT, …" (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.9).
_LAST_RECIPIENT = re.compile(r"[-–]?\s?Lưu\b")
# "Luật này đã được Quốc hội … thông qua ngày …"
_ENACTED = re.compile(rf"(?:{pattern_of(OF_ASSEMBLY)})\s(?:[^.;]{{0,120}}\s)?này\s(?:đã\s)?được\b.{{0,250}}?\bthông qua\b")
# The power of signature, or the office of the signer, in capitals (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.7).
_POWER = re.compile(r"(?:T/M|TM|K/T|KT|T/L|TL|TUQ|Q)\b[.\s]\s?(?=[^\W\d_])")
_OFFICE = re.compile(
    r"CHỦ TỊCH|CHỦ NHIỆM|THỦ TƯỚNG|THỨ TRƯỞNG|BỘ TRƯỞNG|CHÁNH ÁN|VIỆN TRƯỞNG|BÍ THƯ|TỔNG KIỂM TOÁN|TỔNG THANH TRA|THỐNG ĐỐC"
    r"|GIÁM ĐỐC|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|TRƯỞNG BAN|XÁC THỰC VĂN BẢN"
)
# The first characters of these: most paragraphs are told by their first characters alone.
_ENACTED_FIRST = frozenset(name[0] for name in OF_ASSEMBLY)
_POWER_FIRST = frozenset("TKQ")
_SHORTEST_OFFICE = 4  # characters, with "T/M "
_APPENDIX_NUMBER = r"(?:[IVXLC]{1,8}|\d{1,3}|[A-H])(?:[.-]?\d{1,2}|-?[A-Ha-hđ])?"  # "IV", "01", "2A", "I.1"
_NOTED = rf"(?:\s?(?:\[\d{{1,3}}\]|[{OFF_LINE_DIGITS}]{{1,3}}))?"
_APPENDIX = re.compile(rf"(?:PHỤ LỤC|Phụ lục)(?:\s(?:SỐ|số))?(?:\s({_APPENDIX_NUMBER}))?{_NOTED}(?:\s?[.:–-]+\s*|\s*$)")
_CAPITAL_APPENDIX = re.compile(
    rf"PHỤ LỤC(?:\sSỐ)?(?:\s({_APPENDIX_NUMBER})(?:\b|(?=[{OFF_LINE_DIGITS}])))?{_NOTED}\s*(?=[^\W\d_])"
)
_ISSUED_WITH = re.compile(r"\((?:được\s)?(?:ban hành\s)?(?:kèm theo|cùng với)\b", re.IGNORECASE)
# What a decision issues, alone on its line: a type (Nghị định 30/2020/NĐ-CP, Điều 7), or what is no document by itself.
_ATTACHED = ("Quy trình", "Quy chuẩn", "Nội quy", "Danh mục", "Phương án", "Biểu")
_TITLE_WORD = re.compile(rf"(?:{pattern_of((*ISSUED_WITH, *_ATTACHED))})\Z", re.IGNORECASE)
# The name of an attached file, which a page lists where it was linked.
_FILE_NAME = re.compile(r"\.(?:docx?|xlsx?|pptx?|rtf|pdf|zip|rar)\Z", re.IGNORECASE)
_TITLE_REACH = 8  # paragraphs: a title of an attachment is not longer


def is_ruler(text: str) -> bool:
    """Whether a paragraph is only a drawn line."""
    return bool(_RULER.match(text))


def appendix_heading(text: str) -> tuple[str, int] | None:
    """The number ("" for none) and the length of the marker of "PHỤ LỤC I", or None when `text` does not begin so."""
    if text[:2] not in ("PH", "Ph"):
        return None
    match = _APPENDIX.match(text) or (_CAPITAL_APPENDIX.match(text) if is_capitals(text[:200]) else None)
    return (match[1] or "", len(match[0].rstrip())) if match else None


def heads_attachment(text: str) -> bool:
    """Whether a paragraph is the heading of an appendix, or says with what the text below its title is issued."""
    return appendix_heading(text) is not None or (text[:1] == "(" and _ISSUED_WITH.match(text) is not None)


def closing_start(paragraphs: Sequence[Paragraph], quoted: Sequence[Quoted], begin: int, end: int, any_sign: bool) -> int:
    """The first paragraph of the closing within [begin, end), `end` where there is none.

    Without `any_sign` only the list of addressees counts: before the numbered body an office in capitals is the issuer.
    """
    for i in range(begin, end):
        if quoted[i] is Quoted.YES:
            continue
        text = paragraphs[i].text
        if _RECIPIENTS.match(text) or (any_sign and closes(text)):
            while i > begin and is_ruler(paragraphs[i - 1].text):
                i -= 1
            return i
    return end


def recipients(paragraphs: Sequence[Paragraph], begin: int, end: int) -> tuple[int, int] | None:
    """The run [start, stop) of the list of addressees (nơi nhận) within [begin, end): up to the signature, or None."""
    for start in range(begin, end):
        if _RECIPIENTS.match(paragraphs[start].text):
            for i in range(start + 1, end):
                if closes(paragraphs[i].text):
                    return start, i
                if _LAST_RECIPIENT.match(paragraphs[i].text):
                    return start, i + 1
            return start, end
    return None


def attachment_starts(
    paragraphs: Sequence[Paragraph], quoted: Sequence[Quoted], marks: Sequence[tuple[Mark, ...]]
) -> Iterator[int]:
    """The first paragraph of each attachment, in order.

    It is "PHỤ LỤC …", or the title before "(Ban hành kèm theo …)", or the title before an Điều 1 that comes after the
    signature of a document that already had one.
    """
    begun = signed = had_article = False  # since the last start; `had_article`: in the whole document
    last = 0
    for i, paragraph in enumerate(paragraphs):
        if quoted[i] is Quoted.YES or paragraph.kind == "note":
            continue
        text = paragraph.text
        found = marks[i]
        first_article = any(mark.style == "article" and mark.certain and mark.order == (1, 0) for mark in found)
        start = None
        if (begun or last) and appendix_heading(text) and not _goes_on(paragraphs, marks, i):
            start = i
        elif begun and ((text[:1] == "(" and _ISSUED_WITH.match(text)) or (first_article and signed and had_article)):
            start = _title_start(paragraphs, i, last + 1)
        if start is not None:
            yield start
            last, begun, signed = start, False, False
        had_article |= first_article
        begun = begun or any(mark.style in ("article", "clause", "roman") for mark in found)
        signed = signed or (begun and closes(text))


def _goes_on(paragraphs: Sequence[Paragraph], marks: Sequence[tuple[Mark, ...]], index: int) -> bool:
    """Whether the heading of an appendix is a mere mention of it: a file's name, or above an Điều that is not the first one."""
    if _FILE_NAME.search(paragraphs[index].text):
        return True
    after = index + 1
    while after < min(len(paragraphs), index + _TITLE_REACH) and appendix_heading(paragraphs[after].text):
        after += 1
    found = marks[after] if after < len(paragraphs) else ()
    return any(mark.style == "article" and mark.certain and mark.order > (1, 0) for mark in found)


def closes(text: str) -> bool:
    """Whether a paragraph begins the end of a document: the sentence on its passing, the power or the office of a signer."""
    first = text[:1]
    if first in _ENACTED_FIRST and _ENACTED.match(text):
        return True
    if first in _POWER_FIRST and _POWER.match(text):
        return True
    if not text[:_SHORTEST_OFFICE].isupper():
        return False
    office = _OFFICE.search(text, 0, 100)
    return office is not None and text[: office.end()].isupper()


def _title_start(paragraphs: Sequence[Paragraph], index: int, floor: int) -> int:
    """The first paragraph of the title that ends before `index`: the first line in capitals after the signature."""
    start = index
    for i in range(index - 1, max(floor, index - _TITLE_REACH) - 1, -1):
        text = paragraphs[i].text
        if closes(text) or text.endswith((".", ";", ":", "./.")) or paragraphs[i].kind != paragraphs[index].kind:
            break
        if is_capitals(text) or _TITLE_WORD.match(text):
            start = i
    return start
