"""Footnotes (chú thích chân trang) of pages, as consolidated texts have them, taken apart from the text.

Guarantees:
1. A footnote begins with a number that counts on, stands at the foot of a page, and is set smaller than the text, or below a
   short rule. It goes on over pages: where the foot of the next page is set like it, below a rule, or above the next note.
2. Its mark in the text is a raised small number that equals it. Only such marks are taken out of the text, and are counted;
   every other superscript ("m2") stays.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from kb.readers.pdf.lines import Line, PageLines, Run

_SMALLER = 0.95  # times the size of the text
_ALIKE = 0.5  # points: sizes of one note
_NEAR = 4.0  # points: edges of one margin
_COMMON = 0.05  # of the letters: as many may be those of the text
_SKIPPED = 5  # numbers of notes that may be unreadable in a row
_STRAY = 0.6  # font sizes above the line that a mark belongs to at most
_NUMBER = re.compile(r"\s*[\[(]?(\d{1,3})[\])]?\s*")
_NUMBERS = re.compile(r"\s*+[\[(]?\d++[\])]?+(?:\s*+(?:[,;]\s*+)?[\[(]?\d++[\])]?+)*+\s*+")
_PLAIN_NUMBER = re.compile(r"\s*\[?(\d{1,3})\]?[.)]?\s+\S")

Note = list[Line]


@dataclass
class _Notes:
    """The notes found so far, and what is known of how the document sets them."""

    size: float | None  # of notes whose numbers are raised
    raised: bool  # whether numbers of notes are
    ruled: bool = False  # whether a rule stands above notes
    open: bool = False  # whether the page before ends in one
    expected: int = 1
    marks: set[int] = field(default_factory=set)  # numbers that are raised on the page at hand
    notes: list[Note] = field(default_factory=list)
    begun: dict[tuple[int, int], int] = field(default_factory=dict)  # page and number → index in `notes`
    lefts: Counter[int] = field(default_factory=Counter)  # where their lines begin


def part(pages: Sequence[list[Line]], sheets: Sequence[PageLines]) -> tuple[list[list[Line]], list[Note], int]:
    """The text's lines of each page, the lines of each footnote, and how many marks were taken out of the text.

    `sheets` are the pages that the lines are of. `Line.notes` says which footnotes a line bears, by their index in the list;
    one whose mark is not found is borne by the last line of its page.
    """
    size, note_size = _sizes(pages)
    found = _Notes(note_size, raised=note_size is not None)
    body = [_body(lines, at, sheets[at], size, found) for at, lines in enumerate(pages)]
    marks = 0
    for at, lines in enumerate(body):
        body[at] = _without_marks(lines, at, found.begun)
        marks += sum(len(line.notes) for line in body[at])
    _give_out_the_rest(body, found.begun)
    return body, found.notes, marks


def _sizes(pages: Sequence[list[Line]]) -> tuple[float, float | None]:
    """The font size of the text, and that of the notes whose numbers are raised, None where there are none."""
    letters: Counter[float] = Counter()
    opening: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            letters[round(line.size, 1)] += len(line.text)
            if line.is_mark(_first(line)) and _NUMBER.fullmatch(_first(line).text):
                opening[round(line.size, 1)] += 1
    if not letters:
        return 0.0, None
    size = letters.most_common(1)[0][0]
    larger = [one for one, count in letters.items() if count >= _COMMON * letters.total() and _SMALLER * one > size]
    if larger and opening[size]:
        size = min(larger)  # most letters are those of the notes
    smaller = Counter({one: count for one, count in opening.items() if one < _SMALLER * size})
    return size, smaller.most_common(1)[0][0] if smaller else None


def _body(lines: list[Line], page: int, sheet: PageLines, size: float, found: _Notes) -> list[Line]:
    """The lines of a page without those of footnotes, which go into `found`."""
    zone, ruled = _foot(lines, sheet, size, found)
    found.marks = (
        {number for line in lines for run in line.runs if line.is_mark(run) for number in _numbers(run)} if zone else set()
    )
    start = next((at for at, line in enumerate(zone) if _number(line, found, zone, ruled) is not None), None)
    goes_on = (
        found.open and bool(zone) and (ruled or start is not None or not found.ruled) and _is_set_alike(zone[:start], found)
    )
    if not goes_on:
        zone = [] if start is None else zone[start:]
    for line in zone:
        number = _number(line, found, zone, ruled)
        if number is not None:
            found.raised = found.raised or line.is_mark(_first(line))
            found.begun[page, number] = len(found.notes)
            found.notes.append([_spaced(line)])
            found.expected = number + 1
        else:
            found.notes[-1].append(line)
        found.lefts[round(line.left)] += 1
    found.open = bool(zone)
    found.ruled = found.ruled or (ruled and bool(zone))
    foot = {id(line) for line in zone}
    return [line for line in lines if id(line) not in foot]


def _foot(lines: list[Line], sheet: PageLines, size: float, found: _Notes) -> tuple[list[Line], bool]:
    """The lines at the foot of a page that may be footnotes, and whether a rule stands above them."""
    limit = _SMALLER * size if found.size is None else min(_SMALLER * size, found.size + _ALIKE)
    down = sorted(lines, key=lambda line: -line.baseline)
    start = len(down)
    while start and down[start - 1].size < limit:
        start -= 1
    above = down[start - 1].baseline if start else float("inf")
    for rule in sorted(sheet.rules, reverse=True):
        first = bisect_right(down, -rule, key=lambda line: -line.baseline)  # of those below it
        if first < len(down) and (rule < above or (not found.begun and _is_opened(down[first], found))):
            return [line for line in lines if line.baseline < rule], True
    foot = {id(line) for line in down[start:]}
    zone = [line for line in lines if id(line) in foot]
    return zone, any(rule > zone[0].baseline for rule in sheet.wide_rules) if zone and start == 0 else _is_under(
        zone, above, sheet
    )


def _is_opened(first: Line, found: _Notes) -> bool:
    """Whether a line begins with the raised number of the next note, however large it is set."""
    number = _NUMBER.fullmatch(_first(first).text) if first.is_mark(_first(first)) else None
    return number is not None and int(number[1]) == found.expected


def _is_under(zone: list[Line], above: float, sheet: PageLines) -> bool:
    """Whether a rule over the whole text stands between the zone and the line above it, as over notes that go on."""
    top = max((line.baseline for line in zone), default=above)
    return any(top < rule < above for rule in sheet.wide_rules)


def _is_set_alike(lines: list[Line], found: _Notes) -> bool:
    """Whether most of the lines begin where those of notes do: not a signature, not a table."""
    near = sum(any(abs(line.left - left) <= _NEAR for left in found.lefts) for line in lines)
    return 2 * near >= len(lines)


def _number(line: Line, found: _Notes, zone: list[Line], ruled: bool) -> int | None:
    """The number that a footnote begins with here: the expected one, or 1 where each page may count anew.

    It may stand on the line, as large as the text, where the page has a mark of that number; not in a document that raises the
    numbers of its notes.
    """
    first = _first(line)
    if line.is_mark(first):
        number = int(match[1]) if (match := _NUMBER.fullmatch(first.text)) else 0
        follows = found.expected <= number <= found.expected + _SKIPPED
        return number if follows or (number == 1 and line is zone[0]) else None
    if found.raised or not (ruled or found.open or line is zone[0]):
        return None
    number = int(match[1]) if (match := _PLAIN_NUMBER.match(line.text)) else 0
    return number if number == found.expected and number in found.marks else None


def _numbers(run: Run) -> list[int]:
    """The numbers that a mark names: "7", "[7]", "7, 8"; none where it is no mark."""
    return [int(number) for number in re.findall(r"\d+", run.text)] if _NUMBERS.fullmatch(run.text) else []


def _first(line: Line) -> Run:
    return next(run for run in line.runs if run.text.strip())


def _spaced(line: Line) -> Line:
    """The line with white space after its number: a raised number stands close to the first word."""
    at = next(at for at, run in enumerate(line.runs) if run.text.strip())
    run = line.runs[at]
    if not line.is_mark(run) or not (number := _NUMBER.fullmatch(run.text)):
        return line
    return replace(line, runs=(*line.runs[:at], replace(run, text=f"{number[1]} "), *line.runs[at + 1 :]))


def _without_marks(lines: list[Line], page: int, begun: dict[tuple[int, int], int]) -> list[Line]:
    """The lines of a page without the marks of notes, each line with the notes whose marks it bore."""
    found: list[Line] = []
    strays: list[tuple[Line, int]] = []
    for line in lines:
        number = _NUMBER.fullmatch(line.text)
        note = _note(int(number[1]), page, begun) if number and len(line.text.strip()) <= 3 else None
        if note is not None and any(_is_over(line, other) for other in lines):
            strays.append((line, note))
        else:
            found.append(_without_own_marks(line, page, begun))
    for stray, note in strays:
        at = next(at for at, line in enumerate(found) if _is_over(stray, line))
        found[at] = replace(found[at], notes=(*found[at].notes, note))
    return found


def _note(number: int, page: int, begun: dict[tuple[int, int], int]) -> int | None:
    # A note may begin on the page after its mark, where the foot has no room left.
    return begun.get((page, number), begun.get((page + 1, number)))


def _is_over(mark: Line, line: Line) -> bool:
    """Whether a number that stands alone is raised over a line, or right after it."""
    up = mark.baseline - line.baseline
    beside = line.left < mark.left < line.right + line.size
    return mark is not line and mark.size < 0.8 * line.size and 0.15 * line.size < up < _STRAY * line.size and beside


def _without_own_marks(line: Line, page: int, begun: dict[tuple[int, int], int]) -> Line:
    runs: list[Run] = []
    notes: list[int] = []
    for at, run in enumerate(line.runs):
        numbers = _numbers(run) if line.is_mark(run) else []
        named = [note for number in numbers if (note := _note(number, page, begun)) is not None]
        if not named or len(named) < len(numbers) or not set(named).isdisjoint(notes) or run.text.strip() == line.text.strip():
            runs.append(run)
            continue
        notes += named
        before = runs[-1].text[-1:] if runs else ""
        after = next((other.text[:1] for other in line.runs[at + 1 :] if other.text), "")
        apart = run.text.endswith(" ") or ((before.isalnum() or before in tuple(".)")) and after.isalnum())
        runs.append(replace(run, text=" " if apart else ""))
    return replace(line, runs=tuple(runs), notes=tuple(notes)) if notes else line


def _give_out_the_rest(body: list[list[Line]], begun: dict[tuple[int, int], int]) -> None:
    """Give each footnote that no line bears to the last line of its page, or of the last page before that has one."""
    borne = {note for lines in body for line in lines for note in line.notes}
    homes = [*accumulate((at if lines else -1 for at, lines in enumerate(body)), max)]
    given: dict[int, list[int]] = defaultdict(list)
    for (page, _), note in begun.items():
        if note not in borne and homes[page] >= 0:
            given[homes[page]].append(note)
    for home, notes in given.items():
        last = body[home][-1]
        body[home][-1] = replace(last, notes=(*last.notes, *notes))
