"""The part of a clause that shows why it was found, and the words in it that match.

Guarantees:
1. Highlights index the snippet; they cover whole words of the clause's own text, of each of which the question asks for a
   syllable, and no other: "hành án" is found in "thi hành án".
2. A snippet is the clause's text, cut between words and never inside one ("thi hành"), at most `LENGTH` characters and a mark
   at each end where it is cut.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from kb.index import Term, analyze, term_key
from kb.language.text import DOCUMENT_NUMBER, nfc

LENGTH = 320  # characters
_LEAD = 60  # characters before the first match that a snippet may begin with
_WORD = re.compile(r"\w+")
_BEFORE, _AFTER = re.compile(r"(\w+) *\Z"), re.compile(r" *(\w+)")  # a syllable before and after a cut, in one line
_LONGEST = 16  # characters of a syllable of a word, and the blanks beside it
# Where a thought begins: after these.
_BREAKS = (". ", "; ", ": ", "! ", "? ")

Highlights = tuple[tuple[int, int], ...]


class Highlighter:
    """Finds in a text the words of a question: pairs of neighbours where there are any, else single syllables."""

    def __init__(
        self, asked: Sequence[str], alone: Sequence[str], abbreviations: Mapping[str, str], joins: Callable[[str, str], bool]
    ) -> None:
        """`asked`: the syllables of the question in order, as the index reads them, "" for one in no text.

        `alone`: its terms that form no pair (numbers, dates); `abbreviations`: the long forms by the short ones;
        `joins`: whether two syllables (search form) that stand side by side are in one word.
        """
        self._abbreviations = abbreviations
        singles = {form for form in (*asked, *alone) if form}
        # An abbreviation that stands for none of them hides none of them.
        self._shorts = {short for short, long in abbreviations.items() if not singles.isdisjoint(term_key(nfc(long)).split())}
        self._joins = lru_cache(maxsize=None)(lambda one, two: joins(term_key(one), term_key(two)))
        self._pairs = {(one, two) for one, two in pairwise(asked) if one and two}
        self._alone = {form for form in alone if form}
        self._singles = singles
        self._sought = [_signs(one) | _signs(two) for one, two in self._pairs] + [*map(_signs, self._alone)]
        self._sought_single = [*map(_signs, singles)]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The matching spans of `text`, in order, neighbours joined; no pair runs over the end of a line."""
        lines = self._lines(text)
        found: list[Term] = []
        for terms in self._read(lines, self._sought):
            chain = [term for term in terms if not term.alone]
            here = {term for pair in pairwise(chain) if (pair[0].form, pair[1].form) in self._pairs for term in pair}
            here |= {term for term in terms if term.alone and term.form in self._alone}
            found += _whole(here, chain)
        if not found:
            for terms in self._read(lines, self._sought_single):
                here = {term for term in terms if term.form in self._singles}
                found += _whole(here, [term for term in terms if not term.alone])
        return _joined(text, [self._widened(text, start, end) for start, end in _joined(text, _spans(found))])

    def _widened(self, text: str, start: int, end: int) -> tuple[int, int]:
        """The span with the rest of the words that it begins and ends inside."""
        while around := self._cut(text, start):
            start = around[0]
        while around := self._cut(text, end):
            end = around[1]
        return start, end

    def _cut(self, text: str, at: int) -> tuple[int, int] | None:
        """Where the syllable before `at` begins and the one after it ends, if they are in one word; `at` is beside either."""
        before, after = _BEFORE.search(text, max(0, at - _LONGEST), at), _AFTER.match(text, at)
        if before is None or after is None or not text[before.end(1) : after.start(1)]:
            return None
        is_word = self._joins(before[1], after[1])
        return (before.start(1), after.end(1)) if is_word else None

    def _lines(self, text: str) -> list[tuple[int, str, set[str]]]:
        """The lines of a text: where each begins, and the words in it."""
        lines, at = [], 0
        for line in text.split("\n"):
            lines.append((at, line, set(_WORD.findall(term_key(line)))))
            at += len(line) + 1
        return lines

    def _read(self, lines: Sequence[tuple[int, str, set[str]]], sought: Sequence[set[str]]) -> Iterator[list[Term]]:
        """The terms of the lines that can have one of what is `sought`: to read all of a long clause takes long."""
        for at, line, words in lines:
            if any(signs <= words for signs in sought) or not self._shorts.isdisjoint(_WORD.findall(line)):
                terms = analyze(line, self._abbreviations)
                yield [Term(form, at + start, at + end, alone) for form, start, end, alone in terms]

    def snippet(self, text: str) -> tuple[str, Highlights]:
        """The part of `text` with most matches, line breaks as spaces, and the matches in it."""
        spans = self.spans(text)
        text = text.replace("\n", " ")
        start, end = _window(text, spans)
        while start and (around := self._cut(text, start)) and (blank := text.find(" ", around[1], end)) >= 0:
            start = blank + 1
        while end < len(text) and (around := self._cut(text, end)) and (blank := text.rfind(" ", start, around[0])) >= 0:
            end = blank
        lead, tail = ("… " if start else ""), (" …" if end < len(text) else "")
        shift = len(lead) - start
        inside = tuple((s + shift, e + shift) for s, e in spans if s >= start and e <= end)
        return f"{lead}{text[start:end]}{tail}", inside


def _signs(form: str) -> set[str]:
    """Words that every line with a term (search form) has: "điều:30" → "30", "1/7/2016" → "2016"; none where none is sure."""
    if DOCUMENT_NUMBER.fullmatch(form):
        return set(_WORD.findall(form))
    if form.isdecimal():  # it may be written with its thousands apart
        return set()
    words = _WORD.findall(form)
    return {words[-1]} if words else set()


def _whole(found: set[Term], chain: Sequence[Term]) -> Iterator[Term]:
    """The terms found, an abbreviation only if every syllable of its long form is: "THADS" does not ask for "THAHC"."""
    partly = {(term.start, term.end) for term in chain if term not in found}
    return (term for term in found if (term.start, term.end) not in partly)


def _spans(terms: Iterable[Term]) -> set[tuple[int, int]]:
    return {(term.start, term.end) for term in terms}


def _joined(text: str, found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order; those with nothing but white space between them are one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if spans and not text[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _window(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The window of LENGTH characters that covers most matched characters; it begins where a thought does, or between words."""
    if len(text) <= LENGTH:
        return 0, len(text)
    best, covered, last = 0, -1, 0
    within = 0  # matched characters of spans[first:last]
    for first, (start, end) in enumerate(spans):
        at = max(0, min(start - _LEAD, len(text) - LENGTH))
        while last < len(spans) and spans[last][1] <= at + LENGTH:
            within += spans[last][1] - spans[last][0]
            last += 1
        if within > covered:
            best, covered = at, within
        within -= end - start if first < last else 0
        last = max(last, first + 1)
    start = _sensible(text, best) if best else 0
    end = text.rfind(" ", start, start + LENGTH) if start + LENGTH < len(text) else len(text)
    return start, end if end > start else min(len(text), start + LENGTH)


def _sensible(text: str, at: int) -> int:
    """The beginning of a thought, else of a word, in the lead of a window that begins at `at`."""
    breaks = ((text.rfind(mark, at, at + _LEAD - len(mark)), len(mark)) for mark in _BREAKS)
    return max((index + length for index, length in breaks if index >= 0), default=text.find(" ", at) + 1)
