"""Names and numbers of the documents of a catalogue, in tables: made once, looked up by every query.

Guarantees:
1. Names and numbers are compared folded, without small words; a number may be typed in part ("62/2015") and without its 0.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.catalogue import Catalogue, names_of
from kb.language.text import fold
from kb.law.model import Entry
from kb.law.naming import head_of, name_key, number_key
from kb.law.types import CONSTITUTION, TITLED
from kb.search.addresses import without_fillers


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names and numbers of documents: each table gives, for a folded name, indexes of entries of the catalogue."""

    catalogue: Catalogue
    full: Mapping[str, Sequence[int]]  # "luat dat dai"
    bare: Mapping[str, Sequence[int]]  # the full ones, titles without their type ("dat dai"), types alone ("nghi dinh")
    numbers: Mapping[str, Sequence[int]]  # by the digits that they begin with: "62"
    begins: frozenset[str]  # the first words of the full names
    longest: int  # words of the longest of them


def known_names(catalogue: Catalogue) -> KnownNames:
    """The tables of the names and numbers of the documents of a catalogue."""
    full: dict[str, list[int]] = {}
    bare: dict[str, list[int]] = {}
    numbers: dict[str, list[int]] = {}
    for index, entry in enumerate(catalogue.entries):
        for table, with_bare in ((full, False), (bare, True)):
            for name in dict.fromkeys(_folded_names(entry, with_bare)):
                table.setdefault(name, []).append(index)
        if entry.number:
            numbers.setdefault(head_of(fold(number_key(entry.number))), []).append(index)
    words = [name.split() for name in full if name]
    return KnownNames(catalogue, full, bare, numbers, frozenset(own[0] for own in words), max(map(len, words), default=0))


def entries_numbered(typed: str, known: KnownNames) -> list[Entry]:
    """The documents whose number is `typed`, or begins with it, whether or not it is written with a 0 in front."""
    entries = known.catalogue.entries
    bare = typed.lstrip("0")
    return [
        entries[index]
        for form in (bare, f"0{bare}")
        for index in known.numbers.get(head_of(form), ())
        if _begins(fold(number_key(entries[index].number or "")), form)
    ]


def _begins(number: str, typed: str) -> bool:
    return number == typed or number.startswith((f"{typed}/", f"{typed}-"))


def _folded_names(entry: Entry, with_bare_names: bool) -> Iterator[str]:
    """The names of a document as typed in a hurry: folded, and the year without "năm"."""
    kind = fold(name_key(entry.type))
    for name in names_of(entry):
        folded = without_fillers(fold(name_key(name)))
        yield folded
        yield re.sub(r" nam (?=\d{4}$)", " ", folded)
        if with_bare_names:
            yield folded.removeprefix(f"{kind} ")
    if entry.type == CONSTITUTION or (with_bare_names and entry.type not in TITLED):
        yield kind
