"""The values that the stages of the PDF reader pass on: runs of characters, lines, pages, with their geometry.

Guarantees:
1. Lengths are in points, from the lower left corner of the page, turned so that its text is level.
2. A line has at least one character that shows.
"""

from dataclasses import dataclass
from functools import cached_property

_RAISED = 0.15  # font sizes above the baseline
_SMALL = 0.8  # times the size of the letters beside it


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one font and size on one baseline."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: str
    angle: int = 0  # degrees against the clock, to the page as its content has it


@dataclass(frozen=True)
class Line:
    """The runs of one line of one column, from left to right; `notes` are the footnotes whose marks stood in it."""

    runs: tuple[Run, ...]
    page: int  # from 0
    notes: tuple[int, ...] = ()

    @cached_property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)

    @cached_property
    def main(self) -> Run:
        """The run that holds most of its letters."""
        return max(self.runs, key=lambda run: len(run.text.strip()))

    @cached_property
    def size(self) -> float:
        """The font size of most of its letters."""
        return self.main.size

    @cached_property
    def baseline(self) -> float:
        """The y that most of its letters stand on."""
        return self.main.baseline

    @cached_property
    def left(self) -> float:
        """The x at which its first letter begins."""
        return min((run.left for run in self.runs if run.text.strip()), default=self.runs[0].left)

    @cached_property
    def right(self) -> float:
        """The x at which its last letter ends."""
        return max((run.right for run in self.runs if run.text.strip()), default=self.runs[-1].right)

    @property
    def bold(self) -> bool:
        """Whether most of its letters are bold."""
        return "bold" in self.main.font.lower()

    def is_mark(self, run: Run) -> bool:
        """Whether `run` is raised and smaller than the letters beside it: a superscript."""
        return run.size < _SMALL * self.size and run.baseline > self.baseline + _RAISED * self.size


@dataclass(frozen=True, slots=True)
class PageLines:
    """One page, or the text of one direction on it: its size, its lines in the order of the content, and what stands around.

    `rules` are the lower edges of short rules, `wide_rules` of those over the whole text; `covered` is the share under
    images; `damaged` counts the characters that became U+FFFD, `left_out` says what is not read.
    """

    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[float, ...]
    wide_rules: tuple[float, ...]
    covered: float
    number: int  # of the page, from 0
    is_unseen: bool = False  # whether its text is drawn without being seen, as OCR lays it over a scan
    damaged: int = 0
    left_out: tuple[str, ...] = ()
