"""A query corrected: what no text has is searched as it was probably meant, and more is suggested ("Ý bạn là").

Guarantees:
1. Any string may be corrected; a right query comes back as it is, without a suggestion.
2. Filters, quotation marks, excluded words, addresses, names of documents and abbreviations stay as typed, where they stand.
3. What is searched differs from what was typed only in words that no text has, and that were surely meant; a hint names them.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice

from kb.index import Correction, corrected, term_key
from kb.language.text import DOCUMENT_NUMBER, fold, has_diacritics, in_case_of, lower
from kb.law.model import Entry
from kb.law.statuses import Tone
from kb.search import query, syntax
from kb.search.lookup import near_number
from kb.search.syntax import TypedFilter
from kb.search.tables import SearchTables
from kb.search.type_words import of_type_before

# An abbreviation rather than a word mistyped: "nq 326/2016", "qđ", "GDP" (no vowel in three letters).
_CODE = re.compile(r"\b[bcdghjklmnpqrstvwxz]{2,3}\b")
_MOST_NUMBERS = 3  # of a run of words, that are looked for among those alike
_NAMED = 5  # numbers that a hint names
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A query corrected: with "thi hành ná loại:luật" typed, "thi hành án loại:luật" is searched or suggested."""

    searched: str  # the whole query, words that no text has replaced where it is sure by what
    words: str  # the same with spaces instead of filters
    suggestion: str | None = None  # the query as it was probably meant, where that is more than what is searched
    hints: tuple[str, ...] = ()


def correct_query(
    tables: SearchTables, text: str, filters: Sequence[TypedFilter] = (), *, on: date, is_typing: bool = False
) -> Corrected:
    """The query `text` (NFC, white space folded) with its `filters` corrected; near numbers are ordered by status on a day.

    `is_typing`: its last word may be unfinished, and is left alone.
    """
    words = syntax.without(text, filters)
    runs = syntax.sought(words)
    corrections = _corrections(tables, runs, _kept_spans(tables, text, is_typing=is_typing))
    lost = [one for one in corrections if one.is_unknown and not one.is_sure]
    unknown = [one for one in corrections if one.is_unknown and one.is_sure]
    searched = _replaced(text, unknown)
    numbers, number_hints = _numbers(tables, runs, on)
    meant = _replaced(text, sorted((*(one for one in corrections if one.written), *numbers)))
    hints = (*_hints(text, unknown), *_lost(text, lost), *number_hints)
    return Corrected(searched, _replaced(words, unknown), meant if meant != searched else None, hints)


def _kept_spans(tables: SearchTables, text: str, *, is_typing: bool) -> list[tuple[int, int]]:
    """The spans of a query that no correction may change."""
    kept = [*query.fixed_spans(text, tables.known_names)]
    kept += [match.span() for match in re.finditer(r"(?<!\w)\w++\*", text)]
    kept += [match.span() for match in _CODE.finditer(fold(lower(text)))]
    kept += _called_otherwise(tables.other_names, text)
    if is_typing and (last := re.search(r"(?<!\w)\w++$", text)):
        kept.append(last.span())
    return kept


def _corrections(tables: SearchTables, runs: Sequence[tuple[int, str]], kept: Sequence[tuple[int, int]]) -> list[Correction]:
    """The corrections of the runs of a query, at their offsets in the query; none within the spans `kept`."""
    bare = not has_diacritics("".join(run for _, run in runs))
    found: list[Correction] = []
    for start, run in runs:
        own = [(begin - start, end - start) for begin, end in kept]
        corrections = corrected(tables.index, run, tables.abbreviations, own, bare=bare)
        found += (one._replace(start=one.start + start, end=one.end + start) for one in corrections)
    return found


def _called_otherwise(names: Iterable[str], text: str) -> list[tuple[int, int]]:
    """The spans of everyday names in a text, for which laws have others: no law need have "ly dị"."""
    key = term_key(text)
    return [match.span() for name in names if name in key for match in re.finditer(rf"\b{name}\b", key)]


def _replaced(text: str, corrections: Sequence[Correction]) -> str:
    """`text` with its corrections made, in the case in which it was typed."""
    parts: list[str] = []
    at = 0
    for one in corrections:
        parts += (text[at : one.start], in_case_of(text[one.start : one.end], one.written))
        at = one.end
    return "".join((*parts, text[at:]))


def _hints(text: str, unknown: Sequence[Correction]) -> list[str]:
    """A hint for each stretch of words that no text has: "Không có “ná” trong kho; đã tìm “hành án”"."""
    wrong = {(one.start, one.end): one for one in unknown}
    hints = []
    for stretch in _stretches(text, wrong):
        start, end = stretch[0][0], stretch[-1][1]
        inside = [one for span, one in wrong.items() if start <= span[0] and span[1] <= end]
        meant = _replaced(text[start:end], [one._replace(start=one.start - start, end=one.end - start) for one in inside])
        unknown_words = ", ".join(f"“{text[one.start : one.end]}”" for one in inside)
        hints.append(f"Không có {unknown_words} trong kho; đã tìm “{meant}”")
    return hints


def _stretches(text: str, wrong: Collection[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The spans `wrong` of words of a text, neighbours together, each with the word before or else the one after."""
    words = [match.span() for match in _WORD.finditer(text)]
    stretches: list[list[tuple[int, int]]] = []
    for before, word, after in zip([None, *words], words, [*words[1:], None], strict=False):
        if word not in wrong:
            continue
        if stretches and stretches[-1][-1] in (word, before):
            stretches[-1].append(word)
        elif before and text[before[1] : word[0]] == " ":
            stretches.append([before, word])
        elif after and text[word[1] : after[0]] == " ":
            stretches.append([word, after])
        else:
            stretches.append([word])
    return stretches


def _lost(text: str, lost: Sequence[Correction]) -> list[str]:
    """A hint that names the words that no text has, and that are searched as they are."""
    words = dict.fromkeys(f"“{text[one.start : one.end]}”" for one in lost)
    return [f"Không có {', '.join(words)} trong kho"] if words else []


def _numbers(tables: SearchTables, runs: Sequence[tuple[int, str]], on: date) -> tuple[list[Correction], list[str]]:
    """The numbers in a query that no document has, each corrected to the likeliest near it, and hints that name all near."""
    corrections: list[Correction] = []
    hints: list[str] = []
    for start, run in runs:
        for match in islice(DOCUMENT_NUMBER.finditer(run), _MOST_NUMBERS):
            near = near_number(tables.lookup, match[0])
            found = sorted(of_type_before(near, run, match.start()), key=partial(_rank, tables, on))
            if near and not found:
                hints.append(f"Không có văn bản số {match[0]}")
            elif found:
                begin, end = match.span()
                corrections.append(Correction(begin + start, end + start, _number(found[0]), True))
                named = ", ".join(dict.fromkeys(map(_number, found[:_NAMED])))
                hints.append(f"Không có văn bản số {match[0]}; gần giống: {named}")
    return corrections, hints


def _rank(tables: SearchTables, on: date, entry: Entry) -> tuple[bool, bool, float]:
    """A key that sorts documents the likeliest first: made by the day and not known to have expired, with a text, newer."""
    is_out = tables.status(entry.id, on).tone == Tone.BAD or (entry.issued is not None and entry.issued > on)
    return is_out, entry.id not in tables.with_text, -(entry.issued or date.min).toordinal()


def _number(entry: Entry) -> str:
    assert entry.number, "a document that is found by its number has one"
    return entry.number
