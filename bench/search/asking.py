"""What every engine is asked, and what an engine must do. Needs the standard library alone: workers run in other Pythons."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

Way = Literal["typed", "any", "all", "phrase", "prefix"]
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Ask:
    """A query as `typed`, and the same in analysed `terms` for engines that are given them.

    `field` is "words" or "folded" (without diacritics). `type`: only texts of this type, with how many there are of each year.
    """

    way: Way
    typed: str
    terms: tuple[str, ...] = ()
    field: str = "words"
    type: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """What is found as one. `heading` and `body` are as written, or analysed: terms with spaces between them."""

    heading: str
    body: str
    folded: str = ""
    type: str = ""
    year: str = ""

    @property
    def words(self) -> str:
        """All of it."""
        return f"{self.heading} {self.body}"


class Engine(Protocol):
    """An engine in a worker. Texts are numbered from 0 in the order in which they come."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """Make one that may write into `folder`. Raises ImportError where it is not installed."""

    def prepare(self, source: Path) -> None:
        """Index what is in `source`, and be ready to answer."""

    def ask(self, ask: Ask) -> Sequence[Any]:
        """The best SHOWN texts, best first: their numbers, or of ours documents and eIds."""


def written(path: Path) -> Iterator[Text]:
    """The texts in a file that `write` wrote."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Text(*json.loads(line))


def write(texts: Iterable[Text], path: Path) -> int:
    """Write texts into a file; gives how many."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        for text in texts:
            file.write(json.dumps(astuple(text), ensure_ascii=False) + "\n")
            number += 1
    return number
