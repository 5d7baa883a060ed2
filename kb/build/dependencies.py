"""The dependencies of a text's citations: the questions that citing it asked of the catalogue and of other texts.

Guarantees:
1. A text whose words, and the answers to all that was asked, are as they were would be cited as it was.
2. A question that cannot be recorded is an error.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from kb.catalogue import Catalogue
from kb.law.model import Entry

V = TypeVar("V")
# Every table of a catalogue: none can be asked unrecorded.
TABLES = tuple(name for name, value in vars(Catalogue).items() if isinstance(value, cached_property))

HasProvision = Callable[[str, str], bool | None]
"""(document id, eId) → whether the document has the provision; None where its text is not at hand."""


@dataclass(slots=True)
class Asked:
    """The questions, with the answers: of the catalogue (`entries`) in a short form.

    `provisions` holds for each document the outline of its text, and which provisions were asked for; `ordered` the documents
    of which the order of provisions was asked.
    """

    entries: dict[tuple[str, str], bytes] = field(default_factory=dict)
    provisions: dict[str, tuple[str, dict[str, bool | None]]] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)


class Answers:
    """Short forms of what a catalogue answers."""

    def __init__(self, catalogue: Catalogue) -> None:
        """The answers of `catalogue`."""
        self._catalogue = catalogue
        self._entries = {entry.id: _short(repr(entry)) for entry in catalogue.entries}
        self._known: dict[tuple[str, str], bytes] = {}
        self.all = _short(repr(list(self._entries.items())))

    def of(self, table: str, key: str) -> bytes:
        """The entries that the table of the catalogue holds under `key`, in 12 bytes: their hashes, or the hash of these."""
        known = self._known.get((table, key))
        if known is None:
            found = getattr(self._catalogue, table).get(key)
            each = found if isinstance(found, tuple) else () if found is None else (found,)
            known = b"".join(self._entries[one.id] if isinstance(one, Entry) else b"+" for one in each)
            known = self._known[table, key] = known if len(known) <= _SIZE else _short(known.hex())
        return known


_SIZE = 12


def _short(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_SIZE).digest()


class _Recorded(Mapping[str, V]):
    """A table of which every question is recorded."""

    def __init__(self, values: Mapping[str, V], note: Callable[[str], None]) -> None:
        self._values, self._note = values, note

    def __getitem__(self, key: str) -> V:
        self._note(key)
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("what depends on a whole table is not recorded")

    def __len__(self) -> int:
        raise AssertionError("what depends on a whole table is not recorded")


def recording(catalogue: Catalogue, answers: Answers, asked: Asked) -> Catalogue:
    """A catalogue with the tables of `catalogue`, which tells `asked` what it is asked; `answers` are its own."""

    def table_of(name: str) -> Mapping[str, Any]:
        def note(key: str) -> None:
            if (name, key) not in asked.entries:
                asked.entries[name, key] = answers.of(name, key)

        return _Recorded(getattr(catalogue, name), note)

    everything: Any = _Recorded({}, lambda key: None)  # the entries are no table: to go through them is not recorded
    recorded = Catalogue(everything)
    vars(recorded).update({name: table_of(name) for name in TABLES})  # where a cached property keeps its value
    return recorded


def holds_of_entries(asked: Asked, answers: Answers) -> bool:
    """Whether all answers of the catalogue are as they were."""
    return all(answers.of(*key) == answer for key, answer in asked.entries.items())


def holds_of_texts(asked: Asked, outline: Callable[[str], str], has: HasProvision) -> bool:
    """Whether all answers of texts are as they were; `outline` gives that of a document's text, "" where it has none."""
    for document, (known, provisions) in asked.provisions.items():
        if outline(document) != known and (
            document in asked.ordered or any(has(document, one) != answer for one, answer in provisions.items())
        ):
            return False
    return True
