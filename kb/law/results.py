"""Results: the one table of what checking a citation comes to.

Guarantees:
1. What a result is stands in its row alone: word, tone, order; pages, commands and JSON use these words and no others.
2. Only what was compared is right; what could not be compared is never shown in the colour of what is right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kb.law.statuses import Tone


class CheckResult(StrEnum):
    """What checking a citation comes to."""

    WRONG = "wrong"  # it does not say what is so, or its target is not there
    CHOOSE = "choose"  # several documents could be meant
    UNCHECKED = "unchecked"  # no text or fact at hand to compare it with, or one that may have changed
    RIGHT = "right"  # what it names stands so in what is at hand, on the day

    @property
    def row(self) -> "ResultRow":
        """Its word and its tone."""
        return _ROW[self]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result: its word, and its tone."""

    result: CheckResult
    word: str
    tone: Tone

    @property
    def rank(self) -> int:
        """How many results are graver."""
        return RESULTS.index(self)

    @property
    def label(self) -> str:
        """The word at the head of a line: "Chưa kiểm tra được"."""
        return self.word[0].upper() + self.word[1:]


# The gravest first: of several remarks on one citation that decides.
RESULTS: tuple[ResultRow, ...] = (
    ResultRow(CheckResult.WRONG, "sai", Tone.BAD),
    ResultRow(CheckResult.CHOOSE, "cần chọn", Tone.WARNING),
    ResultRow(CheckResult.UNCHECKED, "chưa kiểm tra được", Tone.UNKNOWN),
    ResultRow(CheckResult.RIGHT, "đúng", Tone.GOOD),
)
_ROW = {row.result: row for row in RESULTS}
_COUNTED = (CheckResult.RIGHT, CheckResult.WRONG, CheckResult.UNCHECKED, CheckResult.CHOOSE)
REVIEW = "cần xem"  # the word for what is no mistake in itself: a citation of what has ended, a body that is no more
REVIEW_TONE = Tone.WARNING


def gravest(results: Iterable[CheckResult]) -> CheckResult:
    """The gravest of `results`; `RIGHT` where there are none."""
    return min(results, key=lambda result: result.row.rank, default=CheckResult.RIGHT)


def counted(results: Iterable[CheckResult]) -> dict[CheckResult, int]:
    """How many of each there are, in the order in which they are told; none left out."""
    found = list(results)
    return {result: found.count(result) for result in _COUNTED}


def told(counts: dict[CheckResult, int]) -> str:
    """The counts in one line: "18 đúng · 2 sai · 5 chưa kiểm tra được · 1 cần chọn"."""
    return " · ".join(f"{count} {result.row.word}" for result, count in counts.items())
