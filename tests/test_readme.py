"""The README's commands run as they stand."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
NOT_HERE = ("build", "fetch", "rollback")  # they read all there is, need a network, need a build before
COMMANDS = [c for c in re.findall(r"`(python indexer\.py [^`]+)`", README) if "/srv/" not in c]


def test_it_names_the_commands_that_people_need() -> None:
    assert {c.split()[2] for c in COMMANDS} >= {"build", "search", "show", "cite", "link", "status"}


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.split()[2] not in NOT_HERE])
def test_a_command_of_the_readme_succeeds(command: str, knowledge_base: Path, tmp_path: Path) -> None:
    command = command.replace("-o var/", f"-o {tmp_path}/").replace("python ", f"{sys.executable} ", 1)
    environment = os.environ | {"KB_DATA": str(knowledge_base)}
    done = subprocess.run(command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == (4 if " check " in command else 0), done.stderr  # the directive has two wrong names
    assert done.stdout.strip()


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    for target in ("run", "laws", "test", "bundle", "bench", "lint"):
        assert f"make {target}" in README
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


def test_make_alone_lists_the_commands() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert {line.split()[0] for line in listed.splitlines()} >= {"run", "test", "bench", "lint"}


def test_every_chosen_library_has_its_line() -> None:
    decisions = (ROOT / "docs" / "decisions.md").read_text("utf-8")
    listed = (ROOT / "pyproject.toml").read_text("utf-8").partition("\ndependencies = [\n")[2].partition("\n\n")[0]
    pins = re.findall(r'"([\w.-]+)==([\w.]+)"', listed)  # the first block is used by name
    assert len(pins) > 10
    for name, version in pins:
        assert f"**{name} {version}**" in decisions, name


def test_settings_say_that_warnings_are_errors() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert settings["tool"]["pytest"]["ini_options"]["filterwarnings"] == ["error"]
