"""What a page strikes or hides: the names under which it is counted, the number struck by a slip; markup ready to be read."""

import re

from kb.readers.finish import without_halves

# What readers count as left out.
DELETED, HIDDEN, STRUCK = "chỗ đã xóa (<del>)", "phần ẩn", "chỗ gạch ngang"

_STRUCK_TAG = re.compile(r"<(/?)(s|strike)(?=[\s>])", re.IGNORECASE)
GUARDED = {"s-guarded": "s", "strike-guarded": "strike"}
# A reference to U+D800 to U+DFFF.
_HALF = re.compile(
    r"&#(?:x0{0,8}(d[89a-f][0-9a-f]{2})|0{0,8}(55(?:29[6-9]|[3-9]\d\d)|56\d{3}|57(?:[0-2]\d\d|3[0-3]\d|34[0-3])))(?![0-9a-f]);?",
    re.IGNORECASE,
)
_NUMBER, _GOES_ON = re.compile(r"\d{1,3}[a-zđ]?|[a-zđ]"), re.compile(r"\s*[.)]\s*[^\s.)]")


def strikes_number(struck: str, following: str) -> bool:
    """Whether struck text is the number of a paragraph whose dot and text are not struck: a slip of the page, which is read."""
    return _NUMBER.fullmatch(struck.strip()) is not None and _GOES_ON.match(following) is not None


def whole(markup: str) -> tuple[str, int]:
    """`markup` without halves of surrogate pairs, written or as references ("&#xD800;"); how many became U+FFFD."""
    if "&#" in markup:
        markup = _HALF.sub(lambda match: chr(int(match[1], 16) if match[1] else int(match[2])), markup)
    try:
        markup.encode()
    except UnicodeEncodeError:
        return without_halves(markup)
    return markup, 0


def guarded(markup: str) -> str:
    """`markup` with <s> and <strike> by the names in `GUARDED`: the parser would end them where a paragraph begins."""
    return _STRUCK_TAG.sub(r"<\1\2-guarded", markup)
