"""RTF files (RTF 1.9.1) → paragraphs.

Guarantees:
1. Every character that Word shows of the body is in exactly one paragraph, in reading order; text boxes follow the paragraph
   that holds them, then its notes (kind "note"). Of a field only the result is text. A paragraph whose
   mark is deleted or hidden goes on in the next one.
2. Automatic numbers are as the file has them written out (\\listtext, \\pntext).
3. Headers, footers, comments, and what is hidden, struck through or deleted are left out and counted, as are pictures and
   formulas; destinations that are marked as to be skipped (\\*) hold no text of the document.
4. Each piece says the font of each stretch of its text; bytes in a legacy font are the characters of windows-1252.
5. Whatever the bytes are: a Reading or UnreadableFile. No recursion; the work is one pass over the file.
"""

from collections import Counter
from dataclasses import replace
from itertools import count

from kb.errors import UnreadableFile
from kb.law.model import ParagraphKind, Reading
from kb.readers.finish import Piece, finish
from kb.readers.word.code_page import known_page
from kb.readers.word.fields import without_result
from kb.readers.word.header_lines import rtf_header_lines
from kb.readers.word.line import DELETED, HIDDEN, ON_LINE, SOFT_HYPHEN, STRUCK, word_repairs
from kb.readers.word.rtf_story import Story
from kb.readers.word.rtf_words import (
    ASIDE_WORDS,
    BULLET,
    CHARACTERS,
    DEEPEST,
    ENDS,
    HEIGHT_WORDS,
    LOOKS,
    NOT_TEXT,
    OPEN_THOUGH_STARRED,
    SILENT_WORDS,
    STORIES,
    SYMBOLS,
    TOKEN,
    Asides,
    FontTable,
    OpenField,
    State,
    count_no_more,
    height_after,
)


class _Reader:
    """One RTF file while it is read."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self.fonts = FontTable()
        self.left_out: Counter[str] = Counter()
        self.numbered = 0
        self.raised = self.lowered = 0
        self.kept = 0  # struck marks that stay
        self._state = State()
        self._stack: list[tuple[State, bool]] = []  # with whether a story ends with the group
        self._stories = [Story("text")]
        self._bytes = bytearray()  # not decoded yet: in some code pages a character has two
        self._number: list[str] = []
        self._starred = False
        self._default_font = 0
        self._to_skip = 0
        self._left = ""  # what was left out last, if nothing was shown since
        self._shown = 0  # texts that are not blank
        self._asides = Asides()
        self._table_keys = count()

    def pieces(self) -> list[Piece]:
        """Read the file. Raises UnreadableFile where its groups are too deep or do not close."""
        at = 0
        while found := TOKEN.match(self.data, at):
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
        if len(self._stack) >= DEEPEST:
            raise UnreadableFile(f"{self.name}: tệp .rtf có nhóm lồng quá {DEEPEST} tầng, không đọc")
        self._stack.append((self._state, False))
        self._starred = False

    def _close(self) -> None:
        if not self._stack:
            raise UnreadableFile(f"{self.name}: tệp .rtf bị hỏng: dấu đóng nhóm không có dấu mở")
        was, (self._state, ends_story) = self._state, self._stack.pop()
        self._starred = False
        if was.destination == "number" != self._state.destination:
            self._write_number(was)
        if (closed := self._asides.closed(len(self._stack))) and self._shown == closed.shown:
            self._show_field(closed)
        if ends_story:
            self._end(was.tables)
            story = self._stories.pop()
            (self._stories[-1].notes if story.kind == "note" else self._stories[-1].boxes).extend(story.pieces)

    def _show_field(self, field: OpenField) -> None:
        """Show or count a field that has no result."""
        if self._state.hidden or self._state.deleted or self._state.destination:
            return
        text, counted = without_result("".join(field.codes), field.form())
        if text:
            self._add(text, self._state)
        elif counted:
            self.left_out[counted] += 1

    def _write_number(self, state: State) -> None:
        number, self._number = "".join(self._number), []
        if number.strip():
            # The glyph of a bullet is a matter of its font; the reader sees a mark of a list.
            text = "- " if len(number.strip()) == 1 and BULLET.match(number.strip()) else number
            self.numbered += self._stories[-1].number(text, self._font(state.font), deleted=state.deleted)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif self._to_skip:
            self._to_skip -= 1
        elif symbol in (b"\r", b"\n"):
            self._word("par", None)
        elif symbol in SYMBOLS:
            self._write(SYMBOLS[symbol])
        elif symbol == b"-" and not self._state.destination:
            self.left_out[SOFT_HYPHEN] += 1

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word in ASIDE_WORDS:
            destination = self._asides.word(word, number, self._state.destination, (len(self._stack), self._shown))
            self._set(destination=destination)
        elif word in SILENT_WORDS or (starred and word not in OPEN_THOUGH_STARRED):
            self._silence(word)
        elif word == "fonttbl":
            self._set(destination="fonts")
        elif self._state.destination in NOT_TEXT and word != "ud":
            return
        elif self._state.destination == "fonts":
            if word == "f":
                self._set(font=number or 0)
            self.fonts.take(word, number, self._state.font)
        elif word in STORIES:
            self._begin_story("note" if STORIES[word] else self._stories[-1].kind)
        elif word in ("listtext", "pntext"):
            self._set(destination="number")
        elif word == "upr":
            self._silence(word)  # its first group repeats in ANSI what \ud says
        elif word == "ud":
            self._set(destination="", aside="")
        elif word in CHARACTERS:
            self._write(CHARACTERS[word])
        elif word == "u" and number is not None:
            self._write(chr(number % 0x10000))
            self._to_skip = self._state.skip_after_unicode
        elif word in ENDS:
            self._end_paragraph(word)
        else:
            self._format(word, number)

    def _format(self, word: str, number: int | None) -> None:
        if word == "f":
            self._set(font=number or 0)
        elif word == "plain":
            self._set(font=self._default_font, hidden=False, deleted=False, struck=False, height=ON_LINE)
        elif word in LOOKS:
            self._set(**{LOOKS[word]: number != 0})
        elif word in HEIGHT_WORDS:
            height = height_after(word, number, self._state.height)
            if height != self._state.height:
                self._set(height=height)
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

    def _silence(self, word: str) -> None:
        if self._state.destination == "silent" or word == "formfield":
            return
        aside = SILENT_WORDS.get(word, "")
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
            self._put(self.fonts.decoded(data, self._state.font, is_name=self._state.destination == "fonts"))

    def _write(self, text: str) -> None:
        self._flush()
        self._put(text)

    def _put(self, text: str) -> None:
        """Add text to what the state says: a font's name, a number, the story, or nothing but a count."""
        state = self._state
        shown = bool(text.strip())
        if state.destination == "fonts":
            self.fonts.name(state.font, text)
        elif state.destination in NOT_TEXT:
            if title := self._asides.put(text, state.destination):
                self._stories[-1].boxes.append(Piece(title, self._stories[-1].kind))
            if shown and state.aside:
                self.left_out[state.aside] += 1
                count_no_more(self._stack)
                self._state = replace(state, aside="")
        elif state.destination == "number" and (state.deleted or not (state.hidden or state.struck)):
            self._number.append(text)
        elif state.deleted or state.hidden or state.struck:
            self._leave_out(text, state)
        else:
            self._add(text, state)

    def _leave_out(self, text: str, state: State) -> None:
        what = DELETED if state.deleted else HIDDEN if state.hidden else STRUCK
        if what is STRUCK and not state.destination:
            self._stories[-1].line.strike(text, self._font(state.font))
        if text.strip() and self._left != what:
            self.left_out[what] += 1
            self._left = what

    def _add(self, text: str, state: State) -> None:
        if not text.isspace():
            self._left = ""
            self._shown += 1
        self._stories[-1].line.add(text, self._font(state.font), state.height)

    def _font(self, number: int) -> str:
        return self.fonts.names.get(number, "")

    def _end_paragraph(self, word: str) -> None:
        self._flush()
        if self._state.destination:
            return
        if word == "par" and (self._state.deleted or self._state.hidden):
            self._stories[-1].goes_on = True
            return
        if word in ("row", "nestrow"):
            self._stories[-1].next_cell(row=True)
        if word in ("row", "nestrow") and not self._stories[-1].line.shows():
            self._stories[-1].clear()
            return
        least = {"cell": 1, "nestcell": 2}.get(word, 0)
        self._end(max(self._state.tables, least) if word != "cell" else 1, whole=word not in ("line", "softline"))
        if word in ("cell", "nestcell"):
            self._stories[-1].next_cell(row=False)

    def _end(self, tables: int, *, whole: bool = True) -> None:
        self._flush()
        line = self._stories[-1].line
        kept = line.keep_mark()
        self.kept += kept
        self.left_out[STRUCK] -= kept
        self.raised += line.raised
        self.lowered += line.lowered
        self._stories[-1].end(tables, self._table_keys, whole=whole)


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of an RTF file. Raises UnreadableFile."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile(f"{name}: không phải .rtf hoặc bị hỏng ở đầu tệp")
    reader = _Reader(data.lstrip(), name)
    pieces = reader.pieces()
    reading = finish(pieces, word_repairs(reader.numbered, reader.raised, reader.lowered, reader.kept), reader.left_out)
    return replace(reading, edges=tuple(rtf_header_lines(data, lambda header: _Reader(header, name).pieces())))
