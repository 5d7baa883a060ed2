"""Documents that a text points back to: "Nghị định nêu trên", "Luật mới", "luật cũ".

Guarantees:
1. Meant is a document that the text has named before, of that type, and only where no other is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from kb.catalogue import year_of
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.meaning import is_own_type
from kb.law.model import Entry, Mention
from kb.law.naming import name_key
from kb.law.relations import DocumentRelation
from kb.law.resolutions import Resolution

_REPLACES = re.compile(r"[^.;\n]{0,80} thay (?:thế|cho) (?:cho )?(?:[^\W\d]+ \w+ )?", re.IGNORECASE)
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
    pairs = pairs or _said_to_replace(mention.start, kind, case)
    if not pairs and entries:
        pairs = _of_family(entries[-1], word, case, alone=len(entries) == 1)
    return Match(pairs.pop()[word == _NEW], Resolution.INFERRED) if len(pairs) == 1 else UNKNOWN


def _said_to_replace(offset: int, kind: str, case: Case) -> set[tuple[str, str]]:
    """(old, new) of the laws of which the text says before `offset` that one replaces the other: "Luật X thay cho Luật Y"."""
    before = [one for one in case.named if one.end <= offset and is_own_type(kind, one.type)]
    return {
        (old.document, new.document)
        for new, old in pairwise(before)
        if new.document != old.document and _REPLACES.fullmatch(case.text, new.end, old.start)
    }


def _of_family(last: Entry, word: str, case: Case, alone: bool) -> set[tuple[str, str]]:
    """(old, new) of the laws of the name of `last`, the law named last: the newest on the day of the text, the one before."""
    on = case.origin.on or case.origin.since
    family = {(year_of(e) or 0, e.id) for e in case.catalogue.named(f"{last.type} {last.title}") if e.number}
    known = sorted((year, document) for year, document in family if year and (on is None or year <= on.year))
    if len({year for year, _ in known}) != len(known) or (year_of(last) or 0, last.id) not in known:
        return set()
    if len(known) == 1 and not alone:
        return set()
    if word == _NEW:
        return {(last.id, known[-1][1])}
    at = min(known.index((year_of(last) or 0, last.id)), len(known) - 2)
    return {(known[at][1], last.id)} if at >= 0 else set()


def _namesakes_named(kind: str, case: Case) -> set[tuple[str, str]]:
    """(old, new) of the only two laws of one name and of type `kind` that the text names anywhere."""
    alike: dict[str, dict[str, Entry]] = {}
    for document in {document for document, own in case.namings if is_own_type(kind, own)}:
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
