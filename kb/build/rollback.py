"""Rollback: the generation before the published one is published again.

Guarantees:
1. What is published has been verified wholly and can be opened; where nothing has, the pointer stays as it is.
2. A second rollback takes the first one back.
"""

from collections.abc import Sequence
from pathlib import Path

from kb.build.locking import locked
from kb.build.publishing import point_to, take_back
from kb.errors import KnowledgeBaseError, NothingPublished
from kb.generation import ROLLED_BACK, Generation, generation_folder, numbers_in, rolled_back_from
from kb.manifest import is_sealed, verify_wholly
from kb.published import Published, why_unusable


class NothingBefore(KnowledgeBaseError):
    """There is no other generation that could be published."""


def roll_back(data: Path) -> tuple[int, int]:
    """Publish the generation before the published one: the numbers of both, (from, to).

    After a rollback: the one that was taken back, (to, from). Raises NothingBefore, NothingPublished, DamagedGeneration,
    BuildInProgress and OSError.
    """
    if not data.is_dir():
        raise NothingPublished(f"{data}: chưa có kho nào được xuất bản")
    with locked(data, "một lần dựng kho đang chạy"):
        return _roll_back(data)


def _roll_back(data: Path) -> tuple[int, int]:
    published = Published(data)
    number, back = published.number(), rolled_back_from(data)
    if number is None:
        number, back = published.current().number, None
    if back is not None:
        to = _whole(data, number, [back])
        point_to(data, to)
        (data / ROLLED_BACK).unlink(missing_ok=True)
        return number, to
    earlier = [other for other in reversed(numbers_in(data)) if other < number]
    to = _whole(data, number, [other for other in earlier if is_sealed(generation_folder(data, other))])
    take_back(data, number, to)
    return number, to


def _whole(data: Path, number: int, others: Sequence[int]) -> int:
    """The first of some generations that is whole and can be opened. Raises NothingBefore."""
    reasons: list[str] = []
    for other in others:
        try:
            verify_wholly(generation_folder(data, other))
            Generation(generation_folder(data, other))
        except Exception as error:  # whatever is wrong with it, another one may serve
            reasons.append(f"kho số {other}: {why_unusable(error)}")
        else:
            return other
    why = f" ({'; '.join(reasons)})" if reasons else ""
    raise NothingBefore(f"{data}: không có kho nào khác kho số {number} để trở lại{why}; kho đang dùng vẫn như cũ")
