"""Formulas of a page (MathML) → text on one line, as far as that has a form: powers, indices, fractions of two numbers."""

from collections import Counter

from bs4 import BeautifulSoup
from bs4.element import Tag

FORMULA = "công thức"  # what readers count as not read in full
_RAISED_PARTS = {"msup": ("", "sup"), "msub": ("", "sub"), "msubsup": ("", "sub", "sup"), "mmultiscripts": ()}
_TWO_DIMENSIONAL = ("mroot", "msqrt", "mtable", "munder", "mover", "munderover", "mmultiscripts", "menclose")


def write_formulas(soup: BeautifulSoup, left_out: Counter[str]) -> None:
    """Change the formulas of `soup` in place; one that loses its form on one line is counted."""
    flat = set[int]()
    for tag in soup.find_all(tuple(_RAISED_PARTS)):
        parts = [child for child in tag.children if isinstance(child, Tag)]
        for part, name in zip(parts, _RAISED_PARTS[tag.name], strict=False):
            if name:
                part.wrap(soup.new_tag(name))
    for tag in soup.find_all("mfrac"):
        parts = [child for child in tag.children if isinstance(child, Tag)]
        if len(parts) != 2 or not all(part.get_text(strip=True).isalnum() for part in parts):
            flat.add(id(tag.find_parent("math")))
        if len(parts) == 2:
            parts[0].insert_after("/")
        before, after = tag.find_previous(string=True), _text_after(tag)
        if before is not None and before[-1:].isalnum():
            tag.insert_before(" ")
        if after[:1].isalnum():
            tag.insert_after(" ")
    flat.update(id(tag.find_parent("math")) for tag in soup.find_all(_TWO_DIMENSIONAL))
    left_out[FORMULA] += len(flat)


def _text_after(tag: Tag) -> str:
    last = tag
    while last.contents and isinstance(last.contents[-1], Tag):
        last = last.contents[-1]
    text = (last.contents[-1] if last.contents else last).find_next(string=True)
    return str(text or "")
