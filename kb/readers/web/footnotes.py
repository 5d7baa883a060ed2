"""Footnotes of a page, and numbers off the line: which of them are marks of notes and which are digits that stand apart."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from bs4.element import NavigableString, PageElement, Tag

from kb.language.text import OFF_LINE_DIGITS

# A footnote in pages of Word, of Markdown and of content systems.
_NOTE = re.compile(r"(?:_?ftn|footnote|fn[:_-]?|endnote|_?edn)[\d:_-]*\d|footnote-text|MsoFootnoteText", re.IGNORECASE)
_NOTE_LINK = re.compile(r"#_?(?:ftn|fn|edn|endnote|footnote|note)", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\s*(\d{1,3})\s*\Z")
# m², km³, 10²: a raised number after a unit or a digit is an exponent.
_BEFORE_EXPONENT = re.compile(rf"(?:[\d{OFF_LINE_DIGITS}]|(?<![^\W\d_])(?:k|h|da|d|c|m)?m|[()\]=+*/x-])\s?\Z")
# After these a digit on the line would be read as one more digit of the number, or as a number of its own.
_BEFORE_RAISED = re.compile(rf"[\d{OFF_LINE_DIGITS})\]]\s?\Z")
_DIGIT_FIRST = re.compile(r"\s*[-+−–(]?\d")
_NOTE_BEGINS = re.compile(r"\s*\[(\d{1,3})\]")
# What may hold a note: one that begins with "[1]" or with a raised number.
_HOLDERS = ("p", "div", "li", "td", "dd", "aside")
_LOOKED_AT = 200  # nodes of an element of whose text only the beginning tells


def is_note(tag: Tag) -> bool:
    """Whether the block `tag` is a footnote of the page."""
    marks = (str(tag.get("id", "")), *tag.get_attribute_list("class"))
    return any(mark and _NOTE.fullmatch(str(mark)) for mark in marks)


def stays_apart(text: str, before: str) -> bool:
    """Whether raised or lowered text that is no mark of a note must not be glued, as plain digits, to what stands before it."""
    return _BEFORE_RAISED.search(before[-3:]) is not None and _DIGIT_FIRST.match(text) is not None


def first_strings(tag: Tag) -> tuple[list[NavigableString], bool]:
    """The strings of text among the first nodes of an element, in order, and whether that is all of its text.

    Pages nest elements as deep as they like: to ask each for all of its text would take as many times as long.
    """
    strings: list[NavigableString] = []
    stack: list[PageElement] = [tag]
    for _ in range(_LOOKED_AT):
        if not stack:
            break
        node = stack.pop()
        if isinstance(node, Tag):
            stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            strings.append(node)
    return strings, not stack


def _number(raised: Tag) -> int | None:
    """The number that is all of the text of an element; None for any other text."""
    strings, is_whole = first_strings(raised)
    number = _NOTE_MARK.match("".join(strings)) if is_whole else None
    return int(number[1]) if number else None


@dataclass(frozen=True)
class Notes:
    """The notes of the page below `root`: looked for only where a raised number follows a digit."""

    root: Tag

    def marks(self, tag: Tag, before: str, anchor: Tag | None, *, unlinked: bool) -> bool:
        """Whether the raised `tag` after the text `before` is the mark of a note.

        It links to one, or where `unlinked` is true, as after a text alone, is no exponent, or is the only mark of a note of
        its number. Of `before` the last characters count; `anchor` is the link around it.
        """
        number = _number(tag)
        if number is None:
            return False
        anchor = anchor or tag.find("a")
        if anchor is not None and _NOTE_LINK.search(str(anchor.get("href", ""))):
            return True
        if not unlinked:
            return False
        return not _BEFORE_EXPONENT.search(before[-20:]) or number in self._once

    @cached_property
    def _once(self) -> frozenset[int]:
        """The numbers of notes that a single raised number has."""
        found: set[int] = set()
        leading: set[int] = set()  # the raised numbers that notes begin with
        for holder in self.root.find_all(_HOLDERS):
            if is_note(holder) and (digits := re.findall(r"\d{1,3}", str(holder.get("id", "")))):
                found.add(int(digits[-1]))
            inner = next((one for one in holder.children if isinstance(one, Tag) or str(one).strip()), None)
            if isinstance(inner, Tag) and inner.name in _HOLDERS:
                continue
            strings, _ = first_strings(holder)
            first = next((one for one in strings[:20] if one.strip()), None)
            if first is None:
                continue
            raising = next((one for one in islice(first.parents, _LOOKED_AT) if one.name == "sup"), None)
            if match := _NOTE_BEGINS.match("".join(strings[:8])):
                found.add(int(match[1]))
            elif raising is not None and (number := _number(raising)) is not None:
                found.add(number)
                leading.add(id(raising))
        numbers = (_number(one) for one in self.root.find_all("sup") if id(one) not in leading)
        marked = Counter(number for number in numbers if number is not None)
        return frozenset(number for number in found if marked[number] <= 1)
