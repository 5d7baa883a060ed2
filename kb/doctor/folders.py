"""The files of the program, the settings, and the folder of data: what it holds and who may read and write it."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from filelock import FileLock, Timeout

from kb import catalogue
from kb.build import SHIPPED
from kb.build.locking import LOCK
from kb.catalogue import FACTS_FILE
from kb.console import program
from kb.doctor.foundation import BROKEN, FINE, WARNING, Outcome
from kb.doctor.installation import Installation, entries_of, some
from kb.errors import KnowledgeBaseError, reason_of
from kb.generation import GENERATIONS, POINTER, generation_folder, numbers_in
from kb.manifest import is_sealed
from kb.settings import SETTINGS_FILE, read_settings

# Beside kb/ in a checkout and where the program is installed: what the server and a build cannot do without.
_SHIPPED_FILES = ("webapp/__main__.py", "webapp/templates/base.html", "webapp/static/style.css", "corpus/catalogue.toml")


def check_program(_: Installation) -> Outcome:
    """Whether the program is whole: it may have been copied by hand."""
    root = SHIPPED.parent
    missing = [name for name in _SHIPPED_FILES if not (root / name).is_file()]
    if missing:
        return Outcome("Tệp chương trình", BROKEN, f"thiếu {some(missing)}", "chép lại cả thư mục chương trình")
    try:
        facts = catalogue.read_facts([SHIPPED / FACTS_FILE])
    except KnowledgeBaseError as error:
        return Outcome("Tệp chương trình", BROKEN, str(error), "chữa dòng ấy, hoặc chép lại tệp")
    return Outcome("Tệp chương trình", FINE, f"đủ; danh mục có {len(facts.catalogue.entries)} văn bản")


def check_settings(installation: Installation) -> Outcome:
    """Whether the settings can be read."""
    path = installation.data / SETTINGS_FILE
    if not path.exists():
        return Outcome("Cấu hình", FINE, f"không có {SETTINGS_FILE}: mọi thứ theo mặc định")
    try:
        read_settings(path)
    except KnowledgeBaseError as error:
        return Outcome("Cấu hình", BROKEN, str(error), "chữa dòng ấy rồi khởi động lại")
    return Outcome("Cấu hình", FINE, f"đọc được {path}")


def check_data(installation: Installation) -> Outcome:
    """Whether the folder of data is there, and may be read and written by who asks."""
    name, data = "Thư mục dữ liệu", installation.data
    grant = f"cấp quyền cho người dùng của dịch vụ: chown -R TÊN {data} (Windows: icacls)"
    if not data.exists():
        return Outcome(name, BROKEN, f"không có {data}", f"chạy “{program()} build”, hoặc nêu đúng thư mục bằng --data")
    if not data.is_dir():
        return Outcome(name, BROKEN, f"{data} không phải là thư mục", "nêu đúng thư mục bằng --data")
    entries = list(entries_of(data))
    closed = [str(path) for path in entries if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0))]
    if closed or not os.access(data, os.R_OK | os.X_OK):
        return Outcome(name, BROKEN, f"không đọc được {some(closed) or data}", grant)
    try:
        TemporaryFile(dir=data).close()
    except OSError as error:
        why = f"{data}: xem được nhưng không ghi được ({reason_of(error)})"
        return Outcome(name, BROKEN, why, grant)
    kept = [str(path) for path in entries if not os.access(path, os.W_OK)]
    if kept:
        return Outcome(name, BROKEN, f"không ghi được {some(kept)}", grant)
    if foreign := _foreign(data, entries):
        return Outcome(name, WARNING, f"{len(foreign)} tệp thuộc người dùng khác, như {some(foreign, 1)}", grant)
    return Outcome(name, FINE, f"{data}: đọc và ghi được")


def _foreign(data: Path, entries: list[Path]) -> list[str]:
    """The entries that belong to another user than the folder: a build by root leaves such files."""
    if os.name != "posix":
        return []
    found, owner = [], data.stat().st_uid
    for path in entries:
        with suppress(OSError):
            if path.lstat().st_uid != owner:
                found.append(str(path))
    return found


def check_leftovers(installation: Installation) -> Outcome:
    """Whether a build runs, and what builds that died have left."""
    name, data = "Việc dở dang", installation.data
    if is_locked(data / LOCK):
        return Outcome(name, FINE, "một lần dựng đang chạy")
    folder = data / GENERATIONS
    half = [str(number) for number in numbers_in(data) if not is_sealed(generation_folder(data, number))]
    with suppress(OSError):
        half += sorted(path.name for path in folder.iterdir() if not path.name.isdigit())
    with suppress(OSError):
        half += sorted(path.name for path in data.glob("*.new"))
    if half:
        return Outcome(name, WARNING, f"một lần dựng bị ngắt đã để lại {some(half)}", f"chạy “{program()} build”: nó tự dọn")
    if not (data / POINTER).is_file() and numbers_in(data):
        return Outcome(name, WARNING, f"không có tệp “{POINTER}”", f"chạy “{program()} build”: nó ghi lại tệp ấy")
    return Outcome(name, FINE, "không có gì")


def is_locked(path: Path) -> bool:
    """Whether a process has the lock."""
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # no right to: another check says so
        return False
