"""The document of the catalogue that a designation means: by number, by name, or by the document that it amends.

Guarantees:
1. One document is given only where what is written, or a rule of citing, leaves no other; else candidates, or nothing.
"""

import re
from dataclasses import replace
from datetime import date

from kb.catalogue import Catalogue
from kb.citations.resolve.by_name import called, match_name, with_name
from kb.citations.resolve.by_number import YEAR_IN_NUMBER, match_number
from kb.citations.resolve.matches import UNKNOWN, Match, Origin, dates_agree, one
from kb.language.text import search_key
from kb.law.model import Designation
from kb.law.naming import number_key
from kb.law.relations import DocumentRelation
from kb.law.resolutions import Resolution
from kb.law.types import TITLED, pattern_of

_FURTHER = re.compile(rf"(?:,| và) (?=(?:{pattern_of(TITLED)}) [^\W\d_])")  # "… của Luật A và Luật B"


def match_designation(designation: Designation, catalogue: Catalogue, origin: Origin) -> Match:
    """The match of `designation` in a text of the `origin`."""
    if designation.amends:
        return _match_amending(designation, designation.amends, catalogue)
    if designation.number:
        return match_number(designation, catalogue, origin.locality)
    return match_name(designation, catalogue, origin) if designation.name else UNKNOWN


def amended_by(amender: Designation, inner: Designation, catalogue: Catalogue, origin: Origin) -> Match:
    """The match of `inner` inside the name of `amender`, or after it: the document that the amending one amends."""
    outer = match_designation(amender, catalogue, replace(origin, in_force=None)).document
    targets = [catalogue.by_id[i] for i in amended_documents(outer, catalogue) if i in catalogue.by_id] if outer else []
    if inner.number:
        targets = [e for e in targets if e.number and number_key(e.number) == number_key(inner.number)]
    elif inner.name:
        targets = [e for e in targets if e in with_name(inner.name, inner.year, catalogue)]
    if len(targets) == 1:
        return Match(targets[0].id, Resolution.INFERRED)
    # An amended document was law when the amending one was made.
    year = amender.year or (int(numbered[1]) if (numbered := YEAR_IN_NUMBER.match(amender.number)) else None)
    made = amender.dated or (date(year, 12, 31) if year else origin.on)
    return match_designation(inner, catalogue, replace(origin, on=made, in_force=None))


def amended_documents(document: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of the documents that `document` amends, from the relations of either side."""
    own = catalogue.by_id[document].targets(DocumentRelation.AMENDS) if document in catalogue.by_id else ()
    others = (e.id for e in catalogue.stating(DocumentRelation.AMENDED_BY, document))
    return tuple(dict.fromkeys((*own, *others)))


def namesakes(designation: Designation, catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of all documents of the name, where the designation says nothing but a name."""
    said = designation.number or designation.year or designation.dated or designation.amends
    return () if said or not designation.name else tuple(entry.id for entry in called(designation.name, catalogue))


def _match_amending(designation: Designation, inner: Designation, catalogue: Catalogue) -> Match:
    """The match of an amending document's name: by the whole name, else by the documents that amend the `inner` one."""
    listed = [e for e in with_name(designation.name, designation.year, catalogue) if dates_agree(designation, e)]
    if listed and (designation.year or not designation.number):
        return one(listed, Resolution.EXACT if designation.year else Resolution.INFERRED)
    inner_ids = _ids_of(inner, catalogue)
    if not inner.number:
        inner_ids += tuple(e.id for name in _FURTHER.split(designation.name)[1:] for e in called(name, catalogue))
    if designation.number and (found := catalogue.with_number(designation.number)):
        by_number = [e for e in found if e.id not in inner_ids]
        if by_number:
            return one(by_number, Resolution.EXACT)
        inner_ids = tuple(e.id for e in found)  # the number is the amended document's
        designation = replace(designation, number="")
    elif designation.number:
        return UNKNOWN
    targets = (target for i in inner_ids for target in catalogue.by_id[i].targets(DocumentRelation.AMENDED_BY))
    amending = [catalogue.by_id[target] for target in targets if target in catalogue.by_id]
    amending += (e for i in inner_ids for e in catalogue.stating(DocumentRelation.AMENDS, i))
    amending = [e for e in amending if search_key(e.type) == search_key(designation.type) and dates_agree(designation, e)]
    amending.sort(key=lambda e: (e.issued or date.min, e.id))
    return one(amending, Resolution.EXACT if designation.year or designation.dated else Resolution.INFERRED)


def _ids_of(inner: Designation, catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of every document that `inner` may mean."""
    if inner.number:
        return tuple(e.id for e in catalogue.with_number(inner.number))
    return tuple(e.id for e in with_name(inner.name, inner.year, catalogue))
