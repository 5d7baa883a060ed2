"""What a web worker takes: memory, time from start to first answer, and whether threads disturb one another.

Workers are `python -m webapp`, asked over HTTP. Answers of one thread alone are kept; then eight threads ask the same, each in
an order of its own, and every answer is compared byte by byte.

Run: `python -m bench.search.serving [--data DIR | --clauses N] [--queries N]`.
"""

import argparse
import http.client
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import kb
from bench.search import memory
from bench.search.corpus import built, clauses, topics
from bench.search.log import queries

_ROOT = Path(__file__).parents[2]
_THREADS = 8
_PATIENCE = 120.0  # seconds until a worker must answer
_DOCUMENTS = 40  # so many, about, give the words of the queries


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 1 where an answer was another than alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder in which the codification is built; else it is built")
    parser.add_argument("--clauses", type=int, metavar="N", help="build only a sample of about so many clauses")
    parser.add_argument("--queries", type=int, default=300, metavar="N")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        data = options.data or built(topics(options.clauses), Path(name) / "data")
        print(f"{len(kb.Published(data).current().with_text)} documents; {memory.machine()}", flush=True)
        asked = _queries(data, options.queries)
        with _worker(data, asked[0]) as one:
            _print_memory("one worker, after its first answer", one)
            alone, seconds = _ask_all(one.port, asked)
            print(f"one thread: {len(asked)} answers over HTTP in {seconds:.1f} s, {len(asked) / seconds:.0f} a second")
            _print_memory(f"one worker, after {len(asked)} queries", one)
            with _worker(data, asked[0]) as other:
                _ask_all(other.port, asked)
                _print_memory("first of two workers", one)
                _print_memory("second of two workers", other)
            wrong = _disturbed(one.port, asked, alone)
            _print_memory(f"one worker, after {_THREADS} threads", one)
    return 1 if wrong else 0


class _Running:
    """A worker that has answered: where it listens, and how long its start took."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, seconds: float) -> None:
        self.process, self.port, self.seconds = process, port, seconds


def _queries(data: Path, number: int) -> list[str]:
    generation = kb.Published(data).current()
    every = max(1, len(generation.with_text) // _DOCUMENTS)
    asked = queries(generation, list(clauses(generation, every)), 0, number)
    return [ask.typed for kind in asked.values() for ask in kind]


@contextmanager
def _worker(data: Path, query: str) -> Iterator[_Running]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    command = [sys.executable, "-m", "webapp", "--port", str(port), "--data", str(data.resolve())]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=_ROOT)
    try:
        while time.perf_counter() - start < _PATIENCE:
            with suppress(OSError):
                _answer(http.client.HTTPConnection("127.0.0.1", port), query)
                break
            time.sleep(0.01)
        seconds = time.perf_counter() - start
        print(f"start to first answer: {seconds:.2f} s")
        yield _Running(process, port, seconds)
    finally:
        process.terminate()
        process.wait()


def _answer(connection: http.client.HTTPConnection, query: str) -> bytes:
    connection.request("GET", f"/api/v1/search?{urlencode({'q': query, 'limit': 10})}")
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise ValueError(f"{response.status} for {query!r}: {body[:200]!r}")
    return body


def _ask_all(port: int, asked: Sequence[str]) -> tuple[dict[str, bytes], float]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    start = time.perf_counter()
    answers = {query: _answer(connection, query) for query in asked}
    return answers, time.perf_counter() - start


def _disturbed(port: int, asked: Sequence[str], alone: dict[str, bytes]) -> int:
    """How many answers to eight threads are other than to one."""
    orders = [random.Random(number).sample(asked, len(asked)) for number in range(_THREADS)]
    start = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        answered = list(pool.map(lambda order: _ask_all(port, order)[0], orders))
    seconds = time.perf_counter() - start
    wrong = sum(answers[query] != alone[query] for answers in answered for query in asked)
    total = _THREADS * len(asked)
    print(f"{_THREADS} threads: {total} answers over HTTP in {seconds:.1f} s, {total / seconds:.0f} a second")
    print(f"wrong answers: {wrong}")
    return wrong


def _print_memory(name: str, worker: _Running) -> None:
    found = memory.of(worker.process.pid)
    print(f"{name:<40} RSS {found.rss:>7.1f}  PSS {found.pss:>7.1f}  USS {found.uss:>7.1f} MB", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
