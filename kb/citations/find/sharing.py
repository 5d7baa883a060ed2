"""What the citations of one sentence share: the relation of the first, and the document that is named after the last.

Guarantees:
1. Nothing is shared over words that are not those of a list, or of a clause that changes a law by phrases.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.citations.find.provisions import RANK, THIS
from kb.language.text import Lines
from kb.law.model import Mention
from kb.law.relations import CitationRelation

# Between two documents of a list: the issuer of the first, and a separator.
_JOINT = re.compile(r"(?:\s+của\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,9}?)?(?:[,;\s]|\bvà\b|\bhoặc\b)++", re.IGNORECASE)
_LONGEST_GAP = 80  # characters
# A clause that changes a law, and what may stand between two provisions of one law in it:
# "khoản 3 Điều 5, Điều 7 và cụm từ “…” tại Điều 9 của Luật X", "Điều 5; bỏ cụm từ “…” tại Điều 7".
_CHANGES = re.compile(
    r"[ \t]*(?:(?:Điều )?\w{1,5}[.:)][ \t]*)?(?:Sửa đổi|Bổ sung|Thay thế|Thay|Bãi bỏ|Hủy bỏ|Bỏ|Đính chính)\b", re.IGNORECASE
)
_VERBS = "bãi bỏ|hủy bỏ|huỷ bỏ|bỏ|thay thế|thay đổi|thay|sửa đổi|bổ sung"
_WORDS = (
    "cụm từ|từ ngữ|từ|chữ|các|những|một số|tên|đoạn|câu|nội dung|quy định|bằng|thành|tại|vào|ngay|sau|trước|và|hoặc|đồng thời"
)
_PHRASES = re.compile(
    rf"(?=.*?(?:từ|{_VERBS})\b)(?:\s|[,;]|“[^”\n]*+”|\"[^\"\n]*+\"|(?:{_VERBS}|{_WORDS}|\d{{1,2}})\b)++", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s*(?:,|và|hoặc|,\s*và)\s*(?:các\s+)?")
_LONGEST_CLAUSE = 600  # characters between two provisions
_NEXT = 8  # mentions inside quoted words that may stand between them


def with_shared_relations(found: Sequence[Mention], text: str) -> tuple[Mention, ...]:
    """The mentions, each document of a list related as the first of it: "Bãi bỏ Thông tư số A, Thông tư số B"."""
    shared: list[Mention] = []
    before: Mention | None = None
    for mention in found:
        is_nested = before is not None and mention.start < before.end
        if before and not is_nested and mention.relation == CitationRelation.REFERS and before.relation.acts:
            gap = text[before.end : mention.start]
            if len(gap) < _LONGEST_GAP and _JOINT.fullmatch(gap):
                mention = replace(mention, relation=before.relation)
        shared.append(mention)
        before = before if is_nested else mention
    return tuple(shared)


def with_shared_documents(found: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions, each provision of a clause that changes a law by phrases with the document named after the last."""
    shared = list(found)
    last: Mention | None = None  # the one that has just been given a document
    changes = _Changes(text)
    for index in range(len(shared) - 2, -1, -1):
        mention = shared[index]
        if mention.document is not None or mention.path[0][1] == THIS:
            continue
        if shared[index + 1].start - mention.end > _LONGEST_CLAUSE:
            continue
        following = _following(shared, index, text)
        is_listed = following is not None and following is last and _SEPARATOR.fullmatch(text, mention.end, following.start)
        if following and (is_listed or _is_one_clause(text, mention, following, changes)):
            rank = RANK[mention.path[0][0]]
            wider = tuple(step for step in following.path if RANK[step[0]] > rank) if rank < RANK["article"] else ()
            last = shared[index] = replace(mention, path=wider + mention.path, document=following.document, detached=False)
    return shared


def _following(found: Sequence[Mention], index: int, text: str) -> Mention | None:
    """The next provision after that at `index`, those inside quoted words aside; None where it is not near."""
    end = found[index].end
    for mention in found[index + 1 : index + 1 + _NEXT]:
        between = text[end : mention.start]
        if len(between) > _LONGEST_CLAUSE or "\n" in between:
            return None
        if between.count("“") == between.count("”") and between.count('"') % 2 == 0:
            return mention if mention.path and mention.path[0][1] != THIS else None
    return None


class _Changes:
    """Tells which lines of a text open with a verb of changing; each is read once."""

    def __init__(self, text: str) -> None:
        self._text, self._lines = text, Lines(text)
        self._known: dict[int, bool] = {}

    def __call__(self, offset: int) -> bool:
        """Whether the line that holds the character at `offset` does."""
        line = self._lines.start(offset)
        if line not in self._known:
            self._known[line] = _CHANGES.match(self._text, line) is not None
        return self._known[line]


def _is_one_clause(text: str, one: Mention, other: Mention, changes: _Changes) -> bool:
    """Whether only the words of such a clause stand between two provisions, in a line that opens with a verb of changing."""
    return bool(_PHRASES.fullmatch(text, one.end, other.start)) and changes(one.start)
