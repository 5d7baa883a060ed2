"""Viện Dẫn: a knowledge base of Vietnamese legal and Party documents; these are its public names."""

from kb import build, eid, views
from kb.dates import parse_date, write_date
from kb.eid import document_url, provision_url
from kb.errors import InvalidDate, KnowledgeBaseError, NothingPublished, UnknownDocument, UnknownProvision
from kb.generation import Generation, Published
from kb.link import link_text
from kb.material import cite, link_html
from kb.model import Citing, Entry, Hit, Provision, Reference, Status, Tree
from kb.search import Results, search

__all__ = [
    "Citing", "Entry", "Generation", "Hit", "InvalidDate", "KnowledgeBaseError", "NothingPublished", "Provision", "Published",
    "Reference", "Results", "Status", "Tree", "UnknownDocument", "UnknownProvision", "build", "cite", "document_url", "eid",
    "link_html", "link_text", "parse_date", "provision_url", "search", "views", "write_date",
]  # fmt: skip
