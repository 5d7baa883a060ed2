"""The eIds (addresses) that the levels of a citation can mean: "khoản 1 Điều 2" gives art_2__para_1.

Guarantees:
1. An eId follows from what is written and from the provision around it, never from likeness.
2. Where a level can be numbered in more than one way (Chương IV or 4, mục 2 as a section or an item), the text of the document
   decides; where there is none at hand, the first way in a fixed order holds.
"""

from collections.abc import Sequence

from kb.citations.find.provisions import THIS
from kb.law import eid
from kb.law.levels import DIVISIONS, LevelCode


def eids_of(path: Sequence[tuple[LevelCode, str]]) -> tuple[str, ...]:
    """The eIds that `path` ((level, number), outermost first) can mean, likeliest first; empty where it is no address.

    Phần, Chương and Mục beside an Điều are left out: eIds begin at Điều. "Điều này" is no address by itself.
    """
    if any(number == THIS for _, number in path):
        return ()
    levels = [level for level, _ in path]
    attachment = [step for step in path if step[0] == "attachment"]
    if "article" in levels:
        return _joined([*attachment, *(step for step in path if step[0] in ("article", "clause", "point"))])
    if any(level in DIVISIONS for level in levels):
        found: tuple[str, ...] = ()
        if not {"clause", "point"} & set(levels) and not any("." in number for _, number in path):
            found = _joined(path) + (_joined(path[1:]) if levels[0] == "part" and len(path) > 1 else ())
        return found + _items(path)
    return _joined(attachment) if levels == ["attachment"] else ()


def items_of(path: Sequence[tuple[LevelCode, str]]) -> tuple[str, ...]:
    """The eId of `path` in a document without Điều: "khoản 11 Thông tư số …"."""
    return _items([("section", path[0][1]), *path[1:]]) if path[0][0] == "clause" else ()


def within(path: Sequence[tuple[LevelCode, str]], enclosing: str) -> str | None:
    """The eId of `path` as the provision `enclosing` sees it: "Điều này", "khoản 2" of the same Điều; None where it has none.

    The first level of `path` is "này" (that level of `enclosing`) or a level below one of `enclosing`.
    """
    level, number = path[0]
    around = eid.split(enclosing) if enclosing else []
    names = [name for name, _ in around]
    if number == THIS:
        wanted = "item" if level == "section" and "item" in names else level
        if wanted not in names:
            return None
        kept, below = len(names) - names[::-1].index(wanted), path[1:]
    else:
        above = {"clause": "article", "point": "clause"}.get(level)
        if above not in names:
            return None
        kept, below = names.index(above) + 1, path
    if any(n == THIS for _, n in below):
        return None
    base = "__".join(enclosing.split("__")[:kept])
    for name, value in below:
        base = eid.join(base, name, _plain(value))
    return base


def _joined(path: Sequence[tuple[LevelCode, str]]) -> tuple[str, ...]:
    """The eIds of `path` with each number in the forms it may have."""
    bases = [""]
    for level, number in path:
        bases = [eid.join(base, level, form) for base in bases for form in _forms(level, number)]
    return tuple(bases)


def _items(path: Sequence[tuple[LevelCode, str]]) -> tuple[str, ...]:
    """The eId of a numbered item of a document without Điều: "mục 3.1", "khoản 2 mục II"."""
    if path[0][0] != "section" or any(level not in ("section", "clause", "point") for level, _ in path):
        return ()
    base = ""
    for level, number in path:
        for part in number.split("."):
            base = eid.join(base, "point" if level == "point" else "item", _plain(part))
    return (base,)


def _forms(level: LevelCode, number: str) -> tuple[str, ...]:
    """A number as written without zeros before it; for divisions also the Roman and Arabic forms of it."""
    plain = _plain(number)
    if level not in (*DIVISIONS, "attachment"):
        return (plain,)
    if plain.isdigit() and 0 < int(plain) < 400:
        return (plain, eid.to_roman(int(plain)))
    value = eid.roman_value(plain)
    return (plain, str(value)) if value else (plain,)


def _plain(number: str) -> str:
    return number.lstrip("0") or number
