"""Quotations that run over several paragraphs, as amending laws write the text that they put into another law.

Guarantees:
1. A quotation begins only at the start of a paragraph or after "như sau:", so that a stray mark in running text hides nothing.
2. A quotation that is never closed is reported as doubtful, up to where the next one begins or the text ends.
3. Linear time.
"""

import re
from collections.abc import Sequence
from enum import Enum

_OPENING = re.compile(r"[“\"](?=\s?[\w“\"(\[])")
_INTRODUCED = re.compile(r"như sau:\s*([“\"])")
_STRAIGHT_END = re.compile(r"\"[\s.;,)]*\Z")


class Quoted(Enum):
    """Whether a paragraph goes on in a quotation that an earlier paragraph, or its own beginning, opened."""

    NO = 0
    YES = 1
    DOUBTFUL = 2


def quoted_paragraphs(texts: Sequence[str]) -> list[Quoted]:
    """For each paragraph whether it is quoted; one that merely introduces a quotation ("… như sau: “1. …") is not."""
    state = [Quoted.NO] * len(texts)
    begin, straight, depth = -1, False, 0  # of the open quotation; begin -1: none
    for i, text in enumerate(texts):
        opens = _opens(text)
        if begin >= 0 and not opens:
            depth += _balance(text, straight)
            if depth <= 0:
                state[begin : i + 1] = [Quoted.YES] * (i + 1 - begin)
                begin = -1
            continue
        if begin >= 0:
            state[begin:i] = [Quoted.DOUBTFUL] * (i - begin)
            begin = -1
        introduced = not _OPENING.match(text)
        if opens:
            begin, straight, depth = i + introduced, opens == '"', 1
        elif not introduced:
            state[i] = Quoted.YES
    if 0 <= begin < len(texts):
        state[begin:] = [Quoted.DOUBTFUL] * (len(texts) - begin)
    return state


def _opens(text: str) -> str:
    """The mark of a quotation that begins in this paragraph and does not end in it, "" where there is none."""
    match = _OPENING.match(text)
    mark, start = (text[0], 0) if match else ("", 0)
    if not match and (found := _INTRODUCED.search(text)):
        mark, start = found[1], found.start(1)
    return mark if mark and _balance(text[start:], mark == '"') > 0 else ""


def _balance(text: str, straight: bool) -> int:
    """How many more quotations the paragraph opens than it closes, in a quotation written with “ ” or with straight marks."""
    curly = text.count("“") - text.count("”")
    odd = text.count('"') % 2
    if straight:
        return min(curly, 0) if not odd else (1 if _OPENING.match(text) else -1)
    return curly - 1 if odd and _STRAIGHT_END.search(text, max(0, len(text) - 12)) else curly
