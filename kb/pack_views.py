"""The JSON of packs (docs/json.md): what goes into one, what one brings, and which are here."""

from dataclasses import asdict
from datetime import date
from typing import Any

from kb import packs
from kb.status_views import Json


def pack_json(pack: packs.Pack | None, collected: packs.Collected) -> Json:
    """What went into a pack and what did not: {"fingerprint", "documents", "files", "left_out"}; no fingerprint of none."""
    record = _plain(asdict(collected.record))
    left_out = [asdict(one) | {"documents": list(one.documents)} for one in collected.left_out]
    return {"fingerprint": pack and pack.fingerprint, **record, "left_out": left_out}


def unpack_json(
    name: str, checked: packs.CheckedPack, compared: tuple[packs.Compared, ...], disputed: tuple[packs.Disputed, ...]
) -> Json:
    """What a pack brings: {"name", "fingerprint", "documents", "files", "disputed", "unread"}."""
    return {
        "name": name,
        "fingerprint": checked.pack.fingerprint,
        "documents": [asdict(one) | {"here": list(one.here), "other": one.other or None} for one in compared],
        "files": _plain(asdict(checked.pack.record))["files"],
        "disputed": [asdict(one) for one in disputed],
        "unread": list(checked.unseen),
    }


def packs_json(added: tuple[packs.AddedPack, ...]) -> Json:
    """The packs that were unpacked, by name: {"packs"}; of one that is damaged fingerprint, documents and files are null."""
    shown = []
    for pack in added:
        record = _plain(asdict(pack.record)) if pack.record else {"documents": None, "files": None}
        shown.append({"name": pack.name, "folder": str(pack.folder), "fingerprint": pack.fingerprint or None, **record})
    return {"packs": shown}


def _plain(value: Any) -> Any:
    """A value of dataclasses as JSON has it: days as YYYY-MM-DD, tuples as lists."""
    if isinstance(value, dict):
        return {key: _plain(own) for key, own in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(own) for own in value]
    return value.isoformat() if isinstance(value, date) else value
