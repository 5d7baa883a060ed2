"""Text in drawings of a .docx that is not made of paragraphs of Word: DrawingML text, SmartArt, WordArt of VML.

Guarantees:
1. The texts of a diagram come in the order in which it is read: each point before those below it, these in their order.
2. Text that is struck through is not read; the caller is told how much of it there was.
"""

from collections.abc import Iterator

from kb.readers.word.line import Height, TextLine
from kb.readers.word.package import Element

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
VML = "{urn:schemas-microsoft-com:vml}"
_SUPERSCRIPT, _SUBSCRIPT, _LINE = Height(script=1), Height(script=-1), Height()


def drawn_lines(paragraph: Element) -> tuple[list[TextLine], int]:
    """The lines of an a:p, and how many stretches of it are struck through and left out."""
    lines, struck = [TextLine()], 0
    for one in paragraph.iter(f"{DRAWING}t", f"{DRAWING}br"):
        if one.tag == f"{DRAWING}br":
            lines.append(TextLine())
            continue
        properties = None if (run := one.getparent()) is None else run.find(f"{DRAWING}rPr")
        said = {} if properties is None else properties.attrib
        if said.get("strike", "noStrike") != "noStrike":
            struck += bool((one.text or "").strip())
            continue
        baseline = said.get("baseline", "0")
        height = _LINE if baseline.startswith("0") else _SUBSCRIPT if baseline.startswith("-") else _SUPERSCRIPT
        lines[-1].add(one.text or "", "", height)
    return lines, struck


def diagram_paragraphs(diagram: Element) -> list[Element]:
    """The a:p of the data part of a SmartArt, in reading order."""
    points = {one.get("modelId", ""): one for one in diagram.iterfind(f"{DIAGRAM}ptLst/{DIAGRAM}pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for one in diagram.iterfind(f"{DIAGRAM}cxnLst/{DIAGRAM}cxn"):
        if one.get("type", "parOf") == "parOf":
            order = one.get("srcOrd", "0")
            below.setdefault(one.get("srcId", ""), []).append(
                (int(order[:9]) if order.isdecimal() else 0, one.get("destId", ""))
            )
    roots = [key for key, one in points.items() if one.get("type") == "doc"]
    ordered = list(dict.fromkeys([*_below(roots, below), *points]))
    texts = [points[key].find(f"{DIAGRAM}t") for key in ordered if key in points]
    return [one for text in texts if text is not None for one in text.iterfind(f"{DRAWING}p")]


def _below(roots: list[str], below: dict[str, list[tuple[int, str]]]) -> Iterator[str]:
    waiting, seen = roots[::-1], set[str]()
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            yield key
            waiting += [one for _, one in sorted(below.get(key, ()), key=lambda one: one[0], reverse=True)]
