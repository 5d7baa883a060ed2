"""Examining a material: a pasted text or an uploaded file goes in, its citations and what is wrong with them come out, cut to
what a page can show.

Guarantees:
1. The whole material is read, cited and checked; what is cut is counted, and only what is shown is cut.
2. Whatever the bytes are, the outcome is an Examined or a KnowledgeBaseError.
"""

from dataclasses import dataclass, replace
from datetime import date

from kb.errors import KnowledgeBaseError, one_file
from kb.generation import Generation
from kb.language.text import grouped, nfc, printable
from kb.law.model import Reference
from kb.law.results import CheckResult
from kb.materials.checking import About, Checked, Finding, check
from kb.materials.material import about, cite_material, cite_text, day_of, received_material

MOST_PASTED = 700_000  # characters of a pasted text: some 300 pages
MOST_SHOWN = 200_000  # characters of a material that come back
_MOST_REFERENCES = 2_000
_MOST_FINDINGS = 2_000
_MOST_BODIES = 200
_PASTED = "Văn bản đã dán"


class MaterialTooLarge(KnowledgeBaseError):
    """A material needs more than one may have: characters, processor time, or memory. The message names it and the bound."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a user gives: a text, or the bytes of a file with its name.

    `written`: the day that the material is of, where the user says so; else a file that writes its day is checked on that, and
    everything else on the day `on`.
    """

    on: date
    written: date | None = None
    text: str = ""
    data: bytes = b""
    name: str = ""  # of the file; "" for a pasted text

    @property
    def called(self) -> str:
        """What errors call it."""
        return printable(self.name) or _PASTED


@dataclass(frozen=True, slots=True)
class Examined:
    """What a page shows of a material. `text` (NFC) is its beginning, which the offsets of `references` and findings index."""

    text: str
    characters: int  # of the whole material
    references: tuple[Reference, ...]  # those in `text`, by start, or the first of them
    on: date  # the day on which it was checked
    counts: dict[CheckResult, int]  # of all findings
    to_review: int  # how many findings in all have something to be looked at
    checked: Checked  # with its first findings, the gravest before others
    findings: int  # how many there are in all
    is_text: bool  # its lines are those of the user, not paragraphs that a reader gives


def examine(generation: Generation, submitted: Submitted) -> Examined:
    """A material, read, cited and checked. Raises UnreadableFile, UnsupportedForm and MaterialTooLarge."""
    on, written = submitted.written or submitted.on, submitted.written
    with one_file(submitted.called):
        if submitted.name:
            material = received_material(submitted.data, submitted.name, "tai-lieu")
            text, is_text, known = material.text, material.is_text, about(generation, material)
            on = written or day_of(generation, material) or on
            references = cite_material(generation, material, written)
        else:
            # Offsets of citations index the NFC form, and a browser sends line breaks as CR LF.
            text, is_text, known = nfc(submitted.text.replace("\r\n", "\n")), True, About()
            if len(text) > MOST_PASTED:
                raise too_long(len(text))
            references = cite_text(generation, text, written)
        checked = check(generation, text, references, on, known)
        return Examined(
            text=text[:MOST_SHOWN],
            characters=len(text),
            references=tuple(r for r in references[:_MOST_REFERENCES] if r.end <= MOST_SHOWN),
            on=on,
            counts=checked.counts,
            to_review=checked.to_review,
            checked=replace(checked, findings=_first(checked.findings), bodies=checked.bodies[:_MOST_BODIES]),
            findings=len(checked.findings),
            is_text=is_text,
        )


def _first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The gravest findings, as many as are shown, each kind by start."""
    return tuple(sorted(findings, key=lambda finding: (finding.result.row.rank, not finding.to_review))[:_MOST_FINDINGS])


def too_long(characters: int) -> MaterialTooLarge:
    """That a pasted text has more characters than one may have."""
    most, have = grouped(MOST_PASTED), grouped(characters)
    return MaterialTooLarge(
        f"{_PASTED}: dài {have} ký tự, nhiều hơn {most} ký tự; hãy chia thành nhiều phần, hoặc gửi dạng tệp"
    )
