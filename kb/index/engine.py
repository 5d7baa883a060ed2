"""What an engine must do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.index.analysis import OtherName
from kb.index.repeats import Repeats
from kb.law.model import Reason


@dataclass(frozen=True, slots=True)
class Unit:
    """What is found as one hit: a khoản, an Điều without khoản, an item, or what stands before and after the numbered body.

    `group` is the eId of what gathers it: its Điều, else itself. `heading` is its own and its Điều's; `lead` the words of the
    Điều that stand before and after its khoản; `context` the titles above: of the document, Phần, Chương, Mục.
    """

    document: str
    eid: str
    group: str
    heading: str
    context: str
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best unit of a group found, the group's score, and its other units that match nearly as well, in reading order.

    `reasons` add up to the score, the largest first; given where a question asks for them.
    """

    document: str
    eid: str
    score: float
    also: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The words sought; of each of `phrases` one must stand in a group as it is, none of `excluded` may.

    `named` are documents that the question names, and whose groups it rather means; their names are no words of it. `explain`:
    hits come with reasons. `other_names` holds names as they may be typed (search form), and what else is called by each.
    A word with a * after it stands for all that begin so; where `is_typing`, the last word for the likeliest that do.
    """

    words: str
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    explain: bool = False
    other_names: Mapping[str, OtherName] = field(default_factory=dict, repr=False)
    is_typing: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The best groups, best first; of each group whether it matches, and where the groups of each of the engine's documents
    begin; the question as it was read.

    `syllables` are those of the question in order, diacritics restored, "" for one in no text, and after them, parted by "",
    what else a word typed in part may be, beside its neighbours, and other names; `alone` what forms no pair; `named` each
    name in the question that something else is called by, with that.
    `repeated` are the groups that are left out because what was found in them says what another group found says: by number
    the document of each, and that of the other. `places` are those asked about that are the best units of groups found.
    """

    hits: tuple[Ranked, ...]
    matching: NDArray[np.bool_]
    document_starts: NDArray[np.int64]
    syllables: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    repeated: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))
    places: frozenset[tuple[str, str]] = frozenset()

    @property
    def total(self) -> int:
        """How many groups match."""
        return int(np.count_nonzero(self.matching))

    @property
    def found(self) -> NDArray[np.int64]:
        """How many groups match in each of the engine's documents."""
        before = np.concatenate((np.zeros(1, np.int64), np.cumsum(self.matching, dtype=np.int64)))
        return np.diff(before[self.document_starts])


class Correction(NamedTuple):
    """What was meant in a part of a text, "" where that is not known; `is_unknown`: no text of the index has what is there.

    `is_sure`: it is likely enough to be sought without asking.
    """

    start: int
    end: int
    written: str
    is_unknown: bool
    is_sure: bool = True


class Headed(NamedTuple):
    """A group with its heading as it is written."""

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

        `progress` is told after each unit how many are written.
        """

    def open(self, folder: Path) -> None:
        """Open the index in `folder` for searching."""

    def search(
        self,
        question: Question,
        abbreviations: Mapping[str, str],
        limit: int,
        admitted: NDArray[np.bool_] | None = None,
        standing: NDArray[np.float64] | None = None,
        repeats: Repeats | None = None,
        places: Iterable[tuple[str, str]] = (),
    ) -> Answer:
        """The best `limit` groups; `admitted` says of each of the engine's documents whether it may be found.

        `standing` holds what the scores of each document are multiplied by; reasons leave it out. Groups that say what another
        one found says, by `repeats`, are left out. `places` (document, eId) are asked about: `Answer.places`.
        """

    def repeats(self, consolidated: Mapping[str, Sequence[str]]) -> Repeats:
        """What documents repeat of those that they consolidate, for `search`."""

    def correct(
        self, text: str, abbreviations: Mapping[str, str], kept: Sequence[tuple[int, int]], *, bare: bool
    ) -> tuple[Correction, ...]:
        """What was meant where `text` (NFC) is mistyped, and which words no text has, in order, outside the spans `kept`.

        `bare`: the query bears no diacritics, and no correction does.
        """

    def headed(
        self, typed: str, abbreviations: Mapping[str, str], limit: int, standing: NDArray[np.float64]
    ) -> tuple[Headed, ...]:
        """The groups whose headings have the words that somebody is typing (NFC), the last of them perhaps in part.

        `standing` holds a weight of each of the engine's documents: among near equals the highest comes first.
        """

    def completions(self, typed: str, abbreviations: Mapping[str, str], limit: int) -> tuple[str, ...]:
        """The likeliest texts of which `typed` (NFC) is the beginning, likeliest first."""
