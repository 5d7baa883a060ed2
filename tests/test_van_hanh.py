"""docs/van-hanh.md: what it quotes is what ships, what it ships is accepted by those that read it, and its commands exist."""

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kb import read_settings
from kb.commands import _parser
from kb.published import Published
from tests.conftest import ROOT
from webapp import create_app
from webapp.__main__ import main as serve

DOCUMENT = (ROOT / "docs" / "van-hanh.md").read_text("utf-8")
SHIPPED = ROOT / "deploy" / "van-hanh"
QUOTED = dict(re.findall(r"^`deploy/van-hanh/([\w.-]+)`:\n\n```\w+\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL))
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
# Commands of other branches of the program, until they are there.
COMMANDS = [
    found.strip()
    for found in re.findall(r"(?:python|python\.exe|bin/python) ((?:indexer\.py|-m webapp)[^`\n|<&]*)", DOCUMENT)
    if "…" not in found
]


def test_all_that_ships_is_quoted_and_all_that_is_quoted_ships() -> None:
    assert {path.name for path in SHIPPED.iterdir()} == QUOTED.keys()


@pytest.mark.parametrize("name", QUOTED)
def test_what_is_quoted_is_what_ships(name: str) -> None:
    assert (SHIPPED / name).read_text("utf-8") == QUOTED[name]


def _usable(words: list[str]) -> None:
    """Fails where the parser does not take the words: it exits with wrong use."""
    _parser().parse_args(words)


def _known() -> set[str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), pytest.raises(SystemExit):
        _parser().parse_args(["--help"])
    return set(re.findall(r"^    ([a-z]+) ", said.getvalue(), re.MULTILINE))


def test_the_document_has_commands() -> None:
    assert {c.split()[1] for c in COMMANDS if c.startswith("indexer")} >= {"build", "doctor", "status", "rollback"}
    assert sum(c.startswith("-m webapp") for c in COMMANDS) >= 4


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_exists(command: str) -> None:
    words = shlex.split(command, posix=False)
    if words[0] == "indexer.py":
        if words[1] not in _known():
            assert words[1] in ("pack", "unpack")
            pytest.skip(f"{words[1]} is not there yet")
        _usable(words[1:])
        return
    said = io.StringIO()
    with contextlib.redirect_stdout(said), pytest.raises(SystemExit):
        serve(["--help"])
    for option in (word for word in words if word.startswith("--")):
        assert option in said.getvalue(), option


def test_every_named_command_of_the_table_of_exit_codes_exists() -> None:
    table = DOCUMENT.partition("## Mã thoát")[2].partition("\n## ")[0]
    named = {name for cell in re.findall(r"^\| (.*?) \|", table, re.MULTILINE) for name in re.findall(r"`([a-z]+)", cell)}
    assert named - {"python"} - {"pack", "unpack"} <= _known()


@pytest.mark.parametrize("block", [body for kind, body in BLOCKS if kind == "toml"])
def test_every_setting_of_the_document_is_one(block: str, tmp_path: Path) -> None:
    if "server" in tomllib.loads(block):
        from kb.settings import _KEYS  # noqa: PLC0415

        if "server" not in _KEYS:
            pytest.skip("[server] is not there yet")
    (tmp_path / "vien-dan.toml").write_text(block, "utf-8")
    read_settings(tmp_path / "vien-dan.toml")


@pytest.mark.parametrize("name", [name for name in QUOTED if name.endswith((".xml", ".config"))])
def test_what_is_xml_is_well_formed_and_ascii(name: str) -> None:
    content = (SHIPPED / name).read_bytes()
    assert content.isascii()  # Task Scheduler reads files of several encodings, and guesses
    ElementTree.fromstring(content)


def test_the_windows_files_agree_on_paths() -> None:
    namespace = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    for name in ("vien-dan.xml", "vien-dan-build.xml"):
        task = ElementTree.fromstring((SHIPPED / name).read_text("utf-8"))
        assert task.findtext(".//t:Command", None, namespace) == r"C:\vien-dan\.venv\Scripts\python.exe"
        assert task.findtext(".//t:WorkingDirectory", None, namespace) == r"C:\vien-dan"
        words = (task.findtext(".//t:Arguments", "", namespace)).split()
        assert words[-2:] == ["--data", r"C:\ProgramData\vien-dan"]
        if words[0] == "indexer.py":
            _usable(words[1:])
        assert name in (SHIPPED / "cai-windows.bat").read_text("utf-8")


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    for path in SHIPPED.glob("vien-dan*.*"):
        if path.suffix in (".service", ".timer"):
            # The program is not there where the units are tested.
            text = path.read_text("utf-8").replace("/opt/vien-dan/.venv/bin/python", sys.executable)
            (tmp_path / path.name).write_text(text, "utf-8")
    units = sorted(tmp_path.iterdir())
    assert len(units) == 3
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "vien-dan" in line]
    assert complaints == []
    assert done.returncode == 0, done.stderr


def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    if not (shutil.which("nginx") and shutil.which("openssl")):
        pytest.skip("nginx is not installed")
    key, certificate = tmp_path / "k.pem", tmp_path / "c.pem"
    make = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=x", "-keyout", key, "-out", certificate]
    subprocess.run(make, check=True, capture_output=True)
    text = (SHIPPED / "nginx.conf").read_text("utf-8")
    text = text.replace("/etc/ssl/vien-dan/luat.tinh.example.vn.pem", str(certificate))
    text = text.replace("/etc/ssl/vien-dan/luat.tinh.example.vn.key", str(key))
    (tmp_path / "site.conf").write_text(text, "utf-8")
    whole = f"pid {tmp_path}/pid;\nerror_log {tmp_path}/error;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    done = subprocess.run(["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@pytest.mark.skipif(not (shutil.which("flock") and shutil.which("tar")), reason="flock or tar is not installed")
def test_a_backup_can_be_restored_and_waits_for_a_build(knowledge_base: Path, tmp_path: Path) -> None:
    from filelock import FileLock  # noqa: PLC0415

    data = tmp_path / "dữ liệu"
    shutil.copytree(knowledge_base, data)
    (data / "vien-dan.toml").write_text("[log]\nqueries = false\n", "utf-8")
    backup = tmp_path / "bản sao.tar.gz"
    words = [str(SHIPPED / "sao-luu.sh"), str(data), str(backup)]
    with FileLock(data / "build.lock"):
        running = subprocess.Popen(words)
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(1)
        assert not backup.exists()
    assert running.wait(120) == 0
    assert [path.name for path in tmp_path.iterdir() if "dang-ghi" in path.name] == []
    restored = tmp_path / "thử"
    restored.mkdir()
    subprocess.run(["tar", "-xzf", backup, "-C", restored], check=True)
    assert Published(restored).verify().verified == "yes"
    assert (restored / "ids.json").read_bytes() == (data / "ids.json").read_bytes()
    assert (restored / "vien-dan.toml").is_file()
    assert not (restored / "readings").exists()


def test_every_metric_that_an_alert_names_is_there(knowledge_base: Path, tmp_path: Path) -> None:
    shutil.copytree(knowledge_base, tmp_path / "data")
    words = [sys.executable, "indexer.py", "build", "--corpus", tmp_path, "--data", tmp_path / "data"]
    (tmp_path / "a.md").write_text("Điều 1. Tên\n\nVề thuyền thúng.\n", "utf-8")
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    client = create_app(tmp_path / "data").test_client()
    client.get("/khong-co")
    families = text_string_to_metric_families(client.get("/metrics").text)
    names = {sample.name for family in families for sample in family.samples}
    assert set(re.findall(r"vien_dan_\w+", QUOTED["canh-bao.yml"])) <= names


def test_what_the_document_says_of_readyz_is_there(knowledge_base: Path) -> None:
    said = create_app(knowledge_base).test_client().get("/readyz").get_json()
    row = next(line for line in DOCUMENT.splitlines() if line.startswith("| `/readyz`"))
    named = re.findall(r"\(`(\w+)`", row)
    assert named
    assert {name for name in named if name != "verified"} <= said.keys()
    assert "verified" in said["generation"]
