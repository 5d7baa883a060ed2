"""Enumerations (liệt kê): the relation that the line that opens one gives to every item below it.

Guarantees:
1. "Bãi bỏ các quy định sau đây:" holds for the items right below it, of whatever mark, and ends with them.
2. Reading takes time linear in the length of the text.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from kb.law.relations import CitationRelation

_LINE = re.compile(
    r"^[ \t]*(?P<mark>(?:Điều[ ]\w+[.:]|\d{1,3}[a-zđ]?(?:\.\d+)*[.)]|[a-zđ]\d?[.)]|[-–+•])[ \t]*)?(?P<words>[^\n]*)$",
    re.MULTILINE,
)
_OPENS = (
    (CitationRelation.AMENDS, re.compile(r"(?:Sửa đổi|Bổ sung|Thay đổi)\b(?! và (?:thay thế|bãi bỏ))", re.IGNORECASE)),
    (CitationRelation.REPLACES, re.compile(r"Thay thế\b", re.IGNORECASE)),
    (CitationRelation.REPEALS, re.compile(r"(?:Bãi bỏ|Hủy bỏ|Huỷ bỏ)\b", re.IGNORECASE)),
)
_ENDS_OPEN = re.compile(r":[^\S\n]*(?:\n|\Z)")
# "Các Thông tư sau đây hết hiệu lực …:" says it at its end.
_CLOSES = re.compile(r"\b(?:hết hiệu lực|bị bãi bỏ|được bãi bỏ)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Items:
    """The items of enumerations, in order, in columns: offset of each, offset of its words, relation that its list gives it."""

    starts: tuple[int, ...]
    words: tuple[int, ...]
    relations: tuple[CitationRelation, ...]

    def relation_at(self, offset: int) -> CitationRelation | None:
        """The relation of the item whose words begin at `offset` to what it cites; None where no line opens one."""
        last = bisect_right(self.starts, offset) - 1
        return self.relations[last] if last >= 0 and self.words[last] == offset else None


def items(text: str) -> Items:
    """The items of the enumerations in `text` (NFC) that amend, replace or repeal what they cite, in order."""
    found: list[tuple[int, int, CitationRelation]] = []
    holds: dict[str, CitationRelation] = {}  # the kind of mark of the items below → the relation that the line above them gives
    at = 0
    while (at := at if holds else _opening(text, at)) < len(text):  # where nothing holds, no other line matters
        line = _LINE.match(text, at)
        assert line is not None, "a line may hold anything"
        at = line.end() + 1
        if line.start() == line.end():
            continue
        kind, words = _kind(line["mark"]), line["words"].rstrip()
        own = holds.get(kind) if kind else None
        if own:
            found.append((line.start(), line.start("words"), own))
        if words.endswith(":"):
            at_end = CitationRelation.REPEALS if _CLOSES.search(words) else own
            says = next((relation for relation, verb in _OPENS if verb.match(words)), at_end)
            same = {kind: own} if own else {}
            holds = {**same, **dict.fromkeys(_KINDS - {kind}, says)} if says else same
        elif not kind:
            holds = {}
    return Items(tuple(f[0] for f in found), tuple(f[1] for f in found), tuple(f[2] for f in found))


def _opening(text: str, begin: int) -> int:
    """The offset of the next line that ends with a colon; the length of the text where there is none."""
    colon = _ENDS_OPEN.search(text, begin)
    return text.rfind("\n", begin, colon.start()) + 1 or begin if colon else len(text)


_KINDS = frozenset({"article", "number", "letter", "dash"})


def _kind(mark: str | None) -> str:
    if not mark:
        return ""
    if mark.startswith("Điều"):
        return "article"
    return "number" if mark[0].isdigit() else "letter" if mark[0].isalpha() else "dash"
