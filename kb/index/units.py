"""Which parts of a document are found as hits.

Guarantees:
1. Every word of every provision is in some unit: in its text; for the title of an Điều in the heading, and for the lead of an
   Điều that has khoản in the context, of each of its khoản.
2. What stands before and after the numbered body is a unit as well.
"""

from collections.abc import Iterator

from kb.index.engine import Unit
from kb.model import Entry, Provision, Tree
from kb.vocabulary import DIVISIONS, UNNUMBERED

_GROUPS = (*DIVISIONS, "attachment")


def units(entry: Entry, tree: Tree) -> Iterator[Unit]:
    """The units of a document, in reading order."""
    title = " ".join((entry.type, entry.title, entry.number or "", *entry.names))
    for provision in tree.provisions:
        yield from _below(provision, entry.id, tree.text, "", title)


def _below(provision: Provision, document: str, text: str, heading: str, context: str) -> Iterator[Unit]:
    own_heading = provision.heading.of(text)
    heading = f"{heading} {own_heading}".strip()
    divided = [child for child in provision.children if child.level in ("clause", "item")]
    if provision.level in _GROUPS:
        own = " ".join(span.of(text) for span in (provision.intro, provision.wrap_up) if span)
        if own:
            yield Unit(document, provision.eid, own_heading, context, own)
        for child in provision.children:
            yield from _below(child, document, text, "", f"{context} {own_heading}")
    elif divided and provision.level == "article":
        lead = " ".join(span.of(text) for span in (provision.intro, provision.wrap_up) if span)
        for child in divided:
            yield from _below(child, document, text, heading, f"{context} {lead}")
        for child in provision.children:
            if child not in divided:
                yield Unit(document, child.eid, heading, f"{context} {lead}", child.span.of(text))
    elif divided:  # an item above others: its own words are a unit, and so is each item below
        own = " ".join(span.of(text) for span in provision.own)
        yield Unit(document, provision.eid, heading, context, own)
        for child in provision.children:
            if child in divided:
                yield from _below(child, document, text, heading, f"{context} {own}")
            else:
                yield Unit(document, child.eid, heading, context, child.span.of(text))
    else:
        yield Unit(
            document, provision.eid, heading if provision.level not in UNNUMBERED else "", context, provision.span.of(text)
        )
