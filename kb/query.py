"""What a query asks for: an address ("khoản 2 điều 6 luật thads"), documents by number or name, and words.

Guarantees:
1. Any string is a query; none is an error.
2. An address is answered only by provisions that exist; one that several documents have is answered by each of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb import syntax
from kb.abbreviations import expanded
from kb.catalogue import CITED_BY_TITLE, Catalogue, name_key, names_of, number_key
from kb.eid import join
from kb.model import Entry
from kb.text import DOCUMENT_NUMBER, fold, fold_white_space, lower, nfc

_NUMBERS = r"\d+[a-z]?(?:\s*(?:,|va)\s*\d+[a-z]?)*"
_LEVELS = {
    "article": re.compile(r"\b(?:dieu\s*|d\.?)(\d+[a-z]?)\b"),
    "clause": re.compile(rf"\b(?:khoan\s*|k\.?)({_NUMBERS})(?![\w.])"),
    "point": re.compile(r"\bdiem\s+([a-z]\d?)\b"),
    "item": re.compile(r"\bmuc\s+(\d+(?:\.\d+)*)(?=[\s,]|$)"),
}
# Small words and marks that people leave out or put in; an id of a document stays whole.
_FILLERS = re.compile(r"\b(?:cua|so|tai|theo|xem|noi dung|quy dinh)\b|[,;.:()]|(?<!\w)[-–](?!\w)")


# What is written around a number of a document: its type, its date, its issuer's "của".
_FORMALITIES = re.compile(
    r"\b(?:bo luat|luat|phap lenh|nghi dinh|nghi quyet|quyet dinh|thong tu(?: lien tich)?|chi thi|ket luan|cong van|"
    r"ngay|thang|nam|\d+|cua|so)\b|[/.,-]"
)


# Whether bare names count, to the names and which documents (by place in the catalogue) have each.
_Names = Mapping[bool, Mapping[str, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood: its text, the documents that it names, and the eIds that it addresses in them."""

    text: str
    documents: tuple[Entry, ...]
    eids: tuple[str, ...]
    is_name: bool = False  # nothing but documents is asked for


def filter_values(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """The values of several words that may follow a filter without quotation marks, by field, folded."""
    entries = catalogue.entries
    values = {
        syntax.TYPE: [e.type for e in entries],
        syntax.ISSUER: [e.issuer or "" for e in entries],
        syntax.DOCUMENT: [name for e in entries for name in (e.label, e.number or "", *e.names)],
        syntax.STATUS: list(syntax.STATUSES),
    }
    return {field: tuple(dict.fromkeys(fold(lower(value)) for value in own if value)) for field, own in values.items()}


def understand(text: str, catalogue: Catalogue, abbreviations: Mapping[str, str] | None = None) -> Query:
    """What `text` asks for; `eids` is empty where it holds no address, or one of a document that it does not name."""
    text = fold_white_space(nfc(text))
    rest, addressed = _address(text)
    names = _name_table(catalogue)
    known = abbreviations or {}
    documents = _documents(rest, catalogue, names, known, with_bare_names=bool(addressed))
    if addressed and not documents and rest:
        documents, rest = _named_in(rest, catalogue, names, known)
    elif documents and not addressed:
        said = {word for e in documents for word in fold(lower(f"{e.label} {e.title} {e.issuer or ''}")).split()}
        rest = " ".join(word for word in _FORMALITIES.sub(" ", DOCUMENT_NUMBER.sub(" ", rest)).split() if word not in said)
    return Query(text, documents, addressed if documents or not rest else (), bool(documents) and not rest)


def _named_in(
    rest: str, catalogue: Catalogue, names: _Names, abbreviations: Mapping[str, str]
) -> tuple[tuple[Entry, ...], str]:
    """The documents that the longest run of words at the end or the beginning of `rest` names, and the other words."""
    words = rest.split()
    for length in range(len(words) - 1, 0, -1):
        for named, other in ((words[-length:], words[:-length]), (words[:length], words[length:])):
            if found := _documents(" ".join(named), catalogue, names, abbreviations, with_bare_names=False):
                return found, " ".join(other)
    return (), rest


def _address(text: str) -> tuple[str, tuple[str, ...]]:
    """The folded rest of `text` without its address, and the eIds that the address can mean."""
    folded = name_key(fold(text))
    found = {level: match for level, pattern in _LEVELS.items() if (match := pattern.search(folded))}
    if "article" in found:
        found.pop("item", None)
        eids = ["art_" + found["article"][1]]
        if "clause" in found:
            numbers = re.findall(r"\d+[a-z]?", found["clause"][1])
            eids = [join(eid, "clause", number) for eid in eids for number in numbers]
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


def _documents(
    rest: str, catalogue: Catalogue, names: _Names, abbreviations: Mapping[str, str], *, with_bare_names: bool
) -> tuple[Entry, ...]:
    """The documents that the folded `rest` of a query names, by id, number, the beginning of a number, or name.

    `with_bare_names`: also by a title without its type ("thads"), and by a type alone ("chỉ thị").
    """
    if not rest:
        return ()
    if rest in catalogue.by_id:
        return (catalogue.by_id[rest],)
    numbers = [number_key(match[0]) for match in DOCUMENT_NUMBER.finditer(rest)]
    if numbers:
        return tuple(e for e in catalogue.entries if e.number and any(_begins(fold(number_key(e.number)), n) for n in numbers))
    written = {_without_fillers(rest), _without_fillers(fold(name_key(expanded(rest, abbreviations, any_case=True))))}
    named = {place for name in written for place in names[with_bare_names].get(name, ())}
    return tuple(catalogue.entries[place] for place in sorted(named))


@lru_cache(maxsize=2)
def _name_table(catalogue: Catalogue) -> _Names:
    table: dict[bool, dict[str, list[int]]] = {False: {}, True: {}}
    for place, entry in enumerate(catalogue.entries):
        for bare, places_of in table.items():
            for name in _folded_names(entry, bare):
                places_of.setdefault(name, []).append(place)
    return table


def _without_fillers(folded: str) -> str:
    """`folded` without the small words and marks that people leave out or put in."""
    return fold_white_space(_FILLERS.sub(" ", folded))


def _begins(number: str, typed: str) -> bool:
    return number == typed or number.startswith((f"{typed}/", f"{typed}-"))


def _folded_names(entry: Entry, with_bare_names: bool) -> Iterator[str]:
    """The names of a document as typed in a hurry: folded, and the year without "năm"."""
    kind = fold(name_key(entry.type))
    for name in names_of(entry):
        folded = _without_fillers(fold(name_key(name)))
        yield folded
        yield re.sub(r" nam (?=\d{4}$)", " ", folded)
        if with_bare_names:
            yield folded.removeprefix(f"{kind} ")
    if with_bare_names and entry.type not in CITED_BY_TITLE:
        yield kind
