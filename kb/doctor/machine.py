"""What the machine gives: words told apart, scans recognized, a clock, room on the disk, a port."""

import errno
import http.client
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta

from kb.console import program
from kb.doctor.foundation import BROKEN, FINE, WARNING, Outcome
from kb.doctor.installation import Installation, megabytes, size_of
from kb.errors import KnowledgeBaseError, reason_of
from kb.generation import generation_folder, numbers_in
from kb.language.segment import segmenter
from kb.readers import can_recognize
from kb.version import PROGRAM, VERSION

_SPARE = 100 * 2**20  # bytes that a build needs beside a generation: logs, readings of new files
_FIRST = 500 * 2**20  # bytes that a first build may need
_FEWEST_NAMES = 2000  # files that a disk must be able to hold more
_EARLIEST, _LATEST = 2026, 2100  # years that a clock may say
_HOURS = 7.0  # of Vietnam's time before UTC
_WAIT = 3.0  # seconds for whoever answers at the port
_LARGEST_ANSWER = 2**20


def check_words(_: Installation) -> Outcome:
    """Whether words can be told apart: pyvi's model."""
    try:
        segmenter()
    except KnowledgeBaseError as error:
        return Outcome("Tách từ", BROKEN, str(error), "cài lại gói pyvi: pip install --force-reinstall -r requirements.txt")
    return Outcome("Tách từ", FINE, "đọc được mô hình của pyvi")


def check_recognition(_: Installation) -> Outcome:
    """Whether scans can be read, which nobody needs who has none."""
    if can_recognize():
        return Outcome("Nhận dạng chữ", FINE, "có ocrmypdf và tiếng Việt: bản quét được đọc")
    return Outcome("Nhận dạng chữ", FINE, "không có ocrmypdf hoặc dữ liệu tiếng Việt: bản quét bị bỏ qua (không bắt buộc)")


def check_clock(installation: Installation) -> Outcome:
    """Whether the clock can be right: statuses are those of today."""
    now, state = installation.now, installation.published.state()
    said, remedy = now.strftime("%d/%m/%Y %H:%M %z"), "chỉnh giờ của máy (NTP): hiệu lực văn bản tính theo ngày hôm nay"
    if not _EARLIEST <= now.year <= _LATEST:
        return Outcome("Đồng hồ", BROKEN, f"{said}: năm không thể đúng", remedy)
    if state.made and now < datetime.fromisoformat(state.made) - timedelta(minutes=5):
        return Outcome("Đồng hồ", BROKEN, f"{said}: trước lúc dựng kho ({state.made})", remedy)
    if (offset := now.utcoffset()) is None or offset != timedelta(hours=_HOURS):
        zone = "đặt múi giờ Việt Nam: timedatectl set-timezone Asia/Ho_Chi_Minh (Windows: SE Asia Standard Time)"
        return Outcome("Đồng hồ", WARNING, f"{said}: không phải giờ Việt Nam, “hôm nay” đổi ngày lệch giờ", zone)
    return Outcome("Đồng hồ", FINE, said)


def check_disk(installation: Installation) -> Outcome:
    """Whether the disk has room for another build."""
    data = installation.data
    folder = next((path for path in (data, *data.absolute().parents) if path.is_dir()), data)
    free = shutil.disk_usage(folder).free
    largest = max((size_of(generation_folder(data, number)) for number in numbers_in(data)), default=0)
    need = largest + _SPARE if largest else _FIRST
    said = f"còn {megabytes(free)}, một lần dựng cần chừng {megabytes(need)}"
    remedy = "dọn ổ đĩa, hoặc chuyển thư mục dữ liệu sang ổ khác (--data)"
    if free < need:
        return Outcome("Ổ đĩa", BROKEN, said, remedy)
    names = os.statvfs(folder) if hasattr(os, "statvfs") else None
    if names and names.f_files and names.f_favail < _FEWEST_NAMES:
        return Outcome("Ổ đĩa", BROKEN, f"{said}; chỉ tạo được {names.f_favail} tệp nữa (inode)", remedy)
    return Outcome("Ổ đĩa", WARNING if free < 2 * need else FINE, said, remedy if free < 2 * need else "")


def check_port(installation: Installation) -> Outcome:
    """Whether the port of the server is free, or has this server on it."""
    host, port = installation.host, installation.port
    name = f"Cổng {port}"
    other = "đổi cổng (--port), hoặc dừng chương trình ấy"
    try:
        taken = _is_taken(host, port)
    except OSError as error:
        return Outcome(name, BROKEN, f"không mở được ở {host}: {reason_of(error)}", other)
    if not taken:
        return Outcome(name, FINE, "trống: trang web chưa chạy, hoặc chạy ở cổng khác (--port)")
    answer = _answer_at(host, port)
    if answer is None:
        return Outcome(name, BROKEN, "chương trình khác đang giữ", other)
    if answer.get("version") != VERSION:
        said = f"Viện Dẫn bản {answer.get('version')} đang chạy, còn chương trình ở đây là bản {VERSION}"
        return Outcome(name, WARNING, said, "khởi động lại dịch vụ sau khi cập nhật")
    if not answer.get("ready"):
        return Outcome(name, BROKEN, "Viện Dẫn đang chạy nhưng không có kho nào dùng được", f"chạy “{program()} build”")
    return Outcome(name, FINE, "Viện Dẫn đang chạy và sẵn sàng")


def _is_taken(host: str, port: int) -> bool:
    """Whether another program listens there. Raises OSError where nobody could."""
    for family, kind, protocol, _, address in _addresses(host, port):
        with closing(socket.socket(family, kind, protocol)) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                # A privileged port that somebody has may say either.
                if error.errno == errno.EADDRINUSE or _accepts(host, port):
                    return True
                raise
    return False


def _addresses(host: str, port: int) -> Iterator[tuple[int, int, int, str, tuple[object, ...]]]:
    yield from socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)


def _own(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # nosec B104 # it binds nothing


def _accepts(host: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((_own(host), port), _WAIT):
        return True
    return False


def _answer_at(host: str, port: int) -> dict[str, object] | None:
    """What the server of this program says there; None of another program."""
    with suppress(OSError, ValueError, http.client.HTTPException):
        connection = http.client.HTTPConnection(_own(host), port, timeout=_WAIT)
        with closing(connection):
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
            answer = json.loads(connection.getresponse().read(_LARGEST_ANSWER))
        if isinstance(answer, dict) and answer.get("program") == PROGRAM:
            return answer
    return None
