"""Titles (tên) of Điều and of Phần, Chương, Mục: where they stand and how they are told from text.

A title stands after the marker on its line, or on the lines in capitals that follow, or on one line that does not end as a
sentence does and has the next heading or the text after it.
"""

import re

from kb.language.text import RAISED_DIGITS
from kb.law.levels import DIVISIONS
from kb.structure.marked_text import MarkedText
from kb.structure.marks import is_capitals
from kb.structure.quotations import Quoted
from kb.structure.regions import is_ruler
from kb.structure.sequence import Opening

_SENTENCE_ENDS = (".", ";", ":", ",", "”", '"')
_LONGEST_TITLE = 300  # characters
_NOTE_MARK = re.compile(rf"\s?(?:\[\^?\d{{1,3}}\]|[{RAISED_DIGITS}])\Z")
_LONGEST_MARK = len(" [^100]")


def is_heading(marked: MarkedText, candidate: Opening, end: int) -> bool:
    """Whether a title stands on the line or below it, or the next level opens at once."""
    after = candidate.at + 1
    if _after_marker(marked, candidate) or after >= end:
        return after < end
    return any(mark.style in (*DIVISIONS, "article") for mark in marked.marks[after]) or _is_title(marked, after, end)


def _is_title(marked: MarkedText, index: int, end: int) -> bool:
    """Whether a whole paragraph can only be a title: in capitals, or not ended as a sentence with more text after it."""
    text = marked.text(index)
    if marked.paragraphs[index].kind != "text" or marked.quoted[index] is not Quoted.NO or len(text) > _LONGEST_TITLE:
        return False
    if any(mark.certain for mark in marked.marks[index]):
        return False
    return is_capitals(text) or (index + 1 < end and not is_ruler(text) and not _without_marks(text).endswith(_SENTENCE_ENDS))


def _without_marks(text: str) -> str:
    """`text` without the marks of notes at its end."""
    end = len(text)
    while mark := _NOTE_MARK.search(text, max(0, end - _LONGEST_MARK), end):
        end = mark.start()
    return text[:end]


def _after_marker(marked: MarkedText, opening: Opening) -> str:
    """What stands after the marker on its line, without the marks of notes at its end."""
    return _without_marks(marked.text(opening.at)[opening.mark.end :]).strip()


def title_end(marked: MarkedText, opening: Opening, limit: int) -> int:
    """The offset where the title of an Điều or of a container ends."""
    after = opening.at + 1
    rest = _after_marker(marked, opening)
    if opening.mark.style == "article":
        if not opening.mark.end:  # its heading is missing
            return marked.starts[opening.at]
        if rest:
            # A title does not end as a sentence does; a sentence with nothing after it is the text of the Điều.
            is_text = rest.endswith((":", ";")) or (rest.endswith(".") and after >= limit)
            return marked.starts[opening.at] + opening.mark.end if is_text else marked.starts[after]
        is_titled = after < limit and not is_capitals(marked.text(after)) and _is_title(marked, after, limit)
        return marked.starts[after + is_titled]
    while (
        after < limit
        and (not rest or is_capitals(rest))
        and is_capitals(marked.text(after))
        and _is_title(marked, after, limit)
    ):
        after += 1
    if not rest and after == opening.at + 1 and after < limit and _is_title(marked, after, limit + 1):
        after += 1
    return marked.starts[after]
