"""The parts of a long page: which one is asked for, what it has, and where the others are.

Guarantees:
1. Every part has a link to the one before and the one after, so that all of a page is reached by links.
2. An address that names a provision leads to the part in which that begins.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request

import kb
from webapp.blocks import Change, CitingDocument, Pointer

PARAMETER = "phan"  # a number from 1, or the eId of a provision
MOST_PARTS = 10**6
_NEAR = 30  # parts before and after, to which a page has links
_ROW = 300  # bytes of markup in a line of a list


@dataclass(frozen=True, slots=True)
class PartLink:
    """A link to a part, with what of the text it has: "Điều 30 – Điều 61"."""

    number: int
    what: str


def number_from(typed: str, highest: int) -> int | None:
    """The number from 1 to `highest` that is typed, or None."""
    is_short = typed.isascii() and typed.isdecimal() and len(typed) < 10
    return int(typed) if is_short and 1 <= int(typed) <= highest else None


def asked_part(tree: kb.Tree, texts: Sequence[kb.Span], eid: str = "") -> int:
    """The number of the part that is asked for; where none is, of the one in which the provision `eid` begins, else 1."""
    typed = request.args.get(PARAMETER, "")
    number = number_from(typed, MOST_PARTS)
    if number is None:
        way = tree.way_to(typed or eid) if typed or eid else ()
        if typed and not way:
            abort(404)
        number = max(1, bisect_right([text.start for text in texts], way[-1].span.start)) if way else 1
    return number


def part_links(wholes: Iterable[kb.Provision], texts: Sequence[kb.Span], part: kb.AnswerPart) -> tuple[PartLink, ...]:
    """The links to the parts near one, to the first and to the last; none where there is one part alone."""
    if part.count == 1 or part.number is None:
        return ()
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    starts = [text.start for text in texts]
    for whole in wholes:
        number = max(1, bisect_right(starts, whole.span.start))
        first.setdefault(number, kb.eid.label(whole.eid))
        last[number] = kb.eid.label(whole.eid)
    near = range(max(1, part.number - _NEAR), min(part.count, part.number + _NEAR) + 1)
    return tuple(
        PartLink(n, " – ".join(dict.fromkeys([first.get(n, ""), last.get(n, "")]))) for n in sorted({1, *near, part.count})
    )


def size_of_item(item: Any) -> int:
    """The bytes, or somewhat more, of an item of a list in a page: a pointer, change, citing document, relation, note."""
    if isinstance(item, Pointer):
        own = (
            _ROW
            + kb.answer_size(item.label + item.note)
            + len(item.url or "")
            + (kb.answer_size(item.status.note) if item.status else 0)
        )
        return own + sum(map(size_of_item, item.candidates))
    if isinstance(item, Change | CitingDocument):
        said = item.words if isinstance(item, Change) else item.entry.label + item.status.note
        return _ROW + kb.answer_size(said) + sum(map(size_of_item, item.pointers))
    if isinstance(item, kb.Entry):
        return 2 * _ROW + kb.answer_size(item.label + item.title)
    return _ROW + kb.answer_size(str(item))
