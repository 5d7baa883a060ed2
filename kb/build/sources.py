"""The chosen texts, by the file of the cache that they stand in.

Guarantees:
1. The texts of one file follow one another; files come in the order of their first chosen text.
2. A version has a first day only where its wording is known to be of that day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.build.cache import CachedText
from kb.catalogue import Catalogue
from kb.store import CODIFICATION, Version


@dataclass(frozen=True, slots=True)
class Text:
    """A text to use of `document`; the codification's text is of `base`, which may have a whole text too.

    `amended`: its first day and the amending document, where it is the text as amended (see `kb.store.Version`).
    """

    document: str
    cached: CachedText
    is_selection: bool
    base: str
    amended: tuple[date, str] | None = None
    is_recognized: bool = False  # whether a machine has recognized any of it in pictures


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the cache, and the texts of it that are chosen."""

    name: str
    texts: tuple[Text, ...]


def by_source(texts: Iterable[Text]) -> list[Source]:
    """The texts by the file that they stand in."""
    grouped: dict[str, list[Text]] = {}
    for text in texts:
        grouped.setdefault(text.cached.name, []).append(text)
    return [Source(name, tuple(own)) for name, own in grouped.items()]


def version(text: Text, catalogue: Catalogue) -> Version:
    """The text as a version of its document."""
    entry, number = catalogue.by_id[text.document], text.cached.number
    recognized = text.is_recognized
    if text.amended:
        return Version(number, text.document, text.base, *text.amended, entry.expired, recognized)
    # The codification does not say from when on each wording holds.
    if text.is_selection:
        return Version(number, text.document, text.base, None, CODIFICATION, None, recognized)
    return Version(number, text.document, text.base, entry.in_force or entry.issued, None, entry.expired, recognized)
