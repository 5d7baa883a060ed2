"""From nodes with ranges of characters to frozen provisions with spans and eIds.

Guarantees:
1. A span begins and ends with a character that is not white space, or is empty.
2. An eId is built from the level that citations start at, and is the only one of its kind in the document.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.language.text import Span
from kb.law import eid
from kb.law.levels import DIVISIONS, LEVEL, LevelCode
from kb.law.model import Provision

# Citations leave out what stands above an Điều or an item: eIds of these levels' children do not begin with the parent's.
_LEFT_OUT = (*DIVISIONS, "conclusions")


@dataclass(slots=True)
class Node:
    """A provision being built: its four own ranges [start, end) of characters, in reading order, white space included."""

    level: LevelCode
    number: str = ""
    marker: tuple[int, int] = (0, 0)
    heading: tuple[int, int] = (0, 0)
    intro: tuple[int, int] = (0, 0)
    wrap_up: tuple[int, int] = (0, 0)
    children: list["Node"] = field(default_factory=list)


def freeze(nodes: Sequence[Node], text: str) -> tuple[Provision, ...]:
    """The provisions of `nodes` (a document's top level, in reading order), with their eIds."""
    return _freeze_all(nodes, "", f"{text}\n", {})  # ranges of whole paragraphs include their line ends


def _freeze_all(nodes: Sequence[Node], base: str, text: str, taken: dict[str, int]) -> tuple[Provision, ...]:
    """The provisions of the top level of a document or of an attachment, whose eId is `base`.

    `taken` holds the eIds given so far, and how often the number of each came.
    """
    # Numbers that start again in each container are cited with it: Chương I of Phần 2 is part_2__chp_I.
    nested = {"section", "subsection"}
    nested |= {level for level in ("chapter", "item") if max(Counter(_numbers(nodes, level)).values(), default=0) > 1}
    return tuple(_freeze(node, base, base, nested, text, taken) for node in nodes)


def _numbers(nodes: Sequence[Node], level: LevelCode) -> Iterator[str]:
    for node in nodes:
        if node.level == level:
            yield node.number
        elif node.level in DIVISIONS:
            yield from _numbers(node.children, level)


def _freeze(node: Node, base: str, above: str, nested: set[str], text: str, taken: dict[str, int]) -> Provision:
    """The provision of `node`; `above` is its parent's eId, `base` the nearest one that citations name."""
    number = node.number.rpartition(".")[2] if node.level == "item" else node.number  # 3.1 is item 1 of item 3
    name = unique = eid.join(above if node.level in nested else base, node.level, number)
    while unique in taken:  # a number that the document gives twice
        taken[name] += 1
        unique = f"{name}_{taken[name]}"
    taken[unique] = 1
    if node.level == "attachment":
        children = _freeze_all(node.children, unique, text, taken)
    else:
        inner = base if node.level in _LEFT_OUT else unique
        children = tuple(_freeze(child, inner, unique, nested, text, taken) for child in node.children)
    return _provision(node, unique, text, children)


def _provision(node: Node, name: str, text: str, children: tuple[Provision, ...]) -> Provision:
    reached = node.marker[0]
    spans = []
    for start, end in (node.marker, node.heading, node.intro, node.wrap_up):
        if start < end:
            own = text[start:end].rstrip()
            end = start + len(own)
            start = end - len(own.lstrip())
        if start < end:
            spans.append(Span(start, end))
            reached = end
        else:
            spans.append(Span(reached, reached))
    marker, heading, intro, wrap_up = spans
    return Provision(name, LEVEL[node.level].code, node.number, marker, heading, intro, wrap_up, children)
