"""The Whoosh engine: the only user of whoosh, and only of its public names.

Whoosh keeps the analysed words of every group; what ranks them is compiled from the same words (`kb.index.compiled`), and gives
Whoosh's scores at a small part of its time.

Guarantees:
1. Queries are built of terms, never parsed from a string: no input is an error.
2. Syllables typed without diacritics are read as what the texts of the index make likeliest.
"""

import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index, scoring
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.searching import Searcher

from kb.index.analysis import Term, analyze, neighbours
from kb.index.compiled import BREAK, HEADING_WEIGHT, Compiled, Compiler, Group, Row, open_compiled
from kb.index.engine import Answer, Question, Ranked, Unit
from kb.index.ranking import K1, Asked, B, Mask, having, idf, rank
from kb.index.restoring import restore
from kb.processes import in_order
from kb.text import fold, has_diacritics, nfc

_ARRAYS = "ranking"


class Weighting(scoring.BM25F):  # type: ignore[misc]  # whoosh has no types
    """Whoosh's BM25F with the ranking's parameters and weights of terms."""

    def __init__(self) -> None:
        """Take the parameters of the ranking."""
        super().__init__(B=B, K1=K1)

    def idf(self, searcher: Searcher, fieldname: str, text: str) -> float:
        """The weight of a term."""
        return idf(searcher.doc_count_all(), searcher.doc_frequency(fieldname, text))


def _schema() -> fields.Schema:
    terms = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
    return fields.Schema(document=fields.ID(stored=True), group=fields.STORED, text=terms)


# What opening a folder that holds no whole index raises.
EngineError = index.IndexError


@dataclass(frozen=True, slots=True)
class _Analyzed:
    """The syllables of a unit's parts, in order."""

    document: str
    eid: str
    group: str
    heading: list[str]
    context: list[str]
    lead: list[str]
    text: list[str]


class WhooshEngine:
    """An index of units in a folder. `processes` analyse texts beside the one that writes."""

    def __init__(self, processes: int = 0) -> None:
        """Make an engine with nothing open; more processes need a main module that may be imported again."""
        self._processes = processes
        self._index: Compiled | None = None
        self._searcher: Searcher | None = None

    def build(self, folder: Path, units: Iterable[tuple[Unit, Mapping[str, str]]], progress: Callable[[int], None]) -> None:
        """Write the index of `units`, each with the abbreviations that hold in its document, into the new `folder`.

        `progress` is told after each group how many units are written.
        """
        folder.mkdir(parents=True)
        writer = index.create_in(folder, _schema()).writer(limitmb=128)
        compiler = Compiler()
        analyzed = in_order(_analyzed, units, self._processes, chunk=64)
        done = 0
        for (document, group), members in groupby(analyzed, lambda unit: (unit.document, unit.group)):
            own = list(members)
            rows = list(_rows(own))
            compiler.add(Group(document, own[0].context, rows))
            forms = (form for row in rows for form in _terms(row.words) * row.weight)
            writer.add_document(document=document, group=group, text=" ".join(forms))
            done += len(own)
            progress(done)
        writer.commit(optimize=True)
        compiler.write(folder / _ARRAYS)

    def open(self, folder: Path) -> None:
        """Open the index in `folder` for searching."""
        self._searcher = index.open_dir(folder, readonly=True).searcher(weighting=Weighting())
        weakref.finalize(self, self._searcher.close)
        self._index = open_compiled(folder / _ARRAYS)

    def search(
        self, question: Question, abbreviations: Mapping[str, str], limit: int, documents: Collection[str] | None = None
    ) -> Answer:
        """The best `limit` groups, of some documents where these are given."""
        assert self._index is not None, "the index is not open"
        compiled = self._index
        words = asked(compiled, nfc(question.words), abbreviations)
        wanted = _wanted(compiled, question, abbreviations, documents)
        found, hits = rank(compiled, words, limit, wanted)
        document_of = compiled.document_starts.searchsorted([hit.group for hit in hits], side="right") - 1
        ranked = tuple(
            Ranked(compiled.documents[number], compiled.eid(hit.row), hit.score, tuple(map(compiled.eid, hit.also)))
            for hit, number in zip(hits, document_of, strict=True)
        )
        counts = np.diff(np.searchsorted(found, compiled.document_starts))
        return Answer(ranked, {compiled.documents[number]: int(counts[number]) for number in np.flatnonzero(counts)})


def _wanted(
    compiled: Compiled, question: Question, abbreviations: Mapping[str, str], documents: Collection[str] | None
) -> Mask | None:
    """Of each group whether it may be found; None where all may."""
    if documents is None and not question.phrases and not question.excluded:
        return None
    groups = len(compiled.group_starts) - 1
    wanted = np.ones(groups, bool)
    if documents is not None:
        admitted = np.array([document in documents for document in compiled.documents], bool)
        wanted &= np.repeat(admitted, np.diff(compiled.document_starts))
    for choice in question.phrases:
        having_one = np.zeros(groups, bool)
        for phrase in choice:
            having_one[_having(compiled, phrase, abbreviations)] = True
        wanted &= having_one
    for phrase in question.excluded:
        wanted[_having(compiled, phrase, abbreviations)] = False
    return wanted


def _having(compiled: Compiled, phrase: str, abbreviations: Mapping[str, str]) -> NDArray[np.int64]:
    """The groups that have a phrase; a number of a document or an abbreviation in it is a phrase of its own."""
    terms = analyze(nfc(phrase), abbreviations, any_case=True)
    chain = _read(compiled, terms, phrase)
    long_forms = {term.start for term in terms if not term.alone}
    alone = [compiled.syllables.get(term.form) for term in terms if term.alone and term.start not in long_forms]
    parts = [*([chain] if chain else []), *([number] for number in alone)]
    found = np.arange(len(compiled.group_starts) - 1)
    for part in parts:
        known = [number for number in part if number is not None]
        own = having(compiled, known) if len(known) == len(part) else found[:0]
        found = np.intersect1d(found, own, assume_unique=True)
    return found if parts else found[:0]


def asked(compiled: Compiled, text: str, abbreviations: Mapping[str, str]) -> Asked:
    """What a question (NFC) asks of an index."""
    terms = analyze(text, abbreviations, any_case=True)
    read = _read(compiled, terms, text)
    alone = [compiled.syllables.get(term.form) for term in terms if term.alone]
    known = dict.fromkeys(number for number in (*read, *alone) if number is not None)
    pairs = dict.fromkeys((one, two) for one, two in pairwise(read) if one is not None and two is not None)
    return Asked(tuple(known), tuple(pairs), frozenset(number for number in alone if number is not None))


def _read(compiled: Compiled, terms: list[Term], text: str) -> list[int | None]:
    """The syllables of the terms that have neighbours, diacritics restored; None for one that no text has."""
    chain = [term.form for term in terms if not term.alone]
    typed = [compiled.syllables.get(form) for form in chain]
    # A bare syllable among others with diacritics is more often meant as typed than in a query that has none.
    kept = typed if has_diacritics(text) else [None] * len(typed)
    return restore(compiled, [_readings(compiled, form) for form in chain], kept)


def _readings(compiled: Compiled, form: str) -> tuple[int, ...]:
    """The syllables that a typed one may stand for: itself, and without diacritics all that fold to it."""
    if fold(form) == form and form.isalpha() and form in compiled.folded:
        number = compiled.folded[form]
        return tuple(compiled.fold_members[compiled.fold_starts[number] : compiled.fold_starts[number + 1]].tolist())
    return (compiled.syllables[form],) if form in compiled.syllables else ()


def _analyzed(unit_in_context: tuple[Unit, Mapping[str, str]]) -> _Analyzed:
    unit, abbreviations = unit_in_context
    parts = (neighbours(analyze(part, abbreviations)) for part in (unit.heading, unit.context, unit.lead, unit.text))
    return _Analyzed(unit.document, unit.eid, unit.group, *parts)


def _rows(units: list[_Analyzed]) -> Iterator[Row]:
    """The rows of a group: its heading, its lead, and its units; of a longer heading below it what is more."""
    heading, lead = units[0].heading, units[0].lead
    yield Row("", heading, HEADING_WEIGHT)
    if lead:
        yield Row(units[0].group, lead)
    for unit in units:
        more = unit.heading[len(heading) :] if unit.heading[: len(heading)] == heading else unit.heading
        below = unit.lead if unit.lead != lead else []
        yield Row(unit.eid, [*more, *([BREAK] if more else []), *below, *([BREAK] if below else []), *unit.text])


def _terms(words: Iterable[str]) -> list[str]:
    """The syllables of `words` and each pair of neighbours, as "thi_hành"."""
    chain = list(words)
    pairs = [f"{one}_{two}" for one, two in pairwise(chain) if one and two]
    return [word for word in chain if word] + pairs
