"""What is served from a data folder, and what is wrong there."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Verified = Literal["yes", "pending", "no"]


@dataclass(frozen=True, slots=True)
class ServingState:
    """What is served from a data folder, and what is wrong there; number 0 and empty texts where nothing is."""

    number: int
    build: str
    made: str  # ISO 8601, UTC
    verified: Verified  # all files; the small ones, and the others not yet; nothing is served
    newest: int  # the newest generation that should be served: the one that the pointer names, or a later one
    problems: tuple[str, ...] = ()  # what was withdrawn and why, and a pointer that cannot be read; a Vietnamese line each

    @property
    def is_older(self) -> bool:
        """Whether an older generation serves instead of the newest."""
        return 0 < self.number < self.newest

    @property
    def notice(self) -> str:
        """The line for readers where an older generation serves; else ""."""
        if not self.is_older:
            return ""
        day = "/".join(reversed(self.made[:10].split("-")))
        why = "không dùng được" if self.problems else "chưa được xuất bản"
        return f"Đang dùng kho số {self.number}, dựng ngày {day}, vì kho mới nhất (số {self.newest}) {why}."

    def printed(self) -> dict[str, Any]:
        """As JSON has it (docs/json.md)."""
        return asdict(self) | {"is_older": self.is_older}
