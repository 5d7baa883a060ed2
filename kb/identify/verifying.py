"""Whether files that came from an address are the document that was asked for.

Guarantees:
1. A file that says it is another document (type, number or day) is refused; so is a page that does not say what it is.
"""

from collections.abc import Mapping
from pathlib import Path

from kb import readers, structure
from kb.catalogue import is_another, is_same_number
from kb.errors import KnowledgeBaseError
from kb.identify.identifying import identify
from kb.language.text import nfc, slug
from kb.law.model import Entry, Reading
from kb.law.naming import name_key
from kb.law.types import UNKNOWN_TYPE

_PAGES = (".html", ".htm", ".json")


def another(entry: Entry, files: Mapping[str, Path]) -> str:
    """The reason, in Vietnamese, for which `files` ({name: path}) are not the document of `entry`; "" where they are.

    One file of several that is the document is enough; a scan, which says nothing, is taken where it is no page.
    """
    if not entry.number:
        return ""
    found: list[Entry] = []
    for name, path in files.items():
        try:
            readings = [one for one in readers.documents_in(path.read_bytes(), name) if isinstance(one, Reading)]
        except KnowledgeBaseError:
            continue
        found += (identify(structure.parse(one.paragraphs), nfc(Path(name).stem), one.stated) for one in readings)
    said = [one for one in found if one.number]
    if any(_is(entry, one) for one in said):
        return ""
    if said:
        return f"địa chỉ này là của {said[0].label}, không phải {entry.short_label}"
    return "không rõ trang là của văn bản nào" if any(name.lower().endswith(_PAGES) for name in files) else ""


def other_than(entry: Entry, one: Entry) -> str:
    """What a text says of itself (`one`) that cannot be of the document of `entry`, in Vietnamese; "" where nothing is."""
    if one.number and entry.number and slug(one.number) != slug(entry.number):
        return f"văn bản tự ghi là {one.short_label}, không phải {entry.short_label}"
    return f"văn bản tự ghi là {one.label}, không phải {entry.label}" if is_another(entry, one) else ""


def _is(entry: Entry, one: Entry) -> bool:
    types = {name_key(entry.type), name_key(one.type)} - {name_key(UNKNOWN_TYPE)}
    days = {day for day in (entry.issued, one.issued) if day}
    return len(types) <= 1 and len(days) <= 1 and is_same_number(entry.number or "", one.number or "")
