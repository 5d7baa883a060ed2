"""The document that a mention means in its text: the document at hand, the one that it amends or guides, or another.

Guarantees:
1. What stands around a mention decides only where it leaves one document; else the mention means what it would mean anywhere.
"""

import re
from dataclasses import replace

from kb.catalogue import year_of
from kb.citations.find.lexicon import opens_a_line
from kb.citations.resolve.addresses import eids_of
from kb.citations.resolve.by_name import called, with_name
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.matching import amended_by, match_designation, namesakes
from kb.law.model import Designation, Mention
from kb.law.naming import name_key
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.law.types import JOINT_OF, OF_ANOTHER, TITLED, UNMISTAKABLE, WIDER

_AGE = re.compile(r"\s+(mới|cũ|trước đây)\b")
_NEAR = 400  # characters before and after a mention in which its line is looked at


def meant_alone(mention: Mention, case: Case) -> Match:
    """The match of the designation of `mention` by itself, whatever the text cites besides; of "Nghị định số 62" none."""
    context, designation = case.context, _spelt_out(mention, case)
    if mention.amender:
        return amended_by(mention.amender, designation, case.catalogue, case.origin)
    if is_in_short(designation):
        return UNKNOWN
    found = match_designation(designation, case.catalogue, case.origin)
    return Match(context.document, Resolution.EXACT) if _names_itself(mention, designation, found, case) else found


def meant(mention: Mention, alone: Match, case: Case) -> Match:
    """The match of the designation of `mention`, which is `alone` by itself, with all that the text cites completely."""
    if mention.amender or alone.resolution == Resolution.EXACT:
        before = {document for document in alone.candidates if case.earlier.get(document, mention.end) <= mention.start}
        return Match(before.pop(), Resolution.INFERRED) if len(before) == 1 and alone.document is None else alone
    context, designation = case.context, _spelt_out(mention, case)
    if is_in_short(designation):
        return _named_in_short(mention, designation, case)
    if bound := case.binding.of(designation, mention.start):
        return bound if bound.resolution == Resolution.UNKNOWN else replace(bound, resolution=Resolution.INFERRED)
    if aged := _of_age(mention, designation, case):
        return aged
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
        amended = case.binding.amended.get(mention.start, frozenset()).intersection(alike)
        for decisive in (amended, case.grounds.intersection(alike), before):
            if len(decisive) == 1:
                return Match(next(iter(decisive)), Resolution.INFERRED)
    return _having(mention, alone, case) if is_ambiguous and not disagrees else alone


def _of_age(mention: Mention, designation: Designation, case: Case) -> Match | None:
    """The match of "Luật Đất đai" before "mới", "cũ" or "trước đây"; None without these, or where one law has the name."""
    said = _AGE.match(case.text, mention.end)
    if said is None or not designation.name or designation.number or designation.year or designation.dated:
        return None
    on = case.origin.on
    known = [(year_of(e) or 0, e.id) for e in called(designation.name, case.catalogue) if e.number]
    known = sorted((year, document) for year, document in known if year and (on is None or year <= on.year))
    if len(known) < 2 or known[-1][0] == known[-2][0]:
        return None
    if said[1] == "mới":
        return Match(known[-1][1], Resolution.INFERRED)
    older = [document for _, document in known[:-1]]
    named = [document for document in older if document in case.earlier]
    one = named or older
    return Match(one[0], Resolution.INFERRED) if len(one) == 1 else Match(None, Resolution.AMBIGUOUS, "", tuple(older))


def _having(mention: Mention, alone: Match, case: Case) -> Match:
    """`alone`, without the candidates that have no such Điều: "Điều 183 Luật X" is not of the Luật X that has 116."""
    eids = eids_of(mention.path)
    having = [document for document in alone.candidates if not all(case.lacks(document, target) for target in eids)]
    if not eids or len(having) != 1 or len(alone.candidates) == 1:
        return alone
    return Match(having[0], Resolution.INFERRED)


def _spelt_out(mention: Mention, case: Case) -> Designation:
    """The designation of `mention`; for a short name that the text defines, the one that it stands for."""
    designation = mention.document
    assert designation is not None
    names = case.context.short_names
    whole = names.get(name_key(designation.name)) if designation.name else None
    if whole is None and designation.name and designation.year:  # "Luật năm 2015" as a whole is the short name
        whole = names.get(name_key(f"{designation.name} năm {designation.year}"))
    if whole is None:
        return designation
    said = {
        name: getattr(designation, name) or getattr(whole, name) for name in ("number", "year", "dated", "issuer", "amends")
    }
    return replace(whole, **said)


def is_in_short(designation: Designation) -> bool:
    """Whether a document is named by its type and the head of its number or its year alone: "Nghị định số 62", "Luật 2013"."""
    return designation.number.isdigit() or (designation.year is not None and not designation.name and not designation.number)


def _named_in_short(mention: Mention, designation: Designation, case: Case) -> Match:
    """The match of "Nghị định số 62", "Luật 2013": the one of the number or year that the text names, before or else after."""
    number, year = designation.number, designation.year
    alike = [
        one
        for one in case.binding.complete
        if (not number or (one.head.isdigit() and int(one.head) == int(number))) and (not year or one.year == year)
    ]
    of_type = [one for one in alike if is_own_type(designation.type, one.type)]
    alike = of_type or [one for one in alike if WIDER.get(one.type) == designation.type]
    before = {one.key: one.match for one in alike if one.end <= mention.start}
    named = before or {one.key: one.match for one in alike}
    if len(named) == 1:
        match = next(iter(named.values()))
        return replace(match, resolution=Resolution.INFERRED) if match.resolution == Resolution.EXACT else match
    return UNKNOWN if named or number or not year else _titled(designation.type, year, case)


def _titled(kind: str, year: int, case: Case) -> Match:
    """The match of "Luật 2013" beside names without that year: the one law of the year that has a name of the text."""
    found = {e.id for name in case.binding.titles for e in with_name(name, year, case.catalogue) if e.type == kind}
    return Match(found.pop(), Resolution.INFERRED) if len(found) == 1 else UNKNOWN


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
