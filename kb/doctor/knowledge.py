"""The generation that is served, the last build, and the files that it was built from."""

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path

from kb.build.locking import LOCK
from kb.build.reading import source_files
from kb.console import program
from kb.doctor.folders import is_locked
from kb.doctor.foundation import BROKEN, FINE, WARNING, Outcome
from kb.doctor.installation import Installation, some
from kb.errors import reason_of

_OLD = timedelta(days=45)  # since the last build: laws change
_BUILD = f"chạy “{program()} build”"


def check_generation(installation: Installation) -> Outcome:
    """Whether what is served is as it was built: all its files are read."""
    state = installation.published.verify()
    problems = "; ".join(state.problems)
    if not state.number:
        return Outcome(
            "Kho",
            BROKEN,
            problems or "chưa có kho nào được xuất bản",
            f"chạy “{program()} build --force”" if problems else _BUILD,
        )
    said = f"kho số {state.number}, dựng lúc {state.made}"
    if state.is_older:
        why = f"{said}, đang dùng thay kho số {state.newest} ({problems})"
        return Outcome("Kho", WARNING, why, f"chạy “{program()} build --force”, rồi xem ổ đĩa có hỏng không")
    if problems:
        return Outcome("Kho", WARNING, f"{said}; {problems}", _BUILD)
    return Outcome("Kho", FINE, f"{said}: mọi tệp còn nguyên vẹn")


def check_last_build(installation: Installation) -> Outcome:
    """What became of the last build, and how long ago that was."""
    name, last = "Lần dựng gần nhất", installation.last_build
    if last is None:
        made = installation.published.state().made
        if not made:
            return Outcome(name, WARNING, "chưa có lần nào", _BUILD)
        ended, said = datetime.fromisoformat(made), f"{made}"
    elif last.result == "running":
        if is_locked(installation.data / LOCK):
            return Outcome(name, FINE, f"đang chạy từ {last.started}")
        return Outcome(name, WARNING, f"bắt đầu {last.started} rồi bị ngắt (mất điện, hết bộ nhớ, bị tắt)", _BUILD)
    elif last.result == "failed":
        return Outcome(name, BROKEN, f"{last.ended}: {last.message}", "chữa lỗi ấy rồi dựng lại; kho cũ vẫn được dùng")
    elif last.result == "stopped":
        return Outcome(name, WARNING, f"{last.started}: bị dừng giữa chừng", _BUILD)
    else:
        ended, said = datetime.fromisoformat(last.ended), f"{last.ended}, mất {last.seconds:.0f} giây"
    if installation.now - ended > _OLD:
        days = (installation.now - ended).days
        return Outcome(name, WARNING, f"{said}: đã {days} ngày", "xem việc dựng theo lịch còn chạy không (docs/van-hanh.md)")
    return Outcome(name, FINE, said)


def check_corpora(installation: Installation) -> Outcome:
    """Whether the folders of documents are there, and each of their files can be read."""
    name, folders = "Thư mục văn bản", installation.corpora
    gone = [str(folder) for folder in folders if not folder.is_dir()]
    if gone:
        why = f"không thấy {some(gone)}"
        return Outcome(
            name, BROKEN, why, "nối lại ổ đĩa hoặc thư mục mạng ấy, hoặc dựng lại với các thư mục còn dùng (--corpus)"
        )
    lost: list[str] = []
    files = _files(folders, lost)
    for path in files:
        try:
            if path.is_file():  # a pipe would be waited for
                with path.open("rb") as file:
                    file.read(1)
        except OSError as error:
            lost.append(f"{path} ({reason_of(error)})")
    if lost:
        return Outcome(
            name, BROKEN, f"không đọc được {some(lost)}", "cấp quyền đọc cho người dùng của dịch vụ, hoặc chép lại tệp"
        )
    if not files:
        return Outcome(
            name, WARNING, f"không có tệp nào trong {some([str(folder) for folder in folders])}", "bỏ văn bản vào đó"
        )
    return Outcome(name, FINE, f"{len(files)} tệp trong {len(folders)} thư mục, đọc được cả")


def check_sources(installation: Installation) -> Outcome:
    """Whether files came, went or changed since the build."""
    name, generation, state = "Văn bản so với kho", installation.generation, installation.published.state()
    if generation is None:
        return Outcome(name, WARNING, "chưa có kho để so", _BUILD)
    last = installation.last_build
    of_this = last is not None and last.generation == state.number and last.result == "published"
    since = datetime.fromisoformat(last.started if last is not None and of_this else state.made).timestamp()
    known = {_whole(installation.base / file.path): file.sha256 for file in generation.store.files()}
    present = {_whole(path): path for path in _files(installation.corpora, [])}
    changes = {
        "mới": [path for path in present if path not in known],
        "không còn": [path for path, sha256 in known.items() if path not in present and sha256],
        "đã đổi": [path for path, sha256 in known.items() if path in present and _is_changed(present[path], sha256, since)],
    }
    said = [
        f"{len(paths)} tệp {what} ({some([Path(path).name for path in paths], 1)})" for what, paths in changes.items() if paths
    ]
    if said:
        return Outcome(name, WARNING, ", ".join(said), _BUILD)
    return Outcome(name, FINE, "không có gì thay đổi từ lần dựng")


def _files(folders: tuple[Path, ...], lost: list[str]) -> list[Path]:
    """The files of the folders that may be documents; a folder that cannot be listed goes to `lost`."""

    def note(error: OSError) -> None:
        lost.append(f"{error.filename} ({reason_of(error)})")

    return list(dict.fromkeys(path for folder in folders for path in source_files(folder, note)))


def _whole(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 (links are not followed: a build does not know where they lead, either)


def _is_changed(path: Path, sha256: str, since: float) -> bool:
    """Whether a file that was written to since the build has other bytes."""
    try:
        state = path.stat()
        if max(state.st_mtime, state.st_ctime) < since or not path.is_file():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != sha256
    except OSError:  # another check says so
        return False
