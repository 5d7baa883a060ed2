"""Builds everything at hand: with words segmented beside the writer, and with stock pyvi and one Whoosh writer in one process.

Run: `make bench`. Each is built several times in turn; figures are medians, the ratio is taken pair by pair.
"""

import argparse
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from kb import build
from kb.gather import source_files
from kb.readers import FORMS

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, action="append", help="folder of documents; default: everything at hand")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", type=int, metavar="PROCESSES", help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    corpora = options.corpus or build.default_corpora()
    if options.one is not None:
        return _one(corpora, options.data, options.one)
    files = [f for folder in corpora for f in source_files(folder) if f.name.lower().endswith(FORMS)]
    size = sum(f.stat().st_size for f in files) / 2**20
    print(f"{len(files)} files, {size:.1f} MB, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    ours, stock = (os.cpu_count() or 1) - 1, 0
    figures: dict[int, list[dict[str, float]]] = defaultdict(list)
    for _ in range(options.runs):
        for processes in (ours, stock):
            figures[processes].append(_measure(corpora, processes))
    stages = list(figures[stock][0])
    print(f"{'median of ' + str(options.runs):<12}" + "".join(f"{stage:>12}" for stage in stages))
    for name, processes in ((f"{ours + 1} processes", ours), ("one process", stock)):
        medians = (statistics.median(run[stage] for run in figures[processes]) for stage in stages)
        print(f"{name:<12}" + "".join(f"{value:>12.1f}" for value in medians))
    ratios = [b["total s"] / a["total s"] for a, b in zip(figures[ours], figures[stock], strict=True)]
    print(f"one process / several: {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")
    return 0


def _measure(corpora: Sequence[Path], processes: int) -> dict[str, float]:
    """Build in a process of its own: seconds of each stage, peak memory of the main process, size on disk."""
    data = Path(tempfile.mkdtemp())
    folders = [argument for folder in corpora for argument in ("--corpus", str(folder))]
    command = [sys.executable, "-m", "bench.build", "--one", str(processes), "--data", str(data), *folders]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures = {name: float(value) for name, value in (line.split("\t") for line in done.stdout.splitlines())}
    figures["disk MB"] = sum(f.stat().st_size for f in data.rglob("*") if f.is_file()) / 2**20
    shutil.rmtree(data)
    return figures


def _one(corpora: Sequence[Path], data: Path, processes: int) -> int:
    begun: dict[str, float] = {}

    def note(stage: str, done: int, total: int) -> None:
        begun.setdefault(stage, time.perf_counter())

    start = time.perf_counter()
    build.build(corpora, data, note, processes=processes)
    end = time.perf_counter()
    marks = [*begun.items(), ("", end)]
    for (stage, at), (_, following) in itertools.pairwise(marks):
        print(f"{stage} s\t{following - at}")
    print(f"total s\t{end - start}")
    if resource:
        print(f"memory MB\t{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
