"""A real server, as `python -m webapp` starts it, and bare connections to it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Served:
    """A running server."""

    port: int
    process: "subprocess.Popen[str]"

    def get(self, path: str, seconds: float = 60.0, **headers: str) -> tuple[int, str]:
        """The status and the text of an answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def send(self, *pieces: bytes, seconds: float = 60.0) -> bytes:
        """All that comes back of a connection on which these bytes are sent, or as many as it takes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as sent:
            try:
                for piece in pieces:
                    sent.sendall(piece)
            except OSError:
                pass  # it does not take more
            return _all_of(sent)

    def children(self) -> list[psutil.Process]:
        """The processes that it has, those of their own included."""
        return psutil.Process(self.process.pid).children(recursive=True)


def _all_of(connection: socket.socket) -> bytes:
    received = b""
    while True:
        try:
            more = connection.recv(65536)
        except ConnectionError:
            return received
        if not more:
            return received
        received += more


def free_port() -> int:
    """A port that nobody has now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def served(data: Path, *arguments: str) -> Iterator[Served]:
    """A server of the data folder, until the end of the `with`."""
    port = free_port()
    command = [sys.executable, "-m", "webapp", "--port", str(port), "--data", str(data), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        assert "đang chạy" in process.stdout.readline()
        yield Served(port, process)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def until(condition: "object", seconds: float = 60.0) -> bool:
    """Whether what a function tells becomes true in time."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
