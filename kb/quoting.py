"""Quotations (trích dẫn) in a material: which words are quoted from which citation, and where they differ from the clause.

Guarantees:
1. A quotation is tied to a citation only where nothing but words that introduce it stands between them, and none amend it.
2. Words are compared in one tone style and case, without punctuation; a quotation may be any run of words of the clause.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.model import Reference
from kb.text import search_key

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
_NEAR = 300  # characters of what stands above a quotation in a line of its own
_SHOWN = 8  # words of a difference that are shown


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words of a text and the citation that they are quoted from."""

    reference: Reference
    words: str
    start: int


def quotations(text: str, references: Sequence[Reference]) -> Iterator[Quotation]:
    """The quotations of `text` that a citation introduces or follows, in order; `references` are its citations by place."""
    provisions = [r for r in references if r.kind == "provision"]
    for quoted in _QUOTED.finditer(text):
        words = quoted[1] or quoted[2]
        if len(_WORD.findall(words)) < _FEWEST or quoted.end() - quoted.start() > 2 * len(words) + 2:
            continue
        opens = text.rfind("\n", 0, quoted.start()) + 1
        line = text[opens if opens < quoted.start() else max(0, opens - _NEAR) : quoted.start()]
        if _AMENDS.search(line):
            continue  # the words are to replace those of the clause
        before = next((r for r in reversed(provisions) if r.end <= quoted.start()), None)
        after = next((r for r in provisions if r.start >= quoted.end()), None)
        if before and _INTRODUCES.fullmatch(text, before.end, quoted.start()):
            yield Quotation(before, words, quoted.start())
        elif after and "(" in text[quoted.end() : after.start] and _FOLLOWS.fullmatch(text, quoted.end(), after.start):
            yield Quotation(after, words, quoted.start())


def difference(quoted: str, clause: str) -> tuple[str, str] | None:
    """Where `quoted` first differs from the wording of `clause`: its words and those of the clause; None where it does not."""
    theirs = list(_WORD.finditer(search_key(clause)))
    keys = [word[0] for word in theirs]
    at = 0
    for piece in _ELLIPSIS.split(quoted):
        mine = list(_WORD.finditer(search_key(piece)))
        wanted = [word[0] for word in mine]
        if not wanted:
            continue
        place = _find(wanted, keys, at)
        if place is not None:
            at = place + len(wanted)
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
