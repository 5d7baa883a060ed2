"""What a question asks of an index, in the numbers of its syllables: its words, phrases and what must not occur.

Guarantees:
1. Any text is a question; none is an error.
2. Syllables typed without diacritics are read as what the texts of the index make likeliest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kb.index.analysis import Term, analyze
from kb.index.compiled import Compiled
from kb.index.engine import Question
from kb.index.intents import headings
from kb.index.ranking import Mask, having
from kb.index.restoring import readings, restore
from kb.index.rows import Asked
from kb.text import has_diacritics, nfc


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it is read: what it asks of the arrays; its syllables in order ("": in no text); what forms no pair."""

    asked: Asked
    syllables: tuple[str, ...]
    alone: tuple[str, ...]


def wanted(compiled: Compiled, question: Question, abbreviations: Mapping[str, str], admitted: Mask | None) -> Mask | None:
    """Of each group whether it may be found; None where all may. `admitted` is the same of documents."""
    if admitted is None and not question.phrases and not question.excluded:
        return None
    groups = len(compiled.group_starts) - 1
    mask = np.ones(groups, bool) if admitted is None else np.repeat(admitted, np.diff(compiled.document_starts))
    for choice in question.phrases:
        having_one = np.zeros(groups, bool)
        for phrase in choice:
            having_one[_having(compiled, phrase, abbreviations)] = True
        mask &= having_one
    for phrase in question.excluded:
        mask[_having(compiled, phrase, abbreviations)] = False
    return mask


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


def read(compiled: Compiled, text: str, abbreviations: Mapping[str, str]) -> Read:
    """How an index reads a question (NFC)."""
    terms = analyze(text, abbreviations, any_case=True)
    chain = _read(compiled, terms, text)
    alone = {term.form: compiled.syllables.get(term.form) for term in terms if term.alone}
    known = dict.fromkeys(number for number in (*chain, *alone.values()) if number is not None)
    pairs = dict.fromkeys((one, two) for one, two in pairwise(chain) if one is not None and two is not None)
    words = tuple(compiled.names[number] if number is not None else "" for number in chain)
    wanted = ([compiled.syllables.get(word) for word in heading] for heading in headings(words))
    complete = tuple(tuple(n for n in heading if n is not None) for heading in wanted if None not in heading)
    asked = Asked(tuple(known), tuple(pairs), frozenset(n for n in alone.values() if n is not None), complete)
    return Read(asked, words, tuple(alone))


def _read(compiled: Compiled, terms: list[Term], text: str) -> list[int | None]:
    """The syllables of the terms that have neighbours, diacritics restored; None for one that no text has."""
    chain = [term.form for term in terms if not term.alone]
    typed = [compiled.syllables.get(form) for form in chain]
    # A bare syllable among others with diacritics is more often meant as typed than in a query that has none.
    kept = typed if has_diacritics(text) else [None] * len(typed)
    return restore(compiled, [readings(compiled, form) for form in chain], kept)
