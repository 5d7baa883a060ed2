"""Footnotes (chú thích chân trang) of pages, as consolidated texts have them, taken apart from the text.

Guarantees:
1. A footnote begins with a number that counts on, stands at the foot of a page, and is set smaller than the text; below a short
   rule it may go on from the page before.
2. Its mark in the text is a raised small number that equals it. Only such marks are taken out of the text, and are counted;
   every other superscript ("m2") stays.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kb.readers.pdf.lines import Line, Run

_SMALLER = 0.95  # times the size of the text
_NUMBER = re.compile(r"\s*(\d{1,3})\s*")
_PLAIN_NUMBER = re.compile(r"\s*\[?(\d{1,3})\]?[.)]?\s+\S")

Note = list[Line]


def part(pages: Sequence[list[Line]], rules: Sequence[tuple[float, ...]]) -> tuple[list[list[Line]], list[Note], int]:
    """The text's lines of each page, the lines of each footnote, and how many marks were taken out of the text.

    `rules` are the heights of the short rules of each page. `Line.notes` says which footnotes a line bears, by their index in
    the list; one whose mark is not found is borne by the last line of its page.
    """
    size = _text_size(pages)
    body: list[list[Line]] = []
    notes: list[Note] = []
    begun: dict[tuple[int, int], int] = {}  # page and number → index in `notes`
    expected, open_before, raised = 1, False, False
    for at, lines in enumerate(pages):
        zone, ruled = _foot(lines, rules[at], size)
        first = _number(zone[0], expected, restart=True) if zone else None
        if first is None and not (ruled and open_before):
            zone = []
        for line in zone:
            number = first if line is zone[0] else _number(line, expected, plain=not raised)
            raised = raised or (number is not None and line.is_mark(_first(line)))
            if number is not None:
                begun[at, number] = len(notes)
                notes.append([_spaced(line, number)])
                expected = number + 1
            else:
                notes[-1].append(line)
        open_before = bool(zone)
        foot = {id(line) for line in zone}
        body.append([line for line in lines if id(line) not in foot])
    marks = 0
    for at, lines in enumerate(body):
        body[at] = [_without_marks(line, at, begun) for line in lines]
        marks += sum(len(line.notes) for line in body[at])
    _give_out_the_rest(body, begun)
    return body, notes, marks


def _text_size(pages: Sequence[list[Line]]) -> float:
    """The font size of most letters."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _foot(lines: list[Line], rules: tuple[float, ...], size: float) -> tuple[list[Line], bool]:
    """The lines at the foot of a page that are set smaller than the text, and whether a short rule stands above them."""
    down = sorted(lines, key=lambda line: -line.baseline)
    start = len(down)
    while start and down[start - 1].size < _SMALLER * size:
        start -= 1
    above = down[start - 1].baseline if start else float("inf")
    for rule in rules:
        below = [line for line in down[start:] if line.baseline < rule]
        if below and rule < above and len(below) == len([line for line in down if line.baseline < rule]):
            return [line for line in lines if line.baseline < rule], True
    foot = {id(line) for line in down[start:]}
    return [line for line in lines if id(line) in foot], False


def _number(line: Line, expected: int, plain: bool = True, restart: bool = False) -> int | None:
    """The number that a footnote begins with here: the expected one, or 1 where each page may count anew.

    `plain`: whether it may stand on the line, as large as the text: not in a document that raises the numbers of its notes.
    """
    raised = line.is_mark(_first(line))
    found = _NUMBER.fullmatch(_first(line).text) if raised else _PLAIN_NUMBER.match(line.text) if plain else None
    number = int(found[1]) if found else None
    return number if number == expected or (number == 1 and restart and raised) else None


def _first(line: Line) -> Run:
    return next(run for run in line.runs if run.text.strip())


def _spaced(line: Line, number: int) -> Line:
    """The line with white space after its number: a raised number stands close to the first word."""
    at = next(at for at, run in enumerate(line.runs) if run.text.strip())
    run = line.runs[at]
    if not line.is_mark(run) or run.text.strip() != str(number):
        return line
    return replace(line, runs=(*line.runs[:at], replace(run, text=f"{number} "), *line.runs[at + 1 :]))


def _without_marks(line: Line, page: int, begun: dict[tuple[int, int], int]) -> Line:
    runs: list[Run] = []
    notes: list[int] = []
    for run in line.runs:
        found = _NUMBER.fullmatch(run.text) if line.is_mark(run) else None
        number = int(found[1]) if found else 0
        # A note may begin on the page after its mark, where the foot has no room left.
        note = begun.get((page, number), begun.get((page + 1, number)))
        if note is None or note in notes or run.text.strip() == line.text.strip():
            runs.append(run)
        else:
            notes.append(note)
            runs.append(replace(run, text=" " if run.text.endswith(" ") else ""))
    return replace(line, runs=tuple(runs), notes=tuple(notes)) if notes else line


def _give_out_the_rest(body: list[list[Line]], begun: dict[tuple[int, int], int]) -> None:
    """Give each footnote that no line bears to the last line of its page, or of the last page before that has one."""
    borne = {note for lines in body for line in lines for note in line.notes}
    for (page, _), note in begun.items():
        if note not in borne:
            home = next((at for at in range(page, -1, -1) if body[at]), None)
            if home is not None:
                last = body[home][-1]
                body[home][-1] = replace(last, notes=(*last.notes, note))
