"""Automatic numbers as an RTF file has them written out, where paragraphs were taken away by a tracked change.

Guarantees:
1. A number is changed only where it follows, in its own form ("%.", "%)"), one that went with its paragraph: of 1, (2), 3, 4
   come 1, 2, 3. One that does not follow on is as the file has it.
"""

import re
from dataclasses import dataclass, field

_NUMBER = re.compile(r"(\D*)(\d{1,6})(\D*)|([^\w]*)([a-z])([^\w]*)", re.DOTALL)


@dataclass(slots=True)
class WrittenNumbers:
    """The last number of each form, as the file has it, and how many before it are gone."""

    _last: dict[tuple[str, str, bool], int] = field(default_factory=dict)
    _gone: dict[tuple[str, str, bool], int] = field(default_factory=dict)

    def shown(self, text: str) -> str:
        """The number that Word shows for this one ("4.\\t" → "3.\\t")."""
        form, number = self._take(text)
        if form is None or not (gone := self._gone.get(form, 0)):
            return text
        before, after, is_letter = form
        return f"{before}{chr(number - gone) if is_letter else number - gone}{after}"

    def drop(self, text: str) -> None:
        """A number that goes with its paragraph."""
        form, _ = self._take(text)
        if form is not None:
            self._gone[form] = self._gone.get(form, 0) + 1

    def _take(self, text: str) -> tuple[tuple[str, str, bool] | None, int]:
        found = _NUMBER.fullmatch(text)
        if found is None:
            return None, 0
        is_letter = found[5] is not None
        form = (found[4], found[6], True) if is_letter else (found[1], found[3], False)
        number = ord(found[5]) if is_letter else int(found[2])
        if self._last.get(form) != number - 1:
            self._gone[form] = 0
        self._last[form] = number
        return form, number
