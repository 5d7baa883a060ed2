"""How the runs of a Word file look, as far as reading asks: font, hidden, struck, raised (ISO/IEC 29500-1, 17.3.2, 17.7).

Guarantees:
1. The nearest that says a property decides: the run, its character style, the style of the paragraph, the defaults of the
   document; a circle of styles ends. A font of the theme is "" (themes are Unicode).
2. Hidden and struck are toggled by styles (17.7.3): set by two of table, paragraph and character style, they are not set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kb.readers.word.line import Height
from kb.readers.word.package import Element, W

_OFF = frozenset({"0", "false", "off"})
_STYLE, _FONTS, _HIDDEN, _STRUCK, _TWICE = (W + one for one in ("rStyle", "rFonts", "vanish", "strike", "dstrike"))
_ALIGNED, _LIFT, _SIZE = (W + one for one in ("vertAlign", "position", "sz"))
_SAYS = frozenset({_STYLE, _FONTS, _HIDDEN, _STRUCK, _TWICE, _ALIGNED, _LIFT, _SIZE})


class _Said(NamedTuple):
    """What a w:rPr says of each property; None where it says nothing."""

    font: str | None = None
    hidden: bool | None = None
    struck: bool | None = None
    struck_twice: bool | None = None
    script: int | None = None
    lift: int | None = None
    size: int | None = None


_NOTHING = _Said()


class Look(NamedTuple):
    """How a run looks: the font of its letters, whether Word shows it, whether it is struck through, how high it stands."""

    font: str
    hidden: bool
    struck: bool
    height: Height


@dataclass(frozen=True, slots=True)
class DocumentStyles:
    """What each style says, with what it is based on; the default style of paragraphs; the defaults of the document."""

    styles: Mapping[str, _Said]
    default_style: str
    defaults: _Said
    _looks: dict[tuple[_Said, str, str, str], Look]

    def style(self, properties: Element | None) -> str:
        """The style of a paragraph with these w:pPr."""
        return style_named(properties, "pStyle") or self.default_style

    def look(self, properties: Element | None, paragraph_style: str, table_style: str = "") -> Look:
        """The look of a run with these w:rPr in a paragraph of this style, in a table of that style."""
        own, character_style = _NOTHING, ""
        if properties is not None and len(properties):
            own = _said(properties)
            character_style = style_named(properties, "rStyle")
        key = own, character_style, paragraph_style, table_style
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = self._merged(*key)
        return look

    def _merged(self, own: _Said, *names: str) -> Look:
        levels = [self.styles.get(name, _NOTHING) for name in names]
        font = next((one.font for one in (own, *levels[:2], self.defaults) if one.font is not None), "")
        nearest = [
            next((one[at] for one in (own, *levels, self.defaults) if one[at] is not None), 0) for at in range(len(_NOTHING))
        ]
        hidden, struck = (
            own[at] if own[at] is not None else self.defaults[at] or sum(one[at] is True for one in levels) % 2 == 1
            for at in (1, 2)
        )
        height = Height(int(nearest[4] or 0), int(nearest[5] or 0), int(nearest[6] or 0))
        return Look(font, bool(hidden), bool(struck or nearest[3]), height)


def read_document_styles(styles: Element | None) -> DocumentStyles:
    """The styles of the root of their part; None where the document has none."""
    own: dict[str, _Said] = {}
    based_on: dict[str, str] = {}
    default_style, defaults = "", _NOTHING
    if styles is not None:
        defaults = _said(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for style in styles.findall(W + "style"):
            key = style.get(W + "styleId", "")
            own[key] = _said(style.find(W + "rPr"))
            based_on[key] = style_named(style, "basedOn")
            if style.get(W + "default") in ("1", "true", "on") and style.get(W + "type") == "paragraph":
                default_style = key
    whole = {key: _with_bases(key, own, based_on) for key in own}
    return DocumentStyles(whole, default_style, defaults, {})


def style_named(parent: Element | None, name: str) -> str:
    """The style that the child of this name names ("pStyle", "rStyle", "tblStyle"); "" for none."""
    child = None if parent is None else parent.find(W + name)
    return "" if child is None else child.get(W + "val", "")


def _with_bases(key: str, own: Mapping[str, _Said], based_on: Mapping[str, str]) -> _Said:
    said, seen = _NOTHING, set[str]()
    while key in own and key not in seen:
        seen.add(key)
        said = _Said._make(base if one is None else one for one, base in zip(said, own[key], strict=True))
        key = based_on[key]
    return said


def _said(properties: Element | None) -> _Said:
    said: dict[str, Element] = {} if properties is None else {one.tag: one for one in properties if one.tag in _SAYS}
    if not said:
        return _NOTHING
    align = said[_ALIGNED].get(W + "val") if _ALIGNED in said else None
    return _Said(
        _font(said.get(_FONTS)),
        _on(said.get(_HIDDEN)),
        _on(said.get(_STRUCK)),
        _on(said.get(_TWICE)),
        None if align is None else {"superscript": 1, "subscript": -1}.get(align, 0),
        _half_points(said.get(_LIFT)),
        _half_points(said.get(_SIZE)),
    )


def _on(toggle: Element | None) -> bool | None:
    return None if toggle is None else toggle.get(W + "val", "true").lower() not in _OFF


def _half_points(element: Element | None) -> int | None:
    """A measure in half-points; a Strict document may say it in points ("3pt")."""
    value = "" if element is None else element.get(W + "val", "")
    points = value.endswith("pt")
    try:
        return round(float(value.removesuffix("pt")) * (2 if points else 1)) if value else None
    except (ValueError, OverflowError):
        return None


def _font(named: Element | None) -> str | None:
    """The font of Latin letters that w:rFonts names, the one of letters that are not ASCII first."""
    if named is None:
        return None
    if named.get(W + "hAnsiTheme") or named.get(W + "asciiTheme"):
        return ""
    return named.get(W + "hAnsi", "") or named.get(W + "ascii", "") or None
