"""Resolving citations: which document and which provision each mention means.

Guarantees:
1. Every mention gives at most one reference, in the same order, and its span is kept.
2. A target is given only where what is written, or where it stands, leaves no other; else the reference is `ambiguous` with
   candidates, or `unknown`.
3. A provision without a document means the document at hand where there is one ("inferred"); in the clauses of an amending law
   it means the amended one.
"""

import datetime
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from kb import eid
from kb.catalogue import Catalogue, name_key
from kb.citations.addresses import eids_of, items_of, within
from kb.citations.amending import standing
from kb.citations.enumerations import Items, items
from kb.citations.lexicon import TITLED, UNMISTAKABLE, opens_a_line
from kb.citations.matching import UNKNOWN, Match, amended_by, amended_documents, match, namesakes, written
from kb.citations.provisions import ABOVE, THIS
from kb.citations.quotations import around, passages
from kb.model import Designation, Mention, Reference, Span
from kb.text import fold_white_space
from kb.vocabulary import LEVEL, UNNUMBERED

Provisions = Callable[[str, str], bool | None]
"""(document id, eId) → whether the document has the provision; None where its text is not at hand."""


# A line that opens a clause that amends a document, up to the document's name.
_AMENDS = re.compile(
    r"^[ \t]*(?:(?:Điều )?\w{1,5}[.:)][ \t]*)?(?:Sửa đổi|Bổ sung)[^\n:;“”\"]{0,120}?"
    r" của (?=(?:Bộ luật|Luật|Pháp lệnh|Nghị|Thông tư|Quyết)\b)",
    re.IGNORECASE | re.MULTILINE,
)


_OF_ANOTHER = ("Văn bản hợp nhất", "Pháp điển")  # these give the words of a document of another type
_INSIDE = ("clause", "point")  # alone, these stand in the Điều around them
_FAR = 400  # characters: what is cited before that is not "trên"


def _nowhere(_offset: int) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """Where a text stands: the document that it is, its type, date and day of force, and the provision at an offset of it.

    `position` gives the eId of the innermost provision at an offset, `division` that of the innermost Phần, Chương or Mục;
    both None where there is none. `short_names` maps the names that the text defines to what they stand for.
    """

    document: str | None = None
    type: str | None = None
    date: datetime.date | None = None
    position: Callable[[int], str | None] = _nowhere
    division: Callable[[int], str | None] = _nowhere
    short_names: Mapping[str, Designation] = field(default_factory=dict)
    in_force: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """What resolving one mention needs: everything that `resolve` was given, and what the other mentions say."""

    text: str
    context: Context
    catalogue: Catalogue
    provisions: Provisions
    earlier: Mapping[str, int]  # document → the end of its first complete citation
    grounds: frozenset[str]  # documents that the preamble names as grounds
    frames: Mapping[str, str | None]  # eId of a clause that amends → the document that it amends, None where not known
    guided: str | None  # the one document that the text says it guides
    elsewhere: Mapping[
        str | None, str
    ]  # provisions that guide or repeal provisions of a document that they do not name → which
    quoted: tuple[Span, ...]
    items: Items
    standing: Mapping[int, str]  # start of a mention in a clause that amends → where in the amended document it stands


def resolve(
    mentions: Sequence[Mention], text: str, context: Context, catalogue: Catalogue, provisions: Provisions
) -> tuple[Reference, ...]:
    """The references of `mentions`, which `find` found in `text` (NFC), in the same order. Never raises."""
    if context.date is None:
        context = replace(context, date=_not_before(mentions))
    case = _Case(text, context, catalogue, provisions, {}, frozenset(), {}, None, {}, passages(text), items(text), {})
    case = _with_citations(mentions, case)
    case = replace(case, guided=_guided(mentions, case), frames=_frames(mentions, case))
    if case.frames:
        amends = partial(_is_framed, case=case)
        case = replace(case, standing=standing(mentions, text, context.position, amends, case.quoted))
    found: list[Reference] = []
    for mention in mentions:
        above = mention.path[-1][1] == ABOVE if mention.path else False
        if reference := _above(mention, found, case) if above else _reference(mention, case):
            found.append(reference)
    return tuple(found)


def _not_before(mentions: Sequence[Mention]) -> datetime.date | None:
    """The day of the last document that the text cites with its date: the text is not older."""
    return max((m.document.dated for m in mentions if m.document and m.document.dated), default=None)


def _above(mention: Mention, found: Sequence[Reference], case: _Case) -> Reference:
    """ "Điều trên": what the citation before it names, where that is of the same level and not far."""
    before = found[-1] if found and mention.start - found[-1].end < _FAR else None
    if before is None or before.document is None or before.eid is None or before.to:
        return _built(mention, "provision", UNKNOWN, None, case)
    level, target = mention.path[-1][0], before.eid
    while target and eid.split(target)[-1][0] != level:
        target = eid.parent(target)
    found_there = Match(before.document, "inferred") if target else UNKNOWN
    return _built(mention, "provision", found_there, target or None, case)


def _with_citations(mentions: Sequence[Mention], case: _Case) -> _Case:
    """The case with the documents that the text names completely, and the provisions that cite others without naming theirs."""
    earlier: dict[str, int] = {}
    grounds: set[str] = set()
    elsewhere: dict[str | None, str] = {}
    for mention in mentions:
        # A document does not guide, amend or repeal its own provisions.
        if mention.document is None and mention.path[0][1] != THIS and mention.relation not in ("dẫn chiếu", "căn cứ"):
            elsewhere.setdefault(case.context.position(mention.start), mention.relation)
        if mention.document and (mention.document.number or mention.document.year) and not mention.amender:
            found = _match(mention, case)
            if found.document and found.resolution == "exact":
                earlier.setdefault(found.document, mention.end)
                if mention.relation == "căn cứ" and _relation(mention, case) == "căn cứ":
                    grounds.add(found.document)
    return replace(case, earlier=earlier, grounds=frozenset(grounds), elsewhere=elsewhere)


def _guided(mentions: Sequence[Mention], case: _Case) -> str | None:
    """The document that the text guides, where it names one alone: "Quy định chi tiết một số điều của Luật X"."""
    if case.context.document is None:
        return None
    named = [m for m in mentions if m.document and m.relation == "hướng dẫn" and not m.path and not m.document.this]
    found = {_match(mention, case).document for mention in named}
    return found.pop() if len(found) == 1 else None


def _frames(mentions: Sequence[Mention], case: _Case) -> dict[str, str | None]:
    """The clauses that amend a document, by eId: "Điều 2. Sửa đổi, bổ sung một số điều của Luật X", and all below it."""
    frames: dict[str, str | None] = {}
    if case.context.document is None:
        return frames
    ends = [mention.end for mention in mentions]
    for line in _AMENDS.finditer(case.text):
        place = case.context.position(line.end())
        if place is None or place in UNNUMBERED:
            continue
        there = bisect_right(ends, line.end())
        while there < len(mentions) and mentions[there].start <= line.end() and mentions[there].document is None:
            there += 1
        named = mentions[there] if there < len(mentions) and mentions[there].start <= line.end() else None
        is_other = named is not None and named.document is not None and not named.document.this
        frames[place] = _match(named, case).document if named and is_other else None
    return frames


def _is_framed(offset: int, case: _Case) -> bool:
    return _frame(offset, case)[0]


def _frame(offset: int, case: _Case) -> tuple[bool, str | None]:
    """Whether a clause that amends stands around `offset`, and the document that it amends."""
    place = case.context.position(offset) or ""
    while place and place not in case.frames:
        place = eid.parent(place)
    return place in case.frames, case.frames.get(place)


def _match(mention: Mention, case: _Case) -> Match:
    """The document that the designation of `mention` means."""
    context, designation = case.context, mention.document
    assert designation is not None
    if designation.name and (meant := context.short_names.get(name_key(designation.name))):
        said = {
            name: getattr(designation, name) or getattr(meant, name) for name in ("number", "year", "dated", "issuer", "amends")
        }
        designation = replace(meant, **said)
    if mention.amender:
        return amended_by(mention.amender, designation, case.catalogue, context.date)
    found = match(designation, case.catalogue, context.date, context.in_force)
    if _names_itself(mention, designation, found, case):
        return Match(context.document, "exact")
    # What several documents are called means the one that the preamble rests on, or that was named completely before.
    disagrees = bool(designation.number and designation.name)  # a number and a name that are of two documents
    alike = found.candidates if found.resolution == "ambiguous" and not disagrees else namesakes(designation, case.catalogue)
    if found.resolution == "ambiguous" and context.document in alike:
        # A law that says its own name means itself; a text of it without number, the law that has one.
        numbered = [i for i in alike if i in case.catalogue.by_id and case.catalogue.by_id[i].number]
        own = context.document if context.document in numbered or len(numbered) != 1 else numbered[0]
        return Match(own, "inferred")
    earlier = {document for document, end in case.earlier.items() if end <= mention.start}
    for known in (case.grounds, earlier):
        if (len(alike) > 1 or alike == found.candidates) and len(both := known.intersection(alike)) == 1:
            return Match(next(iter(both)), "inferred")
    return found


def _names_itself(mention: Mention, designation: Designation, found: Match, case: _Case) -> bool:
    """Whether the preamble names the document at hand: "Quốc hội ban hành Luật …"."""
    own, before = case.context.document, case.text[max(0, mention.start - _FAR) : mention.start].rstrip()
    if own is None or mention.path or case.context.position(mention.start) != "preamble" or mention.relation == "căn cứ":
        return False
    is_issued = bool(designation.amends) and designation.type == case.context.type and before.endswith("ban hành")
    return own in (found.document, *found.candidates) or is_issued


def _reference(mention: Mention, case: _Case) -> Reference | None:
    context = case.context
    amends, amended = _frame(mention.start, case)
    # In a clause that amends, what names no document means the amended one, whose words the clause gives.
    there = Match(amended, "inferred") if amended else UNKNOWN
    quoted = around(mention.start, case.quoted) is not None and not amends
    designation = mention.document
    if designation and designation.this:
        if amends:
            found = there if amended and _type(amended, case) == designation.type else UNKNOWN
        elif quoted:
            found = UNKNOWN
        elif context.document is None or _is_own_type(designation.type, context.type or ""):
            found = Match(context.document, "exact") if context.document else UNKNOWN
        elif designation.type in UNMISTAKABLE:
            found = _named_before(mention, designation.type, case)
        else:
            return None  # "Quyết định này" in a law is a decision of a court, not the law
        if not mention.path:
            return _built(mention, "self", found, None, case)
        return _provision(mention, found, case)
    if designation and case.guided and _is_bare_law(designation, case.guided, case):
        return _provision(mention, Match(case.guided, "inferred"), case)
    if designation:
        found = _match(mention, case)
        if found.document and found.document == context.document and _is_title(mention, case):
            return None
        return _provision(mention, found, case) if mention.path else _built(mention, "document", found, None, case)
    if mention.detached or quoted:
        return _built(mention, "provision", UNKNOWN, None, case)
    if amends:
        is_inside = mention.path[0][1] == THIS or mention.path[0][0] in _INSIDE
        target = within(mention.path, case.standing.get(mention.start, "")) if is_inside else None
        if is_inside and target is None:
            return _built(mention, "provision", UNKNOWN, None, case)
        if target:
            return _checked(mention, there, target, case) if amended else _built(mention, "provision", UNKNOWN, target, case)
        return _provision(mention, there, case)
    place = context.position(mention.start)
    if mention.path[0][1] != THIS and place in case.elsewhere:
        # "Nghị định này quy định chi tiết Điều 9; khoản 5 Điều 22": of the law that the text guides.
        guided = Match(case.guided, "inferred") if case.guided and case.elsewhere[place] == "hướng dẫn" else UNKNOWN
        return _provision(mention, guided, case)
    return _bare(mention, case)


def _named_before(mention: Mention, kind: str, case: _Case) -> Match:
    """ "Luật này" in a document of another type: the one of that type that the text has named completely before."""
    before = {document for document, end in case.earlier.items() if end <= mention.start}
    alike = [d for d in before if _type(d, case) == kind]
    if not alike and case.guided and _type(case.guided, case) == kind:
        alike = [case.guided]
    return Match(alike[0], "inferred") if len(alike) == 1 else UNKNOWN


def _type(document: str, case: _Case) -> str:
    """The type of a document, "" where the catalogue lacks it."""
    return case.catalogue.by_id[document].type if document in case.catalogue.by_id else ""


def _is_bare_law(designation: Designation, guided: str, case: _Case) -> bool:
    """Whether "khoản 2 Điều 66 của Luật" means the law `guided`: it names no other, and is of that type."""
    bare = replace(designation, type="") == Designation()
    return bare and designation.type in TITLED and _type(guided, case) == designation.type


def _is_title(mention: Mention, case: _Case) -> bool:
    """Whether the document at hand names itself at its head, in lines of its own."""
    if mention.path or case.context.position(mention.start) != "preamble" or not opens_a_line(case.text, mention.start):
        return False
    first_line = case.text[mention.start : mention.end].partition("\n")[0]
    rest = case.text[mention.end : mention.end + _FAR].partition("\n")[0]
    return first_line.isupper() or not rest.strip(" \t*_#")


def _is_own_type(written: str, own: str) -> bool:
    """Whether a document of type `own` is "… này": "Thông tư này" in a Thông tư liên tịch, "Luật này" in a consolidation."""
    return own == written or own.startswith(f"{written} ") or (own in _OF_ANOTHER and written in UNMISTAKABLE)


def _bare(mention: Mention, case: _Case) -> Reference:
    """A provision without a document: of the document at hand, and if it names no Điều, of the provision that it stands in."""
    context, (level, number) = case.context, mention.path[0]
    if context.document is None:
        inside = within(mention.path, context.position(mention.start) or "") if number == THIS or level in _INSIDE else None
        return _built(mention, "provision", UNKNOWN, inside or _first(eids_of(mention.path)), case)
    if number != THIS and level not in ("clause", "point"):
        return _provision(mention, Match(context.document, "inferred"), case)
    is_division = level in ("part", "chapter", "section", "subsection")
    place = (context.division if is_division else context.position)(mention.start) or context.position(mention.start) or ""
    found = within(mention.path, place)
    if found is None:
        return _built(mention, "provision", UNKNOWN, None, case)
    resolution = "exact" if number == THIS else "inferred"
    return _checked(mention, Match(context.document, resolution), found, case)


def _provision(mention: Mention, found: Match, case: _Case) -> Reference:
    """A provision of the document `found`: of the addresses that its wording can mean, the one that the document has."""
    eids = eids_of(mention.path) or (items_of(mention.path) if mention.document else ())
    if found.document is None or not eids:
        return _built(mention, "provision", found, _first(eids), case)
    document = found.document
    return _checked(mention, found, next((e for e in eids if case.provisions(document, e)), eids[0]), case)


def _checked(mention: Mention, found: Match, target: str, case: _Case) -> Reference:
    """The reference to `target` of the document `found`, with what is wrong where the document has no such provision."""
    document = found.document
    assert document is not None
    written = (target, _last(mention, target))
    # Phụ lục are often files of their own: that the text at hand has none says nothing.
    known = () if target.startswith("att_") else written
    missing = next((e for e in known if e and case.provisions(document, e) is False), None)
    if missing is None:
        return _built(mention, "provision", found, target, case)
    entry = case.catalogue.by_id.get(document)
    name = entry.label if entry else document
    amenders = [r.target for r in entry.relations if r.kind == "amended_by"] if entry else []
    number = missing.rpartition("_")[2]
    inserted = any(c.isdigit() for c in number) and any(c.isalpha() for c in number)  # 7a, d1
    # An amendment puts provisions into an Điều, but no plain Điều behind the last.
    around = missing.split("__")[0] if _is_after(amenders, case) else eid.parent(missing)
    may_be_new = inserted or case.provisions(document, around or missing)
    if (amenders and may_be_new) or _amends(document, case):
        note = f"Bản đang có của {name} không có {eid.label(missing)}; văn bản sửa đổi, bổ sung có thể đã thêm vào"
        return _built(mention, "provision", replace(found, resolution="inferred", note=note), target, case)
    note = f"{name} không có {eid.label(missing)}"
    if found.resolution == "inferred" and not mention.document:
        return _built(mention, "provision", Match(None, "unknown", note), target, case)
    note = f"{found.note}. {note}" if found.note else note
    return _built(mention, "provision", replace(found, resolution="suspect", note=note), target, case)


def _is_after(amenders: Sequence[str], case: _Case) -> bool:
    """Whether the citing text is later than one of the documents `amenders`."""
    issued = [case.catalogue.by_id[i].issued for i in amenders if i in case.catalogue.by_id]
    return case.context.date is not None and any(day and day <= case.context.date for day in issued)


def _amends(document: str, case: _Case) -> bool:
    """Whether the document at hand amends `document`, and so may cite what it adds to it."""
    own = case.context.document
    amended = (*case.frames.values(), *amended_documents(own, case.catalogue)) if own else ()
    return document != own and document in amended


def _built(mention: Mention, kind: str, found: Match, target: str | None, case: _Case) -> Reference:
    """The reference of `mention`; its URL leads to the nearest provision that exists."""
    text = case.text[mention.start : mention.end]
    to = _last(mention, target)
    entry = case.catalogue.by_id.get(found.document) if found.document else None
    label, url = fold_white_space(text.replace("*", " ")), None
    if found.document:
        address = eid.label(target) if target else ""
        if target and to:
            level, number = eid.split(target)[-1]
            address = f"từ {LEVEL[level].label} {number} đến {eid.label(to)}"
        named = entry.label if entry else written(mention.document) if mention.document else found.document
        label = f"{address} {named}".strip()
        existing = target
        while existing and case.provisions(found.document, existing) is False:
            existing = eid.parent(existing)
        if entry or found.document == case.context.document:
            url = eid.provision_url(found.document, existing) if existing else eid.document_url(found.document)
    return Reference(
        start=mention.start,
        end=mention.end,
        text=text,
        kind=kind,
        document=found.document,
        eid=target,
        to=to,
        label=label,
        url=url,
        relation=_relation(mention, case),
        resolution=found.resolution,
        note=found.note,
        candidates=found.candidates,
        cited=mention.document,
    )


def _last(mention: Mention, target: str | None) -> str | None:
    """The last eId of a range that begins at `target`."""
    return eid.join(eid.parent(target), eid.split(target)[-1][0], mention.to) if target and mention.to else None


def _relation(mention: Mention, case: _Case) -> str:
    """Grounds (căn cứ) stand in a preamble alone: in a clause "Căn cứ Điều 5 …" only refers."""
    if mention.relation == "dẫn chiếu":
        return case.items.relation_at(mention.start) or mention.relation
    if mention.relation == "căn cứ" and case.context.position(mention.start) not in (None, "preamble"):
        return "dẫn chiếu"
    return mention.relation


def _first(eids: Sequence[str]) -> str | None:
    return eids[0] if eids else None
