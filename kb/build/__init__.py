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

__all__ = [
    "READINGS",
    "SHIPPED",
    "BuildInProgress",
    "NotWritten",
    "NothingToRead",
    "Progress",
    "Stage",
    "Summary",
    "build",
    "default_corpora",
    "processes",
    "shipped_corpora",
]
