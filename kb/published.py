"""The published generation of a data folder: which of those that are there is served, and whether it is as it was built.

Guarantees:
1. `Published.current` gives one whole generation: that of the pointer, or the newest other one where that is not as its build
   wrote it, or there is no pointer. Where there is none it raises; nothing that is known to be damaged is served.
2. Before the first answer all small files and the sizes of all are verified; a server reads the others in the background. What
   takes the place of a damaged generation is verified wholly before it serves.
3. A data folder that was removed and made anew is noticed by the next request; what is written to a file, within .1 s.
"""

import logging
import math
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kb.console import program
from kb.errors import DamagedGeneration, NothingPublished, reason_of
from kb.generation import POINTER, Generation, generation_folder, numbers_in, pointed_number, rolled_back_from
from kb.manifest import (
    MANIFEST,
    DiskState,
    Manifest,
    NotAsWritten,
    disk_state,
    is_as_before,
    is_sealed,
    read_manifest,
    verify_files,
    verify_sizes,
)
from kb.serving import ServingState, Verified
from kb.store import StoreError, is_malformed, reason_of_store

_LOG = logging.getLogger(__name__)

# Seconds.
_LOOK = 0.1  # between two looks at the files of what is served
_AGAIN = 10.0  # until a file that the system could not read is tried again
_READ_ANEW = 24 * 3600.0  # between two readings of all files: disks lose bits without a word
_MALFORMED = 600.0  # until a store that SQLite called malformed, and that has its checksum, is tried again


@dataclass(slots=True)
class _Opened:
    """A generation that serves."""

    generation: Generation
    manifest: Manifest
    disk: DiskState
    pending: tuple[str, ...]  # the files that were not read yet
    looked: float  # when, by the monotonic clock
    read: float


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a generation does not serve: until the time `again`, or until something writes to its files."""

    reason: str
    disk: DiskState
    again: float
    error: Exception | None


class _Superseded(Exception):
    """What is being verified does not serve any more."""


class Published:
    """The handle on a data folder: always the generation that is to be served now. Threads may share it."""

    def __init__(self, data: Path, *, watch: bool = False, look: float = _LOOK) -> None:
        """Nothing is opened yet.

        `watch`: verify large files in the background, and look every `look` seconds whether any file has changed; for servers.
        """
        self.data = data
        self._watch, self._look = watch, look
        self._lock = threading.RLock()
        self._opened: _Opened | None = None
        self._pointed: int | None = None
        self._newest = 0
        self._failures: dict[int, _Failure] = {}

    def number(self) -> int | None:
        """The number that the pointer names, or None."""
        return pointed_number(self.data)

    def current(self) -> Generation:
        """The generation to be served, opened once. Raises NothingPublished and DamagedGeneration."""
        with self._lock:
            pointed, opened = self.number(), self._opened
            if opened is None or pointed != self._pointed or self._is_changed(opened):
                opened = self._chosen(pointed)
            return opened.generation

    def state(self) -> ServingState:
        """What is served now, and what is wrong; where nothing can be served, that."""
        with self._lock:
            with suppress(NothingPublished, DamagedGeneration):
                self.current()
            lines = [f"Kho số {number}: {failure.reason}" for number, failure in sorted(self._failures.items(), reverse=True)]
            if (opened := self._opened) is None:
                return ServingState(0, "", "", "no", self._newest, tuple(lines))
            if self._pointed is None:
                lines.append(f"Tệp “{POINTER}” không cho biết dùng kho nào: dùng kho mới nhất còn nguyên vẹn")
            verified: Verified = "pending" if opened.pending else "yes"
            own = opened.manifest
            return ServingState(opened.generation.number, own.build, own.made, verified, self._newest, tuple(lines))

    def verify(self) -> ServingState:
        """Read all files of what is served; what is damaged is withdrawn, until one is whole or none is left."""
        with self._lock:
            while self.state().number and self._opened is not None and not self._is_whole(self._opened):
                pass
            return self.state()

    def withdraw(self, generation: Generation, reason: str, again: float = math.inf) -> None:
        """Serve this generation no more, but the newest other one that is whole.

        `reason`: in a few Vietnamese words, without a path. It may be tried `again` after so many seconds, or when its files
        have changed.
        """
        with self._lock:
            if self._opened is not None and self._opened.generation is generation:
                self._fail(generation.number, disk_state(generation.folder), reason, again)
                self._opened = None

    def suspect(self, generation: Generation, error: Exception) -> bool:
        """Whether an unexpected `error` of an answer may come of a damaged generation, which does not serve any more then."""
        with self._lock:
            opened = self._opened
            if opened is None or opened.generation is not generation:
                return True
            if not is_as_before(opened.disk):
                opened.looked = -math.inf  # the next request opens it anew, if it is whole
                return True
            if opened.pending and not self._is_whole(opened):
                return True
            if isinstance(error, StoreError) and is_malformed(error):
                if self._is_whole(opened):  # what is on the disk is right, and what was read of it is not
                    self.withdraw(generation, reason_of_store(error), _MALFORMED)
                return True
            return False

    def _is_changed(self, opened: _Opened) -> bool:
        """Whether another generation may have to be served, or the same one opened anew."""
        now = time.monotonic()
        if not self._watch or now - opened.looked < self._look:
            return not is_as_before(opened.disk, str(opened.generation.folder / MANIFEST))
        opened.looked = now
        if not is_as_before(opened.disk) or any(map(self._may_serve, self._failures)):
            return True
        if now - opened.read > _READ_ANEW and not opened.pending:
            opened.pending = tuple(opened.manifest.files)
            self._verify_later(opened)
        return False

    def _folder(self, number: int) -> Path:
        return generation_folder(self.data, number)

    def _may_serve(self, number: int) -> bool:
        """Whether nothing is known against a generation as its files are now."""
        known = self._failures.get(number)
        return known is None or time.monotonic() >= known.again or disk_state(self._folder(number)) != known.disk

    def _candidates(self, pointed: int | None) -> Iterator[int]:
        """What may serve: what the pointer names, the newest others, and last what its owner has taken back."""
        back, named = rolled_back_from(self.data), [] if pointed is None else [pointed]
        whole = [number for number in reversed(numbers_in(self.data)) if is_sealed(self._folder(number))]
        others = [number for number in whole if number not in (pointed, back)]
        self._newest = max([*named, *others], default=0)
        return iter([*named, *others, *(number for number in whole if number == back != pointed)])

    def _chosen(self, pointed: int | None) -> _Opened:
        """The best candidate that can be opened, which serves from now on. Raises NothingPublished and DamagedGeneration."""
        before, chosen = self._opened, None
        tried: list[int] = []
        for number in self._candidates(pointed):
            disk = disk_state(self._folder(number))
            if before is not None and before.generation.number == number and before.disk == disk:
                chosen = before
            elif self._may_serve(number):
                chosen = self._open(number, disk, before, is_fallback=bool(tried))
            if chosen is not None:
                break
            tried.append(number)
        self._failures = {number: self._failures[number] for number in tried}
        self._opened, self._pointed = chosen, pointed
        if chosen is not None:
            if chosen is not before:
                self._begin(chosen)
            return chosen
        if not tried:
            raise NothingPublished(f"{self.data}: chưa có kho nào được xuất bản; hãy chạy “{program()} build”")
        failure = self._failures[tried[0]]
        message = f"{self._folder(tried[0])}: kho bị hỏng ({failure.reason}); hãy chạy “{program()} build --force”"
        raise DamagedGeneration(message) from failure.error

    def _open(self, number: int, disk: DiskState, before: _Opened | None, *, is_fallback: bool) -> _Opened | None:
        """The generation of this number, verified; None where it is not as it was written, or cannot be opened."""
        folder = self._folder(number)
        try:
            manifest = read_manifest(folder)
            verify_sizes(folder, manifest)
            small, large = manifest.parted()
            # What takes another's place, or was written to while it served, has to be whole before it answers.
            is_doubtful = is_fallback or (before is not None and before.manifest.build == manifest.build)
            verify_files(folder, manifest, (*small, *large) if is_doubtful else small)
            now = time.monotonic()
            return _Opened(Generation(folder), manifest, disk, () if is_doubtful else large, now, now)
        except Exception as error:  # whatever is wrong with it, another one may serve
            again = math.inf if isinstance(error, NotAsWritten) else _AGAIN if isinstance(error, OSError) else _MALFORMED
            self._fail(number, disk, why_unusable(error), again, error)
            return None

    def _begin(self, opened: _Opened) -> None:
        number = opened.generation.number
        if number < self._newest:
            _LOG.warning("%s: kho số %d phục vụ thay kho số %d", self.data, number, self._newest)
        if self._pointed is None:
            _LOG.warning("%s: không đọc được tệp “%s”; kho số %d phục vụ", self.data, POINTER, number)
        if opened.pending and self._watch:
            self._verify_later(opened)

    def _fail(self, number: int, disk: DiskState, reason: str, again: float, error: Exception | None = None) -> None:
        known = self._failures.get(number)
        if known is None or known.reason != reason:
            _LOG.warning("%s: kho số %d không dùng được: %s", self.data, number, reason)
        self._failures[number] = _Failure(reason, disk, time.monotonic() + again, error)

    def _is_whole(self, opened: _Opened) -> bool:
        """Read all its files now; where one is damaged, withdraw it."""
        folder, manifest = opened.generation.folder, opened.manifest
        try:
            verify_sizes(folder, manifest)
            verify_files(folder, manifest, manifest.files)
        except (NotAsWritten, OSError) as error:
            self.withdraw(opened.generation, why_unusable(error), math.inf if isinstance(error, NotAsWritten) else _MALFORMED)
            return False
        opened.pending, opened.read = (), time.monotonic()
        return True

    def _verify_later(self, opened: _Opened) -> None:
        threading.Thread(target=self._verify_pending, args=(opened,), name="verify", daemon=True).start()

    def _verify_pending(self, opened: _Opened) -> None:
        """Read the files that are pending, at half the speed of the machine, as long as it serves."""
        before = time.perf_counter()

        def pace() -> None:
            nonlocal before
            if self._opened is not opened:
                raise _Superseded
            time.sleep(min(time.perf_counter() - before, 0.1))
            before = time.perf_counter()

        try:
            verify_files(opened.generation.folder, opened.manifest, opened.pending, pace)
        except _Superseded:
            return
        except (NotAsWritten, OSError) as error:
            self.withdraw(opened.generation, why_unusable(error), math.inf if isinstance(error, NotAsWritten) else _MALFORMED)
            self.state()  # the one that serves instead is made ready now, not by the next request
            return
        with self._lock:
            opened.pending, opened.read = (), time.monotonic()


def why_unusable(error: Exception) -> str:
    """Why a generation cannot be used, without a path; what a library says of it, in English, stays with the error."""
    if isinstance(error, NotAsWritten):
        return str(error)
    if isinstance(error, StoreError):
        return reason_of_store(error)
    return reason_of(error) if isinstance(error, OSError) else "nội dung tệp không như đã ghi"
