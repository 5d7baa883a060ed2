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
import time
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from flask import request
from werkzeug.wrappers import Response

import kb

SERVER_LOG = "nhat-ky-web.log"  # in the data folder

_LOGGERS = ("webapp", "kb", "waitress")
_QUIET = ("/healthz", "/readyz", "/metrics", "/static/<path:filename>")  # their rules
_LONGEST = 300  # characters of a path or a query
_FRAMES = 25  # of an error, the innermost
_CHAIN = 5  # errors of which the one comes of the other
# Control characters, blanks and the like, signs that turn the direction of text, halves of surrogate pairs.
_UNSAFE = re.compile(
    "[\\x00-\\x20\\x7f-\\xa0\\u00ad\\u061c\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\ud800-\\udfff]"
)
_LINE_ENDS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]")


class RequestLog:
    """The lines of requests in a log; threads may share it. It goes past `logging`, which takes longer than some answers."""

    def __init__(self, file: kb.LogFile, settings: kb.LogSettings) -> None:
        """Write to `file` what `settings` allow."""
        self._file, self._settings = file, settings
        self._second: tuple[int, str, str] = (0, "", "")  # the last second, as text up to its end, and the offset from UTC

    def add(self, response: Response, seconds: float) -> None:
        """Log the running request, which took so long."""
        status, rule = response.status_code, request.url_rule
        if status < 400 and rule is not None and rule.rule in _QUIET:
            return
        settings, method, path, size = self._settings, _safe(request.method), _safe(request.path), response.content_length
        query = _safe(request.query_string.decode("latin-1")) if settings.queries else ""
        address = request.remote_addr or "-" if settings.addresses else ""
        moment, ms = self._moment(), round(seconds * 1000, 1)
        if not settings.is_json:
            asked = f"{path}?{query}" if query else path
            size_said = "-" if size is None else size
            line = f"{moment} {method} {asked} {status} {ms} ms {size_said} B"
            self._file.write_line(f"{line} {address}" if address else line)
            return
        said = {"time": moment, "level": "info", "event": "request", "method": method, "path": path, "status": status}
        said |= {"ms": ms, "bytes": size} | ({"query": query} if query else {}) | ({"address": address} if address else {})
        self._file.write_line(json.dumps(said, ensure_ascii=False))  # what was typed has no end of a line any more

    def _moment(self) -> str:
        now = time.time()
        second, before, zone = self._second
        if second != int(now):
            second = int(now)
            written = datetime.fromtimestamp(second).astimezone().isoformat()
            before, zone = written[:19], written[19:]
            self._second = second, before, zone
        return f"{before}.{int(now * 1000) % 1000:03}{zone}"


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
