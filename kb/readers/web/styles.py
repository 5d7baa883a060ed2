"""What the styles of a page say of an element, as far as its text depends on it: shown or not, struck, raised, its marker.

Guarantees:
1. What is no CSS, or a selector that is not known here, is passed over: nothing is raised.
2. A page without style sheets pays for the attribute `style` alone, and each different one is read once.
3. Rules are found by the last class, id or element of their selector, and their number is bounded: time is linear in the page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bs4.css import CSS
from bs4.element import Tag

from kb.readers.web.cascade import Declared, Fitting, Rule, fitting_rules, with_rules
from kb.readers.web.heights import PROPERTIES
from kb.readers.web.media import on_screen
from kb.readers.web.selectors import LAST_COMPOUND, PSEUDO_ELEMENT, SELECTOR, STATE, WEIGHTS, is_known

_USED = re.compile(
    r"display|visibility|decoration|vertical-align|list-style|mso-hide|counter|content|text-raise|opacity|font-size"
    r"|(?<![\w-])(?:position|top|bottom)\s*:|font-variant-p",
    re.IGNORECASE,
)
NO_SIZE = re.compile(r"font-size\s*:\s*0(?!\d|\.\d*[1-9])", re.IGNORECASE)
_SIZE = re.compile(r"(\d++(?:\.\d++)?|\.\d++)(em|ex|ch|lh|%)?(?:[a-z]*)|(larger|smaller)|[a-z-]+(?:\(.*\))?")
_OPACITY = re.compile(r"-?[\d.]+%?")
_DECLARATION = re.compile(r"(?<![\w-])([a-z-]+)\s*:\s*((?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\([^()]*\))*)", re.IGNORECASE)
_IMPORTANT = re.compile(r"!\s*important\s*\Z", re.IGNORECASE)
_PLAIN = PROPERTIES | {"display", "visibility", "mso-hide"}
_WRITTEN = frozenset(("counter-reset", "counter-increment", "counter-set", "content"))  # names of counters are case-sensitive
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
_PART_UNCLOSED = re.compile(r"\([^()]*\)|,")  # behind the last "]"
_GROUPS = ("@media", "@supports", "@layer", "@container", "@scope")
_COMPOUND = re.compile(r"(?P<tag>[a-z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)", re.IGNORECASE)
_KEY = re.compile(r"[.#][\w-]+")
_INNER = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# What is reported where a rule that says it is not read.
_TOLD = frozenset(("display", "visibility", "opacity", "line", "marker", *_WRITTEN)) - {"content"}
_MOST_RULES = 2000
_LARGEST_BLOCK = 20_000  # characters
_LONGEST_SELECTOR = 1_000


@dataclass(slots=True)
class PageStyles:
    """The style sheets of a page: rules by the key of their last element, of elements and of what is put before them."""

    rules: dict[str, list[Rule]] = field(default_factory=dict)
    before: dict[str, list[Rule]] = field(default_factory=dict)
    marker: dict[str, list[Rule]] = field(default_factory=dict)
    counter_styles: dict[str, Mapping[str, str]] = field(default_factory=dict)  # @counter-style: name → descriptors
    unread: int = 0  # selectors that hide text or show it, and are not known here
    fitting: dict[tuple[int, str, frozenset[str]], Fitting] = field(default_factory=dict)  # by the identity of a kind of rules

    def of(self, tag: Tag) -> Mapping[str, str]:
        """What holds for an element, by property: "display", "visibility", "line", "marker" (list-style-type) and others."""
        style = tag.attrs.get("style")
        if not self.rules:
            return declared(str(style)) if style else _NOTHING
        return self._holds(self.rules, tag, declarations(str(style)) if style else None)

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
        return self._holds(kind, tag, None) if kind else _NOTHING

    def _holds(self, kind: dict[str, list[Rule]], tag: Tag, inline: Declared | None) -> Mapping[str, str]:
        """What the rules of a kind and the attribute `style` say of an element; what is alike is looked up once."""
        names = _names(tag)
        key = id(kind), tag.name, frozenset(names)
        if (found := self.fitting.get(key)) is None:
            rules = list(fitting_rules(kind, tag.name, names))
            won = with_rules({}, (rule for rule in rules if rule.matches is None))
            said = {name: value for name, (_, value) in won.items()} if won else _NOTHING
            found = self.fitting[key] = Fitting(won, said, tuple(rule for rule in rules if rule.matches is not None))
        others = [rule for rule in found.others if rule.matches is not None and rule.matches(tag)]
        if not others and not inline:
            return found.said
        won = with_rules(dict(found.won), others)
        for name, (value, important) in (inline or {}).items():
            if name not in won or won[name][0] <= (important, True, ()):
                won[name] = ((important, True, ()), value)
        return {name: value for name, (_, value) in won.items()}


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
        if value and (value not in _GIVEN_UP or name == "marker") and (important or not found.get(name, ("", False))[1]):
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
    if name == "opacity":
        return name, ("1" if value.strip("-0.%") else "0") if _OPACITY.fullmatch(value) else ""
    if name == "font-size":
        return name, _size(value)
    if name == "vertical-align" and value in ("initial", "unset"):
        return name, "baseline"
    return name, value if name in _PLAIN and (name != "display" or _DISPLAYS.fullmatch(value)) else ""


def _size(value: str) -> str:
    """A font-size: "0" for none, "relative" for a share of the one around, "own" for any other; "" for no size."""
    match = _SIZE.fullmatch(value)
    if match is None:
        return ""
    if match[1] and not float(match[1]):
        return "0"
    return "relative" if match[2] or match[3] else "own"


def _marker(name: str, value: str) -> str:
    """The list-style-type of a declaration: a string with its quotes, or a name in lower case, also "inherit" and its like."""
    if string := _STRING.search(re.sub(r"url\([^)]*\)", "", value)):
        return string[0]
    words = [word for word in re.sub(r"\w+\([^)]*\)", " ", value).lower().split() if _NAME.fullmatch(word)]
    if words == ["initial"]:
        return "disc"
    if name == "list-style-type":
        return words[0] if len(words) == 1 and "(" not in value else ""
    types = [word for word in words if word not in ("inside", "outside")]
    return types[-1] if types else "disc"


def page_styles(sheets: Sequence[str], css: CSS, *, sizes: bool = False) -> PageStyles:
    """The rules of the style sheets of a page, in their order; `css` compiles selectors for its elements.

    `sizes` says whether an attribute of the page gives text no size; else rules of nothing but sizes may be passed over.
    """
    styles = PageStyles()
    sizes = sizes or any(map(NO_SIZE.search, sheets))
    order = 0
    for sheet in sheets:
        for selectors, block in _blocks(sheet):
            if selectors.lower().startswith("@counter-style"):
                pairs = _DECLARATION.finditer(block)
                styles.counter_styles[selectors.split()[-1].lower()] = {one[1].lower(): one[2].strip() for one in pairs}
                continue
            said = declarations(block)
            if not said or (not sizes and said.keys() == {"font-size"}):
                continue
            parts = _parts(selectors)
            if len(parts) > 1 and not all(map(is_known, parts)):  # a browser drops the whole rule
                styles.unread += not _TOLD.isdisjoint(said)
                continue
            for selector in parts:
                if selector:
                    order += 1
                    _add(styles, selector, said, order, css)
    return styles


def _add(styles: PageStyles, selector: str, said: Declared, order: int, css: CSS) -> None:
    if len(selector) > _LONGEST_SELECTOR:
        styles.unread += not _TOLD.isdisjoint(said)
        return
    pseudo = PSEUDO_ELEMENT.search(selector)
    rules = {"before": styles.before, "marker": styles.marker, "": styles.rules}.get(
        (pseudo[1] or "other").lower() if pseudo else ""
    )
    bare = selector[: pseudo.start()].strip() if pseudo else selector
    if rules is None or STATE.search(bare):
        return
    bare = bare or "*"
    last = LAST_COMPOUND.search(bare)
    if order > _MOST_RULES or last is None or not SELECTOR.fullmatch(bare):
        styles.unread += not _TOLD.isdisjoint(said)
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
    weights = tuple(len(weight.findall(bare)) for weight in WEIGHTS)
    rule = Rule((*weights, order), "" if tag == "*" else tag, keys, needed, matches, said)
    rules.setdefault(min(keys, default=rule.tag or "*"), []).append(rule)


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
                holds = holds and (rule.startswith("@counter-style") or (rule.startswith(_GROUPS) and on_screen(rule)))
            open_blocks.append((head, holds))
        elif open_blocks:
            head, holds = open_blocks.pop()
            if holds and not head.lower().startswith(_GROUPS):
                yield head, text


def _parts(selectors: str) -> list[str]:
    """The selectors of a list, without its commas."""
    if len(selectors) > _LARGEST_BLOCK:
        return []
    closed = selectors.rfind("]") + 1
    parts = (*_PART.finditer(selectors, 0, closed), *_PART_UNCLOSED.finditer(selectors, closed))
    bounds = [match.start() for match in parts if match[0] == ","]
    return [
        selectors[start:end].strip()
        for start, end in zip([0, *(at + 1 for at in bounds)], [*bounds, len(selectors)], strict=True)
    ]
