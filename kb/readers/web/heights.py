"""How high inline text of a page stands: raised above the line, lowered below it, or on it."""

import re
from collections.abc import Mapping

_LENGTH = re.compile(r"([-+]?)(\d{0,6}\.?\d{1,6})(px|pt|pc|r?em|ex|ch|in|cm|mm|q|v[hw]|%)?")
# By vertical-align; "top" and "bottom" are heights of the box of a line, which tell only of text that is smaller.
_ALIGNED = {"super": 1, "text-top": 1, "sub": -1, "text-bottom": -1, "baseline": 0, "middle": 0}
_IN_POINTS = {"px": 0.75, "pc": 12.0, "em": 12.0, "rem": 12.0, "ex": 6.0, "ch": 6.0, "in": 72.0, "cm": 28.3, "mm": 2.83}
_CLEAR_LIFT = 3.0  # points: text of one size that is shifted so much stands apart; of a size of its own, by one point
_OF_ELEMENT = {"sup": 1, "sub": -1}
PROPERTIES = frozenset(("vertical-align", "mso-text-raise", "position", "top", "bottom", "font-variant-position"))


def height(name: str, said: Mapping[str, str]) -> int:
    """Whether an inline element of this name raises its text (1), lowers it (-1) or neither (0), by its styles or by itself."""
    side = _aligned(said, _OF_ELEMENT.get(name, 0))
    if side or not said:
        return side
    if (position := said.get("font-variant-position")) in _ALIGNED:
        return _ALIGNED[position]
    lift = _points(said.get("mso-text-raise", ""))
    if not lift and said.get("position") == "relative":
        lift = -_points(said.get("top", "")) or _points(said.get("bottom", ""))
    if abs(lift) < (1.0 if "font-size" in said else _CLEAR_LIFT):
        return 0
    return 1 if lift > 0 else -1


def may_shift(name: str, said: Mapping[str, str]) -> bool:
    """Whether `height` has to be asked: a quick test, for every element of a page."""
    return name in _OF_ELEMENT or (bool(said) and not PROPERTIES.isdisjoint(said))


def is_marked_raised(name: str, said: Mapping[str, str]) -> bool:
    """Whether raised text stands so as marks of notes do: by <sup> or vertical-align, not by a shift alone."""
    return name == "sup" or _aligned(said, 0) > 0


def _aligned(said: Mapping[str, str], of_element: int) -> int:
    value = said.get("vertical-align", "")
    if value in ("top", "bottom"):
        return 0 if "font-size" not in said else 1 if value == "top" else -1
    match = _LENGTH.fullmatch(value)
    if match is None or (not match[3] and float(match[2])):
        return _ALIGNED.get(value, of_element)
    return 0 if not float(match[2]) else -1 if match[1] == "-" else 1


def _points(value: str) -> float:
    match = _LENGTH.fullmatch(value)
    if match is None:
        return 0.0
    points = float(match[2]) * (_IN_POINTS.get(match[3], 1.0) if match[3] != "%" else 0.0)
    return -points if match[1] == "-" else points
