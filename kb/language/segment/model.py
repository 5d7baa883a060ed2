"""The weights of pyvi's conditional random field; the only user of pyvi.

Guarantees:
1. Every weight is the double that the model's file holds (format: CRFsuite 0.12, `crf1d_model.c`), none is rounded.
2. The file is a pickle, and nothing that it names is imported or called: what it builds is kept as it was told (`_Anything`).
"""

import importlib.util
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import SegmentationUnavailable

_MODEL, _WORDS = "pyvi3.pkl", "words.txt"
_RESOURCE = "__FILE_RESOURCE_DATA__"  # the key under which sklearn_crfsuite pickles the bytes of a file
BEGIN, INSIDE = "B_W", "I_W"  # the labels: a syllable begins a word, or goes on with one
_PARTS_AT = 28  # where the file's header says at which bytes the features, the labels and the attributes begin
_NAMES_AT = 16  # where a part of names says how many there are, and where their offsets are
_HEAD = 12  # bytes before the first feature
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_STATE = 0  # kind of a feature that ties an attribute to a label; the others tie a label to the next


@dataclass(frozen=True, slots=True)
class Weights:
    """`state`: by attribute, how much more it says INSIDE than BEGIN. `transition`: by label and next label."""

    state: dict[str, float]
    transition: dict[tuple[str, str], float]
    bigrams: frozenset[str]
    trigrams: frozenset[str]


def read_weights() -> Weights:
    """The weights and word lists of the pyvi that is installed. Raises SegmentationUnavailable."""
    try:
        folder = _folder()
        model, words = _model(folder / _MODEL), (folder / _WORDS).read_text("utf-8").split("\n")
    except (ImportError, OSError, pickle.UnpicklingError, KeyError) as error:
        raise SegmentationUnavailable(f"Không tách từ được, vì thiếu gói pyvi ({error})") from error
    features, of_labels, of_attributes = np.frombuffer(model, "<u4", 3, _PARTS_AT).tolist()
    labels, attributes = _names(model, of_labels), _names(model, of_attributes)
    count = int.from_bytes(model[features + 8 : features + _HEAD], "little")
    state: dict[str, float] = {}
    transition: dict[tuple[str, str], float] = {}
    for kind, source, target, weight in np.frombuffer(model, _FEATURE, count, features + _HEAD).tolist():
        if kind == _STATE:
            name = attributes[source]
            state[name] = state.get(name, 0.0) + (weight if labels[target] == INSIDE else -weight)
        else:
            transition[labels[source], labels[target]] = weight
    of_two, of_three = (frozenset(word for word in words if word.count(" ") == spaces) for spaces in (1, 2))
    return Weights(state, transition, of_two, of_three)


def _names(model: bytes, begin: int) -> list[str]:
    """The names in a part of the model (a constant database, `cqdb.c`), by their numbers."""
    number, offsets = np.frombuffer(model, "<u4", 2, begin + _NAMES_AT).tolist()
    found = []
    for offset in np.frombuffer(model, "<u4", number, begin + offsets).tolist():
        at = begin + offset  # of the number of the name, its length and its characters
        length = int.from_bytes(model[at + 4 : at + 8], "little")
        found.append(model[at + 8 : at + 8 + length].rstrip(b"\0").decode("utf-8"))
    return found


def _folder() -> Path:
    """Where pyvi's model is; pyvi itself is not imported, which would import much that is not needed and takes a second."""
    package = importlib.util.find_spec("pyvi")
    if package is None or not package.submodule_search_locations:
        raise ImportError("pyvi")
    return Path(package.submodule_search_locations[0]) / "models"


class _Anything:
    """Stands for an object of a class that is not needed; keeps its state."""

    def __init__(self, *arguments: object) -> None:
        self.arguments = arguments

    def __setstate__(self, state: object) -> None:
        self.state = state


def _bytes_of(text: str, encoding: str) -> bytes:
    """The bytes that a pickle of protocol 2 writes as text."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(encoding)
    return text.encode("latin-1")


class _Unpickler(pickle.Unpickler):
    """Reads a pickle without anything that it names being imported or called."""

    def find_class(self, module: str, name: str) -> Any:
        return _bytes_of if (module, name) == ("_codecs", "encode") else _Anything


def _model(path: Path) -> bytes:
    """The file of CRFsuite in the pickle of the estimator. Raises OSError, UnpicklingError and KeyError."""
    with path.open("rb") as file:
        estimator = _Unpickler(file).load()
    return bytes(estimator.state["modelfile"].state[_RESOURCE])
