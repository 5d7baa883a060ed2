"""The HTTP server: waitress, with deadlines, limits by address, and a stop that lets requests under way finish.

Guarantees:
1. A client that sends slowly, or nothing, is cut off in time, and when there are many of them, the oldest for the newest:
   others are answered.
2. A body that is too long is refused when its length is known, before it is read, with a line in Vietnamese.
3. A stop (SIGTERM, SIGINT, Ctrl+Break) takes no new request, lets those under way finish within STOP_SECONDS, and then returns.
"""

import copy
import json
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import current_thread, main_thread
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from webapp import BODY_LIMIT
from webapp.checking import ADDRESS, LARGEST_FILE
from webapp.hosts import LOCAL_ADDRESS

STOP_SECONDS = 15.0
HEADER_SECONDS = 15.0  # for the head of a request
BODY_SECONDS = 20.0  # for a body, and a second more for each _BODY_RATE bytes of it that have come
_BODY_RATE = 8 * 1024
_IDLE_SECONDS = 60  # of a connection between requests
_LARGEST_HEADER = 32 * 1024
_LARGEST_MATERIAL = LARGEST_FILE + 64 * 1024  # bytes of a form with a file in it
_MOST_CONNECTIONS = 400 if hasattr(select, "poll") else 200  # select takes 512 sockets in Windows
_LINGER_SECONDS, _LINGER_BYTES = 3.0, 32 * 2**20  # what is still read of a refused body: a reset would lose the answer

_FORWARDED = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"}
_STOP_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]

_TITLES = {400: "Yêu cầu không hợp lệ", 413: "Quá dài", 431: "Quá dài", 501: "Máy chủ không nhận cách gửi này"}
_MESSAGES = {
    413: f"Nội dung gửi lên quá dài: tài liệu tối đa {LARGEST_FILE // 2**20} MB, yêu cầu khác tối đa {BODY_LIMIT // 1024} kB.",
    431: "Địa chỉ hoặc phần đầu của yêu cầu quá dài.",
}
_ERROR_PAGE = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>{title} – Viện Dẫn</title>
<h1>{title}</h1>
<p>{message}</p>
<p><a href="lien-ket">Kiểm tra viện dẫn</a></p></html>
"""


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """A request, whose body may be as long as its address allows."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        self.adj: Any
        self.adj = copy.copy(self.adj)
        is_material = self.command == "POST" and self.path.endswith(ADDRESS)
        self.adj.max_request_body_size = (_LARGEST_MATERIAL if is_material else BODY_LIMIT) + 1

    def received(self, data: bytes) -> int:
        used: int = super().received(data)
        if self.error:
            self.expect_continue = False  # waitress would ask for the body that it has refused
        return used


class _Task(WSGITask):  # type: ignore[misc]
    """The answer to a request, which knows the address that this came in on."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ["SERVER_NAME"] = environ[LOCAL_ADDRESS] = self.channel.local_address
        return environ


class _ErrorTask(ErrorTask):  # type: ignore[misc]
    """The answer to a request that is refused before the app sees it."""

    def execute(self) -> None:
        code = self.request.error.code
        title, message = _TITLES.get(code, "Có lỗi"), _MESSAGES.get(code, "Máy chủ không hiểu yêu cầu này.")
        is_json = getattr(self.request, "path", "").startswith("/api/")
        page = (
            json.dumps({"error": message}, ensure_ascii=False) if is_json else _ERROR_PAGE.format(title=title, message=message)
        )
        body = page.encode()
        self.status = f"{code} {self.request.error.reason}"
        self.response_headers = [
            ("Content-Type", "application/json" if is_json else "text/html; charset=utf-8"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.channel.lingers = True
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection, with the times by which what it sends must have come."""

    task_class, error_task_class, parser_class = _Task, _ErrorTask, _Parser
    will_close: bool
    close_when_flushed: bool

    def __init__(self, server: TcpWSGIServer, sock: socket.socket, *others: Any, **more: Any) -> None:
        super().__init__(server, sock, *others, **more)
        self.local_address: str = sock.getsockname()[0]
        self.begun: float = self.creation_time  # when the request that is coming in began
        self.lingers = False
        self._linger_until = 0.0
        self._left = _LINGER_BYTES

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.begun = time.time()
        return bool(super().received(data))

    def is_late(self, now: float) -> bool:
        """Whether what should have come, or should have been taken, has not in its time."""
        if self._linger_until:
            return now > self._linger_until
        if self.requests:
            return False
        if self.request is not None and self.request.headers_finished:
            more = self.request.body_bytes_received / _BODY_RATE
            return bool(now - self.begun > HEADER_SECONDS + BODY_SECONDS + more)
        if self.request is not None or self.last_activity == self.creation_time:
            return now - self.begun > HEADER_SECONDS
        return bool(now - self.last_activity > _IDLE_SECONDS)

    def is_under_way(self) -> bool:
        """Whether a request is being answered, or has begun to be: its head is there."""
        has_head = self.request is not None and self.request.headers_finished
        return bool(self.requests or self.total_outbufs_len or has_head)

    def handle_write(self) -> None:
        """Send; after the last of an answer that not all of a request was read for, say so and read on for a while."""
        if not (self.lingers and self.close_when_flushed) or self.will_close:
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if not (self.total_outbufs_len or self.will_close):
            self.close_when_flushed = False
            self._linger_until = time.time() + _LINGER_SECONDS
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)

    def handle_read(self) -> None:
        if not self._linger_until:
            super().handle_read()
            return
        try:
            self._left -= len(self.recv(self.adj.recv_bytes))  # which closes at the end
        except OSError:
            self.handle_close()
        self.will_close = self.will_close or self._left < 0


class _Listener(TcpWSGIServer):  # type: ignore[misc]
    """An address that is listened on, and its connections."""

    channel_class = _Channel

    def maintenance(self, now: float) -> None:
        for channel in self.active_channels.values():
            channel.will_close = channel.will_close or channel.is_late(now)

    def handle_accept(self) -> None:
        """Take a new connection; where there are too many, close the one that has waited longest to be asked anything."""
        super().handle_accept()
        staying = [channel for channel in self.active_channels.values() if not channel.will_close]
        if len(staying) > _MOST_CONNECTIONS:
            newest = max(staying, key=lambda channel: channel.creation_time)  # the one just taken, which nobody knows yet
            waiting = [channel for channel in staying if not channel.requests and channel is not newest]
            if oldest := min(waiting, key=_waits_since, default=None):
                oldest.will_close = True


def _waits_since(channel: _Channel) -> tuple[bool, float]:
    """What tells which of the connections that wait may be closed first."""
    return channel.is_under_way(), channel.begun if channel.request is not None else channel.last_activity


class Server:
    """An open server: connections are taken once it runs."""

    def __init__(self, app: Callable[..., Any], host: str, port: int, threads: int = 8, proxy: str | None = None) -> None:
        """Open the port, of each address of `host`. Raises OSError, or ValueError with the error of the name as its context.

        `proxy`: the address of the server in front, whose X-Forwarded headers are believed; nobody else's are.
        """
        behind = {"trusted_proxy": proxy, "trusted_proxy_headers": _FORWARDED} if proxy else {}
        adjustments = Adjustments(
            host=host,
            port=port,
            threads=threads,
            ident=None,
            connection_limit=2 * _MOST_CONNECTIONS,
            cleanup_interval=1,
            asyncore_use_poll=True,
            recv_bytes=64 * 1024,
            max_request_header_size=_LARGEST_HEADER,
            log_socket_errors=False,
            **behind,
        )
        self._map: dict[int, Any] = {}
        self._dispatcher = ThreadedTaskDispatcher()
        self._listeners = [
            _Listener(app, self._map, dispatcher=self._dispatcher, adj=adjustments, sockinfo=address)
            for address in adjustments.listen
        ]
        self._dispatcher.set_thread_count(threads)
        self._stops = 0

    def run(self) -> None:
        """Answer until `stop` or a signal; a second one stops at once. Signals come to the main thread alone."""
        own = _STOP_SIGNALS if current_thread() is main_thread() else []
        before = {number: signal.signal(number, self.stop) for number in own}
        try:
            while not self._stops:
                self._turn(1.0)
            self._finish()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _turn(self, timeout: float) -> None:
        wasyncore.loop(timeout, use_poll=True, map=self._map, count=1)

    def stop(self, *_: object) -> None:
        """Have it stop."""
        self._stops += 1
        self._listeners[0].pull_trigger()

    def _finish(self) -> None:
        """Take no more, and let what is under way end in its time."""
        for _ in range(3):
            self._turn(0.0)  # what has come already is taken, and read
        for listener in self._listeners:
            wasyncore.dispatcher.close(listener)
        until = time.time() + STOP_SECONDS
        while self._stops < 2 and time.time() < until:
            channels = [channel for listener in self._listeners for channel in listener.active_channels.values()]
            if not any(channel.is_under_way() for channel in channels):
                break
            for channel in channels:
                channel.will_close = channel.will_close or not channel.is_under_way()
            self._turn(0.1)
        self._dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map)
