"""The catalogue (danh mục): facts about documents, each with its source, and the status that follows from them on a day."""

from kb.catalogue.catalogue import Catalogue, names_of, year_of
from kb.catalogue.facts_file import FACTS_FILE, load
from kb.catalogue.merging import complete, match, merge, with_own_id
from kb.catalogue.recognition import MACHINE_READ, is_machine_read, machine_read
from kb.catalogue.status import may_be_in_force, outlived, periods, status, unlisted_status

__all__ = [
    "FACTS_FILE",
    "MACHINE_READ",
    "Catalogue",
    "complete",
    "is_machine_read",
    "load",
    "machine_read",
    "match",
    "may_be_in_force",
    "merge",
    "names_of",
    "outlived",
    "periods",
    "status",
    "unlisted_status",
    "with_own_id",
    "year_of",
]
