"""The citations of every text, found and resolved in further processes, and kept in the cache.

Guarantees:
1. Each reference is resolved against every text of the build, whatever the order.
2. What is kept of a text is used again only where all that it was made of is as it was (`kb.build.dependencies`).
3. A text whose citations cannot be found stays, without any, with the reason; the others are cited.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from kb import citations
from kb.build.cache import Cache
from kb.build.dependencies import Asked, holds_of_entries, holds_of_texts, recording
from kb.build.lexicon_change import LexiconChange
from kb.build.library import Library
from kb.build.processes import Workers
from kb.build.reading import largest_first
from kb.build.sealed import decoded, encoded
from kb.build.sources import Source, Text
from kb.catalogue import MACHINE_READ, locality_of
from kb.citations.find.lexicon import type_of
from kb.citations.locating import Locator
from kb.citations.relations import stated
from kb.errors import UnreadableFile, one_file
from kb.law import eid
from kb.law.model import Citing, Designation, Ending, Entry, Reference, Relation
from kb.store import Cited, Shard, StoreError

_WRITTEN = json.JSONEncoder(ensure_ascii=False)


class CitedText(NamedTuple):
    """The citations of a text: its references, packed, the relations that it states, documents that the catalogue lacks, and
    what it ends of other documents.

    `problem`: why they were not found, in one line; "" where they were.
    """

    packed: bytes
    relations: tuple[Relation, ...]
    named: tuple[Entry, ...]
    problem: str = ""
    endings: tuple[Ending, ...] = ()

    @property
    def references(self) -> tuple[Cited, ...]:
        """The references, in order."""
        return decoded(self.packed, tuple[Cited, ...])


class _Kept(NamedTuple):
    """The record kept of a source: the name of its cited texts in the cache, and the values that they were made of.

    `lexicon` is the name of the lexicon, `catalogue` stands for the catalogue; by the number of the text there, `made_of` holds
    what `Library.facts` gave, and what was asked.
    """

    cited: str
    lexicon: str
    catalogue: bytes
    made_of: dict[int, tuple[str, Asked]]


def cite_texts(
    sources: Sequence[Source], library: Library, workers: Workers, progress: Callable[[int, int], None]
) -> Iterator[tuple[Text, CitedText]]:
    """(text, its citations), in the order of the sources."""
    cache, total = library.cache, sum(len(source.texts) for source in sources)
    cache.keep(library.lexicon, library.names.strings)
    renamed = lru_cache(maxsize=None)(partial(_renamed, library))
    names: dict[str, str] = {}
    stale: list[tuple[Source, frozenset[int]]] = []
    for source in sources:
        kept = _kept(source, cache)
        changed = frozenset(_changed(source, kept, library, renamed))
        names[source.name] = kept.cited
        if changed or not cache.has(kept.cited):
            stale.append((source, changed))
        elif (kept.lexicon, kept.catalogue) != (library.lexicon, library.answers.all):
            _keep(source, kept.cited, kept.made_of, library)
    stale = largest_first(stale, lambda task: cache.path(task[0].name))
    done = total - sum(len(source.texts) for source, _ in stale)
    progress(done, total)
    found_names = workers.in_order(partial(_cite_source, library), stale, lost=partial(_lost, cache))
    for (source, _), name in zip(stale, found_names, strict=True):
        names[source.name] = name
        done += len(source.texts)
        progress(done, total)
    for source in sources:
        found = _found(source, names[source.name], cache)
        if not found:  # damaged
            everything = frozenset(text.cached.number for text in source.texts)
            found = _found(source, _cite_source(library, (source, everything)), cache)
        yield from ((text, found[text.cached.number]) for text in source.texts)


def _found(source: Source, name: str, cache: Cache) -> dict[int, CitedText]:
    """What is kept under `name`, by the number of each text of the source; nothing where any is missing."""
    found = cache.recall(name, dict[int, CitedText]) or {}
    return found if all(text.cached.number in found for text in source.texts) else {}


def _kept(source: Source, cache: Cache) -> _Kept:
    return cache.recall(cache.name("made of", source.name), _Kept) or _Kept("", "", b"", {})


def _keep(source: Source, cited: str, made_of: dict[int, tuple[str, Asked]], library: Library) -> None:
    name = library.cache.name("made of", source.name)
    library.cache.keep(name, _Kept(cited, library.lexicon, library.answers.all, made_of))


def _renamed(library: Library, before: str) -> LexiconChange | None:
    """The change from the lexicon `before` to the present one; None where the old one is lost."""
    strings = library.cache.recall(before, tuple[str, ...])
    return LexiconChange(strings, library.names.strings) if strings else None


def _changed(source: Source, kept: _Kept, library: Library, renamed: Callable[[str], LexiconChange | None]) -> Iterator[int]:
    """The numbers of the texts of a source that must be cited again."""
    fresh = [text for text in source.texts if _is_fresh(text, kept, library)]
    yield from (text.cached.number for text in source.texts if text not in fresh)
    if kept.lexicon != library.lexicon and fresh:
        change = renamed(kept.lexicon)
        with library.cache.shard(source.name) as shard:
            for text in fresh:
                number = text.cached.number
                if change is None or change.touches(shard.text(number), shard.definitions(number)):
                    yield number


def _is_fresh(text: Text, kept: _Kept, library: Library) -> bool:
    """Whether all that is known of a text, and all that was asked, is as it was, the lexicon aside."""
    if text.cached.number not in kept.made_of:
        return False
    facts, asked = kept.made_of[text.cached.number]
    return (
        facts == library.facts(text)
        and (kept.catalogue == library.answers.all or holds_of_entries(asked, library.answers))
        and holds_of_texts(asked, library.outline, library.has)
    )


def _cite_source(library: Library, task: tuple[Source, frozenset[int]]) -> str:
    """Cite the stale texts of a source; gives the name under which all its cited texts are kept."""
    (source, stale), cache = task, library.cache
    kept = _kept(source, cache)
    before = cache.recall(kept.cited, dict[int, CitedText]) or {}
    cited: dict[int, CitedText] = {}
    made_of: dict[int, tuple[str, Asked]] = {}
    with cache.shard(source.name) as shard:
        for text in source.texts:
            number = text.cached.number
            if number in stale or number not in before or number not in kept.made_of:
                asked = Asked()
                try:
                    with one_file(library.catalogue.by_id[text.document].label, StoreError, OSError):
                        cited[number] = _cite(text, shard, library, asked)
                except UnreadableFile as error:  # not among what was made: the next build tries again
                    cited[number] = _uncited(str(error))
                    continue
                made_of[number] = library.facts(text), asked
            else:
                cited[number], made_of[number] = before[number], kept.made_of[number]
    name = cache.put(cited)
    _keep(source, name, made_of, library)
    return name


def _uncited(why: str) -> CitedText:
    return CitedText(encoded(()), (), (), why)


def _lost(cache: Cache, task: tuple[Source, frozenset[int]]) -> str:
    """As `_cite_source`, of a source whose citing ended the process that did it."""
    why = "tiến trình tìm viện dẫn bị dừng đột ngột (có thể hết bộ nhớ)"
    return cache.put({text.cached.number: _uncited(why) for text in task[0].texts})


def _cite(text: Text, shard: Shard, library: Library, asked: Asked) -> CitedText:
    number = text.cached.number
    written, defined = shard.text(number), shard.definitions(number)
    locator = Locator(written, shard.outline(number))
    entry, about = library.catalogue.by_id[text.document], library.catalogue.by_id[text.base]

    def has(document: str, provision: str) -> bool | None:
        known = asked.provisions.setdefault(document, (library.outline(document), {}))[1]
        if provision not in known:
            known[provision] = library.has(document, provision)
        return known[provision]

    context = citations.Context(
        text.document,
        about.type,
        about.issued,
        locator.eid_at,
        locator.division_at,
        in_force=about.in_force,
        locality=locality_of(about),
    )
    known = recording(library.catalogue, library.answers, asked)
    mark = f" ({MACHINE_READ})" if text.is_recognized else ""
    found: list[Citing] = []
    references: list[Cited] = []
    named: dict[str, Entry] = {}
    for reference in citations.cite(written, known, has, context, library.names, defined):
        enclosing = locator.eid_at(reference.start) or ""
        if enclosing == "preamble" and reference.document == text.document:
            continue  # its own title, not a citation
        label, url = f"{eid.label(enclosing)} {entry.label}{mark}", eid.provision_url(text.document, enclosing)
        found.append(Citing(text.document, enclosing, label, url, reference))
        body = _WRITTEN.encode(reference.printed())
        references.append(Cited(enclosing, label, url, body, reference.document, _targets(reference, library, asked)))
        if (
            not mark
            and reference.document
            and reference.document not in known.by_id
            and (said := reference.cited)
            and said.number
        ):
            named.setdefault(reference.document, entry_cited(reference.document, said, label))
    # A number that a machine saw in a picture makes no document known, and ends none.
    return CitedText(encoded(references), () if mark else stated(entry, written, found), tuple(named.values()))


def entry_cited(document: str, said: Designation, citing: str) -> Entry:
    """The entry of a document by what a citation says of it; its source is the provision with the label `citing`."""
    facts = ("type", "number", "issued") if said.dated else ("type", "number")
    sources = tuple((fact, f"viện dẫn tại {citing}") for fact in facts)
    return Entry(document, said.type or type_of(said.number), said.number, None, said.dated, "", sources=sources)


def _targets(reference: Reference, library: Library, asked: Asked) -> tuple[str, ...]:
    """The eIds that a reference names in its document; a range names every sibling from its first to its last."""
    document = reference.document
    if document is None:
        return ()
    if reference.eid is None or reference.to is None:
        return (reference.eid or "",)
    asked.provisions.setdefault(document, (library.outline(document), {}))
    asked.ordered.add(document)
    known = list(library.eids(document))
    if reference.eid not in known or reference.to not in known:
        return reference.eid, reference.to
    parent = eid.parent(reference.eid)
    between = known[known.index(reference.eid) : known.index(reference.to) + 1]
    depth = reference.eid.count("__")
    return tuple(one for one in between if eid.parent(one) == parent and one.count("__") == depth)
