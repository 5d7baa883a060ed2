"""Facts out of a text that a machine has recognized in a picture (OCR): a digit of them may be another.

Guarantees:
1. Each such fact says so in its source; it yields to any other source's, and is then a claim.
2. Such a text never says what becomes of another document.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kb.law.model import Entry

MACHINE_READ = "nhận dạng máy"
# The facts that a text says of itself, each as it is where it is not known.
_NOTHING: Mapping[str, Any] = {
    **dict.fromkeys(("number", "issuer", "issued", "in_force")),
    **dict.fromkeys(("title", "place", "signer", "note"), ""),
}


def machine_read(entry: Entry) -> Entry:
    """`entry`, of which a machine has recognized the text: "phần đầu văn bản" → "phần đầu văn bản (nhận dạng máy)"."""
    sources = tuple((fact, f"{source} ({MACHINE_READ})") for fact, source in entry.sources)
    return replace(entry, sources=sources, relations=(), own_facts=())


def is_machine_read(entry: Entry, fact: str) -> bool:
    """Whether a fact of the entry is known from such a text alone."""
    return any(MACHINE_READ in source for name, source in entry.sources if name == fact)


def without_machine_read(entry: Entry, other: Entry) -> Entry:
    """`entry` without the facts that a machine has recognized and of which `other` has a better source."""
    known = dict(other.sources)
    yielding = [
        fact
        for fact in _NOTHING
        if is_machine_read(entry, fact) and known.get(fact) and getattr(other, fact) and not is_machine_read(other, fact)
    ]
    if not yielding:
        return entry
    emptied: dict[str, Any] = {fact: _NOTHING[fact] for fact in yielding}
    return replace(entry, **emptied, sources=tuple((fact, source) for fact, source in entry.sources if fact not in yielding))
