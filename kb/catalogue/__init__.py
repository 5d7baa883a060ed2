"""The catalogue (danh mục): facts about documents, each with its source, and the status that follows from them on a day."""

from kb.catalogue.addresses import Facts, addresses_of, read_facts, with_addresses
from kb.catalogue.bodies_file import BODIES_FILE, load_bodies, read_bodies, write_bodies
from kb.catalogue.catalogue import Catalogue, names_of, year_of
from kb.catalogue.ended import may_be_in_force, may_be_issued
from kb.catalogue.fact_tables import DatabaseItems, is_same_number
from kb.catalogue.facts_file import FACTS_FILE, FACTS_FILES, entries_in, load, written_entries
from kb.catalogue.merging import FACT_NAMES, complete, is_another, is_same, locality_of, match, merge, with_own_id
from kb.catalogue.recognition import MACHINE_READ, is_machine_read, machine_read
from kb.catalogue.status import newest_law, outlived, periods, provision_status, status, unlisted_status

__all__ = [
    "BODIES_FILE",
    "FACTS_FILE",
    "FACTS_FILES",
    "FACT_NAMES",
    "MACHINE_READ",
    "Catalogue",
    "DatabaseItems",
    "Facts",
    "addresses_of",
    "complete",
    "entries_in",
    "is_another",
    "is_machine_read",
    "is_same",
    "is_same_number",
    "load",
    "load_bodies",
    "locality_of",
    "machine_read",
    "match",
    "may_be_in_force",
    "may_be_issued",
    "merge",
    "names_of",
    "newest_law",
    "outlived",
    "periods",
    "provision_status",
    "read_bodies",
    "read_facts",
    "status",
    "unlisted_status",
    "with_addresses",
    "with_own_id",
    "write_bodies",
    "written_entries",
    "year_of",
]
