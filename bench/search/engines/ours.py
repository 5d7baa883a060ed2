"""Ours, on a published generation: the whole program, or its engine alone.

What it is asked, it is asked as typed; it analyses that itself. The filter of the engine alone is known before, as an index of
types would have it.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

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
        entries = [self._generation.entry(document) for document in self._generation.engine.documents]
        types = np.array([entry.type for entry in entries])
        self._of_type = {kind: types == kind for kind in set(types)}
        self._years = np.array([year_of(entry) or 0 for entry in entries])

    def ask(self, ask: Ask) -> Sequence[tuple[str, str]]:
        """The document and eId of the best hits."""
        if self._kind == "whole":
            return [(hit.document, hit.eid) for hit in kb.search(self._generation, _typed(ask), limit=SHOWN).hits]
        phrases = {"all": tuple((word,) for word in ask.typed.split()), "phrase": ((ask.typed,),)}
        question = Question(f"{ask.typed}*" if ask.way == "prefix" else ask.typed, phrases.get(ask.way, ()))
        admitted = self._of_type[ask.type] if ask.type else None
        answer = self._generation.engine.search(question, self._generation.abbreviations, SHOWN, admitted)
        if ask.type:
            np.bincount(self._years, answer.found)
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
