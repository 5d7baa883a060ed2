"""One .docx while it is read: what is known of it, where reading has come to, and what is counted on the way.

Guarantees:
1. What is left out is counted by what it is; a stretch that nothing interrupts counts once.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from kb.readers.word.docx_styles import DocumentStyles, Look
from kb.readers.word.drawings import DIAGRAM, DRAWING, VML
from kb.readers.word.fields import FormField, without_result
from kb.readers.word.line import ON_LINE, STRUCK, TextLine
from kb.readers.word.numbering import Numbering, RunningNumbers
from kb.readers.word.package import MC, Element, Package, W

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NOTE_KINDS = {W + "footnoteReference": "/footnotes", W + "endnoteReference": "/endnotes"}
SYMBOL = "ký hiệu theo phông riêng (w:sym)"
GONE = frozenset({W + "del", W + "moveFrom"})
# Not text of the final document: deleted or moved away, codes of fields, properties.
SILENT = GONE | frozenset(
    W + name
    for name in (
        *("delText", "instrText", "delInstrText", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr"),
        *("sdtEndPr", "comment"),
    )
)
LEFT_OUT = {
    W + "subDoc": "văn bản con ở tệp khác (w:subDoc)",
    W + "control": "ô điều khiển (w:control)",
    _MATH + "oMath": "công thức toán",
    _CHART + "chart": "biểu đồ",
    DRAWING + "blip": "hình ảnh",
    VML + "imagedata": "hình ảnh",
}
_TEXTS = (W + "t", W + "delText", W + "sym", DRAWING + "t", VML + "textpath")
_PLAIN = Look("", hidden=False, struck=False, height=ON_LINE)


@dataclass(slots=True)
class Field:
    """A field that is open: the parts of its code, the form in it, and how many texts had been shown before."""

    shown: int
    codes: list[str] = field(default_factory=list)
    form: FormField | None = None


@dataclass(slots=True)
class Document:
    """One document while it is read: its numbering, its notes, where the lists have come to, what was left out."""

    package: Package | None
    main: str  # the path of the document itself
    numbering: Numbering
    styles: DocumentStyles
    notes: dict[tuple[str, str], Element]
    in_chunk: bool = False
    counter: RunningNumbers = field(default_factory=RunningNumbers)
    left_out: Counter[str] = field(default_factory=Counter)
    numbered: int = 0
    raised: int = 0
    lowered: int = 0
    kept: int = 0  # struck marks that stay
    shown: int = 0  # texts that are not blank
    fields: list[Field] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    open: "Part | None" = None  # a paragraph that goes on in the next one
    table_keys: Iterator[int] = field(default_factory=count)

    def content(self, reference: Element, attribute: str = "id") -> tuple[str, bytes] | None:
        """The part that the relationship in this attribute (r:id) names: its path and its bytes; None where there is none."""
        target = None if self.package is None else self.package.target(self.main, reference.get(OFFICE + attribute, ""))
        data = None if self.package is None or target is None else self.package.content(target)
        return None if target is None or data is None else (target, data)


@dataclass(slots=True)
class Part:
    """A paragraph while it is read: its lines, and the drawn paragraphs, text boxes, titles and notes that follow it."""

    style: str = ""  # of the paragraph
    table_style: str = ""
    properties: Element | None = None  # those that say its number
    look: Look = _PLAIN  # of the run that is being read
    lines: list[TextLine] = field(default_factory=lambda: [TextLine()])
    boxes: list[Element | str] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)
    struck: bool = False
    left: tuple[str, int] = ("", -1)  # what was left out last, and how much had been shown then

    def shows(self) -> bool:
        """Whether any of its text is not blank."""
        return any(line.shows() for line in self.lines)


def elements(parent: Element | None) -> list[Element]:
    """The child elements, without comments and processing instructions."""
    return [] if parent is None else [child for child in parent if isinstance(child.tag, str)]


def leave_out(what: str, document: Document, part: Part) -> None:
    """Count a text that is left out, unless it goes on from one that was left out for the same."""
    if part.left != (what, document.shown):
        document.left_out[what] += 1
        part.left = what, document.shown


def has_text(element: Element) -> bool:
    """Whether there is text in it that Word would show or has deleted, other than blanks."""
    return any((one.text or one.get(W + "char") or one.get("string") or "").strip() for one in element.iter(*_TEXTS))


def alternative(element: Element) -> Element | None:
    """The one of the alternatives to read (ISO/IEC 29500-3, 10.2.1): the first that has text, else the first."""
    choices = [one for one in elements(element) if one.tag in (MC + "Choice", MC + "Fallback")]
    textual = (one for one in choices if has_text(one) or one.find(f".//{DIAGRAM}relIds") is not None)
    return next(textual, next(iter(choices), None))


def add(text: str, document: Document, part: Part) -> None:
    """Add text in the look of the run; of a run that is struck through it is left out. Drawings and notes never are."""
    if part.look.struck:
        part.lines[-1].strike(text, part.look.font)
        if text.strip():
            part.struck = True
            leave_out(STRUCK, document, part)
        return
    part.lines[-1].add(text, part.look.font, part.look.height)
    document.shown += not text.isspace()


def close_field(opened: Field, document: Document, part: Part | None) -> None:
    """Show or count a field at its end, if it has no result; `part`: where to show it, None in hidden text."""
    if part is None or document.shown > opened.shown:
        return
    text, counted = without_result("".join(opened.codes), opened.form)
    if text:
        add(text, document, part)
    elif counted:
        document.left_out[counted] += 1


def form_field(mark: Element) -> FormField | None:
    """The form field (17.16.17) that the mark or the field holds."""
    data = mark.find(W + "ffData")
    if data is None:
        return None
    choice, box = data.find(W + "ddList"), data.find(W + "checkBox")
    if choice is not None:
        said = (one.get(W + "val", "") for name in ("result", "default") for one in choice.iterfind(W + name))
        chosen = next((int(one[:9]) for one in said if one.isdecimal()), 0)
        return FormField(tuple(one.get(W + "val", "") for one in choice.iterfind(W + "listEntry")), chosen)
    if box is not None:
        marks = (one for name in ("checked", "default") for one in box.iterfind(W + name))
        checked = next((one.get(W + "val", "true") not in ("0", "false", "off") for one in marks), False)
        return FormField(checked=checked)
    return None
