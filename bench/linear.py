"""Whether processor time is linear in the input: every stage on texts that repeat one piece, short ones and four times as long.

Of each stage and case it measures seconds of the processor at both lengths, in a process of its own that is ended at a limit,
and prints the ratios that are larger than wished, the worst first; 1 where there are any. Times below a floor are noise.

Run: `python -m bench.linear [--stage NAME]… [--case TEXT] [--sample N] [--times N] [--all]`; `--times 4` for texts four times
as long.
"""

import argparse
import gc
import hashlib
import os
import signal
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import kb
from bench.linear_cases import Case, Nested, cases
from bench.linear_stages import STAGES, Ready, Stage, World

RATIO = 5.0  # of the times, at four times the length
FLOOR = 0.01  # seconds: what takes less is taken for this
_LIMIT = 8.0  # seconds that one measurement may take
_ENOUGH = 0.04  # seconds that are measured at once: some systems count in steps of 0.004
_MOST_RUNS = 20
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds of the processor for a short and a long text; the limit where that was met."""

    stage: str
    case: str
    short: float
    long: float

    @property
    def ratio(self) -> float:
        """Of the times, small ones as the floor."""
        return self.long / max(self.short, FLOOR)


def seconds(ready: Ready, rounds: int = 2) -> float:
    """The time of the processor: the least of several rounds, in each of which it runs until that is long enough to be told.

    Without the collector of garbage, whose time is that of the whole process.
    """
    least = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            start, runs = time.process_time(), 0
            while (spent := time.process_time() - start) < _ENOUGH and runs < _MOST_RUNS:
                ready()
                runs += 1
            least = min(least, spent / runs)
            if least > 4 * _ENOUGH:  # long by itself
                break
    finally:
        gc.enable()
    return least


def measure(world: World, stage: Stage, case: Case | Nested, times: int = 1) -> Measured:
    """The time of a stage for a case, each length in a process of its own; what seems too much is measured three times."""

    def of(size: int) -> float:
        return _in_a_process(lambda: seconds(stage.prepare(world, case.text(size * times))))

    short, long = FLOOR, of(stage.sizes[1])
    for _ in range(3):
        if long <= RATIO * FLOOR:  # it cannot be too much
            break
        short = min(of(stage.sizes[0]), short if short > FLOOR else float("inf"))
        if long <= RATIO * max(short, FLOOR):
            break
        long = min(long, of(stage.sizes[1])) if long < _LIMIT else long
    return Measured(stage.name, case.name, short, long)


def _in_a_process(run: Callable[[], float]) -> float:
    """The figure that `run` gives in a fork, which the system ends at the limit."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, _LIMIT)
            os.write(writing, struct.pack("d", run()))
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os.write(writing, struct.pack("d", -1.0))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return float(struct.unpack("d", told)[0]) if told else _LIMIT


def chosen(stage: Stage, sample: int | None, text: str | None) -> list[Case | Nested]:
    """The cases of a stage: those whose names have `text`, and of them so many by hash."""
    found = [case for case in cases(stage.of) if text is None or text in case.name]
    return sorted(found, key=lambda case: hashlib.sha256(case.name.encode("utf-8", "replace")).digest())[:sample]


def _measured(world: World, stage: Stage, options: argparse.Namespace) -> Iterator[Measured]:
    for case in chosen(stage, options.sample, options.case):
        yield measure(world, stage, case, options.times)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", action="append", metavar="NAME", help="only stages whose names begin so (may be repeated)")
    parser.add_argument("--case", metavar="TEXT", help="only cases whose names have this")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many cases of each stage, chosen by hash")
    parser.add_argument("--times", type=int, default=1, metavar="N", help="texts so many times as long")
    parser.add_argument("--all", action="store_true", help="print every measurement")
    options = parser.parse_args(arguments)
    stages = [stage for stage in STAGES if not options.stage or stage.name.startswith(tuple(options.stage))]
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "data", Path(folder))
        kb.build.build([_ROOT / "corpus", _ROOT / "tests" / "fixtures" / "corpus"], world.data)
        world.citer  # noqa: B018 (made before the forks)
        gc.freeze()
        count, bad = 0, 0
        for stage in stages:
            found = list(_measured(world, stage, options))
            worst = sorted(found, key=lambda one: -one.ratio)
            shown = [one for one in worst if options.all or one.ratio > RATIO or one.long < 0]
            count, bad = count + len(found), bad + len(shown)
            slowest = max(found, key=lambda one: one.long)
            print(f"\n{stage.name}: {len(found)} cases, {len(shown)} beyond {RATIO}, ", end="")
            print(f"at most {slowest.long:.3f} s ({slowest.case})", flush=True)
            for one in shown:
                print(f"  {one.ratio:9.1f}  {one.short:8.4f} {one.long:8.4f}  {one.case}", flush=True)
    print(f"\n{count} measurements, {bad} beyond {RATIO}")
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main())
