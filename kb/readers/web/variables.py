"""Style sheets with custom properties ("--kind: lower-alpha" of the whole page) → the same with their values in place."""

import re
from collections.abc import Sequence

_BLOCK = re.compile(r"(?<![^{}])([^{}]*+)\{([^{}]*+)\}")
_CUSTOM = re.compile(r"(?<![\w-])(--[\w-]+)\s*:([^;{}]*)")
_USE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)", re.IGNORECASE)
_WHOLE_PAGE = frozenset((":root", "html", "body", "*"))
_DEEPEST = 5  # how often one property may name the next
_LONGEST = 200  # characters of a value
# Declarations that text depends on and that still have one.
_LEFT = re.compile(
    r"(?<![\w-])(?:display|visibility|opacity|list-style(?:-type)?|counter-[a-z]+|content|text-decoration(?:-line)?)\s*:",
    re.IGNORECASE,
)
_ENDS = re.compile("[;{}]")


def with_values(sheets: Sequence[str]) -> tuple[list[str], int]:
    """The sheets with each var() whose value is one for the whole page replaced; how many declarations keep one."""
    if not any("var(" in sheet for sheet in sheets):
        return [*sheets], 0
    values: dict[str, str] = {}
    elsewhere: set[tuple[str, str]] = set()
    for sheet in sheets:
        for block in _BLOCK.finditer(sheet):
            for name, value in _CUSTOM.findall(block[2]) if "--" in block[2] else ():
                if _WHOLE_PAGE.issuperset(part.strip() for part in block[1].rpartition(";")[2].split(",")):
                    values[name] = value.strip()[:_LONGEST]
                else:
                    elsewhere.add((name, value.strip()[:_LONGEST]))
    unsure = {name for name, value in elsewhere if values.get(name) != value}

    def value_of(use: re.Match[str]) -> str:
        for _ in range(_DEEPEST):
            if use[1] in unsure:
                break
            value = values.get(use[1], (use[2] or "").strip())
            inner = _USE.fullmatch(value)
            if inner is None:
                return value if value and "var(" not in value else use[0]
            use = inner
        return use[0]

    changed = [_USE.sub(value_of, sheet) for sheet in sheets]
    return changed, sum(_keeps_use(part) for sheet in changed for part in _ENDS.split(sheet))


def _keeps_use(declaration: str) -> bool:
    """Whether a declaration that text depends on still has a var()."""
    left = _LEFT.search(declaration) if "var(" in declaration.lower() else None
    return left is not None and "var(" in declaration[left.end() :].lower()
