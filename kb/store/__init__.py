"""The store: SQLite files of what was read, and of a generation."""

from kb.store.reading import Store, StoreError
from kb.store.schema import CODIFICATION
from kb.store.shard import Shard, ShardWriter
from kb.store.writing import Cited, Version, Writer

__all__ = ["CODIFICATION", "Cited", "Shard", "ShardWriter", "Store", "StoreError", "Version", "Writer"]
