"""Text files (.txt) and Markdown (.md) → paragraphs.

Guarantees:
1. A line is a paragraph, except where the lines are those of a page: text wrapped at a fixed width is joined again
   (`kb.readers.text.wrapped`), and so is a sentence that a page break cut; both are reported.
2. Of Markdown, only the marks of headings, paired emphasis and escapes, struck text and raised numbers are markup; all else is
   text.
"""

import re
from dataclasses import replace

from kb.law.model import Reading
from kb.readers.finish import Piece, clean_text, finish, raised_repair
from kb.readers.text.markdown import strip_markup, with_raised, without_struck
from kb.readers.text.text_file import decode
from kb.readers.text.wrapped import OPEN_END, POINT, unwrap, without_page_furniture

# A page breaks after a full line: what is shorter is a title or a signature, not the head of a cut sentence.
_SHORTEST_CUT = 60


def read_text(data: bytes, name: str) -> Reading:
    """The paragraphs of a text file. Raises UnreadableFile."""
    return _read(decode(data, name))


def read_markdown(data: bytes, name: str) -> Reading:
    """The paragraphs of a Markdown file. Raises UnreadableFile."""
    text, struck = without_struck(decode(data, name))
    text, apart = with_raised(text)
    reading = _read(strip_markup(text))
    left_out = (f"{struck} chỗ gạch ngang",) if struck else ()
    return replace(reading, repairs=(*raised_repair(apart), *reading.repairs), left_out=(*left_out, *reading.left_out))


def _read(text: str) -> Reading:
    lines = [clean.strip() for clean in re.split(r"\r\n|\r|\n", text)]
    whole = lines
    lines, left_out = without_page_furniture(lines)
    edges = tuple(dict.fromkeys(whole).keys() - set(lines)) if left_out else ()
    repairs = []
    unwrapped = unwrap(lines)
    if unwrapped is not None:
        lines = unwrapped
        repairs.append("văn bản ngắt dòng theo bề rộng trang, các dòng được nối lại thành đoạn")
    joined = _join_cut_sentences([line for line in lines if clean_text(line)])
    if count := len([line for line in lines if clean_text(line)]) - len(joined):
        repairs.append(f"{count} câu bị ngắt trang được nối lại")
    return replace(finish([Piece(line) for line in joined], repairs, left_out), edges=tuple(sorted(edges)))


def _join_cut_sentences(lines: list[str]) -> list[str]:
    """A line that ends amid a sentence, with the next one where that goes on in a lower-case letter."""
    joined: list[list[str]] = []
    for line in lines:
        if joined and line[0].islower() and not POINT.match(line) and _is_cut(joined[-1]):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [" ".join(parts) for parts in joined]


def _is_cut(parts: list[str]) -> bool:
    """Whether a line, and what it was joined with, ends amid a sentence; what was joined begins in a small letter."""
    is_long = len(parts) > 1 or (len(parts[0]) >= _SHORTEST_CUT and not parts[0].isupper())
    return is_long and OPEN_END.search(parts[-1]) is not None
