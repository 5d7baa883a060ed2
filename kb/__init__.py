"""Viện Dẫn: a knowledge base of Vietnamese legal and Party documents; these are its public names."""

from kb import build, views
from kb.body_views import BodyNote, ShownClause, body_notes, notes_of
from kb.build.last_build import BUILD_RESULTS, LastBuild, read_last_build
from kb.console import (
    add_data_option,
    add_version_option,
    default_data,
    documents_folder,
    program,
    speak_utf8,
    speak_vietnamese,
)
from kb.errors import (
    DamagedGeneration,
    InvalidDate,
    KnowledgeBaseError,
    NothingPublished,
    UnknownDocument,
    UnknownProvision,
    UnreadableFile,
    one_file,
    reason_of,
    where_in_toml,
)
from kb.generation import Generation
from kb.language.text import Span, grouped, printable
from kb.law import eid
from kb.law.bodies import Bodies, Body, BodyMention, bodies_in, ended_bodies
from kb.law.dates import last_date, parse_date, write_date
from kb.law.eid import document_url, provision_url
from kb.law.levels import CONTAINERS, LevelCode
from kb.law.model import Citing, Entry, Hit, Provision, Reference, Status, Tree
from kb.law.relations import CitationRelation, DocumentRelation
from kb.law.resolutions import Resolution
from kb.law.results import RESULTS, REVIEW, REVIEW_TONE, CheckResult
from kb.law.statuses import StatusWord, Tone
from kb.law.types import rank_of_type
from kb.logs import LogFile
from kb.materials.checking import About, Checked, Finding, check
from kb.materials.examining import MOST_PASTED, Examined, MaterialTooLarge, Submitted, examine
from kb.materials.material import Material, cite_material, read_material
from kb.materials.material import cite_text as cite
from kb.materials.processes import MaterialProcesses, MaterialsBusy
from kb.materials.uncited import MOST_UNCITED
from kb.parts import MOST_OF_TEXT, AnswerPart, answer_size, clipped, runs, text_runs, touches
from kb.published import Published
from kb.readers.forms import UPLOADED_FORMS, UPLOADED_KINDS
from kb.search.search import MAX_QUERY, MOST_HITS, search
from kb.search.similar import matter
from kb.search.suggesting import suggest
from kb.serving import ServingState
from kb.settings import SETTINGS_FILE, InvalidSettings, LogSettings, Settings, read_settings
from kb.version import PROGRAM, VERSION
from kb.versions import Change, Changes, ChangingClause, is_change

__all__ = [
    "BUILD_RESULTS",
    "CONTAINERS",
    "MAX_QUERY",
    "MOST_HITS",
    "MOST_OF_TEXT",
    "MOST_PASTED",
    "MOST_UNCITED",
    "PROGRAM",
    "RESULTS",
    "REVIEW",
    "REVIEW_TONE",
    "SETTINGS_FILE",
    "UPLOADED_FORMS",
    "UPLOADED_KINDS",
    "VERSION",
    "About",
    "AnswerPart",
    "Bodies",
    "Body",
    "BodyMention",
    "BodyNote",
    "Change",
    "Changes",
    "ChangingClause",
    "CheckResult",
    "Checked",
    "CitationRelation",
    "Citing",
    "DamagedGeneration",
    "DocumentRelation",
    "Entry",
    "Examined",
    "Finding",
    "Generation",
    "Hit",
    "InvalidDate",
    "InvalidSettings",
    "KnowledgeBaseError",
    "LastBuild",
    "LevelCode",
    "LogFile",
    "LogSettings",
    "Material",
    "MaterialProcesses",
    "MaterialTooLarge",
    "MaterialsBusy",
    "NothingPublished",
    "Provision",
    "Published",
    "Reference",
    "Resolution",
    "ServingState",
    "Settings",
    "ShownClause",
    "Span",
    "Status",
    "StatusWord",
    "Submitted",
    "Tone",
    "Tree",
    "UnknownDocument",
    "UnknownProvision",
    "UnreadableFile",
    "add_data_option",
    "add_version_option",
    "answer_size",
    "bodies_in",
    "body_notes",
    "build",
    "check",
    "cite",
    "cite_material",
    "clipped",
    "default_data",
    "document_url",
    "documents_folder",
    "eid",
    "ended_bodies",
    "examine",
    "grouped",
    "is_change",
    "last_date",
    "matter",
    "notes_of",
    "one_file",
    "parse_date",
    "printable",
    "program",
    "provision_url",
    "rank_of_type",
    "read_last_build",
    "read_material",
    "read_settings",
    "reason_of",
    "runs",
    "search",
    "speak_utf8",
    "speak_vietnamese",
    "suggest",
    "text_runs",
    "touches",
    "views",
    "where_in_toml",
    "write_date",
]  # fmt: skip
