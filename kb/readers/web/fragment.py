"""A piece of an HTML page → its paragraphs, with lxml: for pages of which thousands of pieces are read one by one.

Guarantees:
1. Every character of the text is in exactly one piece, in order; what is no text (scripts, comments, images) is counted.
2. A mark "<" that opens no element of HTML ("<p1.", "<giải thể>") is text.
3. Blocks and <br> bound paragraphs; what a cell of a table holds has the kind "table"; items of lists get the number or dash
   that a browser shows before them.
"""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from kb.readers.finish import Piece
from kb.readers.word.number_formats import number_text

# The elements of HTML, those of older versions too, and of Word's pages (a prefix and a colon).
_ELEMENTS = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button canvas"
    " caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption"
    " figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label"
    " legend li link main map mark marquee menu meta meter nav nobr noscript object ol optgroup option output p param picture"
    " pre progress q rp rt ruby s samp script section select slot small source span strike strong style sub summary sup svg"
    " table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr"
)
_NO_TAG = re.compile(
    rf"<(?=[A-Za-z])(?!(?:{_ELEMENTS.replace(' ', '|')})(?![^\s/<>])|[a-z][\w-]*:)|<(?=/(?![A-Za-z]))", re.IGNORECASE
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_SILENT = {"script": "đoạn mã", "style": "đoạn mã", "template": "đoạn mã"}
_LIST_STYLES = {"lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
                "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "none": "none",
                "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?\b(lower-\w+|upper-\w+|none)\b", re.IGNORECASE)
_MANY_TAGS = 1000
# Most pieces hold nothing but paragraphs; what may mean anything else goes to the parser: entities, controls, no characters.
_PARAGRAPH = re.compile(r"</?p(?:\s+[\w-]+=\"[^\"<>]*\")*\s*>", re.IGNORECASE)
_NOT_PLAIN = re.compile(r"[&\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class TooDeep(Exception):
    """The markup is nested deeper than the parser follows; text would be lost."""


def pieces_of(markup: str, left_out: Counter[str]) -> Iterator[Piece]:
    """The pieces of `markup`, in order, empty ones among them. Raises TooDeep."""
    if not markup or markup.isspace():
        return
    texts = _PARAGRAPH.split(markup)
    if not _NOT_PLAIN.search(markup) and not any("<" in text for text in texts):
        yield from map(Piece, texts)
        return
    parser = etree.HTMLParser(huge_tree=True, remove_blank_text=False)
    root = etree.fromstring(f"<html><body>{_NO_TAG.sub('&lt;', markup)}", parser)
    if markup.count("<") > _MANY_TAGS and any(e.level == etree.ErrorLevels.FATAL for e in parser.error_log):
        raise TooDeep("thẻ HTML lồng nhau quá sâu, không đọc được")
    yield from _pieces(root[-1], left_out)


def _pieces(body: etree._Element, left_out: Counter[str]) -> Iterator[Piece]:
    line: list[str] = []
    tables = 0
    numbers: dict[etree._Element, int] = {}
    walk = etree.iterwalk(body, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node.tag in _BLOCKS:
                if line:
                    yield Piece("".join(line), "table" if tables else "text")
                    line = []
                if node.tag == "table":
                    tables += 1
                elif node.tag == "li":
                    line += _marker(node, numbers)
            elif node.tag == "img":
                left_out["hình ảnh"] += 1
            elif node.tag in _SILENT:
                left_out[_SILENT[node.tag]] += 1
                walk.skip_subtree()
                continue
            if node.text:
                line.append(node.text)
            continue
        if event == "end" and node.tag in _BLOCKS:
            if line:
                yield Piece("".join(line), "table" if tables else "text")
                line = []
            tables -= node.tag == "table"
        elif event != "end":
            left_out["ghi chú trong mã nguồn"] += 1
        if node.tail and node is not body:
            line.append(node.tail)
    if line:
        yield Piece("".join(line))


def _marker(item: etree._Element, numbers: dict[etree._Element, int]) -> list[str]:
    """The marker that a browser writes before an item with text, as one string: "2. ", "b. ", "- "; [] where there is none."""
    owner = item.getparent()
    if owner is None or owner.tag not in ("ol", "ul") or not "".join(item.itertext()).strip():
        return []
    written = item.get("value") or (owner.get("start") if owner not in numbers else None)
    number = int(written) if written and written.isdecimal() else numbers.get(owner, 0) + 1
    numbers[owner] = number
    style = _LIST_STYLE.search(f"{item.get('style', '')};{owner.get('style', '')}")
    form = _LIST_STYLES.get(style[1].lower() if style else owner.get("type", ""), "decimal")
    if form == "none":
        return []
    return [f"{number_text(number, form)}. " if owner.tag == "ol" else "- "]
