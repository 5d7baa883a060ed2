"""Documents that stand in a query: where it names them, by a name or by a number, and which of them it can mean.

Guarantees:
1. A document that stands among other words is known by its whole name or number.
2. Namings are in the order of the query and do not overlap.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.catalogue import year_of
from kb.language.text import DOCUMENT_NUMBER
from kb.language.text import words as words_of
from kb.law.model import Entry
from kb.law.naming import number_key
from kb.search.addresses import without_fillers
from kb.search.known_names import KnownNames, entries_numbered
from kb.search.type_words import TYPE_AND_NUMBER, is_code, of_type, type_before

_FILLED = 3  # small words that a name may have beside its own


@dataclass(frozen=True, slots=True)
class Naming:
    """A span of a query that names documents: "luật đất đai", "nđ 62", "26/2008/QH12"."""

    span: tuple[int, int]
    entries: tuple[Entry, ...]  # which it can mean; () where there is no such document
    is_name: bool  # its words name, and are not sought; else it is a number as documents write it, which texts have too
    is_assumed: bool = False  # a number after a type that may count something instead: "thông tư 12 trang"


def namings(folded: str, known: KnownNames, numbered: Iterable[Naming]) -> list[Naming]:
    """The documents that a folded text names in full or by number; `numbered` is what `namings_by_number` finds in it."""
    entries = known.catalogue.entries
    words = list(words_of(folded))
    forms = [span.of(folded) for span in words]
    found: list[Naming] = []
    at = 0
    while at < len(forms):
        longest = 0
        for end in range(at + 1, min(at + known.longest + _FILLED, len(forms)) + 1) if forms[at] in known.begins else ():
            own = known.full.get(without_fillers(" ".join(forms[at:end])))
            if own is not None and end > at + 1:  # one word is hardly ever a name
                longest = end
        if longest:
            indexes = known.full[without_fillers(" ".join(forms[at:longest]))]
            span = words[at].start, words[longest - 1].end
            found.append(Naming(span, tuple(entries[index] for index in sorted(indexes)), is_name=True))
        at = longest or at + 1
    return _joined([*found, *(naming for naming in numbered if naming.entries)], folded)


def namings_by_number(folded: str, known: KnownNames) -> Iterator[Naming]:
    """The documents that a folded text names by number, or by type and number, of any year or one: "nd 62 nam 2015"."""
    for match in DOCUMENT_NUMBER.finditer(folded):
        numbered = entries_numbered(number_key(match[0]), known)
        if not numbered:
            continue
        before = type_before(folded, match.start())
        meant = of_type(numbered, before["type"]) if before else numbered
        start = before.start() if before and (is_code(before["type"]) or not meant) else match.start()
        yield Naming((start, match.end()), tuple(meant), is_name=False)
    for match in TYPE_AND_NUMBER.finditer(folded):
        numbered = of_type(entries_numbered(match["number"], known), match["type"])
        if match["year"]:
            numbered = [entry for entry in numbered if year_of(entry) == int(match["year"])]
        is_sure = is_code(match["type"]) or match["sign"] or match["year"] or not folded[match.end() :].strip()
        # A single figure before a word counts more often: "thông tư 2 trang".
        if (numbered and (is_sure or len(match["number"]) > 1)) or match["year"] or match[0] == folded:
            yield Naming(match.span(), tuple(numbered), is_name=True, is_assumed=not is_sure)


def _joined(found: list[Naming], folded: str) -> list[Naming]:
    """The namings, a name and the number right after it ("Luật Nhà ở số 27/2023/QH15") as one, which means the number's."""
    joined: list[Naming] = []
    for naming in sorted(found, key=lambda one: one.span):
        last = joined[-1] if joined else None
        if last and last.is_name and not naming.is_name and not without_fillers(folded[last.span[1] : naming.span[0]]):
            joined[-1] = Naming((last.span[0], naming.span[1]), naming.entries, is_name=True)
        elif last is None or naming.span[0] >= last.span[1]:
            joined.append(naming)
    return joined
