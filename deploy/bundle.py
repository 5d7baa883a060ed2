"""Makes one folder for machines without a network: the program, its packages for each system, a start script for each.

Guarantees:
1. The folder holds what ships, never what a user has put beside it: texts of the law, settings, built data.
2. Every package is a wheel whose hash requirements.txt has; each target is resolved from the folder alone before it is done.

Run: `make bundle`, or `python -m deploy.bundle OUT [--system linux|windows] [--python 3.12.0]` for fewer targets.
"""

import argparse
import hashlib
import itertools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker

from deploy.lock import DEV, ROOT, RUN, requirements
from kb.version import VERSION

PROGRAM = ("kb", "webapp", "docs", "indexer.py", "README.md", "CHANGES.md", "requirements.txt")
SHIPPED = ("catalogue.toml", "laws.tsv", "addresses.tsv", "chi-thi-thads/chi-thi.md")  # of `corpus`
STARTS = ("chay.sh", "chay.bat")
PYTHONS = ("3.11.7", "3.12.0", "3.13.0")  # the lowest of each, whose wheels all later ones of the same kind take
# What pip calls the files of each system: PEP 600 for Linux, with the oldest systems that all packages support.
SYSTEMS = {
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "windows": ("win_amd64",),
}
_PLATFORM = {"linux": "linux", "windows": "win32"}
_PIP: tuple[str | Path, ...] = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


@dataclass(frozen=True, slots=True)
class Target:
    """A machine that the folder is for: "linux" or "windows", and its Python, "3.12.0"."""

    system: str
    python: str

    def lines(self) -> str:
        """The requirements that this machine installs, without markers: pip reads those for the machine it runs on."""
        own = {
            "sys_platform": _PLATFORM[self.system],
            "python_version": self.python.rpartition(".")[0],
            "python_full_version": self.python,
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }
        kept = []
        for _, lines in requirements(RUN.read_text("utf-8")):
            first, _, hashes = lines.partition(" \\\n")
            pin, _, marker = first.partition(";")
            if not marker or Marker(marker).evaluate(own):
                kept.append(f"{pin.strip()} \\\n{hashes}\n")
        return "".join(kept)

    def options(self) -> list[str]:
        """What tells pip to choose files for this machine."""
        platforms = itertools.chain(*(("--platform", tag) for tag in SYSTEMS[self.system]))
        return ["--only-binary=:all:", "--implementation", "cp", "--python-version", self.python, *platforms]


def copy_program(out: Path) -> None:
    """Copy the program and what ships into `out`, with the start scripts at its top."""
    for name in PROGRAM:
        source, target = ROOT / name, out / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    for name in SHIPPED:
        (out / "corpus" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "corpus" / name, out / "corpus" / name)
    for name in STARTS:
        text = (ROOT / "deploy" / name).read_text("utf-8")
        ends = "\r\n" if name.endswith(".bat") else "\n"  # cmd loses its place in a file with other line ends
        (out / name).write_text(text, "utf-8", newline=ends)
        (out / name).chmod(0o755)


def fetch(target: Target, wheels: Path) -> None:
    """Download the packages of a target into `wheels`; then resolve them from there alone."""
    _download(wheels, target.options(), target.lines())
    with _written(target.lines()) as listed:
        offline: list[str | Path] = ["--no-index", "--find-links", wheels, "--dry-run", "--target", listed.parent]
        subprocess.run([*_PIP, "install", *offline, "--require-hashes", *target.options(), "-r", listed], check=True)


def fetch_pip(wheels: Path) -> None:
    """Download pip, which the start scripts run from its wheel: the Python of a system may come without it (Debian's does)."""
    _download(wheels, ["--no-deps"], dict(requirements(DEV.read_text("utf-8")))["pip"])


def _download(wheels: Path, options: Sequence[str], lines: str) -> None:
    with _written(lines) as listed:
        words: list[str | Path] = [
            "download",
            "--dest",
            wheels,
            "--only-binary=:all:",
            "--require-hashes",
            *options,
            "-r",
            listed,
        ]
        subprocess.run([*_PIP, *words], check=True)


@contextmanager
def _written(lines: str) -> Iterator[Path]:
    """A file of these requirements, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "requirements.txt")
        listed.write_text(lines, "utf-8")
        yield listed


def _sums(out: Path) -> Iterator[str]:
    """The lines of SHA256SUMS, as `sha256sum --check` and `certutil` compare them."""
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        yield f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(out).as_posix()}\n"


def bundle(out: Path, targets: Sequence[Target]) -> None:
    """Make the folder `out`, which must not exist."""
    out.mkdir(parents=True)
    copy_program(out)
    wheels = out / "wheels"
    for done, target in enumerate(targets, 1):
        print(f"[{done}/{len(targets)}] {target.system}, Python {target.python}", flush=True)
        fetch(target, wheels)
    fetch_pip(wheels)
    (out / "SHA256SUMS").write_text("".join(_sums(out)), "utf-8")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {size / 1e6:.0f} MB")


def main() -> None:
    """Make the folder that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path, nargs="?", default=ROOT / "dist" / f"vien-dan-{VERSION}")
    parser.add_argument("--system", action="append", choices=sorted(SYSTEMS))
    parser.add_argument("--python", action="append", choices=PYTHONS)
    options = parser.parse_args()
    if options.out.exists():
        sys.exit(f"{options.out}: there already; remove it, or name another folder")
    targets = [Target(*pair) for pair in itertools.product(options.system or SYSTEMS, options.python or PYTHONS)]
    try:
        bundle(options.out, targets)
    except BaseException:
        shutil.rmtree(options.out, ignore_errors=True)  # half a folder looks like a whole one
        raise


if __name__ == "__main__":
    main()
