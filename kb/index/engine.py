"""`Engine`, the protocol of what finds groups: it brings candidates; the re-rank, one for all engines, orders them.

What goes in and out is said in syllables of the dictionary, words of documents and days, never in numbers of groups or of rows.
A like answer of two engines means: the same total and counts, and nearly the same candidates; the re-rank does the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol

from kb.index.arrays import Mask
from kb.index.candidates import Candidates
from kb.index.collecting import Collection
from kb.index.dictionary import Dictionary
from kb.index.fields import DocumentFields
from kb.index.inverting import Inverted
from kb.index.repeats import Repeats
from kb.index.terms import Phrases, Sought


@dataclass(frozen=True, slots=True)
class IndexContent:
    """All that an engine is written from."""

    collection: Collection
    inverted: Inverted
    joined: Mask  # of each token, whether it is in the word of the one before it
    documents: tuple[DocumentFields, ...]  # as those of the collection
    repeats: Repeats


class Headed(NamedTuple):
    """A group with its heading as written."""

    document: str
    eid: str
    heading: str


class Engine(Protocol):
    """An open index of groups.

    A group matches a question when it has one of its pairs, a syllable that counts like a pair, or a pair of another name; the
    groups of a named document also by a single syllable, and those under a heading that is asked for in other words
    (`QuestionTerms.headings`: all pairs of it; of the named documents, or where none is named with a syllable of the question).
    Where fewer than `ENOUGH_BY_PAIRS` of all groups match, so does a group with any syllable. Filters come after that.
    """

    def candidates(self, sought: Sought, limit: int, start: int = 0) -> Candidates:
        """The best `limit` groups that match and pass the filter, from the one with the index `start` on.

        The order is that of the engine's own scores, which count the words of groups, titles above them, named documents and
        headings asked for; it does not depend on `limit` and `start`. What repeats another group found is left out, where the
        engine can tell.
        """

    def count(self, choices: Sequence[Phrases], in_titles: bool = False) -> int:
        """How many groups have one of some choices: for each of them, all its phrases.

        `in_titles`: in the titles above them, where phrases have two syllables.
        """

    def headings(self, words: Sequence[Sequence[int]], limit: int, on: date) -> Sequence[Headed]:
        """The best `limit` groups whose heading has all `words`, each any of some syllables.

        First those that begin with the words, then those that have them side by side; then shorter ones and those of higher
        standing. Of groups with a like heading all but the first come at the end.
        """


class EngineKind(Protocol):
    """A kind of engine: how it is written and opened."""

    def write(self, folder: Path, content: IndexContent) -> None:
        """Write the index into the new `folder`."""

    def open(self, folder: Path, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> Engine:
        """The index in `folder`. Raises OSError, ValueError or TypeError where it is not as it was written."""
