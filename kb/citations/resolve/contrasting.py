"""What tells a provision without a document from one that has it: a contrast, the order of a list, the heading of the text.

Guarantees:
1. A provision set against one of an older or newer law is of the other law of that name, where the text names one alone.
2. "Điều 44 và khoản 1 Điều 9 Nghị định X": a list goes up within a document, so what stands too high is of another.
"""

import re
from collections.abc import Iterable, Sequence

from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import Match
from kb.citations.resolve.named_in import NamedHere
from kb.law.model import Mention
from kb.law.naming import name_key
from kb.law.resolutions import Resolution
from kb.law.types import TITLED

_CONTRASTS = re.compile(r"\b(?:so với|khác với|khác hẳn|trái với|không như|thay bằng|thay vì|thay cho|chứ không)\b")
_ENDS = re.compile(r"[;\n]|\.\s")
_HEADING = re.compile(r"(?:[IVX\d]{1,4}[.)] )?(?P<words>[^\n]{0,200})\n")
_LONGEST_CONTRAST = 120  # characters between the two provisions


def other_of_name(document: str | None, case: Case) -> Match | None:
    """The only other document of its type and title that the text names: the Luật X of 2014 beside that of 2024."""
    entry = case.catalogue.by_id.get(document) if document else None
    if entry is None or not entry.title:
        return None
    others = {other for other, _ in case.namings} - {document}
    entries = [case.catalogue.by_id[other] for other in others if other in case.catalogue.by_id]
    alike = [e.id for e in entries if e.type == entry.type and name_key(e.title) == name_key(entry.title)]
    return Match(alike[0], Resolution.INFERRED) if len(alike) == 1 else None


def is_contrast(text: str, start: int, end: int) -> bool:
    """Whether the words between two provisions, from `start` to `end`, set one against the other."""
    if not 0 < end - start < _LONGEST_CONTRAST or _ENDS.search(text, start, end):
        return False
    return _CONTRASTS.search(text, start, end) is not None


def apart(mentions: Sequence[Mention]) -> frozenset[int]:
    """The starts of the mentions whose Điều stands higher than that of the last of their list, a document below a law."""
    found: set[int] = set()
    group: list[Mention] = []
    for mention in (*mentions, None):
        if group and (mention is None or mention.document is None or mention.document is not group[0].document):
            last = _article(group[-1])
            kind = group[-1].document.type if group[-1].document else ""
            if last and kind and kind not in TITLED:
                found.update(m.start for m in group[:-1] if _article(m) > last)
            group = []
        if mention is not None and mention.document is not None and mention.path and not mention.document.points:
            group.append(mention)
    return frozenset(found)


def _article(mention: Mention) -> int:
    """The number of its Điều; 0 where it names none."""
    digits = next((re.match(r"\d+", number) for level, number in mention.path if level == "article"), None)
    return int(digits[0]) if digits else 0


def subject(text: str, named: Iterable[NamedHere]) -> Match | None:
    """The only document that the heading of a text names, its first line; None where that is a sentence, or names others."""
    heading = _HEADING.match(text)
    if heading is None or _ENDS.search(heading["words"]) or heading["words"].endswith((".", ";", ":", ",")):
        return None
    matches = {one.match for one in named if one.end <= heading.end()}
    return matches.pop() if len(matches) == 1 else None
