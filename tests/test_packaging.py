"""The program as `pip install .` gives it: its wheel, its two commands in an environment of their own, its folder of data."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from urllib.request import urlopen

import pytest

from kb.generation import POINTER
from tests.conftest import IMITATIONS, ROOT

DIRECTIVE = "chi-thi-thads-thahc"
SOURCES = ("kb", "webapp", "corpus", "pyproject.toml", "README.md")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
OFFLINE = ("--no-index", "--no-deps", "--no-build-isolation", "--check-build-dependencies")


@dataclass(frozen=True)
class Installed:
    """The wheel, the environment that it was installed into, and the home folder of its user."""

    wheel: Path
    environment: Path
    home: Path

    @property
    def packages(self) -> Path:
        """Where the program and its packages stand."""
        (folder,) = self.environment.glob("lib/python*/site-packages")
        return folder

    @property
    def data(self) -> Path:
        """The user's folder of data."""
        return self.home / ".local" / "share" / "vien-dan"

    def words(self, command: str, *arguments: str | Path) -> list[str | Path]:
        """The words of a command of this environment."""
        return [self.environment / "bin" / command, *arguments]

    def variables(self) -> dict[str, str]:
        """The variables of a process of this user, who has set none for the program."""
        others = {name: value for name, value in os.environ.items() if name not in ("KB_DATA", "XDG_DATA_HOME", "PYTHONPATH")}
        return others | {"HOME": str(self.home)}

    def run(self, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """What a command gives that the user types at home."""
        words = self.words(command, *arguments)
        return subprocess.run(words, cwd=self.home, env=self.variables(), capture_output=True, text=True, check=False)


def _made(folder: Path) -> Path:
    """The wheel, built from a copy: setuptools leaves a folder `build` where it builds."""
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source)
    subprocess.run([*PIP, "wheel", *OFFLINE, "--wheel-dir", folder, source], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The program in an environment that has its requirements from the running one: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("packaging")
    made = Installed(_made(folder), folder / "environment", folder / "home")
    made.home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made.environment], check=True)
    running = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (made.packages / "running.pth").write_text("\n".join(running), "utf-8")
    python = made.environment / "bin" / "python"
    subprocess.run([*PIP, "--python", python, "install", "--no-index", "--no-deps", made.wheel], check=True)
    return made


@pytest.fixture(scope="module")
def built(installed: Installed) -> Installed:
    """The same after a build of what ships, and of the documents that the user has put into the folder of data."""
    shutil.copytree(IMITATIONS, installed.data / "van-ban")
    done = installed.run("vien-dan", "build", "--corpus", installed.packages / "corpus")
    assert (done.returncode, done.stderr) == (0, "")
    return installed


def test_the_version_is_one(installed: Installed) -> None:
    newest = re.findall(r"^## (\d\S+)", (ROOT / "CHANGES.md").read_text("utf-8"), re.MULTILINE)[0]
    assert installed.wheel.name == f"vien_dan-{newest}-py3-none-any.whl"
    for command in ("vien-dan", "vien-dan-web"):
        assert installed.run(command, "--version").stdout == f"Viện Dẫn {newest}\n"


def test_the_wheel_requires_what_is_pinned(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        required = HeaderParser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist", [])
    assert required == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]


def test_the_wheel_holds_the_program_and_what_ships_and_nothing_else(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    source = {path.relative_to(ROOT).as_posix() for folder in ("kb", "webapp") for path in (ROOT / folder).rglob("*.*")}
    program = {name for name in source if "__pycache__" not in name}
    assert held == program | {
        "corpus/catalogue.toml",
        "corpus/laws.tsv",
        "corpus/addresses.tsv",
        "corpus/bodies.toml",
        "corpus/chi-thi-thads/chi-thi.md",
    }
    assert "kb/py.typed" in held


def test_what_is_read_unless_told_otherwise_is_what_ships_with_the_program(installed: Installed) -> None:
    python = installed.environment / "bin" / "python"
    words = [python, "-c", "from kb.build import default_corpora; print(default_corpora()[0])"]
    done = subprocess.run(words, cwd=installed.home, env=installed.variables(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(installed.packages / "corpus")


@pytest.mark.parametrize("command", [("vien-dan", "search", "rừng"), ("vien-dan-web",)], ids=" ".join)
def test_without_a_knowledge_base_the_hint_names_the_command_as_it_is_typed(
    installed: Installed, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = installed.run(*command, "--data", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "“vien-dan build”" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_build_goes_into_the_users_folder_of_data(built: Installed) -> None:
    assert (built.data / POINTER).is_file()
    assert not (built.home / "var").exists()


@pytest.mark.parametrize(("query", "document"), [("thi hành án hành chính", DIRECTIVE), ("trồng cây", "901-2010-qh12")])
def test_a_search_finds_what_ships_and_what_the_user_has_added(built: Installed, query: str, document: str) -> None:
    done = built.run("vien-dan", "search", query, "--json")
    assert done.stderr == ""
    assert document in {hit["document"] for hit in json.loads(done.stdout)["hits"]}


def test_the_web_server_answers_from_the_same_folder(built: Installed) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = built.words("vien-dan-web", "--port", str(port))
    with subprocess.Popen(words, cwd=built.home, env=built.variables(), stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            assert f":{port}" in server.stdout.readline()  # it listens
            with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                assert json.load(answer) == {"ok": True, "generation": 1}
            with urlopen(f"http://127.0.0.1:{port}/static/style.css") as answer:
                assert answer.read() == (ROOT / "webapp" / "static" / "style.css").read_bytes()
            with urlopen(f"http://127.0.0.1:{port}/van-ban/{DIRECTIVE}") as answer:
                assert "CHỈ THỊ" in answer.read().decode()
            with urlopen(f"http://127.0.0.1:{port}/van-ban/26-2008-qh12") as answer:  # without text: where to put it
                assert f"<code>{built.data / 'van-ban'}</code>" in answer.read().decode()
        finally:
            server.terminate()
