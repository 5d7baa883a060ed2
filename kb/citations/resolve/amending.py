"""Amending clauses (điều khoản sửa đổi, bổ sung): the provision of the amended document that the words of a clause belong to.

Guarantees:
1. "a) Sửa đổi khoản 2" below "2. Sửa đổi một số khoản của Điều 10 như sau:" works on khoản 2 Điều 10.
2. Words set out between quotation marks stand where their own marks ("Điều 10.", "2.", "a)") put them, below what is amended.
3. Reading takes time linear in the length of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from kb.citations.find.provisions import THIS
from kb.citations.resolve.addresses import eids_of, within
from kb.citations.resolve.quotations import around
from kb.language.text import Span
from kb.law import eid
from kb.law.model import Mention
from kb.law.relations import CitationRelation

_NEXT = 6  # mentions of a line that may stand before the one that names the Điều
_MARK = re.compile(
    r"^[ \t]*[“\"]?(?:Điều[ ](?P<article>\d+[a-zđ]{0,2})[.:]|(?P<clause>\d{1,3}[a-zđ]{0,2})\.(?!\d)|(?P<point>[a-zđ]\d?)\))",
    re.MULTILINE,
)


def amended_eids(
    mentions: Sequence[Mention],
    text: str,
    position: Callable[[int], str | None],
    amends: Callable[[int], bool],
    quoted: Sequence[Span],
) -> dict[int, str]:
    """{start of a mention: eId of the provision of the amended document in which it would stand}; only for clauses that amend.

    `position` gives the eId of the provision around an offset of `text`, `amends` whether that provision amends; `quoted` are
    the spans that `passages` gave.
    """
    found: dict[int, str] = {}
    works_on: dict[str, str] = {}  # eId of the amending clause → eId that it works on
    inside: dict[Span, list[tuple[int, str]]] = {}
    for index, mention in enumerate(mentions):
        if not amends(mention.start):
            continue
        enclosing = position(mention.start) or ""
        base = _nearest(works_on, enclosing)
        if quote := around(mention.start, quoted):
            marks = inside.setdefault(quote, _marks(text, quote, base)) if quote not in inside else inside[quote]
            last = bisect_right(marks, mention.start, key=lambda mark: mark[0]) - 1
            found[mention.start] = marks[last][1] if last >= 0 else base
            continue
        base = found[mention.start] = _ahead(mentions[index + 1 : index + 1 + _NEXT], mention, text) or base
        if mention.path and mention.path[0][1] != THIS and mention.relation != CitationRelation.HISTORY:
            eids = eids_of(mention.path)
            address = eids[0] if eids and eids[0].startswith("art_") else within(mention.path, base)
            works_on[enclosing] = address or base
    return {start: address for start, address in found.items() if address}


def _ahead(following: Sequence[Mention], mention: Mention, text: str) -> str:
    """The eId of the Điều that the same line names further on: "Bổ sung khoản 4a vào sau khoản 4 Điều 13" works on art_13."""
    if not mention.path or mention.path[0][0] not in ("clause", "point"):
        return ""
    for other in following:
        if "\n" in text[mention.end : other.start]:
            break
        if other.document is None and other.path and other.path[0][0] == "article" and other.path[0][1] != THIS:
            return eids_of(other.path[:1])[0]
    return ""


def _nearest(works_on: dict[str, str], enclosing: str) -> str:
    """The eId that `enclosing`, or the nearest provision around it, works on; "" where none does."""
    while enclosing and enclosing not in works_on:
        enclosing = eid.parent(enclosing)
    return works_on.get(enclosing, "")


def _marks(text: str, quote: Span, base: str) -> list[tuple[int, str]]:
    """(offset, eId that it opens) of each mark in `quote`; without an Điều they are below that of `base`."""
    article, clause = base.split("__", maxsplit=1)[0], ""
    found: list[tuple[int, str]] = []
    for mark in _MARK.finditer(text, quote.start, quote.end):
        if mark["article"]:
            article, clause = eid.join("", "article", mark["article"]), ""
            opened = article
        elif mark["clause"]:
            opened = clause = eid.join(article, "clause", mark["clause"]) if article else ""
        else:
            parent = clause or (base if eid.split(base)[-1:] and eid.split(base)[-1][0] == "clause" else "")
            opened = eid.join(parent, "point", mark["point"]) if parent else article
        found.append((mark.start(), opened))
    return found
