"""HTML pages → paragraphs: pages of thuvienphapluat.vn and vbpl.vn, and any other page by its body.

Guarantees:
1. White space of the source is white space only; block elements and <br> bound paragraphs, inline elements never do.
2. Markers that a browser writes before items of a list, by markup or by styles, are text, as the reader of the page sees them;
   one joins the first paragraph of its item.
3. The frame of the page around the document, and a translation beside it, are left out and named; so are what the page hides or
   strikes, marks of footnotes, which are no part of a number or heading, and the "..." that a site shows instead of text.
   Footnotes themselves are notes.
4. A raised or lowered number after a digit stands in raised or lowered digits, so that it is no part of the number before it.
"""

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from bs4.exceptions import ParserRejectedMarkup

from kb.errors import UnreadableFile, UnsupportedForm
from kb.language.text import lowered, nfc, raised
from kb.law.model import Reading
from kb.readers.finish import Piece, finish, halves_repair, kept_repair, lowered_repair, raised_repair
from kb.readers.text.text_file import charset_of, decode
from kb.readers.web.footnotes import Notes, first_strings, stays_apart
from kb.readers.web.formulas import write_formulas
from kb.readers.web.heights import height, is_marked_raised, may_shift
from kb.readers.web.items import HIDING, UNSHOWN, OpenLists, is_hidden
from kb.readers.web.page import BLOCKS, Page
from kb.readers.web.struck import DELETED, GUARDED, HIDDEN, STRUCK, guarded, strikes_number, whole
from kb.readers.web.styles import NO_SIZE, page_styles
from kb.readers.web.variables import with_values

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
            markup, halves = whole(decode(data, name, charset_of(data)))
            given = guarded(markup)
            soup = BeautifulSoup(given, "lxml")
        except (ParserRejectedMarkup, RecursionError) as error:
            raise UnreadableFile(f"{name}: HTML bị hỏng, không phân tích được") from error
    lower = given.lower()  # a page is searched only for what its markup has: each search walks through all of it
    for tag in soup.find_all(tuple(GUARDED)) if "-guarded" in lower else ():
        tag.name = GUARDED[tag.name]
    # In a topic of pháp điển the articles of many documents are interleaved; each has its own note of source.
    if "pghichu" in lower and len(soup.find_all(class_="pGhiChu", limit=2)) > 1:
        raise UnsupportedForm(f"{name}: chưa đọc được đề mục pháp điển (nhiều văn bản xen kẽ trong một tệp)")
    left_out: Counter[str] = Counter()
    if "<math" in lower:
        write_formulas(soup, left_out)
    sheets = [tag.get_text() for tag in soup.find_all("style") if _holds(tag)] if "<style" in lower else []
    styled = soup.find_all(style=re.compile(r"var\(")) if "var(" in markup else []
    written, unread = with_values([*sheets, *(str(tag["style"]) for tag in styled)])
    for tag, style in zip(styled, written[len(sheets) :], strict=True):
        tag["style"] = style
    styles = page_styles(written[: len(sheets)], soup.css, sizes=bool(sheets) and NO_SIZE.search(markup) is not None)
    pieces: list[Piece] = []
    count = low = slips = 0
    for root in _bodies(soup, lower, left_out):
        below = styles.within(root)
        page = Page(below, Notes(root), OpenLists(below.of, below.counter_styles), left_out)
        page.anchors += filter(None, [root.find_parent("a")])
        pieces += _pieces(root, page)
        count, low, slips = count + page.raised, low + page.lowered, slips + page.slips
    left_out["quy tắc định kiểu (CSS) chưa đọc được"] += styles.unread + unread
    return finish(pieces, [*halves_repair(halves), *kept_repair(slips), *raised_repair(count), *lowered_repair(low)], left_out)


def _holds(sheet: Tag) -> bool:
    """Whether a style sheet is one for screens, of a browser that runs scripts."""
    media = str(sheet.get("media", "")).lower()
    return (not media.strip() or "all" in media or "screen" in media) and sheet.find_parent(("noscript", "template")) is None


def _bodies(soup: BeautifulSoup, markup: str, left_out: Counter[str]) -> list[Tag]:
    """The elements that hold the document: by the marks of the known sites, else the whole page; `markup`: in lower case."""
    found: list[Tag] = []
    for name in filter(markup.__contains__, _BODY_CLASSES):
        found = found or _outermost(soup.find_all("div", class_=name))
    if not found and _BODY_ID in markup:
        found = soup.find_all(id=_BODY_ID, limit=1)
    if not found:
        return [soup]
    left_out["phần khung của trang web quanh văn bản"] += 1
    vietnamese = [tag for tag in found if _is_vietnamese(tag.get_text())] or found
    left_out["bản dịch không phải tiếng Việt"] += len(found) - len(vietnamese)
    for tag in vietnamese:
        for paragraph in tag.find_all("p"):
            if not paragraph.attrs and "".join(islice(paragraph.stripped_strings, len(_MASKED) + 1)) == _MASKED:
                left_out["đoạn bị trang web che bằng dấu “...”, cần bản đầy đủ"] += 1
                paragraph.decompose()
    return vietnamese


def _outermost(tags: Iterable[Tag]) -> list[Tag]:
    """The elements, in the order of the page, that stand in none of the others."""
    found: list[Tag] = []
    inside: dict[int, bool] = {}  # the identity of an element → whether it is, or stands in, one that was found
    for tag in tags:
        way: list[Tag] = []
        around: Tag | None = tag
        while around is not None and id(around) not in inside:
            way.append(around)
            around = around.parent
        is_inside = around is not None and inside[id(around)]
        inside |= dict.fromkeys(map(id, way), is_inside)
        if not is_inside:
            found.append(tag)
            inside[id(tag)] = True
    return found


def _is_vietnamese(text: str) -> bool:
    """Whether at least one letter in ten bears a diacritic or is đ: in Vietnamese a third do, in a translation only names."""
    letters = "".join(filter(str.isalpha, nfc(text)))
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
            elif may_shift(node.name, said) and _is_note_mark(node, said, page):
                page.left_out["dấu chú thích (số viết cao)"] += 1
                continue
            yield from page.enter(node, said)
            stack.append((node, False))
            stack.extend((child, True) for child in reversed(node.contents if node.name != "head" else _in_head(node)))
        elif not isinstance(node, NavigableString) or isinstance(node, PreformattedString):
            continue
        elif not page.shown:
            page.hide(node)
        else:
            text = str(node) if not page.side else raised(node) if page.side > 0 else lowered(node)
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
    if (said or name in UNSHOWN or not HIDING.isdisjoint(tag.attrs)) and is_hidden(name, tag.attrs, said):
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
    if page.inked:
        return False
    following = next(tag.next_siblings, None) or (tag.parent and next(tag.parent.next_siblings, None))
    after = "".join(first_strings(following)[0]) if isinstance(following, Tag) else str(following or "")
    slip = strikes_number(tag.get_text(), after)
    page.slips += slip
    return slip


def _is_note_mark(tag: Tag, said: Mapping[str, str], page: Page) -> bool:
    """Whether `tag` is raised and marks a footnote; off the line and after a digit it else makes its digits stand so."""
    side = height(tag.name, said)
    if not side:
        return False
    before = page.tail()
    marked = is_marked_raised(tag.name, said) and (page.inked or bool(before.strip()))
    if (
        side > 0
        and not page.notes
        and page.footnotes.marks(tag, before, page.anchors[-1] if page.anchors else None, unlinked=marked)
    ):
        return True
    if not page.side and stays_apart("".join(first_strings(tag)[0]), before):
        page.change(tag, side=side)
        page.raised += side > 0
        page.lowered += side < 0
    return False
