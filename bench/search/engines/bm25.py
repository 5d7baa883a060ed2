"""Plain BM25 in NumPy (k1 1.2, b 0.75, idf as Lucene has it), over three kinds of terms.

"syllables": every run of letters and digits, in lower case. "words": the words of pyvi (by `kb.language.segment`, which gives
the same ones). "bigrams": syllables and pairs of neighbours, the heading twice, and for a query without diacritics the same of
the texts without diacritics: what one would write in forty lines.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from bench.search.asking import SHOWN, Ask, Text, written
from kb.language.segment import segmenter
from kb.language.text import fold, nfc

_K1, _B = 1.2, 0.75
Terms = Callable[[str], list[str]]


def _syllables(text: str) -> list[str]:
    return re.findall(r"\w+", nfc(text).lower())


def _words(text: str) -> list[str]:
    lines = segmenter().tokenize(nfc(text).splitlines())
    return [word.lower() for line in lines for word in line.split() if any(c.isalnum() for c in word)]


def _with_pairs(text: str) -> list[str]:
    syllables = _syllables(text)
    return syllables + [f"{one}_{two}" for one, two in pairwise(syllables)]


_TERMS: dict[str, Terms] = {"syllables": _syllables, "words": _words, "bigrams": _with_pairs}


class Engine:
    """Postings in memory."""

    def __init__(self, folder: Path, kind: str) -> None:
        """`kind` as above; nothing is written."""
        self._kind, self._terms = kind, _TERMS[kind]

    def prepare(self, source: Path) -> None:
        """Index the texts; twice where diacritics may be missing."""
        self._index = _Index(self._of(text) for text in written(source))
        if self._kind == "bigrams":
            self._folded = _Index(map(fold, self._of(text)) for text in written(source))

    def _of(self, text: Text) -> Iterator[str]:
        headings = 2 if self._kind == "bigrams" else 1
        return chain(*[self._terms(text.heading)] * headings, self._terms(text.body))

    def ask(self, ask: Ask) -> Sequence[int]:
        """The numbers of the best texts."""
        bare = self._kind == "bigrams" and fold(ask.typed) == ask.typed
        return (self._folded if bare else self._index).best(self._terms(ask.typed))


class _Index:
    """Postings by term, each with what it adds to the score of a text."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        self._numbers: dict[str, int] = {}
        found = [np.fromiter((self._numbers.setdefault(term, len(self._numbers)) for term in text), np.int64) for text in texts]
        self._texts = len(found)
        lengths = np.array([len(text) for text in found])
        keys = np.concatenate(found) * self._texts + np.repeat(np.arange(self._texts), lengths)
        del found
        keys, counts = np.unique(keys, return_counts=True)
        terms, self._owners = keys // self._texts, keys % self._texts
        self._starts = np.searchsorted(terms, np.arange(len(self._numbers) + 1))
        having = np.diff(self._starts)
        weights = np.log1p((self._texts - having + 0.5) / (having + 0.5))
        norms = _K1 * (1 - _B + _B * lengths / lengths.mean())
        self._scores = weights[terms] * (_K1 + 1) * counts / (counts + norms[self._owners])

    def best(self, terms: Iterable[str]) -> list[int]:
        """The numbers of the best texts for the distinct terms."""
        total = np.zeros(self._texts)
        for term in dict.fromkeys(terms):
            if (number := self._numbers.get(term)) is not None:
                part = slice(self._starts[number], self._starts[number + 1])
                total[self._owners[part]] += self._scores[part]
        order = np.argsort(-total, kind="stable")[:SHOWN]
        return [int(number) for number in order if total[number] > 0]
