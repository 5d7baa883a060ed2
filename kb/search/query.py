"""The meaning of a query's words: an address ("khoản 2 điều 6 luật thads"), documents by number or name, and words to seek.

Guarantees:
1. Any string is a query; none is an error.
2. An address is answered only by provisions that exist; one that several documents have is answered by each of them.
3. A document that is named among other words is known by its whole name or number; what it is named by is no word sought.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from kb.language.abbreviations import expanded
from kb.language.text import DOCUMENT_NUMBER, fold, fold_white_space, lower, nfc, repair_eth
from kb.law.model import Entry
from kb.law.naming import name_key
from kb.law.types import NAMES
from kb.search.addresses import JOINING, WrittenAddress, find_address, without_fillers
from kb.search.known_names import KnownNames
from kb.search.namings import Naming, namings, namings_by_number
from kb.search.type_words import TYPE_AND_NUMBER, TYPE_WORDS, part_glued_codes, with_full_types

_INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u00ad\u200b-\u200f\u2060\ufeff]")
_MOST_NUMBERS = 50  # of documents that a type and a number name, that are sought

# The words around a number of a document: its type, its date, its issuer's "của".
_ALL_TYPES = "|".join(sorted((fold(lower(name)) for name in NAMES), key=len, reverse=True))
_FORMALITIES = re.compile(rf"\b(?:{_ALL_TYPES}|ngay|thang|nam|\d+|cua|so)\b|[/.,-]")


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood: "thời hạn điều 36 nđ 62/2015" asks for art_36 of 62-2015-nd-cp, and for "thời hạn"."""

    text: str  # with the codes of types in full, as in `words`: "Nghị định 62/2015"
    documents: tuple[Entry, ...]  # those that it asks for
    eids: tuple[str, ...]  # those that it addresses in them
    is_name: bool = False  # nothing but documents is asked for
    is_number: bool = False  # a number of a document stands in it
    named: tuple[Entry, ...] = ()  # the documents that stand in it by name or number, else those that it asks for
    namings: tuple[tuple[Entry, ...], ...] = ()  # the same, name by name, each with all that it can mean
    words: str = ""  # without the address and the names; the text where nothing is left; whole numbers, where nothing else is
    unknown: tuple[str, ...] = ()  # types with numbers that no document has: "nghị định 9999"
    assumed: tuple[str, ...] = ()  # types with numbers that may count something instead: "thông tư 12"


def cleaned(text: str) -> str:
    """A query as typed or pasted, to be read: NFKC (full width), nothing invisible, single spaces, "nđ62" as "nđ 62"."""
    return fold_white_space(part_glued_codes(_INVISIBLE.sub("", normalize("NFKC", text))))


def understand(text: str, known: KnownNames, abbreviations: Mapping[str, str] | None = None) -> Query:
    """The meaning of `text`, a query without filters; `abbreviations`: the long forms by the short ones ("BLDS").

    `eids` is empty where the text holds no address, or one of a document that it does not name.
    """
    text = fold_white_space(repair_eth(nfc(text)))
    folded = name_key(fold(text))  # as long as the text
    numbered = tuple(namings_by_number(folded, known))
    named = namings(folded, known, numbered)
    address, beside = _address_of_one(find_address(text, folded), named, folded)
    documents, rest = _asked(folded, address, beside, known, abbreviations or {})
    eids = address.eids if documents or not rest else ()
    is_name = bool(documents) and not rest
    if is_name and numbered and not eids and not DOCUMENT_NUMBER.search(folded):
        words = " ".join(entry.number or "" for entry in documents[:_MOST_NUMBERS])
    else:
        words = _sought(text, named, address if eids else WrittenAddress())
    return Query(
        text=with_full_types(text),
        documents=documents,
        eids=eids,
        is_name=is_name,
        is_number=bool(numbered),
        named=tuple(dict.fromkeys(entry for naming in named for entry in naming.entries)) or documents,
        namings=tuple(naming.entries for naming in named) or ((documents,) if documents else ()),
        words=with_full_types(words),
        unknown=tuple(text[slice(*naming.span)] for naming in numbered if not naming.entries),
        assumed=() if is_name or eids else tuple(text[slice(*naming.span)] for naming in numbered if naming.is_assumed),
    )


def fixed_spans(text: str, known: KnownNames) -> tuple[tuple[int, int], ...]:
    """The spans of addresses and of names of documents in `text` (NFC, white space folded): no correction changes them."""
    text = repair_eth(text)
    folded = name_key(fold(text))
    named = namings(folded, known, namings_by_number(folded, known))
    return (*find_address(text, folded).spans, *(naming.span for naming in named if naming.is_name))


def _address_of_one(address: WrittenAddress, named: Sequence[Naming], folded: str) -> tuple[WrittenAddress, tuple[Naming, ...]]:
    """The address and the namings beside it; no address where it is not told of which of several documents it is."""
    beside = tuple(naming for naming in named if address.eids and _is_beside(address, naming.span, folded))
    return (WrittenAddress(), ()) if len(named) > 1 and len(beside) != 1 else (address, beside)


def _is_beside(address: WrittenAddress, name: tuple[int, int], folded: str) -> bool:
    """Whether the name of a document in a text stands beside the address, as in "Điều 6 của Luật Nhà ở"."""
    start, end = name
    first, last = min(s for s, _ in address.spans), max(e for _, e in address.spans)
    return not without_fillers(folded[last:start] if last <= start else folded[end:first])


def _asked(
    folded: str, address: WrittenAddress, beside: Sequence[Naming], known: KnownNames, abbreviations: Mapping[str, str]
) -> tuple[tuple[Entry, ...], str]:
    """The documents that a query asks for, and the words (folded) that are neither its address nor their names."""
    if not address.eids:
        documents = _documents(folded, known, abbreviations, with_bare_names=False)
        return documents, _without_formalities(folded, documents) if documents else folded
    rest = without_fillers(_without(folded, address.spans))
    documents = _documents(rest, known, abbreviations, with_bare_names=True)
    if documents:
        return documents, rest
    if beside:
        return beside[0].entries, without_fillers(_without(folded, [*address.spans, beside[0].span]))
    return _named_in(rest, known, abbreviations)


def _named_in(rest: str, known: KnownNames, abbreviations: Mapping[str, str]) -> tuple[tuple[Entry, ...], str]:
    """The documents that the longest run of words at the end or the beginning of `rest` names, and the other words."""
    words = rest.split()
    for length in range(len(words) - 1, 0, -1):
        for named, other in ((words[-length:], words[:-length]), (words[:length], words[length:])):
            if found := _documents(" ".join(named), known, abbreviations, with_bare_names=False):
                return found, " ".join(other)
    return (), rest


def _documents(rest: str, known: KnownNames, abbreviations: Mapping[str, str], *, with_bare_names: bool) -> tuple[Entry, ...]:
    """The documents that the folded `rest` of a query names, by id, number or its beginning, type and number, or name.

    `with_bare_names`: also by a title without its type ("thads"), and by a type alone ("chỉ thị").
    """
    if not rest:
        return ()
    entries, by_id = known.catalogue.entries, known.catalogue.by_id
    if rest in by_id:
        return (by_id[rest],)
    typed = TYPE_AND_NUMBER.search(rest)
    if DOCUMENT_NUMBER.search(rest) or (typed and not without_fillers(rest.replace(typed[0], "", 1))):
        return tuple(dict.fromkeys(entry for naming in namings_by_number(rest, known) for entry in naming.entries))
    table = known.bare if with_bare_names else known.full
    written = {without_fillers(rest), without_fillers(fold(name_key(expanded(rest, abbreviations, any_case=True))))}
    return tuple(entries[index] for index in sorted({index for name in written for index in table.get(name, ())}))


def _without_formalities(folded: str, documents: Sequence[Entry]) -> str:
    """The words of a folded query that are neither numbers and dates nor of the names, types and issuers of documents."""
    said = set(TYPE_WORDS)
    said |= {word for e in documents for word in fold(lower(f"{e.label} {e.title} {e.issuer or ''}")).split()}
    return " ".join(word for word in _FORMALITIES.sub(" ", DOCUMENT_NUMBER.sub(" ", folded)).split() if word not in said)


def _sought(text: str, named: Sequence[Naming], address: WrittenAddress) -> str:
    """The words of a query besides names of documents and an address; the whole text where nothing is left."""
    names = (naming.span for naming in named if naming.is_name)
    words = fold_white_space(_without(text, [*names, *address.spans]))
    return words if set(without_fillers(name_key(fold(words))).split()) - JOINING else text


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text
