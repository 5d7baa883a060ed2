"""Which parts of a document are found as hits.

Guarantees:
1. Every word of every provision is in some unit: in its text; for the title of an Điều in the heading, and for the lead of an
   Điều that has khoản in the lead, of each of its khoản.
2. What stands before and after the numbered body is a unit as well.
3. The units of a group follow one another.
"""

from collections.abc import Iterator
from dataclasses import replace

from kb.index.engine import Unit
from kb.model import Entry, Provision, Tree
from kb.vocabulary import DIVISIONS, UNNUMBERED

_PARTS = ("clause", "item")
_DIVIDING = (*DIVISIONS, "attachment")


def title_of(entry: Entry) -> str:
    """The words that stand above all units of a document."""
    return " ".join((entry.type, entry.title, entry.number or "", *entry.names))


def units(entry: Entry, tree: Tree) -> Iterator[Unit]:
    """The units of a document, in reading order; of `entry` they depend on its id and `title_of` it alone."""
    for provision in tree.provisions:
        yield from _below(provision, tree.text, Unit(entry.id, "", "", "", title_of(entry), "", ""))


def _below(provision: Provision, text: str, above: Unit) -> Iterator[Unit]:
    """The units of a provision; `above` holds what it takes from those above it."""
    own_heading = provision.heading.of(text)
    heading = f"{above.heading} {own_heading}".strip()
    has_parts = any(child.level in _PARTS for child in provision.children)
    here = replace(above, eid=provision.eid, group=above.group or provision.eid, heading=heading)
    if provision.level in _DIVIDING:
        own = " ".join(span.of(text) for span in (provision.intro, provision.wrap_up) if span)
        if own:
            yield replace(here, group=provision.eid, heading=own_heading, text=own)
        for child in provision.children:
            yield from _below(child, text, replace(above, heading="", context=f"{above.context} {own_heading}"))
    elif has_parts and provision.level == "article":
        lead = " ".join(span.of(text) for span in (provision.intro, provision.wrap_up) if span)
        for child in provision.children:
            if child.level in _PARTS:
                yield from _below(child, text, replace(here, lead=lead))
            else:
                yield replace(here, eid=child.eid, lead=lead, text=child.span.of(text))
    elif has_parts:  # an item above others: its own words are a unit, and so is each item below
        own = " ".join(span.of(text) for span in provision.own)
        yield replace(here, text=own)
        for child in provision.children:
            if child.level in _PARTS:
                group = above.group  # items without an Điều above them stand for themselves
                yield from _below(child, text, replace(here, group=group, lead=own))
            else:
                yield replace(here, eid=child.eid, text=child.span.of(text))
    else:
        begin = provision.heading.end if provision.heading and provision.level == "article" else provision.span.start
        own = text[begin : provision.span.end]
        yield replace(here, heading=heading if provision.level not in UNNUMBERED else "", text=own)
