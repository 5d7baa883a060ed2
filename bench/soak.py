"""What a long time of faults does to a server: kills, publishes under load. It counts answers that are wrong.

Every file of the corpus says which edition of the corpus it is of ("lần ghi 17"), and all are written anew for each build. An
answer that shows two editions, or an edition before the one that it had shown, is wrong; so is no answer while the server runs.

kills    builds are begun, and in turn the build, one of its workers or the server is killed at a random moment; clients ask
clients  many clients ask through one publish after another: errors, memory of the server, times of answers

Run: `python -m bench.soak kills [--times 200]`, `python -m bench.soak clients [--minutes 10] [--clients 32]`. `make soak`: both
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

import psutil

ROOT = Path(__file__).parents[1]
_DOCUMENTS, _ARTICLES = 24, 8  # enough that a build starts its workers
_QUERY = quote('"lần ghi"')
_EDITION = re.compile(r"lần ghi (\d+)")
_WHOM = ("the build", "a worker", "the server")
_HEALTHY = 30.0  # seconds within which a server that was started answers


def write_corpus(folder: Path, edition: int) -> None:
    """Write all files of the corpus, of this edition; each by one rename."""
    folder.mkdir(exist_ok=True)
    for number in range(1, _DOCUMENTS + 1):
        lines = ["QUỐC HỘI", f"Luật số: {number}/2020/QH14", "LUẬT", f"Trồng cây số {number}"]
        for article in range(1, _ARTICLES + 1):
            lines += [f"Điều {article}. Việc thứ {article} của vườn {number}"]
            cited = f"khoản 2 Điều {article % _ARTICLES + 1} Luật số {number % _DOCUMENTS + 1}/2020/QH14"
            lines += [f"1. Theo {cited}, người trồng tưới cây."]
            lines += [f"2. Cây được trồng theo lần ghi {edition}." if article == 1 else "2. Cây được chăm sóc hằng ngày."]
        new = folder / f".{number}.new"
        new.write_text("\n".join(lines), "utf-8")
        new.replace(folder / f"luat-{number}.txt")


class Server:
    """A server of the data folder, which is started again whenever it was killed."""

    def __init__(self, data: Path) -> None:
        """Start it, and wait until it answers."""
        self._data = data
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers. Raises TimeoutError."""
        words = [sys.executable, "-m", "webapp", "--port", str(self.port), "--data", str(self._data)]
        self.process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + _HEALTHY
        while time.monotonic() < end:
            with suppress(OSError):
                self.get("/healthz")
                return
            time.sleep(0.05)
        raise TimeoutError("the server does not answer")

    def get(self, path: str) -> bytes:
        """The body of an answer. Raises OSError, of which urllib.error.HTTPError is one; also where the answer breaks off."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                body: bytes = answer.read()
                return body
        except HTTPException as error:
            raise ConnectionError(str(error)) from error

    def memory(self) -> int:
        """The resident memory of the server and its children, in bytes."""
        own = psutil.Process(self.process.pid)
        return sum(one.memory_info().rss for one in (own, *own.children(recursive=True)))

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait()


class Asking:
    """Clients that ask a server until they are told to stop, and what they got."""

    def __init__(self, server: Server, clients: int) -> None:
        """Begin."""
        self.server, self.is_up, self._goes_on = server, threading.Event(), True
        self.is_up.set()
        self.counts: Counter[str] = Counter()
        self.times: list[float] = []
        self._threads = [threading.Thread(target=self._ask, daemon=True) for _ in range(clients)]
        for thread in self._threads:
            thread.start()

    def _ask(self) -> None:
        seen = 0
        while self._goes_on:
            if not self.is_up.wait(1):
                continue
            begin = time.perf_counter()
            try:
                answer = json.loads(self.server.get(f"/api/v1/search?q={_QUERY}&limit=100"))
            except (OSError, ValueError) as error:
                self.counts["while the server was down" if not self.is_up.is_set() else f"error: {error}"] += 1
                time.sleep(0.05)
                continue
            self.times.append(time.perf_counter() - begin)
            editions = {int(number) for hit in answer["hits"] for number in _EDITION.findall(hit["snippet"])}
            if len(editions) != 1 or answer["total"] != _DOCUMENTS:
                self.counts[f"wrong: {len(editions)} editions, {answer['total']} clauses"] += 1
            elif min(editions) < seen:
                self.counts["wrong: an older edition"] += 1
            else:
                self.counts["right"] += 1
            seen = max(seen, *editions, 0)

    def stop(self) -> None:
        """Wait until the last answer is there. A client that gave up before has seen less than is told: an error."""
        self.counts["error: a client gave up"] += sum(not thread.is_alive() for thread in self._threads)
        self.counts += Counter()  # only what was counted
        self._goes_on = False
        for thread in self._threads:
            thread.join()


def start_build(corpus: Path, data: Path) -> subprocess.Popen[bytes]:
    """A build in a process of its own."""
    words = [sys.executable, "indexer.py", "build", "--corpus", str(corpus), "--data", str(data)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _worker(build: subprocess.Popen[bytes], chance: random.Random) -> psutil.Process | None:
    """One of the workers of a build, when it has any; None of a build that ended before."""
    while build.poll() is None:
        with suppress(psutil.NoSuchProcess):
            if workers := psutil.Process(build.pid).children(recursive=True):
                return chance.choice(workers)
        time.sleep(0.01)
    return None


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kill(whom: str, build: subprocess.Popen[bytes], asking: Asking, chance: random.Random, usual: float) -> None:
    """Kill one of _WHOM at a random moment of a build, which usually takes so many seconds; a server is started again."""
    if whom == "a worker":
        worker = _worker(build, chance)
        time.sleep(chance.uniform(0, usual / 2))
        with suppress(psutil.NoSuchProcess):
            if worker is not None:
                worker.kill()
    elif whom == "the build":
        time.sleep(chance.uniform(0, usual))
        build.kill()
    else:
        time.sleep(chance.uniform(0, usual))
        asking.is_up.clear()
        asking.server.kill()
        asking.server.start()
        asking.is_up.set()


def kills(times: int, seed: int) -> bool:
    """Kill so many times; whether no answer was wrong, and every build that was left alone succeeded."""
    chance, done, failures = random.Random(seed), Counter[str](), 0
    with _folder() as folder:
        corpus, data = folder / "corpus", folder / "data"
        write_corpus(corpus, 1)
        begin = time.monotonic()
        start_build(corpus, data).wait()
        usual = time.monotonic() - begin
        server = Server(data)
        asking = Asking(server, 4)
        for edition in range(2, times + 2):
            write_corpus(corpus, edition)
            build = start_build(corpus, data)
            whom = _WHOM[edition % len(_WHOM)]
            _kill(whom, build, asking, chance, usual)
            done[whom] += 1
            code = build.wait()
            failures += code not in ((0, 3, -signal.SIGKILL) if whom == "the build" else (0, 3))
            print(f"\r{edition - 1}/{times}", end="", file=sys.stderr, flush=True)
        write_corpus(corpus, times + 2)
        failures += start_build(corpus, data).wait() not in (0, 3)
        time.sleep(1)
        last = json.loads(server.get(f"/api/v1/search?q={_QUERY}&limit=1"))["hits"][0]["snippet"]
        asking.stop()
        server.kill()
        left = [path.name for path in (data / "generations").iterdir()]
    print(
        f"\nkilled: {dict(done)}\nanswers: {dict(asking.counts)}\nbuilds that failed: {failures}; generations left: {len(left)}"
    )
    is_last = _EDITION.findall(last) == [str(times + 2)]
    print(f"the last build is served: {is_last}")
    return is_last and not failures and asking.counts.keys() <= {"right", "while the server was down"}


def clients(minutes: float, count: int) -> bool:
    """Ask with so many clients while one build after another is published; whether no answer was wrong."""
    with _folder() as folder:
        corpus, data = folder / "corpus", folder / "data"
        write_corpus(corpus, 1)
        start_build(corpus, data).wait()
        server = Server(data)
        asking = Asking(server, count)
        begin, edition, memory = time.monotonic(), 1, list[int]()
        while time.monotonic() - begin < minutes * 60:
            edition += 1
            write_corpus(corpus, edition)
            start_build(corpus, data).wait()
            memory.append(server.memory())
        asking.stop()
        server.kill()
    half = len(memory) // 2
    print(f"publishes: {edition - 1}\nanswers: {dict(asking.counts)}")
    print(f"ms: median {1000 * median(asking.times):.0f}, of 100 the slowest {1000 * quantiles(asking.times, n=100)[-1]:.0f}")
    print(f"memory, MB: {median(memory[:half]) / 1e6:.0f} in the first half, {median(memory[half:]) / 1e6:.0f} in the second")
    return asking.counts.keys() <= {"right"}


def main() -> int:
    """Do one of both; exit code 1 where an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("kills", "clients"))
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=os.getpid())
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=32)
    options = parser.parse_args()
    print(f"seed {options.seed}")
    is_right = kills(options.times, options.seed) if options.what == "kills" else clients(options.minutes, options.clients)
    return 0 if is_right else 1


if __name__ == "__main__":
    raise SystemExit(main())
