"""`Engine`, the protocol of a search index, and the values that go in and out: `Unit`, `Question`, `Answer`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from kb.index.analysis import OtherName
from kb.index.arrays import Float64s, Int64s, Mask
from kb.index.repeats import Repeats
from kb.law.model import Reason


@dataclass(frozen=True, slots=True)
class Unit:
    """A provision that can be a hit: a khoản, an Điều without khoản, an item, or the text before or after the numbered body."""

    document: str
    eid: str
    group: str  # the eId of the Điều that it is in, else its own
    heading: str  # its Điều's and its own
    context: str  # the titles above: of the document, Phần, Chương, Mục
    lead: str  # the words of the Điều that stand before and after its khoản
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A group found, shown by its best unit."""

    document: str
    eid: str  # of the best unit
    score: float  # of the group
    also: tuple[str, ...] = ()  # the eIds of its other units that match nearly as well, in reading order
    reasons: tuple[Reason, ...] = ()  # largest first; they add up to the score; only where the question says `explain`


@dataclass(frozen=True, slots=True)
class Question:
    """The words sought, and the conditions that groups must meet.

    A word with a * after it stands for all that begin so; where `is_typing`, the last word for the likeliest that do.
    """

    words: str  # without the names of the documents in `named`
    phrases: tuple[tuple[str, ...], ...] = ()  # of each choice, a group has one phrase as it is
    excluded: tuple[str, ...] = ()  # phrases that a group must not have
    named: frozenset[str] = frozenset()  # documents that the question names, whose groups it rather means
    explain: bool = False  # hits come with reasons
    other_names: Mapping[str, OtherName] = field(default_factory=dict, repr=False)  # by the name as typed (search form)
    is_typing: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The best groups for a question, best first, with the mask of all that match and the question as it was read."""

    hits: tuple[Ranked, ...]
    matching: Mask  # one bool per group
    document_starts: Int64s  # of each of the engine's documents in the groups
    # Those of the question in order, diacritics restored, "" for one in no text. After them, parted by "", further readings of
    # a word typed in part, each between its neighbours, and other names.
    syllables: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()  # terms that form no pair: document numbers, dates, abbreviations
    named: tuple[tuple[str, str], ...] = ()  # names in the question that something else is called by, each with that
    # One line per group left out because another one found has the same words: its document and that of the other, by number.
    repeated: Int64s = field(default_factory=lambda: np.empty((0, 2), np.int64))
    addresses: frozenset[tuple[str, str]] = frozenset()  # of those asked about, the best units of groups found

    @property
    def total(self) -> int:
        """The number of groups that match."""
        return int(np.count_nonzero(self.matching))

    @property
    def found(self) -> Int64s:
        """The number of groups that match in each of the engine's documents."""
        before = np.concatenate((np.zeros(1, np.int64), np.cumsum(self.matching, dtype=np.int64)))
        return np.diff(before[self.document_starts])


class Correction(NamedTuple):
    """A word of a text that is mistyped, or that no text of the index has."""

    start: int  # its span in the text
    end: int
    written: str  # its replacement; "" where none is known
    is_unknown: bool  # no text of the index has it as typed
    is_sure: bool = True  # the replacement is likely enough to be sought without asking


class Headed(NamedTuple):
    """A group with its heading as written."""

    document: str
    eid: str
    heading: str


class Engine(Protocol):
    """An index of units in a folder of a generation."""

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents of the open index, in its order."""

    def build(self, folder: Path, units: Iterable[tuple[Unit, Mapping[str, str]]], progress: Callable[[int], None]) -> None:
        """Write the index of `units`, each with the abbreviations that hold in its document, into the new `folder`.

        `progress` is told the number of units written so far.
        """

    def open(self, folder: Path) -> None:
        """Open the index in `folder` for searching."""

    def search(
        self,
        question: Question,
        abbreviations: Mapping[str, str],
        limit: int,
        admitted: Mask | None = None,
        standing: Float64s | None = None,
        repeats: Repeats | None = None,
        addresses: Iterable[tuple[str, str]] = (),
    ) -> Answer:
        """The best `limit` groups.

        `admitted`: the mask of the engine's documents that may be found. `standing`: a factor of the scores of each document;
        reasons leave it out. `repeats`: rows, so that a group that repeats another one found is left out. `addresses`: pairs
        (document, eId) that are asked about, for `Answer.addresses`.
        """

    def repeats(self, consolidated: Mapping[str, Sequence[str]]) -> Repeats:
        """The rows that documents repeat of those that they consolidate (ids, by the id of the consolidation), for `search`."""

    def correct(
        self, text: str, abbreviations: Mapping[str, str], kept: Sequence[tuple[int, int]], *, bare: bool
    ) -> tuple[Correction, ...]:
        """The corrections of `text` (NFC) in order, none within the spans `kept`.

        `bare`: the query bears no diacritics, and no correction does.
        """

    def headed(self, typed: str, abbreviations: Mapping[str, str], limit: int, standing: Float64s) -> tuple[Headed, ...]:
        """The groups whose headings have the words that somebody is typing (NFC), the last of them perhaps in part.

        `standing` holds a factor of each of the engine's documents: among near equals the highest comes first.
        """

    def completions(self, typed: str, abbreviations: Mapping[str, str], limit: int) -> tuple[str, ...]:
        """The likeliest texts of which `typed` (NFC) is the beginning, likeliest first."""
