"""What the styles of a page say of an element, as far as its text depends on it: shown or not, struck, raised, its marker.

Guarantees:
1. What is no CSS, or a selector that is not known here, is passed over: nothing is raised.
2. A page without style sheets pays for the attribute `style` alone, and each different one is read once.
3. Rules are found by the last class, id or element of their selector, and their number is bounded: time is linear in the page.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bs4.css import CSS
from bs4.element import Tag

# A value, and whether it is !important.
Declared = Mapping[str, tuple[str, bool]]

_USED = re.compile(r"display|visibility|decoration|vertical-align|list-style|mso-hide|counter|content", re.IGNORECASE)
_DECLARATION = re.compile(r"(?<![\w-])([a-z-]+)\s*:\s*((?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\([^()]*\))*)", re.IGNORECASE)
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z", re.IGNORECASE)
_PLAIN = frozenset(("display", "visibility", "vertical-align", "mso-hide"))
_WRITTEN = frozenset(("counter-reset", "counter-increment", "content"))  # names of counters are case-sensitive
_DISPLAYS = re.compile(
    r"none|contents|(?:inline-)?(?:block|table|flex|grid)|inline|flow-root|list-item|run-in|table-[a-z-]+|-webkit-[a-z-]+"
    r"|(?:block|inline|flow|flow-root|list-item)(?: (?:block|inline|flow|flow-root|flex|grid|table|list-item)){1,2}|ruby"
)
_LINES = frozenset(("text-decoration", "text-decoration-line"))
_MARKERS = frozenset(("list-style", "list-style-type"))
_GIVEN_UP = frozenset(("inherit", "unset", "revert", "revert-layer"))
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_NAME = re.compile(r"[a-z][\w-]*", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_PART = re.compile(r"\[[^\]]*\]|\([^()]*\)|,")
# What the width of a window decides is read as on a screen of a usual width.
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)(px|r?em)\s*\)", re.IGNORECASE)
_SCREEN = 1280.0
_GROUPS = ("@media", "@supports", "@layer", "@container", "@scope")
_PSEUDO_ELEMENT = re.compile(r"::?(before|marker|after|first-line|first-letter)\Z|::[\w-]+(?:\([^)]*\))?\Z", re.IGNORECASE)
# A selector whose match takes a time that does not grow with the page: no :has, :nth-child, ~.
_SELECTOR = re.compile(
    r"(?:[\w\-.#*\s>+]|\[[^\[\]]*\]|:(?:not|is|where)\([\w\-.#*\s,]*\)|:(?:(?:first|last|only)-(?:child|of-type)|root|empty))+"
)
_STATE = re.compile(r":(?:hover|focus|active|visited|target|checked|disabled|enabled|invalid|valid)", re.IGNORECASE)
_COMPOUND = re.compile(r"(?P<tag>[a-z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)", re.IGNORECASE)
_LAST_COMPOUND = re.compile(r"(?:[^\s>+\[]|\[[^\[\]]*\])+\Z")
_KEY = re.compile(r"[.#][\w-]+")
_INNER = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WEIGHTS = (
    re.compile(r"#[\w-]"),
    re.compile(r"\.[\w-]|\[|:(?!not|is|where)"),
    re.compile(r"(?:^|[\s>+(])[a-z]", re.IGNORECASE),
)
_MOST_RULES = 2000
_LARGEST_BLOCK = 20_000  # characters


class Rule(NamedTuple):
    """One selector with what it declares; `rank` orders rules of one property, `matches` is None where the key says all."""

    rank: tuple[int, ...]
    tag: str
    keys: frozenset[str]  # ".class" and "#id" of its last element
    needed: frozenset[str]  # those of all its elements
    matches: Callable[[Tag], bool] | None
    said: Declared


@dataclass(slots=True)
class PageStyles:
    """The style sheets of a page: rules by the key of their last element, of elements and of what is put before them."""

    rules: dict[str, list[Rule]] = field(default_factory=dict)
    before: dict[str, list[Rule]] = field(default_factory=dict)
    marker: dict[str, list[Rule]] = field(default_factory=dict)
    counter_styles: dict[str, Mapping[str, str]] = field(default_factory=dict)  # @counter-style: name → descriptors
    unread: int = 0  # selectors that hide text or show it, and are not known here

    def of(self, tag: Tag) -> Mapping[str, str]:
        """What holds for an element, by property: "display", "visibility", "line", "marker" (list-style-type) and others."""
        style = tag.attrs.get("style")
        if not self.rules:
            return declared(str(style)) if style else _NOTHING
        return _cascade(_matching(self.rules, tag), declarations(str(style)) if style else None)

    def within(self, root: Tag) -> "PageStyles":
        """The rules that may hold below `root`: those whose classes and ids stand there or around it."""
        if not (self.rules or self.before or self.marker):
            return self
        names = {name for tag in (*root.parents, root, *root.find_all(True)) for name in _names(tag)}
        rules, before, marker = (
            {key: held for key, rules in kind.items() if (held := [rule for rule in rules if rule.needed <= names])}
            for kind in (self.rules, self.before, self.marker)
        )
        return PageStyles(rules, before, marker, self.counter_styles, self.unread)

    def put(self, kind: dict[str, list[Rule]], tag: Tag) -> Mapping[str, str]:
        """What holds for the text that is put `before` an element, or for its `marker`."""
        return _cascade(_matching(kind, tag), None) if kind else _NOTHING


_NOTHING: Mapping[str, str] = {}


@lru_cache(maxsize=4096)
def declarations(style: str) -> Declared:
    """The declarations of a block or of an attribute `style` that text depends on, the last of each."""
    found: dict[str, tuple[str, bool]] = {}
    if len(style) > _LARGEST_BLOCK or not _USED.search(style):
        return found
    for match in _DECLARATION.finditer(style):
        important = _IMPORTANT.search(match[2])
        value = (match[2][: important.start()] if important else match[2]).strip()
        name, value = _normal(match[1].lower(), value)
        if value and value not in _GIVEN_UP and (important or not found.get(name, ("", False))[1]):
            found[name] = (value, important is not None)
    return found


@lru_cache(maxsize=4096)
def declared(style: str) -> Mapping[str, str]:
    """What an attribute `style` alone declares, by property."""
    return {name: value for name, (value, _) in declarations(style).items()}


def _normal(name: str, value: str) -> tuple[str, str]:
    """The property and value as they are looked up; "" for a value that is not one."""
    if name in _LINES:
        return "line", "line-through" if "line-through" in value.lower() else "none"
    if name in _MARKERS:
        return "marker", _marker(name, value)
    if name in _WRITTEN:
        return name, value
    value = value.lower()
    return name, value if name in _PLAIN and (name != "display" or _DISPLAYS.fullmatch(value)) else ""


def _marker(name: str, value: str) -> str:
    """The list-style-type of a declaration: a string with its quotes, or a name in lower case."""
    if string := _STRING.search(re.sub(r"url\([^)]*\)", "", value)):
        return string[0]
    words = [word for word in re.sub(r"\w+\([^)]*\)", " ", value).lower().split() if _NAME.fullmatch(word)]
    if name == "list-style-type":
        return words[0] if len(words) == 1 and "(" not in value else ""
    types = [word for word in words if word not in ("inside", "outside")]
    return types[-1] if types else "disc"


def page_styles(sheets: Sequence[str], css: CSS) -> PageStyles:
    """The rules of the style sheets of a page, in their order; `css` compiles selectors for its elements."""
    styles = PageStyles()
    order = 0
    for sheet in sheets:
        for selectors, block in _blocks(sheet):
            if selectors.lower().startswith("@counter-style"):
                pairs = _DECLARATION.finditer(block)
                styles.counter_styles[selectors.split()[-1].lower()] = {one[1].lower(): one[2].strip() for one in pairs}
                continue
            if said := declarations(block):
                for selector in _parts(selectors):
                    order += 1
                    _add(styles, selector, said, order, css)
    return styles


def _add(styles: PageStyles, selector: str, said: Declared, order: int, css: CSS) -> None:
    pseudo = _PSEUDO_ELEMENT.search(selector)
    rules = {"before": styles.before, "marker": styles.marker, "": styles.rules}.get(
        (pseudo[1] or "other").lower() if pseudo else ""
    )
    bare = selector[: pseudo.start()].strip() if pseudo else selector
    if rules is None or _STATE.search(bare):
        return
    bare = bare or "*"
    last = _LAST_COMPOUND.search(bare)
    if order > _MOST_RULES or last is None or not _SELECTOR.fullmatch(bare):
        styles.unread += any(name in said for name in ("display", "visibility", "line"))
        return
    compound = _COMPOUND.match(last[0])
    tag = (compound["tag"] or "").lower() if compound else ""
    keys = frozenset(_KEY.findall(compound["rest"])) if compound else frozenset()
    matches = None
    if compound is None or compound.end() != len(bare):
        try:
            matches = css.compile(bare).match
        except (css.api.SelectorSyntaxError, NotImplementedError, ValueError):
            return
    needed = frozenset(_KEY.findall(_INNER.sub("", bare)))
    weights = tuple(len(weight.findall(bare)) for weight in _WEIGHTS)
    rule = Rule((*weights, order), "" if tag == "*" else tag, keys, needed, matches, said)
    rules.setdefault(min(keys, default=rule.tag or "*"), []).append(rule)


def _matching(rules: Mapping[str, list[Rule]], tag: Tag) -> Iterator[Rule]:
    names = _names(tag)
    for key in (tag.name, "*", *names):
        for rule in rules.get(key, ()):
            if rule.tag in ("", tag.name) and rule.keys <= names and (rule.matches is None or rule.matches(tag)):
                yield rule


def _names(tag: Tag) -> set[str]:
    """ ".class" and "#id" of an element."""
    attributes = tag.attrs
    if not attributes:
        return set()
    classes = attributes.get("class") or ()
    names = {f".{name}" for name in (classes if isinstance(classes, list) else str(classes).split())}
    if identity := attributes.get("id"):
        names.add(f"#{identity}")
    return names


def _cascade(rules: Iterator[Rule], inline: Declared | None) -> Mapping[str, str]:
    won: dict[str, tuple[tuple[bool, bool, tuple[int, ...]], str]] = {}
    for rule in rules:
        for name, (value, important) in rule.said.items():
            rank = (important, False, rule.rank)
            if name not in won or won[name][0] <= rank:
                won[name] = (rank, value)
    for name, (value, important) in (inline or {}).items():
        if name not in won or won[name][0] <= (important, True, ()):
            won[name] = ((important, True, ()), value)
    return {name: value for name, (_, value) in won.items()} if won else _NOTHING


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and the declarations of each rule that holds on a screen."""
    if not _USED.search(sheet):
        return
    sheet = _STRING.sub(lambda match: match[0].replace("{", "").replace("}", ""), _COMMENT.sub(" ", sheet))
    open_blocks: list[tuple[str, bool]] = []  # what stands before each open brace, and whether what is in it holds
    at = 0
    for brace in _BRACE.finditer(sheet):
        text = sheet[at : brace.start()]
        at = brace.end()
        if brace[0] == "{":
            head = " ".join(text.rpartition(";")[2].split())
            holds = all(holds for _, holds in open_blocks[-1:])
            rule = head.lower()
            if rule.startswith("@"):
                holds = holds and (rule.startswith("@counter-style") or (rule.startswith(_GROUPS) and _on_screen(rule)))
            open_blocks.append((head, holds))
        elif open_blocks:
            head, holds = open_blocks.pop()
            if holds and not head.lower().startswith(_GROUPS):
                yield head, text


def _on_screen(rule: str) -> bool:
    """Whether a screen of a usual width fits one of the queries of @media; other groups hold."""
    if not rule.startswith("@media"):
        return True
    return any(_fits(query) for query in rule.removeprefix("@media").split(","))


def _fits(query: str) -> bool:
    fits = True
    for bound, number, unit in _WIDTH.findall(query):
        width = float(number if number.count(".") < 2 else "0") if number.strip(".") else 0.0
        width *= 1 if unit.lower() == "px" else 16
        fits = fits and (width <= _SCREEN if bound.lower() == "min" else width >= _SCREEN)
    rest = set(_WIDTH.sub(" ", query).split()) - {"and", "only"}
    return fits and rest <= {"screen", "all"}


def _parts(selectors: str) -> list[str]:
    """The selectors of a list, without its commas."""
    if len(selectors) > _LARGEST_BLOCK:
        return []
    bounds = [match.start() for match in _PART.finditer(selectors) if match[0] == ","]
    return [
        part
        for start, end in zip([0, *(at + 1 for at in bounds)], [*bounds, len(selectors)], strict=True)
        if (part := selectors[start:end].strip())
    ]
