"""`Dictionary`, the language of a generation: its syllables, the pairs that stand side by side, and how often.

It alone restores diacritics, corrects, completes and tells words; by it and the rows of some groups the re-rank knows the
weight of a term.

Guarantees:
1. The same collection gives the same dictionary, whatever engine is written beside it.
2. Opening reads the list of syllables and maps the rest: processes share one copy.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float32s, Int32s, Int64s, Mask, mapped_array, starts_of
from kb.index.bm25 import idf
from kb.index.collecting import Collection
from kb.index.inverting import Inverted
from kb.index.words import count_inside
from kb.language.text import fold

_FORMAT = 1
_WORDS = "words.json"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of syllables that stand side by side, by the index of their key."""

    keys: Int64s  # ascending: first syllable << 32 | second syllable
    totals: Int32s  # how often each occurs
    held: Int32s  # how many groups have each

    def numbers(self, pairs: Sequence[tuple[int, int]]) -> list[int | None]:
        """The number of each pair; None where no text has it."""
        keys = np.array([one << 32 | two for one, two in pairs], np.int64)
        numbers = np.searchsorted(self.keys, keys)
        there = numbers < len(self.keys)
        there[there] = self.keys[numbers[there]] == keys[there]
        return [number if is_there else None for number, is_there in zip(numbers.tolist(), there.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The syllables of all groups and the pairs of neighbours. Syllables are numbered from 0; syllable 0 is the break."""

    syllables: dict[str, int]  # number by syllable
    names: tuple[str, ...]  # syllable by number, ascending
    folded: dict[str, int]  # index in `folds` by syllable without diacritics
    folds: tuple[str, ...]  # syllables without diacritics, ascending
    fold_of: Int32s  # of each syllable: the index of its fold
    fold_starts: Int64s  # of each fold in `fold_members`
    fold_members: Int32s  # syllables
    totals: Int32s  # how often each syllable occurs
    held: Int32s  # how many groups have each syllable
    weights: Float32s  # BM25 weight of each syllable
    occurring: float  # the sum of `totals`
    pairs: Pairs  # in the words of groups
    inside: Int32s  # of each of `pairs`: how often it stands inside a word
    ending: Int32s  # of each syllable: how often it goes on with a word
    joined: frozenset[int]  # the keys of the pairs that stand inside a word in most of the places where they stand
    context: Pairs  # in the titles above groups
    groups: int  # how many there are
    group_length: float  # of a group on average, in syllables and pairs
    context_length: float  # of the titles above a group on average, in pairs
    row_length: float  # of a row on average, in syllables and pairs, those of a heading counted twice

    def members(self, fold_number: int) -> list[int]:
        """The syllables that have a fold, ascending."""
        members: list[int] = self.fold_members[self.fold_starts[fold_number] : self.fold_starts[fold_number + 1]].tolist()
        return members

    def joins(self, one: str, two: str) -> bool:
        """Whether two syllables (search form) that stand side by side are in one word: "thi hành", not "hành án"."""
        first, second = self.syllables.get(one, 0), self.syllables.get(two, 0)
        return first << 32 | second in self.joined


_ARRAYS = ("fold_of", "fold_starts", "fold_members", "totals", "held", "inside", "ending")
_OF_PAIRS = ("keys", "totals", "held")


def write_dictionary(folder: Path, collection: Collection, inverted: Inverted, joined: Mask) -> None:
    """Write the dictionary of a collection into the new `folder`; `joined`: as `joined_tokens` gives."""
    folder.mkdir(parents=True)
    inside = count_inside(collection, joined, inverted.pairs.keys)
    second = inverted.pairs.keys & 0xFFFFFFFF
    folds = sorted({fold(syllable) for syllable in collection.syllables})
    number_of = {form: number for number, form in enumerate(folds)}
    fold_of = np.array([number_of[fold(syllable)] for syllable in collection.syllables], np.int32)
    arrays: dict[str, NDArray[Any]] = {
        "fold_of": fold_of,
        "fold_starts": starts_of(np.bincount(fold_of, minlength=len(folds))),
        "fold_members": np.argsort(fold_of, kind="stable").astype(np.int32),
        "totals": inverted.single.totals.astype(np.int32),
        "held": np.diff(inverted.single.starts).astype(np.int32),
        "inside": inside,
        "ending": np.bincount(second, inside, len(collection.syllables)).astype(np.int32),
    }
    for name, postings in (("pairs", inverted.pairs), ("context", inverted.context)):
        values: tuple[NDArray[Any], ...] = (
            postings.keys,
            postings.totals.astype(np.int32),
            np.diff(postings.starts).astype(np.int32),
        )
        arrays |= {f"{name}_{part}": own for part, own in zip(_OF_PAIRS, values, strict=True)}
    for name, own in arrays.items():
        np.save(folder / f"{name}.npy", own)
    occurring = int(inverted.single.totals.sum())
    lengths = {
        "groups": len(collection.groups),
        "group_length": _mean(inverted.single.lengths + inverted.pairs.lengths),
        "context_length": _mean(inverted.context.lengths),
        "row_length": (occurring + int(inverted.pairs.totals.sum())) / max(len(collection.row_weights), 1),
    }
    words = {"format": _FORMAT, "syllables": collection.syllables, "folds": folds, **lengths}
    (folder / _WORDS).write_text(json.dumps(words, ensure_ascii=False), "utf-8")


def _mean(lengths: Int32s) -> float:
    return float(lengths.mean()) if len(lengths) else 0.0


def open_dictionary(folder: Path) -> Dictionary:
    """The dictionary in `folder`, mapped. Raises OSError, ValueError and KeyError where it is not all there."""
    words = json.loads((folder / _WORDS).read_text("utf-8"))
    if not isinstance(words, dict) or words.pop("format", None) != _FORMAT:
        raise ValueError(f"{folder}: another format than {_FORMAT}")

    def mapped(name: str) -> NDArray[Any]:
        return mapped_array(folder / f"{name}.npy")

    names, folds = tuple(words.pop("syllables")), tuple(words.pop("folds"))
    values: dict[str, Any] = {name: mapped(name) for name in _ARRAYS}
    values |= {name: Pairs(*(mapped(f"{name}_{part}") for part in _OF_PAIRS)) for name in ("pairs", "context")}
    pairs = values["pairs"]
    return Dictionary(
        joined=frozenset(pairs.keys[values["inside"] * 2 > pairs.totals].tolist()),
        syllables={syllable: number for number, syllable in enumerate(names)},
        names=names,
        folded={form: number for number, form in enumerate(folds)},
        folds=folds,
        weights=idf(words["groups"], values["held"]).astype(np.float32),
        occurring=float(values["totals"].sum()),
        **values,
        **words,
    )
