"""Types of documents as they are typed before a number: "nghị định số 62", "nđ 62/2015", "tt05".

Guarantees:
1. A type is known by its name or its code, folded; a code glued to the number is parted from it first (`part_glued_codes`).
"""

import re
from collections.abc import Iterable, Sequence

from kb.language.text import fold, lower
from kb.law.model import Entry
from kb.law.naming import name_key
from kb.law.types import TYPE_OF_SHORT, TYPES
from kb.search.addresses import COUNTED

# The type by its code, and the folded name of a type by its folded name or code: "nd" and "nghi dinh" are "nghi dinh".
_TYPE_OF_CODE = {fold(short): kind for short, kind in TYPE_OF_SHORT.items()}
_NAME_OF = {fold(lower(kind.name)): fold(lower(kind.name)) for kind in TYPES if kind.codes or kind.is_titled}
_NAME_OF |= {code: fold(lower(kind)) for code, kind in _TYPE_OF_CODE.items()}
TYPE_WORDS = frozenset(_NAME_OF)

_ANY_TYPE = rf"\b(?P<type>{'|'.join(sorted(_NAME_OF, key=len, reverse=True))})\s+(?P<sign>so\s+)?"
_TYPE_BEFORE = re.compile(rf"{_ANY_TYPE}$")
# With a year or without: "nghi dinh 62", "nd so 62 nam 2015"; groups type, sign ("số"), number, year.
TYPE_AND_NUMBER = re.compile(
    rf"{_ANY_TYPE}(?P<number>\d{{1,5}}[a-z]?)(?![\w/-])(?![.,]\d){COUNTED}(?:\s+(?:nam\s+)?(?P<year>(?:19|20)\d\d)(?![\w/]))?"
)
_GLUED = (rf"{kind.short.replace('đ', '[đd]')}(?=\d{{{kind.glued_digits}}})" for kind in TYPES if kind.glued_digits)
_GLUED_CODE = re.compile(rf"\b(?:{'|'.join(_GLUED)})", re.IGNORECASE)
_CODE = "|".join(sorted(_TYPE_OF_CODE, key=len, reverse=True)).replace("d", "[đd]")
_CODE_BEFORE = re.compile(rf"\b(?:{_CODE})\s*(?=(?:số\s+|so\s+)?\d)", re.IGNORECASE)


def part_glued_codes(text: str) -> str:
    """`text` with a blank between the code of a type and its number: "nđ62" as "nđ 62"."""
    return _GLUED_CODE.sub(r"\g<0> ", text)


def with_full_types(text: str) -> str:
    """`text` (NFC) with the types of numbered documents in full: "nđ 62" as "Nghị định 62"."""
    return _CODE_BEFORE.sub(lambda match: f"{_TYPE_OF_CODE[fold(lower(match[0].strip()))]} ", text)


def is_code(word: str) -> bool:
    """Whether a folded word is the code of a type: "nd"."""
    return word in _TYPE_OF_CODE


def type_before(folded: str, at: int) -> re.Match[str] | None:
    """The type right before the offset `at` of a folded text: groups type, sign ("số")."""
    return _TYPE_BEFORE.search(folded, 0, at)


def of_type_before(entries: Sequence[Entry], text: str, at: int) -> Sequence[Entry]:
    """The entries of the type that stands before the offset `at` of a text; all of them where none does."""
    before = type_before(name_key(fold(text)), at)
    return of_type(entries, before["type"]) if before else entries


def of_type(entries: Iterable[Entry], word: str) -> list[Entry]:
    """The entries of a type as typed, folded; else those whose types hold its name ("thong tu": Thông tư liên tịch)."""
    types = [(entry, fold(lower(entry.type))) for entry in entries]
    name = _NAME_OF[word]
    return [entry for entry, own in types if own == name] or [entry for entry, own in types if name in own]
