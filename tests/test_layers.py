"""Imports go only downward, and each library has the one user that the design gives it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Each module may import only from its own layer and those before it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "vocabulary", "console", "processes"),
    ("dates",),
    ("model",),
    ("text",),
    ("legacy",),
    ("eid", "segment", "catalogue", "abbreviations", "everyday", "syntax"),
    ("readers", "store"),
    ("structure",),
    ("signature", "commencement"),
    ("citations", "identify", "places", "relations"),
    ("index",),
    ("addresses", "query", "columns", "lookup"),
    ("standing",),
    ("generation",),
    ("facets", "snippets", "correcting"),
    ("link", "search", "suggesting", "quoting"),
    ("checking",),
    ("shelf",),
    ("gather", "texts", "fetch", "recorded", "renamed"),
    ("citing", "indexing"),
    ("storing",),
    ("material", "views", "build"),
    ("kb",),  # the public names
)
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}

# A library that one part of kb alone may import.
SOLE_USERS = {
    "whoosh": "kb/index/",
    "pyvi": "kb/segment/model.py",
    "bs4": "kb/readers/",
    "lxml": "kb/readers/",
    "sqlite3": "kb/store/",
    "pypdfium2": "kb/readers/pages.py",
    "olefile": "kb/readers/ole.py",
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
def test_a_module_imports_only_from_layers_below(path: Path) -> None:
    parts = path.relative_to(ROOT / "kb").with_suffix("").parts
    own = "kb" if parts == ("__init__",) else parts[0]
    for name in _imports(path):
        package, *rest = name.split(".")
        assert package not in ("webapp", "indexer", "flask"), f"{path} imports {name}"
        if package == "kb" and rest[0] != own:
            assert LAYER[rest[0]] <= LAYER[own], f"{own} may not import {rest[0]}"


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
