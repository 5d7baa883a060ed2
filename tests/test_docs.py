"""What the project's Markdown says of itself is there: links lead to files and headings, paths and names exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CURRENT = [page for page in PAGES if page.name != "CHANGES.md"]  # a history may name what is gone
GLOSSARY = ROOT / "docs" / "glossary.md"

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ABSOLUTE = re.compile(r"[a-z]+:")
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"(?:kb|webapp|bench|tests|docs|corpus)/[^\s:]*(?::\w+)?")
_MODULE = re.compile(r"python -m ((?:bench|webapp)[\w.]*)")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _prose(page: Path) -> str:
    """The text of a page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_relative_link_leads_to_a_file_and_a_heading_of_it(page: Path) -> None:
    for link in _LINK.findall(_prose(page)):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert _ABSOLUTE.match(link) or target.exists(), link
        assert _ABSOLUTE.match(link) or not anchor or anchor in _anchors(target), link


@pytest.mark.parametrize("page", CURRENT, ids=_name)
def test_every_path_in_backticks_exists(page: Path) -> None:
    for code in filter(_PATH.fullmatch, _CODE.findall(_prose(page))):
        path, _, name = code.partition(":")
        found = list(ROOT.glob(path.rstrip("/")))
        assert found, code
        assert not name or any(name in _said(file) for file in found), code


@pytest.mark.parametrize("page", CURRENT, ids=_name)
def test_every_module_that_a_command_runs_exists(page: Path) -> None:
    for module in _MODULE.findall(page.read_text("utf-8")):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module


def test_every_name_of_the_glossary_occurs_in_the_code() -> None:
    lines = GLOSSARY.read_text("utf-8").splitlines()
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in lines if line.startswith("|")]
    assert {len(row) for row in rows} == {4}
    names = {name for row in rows for name in _CODE.findall(row[2])}
    assert len(names) > 100
    said = {name for folder in ("kb", "webapp") for file in (ROOT / folder).rglob("*.py") for name in _said(file)}
    assert sorted(names - said) == []


@cache
def _said(file: Path) -> frozenset[str]:
    """The identifiers and the whole strings of a module."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        said = (getattr(node, field, None) for field in ("id", "name", "attr", "arg", "value"))
        names |= {name for name in said if isinstance(name, str)}
    return frozenset(names)


# (Markdown, what of it is a path)
NOTATIONS = (
    ("`kb/law` and `kb/index/*.py`", ["kb/law", "kb/index/*.py"]),  # a folder, a glob
    ("`kb/law/eid.py:label`", ["kb/law/eid.py:label"]),  # a name in a file
    ("`python indexer.py cite corpus/x.md`, `/van-ban/x`", []),  # a command, an address of the web
)


@pytest.mark.parametrize(("text", "paths"), NOTATIONS)
def test_a_path_is_told_from_what_else_stands_in_backticks(text: str, paths: list[str]) -> None:
    assert list(filter(_PATH.fullmatch, _CODE.findall(text))) == paths


def test_what_was_tried_names_tests_that_there_are() -> None:
    named = re.findall(r"`(tests/\w+\.py)(?:::(\w+))?`", (ROOT / "docs" / "reliability.md").read_text("utf-8"))
    assert len(named) > 30
    for path, test in named:
        assert not test or f"def {test}(" in (ROOT / path).read_text("utf-8"), test
