"""What became of the last build of a data folder, for those who look after it: a small file beside what it built.

Guarantees:
1. It is replaced in one step; where it cannot be written or read, nothing else suffers.
2. A build that another one keeps from running leaves no word.
"""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from kb.disk import write_whole

LAST_BUILD = "last-build.json"

BuildResult = Literal["running", "published", "unchanged", "failed", "stopped"]
BUILD_RESULTS: tuple[BuildResult, ...] = get_args(BuildResult)


@dataclass(frozen=True, slots=True)
class LastBuild:
    """A build: from when until when, over which folders, and what came of it."""

    result: BuildResult  # "running": it runs, or it was killed
    started: str  # ISO 8601, UTC
    ended: str  # "" while it runs
    seconds: float
    exit_code: int | None
    generation: int | None  # the published one after it
    message: str  # of an error, with paths of this machine; "" for none
    folder: str  # where it ran: what its sources are relative to
    corpora: tuple[str, ...]


def read_last_build(data: Path) -> LastBuild | None:
    """What the last build of the data folder left; None where it left nothing that can be read."""
    try:
        values: dict[str, Any] = json.loads((data / LAST_BUILD).read_text("utf-8"))
        read = LastBuild(
            values["result"],
            str(values["started"]),
            str(values["ended"]),
            float(values["seconds"]),
            None if values["exit_code"] is None else int(values["exit_code"]),
            None if values["generation"] is None else int(values["generation"]),
            str(values["message"]),
            str(values["folder"]),
            tuple(map(str, values["corpora"])),
        )
        for moment in (read.started, *([read.ended] if read.ended else [])):
            if datetime.fromisoformat(moment).tzinfo is None:
                return None
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return read if read.result in BUILD_RESULTS else None


class BuildRecording:
    """The word that a build leaves: that it has begun, and what became of it."""

    def __init__(self, data: Path, corpora: Sequence[Path]) -> None:
        """Nothing is written yet: another build may be running."""
        self._data, self._corpora = data, tuple(map(str, corpora))
        self._started, self._clock = datetime.now(UTC), time.monotonic()
        self._has_begun = False

    def begun(self) -> None:
        """Say that the build runs, once."""
        if not self._has_begun:
            self._has_begun = True
            self._write("running", "", None, None, "")

    def ended(self, result: BuildResult, exit_code: int, generation: int | None = None, message: str = "") -> None:
        """Say what became of it."""
        self._write(result, datetime.now(UTC).isoformat(timespec="seconds"), exit_code, generation, message)

    def _write(self, result: BuildResult, ended: str, code: int | None, generation: int | None, message: str) -> None:
        seconds = round(time.monotonic() - self._clock, 1) if ended else 0.0
        started = self._started.isoformat(timespec="seconds")
        last = LastBuild(result, started, ended, seconds, code, generation, message, str(Path.cwd()), self._corpora)
        with suppress(OSError, ValueError):
            write_whole(self._data / LAST_BUILD, json.dumps(asdict(last), ensure_ascii=True, indent=1).encode() + b"\n")
