"""Units → the groups that are compiled, in the syllables of the one analysis.

Guarantees:
1. A group's heading and lead are analysed once; its units keep their own words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from kb.index.analysis import analyze, neighbours
from kb.index.compiled import BREAK, HEADING_WEIGHT, Group, Row
from kb.index.engine import Unit
from kb.processes import in_order


@dataclass(frozen=True, slots=True)
class _Analyzed:
    """The syllables of a unit's parts, in order, and its heading as written."""

    document: str
    eid: str
    group: str
    written: str
    heading: list[str]
    context: list[str]
    lead: list[str]
    text: list[str]


def groups(units: Iterable[tuple[Unit, Mapping[str, str]]], processes: int) -> Iterator[tuple[Group, int]]:
    """The groups of `units`, each with how many it holds; texts are analysed by further `processes`.

    Each unit comes with the abbreviations that hold in its document.
    """
    analyzed = in_order(_analyzed, units, processes, chunk=64)
    for (document, _), members in groupby(analyzed, lambda unit: (unit.document, unit.group)):
        own = list(members)
        yield Group(document, own[0].group, own[0].context, list(_rows(own)), own[0].written), len(own)


def _analyzed(unit_in_context: tuple[Unit, Mapping[str, str]]) -> _Analyzed:
    unit, abbreviations = unit_in_context
    parts = (neighbours(analyze(part, abbreviations)) for part in (unit.heading, unit.context, unit.lead, unit.text))
    return _Analyzed(unit.document, unit.eid, unit.group, unit.heading, *parts)


def _rows(units: list[_Analyzed]) -> Iterator[Row]:
    """The rows of a group: its heading, its lead, and its units; of a longer heading below it what is more."""
    heading, lead = units[0].heading, units[0].lead
    yield Row("", heading, HEADING_WEIGHT)
    if lead:
        yield Row(units[0].group, lead)
    for unit in units:
        more = unit.heading[len(heading) :] if unit.heading[: len(heading)] == heading else unit.heading
        below = unit.lead if unit.lead != lead else []
        yield Row(unit.eid, [*more, *([BREAK] if more else []), *below, *([BREAK] if below else []), *unit.text])


def terms(words: Iterable[str]) -> list[str]:
    """The syllables of `words` and each pair of neighbours, as "thi_hành"."""
    chain = list(words)
    pairs = [f"{one}_{two}" for one, two in pairwise(chain) if one and two]
    return [word for word in chain if word] + pairs
