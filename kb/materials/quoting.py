"""Quotations (trích dẫn) in a material: which words are quoted from which citation, and where they differ from the clause.

Guarantees:
1. A quotation is tied to a citation only where nothing but words that introduce it stands between them, and none amend it.
2. Words are compared in one tone style and case, without punctuation; a quotation may be any run of words of the clause.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.language.text import search_key
from kb.law.model import Reference

_QUOTED = re.compile(r"“([^“”]{1,4000})”|\"([^\"\n]{1,4000})\"")
_FEWEST = 6  # words: fewer are a term, not wording
_INTRODUCES = re.compile(
    r"[\s:,*_(]*(?:(?:có\s+)?(?:quy\s+định|nêu|ghi|viết)(?:\s+(?:rõ|như\s+sau|là|rằng))*|như\s+sau|nguyên\s+văn)?[\s:,*_]*",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(r"[\s,*_.]*\(?\s*(?:theo|trích|tại|quy\s+định\s+tại)?\s*", re.IGNORECASE)
_AMENDS = re.compile(r"\b(?:sửa đổi|bổ sung|thay thế|bãi bỏ)\b", re.IGNORECASE)
_ELLIPSIS = re.compile(r"\[?(?:…|\.\.\.)\]?")
_WORD = re.compile(r"\w+")
_NEAR = 300  # characters between a quotation and its citation, and before it, that are looked at
_SHOWN = 8  # words of a difference that are shown


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words of a text and the citation that they are quoted from."""

    reference: Reference
    words: str
    start: int


def quotations(text: str, references: Sequence[Reference]) -> Iterator[Quotation]:
    """The quotations of `text` that a citation introduces or follows, in order; `references` are its citations by start."""
    provisions = [r for r in references if r.kind == "provision"]
    ends = [r.end for r in provisions]
    for quoted in _QUOTED.finditer(text):
        words = quoted[1] or quoted[2]
        near = max(0, quoted.start() - _NEAR)
        opens = text.rfind("\n", near, quoted.start()) + 1
        # A quotation in lines of its own is introduced by the line above it.
        before = text[opens if near < opens < quoted.start() else near : quoted.start()]
        if len(_WORD.findall(words)) < _FEWEST or _AMENDS.search(before):
            continue  # a term; or words that are to replace those of the clause
        index = bisect_right(ends, quoted.start())
        left, right = provisions[index - 1 : index], provisions[index : index + 1]
        if left and quoted.start() - left[0].end < _NEAR and _INTRODUCES.fullmatch(text, left[0].end, quoted.start()):
            yield Quotation(left[0], words, quoted.start())
        elif right and right[0].start >= quoted.end() and right[0].start - quoted.end() < _NEAR:
            gap = text[quoted.end() : right[0].start]
            if "(" in gap and _FOLLOWS.fullmatch(gap):
                yield Quotation(right[0], words, quoted.start())


def difference(quoted: str, clause: str) -> tuple[str, str] | None:
    """The first words of `quoted` that differ from the wording of `clause`, and those of the clause there; None: none differ.

    ("xét xử kín", "xét xử công khai"); the second is "" where the clause has nothing like it.
    """
    theirs = list(_WORD.finditer(search_key(clause)))
    keys = [word[0] for word in theirs]
    at = 0
    for piece in _ELLIPSIS.split(quoted):
        mine = list(_WORD.finditer(search_key(piece)))
        wanted = [word[0] for word in mine]
        if not wanted:
            continue
        index = _find(wanted, keys, at)
        if index is not None:
            at = index + len(wanted)
            continue
        match = SequenceMatcher(None, wanted, keys, autojunk=False).find_longest_match(0, len(wanted), at, len(keys))
        shift = match.b - match.a
        if match.size * 2 < len(wanted) or shift < 0:
            return _shown(piece, mine, 0), ""
        differs = next(i for i, word in enumerate(wanted) if i + shift >= len(keys) or word != keys[i + shift])
        first = max(0, differs - 2)
        return _shown(piece, mine, first), _shown(clause, theirs, first + shift)
    return None


def _find(wanted: Sequence[str], keys: Sequence[str], at: int) -> int | None:
    """The index in `keys`, from `at` on, where `wanted` begins as a run."""
    size = len(wanted)
    return next(
        (i for i in range(at, len(keys) - size + 1) if keys[i] == wanted[0] and list(keys[i : i + size]) == list(wanted)), None
    )


def _shown(text: str, words: Sequence[re.Match[str]], first: int) -> str:
    """Some words of `text` from the one with index `first` on, as written."""
    last = min(first + _SHOWN, len(words)) - 1
    return " ".join(text[words[first].start() : words[last].end()].split()) if words and last >= first else ""
