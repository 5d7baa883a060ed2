"""Scans: recognized within bounds, marked everywhere as what a machine saw, and never taken for proof."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from kb import build as builder
from kb import catalogue, commands, readers
from kb.catalogue import is_machine_read, machine_read
from kb.errors import KnowledgeBaseError, ScannedFile, UnreadableFile
from kb.generation import Generation
from kb.law.model import Entry, Reading, Relation
from kb.law.relations import DocumentRelation
from kb.law.results import CheckResult
from kb.materials.checking import About, check
from kb.materials.material import cite_material, cite_text, read_material
from kb.published import Published
from kb.readers.pdf import recognition
from kb.search.search import search
from tests.conftest import ROOT, SHARED
from tests.scans import Lines, at, needs_ocr, paragraph, scan
from tests.test_build import TODAY
from tests.test_choosing import WHOLE
from tests.test_pdf import write
from tests.test_webapp import client_of, post

DECISION: Lines = [
    "ỦY BAN NHÂN DÂN TỈNH A", "Số: 15/2020/QĐ-UBND", at(280, "Hà Nội, ngày 17 tháng 4 năm 2020"), "",
    at(250, "QUYẾT ĐỊNH"), at(200, "Về việc trồng tre ven sông"), "",
    *paragraph("Căn cứ Luật Trồng tre ngày 10 tháng 5 năm 2019;"),
    *paragraph("Theo đề nghị của Giám đốc Sở Nông nghiệp tại Tờ trình số 20/TTr-SNN ngày 06 tháng 4 năm 2020 về trồng tre;"),
    *paragraph("Điều 1. Phạm vi"),
    *paragraph("Quyết định này quy định việc trồng tre ở hai bên bờ sông của tỉnh, việc giữ các khóm tre đã có và việc báo cho"
               " cơ quan nhà nước biết trước khi chặt tre ở các xã ven sông."),
    *paragraph("Điều 2. Khoảng cách"),
    *paragraph("1. Hai khóm tre ven sông cách nhau bốn mét, theo Điều 2 Luật số 901/2019/QH14; ở nơi đất yếu thì hai khóm tre"
               " cách nhau sáu mét và cách mép nước ba mét."),
    *paragraph("2. Người trồng tre báo cho ủy ban nhân dân xã biết trước mười ngày."),
    *paragraph("Điều 3. Hiệu lực"),
    *paragraph("Quyết định này thay thế Quyết định số 14/2018/QĐ-UBND ngày 02 tháng 3 năm 2018 của Ủy ban nhân dân tỉnh về việc"
               " trồng tre trong các làng."),
]  # fmt: skip
_LONG_PAGE: Lines = [f"{n}. Khóm tre thứ {n} của làng được trồng ở bờ sông vào mùa xuân." for n in range(1, 20)]
ID = "15-2020-qd-ubnd-a"
_CLAUSE = "Người trồng tre báo cho ủy ban nhân dân xã biết trước mười ngày"


def _words(lines: Lines) -> list[str]:
    return [word for line in lines for word in (line if isinstance(line, str) else line[2]).split()]


# ---- with the real program -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scanned() -> bytes:
    return scan(DECISION)


@pytest.fixture(scope="module")
def office(scanned: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an office: a law that was typed, a decision that is a scan."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "a").mkdir()
    (folder / "a" / "luật.md").write_text(WHOLE, "utf-8")
    (folder / "a" / "quét.pdf").write_bytes(scanned)
    builder.build([folder / "a"], folder / "var")
    return folder / "var"


@pytest.fixture(scope="module")
def base(office: Path) -> Generation:
    return Published(office).current()


@needs_ocr
def test_the_syllables_of_a_clean_page_are_read_and_the_reading_says_by_whom(
    scanned: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # others recognize at the same time
    (reading,) = readers.documents_in(scanned, "quét.pdf", readers.FOR_MATERIAL)
    assert isinstance(reading, Reading)
    assert reading.is_recognized
    assert "nhận dạng máy" in reading.repairs[0]
    read, written = " ".join(p.text for p in reading.paragraphs).split(), _words(DECISION)
    assert sum(word in read for word in written) >= 0.95 * len(written)
    assert not list(tmp_path.glob("vien-dan-ocr-*"))


@needs_ocr
def test_the_mark_stands_in_store_hits_json_and_on_every_page(
    base: Generation, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert base.is_recognized(ID, TODAY)
    assert not base.is_recognized("901-2019-qh14", TODAY)
    hits = {hit.document: hit.recognized for hit in search(base, "trồng tre").hits}
    assert hits == {ID: True, "901-2019-qh14": False}
    for arguments, said in (
        (["show", ID], "[Bản nhận dạng máy: "),
        (["show", f"{ID}/dieu-2"], "[Bản nhận dạng máy: "),
        (["status"], "  Bản nhận dạng máy: "),
        (["search", "ven sông"], "[bản nhận dạng máy]"),
        (["show", "901-2019-qh14/dieu-2/"], "Quyết định số 15/2020/QĐ-UBND ngày 17/4/2020 (nhận dạng máy)"),
    ):
        assert commands.main([*arguments, "--data", str(office)]) == 0
        assert said in capsys.readouterr().out, arguments
    for arguments, path in (
        (["show", ID, "--json"], ("document", "recognized")),
        (["show", f"{ID}/dieu-2", "--json"], ("document", "recognized")),
        (["search", "ven sông", "--json"], ("hits", 0, "recognized")),
    ):
        commands.main([*arguments, "--data", str(office)])
        value = json.loads(capsys.readouterr().out)
        for key in path:
            value = value[key]
        assert value is True, arguments
    client = client_of(office)
    for url in (f"/van-ban/{ID}", f"/van-ban/{ID}/dieu-2", "/tim?q=ven+sông", "/van-ban", "/van-ban/901-2019-qh14"):
        assert "Nhận dạng máy" in client.get(url).text, url
    assert "Nhận dạng máy" not in client.get("/van-ban/901-2019-qh14/dieu-1").text


@needs_ocr
def test_what_a_build_recognized_is_named_and_kept(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    folder = office.parent / "a"
    assert commands.main(["build", "--corpus", str(folder), "--data", str(office), "--force"]) == 0
    assert time.monotonic() - began < 60
    out = capsys.readouterr().out
    assert "1 văn bản là bản nhận dạng máy" in out
    assert "15/2020/QĐ-UBND" in out


@needs_ocr
def test_facts_that_a_machine_saw_say_so_and_end_no_document(base: Generation) -> None:
    entry = base.entry(ID)
    assert {fact for fact, _ in entry.sources if is_machine_read(entry, fact)} >= {"number", "issued", "title"}
    assert entry.own_facts == ()
    assert entry.targets(DocumentRelation.REPLACES) == ()
    assert "14-2018-qd-ubnd" not in base.catalogue.by_id, "a number that a machine saw makes no document known"


# A material, what is said of its quotation: (text, kind, severity); a quotation right or wrong is neither "right" nor an error.
QUOTED = [
    f"Khoản 2 Điều 2 Quyết định số 15/2020/QĐ-UBND ngày 17 tháng 4 năm 2020 quy định: “{_CLAUSE}”.",
    f"Khoản 2 Điều 2 Quyết định số 15/2020/QĐ-UBND ngày 17 tháng 4 năm 2020 quy định: “{_CLAUSE.replace('mười', 'ba mươi')}”.",
]


@needs_ocr
@pytest.mark.parametrize("text", QUOTED)
def test_a_quotation_of_a_recognized_text_is_never_verified(base: Generation, text: str) -> None:
    found = check(base, text, cite_text(base, text), TODAY).findings
    assert [finding.result for finding in found] == [CheckResult.UNCHECKED]
    assert "nhận dạng máy" in found[0].message


@needs_ocr
def test_what_differs_from_a_recognized_text_or_number_is_no_error(base: Generation) -> None:
    text = "Điều 9 Quyết định số 15/2020/QĐ-UBND ngày 17 tháng 4 năm 2020; Điều 1 Quyết định số 15/2020/QĐ-UBND ngày 18/4/2020"
    found = check(base, text, cite_text(base, text), TODAY).findings
    assert found
    assert not any(finding.result in (CheckResult.WRONG, CheckResult.RIGHT) for finding in found)


@needs_ocr
def test_a_scan_that_is_checked_is_told_of_and_its_quotations_are_not_verified(
    base: Generation, office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page: Lines = ["BÀI GIẢNG", "", *paragraph("Điều 2 Luật số 901/2019/QH14 quy định: “Hai khóm tre cách nhau bốn mét.”")]
    data = scan(page)
    path = tmp_path / "bài.pdf"
    path.write_bytes(data)
    material = read_material(path)
    assert material.is_recognized
    checked = check(base, material.text, cite_material(base, material), TODAY, About(is_recognized=True))
    assert checked.recognized
    assert [finding.result for finding in checked.findings] == [CheckResult.UNCHECKED]
    assert commands.main(["check", str(path), "--data", str(office)]) == 0
    assert "Tệp là bản nhận dạng máy" in capsys.readouterr().out
    commands.main(["check", str(path), "--data", str(office), "--json"])
    assert json.loads(capsys.readouterr().out)["recognized"] is True
    answer = post(client_of(office), {"van-ban": "", "tep": FileStorage(BytesIO(data), "bài.pdf")})
    assert answer.status_code == 200
    assert "Nhận dạng máy" in answer.text
    assert "Chưa đối chiếu được lời trích" in answer.text


@needs_ocr
def test_a_file_that_was_typed_is_used_and_not_the_scan_however_much_more_that_has(scanned: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "quét.pdf").write_bytes(scanned)
    typed = "\n".join(line if isinstance(line, str) else line[2] for line in DECISION[:15])  # without Điều 2 and 3
    (tmp_path / "a" / "z.txt").write_text(typed, "utf-8")
    files = {Path(file.path).name: file.state for file in builder.build([tmp_path / "a"], tmp_path / "var").files}
    assert files == {"quét.pdf": "duplicate", "z.txt": "read"}
    generation = Published(tmp_path / "var").current()
    assert not generation.is_recognized(ID, TODAY)
    assert not any(is_machine_read(generation.entry(ID), fact) for fact in ("number", "issued", "title"))


@needs_ocr
def test_a_text_that_lay_over_the_scan_when_it_came_is_of_a_machine_as_well() -> None:
    (reading,) = readers.documents_in(recognition.recognized(scan(_LONG_PAGE), "a.pdf", 1, recognition.FOR_BUILD), "a.pdf")
    assert isinstance(reading, Reading)
    assert reading.is_recognized


@needs_ocr
@pytest.mark.skipif(not SHARED.exists(), reason="không có ../shared")
def test_a_real_scan_gives_its_text() -> None:
    path = SHARED / "samples" / "chinhphu_pdf" / "163-tb-vpcp.signed.pdf"
    (reading,) = readers.documents_in(path.read_bytes(), path.name, readers.FOR_BUILD)
    assert isinstance(reading, Reading)
    text = " ".join(paragraph.text for paragraph in reading.paragraphs)
    assert "163/TB-VPCP" in text
    assert len(re.findall(r"\bTiền Giang\b", text)) >= 8


# ---- with programs that stand for it ----------------------------------------------------------------------------------------


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put a program in the place of ocrmypdf, whose work is these lines of a shell; Tesseract then has Vietnamese."""

    def put(lines: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name, script in (("ocrmypdf", lines), ("tesseract", "echo vie")):
            (folder / name).write_text(f'#!/bin/sh\n[ "$1" = --help ] && exit 0\n{script}\n')
            (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        return tmp_path

    return put


SCAN = scan(["Trang quét"])
_QUICK = recognition.Bounds(pages=3, of_page=1.0, of_file=1.0, wait=0.2)
_posix = pytest.mark.skipif(os.name != "posix", reason="the programs are shell scripts")


def _error(data: bytes = SCAN, name: str = "quét.pdf", bounds: recognition.Bounds = _QUICK) -> KnowledgeBaseError:
    (outcome,) = readers.documents_in(data, name, bounds)
    assert isinstance(outcome, UnreadableFile)
    assert "\n" not in str(outcome)
    assert name in str(outcome)
    return outcome


def _is_alive(pid: str) -> bool:
    status = Path(f"/proc/{pid.strip()}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


# What the program does, what is said, whether another try may succeed.
FAILURES: list[tuple[str, str, bool]] = [
    ("exit 0", "ocrmypdf báo lỗi 0", False),  # no result
    ("exit 15", "ocrmypdf báo lỗi 15", False),
    ("exit 8", "mật khẩu", False),
    ("kill -KILL $$", "không nhận dạng chữ được", True),  # as for want of memory
    ("echo nonsense > text.pdf", "bị hỏng", False),
    ("head -c 2000 scan.pdf > text.pdf", "bị hỏng", False),
    ("cp scan.pdf text.pdf", "không có chữ nào", False),  # nothing was seen
    ("sleep 60", "quá 1 giây", False),
    ("exec 3>&1; head -c 2000000000 /dev/zero > text.pdf", "quét.pdf", True),  # larger than may be written
]


@_posix
@pytest.mark.parametrize(("script", "said", "again"), FAILURES)
def test_whatever_the_program_does_there_is_one_line_and_nothing_is_left(
    pretend: Callable[[str], Path], script: str, said: str, again: bool
) -> None:
    folder = pretend(script)
    error = _error(bounds=_QUICK if "sleep" in script else recognition.Bounds(3, 60.0, 60.0, 1.0))
    assert said in str(error) or "zero" in script
    assert error.again is again or "zero" in script
    assert not list(folder.glob("vien-dan-ocr-*"))


@_posix
def test_what_takes_too_long_is_ended_with_all_that_it_started(pretend: Callable[[str], Path], tmp_path: Path) -> None:
    pretend(f"sleep 61 & echo $! > {tmp_path}/child; (trap '' TERM; sleep 62) & echo $! > {tmp_path}/deaf; wait")
    began = time.monotonic()
    _error()
    assert time.monotonic() - began < 10
    time.sleep(0.2)
    assert not _is_alive((tmp_path / "child").read_text())
    assert not _is_alive((tmp_path / "deaf").read_text())


_INTERRUPTED = """
import sys
from kb import readers
list(readers.documents_in(open(sys.argv[1], "rb").read(), "q.pdf", readers.FOR_BUILD))
"""


@_posix
def test_an_interrupt_ends_the_program_and_removes_its_files(pretend: Callable[[str], Path], tmp_path: Path) -> None:
    pretend(f"echo $$ > {tmp_path}/pid; sleep 63")
    (tmp_path / "q.pdf").write_bytes(SCAN)
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _INTERRUPTED, str(tmp_path / "q.pdf")]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    while not (tmp_path / "pid").exists():
        time.sleep(0.05)
    time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    assert running.wait(20) != 0
    assert not _is_alive((tmp_path / "pid").read_text())
    assert not list(tmp_path.glob("vien-dan-ocr-*"))


@_posix
@pytest.mark.skipif(not (shutil.which("setpriv") and shutil.which("timeout")), reason="the system has not the tools")
def test_the_program_ends_though_nobody_is_left_to_end_it(pretend: Callable[[str], Path], tmp_path: Path) -> None:
    pretend(f"echo $$ > {tmp_path}/pid; sleep 64")
    (tmp_path / "q.pdf").write_bytes(SCAN)
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen([sys.executable, "-c", _INTERRUPTED, str(tmp_path / "q.pdf")], cwd=ROOT, env=environment)
    while not (tmp_path / "pid").exists():
        time.sleep(0.05)
    time.sleep(0.2)
    running.kill()
    running.wait()
    time.sleep(1)
    assert not _is_alive((tmp_path / "pid").read_text())


@_posix
def test_files_that_a_killed_process_left_are_removed_by_the_next(pretend: Callable[[str], Path], tmp_path: Path) -> None:
    pretend("exit 15")
    for name, age in (("vien-dan-ocr-cu", 7 * 3600), ("vien-dan-ocr-moi", 60)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    _error()
    assert [path.name for path in tmp_path.glob("vien-dan-ocr-*")] == ["vien-dan-ocr-moi"]


@_posix
def test_one_file_is_recognized_at_a_time_and_the_next_is_told_so(pretend: Callable[[str], Path], tmp_path: Path) -> None:
    pretend(f"touch {tmp_path}/begun; sleep 3; exit 15")
    slow = threading.Thread(target=_error, kwargs={"bounds": recognition.Bounds(3, 30.0, 30.0, 1.0)})
    slow.start()
    while not (tmp_path / "begun").exists():
        time.sleep(0.05)
    error = _error()
    slow.join()
    assert "đang nhận dạng chữ của một tệp khác" in str(error)
    assert error.again


@_posix
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (scan(*([["Trang"]] * 4)), "4 trang, nhiều hơn 3 trang"),
        (SCAN + b"%" * (101 * 2**20), "lớn hơn 100 MB"),
    ],
)
def test_a_scan_beyond_the_bounds_is_not_begun(pretend: Callable[[str], Path], tmp_path: Path, data: bytes, said: str) -> None:
    pretend(f"touch {tmp_path}/begun")
    assert said in str(_error(data))
    assert not (tmp_path / "begun").exists()


@_posix
def test_the_program_sees_no_name_of_the_user_and_none_of_his_environment(
    pretend: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "x")
    pretend(f'echo "$@" > {tmp_path}/said; env >> {tmp_path}/said; exit 15')
    _error(name="; touch x $(y).pdf")
    said = (tmp_path / "said").read_text()
    assert "touch" not in said
    assert "SECRET" not in said
    assert "-l vie" in said


def test_without_the_program_a_scan_is_named_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not readers.can_recognize()
    error = _error()
    assert isinstance(error, ScannedFile)
    assert "cài ocrmypdf và tesseract-ocr-vie" in str(error)


@_posix
def test_a_tesseract_without_vietnamese_is_none(pretend: Callable[[str], Path], tmp_path: Path) -> None:
    pretend("exit 0")
    (tmp_path / "bin" / "tesseract").write_text("#!/bin/sh\necho eng\n")
    assert not readers.can_recognize()


@_posix
def test_a_machine_that_gets_the_program_later_reads_the_scans_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pretend: Callable[[str], Path]
) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / "luật.md").write_text(WHOLE, "utf-8")
    (corpus / "quét.pdf").write_bytes(SCAN)
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        skipped = builder.build([corpus], data).files
        assert any("cài ocrmypdf" in note for file in skipped for note in file.notes)
        assert builder.build([corpus], data).unchanged
    (tmp_path / "text.pdf").write_bytes(_typed_pdf())
    pretend(f"cp {tmp_path}/text.pdf text.pdf")
    summary = builder.build([corpus], data)
    assert not summary.unchanged
    assert summary.documents == 2
    assert len(summary.recognized) == 1
    pretend(f"touch {tmp_path}/again; exit 15")
    (corpus / "luật.md").write_text(f"{WHOLE}\nHết.", "utf-8")
    assert builder.build([corpus], data).documents == 2, "what was recognized is kept"
    assert not (tmp_path / "again").exists()


@_posix
def test_a_try_that_may_succeed_later_is_made_again_and_another_is_not(tmp_path: Path, pretend: Callable[[str], Path]) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / "luật.md").write_text(WHOLE, "utf-8")
    (corpus / "quét.pdf").write_bytes(SCAN)
    for script, tries in (("kill -KILL $$", 2), ("exit 15", 1)):
        shutil.rmtree(data, ignore_errors=True)
        (tmp_path / "tries").write_text("")
        pretend(f"echo 1 >> {tmp_path}/tries; {script}")
        for number in range(2):
            (corpus / "luật.md").write_text(f"{WHOLE}\nLần {number}.", "utf-8")
            builder.build([corpus], data)
        assert len((tmp_path / "tries").read_text().split()) == tries, script


def _typed_pdf() -> bytes:
    return write([(90.0, 700.0, 14.0, "QUYẾT ĐỊNH"), (90.0, 660.0, 14.0, "Điều 1. Phạm vi")])


@pytest.fixture(scope="module")
def client(knowledge_base: Path) -> FlaskClient:
    return client_of(knowledge_base)


@_posix
def test_an_uploaded_scan_that_cannot_be_recognized_is_one_line_and_400(
    client: FlaskClient, pretend: Callable[[str], Path]
) -> None:
    pretend("exit 15")
    answer = post(client, {"van-ban": "", "tep": FileStorage(BytesIO(SCAN), "quét.pdf")})
    assert answer.status_code == 400
    message = BeautifulSoup(answer.text, "lxml").select_one("#loi")
    assert message is not None
    assert message.text.startswith("quét.pdf: là bản quét, không nhận dạng chữ được")


# ---- facts ------------------------------------------------------------------------------------------------------------------


def test_a_fact_that_a_machine_saw_yields_to_every_other_source_and_is_then_a_claim() -> None:
    replaces = Relation(DocumentRelation.REPLACES, "b", "x")
    read = Entry("a", "Quyết định", "15/2020/QĐ-UBND", "A", None, "Trồng tro", relations=(replaces,),
                 sources=(("number", "phần đầu văn bản"), ("title", "phần đầu văn bản")), own_facts=("in_force",))  # fmt: skip
    seen = machine_read(read)
    assert seen.relations == ()
    assert seen.own_facts == ()
    assert dict(seen.sources)["title"] == "phần đầu văn bản (nhận dạng máy)"
    noted = Entry("a", "Quyết định", "15/2020/QĐ-UBND", None, None, "Trồng tre", sources=(("title", "pháp điển"),))
    for first, second in ((seen, noted), (noted, seen)):
        joined = catalogue.complete(first, second)
        assert joined.title == "Trồng tre"
        assert [(claim.value, claim.source) for claim in joined.disputed] == [("Trồng tro", "phần đầu văn bản (nhận dạng máy)")]
        assert joined.number == "15/2020/QĐ-UBND"
