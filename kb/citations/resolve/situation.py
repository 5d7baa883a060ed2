"""What the mentions of a text say together: what it cites completely, amends and guides, and on which grounds it rests.

Guarantees:
1. Only what is cited completely, or in words that act on a document, speaks for the other mentions.
"""

import datetime
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from kb.catalogue import Catalogue
from kb.citations.find.provisions import THIS
from kb.citations.resolve.amending import standing
from kb.citations.resolve.context import Case, Context, Provisions
from kb.citations.resolve.enumerations import items
from kb.citations.resolve.meaning import meant
from kb.citations.resolve.quotations import passages
from kb.citations.resolve.references import relation_of
from kb.law.model import Mention
from kb.law.vocabulary import UNNUMBERED

# A line that opens a clause that amends a document, up to the document's name; the end of the line before it is found soonest.
_AMENDS = re.compile(
    r"\n[ \t]*(?:(?:Điều )?\w{1,5}[.:)][ \t]*)?(?:Sửa đổi|Bổ sung)[^\n:;“”\"]{0,120}?"
    r" của (?=(?:Bộ luật|Luật|Pháp lệnh|Nghị|Thông tư|Quyết)\b)",
    re.IGNORECASE,
)


def situation(mentions: Sequence[Mention], text: str, context: Context, catalogue: Catalogue, provisions: Provisions) -> Case:
    """What resolving each of `mentions` of `text` needs; `context` without a day gets the first that the text can be of."""
    if context.date is None:
        context = replace(context, date=context.in_force or _not_before(mentions))
    case = Case(text, context, catalogue, provisions, {}, frozenset(), {}, None, {}, passages(text), items(text), {})
    case = _with_citations(mentions, case)
    case = replace(case, guided=_guided(mentions, case), frames=_frames(mentions, case))
    if case.frames:
        amends = lambda offset: case.frame(offset)[0]  # noqa: E731
        case = replace(case, standing=standing(mentions, text, context.position, amends, case.quoted))
    return case


def _not_before(mentions: Sequence[Mention]) -> datetime.date | None:
    """The day of the last document that the text cites with its date: the text is not older."""
    return max((m.document.dated for m in mentions if m.document and m.document.dated), default=None)


def _with_citations(mentions: Sequence[Mention], case: Case) -> Case:
    """The case with the documents that the text names completely, and the provisions that cite others without naming theirs."""
    earlier: dict[str, int] = {}
    grounds: set[str] = set()
    elsewhere: dict[str | None, str] = {}
    for mention in mentions:
        # A document does not guide, amend or repeal its own provisions.
        if mention.document is None and mention.path[0][1] != THIS and mention.relation not in ("dẫn chiếu", "căn cứ"):
            elsewhere.setdefault(case.context.position(mention.start), mention.relation)
        if mention.document and (mention.document.number or mention.document.year) and not mention.amender:
            found = meant(mention, case)
            if found.document and found.resolution == "exact":
                earlier.setdefault(found.document, mention.end)
                if mention.relation == "căn cứ" and relation_of(mention, case) == "căn cứ":
                    grounds.add(found.document)
    return replace(case, earlier=earlier, grounds=frozenset(grounds), elsewhere=elsewhere)


def _guided(mentions: Sequence[Mention], case: Case) -> str | None:
    """The document that the text guides, where it names one alone: "Quy định chi tiết một số điều của Luật X"."""
    if case.context.document is None:
        return None
    named = [m for m in mentions if m.document and m.relation == "hướng dẫn" and not m.path and not m.document.this]
    found = {meant(mention, case).document for mention in named}
    return found.pop() if len(found) == 1 else None


def _frames(mentions: Sequence[Mention], case: Case) -> dict[str, str | None]:
    """The clauses that amend a document, by eId: "Điều 2. Sửa đổi, bổ sung một số điều của Luật X", and all below it."""
    frames: dict[str, str | None] = {}
    if case.context.document is None:
        return frames
    ends = [mention.end for mention in mentions]
    for line in _AMENDS.finditer(f"\n{case.text}"):
        end = line.end() - 1
        place = case.context.position(end)
        if place is None or place in UNNUMBERED:
            continue
        there = bisect_right(ends, end)
        while there < len(mentions) and mentions[there].start <= end and mentions[there].document is None:
            there += 1
        named = mentions[there] if there < len(mentions) and mentions[there].start <= end else None
        is_other = named is not None and named.document is not None and not named.document.this
        frames[place] = meant(named, case).document if named and is_other else None
    return frames
