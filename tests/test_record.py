"""Records of documents in JSON: what becomes text, what becomes a fact, what is refused."""

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import structure
from kb.errors import UnreadableFile, UnsupportedForm
from kb.readers.web import html, record
from kb.readers.word import docx

FACTS = {
    "so_hieu": "12/2031/QH20",
    "ten_van_ban": "Luật Vườn cây số 12/2031/QH20",
    "loai_van_ban": "Luật",
    "ngay_ban_hanh": "2031-05-06T00:00:00",
    "hieu_luc_tu": "2032-01-01T00:00:00",
    "hieu_luc_den": None,
    "trang_thai_hieu_luc": "Còn hiệu lực",
    "co_quan_ban_hanh": "Quốc hội",
    "url_chi_tiet": "https://vbpl.vn/van-ban/chi-tiet/--7",
}
PAGE = (
    '<script>self.x=[1,"Điều 9"]</script><main><div class="menu">Trang chủ</div><div class="wide preview-content">'
    "<p>LUẬT</p><p>Điều 1. Cây</p><p>1. Cây được trồng.</p></div></main><div>Mục lục</div>"
)


def _vbpl(markup: str = PAGE, **facts: Any) -> bytes:
    content = {
        "doc_id": "7",
        "thuoc_tinh": FACTS | facts,
        "noi_dung": {"content_html": markup},
        "crawled_at": "2033-02-03T01:02:03",
    }
    return json.dumps(content).encode()


def test_a_record_of_vbpl_gives_the_document_without_the_page_around_it() -> None:
    reading = record.read(_vbpl(), "a.json")
    assert [p.text for p in reading.paragraphs] == ["LUẬT", "Điều 1. Cây", "1. Cây được trồng."]
    assert reading.left_out == ("1 đoạn mã của trang web", "1 phần khung của trang web quanh văn bản")


def test_the_older_shape_of_vbpl_is_read_by_its_own_mark() -> None:
    markup = '<div>Trang chủ</div><div id="toanvancontent"><p>Điều 1. Cây</p></div>'
    assert [p.text for p in record.read(_vbpl(markup), "a.json").paragraphs] == ["Điều 1. Cây"]


def test_a_page_that_nothing_marks_is_read_whole() -> None:
    assert [p.text for p in record.read(_vbpl("<script>1</script><main><p>Điều 1. Cây</p></main>"), "a.json").paragraphs] == [
        "Điều 1. Cây"
    ]


def test_the_metadata_are_stated_with_their_source_and_the_status_as_a_note() -> None:
    entry = record.read(_vbpl(), "a.json").stated
    assert entry is not None
    assert (entry.id, entry.type, entry.number, entry.title) == ("12-2031-qh20", "Luật", "12/2031/QH20", "Vườn cây")
    assert (entry.issued, entry.in_force, entry.expired) == (date(2031, 5, 6), date(2032, 1, 1), None)
    assert entry.issuer == "Quốc hội"
    assert entry.addresses == ("https://vbpl.vn/van-ban/chi-tiet/--7",)
    assert dict(entry.sources)["in_force"] == "vbpl.vn, ItemID=7"
    assert entry.note == "vbpl.vn, ItemID=7 ghi: “Còn hiệu lực” (bản ghi lưu ngày 03/02/2033)"


@pytest.mark.parametrize(
    ("facts", "field", "value"),
    [
        ({"ten_van_ban": "Luật số 12/2031/QH20 Vườn cây"}, "title", "Vườn cây"),  # the number may stand before the title
        ({"ten_van_ban": "Vườn cây"}, "title", "Vườn cây"),  # a bare title
        ({"co_quan_ban_hanh": "--"}, "issuer", None),  # dashes stand for nothing
        ({"ngay_ban_hanh": "hôm qua"}, "issued", None),  # no date
        ({"ngay_ban_hanh": 5}, "issued", None),  # no text
        ({"hieu_luc_den": "2040-07-01T00:00:00"}, "expired", date(2040, 7, 1)),
        ({"so_hieu": None}, "number", None),
    ],
)
def test_a_fact_is_what_the_record_writes_or_nothing(facts: dict[str, Any], field: str, value: object) -> None:
    assert getattr(record.read(_vbpl(**facts), "a.json").stated, field) == value


def test_a_record_of_the_gazette_gives_its_text_and_its_addresses_alone() -> None:
    content = {"so_hieu": "nghi-dinh-so-7", "slug": "nghi-dinh-so-7", "loai": "Nghị định", "nguon_url": "https://a.vn/7",
               "pdf_url": "https://a.vn/7.pdf", "full_text": "NGHỊ ĐỊNH\nĐiều 1. Cây\nCây được trồng."}  # fmt: skip
    reading = record.read(json.dumps(content).encode(), "a.json")
    assert [p.text for p in reading.paragraphs][:2] == ["NGHỊ ĐỊNH", "Điều 1. Cây"]
    assert reading.stated is not None
    assert (reading.stated.number, reading.stated.addresses) == (None, ("https://a.vn/7", "https://a.vn/7.pdf"))


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b'{"schema_version": 1, "document": {}}', UnsupportedForm, "a.json: không phải bản ghi văn bản"),  # a manifest
        (b"[1, 2]", UnsupportedForm, "a.json: không phải bản ghi văn bản"),
        (b'{"thuoc_tinh": 1, "noi_dung": {}}', UnsupportedForm, "a.json: không phải bản ghi văn bản"),
        (b'{"a": 1,\n "b" 2}', UnreadableFile, "a.json: JSON sai ở dòng 2, cột 6"),
        (b"[" * 200_000, UnreadableFile, "a.json: JSON lồng nhau quá sâu, không đọc được"),
        (b"9" * 5_000, UnreadableFile, "a.json: JSON có số dài quá mức, không đọc được"),
        (b"\xff\xfe\xfd", UnreadableFile, "a.json: không phải văn bản UTF-16: sai từ byte 2"),
    ],
    ids=["manifest", "list", "wrong types", "malformed", "nested", "number", "bytes"],
)
def test_what_is_no_record_is_refused_with_its_place(data: bytes, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        record.read(data, "a.json")
    assert str(raised.value) == message


def test_half_a_surrogate_in_a_record_is_unreadable() -> None:
    with pytest.raises(UnreadableFile):
        record.read(_vbpl("<p>a\ud800</p>"), "a.json")


_VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda v: st.lists(v) | st.dictionaries(
    st.sampled_from(["thuoc_tinh", "noi_dung", "content_html", "full_text", "nguon_url", "so_hieu", "loai_van_ban"]), v
), max_leaves=12)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(_VALUES)
def test_any_json_gives_a_reading_or_one_clear_error(value: object) -> None:
    data = json.dumps(value).encode()
    with contextlib.suppress(UnreadableFile, UnsupportedForm):
        record.read(data, "a.json")


def test_record_docx_and_html_of_64_2014_give_one_set_of_eids(shared: Path) -> None:
    folder = shared / "corpus" / "luat-64-2014"
    saved = (
        next(folder.glob("vbpl_*.json")).read_bytes(),
        next(folder.glob("*.docx")).read_bytes(),
        next(folder.glob("*.html")).read_bytes(),
    )
    readings = [reader(data, "a") for reader, data in zip((record.read, docx.read, html.read), saved, strict=True)]
    sets = [{provision.eid for provision in structure.parse(reading.paragraphs).walk()} for reading in readings]
    assert sets[0] == sets[1] == sets[2]
    assert len(sets[0]) == 60
