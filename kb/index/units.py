"""The `Unit`s of a document: the provisions of its tree that can be hits, with the words that stand above them.

Guarantees:
1. Every word of every provision is in some unit: in its text; for the title of an Điều in the heading, and for the lead of an
   Điều that has khoản in the lead, of each of its khoản.
2. The text before and after the numbered body is a unit as well.
3. The units of a group follow one another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from kb.index.collecting import ALWAYS
from kb.law.levels import DIVISIONS, UNNUMBERED
from kb.law.model import Entry, Provision, Tree

_PARTS = ("clause", "item")  # levels that are units below an Điều or an item
_DIVIDING = (*DIVISIONS, "attachment")


@dataclass(frozen=True, slots=True)
class Unit:
    """A provision that can be a hit: a khoản, an Điều without khoản, an item, or the text before or after the numbered body."""

    document: str
    eid: str
    group: str  # the eId of the Điều that it is in, else its own
    heading: str  # its Điều's and its own
    context: str  # the titles above: of the document, Phần, Chương, Mục
    lead: str  # the words of the Điều that stand before and after its khoản
    text: str
    days: tuple[int, int] = ALWAYS  # the first day of this wording of the group, and the day after its last, as ordinals


def title_of(entry: Entry) -> str:
    """The words above all units of a document: its type, title, number and further names."""
    return " ".join((entry.type, entry.title, entry.number or "", *entry.names))


def units(entry: Entry, tree: Tree) -> Iterator[Unit]:
    """The units of a document, in reading order; of `entry` they depend on its id and `title_of` it alone."""
    for provision in tree.provisions:
        yield from _below(provision, tree.text, _Above(entry.id, title_of(entry)))


class DatedTree(NamedTuple):
    """The tree of a document from a day on, until the day `end`; None: from or to any day."""

    tree: Tree
    first: date | None = None
    end: date | None = None


def units_of_versions(entry: Entry, versions: Sequence[DatedTree]) -> Iterator[Unit]:
    """The units of all versions of a document, in order; a group that reads alike in neighbouring ones comes once."""
    if len(versions) == 1 and versions[0][1:] == (None, None):
        yield from units(entry, versions[0].tree)
        return
    written: dict[str, list[tuple[list[Unit], int, int]]] = {}  # by group: its wordings, each with its days
    for tree, first, end in versions:
        begin, stop = first.toordinal() if first else ALWAYS[0], end.toordinal() if end else ALWAYS[1]
        for group, members in groupby(units(entry, tree), lambda unit: unit.group):
            own, known = list(members), written.setdefault(group, [])
            if known and known[-1][0] == own and known[-1][2] == begin:
                known[-1] = own, known[-1][1], stop
            else:
                known.append((own, begin, stop))
    for wordings in written.values():
        for own, begin, stop in wordings:
            yield from (replace(unit, days=(begin, stop)) for unit in own)


class _Above(NamedTuple):
    """The fields of a unit that a provision takes from those above it."""

    document: str
    context: str
    group: str = ""
    heading: str = ""
    lead: str = ""


def _below(provision: Provision, text: str, above: _Above) -> Iterator[Unit]:
    """The units of a provision."""
    document, context, group, _, lead = above
    own_heading = provision.heading.of(text)
    heading = f"{above.heading} {own_heading}".strip()
    has_parts = any(child.level in _PARTS for child in provision.children)
    here = _Above(document, context, group or provision.eid, heading, lead)
    if provision.level in _DIVIDING:
        own = _around(provision, text)
        if own:
            yield Unit(document, provision.eid, provision.eid, own_heading, context, lead, own)
        for child in provision.children:
            yield from _below(child, text, _Above(document, f"{context} {own_heading}", group, "", lead))
    elif has_parts and provision.level == "article":
        here = here._replace(lead=_around(provision, text))
        for child in provision.children:
            if child.level in _PARTS:
                yield from _below(child, text, here)
            else:
                yield _unit(here, child.eid, child.span.of(text))
    elif has_parts:  # an item above others: its own words are a unit, and so is each item below
        own = " ".join(span.of(text) for span in provision.own)
        yield _unit(here, provision.eid, own)
        for child in provision.children:
            if child.level in _PARTS:
                # Items without an Điều above them stand for themselves.
                yield from _below(child, text, here._replace(group=group, lead=own))
            else:
                yield _unit(here, child.eid, child.span.of(text))
    else:
        begin = provision.heading.end if provision.heading and provision.level == "article" else provision.span.start
        own = text[begin : provision.span.end]
        yield _unit(here if provision.level not in UNNUMBERED else here._replace(heading=""), provision.eid, own)


def _around(provision: Provision, text: str) -> str:
    """The words of a provision that stand before and after its children."""
    return " ".join(span.of(text) for span in (provision.intro, provision.wrap_up) if span)


def _unit(above: _Above, eid: str, text: str) -> Unit:
    return Unit(above.document, eid, above.group, above.heading, above.context, above.lead, text)
