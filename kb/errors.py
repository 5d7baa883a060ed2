"""Errors of the library: one base, one subclass for each condition.

Every message is Vietnamese, one line, and names the file and the place, because users see it.
"""


class KnowledgeBaseError(Exception):
    """Base of every error that this library raises on purpose."""


class UnreadableFile(KnowledgeBaseError):
    """A source file cannot be read: empty, damaged, locked, or not of the form its name says."""


class UnsupportedForm(KnowledgeBaseError):
    """A source file is of a form that no reader reads."""


class SameFile(KnowledgeBaseError):
    """What is to be written would overwrite what it is made from."""


class CatalogueError(KnowledgeBaseError):
    """catalogue.toml is malformed; the message names the entry and the key."""


class NothingPublished(KnowledgeBaseError):
    """The data folder holds no published generation yet."""


class DamagedGeneration(KnowledgeBaseError):
    """The published generation cannot be opened."""


class UnknownDocument(KnowledgeBaseError):
    """No document has this id."""


class UnknownProvision(KnowledgeBaseError):
    """The document has no provision of this eId."""


class InvalidDate(KnowledgeBaseError):
    """A date is not written as YYYY-MM-DD or DD/MM/YYYY."""
