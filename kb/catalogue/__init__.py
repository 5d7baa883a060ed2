"""The catalogue (danh mục): facts about documents, each with its source, and the status that follows from them on a day."""

from kb.catalogue.catalogue import CITED_BY_TITLE, CODIFIED_TYPE, INVERSE, OWN_WORD, UNKNOWN_TYPE, Catalogue, names_of, year_of
from kb.catalogue.facts_file import load
from kb.catalogue.merging import complete, match, merge, with_own_id
from kb.catalogue.status import may_be_in_force, outlived, short_label, status

__all__ = [
    "CITED_BY_TITLE",
    "CODIFIED_TYPE",
    "INVERSE",
    "OWN_WORD",
    "UNKNOWN_TYPE",
    "Catalogue",
    "complete",
    "load",
    "match",
    "may_be_in_force",
    "merge",
    "names_of",
    "outlived",
    "short_label",
    "status",
    "with_own_id",
    "year_of",
]
