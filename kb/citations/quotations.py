"""Quoted passages (đoạn trích): provisions of another document that a text sets out between quotation marks.

Guarantees:
1. A passage opens with “ or " at the head of a line, so quoted words in a sentence are no passage.
2. A “ inside a passage opens one more, and the passage ends with the one that closes all; a passage that " opens ends with
   the first " that ends a line. Unclosed, there is no passage.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from kb.model import Span

_MARK = re.compile(r"(?P<head>^[ \t]*“)|“|”|(?P<straight>^[ \t]*\")|(?P<last>\")[.;,]{0,2}[ \t]*$", re.MULTILINE)


def passages(text: str) -> tuple[Span, ...]:
    """The quoted passages of `text`, marks included, in order and apart."""
    found: list[Span] = []
    depth = start = 0
    straight: int | None = None
    for mark in _MARK.finditer(text):
        if mark["straight"] or mark["last"]:
            if straight is not None and mark["last"]:
                found.append(Span(straight, mark.end("last")))
                straight = None
            elif depth == 0 and mark["straight"]:
                straight = mark.start()
        elif straight is not None:
            continue
        elif mark[0] != "”":
            if depth == 0 and not mark["head"]:
                continue
            start = mark.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append(Span(start, mark.end()))
    return tuple(found)


def around(offset: int, quoted: Sequence[Span]) -> Span | None:
    """The one of the passages `quoted`, which `passages` gave, that `offset` lies in."""
    index = bisect_right(quoted, offset, key=lambda span: span.start) - 1
    return quoted[index] if index >= 0 and offset < quoted[index].end else None
