"""Fonts of the runs of a Word file (ISO/IEC 29500-1, 17.3.2.26): by the run, its styles, or the defaults of the document.

Guarantees:
1. The nearest of these that names a font decides; a circle of styles ends; a font of the theme is "" (themes are Unicode).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.readers.word.package import Element, W


@dataclass(frozen=True, slots=True)
class DocumentFonts:
    """The font that each style names (None: none of its own), the style that each is based on, and the defaults."""

    fonts: Mapping[str, str | None]
    based_on: Mapping[str, str]
    default_style: str
    default: str

    def style(self, properties: Element | None) -> str:
        """The style of a paragraph with these w:pPr."""
        return _value(properties, "pStyle") or self.default_style

    def of(self, properties: Element | None, paragraph_style: str) -> str:
        """The font of a run with these w:rPr in a paragraph of this style; "" where nothing names one."""
        own = _font(properties)
        for style in (_value(properties, "rStyle"), paragraph_style):
            seen: set[str] = set()
            while own is None and style in self.fonts and style not in seen:
                seen.add(style)
                own = self.fonts[style]
                style = self.based_on.get(style, "")
        return self.default if own is None else own


def read_fonts(styles: Element | None) -> DocumentFonts:
    """The fonts of the root of the part of styles; None where the document has none."""
    fonts: dict[str, str | None] = {}
    based_on: dict[str, str] = {}
    default_style = default = ""
    if styles is not None:
        default = _font(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")) or ""
        for style in styles.findall(W + "style"):
            key = style.get(W + "styleId", "")
            fonts[key] = _font(style.find(W + "rPr"))
            based_on[key] = _value(style, "basedOn")
            if style.get(W + "default") in ("1", "true", "on") and style.get(W + "type") == "paragraph":
                default_style = key
    return DocumentFonts(fonts, based_on, default_style, default)


def _font(properties: Element | None) -> str | None:
    """The font of Latin letters that w:rPr name, the one of letters that are not ASCII first."""
    named = None if properties is None else properties.find(W + "rFonts")
    if named is None:
        return None
    if named.get(W + "hAnsiTheme") or named.get(W + "asciiTheme"):
        return ""
    return named.get(W + "hAnsi", "") or named.get(W + "ascii", "") or None


def _value(parent: Element | None, name: str) -> str:
    child = None if parent is None else parent.find(W + name)
    return "" if child is None else child.get(W + "val", "")
