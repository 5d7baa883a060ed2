"""What an installation needs beside the program: hashes of packages, licences, the folder for machines without a network."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import bundle
from deploy.bundle import PYTHONS, Target
from deploy.lock import DEV, LICENCES, RUN, pinned, requirements
from tests.conftest import ROOT


@pytest.mark.parametrize(("path", "expected"), [(RUN, pinned()), (DEV, pinned(with_dev=True))], ids=["run", "dev"])
def test_requirements_are_what_is_pinned_each_with_hashes(path: Path, expected: dict[str, str]) -> None:
    text = path.read_text("utf-8")
    found = dict(requirements(text))
    direct = expected if path == RUN else {name: version for name, version in expected.items() if name not in pinned()}
    for name, version in direct.items():
        assert found[name].split()[0].lower() == f"{name}=={version}"
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", found[name])
    if path == RUN:
        assert found.keys() == direct.keys()
    # No line stands outside what was found: pip would take it too.
    rest = text
    for lines in found.values():
        rest = rest.replace(lines, "")
    assert {line for line in rest.splitlines() if line and not line.startswith("#")} <= {"-r requirements.txt"}


def test_the_licence_of_every_package_is_listed_and_none_binds_who_serves_it() -> None:
    rows = [row.split(" | ") for row in LICENCES.read_text("utf-8").splitlines() if row.startswith("| ") and "==" not in row][
        1:
    ]
    listed = {name.removeprefix("| ").partition(" ")[0].lower().replace("_", "-"): (name, licence) for name, licence, _ in rows}
    assert listed.keys() == pinned().keys()
    for name, version in pinned().items():
        assert version in listed[name][0]
        assert listed[name][1].strip()
        assert not re.search(r"\b(?:A?GPL|SSPL|Affero)", listed[name][1])


@pytest.mark.parametrize(
    ("system", "has_colorama"),
    [
        ("linux", False),
        ("windows", True),  # its marker is true there, wherever the folder is made
    ],
)
def test_each_system_gets_the_packages_that_it_needs(system: str, has_colorama: bool) -> None:
    for python in PYTHONS:
        lines = Target(system, python).lines()
        assert ("colorama==" in lines) is has_colorama
        assert ";" not in lines
        assert len(re.findall(r"^[\w.-]+==", lines, re.MULTILINE)) == len(pinned()) - (not has_colorama)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as the folder has it."""
    out = tmp_path_factory.mktemp("bundle") / "Viện Dẫn"
    out.mkdir()
    bundle.copy_program(out)
    return out


def test_the_folder_holds_what_ships_and_nothing_else(copied: Path) -> None:
    assert {path.name for path in copied.iterdir()} == {
        "kb", "webapp", "corpus", "docs", "indexer.py", "requirements.txt", "README.md", "CHANGES.md", "chay.sh", "chay.bat",
    }  # fmt: skip
    held = {path.relative_to(copied / "corpus").as_posix() for path in (copied / "corpus").rglob("*") if path.is_file()}
    assert held == set(bundle.SHIPPED)
    assert not [path for path in copied.rglob("*") if path.name == "__pycache__"]


def test_the_copied_program_builds_and_searches(copied: Path, tmp_path: Path) -> None:
    for words in (["build", "--corpus", "corpus"], ["search", "thi hành án hành chính"]):
        done = subprocess.run(
            [sys.executable, "indexer.py", *words, "--data", tmp_path], cwd=copied, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_the_start_script_of_windows_has_the_line_ends_that_cmd_needs(copied: Path) -> None:
    script = (copied / "chay.bat").read_bytes()
    assert script.count(b"\r\n") == script.count(b"\n")
    labels = set(re.findall(rb"^:(\w+)\r$", script, re.MULTILINE))
    assert set(re.findall(rb"goto (\w+)", script)) == labels


def test_the_start_script_says_which_python_is_missing(copied: Path, tmp_path: Path) -> None:
    for name in ("sh", "dirname"):
        tool = shutil.which(name)
        assert tool
        (tmp_path / name).symlink_to(tool)
    done = subprocess.run([copied / "chay.sh"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Cần Python từ 3.11.5 đến 3.13; máy này chưa có.\n"


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.bundle", tmp_path], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "there already" in done.stderr
    assert tmp_path.is_dir()
