"""The signs around the words of a query: "exact phrases", -words, OR, and filters by document.

    "cưỡng chế thi hành án" OR "biện pháp bảo đảm" -lao động loại:"nghị định" năm:2015-2020 hiệu lực:còn

Guarantees:
1. Any string is a query; what cannot be understood counts as words, with a hint that says so.
2. Names of filters may be typed without diacritics or capitals; the value is quoted, a name that is known, or one word.
3. A query is read for filters once (`filters`); its other words keep their offsets (`without`).
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kb.index.fields import FilterField
from kb.language.text import fold, fold_white_space, lower, nfc
from kb.law.statuses import STATUSES, StatusWord

_FIELD_OF = {fold(field.label).replace(" ", ""): field for field in FilterField}
# The statuses that a typed value means, folded: each by its word and by the shorter forms of its row.
_SHORT = dict.fromkeys(typed for row in STATUSES for typed in row.typed)
MEANT_STATUSES: Mapping[str, tuple[StatusWord, ...]] = {
    **{fold(lower(row.word)): (row.word,) for row in STATUSES},
    **{typed: tuple(row.word for row in STATUSES if typed in row.typed) for typed in _SHORT},
}
_FILTER = re.compile(rf"(?<!\S)(-?)({'|'.join(fold(field.label).replace(' ', ' ?') for field in FilterField)}) ?: ?")
_QUOTED = re.compile(r"(-?)[\"“”]([^\"“”]*)[\"“”]")
_EXCLUDED = re.compile(r"(?<!\S)-(?=\w)(\S+)")
_EXCLUDED_AND_MORE = re.compile(r"(?<!\S)-(\w+) (\w+)")
_OR = re.compile(r"\s*(?<!\S)(?:OR|HOẶC|\|)(?!\S)\s*")
_VALUE = re.compile(r"[\"“”]([^\"“”]*)[\"“”]|(\S+)")
_QUOTATION_MARK = re.compile('["“”]')

MOST_FILTERS = 8  # what more are typed count as words
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """A condition on documents as it is typed: -loại:"nghị định"."""

    field: FilterField
    value: str  # "" where there is none
    negated: bool = False  # documents that meet it are left out
    is_whole: bool = dataclasses.field(default=False, compare=False)  # the value is quoted, and so the whole one
    span: tuple[int, int] = dataclasses.field(default=(0, 0), compare=False)  # in the query


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The parts of a query without filters: cây "khỏe mạnh" OR "giống tốt" -lúa."""

    words: str  # "cây"
    phrases: tuple[tuple[str, ...], ...] = ()  # (("khỏe mạnh", "giống tốt"),): of each tuple one must occur
    excluded: tuple[str, ...] = ()  # ("lúa",): words and phrases that may not occur
    hints: tuple[str, ...] = ()

    @property
    def all_words(self) -> str:
        """All words that are sought: those of the phrases too."""
        return " ".join(filter(None, (self.words, *(phrase for choice in self.phrases for phrase in choice))))


def parse_query(text: str) -> ParsedQuery:
    """The parts of a query without filters."""
    rest, phrases, excluded = _quotations(fold_white_space(nfc(text)))
    excluded += (match[1] for match in _EXCLUDED.finditer(rest))
    half = [f'Chỉ bỏ chữ “{one}”; để bỏ cả cụm, gõ -"{one} {other}"' for one, other in _EXCLUDED_AND_MORE.findall(rest)]
    words = _OR.sub(" ", _EXCLUDED.sub(" ", rest))
    is_open = _QUOTATION_MARK.search(words)
    hints = ["Dấu ngoặc kép chưa đóng: các chữ sau nó được tìm như chữ thường"] if is_open else []
    words = fold_white_space(_QUOTATION_MARK.sub(" ", words))
    return ParsedQuery(words, _once(phrases), _once(excluded), _once([*hints, *half]))


def _quotations(text: str) -> tuple[str, list[tuple[str, ...]], list[str]]:
    """The words of a query outside quotation marks, its phrases (alternatives together), and the phrases after a dash."""
    phrases: list[tuple[str, ...]] = []
    excluded: list[str] = []
    rest, at, is_after_excluded = [], 0, False
    for match in _QUOTED.finditer(text):
        between = text[at : match.start()]
        at = match.end()
        phrase = fold_white_space(match[2])
        is_alternative = bool(phrases) and not is_after_excluded and bool(_OR.fullmatch(between))
        rest.append(" " if is_alternative else between)
        if not any(character.isalnum() for character in phrase):
            continue
        if match[1]:
            excluded.append(phrase)
        elif is_alternative:
            phrases[-1] += (phrase,)
        else:
            phrases.append((phrase,))
        is_after_excluded = bool(match[1])  # an excluded phrase is no alternative
    return "".join((*rest, text[at:])), phrases, excluded


def _once(parts: Sequence[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(parts))


def sought(text: str) -> tuple[tuple[int, str], ...]:
    """The runs of words that a query without filters (NFC) seeks, each as its offset in the query and its text.

    A phrase is a run of its own, without its quotation marks; spaces stand for excluded words, and for OR.
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


def filters(text: str, known: Mapping[FilterField, Sequence[str]]) -> tuple[TypedFilter, ...]:
    """The filters of a query (NFC, white space folded), in order.

    `known`: by field the values, folded, that need no quotation marks though they have several words: "nghi dinh".
    """
    found: list[TypedFilter] = []
    at = 0
    folded = fold(lower(text))
    while len(found) < MOST_FILTERS and (match := _FILTER.search(folded, at)):
        field = _FIELD_OF[match[2].replace(" ", "")]
        begin = match.end()
        names = [name for name in known.get(field, ()) if folded.startswith(name, begin) and _ends(folded, begin + len(name))]
        named = max(names, key=len, default="")
        value = None if _FILTER.match(folded, begin) else _VALUE.match(text, begin)
        at = begin + len(named) if named else value.end() if value else begin
        is_whole = not named and value is not None and value[1] is not None
        said = text[begin:at] if named else (value[1] or value[2] or "") if value else ""
        found.append(TypedFilter(field, said.strip(), bool(match[1]), is_whole, (match.start(), at)))
    return tuple(found)


def has_more_filters(text: str, filters: Sequence[TypedFilter]) -> bool:
    """Whether more filters are typed in a query (NFC, white space folded) than the `filters` that are read of it."""
    return len(filters) == MOST_FILTERS and _FILTER.search(fold(lower(text)), filters[-1].span[1]) is not None


def without(text: str, filters: Iterable[TypedFilter]) -> str:
    """A query with spaces instead of some of its filters, as long as before."""
    for start, end in (one.span for one in filters):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _ends(text: str, at: int) -> bool:
    """Whether no word goes on at the offset `at`."""
    return not (text[at : at + 1].isalnum() or text[at : at + 1] == "_")
