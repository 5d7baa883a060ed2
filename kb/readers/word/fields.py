"""Fields of Word (ISO/IEC 29500-1, 17.16) without a result of their own → the text that Word shows for them, or what to count.

Guarantees:
1. What Word computes and does not write down (AUTONUM, EQ) is not made up here: it is counted by what it is.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kb.readers.word.symbols import symbol

UNREAD_NUMBER = "số thứ tự ở dạng chưa đọc được"
CHECKED, NOT_CHECKED = "☒", "☐"
_UNREAD_CHOICE = "ô chọn trong biểu mẫu"
_COUNTED = {
    **dict.fromkeys(("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "BIDIOUTLINE"), UNREAD_NUMBER),
    "EQ": "công thức toán",
}
_CODE = re.compile(r"\s*SYMBOL\s+(?:0x(?P<hex>[0-9a-f]{1,5})|(?P<decimal>\d{1,6})|(?P<itself>\S))(?=\s|$)", re.IGNORECASE)
_FONT = re.compile(r'\\f\s*(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_BUTTON = re.compile(r"\s*MACROBUTTON\s+\S+\s+(.+)", re.IGNORECASE | re.DOTALL)


class FormField(NamedTuple):
    """What a form field (w:ffData) holds: the entries of its list and the number of the chosen one; whether it is checked."""

    entries: Sequence[str] = ()
    chosen: int = 0
    checked: bool | None = None


def without_result(code: str, form: FormField | None) -> tuple[str, str]:
    """The text that Word shows for a field with this code and no result, and what to count instead: one of the two is "".

    (" AUTONUM ", None) → ("", "số thứ tự ở dạng chưa đọc được"); (" FORMDROPDOWN ", a list) → ("26/2008/QH12", "").
    """
    kind = code.split(maxsplit=1)[0].upper() if code.strip() else ""
    if kind == "FORMDROPDOWN":
        if form is not None and 0 <= form.chosen < len(form.entries):
            return form.entries[form.chosen], ""
        return "", _UNREAD_CHOICE
    if kind == "FORMCHECKBOX":
        return ("", _UNREAD_CHOICE) if form is None or form.checked is None else (CHECKED if form.checked else NOT_CHECKED, "")
    if kind == "SYMBOL":
        text = _symbol(code)
        return (text, "") if text else ("", "ký hiệu theo phông riêng")
    if button := _BUTTON.match(code):
        return button[1].strip(), ""
    return "", _COUNTED.get(kind, "")


def _symbol(code: str) -> str | None:
    found = _CODE.match(code)
    if not found:
        return None
    named = _FONT.search(code)
    number = int(found["hex"], 16) if found["hex"] else int(found["decimal"]) if found["decimal"] else ord(found["itself"])
    return symbol((named[1] or named[2] or "") if named else "Symbol", number)
