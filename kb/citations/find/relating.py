"""How the words right before a citation relate the citing document to what it cites.

Guarantees:
1. A relation is said by the words right before a citation alone.
"""

import re

from kb.citations.find.lexicon import Words, opens_a_line, word_set
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
            rf"(?:^| )(?:được {_CHANGED}(?: {_CHANGED}| và)*(?: một số điều)?(?: của .*)?(?: tại| bởi| bằng| theo)+"
            rf"|{_CHANGED}(?: {_CHANGED}| và)* bởi){_THE_DOCUMENT}"
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
