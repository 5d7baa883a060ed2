"""Documents as people type them: by the beginning of a number, a number with one typing error, words of a name.

Guarantees:
1. Numbers are compared folded: case, spaces, the kind of dash and đ aside.
2. A word of a name counts from its beginning; letters typed without marks stand for those with any.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kb.catalogue import name_key, number_key
from kb.index import begins
from kb.model import Entry
from kb.text import fold, words

_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz/-"
_LONGEST = 40  # characters of a number in which one may be wrong


@dataclass(frozen=True, slots=True)
class Lookup:
    """The numbers of some documents, folded and ascending, which documents have each, and the names of each document.

    The words of the names are in lower case, with a blank before each; those of `folded` bear no diacritics.
    """

    numbers: Sequence[str]
    numbered: Mapping[str, Sequence[Entry]]
    entries: Sequence[Entry]
    folded: Sequence[str]


def lookup(entries: Sequence[Entry]) -> Lookup:
    """What finds `entries` by number and name; of equals the first given comes first."""
    numbered: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.number:
            numbered.setdefault(_number(entry.number), []).append(entry)
    return Lookup(sorted(numbered), numbered, entries, [_spaced(fold(_names(entry))) for entry in entries])


def with_number(known: Lookup, typed: str, limit: int) -> tuple[Entry, ...]:
    """The first `limit` documents whose numbers begin so, by number."""
    return tuple(islice(_beginning(known, _number(typed)), limit))


def near_number(known: Lookup, typed: str) -> tuple[Entry, ...]:
    """The documents with a number that differs from `typed` in one sign, more, less, otherwise or in another order.

    None where some number is, or begins with, what is typed.
    """
    key = _number(typed)
    if len(key) > _LONGEST or next(_beginning(known, key), None) is not None:
        return ()
    return tuple(entry for other in dict.fromkeys(_edited(key)) for entry in known.numbered.get(other, ()))


def named(known: Lookup, typed: str) -> list[tuple[Entry, bool]]:
    """The documents that have every word typed in a name, and whether a name begins with them; in the order given."""
    key = name_key(typed)
    sought = [span.of(key) for span in words(key)]
    if not sought:
        return []
    begun = [f" {fold(word)}" for word in sought]
    together = "".join(begun)
    # Folded first, for that is fast; then with the diacritics that were typed.
    near = (place for place, name in enumerate(known.folded) if all(word in name for word in begun))
    found = []
    for place in near:
        names = _names(known.entries[place])
        own = [span.of(names) for span in words(names)]
        if all(any(begins(word, one) for word in own) for one in sought):
            found.append(
                (known.entries[place], known.folded[place].startswith(together) or f"\n{together}" in known.folded[place])
            )
    return found


def _names(entry: Entry) -> str:
    """The names of a document, one a line: its label, its title, its short names."""
    return "\n".join(name_key(name) for name in (entry.label, entry.title, *entry.names) if name)


def _spaced(names: str) -> str:
    """Each word after one blank, each name on its line."""
    return "\n".join("".join(f" {span.of(name)}" for span in words(name)) for name in names.split("\n"))


def _beginning(known: Lookup, key: str) -> Iterator[Entry]:
    for place in range(bisect_left(known.numbers, key), len(known.numbers)):
        if not known.numbers[place].startswith(key):
            return
        yield from known.numbered[known.numbers[place]]


def _edited(key: str) -> Iterator[str]:
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        if tail:
            yield from (head + sign + tail[1:] for sign in _SIGNS)
            yield head + tail[1:]
        yield from (head + sign + tail for sign in _SIGNS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _number(number: str) -> str:
    return fold(number_key(number))
