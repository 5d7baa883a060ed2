"""Quoted passages (đoạn trích): provisions of another document that a text sets out between quotation marks.

Guarantees:
1. A passage opens with “ or " at the head of a line, so quoted words in a sentence are no passage.
2. A “ inside a passage opens one more, and the passage ends with the one that closes all; a passage that " opens ends with
   the first " that ends a line. Unclosed, there is no passage.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from kb.language.text import Span

_MARK = re.compile(r"[“”\"]")
_LAST = re.compile(r"\"[.;,]{0,2}[ \t]*$", re.MULTILINE)


def passages(text: str) -> tuple[Span, ...]:
    """The quoted passages of `text`, marks included, in order and apart."""
    found: list[Span] = []
    depth = start = 0
    straight: int | None = None
    for mark in _MARK.finditer(text):
        line = mark.start()
        while line and text[line - 1] in " \t":
            line -= 1
        opens_a_line = not line or text[line - 1] == "\n"
        if mark[0] == '"':
            if opens_a_line:
                straight = straight if depth else line
            elif straight is not None and _LAST.match(text, mark.start()):
                found.append(Span(straight, mark.end()))
                straight = None
        elif straight is not None:
            continue
        elif mark[0] == "“":
            if depth == 0 and not opens_a_line:
                continue
            start = start if depth else line
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append(Span(start, mark.end()))
    return tuple(found)


def around(offset: int, quoted: Sequence[Span]) -> Span | None:
    """The one of the passages `quoted`, as `passages` gives them, that `offset` lies in; None where it is in none."""
    index = bisect_right(quoted, offset, key=lambda span: span.start) - 1
    return quoted[index] if index >= 0 and offset < quoted[index].end else None
