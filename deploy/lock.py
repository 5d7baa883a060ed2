"""Writes requirements.txt and requirements-dev.txt of pyproject.toml: every package with the hashes of all its files.

docs/giay-phep.md lists the licences of what is installed with the program. Run: `make lock` (needs a network).
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from email.message import Message
from importlib.metadata import metadata
from pathlib import Path
from typing import cast

ROOT = Path(__file__).parents[1]
RUN, DEV, LICENCES = ROOT / "requirements.txt", ROOT / "requirements-dev.txt", ROOT / "docs" / "giay-phep.md"
LOWEST_PYTHON = "3.11.5"
_HEAD = "# Made by `make lock` of pyproject.toml: pip installs no file that has another hash.\n"
_DEV_HEAD = f"{_HEAD}# What tests and gates need on top.\n-r requirements.txt\n"
_LICENCES_HEAD = """# Giấy phép của các gói đi kèm

Mỗi gói được cài cùng chương trình, với giấy phép mà gói ấy tự ghi; toàn văn giấy phép nằm trong gói. Bảng do `make lock` lập.

| gói | giấy phép | trang của gói |
|---|---|---|
"""


def pinned(*, with_dev: bool = False) -> dict[str, str]:
    """The packages that pyproject.toml names, by name in small letters: {"flask": "3.1.3"}."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lines = [*project["project"]["dependencies"], *(project["dependency-groups"]["dev"] if with_dev else ())]
    return {
        name.lower().replace("_", "-"): version
        for name, version in (line.partition(";")[0].strip().split("==") for line in lines)
    }


def requirements(text: str) -> Iterator[tuple[str, str]]:
    """The packages of a file of requirements, each with its lines: ("flask", "flask==3.1.3 \\\n    --hash=…")."""
    for found in re.finditer(r"^([\w.-]+)==.*(?:\n +--hash.*)+", text, re.MULTILINE):
        yield found[1].lower(), found[0]


def _compiled(*options: str) -> str:
    words = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--quiet"]
    words += [
        "--python-version",
        LOWEST_PYTHON,
        "--no-header",
        "--no-annotate",
        "--default-index",
        "https://pypi.org/simple",
        *options,
    ]
    return subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def licence(package: Message) -> str:
    """What a package says of its licence, in a few words: its SPDX expression, its classifiers, or its first line of text."""
    if expression := package.get("License-Expression"):
        return str(expression)
    classified = [line.rpartition(" :: ")[2] for line in package.get_all("Classifier", []) if line.startswith("License ::")]
    stated = str(package.get("License") or "").strip().partition("\n")[0]
    return ", ".join(one for one in classified if one != "OSI Approved") or stated


def home(package: Message) -> str:
    """The page of a package, as it says itself; "" where it says none."""
    urls = dict(line.split(", ", 1) for line in package.get_all("Project-URL", []))
    named = {name.lower(): url for name, url in urls.items()}
    first = (named[name] for name in ("homepage", "source", "repository", "source code", "github") if name in named)
    return next(first, str(package.get("Home-page") or next(iter(urls.values()), "")))


def _rows(names: Iterable[str]) -> Iterator[str]:
    for name in sorted(names):
        package = cast(Message, metadata(name))  # what it is, though its protocol says less
        yield f"| {package['Name']} {package['Version']} | {licence(package)} | {home(package)} |\n"


def main() -> None:
    """Write the three files."""
    run = _compiled()
    missing = {name for name, _ in requirements(run)} - set(pinned())
    if missing:
        sys.exit(f"pyproject.toml does not pin what its packages need: {', '.join(sorted(missing))}")
    RUN.write_text(_HEAD + run, "utf-8")
    own = [lines for name, lines in requirements(_compiled("--group", "dev")) if name not in pinned()]
    DEV.write_text(_DEV_HEAD + "".join(f"{lines}\n" for lines in own), "utf-8")
    on_windows_alone = {"colorama"}  # not installed here: its licence is stated by hand
    rows = [
        *_rows(set(pinned()) - on_windows_alone),
        "| colorama 0.4.6 (Windows) | BSD License | https://github.com/tartley/colorama |\n",
    ]
    LICENCES.write_text(_LICENCES_HEAD + "".join(sorted(rows, key=str.lower)), "utf-8")


if __name__ == "__main__":
    main()
