"""Titles (tên) of Điều and of Phần, Chương, Mục: where they stand and how they are told from text.

A title stands after the marker on its line, or on the lines in capitals that follow, or on one line that does not end as a
sentence does and has the next heading or the text after it.
"""

from kb.law.vocabulary import DIVISIONS
from kb.structure.marks import is_capitals
from kb.structure.quotations import Quoted
from kb.structure.regions import is_ruler
from kb.structure.sequence import Candidate
from kb.structure.source import Source

_SENTENCE_ENDS = (".", ";", ":", ",", "”", '"')
_LONGEST_TITLE = 300  # characters


def is_heading(source: Source, candidate: Candidate, end: int) -> bool:
    """Whether a title stands on the line or below it, or the next level opens at once."""
    after = candidate.place + 1
    if source.text(candidate.place)[candidate.mark.end :].strip() or after >= end:
        return after < end
    return any(mark.style in (*DIVISIONS, "article") for mark in source.marks[after]) or _is_title(source, after, end)


def _is_title(source: Source, place: int, end: int) -> bool:
    """Whether a whole paragraph can only be a title: in capitals, or not ended as a sentence with more text after it."""
    text = source.text(place)
    if source.paragraphs[place].kind != "text" or source.quoted[place] is not Quoted.NO or len(text) > _LONGEST_TITLE:
        return False
    if any(mark.certain for mark in source.marks[place]):
        return False
    return is_capitals(text) or (place + 1 < end and not is_ruler(text) and not text.endswith(_SENTENCE_ENDS))


def title_end(source: Source, opening: Candidate, limit: int) -> int:
    """The offset where the title of an Điều or of a container ends."""
    after = opening.place + 1
    rest = source.text(opening.place)[opening.mark.end :].strip()
    if opening.mark.style == "article":
        if not opening.mark.end:  # its heading is missing
            return source.starts[opening.place]
        if rest:
            # A title does not end as a sentence does; a sentence with nothing after it is the text of the Điều.
            is_text = rest.endswith((":", ";")) or (rest.endswith(".") and after >= limit)
            return source.starts[opening.place] + opening.mark.end if is_text else source.starts[after]
        is_titled = after < limit and not is_capitals(source.text(after)) and _is_title(source, after, limit)
        return source.starts[after + is_titled]
    while (
        after < limit
        and (not rest or is_capitals(rest))
        and is_capitals(source.text(after))
        and _is_title(source, after, limit)
    ):
        after += 1
    if not rest and after == opening.place + 1 and after < limit and _is_title(source, after, limit + 1):
        after += 1
    return source.starts[after]
