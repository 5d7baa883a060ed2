"""Documents as people type them: by the beginning of a number, a number with one typing error, words of a name.

Guarantees:
1. Numbers are compared folded: case, spaces, the kind of dash and đ aside; what is typed may be the beginning of one.
2. A word of a name counts from its beginning; what is typed without tones, or without any marks, stands for any.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kb.index import without_tones
from kb.language.text import fold
from kb.law.model import Entry
from kb.law.naming import name_key, number_key

_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz/-"
_NO_WORD = re.compile(r"\W+")
_ONE_FIGURE = re.compile(r"[1-9][/-]")
_LONGEST = 40  # characters of a number in which one may be wrong


@dataclass(frozen=True, slots=True)
class Lookup:
    """Some documents by number and by name.

    Each string of `written`, `toneless` and `folded` holds all names of one document, a line each, in lower case, with a blank
    before each word: "\\n luật đất đai số 31 2024 qh15\\n đất đai".
    """

    numbers: Sequence[str]  # folded, ascending
    numbered: Mapping[str, Sequence[Entry]]  # the documents that have each number
    entries: Sequence[Entry]
    written: Sequence[str]  # by index of `entries`, as the two below
    toneless: Sequence[str]  # without tones: "đât đai"
    folded: Sequence[str]  # without any diacritics


def lookup(entries: Sequence[Entry]) -> Lookup:
    """The tables that find `entries` by number and name; of equals the first given comes first."""
    numbered: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.number:
            numbered.setdefault(_number(entry.number), []).append(entry)
    written = [_names(entry) for entry in entries]
    toneless = [without_tones(names) for names in written]
    return Lookup(sorted(numbered), numbered, entries, written, toneless, list(map(fold, toneless)))


def with_number(known: Lookup, typed: str, limit: int) -> tuple[Entry, ...]:
    """The first `limit` documents whose numbers begin with `typed`, by number."""
    found = (entry for key in _forms(_number(typed)) for entry in _beginning(known, key))
    return tuple(islice(found, limit))


def near_number(known: Lookup, typed: str) -> tuple[Entry, ...]:
    """The documents with a number that differs from `typed` in one sign, more, less, otherwise or in another order.

    That is a whole number or the beginning of one, "26/2009"; none where some number is, or begins with, what is typed.
    """
    key = _number(typed)
    if len(key) > _LONGEST or any(True for form in _forms(key) for _ in _beginning(known, form)):
        return ()
    found = (entry for other in _edited(key) for entry in (*known.numbered.get(other, ()), *_beginning(known, f"{other}/")))
    return tuple(dict.fromkeys(found))


def with_words(known: Lookup, typed: str) -> tuple[list[Entry], list[Entry]]:
    """The documents that have every word typed in their names: those of which a name begins with them, and the others."""
    sought = _spaced(name_key(typed))
    if not sought:
        return [], []
    found = list(range(len(known.entries)))
    for word in sought.split():
        # A tone or a mark that is typed must be there; one that is not may be.
        is_toneless = without_tones(word) == word
        names = known.folded if fold(word) == word else known.toneless if is_toneless else known.written
        begun = f" {word}"
        found = [index for index in found if begun in names[index]]
    start = f"\n{fold(sought)}"
    first: list[Entry] = []
    others: list[Entry] = []
    for index in found:
        (first if start in known.folded[index] else others).append(known.entries[index])
    return first, others


def _names(entry: Entry) -> str:
    """The names of a document, each on a line: its label, its title, its short names."""
    return "".join(f"\n{_spaced(name_key(name))}" for name in (entry.label, entry.title, *entry.names) if name)


def _spaced(name: str) -> str:
    """The words of a name, a blank before each."""
    return "".join(f" {word}" for word in _NO_WORD.split(name) if word)


def _beginning(known: Lookup, key: str) -> Iterator[Entry]:
    """The documents whose numbers begin with a folded one, by number."""
    for index in range(bisect_left(known.numbers, key), len(known.numbers)):
        if not known.numbers[index].startswith(key):
            return
        yield from known.numbered[known.numbers[index]]


def _forms(key: str) -> tuple[str, ...]:
    """A number as typed, and with the 0 that stands before a single figure: "5/2016", "05/2016"."""
    return (key, f"0{key}") if _ONE_FIGURE.match(key) else (key,)


def _edited(key: str) -> Iterator[str]:
    """The numbers that are one typing error away: a sign otherwise, less, more, two in another order."""
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
