"""Letter-spaced text: the spaces of a line that only its letter spacing makes, taken out again.

Guarantees:
1. A space that the document itself holds stays; only those that a gap suggested are judged, by the gaps of the line.
2. Letters are joined over such a space only where the line is letter-spaced throughout and the gap is one of its letter gaps;
   letters that were placed one by one, as in boxes of a form, only where they make Vietnamese syllables.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from kb.language.syllables import is_syllable
from kb.language.text import nfc
from kb.readers.pdf.lines import Run
from kb.readers.pdf.pdfium import HYPHEN, NO_SHAPE, PdfPage

_SAMPLE = 9  # gaps that tell whether to look at all
# In font sizes:
_SPACED = 0.04  # between letters: type that is set with less is only fitted to its column
_WORD_GAP = 0.15  # more than between letters
_WIDEST = 1.0  # between letters
_WORD = re.compile(r"[^\W\d_]{2,}")


class SpacedRun(NamedTuple):
    """A run, the indexes of its first character and after its last with ink, and whether gaps suggested spaces in it."""

    run: Run
    start: int
    end: int
    spaced: bool


def respaced(page: PdfPage, parts: Sequence[SpacedRun]) -> list[Run]:
    """The runs of a line, without the spaces that letter spacing makes."""
    runs = [part.run for part in parts]
    inked = [(at, part) for part in parts for at in _inked(page, part)]
    pairs = [(a, b, part.run) for (a, part), (b, _) in pairwise(inked) if not _held(page, a, b)]
    if not pairs or median(_gap(page, *pair) for pair in pairs[:: max(len(pairs) // _SAMPLE, 1)]) < _SPACED:
        return runs
    gaps = {(a, b): _gap(page, a, b, run) for a, b, run in pairs}
    usual = median(gaps.values())
    if not _SPACED <= usual <= _WIDEST:
        return runs
    narrow = {pair for pair, gap in gaps.items() if gap <= usual + _WORD_GAP}
    joined = _joined(page, parts, narrow)
    old, new = "".join(run.text for run in runs), "".join(run.text for run in joined)
    placed = any(page.objects[a] != page.objects[b] for a, b in narrow)
    return joined if new != old and (not placed or _is_vietnamese(old, new)) else runs


def _inked(page: PdfPage, part: SpacedRun) -> list[int]:
    """The indexes of the characters of a run that have ink."""
    shown = zip(page.text[part.start : part.end], page.objects[part.start : part.end], strict=True)
    return [
        at
        for at, (char, thing) in enumerate(shown, part.start)
        if thing is not None and not char.isspace() and char not in NO_SHAPE
    ]


def _held(page: PdfPage, a: int, b: int) -> bool:
    """Whether the document itself has a space between two characters."""
    return b - a > 1 and any(page.text[at].isspace() and page.objects[at] is not None for at in range(a + 1, b))


def _gap(page: PdfPage, a: int, b: int, run: Run) -> float:
    """The room between two letters beside each other, in font sizes."""
    return (page.begin(b, run.angle) - page.advanced(a, run.angle)) / max(run.size, 1.0)


def _joined(page: PdfPage, parts: Sequence[SpacedRun], narrow: set[tuple[int, int]]) -> list[Run]:
    """The runs, without what stands between the letters of `narrow`."""
    runs: list[Run] = []
    before = -1  # the last letter with ink
    for part in parts:
        text, body = part.run.text, part.run.text.strip()
        head = text[: text.index(body)] if body else text
        tail = text[len(head) + len(body) :]
        letters: list[str] = []
        off = 0  # in `body`
        for at in _inked(page, part):
            end = body.index(_shown(page, at, part.run), off) + 1
            between = body[off : end - 1]
            if (before, at) in narrow:
                if off == 0 and not letters:
                    head = ""
                    runs[-1:] = [replace(runs[-1], text=runs[-1].text.rstrip())] if runs else []
                between = ""
            letters.append(between + body[end - 1])
            off, before = end, at
        runs.append(replace(part.run, text=f"{head}{''.join(letters)}{body[off:]}{tail}"))
    return runs


def _shown(page: PdfPage, at: int, run: Run) -> str:
    return page.hyphen(at, run.size, run.font) if page.text[at] == HYPHEN else page.text[at]


def _is_vietnamese(old: str, new: str) -> bool:
    """Whether most of the words that joining makes are syllables."""
    words = set(_WORD.findall(nfc(new))) - set(_WORD.findall(nfc(old)))
    return 2 * sum(map(is_syllable, words)) > len(words)
