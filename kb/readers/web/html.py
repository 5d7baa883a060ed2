"""HTML pages → paragraphs: pages of thuvienphapluat.vn and vbpl.vn, and any other page by its body.

Guarantees:
1. White space of the source is white space only; block elements and <br> bound paragraphs, inline elements never do.
2. Numbers that a browser writes before items of a list (<ol>, <ul>) are text, as the reader of the page sees them.
3. The frame of the page around the document, and a translation beside it, are left out and named; so are marks of footnotes,
   which are no part of a number or heading, and the "..." that a site shows instead of text. Footnotes themselves are notes.
"""

import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import count

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from bs4.exceptions import ParserRejectedMarkup

from kb.errors import UnreadableFile, UnsupportedForm
from kb.law.model import Reading
from kb.readers.finish import Piece, finish
from kb.readers.text.text_file import charset_of, decode
from kb.readers.word.number_formats import number_text

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
# Never shown as text of the page.
_SILENT = frozenset(("head", "iframe", "script", "select", "style", "template", "textarea"))
_FORMS = frozenset(("iframe", "select", "template", "textarea"))
_FURNITURE = frozenset({"nav", "noscript"})
_LISTS = frozenset({"ol", "ul", "menu"})
# The elements that hold the text: thuvienphapluat.vn, luatvietnam.vn, vbpl.vn.
_BODY_CLASSES = ("content1", "the-document-body")
_BODY_ID = "toanvancontent"
_MASKED = "..."
# A footnote in pages of Word, of Markdown and of content systems.
_NOTE = re.compile(r"(?:_?ftn|footnote|fn[:_-]?|endnote|_?edn)[\d:_-]*\d|footnote-text|MsoFootnoteText", re.IGNORECASE)
_NOTE_LINK = re.compile(r"#_?(?:ftn|fn|edn|endnote|footnote|note)", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\s*\d{1,3}\s*\Z")
# m², km³, 10²: a raised number after a unit or a digit is an exponent.
_BEFORE_EXPONENT = re.compile(r"(?:\d|(?<![^\W\d_])(?:k|h|da|d|c|m)?m|[()=+*/x-])\s?\Z")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NO_MARKER = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
# The attribute `type` of <ol> (HTML, 4.4.5) in the words of Word's numbering.
_LIST_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of the page. Raises UnreadableFile, or UnsupportedForm for a topic of pháp điển."""
    with warnings.catch_warnings():
        # XHTML is read as HTML on purpose, and a text that looks like an address is still the text.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            soup = BeautifulSoup(decode(data, name, charset_of(data)), "lxml")
        except (ParserRejectedMarkup, RecursionError) as error:
            raise UnreadableFile(f"{name}: HTML bị hỏng, không phân tích được") from error
    # In a topic of pháp điển the articles of many documents are interleaved; each has its own note of source.
    if len(soup.find_all(class_="pGhiChu", limit=2)) > 1:
        raise UnsupportedForm(f"{name}: chưa đọc được đề mục pháp điển (nhiều văn bản xen kẽ trong một tệp)")
    left_out: Counter[str] = Counter()
    pieces = [piece for root in _bodies(soup, left_out) for piece in _pieces(root, left_out)]
    return finish(pieces, left_out=left_out)


def _bodies(soup: BeautifulSoup, left_out: Counter[str]) -> list[Tag]:
    """The elements that hold the document: by the marks of the known sites, else the whole page."""
    found: list[Tag] = []
    for name in _BODY_CLASSES:
        found = found or [tag for tag in soup.find_all("div", class_=name) if not tag.find_parent("div", class_=name)]
    if not found:
        found = soup.find_all(id=_BODY_ID, limit=1)
    if not found:
        return [soup]
    left_out["phần khung của trang web quanh văn bản"] += 1
    vietnamese = [tag for tag in found if _is_vietnamese(tag.get_text())] or found
    left_out["bản dịch không phải tiếng Việt"] += len(found) - len(vietnamese)
    for tag in vietnamese:
        for paragraph in tag.find_all("p"):
            if not paragraph.attrs and paragraph.get_text(strip=True) == _MASKED:
                left_out["đoạn bị trang web che bằng dấu “...”, cần bản đầy đủ"] += 1
                paragraph.decompose()
    return vietnamese


def _is_vietnamese(text: str) -> bool:
    """Whether at least one letter in ten bears a diacritic or is đ: in Vietnamese a third do, in a translation only names."""
    letters = [character for character in unicodedata.normalize("NFC", text) if character.isalpha()]
    marked = sum(not character.isascii() for character in letters)
    return 10 * marked >= len(letters) > 0


def _pieces(root: Tag, left_out: Counter[str]) -> Iterator[Piece]:
    """The paragraphs below `root`. A loop with a stack of its own: pages may be nested deeper than Python's calls."""
    line: list[str] = []
    tables: list[int] = []
    lists: list[tuple[Tag, Iterator[int]]] = []
    preformatted = notes = 0
    stack: list[tuple[PageElement, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if isinstance(node, Tag):
            if entering and _is_silent(node, left_out):
                continue
            if line and (node.name in _BLOCKS or node.name == "br"):
                yield Piece("".join(line), "note" if notes else "text", tuple(tables))
                line = []
            if node.name == "sup" and entering and not notes and _is_note_mark(node, "".join(line)):
                left_out["dấu chú thích (số viết cao)"] += 1
                continue
            notes += _is_note(node) * (1 if entering else -1)
            if node.name == "pre":
                preformatted += 1 if entering else -1
            elif node.name == "table":
                tables.append(id(node)) if entering else tables.pop()
            elif node.name in _LISTS:
                lists.append((node, count(_integer(node, "start", 1)))) if entering else lists.pop()
            elif node.name == "li" and entering and lists:
                if value := _integer(node, "value", 0):
                    lists[-1] = (lists[-1][0], count(value))
                line.append(_marker(node, *lists[-1]))
            if entering:
                stack.append((node, False))
                stack.extend((child, True) for child in reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            parts = str(node).split("\n") if preformatted else [str(node)]
            for part in parts[:-1]:
                yield Piece("".join(line) + part, "note" if notes else "text", tuple(tables))
                line = []
            line.append(parts[-1])
    if line:
        yield Piece("".join(line))


def _is_silent(tag: Tag, left_out: Counter[str]) -> bool:
    if tag.name in _SILENT:
        left_out["phần trang không hiện thành chữ (biểu mẫu, khung nhúng)"] += tag.name in _FORMS and bool(
            tag.get_text(strip=True)
        )
        return True
    if tag.name in _FURNITURE:
        left_out[f"phần <{tag.name}>"] += 1
        return True
    if tag.has_attr("hidden") or _HIDDEN.search(str(tag.get("style", ""))):
        left_out["phần ẩn"] += bool(tag.get_text(strip=True))
        return True
    if tag.name == "img":
        left_out["hình ảnh"] += 1
    return False


def _is_note(tag: Tag) -> bool:
    """Whether the block `tag` is a footnote of the page."""
    if tag.name not in _BLOCKS:
        return False
    marks = (str(tag.get("id", "")), *tag.get_attribute_list("class"))
    return any(mark and _NOTE.fullmatch(str(mark)) for mark in marks)


def _is_note_mark(tag: Tag, before: str) -> bool:
    """Whether a raised number after the text `before` marks a footnote: it links to one, or is no exponent."""
    if not _NOTE_MARK.match(tag.get_text()):
        return False
    anchor = tag.find_parent("a") or tag.find("a")
    linked = anchor is not None and _NOTE_LINK.search(str(anchor.get("href", ""))) is not None
    return linked or (bool(before.strip()) and not _BEFORE_EXPONENT.search(before[-20:]))


def _marker(item: Tag, owner: Tag, numbers: Iterator[int]) -> str:
    """The marker that a browser writes before `item` of the list `owner`: "2. ", "b. ", "- ", or ""; takes the next number."""
    number = next(numbers)
    if any(_NO_MARKER.search(str(tag.get("style", ""))) for tag in (item, owner)):
        return ""
    if owner.name != "ol":
        return "- "
    return f"{number_text(number, _LIST_TYPES.get(str(owner.get('type')), 'decimal'))}. "


def _integer(tag: Tag, attribute: str, default: int) -> int:
    try:
        return int(str(tag.get(attribute, str(default))))
    except ValueError:
        return default
