"""What a part of a text has named: documents by type, those with a provision apart.

Guarantees:
1. Of each type a few are kept: enough to tell whether there is one, and which, or that there are several.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from kb.citations.resolve.matches import Match
from kb.citations.resolve.meaning import is_own_type

_MOST = 4  # documents of one type that are kept


class NamedHere(NamedTuple):
    """A document that a text names: where, what it means, its type, and whether with a provision."""

    start: int
    end: int
    match: Match
    type: str
    has_path: bool


@dataclass(slots=True)
class NamedIn:
    """The documents that a part of the text has named so far, by type: those with a provision, and all."""

    cited: dict[str, dict[Match, None]] = field(default_factory=dict)
    named: dict[str, dict[Match, None]] = field(default_factory=dict)

    def add(self, match: Match, kind: str, has_path: bool) -> None:
        """Remember a document of the type `kind`; `has_path`: it is named with a provision."""
        for kept in (self.named, self.cited) if has_path else (self.named,):
            of_type = kept.setdefault(kind, {})
            if len(of_type) < _MOST:
                of_type[match] = None

    def take(self, other: "NamedIn") -> None:
        """Add what `other` has, and empty it."""
        for kept, further in ((self.cited, other.cited), (self.named, other.named)):
            for kind, matches in further.items():
                of_type = kept.setdefault(kind, {})
                of_type.update(dict(list(matches.items())[: max(0, _MOST - len(of_type))]))
        other.cited, other.named = {}, {}

    def all_of(self, kind: str) -> list[Match]:
        """All that it names, of the type `kind` if that is not ""."""
        return _of_type(self.named, kind)

    def means(self, kind: str) -> list[Match]:
        """The one that it cites with a provision, of the type `kind` if that is not ""; else all that it names of it."""
        cited = _of_type(self.cited, kind)
        return cited if len(cited) == 1 else _of_type(self.named, kind)


def _of_type(kept: dict[str, dict[Match, None]], kind: str) -> list[Match]:
    return [match for own, matches in kept.items() if not kind or is_own_type(kind, own) for match in matches]
