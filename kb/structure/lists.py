"""Lists below an Điều or in a document without Điều: khoản, điểm, numbered items, dashes.

The rules for text without a number:
1. Before the first member of a list it is the parent's intro; between two members it belongs to the former.
2. After the last khoản or item it belongs to that khoản or item.
3. After the last điểm or dash it is the wrap-up of the provision that holds the list, for it closes the whole list; a
   quotation or a note there belongs to the last member, which introduces it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.language.text import RAISED_DIGITS
from kb.law.levels import LEVEL, LevelCode
from kb.structure.marked_text import MarkedText, excerpt
from kb.structure.marks import Mark
from kb.structure.quotations import Quoted
from kb.structure.sequence import Accepted, Opening, gaps, in_sequence
from kb.structure.tree import Node


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: its level and the styles of its numbers, the first of which that is found is the document's."""

    level: LevelCode
    styles: tuple[str, ...]


_POINTS = (Kind("point", ("point", "dotted")), Kind("indent", ("indent",)))
# Within an Điều: khoản, điểm, dashes.
ARTICLE_LISTS = (Kind("clause", ("clause", "dashed", "bracketed")), *_POINTS)
# Without Điều: "A.", "I.", "1.", "1.1.", "1.1.1.", "(1)", "a)", "-", each below the former: para_I__subpara_1__point_a.
ITEM_LISTS = (
    Kind("item", ("capital",)),
    Kind("item", ("roman",)),
    Kind("item", ("clause", "dashed")),
    Kind("item", ("decimal",)),
    Kind("item", ("decimal",)),
    Kind("item", ("bracketed",)),
    *_POINTS,
)
_ENDS_OPEN = re.compile(rf":[”\"\s]*(?:\[\d+\]|[{RAISED_DIGITS}]+)?\s*\Z")
# In a quotation that is never closed only an instruction of the amending law itself can be its next number.
_INSTRUCTION = re.compile(r"\S{1,5}\s(?:Sửa|Bổ sung|Thay|Bãi bỏ|Bỏ|Đổi|Chuyển|Hủy bỏ)\b")


def fill(marked: MarkedText, node: Node, begin: int, end: int, kinds: Sequence[Kind], gives_tail: bool = False) -> int:
    """Give `node` the paragraphs [begin, end) that follow its opening one; returns the first that it did not take.

    `node.intro` begins already where the rest of the opening paragraph does. With `gives_tail` the node leaves what closes
    the list that it is the last member of.
    """
    depth, found = 0, Accepted((), ())
    if not marked.has_marks(begin, end):
        depth = len(kinds)
    while depth < len(kinds) and not found.members:
        found = _list(marked, node, begin, end, kinds[depth])
        depth += 1
    if not found.members:
        if gives_tail:
            end = _own_tail(marked, begin, end)
        node.intro = (node.intro[0], marked.starts[end])
        return end
    members, level = found.members, kinds[depth - 1].level
    _report(marked, found, level)
    node.intro = (node.intro[0], marked.starts[members[0].at])
    stop = end
    for i, member in enumerate(members):
        last = i + 1 == len(members)
        limit = end if last else members[i + 1].at
        start = marked.starts[member.at]
        body = start + member.mark.end
        child = Node(level, member.mark.number, marker=(start, body), intro=(body, body))
        node.children.append(child)
        stop = fill(marked, child, member.at + 1, limit, kinds[depth:], gives_tail=last and level in ("point", "indent"))
    if stop < end and not gives_tail:
        node.wrap_up = (marked.starts[stop], marked.starts[end])
        stop = end
    return stop


def first_list(marked: MarkedText, begin: int, end: int) -> tuple[Opening, ...]:
    """The members of the outermost list of a text without Điều; none where it has no numbers."""
    for kind in ITEM_LISTS[:3]:
        if members := _list(marked, Node("item"), begin, end, kind).members:
            return members
    return ()


def _list(marked: MarkedText, node: Node, begin: int, end: int, kind: Kind) -> Accepted:
    if kind.level == "indent":
        return Accepted(_dashes(marked, node, begin, end), ())
    for style in kind.styles:
        candidates = marked.candidates(begin, end, style, lambda index: bool(_INSTRUCTION.match(marked.text(index))))
        if style == "decimal":
            candidates = [c for c in candidates if c.mark.number.rpartition(".")[0] == node.number]
        found = in_sequence(candidates, any_gap=kind.level == "point")
        # One "A." or "a." alone may be an initial; two in sequence are a list.
        if len(found.members) > (style in ("capital", "dotted", "dashed", "bracketed")):
            return found
    return Accepted((), ())


def _dashes(marked: MarkedText, node: Node, begin: int, end: int) -> tuple[Opening, ...]:
    """The dashes of one list: below an item, or elsewhere after a line that ends in a colon; a new such line ends it."""
    members: list[Opening] = []
    for index, mark, _ in marked.candidates(begin, end, "indent", lambda _: False):
        led = index > 0 and bool(_ENDS_OPEN.search(marked.text(index - 1)[-20:]))
        if members and led and not marked.marks[index - 1]:
            break
        if members or led or node.level == "item":
            number = str(len(members) + 1)
            members.append(Opening(index, Mark("indent", (len(members) + 1, 0), number, mark.end)))
    return tuple(members)


def _own_tail(marked: MarkedText, begin: int, end: int) -> int:
    """The first paragraph after those that the last member of a list introduces: quotations, notes, a table after a colon."""
    announced = bool(_ENDS_OPEN.search(marked.text(begin - 1)[-20:]))
    while begin < end:
        kind = marked.paragraphs[begin].kind
        if marked.quoted[begin] is Quoted.NO and kind != "note" and not (kind == "table" and announced):
            break
        begin += 1
    return begin


def _report(marked: MarkedText, found: Accepted, level: LevelCode) -> None:
    if level == "indent":
        return
    name = LEVEL[level].label
    for member in found.members:
        marked.end_quotation(member.at)
        if not member.mark.certain:
            written = excerpt(marked.text(member.at))
            marked.report(member.at, f"“{written}” được đọc là {name} {member.mark.number}")
    for before, after in gaps(found.members):
        marked.report(after.at, f"thiếu số giữa {name} {before.mark.number} và {name} {after.mark.number}")
    for candidate in found.rejected:
        written = excerpt(marked.text(candidate.at))
        marked.report(candidate.at, f"số {candidate.mark.number} không nối tiếp, được giữ là nội dung: “{written}”")
