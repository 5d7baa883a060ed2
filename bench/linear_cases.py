"""Texts that repeat one piece again and again, for `bench.linear`: what a pattern or a loop may stumble over.

A case is a piece, and what stands once before it. The pieces are the words and signs that the grammar of the program begins,
goes on or ends with: the rows of its tables (levels, types, relations), numbers, dates, brackets that nothing closes, marks at
the head of lines, white space, signs that nobody sees, markup as plain text; then pairs of them, chosen by a seed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from kb.index.fields import FilterField
from kb.law.levels import LEVELS
from kb.law.types import NAMES, TYPE_OF_SHORT

_SEED, _PAIRS, _LED = 18, 120, 80


@dataclass(frozen=True, slots=True)
class Case:
    """A text of any length: `before` once, `piece` again and again, `after` once."""

    piece: str
    before: str = ""
    after: str = ""

    @property
    def name(self) -> str:
        """As reports call it."""
        shown = [repr(part)[1:-1] for part in (self.before, self.piece, self.after)]
        return f"{f'{shown[0]} + ' if self.before else ''}{shown[1]} × n{f' + {shown[2]}' if self.after else ''}"

    def text(self, length: int) -> str:
        """About `length` characters of it."""
        times = (length - len(self.before) - len(self.after)) // len(self.piece)
        return self.before + self.piece * max(times, 1) + self.after


_WORDS = (
    "theo", "và", "của", "hoặc", "đến", "từ", "tại", "các", "những", "này", "đó", "trên", "ngày", "tháng", "năm", "số", "về",
    "thứ", "kể từ", "có hiệu lực", "hết hiệu lực", "thay thế", "bãi bỏ", "sửa đổi", "bổ sung", "được sửa đổi, bổ sung", "bởi",
    "căn cứ", "quy định tại", "kèm theo", "ban hành kèm theo", "hướng dẫn", "thi hành", "sau đây gọi tắt là", "gọi là", "trừ",
    "khóa", "kỳ họp", "thông qua", "xác thực", "hợp nhất", "Văn bản hợp nhất", "Quốc hội", "Chính phủ", "Ủy ban nhân dân",
    "Bộ trưởng", "của Bộ Tư pháp", "tỉnh", "Hà Nội, ngày", "Nơi nhận", "Lưu", "KT. ", "TM. ", "MẬT", "TỐI MẬT",
    "lưu hành nội bộ", "CỘNG HÒA", "dự thảo", "đoạn", "câu", "gạch đầu dòng", "tiết", "Mẫu số", "như sau:", "thay cụm từ",
    "bằng cụm từ", "Mục lục", "trang", "người ký", "VBHN", "TTLT", "QH13", "NĐ-CP", "UBND", "Luật này", "Nghị định này",
    "Điều này", "khoản này", "Luật Đất đai", "Bộ luật Dân sự năm 2015", "THI HÀNH ÁN", "thi hành án dân sự",
    "Luật sửa đổi, bổ sung một số điều của", "Luật sửa đổi, bổ sung", "thì", "không",
)  # fmt: skip
_NUMBERS = (
    "1", "12", "1/2", "1/2020", "1/2020/", "1/2020/NĐ", "1/2020/NĐ-CP", "30/2020/NĐ-CP", "số 1", "số: 1/", "số: 1/2020/NĐ-CP",
    "1.", "1.1", "1.1.", "1.1.1.1.", "1a", "1-", "1/", "-1", "/1", "1)", "(1)", "[1]", "[^1]", "1,", "1;", "I", "I.", "II",
    "IV,", "XVI", "a", "a)", "a,", "đ", "A.", "a.", "¹", "²,", "₂", "2020", "năm 2020", "ngày 1", "ngày 1/", "ngày 1/2/2020",
    "ngày 01 tháng 02 năm 2020", "tháng 1", "1/1/", "01-02-2020", "1%", "1.000", "1.000.000", "1,5", "1 2", "1 - 2", "1–2",
    "15 ngày", "khoản 1 Điều", "khoản 1 Điều 1", "điểm a", "điểm a khoản 1 Điều 1", "Điều 1", "Điều 1,", "Điều 1 và",
    "Điều 1 đến", "từ Điều 1 đến", "các điều 1, 2", "Đ.1", "K.1 Đ.1", "Chương I", "Mục 1", "Phần thứ nhất", "Phụ lục I",
    "Phụ lục", "Điều 1.", "Điều thứ 1", "a-", "-/", "1a/", "1/a", "a/1", "A/B-", "NĐ/", "QĐ-", "1000/QĐ-UBND",
    "05/2016/TTLT-BTP-BCA", "64-LCT/HĐNN8", "84-KL/TW", "đoạn 1", "câu 1", "tiết 1", "Mẫu số 01",
)  # fmt: skip
_OPENING = '([{<“"‘\'«"„‹（【'
_CLOSING = ')]}>”"’»)】'
_SIGNS = ".,;:!?…-–—_/\\|*#+=~^`&%$@•·§©№→○●▪" + "\u2011\u00ad\u200b\u200d\ufeff\u0300\u0323\u0309\u202e"
_RUNS = (
    "...", "…………", "---", "- - ", "___", "***", "===", "./.", "....... ", ". . ", ",,", ", ", ",", "; ", ": ", " - ", " – ",
    "-,", "a-", "a.", "\u0323\u0301", "e\u0323\u0301", "a\u0301", "ỡ", "Ð", "ÐIỀU ", "hoà ", "UỶ ", "A", "a", "ab", "Ấ",
    "chữ", "chữ-", "dài_", "9", "0", "x1", "1x", "a1b2", "A B ", "Aa Bb ", "TRE ", "Tre ", "tre ", "TRE\n", "Tre\n", "tre.\n",
    "tre;\n", "tre:\n", "\t", " ", "  ", "\u00a0", "\u3000", "\u2003 ", " \n", "\n ", "\n", "\n\n", "\r\n", "\r", "\x0b",
    "\x0c", "\u2028", "\x00", "\x1f", "\ue000", "\U0001f333", "\ufffd", "ﬁ", "Ａ", "１",
)  # fmt: skip
_LINES = (
    "1.\n", "1. \n", "a)\n", "-\n", "- a\n", "+ a\n", "Điều 1.\n", "Điều 1. Tre\n", "Điều 1.\n1.\na)\n",
    "Điều 1. Tre\n1. Trồng\na) Cây\n- Lá\n", "Chương I\n", "Chương I\nTRE\n", "Chương I\nMục 1\nĐiều 1.\n", "PHỤ LỤC\n",
    "PHỤ LỤC I\n", "Phụ lục I\n(Ban hành kèm theo)\n", "(Ban hành kèm theo\n", "LUẬT\n", "LUẬT\nTRỒNG TRE\n", "NGHỊ ĐỊNH\n",
    "Số: 1/2020/NĐ-CP\n", "Hà Nội, ngày 1 tháng 1 năm 2020\n", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n", "QUỐC HỘI\n",
    "Căn cứ Luật Tre;\n", "Nơi nhận:\n", "- Lưu: VT.\n", "TM. CHÍNH PHỦ\n", "BỘ TRƯỞNG\nNguyễn Văn Tre\n", "MẬT\n", "“\n",
    "“1.\n", "”\n", "“Điều 1.\n", "[1] \n", "[1] Điều này\n", "(1) \n", "1 \n", "---\n", "XÁC THỰC VĂN BẢN HỢP NHẤT\n",
    "1. Sửa đổi Điều 1 như sau:\n“Điều 1. Tre\n", "Luật này có hiệu lực từ ngày 1/1/2020\n",
    "Luật này có hiệu lực từ ngày 1/1/2020, trừ quy định tại khoản 1.\n", "Luật này thay thế Luật số 1/2020/QH14\n",
    "Về việc trồng tre\n", "V/v trồng tre\n", "Trang 1\n", "1/2\n", "tre\n1\n", "Tre-\n", "tre, \n", "A\nb\n", "A. \n",
    "I. \n", "1.1. \n", "a1) \n", "* \n",
)  # fmt: skip
_MARKUP = (
    "<b>", "</b>", "<", "</", "<!--", "-->", "<!", "<?", "<a ", "<a href=", '<a href="', "<a>", "<p", "<p>", "<div>", "<td>",
    "<br>", "&", "&#", "&amp;", "&lt;b&gt;", "<![CDATA[", "]]>", "<script>", "<style>", "<sup>1</sup>", "<del>", "`", "```",
    "```\n", "`a", "[a](", "[a](b)", "[a][", "![a](", "[", "[[", "](", "<http://", "http://a.b/", "http://a.b/c?d=e&f ",
    "a@b.vn ", "| a |\n", "|", "||", "|\n", "|---|\n", "| a |\n|---|\n", "# a\n", "## Điều 1\n", "#", "> ", "> a\n", "* a\n",
    "1. a\n", "**", "**a**", "**a", "*a*", "_a_", "__", "~~", "\\", "\\*", "- [ ] ", "[^1]: a\n", "{\\rtf ", "\\par ", "{",
    "}", "{{", "{%", "${", "$a$", "&nbsp;", "</p>", "<p></p>", "<table><tr><td>", "<b>a</b>", "<i><b>", "a<", "a>",
    "<a>b</a>", "<p style='", "<p style='color:red'>", "\n```\na\n", "---\n\n", "a\n===\n",
)  # fmt: skip
_QUERY = (
    "a* ", "a* b* ", '"a" ', '"a" OR ', '"', '-"a" ', "-a ", "-", "OR ", "HOẶC ", "a OR b ", "* ", "loại:luật ", "loại:",
    "năm:2015-2020 ", "hiệu lực:còn ", '-loại:"nghị định" ', "khoản 1 điều 1 luật đất đai ", "điều 1 ", "k1 đ1 ",
    "nđ 1/2015 ", "nđ1", "1/2015 ", "blds ", "BLDS ", "dieu 1-9 ", "thi hanh an ", "thi hành ná ", "ly dị ", "xyzq ",
    "a b c d e f ", "NOT ",
)  # fmt: skip


def _words() -> Iterator[str]:
    """The words of the tables, and of the grammar, each in the ways that it may be followed."""
    levels = [form for level in LEVELS for form in (level.label, level.label.upper())]
    for word in dict.fromkeys((*_WORDS, *levels, *NAMES, *TYPE_OF_SHORT)):
        yield f"{word} "
    for word in dict.fromkeys((*levels, *NAMES)):
        yield f"{word}\n"
    for name in NAMES[:12]:
        yield from (f"{name} số ", f"{name} của ", f"{name}, ", f"{name} về ", f"{name.upper()}\n", f"{name} này ")
    for field in FilterField:
        yield f"{field.label}: "


def _pieces() -> list[str]:
    numbers = [form for number in _NUMBERS for form in (f"{number} ", f"{number}\n")]
    signs = [
        form for sign in dict.fromkeys(_SIGNS + _OPENING + _CLOSING) for form in (sign, f"{sign} ", f"a{sign}", f"{sign}\n")
    ]
    pairs = [f"{opening}a{closing} " for opening, closing in zip("([{<“\"‘'«", ")]}>”\"’'»", strict=True)]
    every = (*_words(), *numbers, *signs, *pairs, *_RUNS, *_LINES, *_MARKUP, *_QUERY)
    return list(dict.fromkeys(every))


PIECES = _pieces()
# Of forms: raw markup, well-formed or not.
_HTML = (
    "<p>a", "<p>a</p>", "<p>", "</p>", "<div>", "<div>a", "<span>", "<span>a", "<b>", "<i>a", "<table>", "<table><tr><td>",
    "<table><tr><td>a</td></tr></table>", "<tr><td>a</td></tr>", "<td>a</td>", "<td rowspan=9 colspan=9>a</td>", "<ul><li>",
    "<ol><li>a", "<ol><li>a</li></ol>", "<li>a</li>", "<li value=3>a", "<br>", "a<br>", "<sup>1</sup>", "<sup>", "<sub>2",
    "<a href='#_ftn1'>[1]</a>", "<a name='_ftn1'>[1]</a>a", "<a>", "<del>1</del>", "<s>", "<strike>a", "<font>",
    "<font face='.VnTime'>a", "<!-- a -->", "<!--", "<!-", "<", "<a", "<a b", "<a b='", '<p style="',
    "<p style='margin:1pt'>a</p>", "<p class=a>a</p>", "<p id=b>a", "<script>", "<style>", "<script>a</script>",
    "<style>a{}</style>", "<pre>a\n", "<textarea>", "<title>", "<svg>", "<math>", "<math><mi>a</mi></math>", "<select>",
    "<option>a", "<frameset>", "<form>", "<button>", "<h1>Điều 1</h1>", "<h1>", "<blockquote>", "<section>", "<article>",
    "<img src='data:a'>", "<input>", "<hr>", "&nbsp;", "&amp;", "&#1;", "&", "&a", "&#x", "\x00", "<p hidden>a</p>",
    "<div style='display:none'>", "<div style='display:none'>a</div>", "<o:p></o:p>", "<![if !supportLists]>1.<![endif]>a",
    "<![CDATA[", "<?xml a", "<p>Điều 1. Tre</p>", "<p>1. Tre</p>", "<p>a) Tre</p>", "<dl><dt>a<dd>b", "<details><summary>a",
    "<ruby>a<rt>b", "<template>", "<p style='--a:var(--b)'>a</p>", "<table><tr><td>1.</td><td>a</td></tr></table>",
    "<p><p><p>", "<div></div>", "<div> </div>", "<span> </span>", "</div>", "</b>", "<b></i>", "<a><table>", "<center>a",
)  # fmt: skip
_CSS = (
    "a{", "a{}", "}", "{", ".a{color:red}", ".a .b{x:y}", ".a>.b+.c~.d ", ":not(", ":not(.a)", ":is(:is(", ":has(p) ",
    "[a=b]", "[a", "*", "* ", "*>*", "a,", "@media{", "@media print{a{}}", "@import 'a';", "/*", "/* */", "*/", "'", '\\"',
    "\\\\", ":", ";", "a:b;", "a:b", "!important", "var(--a)", "var(--a,", "--a:var(--b);", "calc(", "url(", "url('", "(",
    ")", "()", "display:none;", ".a{display:none}", "p:first-child ", "p:nth-child(2n+1) ", "::before",
    ".a::before{content:'1'}", "counter-increment:a 1;", ".a{counter-reset:a}", "content:counter(a) '.';", "-", "--", "#a",
    "#", ".", "a ", " ", "\n", "<!--", "p{mso-list:l0 level1 lfo1}", "@list l0{", "font:1px;", "margin:1px 2px;",
)  # fmt: skip
_XML = (
    "<w:p/>", "<w:p><w:r><w:t>a</w:t></w:r></w:p>", "<w:p><w:r><w:t>Điều 1. Tre</w:t></w:r></w:p>",
    "<w:p><w:r><w:t>1. a</w:t></w:r></w:p>", "<w:p><w:r/></w:p>", "<w:p><w:r><w:t/></w:r></w:p>",
    "<w:p><w:r><w:tab/></w:r></w:p>", "<w:p><w:r><w:br/></w:r></w:p>",
    "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>",
    "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    "<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt>", "<w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins></w:p>",
    "<w:p><w:del><w:r><w:delText>a</w:delText></w:r></w:del></w:p>",
    "<w:p><w:fldSimple w:instr='PAGE'><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>",
    "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>",
    "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>REF</w:instrText><w:fldChar w:fldCharType='end'/></w:r></w:p>",
    "<w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>", "<w:p><w:r><w:footnoteReference w:id='1'/></w:r></w:p>",
    "<w:p><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r></w:p>",
    "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>1</w:t></w:r></w:p>",
    "<w:p><w:bookmarkStart w:id='1'/><w:bookmarkEnd w:id='1'/></w:p>", "<w:sectPr/>", "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>",
    "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>a</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
    "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r></w:p>",
)  # fmt: skip
# (an element that holds itself, opened; closed): nested as deep as the length has it.
_NESTED = (
    ("<div>", "</div>"), ("<b>", "</b>"), ("<table><tr><td>", "</td></tr></table>"), ("<ul><li>a", "</li></ul>"),
    ("<blockquote><p>a</p>", "</blockquote>"), ("<span style='color:red'>a", "</span>"),
)  # fmt: skip
_NESTED_XML = (
    ("<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"), ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"), ("<w:smartTag>", "</w:smartTag>"),
)  # fmt: skip
_RTF = (
    "{", "}", "{}", "{a}", "{\\b a}", "\\par ", "\\par", "a\\par ", "\\tab ", "\\b ", "\\b0 ", "\\u7893?", "\\u-1?", "\\'e1",
    "\\'", "\\", "\\*", "{\\*\\a b}", "{\\*", "{\\fonttbl{\\f0 a;}}", "{\\fonttbl", "{\\f0 a;}", "{\\stylesheet{\\s1 a;}}",
    "{\\field{\\*\\fldinst PAGE}{\\fldrslt 1}}", "{\\field", "{\\footnote a}", "{\\super 1}", "{\\strike 1}",
    "\\trowd\\cellx1 a\\cell\\row ", "\\trowd ", "\\cell ", "\\row ", "\\intbl ", "{\\pict 00}", "{\\pict", "\\bin9 ",
    "\\bin1 a", "{\\listtext 1.\\tab}", "\\ls1\\ilvl0 ", "{\\*\\listtable{\\list{\\listlevel}}}", "\\sect ", "\\page ",
    "{\\v a}", "\\v ", "{\\shp a}", "{\\header a}", "\\~", "\\_", "\\-", "\\uc0 ", "\\uc9 ", "\\u1 ", "\\aaaaaaaa", "\\a1",
    "\\a-", "a", " ", "\n", "1. \\par ", "{\\pntext 1.}", "{\\deleted a}", "{\\object", "\\plain ", "\\pard ",
)  # fmt: skip
FORMS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "html": (_HTML, _NESTED),
    "css": (_CSS, ()),
    "xml": (_XML, _NESTED_XML),
    "rtf": (_RTF, (("{", "}"), ("{\\b ", "}"), ("{\\*\\a ", "}"), ("{\\field{\\fldrslt ", "}}"))),
}


@dataclass(frozen=True, slots=True)
class Nested:
    """A text of any length: an element in an element in an element."""

    opening: str
    closing: str

    @property
    def name(self) -> str:
        """As reports call it."""
        return f"{self.opening}…{self.closing} nested"

    def text(self, length: int) -> str:
        """About `length` characters of it."""
        times = max(length // len(self.opening + self.closing), 1)
        return f"{self.opening * times}a{self.closing * times}"


def cases(of: str = "text") -> list[Case | Nested]:
    """Every piece alone, then pairs of pieces in turn, then pieces that another one leads, or ends.

    `of`: the form whose raw markup is meant, a key of `FORMS`; "text": what may stand in any text.
    """
    chance = random.Random(_SEED)
    if of in FORMS:
        pieces, nested = FORMS[of]
        found: list[Case | Nested] = [*map(Case, pieces), *(Nested(*both) for both in nested)]
        found += (Case("".join(chance.sample(pieces, 2))) for _ in range(_LED))
        found += (Case(*chance.sample(pieces, 2)) for _ in range(_LED // 2))
        return list(dict.fromkeys(found))
    found = [Case(piece) for piece in PIECES]
    found += (Case("".join(chance.sample(PIECES, 2))) for _ in range(_PAIRS))
    found += (Case("".join(chance.sample(PIECES, 3))) for _ in range(_PAIRS // 2))
    found += (Case(*chance.sample(PIECES, 2)) for _ in range(_LED))
    found += (Case(piece, before, after) for piece, before, after in (chance.sample(PIECES, 3) for _ in range(_LED)))
    return list(dict.fromkeys(found))
