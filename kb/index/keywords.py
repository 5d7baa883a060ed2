"""What a text is about: its keywords, and the question that other texts on the same matter answer.

Guarantees:
1. The same dictionary and text give the same; of equals the first in the text comes first.
2. A keyword stands in the text as it is written, and neither begins nor ends inside a word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from kb.index.analysis import Term, analyze
from kb.index.arrays import Int64s, Mask
from kb.index.bm25 import idf
from kb.index.dictionary import Dictionary
from kb.index.weighting import rarest_weight
from kb.index.weights import (
    COHESION,
    K1,
    KEYWORD_HEADING_WEIGHT,
    KEYWORD_IN_LONGER,
    LONGEST_KEYWORD,
    MATTER_HEADING_WEIGHT,
    MOST_MATTER_PAIRS,
    RARE_ENOUGH,
    TOO_COMMON,
)

# Words of grammar and drafting, which say nothing of the matter, however rarely they stand beside one another.
_EMPTY = frozenset({
    "áp dụng", "bao gồm", "có thể", "đối với", "hay là", "liên quan", "một số", "quy định", "thực hiện", "trường hợp",
})  # fmt: skip


class Counted(NamedTuple):
    """A run of syllables of a text, and how often it stands there, those of the heading counted several times."""

    times: int
    held: int  # how many groups have it, at most: the fewest that have one of its pairs
    written: str
    has_two_words: bool


def keywords(dictionary: Dictionary, heading: str, text: str, abbreviations: Mapping[str, str], limit: int) -> tuple[str, ...]:
    """The words of several syllables, and pairs of words, that tell what a provision (NFC) is about; the best first."""
    counted = _counted(dictionary, heading, text, abbreviations)
    scores = {run: one.times / (one.times + 1) * float(idf(dictionary.groups, one.held)) for run, one in counted.items()}
    chosen: list[tuple[int, ...]] = []
    for run in sorted(counted, key=lambda run: -scores[run]):
        holding = next((at for at, other in enumerate(chosen) if _holds(run, other) or _holds(other, run)), None)
        if holding is None:
            chosen += [run] if not any(_overlap(run, other) for other in chosen) else []
        elif _holds(run, chosen[holding]) and counted[run].times >= KEYWORD_IN_LONGER * counted[chosen[holding]].times:
            chosen[holding] = run
    whole = [run for run in chosen if not any(run != other and _holds(other, run) for other in chosen)]
    return tuple(dict.fromkeys(counted[run].written for run in whole[:limit]))


def _holds(run: Sequence[int], other: Sequence[int]) -> bool:
    """Whether `other` is a part of `run`."""
    return any(tuple(run[at : at + len(other)]) == tuple(other) for at in range(len(run) - len(other) + 1))


def _overlap(run: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether one ends as the other begins: "dữ liệu vân", "vân tay"."""
    shorter = min(len(run), len(other))
    return any(run[-n:] == other[:n] or other[-n:] == run[:n] for n in range(1, shorter))


@dataclass(frozen=True, slots=True)
class _Line:
    """The syllables of a line: terms, their numbers (0: none of the dictionary), and of each two neighbours what is known."""

    text: str
    terms: list[Term]
    numbers: Int64s
    pairs: Int64s  # the number of each pair of neighbours; -1 where no text has it, or a mark stands between
    joined: Mask  # whether it is inside a word

    def written(self, first: int, end: int) -> str:
        return self.text[self.terms[first].start : self.terms[end - 1].end]


def _lines(dictionary: Dictionary, text: str, abbreviations: Mapping[str, str]) -> Iterator[_Line]:
    for line in text.split("\n"):
        terms = [term for term in analyze(line, abbreviations) if not term.alone]
        if len(terms) < 2 or not len(dictionary.pairs.keys):
            continue
        known = [dictionary.syllables.get(term.form, 0) if term.form.isalpha() else 0 for term in terms]
        numbers = np.array(known, np.int64)
        keys = numbers[:-1] << 32 | numbers[1:]
        pairs = np.minimum(dictionary.pairs.keys.searchsorted(keys), len(dictionary.pairs.keys) - 1)
        beside = [not line[one.end : two.start].strip() for one, two in pairwise(terms)]
        is_known = (dictionary.pairs.keys[pairs] == keys) & (numbers[:-1] > 0) & (numbers[1:] > 0) & np.array(beside)
        joined = np.fromiter(map(dictionary.joined.__contains__, keys.tolist()), bool, len(keys)) & is_known
        yield _Line(line, terms, numbers, np.where(is_known, pairs, -1), joined)


def _counted(
    dictionary: Dictionary, heading: str, text: str, abbreviations: Mapping[str, str]
) -> dict[tuple[int, ...], Counted]:
    """The runs that may be keywords, by their syllables."""
    found: dict[tuple[int, ...], Counted] = {}
    for part, weight in ((heading, KEYWORD_HEADING_WEIGHT), (text, 1)):
        for line in _lines(dictionary, part, abbreviations):
            for first, end, has_two_words in _runs(dictionary, line):
                run = tuple(line.numbers[first:end].tolist())
                held = int(dictionary.pairs.held[line.pairs[first : end - 1]].min())
                before = found.get(run, Counted(0, held, line.written(first, end), has_two_words))
                found[run] = before._replace(times=before.times + weight)
    return {
        run: one
        for run, one in found.items()
        if not _is_common(dictionary, one.held)
        and one.written.lower() not in _EMPTY
        and (one.times > 1 or not one.has_two_words)
    }


def _runs(dictionary: Dictionary, line: _Line) -> Iterator[tuple[int, int, bool]]:
    """The words of several syllables, and the pairs of words that belong together: first, end, whether it is a pair."""
    ends = [*(np.flatnonzero(~line.joined) + 1).tolist(), len(line.terms)]
    words = list(zip([0, *ends[:-1]], ends, strict=True))
    yield from ((first, end, False) for first, end in words if 1 < end - first <= LONGEST_KEYWORD)
    strengths = [0, *(_strength(dictionary, line, one, two) for one, two in pairwise(words)), 0]
    for before, own, after, (one, two) in zip(strengths, strengths[1:], strengths[2:], pairwise(words), strict=False):
        # A single syllable belongs to the neighbour that it stands beside more often: "dữ liệu", "vân tay".
        is_anothers = (before > own and one[1] - one[0] == 1) or (after > own and two[1] - two[0] == 1)
        if own and not is_anothers and two[1] - one[0] <= LONGEST_KEYWORD:
            yield one[0], two[1], True


def _strength(dictionary: Dictionary, line: _Line, one: tuple[int, int], two: tuple[int, int]) -> int:
    """How often the texts have two neighbouring words beside each other; 0 where that says nothing."""
    number = line.pairs[one[1] - 1]
    if number < 0 or any(_says_nothing(dictionary, line, *word) for word in (one, two)):
        return 0
    together = int(dictionary.pairs.totals[number])
    return together if together >= COHESION * min(_occurring(dictionary, line, *word) for word in (one, two)) else 0


def _occurring(dictionary: Dictionary, line: _Line, first: int, end: int) -> int:
    """How often a word occurs in the texts, at most."""
    if end - first == 1:
        return int(dictionary.totals[line.numbers[first]])
    return int(dictionary.pairs.totals[line.pairs[first : end - 1]].min())


def _says_nothing(dictionary: Dictionary, line: _Line, first: int, end: int) -> bool:
    is_single = end - first == 1
    return line.written(first, end).lower() in _EMPTY or (
        is_single and _is_common(dictionary, int(dictionary.held[line.numbers[first]]))
    )


def _is_common(dictionary: Dictionary, held: int) -> bool:
    """Whether so many groups have a word that it tells nothing."""
    return held > max(TOO_COMMON * dictionary.groups, RARE_ENOUGH)


class Telling(NamedTuple):
    """A pair of neighbours that tells what a text is about, and how much: 1 for one that is nowhere else, and often here."""

    pair: tuple[int, int]
    share: float


def matter_of(dictionary: Dictionary, heading: str, text: str, abbreviations: Mapping[str, str]) -> tuple[Telling, ...]:
    """The pairs of neighbours that tell most what a text (NFC) is about, the most telling first."""
    counts: dict[int, float] = {}
    for part, weight in ((heading, MATTER_HEADING_WEIGHT), (text, 1.0)):
        for line in _lines(dictionary, part, abbreviations):
            for number in line.pairs[line.pairs >= 0].tolist():
                counts[number] = counts.get(number, 0.0) + weight
    if not counts:
        return ()
    numbers, often = np.fromiter(counts, np.int64, len(counts)), np.fromiter(counts.values(), float, len(counts))
    shares = often / (often + K1) * idf(dictionary.groups, dictionary.pairs.held[numbers]) / rarest_weight(dictionary)
    best = np.argsort(-shares, kind="stable")[:MOST_MATTER_PAIRS]
    keys = dictionary.pairs.keys[numbers[best]].tolist()
    return tuple(Telling((key >> 32, key & 0xFFFFFFFF), share) for key, share in zip(keys, shares[best].tolist(), strict=True))
