"""What an error of the system is called: Vietnamese words, never the name of a class or a sentence in English."""

import errno
import http.client
import os
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

import indexer
from kb.errors import UnreadableFile, reason_of
from kb.fetch import client
from kb.readers import read


def _closed(folder: Path) -> Path:
    (folder / "kín.txt").write_text("Điều 1. Kho", "utf-8")
    (folder / "kín.txt").chmod(0)
    return folder / "kín.txt"


def _folder(folder: Path) -> Path:
    (folder / "thư mục.txt").mkdir()
    return folder / "thư mục.txt"


def _loop(folder: Path) -> Path:
    (folder / "vòng.txt").symlink_to(folder / "vòng.txt")
    return folder / "vòng.txt"


def _below_a_file(folder: Path) -> Path:
    (folder / "tệp").touch()
    return folder / "tệp" / "a.txt"


IS_ROOT = not hasattr(os, "geteuid") or os.geteuid() == 0
# The path in an empty folder, and why it cannot be opened.
FILES: list[tuple[str, Callable[[Path], Path], str]] = [
    ("missing", lambda folder: folder / "không có.txt", "không có tệp hoặc thư mục này"),
    ("missing, of a form that is not read", lambda folder: folder / "không có.xyz", "không có tệp hoặc thư mục này"),
    ("a folder", _folder, "là một thư mục, không phải một tệp"),
    ("a folder without a suffix", lambda folder: folder, "là một thư mục, không phải một tệp"),
    ("below a file", _below_a_file, "đường dẫn đi qua một tệp, không phải thư mục"),
    ("too long a name", lambda folder: folder / f"{'a' * 300}.txt", "tên tệp hoặc đường dẫn quá dài"),
    ("a link to itself", _loop, "liên kết dẫn vòng về chính nó"),
    ("U+0000 in the name", lambda folder: folder / "rỗng\0.txt", "tên tệp có ký tự không dùng được"),
    ("half a surrogate pair in the name", lambda folder: folder / "\ud800.txt", "tên tệp có ký tự không dùng được"),
    pytest.param("closed to the reader", _closed, "không có quyền đọc hoặc ghi",
                 marks=pytest.mark.skipif(IS_ROOT, reason="root opens every file")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "make", "reason"), FILES)
def test_a_file_that_cannot_be_opened_is_named_with_the_reason(
    what: str, make: Callable[[Path], Path], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(make(tmp_path))
    assert str(caught.value).endswith(f": không mở được tệp ({reason})"), what
    assert "\n" not in str(caught.value)


# An error, and what it is called.
ERRORS = [
    (FileNotFoundError(errno.ENOENT, "No such file or directory"), "không có tệp hoặc thư mục này"),
    (PermissionError(errno.EACCES, "Permission denied"), "không có quyền đọc hoặc ghi"),
    (PermissionError(errno.EPERM, "Operation not permitted"), "không có quyền đọc hoặc ghi"),
    (OSError(errno.ENOSPC, "No space left on device"), "hết chỗ trên đĩa"),
    (OSError(errno.EROFS, "Read-only file system"), "ổ đĩa chỉ cho đọc"),
    (OSError(errno.EIO, "Input/output error"), "lỗi đọc hoặc ghi đĩa"),
    (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "máy chủ từ chối kết nối"),
    (http.client.RemoteDisconnected("Remote end closed connection"), "kết nối bị ngắt giữa chừng"),  # without a code
    (OSError(errno.EADDRINUSE, "Address already in use"), "cổng đang được chương trình khác dùng"),
    (OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address"), "máy này không có địa chỉ ấy"),
    (OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol"), "máy này không có loại địa chỉ mạng ấy"),
    (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "không tìm thấy máy có tên hoặc địa chỉ ấy"),
    (socket.gaierror(11001, "getaddrinfo failed"), "không tìm thấy máy có tên hoặc địa chỉ ấy"),  # as Windows counts
    (OSError(errno.ENOTTY, "Inappropriate ioctl for device"), f"lỗi hệ thống {errno.ENOTTY}"),  # not in the table
    (OSError("no code"), "lỗi hệ thống"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "reason"), ERRORS, ids=[repr(error) for error, _ in ERRORS])
def test_an_error_of_the_system_has_a_reason_in_vietnamese(error: OSError, reason: str) -> None:
    assert reason_of(error) == reason


# Why a request got no answer.
NO_ANSWER = [
    (TimeoutError(), "hết giờ chờ"),
    (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), "mất kết nối (kết nối bị ngắt giữa chừng)"),
    (ssl.SSLCertVerificationError(1, "certificate verify failed"), "chứng thư số của máy chủ không được tin cậy"),
    (ssl.SSLError(1, "wrong version number"), "không lập được kết nối mã hóa (TLS)"),  # 1 is no EPERM here
    (http.client.BadStatusLine("x"), "mất kết nối (máy chủ trả lời không đúng HTTP)"),
]  # fmt: skip


@pytest.mark.parametrize(("cause", "reason"), NO_ANSWER, ids=[repr(cause) for cause, _ in NO_ANSWER])
def test_a_request_without_an_answer_has_a_reason_in_vietnamese(cause: Exception, reason: str) -> None:
    assert client._reason(cause) == reason


def test_a_refused_connection_names_no_class() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    asking = client.Client(client.Manners(hosts=("127.0.0.1",), pause=0, tries=1))
    with pytest.raises(client.Interrupted, match=r"mất kết nối \(máy chủ từ chối kết nối\)"):
        asking.open(f"http://127.0.0.1:{port}/a.pdf", {})


def test_the_command_line_says_why_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "var").touch()  # where the data folder should be, a file stands
    corpus = tmp_path / "a"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Điều 1. Kho", "utf-8")
    assert indexer.main(["build", "--corpus", str(corpus), "--data", str(tmp_path / "var")]) == 1
    message = capsys.readouterr().err
    assert "đường dẫn đi qua một tệp" in message or "đã có tệp" in message
    assert "Errno" not in message
