"""Naming (tên gọi, số hiệu): the forms in which numbers and names of documents are compared, and the id of a document.

Guarantees:
1. Numbers and names are equal only letter by letter; case, white space, tone style and the kind of dash aside.
"""

import re
from datetime import date
from functools import lru_cache

from kb.language.text import fold_white_space, nfc, search_key, slug


@lru_cache(maxsize=1 << 16)
def number_key(number: str) -> str:
    """The form in which document numbers are compared: case, spaces and the kind of dash aside."""
    return search_key(nfc("".join(number.split()))).replace("–", "-")


def head_of(number: str) -> str:
    """The digits that a number begins with: "62" of 62/2015/NĐ-CP."""
    digits = re.match(r"\d*", number)
    return digits[0] if digits else ""


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """The form in which names of documents are compared: case, tone style and white space aside."""
    return search_key(fold_white_space(nfc(name)))


def document_id(number: str, issued: date | None) -> str:
    """The id of a document: its number folded, and the year where the number has none ("05/CT-TTg" → "05-ct-ttg-2017")."""
    folded = slug(number)
    has_year = any(len(part) == 4 and part.isdigit() for part in folded.split("-"))
    return folded if has_year or issued is None else f"{folded}-{issued.year}"
