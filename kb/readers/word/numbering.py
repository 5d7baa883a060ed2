"""Automatic numbers of Word lists (ISO/IEC 29500-1, 17.9) → the text that Word shows before each paragraph.

Guarantees:
1. A number is what Word shows: formats, restarts, overrides and styles included.
2. A number in a format that is not known here is not made up: it is left out and named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.readers.word.number_formats import number_text
from kb.readers.word.package import MC, Element, W

_LEVELS = 9
_BULLETS_AS_TYPED = frozenset("+-–—*")


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list: its first number, the format of it, the text with %1…%9 for the numbers, the text after that."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    after: str = " "
    restart: int | None = None  # the level (from 1) whose use restarts this one; 0 never; None: any higher level
    style: str = ""  # the paragraph style that means this level
    legal: bool = False  # every number in it is decimal (w:isLgl)


@dataclass(frozen=True, slots=True)
class ListForm:
    """One w:num: the list (w:abstractNum) that it counts in, its levels, and the levels that it starts anew."""

    counts_in: str
    levels: Mapping[int, ListLevel]
    starts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Style:
    """The numbering of a paragraph style: the style that it is based on, its own w:numId and w:ilvl; None where it has none."""

    based_on: str
    num: str | None
    level: int | None


@dataclass(frozen=True, slots=True)
class Numbering:
    """The lists and paragraph styles of one document."""

    lists: Mapping[str, ListForm]
    styles: Mapping[str, Style]
    default_style: str = ""

    def item(self, properties: Element | None) -> tuple[ListForm, str, int] | None:
        """The list, its w:numId and the level (from 0) of a paragraph with these w:pPr; None for one without a number."""
        style, own_num, own_level = _numbering_of(properties)
        style = style or self.default_style
        num, level, named_by = own_num, own_level, style
        seen: set[str] = set()
        while style in self.styles and style not in seen and (num is None or level is None):
            seen.add(style)
            inherited = self.styles[style]
            if num is None and inherited.num is not None:
                num, named_by = inherited.num, style
            level = inherited.level if level is None else level
            style = inherited.based_on
        form = self.lists.get(num or "0")
        if num is None or form is None:
            return None
        if own_num is None and own_level is None:  # 17.9.23: a level may name the style whose paragraphs it numbers
            level = next((at for at, one in form.levels.items() if one.style == named_by), level)
        return form, num, min(max(level or 0, 0), _LEVELS - 1)


@dataclass(slots=True)
class RunningNumbers:
    """The last number of each list and level (`counts`), while the paragraphs of a document are read in order."""

    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)
    unknown: int = 0

    def next(self, item: tuple[ListForm, str, int]) -> str:
        """The text before the next paragraph of this list and level, as Word shows it ("2. ", "a) ", "- "), and count it."""
        form, num, at = item
        counts = self.counts.setdefault(form.counts_in, {})
        level = form.levels.get(at, ListLevel())
        if at in form.starts and (num, at) not in self.started:
            counts[at] = form.starts[at]
        else:
            counts[at] = counts[at] + 1 if at in counts else level.start
        self.started.add((num, at))
        for deeper in [one for one in counts if one > at]:
            restart = form.levels.get(deeper, ListLevel()).restart
            if restart is None or 0 < at + 1 <= restart:
                del counts[deeper]
        if level.form == "bullet":
            return (f"{level.text} " if level.text in _BULLETS_AS_TYPED else "- ") if level.text else ""
        text = self._filled(form, level, counts)
        return text + level.after if text else ""

    def _filled(self, form: ListForm, level: ListLevel, counts: Mapping[int, int]) -> str:
        parts = re.split(r"%([1-9])", level.text)
        for index in range(1, len(parts), 2):
            at = int(parts[index]) - 1
            one = form.levels.get(at, ListLevel())
            number = number_text(counts.get(at, one.start), "decimal" if level.legal else one.form)
            if number is None:
                self.unknown += 1
                return ""
            parts[index] = number
        return "".join(parts)


def read_numbering(numbering: Element | None, styles: Element | None) -> Numbering:
    """The numbering of a document, from the roots of its numbering and styles parts (None where it has none)."""
    paragraph_styles: dict[str, Style] = {}
    default = ""
    for style in _children(styles, "style"):
        key = style.get(W + "styleId", "")
        _, num, level = _numbering_of(style.find(W + "pPr"))
        paragraph_styles[key] = Style(_value(style, "basedOn") or "", num, level)
        if style.get(W + "default") in ("1", "true", "on") and style.get(W + "type") == "paragraph":
            default = key
    abstract = {one.get(W + "abstractNumId", ""): one for one in _children(numbering, "abstractNum")}
    nums = {one.get(W + "numId", ""): one for one in _children(numbering, "num")}
    lists: dict[str, ListForm] = {}
    for key, num in nums.items():
        of = _value(num, "abstractNumId") or ""
        # 17.9.21: a list may stand for the one that a numbering style names.
        link = _value(abstract[of], "numStyleLink") if of in abstract else None
        if link in paragraph_styles and (real := nums.get(paragraph_styles[link].num or "")) is not None:
            of = _value(real, "abstractNumId") or ""
        levels = {at: _level(one) for one in _children(abstract.get(of), "lvl") if (at := _integer(one, "ilvl")) is not None}
        starts: dict[int, int] = {}
        for override in _children(num, "lvlOverride"):
            at = _integer(override, "ilvl")
            if at is None:
                continue
            for one in _children(override, "lvl"):
                levels[at] = _level(one)
            if (start := _integer(override.find(W + "startOverride"), "val")) is not None:
                starts[at] = start
        lists[key] = ListForm(of, levels, starts)
    lists.pop("0", None)  # 17.9.18: numId 0 takes the number away
    return Numbering(lists, paragraph_styles, default)


def _level(element: Element) -> ListLevel:
    start = _integer(element.find(W + "start"), "val")
    legal = element.find(W + "isLgl")
    return ListLevel(
        start=0 if start is None else start,  # 17.9.25: without w:start a level starts at 0
        form=_format(element),
        text=_value(element, "lvlText") or "",
        after="" if (_value(element, "suff") or "").lower() == "nothing" else " ",
        restart=_integer(element.find(W + "lvlRestart"), "val"),
        style=_value(element, "pStyle") or "",
        legal=legal is not None and legal.get(W + "val", "1") not in ("0", "false", "off"),
    )


def _format(level: Element) -> str:
    """The format of a level; of a custom one its pattern ("001, 002, 003, ..."), which stands as an alternative."""
    said = level.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    said = level.find(W + "numFmt") if said is None else said
    if said is None:
        return "decimal"
    form = said.get(W + "val", "decimal")
    return str(said.get(W + "format", form) if form == "custom" else form)


def _numbering_of(properties: Element | None) -> tuple[str, str | None, int | None]:
    """The style, w:numId and w:ilvl that a w:pPr holds."""
    if properties is None:
        return "", None, None
    style = _value(properties, "pStyle") or ""
    number = properties.find(W + "numPr")
    if number is None:
        return style, None, None
    return style, _value(number, "numId"), _integer(number.find(W + "ilvl"), "val")


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else element.findall(W + name)


def _value(element: Element, name: str) -> str | None:
    child = element.find(W + name)
    return None if child is None else child.get(W + "val")


def _integer(element: Element | None, attribute: str) -> int | None:
    text = "" if element is None else element.get(W + attribute, "")
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None
