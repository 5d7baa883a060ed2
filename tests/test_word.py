"""Word files as Word shows them: what is deleted, struck, hidden or raised, fields, symbols, drawings, files in files."""

import base64
import io
import struct
import zipfile
from xml.sax.saxutils import escape

import pytest

from kb.errors import UnreadableFile
from kb.readers import read_bytes
from kb.readers.word.number_formats import number_text
from kb.readers.word.symbols import in_symbols, symbol
from tests.test_readers import MC, OFFICE, W, docx, paragraph, run

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="{MC}" xmlns:r="{OFFICE}" xmlns:a="{DRAWING}" xmlns:dgm="{DIAGRAM}" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
Found = tuple[list[str], tuple[str, ...], tuple[str, ...]]


def package(body: str, others: dict[str, bytes | str] | None = None, names: dict[str, str] | None = None) -> bytes:
    """A Word file whose document relates to the `others` (rId1, rId2 …); `names` are those to write for the usual ones."""
    others, names = others or {}, names or {}
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{name.partition(".")[0]}" Target="{name}"/>'
        for at, name in enumerate(others, 1)
    )
    files: dict[str, bytes | str] = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{relations}</Relationships>',
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        **{f"word/{name}": content for name, content in others.items()},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(names.get(name, name), content)
    return packed.getvalue()


def found(data: bytes, name: str = "a.docx") -> Found:
    """The texts of the paragraphs, what was repaired, what was left out."""
    reading = read_bytes(data, name)
    return [one.text for one in reading.paragraphs], reading.repairs, reading.left_out


def look(text: str, properties: str) -> str:
    """A run with these properties."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def deleted(text: str) -> str:
    return f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def styled(*styles: tuple[str, str, str, str], defaults: str = "") -> str:
    """The styles of a document: (kind, name, base, what it says of runs)."""
    return f"<w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault></w:docDefaults>" + "".join(
        f'<w:style w:type="{kind}" w:styleId="{name}">'
        + (f'<w:basedOn w:val="{base}"/>' if base else "")
        + f"<w:rPr>{said}</w:rPr></w:style>"
        for kind, name, base, said in styles
    )


GONE = "<w:rPr><w:del/></w:rPr>"
RAISED = '<w:vertAlign w:val="superscript"/>'
LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
LIST = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
DELETIONS, HIDINGS, STRIKES = "chỗ bị xóa hoặc chuyển đi khi sửa có lưu vết", "phần ẩn", "chỗ gạch ngang"
TABLE = "<w:tbl><w:tr><w:trPr>{}</w:trPr><w:tc><w:tcPr>{}</w:tcPr>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>"

# (body, paragraphs, what is left out); paragraphs with LISTED are numbered 1., 2. …
CHANGED = [
    # a paragraph whose mark is deleted goes on in the next one, and takes one number
    (
        paragraph(run("Một"), LISTED)
        + paragraph(run("Hai đầu "), LISTED + GONE)
        + paragraph(run("hai cuối"), LISTED)
        + paragraph(run("Ba"), LISTED),
        ["1. Một", "2. Hai đầu hai cuối", "3. Ba"],
        (),
    ),
    # three in one; a mark that was moved away; the first that shows anything says the number
    (
        paragraph(run("a"), LISTED + GONE) + paragraph(run("b"), "<w:rPr><w:moveFrom/></w:rPr>") + paragraph(run("c")),
        ["1. abc"],
        (),
    ),
    (paragraph(deleted("x"), LISTED + GONE) + paragraph(run("còn")), ["còn"], (f"1 {DELETIONS}",)),
    # what stands between them: wrappers do not part them, a table does; the end of a cell and of the body do
    (f"<w:sdt><w:sdtContent>{paragraph(run('a '), GONE)}</w:sdtContent></w:sdt>" + paragraph(run("b")), ["a b"], ()),
    (paragraph(run("a"), GONE) + TABLE.format("", "", paragraph(run("b"), GONE), paragraph(run("c"))), ["a", "b", "c"], ()),
    (paragraph(run("a")) + paragraph(run("b"), LISTED + GONE), ["a", "1. b"], ()),
    # an inserted mark is a mark
    (paragraph(run("a"), "<w:rPr><w:ins/></w:rPr>") + paragraph(run("b")), ["a", "b"], ()),
    # stretches count once, whatever runs they are made of; blanks are none; moved text stands where it went
    (paragraph(run("a") + deleted("x") + deleted("y") + run("b") + deleted("z") + deleted(" ")), ["ab"], (f"2 {DELETIONS}",)),
    (
        paragraph(f"<w:moveFrom>{run('x')}</w:moveFrom>") + paragraph(f"<w:moveTo>{run('x')}</w:moveTo>"),
        ["x"],
        (f"1 {DELETIONS}",),
    ),
    (paragraph(run("a") + f"<w:ins>{run('b')}{deleted('c')}</w:ins>"), ["ab"], (f"1 {DELETIONS}",)),
    # a row and a cell that are deleted; a row that is hidden; one that is inserted stays
    (TABLE.format("<w:del/>", "", paragraph(run("a")), paragraph(run("b"))) + paragraph(run("c")), ["c"], (f"1 {DELETIONS}",)),
    (TABLE.format("", "<w:cellDel/>", paragraph(run("a")), paragraph(run("b"))), ["b"], (f"1 {DELETIONS}",)),
    (TABLE.format("<w:hidden/>", "", paragraph(run("a")), "") + paragraph(run("c")), ["c"], (f"1 {HIDINGS}",)),
    (TABLE.format("<w:ins/>", "", paragraph(run("a")), paragraph(run("b"))), ["a", "b"], ()),
    # struck text, once or twice; a switch that is off
    (paragraph(run("hạn ") + look("05", "<w:strike/>") + run("10 ngày")), ["hạn 10 ngày"], (f"1 {STRIKES}",)),
    (paragraph(run("hạn ") + look("05", '<w:dstrike w:val="1"/>') + run("10")), ["hạn 10"], (f"1 {STRIKES}",)),
    (paragraph(look("05", '<w:strike w:val="0"/>') + look("6", '<w:dstrike w:val="off"/>')), ["056"], ()),
    # a struck blank still parts words
    (paragraph(run("hủy bỏ") + look(" ", "<w:strike/>") + run("quyết định")), ["hủy bỏ quyết định"], ()),
    (paragraph(run("hạn") + look(" 05 ", "<w:strike/>") + run("10")), ["hạn 10"], (f"1 {STRIKES}",)),
    # a paragraph that is struck whole counts in its list and is not written
    (
        paragraph(run("a"), LISTED) + paragraph(look("b", "<w:strike/>"), LISTED) + paragraph(run("c"), LISTED),
        ["1. a", "3. c"],
        (f"1 {STRIKES}",),
    ),
    # a drawing in a struck run is not struck; of two stretches with text between each counts
    (
        paragraph(
            f"<w:r><w:rPr><w:strike/></w:rPr><w:t>x</w:t><w:txbxContent>{paragraph(run('hộp'))}</w:txbxContent></w:r>"
            + run("a")
        ),
        ["a", "hộp"],
        (f"1 {STRIKES}",),
    ),
    (paragraph(look("x", "<w:strike/>") + run("a") + look("y", "<w:strike/>")), ["a"], (f"2 {STRIKES}",)),
    # a mark that is struck for another goes; one that the rest needs stays
    (paragraph(look("4", "<w:strike/>") + run("5. Kho")), ["5. Kho"], (f"1 {STRIKES}",)),
    (paragraph(look("4", "<w:strike/>") + run(". Kho")), ["4. Kho"], ()),
    # a paragraph whose mark is hidden goes on in the next one
    (paragraph(run("a "), "<w:rPr><w:vanish/></w:rPr>") + paragraph(run("b")), ["a b"], ()),
    (paragraph(run("a") + look("x", "<w:vanish/>") + look("y", "<w:vanish/>") + run("b")), ["ab"], (f"1 {HIDINGS}",)),
    # an optional hyphen is not shown
    (paragraph(run("hành") + "<w:r><w:softHyphen/></w:r>" + run("chính")), ["hànhchính"], ("1 dấu nối tùy chọn không hiện",)),
]


@pytest.mark.parametrize(("body", "expected", "left_out"), CHANGED)
def test_what_word_does_not_show_is_left_out_and_counted(body: str, expected: list[str], left_out: tuple[str, ...]) -> None:
    texts, _, counted = found(docx(body, numbering=LIST))
    assert (texts, counted) == (expected, left_out)


P, C, T = "paragraph", "character", "table"
HIDE, STRIKE, SHOW = "<w:vanish/>", "<w:strike/>", '<w:vanish w:val="0"/>'

# (styles, properties of the run, whether a run in paragraph style p, character style c is shown)
BY_STYLE = [
    # a style of characters, one of paragraphs, one that they are based on
    (styled((C, "c", "", HIDE)), "", False),
    (styled((P, "p", "", STRIKE)), "", False),
    (styled((P, "goc", "", HIDE), (P, "p", "goc", "")), "", False),
    (styled((P, "goc", "", HIDE), (P, "p", "goc", SHOW)), "", True),
    # a circle of styles ends
    (styled((P, "q", "p", ""), (P, "p", "q", HIDE)), "", False),
    # two that toggle; a style that says no toggles nothing; three
    (styled((P, "p", "", HIDE), (C, "c", "", HIDE)), "", True),
    (styled((P, "p", "", HIDE), (C, "c", "", SHOW)), "", False),
    (styled((P, "p", "", STRIKE), (C, "c", "", STRIKE), (T, "t", "", STRIKE)), "", False),
    # double strike is no toggle: the nearest says it
    (styled((P, "p", "", "<w:dstrike/>"), (C, "c", "", "<w:dstrike/>")), "", False),
    (styled((P, "p", "", "<w:dstrike/>"), (C, "c", "", '<w:dstrike w:val="false"/>')), "", True),
    # the run itself, whatever the styles say
    (styled((P, "p", "", HIDE), (C, "c", "", HIDE)), HIDE, False),
    (styled((P, "p", "", HIDE)), SHOW, True),
    # the defaults of the document; only the run undoes them
    (styled(defaults=HIDE), "", False),
    (styled((P, "p", "", HIDE), defaults=HIDE), "", False),
    (styled(defaults=HIDE), SHOW, True),
    # a table style
    (styled((T, "t", "", HIDE)), "", False),
]


@pytest.mark.parametrize(("styles", "own", "shown"), BY_STYLE)
def test_hidden_and_struck_come_from_styles_as_word_reckons_them(styles: str, own: str, shown: bool) -> None:
    inside = paragraph(look("x", f'<w:rStyle w:val="c"/>{own}'), '<w:pStyle w:val="p"/>')
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="t"/></w:tblPr><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>'
    texts, _, left_out = found(docx(table + paragraph(look("sau", '<w:vanish w:val="0"/>')), styles=styles))
    assert texts == (["x", "sau"] if shown else ["sau"])
    assert bool(left_out) is not shown


def up(text: str) -> str:
    return look(text, RAISED)


# (runs, the paragraph, how many raised numbers are kept apart)
RAISINGS = [
    # after a digit, in one run or several, one report for each number
    (run("Điều 7") + up("12") + run(". Tên"), "Điều 7¹². Tên", 1),
    (run("khoản 2") + up("3"), "khoản 2³", 1),
    (run("10") + up("6") + run(" và 10") + up("3"), "10⁶ và 10³", 2),
    (run("Điều 7") + up("1") + up("2") + run("."), "Điều 7¹².", 1),
    (run("Điều 7") + up("1,") + up("2"), "Điều 7¹,²", 1),
    (run("10") + up("-6"), "10-⁶", 1),
    (run("20") + up("0") + run("C"), "20⁰C", 1),
    # after a letter, a blank or another sign: as it is
    (run("m") + up("2"), "m2", 0),
    (run("Điều 7 ") + up("12"), "Điều 7 12", 0),
    (run("Điều 7.") + up("12"), "Điều 7.12", 0),
    (run("Điều 7") + up("(12)"), "Điều 7(12)", 0),
    (run("1") + up("st"), "1st", 0),
    # before a digit, too
    (run("diện tích m") + up("2") + run("3 ha"), "diện tích m²3 ha", 1),
    (up("1") + run("26/2008/QH12"), "¹26/2008/QH12", 1),
    # all raised: no number beside another
    (up("Điều 7") + up("12"), "Điều 712", 0),
    # what stands between does not count where Word shows nothing of it
    (run("7") + look("x", "<w:vanish/>") + up("1"), "7¹", 1),
    # by a style; lifted and smaller; lifted clearly; a lift of the whole line is none
    (run("Điều 7") + look("12", '<w:rStyle w:val="note"/>'), "Điều 7¹²", 1),
    (look("7", '<w:sz w:val="28"/>') + look("1", '<w:position w:val="4"/><w:sz w:val="16"/>'), "7¹", 1),
    (look("7", '<w:sz w:val="28"/>') + look("1", '<w:position w:val="10"/><w:sz w:val="28"/>'), "7¹", 1),
    (look("7", '<w:position w:val="2"/><w:sz w:val="28"/>') + look("1", '<w:position w:val="2"/><w:sz w:val="20"/>'), "71", 0),
    (run("H") + look("2", '<w:vertAlign w:val="subscript"/>') + run("O"), "H2O", 0),
    (
        look("7", RAISED + '<w:rStyle w:val="x"/>') + look("1", '<w:rStyle w:val="note"/><w:vertAlign w:val="baseline"/>'),
        "⁷1",
        1,
    ),
]


@pytest.mark.parametrize(("runs", "expected", "count"), RAISINGS)
def test_a_raised_number_is_no_part_of_the_number_beside_it(runs: str, expected: str, count: int) -> None:
    texts, repairs, _ = found(docx(paragraph(runs), styles=styled((C, "note", "", RAISED))))
    assert texts == [expected]
    assert repairs == ((f"{count} số viết cao sau chữ số được giữ bằng chữ số trên cao",) if count else ())


def test_a_lowered_number_after_a_digit_has_lowered_digits() -> None:
    low = '<w:vertAlign w:val="subscript"/>'
    texts, repairs, _ = found(docx(paragraph(run("Điều 7") + look("12", low) + run(", CO") + look("2", low) + run(" 8"))))
    assert texts == ["Điều 7₁₂, CO2 8"]
    assert repairs == ("1 số viết thấp sau chữ số được giữ bằng chữ số dưới dòng",)


def field(code: str, result: str = "", form: str = "") -> str:
    data = f"<w:ffData>{form}</w:ffData>" if form else ""
    middle = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}' if result else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:instrText>{escape(code)}</w:instrText></w:r>'
        f'{middle}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


ENTRIES = '<w:listEntry w:val="64/2014/QH13"/><w:listEntry w:val="26/2008/QH12"/>'
NUMBERS, CHOICES = "số thứ tự ở dạng chưa đọc được", "ô chọn trong biểu mẫu"

# (what stands in a paragraph, the paragraph, what is left out)
FIELDS = [
    # numbers that Word computes and does not write down
    (field(" AUTONUM ") + run(" Một"), ["Một"], (f"1 {NUMBERS}",)),
    (field(" autonumlgl \\e") + field("LISTNUM x") + run("Một"), ["Một"], (f"2 {NUMBERS}",)),
    ('<w:fldSimple w:instr=" AUTONUM "/>' + run("Một"), ["Một"], (f"1 {NUMBERS}",)),
    # one with a result is its result; one that shows nothing is nothing
    (field(" AUTONUM ", "1.") + run(" Một"), ["1. Một"], ()),
    (field(" XE x") + run("Một"), ["Một"], ()),
    # the entry that is chosen, by the user or from the start; none
    (field("FORMDROPDOWN", form=f'<w:ddList><w:result w:val="1"/>{ENTRIES}</w:ddList>'), ["26/2008/QH12"], ()),
    (field("FORMDROPDOWN", form=f'<w:ddList><w:default w:val="1"/>{ENTRIES}</w:ddList>'), ["26/2008/QH12"], ()),
    (field("FORMDROPDOWN", form=f"<w:ddList>{ENTRIES}</w:ddList>"), ["64/2014/QH13"], ()),
    (run("a") + field("FORMDROPDOWN", form=f'<w:ddList><w:result w:val="7"/>{ENTRIES}</w:ddList>'), ["a"], (f"1 {CHOICES}",)),
    # what a content control shows, and what it only remembers
    (
        '<w:sdt><w:sdtPr><w:dropDownList w:lastValue="2"><w:listItem w:displayText="hai" w:value="2"/></w:dropDownList>'
        "</w:sdtPr><w:sdtContent/></w:sdt>",
        ["hai"],
        (),
    ),
    (f"<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>{run('☒')}</w:sdtContent></w:sdt>", ["☒"], ()),
    # boxes to check
    (field("FORMCHECKBOX", form="<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>") + run(" có"), ["☒ có"], ()),
    (field("FORMCHECKBOX", form="<w:checkBox><w:default w:val='0'/></w:checkBox>") + run(" có"), ["☐ có"], ()),
    # a symbol, a formula, a button with its text
    (run("NĐ") + field('SYMBOL 45 \\f "Symbol"') + run("CP"), ["NĐ-CP"], ()),
    (run("a") + field("EQ \\f(1,2)"), ["a"], ("1 công thức toán",)),
    (field("MACROBUTTON NoMacro Điền tên"), ["Điền tên"], ()),
    # in hidden text it is hidden
    (
        run("a")
        + field("FORMDROPDOWN", form=f"<w:ddList>{ENTRIES}</w:ddList>").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>"),
        ["a"],
        (),
    ),
    # one that does not end, and an end without a beginning
    (run("a") + '<w:r><w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="begin"/></w:r>' + run("b"), ["ab"], ()),
    # symbols by font, with and without F000; of a font of letters; unknown ones
    (run("NĐ") + '<w:r><w:sym w:font="Symbol" w:char="F02D"/></w:r>' + run("CP"), ["NĐ-CP"], ()),
    ('<w:r><w:sym w:font="Wingdings" w:char="00FE"/><w:sym w:font="Arial" w:char="2013"/></w:r>', ["☑–"], ()),
    (run("a") + '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', ["a"], ("1 ký hiệu theo phông riêng (w:sym)",)),
    (run("a") + '<w:r><w:sym w:font="Symbol" w:char="x"/></w:r>', ["a"], ("1 ký hiệu theo phông riêng (w:sym)",)),
    # typed in the font
    (look("k \uf0a3 5", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), ["k ≤ 5"], ()),
    # drawings: text of DrawingML, struck and raised there, too; a title of WordArt; a chart
    (
        "<w:r><w:drawing><a:p><a:r><a:t>hình 7</a:t></a:r><a:r><a:rPr baseline='30000'/><a:t>1</a:t></a:r><a:br/>"
        "<a:r><a:rPr strike='sngStrike'/><a:t>x</a:t></a:r><a:r><a:t>dòng</a:t></a:r></a:p></w:drawing></w:r>" + run("Sau"),
        ["Sau", "hình 7¹", "dòng"],
        ("1 chỗ gạch ngang",),
    ),
    (
        '<w:r><w:pict><v:shape><v:textpath string="CHỈ THỊ 05"/></v:shape></w:pict></w:r>' + run("Sau"),
        ["Sau", "CHỈ THỊ 05"],
        (),
    ),
    (run("a") + "<w:r><w:drawing><c:chart/></w:drawing></w:r>", ["a"], ("1 biểu đồ",)),
    # a diagram whose part is not there
    (run("a") + '<w:r><w:drawing><dgm:relIds r:dm="rId9"/></w:drawing></w:r>', ["a"], ("1 sơ đồ (SmartArt)",)),
    # of two alternatives the one with text
    (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice><mc:Fallback><w:pict><v:textpath string='TÊN'/></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>" + run("a"),
        ["a", "TÊN"],
        (),
    ),
]


@pytest.mark.parametrize(("inside", "expected", "left_out"), FIELDS)
def test_fields_symbols_and_drawings_are_read_or_counted(inside: str, expected: list[str], left_out: tuple[str, ...]) -> None:
    texts, _, counted = found(package(paragraph(inside)))
    assert (texts, counted) == (expected, left_out)


def test_a_diagram_is_read_in_the_order_of_its_points() -> None:
    points = "".join(
        f'<dgm:pt modelId="{key}"{kind}><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for key, kind, text in (
            ("3", "", "hai"),
            ("1", ' type="doc"', ""),
            ("2", "", "một"),
            ("4", "", "một rưỡi"),
            ("5", "", "rời"),
        )
    )
    order = "".join(
        f'<dgm:cxn srcId="{above}" destId="{key}" srcOrd="{at}"/>'
        for above, key, at in (("1", "2", 0), ("1", "3", 1), ("2", "4", 0))
    )
    data = f"<dgm:dataModel {SPACES}><dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>{order}</dgm:cxnLst></dgm:dataModel>"
    body = paragraph('<w:r><w:drawing><dgm:relIds r:dm="rId1"/></w:drawing></w:r>' + run("Sau"))
    assert found(package(body, {"data1.xml": data}))[0] == ["Sau", "một", "một rưỡi", "hai", "rời"]


def flat(body: str, more: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Word.Document"?>\n<pkg:package xmlns:pkg='
        '"http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
        f"<w:document {SPACES}><w:body>{body}</w:body></w:document></pkg:xmlData></pkg:part>{more}</pkg:package>"
    )


def word_2003(inside: str, before: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?><w:wordDocument '
        'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/'
        'auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core">'
        f"{before}<w:body><wx:sect>{inside}<w:sectPr><w:hdr>{paragraph(run('đầu trang'))}</w:hdr></w:sectPr></wx:sect></w:body>"
        "</w:wordDocument>"
    )


CHUNK = paragraph(run("Trước")) + '<w:altChunk r:id="rId1"/>' + paragraph(run("Sau"))
PAGE = "<html><body><p>Điều 5. Kho</p><p>1. Mở</p></body></html>"
COUNTED = "1 phần nhúng từ tệp khác (w:altChunk)"

# (the part, its name, the paragraphs between those around it, what is left out)
CHUNKS = [
    (PAGE, "a.html", ["Điều 5. Kho", "1. Mở"], ()),
    (PAGE, "a.dat", ["Điều 5. Kho", "1. Mở"], ()),
    (PAGE.encode("utf-16"), "a.htm", ["Điều 5. Kho", "1. Mở"], ()),
    (docx(paragraph(run("Điều 5") + look("x", "<w:strike/>"))), "a.docx", ["Điều 5"], ("1 chỗ gạch ngang",)),
    (rb"{\rtf1 \u272?i\u7873?u 5}", "a.rtf", ["Điều 5"], ()),
    ("Điều 5. Kho\nĐiều 6. Sổ", "a.txt", ["Điều 5. Kho", "Điều 6. Sổ"], ()),
    (b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + PAGE.encode(), "a.mht", ["Điều 5. Kho", "1. Mở"], ()),
    # XML in one file: of today, and of Word 2003, which is counted
    (flat(paragraph(run("Điều 5"))), "a.xml", ["Điều 5"], ()),
    (word_2003(paragraph(run("Điều 5"))), "a.xml", [], (COUNTED,)),
    # damaged, and one that holds another
    (b"PK\x03\x04", "a.docx", [], (COUNTED,)),
    (package(paragraph(run("Điều 5")) + '<w:altChunk r:id="rId1"/>', {"b.html": PAGE}), "a.docx", ["Điều 5"], (COUNTED,)),
]


@pytest.mark.parametrize(("part", "name", "expected", "left_out"), CHUNKS)
def test_a_file_in_a_file_is_read_where_it_stands(
    part: bytes | str, name: str, expected: list[str], left_out: tuple[str, ...]
) -> None:
    texts, _, counted = found(package(CHUNK, {name: part}))
    assert (texts, counted) == (["Trước", *expected, "Sau"], left_out)


def test_a_file_in_a_file_that_is_not_there_is_counted() -> None:
    assert found(package(CHUNK))[2] == (COUNTED,)


# (format, number, its text)
FORMATS = [
    *(("decimalZero", 7, "07"), ("decimalZero", 12, "12"), ("001, 002, 003, ...", 5, "005"), ("hex", 255, "FF")),
    *(
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 28, "bb"),
        ("lowerRoman", 4, "iv"),
        ("upperRoman", 19, "XIX"),
        ("none", 3, ""),
    ),
    *(("ordinal", 1, "1st"), ("ordinal", 2, "2nd"), ("ordinal", 3, "3rd"), ("ordinal", 11, "11th"), ("ordinal", 112, "112th")),
    *(("cardinalText", 1, "One"), ("cardinalText", 21, "Twenty-one"), ("cardinalText", 105, "One hundred five")),
    *(("ordinalText", 1, "First"), ("ordinalText", 12, "Twelfth"), ("ordinalText", 20, "Twentieth")),
    *(("ordinalText", 22, "Twenty-second"), ("ordinalText", 100, "One hundredth")),
    *(("vietnameseCounting", 1, "một"), ("vietnameseCounting", 10, "mười"), ("vietnameseCounting", 15, "mười lăm")),
    *(
        ("vietnameseCounting", 11, "mười một"),
        ("vietnameseCounting", 21, "hai mươi mốt"),
        ("vietnameseCounting", 30, "ba mươi"),
    ),
    *(("decimalEnclosedCircle", 1, "①"), ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedParen", 2, "⑵")),
    *(("decimalEnclosedFullstop", 3, "⒊"), ("decimalFullWidth", 10, "１０"), ("numberInDash", 4, "- 4 -")),
    *(("chicago", 1, "*"), ("chicago", 5, "**"), ("russianLower", 2, "б")),
    # beyond what is known nothing is made up
    *(("decimalEnclosedCircle", 21, None), ("vietnameseCounting", 100, None), ("thaiLetters", 1, None), ("custom", 1, None)),
]


@pytest.mark.parametrize(("form", "number", "expected"), FORMATS)
def test_a_number_is_written_in_its_format(form: str, number: int, expected: str | None) -> None:
    assert number_text(number, form) == expected


def test_a_custom_format_stands_in_an_alternative() -> None:
    form = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    listed = LIST.replace('<w:numFmt w:val="decimal"/>', form)
    assert found(docx(paragraph(run("Kho"), LISTED), numbering=listed))[0] == ["001. Kho"]


def test_a_code_of_a_symbol_font_is_its_character_or_left_alone() -> None:
    assert [symbol("Symbol", code) for code in (0xF02D, 0x2D, 0xF0B0, 0xF0FF)] == ["-", "-", "°", None]
    assert [symbol(font, 0xF06F) for font in ("Wingdings", "Webdings", "Arial")] == ["□", None, None]
    assert in_symbols("\uf02d\uf0ffa", "Symbol") == "-\uf0ffa"
    assert in_symbols("\uf02d", "Arial") == "\uf02d"


ONE = paragraph(run("Điều 5. Kho"))
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def strict(data: bytes) -> bytes:
    unpacked = zipfile.ZipFile(io.BytesIO(data))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in unpacked.namelist():
            content = unpacked.read(name).decode()
            for old, new in STRICT.items():
                content = content.replace(old, new)
            file.writestr(name, content.encode("utf-16") if name == "word/document.xml" else content)
    return packed.getvalue()


def renamed(name: str, target: str) -> bytes:
    """A Word file whose document has this name, and is named so by the package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="a" Type="{OFFICE}/officeDocument" Target="{target}"/>'
            "</Relationships>",
        )
        file.writestr(name, f"<w:document {SPACES}><w:body>{ONE}</w:body></w:document>")
    return packed.getvalue()


USUAL = {"_rels/.rels": "_rels\\.rels", "word/_rels/document.xml.rels": "word\\_rels\\document.xml.rels"}

# (bytes, name, what is said of the form)
FORMS = [
    (docx(ONE), "a.docm", ""),
    (docx(ONE), "a.dotx", ""),
    (docx(ONE), "A.DOTM", ""),
    (docx(ONE), "a.doc", "tên tệp là .doc nhưng nội dung là .docx"),
    # names of parts in any case, with backslashes, with a slash first; a document of another name
    (package(ONE, names={"word/document.xml": "word/Document.XML"}), "a.docx", ""),
    (package(ONE, names={**USUAL, "word/document.xml": "word\\document.xml"}), "a.docx", ""),
    (package(ONE, names={"word/document.xml": "/word/document.xml"}), "a.docx", ""),
    (renamed("tài liệu.xml", "t%C3%A0i%20li%E1%BB%87u.xml"), "a.docx", ""),
    # the names of Strict documents, in UTF-16
    (strict(package(ONE)), "a.docx", ""),
    # XML in one file, under any name of Word
    (flat(ONE).encode(), "a.doc", "tên tệp là .doc nhưng nội dung là .xml"),
    (flat(ONE).encode("utf-16"), "a.docx", "tên tệp là .docx nhưng nội dung là .xml"),
    (flat(ONE).replace("pkg:", "").replace(":pkg", "").encode(), "a.xml", ""),
    (b"\xef\xbb\xbf" + word_2003(ONE).encode(), "a.doc", "tên tệp là .doc nhưng nội dung là .xml"),
    (word_2003(ONE).replace("UTF-8", "UTF-16").encode("utf-16"), "a.xml", ""),
    # HTML, whole or a part of it, in UTF-16, after comments
    (b"<div><p>\xc4\x90i\xe1\xbb\x81u 5. Kho</p></div>", "a.doc", "tên tệp là .doc nhưng nội dung là .html"),
    ('<head><meta charset="utf-8"></head><body><p>Điều 5. Kho</p></body>'.encode(), "a.doc", "nội dung là .html"),
    ("<html><body><p>Điều 5. Kho</p></body></html>".encode("utf-16"), "a.rtf", "nội dung là .html"),
    ("<!-- a --><!-- b -->\n<TABLE><tr><td>Điều 5. Kho</td></tr></TABLE>".encode(), "a.doc", "nội dung là .html"),
    ("<html><body><p>Điều 5. Kho</p></body></html>".encode("utf-16-le"), "a.doc", "nội dung là .html"),
    ("<strong>Điều 5.</strong> Kho".encode(), "a.doc", "nội dung là .html"),
    # RTF in a .docx
    (rb"{\rtf1 \u272?i\u7873?u 5. Kho}", "a.docx", "tên tệp là .docx nhưng nội dung là .rtf"),
]


@pytest.mark.parametrize(("data", "name", "said"), FORMS)
def test_a_file_of_word_is_read_whatever_form_it_has(data: bytes, name: str, said: str) -> None:
    texts, repairs, _ = found(data, name)
    assert texts == ["Điều 5. Kho"]
    assert said in " ".join(repairs) if said else not repairs


# (bytes, name, the message after the name)
REFUSED = [
    (b"<?xml version='1.0'?><urlset/>", "a.xml", "là tệp XML nhưng không phải văn bản Word"),
    (b"<?xml version='1.0'?><urlset/>", "a.doc", "là tệp XML nhưng không phải văn bản Word"),
    (b"a,b", "a.xml", "nội dung sai XML ở dòng 1"),
    (word_2003("").replace("w:body", "w:x").encode(), "a.xml", "văn bản Word dạng XML không có w:body"),
    (flat("").replace("/word/document.xml", "/x.xml").encode(), "a.doc", "không phải .docx: trong tệp zip không có phần"),
    (b"<!DOCTYPE a><a/>", "a.xml", "nội dung có khai báo DOCTYPE"),
    (b"<!---->" * 1100 + b"<x>", "a.doc", "không phải .doc hoặc bị hỏng ở đầu tệp"),
    (b"%PDF-1.4", "a.docm", "không phải .docm: nội dung là .pdf"),
]


@pytest.mark.parametrize(("data", "name", "message"), REFUSED)
def test_what_is_no_word_file_is_named_in_one_line(data: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, name)
    assert str(caught.value).startswith(f"{name}: {message}")
    assert "\n" not in str(caught.value)


def test_word_2003_is_read_as_todays_word() -> None:
    lists = (
        '<w:lists><w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="4"/><w:lvlText w:val="%1)"/>'
        '<w:suff w:val="Space"/></w:lvl></w:listDef><w:list w:ilfo="1"><w:ilst w:val="0"/></w:list></w:lists>'
        '<w:styles><w:style w:type="character" w:styleId="an"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    )
    listed = '<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr>'
    gone = '<aml:annotation w:type="Word.Deletion">{}</aml:annotation>'
    body = (
        paragraph(run("Một"), listed)
        + paragraph(
            run("Hai ") + gone.format(f"<aml:content>{deleted('x')}</aml:content>"),
            listed + f"<w:rPr>{gone.format('')}</w:rPr>",
        )
        + paragraph(run("hai") + look("x", '<w:rStyle w:val="an"/>') + up("2"), listed)
        + paragraph(run("Ba") + f"<w:r><w:footnote>{paragraph(run('ghi chú'))}</w:footnote></w:r>", listed)
        + paragraph(
            f'<aml:annotation w:type="Word.Comment"><aml:content>{paragraph(run("nhận xét"))}</aml:content></aml:annotation>'
        )
    )
    reading = read_bytes(word_2003(body, lists).encode(), "a.xml")
    assert [(one.text, one.kind) for one in reading.paragraphs] == [
        *(("a) Một", "text"), ("b) Hai hai2", "text"), ("c) Ba", "text"), ("ghi chú", "note")),
    ]
    assert set(reading.left_out) == {f"1 {DELETIONS}", f"1 {HIDINGS}", "1 đoạn nhận xét"}


def test_a_flat_file_has_its_other_parts() -> None:
    relations = (
        f'<pkg:part pkg:name="/word/_rels/document.xml.rels"><pkg:xmlData><Relationships xmlns="{RELATIONSHIPS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/aFChunk" Target="a.htm"/><Relationship Id="rId2" Type="{OFFICE}/numbering" '
        f'Target="numbering.xml"/></Relationships></pkg:xmlData></pkg:part><pkg:part pkg:name="/word/a.htm">'
        f"<pkg:binaryData>{base64.b64encode(PAGE.encode()).decode()}</pkg:binaryData></pkg:part>"
        f'<pkg:part pkg:name="/word/numbering.xml"><pkg:xmlData><w:numbering {SPACES}>{LIST}</w:numbering></pkg:xmlData>'
        "</pkg:part>"
    )
    body = paragraph(run("Một"), LISTED) + '<w:altChunk r:id="rId1"/>'
    assert found(flat(body, relations).encode(), "a.xml")[0] == ["1. Một", "Điều 5. Kho", "1. Mở"]


def rtf(body: bytes) -> bytes:
    return rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f2\fcharset2 Symbol;}}" + body + b"}"


# (what stands in the RTF, its paragraphs, what is left out)
IN_RTF = [
    # struck once and twice, hidden, deleted: by a group, by switches, by \plain
    (rb"th\'e0nh {\strike 05 }10", ["thành 10"], (f"1 {STRIKES}",)),
    (rb"a{\striked1 b}{\striked0 c}", ["ac"], (f"1 {STRIKES}",)),
    (rb"a\strike b\strike0 c\strike d\plain e", ["ace"], (f"2 {STRIKES}",)),
    (rb"a{\v b}{\v c}d{\deleted e}", ["ad"], (f"1 {HIDINGS}", f"1 {DELETIONS}")),
    (rb"a{\mvf b}{\mvt c}", ["ac"], (f"1 {DELETIONS}",)),
    (rb"a\strike  \strike0 b", ["a b"], ()),
    (rb"{\strike 4}. Kho", ["4. Kho"], ()),
    # a deleted or hidden mark goes on; a paragraph that is struck whole has no number
    (rb"a {\deleted \par}b\par c", ["a b", "c"], ()),
    (rb"a {\v \par }b", ["a b"], ()),
    (rb"{\listtext 1.\tab}a {\deleted\par}{\listtext 2.\tab}b\par c", ["1. a b", "c"], ()),
    (
        rb"{\listtext 1.\tab}a\par{\listtext 2.\tab}b {\deleted\par}{\listtext 3.\tab}c\par{\listtext 4.\tab}d\par"
        rb"{\listtext 1.\tab}e",
        ["1. a", "2. b c", "3. d", "1. e"],
        (),
    ),
    (
        rb"{\listtext a)\tab}a\par{\listtext\deleted b)\tab}{\deleted x\par}{\listtext c)\tab}c\par{\listtext 3.\tab}d",
        ["a) a", "b) c", "3. d"],
        (f"1 {DELETIONS}",),
    ),
    (rb"{\listtext 2.\tab}{\strike b}\par c", ["c"], (f"1 {STRIKES}",)),
    # raised
    (rb"6{\super 3} 10\up6\fs16 2\up0\fs24  m{\super 2} 7{\sub 2}", ["6³ 10² m2 7₂"], ()),
    (rb"7\super 1\nosupersub 2", ["7¹2"], ()),
    # lowered: after a digit, after a letter, before a digit, beside a raised one, by a shift
    (rb"7{\sub 12} CO{\sub 2} a{\sub 1}5 10{\super 6}{\sub 2} 8\dn6 1\dn0  9", ["7₁₂ CO2 a₁5 10⁶₂ 8₁ 9"], ()),
    # fields without a result
    (rb"{\field{\*\fldinst { AUTONUM }}{\fldrslt }} a", ["a"], (f"1 {NUMBERS}",)),
    (rb"{\field{\*\fldinst AUTONUM}{\fldrslt 1.}} a", ["1. a"], ()),
    (rb'N{\field{\*\fldinst SYMBOL 45 \\f "Symbol" \\s 12}{\fldrslt }}C', ["N-C"], ()),
    (
        rb"s {\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffname x}{\*\ffl A}{\*\ffl B}}}}{\fldrslt }}.",
        ["s B."],
        (),
    ),
    (rb"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres1}}}{\fldrslt }} a", ["☒ a"], ()),
    # a symbol typed in its font; an optional hyphen; a title of WordArt
    (rb"N{\f2 \'2d}C", ["N-C"], ()),
    (rb"a\-b", ["ab"], ("1 dấu nối tùy chọn không hiện",)),
    (rb"a{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv TIT}}{\sp{\sn x}{\sv 1}}}}", ["a", "TIT"], ()),
]


@pytest.mark.parametrize(("body", "expected", "left_out"), IN_RTF)
def test_rtf_leaves_out_what_word_does_not_show(body: bytes, expected: list[str], left_out: tuple[str, ...]) -> None:
    texts, _, counted = found(rtf(body), "a.rtf")
    assert (texts, counted) == (expected, left_out)


_PAGE = 0x200


def doc_streams(runs: list[tuple[str, bytes]], font: str = "Symbol") -> dict[str, bytes]:
    """The streams of a Word 97 file with these runs of text, each with its list of changes (Sprm), and one font."""
    text = "".join(one for one, _ in runs)
    main = bytearray(4 * _PAGE) + text.encode("utf-16-le")
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<i", main, 0x4C, len(text))
    pieces = struct.pack("<BIIIHIH", 2, 16, 0, len(text), 0, 4 * _PAGE, 0)
    pages = [struct.pack("<3I", 4 * _PAGE, len(main), page) for page in (2, 3)]
    name = font.encode("utf-16-le") + b"\0\0"
    fonts = b"\1\0\0\0" + bytes([39 + len(name)]) + bytes(39) + name
    table = b""
    for number, part in ((33, pieces), (12, pages[0]), (13, pages[1]), (15, fonts)):
        struct.pack_into("<II", main, 0x9A + 8 * number, len(table), len(part))
        table += part
    struct.pack_into("<II", main, 3 * _PAGE, 4 * _PAGE, len(main))  # one stretch of paragraphs, without changes
    main[4 * _PAGE - 1] = 1
    at, end = 4 * _PAGE, 0x1F0
    for number, (one, changes) in enumerate(runs):
        struct.pack_into("<I", main, 2 * _PAGE + 4 * number, at)
        at += 2 * len(one)
        if changes:
            end -= 2 * (len(changes) // 2 + 1)
            main[2 * _PAGE + end : 2 * _PAGE + end + 1 + len(changes)] = bytes([len(changes)]) + changes
            main[2 * _PAGE + 4 * (len(runs) + 1) + number] = end // 2
    struct.pack_into("<I", main, 2 * _PAGE + 4 * len(runs), at)
    main[3 * _PAGE - 1] = len(runs)
    return {"WordDocument": bytes(main), "0Table": table}


def sprm(code: int, *operand: int) -> bytes:
    return struct.pack("<H", code) + bytes(operand)


D_DELETED, D_HIDDEN, D_STRUCK, D_TWICE = sprm(0x0800, 1), sprm(0x083C, 1), sprm(0x0837, 1), sprm(0x2A53, 1)
D_RAISED, D_LIFTED = sprm(0x2A48, 1), sprm(0x4845, 8, 0) + sprm(0x4A43, 16, 0)
D_SPECIAL, D_SYMBOL = sprm(0x0855, 1), sprm(0x6A09, 0, 0, 0x2D, 0xF0)

# (runs with their changes, the paragraphs, what is left out)
IN_DOC = [
    ([("hạn ", b""), ("05", D_STRUCK), ("10\r", b"")], ["hạn 10"], (f"1 {STRIKES}",)),
    ([("hạn ", b""), ("05", D_TWICE), ("6", D_STRUCK), ("10\r", b"")], ["hạn 10"], (f"1 {STRIKES}",)),
    ([("05", sprm(0x0837, 0)), ("6\r", b"")], ["056"], ()),
    ([("a", b""), (" ", D_STRUCK), ("b\r", b"")], ["a b"], ()),
    ([("4", D_STRUCK), (". Kho\r", b"")], ["4. Kho"], ()),
    ([("a", b""), ("x", D_HIDDEN), ("b", D_DELETED), ("c\r", b"")], ["ac"], (f"1 {HIDINGS}", f"1 {DELETIONS}")),
    # a mark that is deleted, or hidden; the last one
    ([("a ", b""), ("\r", D_DELETED), ("b\r", b"")], ["a b"], ()),
    ([("a ", b""), ("\r", D_HIDDEN), ("b\r", b"")], ["a b"], ()),
    ([("a\r", b""), ("b", b""), ("\r", D_DELETED)], ["a", "b"], ()),
    # raised after a digit and after a letter; lifted and smaller
    ([("6", b""), ("3", D_RAISED), (" m", b""), ("2", D_RAISED), ("\r", b"")], ["6³ m2"], ()),
    ([("6", b""), ("3", sprm(0x2A48, 2)), (" CO", b""), ("2", sprm(0x2A48, 2)), ("\r", b"")], ["6₃ CO2"], ()),
    ([("10", b""), ("6", D_LIFTED), ("\r", b"")], ["10⁶"], ()),
    # a symbol, known and unknown
    ([("NĐ", b""), ("(", D_SPECIAL + D_SYMBOL), ("CP\r", b"")], ["NĐ-CP"], ()),
    ([("a", b""), ("(", D_SPECIAL), ("b\r", b"")], ["ab"], ("1 ký hiệu theo phông riêng",)),
    ([("N", b""), ("\uf02d", sprm(0x4A51, 0, 0)), ("C\r", b"")], ["N-C"], ()),
    # fields without a result, an optional hyphen
    ([("\x13 AUTONUM \x15 Một\r", b"")], ["Một"], (f"1 {NUMBERS}",)),
    ([("\x13 AUTONUM \x141.\x15 Một\r", b"")], ["1. Một"], ()),
    ([("N\x13SYMBOL 45 \\f Symbol\x15C\r", b"")], ["N-C"], ()),
    ([("a \x13 FORMDROPDOWN \x14\x15\r", b"")], ["a"], (f"1 {CHOICES}",)),
    ([("a\x1fb\r", b"")], ["ab"], ("1 dấu nối tùy chọn không hiện",)),
]


@pytest.mark.parametrize(("runs", "expected", "left_out"), IN_DOC)
def test_doc_leaves_out_what_word_does_not_show(
    monkeypatch: pytest.MonkeyPatch, runs: list[tuple[str, bytes]], expected: list[str], left_out: tuple[str, ...]
) -> None:
    monkeypatch.setattr("kb.readers.word.ole.streams", lambda *_: doc_streams(runs))
    texts, _, counted = found(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc")
    assert (texts, counted) == (expected, left_out)


ROWS = (("Điều 5.", "Tên điều"), ("1.", "Khoản một:"), ("a)", "Điểm một;"))


def test_a_marker_in_one_cell_and_its_text_in_the_next_are_one_provision_in_word() -> None:
    cells = ["".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in row) for row in ROWS]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    in_docx = found(package(f"<w:tbl>{table}</w:tbl>"))
    begin = rb"\trowd\cellx1000\cellx9000 "
    written = [[text.encode("utf-16-le") for text in row] for row in ROWS]
    escaped = [[b"".join(b"\\u%d?" % unit for (unit,) in struct.iter_unpack("<H", text)) for text in row] for row in written]
    in_rtf = found(
        rtf(b"".join(begin + b"".join(rb"\intbl " + text + rb"\cell " for text in row) + rb"\row " for row in escaped)), "a.rtf"
    )
    assert in_docx[0] == in_rtf[0] == [" ".join(row) for row in ROWS]
