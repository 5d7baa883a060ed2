"""The Whoosh engine: the only user of whoosh, and only of its public names.

Whoosh keeps the syllables of every group (`kb.index.segments`); the arrays that rank them (`kb.index.compiled`) are compiled
from the same words, and give Whoosh's scores at a small part of its time.

Guarantees:
1. Queries are built of terms, never parsed from a string: no input is an error.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from whoosh import index

from kb.index.arrays import Float64s, Mask
from kb.index.asking import admitted_groups, read_question
from kb.index.compiled import Compiled, open_compiled
from kb.index.compiling import Compiler, IndexPart
from kb.index.completing import completions
from kb.index.engine import Answer, Correction, Headed, Question, Ranked, Unit
from kb.index.headings import headed, open_headings, write_headings
from kb.index.ranking import explain, rank
from kb.index.repeats import Repeats, find_repeats
from kb.index.rows import QuestionTerms, ordered_rows
from kb.index.segments import Segment, segment, write_segments
from kb.index.spelling import text_corrections
from kb.index.writing import groups
from kb.language.text import nfc
from kb.law.model import Reason

_ARRAYS, _HEADINGS = "ranking", "headings"

# Raised by opening a folder that holds no whole index.
EngineError = index.IndexError


def _compile(folder: Path, parts: Iterable[IndexPart]) -> None:
    compiler = Compiler()
    for part in parts:
        compiler.take(part)
    compiler.write(folder / _ARRAYS)
    write_headings(folder / _HEADINGS, open_compiled(folder / _ARRAYS), compiler.headings())


class WhooshEngine:
    """An index of units in a folder."""

    def __init__(self) -> None:
        """Make an engine with nothing open."""
        self._index: Compiled | None = None

    def build(self, folder: Path, units: Iterable[tuple[Unit, Mapping[str, str]]], progress: Callable[[int], None]) -> None:
        """Write the index of `units`, each with the abbreviations that hold in its document, into the new `folder`.

        `progress` is told the number of units written so far, after each group.
        """
        part = self.analyzed(units, progress)
        self.write(folder, [part], [self.segment([part])])

    def analyzed(
        self, units: Iterable[tuple[Unit, Mapping[str, str]]], progress: Callable[[int], None] = lambda _: None
    ) -> IndexPart:
        """The groups of `units` of some documents, as `build` takes them: for `segment` and `write`."""
        compiler = Compiler()
        done = 0
        for group, members in groups(units):
            compiler.add(group)
            done += members
            progress(done)
        return compiler.part()

    def segment(self, parts: Iterable[IndexPart]) -> Segment:
        """The segment of Whoosh's index that holds some parts that follow one another."""
        return segment(parts)

    def write(self, folder: Path, parts: Iterable[IndexPart], segments: Iterable[Segment]) -> None:
        """Write the index of `parts`, of which `segments` holds all in the same order, into the new `folder`."""
        folder.mkdir(parents=True)
        with ThreadPoolExecutor(1) as beside:  # NumPy and the segments, which may come from other processes, do not wait
            compiling = beside.submit(_compile, folder, parts)
            write_segments(folder, segments)
            compiling.result()

    def open(self, folder: Path) -> None:
        """Open the index in `folder` for searching."""
        index.open_dir(folder, readonly=True).close()  # that it can be opened; Whoosh answers no question
        self._index = open_compiled(folder / _ARRAYS)
        self._headings = open_headings(folder / _HEADINGS)
        self._numbers = {document: number for number, document in enumerate(self._index.documents)}

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents of the open index, in its order."""
        assert self._index is not None, "the index is not open"
        return self._index.documents

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
        """The best `limit` groups; as `Engine.search`."""
        assert self._index is not None, "the index is not open"
        compiled = self._index
        as_read = read_question(
            compiled, nfc(question.words), abbreviations, question.other_names, is_typing=question.is_typing
        )
        mask = admitted_groups(compiled, question, abbreviations, admitted)
        named = self._ranges_of(question.named)
        of_groups = None if standing is None else np.repeat(standing.astype(np.float32), np.diff(compiled.document_starts))
        matching, hits, repeated = rank(compiled, as_read.asked, limit, mask, named, of_groups, repeats)
        ranked = []
        for hit, number in zip(hits, compiled.documents_with([hit.group for hit in hits]).tolist(), strict=True):
            parts = explain(compiled, as_read.asked, hit, named) if question.explain else ()
            reasons = tuple(Reason(p.kind, " ".join(compiled.names[word] for word in p.words), p.value) for p in parts)
            also = tuple(map(compiled.eid, hit.also))
            ranked.append(Ranked(compiled.documents[number], compiled.eid(hit.row), hit.score, also, reasons))
        return Answer(
            tuple(ranked),
            matching,
            compiled.document_starts,
            as_read.syllables,
            as_read.alone,
            as_read.named,
            np.stack([compiled.documents_with(groups) for groups in repeated], axis=1),
            self._found_among(addresses, as_read.asked, matching),
        )

    def repeats(self, consolidated: Mapping[str, Sequence[str]]) -> Repeats:
        """The rows that documents repeat of those that they consolidate; as `Engine.repeats`."""
        assert self._index is not None, "the index is not open"
        known = self._numbers
        pairs = ((one, other) for one, others in consolidated.items() for other in others if {one, other} <= known.keys())
        return find_repeats(self._index, ((known[one], known[other]) for one, other in pairs))

    def _found_among(
        self, addresses: Iterable[tuple[str, str]], asked: QuestionTerms, matching: Mask
    ) -> frozenset[tuple[str, str]]:
        """The addresses (document, eId) that are the best rows of groups that match."""
        assert self._index is not None, "the index is not open"
        numbers = self._numbers
        rows = {address: self._index.row(numbers[address[0]], address[1]) for address in addresses if address[0] in numbers}
        known = {address: row for address, row in rows.items() if row is not None}
        groups = self._index.groups_with(list(known.values()))
        best, _, starts = ordered_rows(self._index, asked, groups)
        found = zip(known.items(), best[starts[:-1]].tolist(), matching[groups].tolist(), strict=True)
        return frozenset(address for (address, row), first, is_found in found if is_found and row == first)

    def correct(
        self, text: str, abbreviations: Mapping[str, str], kept: Sequence[tuple[int, int]], *, bare: bool
    ) -> tuple[Correction, ...]:
        """The corrections of `text` (NFC) in order, none within the spans `kept`; as `Engine.correct`."""
        assert self._index is not None, "the index is not open"
        return tuple(text_corrections(self._index, text, abbreviations, kept, bare=bare))

    def headed(self, typed: str, abbreviations: Mapping[str, str], limit: int, standing: Float64s) -> tuple[Headed, ...]:
        """The groups whose headings have the words that somebody is typing; as `Engine.headed`."""
        assert self._index is not None, "the index is not open"
        return tuple(headed(self._index, self._headings, typed, abbreviations, limit, standing))

    def completions(self, typed: str, abbreviations: Mapping[str, str], limit: int) -> tuple[str, ...]:
        """The likeliest texts of which `typed` (NFC) is the beginning, likeliest first."""
        assert self._index is not None, "the index is not open"
        return tuple(completions(self._index, typed, abbreviations, limit))

    def _ranges_of(self, documents: Collection[str]) -> list[tuple[int, int]]:
        """The groups of each document, as (first, end)."""
        assert self._index is not None, "the index is not open"
        numbers = (self._numbers[document] for document in documents if document in self._numbers)
        return [(int(begin), int(end)) for begin, end in (self._index.document_starts[n : n + 2] for n in numbers)]
