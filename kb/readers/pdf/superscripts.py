"""Raised numbers that are no marks of notes: kept apart from the number that they follow.

Guarantees:
1. A raised number after a digit is written in raised digits ("Điều 7¹²", "10⁶", "3.⁹"), so that the two are never one number.
2. Every other superscript ("m2") stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.language.text import raised
from kb.readers.pdf.lines import Line, Run

_CLOSE = 0.2  # font sizes beside it: no space
_RAISED = 0.15  # font sizes above what it follows
_DIGIT_BEFORE = re.compile(r"\d[.,)\]]?\s?$")
_DIGITS = re.compile(r"\s*\d[\s\d.,;*()\[\]–+-]*")


def with_raised_numbers(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], int]:
    """The lines with each raised number after a digit in raised digits, and how many these are."""
    count = 0
    found: list[list[Line]] = []
    for lines in pages:
        found.append([])
        for line in lines:
            changed, more = _raised(line) if len(line.runs) > 1 else (line, 0)
            found[-1].append(changed)
            count += more
    return found, count


def _raised(line: Line) -> tuple[Line, int]:
    runs: list[Run] = []
    base = line.runs[0]  # the last run on the line itself
    count = 0
    for run in line.runs:
        above = run.baseline - base.baseline > _RAISED * base.size and run.size <= base.size
        text = "".join(before.text for before in runs)
        if above and _DIGITS.fullmatch(run.text) and _DIGIT_BEFORE.search(text):
            if run.left - base.right < _CLOSE * base.size:  # PDFium may see a space in the room around letters
                runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
                run = replace(run, text=run.text.lstrip())
            runs.append(replace(run, text=raised(run.text)))
            count += 1
            continue
        runs.append(run)
        base = run if not above and run.text.strip() else base
    return (replace(line, runs=tuple(runs)), count) if count else (line, 0)
