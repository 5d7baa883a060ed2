"""PDF files that tests write: every letter is as wide as six tenths of its size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, radians, sin

_IMAGE = "q {width} 0 0 {height} 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q\n"


@dataclass(frozen=True)
class Text:
    """Text from a point on; `angle` in degrees against the clock, `tracking` in points between letters, `rise` in points.

    `apart`: every letter is an object of its own, put at its place; spaces are then only gaps.
    """

    x: float
    y: float
    size: float
    text: str
    angle: int = 0
    tracking: float = 0.0
    rise: float = 0.0
    apart: bool = False


@dataclass(frozen=True)
class Sheet:
    """A page: its texts, how a viewer turns it, its rules (x, y, width), and the height of an image on it."""

    texts: Sequence[Text]
    width: float = 600.0
    height: float = 800.0
    rotate: int = 0
    rules: Sequence[tuple[float, float, float]] = field(default=())
    image: float = 0.0


def document(*sheets: Sheet, codes: Mapping[str, str] | None = None) -> bytes:
    """A PDF of these pages; `codes` says what a letter stands for in the text layer, as UTF-16BE in hexadecimal digits."""
    letters = sorted({letter for sheet in sheets for text in sheet.texts for letter in text.text} | {" "})
    code = {letter: 33 + at for at, letter in enumerate(letters)}
    assert len(code) < 220
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(sheets)))
    widths = " ".join(["600"] * len(letters))
    mapped = "\n".join(
        f"<{number:02x}> <{(codes or {}).get(letter) or letter.encode('utf-16-be').hex()}>" for letter, number in code.items()
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(sheets)}/Kids[{kids}]>>",
        f"<</Type/Font/Subtype/Type1/BaseFont/Courier/FirstChar 33/LastChar {32 + len(letters)}/Widths[{widths}]"
        "/ToUnicode 4 0 R>>",
        _stream(
            f"begincmap\n1 begincodespacerange <00> <ff> endcodespacerange\n"
            f"{len(code)} beginbfchar\n{mapped}\nendbfchar\nendcmap"
        ),
    ]
    for at, sheet in enumerate(sheets):
        content = _IMAGE.format(width=sheet.width, height=sheet.image) if sheet.image else ""
        content += "".join(f"{x} {y} {width} 0.7 re f\n" for x, y, width in sheet.rules)
        content += "".join(_shown(text, code) for text in sheet.texts)
        box = f"/MediaBox[0 0 {sheet.width} {sheet.height}]/Rotate {sheet.rotate}"
        objects.append(f"<</Type/Page/Parent 2 0 R{box}/Resources<</Font<</F 3 0 R>>>>/Contents {6 + 2 * at} 0 R>>")
        objects.append(_stream(content))
    return _file(objects)


def _shown(text: Text, code: Mapping[str, int]) -> str:
    turn = radians(text.angle)
    a, b = round(cos(turn), 5), round(sin(turn), 5)
    state = f"/F {text.size} Tf {0 if text.apart else text.tracking} Tc {text.rise} Ts"
    if not text.apart:
        letters = "".join(f"{code[letter]:02x}" for letter in text.text)
        return f"BT {state} {a} {b} {-b} {a} {text.x} {text.y} Tm <{letters}> Tj ET\n"
    shown = []
    for at, letter in enumerate(text.text):
        along = at * (0.6 * text.size + text.tracking)
        if not letter.isspace():
            place = f"{text.x + a * along:.3f} {text.y + b * along:.3f}"
            shown.append(f"BT {state} {a} {b} {-b} {a} {place} Tm <{code[letter]:02x}> Tj ET\n")
    return "".join(shown)


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    data = "%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return (data + f"trailer <</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{end}\n%%EOF").encode("latin-1")
