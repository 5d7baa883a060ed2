"""What is said beside a text of the bodies in it that have ended, or of which it is not known: in a line, and as JSON.

Guarantees:
1. Each body is named once, in the order of the text; each claim has the clause that says so.
2. A clause has a link only where its text is at hand.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.generation import Generation
from kb.law import eid as eids
from kb.law.bodies import Body, BodyMention, Succession
from kb.law.dates import write_date

_NOT_KNOWN = "chưa rõ ai kế tục"


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause by its label and, where its text is at hand, its link: ("khoản 2 Điều 17 Luật …", "/van-ban/…")."""

    document: str
    eid: str
    label: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Successor:
    """Who does a field of work now, and the clause that says so."""

    succession: Succession
    clause: ShownClause


@dataclass(frozen=True, slots=True)
class BodyNote:
    """What has become of a body by a day. `words`: as the text writes it."""

    body: Body
    words: str
    has_ended: bool
    ended_by: ShownClause | None
    successors: tuple[Successor, ...]

    @property
    def state(self) -> str:
        """Whether it is still there: "từ 01/7/2025 không còn", "chưa rõ nay ra sao"."""
        if not self.has_ended or self.body.gone_from is None:
            return "chưa rõ nay ra sao" if not self.successors else "chưa rõ nay ra sao, trừ việc dưới đây"
        return f"{'chậm nhất ' if self.body.at_latest else ''}từ {write_date(self.body.gone_from)} không còn"

    @property
    def rest(self) -> str:
        """What is said of the work that no clause gives to anybody."""
        return f"việc khác: {_NOT_KNOWN}" if self.successors else _NOT_KNOWN

    @property
    def line(self) -> str:
        """All of it in a line."""
        end = f" ({self.ended_by.label})" if self.ended_by and self.has_ended else ""
        now = [f"{one.succession.field}: nay do {one.succession.name} ({one.clause.label})" for one in self.successors]
        note = [self.body.note] if self.body.note else []
        return "; ".join([f"{self.state}{end}", *now, *note, self.rest])

    @property
    def short(self) -> str:
        """The body and the names of its successors: "Cục THADS: nay là cơ quan thi hành án dân sự tỉnh, thành phố"."""
        names = dict.fromkeys(one.succession.name for one in self.successors)
        is_renamed = all(one.succession.renames for one in self.successors)
        now = f"{'nay là' if is_renamed else 'có việc nay do'} {', '.join(names)}" if names else _NOT_KNOWN
        return f"{self.words}: {self.state.removesuffix(', trừ việc dưới đây')}; {now}"


def body_notes(generation: Generation, text: str, on: date) -> tuple[BodyNote, ...]:
    """What is to be said on a day of the bodies that `text` names, each once, in order."""
    return notes_of(generation, text, generation.bodies_in(text, on), on)


def notes_of(generation: Generation, text: str, mentions: tuple[BodyMention, ...], on: date) -> tuple[BodyNote, ...]:
    """What is to be said of the bodies of these mentions in `text`, each once, in order."""
    first: dict[str, BodyMention] = {}
    for mention in mentions:
        first.setdefault(mention.body.id, mention)
    return tuple(_note(generation, text[mention.start : mention.end], mention, on) for mention in first.values())


def _note(generation: Generation, words: str, mention: BodyMention, on: date) -> BodyNote:
    body = mention.body
    return BodyNote(
        body=body,
        words=" ".join(words.split()),
        has_ended=body.has_ended(on),
        ended_by=_clause(generation, *body.ended_by) if body.ended_by else None,
        successors=tuple(Successor(one, _clause(generation, *one.clause)) for one in mention.successors),
    )


def _clause(generation: Generation, document: str, eid: str) -> ShownClause:
    entry = generation.catalogue.by_id.get(document)
    label = f"{eids.label(eid)} {entry.label if entry else document}"
    url = eids.provision_url(document, eid) if document in generation.with_text else None
    return ShownClause(document, eid, label, url)


def bodies_json(notes: tuple[BodyNote, ...]) -> list[dict[str, Any]]:
    """The notes as JSON has them (docs/json.md)."""
    return [
        {
            "id": note.body.id,
            "name": note.body.name,
            "words": note.words,
            "kind": note.body.kind,
            "side": note.body.side,
            "level": note.body.level,
            "ended": note.body.gone_from.isoformat() if note.has_ended and note.body.gone_from else None,
            "at_latest": note.body.at_latest,
            "ended_by": _clause_json(note.ended_by) if note.ended_by and note.has_ended else None,
            "successors": [
                {
                    "field": one.succession.field,
                    "name": one.succession.name,
                    "from": one.succession.since.isoformat(),
                    "clause": _clause_json(one.clause),
                }
                for one in note.successors
            ],
            "source": note.body.source,
            "line": note.line,
        }
        for note in notes
    ]


def _clause_json(clause: ShownClause) -> dict[str, Any]:
    return {"document": clause.document, "eid": clause.eid, "label": clause.label, "url": clause.url}
