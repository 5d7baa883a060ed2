"""Bodies (cơ quan, tổ chức, chức danh) that a material names though they have ended by the day.

Guarantees:
1. A body is told of once a line, only where it is certain that it has ended; a name to write instead is given only where a
   clause says that the body has that name now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kb.body_views import notes_of
from kb.generation import Generation
from kb.language.text import Lines
from kb.law.bodies import ended_bodies
from kb.materials.remarks import Proof, ReasonCode


@dataclass(frozen=True, slots=True)
class NamedBody:
    """A body that is no more where a material names it: the shape that `check` prints (docs/json.md)."""

    line: int  # of the checked text, from 1
    start: int  # as `end`, in characters of the checked text after NFC
    end: int
    text: str
    message: str  # in Vietnamese
    suggestion: str  # the name to write instead; "" where no clause gives one
    source: Proof | None  # the clause that ends it
    reason: ReasonCode = "ended-body"


def bodies_no_more(generation: Generation, text: str, lines: Lines, day: date) -> Iterator[NamedBody]:
    """The bodies that `text` (NFC) names and that have ended by a day, by start."""
    told: set[tuple[int, str]] = set()
    for mention in ended_bodies(generation.bodies, text, day):
        line = lines.index(mention.start) + 1
        if (line, mention.body.id) in told:
            continue
        told.add((line, mention.body.id))
        (note,) = notes_of(generation, text, (mention,), day)
        by = note.ended_by
        yield NamedBody(
            line=line,
            start=mention.start,
            end=mention.end,
            text=text[mention.start : mention.end],
            message=f"Tên cơ quan không còn: {note.line}",
            suggestion=", ".join(dict.fromkeys(one.succession.name for one in note.successors if one.succession.renames)),
            source=Proof(by.document, by.eid, by.label, by.url or "") if by else None,
        )
