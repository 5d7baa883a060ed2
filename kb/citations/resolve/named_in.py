"""What a part of a text has named: documents by type, those with a provision apart.

Guarantees:
1. Of each type a few are kept: enough to tell whether there is one, and which, or that there are several.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kb.citations.find.provisions import ABOVE, THIS
from kb.citations.find.qualifiers import DRAFT
from kb.citations.resolve.context import Case
from kb.citations.resolve.matches import UNKNOWN, Match
from kb.citations.resolve.meaning import is_own_type
from kb.law.model import Designation, Mention
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.law.types import ISSUED_WITH, LAW_MAKING, TITLED

NEAREST = "Theo văn bản được nêu gần nhất trong đoạn"  # a note
OPEN = "Đoạn này nêu nhiều văn bản; chưa rõ là của văn bản nào"
_LETTERS = re.compile(r",?\s+[A-ZĐ]{2,}\b")
_AMENDS = re.compile(r"\s+(?:đã\s+)?(?:sửa đổi|thay thế)(?:, bổ sung)?\)")  # "Nghị định X (Nghị định Y sửa đổi)"
_MOST = 4  # documents of one type that are kept


class NamedHere(NamedTuple):
    """A document that a text names: where, what it means, its type, and whether with a provision."""

    start: int
    end: int
    match: Match
    type: str
    has_path: bool


@dataclass(slots=True)
class NamedIn:
    """The documents that a part of the text has named so far, by type: those with a provision, and all."""

    cited: dict[str, dict[Match, None]] = field(default_factory=dict)
    named: dict[str, dict[Match, None]] = field(default_factory=dict)

    def add(self, match: Match, kind: str, has_path: bool) -> None:
        """Remember a document of the type `kind`; `has_path`: it is named with a provision."""
        for kept in (self.named, self.cited) if has_path else (self.named,):
            of_type = kept.setdefault(kind, {})
            if len(of_type) < _MOST:
                of_type[match] = None

    def copy(self) -> "NamedIn | None":
        """Another that names the same; None where this names nothing."""
        if not self.named:
            return None
        return NamedIn(*({kind: dict(of_type) for kind, of_type in kept.items()} for kept in (self.cited, self.named)))

    def take(self, other: "NamedIn") -> None:
        """Add what `other` has, and empty it."""
        for kept, further in ((self.cited, other.cited), (self.named, other.named)):
            for kind, matches in further.items():
                of_type = kept.setdefault(kind, {})
                of_type.update(dict(list(matches.items())[: max(0, _MOST - len(of_type))]))
        other.cited, other.named = {}, {}

    def weighty(self) -> list[Match]:
        """The laws and other documents that it cites with a provision, and the laws that it names; the one law if any."""
        return self.means("") if self.cited or not TITLED.isdisjoint(self.named) else []

    def all_of(self, kind: str) -> list[Match]:
        """All that it names, of the type `kind` if that is not ""."""
        return _of_type(self.named, kind)

    def means(self, kind: str) -> list[Match]:
        """The one that it cites with a provision, of the type `kind` if that is not "", or the one law; else all it names."""
        cited, named = _of_type(self.cited, kind), _of_type(self.named, kind)
        if len(cited) == 1 or kind:
            return cited if len(cited) == 1 else named
        laws = [match for own, matches in (self.cited if cited else self.named).items() if own in TITLED for match in matches]
        return laws if len(laws) == 1 else named


def _of_type(kept: dict[str, dict[Match, None]], kind: str) -> list[Match]:
    return [match for own, matches in kept.items() if not kind or is_own_type(kind, own) for match in matches]


def named_here(mention: Mention, meaning: Match, case: Case) -> NamedHere | None:
    """What `mention` names for what stands after it; None where that is nothing of which a provision may be cited."""
    said = mention.document
    is_replaced = mention.relation == CitationRelation.REPLACES and not mention.path
    is_history = mention.relation == CitationRelation.HISTORY or _AMENDS.match(case.text, mention.end) is not None
    is_aside = bool(mention.amender) or is_history or is_replaced
    if said is None or is_aside or (meaning.document is not None and meaning.document == case.context.document):
        return None
    if meaning.document is None and not (said.name or said.number or said.back or said.type == DRAFT):
        return None
    kind = (case.type_of(meaning.document) if meaning.document else "") or said.type
    if not mention.path and kind not in LAW_MAKING | TITLED | ISSUED_WITH and kind != DRAFT:
        return None
    known = Match(meaning.document, Resolution.INFERRED, "", () if meaning.document else meaning.candidates)
    return NamedHere(mention.start, mention.end, known, kind, bool(mention.path))


def only_one(matches: Sequence[Match]) -> Match:
    """The match of the only one of several, or that they are several."""
    documents = tuple(
        dict.fromkeys(d for match in matches for d in ((match.document,) if match.document else match.candidates))
    )
    if len(matches) == 1 and matches[0].document:
        return Match(matches[0].document, Resolution.INFERRED, NEAREST)
    return Match(None, Resolution.AMBIGUOUS, OPEN, documents) if documents else UNKNOWN


def names_article_alone(mention: Mention, text: str) -> bool:
    """Whether `mention` names its Điều, and no document, nor letters that may stand for one: "Điều 7 BLHH"."""
    if mention.document is not None or not mention.path or mention.path[0][0] not in ("article", "chapter"):
        return False
    return mention.path[0][1] not in (THIS, ABOVE) and _LETTERS.match(text, mention.end) is None


def type_alone(mention: Mention, case: Case) -> str:
    """The type that alone names the document of `mention`: "Luật này", "Điều 5 của Bộ luật"; "" for any other."""
    said = mention.document
    if said is None or said.back or said.type == DRAFT:
        return ""
    if said.this and is_own_type(said.type, case.context.type or ""):
        return ""
    is_bare = bool(mention.path) and replace(said, type="", issuer="") == Designation()
    is_this = said.this and (bool(mention.path) or said.type in TITLED or bool(case.context.type))
    return said.type if is_this or is_bare else ""
