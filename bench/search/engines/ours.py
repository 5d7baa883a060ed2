"""Ours, on a published generation: the whole program, or its engine alone.

What it is asked, it is asked as typed; it analyses that itself. The filter of the engine alone is known before, as an index of
types would have it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import kb
from bench.search.asking import SHOWN, Ask
from kb.catalogue import year_of
from kb.index import Question


class Engine:
    """A generation of a data folder."""

    def __init__(self, folder: Path, kind: str) -> None:
        """`kind` is "whole" or "engine"; nothing is written into `folder`."""
        self._kind = kind

    def prepare(self, source: Path) -> None:
        """Open the generation that is published in the folder `source`."""
        self._generation = kb.Published(source).current()
        self._of_type = defaultdict(set)
        for entry in self._generation.catalogue.entries:
            self._of_type[entry.type].add(entry.id)

    def ask(self, ask: Ask) -> Sequence[tuple[str, str]]:
        """The document and eId of the best hits."""
        if self._kind == "whole":
            return [(hit.document, hit.eid) for hit in kb.search(self._generation, _typed(ask), limit=SHOWN).hits]
        phrases = {"all": tuple((word,) for word in ask.typed.split()), "phrase": ((ask.typed,),)}
        words = f"{ask.typed}*" if ask.way == "prefix" else ask.typed
        question = Question(words, phrases.get(ask.way, ()))
        among = self._of_type[ask.type] if ask.type else None
        answer = self._generation.engine.search(question, self._generation.abbreviations, SHOWN, among)
        if ask.type:
            years = Counter[int | None]()
            for document, number in answer.found.items():
                years[year_of(self._generation.entry(document))] += number
        return [(hit.document, hit.eid) for hit in answer.hits]


def _typed(ask: Ask) -> str:
    """The query with the signs that this program knows."""
    if ask.way == "prefix":
        return f"{ask.typed}*"
    if ask.way == "phrase":
        return f'"{ask.typed}"'
    if ask.way == "all":
        return " ".join(f'"{word}"' for word in ask.typed.split())
    return f'{ask.typed} loại:"{ask.type}"' if ask.type else ask.typed
