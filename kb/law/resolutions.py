"""Resolutions: the one table of how sure it is what a citation means.

Guarantees:
1. What a resolution is stands in its row alone: word, label, mark, tone, whether its target may be linked.
"""

from dataclasses import dataclass
from enum import StrEnum

from kb.law.statuses import Tone


class Resolution(StrEnum):
    """The outcome of resolving a citation. What is not certain is `ambiguous` or `unknown`, never guessed."""

    EXACT = "exact"  # the text itself names the target
    INFERRED = "inferred"  # the text and where it stands leave one target
    SUSPECT = "suspect"  # what is written does not exist, and exactly one known document is meant
    AMBIGUOUS = "ambiguous"  # several could be meant: candidates
    UNKNOWN = "unknown"

    @property
    def row(self) -> "ResolutionRow":
        """Its label, its mark and its tone."""
        return _ROW[self]

    @property
    def is_sure(self) -> bool:
        """Whether the target is what the text says: clauses that act count, quoted words may be compared."""
        return self in (Resolution.EXACT, Resolution.INFERRED)

    @property
    def is_linked(self) -> bool:
        """Whether the target may be linked."""
        return self not in (Resolution.AMBIGUOUS, Resolution.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ResolutionRow:
    """One resolution: its label, its tone, and the mark that stands after a citation in a text ("" for what is sure)."""

    resolution: Resolution
    label: str
    tone: Tone
    mark: str = ""

    @property
    def phrase(self) -> str:
        """The label as a part of a sentence: "nghi viết sai"."""
        return self.label[0].lower() + self.label[1:]


RESOLUTIONS: tuple[ResolutionRow, ...] = (
    ResolutionRow(Resolution.EXACT, "Rõ văn bản", Tone.UNKNOWN),
    ResolutionRow(Resolution.INFERRED, "Suy ra", Tone.UNKNOWN),
    ResolutionRow(Resolution.SUSPECT, "Nghi viết sai", Tone.WARNING, "⚠ nghi sai"),
    ResolutionRow(Resolution.AMBIGUOUS, "Chưa rõ văn bản nào", Tone.WARNING, "? chưa rõ"),
    ResolutionRow(Resolution.UNKNOWN, "Không tìm thấy", Tone.UNKNOWN, "? không tìm thấy"),
)
_ROW = {row.resolution: row for row in RESOLUTIONS}
