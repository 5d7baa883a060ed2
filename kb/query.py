"""What a query asks for: an address ("khoản 2 điều 6 luật thads"), documents by number or name, and words.

Guarantees:
1. Any string is a query; none is an error.
2. An address is answered only by provisions that exist; one that several documents have is answered by each of them.
3. A document that is named among other words is known by its whole name or number; what it is named by is no word sought.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb import syntax
from kb.abbreviations import expanded
from kb.catalogue import CITED_BY_TITLE, Catalogue, head_of, name_key, names_of, number_key
from kb.eid import join
from kb.model import Entry
from kb.text import DOCUMENT_NUMBER, fold, fold_white_space, lower, nfc, repair_eth
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


_JOINING = {"va", "hoac", "den", "tu"}
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
    text = fold_white_space(repair_eth(nfc(text)))
    folded = name_key(fold(text))  # as long as the text
    spans, addressed = _address(text, folded)
    mentions = _mentioned(folded, known)
    beside = [mention for mention in mentions if addressed and _are_beside(spans, mention.span, folded)]
    if len(mentions) > 1 and len(beside) != 1:
        spans, addressed = [], ()  # of which of the documents is not told
    rest = _without_fillers(_without(folded, spans)) if addressed else folded
    short = abbreviations or {}
    documents = _documents(rest, known, short, with_bare_names=bool(addressed))
    if addressed and not documents and beside:
        documents, rest = beside[0].entries, _without_fillers(_without(folded, [*spans, beside[0].span]))
    elif addressed and not documents and rest:
        documents, rest = _named_in(rest, known, short)
    elif documents and not addressed:
        said = {word for e in documents for word in fold(lower(f"{e.label} {e.title} {e.issuer or ''}")).split()}
        rest = " ".join(word for word in _FORMALITIES.sub(" ", DOCUMENT_NUMBER.sub(" ", rest)).split() if word not in said)
    eids = addressed if documents or not rest else ()
    named = dict.fromkeys(entry for mention in mentions for entry in mention.entries)
    names = [mention.span for mention in mentions if mention.is_name]
    words = fold_white_space(_without(text, [*names, *(spans if eids else ())]))
    words = words if set(_without_fillers(name_key(fold(words))).split()) - _JOINING else text
    return Query(text, documents, eids, bool(documents) and not rest, tuple(named) or documents, words)


def fixed(text: str, known: Names) -> tuple[tuple[int, int], ...]:
    """Where addresses and names of documents stand in `text` (NFC, white space folded)."""
    text = repair_eth(text)
    folded = name_key(fold(text))
    return (*_address(text, folded)[0], *(mention.span for mention in _mentioned(folded, known) if mention.is_name))


@dataclass(frozen=True, slots=True)
class _Mention:
    """Where a text names documents, by a name or by a number, and which it can mean."""

    span: tuple[int, int]
    entries: tuple[Entry, ...]
    is_name: bool


def _mentioned(folded: str, known: Names) -> list[_Mention]:
    """What a folded text names in full or by number."""
    entries = known.catalogue.entries
    found = list(words_of(folded))
    forms = [span.of(folded) for span in found]
    mentions: list[_Mention] = []
    at = 0
    while at < len(forms):
        longest = 0
        for end in range(at + 1, min(at + known.longest + _FILLED, len(forms)) + 1) if forms[at] in known.begins else ():
            own = known.full.get(_without_fillers(" ".join(forms[at:end])))
            if own is not None and end > at + 1:  # one word is hardly ever a name
                longest = end
        if longest:
            places = known.full[_without_fillers(" ".join(forms[at:longest]))]
            span = found[at].start, found[longest - 1].end
            mentions.append(_Mention(span, tuple(entries[place] for place in sorted(places)), True))
        at = longest or at + 1
    for match in DOCUMENT_NUMBER.finditer(folded):
        if numbered := _with_number(number_key(match[0]), known):
            mentions.append(_Mention(match.span(), tuple(entries[place] for place in numbered), False))
    return _numbered_names(mentions, folded)


def _numbered_names(mentions: list[_Mention], folded: str) -> list[_Mention]:
    """The mentions, a name and the number right after it ("Luật Nhà ở số 27/2023/QH15") as one, which means the number's."""
    joined: list[_Mention] = []
    for mention in sorted(mentions, key=lambda one: one.span):
        last = joined[-1] if joined else None
        if last and last.is_name and not mention.is_name and not _without_fillers(folded[last.span[1] : mention.span[0]]):
            joined[-1] = _Mention((last.span[0], mention.span[1]), mention.entries, True)
        elif last is None or mention.span[0] >= last.span[1]:
            joined.append(mention)
    return joined


def _are_beside(address: Sequence[tuple[int, int]], name: tuple[int, int], folded: str) -> bool:
    """Whether the name of a document in a text stands beside the address, as in "Điều 6 của Luật Nhà ở"."""
    (start, end), first, last = name, min(s for s, _ in address), max(e for _, e in address)
    return not _without_fillers(folded[last:start] if last <= start else folded[end:first])


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
    all_found = {level: list(pattern.finditer(folded)) for level, pattern in _LEVELS.items()}
    if len(all_found["article"]) > 1:
        return _articles(all_found, folded)
    found = {level: matches[0] for level, matches in all_found.items() if len(matches) == 1}
    if "article" in found:
        all_found.pop("item")
    if any(len(matches) > 1 for matches in all_found.values()) or not _run_on(
        [match for level, match in found.items() if level in all_found], folded
    ):
        return [], ()  # which belong together is not told
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


def _articles(found: Mapping[str, Sequence[re.Match[str]]], folded: str) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """The address "Điều 36 và Điều 37", of articles alone that stand side by side."""
    alone = not found["clause"] and not found["point"]
    if not alone or not _run_on(found["article"], folded):
        return [], ()
    return [match.span() for match in found["article"]], tuple("art_" + match[1] for match in found["article"])


def _run_on(matches: Sequence[re.Match[str]], folded: str) -> bool:
    """Whether nothing but small words stands between the parts of an address."""
    spans = sorted(match.span() for match in matches)
    between = (_without_fillers(folded[end:start]).split() for (_, end), (start, _) in pairwise(spans))
    return all(set(words) <= _JOINING for words in between)


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
