"""The runs of one paragraph of a Word file → its lines, and the text boxes and notes that follow it.

Guarantees:
1. Each text is added once, in order; what Word does not show in the final view is not added, and counted.
2. Of fields only the result is text; one without a result is what `kb.readers.word.fields` says.
"""

from collections.abc import Callable

from kb.errors import KnowledgeBaseError
from kb.readers.word.docx_document import (
    GONE,
    LEFT_OUT,
    NOTE_KINDS,
    OFFICE,
    SILENT,
    SYMBOL,
    Document,
    Field,
    Part,
    add,
    alternative,
    close_field,
    elements,
    form_field,
    has_text,
    leave_out,
)
from kb.readers.word.drawings import DIAGRAM, DRAWING, VML, diagram_paragraphs
from kb.readers.word.line import DELETED, HIDDEN, SOFT_HYPHEN, TextLine
from kb.readers.word.package import MC, Element, W
from kb.readers.word.symbols import symbol


def add_runs(parent: Element | None, document: Document, part: Part) -> None:
    """Add to `part` what stands below `parent` in a paragraph. libxml2 bounds the depth at 256, so recursion ends."""
    for element in elements(parent):
        tag = element.tag
        if tag == W + "r":
            _add_run(element, document, part)
        elif tag == W + "t":
            add(element.text or "" if not len(element) else str(element.xpath("string()")), document, part)
        elif tag in SILENT:
            if tag in GONE and has_text(element):
                leave_out(DELETED, document, part)
            elif tag == W + "instrText" and document.fields:
                document.fields[-1].codes.append(element.text or "")
        elif tag in _SPECIAL:
            _SPECIAL[tag](element, document, part)
        elif tag in LEFT_OUT:
            document.left_out[LEFT_OUT[tag]] += 1
        else:
            add_runs(element, document, part)


def _add_run(run: Element, document: Document, part: Part) -> None:
    look = document.styles.look(run.find(W + "rPr"), part.style, part.table_style)
    if not look.hidden:
        part.look = look
        add_runs(run, document, part)
        if look.struck:  # what stands outside runs is not
            part.look = look._replace(struck=False)
        return
    if has_text(run):
        leave_out(HIDDEN, document, part)
    for one in run.iter(W + "fldChar", W + "instrText"):
        if one.tag == W + "fldChar":
            _field_mark(one, document, None)
        elif document.fields:
            document.fields[-1].codes.append(one.text or "")


def _break(element: Element, document: Document, part: Part) -> None:
    if element.get(W + "type") in ("page", "column"):
        add(" ", document, part)  # the sentence goes on over the page
    else:
        part.lines.append(TextLine())


def _note(element: Element, document: Document, part: Part) -> None:
    note = document.notes.pop((NOTE_KINDS[element.tag], element.get(W + "id", "")), None)  # once, however often it is named
    part.notes += [] if note is None else [note]


def _alternatives(element: Element, document: Document, part: Part) -> None:
    add_runs(alternative(element), document, part)


def _symbol(element: Element, document: Document, part: Part) -> None:
    try:
        text = symbol(element.get(W + "font", ""), int(element.get(W + "char", ""), 16))
    except ValueError:
        text = None
    if text is None:
        document.left_out[SYMBOL] += 1
    else:
        add(text, document, part)


def _field(element: Element, document: Document, part: Part) -> None:
    _field_mark(element, document, part)


def _field_mark(element: Element, document: Document, part: Part | None) -> None:
    """The begin or end of a field; `part`: where to show what has no result, None in hidden text."""
    kind = element.get(W + "fldCharType")
    if kind == "begin":
        document.fields.append(Field(document.shown, form=form_field(element)))
    elif kind == "end" and document.fields:
        close_field(document.fields.pop(), document, part)


def _simple_field(element: Element, document: Document, part: Part) -> None:
    opened = Field(document.shown, [element.get(W + "instr", "")], form_field(element))
    add_runs(element, document, part)
    close_field(opened, document, part)


def _content_control(element: Element, document: Document, part: Part) -> None:
    before = document.shown
    add_runs(element, document, part)
    chosen = element.find(f"{W}sdtPr/{W}dropDownList")
    if chosen is None or document.shown > before:
        return
    value = chosen.get(W + "lastValue", "")
    entries = {one.get(W + "value", ""): one.get(W + "displayText", "") for one in chosen.iterfind(W + "listItem")}
    if value:
        add(entries.get(value) or value, document, part)


def _diagram(element: Element, document: Document, part: Part) -> None:
    found = None
    if document.package is not None and (target := document.package.target(document.main, element.get(OFFICE + "dm", ""))):
        try:
            found = document.package.root(target)
        except KnowledgeBaseError:
            found = None
    if found is None:
        document.left_out["sơ đồ (SmartArt)"] += 1
    else:
        part.boxes += diagram_paragraphs(found)


_SPECIAL: dict[str, Callable[[Element, Document, Part], None]] = {
    **dict.fromkeys((W + "tab", W + "ptab"), lambda _, document, part: add("\t", document, part)),
    W + "noBreakHyphen": lambda _, document, part: add("-", document, part),
    W + "softHyphen": lambda _, document, __: document.left_out.update((SOFT_HYPHEN,)),
    **dict.fromkeys((W + "br", W + "cr"), _break),
    **dict.fromkeys(NOTE_KINDS, _note),
    **dict.fromkeys((W + "footnote", W + "endnote"), lambda note, _, part: part.notes.append(note)),
    **dict.fromkeys((W + "txbxContent", DRAWING + "p"), lambda box, _, part: part.boxes.append(box)),
    MC + "AlternateContent": _alternatives,
    W + "sym": _symbol,
    W + "fldChar": _field,
    W + "fldSimple": _simple_field,
    W + "sdt": _content_control,
    VML + "textpath": lambda title, _, part: part.boxes.extend(filter(str.strip, title.get("string", "").splitlines())),
    DIAGRAM + "relIds": _diagram,
}
