"""Điều whose heading lost its word or is missing: found where the numbers around it leave no other reading.

Guarantees:
1. Only numbers that are missing between two Điều are looked for, and each is found at one paragraph or not at all.
2. An Điều that is found is marked as uncertain, so that it is reported.
"""

from collections.abc import Sequence
from itertools import pairwise

from kb.law.levels import DIVISIONS
from kb.structure.marked_text import MarkedText
from kb.structure.marks import Mark
from kb.structure.quotations import Quoted
from kb.structure.sequence import Opening
from kb.structure.titles import is_heading, title_end

_SHORTEST_LINE = 20  # characters: a shorter one may come twice by itself


def with_unheaded(marked: MarkedText, articles: Sequence[Opening]) -> list[Opening]:
    """The Điều `articles`, in order, and those missing between them that can be found."""
    found: list[Opening] = []
    for before, after in pairwise(articles):
        found.append(before)
        first, last = before.mark.order[0] + 1, after.mark.order[0] - 1
        if first <= last and (len(found) < 2 or found[-2].mark.order != before.mark.order):
            found += _without_word(marked, before.at, after.at, range(first, last + 1))
            if found[-1] is before and first == last:
                found += _without_heading(marked, before.at, after.at, first)
    return [*found, *articles[-1:]]


def _without_word(marked: MarkedText, before: int, after: int, missing: range) -> list[Opening]:
    """The headings that lost the word Điều ("16. Tên"): all the missing numbers stand there, once each, in order.

    A number that may be the next khoản of the Điều before is none.
    """
    clauses = [c for c in marked.candidates(before + 1, after, "clause", lambda _: False) if c.mark.certain]
    headings = [c for c in clauses if c.mark.order[0] in missing]
    if [c.mark.order for c in headings] != [(number, 0) for number in missing]:
        return []
    if any(c.mark.order[0] == missing[0] - 1 for c in clauses):
        return []
    return [Opening(c.at, c.mark._replace(style="article", certain=False)) for c in headings]


def _without_heading(marked: MarkedText, before: int, after: int, number: int) -> list[Opening]:
    """The one Điều missing in (before, after), where a single paragraph can be its beginning.

    Text that stands directly below a Phần, Chương or Mục begins an Điều; so does a line that its neighbour repeats, which
    stands instead of the heading.
    """
    begins = set()
    for style in DIVISIONS:
        for container in marked.candidates(before + 1, after, style, lambda _: False):
            if is_heading(marked, container, after):
                titled = title_end(marked, container, after)
                index = next(i for i in range(container.at + 1, after + 1) if marked.starts[i] >= titled)
                if index < after and not any(mark.style in DIVISIONS for mark in marked.marks[index]):
                    begins.add(index)
    for index in range(before + 1, after - 1):
        if _repeats(marked, index):
            begins.add(index)
    if len(begins) != 1:
        return []
    return [Opening(begins.pop(), Mark("article", (number, 0), str(number), 0, certain=False))]


def _repeats(marked: MarkedText, index: int) -> bool:
    """Whether this paragraph of text, which opens nothing, comes again at once."""
    text = marked.text(index)
    if len(text) < _SHORTEST_LINE or text != marked.text(index + 1) or marked.marks[index]:
        return False
    return marked.paragraphs[index].kind == "text" and marked.quoted[index] is Quoted.NO
