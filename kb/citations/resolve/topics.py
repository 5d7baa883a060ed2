"""The topic of a text: the law that it is about, and the documents that it names aside, beside that one.

Guarantees:
1. A text has a theme only where two signs agree: the law that it names first is the one that it names most often.
2. What is named aside (set against another, as the older law of a name) is no topic, unless nothing else is named.
"""

import re
from collections import Counter
from collections.abc import Sequence

from kb.catalogue import year_of
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import Match
from kb.citations.resolve.matching import amended_documents
from kb.citations.resolve.named_in import NamedHere
from kb.law.naming import name_key
from kb.law.types import TITLED

# Right before a document that another one is compared with: "so với Luật X năm 2009", "trong khi Luật X chỉ …".
_ASIDE = re.compile(
    r"\b(?:(?:so|khác|trái) với|so sánh với|khác hẳn|không như|kế thừa|thay (?:cho|vì|thế)|trong khi|vốn|khác(?= Luật| Bộ)"
    r"|trước (?:đây|kia),?)(?![^,;:.\n]*\b(?:nay|còn)\b)[^,;:.\n]*\Z",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\s+(?:trước đây|trước kia|cũ)\b")
_REACH = 80  # characters before a document in which it is set against another


def is_aside(text: str, start: int, end: int) -> bool:
    """Whether the words around a document, from `start` to `end`, set it against another."""
    return bool(_ASIDE.search(text, max(0, start - _REACH), start) or _FORMER.match(text, end))


def theme(named: Sequence[NamedHere], case: Case) -> Match | None:
    """The law that a text names first and most often, at least twice, amending ones aside; None where these differ."""
    laws = [one.match for one in named if one.type in TITLED and one.match.document]
    amending = {match for match in laws if amended_documents(match.document or "", case.catalogue)}
    laws = [match for match in laws if match not in amending]
    ranks = Counter(laws).most_common(2)
    if not ranks or ranks[0][1] < 2 or (len(ranks) > 1 and ranks[1][1] == ranks[0][1]):
        return None
    return laws[0] if laws[0] == ranks[0][0] else None


def is_older(document: str | None, than: Match | None, case: Case) -> bool:
    """Whether `document` is an older law of the name of `than`."""
    one = case.catalogue.by_id.get(document or "")
    other = case.catalogue.by_id.get(than.document or "") if than else None
    if one is None or other is None or not one.title or one.type != other.type:
        return False
    return name_key(one.title) == name_key(other.title) and (year_of(one) or 0) < (year_of(other) or 0)
