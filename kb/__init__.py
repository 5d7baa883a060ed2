"""Viện Dẫn: a knowledge base of Vietnamese legal and Party documents; these are its public names."""

from kb import build, views
from kb.console import speak_utf8
from kb.errors import InvalidDate, KnowledgeBaseError, NothingPublished, UnknownDocument, UnknownProvision
from kb.generation import Generation, Published
from kb.law import eid
from kb.law.dates import parse_date, write_date
from kb.law.eid import document_url, provision_url
from kb.law.model import Citing, Entry, Hit, Provision, Reference, Status, Tree
from kb.materials.checking import Checked, Finding, check
from kb.materials.material import Material, cite, cite_material, read_material
from kb.readers.forms import UPLOADED_FORMS
from kb.search.search import MAX_QUERY, MOST_HITS, search
from kb.search.suggesting import suggest

__all__ = [
    "MAX_QUERY", "MOST_HITS", "UPLOADED_FORMS", "Checked", "Citing", "Entry", "Finding", "Generation", "Hit", "InvalidDate",
    "KnowledgeBaseError", "Material", "NothingPublished", "Provision", "Published", "Reference", "Status", "Tree",
    "UnknownDocument", "UnknownProvision", "build", "check", "cite", "cite_material", "document_url", "eid", "parse_date",
    "provision_url", "read_material", "search", "speak_utf8", "suggest", "views", "write_date",
]  # fmt: skip
