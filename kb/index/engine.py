"""What an engine must do."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


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
    """The best unit of a group found, the group's score, and its other units that match nearly as well, in reading order."""

    document: str
    eid: str
    score: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The words sought; of each of `phrases` one must stand in a group as it is, none of `excluded` may.

    `named` are documents that the question names, and whose groups it rather means; their names are no words of it.
    """

    words: str
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """The best groups, best first; how many match in each document."""

    hits: tuple[Ranked, ...] = ()
    found: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many groups match."""
        return sum(self.found.values())


class Engine(Protocol):
    """An index of units in a folder of a generation."""

    def build(self, folder: Path, units: Iterable[tuple[Unit, Mapping[str, str]]], progress: Callable[[int], None]) -> None:
        """Write the index of `units`, each with the abbreviations that hold in its document, into the new `folder`.

        `progress` is told after each unit how many are written.
        """

    def open(self, folder: Path) -> None:
        """Open the index in `folder` for searching."""

    def search(
        self, question: Question, abbreviations: Mapping[str, str], limit: int, documents: Collection[str] | None = None
    ) -> Answer:
        """The best `limit` groups, of some documents where these are given."""
