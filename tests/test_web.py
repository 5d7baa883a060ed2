"""Web pages: the markers of lists, what is hidden or struck, raised numbers, tables that lay out provisions.

What a browser shows was looked at in Chromium, printed; the rows below that are about lists and styles say what it printed.
"""

from collections import Counter

import pytest

from kb.law.model import Reading
from kb.readers import read_bytes
from kb.readers.finish import clean_text
from kb.readers.web.fragment import pieces_of
from kb.structure import parse

HEAD = "<!doctype html><html><head><meta charset=utf-8>{}</head><body>{}</body></html>"


def page(body: str, css: str = "") -> Reading:
    return read_bytes(HEAD.format(f"<style>{css}</style>" if css else "", body).encode(), "a.html")


def lines(reading: Reading) -> list[str]:
    return [paragraph.text for paragraph in reading.paragraphs]


# (the style sheet, the body, the paragraphs)
LISTS = [
    # a block within an item: the marker stands on its first line
    ("", "<ol><li><p>x</p><p>y</p></li><li>\n<div>z</div></li><li><h3>t</h3></li></ol>", ["1. x", "y", "2. z", "3. t"]),
    ("", "<ol><li><p> &nbsp; </p><p>x</p></li></ol>", ["1. x"]),
    ("", "<ol><li><span></span>\u200b<p>x</p></li></ol>", ["1. x"]),
    ("", "<ul><li><p>x</p><ul><li><p>y</p></li></ul></li></ul>", ["- x", "- y"]),
    ("", "<ol><li><br>x</li></ol>", ["1. x"]),
    # nested lists, one that is not within an item, one that an item begins with
    ("", "<ol type=A><li>x<ol><li>y</li></ol></li><li>z</li></ol>", ["A. x", "1. y", "B. z"]),
    ("", "<ol><li>x</li><ol type=a><li>y</li></ol><li>z</li></ol>", ["1. x", "a. y", "2. z"]),
    ("", "<ol><li><ol type=a><li>x</li><li>y</li></ol></li><li>z</li></ol>", ["1.", "a. x", "b. y", "2. z"]),
    ("", "<ol><div><li>x</li><li>y</li></div><li>z</li></ol>", ["1. x", "2. y", "3. z"]),
    # an empty item has its number
    ("", "<ol><li></li><li>x</li></ol>", ["1.", "2. x"]),
    # type, start, value, reversed; what is no number is not there
    ("", "<ol type=a start=3><li>x</li><li value=7>y</li></ol><ol type=I><li>x</li></ol>", ["c. x", "g. y", "I. x"]),
    ("", "<ol type=a><li type=1>x</li><li>y</li></ol>", ["1. x", "b. y"]),
    ("", "<ol start='3abc'><li>x</li></ol><ol start=abc><li value=x>y</li></ol>", ["3. x", "1. y"]),
    ("", "<ol start=-1><li>x</li><li>y</li></ol><ol type=i start=0><li>z</li></ol>", ["-1. x", "0. y", "0. z"]),
    ("", "<ol reversed><li>x</li><li>y</li></ol><ol reversed start=10><li>z</li></ol>", ["2. x", "1. y", "10. z"]),
    ("", "<ol reversed><li>x<ol><li>i</li></ol></li><li value=9>y</li><li>z</li></ol>", ["3. x", "1. i", "9. y", "8. z"]),
    ("", "<ol reversed><li hidden>x</li><li>y</li><li>z</li></ol>", ["2. y", "1. z"]),
    # letters after z, zeros before, Greek; Roman numbers end at 3999
    ("", "<ol type=a start=26><li>x</li><li>y</li><li>z</li></ol>", ["z. x", "aa. y", "ab. z"]),
    ("", "<ol style='list-style-type:decimal-leading-zero' start=9><li>x</li><li>y</li></ol>", ["09. x", "10. y"]),
    ("", "<ol style='list-style-type:lower-greek'><li>x</li><li>y</li></ol>", ["α. x", "β. y"]),
    ("", "<ol type=I start=3999><li>x</li><li>y</li></ol>", ["MMMCMXCIX. x", "4000. y"]),
    # the attribute style: short form, strings, capitals, !important, what is no value
    ("", "<ol style='list-style: lower-alpha inside'><li>x</li></ol>", ["a. x"]),
    ("", "<ol style='list-style:url(x.png) upper-roman'><li>x</li></ol>", ["I. x"]),
    ("", "<ol style='list-style:inside'><li>x</li></ol>", ["- x"]),
    ("", "<ol style='LIST-STYLE-TYPE: Lower-Alpha !important; list-style-type:bogus(1)'><li>x</li></ol>", ["a. x"]),
    ("", "<ol style='list-style-type:\"+ \"'><li>x</li></ol>", ["+ x"]),
    ("", "<ol style='list-style-type:foo'><li>x</li></ol><ol style='list-style-type:disc'><li>y</li></ol>", ["1. x", "- y"]),
    ("", "<ul style='list-style-type:decimal'><li>x</li></ul><ul type=a><li>y</li></ul>", ["1. x", "- y"]),
    ("", "<ol><li style='list-style:none'>x</li><li style='list-style-type:lower-alpha'>y</li></ol>", ["x", "b. y"]),
    ("", "<div style='list-style-type:upper-roman'><ol><li>x</li></ol></div>", ["1. x"]),
    # items that are no items of a list, hidden ones, ones that only do not show
    ("", "<ol><li style='display:block'>x</li><li>y</li></ol>", ["x", "1. y"]),
    ("", "<ol><li style='display:none'>x</li><li>y</li></ol>", ["1. y"]),
    ("", "<ol><li style='visibility:hidden'>x</li><li>y</li></ol>", ["2. y"]),
    # style sheets: classes, ids, elements below others; the more specific rule, then the later
    ("ol.a{list-style-type:lower-alpha}", "<ol class='b a'><li>x</li></ol><ol><li>y</li></ol>", ["a. x", "1. y"]),
    ("#a{list-style:upper-roman} .b{list-style:lower-alpha}", "<ol id=a class=b><li>x</li></ol>", ["I. x"]),
    ("ol ol, ol>li>ul{list-style-type:lower-alpha}", "<ol><li>x<ol><li>y</li></ol></li></ol>", ["1. x", "a. y"]),
    ("li{list-style-type:lower-roman}", "<ol type=A><li>x</li></ol>", ["i. x"]),
    ("ol{list-style-type:lower-alpha} ol{list-style-type:upper-alpha}", "<ol><li>x</li></ol>", ["A. x"]),
    ("@media print{ol{list-style:none}} @media screen{ol{list-style:lower-alpha}}", "<ol><li>x</li></ol>", ["a. x"]),
    ("@media (max-width:600px){ol{list-style:none}}", "<ol><li>x</li></ol>", ["1. x"]),
    # counters, and styles of counting of the page's own
    (
        "ol{counter-reset:m;list-style:none} li::before{counter-increment:m;content:counter(m,lower-alpha) ') '}",
        "<ol><li>x</li><li><p>y</p></li></ol>",
        ["a) x", "b) y"],
    ),
    (
        "ol{counter-reset:m;list-style:none} li{counter-increment:m} li:before{content:counters(m,'.') ' '}",
        "<ol><li>x<ol><li>y</li><li>z</li></ol></li><li>t</li></ol>",
        ["1 x", "1.1 y", "1.2 z", "2 t"],
    ),
    ("li::marker{content:counter(list-item,lower-alpha) '\\29 '}", "<ol><li>x</li><li>y</li></ol>", ["a) x", "b) y"]),
    ("body{counter-reset:d} h3{counter-increment:d} h3::before{content:'Điều ' counter(d) '. '}", "<h3>x</h3><h3>y</h3>",
     ["Điều 1. x", "Điều 2. y"]),
    ("@counter-style d{system:fixed;symbols:a b c d đ e;suffix:') '} ol{list-style:d}",
     "<ol start=4><li>x</li><li>y</li></ol>", ["d) x", "đ) y"]),
    # the attribute type is read to the letter, each by its kind of list; a style that is taken back, or comes from around
    ("", "<ol type='A '><li>x</li></ol><ol type=disc><li>x</li></ol><ul type=NONE><li>y</li></ul>", ["1. x", "1. x", "y"]),
    ("", "<ol type=a style='list-style-type:initial'><li>x</li></ol><ol type=a style='list-style:revert'><li>y</li></ol>",
     ["- x", "1. y"]),
    ("", "<div style='list-style-type:upper-roman'><ol style='list-style-type:inherit'><li>x</li></ol></div>", ["I. x"]),
    ("", "<ol type=a><li>x<ol style='list-style-type:unset'><li style='list-style:inherit'>y</li></ol></li></ol>",
     ["a. x", "a. y"]),
    # the number of an item that a style sets or steps
    ("", "<ol><li style='counter-set:list-item 9'>x</li><li>y</li></ol>", ["9. x", "10. y"]),
    ("", "<ol><li style='counter-increment:list-item 5'>x</li><li>y</li></ol>", ["5. x", "6. y"]),
    ("li.b{counter-set:list-item 3}", "<ol><li>x</li><li class=b value=8>y</li><li>z</li></ol>", ["1. x", "3. y", "4. z"]),
    # what a selector excludes; values named for the whole page; a list of selectors with one that is none
    ("li:not(:first-child){list-style-type:upper-roman}", "<ol><li>x</li><li>y</li></ol>", ["1. x", "II. y"]),
    ("li:not(.a, .b){list-style-type:upper-roman}", "<ol><li class=a>x</li><li>y</li></ol>", ["1. x", "II. y"]),
    (":root{--t:lower-alpha;--u:var(--t)} ol{list-style-type:var(--u)}", "<ol><li>x</li></ol>", ["a. x"]),
    ("ol{list-style-type:var(--none, lower-roman)}", "<ol><li>x</li></ol>", ["i. x"]),
    (":root{--t:lower-alpha}", "<ol style='list-style-type:var(--t)'><li>x</li></ol>", ["a. x"]),
    ("ol, :foo(bar){list-style-type:lower-alpha} ol, {list-style:none}", "<ol><li>x</li></ol>", ["1. x"]),
    ("@counter-style d{system:extends lower-alpha;suffix:')'} ol{list-style-type:d}", "<ol><li>x</li></ol>", ["a) x"]),
]  # fmt: skip


@pytest.mark.parametrize(("css", "body", "expected"), LISTS)
def test_items_have_the_markers_that_a_browser_shows(css: str, body: str, expected: list[str]) -> None:
    assert lines(page(body, css)) == expected


# (the style sheet, the body, the paragraphs, what is left out)
GONE = [
    # deleted and struck, by element and by style; what is inserted stays; a blank still parts words
    ("", "<p>Điều <del>6</del><ins>7</ins> Luật</p>", ["Điều 7 Luật"], ("1 chỗ đã xóa (<del>)",)),
    ("", "<p>a<s> b </s>c <strike>d</strike></p>", ["a c"], ("2 chỗ gạch ngang",)),
    ("", "<p>a <span style='text-decoration: underline LINE-THROUGH red'>b</span></p>", ["a"], ("1 chỗ gạch ngang",)),
    ("", "<p>a <i style='text-decoration-line:line-through'><b>b</b></i></p>", ["a"], ("1 chỗ gạch ngang",)),
    (".x{text-decoration:line-through}", "<p>a <b class=x>b</b></p>", ["a"], ("1 chỗ gạch ngang",)),
    ("s{text-decoration:none}", "<p>a <s>b</s></p>", ["a b"], ()),
    ("", "<p>a</p><del><p>b</p></del><p>c</p>", ["a", "c"], ("1 chỗ đã xóa (<del>)",)),
    ("", "<div>a<s><p>b</p></s>c</div>", ["a", "c"], ("1 chỗ gạch ngang",)),
    ("", "<p>x</p><s><p>a</p><p>b</p></s><strike><p>c</p></strike>", ["x"], ("2 chỗ gạch ngang",)),
    ("", "<ol><li><s>x</s></li><li>y</li></ol>", ["2. y"], ("1 chỗ gạch ngang",)),
    # hidden by attribute, by style, by a sheet, in Word; what is read aloud only by no one stays
    ("", "<p>a</p><p hidden>b</p><p aria-hidden=true>c</p>", ["a", "c"], ("1 phần ẩn",)),
    ("", "<p>a <span style='mso-hide:all'>b</span></p>", ["a"], ("1 phần ẩn",)),
    (".x{display:none}", "<p>a <b class=x>b</b>c</p>", ["a c"], ("1 phần ẩn",)),
    ("div p.x{visibility:hidden}", "<div><p class=x>b<b style='visibility:visible'>c</b></p></div>", ["c"], ("1 phần ẩn",)),
    # rules that show again
    (".x{display:none} #y{display:block}", "<p class=x id=y>a</p>", ["a"], ()),
    (".x{display:none}", "<p class=x style='display:block'>a</p>", ["a"], ()),
    (".x{display:none!important}", "<p class=x style='display:block'>a</p>b", ["b"], ("1 phần ẩn",)),
    ("", "<p hidden style='display:block'>a</p><p style='display:none;display:nonsense'>b</p>", ["a"], ("1 phần ẩn",)),
    # what is no rule for this page, or no rule at all
    ("@media print{p{display:none}} p:hover{display:none} p::after{display:none}", "<p>a</p>", ["a"], ()),
    ("p[{display:none} }{ p:::x{display:none} @import 'x'; p{display:none", "<p>a</p>", ["a"],
     ("1 quy tắc định kiểu (CSS) chưa đọc được",)),
    ("p ~ p{display:none}", "<p>a</p><p>b</p>", ["a", "b"], ("1 quy tắc định kiểu (CSS) chưa đọc được",)),
    # rules on lists that are not read
    ("li:nth-child(2){list-style-type:upper-alpha}", "<ol><li>x</li></ol>", ["1. x"],
     ("1 quy tắc định kiểu (CSS) chưa đọc được",)),
    ("ol{list-style-type:var(--t)} .a{--t:upper-roman}", "<ol class=a><li>x</li></ol>", ["1. x"],
     ("1 quy tắc định kiểu (CSS) chưa đọc được",)),
    # what a browser does not show by itself; what it shows when it is open
    ("", "<p>a</p><dialog>b</dialog><dialog open>c</dialog><datalist><option>d</option></datalist><div popover>e</div>",
     ["a", "c"], ("3 phần ẩn",)),
    # without a size, with one again, with a share of none; seen through, half seen through
    ("", "<p>a<i style='font-size:0'>b<b style='font-size:12px'>c</b><b style='font-size:2em'>d</b></i>e</p>", ["ace"],
     ("1 phần ẩn",)),
    ("ul{font-size:0px} li{font-size:14px}", "<ul><li>x</li></ul>", ["- x"], ()),
    (".x{opacity:0} .y{opacity:0.5}", "<p>a<b class=x>b</b><b class=y>c</b><b style='opacity:.00'>d</b></p>", ["ac"],
     ("2 phần ẩn",)),
    # the number of a paragraph that is struck alone is a slip of the page; not where another one stands beside it
    ("", "<p><s><b>4</b></s><b>. Điều này</b></p>", ["4. Điều này"], ()),
    ("", "<p><s>4</s><ins>5</ins>. Điều này</p>", ["5. Điều này"], ("1 chỗ gạch ngang",)),
    ("", "<p><s>4. Bỏ</s></p><p>5. Giữ</p>", ["5. Giữ"], ("1 chỗ gạch ngang",)),
]  # fmt: skip


@pytest.mark.parametrize(("css", "body", "expected", "left_out"), GONE)
def test_what_a_page_hides_or_strikes_is_left_out_and_counted(
    css: str, body: str, expected: list[str], left_out: tuple[str, ...]
) -> None:
    reading = page(body, css)
    assert (lines(reading), reading.left_out) == (expected, left_out)


APART = "{} số viết cao sau chữ số được giữ bằng chữ số trên cao"

# (the style sheet, the body, the paragraphs, how many raised numbers are kept apart)
RAISED = [
    ("", "<p>Điều 7<sup>12</sup>. Tên</p><p>1<sup>2</sup>. Nội dung của 10<sup>6</sup></p>",
     ["Điều 7¹². Tên", "1². Nội dung của 10⁶"], 3),
    ("", "<p>Điều 7<b><sup><i>1</i></sup></b><sup>2</sup>. Tên</p>", ["Điều 7¹². Tên"], 2),
    ("", "<p>Điều 7<sup>1,2</sup>. Tên</p><p>10<sup>-3</sup> g</p>", ["Điều 7¹,². Tên", "10-³ g"], 2),
    ("", "<p>a)<sup>12</sup> nội dung</p>", ["a)¹² nội dung"], 1),
    ("", "<p>7<span style='vertical-align:super'>12</span></p>", ["7¹²"], 1),
    ("", "<p>7<span style='vertical-align: 3.5pt'>1</span>, 8<b style='vertical-align:0'>2</b></p>", ["7¹, 82"], 1),
    (".c{vertical-align:super}", "<p>7<span class=c>12</span></p>", ["7¹²"], 1),
    # by Word's own style, by a shift, by other alignments; not by a shift that nobody sees
    ("", "<p>khoản 2<span style='position:relative;top:-5.0pt;mso-text-raise:5.0pt'>3</span></p>", ["khoản 2³"], 1),
    ("", "<p>6<b style='mso-text-raise:2pt;font-size:8pt'>4</b>, 7<b style='position:relative;bottom:4px'>5</b></p>",
     ["6⁴, 7⁵"], 2),
    ("", "<p>8<i style='vertical-align:text-top'>1</i>, 9<i style='vertical-align:top;font-size:60%'>2</i></p>", ["8¹, 9²"], 2),
    ("", "<p>Điều <i style='position:relative;top:-.5pt'>7</i>, 1<i style='top:-9pt'>2</i></p>", ["Điều 7, 12"], 0),
    # an element that a style sets back on the line, or only moves
    ("", "<p>1<sup style='vertical-align:baseline'>2</sup></p>", ["12"], 0),
    ("sup{position:relative;vertical-align:baseline;top:-.5em}", "<p>10<sup>6</sup></p>", ["10⁶"], 1),
    # a formula
    ("", "<p>là <math><msup><mn>10</mn><mn>6</mn></msup></math> đồng</p>", ["là 10⁶ đồng"], 1),
    # a unit, a letter, a note in brackets, a digit that was typed raised
    ("", "<p>5 m<sup>2</sup>, 7<sup>a</sup>, 6<sup>[4]</sup>, 9³</p>", ["5 m2, 7a, 6[4], 9³"], 0),
    # a note of that number is on the page, and no other mark of it: the mark is taken out, as one with a link is
    ("", "<p>Điều 7<sup>1</sup>. Tên 10<sup>6</sup></p><p><sup>1</sup> Ghi chú</p>", ["Điều 7. Tên 10⁶", "1 Ghi chú"], 1),
    ("", "<p>10<sup>2</sup> và tên<sup>2</sup></p><p>[2] Ghi chú</p>", ["10² và tên", "[2] Ghi chú"], 1),
    ("", "<p>Điều 7<sup><a href='#fn3'>3</a></sup>. Tên</p>", ["Điều 7. Tên"], 0),
]  # fmt: skip


@pytest.mark.parametrize(("css", "body", "expected", "apart"), RAISED)
def test_a_raised_number_is_no_part_of_the_number_before_it(css: str, body: str, expected: list[str], apart: int) -> None:
    reading = page(body, css)
    assert lines(reading) == expected
    assert (APART.format(apart) in reading.repairs) is (apart > 0)


# (the style sheet, the body, the paragraphs, how many lowered numbers are kept apart)
LOWERED = [
    ("", "<p>Điều 7<sub>12</sub>. Tên, 10<sub>2</sub></p>", ["Điều 7₁₂. Tên, 10₂"], 2),
    ("", "<p>1<b style='vertical-align:sub'>2</b>, 3<b style='vertical-align:-2pt'>4</b></p>", ["1₂, 3₄"], 2),
    ("", "<p>5<b style='position:relative;top:4pt;mso-text-raise:-4pt'>6</b></p>", ["5₆"], 1),
    ("sub{vertical-align:baseline}", "<p>1<sub>2</sub></p>", ["12"], 0),
    ("", "<p>CO<sub>2</sub>, H<sub>2</sub>O</p>", ["CO2, H2O"], 0),
]


@pytest.mark.parametrize(("css", "body", "expected", "apart"), LOWERED)
def test_a_lowered_number_is_no_part_of_the_number_before_it(css: str, body: str, expected: list[str], apart: int) -> None:
    reading = page(body, css)
    assert lines(reading) == expected
    told = (f"{apart} số viết thấp sau chữ số được giữ bằng chữ số dưới dòng",) if apart else ()
    assert reading.repairs == told


def test_a_number_with_lowered_digits_is_the_number_before_them() -> None:
    tree = parse(page("<p>Điều 1<sub>12</sub>. Tên</p><p>1<sub>2</sub>. Một.</p><p>2. Hai.</p>").paragraphs)
    assert [one.eid for one in tree.walk()] == ["art_1", "art_1__para_1", "art_1__para_2"]


# (a formula, its text, how many are counted as formulas)
FORMULAS = [
    ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2", 0),
    ("<mn>2</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "2 1/2", 0),
    ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "a+b/2", 1),
    ("<msqrt><mn>2</mn></msqrt>", "2", 1),
    ("<msub><mn>10</mn><mn>2</mn></msub>", "10₂", 0),
]


@pytest.mark.parametrize(("markup", "expected", "counted"), FORMULAS)
def test_a_formula_is_text_on_one_line_or_counted(markup: str, expected: str, counted: int) -> None:
    reading = page(f"<p>là <math>{markup}</math></p>")
    assert (lines(reading), reading.left_out) == ([f"là {expected}"], ("1 công thức",) if counted else ())


HALVES = "{} nửa ký tự (U+D800 đến U+DFFF) được thay bằng U+FFFD"
HALF_TEXT = "Điều 1. Cơ quan \ud800 có thẩm quyền nhận \ud83d\ude00 hồ sơ đăng ký nuôi ong lấy mật trong rừng"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (
            HALF_TEXT.replace("\ud800", "&#xD800;").replace("\ud83d\ude00", "&#55357;&#xDE00;").encode(),
            "a.html",
        ),
        *((HALF_TEXT.encode(code, "surrogatepass"), "a.txt") for code in ("utf-16-le", "utf-16-be")),
        (f"\ufeff<p>{HALF_TEXT}</p>".encode("utf-16-le", "surrogatepass"), "a.html"),
    ],
)
def test_half_a_character_is_replaced_and_reported(data: bytes, name: str) -> None:
    reading = read_bytes(data, name)
    assert lines(reading) == ["Điều 1. Cơ quan \ufffd có thẩm quyền nhận \U0001f600 hồ sơ đăng ký nuôi ong lấy mật trong rừng"]
    assert reading.repairs == (HALVES.format(1),)


def test_a_page_whose_body_has_no_tag_is_read_from_its_first_element() -> None:
    for element in ("main", "section", "article", "details", "header", "figure"):
        reading = read_bytes(f"<title>t</title><{element}><p>Điều 1. x</p></{element}><p>y</p>".encode(), "a.html")
        assert lines(reading) == ["Điều 1. x", "y"]


# In pieces of the codification: (the piece, the texts, what is counted)
FRAGMENTS = [
    ("<ol><li><p>x</p></li><li> <div>y</div></li></ol>", ["1. x", "2. y"], {}),
    ("<ol type=a reversed><li>x<li>y</ol>", ["b. x", "a. y"], {}),
    ("<ol style='list-style-type:lower-roman'><li></li><li>x</li></ol>", ["ii. x"], {}),
    ("<p>a<strike>,</strike> b<del>c</del></p>", ["a b"], {"chỗ gạch ngang": 1, "chỗ đã xóa (<del>)": 1}),
    ("<p><strike>4</strike>. Nội dung</p>", ["4. Nội dung"], {"số bị gạch ngang": 1}),
    ("<p>20<sup>0</sup>30’ m<sup>2</sup></p>", ["20⁰30’ m2"], {"số viết cao": 1}),
    ("<s><p>a</p></s><p>b</p>", ["b"], {"chỗ gạch ngang": 1}),
    ("<p>a</p><p style='display:none'>b</p><p hidden>c</p>", ["a"], {"phần ẩn": 2}),
]


@pytest.mark.parametrize(("markup", "expected", "counted"), FRAGMENTS)
def test_a_piece_of_a_page_is_read_as_a_page_is(markup: str, expected: list[str], counted: dict[str, int]) -> None:
    left_out: Counter[str] = Counter()
    texts = [" ".join(piece.text.split()) for piece in pieces_of(markup, left_out)]
    assert ([text for text in texts if text], +left_out) == (expected, Counter(counted))


def table(*rows: str) -> str:
    return "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows).join(
        ("<table>", "</table>")
    )


# (the rows of a table, the paragraphs)
LAID_OUT = [
    (("Điều 5.|Tên điều", "1.|Khoản một:", "a)|Điểm một;", "-|Gạch một."),
     ["Điều 5. Tên điều", "1. Khoản một:", "a) Điểm một;", "- Gạch một."]),
    # an empty cell between, two paragraphs in a cell, a note beside the number
    (("Điều 5.|Tên điều", "1.| |<p>Khoản một</p><p>Đoạn hai</p>", "2¹.|Khoản hai", "3.[4]|Khoản ba"),
     ["Điều 5. Tên điều", "1. Khoản một", "Đoạn hai", "2¹. Khoản hai", "3.[4] Khoản ba"]),
    # a marker before a marker, a marker that is not alone in its cell, the last cell of a row
    (("Điều 5.|Tên điều", "1.|a)|Điểm một", "<p>x</p><p>2.</p>|Khoản", "3.", "Bốn|4."),
     ["Điều 5. Tên điều", "1.", "a) Điểm một", "x", "2.", "Khoản", "3.", "Bốn", "4."]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), LAID_OUT)
def test_a_marker_in_one_cell_and_its_text_in_the_next_are_one_provision(rows: tuple[str, ...], expected: list[str]) -> None:
    reading = page(table(*rows))
    assert lines(reading) == expected
    assert any("ở một ô của bảng được nối" in repair for repair in reading.repairs)
    assert {paragraph.kind for paragraph in reading.paragraphs} == {"text"}


def test_a_table_that_is_nothing_but_a_list_is_a_list_of_clauses() -> None:
    clauses = table(
        "1.|Tổ chức nuôi ong lấy mật:",
        "a)|Có giấy phép hành nghề;",
        "b)|Có người trông tổ ong.",
        "2.|Cá nhân nuôi ong lấy mật.",
    )
    reading = page(f"<p>Điều 5. Người nuôi ong</p>{clauses}<p>Điều 6. Khác</p>")
    eids = [provision.eid for provision in parse(reading.paragraphs).walk()]
    assert eids == ["art_5", "art_5__para_1", "art_5__para_1__point_a", "art_5__para_1__point_b", "art_5__para_2", "art_6"]


# (the rows of a table below an Điều that is a list, its paragraphs)
ITEMS = [
    # one row; short items; a word before the number
    (("1.|Tổ chức nuôi ong lấy mật.",), ["1. Tổ chức nuôi ong lấy mật."]),
    (("1.|Tổ chức nuôi ong lấy mật;", "2.|Báo cáo."), ["1. Tổ chức nuôi ong lấy mật;", "2. Báo cáo."]),
    (("Khoản 1.|Nuôi ong.", "Điểm a)|Lấy mật."), ["Khoản 1. Nuôi ong.", "Điểm a) Lấy mật."]),
    # rows that go on; an item that begins in the cell of the one before
    (("1.|Nuôi ong lấy mật;", "|đoạn sau", "2.|<p>Gồm:</p><p>a) một</p>", "|b)|hai"),
     ["1. Nuôi ong lấy mật;", "đoạn sau", "2. Gồm:", "a) một", "b) hai"]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), ITEMS)
def test_a_table_of_items_is_a_list(rows: tuple[str, ...], expected: list[str]) -> None:
    reading = page(f"<p>Điều 5. Người nuôi ong</p>{table(*rows)}<p>Điều 6. Khác</p>")
    assert lines(reading)[1:-1] == expected
    assert {paragraph.kind for paragraph in reading.paragraphs} == {"text"}


# (the rows of a table below an Điều that is no list: a head, amounts, short names, a row without a marker)
DATA = [
    ("TT|Loại tổ ong được nuôi", "1.|Tổ ong của tổ chức nuôi"),
    ("1.|Tổ ong của tổ chức nuôi|10", "2.|Tổ ong của cá nhân nuôi|20"),
    ("1.|Đơn", "2.|Sao"),
    ("1.|Tổ ong của tổ chức nuôi", "Cộng|Tổ ong của tất cả"),
    ("1.|Tổ ong của tổ chức nuôi",),
    ("1.|Đơn", "Loại hai", "2.|Sao"),
    ("3.|Đơn.", "7.|Sao."),
    ("TT|Tên.", "1.|Đơn."),
]


@pytest.mark.parametrize("rows", DATA)
def test_a_table_of_data_is_no_list(rows: tuple[str, ...]) -> None:
    reading = page(f"<p>Điều 5. Người nuôi ong</p>{table(*rows)}<p>Điều 6. Khác</p>")
    assert [provision.eid for provision in parse(reading.paragraphs).walk()] == ["art_5", "art_6"]


def test_the_numbers_of_a_table_of_data_stay_in_their_cells() -> None:
    body = "<p>Điều 1. Phí</p><p>Mức phí theo bảng sau đây, áp dụng từ ngày ban hành:</p>"
    reading = page(body + table("TT|Loại|Mức", "1.|Đơn|10", "2.|Sao|20"))
    assert lines(reading)[2:] == ["TT", "Loại", "Mức", "1.", "Đơn", "10", "2.", "Sao", "20"]
    assert not reading.repairs


def test_items_of_a_page_are_provisions() -> None:
    items = "<li><p>Một:</p><ol type=a><li><p>x;</p></li><li><p>y.</p></li></ol></li><li><p>Hai.</p></li>"
    body = f"<p>Điều 1. Tên</p><ol>{items}</ol>"
    tree = parse(page(body).paragraphs)
    assert [one.eid for top in tree.provisions for one in top.walk()] == [
        *("art_1", "art_1__para_1", "art_1__para_1__point_a", "art_1__para_1__point_b", "art_1__para_2")
    ]


def test_signs_without_a_shape_are_dropped_and_reported() -> None:
    reading = page("<p>Ng&shy;hị đ&#8203;ịnh th<wbr>i h&zwj;ành&zwnj;, Đi&#8288;ều&lrm; 6&#8234;</p>")
    assert lines(reading) == ["Nghị định thi hành, Điều 6"]
    assert reading.repairs == ("7 ký tự không hình (U+00AD, U+200B, U+200C, U+200D, U+200E, U+202A, U+2060) được bỏ",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # a soft hyphen: in a syllable, beside one, in a word of another language, after a sign
        ("phư\u00adơng tr\u00adường đ\u00adược t\u00adư", "phương trường được tư"),
        ("in\u00adfor\u00admation, giáo sư.\u00ad \u00adb)", "information, giáo sư. b)"),
        # a letter of a legacy encoding that stays: tr­êng, h­íng, t­ of TCVN3
        ("h\u00adíng t\u00ad", "h\u00adíng t\u00ad"),
        ("c¸c tr\u00adêng hîp", "c¸c tr\u00adêng hîp"),
    ],
)
def test_a_soft_hyphen_is_dropped_but_for_a_letter_of_a_legacy_encoding(written: str, expected: str) -> None:
    assert clean_text(written) == expected


# (Markdown, the paragraphs, what is reported)
MARKDOWN = [
    ("Điều ~~6~~7 Luật", ["Điều 7 Luật"], ("1 chỗ gạch ngang",)),
    ("Điều <del>6</del>7, <s>bỏ</s> <STRIKE class=x>bỏ</STRIKE>hết", ["Điều 7, hết"], ("3 chỗ gạch ngang",)),
    ("Điều 7<sup>12</sup>. Tên", ["Điều 7¹². Tên"], (APART.format(1),)),
    # no pair, in two paragraphs, escaped, a unit
    ("từ ~~ 5 đến ~~ 6 và ~7~", ["từ ~~ 5 đến ~~ 6 và ~7~"], ()),
    ("~~một\n\nhai~~", ["~~một", "hai~~"], ()),
    ("5 m<sup>2</sup>", ["5 m<sup>2</sup>"], ()),
]


@pytest.mark.parametrize(("text", "expected", "told"), MARKDOWN)
def test_markdown_strikes_and_raises_as_pages_do(text: str, expected: list[str], told: tuple[str, ...]) -> None:
    reading = read_bytes(text.encode(), "a.md")
    assert (lines(reading), (*reading.repairs, *reading.left_out)) == (expected, told)
