"""Items of the lists of a page → the markers that a browser writes before them, while the page is read in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bs4.element import Tag

from kb.readers.web.counters import LIST_TYPES, CounterStyles, integer, marker_text

LISTS = frozenset({"ol", "ul", "menu", "dir"})
StylesOf = Callable[[Tag], Mapping[str, str]]


def is_hidden(attributes: Mapping[str, object], said: Mapping[str, str]) -> bool:
    """Whether an element takes no part in the page: display none, `hidden` where no style overrules it, hidden in Word."""
    return said.get("display", "none" if "hidden" in attributes else "") == "none" or said.get("mso-hide") == "all"


@dataclass(slots=True)
class _List:
    """A list that is being read: the number of its last item, and how much is added for the next."""

    tag: Tag
    style: str
    last: int
    step: int


@dataclass(slots=True)
class OpenLists:
    """The lists that are open, outermost first."""

    said: StylesOf  # what the styles say of an element
    own: CounterStyles
    open: list[_List] = field(default_factory=list)

    def enter(self, tag: Tag, said: Mapping[str, str]) -> None:
        """The list `tag` begins."""
        ordered = tag.name == "ol"
        style = said.get("marker") or (LIST_TYPES.get(str(tag.get("type", "")).strip()) if ordered else None)
        step = -1 if ordered and tag.has_attr("reversed") else 1
        first = integer(tag.get("start")) if ordered else None
        if first is None:
            first = 1 if step > 0 else self._items(tag)
        self.open.append(_List(tag, style or ("decimal" if ordered else "disc"), first - step, step))

    def leave(self) -> None:
        """The innermost list ends."""
        self.open.pop()

    def item(self, tag: Tag, said: Mapping[str, str]) -> tuple[int | None, str | None]:
        """The number and the marker ("2. ", "- ", "") of the next item; a marker None is one that is not known here."""
        if not self.open or "list-item" not in said.get("display", "list-item"):
            return None, ""
        owner = self.open[-1]
        written = integer(tag.get("value"))
        owner.last = owner.last + owner.step if written is None else written
        style = said.get("marker") or LIST_TYPES.get(str(tag.get("type", "")).strip()) or owner.style
        return owner.last, marker_text(owner.last, style, self.own)

    def _items(self, tag: Tag) -> int:
        """How many items a list has: those of lists within it, and hidden ones, are none of its own."""
        found = 0
        stack = [child for child in tag.children if isinstance(child, Tag)]
        while stack:
            child = stack.pop()
            if child.name in LISTS or is_hidden(child.attrs, said := self.said(child)):
                continue
            found += child.name == "li" and "list-item" in said.get("display", "list-item")
            stack.extend(inner for inner in child.children if isinstance(inner, Tag))
        return found
