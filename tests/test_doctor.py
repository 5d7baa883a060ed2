"""`doctor`: what is wrong with an installation is found, explained in a line, and never a traceback."""

import ast
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from filelock import FileLock

from kb import build
from kb.build.last_build import LAST_BUILD
from kb.build.locking import LOCK
from kb.doctor import _outcome, diagnose, folders, foundation, knowledge, machine
from kb.doctor.foundation import BROKEN, FINE, WARNING, Outcome
from kb.doctor.installation import Installation
from kb.generation import GENERATIONS, POINTER, STORE
from tests.conftest import ROOT
from tests.test_health import running

HANOI = timezone(timedelta(hours=7))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `corpus`, and `data` that the command has built of it."""
    folder = tmp_path_factory.mktemp("doctor")
    (folder / "corpus").mkdir()
    for name in ("a", "b"):
        (folder / "corpus" / f"{name}.md").write_text(f"Điều 1. Tên\n\nVề thuyền thúng {name}.\n", "utf-8")
    words = [sys.executable, ROOT / "indexer.py", "build", "--corpus", "corpus", "--data", "data"]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def installed(built: Path, tmp_path: Path) -> Installation:
    shutil.copytree(built, tmp_path / "kho", copy_function=shutil.copy2)
    word = tmp_path / "kho" / "data" / LAST_BUILD
    word.write_text(word.read_text("utf-8").replace(json.dumps(str(built)), json.dumps(str(tmp_path / "kho"))), "utf-8")
    # What was read of the files keeps the names they had: relative to where the build ran.
    return Installation(tmp_path / "kho" / "data", "127.0.0.1", _free_port(), datetime.now(HANOI))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def corpus(installed: Installation) -> Path:
    return installed.data.parent / "corpus"


def test_an_installation_that_is_well_has_nothing_to_mend(installed: Installation) -> None:
    outcomes = diagnose(installed)
    assert [outcome for outcome in outcomes if outcome.state != FINE] == []
    assert len(outcomes) == 15
    assert all(outcome.message and not outcome.remedy for outcome in outcomes)


# ---- What is wrong, and what is said of it -----------------------------------------------------------------------------

Change = Callable[[Installation], object]


def _store(installed: Installation) -> Path:
    return installed.data / GENERATIONS / "1" / STORE


def _file_in_its_stead(installed: Installation) -> None:
    shutil.rmtree(installed.data)
    installed.data.touch()


def _emptied(installed: Installation) -> None:
    for path in corpus(installed).iterdir():
        path.unlink()


def _flip(installed: Installation) -> None:
    content = bytearray(_store(installed).read_bytes())
    content[len(content) // 2] ^= 1
    _store(installed).write_bytes(content)


def _older_serves(installed: Installation) -> None:
    (corpus(installed) / "c.md").write_text("Điều 1. Tên\n\nMới.\n", "utf-8")
    build.build([corpus(installed)], installed.data)
    (installed.data / GENERATIONS / "2" / STORE).write_bytes(b"x")


def _word(**values: object) -> Change:
    def change(installed: Installation) -> None:
        path = installed.data / LAST_BUILD
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")

    return change


def _settings(text: str) -> Change:
    return lambda installed: (installed.data / "vien-dan.toml").write_text(text, "utf-8")


def _pipe(installed: Installation) -> None:
    os.mkfifo(corpus(installed) / "ống.md")


def _rewritten_alike(installed: Installation) -> None:
    path = corpus(installed) / "a.md"
    path.write_bytes(path.read_bytes())
    path.touch()


# What is done, the check that finds it, the state, and words that the line must have (and its remedy).
FOUND: list[tuple[str, Change, Callable[[Installation], Outcome], str, str]] = [
    ("no data", lambda i: shutil.rmtree(i.data), folders.check_data, BROKEN, "không có"),
    ("no data, and so nothing published", lambda i: shutil.rmtree(i.data), knowledge.check_generation, BROKEN, "build"),
    ("no data, no build", lambda i: shutil.rmtree(i.data), knowledge.check_last_build, WARNING, "chưa có lần nào"),
    ("no data, room for a first build", lambda i: shutil.rmtree(i.data), machine.check_disk, FINE, "500 MB"),
    ("no data, nothing to compare", lambda i: shutil.rmtree(i.data), knowledge.check_sources, WARNING, "chưa có kho"),
    ("a file instead", _file_in_its_stead, folders.check_data, BROKEN, "không phải là thư mục"),
    ("a bit of the store", _flip, knowledge.check_generation, BROKEN, STORE),
    ("a store cut off", lambda i: _store(i).write_bytes(b""), knowledge.check_generation, BROKEN, "build --force"),
    ("generations removed", lambda i: shutil.rmtree(i.data / GENERATIONS), knowledge.check_generation, BROKEN, "build"),
    ("an older one serves", _older_serves, knowledge.check_generation, WARNING, "thay kho số 2"),
    ("no pointer", lambda i: (i.data / POINTER).unlink(), folders.check_leftovers, WARNING, POINTER),
    ("half a generation", lambda i: (i.data / GENERATIONS / "7").mkdir(), folders.check_leftovers, WARNING, "7"),
    ("a small file half written", lambda i: (i.data / "current.new").touch(), folders.check_leftovers, WARNING, "current.new"),
    ("settings without syntax", _settings("[embed\n"), folders.check_settings, BROKEN, "dòng 1"),
    ("an unknown key", _settings("[log]\nquery = true\n"), folders.check_settings, BROKEN, "dòng 2"),
    ("a folder as settings", lambda i: (i.data / "vien-dan.toml").mkdir(), folders.check_settings, BROKEN, "vien-dan.toml"),
    ("no settings", lambda i: None, folders.check_settings, FINE, "mặc định"),
    ("a build that failed", _word(result="failed", message="a/b.docx: hết chỗ"), knowledge.check_last_build, BROKEN, "hết chỗ"),
    ("a build that was killed", _word(result="running", ended=""), knowledge.check_last_build, WARNING, "bị ngắt"),
    ("a stopped build", _word(result="stopped"), knowledge.check_last_build, WARNING, "bị dừng"),
    ("a build long ago", _word(ended="2026-01-01T00:00:00+00:00"), knowledge.check_last_build, WARNING, "ngày"),
    ("a damaged word", lambda i: (i.data / LAST_BUILD).write_text("{"), knowledge.check_last_build, FINE, ""),
    ("a folder that is gone", lambda i: shutil.rmtree(corpus(i)), knowledge.check_corpora, BROKEN, "không thấy"),
    ("a folder without files", _emptied, knowledge.check_corpora, WARNING, "không có tệp"),
    ("a link to nothing", lambda i: (corpus(i) / "x.md").symlink_to("không-có"), knowledge.check_corpora, FINE, "tệp"),
    ("a pipe, which nobody waits for", _pipe, knowledge.check_corpora, FINE, "3 tệp"),
    ("a new file", lambda i: (corpus(i) / "c.md").write_text("x"), knowledge.check_sources, WARNING, "1 tệp mới (c.md)"),
    ("a file that went", lambda i: (corpus(i) / "a.md").unlink(), knowledge.check_sources, WARNING, "1 tệp không còn (a.md)"),
    ("other words", lambda i: (corpus(i) / "a.md").write_text("y"), knowledge.check_sources, WARNING, "1 tệp đã đổi (a.md)"),
    ("a file written anew as it was", _rewritten_alike, knowledge.check_sources, FINE, "không có gì"),
    ("hidden files", lambda i: (corpus(i) / ".x.md").touch(), knowledge.check_sources, FINE, "không có gì"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "change", "check", "state", "said"), FOUND, ids=[row[0] for row in FOUND])
def test_what_is_wrong_is_found_and_explained_in_a_line(
    installed: Installation, what: str, change: Change, check: Callable[[Installation], Outcome], state: str, said: str
) -> None:
    change(installed)
    outcome = check(installed)
    assert (outcome.state, said in f"{outcome.message} {outcome.remedy}") == (state, True), (what, outcome)
    assert bool(outcome.remedy) is (state != FINE)
    assert "\n" not in "".join(outcome)


# A time, and what is said of it.
TIMES = [
    (lambda: datetime(1970, 1, 1, tzinfo=HANOI), BROKEN, "năm không thể đúng"),  # a battery that is flat
    (lambda: datetime(2199, 1, 1, tzinfo=HANOI), BROKEN, "năm không thể đúng"),
    (lambda: datetime.now(HANOI) - timedelta(days=2), BROKEN, "trước lúc dựng kho"),
    (lambda: datetime.now(UTC), WARNING, "không phải giờ Việt Nam"),
    (lambda: datetime.now(timezone(timedelta(hours=-5))), WARNING, "không phải giờ Việt Nam"),
    (lambda: datetime.now(HANOI) + timedelta(minutes=5), FINE, "+0700"),
]


@pytest.mark.parametrize(("now", "state", "said"), TIMES, ids=range(len(TIMES)))
def test_a_clock_that_cannot_be_right_is_named(
    installed: Installation, now: Callable[[], datetime], state: str, said: str
) -> None:
    outcome = machine.check_clock(replace(installed, now=now()))
    assert (outcome.state, said in outcome.message) == (state, True), outcome


def test_a_disk_that_is_full_is_named(installed: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(installed.data)
    for free, state in [(0, BROKEN), (110 * 2**20, WARNING), (2**40, FINE)]:
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage._replace(free=free))
        assert machine.check_disk(installed).state == state


def test_a_build_that_runs_is_not_taken_for_one_that_died(installed: Installation) -> None:
    _word(result="running", ended="")(installed)
    with FileLock(installed.data / LOCK):
        assert folders.check_leftovers(installed) == Outcome("Việc dở dang", FINE, "một lần dựng đang chạy")
        assert knowledge.check_last_build(installed).state == FINE


@contextmanager
def _listener(answer: bytes | None) -> Iterator[int]:
    """A port on which another program listens: what it answers to anything, None for nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        kept: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                kept.append(connection)
                if answer is not None:
                    connection.recv(4096)
                    connection.sendall(answer)
                    connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in kept:
            connection.close()


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"

# What somebody answers at the port.
STRANGERS = [
    None,  # nothing, for ever
    b"SSH-2.0-x\r\n",  # no HTTP
    _HEAD + b"<html>",
    _HEAD + b'{"program": "khac"}',
    _HEAD + b"[1, 2]",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{",  # promises more than it sends
]


@pytest.mark.parametrize("answer", STRANGERS, ids=range(len(STRANGERS)))
def test_a_port_that_another_program_has_is_named(
    installed: Installation, answer: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_WAIT", 0.3)
    with _listener(answer) as port:
        outcome = machine.check_port(replace(installed, port=port))
    assert (outcome.name, outcome.state, outcome.message) == (f"Cổng {port}", BROKEN, "chương trình khác đang giữ")


def test_a_port_of_an_older_server_or_one_without_data_says_what_to_do(installed: Installation) -> None:
    for said, state, remedy in [
        (b'{"program": "vien-dan", "version": "0.0.1", "ready": true}', WARNING, "khởi động lại"),
        (b'{"program": "vien-dan", "version": "%s", "ready": false}' % foundation_version(), BROKEN, "build"),
    ]:
        with _listener(_HEAD + said) as port:
            outcome = machine.check_port(replace(installed, port=port))
        assert (outcome.state, remedy in outcome.remedy) == (state, True), outcome


def foundation_version() -> bytes:
    from kb.version import VERSION  # noqa: PLC0415

    return VERSION.encode()


def test_a_port_with_this_server_on_it_is_well(installed: Installation) -> None:
    with running(installed.data) as server:
        outcome = machine.check_port(replace(installed, port=server.port))
        everywhere = machine.check_port(replace(installed, port=server.port, host="0.0.0.0"))
    assert (outcome.state, outcome.message) == (FINE, "Viện Dẫn đang chạy và sẵn sàng")
    assert everywhere == outcome


# An address at which nobody can listen.
@pytest.mark.parametrize("host", ["203.0.113.7", "không-có.invalid", "a b", "\0", "x" * 300])
def test_an_address_that_this_machine_has_not_is_named(installed: Installation, host: str) -> None:
    outcome = _outcome(machine.check_port, replace(installed, host=host))
    assert outcome.state == BROKEN
    assert "Traceback" not in outcome.message


def test_a_check_that_fails_is_an_outcome_and_hides_no_other(installed: Installation) -> None:
    def check_nothing(_: Installation) -> Outcome:
        raise RuntimeError("lạ")

    assert _outcome(check_nothing, installed) == Outcome(
        "nothing", BROKEN, "không kiểm tra được (RuntimeError: lạ)", "gửi dòng này cho người làm chương trình"
    )


# ---- Packages ----------------------------------------------------------------------------------------------------------

# A requirements file, and what is read of it.
REQUIREMENTS = [
    ("numpy==2.4.6\n", {"numpy": "2.4.6"}),
    ("numpy==2.4.6 \\\n    --hash=sha256:00ff \\\n    --hash=sha256:aa\nlxml==6.1.3\n", {"numpy": "2.4.6", "lxml": "6.1.3"}),
    ("# numpy==1\n-r other.txt\n\nlxml==6 # why\n", {"lxml": "6"}),
    ("colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=x\n", {} if sys.platform != "win32" else {"colorama": "0.4.6"}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "pins"), REQUIREMENTS, ids=range(len(REQUIREMENTS)))
def test_pins_are_read_with_hashes_and_markers(text: str, pins: dict[str, str]) -> None:
    assert foundation.pinned(text) == pins


def test_a_package_that_is_missing_or_another_is_named() -> None:
    missing = foundation.check_packages({"khong-co-goi-nay": "1.0", "flask": "0.1"})
    assert (missing.state, missing.message) == (BROKEN, "thiếu: khong-co-goi-nay")
    other = foundation.check_packages({"flask": "0.1"})
    assert (other.state, "flask" in other.message, "cần 0.1" in other.message) == (WARNING, True, True)


def _package(folder: Path, name: str, content: str) -> None:
    """A package `name` that comes before the one that is installed."""
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text(content, "utf-8")


# A package that the program imports, and what its damaged copy does.
DAMAGED = [
    ("lxml", "raise ImportError('DLL load failed')"),
    ("numpy", "raise RuntimeError('CPU dispatcher')"),
    ("filelock", "this is no Python"),
    ("tqdm", "import khong_co"),
    ("flask", "raise SystemExit(3)"),  # only the web app imports it
]


@pytest.mark.parametrize(("package", "content"), DAMAGED, ids=[row[0] for row in DAMAGED])
def test_a_damaged_package_is_explained_though_the_program_cannot_be_imported(
    built: Path, tmp_path: Path, package: str, content: str
) -> None:
    _package(tmp_path, package, content)
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, ROOT / "indexer.py", *words, "--data", built / "data"]
        return subprocess.run(command, cwd=built, env=environment, capture_output=True, text=True, check=False)

    done = run("doctor")
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if line.startswith("✗ Các gói: không nạp được: "))
    assert package in line.lower()
    assert "Traceback" not in done.stdout + done.stderr
    as_json = json.loads(run("doctor", "--json").stdout)
    assert as_json["ok"] is False
    if package != "flask":
        other = run("status")
        assert (other.returncode, len(other.stderr.splitlines())) == (1, 1)
        assert "doctor" in other.stderr


@pytest.mark.parametrize("path", ["indexer.py", "kb/doctor/foundation.py"])
def test_an_older_python_can_say_that_it_is_too_old(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ast.parse((ROOT / path).read_text("utf-8"), feature_version=(3, 8))
    for version, state in [
        ((3, 8, 10), BROKEN),
        ((3, 11, 4), BROKEN),
        ((3, 11, 5), FINE),
        ((3, 13, 9), FINE),
        ((3, 14, 0), WARNING),
    ]:
        monkeypatch.setattr(sys, "version_info", (*version, "final", 0))
        assert foundation.check_python().state == state


# ---- The command -------------------------------------------------------------------------------------------------------


def test_the_command_prints_a_line_a_check_and_says_by_its_status_whether_anything_is_broken(installed: Installation) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            ROOT / "indexer.py",
            "doctor",
            "--data",
            installed.data,
            "--port",
            str(installed.port),
            *words,
        ]
        environment = os.environ | {"TZ": "Asia/Ho_Chi_Minh"}
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

    well = run()
    assert (well.returncode, well.stderr) == (0, "")
    *lines, last = well.stdout.splitlines()
    assert [line[0] for line in lines] == ["✓"] * 15
    assert last == "Mọi thứ đều ổn"
    (installed.data / "vien-dan.toml").write_text("[khac]\n", "utf-8")
    (corpus(installed) / "xấu\n\u202e✓ giả.md").write_text("x", "utf-8")
    ill = run()
    assert (ill.returncode, ill.stderr) == (1, "")
    *lines, last = ill.stdout.splitlines()
    assert [line[0] for line in lines].count("✗") == 1
    assert len(lines) == 15  # a name of a file ends no line
    assert "\u202e" not in ill.stdout
    assert last == "1 lỗi, 1 điều nên xem"
    said = json.loads(run("--json").stdout)
    assert said["ok"] is False
    assert [check["state"] for check in said["checks"]].count("broken") == 1
    assert {"name", "state", "message", "remedy"} == said["checks"][0].keys()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may be somebody else")
def test_files_that_root_left_in_the_folder_of_the_service_are_named(installed: Installation) -> None:
    for path in [installed.data, *installed.data.rglob("*")]:
        os.chown(path, 65534, 65534)
    assert folders.check_data(installed).state == FINE
    os.chown(_store(installed), 0, 0)
    outcome = folders.check_data(installed)
    assert (outcome.state, "1 tệp thuộc người dùng khác" in outcome.message) == (WARNING, True)
    assert "chown" in outcome.remedy
