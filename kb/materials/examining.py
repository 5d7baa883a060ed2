"""Examining a material: a pasted text or an uploaded file goes in, its citations and what is wrong with them come out, cut to
what a page can show.

Guarantees:
1. The whole material is read, cited and checked; what is cut is counted, and only what is shown is cut.
2. Whatever the bytes are, the outcome is an Examined or a KnowledgeBaseError.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from kb.errors import KnowledgeBaseError, one_file
from kb.generation import Generation
from kb.language.text import grouped, nfc, printable
from kb.law.model import Reference
from kb.law.resolutions import Resolution
from kb.materials.checking import Checked, check
from kb.materials.material import cite_material, cite_text, received_material

MOST_PASTED = 700_000  # characters of a pasted text: some 300 pages
MOST_SHOWN = 200_000  # characters of a material that come back
_MOST_REFERENCES = 2_000
_MOST_FINDINGS = 500
_PASTED = "Văn bản đã dán"


class MaterialTooLarge(KnowledgeBaseError):
    """A material needs more than one may have: characters, processor time, or memory. The message names it and the bound."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a user gives: a text, or the bytes of a file with its name. `on` is the day that statuses are of.

    `written`: the day that the material is of, where the user says so.
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
    counts: dict[Resolution, int]  # of all references
    expired: int  # how many references are to documents that have expired
    checked: Checked  # with its first findings
    findings: int  # how many there are in all
    is_text: bool  # its lines are those of the user, not paragraphs that a reader gives


def examine(generation: Generation, submitted: Submitted) -> Examined:
    """A material, read, cited and checked. Raises UnreadableFile, UnsupportedForm and MaterialTooLarge."""
    on, written = submitted.on, submitted.written
    with one_file(submitted.called):
        if submitted.name:
            material = received_material(submitted.data, submitted.name, "tai-lieu")
            text, is_text, is_recognized = material.text, material.is_text, material.is_recognized
            references = cite_material(generation, material, written)
        else:
            # Offsets of citations index the NFC form, and a browser sends line breaks as CR LF.
            text, is_text, is_recognized = nfc(submitted.text.replace("\r\n", "\n")), True, False
            if len(text) > MOST_PASTED:
                raise too_long(len(text))
            references = cite_text(generation, text, written)
        checked = check(generation, text, references, on, is_recognized=is_recognized)
        known = (reference.document for reference in references if reference.document)
        return Examined(
            text=text[:MOST_SHOWN],
            characters=len(text),
            references=tuple(r for r in references[:_MOST_REFERENCES] if r.end <= MOST_SHOWN),
            counts=dict(Counter(reference.resolution for reference in references)),
            expired=sum(generation.status(document, on).is_over for document in known),
            checked=replace(checked, findings=checked.findings[:_MOST_FINDINGS]),
            findings=len(checked.findings),
            is_text=is_text,
        )


def too_long(characters: int) -> MaterialTooLarge:
    """That a pasted text has more characters than one may have."""
    most, have = grouped(MOST_PASTED), grouped(characters)
    return MaterialTooLarge(
        f"{_PASTED}: dài {have} ký tự, nhiều hơn {most} ký tự; hãy chia thành nhiều phần, hoặc gửi dạng tệp"
    )
