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
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from flask import request
from werkzeug.wrappers import Response

import kb

SERVER_LOG = "nhat-ky-web.log"  # in the data folder

REQUESTS = logging.getLogger("webapp.requests")
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


def log_request(response: Response, seconds: float, settings: kb.LogSettings) -> None:
    """Log the running request, which took so long."""
    status, rule = response.status_code, request.url_rule
    if not REQUESTS.isEnabledFor(logging.INFO) or (status < 400 and rule is not None and rule.rule in _QUIET):
        return
    said: dict[str, Any] = {
        "method": _safe(request.method),
        "path": _safe(request.path),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "bytes": response.content_length,
    }
    if settings.queries and request.query_string:
        said["query"] = _safe(request.query_string.decode("latin-1"))
    if settings.addresses:
        said["address"] = request.remote_addr
    REQUESTS.info("request", extra={"said": said})


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
        said = getattr(record, "said", None) or {"message": self._message(record)}
        error = record.exc_info[1] if record.exc_info else None
        if self._settings.is_json:
            event = {
                "time": moment,
                "level": record.levelname.lower(),
                "event": record.getMessage() if "said" in record.__dict__ else record.name,
            }
            detail = {"traceback": _frames(error, self._settings)} if error else {}
            return _LINE_ENDS.sub(_escaped, json.dumps({**event, **said, **detail}, ensure_ascii=False))
        line = _in_words(said) if "method" in said else f"{record.levelname} {record.name}: {said['message']}"
        detail_lines = "".join(f"\n    {frame}" for frame in _frames(error, self._settings)) if error else ""
        return f"{moment} {line}{detail_lines}"

    def _message(self, record: logging.LogRecord) -> str:
        # What the readers log of a file that somebody sent is its name; a message with an error may repeat the error's words.
        if record.exc_info and not self._settings.queries:
            return "lỗi ngoài dự kiến"
        return _LINE_ENDS.sub(" ", record.getMessage())


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _in_words(said: dict[str, Any]) -> str:
    query = f"?{said['query']}" if "query" in said else ""
    size = "-" if said["bytes"] is None else said["bytes"]
    address = f" {said['address']}" if "address" in said else ""
    return f"{said['method']} {said['path']}{query} {said['status']} {said['ms']} ms {size} B{address}"


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


def open_server_log(data: Path, settings: kb.LogSettings) -> None:
    """Have the server log to its file in the data folder, and its errors to standard error, too."""
    file, console = kb.LogFile(data / SERVER_LOG), logging.StreamHandler(sys.stderr)
    for handler in (file, console):
        handler.setFormatter(_Format(settings))
    console.setLevel(logging.ERROR)
    for name in (*_LOGGERS, REQUESTS.name):
        logger = logging.getLogger(name)
        logger.handlers[:] = [file] if name == REQUESTS.name else [file, console]
        logger.propagate = False
    REQUESTS.setLevel(logging.INFO)
