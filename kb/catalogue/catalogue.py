"""All that is known of documents, found by id, number, name, title, year and relation.

Guarantees:
1. Nothing is guessed: what no source says is None or empty.
2. Numbers and names mean documents only when they are equal letter by letter (case and tone style aside).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kb.law.model import Entry
from kb.law.naming import head_of, name_key, number_key
from kb.law.relations import DocumentRelation
from kb.law.types import TITLED


@dataclass(frozen=True)
class Catalogue:
    """All entries, found by id, number, name, title, year of issue and relation; a table is made when it is first asked."""

    entries: tuple[Entry, ...]
    newest: date | None = None  # of the law-making documents whose text is at hand: nothing later is known to end anything

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The entries by id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def by_number(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by `number_key`."""
        return _group((number_key(e.number), e) for e in self.entries if e.number)

    @cached_property
    def by_head(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by the digits that their number begins with."""
        return _group((head_of(number_key(e.number)), e) for e in self.entries if e.number)

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by `name_key` of each of their names."""
        return _group((name_key(name), e) for e in self.entries for name in names_of(e))

    @cached_property
    def by_title(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by `name_key` of their title."""
        return _group((name_key(e.title), e) for e in self.entries if e.title)

    @cached_property
    def by_year(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by their year of issue, where that is known."""
        return _group((str(e.issued.year), e) for e in self.entries if e.issued)

    @cached_property
    def by_relation(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by kind and target of each of their relations."""
        return _group((f"{r.kind} {r.target}", e) for e in self.entries for r in e.relations)

    @cached_property
    def issuer_codes(self) -> Mapping[str, str]:
        """The codes of issuers that numbers end with, each to itself."""
        codes = (number_key(e.number).rpartition("-")[2] for e in self.entries if e.number)
        return {code: code for code in codes}

    def with_number(self, number: str) -> tuple[Entry, ...]:
        """The documents of this number: none, one, or several, for numbers recur."""
        return self.by_number.get(number_key(number), ())

    def named(self, name: str) -> tuple[Entry, ...]:
        """The documents that this name can mean: its short names, "type title" and "type title năm year"."""
        return self.by_name.get(name_key(name), ())

    def issued_in(self, year: int | None) -> tuple[Entry, ...]:
        """The documents that are known to be issued in a year."""
        return self.by_year.get(str(year), ())

    def like(self, entry: Entry) -> tuple[Entry, ...]:
        """The entries that have the number or the title of `entry`: only these can be the same document."""
        same_title = self.by_title.get(name_key(entry.title), ()) if entry.title else ()
        return tuple(dict.fromkeys((*(self.with_number(entry.number) if entry.number else ()), *same_title)))

    def stating(self, kind: DocumentRelation, target: str) -> tuple[Entry, ...]:
        """The entries that have the relation `kind` to the document `target`."""
        return self.by_relation.get(f"{kind} {target}", ())

    def related(self, entry: Entry, kind: DocumentRelation) -> tuple[Entry, ...]:
        """The entries to which `entry` has the relation `kind`."""
        return tuple(self.by_id[r.target] for r in entry.relations if r.kind == kind and r.target in self.by_id)


def names_of(entry: Entry) -> tuple[str, ...]:
    """Every name that means the document: its short names, and "Luật Thi hành án dân sự" with and without "năm 2008"."""
    names = list(entry.names)
    if entry.title and entry.type in TITLED:
        names.append(f"{entry.type} {entry.title}")
    # "Luật Phòng chống ma túy": the comma of the title is often left out.
    names += [re.sub(r"(?i)(phòng), (chống)", r"\1 \2", name) for name in names]
    if (year := year_of(entry)) and entry.type in TITLED:
        names += [f"{name} năm {year}" for name in names if " năm " not in name]
    return tuple(dict.fromkeys(names))


def year_of(entry: Entry) -> int | None:
    """The year of the document: that of its date, else the one in its number."""
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", entry.number or "")
    return entry.issued.year if entry.issued else int(year[0]) if year else None


def _group(pairs: Iterable[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    groups: dict[str, dict[str, Entry]] = defaultdict(dict)
    for key, entry in pairs:
        groups[key].setdefault(entry.id, entry)
    return {key: tuple(group.values()) for key, group in groups.items()}
