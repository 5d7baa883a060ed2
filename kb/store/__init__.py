"""The store: SQLite files, one for each source file that was read (shard), and one for a generation.

In go trees, entries, references and the states of files; out come the same, by document, eId and day. The only user of sqlite3.
"""

from kb.store.entries import packed, unpacked
from kb.store.reading import Store, StoreError, is_damage, is_malformed, reason_of_store
from kb.store.schema import CODIFICATION
from kb.store.shard import Shard, ShardWriter
from kb.store.writing import Cited, Version, Writer

__all__ = [
    "CODIFICATION", "Cited", "Shard", "ShardWriter", "Store", "StoreError", "Version", "Writer", "is_damage", "is_malformed",
    "packed", "reason_of_store", "unpacked",
]  # fmt: skip
