"""A provision that names no Điều, "khoản 2", "khoản 3 Điều này", after one that does: it is of the same Điều.

Guarantees:
1. The Điều is the one cited last before it, in its sentence, or near it in its paragraph.
"""

import re

from kb.citations.find.provisions import THIS
from kb.citations.resolve.addresses import within
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import Match
from kb.citations.resolve.named_in import NEAREST
from kb.citations.resolve.references import checked
from kb.law.model import Mention, Reference
from kb.law.resolutions import Resolution

_NEAR_IT = 80  # characters after a provision of the sentence
_NEAR_THIS = 300  # the same for "khoản 2 Điều này", or where a sentence opens with "Còn khoản 3", in the paragraph
_OPENS = re.compile(r"(?:Còn|Riêng|Cũng)\b[^\d\n]{0,60}")


def in_same_article(mention: Mention, before: Reference | None, sentence: int, paragraph: int, case: Case) -> Reference | None:
    """The reference of `mention` to the Điều of `before`, the one found last; None where it is not of that.

    `sentence` and `paragraph` are the offsets at which those of the mention begin.
    """
    if mention.document is not None or not mention.path or before is None:
        return None
    level, number = mention.path[0]
    is_this = number == THIS or mention.path[-1] == ("article", THIS)
    goes_on = is_this or _OPENS.fullmatch(case.text, sentence, mention.start) is not None
    since, reach = (paragraph, _NEAR_THIS) if goes_on else (sentence, _NEAR_IT)
    is_near = before.start >= since and mention.start - before.end < reach
    if not is_near or before.document is None or before.to or not (before.eid or "").startswith("art_"):
        return None
    if number != THIS and level not in ("clause", "point"):
        return None
    target = within(mention.path, before.eid or "")
    return checked(mention, Match(before.document, Resolution.INFERRED, NEAREST), target, case) if target else None
