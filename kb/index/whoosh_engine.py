"""The Whoosh engine: the only user of whoosh, and only of its public names.

Whoosh keeps the syllables of every group (`kb.index.segments`); what ranks them is compiled from the same words
(`kb.index.compiled`), and gives Whoosh's scores at a small part of its time.

Guarantees:
1. Queries are built of terms, never parsed from a string: no input is an error.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from whoosh import index, scoring
from whoosh.searching import Searcher

from kb.index.asking import admitted, asked
from kb.index.compiled import Compiled, Compiler, Part, open_compiled
from kb.index.engine import Answer, Question, Ranked, Unit
from kb.index.ranking import K1, B, idf, rank
from kb.index.segments import Segment, segment, write_segments
from kb.index.writing import groups
from kb.text import nfc

_ARRAYS = "ranking"


class Weighting(scoring.BM25F):  # type: ignore[misc]  # whoosh has no types
    """Whoosh's BM25F with the ranking's parameters and weights of terms."""

    def __init__(self) -> None:
        """Take the parameters of the ranking."""
        super().__init__(B=B, K1=K1)

    def idf(self, searcher: Searcher, fieldname: str, text: str) -> float:
        """The weight of a term."""
        return idf(searcher.doc_count_all(), searcher.doc_frequency(fieldname, text))


# What opening a folder that holds no whole index raises.
EngineError = index.IndexError


def _compile(folder: Path, parts: Iterable[Part]) -> None:
    compiler = Compiler()
    for part in parts:
        compiler.take(part)
    compiler.write(folder)


class WhooshEngine:
    """An index of units in a folder."""

    def __init__(self) -> None:
        """Make an engine with nothing open."""
        self._index: Compiled | None = None

    def build(self, folder: Path, units: Iterable[tuple[Unit, Mapping[str, str]]], progress: Callable[[int], None]) -> None:
        """Write the index of `units`, each with the abbreviations that hold in its document, into the new `folder`.

        `progress` is told after each group how many units are written.
        """
        part = self.analyzed(units, progress)
        self.write(folder, [part], [self.segment([part])])

    def analyzed(
        self, units: Iterable[tuple[Unit, Mapping[str, str]]], progress: Callable[[int], None] = lambda done: None
    ) -> Part:
        """What is written of `units` of some documents, as `build` takes them: for `segment` and `write`."""
        compiler = Compiler()
        done = 0
        for group, members in groups(units):
            compiler.add(group)
            done += members
            progress(done)
        return compiler.part()

    def segment(self, parts: Iterable[Part]) -> Segment:
        """What Whoosh holds of some parts that follow one another."""
        return segment(parts)

    def write(self, folder: Path, parts: Iterable[Part], segments: Iterable[Segment]) -> None:
        """Write the index of `parts`, of which `segments` holds all in the same order, into the new `folder`."""
        folder.mkdir(parents=True)
        with ThreadPoolExecutor(1) as beside:  # NumPy and the segments, which may come from other processes, do not wait
            compiling = beside.submit(_compile, folder / _ARRAYS, parts)
            write_segments(folder, segments)
            compiling.result()

    def open(self, folder: Path) -> None:
        """Open the index in `folder` for searching."""
        index.open_dir(folder, readonly=True).close()  # that it can be opened; Whoosh answers no question
        self._index = open_compiled(folder / _ARRAYS)

    def search(
        self, question: Question, abbreviations: Mapping[str, str], limit: int, documents: Collection[str] | None = None
    ) -> Answer:
        """The best `limit` groups, of some documents where these are given."""
        assert self._index is not None, "the index is not open"
        compiled = self._index
        words = asked(compiled, nfc(question.words), abbreviations)
        wanted = admitted(compiled, question, abbreviations, documents)
        found, hits = rank(compiled, words, limit, wanted)
        document_of = compiled.document_starts.searchsorted([hit.group for hit in hits], side="right") - 1
        ranked = tuple(
            Ranked(compiled.documents[number], compiled.eid(hit.row), hit.score, tuple(map(compiled.eid, hit.also)))
            for hit, number in zip(hits, document_of, strict=True)
        )
        counts = np.diff(np.searchsorted(found, compiled.document_starts))
        return Answer(ranked, {compiled.documents[number]: int(counts[number]) for number in np.flatnonzero(counts)})
