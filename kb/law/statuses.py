"""Statuses (hiệu lực): the one table of the words that say whether a document is in force.

Luật Ban hành văn bản quy phạm pháp luật (64/2025/QH15) Điều 53 to 57; the words are those of the national database of law.

Guarantees:
1. What a status is stands in its row alone: word, tone, what readers type for it, its weight among near equals.
"""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """The colour of a badge."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


class StatusWord(StrEnum):
    """The word for a status, as officials write it."""

    IN_FORCE = "Còn hiệu lực"
    APPLIES = "Có hiệu lực"
    PARTLY_EXPIRED = "Hết hiệu lực một phần"
    EXPIRED = "Hết hiệu lực toàn bộ"
    NOT_YET = "Chưa có hiệu lực"
    SUSPENDED = "Ngưng hiệu lực"
    PARTLY_SUSPENDED = "Ngưng hiệu lực một phần"
    ISSUED = "Đã ban hành"
    BASE_EXPIRED = "Căn cứ đã hết hiệu lực"
    UNKNOWN = "Không rõ"

    @property
    def row(self) -> "StatusRow":
        """All that is fixed of it."""
        return _ROW[self]

    @property
    def tone(self) -> Tone:
        """The tone in which it is shown."""
        return self.row.tone

    @property
    def badge(self) -> str:
        """The word where nothing beside it says what it is of: "Không rõ hiệu lực"."""
        return self.row.badge or self.value


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One status. `typed`: what readers type for it after "hiệu lực:", without diacritics, its whole word aside."""

    word: StatusWord
    tone: Tone
    typed: tuple[str, ...] = ()
    badge: str = ""  # where it is not the word
    weight: float = 1.0  # of a hit: among near equals, or so little that it comes after all others
    is_barred: bool = False  # does not apply on the day: a reader is warned, a material that cites it is wrong
    is_over: bool = False  # it will not apply again


_LAST = 1e-6  # the scores of two hits never differ by as much

# Whoever asks for what is in force means also what has lost a part of it, and what nothing at hand has ended.
STATUSES: tuple[StatusRow, ...] = (
    StatusRow(StatusWord.IN_FORCE, Tone.GOOD, ("con", "con hieu luc")),
    StatusRow(StatusWord.APPLIES, Tone.NEUTRAL, ("co", "con", "con hieu luc")),
    StatusRow(StatusWord.PARTLY_EXPIRED, Tone.WARNING, ("mot phan", "con", "con hieu luc")),
    StatusRow(StatusWord.EXPIRED, Tone.BAD, ("het", "het hieu luc"), weight=0.992, is_barred=True, is_over=True),
    StatusRow(StatusWord.NOT_YET, Tone.WARNING, ("chua",), weight=_LAST, is_barred=True),
    StatusRow(StatusWord.SUSPENDED, Tone.WARNING, ("ngung",), is_barred=True),
    StatusRow(StatusWord.PARTLY_SUSPENDED, Tone.WARNING, ("ngung", "con", "con hieu luc")),
    # Documents of the Party and of administration have no hiệu lực of this kind: that nothing replaces them is all there is.
    StatusRow(StatusWord.ISSUED, Tone.UNKNOWN, ("con", "con hieu luc"), weight=0.996),
    # Whether what details an ended law still applies, its own text does not say: somebody has to look.
    StatusRow(StatusWord.BASE_EXPIRED, Tone.WARNING, ("can cu het",), weight=0.994),
    StatusRow(StatusWord.UNKNOWN, Tone.UNKNOWN, badge="Không rõ hiệu lực", weight=0.996),
)

_ROW = {row.word: row for row in STATUSES}
