"""How the words right before a citation relate the citing document to what it cites.

Guarantees:
1. A relation is said by the words right before; the documents of a list share that of the first.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.citations.find.lexicon import Words, opens_a_line, word_set
from kb.law.model import Mention
from kb.law.relations import CitationRelation

LOOK_BACK = 12  # words before a citation that can say how it is cited

# How the words right before a citation relate the citing document to it; the first that fits holds.
_THE_DOCUMENT = (
    r"(?: (?:một số|các|toàn bộ))?(?: (?:điều|khoản|điểm|nội dung|tên|quy định|cụm từ))?(?: của| tại)?(?: (?:các|tên))?$"
)
_CHANGED = r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ|đính chính)"
_RELATIONS = (
    # An amendment of the cited provision, cited beside it: no act of the citing document.
    (
        CitationRelation.HISTORY,
        re.compile(
            rf"(?:^| )được {_CHANGED}(?: {_CHANGED}| và)*(?: một số điều)?(?: của .*)?(?: tại| bởi| bằng| theo)+{_THE_DOCUMENT}"
        ),
    ),
    (CitationRelation.AMENDS, re.compile(rf"(?:^| )(?:sửa đổi|bổ sung){_THE_DOCUMENT}")),
    (CitationRelation.REPLACES, re.compile(rf"(?:^| )thay thế(?: cho)?{_THE_DOCUMENT}")),
    (CitationRelation.REPEALS, re.compile(rf"(?:^| )(?:bãi bỏ|hủy bỏ){_THE_DOCUMENT}")),
    (CitationRelation.CORRECTS, re.compile(rf"(?:^| )đính chính{_THE_DOCUMENT}")),
    (CitationRelation.CONSOLIDATES, re.compile(rf"(?:^| )hợp nhất{_THE_DOCUMENT}")),
    (
        CitationRelation.GUIDES,
        re.compile(
            rf"(?:^| )(?:hướng dẫn|quy định chi tiết|quy định(?: các)? biện pháp)(?: và)?(?: (?:hướng dẫn|biện pháp))?"
            rf"(?: (?:thi hành|thực hiện|áp dụng))?"
            rf"{_THE_DOCUMENT}"
        ),
    ),
)
_ACTS = word_set("đổi sung thế bỏ chính nhất dẫn tiết pháp")  # one word of each relation
# Between two documents of a list: the issuer of the first, and a separator.
_JOINT = re.compile(r"(?:\s+của\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,9}?)?\s*(?:[,;]|\bvà\b|\bhoặc\b|\s)+\s*", re.IGNORECASE)
_LONGEST_GAP = 80  # characters


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


def relation_at(words: Words, at: int) -> CitationRelation:
    """The relation of the citing document to what is cited at `at`, by the words before it: "bãi bỏ", "căn cứ" …"""
    keys = words.keys[max(0, at - LOOK_BACK) : at]
    if not _ACTS.isdisjoint(keys):
        before = " ".join(key for key in keys if key != ",")
        for relation, wording in _RELATIONS:
            if wording.search(before):
                return relation
    return CitationRelation.GROUNDS if _opens_with_grounds(words, at) else CitationRelation.REFERS


def _opens_with_grounds(words: Words, at: int) -> bool:
    """Whether "Căn cứ" right before `at` opens a line, as in a preamble."""
    if at < 2 or (words.keys[at - 2], words.keys[at - 1]) != ("căn", "cứ"):
        return False
    return opens_a_line(words.text, words.starts[at - 2])
