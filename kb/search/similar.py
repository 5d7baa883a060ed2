"""The provisions on the same matter as an Điều ("Điều tương tự"), and its keywords.

Guarantees:
1. Neither the Điều itself nor the same Điều of a consolidation or of another text of its document is among them, nor two that
   read nearly alike.
2. Each bears its document's status on the day; those whose wording has little in common with it are left out, and those of
   documents that are issued after the day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kb.generation import Generation
from kb.index import groups_like, keywords, term_key, title_of
from kb.language.text import fold_white_space
from kb.law import eid
from kb.law.levels import CONTAINERS
from kb.law.model import Passage
from kb.law.naming import number_key
from kb.law.relations import DocumentRelation
from kb.search.suggesting import SuggestedClause, clause_found
from kb.search.tables import SearchTables

MOST_SIMILAR = 5
MOST_KEYWORDS = 8
_LOOKED_AT = 40  # groups, of which some are left out
_ALIKE = 0.8  # of all pairs of neighbours of two texts, that both have: they are copies, and the second tells nothing new
_MOST_READ = 20_000  # characters of an Điều, from its beginning: what they are about, the rest is about
_LEAST_SHARE = 0.15  # of the score of the Điều itself: below that another is mostly on something else


@dataclass(frozen=True, slots=True)
class Matter:
    """What an Điều is about: its keywords, and the provisions on the same matter, the best of each first."""

    keywords: tuple[str, ...] = ()
    similar: tuple[SuggestedClause, ...] = ()


def matter(generation: Generation, document: str, provision: str, on: date) -> Matter:
    """What the Điều of a provision (its eId), or what stands alone, is about on a day.

    Nothing where its text is not at hand, and for what gathers provisions.
    """
    whole = eid.article_of(provision)
    passage = generation.store.passage(document, whole, on)
    if passage is None or passage.way[-1].level in CONTAINERS:
        return Matter()
    tables = generation.derived(SearchTables)
    heading, text = parts_of(passage)
    words = keywords(tables.index.dictionary, heading, text, tables.abbreviations, MOST_KEYWORDS)
    return Matter(words, tuple(_similar(generation, document, whole, passage, on)))


def parts_of(passage: Passage) -> tuple[str, str]:
    """The heading of a passage, and the beginning of its text without it."""
    heading, text = passage.way[-1].heading, passage.text[:_MOST_READ]
    return heading, text.replace(heading, " ", 1) if heading else text


def _similar(generation: Generation, document: str, whole: str, passage: Passage, on: date) -> Iterator[SuggestedClause]:
    tables, entry = generation.derived(SearchTables), generation.entry(document)
    titles = "\n".join((title_of(entry), *(step.heading for step in passage.way[:-1])))
    heading, text = parts_of(passage)
    found = groups_like(tables.index, heading, text, titles, tables.abbreviations, on, _LOOKED_AT)
    this = same_provision(generation, document, whole)
    # It may be left out for a copy of it, which scores alike.
    alike = (score for (other, provision), score in found if same_provision(generation, other, provision) == this)
    own = next(alike, found[0][1] if found else 0.0)
    seen, read = {this}, [_pairs(passage)]
    for (other, provision), score in found:
        same = same_provision(generation, other, provision)
        if same in seen or score < _LEAST_SHARE * own or not generation.may_be_issued(other, on):
            continue
        there = generation.store.passage(other, provision, on)
        pairs = _pairs(there) if there else set()
        if there is None or any(_are_alike(pairs, one) for one in read):
            continue
        seen.add(same)
        read.append(pairs)
        yield clause_found(tables, other, provision, fold_white_space(there.heading), on)
        if len(seen) > MOST_SIMILAR:
            return


def _pairs(passage: Passage) -> set[tuple[str, str]]:
    """The pairs of neighbours in a text, whatever their case and tone style."""
    return set(pairwise(term_key(passage.text[:_MOST_READ]).split()))


def _are_alike(one: set[tuple[str, str]], other: set[tuple[str, str]]) -> bool:
    """Whether one text is a copy of another."""
    return len(one & other) >= _ALIKE * len(one | other)


def same_provision(generation: Generation, document: str, provision: str) -> tuple[str, str]:
    """What all texts of an Điều have in common: the document that is consolidated, and the eId."""
    entry = generation.entry(document)
    consolidated = entry.targets(DocumentRelation.CONSOLIDATES)
    if consolidated:
        entry = generation.catalogue.by_id.get(consolidated[0], entry)
    return (number_key(entry.number) if entry.number else entry.id), provision
