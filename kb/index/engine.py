"""What an engine must do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Unit:
    """What is found as one hit: a khoản, an Điều without khoản, an item, or what stands before and after the numbered body.

    `heading` is its own and its Điều's; `context` what stands above it: titles of Chương and document, the Điều's lead.
    """

    document: str
    eid: str
    heading: str
    context: str
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit found, and its score."""

    document: str
    eid: str
    score: float


class Engine(Protocol):
    """An index of units in a folder of a generation."""

    def build(self, folder: Path, units: Iterable[tuple[Unit, Mapping[str, str]]], progress: Callable[[int], None]) -> None:
        """Write the index of `units`, each with the abbreviations that hold in its document, into the new `folder`.

        `progress` is told after each unit how many are written.
        """

    def open(self, folder: Path) -> None:
        """Open the index in `folder` for searching."""

    def search(
        self, query: str, abbreviations: Mapping[str, str], limit: int, document: str | None
    ) -> tuple[int, list[Ranked]]:
        """How many units match, and the best `limit` of them, best first; of one document where it is given."""
