"""Markdown → its text: marks of headings, emphasis and escapes taken away (CommonMark 0.31, 2.4, 4.2, 6.2).

Guarantees:
1. Only paired marks of emphasis go: "2*3*4", "snake_case" and a lone "*" stay as they are (CommonMark would take the single *
   between letters or digits for emphasis; here a character that may be text stays).
2. Lines stay lines: emphasis may span the lines of one paragraph, never two paragraphs or list items.
3. Struck text (~~…~~, <del>, <s>, <strike>) is left out, and a raised number after a digit (<sup>) has raised digits; both are
   counted.
"""

import re
from dataclasses import dataclass
from unicodedata import category

from kb.language.text import RAISED_DIGITS, raised

_BLOCK_START = re.compile(r"\s*(?:[-+*]\s|\d{1,9}[.)]\s|#{1,6}(?:\s|$))")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)(.*)")
_TOKEN = re.compile(r"\\([!-/:-@\[-`{-~])|(\*+|_+)|([^\\*_]+|\\)")
# Within one paragraph: no blank line between.
_STRUCK = re.compile(r"~~((?:[^~\n]|\n(?!\s*\n)|~(?!~)){1,5000}?)(?<=\S)~~(?!~)")
_OPENS_STRUCK = re.compile(r"(?<![~\\])~~(?=[^\s~])|<(del|s|strike)(?:\s[^<>]*)?>", re.IGNORECASE)
_CLOSES_STRUCK = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("del", "s", "strike")}
_BLANK_LINE = re.compile(r"\n(?=\s*\n)")
_LONGEST_STRUCK = 5_000  # characters between two tags
_RAISED = re.compile(rf"(?<=[\d{RAISED_DIGITS}])<sup>(\s*[-+−]?\d[\d\s,;]*)</sup>", re.IGNORECASE)


@dataclass(slots=True)
class _Run:
    """A run of * or _ : how many marks are left of it, and whether it can open or close emphasis."""

    mark: str
    length: int
    left: int
    opens: bool
    closes: bool


def strip_markup(text: str) -> str:
    """`text` without the marks of headings, emphasis and escapes, line for line."""
    lines = re.split(r"\r\n|\r|\n", text)
    blocks: list[list[str]] = []
    for line in lines:
        heading = _HEADING.match(line)
        if not blocks or heading or not line.strip() or not blocks[-1][-1].strip() or _BLOCK_START.match(line):
            blocks.append([])
        blocks[-1].append(_title(heading[1]) if heading else line)
    return "\n".join(_without_emphasis("\n".join(block)) for block in blocks)


def _title(heading: str) -> str:
    """What stands after the marks of a heading, without the marks that may close it."""
    text = heading.rstrip(" \t")
    bare = text.rstrip("#")
    return bare.rstrip(" \t") if bare[-1:] in (" ", "\t") else text


def without_struck(text: str) -> tuple[str, int]:
    """`text` without what is struck in it, and how many parts that are."""
    parts, count, done, at = [], 0, 0, 0
    nearest: dict[re.Pattern[str], int] = {}  # where each pattern stands next; what is looked for once is not again

    def next_of(pattern: re.Pattern[str], begin: int) -> int:
        if nearest.get(pattern, -1) < begin:
            found = pattern.search(text, begin)
            nearest[pattern] = found.start() if found else len(text)
        return nearest[pattern]

    while opening := _OPENS_STRUCK.search(text, at):
        at, begin = opening.start() + 1, opening.end()
        if opening[1] is None:
            struck = _STRUCK.match(text, opening.start())
        else:
            closes = _CLOSES_STRUCK[opening[1].lower()]
            end = next_of(closes, begin)
            is_whole = end - begin <= _LONGEST_STRUCK and next_of(_BLANK_LINE, begin) >= end
            struck = closes.match(text, end) if is_whole else None
        if struck:
            parts.append(text[done : opening.start()])
            count, done, at = count + 1, struck.end(), struck.end()
    return "".join((*parts, text[done:])), count


def with_raised(text: str) -> tuple[str, int]:
    """`text` with raised numbers after a digit in raised digits ("7<sup>12</sup>" → "7¹²"), and how many they are."""
    return _RAISED.subn(lambda match: raised(match[1]), text)


def _without_emphasis(block: str) -> str:
    tokens: list[str | _Run] = []
    for match in _TOKEN.finditer(block):
        escaped, run, plain = match.groups()
        if run:
            tokens.append(_run(block, *match.span()))
        else:
            tokens.append(escaped or plain)
    _pair([token for token in tokens if isinstance(token, _Run)])
    return "".join(token if isinstance(token, str) else token.mark * token.left for token in tokens)


def _run(block: str, start: int, end: int) -> _Run:
    """The run of marks at [start, end), judged by the characters beside it (left- and right-flanking)."""
    before = block[start - 1] if start else " "
    after = block[end] if end < len(block) else " "
    left = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_punctuation(before))
    right = not before.isspace() and (not _is_punctuation(before) or after.isspace() or _is_punctuation(after))
    if block[start] == "_":  # within a word _ is a letter
        opens, closes = left and (not right or _is_punctuation(before)), right and (not left or _is_punctuation(after))
    elif end - start == 1 and before.isalnum() and after.isalnum():
        opens = closes = False
    else:
        opens, closes = left, right
    return _Run(block[start], end - start, end - start, opens, closes)


def _pair(runs: list[_Run]) -> None:
    """Take the marks of each pair away from its opener and its closer (the rules of 6.2, "process emphasis")."""
    open_runs: list[_Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}  # of runs that close alike: below there is none for them
    for run in runs:
        kind = run.mark, run.opens, run.length % 3
        while run.closes and run.left:
            above = range(min(bottoms.get(kind, 0), len(open_runs)), len(open_runs))
            at = next((at for at in reversed(above) if _matches(open_runs[at], run)), None)
            if at is None:
                bottoms[kind] = len(open_runs)
                break
            del open_runs[at + 1 :]  # marks inside the pair can pair with nothing outside it
            bottoms = {one: min(bottom, at) for one, bottom in bottoms.items()}
            used = 2 if run.left >= 2 and open_runs[at].left >= 2 else 1
            run.left -= used
            open_runs[at].left -= used
            if not open_runs[at].left:
                open_runs.pop()
        if run.opens and run.left:
            open_runs.append(run)


def _matches(opener: _Run, closer: _Run) -> bool:
    if opener.mark != closer.mark:
        return False
    both_ways = opener.closes or closer.opens
    return not (both_ways and (opener.length + closer.length) % 3 == 0 and (opener.length % 3 or closer.length % 3))


def _is_punctuation(character: str) -> bool:
    return category(character)[0] in "PS"
