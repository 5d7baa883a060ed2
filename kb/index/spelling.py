"""What was meant where a query is mistyped: a noisy channel over the pairs of syllables of the index.

Guarantees:
1. Any chain of syllables has corrections (often none); a syllable that is kept and a number never have one.
2. Only syllables are touched that no text has, or that are rare in the texts beside every neighbour they have in the chain.
3. What is written instead is a syllable of the texts, or two where the space between them was left out.
4. A short word that no text has ("bus", "shop") is corrected only to what texts have beside one of its neighbours, and surely
   only to what they often have there, or have beside both; one that stands alone is never surely corrected.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kb.index.analysis import Term, analyze, is_as_typed
from kb.index.compiled import Compiled, Floats
from kb.index.engine import Correction
from kb.index.mistyping import KEYS, contradicts, forms, halves, marks, unlike
from kb.index.restoring import (
    Numbers,
    Options,
    as_typed,
    following,
    is_by_no_chance,
    likeliest,
    pair_totals,
    readings,
    restore,
    single,
)
from kb.index.rows import groups_of, places
from kb.language.syllables import is_syllable
from kb.language.text import fold

# Chosen on typing errors made in the development half of a retrieval set (docs/decisions.md, "Typing errors").
_RARE = 0.0003  # share of a neighbour's occurrences below which a pair says nothing for the syllable
_MANY = 24  # candidates of a place that are weighed together with its neighbours
_WORD_LENGTH, _WORD_TOTAL = 5, 5  # a word that is no Vietnamese syllable is meant only if it is as long and as frequent
_SUPPORT, _MORE = 20, 20  # so many texts have it between its neighbours, and so many times more than what was typed
_SPACE = 4.0  # for a space that was left out (log)
_SHORT = 3  # letters of a word that may be a foreign one; of one more too, unless the fingers slipped
_SLIP = 4.0  # what that costs: leftover keys that give all marks, two letters in the other order
_OFTEN, _TIMES = 0.01, 3  # share of a neighbour's occurrences, and how many, by which one neighbour alone is enough for it


class _Threshold(NamedTuple):
    """By how much (log) a correction must be likelier than what was typed: by itself, and where texts have it so."""

    alone: float
    supported: float


_MARKS_ALONE = _Threshold(8.0, 0.5)  # the texts have what was typed, which differs in its marks alone
# Else by whether the texts have it, and whether it is a Vietnamese syllable.
_THRESHOLDS = {
    (True, True): _Threshold(10.5, 5.0),
    (True, False): _Threshold(4.0, 1.0),
    (False, True): _Threshold(11.0, 5.0),
    (False, False): _Threshold(0.0, 0.0),
}


class Typed(NamedTuple):
    """A syllable as typed, in the form in which words are compared; `kept`: it stays as it is."""

    form: str
    kept: bool = False


class Meant(NamedTuple):
    """What was meant at a place; `is_sure`: likely enough to be sought without asking."""

    written: str
    is_sure: bool


class _Meant(NamedTuple):
    """What may have been meant at a place: its syllables, what speaks for it (log), and its threshold.

    `is_slip`: it is a slip of the fingers, which a word that was meant otherwise would hardly look like.
    """

    syllables: tuple[int, ...]
    weight: float
    threshold: _Threshold
    is_slip: bool = False


class _Place(NamedTuple):
    """What may stand at a place: its readings as typed, and what may have been meant instead."""

    typed: Options
    meant: Sequence[_Meant]

    def options(self) -> Options:
        """All of it, the readings first."""
        if not self.meant:
            return self.typed
        return Options(
            np.concatenate((self.typed.first, [meant.syllables[0] for meant in self.meant])),
            np.concatenate((self.typed.last, [meant.syllables[-1] for meant in self.meant])),
            np.concatenate((self.typed.weight, [meant.weight - meant.threshold.supported for meant in self.meant])),
        )


def correct(
    index: Compiled, text: str, abbreviations: Mapping[str, str], kept: Sequence[tuple[int, int]], *, bare: bool
) -> list[Correction]:
    """The corrections of a text (NFC), and the words that no text has, in order; as `Engine.correct`."""
    terms = [term for term in analyze(text, abbreviations, any_case=True) if not term.alone]
    chain = [Typed(term.form, _is_kept(term, text, kept)) for term in terms]
    meant = corrections(index, chain, bare=bare)
    found = []
    for at, (term, typed) in enumerate(zip(terms, chain, strict=True)):
        is_unknown = not readings(index, typed.form)
        if at in meant or (is_unknown and typed.form.isalpha() and not typed.kept):
            written, is_sure = meant.get(at, ("", False))
            found.append(Correction(term.start, term.end, written, is_unknown, is_sure))
    return found


def _is_kept(term: Term, text: str, kept: Sequence[tuple[int, int]]) -> bool:
    """Whether a term stands within what is kept, or is no word as typed."""
    inside = any(start < term.end and term.start < end for start, end in kept)
    return inside or not is_as_typed(term, text)


def corrections(index: Compiled, chain: Sequence[Typed], *, bare: bool) -> dict[int, Meant]:
    """What was meant at places of a chain of neighbours; `bare`: the query bears no diacritics, and neither does that."""
    read = [readings(index, typed.form) for typed in chain]
    preferred = [None if bare else index.syllables.get(typed.form) for typed in chain]
    base = restore(index, read, preferred)
    doubtful = _doubtful(index, chain, base)
    found: dict[int, Meant] = {}
    for begin, end in _stretches(doubtful):
        # The neighbours are read anew; what stands beside them stays as it was.
        first, last = max(begin - 2, 0), min(end + 2, len(chain))
        places = []
        for at in range(first, last):
            own = read[at] if begin - 1 <= at <= end else [base[at] or 0]
            meant = _meant(index, chain[at].form, base, at, bare=bare) if doubtful[at] else ()
            # Where no text has it: as it is, a break.
            places.append(_Place(as_typed(own or [0], preferred[at]), meant))
        best = likeliest(index, [place.options() for place in places])
        for number, place in enumerate(places):
            chosen = best[number] - len(place.typed.first)
            if chosen < 0 or not _holds(index, places, best, number):
                continue
            written = " ".join(index.names[syllable] for syllable in place.meant[chosen].syllables)
            written = fold(written) if bare else written
            if read[first + number] or len(chain[first + number].form) > _SHORT + 1:
                found[first + number] = Meant(written, is_sure=True)
            elif place.meant[chosen].is_slip and len(chain[first + number].form) > _SHORT:
                found[first + number] = Meant(written, is_sure=len(chain) > 1)
            elif (borne_out := _is_borne_out(index, places, best, number)) is not None:
                found[first + number] = Meant(written, is_sure=borne_out)
    return found


def _doubtful(index: Compiled, chain: Sequence[Typed], base: Sequence[int | None]) -> list[bool]:
    """Of each place whether no text has it, or it stands beside each neighbour more seldom than chance would have it."""
    numbers = np.array([number or 0 for number in base], np.int64)
    totals = index.single.totals[numbers].astype(float)
    together = pair_totals(index, numbers[:-1], numbers[1:])
    often = together * index.occurring > totals[:-1] * totals[1:]
    for_next, for_previous = often & (together > _RARE * totals[:-1]), often & (together > _RARE * totals[1:])
    says_nothing = [not typed.form.isalpha() for typed in chain]
    found = []
    for at, typed in enumerate(chain):
        sides = [for_next[at - 1]] if at and not says_nothing[at - 1] else []
        sides += [for_previous[at]] if at + 1 < len(chain) and not says_nothing[at + 1] else []
        is_rare = base[at] is None or (bool(sides) and not any(sides))
        found.append(is_rare and not typed.kept and not typed.form.isdigit())
    return found


def _stretches(doubtful: Sequence[bool]) -> list[tuple[int, int]]:
    """The runs of doubtful places; those that are near one another are one."""
    runs: list[tuple[int, int]] = []
    for at in np.flatnonzero(doubtful).tolist():
        if runs and at - runs[-1][1] < 3:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _meant(index: Compiled, form: str, base: Sequence[int | None], at: int, *, bare: bool) -> list[_Meant]:
    """What may have been meant by a typed form, the likeliest beside its neighbours."""
    is_known, folded = base[at] is not None, fold(form)
    threshold = _THRESHOLDS[is_known, is_syllable(form)]
    costs: dict[int, float] = {}
    slips: set[int] = set()
    for other, cost, typed in forms(form):
        number = index.folded.get(other)
        if number is None or (bare and other == folded):
            continue
        for syllable in index.fold_members[index.fold_starts[number] : index.fold_starts[number + 1]].tolist():
            name = index.names[syllable]
            if name != form and _is_word(index, syllable, name):
                wanted = marks(name)
                if cost == KEYS and contradicts(typed, wanted):
                    continue
                total = cost + (0.0 if bare else unlike(typed, wanted))
                costs[syllable] = min(total, costs.get(syllable, total))
                if total <= _SLIP and (cost != KEYS or typed == wanted):
                    slips.add(syllable)
    numbers = np.array(list(costs), np.int64)
    weights = -np.array(list(costs.values()))
    if len(numbers) > _MANY:
        best = np.argpartition(-(weights + _beside(index, numbers, base, at)), _MANY)[:_MANY]
        numbers, weights = numbers[best], weights[best]
    found = []
    for number, weight in zip(numbers.tolist(), weights.tolist(), strict=True):
        own = threshold
        if is_known and index.folds[index.fold_of[number]] == folded:
            own = _MARKS_ALONE
        elif not is_known and weight == 0:  # the same letters and marks, a tone on another vowel
            own = _THRESHOLDS[False, False]
        found.append(_Meant((number,), weight, own, number in slips))
    return found if is_known and is_syllable(form) else found + [_Meant(*two, threshold) for two in _two(index, form)]


def _is_word(index: Compiled, syllable: int, name: str) -> bool:
    is_long = len(name) >= _WORD_LENGTH and name.isalpha() and index.single.totals[syllable] >= _WORD_TOTAL
    return is_long or is_syllable(name)


def _beside(index: Compiled, numbers: Numbers, base: Sequence[int | None], at: int) -> Floats:
    """How likely (log) each syllable is beside the neighbours of a place."""
    before = base[at - 1] if at else None
    after = base[at + 1] if at + 1 < len(base) else None
    own = single(index, numbers) if before is None else following(index, np.array([before]), numbers)[0]
    return own if after is None else own + following(index, numbers, np.array([after]))[:, 0]


def _two(index: Compiled, form: str) -> list[tuple[tuple[int, ...], float]]:
    """The two syllables that are likeliest to have been typed as one, with what speaks for them."""
    pairs = [
        (left, right)
        for one, two in halves(form)
        for left in readings(index, one)
        for right in readings(index, two)
        if is_syllable(index.names[left]) and is_syllable(index.names[right])
    ]
    if not pairs:
        return []
    ones, twos = np.array(pairs, np.int64).T
    share = pair_totals(index, ones, twos) / (index.single.totals[ones] + 1.0)
    best = int(share.argmax())
    return [(pairs[best], float(np.log(share[best])) - _SPACE)] if share[best] > 0 else []


def _holds(index: Compiled, places: Sequence[_Place], best: Sequence[int], at: int) -> bool:
    """Whether what was chosen at a place passes its threshold, alone or supported by texts that have it so."""
    place, options = places[at], [place.options() for place in places]
    own = len(place.typed.first)
    meant = place.meant[best[at] - own]
    before = options[at - 1].last[best[at - 1]][None] if at else None
    after = options[at + 1].first[best[at + 1]][None] if at + 1 < len(places) else None
    first = np.append(place.typed.first, meant.syllables[0])
    last = np.append(place.typed.last, meant.syllables[-1])
    likely = np.append(place.typed.weight, meant.weight)
    likely = likely + (single(index, first) if before is None else following(index, before, first)[0])
    likely = likely if after is None else likely + following(index, last, after)[:, 0]
    if likely[-1] - likely[:-1].max() >= meant.threshold.alone:
        return True
    if before is None or after is None or len(meant.syllables) > 1:
        return False
    typed = max(_texts(index, int(before[0]), number, int(after[0])) for number in place.typed.first.tolist())
    having = _texts(index, int(before[0]), meant.syllables[0], int(after[0]))
    return having >= _SUPPORT and having >= _MORE * typed


def _is_borne_out(index: Compiled, places: Sequence[_Place], best: Sequence[int], at: int) -> bool | None:
    """Whether texts often have what was chosen at a place beside a neighbour, or have it beside both; None: beside neither."""
    meant = places[at].meant[best[at] - len(places[at].typed.first)]
    options = [place.options() for place in places]
    before = int(options[at - 1].last[best[at - 1]]) if at else 0
    after = int(options[at + 1].first[best[at + 1]]) if at + 1 < len(places) else 0
    ones, twos = np.array([before, meant.syllables[-1]], np.int64), np.array([meant.syllables[0], after], np.int64)
    beside = is_by_no_chance(index, ones, twos)
    if not beside.any():
        return None
    together, totals = pair_totals(index, ones, twos), index.single.totals[[before, after]]
    often = (together >= _TIMES) & (together >= _OFTEN * totals)
    return bool(beside.all() or (beside & often).any())


def _texts(index: Compiled, before: int, syllable: int, after: int) -> int:
    """How many groups have a syllable beside both its neighbours."""
    beside = places(index.pairs, [(before, syllable), (syllable, after)])
    few, many = sorted((groups_of(index.pairs, place) for place in beside), key=len)
    if not len(few):
        return 0
    at = np.minimum(np.searchsorted(many, few), len(many) - 1)
    return int((many[at] == few).sum())
