"""The normal form (dạng chuẩn) of a text in which citations are found, and the way back to the offsets of the text itself.

Guarantees:
1. A text without any sign that the normal form changes is its own normal form; one search tells that.
2. Letters, digits and marks keep their order; what is left out is no part of a number or name: signs that nobody sees, raised
   and lowered digits after a digit or letter ("Điều 7¹²"), marks of notes ("Điều 6[4]"), a second tone on one letter.
3. Offsets go back to the text: a span begins at its first letter there and ends after its last one.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from kb.language.text import OFF_LINE_DIGITS, SIGNS, UNSEEN, Span, nfc
from kb.law.model import Mention

_SAME = {**SIGNS, "\u00d0": "Đ", "\u00f0": "đ"}  # and the letter eth, which looks like it
_TABLE = str.maketrans(_SAME)
_TONES = (
    "\u0300-\u0333\u0339-\u034e\u0350-\u036f"  # but not strokes through a letter: what is struck out is for a reader to tell
)
_SIGN = re.compile(f"[{re.escape(''.join(_SAME))}{UNSEEN}{_TONES}{OFF_LINE_DIGITS}[]")
# What may be left out: a run of the signs above, or the mark of a note. One set of first characters, so that a search is quick.
_CUT = re.compile(
    rf"[{UNSEEN}{_TONES}{OFF_LINE_DIGITS}\[]"
    rf"(?:(?<!\[)[{UNSEEN}{_TONES}{OFF_LINE_DIGITS}]*|(?<=\[)(?:[{UNSEEN}]*\d){{1,3}}[{UNSEEN}]*\])"
)
_TONE = re.compile(f"[{_TONES}]")
_OFF_LINE = re.compile(f"[{OFF_LINE_DIGITS}]")
_SHOWN = 4  # characters before a sign that are looked at, and more
_MARKS_BEFORE = ",;)"  # beside letters and digits, what stands before the mark of a note


@dataclass(frozen=True, slots=True)
class NormalForm:
    """The normal form `text` of `source`, and the cuts: the offsets in `text` before which something was left out, by offset.

    `lengths[i]` is how many characters were left out up to the cut at `offsets[i]`, it included.
    """

    source: str
    text: str
    offsets: tuple[int, ...] = ()
    lengths: tuple[int, ...] = ()

    def in_source(self, start: int, end: int) -> Span:
        """The span of `source` that answers to [start, end) of `text`."""
        if not self.offsets or start >= end:
            return Span(self._in_source(start), self._in_source(end))
        last = self._in_source(end - 1) + 1
        while last < len(self.source) and _TONE.match(self.source, last):
            last += 1
        return Span(self._in_source(start), last)

    def _in_source(self, offset: int) -> int:
        cut = bisect_right(self.offsets, offset) - 1
        return offset + (self.lengths[cut] if cut >= 0 else 0)

    def mention(self, found: Mention) -> Mention:
        """A mention found in `text`, at its offsets in `source`."""
        start, end = self.in_source(found.start, found.end)
        return replace(found, start=start, end=end) if self.offsets else found


def normal_form(source: str) -> NormalForm:
    """The normal form of `source` (NFC); where nothing is to be changed its text is `source` itself."""
    if not _SIGN.search(source):
        return NormalForm(source, source)
    pieces = [""]
    offsets: list[int] = []
    lengths: list[int] = []
    at = length = 0
    for match in _CUT.finditer(source):
        between = source[at : match.start()]
        if between.strip():
            pieces.append(between)
        else:  # what a sign is after, the last piece shows: a space, and the character before it
            last = pieces.pop() + between
            pieces += (last[:-_SHOWN], last[-_SHOWN:])
        length += match.start() - at
        before = len(pieces[-1])
        pieces[-1] = _with(pieces[-1], match[0])
        length += len(pieces[-1]) - before
        at = match.end()
        offsets.append(length)
        lengths.append(at - length)
    return NormalForm(source, "".join((*pieces, source[at:])).translate(_TABLE), tuple(offsets), tuple(lengths))


def _with(before: str, signs: str) -> str:
    """`before` and those of the `signs` after it that stay; a space between it and what is left out is left out too."""
    text = before[:-1] if before[-1:] in (" ", "\u00a0") else before
    last = text[-1:]
    if signs[0] == "[":
        return text if last.isalnum() or (last and last in _MARKS_BEFORE) else before + signs
    tones = "".join(_TONE.findall(signs))
    if tones and before[-1:].isalpha():
        return before[:-1] + nfc(before[-1] + tones)[0]
    if off_line := "".join(_OFF_LINE.findall(signs)):
        return text if last.isalnum() else before + off_line
    return before
