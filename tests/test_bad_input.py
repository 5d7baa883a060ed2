"""What no build may stumble over: each bad file has one clear line, and the rest is built."""

import io
import os
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import build as builder
from kb.errors import UnreadableFile
from kb.identify import identify
from kb.law.model import Reading
from kb.published import Published
from kb.readers import documents_in, file_bytes
from kb.structure import parse
from tests.test_build import TODAY
from tests.test_choosing import WHOLE

_TYPES = b"<Types/>"
_DOCUMENT = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
)


def _zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _docx(body: bytes, before: bytes = b"", more: dict[str, bytes] | None = None) -> bytes:
    return _zip({"[Content_Types].xml": _TYPES, "word/document.xml": before + _DOCUMENT % body, **(more or {})})


def _locked(data: bytes) -> bytes:
    """A zip whose one member is marked as encrypted."""
    return data.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )


_ENTITIES = b"<!DOCTYPE x [" + b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10)) + b"]>"
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'

# name → bytes, a part of what must be said of it.
BAD: dict[str, tuple[bytes, str]] = {
    # Nothing in it, or nothing but white space.
    "rong.docx": (b"", "tệp rỗng"),
    "trang.txt": (b" \n\t ", "tệp rỗng"),
    # Cut off in a transfer.
    "cut.docx": (_docx(b"<w:p/>")[:-40], "bị cắt ngắn"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj", "cut.pdf"),
    "cut.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, "cut.doc"),
    # The name of one form, the content of another.
    "ten-sai.docx": (b"%PDF-1.7", "nội dung là .pdf"),
    "ten-sai.pdf": (_docx(b"<w:p/>"), "không phải .pdf"),
    "ten-sai.zip": (_docx(b"<w:p/>"), "nội dung là một tệp Office"),
    "anh.html": (b"\x89PNG\r\n", "nội dung là .png"),
    "ten-la.xyz": (b"x", "chưa đọc được dạng .xyz"),
    # Under a password.
    "khoa.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "khoa.zip": (_locked(_zip({"a.txt": b"abc"})), "mật khẩu"),
    # A few bytes that unpack to gigabytes.
    "bom.docx": (_docx(b"\0" * 60_000_000), "giải nén ra quá lớn"),
    "bom.zip": (_zip({"a.txt": b"\0" * 60_000_000}), "giải nén ra quá lớn"),
    # Entities that grow without end, or that fetch a file of the machine.
    "no.docx": (_docx(b"&e9;", _ENTITIES), "no.docx"),
    "ngoai.docx": (_docx(b"<w:p><w:r><w:t>&f;</w:t></w:r></w:p>", _OUTSIDE), "ngoai.docx"),
    # Not text at all.
    "rac.txt": (bytes(range(256)) * 4, "rac.txt"),
    "rac.json": (b"[" * 100_000, "rac.json"),
}


def test_each_bad_file_has_one_clear_line_and_the_rest_is_built(tmp_path: Path) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    for name, (content, _) in BAD.items():
        (corpus / name).write_bytes(content)
    (corpus / "tốt.md").write_text(WHOLE, "utf-8")
    (corpus / "vòng").symlink_to(corpus, target_is_directory=True)  # a loop of folders
    (corpus / "mất.md").symlink_to(corpus / "không-có.md")  # what is listed, but gone when it is opened
    summary = builder.build([corpus], data)
    assert summary.documents == 1
    told = {Path(file.path).name: file.notes for file in summary.files if file.state == "skipped"}
    assert set(told) == {*BAD, "mất.md"}
    for name, (_, said) in BAD.items():
        (line,) = told[name]
        assert said in line
        assert name in line
        assert "\n" not in line


def _nested(depth: int) -> bytes:
    return b"<div>" * depth + "<p>Điều 1. Sâu</p><p>Chữ ở đáy.</p>".encode() + b"</div>" * depth


# What is odd but whole is read whole: (name, bytes, a text that must be in it).
ODD: list[tuple[str, Callable[[], bytes], str]] = [
    # 10 MB in one line.
    ("dai.txt", lambda: ("Điều 1. Dài\n" + "tre xanh " * 1_100_000 + "hết").encode(), "hết"),
    ("dai.html", lambda: ("<p>Điều 1. Dài</p><p>" + "tre xanh " * 1_100_000 + "hết</p>").encode(), "hết"),
    # Marks that a search for the number of a document could stumble over.
    ("ngoac.txt", lambda: ("(" * 300_000 + "hết").encode(), "hết"),
    # Nested 5,000 deep.
    ("sau.html", lambda: _nested(5000), "Chữ ở đáy."),
    # A name in NFD, as a Mac writes it.
    (unicodedata.normalize("NFD", "điều.md"), lambda: WHOLE.encode(), "Luật này quy định việc trồng tre."),
    # Text in NFD.
    ("nfd.txt", lambda: unicodedata.normalize("NFD", WHOLE).encode(), "Luật này quy định việc trồng tre."),
]


@pytest.mark.parametrize(("name", "data", "text"), ODD, ids=[unicodedata.normalize("NFC", name) for name, _, _ in ODD])
def test_what_is_odd_but_whole_is_read_whole(name: str, data: Callable[[], bytes], text: str) -> None:
    (reading,) = documents_in(data(), name)
    assert isinstance(reading, Reading)
    assert any(text in paragraph.text for paragraph in reading.paragraphs)
    identify(parse(reading.paragraphs), "a")  # in linear time as well


def test_a_file_name_in_nfd_gives_the_id_of_its_nfc_form(tmp_path: Path) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / unicodedata.normalize("NFD", "ghi chép tổ trưởng.txt")).write_text("Nội dung không có tiêu đề.", "utf-8")
    builder.build([corpus], data)
    assert Published(data).current().tree("ghi-chep-to-truong", TODAY) is not None


def test_a_file_whose_name_is_no_text_is_built_and_named(tmp_path: Path) -> None:
    corpus = tmp_path / "a"
    corpus.mkdir()
    Path(os.fsdecode(os.fsencode(corpus) + b"/t\xecm.md")).write_text(WHOLE, "utf-8")
    (file,) = builder.build([corpus], tmp_path / "var").files
    assert (Path(file.path).name, file.state) == ("t\ufffdm.md", "read")


def test_where_nothing_can_be_read_the_reasons_are_given(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "rong.docx").write_bytes(b"")
    with pytest.raises(builder.NothingToRead, match=r"rong\.docx: tệp rỗng"):
        builder.build([tmp_path / "a"], tmp_path / "var")


def test_a_pipe_is_refused_wherever_a_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ống.md")
    with pytest.raises(UnreadableFile, match="không phải một tệp thường"):
        file_bytes(tmp_path / "ống.md")


def test_a_file_that_nobody_may_open_stops_nothing(tmp_path: Path) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / "tốt.md").write_text(WHOLE, "utf-8")
    (corpus / "pipe.txt.md").mkdir()  # a folder with the name of a file
    os.mkfifo(corpus / "ống.md")  # what would wait for ever
    summary = builder.build([corpus], data)
    assert [(Path(file.path).name, file.state) for file in summary.files if file.state != "read"] == [("ống.md", "skipped")]
