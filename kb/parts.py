"""What is long in parts: a text cut at its provisions, a list at its items, so that no answer is larger than a reader can take.

Guarantees:
1. The parts in order are the whole: no character, and no item, is in none of them or in two.
2. A part of a text begins with a whole provision (an Điều, or the container that it opens), else with a provision, else with a
   line, else with a word: the first of these that makes no part less than half full.
3. Work grows linearly with the text and the list.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from kb.errors import UnknownProvision
from kb.language.text import Span
from kb.law.levels import CONTAINERS
from kb.law.model import Provision

MOST_OF_TEXT = 200_000  # bytes of an answer that are a text, what stands beside its provisions included
MOST_OF_LIST = 60_000  # bytes of an answer that are one list
_PROVISION = 250  # bytes that a provision takes besides its words
_PARAGRAPH = 8  # and a paragraph
_SPECIAL = "&<>\"'\\\t"  # characters that answers write with several
_FEW = 5000  # of these in a text, that do not count
_LONGEST = 4000  # characters of a line, from which it may be cut
_WHOLE, _PROVISION_START, _LINE, _WORD = range(4)  # where a part may begin, the best first


class _Piece(NamedTuple):
    """A stretch of text that no part divides: where it begins, what begins there, and its bytes in an answer."""

    start: int
    kind: int
    size: int


class AnswerPart:
    """One part of lists and of a text, or all of them: the first part has the first run of each, and so on."""

    def __init__(
        self, lists: Mapping[str, Sequence[Any]], texts: Sequence[Span], number: int | None, size: Callable[[Any], int]
    ) -> None:
        """`texts`: the runs of the text; `number`: of the part, from 1, or None for all; `size`: the bytes of an item.

        Raises UnknownProvision where there is no such part.
        """
        self._lists, self._texts = lists, texts
        self._runs = {name: runs(map(size, items)) for name, items in lists.items()} if number else {}
        self.number = number
        self.count = max([1, len(texts), *map(len, self._runs.values())])
        if number and number > self.count:
            raise UnknownProvision(f"Chỉ có {self.count} phần, không có phần {number}")
        self.said = {"part": number, "parts": self.count} if self.count > 1 else {}

    @property
    def text(self) -> Span | None:
        """What of the text is in this part; None: all of it."""
        if self.number is None or self.count == 1:
            return None
        return self._texts[self.number - 1] if self.number <= len(self._texts) else Span(0, 0)

    def of(self, name: str) -> list[Any]:
        """The items of a list that are in this part."""
        items, cut = self._lists[name], self._runs.get(name, ())
        if self.number is None:
            return list(items)
        return [items[at] for at in cut[self.number - 1]] if self.number <= len(cut) else []

    def left(self, name: str) -> int:
        """How many items of a list are in later parts."""
        cut = self._runs.get(name, ())
        return len(self._lists[name]) - cut[self.number - 1].stop if self.number and self.number < len(cut) else 0

    def has(self, provision: Provision) -> bool:
        """Whether something of a provision is in this part."""
        return self.text is None or touches(provision, self.text)


def runs(sizes: Iterable[int], most: int = MOST_OF_LIST) -> tuple[range, ...]:
    """The parts of a list whose items have these sizes (bytes), each of at most `most` or of one item: (range(0, 40), …)."""
    found: list[range] = []
    begin = end = held = 0
    for end, size in enumerate(sizes, 1):
        if held + size > most and end - 1 > begin:
            found.append(range(begin, end - 1))
            begin, held = end - 1, 0
        held += size
    return (*found, range(begin, end)) if end else ()


def text_runs(text: str, provisions: Sequence[Provision], beside: Callable[[str], int]) -> tuple[Span, ...]:
    """The parts of the provisions of a text, as its spans; one where all fit, none where there are none.

    `beside`: the bytes of what an answer shows of a provision (its eId) besides its words.
    """
    size = answer_size if sum(map(text.count, _SPECIAL)) > _FEW else _encoded
    pieces: list[_Piece] = []
    for provision in provisions:
        _add_pieces(pieces, text, provision, beside, size, _WHOLE)
    if not pieces:
        return ()
    ends = [0, *accumulate(piece.size for piece in pieces)]
    begins = [0]
    for last in range(len(pieces)):
        while ends[last + 1] - ends[begins[-1]] > MOST_OF_TEXT and last > begins[-1]:
            half = ends[begins[-1]] + MOST_OF_TEXT // 2
            full = [at for at in range(begins[-1] + 1, last + 1) if ends[at] >= half]
            begins.append(min(full, key=lambda at: (pieces[at].kind, -at), default=last))
    starts = [pieces[begin].start for begin in begins]
    return tuple(Span(start, end) for start, end in zip(starts, [*starts[1:], provisions[-1].span.end], strict=True))


def answer_size(text: str) -> int:
    """The most bytes of a text in a page or in JSON."""
    return len(text.encode()) + 5 * sum(map(text.count, _SPECIAL))


def _encoded(text: str) -> int:
    return len(text.encode())


def _add_pieces(
    pieces: list[_Piece], text: str, provision: Provision, beside: Callable[[str], int], size: Callable[[str], int], kind: int
) -> None:
    """Add the pieces of a provision with all below it, in reading order."""
    own = [span for span in (provision.marker, provision.heading, provision.intro) if span]
    start = own[0].start if own else provision.span.start
    more = _PROVISION + 3 * len(provision.eid) + size(text[slice(*provision.heading)]) + beside(provision.eid)
    if not own or own[-1].end - start < _LONGEST:  # most are: as one piece they are soon done
        pieces.append(_Piece(start, kind, more + (size(text[start : own[-1].end]) if own else 0)))
    else:
        lines = [line for span in own for line in _lines(text, span)]
        first = (start, lines[0][1], kind)
        pieces += (_Piece(begin, line, _PARAGRAPH + size(text[begin:end])) for begin, end, line in (first, *lines[1:]))
        pieces[-len(lines)] = pieces[-len(lines)]._replace(size=pieces[-len(lines)].size + more)
    opens = provision.level in CONTAINERS
    for number, child in enumerate(provision.children):
        _add_pieces(pieces, text, child, beside, size, _WHOLE if opens and number else _PROVISION_START)
    pieces += (_Piece(begin, line, _PARAGRAPH + size(text[begin:end])) for begin, end, line in _lines(text, provision.wrap_up))


def _lines(text: str, span: Span) -> Iterator[tuple[int, int, int]]:
    """The lines of a span, those that are very long in pieces that begin with a word where one does: (start, end, kind)."""
    start, end = span
    kind = _LINE
    while start < end:
        line = text.find("\n", start, end) + 1 or end
        cut = line
        if line - start > _LONGEST:
            cut = text.rfind(" ", start + 1, start + _LONGEST) + 1 or start + _LONGEST
        yield start, cut, kind
        start, kind = cut, _LINE if cut == line else _WORD


def clipped(span: Span, part: Span) -> Span:
    """What of a span lies in a part of a text; an empty span where nothing does."""
    start, end = max(span.start, part.start), min(span.end, part.end)
    return Span(start, end) if start < end else Span(start, start)


def touches(provision: Provision, part: Span) -> bool:
    """Whether something of a provision, or of what is below it, lies in a part of a text."""
    start, end = provision.span
    return start < part.end and (end > part.start or part.start <= start)
