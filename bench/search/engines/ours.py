"""Ours, on a published generation: the whole program, or its index alone.

What it is asked, it is asked as typed; it analyses that itself. The index alone filters and counts by the facts of documents
that it keeps.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import kb
from bench.search.asking import SHOWN, Ask
from kb.index import Condition, FilterField, Question, answer
from kb.search.tables import SearchTables


class Engine:
    """A generation of a data folder."""

    def __init__(self, folder: Path, kind: str) -> None:
        """`kind` is "whole" or "engine"; nothing is written into `folder`."""
        self._kind = kind

    def prepare(self, source: Path) -> None:
        """Open the generation that is published in the folder `source`."""
        self._generation = kb.Published(source).current()
        self._abbreviations = self._generation.derived(SearchTables).abbreviations

    def ask(self, ask: Ask) -> Sequence[tuple[str, str]]:
        """The document and eId of the best hits."""
        if self._kind == "whole":
            return [(hit.document, hit.eid) for hit in kb.search(self._generation, _typed(ask), limit=SHOWN).hits]
        phrases = {"all": tuple((word,) for word in ask.typed.split()), "phrase": ((ask.typed,),)}
        question = Question(
            words=f"{ask.typed}*" if ask.way == "prefix" else ask.typed,
            on=date.today(),
            abbreviations=self._abbreviations,
            phrases=phrases.get(ask.way, ()),
            conditions=(Condition(FilterField.TYPE, frozenset([ask.type])),) if ask.type else (),
        )
        return [(hit.document, hit.eid) for hit in answer(self._generation.index, question, SHOWN).hits]


def _typed(ask: Ask) -> str:
    """The query with the signs that this program knows."""
    if ask.way == "prefix":
        return f"{ask.typed}*"
    if ask.way == "phrase":
        return f'"{ask.typed}"'
    if ask.way == "all":
        return " ".join(f'"{word}"' for word in ask.typed.split())
    return f'{ask.typed} loại:"{ask.type}"' if ask.type else ask.typed
