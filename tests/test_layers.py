"""Imports go only downward, and each library has the one user that the design gives it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# The rooms of kb/, a row a floor, the lowest first. A room may import only from its own floor and those below.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("version", "errors", "console", "logs", "disk"),
    ("manifest", "serving"),  # the files of a build by their bytes; what is served
    ("language",),  # Unicode, tone style, syllables, segmentation
    ("law",),  # values, eIds, dates, and the tables of the law
    ("catalogue", "parts"),  # facts about documents, status on a day; what is long in parts
    ("readers", "structure", "store", "fetch"),  # bytes to paragraphs to trees; the file; downloads
    ("identify", "citations"),  # what a text says of itself, and of others
    ("versions",),  # which words hold on a day, and what changes them
    ("index",),
    ("generation", "settings"),  # what a build has made; what its owner has settled
    ("published", "body_views"),  # which of the generations is served; what has become of the bodies that a text names
    ("search",),  # the answers to queries
    ("materials", "build"),  # a user's file; folders to a published build
    ("packs",),  # texts of a base in one file, for a machine without a network
    ("doctor",),  # what is wrong with an installation
    ("views", "pack_views", "status_views"),  # the shapes of JSON
    ("commands",),
    ("kb",),  # the public names
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# A library that one part of kb alone may import.
SOLE_USERS = {
    "whoosh": "kb/index/engines/whoosh/",
    "pyvi": "kb/language/segment/model.py",
    "bs4": "kb/readers/",
    "lxml": "kb/readers/",
    "sqlite3": "kb/store/",
    "msgspec": "kb/build/sealed.py",
    "subprocess": "kb/readers/pdf/recognition.py",
    "pypdfium2": "kb/readers/pdf/pdfium.py",
    "olefile": "kb/readers/word/ole.py",
}


def _imports(path: Path) -> list[str]:
    """The dotted names that a module imports, with the names taken from packages."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return found


MODULES = sorted((ROOT / "kb").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_its_floor_and_those_below(path: Path) -> None:
    parts = path.relative_to(ROOT / "kb").with_suffix("").parts
    own = "kb" if parts == ("__init__",) else parts[0]
    for name in _imports(path):
        package, *rest = name.split(".")
        assert package not in ("webapp", "indexer", "flask"), f"{path} imports {name}"
        if package == "kb" and rest[0] != own:
            assert FLOOR[rest[0]] <= FLOOR[own], f"{own} may not import {rest[0]}"


@pytest.mark.parametrize(("library", "user"), SOLE_USERS.items(), ids=SOLE_USERS)
def test_a_library_has_one_user(library: str, user: str) -> None:
    for path in [*MODULES, *(ROOT / "webapp").rglob("*.py"), ROOT / "indexer.py"]:
        place = path.relative_to(ROOT).as_posix()
        if not place.startswith(user):
            assert library not in {name.split(".")[0] for name in _imports(path)}, f"{place} imports {library}"


def test_the_web_app_uses_only_public_names_of_kb() -> None:
    for path in (ROOT / "webapp").rglob("*.py"):
        for name in _imports(path):
            assert not name.startswith("kb."), f"{path.name} imports {name}"


def test_rooms_of_one_floor_make_no_circle() -> None:
    imported: set[tuple[str, str]] = set()
    for path in MODULES:
        parts = path.relative_to(ROOT / "kb").with_suffix("").parts
        own = "kb" if parts == ("__init__",) else parts[0]
        rooms = {name.split(".")[1] for name in _imports(path) if name.startswith("kb.")}
        imported |= {(own, room) for room in rooms if room != own}
    assert {pair for pair in imported if pair[::-1] in imported} == set()


# Modules that are longer than one sitting, and why.
LONG = {
    "kb/law/model.py": 430,  # the values that pass between stages, and nothing else
    "kb/citations/find/provisions.py": 345,  # one grammar, read from top to bottom
    "kb/readers/word/rtf.py": 320,
    "kb/citations/find/designations.py": 310,
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    most = LONG.get(path.relative_to(ROOT).as_posix(), 300)
    assert len(path.read_text("utf-8").splitlines()) <= most


# One interface in many modules: each reader reads, each command is added and run, each engine writes and opens its index.
INTERFACES = {"read", "add", "run", "main", "write", "open"}


def test_a_public_name_is_defined_in_one_module_alone() -> None:
    homes: dict[str, set[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                homes.setdefault(node.name, set()).add(path.relative_to(ROOT).as_posix())
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name) and len(target.id) > 1:  # type variables have one letter
                        homes.setdefault(target.id, set()).add(path.relative_to(ROOT).as_posix())
    twice = {name: sorted(own) for name, own in homes.items() if len(own) > 1 and not name.startswith("_")}
    assert {name: own for name, own in twice.items() if name not in INTERFACES} == {}


def test_place_is_where_a_document_was_issued_and_nothing_else() -> None:
    for path in MODULES:
        room = path.relative_to(ROOT / "kb").parts[0]
        tree = ast.parse(path.read_text("utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        if room not in ("identify", "readers", "law", "catalogue"):
            assert not {name for name in names if re.fullmatch(r"_?places?(_.*)?|.*_places?", name)}, path
