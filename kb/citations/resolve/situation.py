"""The case of a text, from its mentions together: the documents that it cites completely, amends, guides and rests on.

Guarantees:
1. Only what is cited completely, or in words that act on a document, speaks for the other mentions.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.catalogue import Catalogue
from kb.citations.find.provisions import THIS
from kb.citations.resolve.amending import amended_eids
from kb.citations.resolve.binding import binding, last_day_cited
from kb.citations.resolve.context import Case, Context, NamedDocument, Provisions
from kb.citations.resolve.enumerations import items
from kb.citations.resolve.matches import UNKNOWN, Match, Origin
from kb.citations.resolve.meaning import meant, meant_alone
from kb.citations.resolve.quotations import passages
from kb.citations.resolve.references import relation_of
from kb.language.text import Lines, Span
from kb.law.levels import UNNUMBERED
from kb.law.model import Mention
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.law.types import LAW_MAKING, pattern_of

# A line that opens a clause that amends a document, up to the document's name; the end of the line before it is found soonest.
_AMENDS = re.compile(
    r"\n[ \t]*(?:(?:Điều )?\w{1,5}[.:)][ \t]*)?(?:Sửa đổi|Bổ sung)[^\n:;“”\"]{0,120}?"
    rf" của (?=(?:{pattern_of(LAW_MAKING)})\b)",
    re.IGNORECASE,
)
_ACT = "(?:sửa đổi|bổ sung|thay thế|thay|bãi bỏ|hủy bỏ|bỏ)"
_OBJECT = (
    "(?:(?:một số|một|các|những|cụm từ|từ ngữ|từ|tên|nội dung|quy định|điều|khoản|điểm|mục|chương|phần|sau đây"
    r"|và|vào|sau|trước|tại|bằng|\d{1,3}[a-zđ]{0,2}|[a-zđ]\d?)\b|“[^”\n]*+”|\"[^\"\n]*+\"|,)"
)
# The same where only words for provisions and phrases stand between: "Sửa đổi, bổ sung Luật X:", "Bổ sung một điều vào Luật X",
# "Thay thế, bỏ cụm từ tại một số điều của Luật X"; a clause that only repeals gives no words of the other document.
_AMENDS_DIRECTLY = re.compile(
    rf"\n[ \t]*(?:(?:Điều )?\w{{1,5}}[.:)][ \t]*)?(?P<acts>(?:{_ACT}(?:, ?| và | ))+)(?P<object>(?:{_OBJECT} ?)*+)(?:của )?"
    rf"(?=(?:{pattern_of(LAW_MAKING)})\b)",
    re.IGNORECASE,
)
_GIVES_WORDS = re.compile("sửa đổi|bổ sung", re.IGNORECASE)
_IS_AT_LARGE = re.compile(r"(?=.*\b(?:từ|một số|các)\b)[^\d“\"]+", re.IGNORECASE)


def situation(mentions: Sequence[Mention], text: str, context: Context, catalogue: Catalogue, provisions: Provisions) -> Case:
    """The case in which each of `mentions` of `text` is resolved."""
    own_day = context.date or context.in_force
    origin = Origin(own_day, context.in_force, last_day_cited(mentions), context.locality)
    case = Case(text, context, catalogue, provisions, origin, passages(text), items(text))
    alone = [meant_alone(mention, case) if _names_document(mention) else UNKNOWN for mention in mentions]
    earlier, grounds = _cited_completely(mentions, alone, case)
    bound = binding(mentions, alone, text, catalogue)
    case = replace(case, earlier=earlier, grounds=grounds, elsewhere=_elsewhere(mentions, context), binding=bound)
    meanings = tuple(
        meant(mention, match, case) if _names_document(mention) else UNKNOWN
        for mention, match in zip(mentions, alone, strict=True)
    )
    named = tuple(_named(mentions, meanings, case))
    case = replace(case, meanings=meanings, named=named, namings=_namings(named), lines=Lines(text))
    case = replace(case, guided=_guided(mentions, case), frames=_frames(mentions, case))
    if case.frames:
        amends = lambda offset: case.frame(offset)[0]  # noqa: E731
        case = replace(case, amended_eids=amended_eids(mentions, text, context.position, amends, case.quoted))
    return case


def _names_document(mention: Mention) -> bool:
    return mention.document is not None and not mention.document.points


def _named(mentions: Sequence[Mention], meanings: Sequence[Match], case: Case) -> Iterator[NamedDocument]:
    """The documents that the mentions name, those inside the names of amending ones aside."""
    for mention, meaning in zip(mentions, meanings, strict=True):
        if meaning.document and mention.document and not mention.amender:
            kind = case.type_of(meaning.document) or mention.document.type
            yield NamedDocument(mention.start, mention.end, kind, meaning.document)


def _namings(named: Sequence[NamedDocument]) -> dict[tuple[str, str], list[Span]]:
    """{(document, type): its namings}, in order of the first."""
    found: dict[tuple[str, str], list[Span]] = {}
    for one in named:
        found.setdefault((one.document, one.type), []).append(Span(one.start, one.end))
    return found


def _cited_completely(mentions: Sequence[Mention], alone: Sequence[Match], case: Case) -> tuple[dict[str, int], frozenset[str]]:
    """(the end of the first complete citation of each document, the documents that the preamble names as grounds)."""
    earlier: dict[str, int] = {}
    grounds: set[str] = set()
    for mention, match in zip(mentions, alone, strict=True):
        designation = mention.document
        if designation is None or not (designation.number or designation.year) or mention.amender:
            continue
        if match.document and match.resolution == Resolution.EXACT:
            earlier.setdefault(match.document, mention.end)
            if mention.relation == CitationRelation.GROUNDS and relation_of(mention, case) == CitationRelation.GROUNDS:
                grounds.add(match.document)
    return earlier, frozenset(grounds)


def _elsewhere(mentions: Sequence[Mention], context: Context) -> dict[str | None, CitationRelation]:
    """{eId: relation} of the provisions that guide, amend or repeal others without naming the document of those."""
    found: dict[str | None, CitationRelation] = {}
    for mention in mentions:
        # A document does not guide, amend or repeal its own provisions.
        if mention.document is None and mention.path[0][1] != THIS and mention.relation.acts:
            found.setdefault(context.position(mention.start), mention.relation)
    return found


def _guided(mentions: Sequence[Mention], case: Case) -> str | None:
    """The document that the text guides, where it names one alone: "Quy định chi tiết một số điều của Luật X"."""
    if case.context.document is None:
        return None
    found = {
        meaning.document
        for mention, meaning in zip(mentions, case.meanings, strict=True)
        if mention.relation == CitationRelation.GUIDES and not mention.path and _names_document(mention)
    }
    return found.pop() if len(found) == 1 else None


def _frames(mentions: Sequence[Mention], case: Case) -> dict[str, str | None]:
    """{eId: amended document} of the clauses that amend: "Điều 2. Sửa đổi, bổ sung một số điều của Luật X" and all below it."""
    frames: dict[str, str | None] = {}
    if case.context.document is None:
        return frames
    ends = [mention.end for mention in mentions]
    text = f"\n{case.text}"
    direct = [line.end() - 1 for line in _AMENDS_DIRECTLY.finditer(text) if _opens_a_frame(line)]
    of_articles = dict.fromkeys(line.end() - 1 for line in _AMENDS.finditer(text))
    for end in (*direct, *of_articles):
        enclosing = case.context.position(end)
        if enclosing is None or enclosing in UNNUMBERED:
            continue
        index = bisect_right(ends, end)
        while index < len(mentions) and mentions[index].start <= end and mentions[index].document is None:
            index += 1
        is_named = index < len(mentions) and mentions[index].start <= end and _names_document(mentions[index])
        if is_named:
            frames[enclosing] = case.meanings[index].document
        elif end in of_articles:
            frames[enclosing] = None
    return frames


def _opens_a_frame(line: re.Match[str]) -> bool:
    """Whether a line of `_AMENDS_DIRECTLY` sets out words of the document: "Sửa đổi …", "Thay cụm từ tại các điều …"."""
    return bool(_GIVES_WORDS.search(line["acts"]) or _IS_AT_LARGE.fullmatch(line["object"]))
