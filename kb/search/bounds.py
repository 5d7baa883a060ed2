"""How much of a query is used: so many distinct words, so many of them typed in part, so many filters.

Guarantees:
1. A query within the bounds comes back as it is, without a hint.
2. What is not used is named by a hint; what is used keeps its offset in the query.
"""

import re
from collections.abc import Sequence

from kb.index import MOST_STARRED
from kb.language.text import fold, lower
from kb.search import syntax
from kb.search.syntax import TypedFilter

MOST_WORDS = 64  # distinct, filters aside: each is looked up in every text, and so many tell what is sought
_MOST_REPEATED = 128  # words in all, repeated ones too, each of which makes a pair with the next
_WORD = re.compile(r"\w+")
_STARRED = re.compile(r"(?<=\w)\*")


def bounded(text: str, filters: Sequence[TypedFilter]) -> tuple[str, tuple[str, ...]]:
    """The query `text` (NFC, white space folded) with spaces instead of what is not used of it, and hints that say so.

    `filters` are those of the query, which stay: 'một hai … loại:luật' → ('một hai … loại:luật', ()).
    """
    words = syntax.without(text, filters)
    hints = []
    if syntax.has_more_filters(text, filters):
        hints.append(f"Chỉ dùng {syntax.MOST_FILTERS} điều kiện lọc đầu; các điều kiện sau được tìm như chữ thường")
    distinct: set[str] = set()
    last = ""
    for number, match in enumerate(_WORD.finditer(words)):
        distinct.add(fold(lower(match[0])))
        if len(distinct) > MOST_WORDS or number >= _MOST_REPEATED:
            text, words = (_blank(one, match.start(), filters) for one in (text, words))
            most = f"{MOST_WORDS} chữ khác nhau" if len(distinct) > MOST_WORDS else f"{_MOST_REPEATED} chữ"
            hints.append(f"Câu hỏi dài: chỉ tìm {most} đầu, đến “{last}”")
            break
        last = match[0]
    stars = [match.start() for match in _STARRED.finditer(words)][MOST_STARRED:]
    if stars:
        hints.append(f"Chỉ {MOST_STARRED} chữ đầu có dấu * được hiểu là gõ dở; các chữ sau được tìm như chữ thường")
    for star in stars:
        text = f"{text[:star]} {text[star + 1 :]}"
    return text, tuple(hints)


def _blank(text: str, at: int, filters: Sequence[TypedFilter]) -> str:
    """`text` with spaces instead of the words from `at` on; filters and quotation marks stay."""
    kept = [one.span for one in filters if one.span[0] >= at]
    pieces, position = [text[:at]], at
    for start, end in (*kept, (len(text), len(text))):
        pieces += [re.sub(r'[^"“”]', " ", text[position:start]), text[start:end]]
        position = end
    return "".join(pieces)
