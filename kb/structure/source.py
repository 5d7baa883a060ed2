"""The paragraphs of one document, each read once: where it begins, what may open at it, whether it is quoted."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kb.law.model import Paragraph
from kb.structure.marks import Mark, marks_of
from kb.structure.notes import note_paragraphs
from kb.structure.quotations import Quoted, quoted_paragraphs
from kb.structure.sequence import Candidate


@dataclass(slots=True)
class Source:
    """What structure knows of the paragraphs; `quoted` changes when a doubtful quotation turns out to have ended.

    `starts` has the offset of each paragraph in the document's text, and one more for the end. `marked` has the places that
    have marks, `styled` for each style its candidates: both in order, so that a range is found without reading it.
    """

    paragraphs: Sequence[Paragraph]
    starts: list[int]
    marks: list[tuple[Mark, ...]]
    quoted: list[Quoted]
    marked: list[int]
    styled: dict[str, list[Candidate]]
    corrections: list[tuple[int, str]] = field(default_factory=list)
    unclosed: dict[int, int] = field(default_factory=dict)  # where a quotation begins → before which paragraph it ended

    def text(self, place: int) -> str:
        """The text of a paragraph."""
        return self.paragraphs[place].text

    def has_marks(self, begin: int, end: int) -> bool:
        """Whether any paragraph in [begin, end) has a mark."""
        at = bisect_left(self.marked, begin)
        return at < len(self.marked) and self.marked[at] < end

    def candidates(self, begin: int, end: int, style: str, in_doubt: Callable[[int], bool]) -> list[Candidate]:
        """The candidates of `style` in [begin, end); one in a doubtful quotation only where `in_doubt` allows its place."""
        found = []
        styled = self.styled.get(style, [])
        for i in range(bisect_left(styled, begin, key=_place), len(styled)):
            candidate = styled[i]
            if candidate.place >= end:
                break
            quoted = self.quoted[candidate.place]
            if quoted is Quoted.NO:
                found.append(candidate)
            elif quoted is Quoted.DOUBTFUL and in_doubt(candidate.place):
                found.append(Candidate(candidate.place, candidate.mark, doubtful=True))
        return found

    def end_quotation(self, place: int) -> None:
        """A provision opens at `place`: the doubtful quotation around it, never closed, ended there or before."""
        if self.quoted[place] is not Quoted.DOUBTFUL:
            return
        begin = end = place
        while begin > 0 and self.quoted[begin - 1] is Quoted.DOUBTFUL:
            begin -= 1
        while end < len(self.quoted) and self.quoted[end] is Quoted.DOUBTFUL:
            self.quoted[end] = Quoted.NO
            end += 1
        self.unclosed[begin] = place

    def report(self, place: int, message: str) -> None:
        """Report a correction at a paragraph."""
        self.corrections.append((place, f"Đoạn {place + 1}: {message}"))

    def messages(self) -> tuple[str, ...]:
        """All that was reported, in reading order."""
        for place in self.unclosed.values():
            self.report(place, f"dấu đóng ngoặc kép bị thiếu trước “{excerpt(self.text(place))}”")
        return tuple(message for _, message in sorted(self.corrections, key=lambda correction: correction[0]))


def read_source(paragraphs: Sequence[Paragraph], stated: Sequence[int] = ()) -> Source:
    """Read the paragraphs; those of tables and notes have no marks, for they open nothing.

    No quotation runs over a place of `stated` (in order), where an Điều is known to begin.
    """
    starts = [0]
    for paragraph in paragraphs:
        starts.append(starts[-1] + len(paragraph.text) + 1)
    marks = [marks_of(paragraph.text) if paragraph.kind == "text" else () for paragraph in paragraphs]
    for place in note_paragraphs(paragraphs, marks):
        marks[place] = ()
    marked = [place for place, found in enumerate(marks) if found]
    styled: dict[str, list[Candidate]] = defaultdict(list)
    for place in marked:
        for mark in marks[place]:
            styled[mark.style].append(Candidate(place, mark))
    texts = [paragraph.text for paragraph in paragraphs]
    quoted: list[Quoted] = []
    for begin, end in pairwise([0, *stated, len(texts)]):
        quoted += quoted_paragraphs(texts[begin:end])
    return Source(paragraphs, starts, marks, quoted, marked, dict(styled))


def _place(candidate: Candidate) -> int:
    return candidate.place


def excerpt(text: str) -> str:
    """The beginning of `text`, to show a place."""
    return text if len(text) <= 40 else f"{text[:40].rstrip()}…"
