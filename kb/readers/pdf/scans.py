"""Pages that are scans: an image of the page, with no text of its own but what software and offices stamp on it.

Guarantees:
1. Stamped text is only left aside to judge a page; no line is taken out of the text here.
2. A page counts as text where it bears words of Vietnamese prose beside its stamps, as a scan does that OCR has read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.language.text import fold_white_space, has_diacritics, nfc
from kb.readers.pdf.lines import Line, PageLines

_COVERED = 0.5  # of the page under images
_FEWEST_WORDS = 40  # on a page under an image, or on all pages beside the scanned ones: less is a stamp
_VIETNAMESE = 0.1  # of the words at least bear a diacritic; in prose it is four of five
_PITCH = 2.5  # font sizes between lines of one stamp at most
# How the first line of a stamp begins: of a digital signature, of an office's register, of a scanner.
_STAMP = re.compile(
    r"(?:(?:Được )?k[ýí] (?:số )?bởi|Người k[ýí]|K[ýí] (?:ngày|điện tử|số)|Ngày k[ýí]|Thời gian k[ýí]|Chữ k[ýí] (?:số|điện tử)"
    r"|Cơ quan ?: ?|Email ?:|Digitally signed|Signature (?:not )?(?:valid|verified)|Signed by|Signer|Date ?:|Reason ?:"
    r"|Location ?:|DN ?:|Foxit|Cổng thông tin điện tử|Cổng TTĐT|(?:Công văn )?đến(?: số| ngày|$)|Giờ ?:|Số đến"
    r"|Scanned (?:by|with)|CamScanner|Quét bởi)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ScannedPages:
    """How many pages a PDF has, which of them (from 0) are scans without a text, and whether the document is a scan."""

    count: int
    without_text: tuple[int, ...]
    is_scan: bool


def scanned(pages: Sequence[PageLines], kept: Sequence[Sequence[Line]]) -> ScannedPages:
    """The scans among `pages`; `kept` are the lines of each without its running heads and page numbers."""
    words = [list(_words(page.lines, kept[at])) for at, page in enumerate(pages)]
    without_text = tuple(at for at, page in enumerate(pages) if page.covered > _COVERED and not _is_prose(words[at]))
    rest = [word for at, own in enumerate(words) if at not in without_text for word in own]
    return ScannedPages(len(pages), without_text, bool(without_text) and not _is_prose(rest))


def _is_prose(words: Sequence[str]) -> bool:
    """Whether words are a text: more than a stamp, and Vietnamese, not what a failed OCR left."""
    return len(words) >= _FEWEST_WORDS and sum(map(has_diacritics, words)) >= _VIETNAMESE * len(words)


def _words(lines: Sequence[Line], kept: Sequence[Line]) -> Iterator[str]:
    """The words of those lines that are kept and belong to no stamp: a stamp goes on with lines right below its first."""
    counted = {id(line) for line in kept}
    stamp: Line | None = None
    for line in lines:
        text = fold_white_space(nfc(line.text))
        if _STAMP.match(text) or (stamp is not None and _goes_on(stamp, line)):
            stamp = line
        else:
            stamp = None
            yield from text.split() if id(line) in counted else ()


def _goes_on(stamp: Line, line: Line) -> bool:
    below = stamp.baseline - line.baseline
    size = max(stamp.size, line.size)
    return -1 < below < _PITCH * size and line.left < stamp.right + size and stamp.left < line.right + size
