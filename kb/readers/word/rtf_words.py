"""The words of RTF 1.9.1: what each stands for in the text, and what a group holds.

Guarantees:
1. A word that is in no table here changes nothing of the text.
"""

import re
from dataclasses import dataclass, field, replace

from kb.readers.word.code_page import decode_font, known_page
from kb.readers.word.fields import FormField
from kb.readers.word.line import ON_LINE, Height

TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z])"
    rb"|(?P<brace>[{}])|(?P<newline>[\r\n\0]+)|(?P<text>[^\\{}\r\n\0]+)|\\"
)
_LONGEST_NAME = 256  # characters of the name of a font, more than any has
_LONGEST_PROPERTY = 64  # characters of the name of a property of a shape, more than any has
DEEPEST = 2000  # groups in groups; Word itself stops far earlier
CHARACTERS = {"tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
               "bullet": "•", "enspace": " ", "emspace": " ", "qmspace": " ", "page": " ", "column": " ", "zwj": "\u200d",
               "zwnj": "\u200c", "zwbo": "\u200b"}  # fmt: skip
SYMBOLS = {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\t": "\t"}
CELLS = frozenset({"cell", "nestcell"})
ENDS = frozenset({"par", "sect", "line", "softline", "row", "nestrow"}) | CELLS

# Destinations without text of the document; the value names what to report.
SILENT_WORDS = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
                    "đoạn ở đầu trang, chân trang"),
    **dict.fromkeys(("pict", "shppict"), "hình ảnh"),
    "annotation": "đoạn nhận xét",
    "moMath": "công thức toán",
    **dict.fromkeys(("colortbl", "stylesheet", "info", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn",
                     "xe", "rxe", "tc", "tcn", "txe", "nonshppict", "shprslt", "nonesttables", "keycode", "mmathPict",
                     "objdata", "listtable", "template", "private", "filetbl", "revtbl", "rsidtbl",
                     "themedata"), ""),
}  # fmt: skip
ASIDE_WORDS = frozenset({"field", "fldinst", "ffl", "fftype", "ffres", "ffdefres", "sp", "sn", "sv"})
NOT_TEXT = frozenset({"silent", "code", "entry", "name", "value"})
HEIGHT_WORDS = frozenset({"super", "sub", "nosupersub", "up", "dn", "fs"})
# Words that set a property of the state, or with a 0 end it.
LOOKS = {"v": "hidden", "deleted": "deleted", "mvf": "deleted", "strike": "struck", "striked": "struck"}
STORIES = {"footnote": True, "shptxt": False, "dptxbxtext": False}  # whether one is a note
OPEN_THOUGH_STARRED = frozenset({"shpinst", "do", "ud", *STORIES})  # what they hold is text
BULLET = re.compile(r"[^\w(\[.%)+*–—-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class State:
    """The properties that are set in a group and end with it."""

    font: int = 0
    skip_after_unicode: int = 1
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    height: Height = ON_LINE
    tables: int = 0
    destination: str = ""  # "", "silent", "fonts", "number"; "code", "entry" in a field; "name", "value" of a shape
    aside: str = ""  # what a silent destination is reported as


def count_no_more(stack: list[tuple[State, bool]]) -> None:
    """Of what is said aside something has been counted: the innermost groups that are open are in the same destination."""
    for depth in reversed(range(len(stack))):
        around, ends_story = stack[depth]
        if not around.aside:
            break
        stack[depth] = replace(around, aside=""), ends_story


@dataclass(slots=True)
class FontTable:
    """The font table: name and charset of each font by number."""

    names: dict[int, str] = field(default_factory=dict)
    charsets: dict[int, int] = field(default_factory=dict)
    pages: dict[int, str] = field(default_factory=dict)
    page: str = "cp1252"

    def take(self, word: str, number: int | None, font: int) -> None:
        """What a word of the table says of this font."""
        if word == "f":
            self.names[font] = ""
        elif word == "fcharset" and number is not None:
            self.charsets[font] = number
        elif word == "cpg" and number:
            self.pages[font] = known_page(number)

    def name(self, font: int, text: str) -> None:
        """Text of the table, which goes on with the name of this font."""
        name = self.names.get(font, "")
        if len(name) < _LONGEST_NAME:
            self.names[font] = name + text.partition(";")[0].lstrip()

    def decoded(self, data: bytes, font: int, *, is_name: bool = False) -> str:
        """The characters of bytes in this font; its own name is in letters, though its text be symbols."""
        page = self.pages.get(font, self.page)
        charset = self.charsets.get(font)
        return decode_font(data, self.names.get(font, ""), None if is_name and charset == 2 else charset, page)


@dataclass(slots=True)
class OpenField:
    """A field whose group is open: the groups around it, how many texts had been shown before, its code and its form field."""

    depth: int
    shown: int
    codes: list[str] = field(default_factory=list)  # the parts of its code
    entries: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)  # \\fftype, \\ffres, \\ffdefres

    def form(self) -> FormField | None:
        """The form field (\\formfield) that it holds; a result of 25 says that the default counts."""
        chosen = self.numbers.get("ffres", 25)
        chosen = self.numbers.get("ffdefres", 0) if chosen == 25 else chosen
        kind = self.numbers.get("fftype")
        return None if kind is None else FormField(tuple(self.entries), chosen, bool(chosen) if kind == 1 else None)


@dataclass(slots=True)
class Asides:
    """What stands beside the text and may be shown all the same: the fields that are open, and properties of shapes."""

    fields: list[OpenField] = field(default_factory=list)
    _property: str = ""  # the name of the property of a shape that is being read

    def word(self, word: str, number: int | None, destination: str, now: tuple[int, int]) -> str:
        """Take one of ASIDE_WORDS in this destination, and give the one after it; `now`: as OpenField has it."""
        if destination in ("silent", "entry"):
            return destination
        if destination == "code":
            if number is not None:
                self.fields[-1].numbers[word] = number
            elif word == "ffl":
                self.fields[-1].entries.append("")
                return "entry"
            return destination
        if word in ("sp", "sn", "sv"):
            self._property = "" if word == "sn" else self._property
            return "value" if word == "sv" else "name"
        if word == "field":
            self.fields.append(OpenField(*now))
        elif word == "fldinst":
            return "code" if self.fields else "silent"
        return destination

    def put(self, text: str, destination: str) -> str:
        """Take text of this destination; the part of it that is shown: the text of WordArt."""
        if destination == "code":
            self.fields[-1].codes.append(text)
        elif destination == "entry":
            self.fields[-1].entries[-1] += text
        elif destination == "name":
            self._property = (self._property + text)[:_LONGEST_PROPERTY]
        return text if destination == "value" and self._property.strip() == "gtextUNICODE" else ""

    def closed(self, depth: int) -> OpenField | None:
        """The field that ends where only so many groups are open; None for none."""
        return self.fields.pop() if self.fields and depth < self.fields[-1].depth else None


def height_after(word: str, number: int | None, height: Height) -> Height:
    """The height that text has after one of HEIGHT_WORDS (\\super, \\up6, \\fs20)."""
    if word in ("super", "sub", "nosupersub"):
        return height._replace(script={"super": 1, "sub": -1}.get(word, 0) if number != 0 else 0)
    if word in ("up", "dn"):  # in half-points, 6 where no number is said
        lift = 6 if number is None else number
        return height._replace(lift=lift if word == "up" else -lift)
    return height._replace(size=number or 0)
