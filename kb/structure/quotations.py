"""Quotations that run over several paragraphs, as amending laws write the text that they put into another law.

Guarantees:
1. A quotation begins only at the start of a paragraph, after its number, or after "như sau:", so that a stray mark in
   running text hides nothing.
2. One inside another ends before it; the text after the inner one is still quoted.
3. A quotation that is never closed is reported as doubtful, up to where the next one begins or the text ends.
4. Linear time.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from kb.language.text import OFF_LINE_DIGITS
from kb.law.levels import POINT_LETTERS

# “ ”, « », straight marks, and two apostrophes typed for one.
_MARK = re.compile(r"[“”«»\"]|''")
_OPENING = re.compile(r"(?:[“«\"]|'')(?=\s?[\w“«\"(\[])")
_INTRODUCED = re.compile(r"như sau\s?:\s*([“«\"]|'')")
_NOTED = rf"(?:\[\d{{1,3}}\]|[{OFF_LINE_DIGITS}]{{1,3}})?"  # the mark of a note beside a number
_NUMBERED = re.compile(rf"(?:\d{{1,3}}[a-zđ]?{_NOTED}\.|[a-zđ]\d?{_NOTED}\)){_NOTED}\s?([“«\"])")  # "a) “a) Nội dung mới"
_CLOSING_CHARACTERS = " .;,)”»\"'"
_BEFORE_OPENING = " ([“«"
_AFTER_CLOSING = " .,;:)]”»\"'"
_CURLY = "“«”»"
# The number of an instruction of the amending law: "Điều 2.", "3.", "b)".
_NUMBER = re.compile(rf"(?:Điều )?(\d{{1,3}}){_NOTED}[.:]|([a-zđ]){_NOTED}\)")
_DEEPEST = 8  # open marks: more are no nesting but marks that were never closed, and the oldest is given up


class Quoted(Enum):
    """Whether a paragraph goes on in a quotation that an earlier paragraph, or its own beginning, opened."""

    NO = 0
    YES = 1
    DOUBTFUL = 2


class _Mark(NamedTuple):
    """A mark whose other half is not in its paragraph: its offset, straight or curly, and whether only punctuation follows."""

    offset: int
    straight: bool
    last: bool


@dataclass(slots=True)
class _Open:
    """An open quotation: the first paragraph that is quoted; -1 for a mark inside another one that begins none itself.

    `end` is the paragraph that ended it, if the mark inside it that was taken for a further beginning is a stray one; or -1.
    """

    begin: int
    straight: bool
    end: int = -1
    holds: bool = False  # whether another one began inside


def quoted_paragraphs(texts: Sequence[str]) -> list[Quoted]:
    """For each paragraph whether it is quoted; one that merely introduces a quotation ("… như sau: “1. …") is not."""
    stack: list[_Open] = []
    begun: list[int] = []  # the paragraphs at which a quotation begins that goes on in the next
    ended: list[tuple[int, int]] = []  # the first and the last paragraph of each that is closed
    left: list[_Open] = []  # those that no mark closes
    for i, text in enumerate(texts):
        start = _start(text)
        if not stack and start < 0:
            continue
        opens, closes = _unmatched(text, 0 if stack else start)
        for mark in closes:
            ended += [(closed.begin, i) for closed in _close(stack, mark, i) if closed.begin >= 0]
        for mark in opens:
            if mark.offset != start:
                stack += [_Open(-1, mark.straight)] if stack else []
                continue
            opened = _Open(i + (start > 0), mark.straight)
            if stack and not stack[-1].holds and _is_next(texts, stack[-1].begin - 1, opened.begin - 1):
                left.append(stack.pop())
            if stack:
                stack[-1].holds = True
            stack.append(opened)
            begun.append(i)
        left += stack[:-_DEEPEST]
        del stack[:-_DEEPEST]
        if start == 0 and not stack:
            ended.append((i, i))
    left += stack
    ended += [(quotation.begin, quotation.end) for quotation in left if quotation.end >= 0]
    doubtful = [quotation.begin for quotation in left if quotation.begin >= 0 > quotation.end]
    return _states(len(texts), begun, doubtful, ended)


def _states(length: int, begun: Sequence[int], doubtful: Sequence[int], ended: Sequence[tuple[int, int]]) -> list[Quoted]:
    state = [Quoted.NO] * length
    for begin in doubtful:
        following = bisect_right(begun, begin)
        stop = begun[following] if following < len(begun) else length
        state[begin:stop] = [Quoted.DOUBTFUL] * (stop - begin)
    reached = 0
    for begin, end in sorted(ended):
        first = max(begin, reached)
        if first <= end:
            state[first : end + 1] = [Quoted.YES] * (end + 1 - first)
            reached = end + 1
    return state


def _start(text: str) -> int:
    """The offset of the mark with which a quotation begins in this paragraph, or -1."""
    if _OPENING.match(text):
        return 0
    match = _NUMBERED.match(text) or (_INTRODUCED.search(text) if "như sau" in text else None)
    return match.start(1) if match else -1


def _unmatched(text: str, start: int) -> tuple[list[_Mark], list[_Mark]]:
    """The marks from `start` on that open, and those that close, a quotation whose other half stands in another paragraph."""
    opens: list[_Mark] = []
    closes: list[_Mark] = []
    straight_open = 0
    last = len(text.rstrip(_CLOSING_CHARACTERS))
    for match in _MARK.finditer(text, start):
        straight = match[0] not in _CURLY
        if _is_opening(text, match, straight_open > 0 or match.start() >= last):
            opens.append(_Mark(match.start(), straight, False))
            straight_open += straight
        elif opens:
            straight_open -= opens.pop().straight
        elif match.start() >= last or not straight:  # a straight one in running text may mean inches, minutes
            closes.append(_Mark(match.start(), straight, match.start() >= last))
    return opens, closes


def _is_opening(text: str, match: re.Match[str], inside: bool) -> bool:
    """Whether a mark opens: by the space on one of its sides, else by its shape; a straight one `inside` another closes it."""
    before = match.start() == 0 or text[match.start() - 1] in _BEFORE_OPENING
    after = match.end() == len(text) or text[match.end()] in _AFTER_CLOSING
    if before != after:
        return before
    if match[0] in _CURLY:
        return match[0] in "“«"
    return match.start() == 0 or not inside


def _close(stack: list[_Open], mark: _Mark, index: int) -> list[_Open]:
    """The quotations that `mark`, in paragraph `index`, closes, taken off the stack.

    They are the last one in marks of its kind, with those inside it; or else the last.
    """
    if not stack:
        return []
    closed = [stack.pop()]
    if any(quotation.straight is mark.straight for quotation in stack):
        while closed[-1].straight is not mark.straight:
            closed.append(stack.pop())
    if mark.last and closed[-1].begin < 0:
        outer = next((quotation for quotation in reversed(stack) if quotation.begin >= 0), None)
        if outer and outer.end < 0:
            outer.end = index
    return closed


def _is_next(texts: Sequence[str], before: int, after: int) -> bool:
    """Whether two paragraphs, each introducing a quotation, are instructions of one list: the former was not closed."""
    if before < 0 or after < 0:
        return False
    one, other = _NUMBER.match(texts[before]), _NUMBER.match(texts[after])
    if not one or not other:
        return False
    if one[1] and other[1]:
        return int(other[1]) == int(one[1]) + 1
    return bool(one[2] and other[2]) and f"{one[2]}{other[2]}" in POINT_LETTERS
