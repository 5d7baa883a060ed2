"""The build: from folders of files to a published generation."""

from kb.build.pipeline import (
    READINGS,
    SHIPPED,
    BuildInProgress,
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
]
