"""`build`: reads the corpus folders and publishes a generation."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from kb import build as builder
from kb.build import Stage
from kb.build.last_build import BuildRecording
from kb.catalogue import MACHINE_READ
from kb.commands.common import STATES, Commands, add_command
from kb.console import FETCHED, OWN, program
from kb.errors import KnowledgeBaseError, reason_of
from kb.packs import pack_folders
from kb.published import Published

KEPT = 3  # exit status of a build that keeps what it cannot read any more
_STAGES: dict[Stage, str] = {"read": "Đọc văn bản", "cite": "Tìm viện dẫn", "index": "Lập chỉ mục", "publish": "Xuất bản"}


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "build", run, "Đọc các thư mục văn bản và xuất bản một kho mới")
    added.add_argument("--corpus", type=Path, action="append", metavar="DIR", help="thư mục văn bản (có thể lặp lại)")
    added.add_argument("--force", action="store_true", help="đọc lại mọi văn bản và dựng lại, dù không có gì thay đổi")
    removals = "bỏ khỏi kho cả những văn bản mà tệp hoặc thư mục nay không đọc được; không có thì chúng được giữ lại"
    added.add_argument("--allow-removals", action="store_true", help=removals)


def run(options: argparse.Namespace) -> int:
    """Build, and print a summary: documents, provisions, references, what stays, goes or was skipped, and why.

    Returns 3 where a file stays that cannot be read any more, else 0.
    """
    named = options.corpus or builder.default_corpora()
    for folder in named:
        if not folder.is_dir() and not _was_read(options.data, folder):
            raise KnowledgeBaseError(f"{folder}: không có thư mục này")
    of_data = (options.data / OWN, options.data / FETCHED, *pack_folders(options.data))
    once: dict[Path, Path] = {}  # by what a name leads to: relative, through a link
    for folder in (*named, *filter(Path.is_dir, of_data)):
        once.setdefault(folder.resolve(), folder)
    corpora = list(once.values())
    summary = _recorded(options, corpora)
    print(f"Kho số {summary.generation}: " + ("không có gì thay đổi" if summary.unchanged else "đã xuất bản"))
    print(f"  {summary.documents} văn bản, {summary.provisions} điều khoản, {summary.references} viện dẫn")
    if summary.recognized:
        print(f"  {len(summary.recognized)} văn bản là bản {MACHINE_READ}: số, ngày và lời văn có thể sai")
    for label in summary.recognized:
        print(f"    {label}")
    for problem in summary.problems:
        print(f"    {problem}")
    if summary.taken_back:
        print(f"  Kho số {summary.taken_back} dựng từ đúng các tệp này đã bị bỏ (rollback); --force thì dựng lại")
    for state, meaning in STATES.items():
        files = [file for file in summary.files if file.state == state]
        print(f"  {len(files)} tệp {meaning}")
        for file in files if state == "skipped" and not summary.unchanged else ():
            print(f"    {'; '.join(file.notes)}")
        for file in files if state == "kept" else ():
            print(f"    {file.path}: {file.notes[0]}")
    for label in summary.removed:
        print(f"  đã bỏ khỏi kho: {label}")
    if missing := _cited_without_text(options.data):
        how = "make laws" if program() != "vien-dan" else f"{program()} fetch --cited-by ID --depth 2"
        print(f"Còn {missing} văn bản được viện dẫn chưa có trong kho mà đã biết địa chỉ; máy có mạng: {how}")
    return _code(summary)


def _code(summary: builder.Summary) -> int:
    return KEPT if any(file.state == "kept" for file in summary.files) else 0


def _was_read(data: Path, folder: Path) -> bool:
    """Whether the published generation has documents of a folder, which is gone now."""
    try:
        return builder.was_read(Published(data).current(), folder)
    except KnowledgeBaseError:
        return False


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Within it, SIGTERM ends the program as an interrupt does: what is half built is removed."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _recorded(options: argparse.Namespace, corpora: list[Path]) -> builder.Summary:
    """Build, and leave word of what became of it."""
    recording = BuildRecording(options.data, corpora)
    try:
        with _Bars(recording.begun) as bars, _ended_by_sigterm():
            asked = {"force": options.force, "allow_removals": options.allow_removals}
            summary = builder.build(corpora, options.data, bars, **asked, processes=builder.processes())
    except builder.BuildInProgress:
        raise
    except KeyboardInterrupt:
        recording.ended("stopped", 1)
        raise
    except Exception as error:
        recording.ended("failed", 1, message=_in_a_line(error))
        raise
    recording.ended("unchanged" if summary.unchanged else "published", _code(summary), summary.generation)
    return summary


def _in_a_line(error: Exception) -> str:
    if isinstance(error, KnowledgeBaseError):
        return str(error)
    return f"{error.filename or 'Hệ thống'}: {reason_of(error)}" if isinstance(error, OSError) else type(error).__name__


def _cited_without_text(data: Path) -> int:
    """How many documents the texts cite that have an official address and no text in the published generation."""
    generation = Published(data).current()
    cited = generation.store.cited() - generation.with_text
    return sum(bool(entry.addresses) for entry in generation.catalogue.entries if entry.id in cited)


class _Bars:
    """A progress bar for each stage, on a terminal alone."""

    def __init__(self, begun: Callable[[], None]) -> None:
        """`begun` is called when a build has something to do."""
        self._begun = begun
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        if stage != self._stage:
            self._begun()
            self.__exit__()
            self._stage = stage
            self._bar = tqdm(total=total, desc=_STAGES[stage], disable=None, leave=True, ncols=80, file=sys.stderr)
        assert self._bar is not None
        self._bar.update(done - self._bar.n)
