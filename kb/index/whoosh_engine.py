"""The Whoosh engine: the only user of whoosh, and only of its public names.

Guarantees:
1. Queries are built as trees of terms, never parsed from a string: no input is an error.
2. A query without any diacritic is answered from the folded fields alone; of one that is half typed, those pairs that no text
   has are looked up folded.
"""

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from whoosh import fields, index, query, scoring
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.searching import Searcher

from kb.abbreviations import expanded
from kb.index.analysis import analyze, folded, pairs, syllables, syllables_and_pairs
from kb.index.engine import Ranked, Unit
from kb.processes import in_order
from kb.segment import compounds
from kb.text import fold, has_diacritics, nfc

# Weights and BM25F's parameters are chosen on the development half of a retrieval set (docs/decisions.md, "Ranking").
_HEADING_TWICE = 2
_WEIGHTS = {"text": 1.0, "context": 0.3, "words": 0.5}
_ENOUGH = 20  # hits by pairs, below which single syllables are asked
_WEIGHTING = scoring.BM25F(B=0.4, K1=1.2)


def _schema() -> fields.Schema:
    terms = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
    names = ("text", "text_folded", "context", "context_folded", "words")
    return fields.Schema(document=fields.ID(stored=True), eid=fields.STORED, **dict.fromkeys(names, terms))


# What opening a folder that holds no whole index raises.
EngineError = index.IndexError


class WhooshEngine:
    """An index of units in a folder. `processes` segment words beside the one that writes."""

    def __init__(self, processes: int = 0) -> None:
        """Make an engine with nothing open; more processes need a main module that may be imported again."""
        self._processes = processes
        self._searcher: Searcher | None = None

    def build(self, folder: Path, units: Iterable[tuple[Unit, Mapping[str, str]]], progress: Callable[[int], None]) -> None:
        """Write the index of `units`, each with the abbreviations that hold in its document, into the new `folder`.

        `progress` is told after each unit how many are written.
        """
        folder.mkdir(parents=True)
        writer = index.create_in(folder, _schema()).writer(limitmb=128)
        for done, (document, eid, forms) in enumerate(in_order(_analyzed, units, self._processes, chunk=64), 1):
            writer.add_document(document=document, eid=eid, **forms)
            progress(done)
        writer.commit(optimize=True)

    def open(self, folder: Path) -> None:
        """Open the index in `folder` for searching."""
        self._searcher = index.open_dir(folder, readonly=True).searcher(weighting=_WEIGHTING)
        weakref.finalize(self, self._searcher.close)

    def search(self, text: str, abbreviations: Mapping[str, str], limit: int, document: str | None) -> tuple[int, list[Ranked]]:
        """How many units match, and the best `limit` of them, best first; of one document where it is given."""
        assert self._searcher is not None, "the index is not open"
        total, found = 0, list[Ranked]()
        mask = query.Term("document", document) if document else None
        wanted = max(limit, _ENOUGH)  # which query answers may not depend on how many hits are shown
        for tree in self._queries(nfc(text), abbreviations):
            results = self._searcher.search(tree, limit=wanted, filter=mask)
            found = [Ranked(hit["document"], hit["eid"], hit.score) for hit in results]
            total = len(found) if len(found) < wanted else len(results)  # to count all runs the query again
            if len(found) >= _ENOUGH:
                break
        return total, found[:limit]

    def _queries(self, text: str, abbreviations: Mapping[str, str]) -> Iterator[query.Query]:
        """The queries to try: pairs of neighbours, which are few and telling, then, if they find too little, syllables."""
        terms = analyze(text, abbreviations, any_case=True)
        single = syllables(terms)
        paired = [term.form for term in terms if term.alone] + pairs(terms)
        if has_diacritics(text):
            half_typed = [form for form in paired if not self._has("text", form)]
            yield _any_of(
                {
                    "text": paired,
                    "text_folded": [fold(form) for form in half_typed if self._has("text_folded", fold(form))],
                    "context": paired,
                    "words": list(compounds(expanded(text, abbreviations, any_case=True))),
                }
            )
            yield _any_of({"text": single})
        else:
            yield _any_of({"text_folded": folded(paired), "context_folded": folded(paired)})
            yield _any_of({"text_folded": folded(single)})

    def _has(self, field: str, form: str) -> bool:
        assert self._searcher is not None, "the index is open"
        return (field, form) in self._searcher.reader()


def _analyzed(unit_in_context: tuple[Unit, Mapping[str, str]]) -> tuple[str, str, dict[str, str]]:
    """The terms of each field of a unit, joined by spaces."""
    unit, abbreviations = unit_in_context
    heading = syllables_and_pairs(analyze(unit.heading, abbreviations))
    text = heading * _HEADING_TWICE + syllables_and_pairs(analyze(unit.text, abbreviations))
    context = pairs(analyze(unit.context, abbreviations))
    forms = {
        "text": text,
        "text_folded": folded(text),
        "context": context,
        "context_folded": folded(context),
        "words": compounds(expanded(f"{unit.heading}\n{unit.text}", abbreviations)),
    }
    return unit.document, unit.eid, {name: " ".join(form) for name, form in forms.items() if form}


def _any_of(wanted: Mapping[str, list[str]]) -> query.Query:
    """The query for units that have any of the forms in its field, each by the field's weight."""
    return query.Or(
        [
            query.Term(name, form, boost=_WEIGHTS[name.removesuffix("_folded")])
            for name, forms in wanted.items()
            for form in dict.fromkeys(forms)
        ]
    )
