"""The numbers, letters and dashes that a browser writes before items of lists, and by counters of style sheets (CSS Lists 3).

Guarantees:
1. A marker is what a browser shows: style, first number, direction, nested counters. A dash stands for every bullet.
2. One in a script that is not known here is not made up: it is None.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from kb.readers.word.number_formats import number_text

UNKNOWN_MARKER = "số thứ tự ở dạng chưa đọc được"  # what readers count as left out

_BULLETS = frozenset(("disc", "circle", "square", "disclosure-open", "disclosure-closed"))
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_LETTERS = {"lower-alpha": _LATIN, "lower-latin": _LATIN, "upper-alpha": _LATIN.upper(), "upper-latin": _LATIN.upper(),
            "lower-greek": _GREEK}  # fmt: skip
_ROMAN = {"lower-roman": "lowerRoman", "upper-roman": "upperRoman"}
_LARGEST_ROMAN = 3999
# Of other scripts; a name that no style has is counted in decimal.
_OTHER_SCRIPTS = re.compile(
    r"(?:upper-|lower-)?armenian|georgian|hebrew|hiragana.*|katakana.*|cjk-.*|(?:simp|trad)-chinese-.*|japanese-.*|korean-.*"
    r"|arabic-indic|bengali|cambodian|devanagari|ethiopic.*|gujarati|gurmukhi|kannada|khmer|lao|malayalam|mongolian|myanmar"
    r"|oriya|persian|tamil|telugu|thai|tibetan|urdu",
)
# The attribute `type` of lists and items (HTML, 15.3.7).
_LIST_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman", "none": "none",
              "disc": "disc", "circle": "circle", "square": "square"}  # fmt: skip
_OF_OL, _OF_UL = frozenset("1aAiI"), frozenset(("none", "disc", "circle", "square"))
_INTEGER = re.compile(r"[\t\n\f\r ]*([-+]?\d{1,9})(?!\d)", re.ASCII)
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n]?|(.))", re.DOTALL)
_CONTENT = re.compile(
    r"\s*(?:(?P<string>\"[^\"]*\"|'[^']*')|counter\(\s*(?P<one>[\w-]+)\s*(?:,\s*(?P<style>[\w-]+)\s*)?\)"
    r"|counters\(\s*(?P<all>[\w-]+)\s*,\s*(?P<between>\"[^\"]*\"|'[^']*')\s*(?:,\s*(?P<styles>[\w-]+)\s*)?\))"
)
_OPERATION = re.compile(r"([a-z_][\w-]*)(?:\s+(-?\d{1,9}))?(?=\s|\Z)", re.IGNORECASE)
_DRAWN = re.compile("[\ue000-\uf8ff]")  # private use: pictures of a font
# What styles write before elements, and count, is bounded: it comes again with each of them.
_LONGEST_CONTENT = 400  # characters of a `content`
_DEEPEST = 32  # counters in one another that are written together
_MOST_OPERATIONS = 64  # counters that one element changes

CounterStyles = Mapping[str, Mapping[str, str]]  # @counter-style: its name → its descriptors


def integer(written: object) -> int | None:
    """The integer that an attribute begins with, as HTML reads it ("3abc" → 3); None where there is none."""
    match = _INTEGER.match(str(written)) if written is not None else None
    return int(match[1]) if match else None


def list_type(name: str, written: object) -> str | None:
    """The list-style-type that the attribute `type` of a list or item ("ol", "ul", "li") says; None for none."""
    kind = str(written or "")
    if name != "ul" and kind in _OF_OL:
        return _LIST_TYPES[kind]
    return _LIST_TYPES[kind.lower()] if name != "ol" and kind.lower() in _OF_UL else None


def marker_text(value: int, style: str, own: CounterStyles) -> str | None:
    """The marker of the item numbered `value`: "2. ", "b. ", "- ", "" for none; None in a script that is not known here.

    `style` is a list-style-type in lower case, or a string with its quotes; `own` are the counter styles of the page.
    """
    if style == "none":
        return ""
    if style[:1] in ("'", '"'):
        return unescaped(style[1:-1])
    said = own.get(style, {})
    system = said.get("system", "")
    if style in _BULLETS or (style in own and system == "cyclic"):
        return "- "
    text = number(value, style, own)
    if text is None:
        return None
    prefix, suffix = (_first_string(said.get(name, ""), default) for name, default in (("prefix", ""), ("suffix", ". ")))
    suffix = suffix if suffix[-1:].isspace() else f"{suffix} "
    return f"{prefix}{text}{suffix}"


def number(value: int, style: str, own: CounterStyles) -> str | None:
    """`value` in a counter style, without prefix and suffix: 3 in "lower-alpha" → "c"; None where that is not known."""
    if style in own:
        return _own_number(value, own[style])
    if style == "decimal-leading-zero":
        return f"{value:02d}" if value >= 0 else str(value)
    if style in _LETTERS:
        return _alphabetic(value, _LETTERS[style]) if value > 0 else str(value)
    if style in _ROMAN:
        return number_text(value, _ROMAN[style]) if 0 < value <= _LARGEST_ROMAN else str(value)
    return None if _OTHER_SCRIPTS.fullmatch(style) else str(value)


def _own_number(value: int, said: Mapping[str, str]) -> str | None:
    system, _, of = said.get("system", "symbolic").partition(" ")
    if system == "extends":
        return number(value, of.strip(), {})
    symbols = [_first_string(one[0], one[0]) for one in re.finditer(r"\"[^\"]*\"|'[^']*'|[^\s\"']+", said.get("symbols", ""))]
    if not symbols or value < 1:
        return str(value)
    if system == "alphabetic":
        return _alphabetic(value, symbols)
    if system == "symbolic":
        return symbols[(value - 1) % len(symbols)] * min((value - 1) // len(symbols) + 1, 32)
    if system.startswith("fixed"):
        first = integer(of) if of.strip() else 1
        at = value - (1 if first is None else first)
        return symbols[at] if 0 <= at < len(symbols) else str(value)
    return None


def _alphabetic(value: int, letters: str | list[str]) -> str:
    text = ""
    while value > 0:
        value, letter = divmod(value - 1, len(letters))
        text = letters[letter] + text
        if len(letters) == 1 and len(text) >= 32:
            break
    return text


def _first_string(written: str, default: str) -> str:
    match = _STRING.match(written)
    return unescaped(match[1] or match[2] or "") if match else default


def unescaped(written: str) -> str:
    """A string of CSS without its escapes: "\\29 " → ")"."""
    return _ESCAPE.sub(lambda match: match[2] or _character(match[1]), written) if "\\" in written else written


def _character(code: str) -> str:
    value = int(code, 16)
    return chr(value) if 0 < value < 0x110000 and not 0xD800 <= value < 0xE000 else "\ufffd"


@dataclass(slots=True)
class Counters:
    """The counters of style sheets while a page is read in order: of each name the open ones, as [depth, value]."""

    open: dict[str, list[list[int]]] = field(default_factory=dict)
    opened: list[tuple[int, str]] = field(default_factory=list)  # (depth, name) of each that is open, in order

    def enter(self, said: Mapping[str, str], depth: int) -> None:
        """An element, or what is put before it, begins at this depth: its counter-reset, counter-increment, counter-set."""
        for name, value in operations(said.get("counter-reset", ""), 0):
            self._reset(name, depth, value)
        for name, value in operations(said.get("counter-increment", ""), 1):
            if not self.open.get(name):
                self._reset(name, depth, 0)
            self.open[name][-1][1] += value
        for name, value in operations(said.get("counter-set", ""), 0):
            if not self.open.get(name):
                self._reset(name, depth, 0)
            self.open[name][-1][1] = value

    def _reset(self, name: str, depth: int, value: int) -> None:
        opened = self.open.setdefault(name, [])
        if opened and opened[-1][0] == depth:
            opened.pop()
        else:
            self.opened.append((depth, name))
        opened.append([depth, value])

    def leave(self, depth: int) -> None:
        """An element at this depth ends, and with it the counters that its children opened."""
        while self.opened and self.opened[-1][0] > depth:
            self.open[self.opened.pop()[1]].pop()

    def text(self, content: str, item: int | None, own: CounterStyles) -> str | None:
        """The text that a `content` gives, `item` being the number of the list item; None where it cannot be told."""
        parts: list[str] = []
        at = 0
        content = content.strip()
        if len(content) > _LONGEST_CONTENT:
            return None
        while at < len(content):
            match = _CONTENT.match(content, at)
            if match is None:
                return "" if content in ("none", "normal") else None
            at = match.end()
            if match["string"] is not None:
                parts.append(unescaped(match["string"][1:-1]))
                continue
            name = match["one"] or match["all"]
            values = [value for _, value in self.open.get(name, ())]
            if name == "list-item" and item is not None and (match["one"] or not values):
                values = [item]
            values = (values or [0]) if match["all"] else (values or [0])[-1:]
            if len(values) > _DEEPEST:
                return None
            style = (match["style"] or match["styles"] or "decimal").lower()
            numbers = [number(value, style, own) for value in values]
            if None in numbers:
                return None
            between = unescaped(match["between"][1:-1]) if match["between"] else ""
            parts.append(between.join(text for text in numbers if text is not None))
        text = "".join(parts)
        return "" if text.isspace() or _DRAWN.search(text) else text


def operations(written: str, default: int) -> list[tuple[str, int]]:
    """The counters of a counter-reset, -increment or -set, each with its number, or `default` where it says none."""
    if not written or written.strip().lower() == "none":
        return []
    return [
        (match[1], int(match[2]) if match[2] else default) for match in islice(_OPERATION.finditer(written), _MOST_OPERATIONS)
    ]
