"""Naming (tên gọi, số hiệu): the forms in which numbers and names of documents are compared, and the id of a document.

Guarantees:
1. Numbers and names are equal only letter by letter; case, white space, tone style and the kind of dash aside.
2. The id of a document follows from the document alone: from its number, its day, and the locality of its issuer.
"""

import re
from datetime import date
from functools import lru_cache

from kb.language.text import fold_white_space, nfc, plain_signs, search_key, slug

_DASH = re.compile("[–—―﹘⸺]")


def tidy(number: str) -> str:
    """`number` as officials write it: "24/2000/NĐ – CP" → "24/2000/NĐ-CP"."""
    return _DASH.sub("-", "".join(plain_signs(number).split())).rstrip("-/")


@lru_cache(maxsize=1 << 16)
def number_key(number: str) -> str:
    """The form in which document numbers are compared: case, spaces and the kind of dash aside."""
    return search_key(nfc(_DASH.sub("-", "".join(plain_signs(number).split()))))


def head_of(number: str) -> str:
    """The digits that a number begins with: "62" of 62/2015/NĐ-CP."""
    digits = re.match(r"\d*", number)
    return digits[0] if digits else ""


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """The form in which names of documents are compared: case, tone style and white space aside."""
    return search_key(fold_white_space(nfc(name)))


def recurs(number: str) -> bool:
    """Whether other documents of the issuer have this number: it has no year, nor the term of the issuer ("64-LCT/HĐNN8")."""
    return not re.search(r"/(?:19|20)\d\d\b", number) and not number[-1:].isdigit()


def document_id(number: str, issued: date | None, locality: str = "") -> str:
    """The id of a document: its number folded, the year where the number has none, the locality of a local issuer.

    "05/CT-TTg" → "05-ct-ttg-2017"; "15/2025/QĐ-UBND" of Lâm Đồng → "15-2025-qd-ubnd-lam-dong".
    """
    parts = [slug(number)]
    # The first part counts the documents of a year: "2024/QĐ-UBND" has none.
    has_year = any(re.fullmatch(r"(?:19|20)\d\d", part) for part in parts[0].split("-")[1:])
    if not has_year and issued is not None:
        parts.append(str(issued.year))
    return "-".join((*parts, locality) if locality else parts)
