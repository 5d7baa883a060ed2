"""Điều whose heading lost its word or is missing: found where the numbers around it leave no other reading.

Guarantees:
1. Only numbers that are missing between two Điều are looked for, and each is found at one place or not at all.
2. What is found is marked as uncertain, so that it is reported.
"""

from collections.abc import Sequence
from itertools import pairwise

from kb.law.vocabulary import DIVISIONS
from kb.structure.marks import Mark
from kb.structure.quotations import Quoted
from kb.structure.sequence import Candidate
from kb.structure.source import Source
from kb.structure.titles import is_heading, title_end

_SHORTEST_LINE = 20  # characters: a shorter one may come twice by itself


def with_unheaded(source: Source, articles: Sequence[Candidate]) -> list[Candidate]:
    """The Điều `articles`, in order, and those missing between them that can be found."""
    found: list[Candidate] = []
    for before, after in pairwise(articles):
        found.append(before)
        first, last = before.mark.order[0] + 1, after.mark.order[0] - 1
        if first <= last and (len(found) < 2 or found[-2].mark.order != before.mark.order):
            found += _without_word(source, before.place, after.place, range(first, last + 1))
            if found[-1] is before and first == last:
                found += _without_heading(source, before.place, after.place, first)
    return [*found, *articles[-1:]]


def _without_word(source: Source, before: int, after: int, missing: range) -> list[Candidate]:
    """The headings that lost the word Điều ("16. Tên"): all the missing numbers stand there, once each, in order.

    A number that may be the next khoản of the Điều before is none.
    """
    clauses = [c for c in source.candidates(before + 1, after, "clause", lambda _: False) if c.mark.certain]
    headings = [c for c in clauses if c.mark.order[0] in missing]
    if [c.mark.order for c in headings] != [(number, 0) for number in missing]:
        return []
    if any(c.mark.order[0] == missing[0] - 1 for c in clauses):
        return []
    return [Candidate(c.place, c.mark._replace(style="article", certain=False)) for c in headings]


def _without_heading(source: Source, before: int, after: int, number: int) -> list[Candidate]:
    """The one Điều missing in (before, after), where a single place can be its beginning.

    Text that stands directly below a Phần, Chương or Mục begins an Điều; so does a line that its neighbour repeats, which
    stands in place of the heading.
    """
    places = set()
    for style in DIVISIONS:
        for container in source.candidates(before + 1, after, style, lambda _: False):
            if is_heading(source, container, after):
                titled = title_end(source, container, after)
                place = next(i for i in range(container.place + 1, after + 1) if source.starts[i] >= titled)
                if place < after and not any(mark.style in DIVISIONS for mark in source.marks[place]):
                    places.add(place)
    for place in range(before + 1, after - 1):
        if _repeats(source, place):
            places.add(place)
    if len(places) != 1:
        return []
    return [Candidate(places.pop(), Mark("article", (number, 0), str(number), 0, certain=False))]


def _repeats(source: Source, place: int) -> bool:
    """Whether this paragraph of text, which opens nothing, comes again at once."""
    text = source.text(place)
    if len(text) < _SHORTEST_LINE or text != source.text(place + 1) or source.marks[place]:
        return False
    return source.paragraphs[place].kind == "text" and source.quoted[place] is Quoted.NO
