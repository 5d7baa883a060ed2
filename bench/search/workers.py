"""The engines by name, each in a process of its own.

Guarantees:
1. An engine that is not installed is no error: it comes back among the missing, with the reason.
2. Seconds are measured in the worker, around the one call: no pipe is in them.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.search.asking import Ask

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Named:
    """An engine's name in tables, its module in `bench.search.engines`, and what this is told. `ours` opens a generation."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()

    @property
    def ours(self) -> bool:
        """Whether it is part of this program."""
        return self.module == "ours"


OURS = Named("ours", "ours", ("whole",))
OUR_ENGINE = Named("ours, engine alone", "ours", ("engine",))
WHOOSH = Named("Whoosh", "whoosh_peer")
SQLITE = Named("SQLite FTS5", "sqlite_peer")
TANTIVY = Named("tantivy", "tantivy_peer")
LUCENE = Named("Lucene", "lucene_peer")
XAPIAN = Named("Xapian", "xapian_peer")


def only(engines: Sequence[Named], wanted: str | None) -> list[Named]:
    """Ours, and of the others those whose name holds one of the `wanted` (comma-separated); without it all."""
    parts = [part.strip().lower() for part in wanted.split(",")] if wanted is not None else [""]
    return [named for named in engines if named.ours or any(part in named.name.lower() for part in parts)]


class Worker:
    """One engine at work."""

    def __init__(self, named: Named, process: "subprocess.Popen[str]", folder: Path) -> None:
        """`process` has said that it is ready."""
        self.named, self._process, self._folder = named, process, folder

    def prepare(self, source: Path) -> float:
        """Have it index a file of texts, or ours open the generation of a data folder; gives the seconds."""
        return float(self._order(prepare=str(source))["seconds"])

    def ask(self, asks: Iterable[Ask]) -> tuple[list[float], list[list[Any]]]:
        """The seconds that each query took, and its answers."""
        told = self._order(asks=[asdict(ask) for ask in asks])
        return told["seconds"], told["answers"]

    @property
    def megabytes(self) -> float:
        """What it has written to disk."""
        return sum(f.stat().st_size for f in self._folder.rglob("*") if f.is_file()) / 1e6

    def _order(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None, "opened with pipes"
        assert self._process.stdout is not None, "opened with pipes"
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.named.name} died: {self._process.wait()}")
        return dict(json.loads(line))


@contextmanager
def at_work(engines: Sequence[Named], scratch: Path) -> Iterator[tuple[list[Worker], dict[str, str]]]:
    """The engines that can be had, and why the others cannot."""
    missing: dict[str, str] = {}
    workers: list[Worker] = []
    with ExitStack() as stack:
        for named in engines:
            folder = scratch / "-".join((named.module, *named.arguments))
            folder.mkdir(parents=True)
            for python in (sys.executable, "/usr/bin/python3"):  # what Debian packages, its own Python has
                if not shutil.which(python):
                    continue
                process = _start(python, named, folder)
                assert process.stdout is not None, "opened with pipes"
                told = json.loads(process.stdout.readline() or '{"missing": "it died"}')
                if "ready" in told:
                    stack.callback(_end, process)
                    workers.append(Worker(named, process, folder))
                    missing.pop(named.name, None)
                    break
                _end(process)
                missing.setdefault(named.name, told["missing"])
        yield workers, missing


def _start(python: str, named: Named, folder: Path) -> "subprocess.Popen[str]":
    command = [python, "-m", "bench.search.worker", named.module, str(folder), *named.arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8", cwd=_ROOT)


def _end(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None, "opened with pipes"
    assert process.stdout is not None, "opened with pipes"
    process.stdin.close()
    process.wait()
    process.stdout.close()
