"""Items of the lists of a page → the markers that a browser writes before them, while the page is read in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bs4.element import Tag

from kb.readers.web.counters import CounterStyles, integer, list_type, marker_text, operations

LISTS = frozenset({"ol", "ul", "menu", "dir"})
StylesOf = Callable[[Tag], Mapping[str, str]]


# Never shown by themselves: what stands in them is for browsers that do not know them, or for scripts.
UNSHOWN = frozenset(("annotation", "annotation-xml", "audio", "canvas", "datalist", "dialog", "meter", "noembed", "noframes",
                     "progress", "rp", "video"))  # fmt: skip
HIDING = frozenset(("hidden", "popover"))  # attributes
GIVEN_UP = frozenset(("inherit", "unset", "revert", "revert-layer"))


def is_hidden(name: str, attributes: Mapping[str, object], said: Mapping[str, str]) -> bool:
    """Whether an element takes no part in the page: by its styles, by an attribute that no style overrules, or by its name."""
    closed = not HIDING.isdisjoint(attributes) or (name in UNSHOWN and "open" not in attributes)
    if said.get("display", "none" if closed else "") == "none":
        return True
    return said.get("mso-hide") == "all" or said.get("opacity") == "0"


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
        style = said.get("marker") or list_type(tag.name, tag.get("type"))
        if style in GIVEN_UP:
            style = None if style.startswith("revert") else self._inherited(tag)
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
        step, written = owner.step, integer(tag.get("value"))
        if "counter-increment" in said or "counter-set" in said:
            step = dict(operations(said.get("counter-increment", ""), 1)).get("list-item", step)
            written = dict(operations(said.get("counter-set", ""), 0)).get("list-item", written)
        owner.last = owner.last + step if written is None else written
        style = said.get("marker") or list_type("li", tag.get("type")) or owner.style
        return owner.last, marker_text(owner.last, owner.style if style in GIVEN_UP else style, self.own)

    def _inherited(self, tag: Tag) -> str:
        """The list-style-type of what stands around the list `tag`."""
        for around in tag.parents:
            if self.open and around is self.open[-1].tag:
                return self.open[-1].style
            if (style := self.said(around).get("marker", "inherit")) not in GIVEN_UP:
                return style
        return "disc"

    def _items(self, tag: Tag) -> int:
        """How many items a list has: those of lists within it, and hidden ones, are none of its own."""
        found = 0
        stack = [child for child in tag.children if isinstance(child, Tag)]
        while stack:
            child = stack.pop()
            if child.name in LISTS or is_hidden(child.name, child.attrs, said := self.said(child)):
                continue
            found += child.name == "li" and "list-item" in said.get("display", "list-item")
            stack.extend(inner for inner in child.children if isinstance(inner, Tag))
        return found
