"""Resolving citations: which document and which provision each mention means.

Guarantees:
1. Every mention gives at most one reference, in the same order, and its span is kept.
2. A target is given only where what is written, or where it stands, leaves no other; else the reference is `ambiguous` with
   candidates, or `unknown`.
3. A provision without a document means the document at hand where there is one ("inferred"); in the clauses of an amending law
   it means the amended one.
"""

from collections.abc import Sequence

from kb.catalogue import Catalogue
from kb.citations.find.lexicon import UNMISTAKABLE
from kb.citations.find.provisions import ABOVE, THIS
from kb.citations.resolve.addresses import eids_of, within
from kb.citations.resolve.context import Case, Context, Provisions
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.meaning import is_bare_law, is_own_type, is_title, meant, named_before
from kb.citations.resolve.quotations import around
from kb.citations.resolve.references import built, checked, provision
from kb.citations.resolve.situation import situation
from kb.law import eid
from kb.law.model import Mention, Reference

_INSIDE = ("clause", "point")  # alone, these stand in the Điều around them
_FAR = 400  # characters: what is cited before that is not "trên"


def resolve(
    mentions: Sequence[Mention], text: str, context: Context, catalogue: Catalogue, provisions: Provisions
) -> tuple[Reference, ...]:
    """The references of `mentions`, which `find` found in `text` (NFC), in the same order. Never raises."""
    case = situation(mentions, text, context, catalogue, provisions)
    found: list[Reference] = []
    for mention in mentions:
        above = mention.path[-1][1] == ABOVE if mention.path else False
        if reference := _above(mention, found, case) if above else _reference(mention, case):
            found.append(reference)
    return tuple(found)


def _above(mention: Mention, found: Sequence[Reference], case: Case) -> Reference:
    """ "Điều trên": what the citation before it names, where that is of the same level and not far."""
    before = found[-1] if found and mention.start - found[-1].end < _FAR else None
    if before is None or before.document is None or before.eid is None or before.to:
        return built(mention, "provision", UNKNOWN, None, case)
    level, target = mention.path[-1][0], before.eid
    while target and eid.split(target)[-1][0] != level:
        target = eid.parent(target)
    found_there = Match(before.document, "inferred") if target else UNKNOWN
    return built(mention, "provision", found_there, target or None, case)


def _reference(mention: Mention, case: Case) -> Reference | None:
    context = case.context
    amends, amended = case.frame(mention.start)
    # In a clause that amends, what names no document means the amended one, whose words the clause gives.
    there = Match(amended, "inferred") if amended else UNKNOWN
    quoted = around(mention.start, case.quoted) is not None and not amends
    designation = mention.document
    if designation and designation.this:
        if amends:
            found = there if amended and case.type_of(amended) == designation.type else UNKNOWN
        elif quoted:
            found = UNKNOWN
        elif context.document is None or is_own_type(designation.type, context.type or ""):
            found = Match(context.document, "exact") if context.document else UNKNOWN
        elif designation.type in UNMISTAKABLE:
            found = named_before(mention, designation.type, case)
        else:
            return None  # "Quyết định này" in a law is a decision of a court, not the law
        if not mention.path:
            return built(mention, "self", found, None, case)
        return provision(mention, found, case)
    if designation and case.guided and is_bare_law(designation, case.guided, case):
        return provision(mention, Match(case.guided, "inferred"), case)
    if designation:
        found = meant(mention, case)
        if designation.number.isdigit() and found.document is None and not mention.path:
            return None  # "Nghị định số 5" that nobody has named before
        if found.document and found.document == context.document and is_title(mention, case):
            return None
        return provision(mention, found, case) if mention.path else built(mention, "document", found, None, case)
    if mention.detached or quoted:
        return built(mention, "provision", UNKNOWN, None, case)
    if amends:
        is_inside = mention.path[0][1] == THIS or mention.path[0][0] in _INSIDE
        target = within(mention.path, case.standing.get(mention.start, "")) if is_inside else None
        if is_inside and target is None:
            return built(mention, "provision", UNKNOWN, None, case)
        if target:
            return checked(mention, there, target, case) if amended else built(mention, "provision", UNKNOWN, target, case)
        return provision(mention, there, case)
    place = context.position(mention.start)
    if mention.path[0][1] != THIS and place in case.elsewhere:
        # "Nghị định này quy định chi tiết Điều 9; khoản 5 Điều 22": of the law that the text guides.
        guided = Match(case.guided, "inferred") if case.guided and case.elsewhere[place] == "hướng dẫn" else UNKNOWN
        return provision(mention, guided, case)
    return _bare(mention, case)


def _bare(mention: Mention, case: Case) -> Reference:
    """A provision without a document: of the document at hand, and if it names no Điều, of the provision that it stands in."""
    context, (level, number) = case.context, mention.path[0]
    if context.document is None:
        inside = within(mention.path, context.position(mention.start) or "") if number == THIS or level in _INSIDE else None
        return built(mention, "provision", UNKNOWN, inside or next(iter(eids_of(mention.path)), None), case)
    if number != THIS and level not in ("clause", "point"):
        return provision(mention, Match(context.document, "inferred"), case)
    is_division = level in ("part", "chapter", "section", "subsection")
    place = (context.division if is_division else context.position)(mention.start) or context.position(mention.start) or ""
    found = within(mention.path, place)
    if found is None:
        return built(mention, "provision", UNKNOWN, None, case)
    resolution = "exact" if number == THIS else "inferred"
    return checked(mention, Match(context.document, resolution), found, case)
