"""The cascade of style sheets (CSS Cascading 4): of the rules that fit an element, what each property is at last.

Guarantees:
1. What is important comes before what is not, the attribute `style` before rules, a weightier selector before others, then the
   later rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from bs4.element import Tag

# A value, and whether it is !important.
Declared = Mapping[str, tuple[str, bool]]


class Rule(NamedTuple):
    """One selector with what it declares; `rank` orders rules of one property, `matches` is None where the key says all."""

    rank: tuple[int, ...]
    tag: str
    keys: frozenset[str]  # ".class" and "#id" of its last element
    needed: frozenset[str]  # those of all its elements
    matches: Callable[[Tag], bool] | None
    said: Declared


# By property: its rank (important, of the attribute `style`, rank of the rule) and its value.
Won = dict[str, tuple[tuple[bool, bool, tuple[int, ...]], str]]


class Fitting(NamedTuple):
    """The rules for elements of one name, class and id: what those say that need no look at the page, and the others."""

    won: Won
    said: Mapping[str, str]  # the same, as `of` gives it
    others: tuple[Rule, ...]


def fitting_rules(rules: Mapping[str, list[Rule]], tag: str, names: set[str]) -> Iterator[Rule]:
    """The rules whose last element may be one of this name, class and id."""
    for key in (tag, "*", *names):
        yield from (rule for rule in rules.get(key, ()) if rule.tag in ("", tag) and rule.keys <= names)


def with_rules(won: Won, rules: Iterable[Rule]) -> Won:
    """`won` with what `rules` say of more weight."""
    for rule in rules:
        for name, (value, important) in rule.said.items():
            rank = (important, False, rule.rank)
            if name not in won or won[name][0] <= rank:
                won[name] = (rank, value)
    return won
