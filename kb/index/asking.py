"""What a question asks of an index, in the numbers of its syllables: its words, phrases and what must not occur.

Guarantees:
1. Any text is a question; none is an error.
2. Syllables typed without diacritics are read as what the texts of the index make likeliest, or as the name of what laws call
   otherwise, unless the texts have the likeliest alone beside its neighbours.
3. A word with a * after it asks for every syllable that begins so, at most the 300 commonest; all of them count as one word.
   That holds for two words of a question: what more could stand for would take long, and say little.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np

from kb.index.analysis import OtherName, Term, analyze, is_as_typed
from kb.index.beginnings import beginning, likeliest_endings
from kb.index.compiled import Compiled
from kb.index.engine import Question
from kb.index.intents import headings, wordings
from kb.index.phrases import Mask, having
from kb.index.restoring import pair_totals, readings, restore
from kb.index.rows import Asked
from kb.language.text import has_diacritics, nfc, search_key

_BORNE_OUT = 5  # groups that have words with a neighbour, by which they are no name of what laws call otherwise
_MOST_OPEN, _MOST_BEGUN = 2, 300  # words of a question that may have a *, and the commonest syllables that one stands for


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it is read: what it asks of the arrays; its syllables in order ("": in no text); what forms no pair.

    `named` are the names in it that something else is called by, each with that.
    """

    asked: Asked
    syllables: tuple[str, ...]
    alone: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()


def wanted(compiled: Compiled, question: Question, abbreviations: Mapping[str, str], admitted: Mask | None) -> Mask | None:
    """Of each group whether it may be found; None where all may. `admitted` is the same of documents."""
    if admitted is None and not question.phrases and not question.excluded:
        return None
    groups = len(compiled.group_starts) - 1
    mask = np.ones(groups, bool) if admitted is None else np.repeat(admitted, np.diff(compiled.document_starts))
    for choice in question.phrases:
        mask &= reduce(np.logical_or, (_having(compiled, phrase, abbreviations) for phrase in choice))
    for phrase in question.excluded:
        mask &= ~_having(compiled, phrase, abbreviations)
    return mask


def _having(compiled: Compiled, phrase: str, abbreviations: Mapping[str, str]) -> Mask:
    """Of each group whether it has a phrase; a number of a document or an abbreviation in it is a phrase of its own."""
    phrase = nfc(phrase)
    terms = analyze(phrase, abbreviations, any_case=True)
    chain = syllables(compiled, terms, phrase, is_typing=False)
    long_forms = {term.start for term in terms if not term.alone}
    alone = [compiled.syllables.get(term.form) for term in terms if term.alone and term.start not in long_forms]
    parts = [chain] if chain else []
    parts += ([[number] if number else []] for number in alone)
    found = np.full(len(compiled.group_starts) - 1, bool(parts))
    for part in parts:
        found &= having(compiled, part)
    return found


def read(
    compiled: Compiled,
    text: str,
    abbreviations: Mapping[str, str],
    other_names: Mapping[str, OtherName] | None = None,
    *,
    is_typing: bool = False,
) -> Read:
    """How an index reads a question (NFC); `other_names` and `is_typing` as in `Question`."""
    terms = analyze(text, abbreviations, any_case=True)
    names = _named(terms, other_names or {})
    chain = syllables(compiled, terms, text, names, is_typing=is_typing)
    alone = {term.form: compiled.syllables.get(term.form) for term in terms if term.alone}
    known = dict.fromkeys(number for options in (*chain, alone.values()) for number in options if number is not None)
    pairs = dict.fromkeys(pair for one, two in pairwise(chain) for pair in _pairs(compiled, one, two))
    words = tuple(compiled.names[options[0]] if options else "" for options in chain)
    wanted = ([compiled.syllables.get(word) for word in heading] for heading in headings(words))
    complete = tuple(tuple(n for n in heading if n is not None) for heading in wanted if None not in heading)
    are_read = [other for begin, other in names.items() if _is_read(compiled, other.name, words[begin:])]
    others = {other.called: other.name for other in (*are_read, *_named_as_read(words, other_names or {}))}
    named = tuple((name, called) for called, name in others.items())
    other_pairs = (
        (compiled.syllables.get(one), compiled.syllables.get(two)) for _, other in named for one, two in pairwise(other.split())
    )
    more = dict.fromkeys(
        (one, two) for one, two in other_pairs if one is not None and two is not None and (one, two) not in pairs
    )
    telling = frozenset(number for number in alone.values() if number is not None)
    alike = {number: options[0] for options in chain if len(options) > 1 for number in options}
    asked = Asked(tuple(known), tuple(pairs), telling, complete, tuple(more), alike)
    also = [syllable for _, other in named for syllable in ("", *other.split())]
    return Read(asked, (*words, *_other_endings(compiled, chain, words), *also), tuple(alone), named)


def _named(terms: Sequence[Term], names: Mapping[str, OtherName]) -> dict[int, OtherName]:
    """The names that something else is called by in a question as typed, by the place of their first syllable."""
    question = f" {' '.join(term.form for term in terms if not term.alone)} "
    found: dict[int, OtherName] = {}
    for form, other in names.items():
        at = question.find(f" {form} ")
        while at >= 0:
            found[question.count(" ", 0, at)] = other
            at = question.find(f" {form} ", at + 1)
    return found


def _is_read(compiled: Compiled, name: str, words: Sequence[str]) -> bool:
    """Whether words begin with a name as it is read: without those that no text has."""
    own = [syllable if syllable in compiled.syllables else "" for syllable in name.split()]
    return list(words[: len(own)]) == own


def _named_as_read(words: Sequence[str], names: Mapping[str, OtherName]) -> Iterator[OtherName]:
    question = f" {' '.join(words)} "
    return (other for form, other in names.items() if f" {form} " in question)


def _pairs(compiled: Compiled, one: Sequence[int], two: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs that two neighbours make; of those that are typed in part, the commonest pairs that texts have."""
    if len(one) < 2 and len(two) < 2:
        return [(first, second) for first in one for second in two]
    ones, twos = np.array(one, np.int64), np.array(two, np.int64)
    totals = pair_totals(compiled, ones[:, None], twos[None, :])
    first, second = np.nonzero(totals)
    commonest = np.sort(np.argsort(-totals[first, second], kind="stable")[:_MOST_BEGUN])
    first, second = first[commonest], second[commonest]
    return list(zip(ones[first].tolist(), twos[second].tolist(), strict=True))


def _other_endings(compiled: Compiled, chain: Sequence[Sequence[int]], words: Sequence[str]) -> Iterator[str]:
    """What else the words typed in part may be, each between its neighbours and parted from the others."""
    for place, options in enumerate(chain):
        for number in options[1:]:
            yield from ("", *words[max(place - 1, 0) : place], compiled.names[number], *words[place + 1 : place + 2])


def syllables(
    compiled: Compiled, terms: Sequence[Term], text: str, names: Mapping[int, OtherName] | None = None, *, is_typing: bool
) -> list[list[int]]:
    """The syllables of the terms that have neighbours, diacritics restored; none for one that no text has.

    `names` are names that something else is called by, by the place at which they are typed.
    A word that is typed in part has several: the likeliest first, and then all that begin so or, where `is_typing`, are likely.
    """
    chain = [term for term in terms if not term.alone]
    typed = [compiled.syllables.get(term.form) for term in chain]
    # A bare syllable among others with diacritics is more often meant as typed than in a query that has none.
    kept = typed if has_diacritics(text) else [None] * len(typed)
    open_places = [place for place, term in enumerate(chain) if _is_part(term, text, is_typing=is_typing)][:_MOST_OPEN]
    parts: dict[int, list[int]] = {place: _beginning(compiled, chain[place], text) for place in open_places}
    put = wordings([term.form for term in chain])
    of_places = [parts.get(place) or readings(compiled, put.get(place, term.form)) for place, term in enumerate(chain)]
    restored = restore(compiled, of_places, kept)
    for begin, other in (names or {}).items():
        name = other.name.split()
        here, numbers = slice(begin, begin + len(name)), [compiled.syllables.get(syllable) for syllable in name]
        if name == [term.form for term in chain[here]] or not _is_meant_otherwise(compiled, restored, here, numbers):
            of_places[here] = [() if number is None else (number,) for number in numbers]
    restored = restore(compiled, of_places, kept) if names else restored
    found = [[] if number is None else [number] for number in restored]
    for place, options in parts.items():
        if options and not text.startswith("*", chain[place].end):
            options = likeliest_endings(compiled, options, restored[place - 1] if place else None)
        found[place] = list(dict.fromkeys((*found[place], *options)))
    return found


def _is_meant_otherwise(compiled: Compiled, restored: Sequence[int | None], here: slice, name: Sequence[int | None]) -> bool:
    """Whether enough groups have what was restored at some places with a neighbour of it, and more than have a name so."""

    before, after = restored[max(here.start - 1, 0) : here.start], restored[here.stop : here.stop + 1]

    def groups(own: Sequence[int | None]) -> int:
        with_neighbour = [phrase for phrase in ((*before, *own), (*own, *after)) if len(phrase) > len(own)]
        known = [[(n,) for n in phrase if n is not None] for phrase in with_neighbour if None not in phrase]
        return int(np.count_nonzero(np.any([having(compiled, phrase) for phrase in known], axis=0)))

    return groups(restored[here]) >= max(_BORNE_OUT, groups(name) + 1)


def could_be(compiled: Compiled, term: Term, text: str) -> Sequence[int]:
    """All that a word may be in a text that somebody is typing: without diacritics all that fold to it, the last any ending."""
    return _beginning(compiled, term, text) if _is_part(term, text, is_typing=True) else readings(compiled, term.form)


def _beginning(compiled: Compiled, term: Term, text: str) -> list[int]:
    """The syllables that begin with a term: as typed, for "hi" is one that is complete, and the beginning of "hiệu"."""
    written = {term.form, search_key(text[term.start : term.end])}
    numbers = {number for typed in written for number in beginning(compiled, typed)}
    return sorted(sorted(numbers, key=lambda number: -int(compiled.single.totals[number]))[:_MOST_BEGUN])


def _is_part(term: Term, text: str, *, is_typing: bool) -> bool:
    """Whether a term is a word of which only the beginning is typed."""
    is_open = text.startswith("*", term.end) or (is_typing and term.end == len(text))
    return is_open and is_as_typed(term, text)
