"""Codes of the symbol fonts (Symbol, Wingdings) → the characters that Word draws for them.

Guarantees:
1. A code that is not in a table here is left as it is (`in_symbols`) or None (`symbol`), never guessed.
"""

import re

_PRIVATE = 0xF000  # where Windows puts the 256 codes of a symbol font
_OF_A_FONT = re.compile("[\uf020-\uf0ff]")
_UNKNOWN = "\0"


def _table(*runs: tuple[int, str]) -> dict[int, str]:
    return {code: one for start, run in runs for code, one in enumerate(run, start) if one != _UNKNOWN}


# The hyphen-minus and the asterisk are what a user types with this font in "NĐ-CP"; the tables of Adobe have ∗ and −.
_SYMBOL = _table(
    (0x20, " !∀#∃%&∋()*+,-./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
    (0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\0\0↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑"),
    (0xF1, "⟩∫"),
)
_WINGDINGS = _table(
    (0x20, " "),
    (0x6C, "●❍■□\0❑❒⬧⧫◆❖\0⌧"),
    (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x9F, "•"),
    (0xA7, "▪◻"),
    (0xD8, "➢"),
    (0xDF, "←→↑↓↖↗↙↘\0➔"),
    (0xEF, "⇦⇨⇧⇩⬄⇳"),
    (0xFB, "✗✓☒☑"),
)
_WINGDINGS_2 = _table((0x4F, "✗✓☒☑☒"), (0xA3, "□"))
_TABLES = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def symbol(font: str, code: int) -> str | None:
    """The character that this code of the font is, with or without F000 added: ("Symbol", 0xF02D) → "-". None: not known.

    In a font that is none of symbols a code is its character in Unicode.
    """
    table = _TABLES.get(font.strip().lower())
    if table is not None:
        return table.get(code - _PRIVATE if code >= _PRIVATE else code)
    return chr(code) if 0x20 <= code < 0xD800 and "dings" not in font.lower() else None


def in_symbols(text: str, font: str) -> str:
    """`text` in this font with the codes of a symbol font as their characters, where they are known; of the same length."""
    if text.isascii() or not _OF_A_FONT.search(text):
        return text
    table = _TABLES.get(font.strip().lower(), {})
    return _OF_A_FONT.sub(lambda found: table.get(ord(found[0]) - _PRIVATE, found[0]), text)
