"""The library that citations are resolved against: the catalogue, its names, and which provisions each text has.

Guarantees:
1. It is one value for all texts of a build; other processes make it anew, once each, from what it is made from.
2. For each of its answers there is a short value that stands for it: where that is the same, so is the answer.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from kb import citations
from kb.build.cache import Cache
from kb.build.dependencies import Answers
from kb.build.sources import Text
from kb.catalogue import Catalogue
from kb.errors import UnreadableFile
from kb.law import eid
from kb.law.model import Entry

_KEPT_EIDS = 1024  # documents whose eIds stay in memory


class Library:
    """The catalogue, its names compiled, and the eIds of the texts, which stand in the cache. Sent to another process, it is
    compiled there.
    """

    def __init__(self, catalogue: Catalogue, texts: Iterable[Text], cache: Cache) -> None:
        """Compile the names of the catalogue."""
        self.catalogue, self.cache = catalogue, cache
        self.names = citations.compile_catalogue(catalogue)
        self.answers = Answers(catalogue)
        self.lexicon = cache.name("lexicon", *sorted(self.names.strings))
        self._texts = {text.document: text for text in texts}
        self.eids = lru_cache(maxsize=_KEPT_EIDS)(self._eids)

    def __reduce__(self) -> tuple[object, ...]:
        """Sent to another process, it is compiled there: that is sooner than sending what is compiled."""
        return _library, (self.cache.folder, self.cache.program, self.cache.epoch, self._content)

    @cached_property
    def _content(self) -> str:
        """The name in the cache of what it is made from."""
        return self.cache.put((self.catalogue.entries, tuple(self._texts.values())))

    def _eids(self, document: str) -> Mapping[str, None]:
        """The eIds of a document's text, in order; none where it is not at hand."""
        text = self._texts.get(document)
        if text is None:
            return {}
        with self.cache.shard(text.cached.name) as shard:
            return dict.fromkeys(shard.eids(text.cached.number))

    def has(self, document: str, provision: str) -> bool | None:
        """Whether a document has a provision; None where its text is not at hand."""
        text = self._texts.get(document)
        return eid.is_among(provision, self.eids(document), text.is_selection) if text else None

    def outline(self, document: str) -> str:
        """A value that changes where an answer of `has` on the document may: of its eIds, and whether some are left out."""
        text = self._texts.get(document)
        return f"{text.cached.outline} {text.is_selection}" if text else ""

    def facts(self, text: Text) -> str:
        """A value that changes where a fact of the text's own document does: its type, label, date, day in force."""
        entry, about = self.catalogue.by_id[text.document], self.catalogue.by_id[text.base]
        facts = (text, entry.type, entry.label, about.type, about.issued, about.in_force)
        return hashlib.sha256(repr(facts).encode()).hexdigest()


@lru_cache(maxsize=1)
def _library(folder: Path, program: str, epoch: str, content: str) -> Library:
    cache = Cache(folder, program, epoch)
    made_from = cache.recall(content, tuple[tuple[Entry, ...], tuple[Text, ...]])
    if made_from is None:
        raise UnreadableFile(f"{cache.path(content)}: tệp tạm không còn như đã ghi; hãy dựng lại")
    entries, texts = made_from
    return Library(Catalogue(entries), texts, cache)
