"""`ReadQuestion`: the text of a question as the syllables, pairs and other names that `Dictionary` is asked for.

Guarantees:
1. Any text is a question; none is an error.
2. Syllables typed without diacritics are read as what the texts of the index make likeliest, or as the name of what laws call
   otherwise, unless the texts have the likeliest alone beside its neighbours.
3. A word with a * after it asks for every syllable that begins so, at most the 300 commonest; all of them count as one word.
   That holds for two words of a question: what more could stand for would take long, and say little.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kb.index.analysis import OtherName, Term, analyze, is_as_typed
from kb.index.beginnings import beginning, likeliest_endings
from kb.index.dictionary import Dictionary
from kb.index.intents import headings_asked_for, wordings
from kb.index.restoring import pair_totals, readings, restore
from kb.index.terms import Count, Phrases, QuestionTerms
from kb.index.weighting import weighted
from kb.index.weights import BORNE_OUT, MOST_BEGUN, MOST_STARRED
from kb.language.text import has_diacritics, nfc, search_key


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question as an index reads it."""

    asked: QuestionTerms
    # In order, diacritics restored, "" for one in no text. After them, parted by "", further readings of a word typed in part,
    # each between its neighbours, and other names.
    syllables: tuple[str, ...]
    alone: tuple[str, ...]  # terms that form no pair: document numbers, dates, abbreviations
    named: tuple[tuple[str, str], ...] = ()  # the names in it that something else is called by, each with that


def read_phrase(dictionary: Dictionary, count: Count, phrase: str, abbreviations: Mapping[str, str]) -> Phrases:
    """A phrase as typed, in syllables; a document number or an abbreviation in it is a phrase of its own."""
    phrase = nfc(phrase)
    terms = analyze(phrase, abbreviations, any_case=True)
    chain = syllables(dictionary, count, terms, phrase, is_typing=False)
    long_forms = {term.start for term in terms if not term.alone}
    alone = [dictionary.syllables.get(term.form) for term in terms if term.alone and term.start not in long_forms]
    parts = [tuple(map(tuple, chain))] if chain else []
    return (*parts, *(((number,) if number else (),) for number in alone)) or (((),),)  # no word at all is in no text


def read_question(
    dictionary: Dictionary,
    count: Count,
    text: str,
    abbreviations: Mapping[str, str],
    other_names: Mapping[str, OtherName] | None = None,
    *,
    is_typing: bool = False,
) -> ReadQuestion:
    """A question (NFC) as an index reads it; `other_names` and `is_typing` as in `Question`."""
    terms = analyze(text, abbreviations, any_case=True)
    names = _named(terms, other_names or {})
    chain = syllables(dictionary, count, terms, text, names, is_typing=is_typing)
    alone = {term.form: dictionary.syllables.get(term.form) for term in terms if term.alone}
    known = dict.fromkeys(number for options in (*chain, alone.values()) for number in options if number is not None)
    pairs = dict.fromkeys(pair for one, two in pairwise(chain) for pair in _pairs(dictionary, one, two))
    words = tuple(dictionary.names[options[0]] if options else "" for options in chain)
    numbered = ([dictionary.syllables.get(word) for word in heading] for heading in headings_asked_for(words))
    headings = tuple(tuple(n for n in heading if n is not None) for heading in numbered if None not in heading)
    are_read = [other for begin, other in names.items() if _is_read(dictionary, other.name, words[begin:])]
    others = {other.called: other.name for other in (*are_read, *_named_as_read(words, other_names or {}))}
    named = tuple((name, called) for called, name in others.items())
    other_pairs = (
        (dictionary.syllables.get(one), dictionary.syllables.get(two))
        for _, other in named
        for one, two in pairwise(other.split())
    )
    more = dict.fromkeys(
        (one, two) for one, two in other_pairs if one is not None and two is not None and (one, two) not in pairs
    )
    telling = frozenset(number for number in alone.values() if number is not None)
    alike = {number: options[0] for options in chain if len(options) > 1 for number in options}
    of_fields = weighted(dictionary, count, tuple(known), tuple(pairs), tuple(more), alike)
    asked = QuestionTerms(*of_fields, telling, tuple(_words(dictionary, chain)), headings, alike)
    also = [syllable for _, other in named for syllable in ("", *other.split())]
    return ReadQuestion(asked, (*words, *_other_endings(dictionary, chain, words), *also), tuple(alone), named)


def _words(dictionary: Dictionary, chain: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """The words of several syllables in a chain, each once; a syllable typed in part is in none."""
    found: dict[tuple[int, ...], None] = {}
    run: tuple[int, ...] = ()
    for options in (*chain, ()):
        own = options[0] if len(options) == 1 else None
        if run and own is not None and run[-1] << 32 | own in dictionary.joined:
            run = (*run, own)
        else:
            found |= {run: None} if len(run) > 1 else {}
            run = () if own is None else (own,)
    yield from found


def _named(terms: Sequence[Term], names: Mapping[str, OtherName]) -> dict[int, OtherName]:
    """The names in a question as typed that something else is called by, by the position of their first syllable."""
    question = f" {' '.join(term.form for term in terms if not term.alone)} "
    found: dict[int, OtherName] = {}
    for form, other in names.items():
        at = question.find(f" {form} ")
        while at >= 0:
            found[question.count(" ", 0, at)] = other
            at = question.find(f" {form} ", at + 1)
    return found


def _is_read(dictionary: Dictionary, name: str, words: Sequence[str]) -> bool:
    """Whether `words` begin with a name as an index reads it: "" for a syllable that no text has."""
    own = [syllable if syllable in dictionary.syllables else "" for syllable in name.split()]
    return list(words[: len(own)]) == own


def _named_as_read(words: Sequence[str], names: Mapping[str, OtherName]) -> Iterator[OtherName]:
    """The names in a question as read that something else is called by."""
    question = f" {' '.join(words)} "
    return (other for form, other in names.items() if f" {form} " in question)


def _pairs(dictionary: Dictionary, one: Sequence[int], two: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs of the readings of two neighbours; where a word is typed in part, only the commonest pairs that texts have."""
    if len(one) < 2 and len(two) < 2:
        return [(first, second) for first in one for second in two]
    ones, twos = np.array(one, np.int64), np.array(two, np.int64)
    totals = pair_totals(dictionary, ones[:, None], twos[None, :])
    first, second = np.nonzero(totals)
    commonest = np.sort(np.argsort(-totals[first, second], kind="stable")[:MOST_BEGUN])
    first, second = first[commonest], second[commonest]
    return list(zip(ones[first].tolist(), twos[second].tolist(), strict=True))


def _other_endings(dictionary: Dictionary, chain: Sequence[Sequence[int]], words: Sequence[str]) -> Iterator[str]:
    """The further readings of words typed in part, each between its neighbours and after a "": th* án → "", thi, án, "", …"""
    for position, options in enumerate(chain):
        for number in options[1:]:
            before, after = words[max(position - 1, 0) : position], words[position + 1 : position + 2]
            yield from ("", *before, dictionary.names[number], *after)


def syllables(
    dictionary: Dictionary,
    count: Count,
    terms: Sequence[Term],
    text: str,
    names: Mapping[int, OtherName] | None = None,
    *,
    is_typing: bool,
) -> list[list[int]]:
    """The readings of each term that has neighbours, diacritics restored, the likeliest first; none where no text has it.

    `names`: names that something else is called by, by the position at which they are typed.
    Only a word typed in part has several readings: all that begin so or, where `is_typing`, those that are likely.
    """
    chain = [term for term in terms if not term.alone]
    typed = [dictionary.syllables.get(term.form) for term in chain]
    # A bare syllable among others with diacritics is more often meant as typed than in a query that has none.
    kept = typed if has_diacritics(text) else [None] * len(typed)
    in_part = [position for position, term in enumerate(chain) if _is_part(term, text, is_typing=is_typing)][:MOST_STARRED]
    endings: dict[int, list[int]] = {position: _beginning(dictionary, chain[position], text) for position in in_part}
    put = wordings([term.form for term in chain])
    read = [endings.get(at) or readings(dictionary, put.get(at, term.form)) for at, term in enumerate(chain)]
    restored = restore(dictionary, read, kept)
    for begin, other in (names or {}).items():
        name = other.name.split()
        here, numbers = slice(begin, begin + len(name)), [dictionary.syllables.get(syllable) for syllable in name]
        if name == [term.form for term in chain[here]] or not _is_meant_otherwise(count, restored, here, numbers):
            read[here] = [() if number is None else (number,) for number in numbers]
    restored = restore(dictionary, read, kept) if names else restored
    found = [[] if number is None else [number] for number in restored]
    for position, options in endings.items():
        if options and not text.startswith("*", chain[position].end):
            options = likeliest_endings(dictionary, options, restored[position - 1] if position else None)
        found[position] = list(dict.fromkeys((*found[position], *options)))
    return found


def _is_meant_otherwise(count: Count, restored: Sequence[int | None], here: slice, name: Sequence[int | None]) -> bool:
    """Whether enough groups have `restored[here]` with a neighbour of it, and more than have `name` there."""
    before, after = restored[max(here.start - 1, 0) : here.start], restored[here.stop : here.stop + 1]

    def groups(own: Sequence[int | None]) -> int:
        with_neighbour = [phrase for phrase in ((*before, *own), (*own, *after)) if len(phrase) > len(own)]
        known = [tuple((n,) for n in phrase if n is not None) for phrase in with_neighbour if None not in phrase]
        return count([(phrase,) for phrase in known], False) if known else 0

    return groups(restored[here]) >= max(BORNE_OUT, groups(name) + 1)


def could_be(dictionary: Dictionary, term: Term, text: str) -> Sequence[int]:
    """The syllables that a word of a text being typed may be: all that fold to it, or for the last word all that begin so."""
    return _beginning(dictionary, term, text) if _is_part(term, text, is_typing=True) else readings(dictionary, term.form)


def _beginning(dictionary: Dictionary, term: Term, text: str) -> list[int]:
    """The syllables, ascending, that begin with a term or with what was typed: "hi" is the term "hy", and begins "hiệu"."""
    written = {term.form, search_key(text[term.start : term.end])}
    numbers = {number for typed in written for number in beginning(dictionary, typed)}
    return sorted(sorted(numbers, key=lambda number: -int(dictionary.totals[number]))[:MOST_BEGUN])


def begun(dictionary: Dictionary, text: str, abbreviations: Mapping[str, str]) -> list[tuple[str, int]]:
    """The words of `text` (NFC) typed with a * that are read so, as typed, and how many syllables begin with each."""
    starred = [term for term in analyze(text, abbreviations, any_case=True) if not term.alone]
    starred = [term for term in starred if _is_part(term, text, is_typing=False)][:MOST_STARRED]
    return [(f"{text[term.start : term.end]}*", len(beginning(dictionary, term.form))) for term in starred]


def _is_part(term: Term, text: str, *, is_typing: bool) -> bool:
    """Whether a term is a word of which only the beginning is typed."""
    is_open = text.startswith("*", term.end) or (is_typing and term.end == len(text))
    return is_open and is_as_typed(term, text)
