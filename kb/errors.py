"""Errors of the library: one base, one subclass for each condition; and what an error of the system is called.

Every message is Vietnamese, one line, and names the file and where in it, because users see it.
"""

import errno
import logging
import re
import socket
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_LOG = logging.getLogger(__name__)

# By the name of the code (POSIX); Windows has the codes of its sockets under the same names with WSA before them.
_REASONS: Mapping[str, str] = {
    "ENOENT": "không có tệp hoặc thư mục này",
    "EISDIR": "là một thư mục, không phải một tệp",
    "ENOTDIR": "đường dẫn đi qua một tệp, không phải thư mục",
    "EEXIST": "đã có tệp hoặc thư mục tên này",
    "ENOTEMPTY": "thư mục không trống",
    **dict.fromkeys(("EACCES", "EPERM"), "không có quyền đọc hoặc ghi"),
    "EROFS": "ổ đĩa chỉ cho đọc",
    "ENAMETOOLONG": "tên tệp hoặc đường dẫn quá dài",
    "ELOOP": "liên kết dẫn vòng về chính nó",
    **dict.fromkeys(("EINVAL", "EILSEQ"), "tên tệp hoặc thao tác không hợp lệ"),
    **dict.fromkeys(("EBUSY", "ETXTBSY"), "tệp đang được chương trình khác dùng"),
    **dict.fromkeys(("ENOSPC", "EDQUOT"), "hết chỗ trên đĩa"),
    "EFBIG": "tệp quá lớn",
    "EIO": "lỗi đọc hoặc ghi đĩa",
    **dict.fromkeys(("ENODEV", "ENXIO", "ESTALE"), "ổ đĩa không còn ở máy này"),
    **dict.fromkeys(("EMFILE", "ENFILE"), "quá nhiều tệp đang mở"),
    "ENOMEM": "hết bộ nhớ",
    "ETIMEDOUT": "hết giờ chờ",
    "EADDRINUSE": "cổng đang được chương trình khác dùng",
    "EADDRNOTAVAIL": "máy này không có địa chỉ ấy",
    **dict.fromkeys(("EAFNOSUPPORT", "EPROTONOSUPPORT"), "máy này không có loại địa chỉ mạng ấy"),
    "ECONNREFUSED": "máy chủ từ chối kết nối",
    **dict.fromkeys(("ECONNRESET", "ECONNABORTED", "EPIPE"), "kết nối bị ngắt giữa chừng"),
    **dict.fromkeys(("ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EHOSTDOWN"), "không có đường mạng đến máy chủ"),
}
_UNKNOWN_HOST = "không tìm thấy máy có tên hoặc địa chỉ ấy"
_UNUSABLE_NAME = "tên tệp có ký tự không dùng được"


def reason_of(error: OSError | ValueError) -> str:
    """Why a file or a connection failed, in a few Vietnamese words: FileNotFoundError → "không có tệp hoặc thư mục này".

    A ValueError is what a name that no file can have raises: one with U+0000 or half a surrogate pair.
    """
    if isinstance(error, socket.gaierror):  # its codes are those of the resolver, not of the system
        return _UNKNOWN_HOST
    if isinstance(error, OSError):
        code = errno.errorcode.get(error.errno or 0, "").removeprefix("WSA")
        if not code and isinstance(error, ConnectionError):  # http.client raises its own, without a code
            code = "ECONNRESET"
        return _REASONS.get(code, f"lỗi hệ thống {error.errno}" if error.errno else "lỗi hệ thống")
    return _UNUSABLE_NAME


_TOML_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


def where_in_toml(error: tomllib.TOMLDecodeError) -> str:
    """The position that the error names, in Vietnamese: "dòng 3, cột 14"; "cuối tệp" where it names none."""
    position = _TOML_POSITION.search(str(error))
    return f"dòng {position[1]}, cột {position[2]}" if position else "cuối tệp"


class KnowledgeBaseError(Exception):
    """Base of every error that this library raises on purpose."""

    part = ""  # the file in an archive that it concerns, by its path there; "" for a whole file
    again = False  # whether another try may succeed, so that nobody should remember this one


class UnreadableFile(KnowledgeBaseError):
    """A source file cannot be read: empty, damaged, locked, or not of the form its name says."""


class ScannedFile(UnreadableFile):
    """A PDF is a scan, and nothing has recognized its text; `pages` is how many it has."""

    def __init__(self, message: str, pages: int) -> None:
        """`message` names the file."""
        super().__init__(message)
        self.pages = pages


@contextmanager
def one_file(name: str, *passing: type[Exception]) -> Iterator[None]:
    """Within it, whatever no reader foresaw is an UnreadableFile that names the file `name`; the traceback goes to the log.

    Errors that this library raises on purpose pass as they are, and so do those of the classes `passing`.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, (KnowledgeBaseError, *passing)):
            raise
        _LOG.warning("%s", name, exc_info=True)
        raise UnreadableFile(f"{name}: không đọc được: {_unforeseen(error)}") from error


def _unforeseen(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nội dung lồng nhau quá sâu"
    if isinstance(error, MemoryError):
        return "hết bộ nhớ"
    return f"nội dung gây lỗi ngoài dự kiến ({type(error).__name__}), chi tiết trong nhật ký của chương trình"


class UnsupportedForm(KnowledgeBaseError):
    """A source file is of a form that no reader reads."""


class SameFile(KnowledgeBaseError):
    """The file to be written is the one that it is made from."""


class CatalogueError(KnowledgeBaseError):
    """catalogue.toml is malformed; the message names the entry and the key."""


class NothingPublished(KnowledgeBaseError):
    """The data folder holds no published generation yet."""


class DamagedGeneration(KnowledgeBaseError):
    """The published generation cannot be opened."""


class UnknownDocument(KnowledgeBaseError):
    """No document has this id; `moved` is the one that its document has today, where it had this one before."""

    def __init__(self, message: str, moved: str = "") -> None:
        """`message` is for people."""
        super().__init__(message)
        self.moved = moved


class UnknownProvision(KnowledgeBaseError):
    """The document has no provision of this eId."""


class SegmentationUnavailable(KnowledgeBaseError):
    """What words are told apart with, pyvi's model, is not installed."""


class InvalidDate(KnowledgeBaseError):
    """A date is not written as YYYY-MM-DD or DD/MM/YYYY."""
