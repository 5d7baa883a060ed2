"""The wordings of a provision, put together from the versions of its document and from what is written of its wordings.

Guarantees:
1. They come by their first days, and no two of them hold on one day.
2. A wording holds only while a version of the text has the provision.
"""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

from kb.law.model import Wording


class VersionRow(NamedTuple):
    """A version of a document's text as the store has it: its days as ISO 8601 has them, `valid_from` "" where not known."""

    id: int
    valid_from: str
    valid_to: str | None
    made_by: str | None
    is_recognized: int  # 1: a machine has recognized its characters in pictures


def version_on(versions: Sequence[VersionRow], on: date) -> VersionRow | None:
    """The version of `versions` (by first day) that is shown on the day: the last that began by then, or else the first."""
    if len(versions) == 1:  # as of nearly all documents
        return versions[0]
    day = on.isoformat()
    return next((version for version in reversed(versions) if version.valid_from <= day), versions[0] if versions else None)


def assembled(versions: Sequence[VersionRow], having: Collection[int], rows: Sequence[Sequence[Any]]) -> tuple[Wording, ...]:
    """The wordings of a provision that the versions with the numbers `having` have.

    `rows` are (first day, last day, amending document, clause, instruction) of it and of what it stands in: of those of one
    day the last counts.
    """
    starts: dict[str, Sequence[Any]] = {}
    appears = [versions[0]] if versions and versions[0].id in having else []
    appears += [later for former, later in pairwise(versions) if later.id in having and former.id not in having]
    for version in appears:
        starts[version.valid_from] = (version.valid_from, None, None, "", "")
    for row in rows:
        shown = next((v for v in reversed(versions) if v.valid_from <= row[0]), None)
        if shown and shown.id in having:
            starts[row[0]] = row
    days = sorted(starts)
    found = []
    for day, following in zip_longest(days, days[1:]):
        _, ended, document, clause, instruction = starts[day]
        ends = [following, ended, versions[-1].valid_to, *(v.valid_from for v in versions if v.id not in having)]
        last = min((end for end in ends if end and end > day), default=None)
        made_by = (document, clause or "") if document else None
        found.append(Wording(_day(day), _day(last), made_by, instruction))
    return tuple(found)


def wording_on(wordings: Sequence[Wording], on: date) -> Wording | None:
    """The one that is shown on the day: the last that began by then, or else the first."""
    begun = [wording for wording in wordings if wording.valid_from is None or wording.valid_from <= on]
    return begun[-1] if begun else wordings[0] if wordings else None


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
