"""What a query asks for: an address ("khoản 2 điều 6 luật thads"), documents by number or name, and words.

Guarantees:
1. Any string is a query; none is an error.
2. An address is answered only by provisions that exist; one that several documents have is answered by each of them.
3. A document that is named among other words is known by its whole name or number; what it is named by is no word sought.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from kb.catalogue import CITED_BY_TITLE, Catalogue, names_of, year_of
from kb.citations.find.lexicon import TYPE_CODES
from kb.language.abbreviations import expanded
from kb.language.text import DOCUMENT_NUMBER, fold, fold_white_space, lower, nfc, repair_eth
from kb.language.text import words as words_of
from kb.law.model import Entry
from kb.law.naming import head_of, name_key, number_key
from kb.search import syntax
from kb.search.addresses import COUNTED, JOINING, address, without_fillers

# What may stand before the number of a document: its type, or the code of one ("nđ 62", "tt 05/2016").
_TYPES = {fold(lower(kind)): fold(lower(kind)) for kind in (*TYPE_CODES.values(), "Bộ luật")}
_TYPE_OF_CODE = {fold(code): TYPE_CODES[code] for code in ("nđ", "ttlt", "tt", "nq", "ct", "kl", "qđ", "pl")}
_TYPES |= {code: fold(lower(kind)) for code, kind in _TYPE_OF_CODE.items()}
_ANY_TYPE = rf"\b(?P<type>{'|'.join(sorted(_TYPES, key=len, reverse=True))})\s+(?P<sign>so\s+)?"
_GLUED_CODE = re.compile(r"\b(?:(?:n[đd]|ttlt|tt|nq|q[đd])(?=\d)|ct(?=\d\d))", re.IGNORECASE)
_CODE = "|".join(sorted(_TYPE_OF_CODE, key=len, reverse=True)).replace("d", "[đd]")
_CODE_BEFORE = re.compile(rf"\b(?:{_CODE})\s*(?=(?:số\s+|so\s+)?\d)", re.IGNORECASE)
_TYPE_BEFORE = re.compile(rf"{_ANY_TYPE}$")
_TYPE_AND_NUMBER = re.compile(
    rf"{_ANY_TYPE}(?P<number>\d{{1,5}}[a-z]?)(?![\w/-])(?![.,]\d){COUNTED}(?:\s+(?:nam\s+)?(?P<year>(?:19|20)\d\d)(?![\w/]))?"
)
_INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u00ad\u200b-\u200f\u2060\ufeff]")
_MOST_NUMBERS = 50  # of documents that a type and a number name, that are sought
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

    `is_number`: a number of a document stands in it. `named` are the documents that stand in it by name or number (else those
    that it asks for), `words` what is left: the whole text where nothing is, and where documents of a type and number are all,
    the whole numbers of these; in both texts the codes of types stand in full.
    `unknown`: what it names by a type and number that no document has; `assumed`: by one that may count something instead.
    """

    text: str
    documents: tuple[Entry, ...]
    eids: tuple[str, ...]
    is_name: bool = False  # nothing but documents is asked for
    is_number: bool = False
    named: tuple[Entry, ...] = ()
    words: str = ""
    unknown: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


def cleaned(text: str) -> str:
    """A query as typed or pasted, to be read: NFKC (full width), nothing invisible, single spaces, "nđ62" as "nđ 62"."""
    return fold_white_space(_GLUED_CODE.sub(r"\g<0> ", _INVISIBLE.sub("", normalize("NFKC", text))))


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
    spans, addressed = address(text, folded)
    numbered = list(_numbered(folded, known))
    mentions = _mentioned(folded, known, numbered)
    beside = [mention for mention in mentions if addressed and _are_beside(spans, mention.span, folded)]
    if len(mentions) > 1 and len(beside) != 1:
        spans, addressed = [], ()  # of which of the documents is not told
    rest = without_fillers(_without(folded, spans)) if addressed else folded
    short = abbreviations or {}
    documents = _documents(rest, known, short, with_bare_names=bool(addressed))
    if addressed and not documents and beside:
        documents, rest = beside[0].entries, without_fillers(_without(folded, [*spans, beside[0].span]))
    elif addressed and not documents and rest:
        documents, rest = _named_in(rest, known, short)
    elif documents and not addressed:
        said = set(_TYPES) | {word for e in documents for word in fold(lower(f"{e.label} {e.title} {e.issuer or ''}")).split()}
        rest = " ".join(word for word in _FORMALITIES.sub(" ", DOCUMENT_NUMBER.sub(" ", rest)).split() if word not in said)
    eids = addressed if documents or not rest else ()
    named = dict.fromkeys(entry for mention in mentions for entry in mention.entries)
    by_name = [mention.span for mention in mentions if mention.is_name]
    words = fold_white_space(_without(text, [*by_name, *(spans if eids else ())]))
    words = words if set(without_fillers(name_key(fold(words))).split()) - JOINING else text
    unknown = tuple(text[slice(*mention.span)] for mention in numbered if not mention.entries)
    assumed = tuple(text[slice(*mention.span)] for mention in numbered if mention.is_assumed)
    is_name = bool(documents) and not rest
    if is_name and numbered and not eids and not DOCUMENT_NUMBER.search(folded):
        words = " ".join(entry.number or "" for entry in documents[:_MOST_NUMBERS])
    return Query(
        with_types(text), documents, eids, is_name, bool(numbered), tuple(named) or documents, with_types(words), unknown,
        () if is_name or eids else assumed,
    )  # fmt: skip


def fixed(text: str, known: Names) -> tuple[tuple[int, int], ...]:
    """Where addresses and names of documents stand in `text` (NFC, white space folded)."""
    text = repair_eth(text)
    folded = name_key(fold(text))
    mentions = _mentioned(folded, known, _numbered(folded, known))
    return (*address(text, folded)[0], *(mention.span for mention in mentions if mention.is_name))


def with_types(text: str) -> str:
    """`text` (NFC) with the types of numbered documents in full: "nđ 62" as "Nghị định 62"."""
    return _CODE_BEFORE.sub(lambda match: f"{_TYPE_OF_CODE[fold(lower(match[0].strip()))]} ", text)


@dataclass(frozen=True, slots=True)
class _Mention:
    """Where a text names documents, by a name or by a number, and which it can mean; none: there is no such document.

    `is_assumed`: a number after a type that may count something instead.
    """

    span: tuple[int, int]
    entries: tuple[Entry, ...]
    is_name: bool
    is_assumed: bool = False


def _mentioned(folded: str, known: Names, numbered: Iterable[_Mention]) -> list[_Mention]:
    """What a folded text names in full or by number; `numbered` is what `_numbered` finds in it."""
    entries = known.catalogue.entries
    found = list(words_of(folded))
    forms = [span.of(folded) for span in found]
    mentions: list[_Mention] = []
    at = 0
    while at < len(forms):
        longest = 0
        for end in range(at + 1, min(at + known.longest + _FILLED, len(forms)) + 1) if forms[at] in known.begins else ():
            own = known.full.get(without_fillers(" ".join(forms[at:end])))
            if own is not None and end > at + 1:  # one word is hardly ever a name
                longest = end
        if longest:
            places = known.full[without_fillers(" ".join(forms[at:longest]))]
            span = found[at].start, found[longest - 1].end
            mentions.append(_Mention(span, tuple(entries[place] for place in sorted(places)), True))
        at = longest or at + 1
    return _numbered_names([*mentions, *(mention for mention in numbered if mention.entries)], folded)


def _numbered(folded: str, known: Names) -> Iterator[_Mention]:
    """What a folded text names by number, or by type and number, of any year or one: "nghi dinh 62", "nd 62 nam 2015"."""
    entries = known.catalogue.entries
    for match in DOCUMENT_NUMBER.finditer(folded):
        numbered = [entries[place] for place in _with_number(number_key(match[0]), known)]
        if not numbered:
            continue
        before = _TYPE_BEFORE.search(folded, 0, match.start())
        is_code = before is not None and before["type"] in _TYPE_OF_CODE
        meant = _of_type(numbered, before["type"]) if before else numbered
        start = before.start() if before and (is_code or not meant) else match.start()
        yield _Mention((start, match.end()), tuple(meant), False)
    for match in _TYPE_AND_NUMBER.finditer(folded):
        numbered = _of_type([entries[place] for place in _with_number(match["number"], known)], match["type"])
        if match["year"]:
            numbered = [entry for entry in numbered if year_of(entry) == int(match["year"])]
        is_sure = match["type"] in _TYPE_OF_CODE or match["sign"] or match["year"] or not folded[match.end() :].strip()
        # A single figure before a word counts more often: "thông tư 2 trang".
        if (numbered and (is_sure or len(match["number"]) > 1)) or match["year"] or match[0] == folded:
            yield _Mention(match.span(), tuple(numbered), True, not is_sure)


def of_type_before(entries: Sequence[Entry], text: str, at: int) -> Sequence[Entry]:
    """The entries of the type that stands before a place of a text; all of them where none does."""
    before = _TYPE_BEFORE.search(name_key(fold(text)), 0, at)
    return _of_type(entries, before["type"]) if before else entries


def _of_type(entries: Iterable[Entry], typed: str) -> list[Entry]:
    """The entries of a type as typed; where there is none, of those whose names hold it ("thong tu": Thông tư liên tịch)."""
    types = [(entry, fold(lower(entry.type))) for entry in entries]
    return [e for e, own in types if own == _TYPES[typed]] or [e for e, own in types if _TYPES[typed] in own]


def _numbered_names(mentions: list[_Mention], folded: str) -> list[_Mention]:
    """The mentions, a name and the number right after it ("Luật Nhà ở số 27/2023/QH15") as one, which means the number's."""
    joined: list[_Mention] = []
    for mention in sorted(mentions, key=lambda one: one.span):
        last = joined[-1] if joined else None
        if last and last.is_name and not mention.is_name and not without_fillers(folded[last.span[1] : mention.span[0]]):
            joined[-1] = _Mention((last.span[0], mention.span[1]), mention.entries, True)
        elif last is None or mention.span[0] >= last.span[1]:
            joined.append(mention)
    return joined


def _are_beside(address: Sequence[tuple[int, int]], name: tuple[int, int], folded: str) -> bool:
    """Whether the name of a document in a text stands beside the address, as in "Điều 6 của Luật Nhà ở"."""
    (start, end), first, last = name, min(s for s, _ in address), max(e for _, e in address)
    return not without_fillers(folded[last:start] if last <= start else folded[end:first])


def _with_number(typed: str, known: Names) -> list[int]:
    """The documents whose number is `typed`, or begins with it, whether or not it is written with a 0 in front."""
    entries = known.catalogue.entries
    bare = typed.lstrip("0")
    return [
        place
        for form in (bare, f"0{bare}")
        for place in known.numbers.get(head_of(form), ())
        if _begins(fold(number_key(entries[place].number or "")), form)
    ]


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


def _documents(rest: str, known: Names, abbreviations: Mapping[str, str], *, with_bare_names: bool) -> tuple[Entry, ...]:
    """The documents that the folded `rest` of a query names, by id, number or its beginning, type and number, or name.

    `with_bare_names`: also by a title without its type ("thads"), and by a type alone ("chỉ thị").
    """
    if not rest:
        return ()
    entries, by_id = known.catalogue.entries, known.catalogue.by_id
    if rest in by_id:
        return (by_id[rest],)
    typed = _TYPE_AND_NUMBER.search(rest)
    if DOCUMENT_NUMBER.search(rest) or (typed and not without_fillers(rest.replace(typed[0], "", 1))):
        return tuple(dict.fromkeys(entry for mention in _numbered(rest, known) for entry in mention.entries))
    table = known.bare if with_bare_names else known.full
    written = {without_fillers(rest), without_fillers(fold(name_key(expanded(rest, abbreviations, any_case=True))))}
    return tuple(entries[place] for place in sorted({place for name in written for place in table.get(name, ())}))


def _begins(number: str, typed: str) -> bool:
    return number == typed or number.startswith((f"{typed}/", f"{typed}-"))


def _folded_names(entry: Entry, with_bare_names: bool) -> Iterator[str]:
    """The names of a document as typed in a hurry: folded, and the year without "năm"."""
    kind = fold(name_key(entry.type))
    for name in names_of(entry):
        folded = without_fillers(fold(name_key(name)))
        yield folded
        yield re.sub(r" nam (?=\d{4}$)", " ", folded)
        if with_bare_names:
            yield folded.removeprefix(f"{kind} ")
    if entry.type == "Hiến pháp" or (with_bare_names and entry.type not in CITED_BY_TITLE):
        yield kind
