"""The pointers that the gazette (Công báo) prints around a document that runs over several issues.

Guarantees:
1. Every fact is printed in the pages: the pointer "(Tiếp theo Công báo số …)" and the line above it that names the document.
2. Only headings that stand before that pointer count as repeated.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.law.model import Entry, Paragraph
from kb.law.naming import document_id
from kb.law.types import WIDER, pattern_of

_CONTINUES = re.compile(r"\(?Tiếp theo Công báo số (?P<issue>\d[\d+ ]*?) ?\)?[.;]?", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<type>[^\W\d]+(?: [^\W\d]+){0,3}) số:? ?(?P<number>\d{1,5}[/-][\w/\-–]+)"
    r" ngày (?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d{4})(?: (?P<title>.+))?"
)
# "Luật số 91/2015/QH13 … Bộ luật …": the title says more of the type than the word before the number.
_NARROWER = re.compile(rf"({pattern_of(WIDER)}) (.+)")
_MOST_HEADINGS = 20  # paragraphs before the pointer
_SOURCE = "đầu đề in ở Công báo"


@dataclass(frozen=True, slots=True)
class Continuation:
    """A file that continues a document: the issue before, how many first paragraphs repeat headings, the entry they state."""

    issue: str
    repeated: int
    stated: Entry | None


def continuation(paragraphs: Sequence[Paragraph]) -> Continuation | None:
    """The continuation that the first paragraphs state; None where they do not say that there is a part before."""
    for at, paragraph in enumerate(paragraphs[:_MOST_HEADINGS]):
        if found := _CONTINUES.fullmatch(paragraph.text):
            entries = [entry for p in paragraphs[:at] if (entry := _stated(p.text)) is not None]
            stated = entries[0] if len(entries) == 1 else None
            return Continuation(found["issue"].replace(" ", ""), at + 1, stated)
    return None


def _stated(text: str) -> Entry | None:
    found = _NAMED.fullmatch(text)
    if found is None:
        return None
    try:
        issued = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    kind, title = found["type"], found["title"] or ""
    if (narrower := _NARROWER.fullmatch(title)) and WIDER[narrower[1]] == kind:
        kind, title = narrower.groups()
    facts = ("number", "issued", "title") if title else ("number", "issued")
    return Entry(
        id=document_id(found["number"], issued),
        type=kind,
        number=found["number"],
        issuer=None,
        issued=issued,
        title=title[:1].upper() + title[1:],
        sources=tuple((fact, _SOURCE) for fact in facts),
    )
