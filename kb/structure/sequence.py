"""The openings that form one list: the sequence of their numbers decides, never a number alone.

Guarantees:
1. The numbers that are accepted increase strictly, by the next number each time or over a gap after which the numbers go on.
2. A misspelt or doubtful candidate is accepted only where the sequence leaves no other reading.
3. Linear time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kb.structure.marks import Mark


class Opening(NamedTuple):
    """A candidate: the provision that the paragraph of index `at` may open, by the mark that it begins with.

    `doubtful` when it stands in a quotation that is never closed."""

    at: int
    mark: Mark
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The candidates of the list, and the well-written ones that were left as text: their number comes again or too early."""

    members: tuple[Opening, ...]
    rejected: tuple[Opening, ...]


def in_sequence(candidates: Sequence[Opening], any_gap: bool = False) -> Accepted:
    """The candidates, all of one style and in reading order, that form a list from 1 (or a) on.

    A gap of one number is accepted when the numbers go on after it and the missing one never comes; `any_gap` allows wider
    ones, and one before the last number. A list that starts again at 1 is another list: its members are not accepted.
    """
    following = _next_certain(candidates)
    # The last index at which a number stands with its successor after it, or as the last.
    supported: dict[tuple[int, int], int] = {}
    seconds = 0  # how often the number 2 is still to come
    for i, candidate in enumerate(candidates):
        if _plain(candidate):
            after = following[i]
            if after is None or _follows(candidate.mark, after):
                supported[candidate.mark.order] = i
            seconds += candidate.mark.order == (2, 0)
    members: list[Opening] = []
    rejected: list[Opening] = []
    last, other = (0, 0), None  # the order last accepted, and the order last seen of another list
    for i, candidate in enumerate(candidates):
        mark, after = candidate.mark, following[i]
        seconds -= _plain(candidate) and mark.order == (2, 0)
        if other and _next(other, mark.order):
            other = mark.order  # the other list goes on
            continue
        if _next(last, mark.order):
            # Misspelt: only between its neighbours, and where the right spelling never comes.
            fits = mark.certain or (
                after is not None and 0 < after.order[0] - mark.order[0] <= 2 and supported.get(mark.order, -1) < i
            )
        else:
            gap = mark.order[0] - last[0] - 1
            goes_on = (any_gap and gap < 2) if after is None else _follows(mark, after)
            wide = gap > 1 and not any_gap
            fits = _plain(candidate) and gap >= 0 and not wide and goes_on and supported.get((last[0] + 1, 0), -1) < i
        if fits:
            members.append(candidate)
            last, other = mark.order, None
            continue
        if candidate.doubtful or (mark.order == (1, 0) and mark.certain and (last[0] > 1 or seconds > 1)):
            other = mark.order
        if _plain(candidate):
            rejected.append(candidate)
    return Accepted(tuple(members), tuple(rejected))


def _plain(candidate: Opening) -> bool:
    return candidate.mark.certain and not candidate.doubtful


def _next_certain(candidates: Sequence[Opening]) -> list[Mark | None]:
    """For each candidate the next mark that is neither misspelt nor doubtful."""
    following: list[Mark | None] = [None] * len(candidates)
    after = None
    for i in range(len(candidates) - 1, -1, -1):
        following[i] = after
        if _plain(candidates[i]):
            after = candidates[i].mark
    return following


def _next(last: tuple[int, int], order: tuple[int, int]) -> bool:
    """Whether `order` comes right after `last`: 2 after 1 or 1a, 1a or 1b after 1 (an inserted one may be repealed)."""
    return order == (last[0] + 1, 0) or (order[0] == last[0] > 0 and order[1] > last[1])


def _follows(mark: Mark, after: Mark) -> bool:
    return _next(mark.order, after.order)


def gaps(members: Sequence[Opening]) -> list[tuple[Opening, Opening]]:
    """The neighbours between which a number is missing."""
    return [(a, b) for a, b in pairwise(members) if not _follows(a.mark, b.mark)]
