"""The server's log: a line for each request and each error, for people or as JSON, bounded in size.

Guarantees:
1. Without leave in vien-dan.toml no line has a client's address, or what was typed: the query of a URL, the words of an error.
2. A request has one line at most; what it wrote can neither end the line nor hide in it.
3. What looks after the server, and what pages load, leaves a line only when it fails.
"""

import json
import logging
import re
import sys
import threading
import time
import traceback
from collections import deque
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple
from urllib.parse import quote

from flask import request
from werkzeug.wrappers import Response

import kb

SERVER_LOG = "nhat-ky-web.log"  # in the data folder

_LOGGERS = ("webapp", "kb", "waitress")
_QUIET = ("/healthz", "/readyz", "/metrics", "/static/<path:filename>")  # their rules
_PAUSE = 0.2  # seconds between two looks at what waits to be written
_MOST_WAITING = 10_000  # lines; the oldest are dropped
_LONGEST = 300  # characters of a path or a query
_FRAMES = 25  # of an error, the innermost
_CHAIN = 5  # errors of which the one comes of the other
# Control characters, blanks and the like, signs that turn the direction of text, halves of surrogate pairs.
_UNSAFE = re.compile(
    "[\\x00-\\x20\\x7f-\\xa0\\u00ad\\u061c\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\ud800-\\udfff]"
)
_LINE_ENDS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]")


class _Answered(NamedTuple):
    """A request that was answered, as it goes to the log."""

    at: float
    method: str
    path: str
    query: str
    address: str
    status: int
    ms: float
    size: int | None


class RequestLog:
    """The lines of requests in a log; threads may share it.

    Lines are written some times a second by a thread of their own: to write each at once takes longer than some answers.
    """

    def __init__(self, file: kb.LogFile, settings: kb.LogSettings) -> None:
        """Write to `file` what `settings` allow."""
        self._file, self._settings = file, settings
        self._waiting: deque[_Answered] = deque(maxlen=_MOST_WAITING)
        self._writing = threading.Lock()
        threading.Thread(target=self._write_for_ever, name="request-log", daemon=True).start()

    def add(self, response: Response, seconds: float) -> None:
        """Log the running request, which took so long."""
        status, rule = response.status_code, request.url_rule
        if status < 400 and rule is not None and rule.rule in _QUIET:
            return
        query = request.query_string.decode("latin-1") if self._settings.queries else ""
        address = request.remote_addr or "-" if self._settings.addresses else ""
        size = response.content_length
        self._waiting.append(_Answered(time.time(), request.method, request.path, query, address, status, seconds * 1000, size))

    def flush(self) -> None:
        """Write what waits."""
        with self._writing:
            while self._waiting:
                self._file.write_line(self._line(self._waiting.popleft()))

    def _write_for_ever(self) -> None:
        while True:
            time.sleep(_PAUSE)
            self.flush()

    def _line(self, answered: _Answered) -> str:
        moment = datetime.fromtimestamp(answered.at).astimezone().isoformat(timespec="milliseconds")
        method, path, query = _safe(answered.method), _safe(answered.path), _safe(answered.query)
        status, ms, size = answered.status, round(answered.ms, 1), answered.size
        if not self._settings.is_json:
            asked = f"{path}?{query}" if query else path
            line = f"{moment} {method} {asked} {status} {ms} ms {'-' if size is None else size} B"
            return f"{line} {answered.address}" if answered.address else line
        said = {"time": moment, "level": "info", "event": "request", "method": method, "path": path, "status": status}
        said |= {"ms": ms, "bytes": size} | ({"query": query} if query else {})
        said |= {"address": answered.address} if answered.address else {}
        return json.dumps(said, ensure_ascii=False)  # what was typed has no end of a line any more


def _safe(text: str) -> str:
    """The text without what could end a line or hide in it, each such character percent-encoded, and not too long."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    return _UNSAFE.sub(lambda found: quote(found[0], errors="surrogatepass"), text)


class _Format(logging.Formatter):
    """Records as lines: `settings` say in which form, and what they may say."""

    def __init__(self, settings: kb.LogSettings) -> None:
        super().__init__()
        self._settings = settings

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
        message, error = self._message(record), record.exc_info[1] if record.exc_info else None
        frames = _frames(error, self._settings) if error else []
        if not self._settings.is_json:
            return "".join((f"{moment} {record.levelname} {record.name}: {message}", *(f"\n    {frame}" for frame in frames)))
        event = {"time": moment, "level": record.levelname.lower(), "event": record.name, "message": message}
        said = json.dumps(event | ({"traceback": frames} if error else {}), ensure_ascii=False)
        return _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", said)

    def _message(self, record: logging.LogRecord) -> str:
        # What the readers log of a file that somebody sent is its name; a message with an error may repeat the error's words.
        if record.exc_info and not self._settings.queries:
            return "lỗi ngoài dự kiến"
        return _LINE_ENDS.sub(" ", record.getMessage())


def _frames(error: BaseException, settings: kb.LogSettings) -> list[str]:
    """Where an error arose, a line a frame, the innermost last; and what it is, in its own words where those may be said."""
    lines: list[str] = []
    cause: BaseException | None = error
    for _ in range(_CHAIN):
        if cause is None:
            break
        # The words of an error may repeat what was typed; those of the system name a file at most.
        words = f": {_LINE_ENDS.sub(' ', str(cause))[:_LONGEST]}" if settings.queries or isinstance(cause, OSError) else ""
        own = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in _innermost(cause.__traceback__)]
        lines[:0] = [*own, f"{type(cause).__name__}{words}"]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines


def _innermost(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(trace))[-_FRAMES:]


def open_server_log(data: Path, settings: kb.LogSettings) -> RequestLog:
    """Have the server log its errors to its file in the data folder and to standard error; the log of requests in that file."""
    file, console = kb.LogFile(data / SERVER_LOG), logging.StreamHandler(sys.stderr)
    for handler in (file, console):
        handler.setFormatter(_Format(settings))
    console.setLevel(logging.ERROR)
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers[:] = [file, console]
        logger.propagate = False
    return RequestLog(file, settings)
