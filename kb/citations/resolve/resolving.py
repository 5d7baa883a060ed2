"""Resolving citations: of each mention the document and the provision that it means.

Guarantees:
1. Every mention gives at most one reference, in the same order, and its span is kept.
2. A target is given only where the wording, or the provision around it, leaves no other; else the reference is `ambiguous`
   with candidates, or `unknown`.
3. A provision without a document means the document at hand where there is one ("inferred"); in the clauses of an amending law
   it means the amended one.
"""

from collections.abc import Sequence

from kb.catalogue import Catalogue
from kb.citations.find.provisions import ABOVE, THIS
from kb.citations.resolve.addresses import eids_of, within
from kb.citations.resolve.carrying import Carrier, carrier
from kb.citations.resolve.context import Case, Context, Provisions
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.meaning import is_bare_law, is_in_short, is_own_type, is_title, named_before
from kb.citations.resolve.pointing import BACK, pointed_back
from kb.citations.resolve.quotations import around
from kb.citations.resolve.references import built, checked, provision_reference
from kb.citations.resolve.situation import situation
from kb.law import eid
from kb.law.levels import DIVISIONS
from kb.law.model import Mention, Reference
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.law.types import TITLED, TYPE_OF_CODE, UNMISTAKABLE

_INSIDE = ("clause", "point")  # alone, these stand in the Điều around them
_CALLED_BY_HEAD = {*UNMISTAKABLE - TITLED, TYPE_OF_CODE["nq"]}  # "Nghị quyết 68", also where nobody can tell which
_FAR = 400  # characters: what is cited before that is not "trên"


def resolve(
    mentions: Sequence[Mention], text: str, context: Context, catalogue: Catalogue, provisions: Provisions
) -> tuple[Reference, ...]:
    """The references of `mentions`, which `find` found in `text` (NFC), in the same order. Never raises."""
    case = situation(mentions, text, context, catalogue, provisions)
    carries = carrier(mentions, case.meanings, case)
    found: list[Reference] = []
    for mention, meaning in zip(mentions, case.meanings, strict=True):
        if reference := _carried(mention, meaning, found, carries, case):
            found.append(reference)
    return tuple(found)


def _carried(
    mention: Mention, meaning: Match, found: Sequence[Reference], carries: Carrier | None, case: Case
) -> Reference | None:
    """The reference of `mention` after those `found`: by what the text carries (None: nothing), or by itself."""
    if carries is None:
        return _alone(mention, meaning, found, case)
    carries.move_to(mention.start)
    if (match := carries.of(mention)) is not None:
        reference: Reference | None = _named(mention, match, case)
    else:
        inside = carries.inside(mention, found[-1] if found else None)
        reference = inside or _alone(mention, meaning, found, case)
    if reference and reference.document and reference.document != meaning.document:  # carried, or pointed back to
        meaning = Match(reference.document, Resolution.INFERRED)
    elif mention.document and mention.document.back and not mention.path:  # "luật mới" alone is no citation, but a name
        meaning = pointed_back(mention, mention.document.type, mention.document.back, case)
    carries.add(mention, meaning if match is None else match)
    return reference


def _alone(mention: Mention, meaning: Match, found: Sequence[Reference], case: Case) -> Reference | None:
    above = mention.path[-1][1] == ABOVE if mention.path else False
    return _above(mention, found, case) if above else _reference(mention, meaning, case)


def _above(mention: Mention, found: Sequence[Reference], case: Case) -> Reference:
    """The reference of "Điều trên": to what the citation before it names, where that is of the same level and not far."""
    before = found[-1] if found and mention.start - found[-1].end < _FAR else None
    if before is None or before.document is None or before.eid is None or before.to:
        return built(mention, "provision", UNKNOWN, None, case)
    level, target = mention.path[-1][0], before.eid
    while target and eid.split(target)[-1][0] != level:
        target = eid.parent(target)
    found_there = Match(before.document, Resolution.INFERRED) if target else UNKNOWN
    return built(mention, "provision", found_there, target or None, case)


def _reference(mention: Mention, meaning: Match, case: Case) -> Reference | None:
    """The reference of a mention whose designation means `meaning`; None where it is no citation."""
    designation = mention.document
    if designation is None:
        return _of_no_document(mention, case)
    if designation.this:
        own = _this_document(mention, designation.type, case)
        if own is None:
            return None
        return provision_reference(mention, own, case) if mention.path else built(mention, "self", own, None, case)
    if designation.back:
        meaning = pointed_back(mention, designation.type, designation.back, case)
        # "Luật mới" alone is no citation, nor is "Nghị định nêu trên" where none was named before.
        is_cited = bool(mention.path) or (designation.back == BACK and meaning.document is not None)
        return _named(mention, meaning, case) if is_cited else None
    if case.guided and is_bare_law(designation, case.guided, case):
        return provision_reference(mention, Match(case.guided, Resolution.INFERRED), case)
    if is_in_short(designation) and meaning == UNKNOWN and not mention.path and designation.type not in _CALLED_BY_HEAD:
        return None  # "Quyết định số 5", "Luật 2013" that the text does not name
    if meaning.document and meaning.document == case.context.document and is_title(mention, case):
        return None
    return _named(mention, meaning, case)


def _named(mention: Mention, meaning: Match, case: Case) -> Reference:
    return provision_reference(mention, meaning, case) if mention.path else built(mention, "document", meaning, None, case)


def _this_document(mention: Mention, kind: str, case: Case) -> Match | None:
    """The match of "Luật này" (`kind` Luật): the document at hand, the amended one, one named before; None: no document."""
    context = case.context
    amends, amended = case.frame(mention.start)
    if amends:  # the words that the clause gives are those of the amended document
        return Match(amended, Resolution.INFERRED) if amended and case.type_of(amended) == kind else UNKNOWN
    if around(mention.start, case.quoted) is not None:
        return UNKNOWN
    if context.document is None:
        return UNKNOWN
    if is_own_type(kind, context.type or ""):
        return Match(context.document, Resolution.EXACT)
    # "Quyết định này" in a law is a decision of a court, not the law.
    return named_before(mention, kind, case) if kind in UNMISTAKABLE else UNKNOWN if mention.path else None


def _of_no_document(mention: Mention, case: Case) -> Reference:
    """The reference of a provision without a document: of the document at hand, the amended or the guided one."""
    context = case.context
    amends, amended = case.frame(mention.start)
    if mention.detached or (not amends and around(mention.start, case.quoted) is not None):
        return built(mention, "provision", UNKNOWN, None, case)
    if amends:
        return _of_amended(mention, amended, case)
    enclosing = context.position(mention.start)
    if mention.path[0][1] != THIS and enclosing in case.elsewhere:
        # "Nghị định này quy định chi tiết Điều 9; khoản 5 Điều 22": of the law that the text guides.
        is_guided = case.guided and case.elsewhere[enclosing] == CitationRelation.GUIDES
        guided = Match(case.guided, Resolution.INFERRED) if is_guided else UNKNOWN
        return provision_reference(mention, guided, case)
    return _of_own(mention, case)


def _of_amended(mention: Mention, amended: str | None, case: Case) -> Reference:
    """The reference of a provision without a document in a clause that amends: it is of the amended document."""
    meaning = Match(amended, Resolution.INFERRED) if amended else UNKNOWN
    level, number = mention.path[0]
    if number != THIS and level not in _INSIDE:
        return provision_reference(mention, meaning, case)
    target = within(mention.path, case.amended_eids.get(mention.start, ""))
    if target is None or amended is None:
        return built(mention, "provision", UNKNOWN, target, case)
    return checked(mention, meaning, target, case)


def _of_own(mention: Mention, case: Case) -> Reference:
    """The reference of a provision of the document at hand; one that names no Điều is part of the provision around it."""
    context, (level, number) = case.context, mention.path[0]
    if context.document is None:
        inside = within(mention.path, context.position(mention.start) or "") if number == THIS or level in _INSIDE else None
        return built(mention, "provision", UNKNOWN, inside or next(iter(eids_of(mention.path)), None), case)
    if number != THIS and level not in _INSIDE:
        return provision_reference(mention, Match(context.document, Resolution.INFERRED), case)
    enclosing = context.division(mention.start) if level in DIVISIONS else None
    target = within(mention.path, enclosing or context.position(mention.start) or "")
    if target is None:
        return built(mention, "provision", UNKNOWN, None, case)
    return checked(mention, Match(context.document, Resolution.EXACT if number == THIS else Resolution.INFERRED), target, case)
