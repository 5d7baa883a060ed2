"""The catalogue (danh mục): facts about documents, each with its source, and the status that follows from them on a day.

Guarantees:
1. Nothing is guessed: what no source says is None, and a status that does not follow from known facts is "Không rõ".
2. Numbers and names mean documents only when they are equal letter by letter (case and tone style aside).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.model import Entry
from kb.text import fold_white_space, nfc, search_key


def number_key(number: str) -> str:
    """The form in which document numbers are compared: case, spaces and the dash before the issuer's code aside."""
    return search_key(nfc("".join(number.split()))).replace("–", "-")


def name_key(name: str) -> str:
    """The form in which names of documents are compared: case, tone style and white space aside."""
    return search_key(fold_white_space(nfc(name)))


@dataclass(frozen=True)
class Catalogue:
    """All entries, found by id, number and name."""

    entries: tuple[Entry, ...]
    by_id: dict[str, Entry] = field(init=False, repr=False, compare=False)
    by_number: dict[str, tuple[Entry, ...]] = field(init=False, repr=False, compare=False)
    by_name: dict[str, tuple[Entry, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the look-up tables."""
        object.__setattr__(self, "by_id", {entry.id: entry for entry in self.entries})
        object.__setattr__(self, "by_number", _group((number_key(e.number), e) for e in self.entries if e.number))
        object.__setattr__(self, "by_name", _group((name_key(name), e) for e in self.entries for name in names_of(e)))

    def with_number(self, number: str) -> tuple[Entry, ...]:
        """The documents of this number: none, one, or several, for numbers recur."""
        return self.by_number.get(number_key(number), ())

    def named(self, name: str) -> tuple[Entry, ...]:
        """The documents that this name can mean: its short names, "type title" and "type title năm year"."""
        return self.by_name.get(name_key(name), ())


def names_of(entry: Entry) -> tuple[str, ...]:
    """Every name that means the document: its short names, and "Luật Thi hành án dân sự" with and without "năm 2008".

    Only documents that are cited by title have the latter: Hiến pháp, Bộ luật, Luật, Pháp lệnh.
    """
    names = list(entry.names)
    if entry.title and entry.type in ("Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"):
        names.append(f"{entry.type} {entry.title}")
    if entry.issued:
        names += [f"{name} năm {entry.issued.year}" for name in names if " năm " not in name]
    return tuple(dict.fromkeys(names))


def _group(pairs: Iterable[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    groups: dict[str, list[Entry]] = {}
    for key, entry in pairs:
        group = groups.setdefault(key, [])
        if entry not in group:
            group.append(entry)
    return {key: tuple(group) for key, group in groups.items()}
