"""Corrections of a mistyped query: a noisy channel over the syllables and pairs of `Dictionary`.

Guarantees:
1. Any chain of syllables has corrections (often none); a syllable that is kept and a number never have one.
2. Only syllables are touched that no text has, or that are rare in the texts beside every neighbour they have in the chain.
3. A syllable is replaced by one of the texts, or by two where the space between them was left out.
4. A short word that no text has ("bus", "shop") is corrected only to what texts have beside one of its neighbours, and surely
   only to what they often have there, or have beside both; one that stands alone is never surely corrected.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kb.index.analysis import Term, analyze, is_as_typed
from kb.index.arrays import Float64s, Int64s
from kb.index.dictionary import Dictionary
from kb.index.mistyping import contradicts, diacritics, forms, halves, unlike
from kb.index.restoring import (
    Options,
    as_typed,
    following_likelihood,
    is_by_no_chance,
    likeliest,
    likelihood_after,
    pair_totals,
    readings,
    restore,
)
from kb.index.terms import Count
from kb.index.weights import (
    DIACRITICS_THRESHOLD,
    KEYS_COST,
    MOST_ALTERNATIVES,
    OFTEN_SHARE,
    OFTEN_TOTAL,
    RARE_SHARE,
    SHORT_LENGTH,
    SLIP_COST,
    SPACE_COST,
    SUPPORT,
    SUPPORT_RATIO,
    THRESHOLDS,
    WORD_LENGTH,
    WORD_TOTAL,
    Threshold,
)
from kb.language.syllables import is_syllable
from kb.language.text import fold


class Correction(NamedTuple):
    """A word of a text that is mistyped, or that no text of the index has."""

    start: int  # its span in the text
    end: int
    written: str  # its replacement; "" where none is known
    is_unknown: bool  # no text of the index has it as typed
    is_sure: bool = True  # the replacement is likely enough to be sought without asking


class TypedSyllable(NamedTuple):
    """A syllable as typed, in the form in which words are compared; `kept`: it stays as it is."""

    form: str
    kept: bool = False


class Meant(NamedTuple):
    """The syllables (with a space between two) that replace a typed one; `is_sure`: they are sought without asking."""

    written: str
    is_sure: bool


class _Alternative(NamedTuple):
    """One syllable, or two, that may have been meant by a typed one."""

    syllables: tuple[int, ...]
    weight: float  # log, 0 or less: the cost of the error, negative
    threshold: Threshold
    is_slip: bool = False  # a slip of the fingers, which another word would hardly look like


class _Position(NamedTuple):
    """One position of a chain: the readings of the syllable as typed, and the alternatives to it."""

    typed: Options
    alternatives: Sequence[_Alternative]

    def options(self) -> Options:
        """All of them, the readings first."""
        if not self.alternatives:
            return self.typed
        own = self.alternatives
        return Options(
            np.concatenate((self.typed.first, [one.syllables[0] for one in own])),
            np.concatenate((self.typed.last, [one.syllables[-1] for one in own])),
            np.concatenate((self.typed.weight, [one.weight - one.threshold.supported for one in own])),
        )


def text_corrections(
    dictionary: Dictionary,
    count: Count,
    text: str,
    abbreviations: Mapping[str, str],
    kept: Sequence[tuple[int, int]],
    *,
    bare: bool,
) -> list[Correction]:
    """The corrections of a text (NFC), and the words that no text has, in order."""
    terms = [term for term in analyze(text, abbreviations, any_case=True) if not term.alone]
    chain = [TypedSyllable(term.form, _is_kept(term, text, kept)) for term in terms]
    meant = corrections(dictionary, count, chain, bare=bare)
    found = []
    for at, (term, typed) in enumerate(zip(terms, chain, strict=True)):
        is_unknown = not readings(dictionary, typed.form)
        if at in meant or (is_unknown and typed.form.isalpha() and not typed.kept):
            written, is_sure = meant.get(at, ("", False))
            found.append(Correction(term.start, term.end, written, is_unknown, is_sure))
    return found


def _is_kept(term: Term, text: str, kept: Sequence[tuple[int, int]]) -> bool:
    """Whether a term overlaps a span that is kept, or is no word as typed."""
    inside = any(start < term.end and term.start < end for start, end in kept)
    return inside or not is_as_typed(term, text)


def corrections(dictionary: Dictionary, count: Count, chain: Sequence[TypedSyllable], *, bare: bool) -> dict[int, Meant]:
    """The corrections of a chain of neighbours, by position; `bare`: the query bears no diacritics, and neither do they."""
    read = [readings(dictionary, typed.form) for typed in chain]
    preferred = [None if bare else dictionary.syllables.get(typed.form) for typed in chain]
    base = restore(dictionary, read, preferred)
    doubtful = _doubtful(dictionary, chain, base)
    found: dict[int, Meant] = {}
    for begin, end in _stretches(doubtful):
        # The neighbours are read anew; the syllables beside them stay as they were.
        first, last = max(begin - 2, 0), min(end + 2, len(chain))
        positions = []
        for at in range(first, last):
            own = read[at] if begin - 1 <= at <= end else [base[at] or 0]
            others = _alternatives(dictionary, chain[at].form, base, at, bare=bare) if doubtful[at] else ()
            # Where no text has it: as it is, a break.
            positions.append(_Position(as_typed(own or [0], preferred[at]), others))
        best = likeliest(dictionary, [position.options() for position in positions])
        for number, position in enumerate(positions):
            chosen = best[number] - len(position.typed.first)
            if chosen < 0 or not _holds(dictionary, count, positions, best, number):
                continue
            alternative, at = position.alternatives[chosen], first + number
            written = " ".join(dictionary.names[syllable] for syllable in alternative.syllables)
            written = fold(written) if bare else written
            if read[at] or len(chain[at].form) > SHORT_LENGTH + 1:
                found[at] = Meant(written, is_sure=True)
            elif alternative.is_slip and len(chain[at].form) > SHORT_LENGTH:
                found[at] = Meant(written, is_sure=len(chain) > 1)
            elif (borne_out := _is_borne_out(dictionary, positions, best, number)) is not None:
                found[at] = Meant(written, is_sure=borne_out)
    return found


def _doubtful(dictionary: Dictionary, chain: Sequence[TypedSyllable], base: Sequence[int | None]) -> list[bool]:
    """For each position, whether no text has its syllable, or has it beside each neighbour more seldom than by chance."""
    numbers = np.array([number or 0 for number in base], np.int64)
    totals = dictionary.totals[numbers].astype(float)
    together = pair_totals(dictionary, numbers[:-1], numbers[1:])
    often = together * dictionary.occurring > totals[:-1] * totals[1:]
    for_next, for_previous = often & (together > RARE_SHARE * totals[:-1]), often & (together > RARE_SHARE * totals[1:])
    says_nothing = [not typed.form.isalpha() for typed in chain]
    found = []
    for at, typed in enumerate(chain):
        sides = [for_next[at - 1]] if at and not says_nothing[at - 1] else []
        sides += [for_previous[at]] if at + 1 < len(chain) and not says_nothing[at + 1] else []
        is_rare = base[at] is None or (bool(sides) and not any(sides))
        found.append(is_rare and not typed.kept and not typed.form.isdigit())
    return found


def _stretches(doubtful: Sequence[bool]) -> list[tuple[int, int]]:
    """The runs (first, end) of doubtful positions; those that are near one another are one."""
    runs: list[tuple[int, int]] = []
    for at in np.flatnonzero(doubtful).tolist():
        if runs and at - runs[-1][1] < 3:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _alternatives(dictionary: Dictionary, form: str, base: Sequence[int | None], at: int, *, bare: bool) -> list[_Alternative]:
    """The alternatives to a typed form at a position, only the likeliest beside its neighbours where there are many."""
    is_known, folded = base[at] is not None, fold(form)
    threshold = THRESHOLDS[is_known, is_syllable(form)]
    costs: dict[int, float] = {}
    slips: set[int] = set()
    for other, cost, typed in forms(form):
        number = dictionary.folded.get(other)
        if number is None or (bare and other == folded):
            continue
        for syllable in dictionary.members(number):
            name = dictionary.names[syllable]
            if name != form and _is_word(dictionary, syllable, name):
                wanted = diacritics(name)
                if cost == KEYS_COST and contradicts(typed, wanted):
                    continue
                total = cost + (0.0 if bare else unlike(typed, wanted))
                costs[syllable] = min(total, costs.get(syllable, total))
                if total <= SLIP_COST and (cost != KEYS_COST or typed == wanted):
                    slips.add(syllable)
    syllables = np.array(list(costs), np.int64)
    weights = -np.array(list(costs.values()))
    if len(syllables) > MOST_ALTERNATIVES:
        best = np.argpartition(-(weights + _beside(dictionary, syllables, base, at)), MOST_ALTERNATIVES)[:MOST_ALTERNATIVES]
        syllables, weights = syllables[best], weights[best]
    found = []
    for syllable, weight in zip(syllables.tolist(), weights.tolist(), strict=True):
        own = threshold
        if is_known and dictionary.folds[dictionary.fold_of[syllable]] == folded:
            own = DIACRITICS_THRESHOLD
        elif not is_known and weight == 0:  # the same letters and diacritics, a tone on another vowel
            own = THRESHOLDS[False, False]
        found.append(_Alternative((syllable,), weight, own, syllable in slips))
    apart = [] if is_known and is_syllable(form) else _two(dictionary, form)
    return found + [_Alternative(*two, threshold) for two in apart]


def _is_word(dictionary: Dictionary, syllable: int, name: str) -> bool:
    """Whether a syllable of the texts is one of Vietnamese, or a word that is long and frequent enough."""
    is_long = len(name) >= WORD_LENGTH and name.isalpha() and dictionary.totals[syllable] >= WORD_TOTAL
    return is_long or is_syllable(name)


def _beside(dictionary: Dictionary, syllables: Int64s, base: Sequence[int | None], at: int) -> Float64s:
    """The likelihood (log) of each syllable between the neighbours of a position."""
    before = base[at - 1] if at else None
    after = base[at + 1] if at + 1 < len(base) else None
    own = likelihood_after(dictionary, before, syllables)
    return own if after is None else own + following_likelihood(dictionary, syllables, np.array([after]))[:, 0]


def _two(dictionary: Dictionary, form: str) -> list[tuple[tuple[int, ...], float]]:
    """The two syllables that are likeliest to have been typed as one, with their weight (log); none where no text has them."""
    pairs = [
        (left, right)
        for one, two in halves(form)
        for left in readings(dictionary, one)
        for right in readings(dictionary, two)
        if is_syllable(dictionary.names[left]) and is_syllable(dictionary.names[right])
    ]
    if not pairs:
        return []
    ones, twos = np.array(pairs, np.int64).T
    share = pair_totals(dictionary, ones, twos) / (dictionary.totals[ones] + 1.0)
    best = int(share.argmax())
    return [(pairs[best], float(np.log(share[best])) - SPACE_COST)] if share[best] > 0 else []


def _holds(dictionary: Dictionary, count: Count, positions: Sequence[_Position], best: Sequence[int], at: int) -> bool:
    """Whether the alternative chosen at a position passes its threshold, alone or supported by texts that have it so."""
    position, options = positions[at], [position.options() for position in positions]
    chosen = position.alternatives[best[at] - len(position.typed.first)]
    before = int(options[at - 1].last[best[at - 1]]) if at else None
    after = int(options[at + 1].first[best[at + 1]]) if at + 1 < len(positions) else None
    first = np.append(position.typed.first, chosen.syllables[0])
    last = np.append(position.typed.last, chosen.syllables[-1])
    likely = np.append(position.typed.weight, chosen.weight) + likelihood_after(dictionary, before, first)
    likely = likely if after is None else likely + following_likelihood(dictionary, last, np.array([after]))[:, 0]
    if likely[-1] - likely[:-1].max() >= chosen.threshold.alone:
        return True
    if before is None or after is None or len(chosen.syllables) > 1:
        return False
    typed = max(_groups_having(count, before, syllable, after) for syllable in position.typed.first.tolist())
    having = _groups_having(count, before, chosen.syllables[0], after)
    return having >= SUPPORT and having >= SUPPORT_RATIO * typed


def _is_borne_out(dictionary: Dictionary, positions: Sequence[_Position], best: Sequence[int], at: int) -> bool | None:
    """Whether texts have the alternative chosen at a position often beside a neighbour, or beside both.

    False: seldom, and beside one alone. None: beside neither.
    """
    chosen = positions[at].alternatives[best[at] - len(positions[at].typed.first)]
    options = [position.options() for position in positions]
    before = int(options[at - 1].last[best[at - 1]]) if at else 0
    after = int(options[at + 1].first[best[at + 1]]) if at + 1 < len(positions) else 0
    ones, twos = np.array([before, chosen.syllables[-1]], np.int64), np.array([chosen.syllables[0], after], np.int64)
    beside = is_by_no_chance(dictionary, ones, twos)
    if not beside.any():
        return None
    together, totals = pair_totals(dictionary, ones, twos), dictionary.totals[[before, after]]
    often = (together >= OFTEN_TOTAL) & (together >= OFTEN_SHARE * totals)
    return bool(beside.all() or (beside & often).any())


def _groups_having(count: Count, before: int, syllable: int, after: int) -> int:
    """The number of groups that have a syllable beside both its neighbours."""
    return count([(((before,), (syllable,)), ((syllable,), (after,)))], False)
