"""Files become documents: read once, joined where a document runs over several, and never mixed up."""

import zipfile
from pathlib import Path

import pytest

from kb import build as builder
from kb import readers
from kb.build.processes import in_order
from kb.law.model import Codified, Entry, Paragraph, Reading
from kb.published import Published
from tests.test_build import TODAY


def _article(code: str, anchor: str, title: str, note: str, text: str, related: str = "") -> str:
    links = f"<p class='pChiDan'>(Điều này có nội dung liên quan đến {related})</p>" if related else ""
    return (
        f"<p class='pDieu'><a name='{anchor}'></a>Điều {code}. {title}</p><p class='pGhiChu'>({note})</p>"
        f"<p class='pNoiDung'><p>{text}</p></p>{links}"
    )


_LAW = "Luật số 901/2019/QH14 Trồng tre ngày 10/5/2019 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/01/2020"
_DECREE = "Nghị định số 902/2019/NĐ-CP Quy định chi tiết Luật Trồng tre ngày 20/9/2019 của Chính phủ, có hiệu lực thi hành kể từ ngày 01/01/2020"  # noqa: E501
_LINK = "<a href='#' onclick=\"ViewNoiDungPhapDien('1002'); return false;\">Điều 99.1.NĐ.1. Cách đo</a>"
TOPIC = "<h3>Đề mục 99.1<br/>Trồng tre</h3><div class='_content'>" + "".join(
    (
        _article("99.1.LQ.1", "1001", "Phạm vi", f"Điều 1 {_LAW}", "Luật này quy định việc trồng tre.", _LINK),
        _article("99.1.NĐ.1", "1002", "Cách đo", f"Điều 1 {_DECREE}", "Chiều cao của tre được đo từ gốc."),
        _article("99.1.LQ.2", "1003", "Khoảng cách", f"Điều 2 {_LAW}", "Hai khóm tre cách nhau ba mét."),
    )
)
LATER_TOPIC = "<h3>Đề mục 99.2<br/>Bán măng</h3><div class='_content'>" + "".join(
    (
        _article("99.2.LQ.1", "2001", "Bán măng", f"Điều 10 {_LAW}", "Măng được bán theo cân."),
        _article("99.2.LQ.2", "2002", "Người bán", f"Điều 3 {_LAW}", "Người trồng tre được bán măng."),
    )
)
WHOLE = """QUỐC HỘI
Luật số: 901/2019/QH14
Hà Nội, ngày 10 tháng 5 năm 2019

LUẬT
TRỒNG TRE

Điều 1. Phạm vi

Luật này quy định việc trồng tre.

Điều 2. Khoảng cách

Hai khóm tre cách nhau bốn mét.
"""


def _build(corpus: Path, data: Path, **files: str) -> builder.Summary:
    corpus.mkdir(exist_ok=True)
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        (corpus / f"{stem}.{suffix}").write_text(text, "utf-8")
    return builder.build([corpus], data)


def _lines(data: Path, document: str) -> list[str]:
    tree = Published(data).current().tree(document, TODAY)
    assert tree is not None
    return tree.text.split("\n")


def test_the_articles_of_one_document_are_joined_over_the_topics_of_the_codification(tmp_path: Path) -> None:
    data = tmp_path / "var"
    _build(tmp_path / "a", data, topic_html=TOPIC, later_html=LATER_TOPIC)
    headings = [line for line in _lines(data, "901-2019-qh14") if line.startswith("Điều ")]
    assert headings == ["Điều 1. Phạm vi", "Điều 2. Khoảng cách", "Điều 3. Người bán", "Điều 10. Bán măng"]
    files = {(Path(file.path).name, file.part): file.document for file in Published(data).current().store.files()}
    assert files == {
        ("topic.html", "901/2019/QH14"): "901-2019-qh14",
        ("topic.html", "902/2019/NĐ-CP"): "902-2019-nd-cp",
        ("later.html", "901/2019/QH14"): "901-2019-qh14",
    }


def test_what_the_codification_says_of_an_article_leads_to_the_related_one(tmp_path: Path) -> None:
    data = tmp_path / "var"
    _build(tmp_path / "a", data, topic_html=TOPIC)
    generation = Published(data).current()
    (related,) = generation.related("901-2019-qh14", "art_1")
    assert (related.document, related.target) == ("902-2019-nd-cp", "art_1")
    assert generation.codified("901-2019-qh14", "art_2") == (f"(Điều 2 {_LAW})",)
    assert generation.is_codified("901-2019-qh14", TODAY)
    entry = generation.entry("901-2019-qh14")
    assert (entry.type, entry.number, entry.title) == ("Luật", "901/2019/QH14", "Trồng tre")
    assert dict(entry.sources)["in_force"].startswith("pháp điển")


def test_beside_a_whole_text_the_codification_is_a_document_of_its_own(tmp_path: Path) -> None:
    data = tmp_path / "var"
    _build(tmp_path / "a", data, topic_html=TOPIC, whole_md=WHOLE)
    generation = Published(data).current()
    assert "Hai khóm tre cách nhau bốn mét." in _lines(data, "901-2019-qh14")
    assert "Hai khóm tre cách nhau ba mét." in _lines(data, "901-2019-qh14-phap-dien")
    assert not generation.is_codified("901-2019-qh14", TODAY)
    assert generation.entry("901-2019-qh14-phap-dien").label == "Luật Trồng tre số 901/2019/QH14 (theo pháp điển)"
    assert [r.target for r in generation.entry("901-2019-qh14").relations] == ["901-2019-qh14-phap-dien"]
    expired = generation.status("901-2019-qh14-phap-dien", TODAY)
    assert expired.word == "Không rõ"
    # The codification's notes hold for the article, whichever text is shown.
    assert generation.codified("901-2019-qh14", "art_2") == generation.codified("901-2019-qh14-phap-dien", "art_2")


def test_the_parts_of_the_gazette_are_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = [Paragraph(text) for text in WHOLE.split("\n") if text]
    tail = [Paragraph(text) for text in ("Chương II", "BÁN MĂNG", "Điều 3. Người bán", "Người trồng tre được bán măng.")]
    stated = Entry("901-2019-qh14", "Luật", "901/2019/QH14", None, None, "")
    parts = {
        "1.txt": Reading(tuple(head), gazette="12+13"),
        "2.txt": Reading(
            (Paragraph("Luật số 901/2019/QH14"), *tail), stated=stated, gazette="14", continues="12+13", repeated=1
        ),
        "9.txt": Reading((Paragraph("Điều 7. Cuối"), Paragraph("Hết.")), gazette="20", continues="19"),
    }
    monkeypatch.setattr(readers, "documents_in", lambda data, name, recognition=None: iter([parts[Path(name).name]]))
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    for name in parts:
        (corpus / name).write_text(name, "utf-8")
    summary = builder.build([corpus], data)
    headings = [line for line in _lines(data, "901-2019-qh14") if line.startswith("Điều ")]
    assert headings == ["Điều 1. Phạm vi", "Điều 2. Khoảng cách", "Điều 3. Người bán"]
    assert "Luật số 901/2019/QH14" not in _lines(data, "901-2019-qh14")
    assert {file.state for file in summary.files} == {"read"}
    (orphan,) = (file for file in summary.files if file.path.endswith("9.txt"))
    assert orphan.notes[0] == "Thiếu phần trước của văn bản, in ở Công báo số 19"


def test_each_file_of_an_archive_is_a_source_of_its_own(tmp_path: Path) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    with zipfile.ZipFile(corpus / "tat-ca.zip", "w") as archive:
        archive.writestr("luật/trồng-tre.md", WHOLE)
        archive.writestr("hong.docx", b"PK")
        archive.writestr("trong.zip", b"PK")
    summary = builder.build([corpus], data)
    assert {(file.part, file.state) for file in summary.files} == {
        ("luật/trồng-tre.md", "read"),
        ("hong.docx", "skipped"),
        ("trong.zip", "skipped"),
    }
    assert summary.documents == 1


def test_a_file_that_did_not_change_is_never_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    _build(corpus, data, topic_html=TOPIC)
    read: list[str] = []
    documents_in = readers.documents_in

    def spy(data: bytes, name: str, *bounds: object) -> object:
        read.append(Path(name).name)
        return documents_in(data, name, *bounds)  # type: ignore[arg-type]

    monkeypatch.setattr(readers, "documents_in", spy)
    _build(corpus, data, whole_md=WHOLE)
    assert read == ["whole.md"]
    for path in (data / builder.READINGS).iterdir():  # a damaged cache costs time, never a result
        path.write_bytes(b"\x80")
    read.clear()
    _build(corpus, data, later_html=LATER_TOPIC)
    assert sorted(read) == ["later.html", "topic.html", "whole.md"]
    fresh = tmp_path / "new"
    builder.build([corpus], fresh)  # nothing piles up: the cache holds what a first build puts there
    assert _names(data / builder.READINGS) == _names(fresh / builder.READINGS)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_several_processes_make_comes_in_order() -> None:
    assert list(in_order(abs, range(-40, 0), 2, chunk=3)) == list(range(40, 0, -1))


def test_an_article_of_the_codification_keeps_its_marks() -> None:
    (reading, _) = readers.documents_in(TOPIC.encode(), "topic.html")
    assert isinstance(reading, Reading)
    numbers = [(codified.number, codified.anchor) for codified in reading.codified]
    assert numbers == [("1", "1001"), ("2", "1003")]
    assert all(isinstance(codified, Codified) for codified in reading.codified)
