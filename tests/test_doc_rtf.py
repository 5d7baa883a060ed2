"""Word 97–2003, RTF and saved pages: small RTF of our own, and the real files beside the checkout by their counts."""

import re
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import UnreadableFile, UnsupportedForm
from kb.readers import read_bytes
from kb.readers.word.code_page import decode_font, windows_1252
from kb.readers.word.doc_properties import sprms, word_6_sprms
from tests.test_readers import docx

SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "legacy-encodings"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="không có ../shared/samples/legacy-encodings")
FILES = [one for one in sorted(SAMPLES.glob("corpus/*/*/*")) if one.suffix in (".doc", ".rtf")]
FONTS = rb"{\fonttbl{\f0 Arial;}{\f1\fcharset163{\*\panose 0}Thu{\*\falt X};}{\f2\fcharset2 Symbol;}{\f3\fcharset163 .VnTime;}}"


def rtf(body: bytes) -> bytes:
    return rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + body + b"}"


def paragraphs(data: bytes, name: str = "a.rtf") -> list[tuple[str, str]]:
    return [(one.text, one.kind) for one in read_bytes(data, name).paragraphs]


# (what stands in the RTF, its paragraphs with their kinds)
IN_RTF = [
    # new lines of the file are nothing; \par, \line and an escaped new line end a paragraph; a page break does not
    (b"m\r\n\\u7897 ?t\\line hai\\par ba\\page b\\\nn", [("một", "text"), ("hai", "text"), ("ba b", "text"), ("n", "text")]),
    # \ucN says how much stands for a character that is not known; a group ends what is passed over
    (rb"\uc2\u272\'44\'44i\uc0\u7873 u {\uc1\u7879 }x", [("Điều ệx", "text")]),
    # two halves of one character
    (rb"\u-10179?\u-8704?", [("\U0001f600", "text")]),
    # the code page of the font
    (rb"{\f1 \'d0i\'ea\'d2u}", [("Điể" + "u", "text")]),
    # fields: the result only; what is deleted and what is hidden is no text
    (rb'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt ch\u7919 ?}}{\deleted b\u7887 ?}{\v \u7849 ?n}', [("chữ", "text")]),
    # cells, and a table in a cell
    (
        rb"\trowd\intbl a\cell b\par\pard\intbl c\cell\row\pard d",
        [("a", "table"), ("b", "table"), ("c", "table"), ("d", "text")],
    ),
    (rb"\trowd\pard\intbl\itap2 a\nestcell{\nonesttables x}\pard\intbl b\cell\row", [("a", "table"), ("b", "table")]),
    # a note and a text box follow their paragraph
    (
        rb"a{\footnote {\chftn} ghi}b{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt h\par}}{\shprslt k}}c\par d",
        [("abc", "text"), ("h", "text"), ("ghi", "note"), ("d", "text")],
    ),
    # numbers as written out; the glyph of a bullet is a dash
    (rb"{\listtext 1.\tab}a\par{\pntext\f2\'b7\tab}b", [("1. a", "text"), ("- b", "text")]),
    # destinations without text, of both kinds; bytes that are no text at all
    (rb"{\header x}{\*\la y}{\info{\title t}}{\pict\bin3 }}}}a{\upr{b}{\*\ud c}}", [("ac", "text")]),
    (rb"a\~b\_c\-d\emdash\{", [("a b-cd—{", "text")]),
]


@pytest.mark.parametrize(("body", "expected"), IN_RTF)
def test_rtf_is_read_as_word_shows_it(body: bytes, expected: list[tuple[str, str]]) -> None:
    assert paragraphs(rtf(body)) == expected


def test_what_rtf_leaves_out_is_counted() -> None:
    reading = read_bytes(rtf(rb"a{\v x}{\headerl h}{\footer {f}g}{\*\shppict{\pict 00}}{\nonshppict{\pict 00}}"), "a.rtf")
    assert set(reading.left_out) == {"1 phần ẩn", "2 đoạn ở đầu trang, chân trang", "1 hình ảnh"}


def test_bytes_in_a_legacy_font_are_of_windows_1252_whatever_the_charset() -> None:
    assert decode_font(b"\xae\xd2", ".VnTime", 163, "cp1258") == "®Ò"
    assert decode_font(b"\xb7", "Symbol", 2, "cp1252") == "\uf0b7"
    assert windows_1252(bytes(range(256))).encode("latin-1", "replace").count(b"?") == 28  # 27 of windows-1252, and "?" itself


def test_the_font_of_a_run_of_docx_is_its_own_else_that_of_its_style(monkeypatch: pytest.MonkeyPatch) -> None:
    style = '<w:style w:type="paragraph" w:styleId="a"><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr></w:style>'
    own = '<w:r><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/></w:rPr><w:t> ®</w:t></w:r>'
    body = f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>§iÒu 1. Ph¹m vi</w:t></w:r>{own}</w:p>'
    seen: list[tuple[str, tuple[tuple[int, str], ...]]] = []
    monkeypatch.setattr("kb.readers.legacy.repair", lambda texts: (seen.extend(texts), ([text for text, _ in texts], ()))[1])
    read_bytes(docx(body, styles=style), "a.docx")
    assert seen == [("§iÒu 1. Ph¹m vi ®", ((0, ".VnTime"), (15, "Arial")))]


PAGE = "<html><body><p>Điều 1. Kho</p></body></html>"

# (bytes, name, what is said of the form)
BY_CONTENT = [
    (rtf(rb"\u272?i\u7873?u 1. Kho"), "a.doc", "tên tệp là .doc nhưng nội dung là .rtf"),
    (PAGE.encode(), "a.doc", "tên tệp là .doc nhưng nội dung là .html"),
    (
        b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + PAGE.encode(),
        "a.rtf",
        "là .rtf nhưng nội dung là .mhtml",
    ),
    (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n\n"
        + PAGE.encode()
        + b"\n--x--",
        "a.mht",
        "",
    ),
]


@pytest.mark.parametrize(("data", "name", "said"), BY_CONTENT)
def test_word_files_are_read_by_their_content_and_that_is_said(data: bytes, name: str, said: str) -> None:
    reading = read_bytes(data, name)
    assert [one.text for one in reading.paragraphs] == ["Điều 1. Kho"]
    assert said in " ".join(reading.repairs)


LETTERS = st.characters(
    min_codepoint=0x20,
    max_codepoint=0x1EFF,
    exclude_categories=["Cc", "Cs", "Co", "Cn"],
    exclude_characters="\u00ad\u200b\ufeffÐð",
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# (bytes, name, the message after the name)
REFUSED = [
    (OLE + b"x" * 99, "a.doc", "tệp .doc bị hỏng"),
    (b"%PDF-1.4", "a.doc", "không phải .doc: nội dung là .pdf"),
    (b"x", "a.rtf", "không phải .rtf"),
    (rb"{\rtf1 a", "a.rtf", "tệp .rtf bị cắt ngắn: 1 nhóm không đóng"),
    (rtf(b"{" * 5000), "a.rtf", "tệp .rtf có nhóm lồng quá 2000 tầng"),
    (b"Content-Type: text/plain\n\nx", "a.mht", "trong trang web đã lưu không có phần HTML"),
]


@pytest.mark.parametrize(("data", "name", "message"), REFUSED)
def test_damage_is_refused_in_one_line(data: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=f"^{re.escape(f'{name}: {message}')}"):
        read_bytes(data, name)


@given(data=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_bytes_in_rtf_or_a_list_of_changes_raise_anything_else(data: bytes) -> None:
    list(sprms(data))
    list(word_6_sprms(data))
    for body in (data, rtf(data)):
        with suppress(UnreadableFile, UnsupportedForm):
            read_bytes(body, "a.rtf")


@given(texts=st.lists(st.text(LETTERS, max_size=20), min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_rtf_loses_and_adds_nothing(texts: list[str]) -> None:
    body = rb"\par ".join("".join(f"\\u{ord(one)}?" for one in text).encode() for text in texts)
    expected = "".join("".join(unicodedata.normalize("NFC", text).split()) for text in texts)
    with suppress(UnreadableFile):  # no text at all
        assert "".join("".join(text.split()) for text, _ in paragraphs(rtf(body))) == expected


def syllables(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()))


@needs_samples
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_has_the_syllables_of_its_transcript(path: Path) -> None:
    """At least 97 in 100: the transcripts hold headers and footers too, which weigh in short forms."""
    truth = syllables((SAMPLES / "ground-truth" / f"{path.stem}.txt").read_text("utf-8"))
    found = syllables(" ".join(one.text for one in read_bytes(path.read_bytes(), path.name).paragraphs))
    hits = (truth & found).total()
    assert hits >= 0.97 * truth.total()
    assert hits >= 0.97 * found.total()


@needs_samples
@given(which=st.integers(0, 47), at=st.integers(0, 2**20), new=st.binary(min_size=1, max_size=4), cut=st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_damaged_file_raises_nothing_else(which: int, at: int, new: bytes, cut: bool) -> None:
    small = [one for one in FILES if one.stat().st_size < 60_000]
    data = small[which % len(small)].read_bytes()
    at %= len(data)
    with suppress(UnreadableFile):
        read_bytes(data[:at] + new + (b"" if cut else data[at + len(new) :]), f"a{small[which % len(small)].suffix}")
