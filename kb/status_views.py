"""What JSON says of a status, and of what ends a document or a part of it (docs/json.md)."""

from datetime import date
from typing import Any

from kb.law import eid as eids
from kb.law.model import Ending, Status

Json = dict[str, Any]


def status_fields(status: Status) -> Json:
    """A status: its word, its sentence and the reason in that, its badge and tone on pages."""
    return {
        "status": status.word,
        "status_note": status.note,
        "status_reason": status.reason,
        "badge": status.word.badge,
        "tone": status.tone,
    }


def ending_json(ending: Ending) -> Json:
    """An ending: what ends and when, the clause that says so, and what it leaves in force."""
    left = [dated({"words": x.words, "clause": _said_at(x.clause, x.label), "until": x.until}) for x in ending.exceptions]
    facts = {"eid": ending.eid or None, "day": ending.day, "until": ending.until, "relation": ending.relation}
    return dated(facts | {"area": ending.area, "clause": _said_at(ending.clause, ending.label)}) | {"exceptions": left}


def _said_at(clause: tuple[str, str] | None, label: str) -> Json | None:
    return clause and {"document": clause[0], "eid": clause[1], "label": label, "url": eids.provision_url(*clause)}


def dated(facts: Json) -> Json:
    """Facts with their days as ISO 8601."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in facts.items()}
