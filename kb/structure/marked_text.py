"""The paragraphs of one document, each read once: its offset, its marks, whether it is quoted."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kb.law.model import Paragraph
from kb.structure.marks import Mark, marks_of
from kb.structure.notes import note_paragraphs
from kb.structure.quotations import Quoted, quoted_paragraphs
from kb.structure.sequence import Opening


@dataclass(slots=True)
class MarkedText:
    """The paragraphs of a document with the marks of each; `quoted` changes when a doubtful quotation turns out to have ended.

    `starts` has the offset of each paragraph in the document's text, and one more for the end. `with_marks` has the indexes of
    the paragraphs that have marks, `styled` for each style its candidates: both in order, so that a range is found without
    reading it.
    """

    paragraphs: Sequence[Paragraph]
    starts: list[int]
    marks: list[tuple[Mark, ...]]
    quoted: list[Quoted]
    with_marks: list[int]
    styled: dict[str, list[Opening]]
    corrections: list[tuple[int, str]] = field(default_factory=list)
    unclosed: dict[int, int] = field(default_factory=dict)  # where a quotation begins → before which paragraph it ended

    def text(self, index: int) -> str:
        """The text of the paragraph of this index."""
        return self.paragraphs[index].text

    def has_marks(self, begin: int, end: int) -> bool:
        """Whether any paragraph in [begin, end) has a mark."""
        at = bisect_left(self.with_marks, begin)
        return at < len(self.with_marks) and self.with_marks[at] < end

    def candidates(self, begin: int, end: int, style: str, in_doubt: Callable[[int], bool]) -> list[Opening]:
        """The candidates of `style` in [begin, end), in order; in a doubtful quotation only those that `in_doubt` takes."""
        found = []
        styled = self.styled.get(style, [])
        for i in range(bisect_left(styled, begin, key=_index), len(styled)):
            candidate = styled[i]
            if candidate.at >= end:
                break
            quoted = self.quoted[candidate.at]
            if quoted is Quoted.NO:
                found.append(candidate)
            elif quoted is Quoted.DOUBTFUL and in_doubt(candidate.at):
                found.append(Opening(candidate.at, candidate.mark, doubtful=True))
        return found

    def end_quotation(self, index: int) -> None:
        """A provision opens at paragraph `index`: the doubtful quotation around it, never closed, ended there or before."""
        if self.quoted[index] is not Quoted.DOUBTFUL:
            return
        begin = end = index
        while begin > 0 and self.quoted[begin - 1] is Quoted.DOUBTFUL:
            begin -= 1
        while end < len(self.quoted) and self.quoted[end] is Quoted.DOUBTFUL:
            self.quoted[end] = Quoted.NO
            end += 1
        self.unclosed[begin] = index

    def report(self, index: int, message: str) -> None:
        """Report a correction at the paragraph of this index."""
        self.corrections.append((index, f"Đoạn {index + 1}: {message}"))

    def messages(self) -> tuple[str, ...]:
        """The corrections that were reported, in reading order: "Đoạn 12: …", counted from 1."""
        for index in self.unclosed.values():
            self.report(index, f"dấu đóng ngoặc kép bị thiếu trước “{excerpt(self.text(index))}”")
        return tuple(message for _, message in sorted(self.corrections, key=lambda correction: correction[0]))


def mark_text(paragraphs: Sequence[Paragraph], stated: Sequence[int] = ()) -> MarkedText:
    """The paragraphs with their marks; those of tables and notes have none, for they open nothing.

    No quotation runs over the paragraphs whose indexes `stated` has (in order): there an Điều is known to begin.
    """
    starts = [0]
    for paragraph in paragraphs:
        starts.append(starts[-1] + len(paragraph.text) + 1)
    marks = [marks_of(paragraph.text) if paragraph.kind == "text" else () for paragraph in paragraphs]
    for index in note_paragraphs(paragraphs, marks):
        marks[index] = ()
    with_marks = [index for index, found in enumerate(marks) if found]
    styled: dict[str, list[Opening]] = defaultdict(list)
    for index in with_marks:
        for mark in marks[index]:
            styled[mark.style].append(Opening(index, mark))
    texts = [paragraph.text for paragraph in paragraphs]
    quoted: list[Quoted] = []
    for begin, end in pairwise([0, *stated, len(texts)]):
        quoted += quoted_paragraphs(texts[begin:end])
    return MarkedText(paragraphs, starts, marks, quoted, with_marks, dict(styled))


def _index(candidate: Opening) -> int:
    return candidate.at


def excerpt(text: str) -> str:
    """The first 40 characters of `text`, with "…" where more follow: what a message shows of a paragraph."""
    return text if len(text) <= 40 else f"{text[:40].rstrip()}…"
