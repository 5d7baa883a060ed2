"""The console that a program speaks to: its encoding, its language, the program's own name and its folder of data."""

import argparse
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs

from kb.logs import LogFile
from kb.version import VERSION

LOG = "nhat-ky.log"  # in the data folder: what an error was in detail
OWN = "van-ban"  # in the data folder: documents that the user puts there, read by every build
UNPACKED = "goi"  # in the data folder: what was unpacked, a folder a pack, read by every build
FETCHED = "tai-ve"  # in the data folder: what was downloaded, read by every build

# The messages of argparse that a user can meet, by the message that it looks up (gettext).
_VIETNAMESE = {
    "usage: ": "cách dùng: ",
    "options": "tùy chọn",
    "positional arguments": "tham số",
    "show this help message and exit": "hiện hướng dẫn này rồi thoát",
    "show program's version number and exit": "hiện số phiên bản rồi thoát",
    "%(prog)s: error: %(message)s\n": "%(prog)s: lỗi: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "tham số %(argument_name)s: %(message)s",
    "the following arguments are required: %s": "thiếu tham số: %s",
    "one of the arguments %s is required": "cần một trong các tham số %s",
    "unrecognized arguments: %s": "không hiểu tham số: %s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "không có lệnh “%(parser_name)s” (các lệnh: %(choices)s)",
    "invalid choice: %(value)r (choose from %(choices)s)": "không có “%(value)s” (chọn trong: %(choices)s)",
    "invalid %(type)s value: %(value)r": "giá trị “%(value)s” không đúng kiểu (%(type)s)",
    "ambiguous option: %(option)s could match %(matches)s": "“%(option)s” có thể là %(matches)s: hãy viết đủ",
    "expected one argument": "cần một giá trị",
    "expected at most one argument": "chỉ nhận một giá trị",
    "expected at least one argument": "cần ít nhất một giá trị",
    "expected %s argument": "cần %s giá trị",
    "expected %s arguments": "cần %s giá trị",
    "ignored explicit argument %r": "không nhận giá trị “%s”",
    "not allowed with argument %s": "không dùng cùng với %s",
    "unexpected option string: %s": "không có tùy chọn %s",
    "can't open '%(filename)s': %(error)s": "không mở được “%(filename)s”: %(error)s",
}


def speak_utf8() -> None:
    """Have standard output and error write UTF-8: on Windows a file or a service pipe defaults to another encoding.

    What UTF-8 cannot write, a byte of an argument that is no character (PEP 383), is written as "\\udcff".
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class _Forgiving:
    """A stream whose reader may go: what is written after that goes nowhere."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return int(self._stream.write(text))
        except BrokenPipeError:
            self._leave()
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._leave()

    def _leave(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())  # what the stream still holds must go somewhere at the end of the program
        os.close(nowhere)


@contextmanager
def forgiving_streams() -> Iterator[None]:
    """Within it a closed pipe stops nothing: `check bai.docx | head -1` finishes with its own exit code."""
    streams = sys.stdout, sys.stderr
    forgiving: tuple[Any, ...] = tuple(stream and _Forgiving(stream) for stream in streams)
    sys.stdout, sys.stderr = forgiving
    try:
        yield
    finally:
        for stream in forgiving:
            if stream:
                stream.flush()
        sys.stdout, sys.stderr = streams


def log_to(path: Path) -> None:
    """Have this program log to the file at `path`, and to no other."""
    log = logging.getLogger("kb")
    for handler in log.handlers[:]:
        log.removeHandler(handler)
        handler.close()
    handler = LogFile(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
    log.addHandler(handler)


def speak_vietnamese() -> None:
    """Have argparse speak Vietnamese: it looks its messages up under these two names, as a program with catalogues has them."""
    words: Any = argparse
    words._ = lambda message: _VIETNAMESE.get(message, message)
    words.ngettext = lambda one, many, count: words._(one if count == 1 else many)


def program() -> str:
    """The name of the running program as a user types it: "vien-dan" where it is installed, else "python indexer.py"."""
    name = Path(sys.argv[0]).stem
    return "vien-dan" if name.startswith("vien-dan") else "python indexer.py"


def default_data() -> Path:
    """The folder of data where none is named: that of KB_DATA; of an installed program the user's own; else var/."""
    if named := os.environ.get("KB_DATA"):
        return Path(named)
    return platformdirs.user_data_path("vien-dan", appauthor=False) if program() == "vien-dan" else Path("var")


def documents_folder(data: Path) -> Path:
    """Where a user puts documents: of an installed program a folder in that of data; of a checkout its corpus/."""
    return data / OWN if program() == "vien-dan" else Path("corpus")


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Add --data, the folder of data, with its default."""
    data = default_data()
    shown = str(data).replace("%", "%%")  # argparse fills help texts in with %
    where = f"thư mục dữ liệu (mặc định: KB_DATA hoặc {shown})"
    parser.add_argument("--data", type=Path, default=data, metavar="DIR", help=where)


def add_version_option(parser: argparse.ArgumentParser) -> None:
    """Add --version."""
    parser.add_argument("--version", action="version", version=f"Viện Dẫn {VERSION}", help="hiện số phiên bản rồi thoát")
