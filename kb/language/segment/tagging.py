"""pyvi's tagger over arrays: features of many lines at once, then the best labels of all of them.

Guarantees:
1. Tokens, features and labels are pyvi's (0.1.1, `ViTokenizer.py`).
2. Time and memory grow with the length of the text, however long a line is.
"""

import re
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from kb.language.segment.model import BEGIN, INSIDE, Weights

# pyvi's own pattern. White space ends every token, so each run of other characters has tokens of its own.
_TOKEN = re.compile(
    r"[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\w+://[^\s]+"
    r"|[a-zA-Z0-9_.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+|\d+(?:[\.,_]\d+)+|[^\w\s]|\w+"
)
_LINE_BREAK = "\n"  # the only white space that is a token
# A token is one number: its lower-case form above, its shape in the six bits below.
_UPPER, _TITLE, _DIGITS, _PUNCTUATION, _DIGIT_FIRST, _CAPITAL_FIRST = (1 << bit for bit in range(6))
_BITS, _SHAPES, _SHAPE_BITS = 6, 8, 3  # the three lowest bits are features of the model
_PAD, _UNKNOWN, _FIRST_FORM = 0, 1, 2
_REMEMBERED = 200_000  # runs of characters whose tokens are kept
_BATCH = 50_000  # characters whose features are computed at once
_TOKENS = 500_000  # likewise

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


class _Remembering(dict[str, tuple]):  # type: ignore[type-arg]
    """The value that `compute` gives for each key, computed once while there is room."""

    def __init__(self, compute: Callable[[str], tuple]) -> None:  # type: ignore[type-arg]
        super().__init__()
        self._compute = compute

    def __missing__(self, key: str) -> tuple:  # type: ignore[type-arg]
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[key] = self._compute(key)
        return value


class Segmenter:
    """Segments lines of text; not to be shared by threads."""

    def __init__(self, weights: Weights) -> None:
        """Lay the weights out as arrays."""
        state = weights.state
        self._forms: dict[str, int] = {}
        for gram in sorted(weights.bigrams | weights.trigrams):
            for form in gram.split(" "):
                self._forms.setdefault(form, len(self._forms) + _FIRST_FORM)
        self._paired = len(self._forms) + _FIRST_FORM  # forms below this one are in some bigram or trigram
        positions = ("", "-1:", "+1:")
        for name in state:
            position, lowered, form = name.partition("word.lower():")
            if lowered and position in positions:
                self._forms.setdefault(form, len(self._forms) + _FIRST_FORM)
        self._own, self._before, self._after = (self._table(position, state) for position in positions)
        self._row = self._paired // 8 + 1
        pairs = (gram.split(" ") for gram in weights.bigrams)
        self._is_bigram = self._bitmap((self._forms[one], self._forms[two]) for one, two in pairs)
        self._trigrams = {tuple(self._forms[form] for form in gram.split(" ")) for gram in weights.trigrams}
        self._opens_trigram = self._bitmap((one, two) for one, two, _ in self._trigrams)
        self._bigram = state["-1:word.bi_gram()"], state["+1:word.bi_gram()"]
        self._trigram = state["-2:word.tri_gram()"], state["+2:word.tri_gram()"]
        step = weights.transition
        self._steps = step[BEGIN, BEGIN], step[BEGIN, INSIDE], step[INSIDE, BEGIN], step[INSIDE, INSIDE]
        self._tokens = _Remembering(lambda run: tuple(_TOKEN.findall(run) if run != _LINE_BREAK else [run]))
        self._codes = _Remembering(lambda run: tuple(map(self._code, self._tokens[run])))

    def _table(self, position: str, state: dict[str, float]) -> _Floats:
        """The weight of a token at `position` ("": itself, "-1:": before, "+1:": after), by form << _SHAPE_BITS | shape."""
        forms = np.zeros(len(self._forms) + _FIRST_FORM)
        for form, number in self._forms.items():
            forms[number] = state.get(f"{position}word.lower():{form}", 0.0)
        features = ((_UPPER, "word.isupper()"), (_TITLE, "word.istitle()"), (_DIGITS, "word.isdigit()"))
        shapes = [sum(state.get(position + name, 0.0) for bit, name in features if shape & bit) for shape in range(_SHAPES)]
        table: _Floats = forms[:, None] + np.array(shapes)[None, :]
        if position:
            table[_PAD] = 0.0
        else:
            table += state["bias"]
        return table.ravel()

    def _bitmap(self, pairs: Iterable[tuple[int, int]]) -> NDArray[np.uint8]:
        bits = np.zeros(self._paired * self._row, np.uint8)
        for one, two in pairs:
            bits[one * self._row + (two >> 3)] |= 1 << (two & 7)
        return bits

    def _code(self, token: str) -> int:
        first = token[0]
        shape = (
            _UPPER * token.isupper()
            | _TITLE * token.istitle()
            | _DIGITS * token.isdigit()
            | _PUNCTUATION * (token in string.punctuation)
            | _DIGIT_FIRST * first.isdigit()
            | _CAPITAL_FIRST * first.istitle()
        )
        form, *_ = token.lower().split("\0")  # CRFsuite's names end at a zero character
        return self._forms.get(form, _UNKNOWN) << _BITS | shape

    def tokenize(self, lines: Sequence[str]) -> list[str]:
        """Each of `lines` (NFC) with its tokens apart by spaces and the syllables of a word joined by "_"."""
        done: list[str] = []
        batch: list[str] = []
        size = 0
        for line in lines:
            batch.append(line)
            size += len(line)
            if size > _BATCH:
                done += self._tokenize(batch)
                batch, size = [], 0
        return done + self._tokenize(batch)

    def _tokenize(self, lines: list[str]) -> list[str]:
        codes: list[int] = [_PAD, _PAD]
        bounds: list[tuple[int, int]] = []
        tokens: list[list[str]] = []
        for line in lines:
            runs = line.split() if _LINE_BREAK not in line else _runs_and_breaks(line)
            begin = len(codes)
            codes += chain.from_iterable(map(self._codes.__getitem__, runs))
            bounds.append((begin, len(codes)))
            codes.append(_PAD)
            tokens.append(list(chain.from_iterable(map(self._tokens.__getitem__, runs))))
        codes.append(_PAD)
        joined = self._joined(np.array(codes, np.int64)).tolist()
        return [
            _with_joins(own, joined[begin:end]) if own else line
            for line, own, (begin, end) in zip(lines, tokens, bounds, strict=True)
        ]

    def _joined(self, codes: _Ints) -> NDArray[np.bool_]:
        """Whether each token is joined to the one before it: where its label and pyvi's rules on shapes say so."""
        joined = best_labels(self._scores(codes), codes == _PAD, self._steps)
        alone = codes & (_PUNCTUATION | _DIGIT_FIRST) != 0
        capital = codes & _CAPITAL_FIRST != 0
        joined[1:] &= ~alone[1:] & ~alone[:-1] & (~capital[1:] | capital[:-1])
        return joined

    def joins(self, syllables: Sequence[str], tokens: NDArray[np.int32], starts: _Ints) -> Iterator[NDArray[np.bool_]]:
        """Of all tokens in order, part by part, whether each is joined to the one before it in its row.

        `tokens`: numbers of `syllables` (search form); number 0 parts what stands around it. `starts`: of each row in them, and
        their length at the end.
        """
        codes = np.array([_PAD, *map(self._code, syllables[1:])], np.int64)
        begin = 0
        while begin < len(starts) - 1:
            end = max(int(starts.searchsorted(starts[begin] + _TOKENS, side="right")) - 1, begin + 1)
            own, lengths = tokens[starts[begin] : starts[end]], np.diff(starts[begin : end + 1])
            at = np.arange(len(own)) + np.repeat(np.arange(1, end - begin + 1), lengths)  # with room between rows
            parted = np.full(len(own) + end - begin + 1, _PAD, np.int64)
            parted[at] = codes[own]
            yield self._joined(parted)[at]
            begin = end

    def _scores(self, codes: _Ints) -> _Floats:
        """For each token the weight of its features for INSIDE less that for BEGIN."""
        forms = codes >> _BITS
        at = forms << _SHAPE_BITS | codes & (_SHAPES - 1)
        scores: _Floats = self._own[at]
        scores[1:] += self._before[at[:-1]]
        scores[:-1] += self._after[at[1:]]
        forms = np.where(forms < self._paired, forms, _PAD)
        where, bit = forms[:-1] * self._row + (forms[1:] >> 3), forms[1:] & 7
        bigram = self._is_bigram[where] >> bit & 1
        scores[1:] += bigram * self._bigram[0]
        scores[:-1] += bigram * self._bigram[1]
        opening = np.flatnonzero(self._opens_trigram[where] >> bit & 1)
        triples = zip(*(forms[opening + step].tolist() for step in range(3)), strict=True)
        trigram = opening[[triple in self._trigrams for triple in triples]]
        scores[trigram + 2] += self._trigram[0]
        scores[trigram] += self._trigram[1]
        return scores


def best_labels(scores: _Floats, parts: NDArray[np.bool_], steps: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    """The best labels (Viterbi), whether each token is INSIDE, computed with the lead of INSIDE instead of both scores.

    `scores`: of each token, its weight for INSIDE less that for BEGIN. `parts`: which tokens part lines; no line looks beyond
    one. `steps`: the weights of BEGIN after BEGIN, INSIDE after BEGIN, BEGIN after INSIDE, INSIDE after INSIDE.
    """
    begin_begin, begin_inside, inside_begin, inside_inside = steps

    def passed_on(lead: _Floats) -> _Floats:
        """What the lead of a token adds to that of the next one."""
        best_inside = np.maximum(lead + inside_inside, begin_inside)
        return np.asarray(best_inside - np.maximum(lead + inside_begin, begin_begin))

    is_free = parts | np.append(True, parts[:-1])  # nothing stands before it
    # Whatever stood before the token before it, most tokens are passed the same. The others wait for the one before.
    low, high = sorted((begin_inside - begin_begin, inside_inside - inside_begin))
    least, most = passed_on(scores + low), passed_on(scores + high)
    least[is_free] = most[is_free] = passed_on(scores[is_free])
    leads = scores.copy()
    leads[1:] += np.where(is_free[1:], 0.0, least[:-1])
    waiting = np.flatnonzero(least != most) + 1
    for at in _one_by_one(waiting[waiting < len(scores)]):
        here = at[~is_free[at]]
        leads[here] = scores[here] + passed_on(leads[here - 1])
    # A token is INSIDE where its lead is above a bound, of which there is one for each label of the next token.
    to_inside, to_begin = begin_inside - inside_inside, begin_begin - inside_begin
    last = parts | np.append(parts[1:], True)
    labels = leads > np.where(last, 0.0, to_inside)
    waiting = np.flatnonzero(((leads > to_inside) != (leads > to_begin)) & ~last)[::-1]
    for at in _one_by_one(waiting, step=-1):
        labels[at] = leads[at] > np.where(labels[at + 1], to_inside, to_begin)
    return labels


def _one_by_one(indexes: _Ints, step: int = 1) -> Iterator[_Ints]:
    """The first of each run of indexes that follow one another, then the second of each, and so on."""
    begins = np.flatnonzero(np.append(True, np.diff(indexes) != step)) if len(indexes) else indexes
    lengths = np.diff(begins, append=len(indexes))
    taken = 0
    while len(begins):
        yield indexes[begins + taken]
        taken += 1
        begins, lengths = begins[lengths > taken], lengths[lengths > taken]


def _runs_and_breaks(line: str) -> list[str]:
    first, *rest = (part.split() for part in line.split(_LINE_BREAK))
    return first + [run for part in rest for run in (_LINE_BREAK, *part)]


def _with_joins(tokens: list[str], joined: list[bool]) -> str:
    parts = [tokens[0]]
    for token, join in zip(tokens[1:], joined[1:], strict=True):
        parts += ("_" if join else " ", token)
    return "".join(parts)
