"""Units → `Group`s of `Row`s in syllables, which a `Collector` takes.

Guarantees:
1. A group's heading and lead are analysed once; its units keep their own words.
2. A text gives the syllables that `analyze` gives; for lines without abbreviations no spans are made.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from kb.index.analysis import Term, analyze, more_than_words, neighbours, term_key, terms_of
from kb.index.collecting import BREAK, Collector, Group, IndexPart, Row
from kb.index.units import Unit
from kb.index.weights import HEADING_WEIGHT

_WORD = re.compile(r"\w+")


def indexed(units: Iterable[tuple[Unit, Mapping[str, str]]]) -> IndexPart:
    """The part of an index that holds the groups of `units`, each with the abbreviations that hold in its document."""
    collector = Collector()
    for group in groups(units):
        collector.add(group)
    return collector.part()


@dataclass(frozen=True, slots=True)
class _Analyzed:
    """A unit in syllables."""

    document: str
    eid: str
    group: str
    days: tuple[int, int]
    written: str  # its heading, as written
    heading: list[str]
    context: list[str]
    lead: list[str]
    text: list[str]


def groups(units: Iterable[tuple[Unit, Mapping[str, str]]]) -> Iterator[Group]:
    """The groups of `units`; a unit comes with the abbreviations of its document."""
    for (document, _, days), members in groupby(_analyzed(units), lambda unit: (unit.document, unit.group, unit.days)):
        own = list(members)
        yield Group(document, own[0].group, own[0].context, list(_rows(own)), own[0].written, days)


def _analyzed(units: Iterable[tuple[Unit, Mapping[str, str]]]) -> Iterator[_Analyzed]:
    analysis = _Analysis({})
    for unit, abbreviations in units:
        if abbreviations is not analysis.abbreviations:
            analysis = _Analysis(abbreviations)
        heading, context, lead = (analysis.repeated(part) for part in (unit.heading, unit.context, unit.lead))
        text = analysis.forms(unit.text)
        yield _Analyzed(unit.document, unit.eid, unit.group, unit.days, unit.heading, heading, context, lead, text)


class _Analysis:
    """Analyses the texts of one document."""

    def __init__(self, abbreviations: Mapping[str, str]) -> None:
        self.abbreviations = abbreviations
        self._short_forms = frozenset(map(term_key, abbreviations))
        self._known: dict[str, list[str]] = {}

    def forms(self, text: str) -> list[str]:
        """The syllables of a text as `neighbours` gives them."""
        if (found := self._without_abbreviations(text)) is not None:
            return found
        chain: list[str] = []
        alone: list[str] = []
        for line in text.split("\n"):  # no term runs over the end of a line
            found = self._without_abbreviations(line) or neighbours(analyze(line, self.abbreviations))
            end = found.index(BREAK) if BREAK in found else len(found)
            chain += found[:end]
            alone += found[end:]
        return chain + alone

    def _without_abbreviations(self, text: str) -> list[str] | None:
        """The syllables of a text, None where a word of it may be an abbreviation."""
        key = term_key(text)
        chain: list[str] = []
        alone: list[Term] = []
        at = 0
        for match in more_than_words(key):
            chain += _WORD.findall(key, at, match.start())
            terms = terms_of(match)
            chain += [term.form for term in terms if not term.alone]
            alone += [term for term in terms if term.alone]
            at = match.end()
        chain += _WORD.findall(key, at)
        if not self._short_forms.isdisjoint(chain):
            return None
        return chain + neighbours(alone) if alone else chain

    def repeated(self, text: str) -> list[str]:
        """`forms`, kept for texts that several units have above them."""
        if text not in self._known:
            self._known[text] = self.forms(text)
        return self._known[text]


def _rows(units: list[_Analyzed]) -> Iterator[Row]:
    """The rows of a group: its heading, its lead, and its units, each after the words that its own heading has more."""
    heading, lead = units[0].heading, units[0].lead
    yield Row("", heading, HEADING_WEIGHT)
    if lead:
        yield Row(units[0].group, lead)
    for unit in units:
        more = unit.heading[len(heading) :] if unit.heading[: len(heading)] == heading else unit.heading
        below = unit.lead if unit.lead != lead else []
        yield Row(unit.eid, [*more, *([BREAK] if more else []), *below, *([BREAK] if below else []), *unit.text])
