"""The names now of bodies that a query calls by an old one: "Cục THADS" → "cơ quan thi hành án dân sự tỉnh, thành phố".

Guarantees:
1. Only a name that a clause gives to the body itself is sought beside the old one, and only where it holds on the day.
2. The longest name counts: "Tổng cục Thi hành án dân sự" is no "Cục Thi hành án dân sự".
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from kb.index import analyze
from kb.index.analysis import OtherName
from kb.language.text import fold, has_diacritics, nfc
from kb.law.bodies import Bodies, Body


def names_now(bodies: Bodies, text: str, abbreviations: Mapping[str, str], on: date) -> dict[str, OtherName]:
    """The names of the day of the bodies that a query names by older ones, by these as typed (search form)."""
    if not bodies.rows:
        return {}
    words = [term.form for term in analyze(text, abbreviations, any_case=True) if not term.alone]
    with_marks = has_diacritics(text)
    typed = f" {' '.join(words) if with_marks else fold(' '.join(words))} "
    found: list[tuple[str, str, Body]] = []
    for form, folded, body in _forms(bodies.rows):
        own = form if with_marks else folded
        if (at := typed.find(f" {own} ")) >= 0:
            first = typed.count(" ", 0, at)
            found.append((" ".join(words[first : first + own.count(" ") + 1]), form, body))
    whole = [f" {written} " for written, _, _ in found]
    longest = [one for one in found if not any(f" {one[0]} " in other and f" {one[0]} " != other for other in whole)]
    return {written: now for written, form, body in longest if (now := _name_now(form, body, on))}


def _name_now(form: str, body: Body, on: date) -> OtherName | None:
    """What a body that is called `form` is called on the day, where a clause renames it."""
    names = {one.name for one in body.successors(on) if one.renames} if body.has_ended(on) else set()
    return OtherName(form, _searched(names.pop())) if len(names) == 1 else None


@lru_cache(maxsize=8)
def _forms(rows: tuple[Body, ...]) -> tuple[tuple[str, str, Body], ...]:
    """Each name of each body in search form, with and without diacritics."""
    return tuple((form, fold(form), body) for body in rows for form in dict.fromkeys(_written(body)))


def _searched(name: str) -> str:
    return " ".join(term.form for term in analyze(nfc(name), {}))


def _written(body: Body) -> Iterator[str]:
    for name in (body.name, *body.forms):
        form = _searched(name)
        yield form
        if form.endswith((" cấp huyện", " cấp tỉnh")):
            yield form.replace(" cấp ", " ")
