"""What no reader foresaw: whatever one file makes fail, it is named in one line, and neither a build nor a page stops."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from kb import build as builder
from kb import citations, structure
from kb.build import indexing, reading
from kb.build.cache import open_cache
from kb.build.processes import Workers
from kb.errors import UnreadableFile
from kb.generation import Generation
from kb.law.model import Entry, Reading
from kb.materials.examining import Submitted, examine
from kb.published import Published
from kb.readers import forms
from kb.search.search import search
from tests.tasks import Unsendable, die, fail_unsendably
from tests.test_bad_input import _docx, _zip
from tests.test_choosing import WHOLE
from tests.test_webapp import client_of, post


@pytest.fixture(scope="module")
def client(knowledge_base: Path) -> FlaskClient:
    return client_of(knowledge_base)


def _endless() -> None:
    _endless()


def _raise(error: Exception) -> None:
    raise error


# What a reader or the structure may raise, and what is said of the file.
UNFORESEEN: list[tuple[str, Callable[[], None], str]] = [
    ("a fault of ours", lambda: _raise(KeyError("x")), "ngoài dự kiến (KeyError)"),
    ("its text has a line end", lambda: _raise(ValueError("hai\ndòng")), "ngoài dự kiến (ValueError)"),
    ("recursion", _endless, "lồng nhau quá sâu"),
    ("no memory", lambda: _raise(MemoryError()), "hết bộ nhớ"),
    ("an error of the system inside a library", lambda: _raise(OSError(28, "no space")), "ngoài dự kiến (OSError)"),
    (
        "half a character",
        lambda: _raise(UnicodeEncodeError("utf-8", "\ud800", 0, 1, "x")),
        "ngoài dự kiến (UnicodeEncodeError)",
    ),
    ("what cannot be sent to another process", lambda: _raise(Unsendable("a", second="b")), "ngoài dự kiến (Unsendable)"),
    ("an assertion", lambda: _raise(AssertionError()), "ngoài dự kiến (AssertionError)"),
    ("the end of a generator", lambda: _raise(StopIteration()), "ngoài dự kiến"),
]
_UNFORESEEN = pytest.mark.parametrize(("fail", "said"), [row[1:] for row in UNFORESEEN], ids=[row[0] for row in UNFORESEEN])


def _failing_reader(monkeypatch: pytest.MonkeyPatch, fail: Callable[[], None]) -> None:
    """Have the reader of .txt fail."""

    def read(data: bytes, name: str) -> Reading:  # noqa: ARG001
        fail()
        raise AssertionError

    failing = tuple(replace(form, read=read) if form.suffix == ".txt" else form for form in forms.FORMS)
    monkeypatch.setattr(forms, "FORMS", failing)


@pytest.fixture
def bamboo(tmp_path: Path) -> Path:
    """A folder with a law, a text file, and an archive with one of each."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "tốt.md").write_text(WHOLE, "utf-8")
    (folder / "xấu.txt").write_text("Điều 1. Chữ\n", "utf-8")
    (folder / "gói.zip").write_bytes(_zip({"xấu.txt": b"abc", "khác.md": WHOLE.replace("901", "902").encode()}))
    return folder


@_UNFORESEEN
def test_whatever_a_reader_raises_the_file_is_named_and_the_rest_is_built(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    bamboo: Path,
    tmp_path: Path,
    fail: Callable[[], None],
    said: str,
) -> None:
    _failing_reader(monkeypatch, fail)
    summary = builder.build([bamboo], tmp_path / "var")
    assert summary.documents == 2
    skipped = [file for file in summary.files if file.state == "skipped"]
    assert [(Path(file.path).name, file.part) for file in skipped] == [("gói.zip", "xấu.txt"), ("xấu.txt", "")]
    for file in skipped:
        (line,) = file.notes
        assert "xấu.txt: không đọc được: " in line
        assert said in line
        assert "\n" not in line
    assert sum(record.exc_info is not None for record in caplog.records) == 2, "the detail is in the log"


@_UNFORESEEN
@pytest.mark.parametrize("step", ["structure.parse", "identify", "citations.definitions"])
def test_whatever_the_structure_raises_the_file_is_named_and_the_rest_is_built(
    monkeypatch: pytest.MonkeyPatch, bamboo: Path, tmp_path: Path, step: str, fail: Callable[[], None], said: str
) -> None:
    if said.endswith("(OSError)"):
        pytest.skip("after the reader, an error of the system is one of the disk")
    owner = {"structure.parse": structure, "identify": reading, "citations.definitions": citations}[step]
    name = step.rpartition(".")[2]
    real = getattr(owner, name)

    def only_of_one(first: object, *rest: object) -> object:
        text = first if isinstance(first, str) else getattr(first, "text", None) or first[0].text  # type: ignore[index]
        return fail() if "Điều 1. Chữ" in str(text) else real(first, *rest)

    monkeypatch.setattr(owner, name, only_of_one)
    summary = builder.build([bamboo], tmp_path / "var")
    assert summary.documents == 3
    (file,) = [file for file in summary.files if file.state == "skipped"]
    assert file.path.endswith("xấu.txt")
    assert said in file.notes[0]


def test_a_document_that_cannot_be_cited_or_indexed_stays_and_is_named(
    monkeypatch: pytest.MonkeyPatch, bamboo: Path, tmp_path: Path
) -> None:
    cite, units = citations.cite, indexing.units_of_versions

    def failing_cite(text: str, *rest: object) -> object:
        return _raise(KeyError()) if "Điều 1. Chữ" in text else cite(text, *rest)  # type: ignore[arg-type]

    def failing_units(entry: Entry, versions: object) -> object:
        return _raise(KeyError()) if entry.id == "902-2019-qh14" else units(entry, versions)  # type: ignore[arg-type]

    monkeypatch.setattr(citations, "cite", failing_cite)
    monkeypatch.setattr(indexing, "units_of_versions", failing_units)
    summary = builder.build([bamboo], tmp_path / "var")
    assert len(summary.problems) == 2
    assert "không tìm được viện dẫn" in summary.problems[0]
    assert "không tìm kiếm được" in summary.problems[1]
    generation = Published(tmp_path / "var").current()
    assert generation.with_text >= {"901-2019-qh14", "902-2019-qh14"}
    assert {hit.document for hit in search(generation, "trồng tre").hits} == {"901-2019-qh14"}
    told = {note for file in generation.store.files() for note in file.notes}
    assert told >= set(summary.problems)
    monkeypatch.undo()
    assert not builder.build([bamboo], tmp_path / "var", force=True).problems, "nothing of it is kept"
    assert {hit.document for hit in search(Published(tmp_path / "var").current(), "trồng tre").hits} == {
        "901-2019-qh14",
        "902-2019-qh14",
    }


@pytest.mark.parametrize("chunk", [3])
def test_a_task_that_ends_its_process_is_found_and_the_others_are_done(chunk: int) -> None:
    with Workers(2) as workers:
        done = list(workers.in_order(die, range(1, 40), chunk, lost=lambda number: -number))
    assert done == [-number if number == 7 else number for number in range(1, 40)]


def test_an_error_that_cannot_be_sent_is_told_of_by_its_name() -> None:
    with Workers(1) as workers, pytest.raises(RuntimeError, match="Unsendable"):
        list(workers.in_order(fail_unsendably, range(20), lost=lambda number: number))


def test_a_file_whose_reading_ends_its_process_is_named_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, bamboo: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(Workers, "in_order", lambda _, work, tasks, lost: map(lost, tasks))
    cache = open_cache(tmp_path / "readings", "program")
    files = list(reading.source_files(bamboo))
    for _ in range(2):
        read = list(reading.read_files(cache, files, Workers(0), reading.Scope(False, False), lambda done, total: None))
        assert [problem.message.partition(": ")[2] for file in read for problem in file.problems] == [
            "không đọc được: tiến trình đọc tệp bị dừng đột ngột (có thể hết bộ nhớ)"
        ] * len(files)


def _json(text: str) -> bytes:
    return f'{{"thuoc_tinh": {{"so_hieu": "{text}"}}, "noi_dung": {{"content_html": "<p>{text}</p>"}}}}'.encode()


_HUGE_NUMBER = "9" * 6000

# What has stopped programs before: each is read, or named in one line, and no traceback.
NASTY: list[tuple[str, bytes]] = [
    # Halves of surrogate pairs, alone and in pairs, in every form that can write them.
    ("nửa.json", _json("Điều 1\\ud800")),
    ("nửa-số.json", _json("x").replace(b'"x"', b'"12\\udfff/2020/N\\u0110-CP"', 1)),
    ("nửa.html", b"<p>\xc4\x90i\xe1\xbb\x81u 1. a&#xD800;b&#55357;&#56832;</p>"),
    ("nửa.rtf", b"{\\rtf1\\ansi \\u-10240? a \\u-10179?\\u-8704? b}"),
    ("nửa.docx", _docx(b"<w:p><w:r><w:t>a&#xD800;b</w:t></w:r></w:p>")),
    # NULs and other control characters.
    ("không.txt", "Điều 1. Chữ\0 giữa\n".encode() * 3),
    ("không.html", b"<p>\0\x01\x02 \xc4\x90i\xe1\xbb\x81u 1. a\x0b</p>"),
    ("không.docx", _docx(b"<w:p><w:r><w:t>a&#0;b</w:t></w:r></w:p>")),
    # Numbers that no machine word holds, where numbers are read.
    ("số.txt", f"Điều {_HUGE_NUMBER}. Lớn\nkhoản {_HUGE_NUMBER} Điều {_HUGE_NUMBER} Luật số {_HUGE_NUMBER}/2019/QH14".encode()),
    ("số.json", _json("x").replace(b"{", b'{"n": %s, ' % _HUGE_NUMBER.encode(), 1)),
    ("số.rtf", b"{\\rtf1\\ansi\\fs%s \\u%s? a\\li-%s}" % ((_HUGE_NUMBER.encode(),) * 3)),
    ("số.html", f"<ol start={_HUGE_NUMBER}><li>a</ol><table><td colspan={_HUGE_NUMBER} rowspan=-1>&#{_HUGE_NUMBER};".encode()),
    ("số.docx", _docx(b'<w:p><w:pPr><w:numPr><w:ilvl w:val="%s"/><w:numId w:val="x"/></w:numPr></w:pPr></w:p>' % (b"9" * 50))),
    ("số-điểm.txt", "Điều 1. a\n²) hai\n⅔) ba\n١) bốn\n".encode()),
    # Days that no calendar has.
    ("ngày.txt", "Hà Nội, ngày 31 tháng 02 năm 2019\nLUẬT\nTRE\nĐiều 1. a\nhiệu lực từ ngày 99/99/9999, 30/02/2020\n".encode()),
    ("ngày.json", _json('x", "ngay_ban_hanh": "2019-02-31T00:00:00", "hieu_luc_tu": "0000-00-00').replace(b"<p>", b"<p>1", 1)),
    # Nested without end, where nesting is read.
    ("sâu.json", b'{"thuoc_tinh": {}, "noi_dung": {"content_html": %s' % (b"[" * 90_000)),
    ("sâu.rtf", b"{\\rtf1" + b"{" * 90_000 + b"a" + b"}" * 90_000 + b"}"),
    ("sâu.docx", _docx(b"<w:tbl><w:tr><w:tc>" * 2000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 2000)),
    ("sâu.md", b"> " * 90_000 + b"* " * 90_000 + b"\xc4\x90i\xe1\xbb\x81u 1. a"),
    ("sâu.txt", "“".encode() * 90_000 + "Điều 1. a".encode()),
    # Types of values that a field does not have.
    ("loại.json", b'{"thuoc_tinh": {"so_hieu": [1], "url_chi_tiet": {}}, "noi_dung": {"content_html": "<p>a</p>"}}'),
    ("loại-2.json", b'{"full_text": "a", "nguon_url": "x", "loai": 5, "slug": null, "pdf_url": true}'),
    # A small file that unpacks to a large one, in parts that are read late.
    ("bom-kiểu.docx", _docx(b"<w:p/>", more={"word/styles.xml": b" " * 90_000_000})),
    ("bom.json.gz", gzip.compress(b" " * 300_000_000)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), NASTY, ids=[name for name, _ in NASTY])
def test_what_is_nasty_is_read_or_named_and_stops_neither_build_nor_page(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "tốt.md").write_text(WHOLE, "utf-8")
    (tmp_path / "a" / name).write_bytes(data)
    files = {Path(file.path).name: file for file in builder.build([tmp_path / "a"], tmp_path / "var").files}
    assert set(files) == {"tốt.md", name}
    assert all("\n" not in note for note in files[name].notes)
    assert not caplog.records, "each has a message of its own"
    answer = post(client, {"van-ban": "", "tep": FileStorage(BytesIO(data), name)})
    assert answer.status_code == (400 if files[name].state == "skipped" else 200)


@_UNFORESEEN
def test_an_upload_that_makes_a_reader_fail_gets_one_line(
    monkeypatch: pytest.MonkeyPatch, generation: Generation, fail: Callable[[], None], said: str
) -> None:
    _failing_reader(monkeypatch, fail)
    with pytest.raises(UnreadableFile) as error:
        examine(generation, Submitted(date.today(), data=b"abc", name="bài.txt"))
    assert str(error.value).startswith("bài.txt: ")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


# Names that a browser, or somebody else, may send.
NAMES = ["a." + "x" * 300, "x" * 5000 + ".txt", "..", "/", "~", ".txt", "%00", "a\0b.txt", "a\nb.txt", "C:\\a\\b.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_an_upload_under_any_name_is_read_or_refused(client: FlaskClient, name: str) -> None:
    answer = client.post("/lien-ket", data={"van-ban": "", "tep": (BytesIO(b"abc"), name)})
    assert answer.status_code in (200, 400)


def test_a_material_that_makes_the_citing_fail_gets_one_line(monkeypatch: pytest.MonkeyPatch, generation: Generation) -> None:
    monkeypatch.setattr(citations, "cite", lambda *_: _raise(KeyError("x")))
    for submitted in (Submitted(date.today(), text="Điều 5"), Submitted(date.today(), data=b"abc", name="a.txt")):
        with pytest.raises(UnreadableFile, match=r"ngoài dự kiến \(KeyError\)"):
            examine(generation, submitted)
