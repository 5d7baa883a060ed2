"""What is typed around the words of a query: "exact phrases", -words, OR, and filters by document.

    "cưỡng chế thi hành án" OR "biện pháp bảo đảm" -lao động loại:"nghị định" năm:2015-2020 hiệu lực:còn

Guarantees:
1. Any string is a query; what cannot be understood counts as words, with a hint that says so.
2. Names of filters may be typed without diacritics or capitals; the value is quoted, a name that is known, or one word.
3. A query is read for filters once (`filters`); what it is besides stands where it stood (`without`).
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kb.language.text import fold, fold_white_space, lower, nfc

DOCUMENT, TYPE, ISSUER, YEAR, STATUS = "document", "type", "issuer", "year", "status"
# As they are typed, and as they are shown.
LABELS: Mapping[str, str] = {DOCUMENT: "văn bản", TYPE: "loại", ISSUER: "cơ quan", YEAR: "năm", STATUS: "hiệu lực"}
# What a reader means who asks for what is in force: also what has lost a part of it.
_WORDS = ("Còn hiệu lực", "Hết hiệu lực một phần", "Hết hiệu lực toàn bộ", "Chưa có hiệu lực", "Ngưng hiệu lực", "Không rõ")
STATUSES: Mapping[str, tuple[str, ...]] = {
    **{fold(word.lower()): (word,) for word in _WORDS},
    **dict.fromkeys(("con", "con hieu luc"), ("Còn hiệu lực", "Hết hiệu lực một phần")),
    **dict.fromkeys(("het", "het hieu luc"), ("Hết hiệu lực toàn bộ",)),
    "mot phan": ("Hết hiệu lực một phần",),
    "chua": ("Chưa có hiệu lực",),
}
_TYPED = {fold(label).replace(" ", ""): field for field, label in LABELS.items()}
_FILTER = re.compile(r"(?<!\S)(-?)(van ?ban|loai|co ?quan|nam|hieu ?luc) ?: ?")
_QUOTED = re.compile(r"(-?)[\"“”]([^\"“”]*)[\"“”]")
_EXCLUDED = re.compile(r"(?<!\S)-(?=\w)(\S+)")
_EXCLUDED_AND_MORE = re.compile(r"(?<!\S)-(\w+) (\w+)")
_OR = re.compile(r"\s*(?<!\S)(?:OR|HOẶC|\|)(?!\S)\s*")
_VALUE = re.compile(r"[\"“”]([^\"“”]*)[\"“”]|(\S+)")


T = TypeVar("T")
_MOST_FILTERS = 8  # what more are typed count as words


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as typed: its field, the value ("" where there is none), whether what has it is left out, and where it stands.

    `is_whole`: the value is quoted, and so the whole one.
    """

    field: str
    value: str
    negated: bool = False
    is_whole: bool = dataclasses.field(default=False, compare=False)
    span: tuple[int, int] = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """A query without filters apart: its words, phrases (of each tuple one must occur), what may not occur, and hints."""

    words: str
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """All words that are sought: those of the phrases too."""
        return " ".join(filter(None, (self.words, *(phrase for choice in self.phrases for phrase in choice))))


def parse(text: str) -> Typed:
    """The parts of a query without filters."""
    text = fold_white_space(nfc(text))
    phrases: list[tuple[str, ...]] = []
    excluded: list[str] = []
    rest, at, joined = [], 0, False
    for match in _QUOTED.finditer(text):
        between = text[at : match.start()]
        at = match.end()
        phrase = fold_white_space(match[2])
        alternative = bool(phrases) and not joined and bool(_OR.fullmatch(between))
        rest.append(" " if alternative else between)
        if not any(character.isalnum() for character in phrase):
            continue
        if match[1]:
            excluded.append(phrase)
        elif alternative:
            phrases[-1] += (phrase,)
        else:
            phrases.append((phrase,))
        joined = bool(match[1])  # an excluded phrase is no alternative
    words = "".join((*rest, text[at:]))
    excluded += (match[1] for match in _EXCLUDED.finditer(words))
    half = [f'Chỉ bỏ chữ “{one}”; để bỏ cả cụm, gõ -"{one} {other}"' for one, other in _EXCLUDED_AND_MORE.findall(words)]
    words = _OR.sub(" ", _EXCLUDED.sub(" ", words))
    hints = ["Dấu ngoặc kép chưa đóng: các chữ sau nó được tìm như chữ thường"] if re.search('["“”]', words) else []
    hints += half
    words = fold_white_space(re.sub('["“”]', " ", words))
    return Typed(words, _once(phrases), _once(excluded), _once(hints))


def _once(parts: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(parts))


def sought(text: str) -> tuple[tuple[int, str], ...]:
    """The words of a query without filters (NFC) where they stand: of each run its start and its text.

    A phrase is a run of its own, without its quotation marks; spaces stand for what is not sought.
    """
    runs: list[tuple[int, str]] = []
    at = 0
    for match in _QUOTED.finditer(text):
        runs.append((at, text[at : match.start()]))
        runs += [] if match[1] else [(match.start(2), match[2])]
        at = match.end()
    runs.append((at, text[at:]))
    in_spaces = ((start, _EXCLUDED.sub(_spaces, run)) for start, run in runs)
    return tuple((start, _OR.sub(_spaces, run)) for start, run in in_spaces if run.strip())


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def filters(text: str, known: Mapping[str, Sequence[str]]) -> tuple[Filter, ...]:
    """The filters of a query (NFC, white space folded), in order.

    `known` holds for a field the values of several words that need no quotation marks.
    """
    found: list[Filter] = []
    at = 0
    folded = fold(lower(text))
    while len(found) < _MOST_FILTERS and (match := _FILTER.search(folded, at)):
        kind = _TYPED[match[2].replace(" ", "")]
        begin = match.end()
        names = [name for name in known.get(kind, ()) if folded.startswith(name, begin) and _ends(folded, begin + len(name))]
        named = max(names, key=len, default="")
        value = None if _FILTER.match(folded, begin) else _VALUE.match(text, begin)
        at = begin + len(named) if named else value.end() if value else begin
        is_whole = not named and value is not None and value[1] is not None
        said = text[begin:at] if named else (value[1] or value[2] or "") if value else ""
        found.append(Filter(kind, said.strip(), bool(match[1]), is_whole, (match.start(), at)))
    return tuple(found)


def without(text: str, filters: Iterable[Filter]) -> str:
    """A query with spaces in the place of some of its filters."""
    for start, end in (one.span for one in filters):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _ends(text: str, at: int) -> bool:
    """Whether no word goes on at a place."""
    return not (text[at : at + 1].isalnum() or text[at : at + 1] == "_")
