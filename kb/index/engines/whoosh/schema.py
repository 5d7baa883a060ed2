"""What Whoosh holds of a group: the fields that it is found by, the columns that it is read from, and how they are packed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields
from whoosh.analysis import SpaceSeparatedTokenizer

from kb.index.engines.group_index import TermField
from kb.index.fields import FilterField

NAME = "groups-2"  # of the index; the number goes up when what is written changes

# Postings beside those of `TermField`: of pairs of neighbours and of single syllables in headings; of facts of documents, by
# their values, of a document by its id. A status is of a day, and no term.
HEADING_PAIRS, HEADING_SYLLABLES = "heading_pairs", "heading_syllables"
FACT_FIELDS = tuple(field for field in FilterField if field is not FilterField.STATUS)

# Columns. TITLE: the eId, a blank, the heading as written. FACTS: a line of `FACT_TYPE`. ROWS: see `pack_rows`. REPEATS: two
# numbers for each row that repeats one of another document: its index in the group, and the group of that.
# Tokens, as numbers of the dictionary: TOKENS those of all rows, a 0 after each row; HEADING of the heading; ABOVE of titles.
TITLE, FACTS, ROWS, REPEATS, TOKENS, HEADING, ABOVE = "title", "facts", "rows", "repeats", "tokens", "heading", "above"
PACKED = (TITLE, ROWS, REPEATS, TOKENS, HEADING, ABOVE)  # bytes of any length

FACT_TYPE = np.dtype(
    [
        ("document", "<i4"),  # its number
        ("first", "<i4"),  # day, and the one after the last, as ordinals
        ("end", "<i4"),
        ("length", "<i4"),  # in syllables and pairs
        ("titles", "<i4"),  # the pairs above
        ("repeating", "<i4"),  # how many rows repeat one of another document
    ]
)
REPEAT_TYPE = np.dtype([("row", "<i4"), ("original", "<i4")])


def schema() -> fields.Schema:
    """The fields and columns of a group."""
    terms = (*TermField, HEADING_PAIRS, HEADING_SYLLABLES)
    found_by: dict[str, Any] = {str(name): fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for name in terms}
    read: dict[str, Any] = {
        name: fields.COLUMN(columns.VarBytesColumn()) for name in (TITLE, ROWS, REPEATS, TOKENS, HEADING, ABOVE)
    }
    facts = fields.COLUMN(columns.FixedBytesColumn(FACT_TYPE.itemsize))
    ids = {str(field): fields.ID() for field in FACT_FIELDS}
    return fields.Schema(**found_by, **read, **ids, **{FACTS: facts})


def token_type(syllables: int) -> np.dtype[Any]:
    """The type of tokens in an index of so many syllables."""
    return np.dtype("<u2" if syllables <= 1 << 16 else "<u4")


def pack_rows(rows: NDArray[np.int32], eids: Sequence[bytes]) -> bytes:
    """The rows of a group: of each its weight, how many tokens it has, how many syllables and pairs; and their eIds."""
    return len(rows).to_bytes(4, "little") + rows.astype("<i4").tobytes() + b"\n".join(eids)


def unpack_rows(packed: bytes) -> tuple[NDArray[np.int32], list[str]]:
    """What `pack_rows` was given."""
    number = int.from_bytes(packed[:4], "little")
    rows = np.frombuffer(packed, "<i4", 3 * number, 4).reshape(number, 3)
    return rows, packed[4 + rows.nbytes :].decode().split("\n")
