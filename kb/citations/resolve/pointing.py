"""Documents that a text points back to: "Nghị định nêu trên", "Luật mới", "luật cũ".

Guarantees:
1. Meant is a document that the text has named before, of that type, and only where no other is.
"""

from bisect import bisect_left
from collections.abc import Iterator

from kb.catalogue import year_of
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.meaning import is_own_type
from kb.law.model import Entry, Mention
from kb.law.naming import name_key
from kb.law.relations import DocumentRelation
from kb.law.resolutions import Resolution

BACK, _NEW = "trên", "mới"  # "nêu trên"; "Luật mới"


def pointed_back(mention: Mention, kind: str, word: str, case: Case) -> Match:
    """The match of "Nghị định nêu trên" (`kind` Nghị định, `word` "trên"), "Luật mới" ("mới") or "luật cũ" ("cũ")."""
    if word == BACK:
        return _only(mention.start, kind, case) or _only(mention.start, kind, case, case.lines.start(mention.start)) or UNKNOWN
    named = list(dict.fromkeys(_named_before(mention.start, kind, case)))
    entries = [case.catalogue.by_id[document] for document in named if document in case.catalogue.by_id]
    if len(entries) != len(named):
        return UNKNOWN
    pairs = {(old.id, new.id) for e in entries for old, new in _successions(e, case)}
    if not pairs:
        pairs = _namesakes_named(kind, case)
    return Match(pairs.pop()[word == _NEW], Resolution.INFERRED) if len(pairs) == 1 else UNKNOWN


def _namesakes_named(kind: str, case: Case) -> set[tuple[str, str]]:
    """(old, new) of the only two laws of one name and of type `kind` that the text names anywhere."""
    alike: dict[str, dict[str, Entry]] = {}
    for document in dict.fromkeys(named.document for named in case.named if is_own_type(kind, named.type)):
        entry = case.catalogue.by_id.get(document)
        if entry is None:
            return set()
        alike.setdefault(name_key(entry.title or entry.id), {})[entry.id] = entry
    several = [group.values() for group in alike.values() if len(group) > 1]
    if len(several) != 1 or len(several[0]) != 2:
        return set()
    old, new = sorted(several[0], key=lambda e: (year_of(e) or 0, e.id))
    return {(old.id, new.id)} if year_of(old) and year_of(old) != year_of(new) else set()


def _named_before(offset: int, kind: str, case: Case, since: int = 0) -> Iterator[str]:
    """The documents of type `kind` that the text names from offset `since` to `offset`, in order of their first naming."""
    for (document, own), spans in case.namings.items():
        if is_own_type(kind, own):
            at = bisect_left(spans, (since,))
            if at < len(spans) and spans[at].end <= offset:
                yield document


def _only(offset: int, kind: str, case: Case, since: int = 0) -> Match | None:
    """The match of the only document of those that `_named_before` gives."""
    documents = _named_before(offset, kind, case, since)
    first = next(documents, None)
    return Match(first, Resolution.INFERRED) if first and all(other == first for other in documents) else None


def _successions(entry: Entry, case: Case) -> list[tuple[Entry, Entry]]:
    """(old, new) of each law that `entry` replaced, and that replaced it."""
    catalogue = case.catalogue
    old = (*catalogue.related(entry, DocumentRelation.REPLACES), *catalogue.stating(DocumentRelation.REPLACED_BY, entry.id))
    new = (*catalogue.related(entry, DocumentRelation.REPLACED_BY), *catalogue.stating(DocumentRelation.REPLACES, entry.id))
    return [*((e, entry) for e in old), *((entry, e) for e in new)]
