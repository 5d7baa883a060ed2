"""The optional file vien-dan.toml in the data folder: what the owner of this machine has settled.

    [embed]
    allowed_origins = ["https://cong.example.vn"]

    [engine]
    kind = "compiled"

    [corpus]
    internal = true

    [server]
    hosts = ["luat.tinh.example.vn"]
    proxy = "10.0.0.2"
    threads = 8

    [log]
    format = "json"
    queries = true
    addresses = true

Guarantees:
1. Without the file nothing is allowed: no other site may embed the search box, no document for internal use is in the base,
   no name but the machine's own is taken for the server's, and no log says what was asked or from where.
2. A mistake in the file stops the program with one line that names the file and the line; it never opens more than was meant.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from kb.errors import KnowledgeBaseError, reason_of, where_in_toml
from kb.index import ENGINES

SETTINGS_FILE = "vien-dan.toml"

# An origin (RFC 6454) in ASCII serialization: scheme, host, optional port; no path.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_THREADS, _MOST_THREADS = 8, 64
_LOG_FORMATS = ("text", "json")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "embed": ("allowed_origins",),
    "engine": ("kind",),
    "corpus": ("internal",),
    "server": ("hosts", "proxy", "threads"),
    "log": ("format", "queries", "addresses"),
}


class InvalidSettings(KnowledgeBaseError):
    """vien-dan.toml is malformed; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How the server's log is written, and what it may say of readers."""

    is_json: bool = False  # a JSON object a line; else a line for people
    queries: bool = False  # what was typed: the query of an address, and the words of an error
    addresses: bool = False  # from which address a request came


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of vien-dan.toml."""

    allowed_origins: tuple[str, ...] = ()  # sites that may show the search box in their pages
    engine: str | None = None  # the kind of search engine that a build writes; None: the one that suits the number of articles
    internal: bool = False  # whether documents for internal use ("lưu hành nội bộ") may be in the knowledge base
    hosts: tuple[str, ...] = ()  # names under which the server is reached, in lower case, beside the machine's own
    proxy: str | None = None  # the address of the server in front, whose X-Forwarded headers are believed
    threads: int = _THREADS  # how many requests are answered at a time
    log: LogSettings = LogSettings()


def read_settings(path: Path) -> Settings:
    """The settings in the file at `path`; the defaults where there is no such file. Raises InvalidSettings."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise InvalidSettings(f"{path}: không đọc được tệp cấu hình ({reason_of(error)})") from error
    except UnicodeDecodeError as error:
        raise InvalidSettings(f"{path}: tệp cấu hình không phải UTF-8: sai từ byte {error.start}") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidSettings(f"{path}, {where_in_toml(error)}: không đúng cú pháp TOML") from error

    def invalid(word: str, why: str) -> InvalidSettings:
        lines = text.splitlines()
        without_comments = (line.partition("#")[0] for line in lines)  # and without what stands after a # in a text
        found = [n for own in (without_comments, lines) for n, line in enumerate(own, 1) if word in line]
        line = found[0] if found else 1
        return InvalidSettings(f"{path}, dòng {line}: {why}")

    for section, keys in content.items():
        if section not in _KEYS:
            raise invalid(section, f"không có mục “{section}”; chỉ có các mục {', '.join(f'[{name}]' for name in _KEYS)}")
        if not isinstance(keys, dict):
            raise invalid(section, f"“{section}” phải là một mục: [{section}]")
        for key in keys:
            if key not in _KEYS[section]:
                known = ", ".join(f"“{name}”" for name in _KEYS[section])
                raise invalid(key, f"không có khóa “{key}” trong mục [{section}]; chỉ có {known}")
    origins: Any = content.get("embed", {}).get("allowed_origins", [])
    if not isinstance(origins, list):
        raise invalid("allowed_origins", '“allowed_origins” phải là một danh sách: ["https://cong.example.vn"]')
    for origin in origins:
        if not isinstance(origin, str) or not _ORIGIN.fullmatch(origin):
            why = "không phải là địa chỉ gốc của một trang: hãy viết dạng https://cong.example.vn hoặc http://10.0.0.5:8080"
            raise invalid(str(origin), f"“{origin}” {why}")
    kind: Any = content.get("engine", {}).get("kind")
    if kind is not None and (not isinstance(kind, str) or kind not in ENGINES):
        raise invalid("kind", f"không có máy tìm “{kind}”; chỉ có {', '.join(f'“{name}”' for name in ENGINES)}")
    internal: Any = content.get("corpus", {}).get("internal", False)
    if not isinstance(internal, bool):
        raise invalid("internal", "“internal” phải là true hoặc false")
    return Settings(
        tuple(origins), kind, internal, *_server(content.get("server", {}), invalid), log=_log(content.get("log", {}), invalid)
    )


def _server(
    section: Mapping[str, Any], invalid: Callable[[str, str], InvalidSettings]
) -> tuple[tuple[str, ...], str | None, int]:
    """The hosts, the proxy and the threads of the section [server]."""
    hosts, proxy, threads = section.get("hosts", []), section.get("proxy"), section.get("threads", _THREADS)
    if not isinstance(hosts, list):
        raise invalid("hosts", '“hosts” phải là một danh sách: ["luat.tinh.example.vn"]')
    for host in hosts:
        if not isinstance(host, str) or not (_HOST.fullmatch(host.lower()) or _is_address(host)):
            raise invalid(
                str(host), f"“{host}” không phải là tên máy: hãy viết dạng luat.tinh.example.vn, không có http:// và cổng"
            )
    if proxy is True:
        proxy = "127.0.0.1"
    if proxy not in (None, False) and not (isinstance(proxy, str) and _is_address(proxy)):
        raise invalid("proxy", "“proxy” phải là true (máy chủ phía trước ở cùng máy này), false, hoặc địa chỉ IP của máy ấy")
    if isinstance(threads, bool) or not isinstance(threads, int) or not 2 <= threads <= _MOST_THREADS:
        raise invalid("threads", f"“threads” phải là số từ 2 đến {_MOST_THREADS}")
    return tuple(host.lower() for host in hosts), proxy or None, threads


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _log(section: Mapping[str, Any], invalid: Callable[[str, str], InvalidSettings]) -> LogSettings:
    """The section [log]."""
    form = section.get("format", "text")
    if form not in _LOG_FORMATS:
        raise invalid("format", f"không có dạng nhật ký “{form}”; chỉ có {', '.join(f'“{name}”' for name in _LOG_FORMATS)}")
    for key in ("queries", "addresses"):
        if not isinstance(section.get(key, False), bool):
            raise invalid(key, f"“{key}” phải là true hoặc false")
    return LogSettings(form == "json", section.get("queries", False), section.get("addresses", False))
