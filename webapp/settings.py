"""The optional file vien-dan.toml in the data folder: what the owner of this server allows.

Guarantees:
1. Without the file nothing is allowed: no other site may embed the search box.
2. A mistake in the file stops the start with one line that names the file and the line; it never opens more than was meant.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kb

FILE_NAME = "vien-dan.toml"

# An origin (RFC 6454) in ASCII serialization: scheme, host, optional port; no path.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?")


class InvalidSettings(kb.KnowledgeBaseError):
    """vien-dan.toml is malformed; the message names the file and the line."""


@dataclass(frozen=True)
class Settings:
    """The settings of vien-dan.toml."""

    allowed_origins: tuple[str, ...] = ()  # sites that may show the search box in their pages


def read_settings(path: Path) -> Settings:
    """The settings in the file at `path`; the defaults where there is no such file. Raises InvalidSettings."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise InvalidSettings(f"{path}: không đọc được tệp cấu hình ({kb.reason_of(error)})") from error
    except UnicodeDecodeError as error:
        raise InvalidSettings(f"{path}: tệp cấu hình không phải UTF-8: sai từ byte {error.start}") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidSettings(f"{path}, {kb.where_in_toml(error)}: không đúng cú pháp TOML") from error

    def invalid(word: str, why: str) -> InvalidSettings:
        line = next((n for n, line in enumerate(text.splitlines(), 1) if word in line), 1)
        return InvalidSettings(f"{path}, dòng {line}: {why}")

    for key in content:
        if key != "embed":
            raise invalid(key, f"không có mục “{key}”; chỉ có mục [embed]")
    embed: Any = content.get("embed", {})
    if not isinstance(embed, dict):
        raise invalid("embed", "“embed” phải là một mục: [embed]")
    for key in embed:
        if key != "allowed_origins":
            raise invalid(key, f"không có khóa “{key}” trong mục [embed]; chỉ có “allowed_origins”")
    origins = embed.get("allowed_origins", [])
    if not isinstance(origins, list):
        raise invalid("allowed_origins", '“allowed_origins” phải là một danh sách: ["https://cong.example.vn"]')
    for origin in origins:
        if not isinstance(origin, str) or not _ORIGIN.fullmatch(origin):
            why = "không phải là địa chỉ gốc của một trang: hãy viết dạng https://cong.example.vn hoặc http://10.0.0.5:8080"
            raise invalid(str(origin), f"“{origin}” {why}")
    return Settings(tuple(origins))
