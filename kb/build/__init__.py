"""The build: from folders of files to a published generation."""

from kb.build.corpora import SHIPPED
from kb.build.keeping import LostTexts, was_read
from kb.build.locking import BuildInProgress
from kb.build.pipeline import (
    READINGS,
    NothingToRead,
    NotWritten,
    Progress,
    Stage,
    Summary,
    build,
    default_corpora,
    processes,
    shipped_corpora,
)
from kb.build.rollback import NothingBefore, roll_back

__all__ = [
    "READINGS",
    "SHIPPED",
    "BuildInProgress",
    "LostTexts",
    "NotWritten",
    "NothingBefore",
    "NothingToRead",
    "Progress",
    "Stage",
    "Summary",
    "build",
    "default_corpora",
    "processes",
    "roll_back",
    "shipped_corpora",
    "was_read",
]
