"""What may not be in the base: invented documents with stamps, and documents that only speak of them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from kb import build as builder
from kb.build import READINGS
from kb.errors import NothingPublished
from kb.generation import GENERATIONS
from kb.identify.secrecy import restriction
from kb.law.model import Paragraph
from kb.published import Published
from tests.test_bad_input import _docx, _zip
from tests.test_choosing import WHOLE
from tests.test_pdf import write

_ABOVE = ["ỦY BAN NHÂN DÂN", "TỈNH A", "Số: 12/BC-UBND"]
_BELOW = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "A, ngày 5 tháng 3 năm 2024", "BÁO CÁO", "Về việc trồng tre"]
_TEXT = ["Căn cứ Luật Trồng tre;", "Điều 1. Trúc đào ong", "Hai khóm cách nhau ba mét."]

# A line of the heading, the degree that it is the stamp of ("" none, "nội bộ" for internal use), whether a machine saw it.
LINES: list[tuple[str, str, bool]] = [
    # As the rules have the stamps.
    ("MẬT", "Mật", False),
    ("TỐI MẬT", "Tối mật", False),
    ("TUYỆT MẬT", "Tuyệt mật", False),
    # In brackets, in a box, with stars.
    ("(MẬT)", "Mật", False),
    ("[ TỐI MẬT ]", "Tối mật", False),
    ("* TUYỆT MẬT *", "Tuyệt mật", False),
    ("|MẬT|", "Mật", False),
    ("┃ TỐI MẬT ┃", "Tối mật", False),
    ("----- MẬT -----", "Mật", False),
    # With its label, in any case.
    ("Độ mật: Mật", "Mật", False),
    ("ĐỘ MẬT: TỐI MẬT", "Tối mật", False),
    ("Độ mật: tuyệt mật.", "Tuyệt mật", False),
    ("Mức độ mật : Tối mật", "Tối mật", False),
    ("Mật", "Mật", False),
    ("Tuyệt mật", "Tuyệt mật", False),
    # Letters apart, in two ways of typing, in the other tone style and form.
    ("T U Y Ệ T  M Ậ T", "Tuyệt mật", False),
    ("M Ậ T", "Mật", False),
    ("T Ố I   M Ậ T", "Tối mật", False),
    ("TỐI\u00a0MẬT", "Tối mật", False),
    ("TU\u0059\u0045\u0302\u0323T M\u0041\u0302\u0323T", "Tuyệt mật", False),
    # Without diacritics.
    ("TUYET MAT", "Tuyệt mật", False),
    ("TOI MAT", "Tối mật", False),
    ("MAT", "Mật", False),
    # With the number of the copy, or the urgency.
    ("MẬT Bản số: 02", "Mật", False),
    ("TUYỆT MẬT - Số: 01", "Tuyệt mật", False),
    ("MẬT - HỎA TỐC", "Mật", False),
    ("HỎA TỐC - TỐI MẬT", "Tối mật", False),
    ("TÀI LIỆU MẬT", "Mật", False),
    ("TÀI LIỆU TUYỆT MẬT", "Tuyệt mật", False),
    # With another label, twice, with words that go with a stamp, with a mark mistyped.
    ("ĐỘ TUYỆT MẬT", "Tuyệt mật", False),
    ("Tài liệu mật", "Mật", False),
    ("Tài liệu tuyệt mật", "Tuyệt mật", False),
    ("MẬT MẬT", "Mật", False),
    ("TỐI MẬT  TỐI MẬT", "Tối mật", False),
    ("(Đóng dấu MẬT)", "Mật", False),
    ("(Đã đóng dấu độ mật: Tối mật)", "Tối mật", False),
    ("TUYỆT MẬT (Cấm sao chụp)", "Tuyệt mật", False),
    ("MẬT (chỉ gửi người có tên)", "Mật", False),
    ("TỐI MẬT - KHÔNG PHỔ BIẾN", "Tối mật", False),
    ("TUYÊT MẬT", "Tuyệt mật", False),
    ("TÔI MẬT", "Tối mật", False),
    ("TUYỆT MÂT", "Tuyệt mật", False),
    # Beside another column of the heading.
    ("MẬT Số: 12/BC-UBND", "Mật", False),
    ("TUYỆT MẬT\t\tSố: 12/BC-UBND", "Tuyệt mật", False),
    ("ĐỘ TỐI MẬT Số: …/BC-UBND", "Tối mật", False),
    ("BỘ CÂY   MẬT", "Mật", False),
    ("UBND TỈNH A TUYỆT MẬT", "Tuyệt mật", False),
    ("TỐI MẬT ỦY BAN NHÂN DÂN TỈNH A", "Tối mật", False),
    ("Số 12-CT/TW  TỐI MẬT", "Tối mật", False),
    ("Số 12-CT/TW  MẬT  A, ngày 5 tháng 3 năm 2024", "Mật", False),
    ("BÁO CÁO   MẬT", "Mật", False),
    ("Số: 12/BC-UBND  MẬT  A, ngày 5 tháng 3 năm 2024", "Mật", False),
    ("MẬT A, ngày 5 tháng 3 năm 2024", "Mật", False),
    ("TỐI MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Tối mật", False),
    ("Số: 12/BC-UBND MẬT", "Mật", False),
    ("Số: 12/BC-UBND Độ mật: Tối mật Độ khẩn: Hỏa tốc", "Tối mật", False),
    ("TUYỆT MẬT Độc lập - Tự do - Hạnh phúc", "Tuyệt mật", False),
    # As a machine saw them: other diacritics, the sides of the box as letters.
    ("MẶT", "Mật", True),
    ("TÓI MÂT", "Tối mật", True),
    ("TUYẸT MẠT", "Tuyệt mật", True),
    ("IMẬTI", "Mật", True),
    ("l TỐI MẬT |", "Tối mật", True),
    # No stamps: titles and sentences about secrets, words that fold to the same, numbers.
    ("LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC", "", False),
    ("VỀ BẢO VỆ BÍ MẬT", "", False),
    ("BÍ MẬT", "", False),
    ("BẢO MẬT", "", False),
    ("Số: 12/BC-UBND VỀ BÍ MẬT", "", False),
    ("Độ mật", "", False),
    ("DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT", "", False),
    ("Độ mật: Tuyệt mật, Tối mật và Mật", "", False),
    ("Mật ong", "", False),
    ("MẬT MÃ", "", False),
    ("MẮT", "", False),
    ("MẤT", "", False),
    ("TỐI MẮT", "", False),
    ("BỘ CÂY BẢO MẬT", "", False),
    ("BAN QUẢN LÝ TÀI LIỆU MẬT", "", False),
    ("mặt", "", False),
    ("MÃ SỐ", "", False),
    ("Bí mật nhà nước độ Tuyệt mật là tin quan trọng.", "", False),
    ("Giải mật", "", False),
    # For internal use.
    ("LƯU HÀNH NỘI BỘ", "nội bộ", False),
    ("TÀI LIỆU LƯU HÀNH NỘI BỘ", "nội bộ", False),
    ("(Lưu hành nội bộ)", "nội bộ", False),
    ("Tài liệu lưu hành nội bộ - không phổ biến", "nội bộ", False),
    ("TÀI LIỆU TẬP HUẤN (Lưu hành nội bộ)", "nội bộ", False),
    ("Chỉ lưu hành nội bộ trong ngành", "nội bộ", False),
    ("L Ư U   H À N H   N Ộ I   B Ộ", "nội bộ", False),
    ("LUU HANH NOI BO", "nội bộ", False),
    # What only speaks of it.
    ("VỀ QUẢN LÝ TÀI LIỆU LƯU HÀNH NỘI BỘ", "", False),
    ("Tài liệu lưu hành nội bộ phải được thủ trưởng cho phép.", "", False),
    ("Quy định về lưu hành nội bộ", "", False),
]


def _said(lines: list[str], edges: tuple[str, ...] = (), *, is_recognized: bool = False) -> str:
    found = restriction([Paragraph(line) for line in lines], edges, is_recognized=is_recognized)
    return "" if found is None else found.degree or "nội bộ"


@pytest.mark.parametrize(("line", "said", "is_recognized"), LINES)
def test_a_stamp_stands_alone_in_a_line_of_the_heading_or_at_an_edge(line: str, said: str, is_recognized: bool) -> None:
    assert _said([*_ABOVE, line, *_BELOW, *_TEXT], is_recognized=is_recognized) == said
    assert _said([line, *_ABOVE, *_BELOW, *_TEXT], is_recognized=is_recognized) == said
    assert _said([*_ABOVE, *_BELOW, *_TEXT], (line,), is_recognized=is_recognized) == said
    if not line.partition(" (")[0].isupper():
        assert _said([*_ABOVE, *_BELOW, *_TEXT, line]) == "", "below the grounds it is a part of the text"


# Whole headings: lines, what is said.
HEADINGS: list[tuple[list[str], str]] = [
    # Two lines of one stamp.
    (["TUYỆT", "MẬT", *_BELOW], "Mật"),
    # The label and the degree in two cells.
    ([*_ABOVE, "Độ mật:", "Tối mật", *_BELOW], "Tối mật"),
    # The highest of two.
    (["MẬT", "TUYỆT MẬT", *_BELOW], "Tuyệt mật"),
    # A list of degrees, as in a lecture or in a form.
    (["CÁC ĐỘ MẬT", "Tuyệt mật", "Tối mật", "Mật"], ""),
    (["BÀI GIẢNG", "Bảo vệ bí mật", "TUYỆT MẬT", "TỐI MẬT", "MẬT"], ""),
    (["MẪU DẤU CHỈ MỨC ĐỘ MẬT", "TỐI MẬT", "MẬT"], ""),
    # A law on secrets.
    (["QUỐC HỘI", "LUẬT", "BẢO VỆ BÍ MẬT NHÀ NƯỚC", "Căn cứ Hiến pháp;", "Điều 1. Phạm vi", "Tuyệt mật", "MẬT"], ""),
    # Both: what no setting allows is said.
    (["LƯU HÀNH NỘI BỘ", "MẬT", *_BELOW], "Mật"),
    # A stamp above a title that speaks of degrees, or over a list of them.
    ([*_ABOVE, "MẬT", "QUYẾT ĐỊNH", "Quy định các độ mật của ngành", *_TEXT], "Mật"),
    (["TỐI MẬT", *_ABOVE, "THÔNG TƯ", "Về mẫu dấu chỉ mức độ mật", *_TEXT], "Tối mật"),
    (["MẬT", *_ABOVE, "HƯỚNG DẪN", "Phân loại độ mật", "Tuyệt mật", "Tối mật", "Mật", *_TEXT], "Mật"),
    # A title over several lines.
    ([*_ABOVE, "QUYẾT ĐỊNH", "Về danh mục bí mật nhà nước độ", "Tối mật", "của ngành tre", *_TEXT], ""),
    ([*_ABOVE, "QUYẾT ĐỊNH", "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ", "TUYỆT MẬT", "CỦA NGÀNH TRE", *_TEXT], ""),
    ([*_ABOVE, "QUYẾT ĐỊNH", "BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT,", "TỐI MẬT", *_TEXT], ""),
    ([*_ABOVE, "THÔNG TƯ", "VỀ QUẢN LÝ", "HỒ SƠ MẬT", *_TEXT], ""),
    ([*_ABOVE, "THÔNG TƯ", "VỀ GỬI, NHẬN", "VĂN BẢN MẬT", *_TEXT], ""),
    ([*_ABOVE, "THÔNG TƯ VỀ TIÊU HỦY", "TÀI LIỆU TỐI MẬT", *_TEXT], ""),
    ([*_ABOVE, "QUY ĐỊNH", "Về giao nhận", "Tài liệu mật", *_TEXT], ""),
    (["QUY CHẾ", "VỀ TÀI LIỆU", "LƯU HÀNH NỘI BỘ", *_TEXT], ""),
    (["QUY CHẾ", "VỀ QUẢN LÝ", "TÀI LIỆU LƯU HÀNH NỘI BỘ", *_TEXT], ""),
    # A stamp under a title.
    ([*_ABOVE, "BÁO CÁO", "Về việc trồng tre", "MẬT", *_TEXT], "Mật"),
    ([*_ABOVE, "BÁO CÁO", "VỀ VIỆC TRỒNG TRE", "TUYỆT MẬT", *_TEXT], "Tuyệt mật"),
    ([*_ABOVE, "BÁO CÁO", "Về việc trồng tre", "(Mật)", *_TEXT], "Mật"),
    ([*_ABOVE, "V/v trồng tre", "MẬT", "A, ngày 5 tháng 3 năm 2024", "Kính gửi: Sở B", *_TEXT], "Mật"),
    (["HƯỚNG DẪN", "Trồng tre", "(Lưu hành nội bộ)", *_TEXT], "nội bộ"),
    (["HƯỚNG DẪN", "Trồng tre", "LƯU HÀNH NỘI BỘ", *_TEXT], "nội bộ"),
    (["CÔNG VĂN ĐẾN", "Số đến: 4", "MẬT", *_ABOVE, *_BELOW, *_TEXT], "Mật"),
    # A stamp that a reader puts into the text, or at its end.
    ([*_ABOVE, *_BELOW, *_TEXT, "MẬT"], "Mật"),
    ([*_ABOVE, *_BELOW, *_TEXT[:2], "TUYỆT MẬT", *_TEXT[2:]], "Tuyệt mật"),
    ([*_ABOVE, *_BELOW, *_TEXT, *["Khóm tre cao ba mét."] * 100, "Nơi nhận:", "TỐI MẬT (Thu hồi)", "- Sở B;"], "Tối mật"),
    ([*_ABOVE, *_BELOW, *_TEXT, "Mật"], ""),
    ([*_ABOVE, *_BELOW, *_TEXT, *["Khóm tre cao ba mét."] * 100, "MẬT", *["Tre cao ba mét."] * 20], ""),
    # What a law on secrets has: lists, forms, heads of parts.
    ([*_BELOW, *_TEXT, "Có ba độ:", "1. Tuyệt mật", "2. TỐI MẬT", "3. Mật"], ""),
    ([*_BELOW, *_TEXT, "TUYỆT MẬT", "Tin rất quan trọng.", "TỐI MẬT", "Tin quan trọng."], ""),
    ([*_BELOW, *_TEXT, "PHỤ LỤC", "Mẫu dấu", "MẬT"], ""),
    ([*_BELOW, *_TEXT, "Mẫu số 1", "TỐI MẬT", "Dài ba phân."], ""),
    ([*_BELOW, *_TEXT, "Chương II", "TUYỆT MẬT", "Điều 2. Tin"], ""),
    ([*_BELOW, *_TEXT, "PHỤ LỤC", "DANH MỤC BÍ MẬT CỦA NGÀNH", "ĐỘ TUYỆT MẬT", "1. Tin."], ""),
    ([*_BELOW, *_TEXT, "QUY CHẾ", "QUẢN LÝ", "TÀI LIỆU MẬT", "Điều 2. Tin"], ""),
    ([*_BELOW, *_TEXT, "HỒ SƠ MẬT", "Điều 2. Tin"], ""),
    # Nothing at all.
    ([], ""),
]


@pytest.mark.parametrize(("lines", "said"), HEADINGS)
def test_of_a_heading_the_highest_degree_is_told_and_a_list_is_none(lines: list[str], said: str) -> None:
    assert _said(lines) == said


def test_a_cell_of_a_table_in_the_text_is_no_stamp() -> None:
    lines = [*(Paragraph(line) for line in (*_BELOW, *_TEXT)), Paragraph("MẬT", "table"), Paragraph("Tin", "table")]
    assert restriction(lines, ()) is None


def _cell(*lines: str) -> str:
    return "<w:tc>" + "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines) + "</w:tc>"


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'


def _word(stamp: str, header: str = "") -> bytes:
    """A Word file whose heading is a table, with `stamp` in a cell and `header` as XML of its page header."""
    body = f"<w:tbl><w:tr>{_cell(*_ABOVE, stamp)}{_cell(*_BELOW[:2])}</w:tr></w:tbl>"
    body += "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in (*_BELOW[2:], *_TEXT))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
    related = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{kind}" Target="header1.xml"/></Relationships>'  # noqa: E501
    more = {"word/_rels/document.xml.rels": related.encode(), "word/header1.xml": f"<w:hdr {_W}>{header}</w:hdr>".encode()}
    return _docx(body.encode(), more=more if header else None)


def _pages(stamp: str) -> bytes:
    """A PDF of four pages, each with `stamp` at its foot."""
    lines = [*_ABOVE, *_BELOW, *_TEXT, *(f"{at}. Khóm tre thứ {at} cao ba mét." for at in range(1, 30))]
    text = [
        [(90.0, 750 - 20 * at, 14.0, line) for at, line in enumerate(lines[start : start + 12])] for start in (0, 12, 24, 36)
    ]
    return write(*([*page, (260.0, 40.0, 14.0, stamp)] for page in text))


_LINES = "\n".join((*_ABOVE, "%s", *_BELOW, *_TEXT))
# Pages of thirty lines, each with the stamp above and its number below.
_PRINTED = "\n".join(
    "MẬT" if n % 30 == 0 else str(n // 30 + 1) if n % 30 == 29 else f"Dòng {n} về khóm trúc đào ong." for n in range(300)
)

# name → the bytes of a stamped file.
STAMPED: dict[str, Callable[[], bytes]] = {
    "dong.txt": (_LINES % "TỐI MẬT").encode,
    "dau-trang.txt": _PRINTED.encode,
    "dong.md": lambda: (_LINES % "**MẬT**").replace("\n", "\n\n").encode(),
    "o.html": f"<table><tr><td>{'<br>'.join(_ABOVE)}<p><b>MẬT</b></p><td>{_BELOW[0]}</table><p>{_TEXT[1]}</p>".encode,
    "o.docx": partial(_word, "TUYỆT MẬT"),
    # In the header of pages: as a paragraph, letter by letter, as a watermark.
    "dau.docx": partial(_word, "", "<w:p><w:r><w:t>MẬT</w:t></w:r></w:p>"),
    "dau-2.docx": partial(_word, "", "<w:p><w:r><w:t>TỐI </w:t></w:r><w:r><w:t>MẬT</w:t></w:r></w:p>"),
    "nen.docx": partial(_word, "", '<w:p><w:r><w:pict><v:textpath string="TUYỆT MẬT"/></w:pict></w:r></w:p>'),
    "dau.rtf": lambda: (
        "{\\rtf1\\ansi{\\fonttbl{\\f0 Times;}}{\\header\\pard\\qr{\\b M\\u7852?T}\\par}"
        "{\\pard BÁO CÁO\\par Tr\\'fac đào ong\\par}}"
    ).encode("latin-1", "replace"),
    # At the foot of pages, where the reader leaves it out.
    "chan.pdf": partial(_pages, "MẬT"),
    "chan-2.pdf": lambda: write([(90.0, 700.0, 14.0, "Trúc đào ong"), (260.0, 40.0, 14.0, "TỐI MẬT")]),
}  # fmt: skip
INTERNAL: dict[str, Callable[[], bytes]] = {
    "noi-bo.txt": (_LINES % "TÀI LIỆU LƯU HÀNH NỘI BỘ").encode,
    "noi-bo.docx": partial(_word, "", "<w:p><w:r><w:t>(Lưu hành nội bộ)</w:t></w:r></w:p>"),
}
# Of the texts above, and in no other.
_WORDS = ("Trúc đào ong", "trúc đào ong")


def _kept(data: Path) -> set[str]:
    """The files of a data folder that hold words of the stamped documents."""
    found = set()
    for path in (one for folder in (READINGS, GENERATIONS) for one in (data / folder).rglob("*") if one.is_file()):
        content = path.read_bytes()
        if any(word.encode(encoding) in content for word in _WORDS for encoding in ("utf-8", "utf-16-le")):
            found.add(path.name)
    return found


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of stamped files, and one law."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "luật.md").write_text(WHOLE, "utf-8")
    for name, data in {**STAMPED, **INTERNAL}.items():
        (folder / name).write_bytes(data())
    return folder


def test_what_is_stamped_is_named_with_the_reason_and_nothing_of_it_is_kept(corpus: Path, tmp_path: Path) -> None:
    summary = builder.build([corpus], tmp_path / "var")
    assert summary.documents == 1
    told = {Path(file.path).name: file for file in summary.files if file.state == "skipped"}
    assert set(told) == {*STAMPED, *INTERNAL}
    for name, file in told.items():
        (note,) = file.notes
        assert note.startswith(file.path)
        assert (
            ("[corpus]" in note and "internal = true" in note)
            if name in INTERNAL
            else "có độ mật không được đưa vào kho" in note
        )
    assert _kept(tmp_path / "var") == set()
    assert all(file.document is None for file in told.values())


def test_what_is_for_internal_use_is_in_the_base_where_the_owner_allows_it_and_leaves_it_again(
    corpus: Path, tmp_path: Path
) -> None:
    data = tmp_path / "var"
    builder.build([corpus], data)
    (data / "vien-dan.toml").write_text("[corpus]\ninternal = true\n", "utf-8")
    allowed = builder.build([corpus], data)
    assert not allowed.unchanged
    assert {Path(file.path).name for file in allowed.files if file.state == "skipped"} == set(STAMPED)
    assert _kept(data)
    (data / "vien-dan.toml").write_text("[corpus]\ninternal = false\n", "utf-8")
    assert builder.build([corpus], data).documents == 1
    builder.build([corpus], data, force=True)  # the generation before the published one is kept for its readers
    assert _kept(data) == set()


def test_a_folder_of_secrets_alone_is_no_base(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_bytes(STAMPED["dong.txt"]())
    with pytest.raises(builder.NothingToRead, match="Tối mật"):
        builder.build([tmp_path / "a"], tmp_path / "var")
    with pytest.raises(NothingPublished):
        Published(tmp_path / "var").current()
    assert _kept(tmp_path / "var") == set()


def test_a_stamped_file_in_an_archive_is_named_by_its_place_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "gói.zip").write_bytes(_zip({"x/mật.txt": STAMPED["dong.txt"](), "luật.md": WHOLE.encode()}))
    files = builder.build([tmp_path / "a"], tmp_path / "var").files
    assert {(file.part, file.state) for file in files} == {("x/mật.txt", "skipped"), ("luật.md", "read")}
    assert _kept(tmp_path / "var") == set()
