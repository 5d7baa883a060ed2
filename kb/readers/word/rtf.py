"""RTF files (RTF 1.9.1) → paragraphs.

Guarantees:
1. Every character that Word shows of the body is in exactly one paragraph, in reading order; text boxes follow the paragraph
   that holds them, then its notes (kind "note"). Of a field only the result is text; deleted text is not.
2. Automatic numbers are as the file has them written out (\\listtext, \\pntext).
3. Headers, footers, comments and hidden text are left out and counted, as are pictures and formulas; destinations that are
   marked as to be skipped (\\*) hold no text of the document.
4. Each piece says the font of each stretch of its text; bytes in a legacy font are the characters of windows-1252.
5. Whatever the bytes are: a Reading or UnreadableFile. No recursion; the work is one pass over the file.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count

from kb.errors import UnreadableFile
from kb.law.model import ParagraphKind, Reading
from kb.readers.finish import Piece, finish
from kb.readers.word.code_page import decode_font, known_page
from kb.readers.word.rtf_story import Story

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z])"
    rb"|(?P<brace>[{}])|(?P<newline>[\r\n\0]+)|(?P<text>[^\\{}\r\n\0]+)|\\"
)
_DEEPEST = 2000  # groups in groups; Word itself stops far earlier
_CHARACTERS = {"tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
               "bullet": "•", "enspace": " ", "emspace": " ", "qmspace": " ", "page": " ", "column": " ", "zwj": "\u200d",
               "zwnj": "\u200c", "zwbo": "\u200b"}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\t": "\t"}
_CELLS = frozenset({"cell", "nestcell"})
_ENDS = frozenset({"par", "sect", "line", "softline", "row", "nestrow"}) | _CELLS

# Destinations without text of the document; the value names what to report.
_SILENT = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
                    "đoạn ở đầu trang, chân trang"),
    **dict.fromkeys(("pict", "shppict"), "hình ảnh"),
    "annotation": "đoạn nhận xét",
    "moMath": "công thức toán",
    **dict.fromkeys(("colortbl", "stylesheet", "info", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn",
                     "xe", "rxe", "tc", "tcn", "txe", "nonshppict", "sp", "shprslt", "nonesttables", "keycode", "mmathPict",
                     "fldinst", "objdata", "listtable", "template", "private", "filetbl", "revtbl", "rsidtbl",
                     "themedata"), ""),
}  # fmt: skip
_NOTES = frozenset({"footnote"})
_BOXES = frozenset({"shptxt", "dptxbxtext"})
_OPEN_THOUGH_STARRED = frozenset({"shpinst", "do", "ud", "footnote", "shptxt", "dptxbxtext"})  # what they hold is text
_BULLET = re.compile(r"[^\w(\[.%)+*–—-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class _State:
    """The properties that are set in a group and end with it."""

    font: int = 0
    skip_after_unicode: int = 1
    hidden: bool = False
    deleted: bool = False
    tables: int = 0
    destination: str = ""  # "", "silent", "fonts" or "number"
    aside: str = ""  # what a silent destination is reported as


@dataclass(slots=True)
class _Fonts:
    """The font table: name and charset of each font by number."""

    names: dict[int, str] = field(default_factory=dict)
    charsets: dict[int, int] = field(default_factory=dict)
    pages: dict[int, str] = field(default_factory=dict)
    page: str = "cp1252"

    def decoded(self, data: bytes, font: int) -> str:
        """The characters of bytes in this font."""
        page = self.pages.get(font, self.page)
        return decode_font(data, self.names.get(font, ""), self.charsets.get(font), page)


class _Reader:
    """One RTF file while it is read."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self.fonts = _Fonts()
        self.left_out: Counter[str] = Counter()
        self.numbered = 0
        self._state = _State()
        self._stack: list[tuple[_State, bool]] = []  # with whether a story ends with the group
        self._stories = [Story("text")]
        self._bytes = bytearray()  # not decoded yet: in some code pages a character has two
        self._number: list[str] = []
        self._starred = False
        self._default_font = 0
        self._to_skip = 0
        self._hides = False
        self._table_keys = count()

    def pieces(self) -> list[Piece]:
        """Read the file. Raises UnreadableFile where its groups are too deep or do not close."""
        at = 0
        while found := _TOKEN.match(self.data, at):
            at = found.end()
            if found["text"] is not None:
                self._raw(found["text"])
            elif found["byte"] is not None:
                self._raw(bytes((int(found["byte"], 16),)))
            elif found["brace"] is not None:
                self._flush()
                self._to_skip = 0
                self._open() if found["brace"] == b"{" else self._close()
                if not self._stack:
                    break  # what follows the document is none of it
            elif found["word"] is not None:
                number = int(found["number"]) if found["number"] else None
                if found["word"] == b"bin":
                    at = min(at + max(number or 0, 0), len(self.data))
                elif self._to_skip and found["word"] != b"u":  # after \\uN what stands for it is passed over
                    self._to_skip -= 1
                else:
                    self._word(found["word"].decode("ascii"), number)
            elif found["symbol"] is not None:
                self._symbol(found["symbol"])
        if self._stack:
            raise UnreadableFile(f"{self.name}: tệp .rtf bị cắt ngắn: {len(self._stack)} nhóm không đóng")
        self._end(0)
        return self._stories[0].pieces

    def _open(self) -> None:
        if len(self._stack) >= _DEEPEST:
            raise UnreadableFile(f"{self.name}: tệp .rtf có nhóm lồng quá {_DEEPEST} tầng, không đọc")
        self._stack.append((self._state, False))
        self._starred = False

    def _close(self) -> None:
        if not self._stack:
            raise UnreadableFile(f"{self.name}: tệp .rtf bị hỏng: dấu đóng nhóm không có dấu mở")
        was, (self._state, ends_story) = self._state, self._stack.pop()
        self._starred = False
        if was.destination == "number" != self._state.destination:
            self._write_number(was.font)
        if ends_story:
            self._end(was.tables)
            story = self._stories.pop()
            (self._stories[-1].notes if story.kind == "note" else self._stories[-1].boxes).extend(story.pieces)

    def _write_number(self, font: int) -> None:
        number, self._number = "".join(self._number), []
        if number.strip():
            # The glyph of a bullet is a matter of its font; the reader sees a mark of a list.
            self._add("- " if len(number.strip()) == 1 and _BULLET.match(number.strip()) else number, font)
            self.numbered += 1

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif self._to_skip:
            self._to_skip -= 1
        elif symbol in (b"\r", b"\n"):
            self._word("par", None)
        elif symbol in _SYMBOLS:
            self._write(_SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word in _SILENT or (starred and word not in _OPEN_THOUGH_STARRED):
            self._silence(word)
        elif word == "fonttbl":
            self._set(destination="fonts")
        elif self._state.destination == "silent" and word != "ud":
            return
        elif self._state.destination == "fonts":
            self._font_property(word, number)
        elif word in _NOTES or word in _BOXES:
            self._begin_story("note" if word in _NOTES else self._stories[-1].kind)
        elif word in ("listtext", "pntext"):
            self._set(destination="number")
        elif word == "upr":
            self._silence(word)  # its first group repeats in ANSI what \ud says
        elif word == "ud":
            self._set(destination="", aside="")
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        elif word == "u" and number is not None:
            self._write(chr(number % 0x10000))
            self._to_skip = self._state.skip_after_unicode
        elif word in _ENDS:
            self._end_paragraph(word)
        else:
            self._format(word, number)

    def _format(self, word: str, number: int | None) -> None:
        on = number != 0
        if word == "f":
            self._set(font=number or 0)
        elif word == "plain":
            self._set(font=self._default_font, hidden=False, deleted=False)
        elif word == "v":
            self._set(hidden=on)
        elif word == "deleted":
            self._set(deleted=on)
        elif word == "uc":
            self._set(skip_after_unicode=max(number or 0, 0))
        elif word == "pard":
            self._set(tables=0)
        elif word == "intbl":
            self._set(tables=max(self._state.tables, 1))
        elif word == "itap":
            self._set(tables=min(max(number or 0, 0), 32))
        elif word == "deff":
            self._default_font = number or 0
            self._set(font=self._default_font)
        elif word == "ansicpg" and number:
            self.fonts.page = known_page(number)
        elif word in ("mac", "pc", "pca"):
            self.fonts.page = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}[word]

    def _font_property(self, word: str, number: int | None) -> None:
        if word == "f":
            self._set(font=number or 0)
            self.fonts.names[number or 0] = ""
        elif word == "fcharset" and number is not None:
            self.fonts.charsets[self._state.font] = number
        elif word == "cpg" and number:
            self.fonts.pages[self._state.font] = known_page(number)

    def _silence(self, word: str) -> None:
        if self._state.destination == "silent":
            return
        aside = _SILENT.get(word, "")
        if aside in ("hình ảnh", "công thức toán"):
            self.left_out[aside] += 1
            aside = ""
        self._set(destination="silent", aside=aside)

    def _set(self, **changes: object) -> None:
        self._flush()
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _begin_story(self, kind: ParagraphKind) -> None:
        if not self._stack or self._stack[-1][1]:
            return
        self._flush()
        self._stack[-1] = (self._stack[-1][0], True)
        self._stories.append(Story(kind))
        self._state = replace(self._state, tables=0, destination="")

    def _raw(self, data: bytes) -> None:
        """Bytes of text, in the code page of their font."""
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        self._bytes += data[skipped:]

    def _flush(self) -> None:
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._put(self.fonts.decoded(data, self._state.font))

    def _write(self, text: str) -> None:
        self._flush()
        self._put(text)

    def _put(self, text: str) -> None:
        """Add text to what the state says: a font's name, a number, the story, or nothing but a count."""
        state = self._state
        shown = bool(text.strip())
        if state.destination == "fonts":
            self.fonts.names[state.font] = self.fonts.names.get(state.font, "") + text.partition(";")[0].lstrip()
        elif state.destination == "silent":
            if shown and state.aside:
                self.left_out[state.aside] += 1
                self._stack = [(replace(one, aside="") if one.aside else one, ends) for one, ends in self._stack]
                self._state = replace(state, aside="")
        elif state.deleted:
            return
        elif state.hidden:
            self.left_out["phần ẩn"] += shown and not self._hides
            self._hides = self._hides or shown
        elif state.destination == "number":
            self._number.append(text)
        else:
            self._add(text, state.font)

    def _add(self, text: str, font: int) -> None:
        self._hides = False
        self._stories[-1].add(text, self.fonts.names.get(font, ""))

    def _end_paragraph(self, word: str) -> None:
        self._flush()
        if self._state.destination in ("silent", "fonts", "number"):
            return
        if word in ("row", "nestrow") and not self._stories[-1].has_text():
            self._stories[-1].clear()
            return
        least = {"cell": 1, "nestcell": 2}.get(word, 0)
        self._end(max(self._state.tables, least) if word != "cell" else 1, whole=word not in ("line", "softline"))

    def _end(self, tables: int, *, whole: bool = True) -> None:
        self._flush()
        self._stories[-1].end(tables, self._table_keys, whole=whole)


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of an RTF file. Raises UnreadableFile."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile(f"{name}: không phải .rtf hoặc bị hỏng ở đầu tệp")
    reader = _Reader(data.lstrip(), name)
    pieces = reader.pieces()
    repairs = [f"{reader.numbered} số thứ tự tự động của Word được viết thành chữ"] if reader.numbered else []
    return finish(pieces, repairs, reader.left_out)
