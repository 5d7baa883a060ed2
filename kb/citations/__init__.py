"""Citations (viện dẫn): a text goes in, references to documents and provisions come out.

`find/` reads mentions in the words of the text; `resolve/` tells which document and provision of the catalogue each means.

Guarantees:
1. `text[start:end]` of every reference is the citation; offsets index the text as given, which must be NFC.
2. `find` looks nothing up; `resolve` alone knows documents. What is not certain is `ambiguous` or `unknown`, never guessed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from kb.catalogue import Catalogue, names_of
from kb.citations.find.definitions import Definition, definitions, general_names
from kb.citations.find.finding import find, find_in_normal_form
from kb.citations.find.lexicon import TYPE_NAMES, Lexicon, compile_names, extend_names, is_number, short_type, words_of
from kb.citations.find.normal import NormalForm, normal_form
from kb.citations.find.titles import SHORT_NAMES, TITLES
from kb.citations.resolve.context import Context, Provisions
from kb.citations.resolve.resolving import resolve
from kb.language.abbreviations import COMMON
from kb.language.text import fold_white_space, nfc
from kb.law.model import Designation, Mention, Reference
from kb.law.naming import name_key

__all__ = [
    "Context",
    "Definition",
    "Lexicon",
    "Provisions",
    "cite",
    "compile_catalogue",
    "compile_names",
    "definitions",
    "find",
    "general_names",
    "resolve",
]


# (the words of a long form between spaces, its short form, its length) of each in common use.
_COMMON_LONG = tuple((f" {name_key(long)} ", short, len(long)) for short, long in COMMON.items())


def compile_catalogue(catalogue: Catalogue) -> Lexicon:
    """The lexicon of every name in the catalogue and of known titles, also abbreviated. Compile it once for many texts."""
    names = [*(name for entry in catalogue.entries for name in names_of(entry)), *TITLES, *SHORT_NAMES]
    return compile_names([*names, *(short for name in names for short in _abbreviated(name))])


def cite(
    text: str,
    catalogue: Catalogue,
    provisions: Provisions,
    context: Context | None = None,
    lexicon: Lexicon | None = None,
    defined: Iterable[tuple[str, str]] | None = None,
) -> tuple[Reference, ...]:
    """Every citation in `text` (NFC), resolved, by start; what the text defines ("sau đây gọi tắt là …") is a name in it.

    `context` tells where the text stands (None: a free text). `lexicon` holds the names of documents (None: those of the
    catalogue). `defined` are (short form, long form) of each of its `definitions` where they are known (None: they are looked
    for). Never raises.
    """
    context = context or Context()
    lexicon = lexicon or compile_catalogue(catalogue)
    defined = ((one.short, one.long) for one in definitions(text)) if defined is None else defined
    short_names = _short_names(defined, lexicon)
    lexicon = extend_names(lexicon, short_names)
    by_key = {name_key(short): meant for short, meant in short_names.items()}
    context = replace(context, short_names={**by_key, **context.short_names})
    normal = normal_form(text)
    if normal.text is not text:
        context = _standing_in(normal, context)
    found = find_in_normal_form(normal.text, lexicon)
    if unlisted := _unlisted_names(found, lexicon):
        found = find_in_normal_form(normal.text, extend_names(lexicon, unlisted))
    references = resolve(found, normal.text, context, catalogue, provisions)
    return references if normal.text is text else tuple(_written_in(normal, reference) for reference in references)


def _standing_in(normal: NormalForm, context: Context) -> Context:
    """The context of the normal form of a text that stands in `context`."""

    def in_source(ask: Callable[[int], str | None]) -> Callable[[int], str | None]:
        return lambda offset: ask(normal.in_source(offset, offset + 1).start)

    return replace(context, position=in_source(context.position), division=in_source(context.division))


def _written_in(normal: NormalForm, reference: Reference) -> Reference:
    """A reference in the normal form of a text, as it stands in the text."""
    span = normal.in_source(reference.start, reference.end)
    return replace(reference, start=span.start, end=span.end, text=span.of(normal.source))


def _unlisted_names(found: Iterable[Mention], lexicon: Lexicon) -> list[str]:
    """The names that a text writes with a number and the lexicon lacks: written alone, they end where they ended there."""
    names = {m.document.name for m in found if m.document and m.document.name and m.document.number and not m.document.amends}
    unlisted: list[str] = []
    for name in sorted(names):
        words = words_of(name)
        known = lexicon.match(words, 0)
        if known is None or words.keys[known[0]] != "":
            unlisted.append(name)
    return unlisted


def _abbreviated(name: str) -> Iterator[str]:
    """`name` with one part of it abbreviated as in common use: "BLDS năm 2015", "Luật TTHC"."""
    name = fold_white_space(nfc(name))
    words = f" {name_key(name)} "
    for sought, short, length in _COMMON_LONG:
        offset = words.find(sought)
        if offset >= 0:
            yield name[:offset] + short + name[offset + length :]


def _short_names(defined: Iterable[tuple[str, str]], lexicon: Lexicon) -> dict[str, Designation]:
    """{name: its document} of the names that follow from definitions: "Luật THADS", a known name with a word abbreviated."""
    found: dict[str, Designation] = {}
    for short, long in dict.fromkeys(defined):
        words = words_of(short)
        if TYPE_NAMES.match(words, 0) or short_type(words, 0):
            if any(mention.document and is_number(mention.document.number) for mention in find(short, lexicon)):
                continue  # "gọi là Thông tư số 17/2018/TT-BTP" is complete by itself
            named = find(long, lexicon) or find(long, extend_names(lexicon, [long]))
            if named and named[0].document:
                found[short] = named[0].document
            continue
        spelt_out = name_key(long)
        for name in lexicon.strings:
            key = name_key(name)
            if spelt_out in key:
                offset = key.index(spelt_out)
                abbreviated = name[:offset] + short + name[offset + len(spelt_out) :]
                found.setdefault(abbreviated, Designation(type=_type(name), name=name))
    if not found:
        return {}
    known = {name_key(name) for name in lexicon.strings}
    return {short: meant for short, meant in found.items() if name_key(short) not in known}


def _type(name: str) -> str:
    found = TYPE_NAMES.match(words_of(name), 0)
    return found[1] if found else ""
