"""The document that a mention means in its text: the document at hand, the one that it amends or guides, or another.

Guarantees:
1. What stands around a mention decides only where it leaves one document; else the mention means what it would mean anywhere.
"""

from dataclasses import replace

from kb.catalogue import locality_of
from kb.citations.find.lexicon import opens_a_line
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.matching import amended_by, match_designation, namesakes
from kb.law.localities import is_local_number, locality
from kb.law.model import Designation, Mention
from kb.law.naming import head_of, name_key
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.law.types import JOINT_OF, OF_ANOTHER, TITLED, UNMISTAKABLE

_NEAR = 400  # characters before and after a mention in which its line is looked at


def meant_alone(mention: Mention, case: Case) -> Match:
    """The match of the designation of `mention` by itself, whatever the text cites besides; of "Nghị định số 62" none."""
    context, designation = case.context, _spelt_out(mention, case)
    if mention.amender:
        return amended_by(mention.amender, designation, case.catalogue, context.date)
    if designation.number.isdigit():
        return UNKNOWN
    found = match_designation(designation, case.catalogue, context.date, context.in_force)
    return Match(context.document, Resolution.EXACT) if _names_itself(mention, designation, found, case) else found


def meant(mention: Mention, alone: Match, case: Case) -> Match:
    """The match of the designation of `mention`, which is `alone` by itself, with all that the text cites completely."""
    if mention.amender or alone.resolution == Resolution.EXACT:
        return alone
    context, designation = case.context, _spelt_out(mention, case)
    if designation.number.isdigit():
        return _named_in_short(mention, designation, case)
    # A name of several documents means the one that the preamble rests on, or that was named completely before.
    disagrees = bool(designation.number and designation.name)  # a number and a name that are of two documents
    is_ambiguous = alone.resolution == Resolution.AMBIGUOUS
    alike = alone.candidates if is_ambiguous and not disagrees else namesakes(designation, case.catalogue)
    if is_ambiguous and context.document in alike:
        # A law that says its own name means itself; a text of it without number, the law that has one.
        numbered = [i for i in alike if i in case.catalogue.by_id and case.catalogue.by_id[i].number]
        own = context.document if context.document in numbered or len(numbered) != 1 else numbered[0]
        return Match(own, Resolution.INFERRED)
    if len(alike) > 1 or alike == alone.candidates:
        before = {document for document in alike if case.earlier.get(document, mention.end) <= mention.start}
        for decisive in (case.grounds.intersection(alike), before):
            if len(decisive) == 1:
                return Match(next(iter(decisive)), Resolution.INFERRED)
    return alone


def _spelt_out(mention: Mention, case: Case) -> Designation:
    """The designation of `mention`; for a short name that the text defines, the one that it stands for."""
    assert mention.document is not None
    designation = _of_own_locality(mention.document, case)
    whole = case.context.short_names.get(name_key(designation.name)) if designation.name else None
    if whole is None:
        return designation
    said = {
        name: getattr(designation, name) or getattr(whole, name) for name in ("number", "year", "dated", "issuer", "amends")
    }
    return replace(whole, **said)


def _of_own_locality(designation: Designation, case: Case) -> Designation:
    """`designation`; where a local number stands without issuer, it is of the locality whose text this is."""
    if not designation.number or not is_local_number(designation.number) or locality(designation.issuer):
        return designation
    own = case.catalogue.by_id.get(case.context.document) if case.context.document else None
    return replace(designation, issuer=own.issuer or "") if own and locality_of(own) else designation


def _named_in_short(mention: Mention, designation: Designation, case: Case) -> Match:
    """The match of "Nghị định số 62": the one decree of this number that the text has named completely before."""
    before = [document for document, end in case.earlier.items() if end <= mention.start]
    numbers = {document: case.catalogue.by_id[document].number or "" for document in before if document in case.catalogue.by_id}
    alike = [
        d for d, n in numbers.items() if case.type_of(d) == designation.type and int(head_of(n) or 0) == int(designation.number)
    ]
    return Match(alike[0], Resolution.INFERRED) if len(alike) == 1 else UNKNOWN


def _names_itself(mention: Mention, designation: Designation, found: Match, case: Case) -> bool:
    """Whether the preamble names the document at hand: "Quốc hội ban hành Luật …"."""
    own = case.context.document
    if own is None or mention.path or mention.relation == CitationRelation.GROUNDS:
        return False
    if case.context.position(mention.start) != "preamble":
        return False
    before = case.text[max(0, mention.start - _NEAR) : mention.start].rstrip()
    is_issued = bool(designation.amends) and designation.type == case.context.type and before.endswith("ban hành")
    return own in (found.document, *found.candidates) or is_issued


def named_before(mention: Mention, kind: str, case: Case) -> Match:
    """The match of "Luật này" in a document of another type: the one of that type that the text has named completely before."""
    before = {document for document, end in case.earlier.items() if end <= mention.start}
    alike = [d for d in before if case.type_of(d) == kind]
    if not alike and case.guided and case.type_of(case.guided) == kind:
        alike = [case.guided]
    return Match(alike[0], Resolution.INFERRED) if len(alike) == 1 else UNKNOWN


def is_bare_law(designation: Designation, guided: str, case: Case) -> bool:
    """Whether "khoản 2 Điều 66 của Luật" means the law `guided`: it names no other, and is of that type."""
    bare = replace(designation, type="") == Designation()
    return bare and designation.type in TITLED and case.type_of(guided) == designation.type


def is_title(mention: Mention, case: Case) -> bool:
    """Whether the document at hand names itself at its head, in lines of its own."""
    if mention.path or case.context.position(mention.start) != "preamble" or not opens_a_line(case.text, mention.start):
        return False
    first_line = case.text[mention.start : mention.end].partition("\n")[0]
    rest = case.text[mention.end : mention.end + _NEAR].partition("\n")[0]
    return first_line.isupper() or not rest.strip(" \t*_#")


def is_own_type(written: str, own: str) -> bool:
    """Whether a document of type `own` is "… này": "Thông tư này" in a Thông tư liên tịch, "Luật này" in a consolidation."""
    return written in (own, JOINT_OF.get(own)) or (own in OF_ANOTHER and written in UNMISTAKABLE)
