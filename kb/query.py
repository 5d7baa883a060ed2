"""What a query asks for: an address ("khoản 2 điều 6 luật thads"), documents by number or name, and words.

Guarantees:
1. Any string is a query; none is an error.
2. An address is answered only by provisions that exist; one that several documents have is answered by each of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.catalogue import Catalogue, name_key, names_of, number_key
from kb.eid import join
from kb.model import Entry
from kb.text import DOCUMENT_NUMBER, fold, fold_white_space, nfc

_LEVELS = {
    "article": re.compile(r"\bdieu\s+(\d+[a-z]?)\b"),
    "clause": re.compile(r"\bkhoan\s+(\d+[a-z]?)\b"),
    "point": re.compile(r"\bdiem\s+([a-z]\d?)\b"),
    "item": re.compile(r"\bmuc\s+(\d+(?:\.\d+)*)(?=[\s,]|$)"),
}
_FILLERS = re.compile(r"\b(?:cua|so|tai|theo)\b|[,;.:]")


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood: its text, the documents that it names, and the eIds that it addresses in them."""

    text: str
    documents: tuple[Entry, ...]
    eids: tuple[str, ...]


def understand(text: str, catalogue: Catalogue) -> Query:
    """What `text` asks for; `eids` is empty unless the whole of it is an address."""
    text = fold_white_space(nfc(text))
    rest, addressed = _address(text)
    documents = _documents(rest, catalogue)
    return Query(text, documents, addressed if documents or not rest else ())


def _address(text: str) -> tuple[str, tuple[str, ...]]:
    """The folded rest of `text` without its address, and the eIds that the address can mean."""
    folded = name_key(fold(text))
    found = {level: match for level, pattern in _LEVELS.items() if (match := pattern.search(folded))}
    if "article" in found:
        found.pop("item", None)
        eids = ["art_" + found["article"][1]]
        if "clause" in found:
            eids = [join(eid, "clause", found["clause"][1]) for eid in eids]
        if "point" in found:
            points = _points(text[slice(*found["point"].span(1))], text)
            eids = [join(eid, "point", point) for eid in eids for point in points]
    elif "item" in found and "chuong" not in folded:
        found = {"item": found["item"]}
        eid = ""
        for number in found["item"][1].split("."):
            eid = join(eid, "item", number)
        eids = [eid]
    else:
        return folded, ()
    rest = folded
    for start, end in sorted((match.span() for match in found.values()), reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return _without_fillers(rest), tuple(eids)


def _points(typed: str, text: str) -> list[str]:
    """The điểm that `typed` means: d stands for d or đ where the query bears no diacritics at all."""
    number = name_key(typed)
    return [number, "đ" + number[1:]] if number.startswith("d") and fold(text) == text else [number]


def _documents(rest: str, catalogue: Catalogue) -> tuple[Entry, ...]:
    """The documents that the folded `rest` of a query names, by number, by the beginning of a number, or by name."""
    if not rest:
        return ()
    numbers = [number_key(match[0]) for match in DOCUMENT_NUMBER.finditer(rest)]
    if numbers:
        return tuple(e for e in catalogue.entries if e.number and any(_begins(fold(number_key(e.number)), n) for n in numbers))
    rest = _without_fillers(rest)
    return tuple(e for e in catalogue.entries if rest in set(_folded_names(e)))


def _without_fillers(folded: str) -> str:
    """`folded` without the small words and marks that people leave out or put in."""
    return fold_white_space(_FILLERS.sub(" ", folded))


def _begins(number: str, typed: str) -> bool:
    return number == typed or number.startswith((f"{typed}/", f"{typed}-"))


def _folded_names(entry: Entry) -> Iterator[str]:
    """The names of a document as typed in a hurry: folded, and the year without "năm"."""
    for name in names_of(entry):
        folded = _without_fillers(fold(name_key(name)))
        yield folded
        yield re.sub(r" nam (?=\d{4}$)", " ", folded)
