"""Log files: bounded in size, and written as long as the disk takes them.

Guarantees:
1. Each part of a log has at most twice `LARGEST` bytes, and a record `_LONGEST` characters; several processes may write to it.
2. Where a log cannot be written, nothing else suffers and nothing is said: the console is for what the user asked for.
"""

import logging
import os
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

LARGEST = 10 * 2**20  # bytes of a log until it becomes an older part
OLDER = 4  # parts that are kept: nhat-ky.log.1 is the newest of them
_LONGEST = 16_000  # characters of a line or a record: a traceback may be as long as what it was about


class LogFile(logging.FileHandler):
    """A log that is made when something is written to it; threads may share it."""

    def __init__(self, path: Path, largest: int = LARGEST, older: int = OLDER) -> None:
        """Write to the file at `path`, of `largest` bytes, and keep so many `older` parts of it."""
        super().__init__(path, encoding="utf-8", errors="backslashreplace", delay=True)
        self._path, self._largest, self._older = path, largest, older

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        self.write_line(self.format(record))

    def write_line(self, line: str) -> None:
        """Write a line, or of one that is too long its beginning; at the bound of the size, in a new file."""
        if len(line) > _LONGEST:
            line = f"{line[:_LONGEST]} …"
        self.acquire()
        try:
            if self.stream is None:
                self.stream = self._open()
            if self.stream.tell() < self._largest or self._turn(self.stream):
                if self.stream is None:
                    self.stream = self._open()
                self.stream.write(f"{line}\n")
                self.stream.flush()
        except (OSError, ValueError):
            self._let_go()  # the next line tries a new handle
        finally:
            self.release()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing of a record that cannot be formatted."""

    def close(self) -> None:
        """Close the file."""
        self._let_go()
        super().close()

    def _let_go(self) -> None:
        stream, self.stream = self.stream, None
        if stream is not None:
            with suppress(OSError, ValueError):  # what could not be written is lost
                stream.close()

    def _turn(self, stream: TextIOWrapper) -> bool:
        """Make the file an older part of the log; False where it could not be, and is as large as the bound allows."""
        opened, size = os.fstat(stream.fileno()), stream.tell()
        self._let_go()
        with suppress(OSError):
            present = self._path.stat()
            if (present.st_dev, present.st_ino) == (opened.st_dev, opened.st_ino):  # else another process has done it
                for number in range(self._older, 0, -1):
                    part = self._part(number - 1)
                    if part.exists():
                        part.replace(self._part(number))
            return True
        return size < 2 * self._largest  # on Windows, while another process has the file open

    def _part(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path
