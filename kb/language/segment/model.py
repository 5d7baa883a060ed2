"""The weights of pyvi's conditional random field; the only user of pyvi.

Guarantees:
1. Every weight is the double that the model's file holds (format: CRFsuite 0.12, `crf1d_model.c`), none is rounded.
"""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BEGIN, INSIDE = "B_W", "I_W"  # the labels: a syllable begins a word, or goes on with one
_FEATURES_AT = 28  # where the file's header says at which byte the features begin
_HEAD = 12  # bytes before the first feature
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_STATE = 0  # kind of a feature that ties an attribute to a label; the others tie a label to the next
_NAMED = re.compile(r"^ +(\d+): (.*?)(?=\n +\d+: |\n}\n)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Weights:
    """`state`: by attribute, how much more it says INSIDE than BEGIN. `transition`: by label and next label."""

    state: dict[str, float]
    transition: dict[tuple[str, str], float]
    bigrams: frozenset[str]
    trigrams: frozenset[str]


def read_weights() -> Weights:
    """The weights and word lists of the pyvi that is installed."""
    from pyvi.ViTokenizer import ViTokenizer  # noqa: PLC0415 - takes a second

    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "model.txt"
        ViTokenizer.model.tagger_.dump(str(dump))
        text = dump.read_text("utf-8")  # names in full, weights rounded: the weights are read from the model itself
    labels = _names(text, "LABELS")
    attributes = _names(text, "ATTRIBUTES")
    model = Path(ViTokenizer.model.modelfile.name).read_bytes()
    at = int.from_bytes(model[_FEATURES_AT : _FEATURES_AT + 4], "little")
    count = int.from_bytes(model[at + 8 : at + _HEAD], "little")
    state: dict[str, float] = {}
    transition: dict[tuple[str, str], float] = {}
    for kind, source, target, weight in np.frombuffer(model, _FEATURE, count, at + _HEAD).tolist():
        if kind == _STATE:
            name = attributes[source]
            state[name] = state.get(name, 0.0) + (weight if labels[target] == INSIDE else -weight)
        else:
            transition[labels[source], labels[target]] = weight
    return Weights(state, transition, frozenset(ViTokenizer.bi_grams), frozenset(ViTokenizer.tri_grams))


def _names(dump: str, section: str) -> dict[int, str]:
    begin = dump.index(f"{section} = {{\n")
    end = dump.index("\n}\n", begin) + 3
    return {int(number): name for number, name in _NAMED.findall(dump[begin:end])}
