"""What a query asks for: an address ("khoản 2 điều 6 luật thads"), documents by number or name, and words.

Guarantees:
1. Any string is a query; none is an error.
2. An address is answered only by provisions that exist; one that several documents have is answered by each of them.
3. A document that is named among other words is known by its whole name or number; what it is named by is no word sought.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb import syntax
from kb.abbreviations import expanded
from kb.catalogue import CITED_BY_TITLE, Catalogue, head_of, name_key, names_of, number_key
from kb.eid import join
from kb.model import Entry
from kb.text import DOCUMENT_NUMBER, fold, fold_white_space, lower, nfc
from kb.text import words as words_of

_NUMBERS = r"\d+[a-z]?(?:\s*(?:,|va)\s*\d+[a-z]?)*"
_LEVELS = {
    "article": re.compile(r"\b(?:dieu\s*|d\.?)(\d+[a-z]?)\b"),
    "clause": re.compile(rf"\b(?:khoan\s*|k\.?)({_NUMBERS})(?![\w.])"),
    "point": re.compile(r"\bdiem\s+([a-z]\d?)\b"),
    "item": re.compile(r"\bmuc\s+(\d+(?:\.\d+)*)(?=[\s,]|$)"),
}
# Small words and marks that people leave out or put in; an id of a document stays whole.
_FILLERS = re.compile(r"\b(?:cua|so|tai|theo|xem|noi dung|quy dinh)\b|[,;.:()]|(?<!\w)[-–](?!\w)")


_FILLED = 3  # small words that a name may have beside its own

# What is written around a number of a document: its type, its date, its issuer's "của".
_FORMALITIES = re.compile(
    r"\b(?:bo luat|luat|phap lenh|nghi dinh|nghi quyet|quyet dinh|thong tu(?: lien tich)?|chi thi|ket luan|cong van|"
    r"ngay|thang|nam|\d+|cua|so)\b|[/.,-]"
)


@dataclass(frozen=True, slots=True)
class Names:
    """How the documents of a catalogue may be called, made once: `understand` looks names up in it.

    `full` and `bare` hold the places in the catalogue of each name, folded; `bare` also titles without type, and types alone.
    """

    catalogue: Catalogue
    full: Mapping[str, Sequence[int]]
    bare: Mapping[str, Sequence[int]]
    numbers: Mapping[str, Sequence[int]]  # by the digits that they begin with
    begins: frozenset[str]  # the first words of the full names
    longest: int  # words of the longest of them


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood: its text, the documents that it asks for, and the eIds that it addresses in them.

    `named` are the documents that stand in it by name or number, `words` what is left: the whole text where nothing is.
    """

    text: str
    documents: tuple[Entry, ...]
    eids: tuple[str, ...]
    is_name: bool = False  # nothing but documents is asked for
    named: tuple[Entry, ...] = ()
    words: str = ""


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


def names(catalogue: Catalogue) -> Names:
    """How the documents of a catalogue may be called."""
    full: dict[str, list[int]] = {}
    bare: dict[str, list[int]] = {}
    numbers: dict[str, list[int]] = {}
    for place, entry in enumerate(catalogue.entries):
        for table, with_bare in ((full, False), (bare, True)):
            for name in dict.fromkeys(_folded_names(entry, with_bare)):
                table.setdefault(name, []).append(place)
        if entry.number:
            numbers.setdefault(head_of(fold(number_key(entry.number))), []).append(place)
    words = [name.split() for name in full if name]
    return Names(catalogue, full, bare, numbers, frozenset(own[0] for own in words), max(map(len, words), default=0))


def understand(text: str, known: Names, abbreviations: Mapping[str, str] | None = None) -> Query:
    """What `text` asks for; `eids` is empty where it holds no address, or one of a document that it does not name."""
    text = fold_white_space(nfc(text))
    folded = name_key(fold(text))  # as long as the text
    spans, addressed = _address(text, folded)
    rest = _without_fillers(_without(folded, spans)) if addressed else folded
    short = abbreviations or {}
    documents = _documents(rest, known, short, with_bare_names=bool(addressed))
    if addressed and not documents and rest:
        documents, rest = _named_in(rest, known, short)
    elif documents and not addressed:
        said = {word for e in documents for word in fold(lower(f"{e.label} {e.title} {e.issuer or ''}")).split()}
        rest = " ".join(word for word in _FORMALITIES.sub(" ", DOCUMENT_NUMBER.sub(" ", rest)).split() if word not in said)
    named, mentions = _mentioned(folded, known)
    if addressed and not documents and _are_beside(spans, mentions, folded):
        documents = named
    eids = addressed if documents or not rest else ()
    words = fold_white_space(_without(text, [*mentions, *(spans if eids else ())]))
    words = words if any(character.isalnum() for character in words) else text
    return Query(text, documents, eids, bool(documents) and not rest, named or documents, words)


def fixed(text: str, known: Names) -> tuple[tuple[int, int], ...]:
    """Where addresses and names of documents stand in `text` (NFC, white space folded)."""
    folded = name_key(fold(text))
    return (*_address(text, folded)[0], *_mentioned(folded, known)[1])


def _mentioned(folded: str, known: Names) -> tuple[tuple[Entry, ...], list[tuple[int, int]]]:
    """The documents that a folded text names in full or by number, and where their names stand."""
    found = list(words_of(folded))
    forms = [span.of(folded) for span in found]
    places: dict[int, None] = {}
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(forms):
        longest = 0
        for end in range(at + 1, min(at + known.longest + _FILLED, len(forms)) + 1) if forms[at] in known.begins else ():
            own = known.full.get(_without_fillers(" ".join(forms[at:end])))
            if own is not None and end > at + 1:  # one word is hardly ever a name
                longest = end
        if longest:
            places |= dict.fromkeys(known.full[_without_fillers(" ".join(forms[at:longest]))])
            spans.append((found[at].start, found[longest - 1].end))
        at = longest or at + 1
    for match in DOCUMENT_NUMBER.finditer(folded):
        if own := _with_number(number_key(match[0]), known):
            places |= dict.fromkeys(own)
    return tuple(known.catalogue.entries[place] for place in sorted(places)), spans


def _are_beside(address: Sequence[tuple[int, int]], names: Sequence[tuple[int, int]], folded: str) -> bool:
    """Whether the one name of a document in a text stands beside the address, as in "Điều 6 của Luật Nhà ở"."""
    if len(names) != 1:
        return False
    (start, end), first, last = names[0], min(s for s, _ in address), max(e for _, e in address)
    between = folded[last:start] if last <= start else folded[end:first]
    return not _without_fillers(between)


def _with_number(typed: str, known: Names) -> list[int]:
    """The documents whose number is `typed`, or begins with it."""
    entries = known.catalogue.entries
    near = known.numbers.get(head_of(typed), ())
    return [place for place in near if _begins(fold(number_key(entries[place].number or "")), typed)]


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _named_in(rest: str, known: Names, abbreviations: Mapping[str, str]) -> tuple[tuple[Entry, ...], str]:
    """The documents that the longest run of words at the end or the beginning of `rest` names, and the other words."""
    words = rest.split()
    for length in range(len(words) - 1, 0, -1):
        for named, other in ((words[-length:], words[:-length]), (words[:length], words[length:])):
            if found := _documents(" ".join(named), known, abbreviations, with_bare_names=False):
                return found, " ".join(other)
    return (), rest


def _address(text: str, folded: str) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """Where the address in a text stands, and the eIds that it can mean."""
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
        return [], ()
    return [match.span() for match in found.values()], tuple(eids)


def _points(typed: str, text: str) -> list[str]:
    """The điểm that `typed` means: d stands for d or đ where the query bears no diacritics at all."""
    number = name_key(typed)
    return [number, "đ" + number[1:]] if number.startswith("d") and fold(text) == text else [number]


def _documents(rest: str, known: Names, abbreviations: Mapping[str, str], *, with_bare_names: bool) -> tuple[Entry, ...]:
    """The documents that the folded `rest` of a query names, by id, number, the beginning of a number, or name.

    `with_bare_names`: also by a title without its type ("thads"), and by a type alone ("chỉ thị").
    """
    if not rest:
        return ()
    entries, by_id = known.catalogue.entries, known.catalogue.by_id
    if rest in by_id:
        return (by_id[rest],)
    if numbers := [number_key(match[0]) for match in DOCUMENT_NUMBER.finditer(rest)]:
        return tuple(entries[place] for place in sorted({place for n in numbers for place in _with_number(n, known)}))
    table = known.bare if with_bare_names else known.full
    written = {_without_fillers(rest), _without_fillers(fold(name_key(expanded(rest, abbreviations, any_case=True))))}
    return tuple(entries[place] for place in sorted({place for name in written for place in table.get(name, ())}))


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
    if entry.type == "Hiến pháp" or (with_bare_names and entry.type not in CITED_BY_TITLE):
        yield kind
