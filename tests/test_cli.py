"""The command line: its JSON, its exit codes, its one line for each failure."""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

import indexer
from kb import commands
from kb.commands.show import link_target
from kb.generation import GENERATIONS, POINTER
from kb.language.text import nfc
from kb.version import VERSION
from tests.conftest import DIRECTIVE, IMITATIONS, ROOT


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        code = indexer.main(arguments)
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    code, out, err = _run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_search_prints_one_json_document(knowledge_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = _json(capsys, "search", "thoi hieu khieu nai", "--limit", "2", "--data", str(knowledge_base))
    assert set(shown) == {"query", "total", "hits", "documents", "hints", "suggestion", "facets"}
    assert len(shown["hits"]) == 2
    assert {"document", "eid", "label", "heading", "path", "score", "snippet", "highlights", "url", "status"} <= set(
        shown["hits"][0]
    )


def test_show_prints_a_document_and_a_provision(knowledge_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = _json(capsys, "show", "901-2010-qh12", "--data", str(knowledge_base))
    assert set(shown) == {"document", "changes", "provisions", "bodies"}
    assert shown["document"]["status"] == "Hết hiệu lực toàn bộ"
    shown = _json(capsys, "show", "901-2010-qh12/art_3__para_1", "--as-of", "01/7/2020", "--data", str(knowledge_base))
    assert set(shown) == {
        "document", "provision", "keywords", "similar", "changes", "codified", "related", "cites", "cited_by", "bodies",
    }  # fmt: skip
    assert shown["document"]["status"] == "Còn hiệu lực"
    assert [child["eid"] for child in shown["provision"]["children"]] == [
        f"art_3__para_1__point_{letter}" for letter in ("a", "b", "c", "d", "dd")
    ]
    assert shown["provision"]["text"].endswith("khỏe mạnh.")  # the words after the last điểm are the khoản's
    assert {cited["from"]["document"] for cited in shown["cited_by"]} == {"901-2010-qh12"}, "nothing of a later day"
    shown = _json(capsys, "show", "901-2010-qh12/art_3__para_1", "--as-of", "01/7/2025", "--data", str(knowledge_base))
    assert "902-2024-qh15" in {cited["from"]["document"] for cited in shown["cited_by"]}


def test_cite_gives_the_directives_citations_with_exact_offsets(
    knowledge_base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _json(capsys, "cite", str(DIRECTIVE), "--data", str(knowledge_base))
    text = nfc(DIRECTIVE.read_text("utf-8"))
    assert all(text[c["start"] : c["end"]] == c["text"] for c in shown["citations"])
    assert [(c["document"], c["resolution"]) for c in shown["citations"]] == [
        ("23-ct-tu-2013", "exact"),
        ("37-ct-tu-2014", "exact"),
        ("84-kl-tw-2020", "exact"),
        ("49-nq-tw-2005", "exact"),
        ("64-2014-qh13", "exact"),
        ("26-2008-qh12", "inferred"),
        ("93-2015-qh13", "suspect"),
        ("05-ct-ttg-2017", "exact"),
        ("26-ct-ttg-2019", "exact"),
        ("05-2016-ttlt-btp-bca-btc-tandtc-vksndtc", "exact"),
        ("93-2015-qh13", "exact"),
        ("71-2016-nd-cp", "suspect"),
        ("chi-thi-thads-thahc", "exact"),  # the file is one that the knowledge base was built from
    ]


def test_status_says_what_there_is_what_is_missing_and_what_was_skipped(
    knowledge_base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _json(capsys, "status", "--data", str(knowledge_base))
    assert {d["id"] for d in shown["documents"]} == {"chi-thi-thads-thahc", "901-2010-qh12", "902-2024-qh15"}
    assert "84-kl-tw-2020" in {d["id"] for d in shown["missing"]}
    assert [Path(f["path"]).name for f in shown["skipped"]] == ["hong.docx"]


def test_link_writes_the_file_with_links(knowledge_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "chi-thi.html"
    code, said, _ = _run(capsys, "link", str(DIRECTIVE), "-o", str(out), "--data", str(knowledge_base))
    assert code == 0
    assert str(out) in said
    assert 'href="http://127.0.0.1:8000/van-ban/84-kl-tw-2020"' in out.read_text("utf-8")


COMMANDS = [module.__name__.rpartition(".")[2] for module in commands._COMMANDS]

# What each command is asked to say to people; {} is a folder with a file to read.
SAID: dict[str, list[str]] = {
    "build": ["--corpus", str(IMITATIONS), "--data", "{}/var"],
    "search": ["cây"],
    "show": ["901-2010-qh12"],
    "cite": [str(DIRECTIVE)],
    "check": ["{}/bai.txt"],
    "link": ["{}/bai.txt", "-o", "{}/bai.html"],
    "fetch": [],
    "status": [],
    "rollback": ["--data", "{}/hai"],
    "pack": ["{}/luat.goi"],
    "unpack": ["--list"],
    "doctor": ["--port", "58471"],
}


def test_every_module_of_a_command_is_a_command_and_is_tested() -> None:
    modules = {path.stem for path in Path(commands.__file__).parent.glob("*.py")} - {"__init__", "common"}
    assert set(COMMANDS) == modules == set(SAID)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_speaks_to_people_too(
    knowledge_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("kb.fetch.downloadable", lambda *arguments: [])  # nothing is asked of the network
    (tmp_path / "bai.txt").write_text("Theo Luật Trồng cây số 902/2024/QH15.", "utf-8")
    shutil.copytree(knowledge_base, two := tmp_path / "hai")
    shutil.copytree(two / GENERATIONS / "1", two / GENERATIONS / "2")
    (two / POINTER).write_text("2\n", "ascii")
    arguments = [word.replace("{}", str(tmp_path)) for word in SAID[command]]
    data = [] if "--data" in arguments else ["--data", str(knowledge_base)]
    code, out, err = _run(capsys, command, *arguments, *data)
    assert (code, err) == (0, "")
    assert "{" not in out
    assert out.strip()


FAILURES = [
    (["show", "khong-co"], 1, "Không có văn bản “khong-co”"),
    (["show", "901-2010-qh12/art_99"], 1, "không có phần “art_99”"),
    (["cite", "khong-co.md"], 1, "khong-co.md"),
    (["search", "cây", "--document", "khong-co"], 1, "Không có văn bản “khong-co”"),
    (["build", "--corpus", "khong-co"], 1, "khong-co: không có thư mục này"),
    (["fetch", "khong-co"], 1, "Không có văn bản “khong-co” trong danh mục"),
    (["fetch", "901-2010-qh12"], 1, "901-2010-qh12: danh mục không có địa chỉ chính thức"),
    (["search", "cây", "--as-of", "hôm qua"], 2, "“hôm qua” không phải là ngày"),
    (["search", "cây", "--limit", "0"], 2, "phải là số từ 1 đến 100, không phải “0”"),
    (["search", "cây", "--limit", "101"], 2, "phải là số từ 1 đến 100, không phải “101”"),
    (["search", "cây", "--limit", "9" * 5000], 2, "phải là số từ 1 đến 100, không phải “999"),
    (["search"], 2, "thiếu tham số: CÂU_HỎI"),
    (["search", ""], 2, "chưa có gì để tìm"),
    (["search", " \t "], 2, "chưa có gì để tìm"),
    (["search", "cây", "--limt", "3"], 2, "không hiểu tham số: --limt"),
    (["search", "cây", "--limit"], 2, "cần một giá trị"),
    (["serch", "cây"], 2, "không có “serch”"),
    (["show", "901-2010-qh12/dieu-99"], 1, "không có phần “dieu-99”"),
    # of a document without text nothing is said to be missing in it
    (
        ["show", "26-2008-qh12/dieu-30"],
        1,
        "Kho chưa có toàn văn Luật Thi hành án dân sự số 26/2008/QH12, nên chưa mở được “dieu-30”",
    ),
    (["show", "26-2008-qh12/art_30", "--json"], 1, "số 26/2008/QH12, nên chưa mở được “art_30”"),
    # what is no address at all, leads to no document, or asks about a day that is none
    (["show", ""], 2, "chưa có văn bản nào để xem"),
    (["show", " \t"], 2, "chưa có văn bản nào để xem"),
    (["show", "http://[bad"], 2, "“http://[bad” không phải là một địa chỉ"),
    (["show", "http://127.0.0.1:8000/"], 2, "“http://127.0.0.1:8000/” không dẫn đến văn bản nào"),
    (["show", "http://127.0.0.1:8000/van-ban/"], 2, "không dẫn đến văn bản nào"),
    (["show", "#art_3"], 2, "không dẫn đến văn bản nào"),
    (["show", "/van-ban/901-2010-qh12?ngay=2015-02-30"], 2, "“2015-02-30” không phải là ngày"),
    (["show", "901-2010-qh12?ngay=hôm%20qua"], 2, "“hôm qua” không phải là ngày"),
    # bytes that are no UTF-8, as the system hands them over
    (["show", os.fsdecode(b"\xff")], 1, "Không có văn bản “\ufffd” trong kho"),
    (["show", os.fsdecode(b"901-2010-qh12/\xff")], 1, "không có phần “\ufffd”"),
    (["search", "x", "--limit", os.fsdecode(b"\xff")], 2, "không phải “\\udcff”"),
    (["search", "x", "--document", os.fsdecode(b"\xff")], 1, "Không có văn bản “\\udcff” trong kho"),
    (["link", "x", "-o", "y", "--base-url", os.fsdecode(b"http://\xff")], 2, "“http://\ufffd” không phải là một địa chỉ"),
    (["build", "--corpus", os.fsdecode(b"/tmp/\xff")], 1, "/tmp/\\udcff: không có thư mục này"),
    (["fetch", os.fsdecode(b"\xff")], 1, "Không có văn bản “\\udcff” trong danh mục"),
    ([], 2, "thiếu tham số: LỆNH"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), FAILURES)
def test_a_failure_is_one_clear_line_and_its_exit_code(
    knowledge_base: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    found = _run(capsys, *arguments, *(["--data", str(knowledge_base)] if arguments else []))
    assert found[0] == code
    assert found[1] == ""
    assert message in found[2]
    assert code == 2 or len(found[2].splitlines()) == 1


@pytest.mark.parametrize(
    ("address", "eid"),
    [
        ("901-2010-qh12/art_3", "art_3"),
        ("901-2010-qh12/dieu-3", "art_3"),
        ("901-2010-qh12/dieu-3/khoan-1/diem-đ", "art_3__para_1__point_dd"),
        ("901-2010-qh12/dieu-3/khoan-1/diem-%C4%91", "art_3__para_1__point_dd"),  # as a browser copies it
        ("/van-ban/901-2010-qh12/dieu-3/khoan-1", "art_3__para_1"),
        ("http://127.0.0.1:8000/van-ban/901-2010-qh12/dieu-3?ngay=2015-07-01#noi-dung", "art_3"),
        ("https://cong.example.vn/van-ban/901-2010-qh12/mo-dau/", "preamble"),
        # a server below a path, even one of the same name; without its scheme
        ("http://h.example/goc/van-ban/901-2010-qh12/dieu-3", "art_3"),
        ("http://h.example/van-ban/van-ban/901-2010-qh12/dieu-3", "art_3"),
        ("localhost:8000/van-ban/901-2010-qh12/dieu-3", "art_3"),
        ("van-ban/901-2010-qh12/dieu-3", "art_3"),
        # the id as the number is written
        ("901-2010-QH12/dieu-3", "art_3"),
        ("http://h.example/van-ban/901-2010-QH12/dieu-3", "art_3"),
        # a fragment that is an eId: below the document, below a provision; one that is none says nothing
        ("http://h.example/van-ban/901-2010-qh12#art_3", "art_3"),
        ("901-2010-qh12#art_3__para_1", "art_3__para_1"),
        ("/van-ban/901-2010-qh12/dieu-3#art_3__para_1__point_dd", "art_3__para_1__point_dd"),
        ("/van-ban/901-2010-qh12/dieu-3#art_99", "art_3"),
        ("/van-ban/901-2010-qh12/dieu-3#duoc-vien-dan", "art_3"),
        # letters and marks apart, bare and percent-encoded; white space around
        (unicodedata.normalize("NFD", "901-2010-qh12/dieu-3/khoan-1/diem-đ"), "art_3__para_1__point_dd"),
        ("/van-ban%2F901-2010-qh12%2Fdieu-3", "art_3"),
        (" 901-2010-qh12/dieu-3\n", "art_3"),
    ],
)
def test_show_takes_an_eid_a_path_or_a_link(
    knowledge_base: Path, capsys: pytest.CaptureFixture[str], address: str, eid: str
) -> None:
    shown = _json(capsys, "show", address, "--data", str(knowledge_base))
    assert shown["provision"]["eid"] == eid


# An address, the options beside it, and the day that is shown.
DAYS = [
    ("http://h.example/van-ban/901-2010-qh12?ngay=2015-07-01", [], "2015-07-01"),
    ("901-2010-qh12/dieu-3?ngay=2015-07-01", [], "2015-07-01"),
    ("/van-ban/901-2010-qh12?q=cây&ngay=01%2F7%2F2015#art_3", [], "2015-07-01"),
    ("/van-ban/901-2010-qh12?ngay=2015-07-01", ["--as-of", "2026-01-01"], "2026-01-01"),  # what is typed beside it wins
    ("/van-ban/901-2010-qh12?ngay=", ["--as-of", "2026-01-01"], "2026-01-01"),
]


@pytest.mark.parametrize(("address", "options", "day"), DAYS)
def test_show_takes_the_day_of_a_link(
    knowledge_base: Path, capsys: pytest.CaptureFixture[str], address: str, options: list[str], day: str
) -> None:
    shown = _json(capsys, "show", address, *options, "--data", str(knowledge_base))
    assert shown["document"]["as_of"] == day


@pytest.mark.parametrize("address", ["901-2010-qh12", "901-2010-qh12?ngay=", "901-2010-qh12?ngay=%20", "901-2010-qh12?date=x"])
def test_an_address_without_a_day_names_none(address: str) -> None:
    assert link_target(address).day is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("901-2010-qh12/preamble", "Phần mở đầu"),
        ("901-2010-qh12/conclusions", "Phần kết"),
        ("901-2010-qh12/art_3", "Điều 3. "),
        ("901-2010-qh12/art_3__para_1", "khoản 1"),
        ("901-2010-qh12/art_3__para_1__point_dd", "điểm đ"),
    ],
)
def test_show_names_a_provision_whole(
    knowledge_base: Path, capsys: pytest.CaptureFixture[str], address: str, name: str
) -> None:
    code, out, _ = _run(capsys, "show", address, "--data", str(knowledge_base))
    assert code == 0
    assert any(line.startswith(name) for line in out.splitlines()[3:]), out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "--version")
    assert (code, out) == (0, f"Viện Dẫn {VERSION}\n")


def test_help_is_vietnamese_throughout(capsys: pytest.CaptureFixture[str]) -> None:
    said = "".join(_run(capsys, *command, "--help")[1] for command in ([], *([name] for name in COMMANDS)))
    assert not re.findall(r"\b(?:usage|options|arguments|show|exit|message|default)\b:?", said.replace("show ", ""))


def test_nothing_published_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "search", "cây", "--data", str(tmp_path))
    assert (code, out) == (1, "")
    assert "indexer.py build" in err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = _run(capsys, command, "--help")
    assert code == 0
    assert "--data" in out


def test_it_runs_as_a_program_in_any_locale(knowledge_base: Path) -> None:
    done = subprocess.run(
        [sys.executable, "indexer.py", "search", "cây", "--data", str(knowledge_base)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert "Luật Trồng cây" in done.stdout.decode("utf-8")


def _program(arguments: Sequence[str], out: int, err: int) -> int:
    return subprocess.run([sys.executable, "indexer.py", *arguments], cwd=ROOT, stdout=out, stderr=err, check=False).returncode


# A command whose output nobody reads, and the exit code that it has anyway.
UNREAD = [
    (["--help"], 0),
    (["search", "cây", "--limit", "100", "--json"], 0),
    (["check", "{bad}"], 4),
    (["show", "khong-co"], 1),
    (["serch"], 2),
]


@pytest.mark.skipif(os.name != "posix", reason="a closed pipe is told otherwise elsewhere")
@pytest.mark.parametrize(("arguments", "code"), UNREAD)
def test_a_closed_pipe_changes_no_exit_code(knowledge_base: Path, tmp_path: Path, arguments: list[str], code: int) -> None:
    bad = tmp_path / "bai.txt"
    bad.write_text("Theo Điều 99 Luật Trồng cây số 901/2010/QH12.\n" * 2000, "utf-8")  # more than a pipe holds
    data = ["--data", str(knowledge_base)] if len(arguments) > 1 else []
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert _program([*(word.replace("{bad}", str(bad)) for word in arguments), *data], writer, writer) == code
    finally:
        os.close(writer)
    assert (
        _program([*(word.replace("{bad}", str(bad)) for word in arguments), *data], subprocess.DEVNULL, subprocess.DEVNULL)
        == code
    )


def test_bytes_that_are_no_text_are_written_without_a_traceback(knowledge_base: Path) -> None:
    words = [sys.executable, "indexer.py", "search", b"c\xff", "--json", "--data", str(knowledge_base)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["query"] == "c\udcff"


def test_a_folder_of_data_whose_name_is_no_text_ends_in_one_line_or_works(tmp_path: Path) -> None:
    words = [sys.executable, "indexer.py", "build", "--corpus", str(IMITATIONS), "--data", os.fsencode(tmp_path) + b"/v\xff"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == done.returncode
