"""The media queries of style sheets: which of them hold on a screen of a usual width."""

import re

# What the width of a window decides is read as on a screen of a usual width.
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)(px|r?em)\s*\)", re.IGNORECASE)
_SCREEN = 1280.0


def on_screen(rule: str) -> bool:
    """Whether a screen of a usual width fits one of the queries of @media; other groups hold."""
    if not rule.startswith("@media"):
        return True
    return any(_fits(query) for query in rule.removeprefix("@media").split(","))


def _fits(query: str) -> bool:
    fits = True
    for bound, number, unit in _WIDTH.findall(query):
        width = float(number if number.count(".") < 2 else "0") if number.strip(".") else 0.0
        width *= 1 if unit.lower() == "px" else 16
        fits = fits and (width <= _SCREEN if bound.lower() == "min" else width >= _SCREEN)
    rest = set(_WIDTH.sub(" ", query).split()) - {"and", "only"}
    return fits and rest <= {"screen", "all"}
