"""What a page strikes or hides: the names under which it is counted, and the number that is struck by a slip."""

import re

# What readers count as left out.
DELETED, HIDDEN, STRUCK = "chỗ đã xóa (<del>)", "phần ẩn", "chỗ gạch ngang"

_STRUCK_TAG = re.compile(r"<(/?)(s|strike)(?=[\s>])", re.IGNORECASE)
GUARDED = {"s-guarded": "s", "strike-guarded": "strike"}
_NUMBER, _GOES_ON = re.compile(r"\d{1,3}[a-zđ]?|[a-zđ]"), re.compile(r"\s*[.)]\s*[^\s.)]")


def strikes_number(struck: str, following: str) -> bool:
    """Whether struck text is the number of a paragraph whose dot and text are not struck: a slip of the page, which is read."""
    return _NUMBER.fullmatch(struck.strip()) is not None and _GOES_ON.match(following) is not None


def kept_repair(count: int) -> list[str]:
    """What is reported where `count` struck numbers are read; [] for none."""
    return [f"{count} số thứ tự bị gạch ngang được giữ vì đoạn không có số nào khác"] if count else []


def guarded(markup: str) -> str:
    """`markup` with <s> and <strike> by the names in `GUARDED`: the parser would end them where a paragraph begins."""
    return _STRUCK_TAG.sub(r"<\1\2-guarded", markup)
