"""How long a query takes, in process, beside five engines: over about 10,000 clauses, and over all of the codification.

All engines get the same texts in the same analysed terms: each clause with the heading and the lead of its Điều, once with
and once without diacritics. Peers return the numbers of the ten best clauses and count nothing ("of one type, with years":
they count the years of all that match). Ours ranks Điều, finds in each its best clause, and counts all that match by document.
The whole program (`kb.search`) adds the understanding of addresses and filters, snippets, highlights and five facets.
Every query is asked in several rounds, each engine and size in turn; a query's time is its median, and p50 and p95 are over
the queries. Both sizes are asked the same. An engine that takes longer than 15 s for all of a kind is asked that only once.

Run: `python -m bench.search.latency [--data DIR | --clauses N] [--small N] [--queries N] [--log N] [--peers NAME,…]`.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import kb
from bench.search import memory
from bench.search.asking import Ask, write, written
from bench.search.corpus import built, clauses, topics
from bench.search.log import queries
from bench.search.workers import LUCENE, OUR_ENGINE, OURS, SQLITE, TANTIVY, WHOOSH, XAPIAN, Named, Worker, at_work, only

ENGINES = (WHOOSH, SQLITE, XAPIAN, LUCENE, TANTIVY, OUR_ENGINE, OURS)
_SLOW = 15.0  # seconds for one round of one kind
_WARMING = 50  # queries of each kind that are asked before any is timed


@dataclass
class Measured:
    """What was measured at one size: of each kind and engine the time of each query (ms), and how many answers came."""

    texts: int
    missing: dict[str, str]
    milliseconds: dict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(dict))
    answers: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    indexed: dict[str, tuple[float, float]] = field(default_factory=dict)  # seconds, megabytes


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one table for each kind of query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder in which the codification is built; else it is built")
    parser.add_argument("--clauses", "--sample", type=int, metavar="N", help="build only a sample of about so many clauses")
    parser.add_argument("--small", type=int, default=10_000, metavar="N", help="clauses of the small size, about")
    parser.add_argument("--queries", type=int, default=100, metavar="N", help="queries of each kind")
    parser.add_argument("--log", type=int, default=1000, metavar="N", help="queries of the mixed log")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", help="only these engines (parts of names, comma-separated) beside ours")
    options = parser.parse_args(arguments)
    engines = only(ENGINES, options.peers)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        small = built(topics(options.small), scratch / "small")
        large = options.data or built(topics(options.clauses), scratch / "large")
        asks: dict[str, list[Ask]] = {}
        sizes: list[Measured] = []
        workers: list[tuple[Measured, Worker]] = []
        with ExitStack() as stack:
            for data, folder in ((small, scratch / "small-engines"), (large, scratch / "large-engines")):
                folder.mkdir()
                generation = kb.Published(data).current()
                number = write(clauses(generation), folder / "texts")
                asks = asks or queries(generation, list(written(folder / "texts")), options.queries, options.log)
                del generation
                started, missing = stack.enter_context(at_work(engines, folder))
                sizes.append(Measured(number, missing))
                _prepare(started, sizes[-1], data, folder / "texts")
                workers += ((sizes[-1], worker) for worker in started)
            for kind, own in asks.items():
                for _, worker in workers:
                    worker.ask(own[:_WARMING])
                _in_rounds(workers, kind, own, options.rounds)
    _print(engines, sizes, asks, options.rounds)
    return 0


def _prepare(workers: Sequence[Worker], size: Measured, data: Path, texts: Path) -> None:
    for worker in workers:
        seconds = worker.prepare(data if worker.named.ours else texts)
        size.indexed[worker.named.name] = seconds, worker.megabytes
        print(f"  {size.texts} clauses: {worker.named.name} is ready after {seconds:.1f} s", file=sys.stderr)


def _in_rounds(workers: Sequence[tuple[Measured, Worker]], kind: str, asks: Sequence[Ask], rounds: int) -> None:
    """Ask all, of both sizes, in turn: what else the machine does then falls on all alike."""
    times: dict[Worker, list[list[float]]] = defaultdict(list)
    for _ in range(rounds):
        for size, worker in workers:
            if times[worker] and sum(times[worker][0]) > _SLOW:
                continue
            seconds, answers = worker.ask(asks)
            times[worker].append(seconds)
            size.answers[kind][worker.named.name] = sum(map(len, answers)) / len(answers)
    for size, worker in workers:
        of_queries = zip(*times[worker], strict=True)
        size.milliseconds[kind][worker.named.name] = [1000 * median(seconds) for seconds in of_queries]


def _print(engines: Sequence[Named], sizes: Sequence[Measured], asks: Mapping[str, Sequence[Ask]], rounds: int) -> None:
    small, large = sizes
    print(f"{small.texts} and {large.texts} clauses; {memory.machine()}")
    print(f"milliseconds, each query the median of {rounds} rounds; ten best; ratios are of p50 over {large.texts}")
    for kind, own in asks.items():
        columns = f"{'p50':>9}{'p95':>9}" * 2
        print(f"\n{kind} ({len(own)} queries)")
        print(f"{'':<22}{columns}{'growth':>8}{'Whoosh/it':>11}{'it/tantivy':>12}{'ids':>6}")
        base = {name: median(times) for name, times in large.milliseconds[kind].items()}
        for named in engines:
            if named.name in large.missing:
                print(f"  {named.name:<20}  not installed: {large.missing[named.name]}")
            else:
                _row(named.name, [size.milliseconds[kind][named.name] for size in sizes], base, large.answers[kind][named.name])
    print(f"\n{'ready to answer':<22}{'s':>9}{'MB':>9}{'s':>9}{'MB':>9}   (ours: opening what a build wrote)")
    for name in large.indexed:
        print(f"  {name:<20}" + "".join(f"{value:>9.1f}" for size in sizes for value in size.indexed[name]))


def _row(name: str, sizes: Sequence[Sequence[float]], base: Mapping[str, float], answers: float) -> None:
    figures = "".join(f"{median(times):>9.3f}{quantiles(times, n=20)[-1]:>9.3f}" for times in sizes)
    growth = f"{median(sizes[1]) / median(sizes[0]):>8.1f}"
    whoosh = f"{base[WHOOSH.name] / base[name]:>11.1f}" if WHOOSH.name in base else f"{'':>11}"
    tantivy = f"{base[name] / base[TANTIVY.name]:>12.1f}" if TANTIVY.name in base else f"{'':>12}"
    print(f"  {name:<20}{figures}{growth}{whoosh}{tantivy}{answers:>6.1f}")


if __name__ == "__main__":
    raise SystemExit(main())
