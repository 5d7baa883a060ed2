"""The numbers of documents as people type them: by their beginning, and with one typing error.

Guarantees:
1. Numbers are compared folded: case, spaces, the kind of dash and đ aside.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kb.catalogue import number_key
from kb.model import Entry
from kb.text import fold

_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz/-"
_LONGEST = 40  # characters of a number in which one may be wrong


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of some documents, folded and ascending, and which documents have each."""

    keys: Sequence[str]
    documents: Mapping[str, Sequence[Entry]]


def numbers(entries: Iterable[Entry]) -> Numbers:
    """The numbers of `entries`; of one number the documents stand in the order given."""
    documents: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.number:
            documents.setdefault(_key(entry.number), []).append(entry)
    return Numbers(sorted(documents), documents)


def beginning(known: Numbers, typed: str, limit: int) -> tuple[Entry, ...]:
    """The first `limit` documents whose numbers begin so, by number."""
    return tuple(islice(_beginning(known, _key(typed)), limit))


def _beginning(known: Numbers, key: str) -> Iterator[Entry]:
    for place in range(bisect_left(known.keys, key), len(known.keys)):
        if not known.keys[place].startswith(key):
            return
        yield from known.documents[known.keys[place]]


def near(known: Numbers, typed: str) -> tuple[Entry, ...]:
    """The documents with a number that differs from `typed` in one sign, more, less, otherwise or in another order.

    None where some number is, or begins with, what is typed.
    """
    key = _key(typed)
    if len(key) > _LONGEST or next(_beginning(known, key), None) is not None:
        return ()
    return tuple(entry for other in dict.fromkeys(_edited(key)) for entry in known.documents.get(other, ()))


def _edited(key: str) -> Iterator[str]:
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        if tail:
            yield from (head + sign + tail[1:] for sign in _SIGNS)
            yield head + tail[1:]
        yield from (head + sign + tail for sign in _SIGNS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _key(number: str) -> str:
    return fold(number_key(number))
