"""HTML pages → paragraphs: pages of thuvienphapluat.vn and vbpl.vn, and any other page by its body.

Guarantees:
1. White space of the source is white space only; block elements and <br> bound paragraphs, inline elements never do.
2. Markers that a browser writes before items of a list, by markup or by styles, are text, as the reader of the page sees them;
   one joins the first paragraph of its item.
3. The frame of the page around the document, and a translation beside it, are left out and named; so are what the page hides or
   strikes, marks of footnotes, which are no part of a number or heading, and the "..." that a site shows instead of text.
   Footnotes themselves are notes.
4. A raised number after a digit stands in raised digits, so that it is no part of the number before it.
"""

import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from bs4.exceptions import ParserRejectedMarkup

from kb.errors import UnreadableFile, UnsupportedForm
from kb.language.text import raised
from kb.law.model import Reading
from kb.readers.finish import Piece, finish, is_blank, raised_repair
from kb.readers.text.text_file import charset_of, decode
from kb.readers.web.footnotes import Notes, is_raised, keeps_raised
from kb.readers.web.items import OpenLists, is_hidden
from kb.readers.web.page import BLOCKS, Page
from kb.readers.web.struck import DELETED, GUARDED, HIDDEN, STRUCK, guarded, kept_repair, strikes_number
from kb.readers.web.styles import page_styles

# Never shown as text of the page.
_SILENT = frozenset(("iframe", "script", "select", "style", "template", "textarea"))
_FORMS = frozenset(("iframe", "select", "template", "textarea"))
# What belongs into a head; anything else there is the beginning of a page whose body has no tag.
_OF_HEAD = frozenset(("base", "link", "meta", "noscript", "object", "script", "style", "template", "title"))
_FURNITURE = frozenset({"nav", "noscript"})
_LINED_OUT = frozenset({"s", "strike"})
# The elements that hold the text: thuvienphapluat.vn, luatvietnam.vn, vbpl.vn.
_BODY_CLASSES = ("content1", "the-document-body")
_BODY_ID = "toanvancontent"
_MASKED = "..."
_FORM_PARTS = "phần trang không hiện thành chữ (biểu mẫu, khung nhúng)"
_STRUCK_OUT = frozenset((DELETED, STRUCK))
_WITH_TEXT = frozenset((_FORM_PARTS, HIDDEN, *_STRUCK_OUT))  # counted where they have text


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of the page. Raises UnreadableFile, or UnsupportedForm for a topic of pháp điển."""
    with warnings.catch_warnings():
        # XHTML is read as HTML on purpose, and a text that looks like an address is still the text.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            soup = BeautifulSoup(guarded(decode(data, name, charset_of(data))), "lxml")
        except (ParserRejectedMarkup, RecursionError) as error:
            raise UnreadableFile(f"{name}: HTML bị hỏng, không phân tích được") from error
    for tag in soup.find_all(tuple(GUARDED)):
        tag.name = GUARDED[tag.name]
    # In a topic of pháp điển the articles of many documents are interleaved; each has its own note of source.
    if len(soup.find_all(class_="pGhiChu", limit=2)) > 1:
        raise UnsupportedForm(f"{name}: chưa đọc được đề mục pháp điển (nhiều văn bản xen kẽ trong một tệp)")
    left_out: Counter[str] = Counter()
    styles = page_styles([tag.get_text() for tag in soup.find_all("style") if _holds(tag)], soup.css)
    pieces: list[Piece] = []
    count = slips = 0
    for root in _bodies(soup, left_out):
        below = styles.within(root)
        page = Page(below, Notes(root), OpenLists(below.of, below.counter_styles), left_out)
        pieces += _pieces(root, page)
        count, slips = count + page.raised, slips + page.slips
    left_out["quy tắc định kiểu (CSS) chưa đọc được"] += styles.unread
    return finish(pieces, [*kept_repair(slips), *raised_repair(count)], left_out)


def _holds(sheet: Tag) -> bool:
    """Whether a style sheet is one for screens, of a browser that runs scripts."""
    media = str(sheet.get("media", "")).lower()
    return (not media.strip() or "all" in media or "screen" in media) and sheet.find_parent(("noscript", "template")) is None


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
    letters = "".join(filter(str.isalpha, unicodedata.normalize("NFC", text)))
    marked = len(letters) - len(letters.encode("ascii", "ignore"))
    return 10 * marked >= len(letters) > 0


def _pieces(root: Tag, page: Page) -> Iterator[Piece]:
    """The paragraphs below `root`. A loop with a stack of its own: pages may be nested deeper than Python's calls."""
    stack: list[tuple[PageElement, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if isinstance(node, Tag):
            bounds = node.name in BLOCKS or node.name == "br"
            if not entering:
                if bounds:
                    yield from page.ended()
                yield from page.leave(node)
                continue
            said = page.styles.of(node)
            if (name := _left_out_as(node, said)) is not None and not (name == STRUCK and _is_slip(node, page)):
                if name and (name not in _WITH_TEXT or node.get_text(strip=True)):
                    page.left_out[name] += 1
                if name in _STRUCK_OUT:
                    yield from page.ended() if bounds or node.find(BLOCKS) else ()
                    page.line += _blank_ends(node)
                continue
            if bounds:
                yield from page.ended()
            elif (node.name == "sup" or "vertical-align" in said) and _is_note_mark(node, said, page):
                page.left_out["dấu chú thích (số viết cao)"] += 1
                continue
            yield from page.enter(node, said)
            stack.append((node, False))
            stack.extend((child, True) for child in reversed(node.contents if node.name != "head" else _in_head(node)))
        elif page.shown and isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            text = raised(node) if page.raising else str(node)
            if page.preformatted:
                *lines, text = text.split("\n")
                for one in lines:
                    page.add(one)
                    yield from page.ended() if page.line else ()
            page.add(text)
    yield from page.ended()


def _in_head(head: Tag) -> list[PageElement]:
    return [child for child in head.contents if isinstance(child, Tag) and child.name not in _OF_HEAD]


def _left_out_as(tag: Tag, said: Mapping[str, str]) -> str | None:
    """The name under which an element is left out, "" for one that is not named; None for one that is read."""
    name = tag.name
    if name in _SILENT:
        return _FORM_PARTS if name in _FORMS else ""
    if name in _FURNITURE:
        return f"phần <{name}>"
    if (said or "hidden" in tag.attrs) and is_hidden(tag.attrs, said):
        return HIDDEN
    if name == "del":
        return DELETED
    if said.get("line", "line-through" if name in _LINED_OUT else "") == "line-through":
        return STRUCK
    return "hình ảnh" if name == "img" else None


def _blank_ends(tag: Tag) -> list[str]:
    """The blank at an end of struck text: it still parts the words around it."""
    text = tag.get_text()
    return [" "] if text[:1].isspace() or text[-1:].isspace() else []


def _is_slip(tag: Tag, page: Page) -> bool:
    """Whether struck text that begins a paragraph is a slip of the page."""
    if not is_blank("".join(page.line)):
        return False
    following = next(tag.next_siblings, None) or (tag.parent and next(tag.parent.next_siblings, None))
    slip = strikes_number(tag.get_text(), following.get_text() if isinstance(following, Tag) else str(following or ""))
    page.slips += slip
    return slip


def _is_note_mark(tag: Tag, said: Mapping[str, str], page: Page) -> bool:
    """Whether `tag` is raised and marks a footnote; where it marks none, a digit before it makes its digits stand raised."""
    if not is_raised(tag.name, said):
        return False
    before = "".join(page.line)
    if not page.notes and page.footnotes.marks(tag, before):
        return True
    if not page.raising and keeps_raised(tag.get_text(), before):
        page.change(tag, shown=page.shown, raising=True)
        page.raised += 1
    return False
