"""Whoosh queries of our own, answered by arrays: the groups that match a question, with their scores, and what passes a filter.

Whoosh would walk through the postings of all terms side by side, in Python: two seconds for a question over 20,000 groups. Here
they are summed a term at a time, and its searcher steps through the sums (docs/measurements/engines.md).

Guarantees:
1. The searcher finds by them as by any query; their matchers keep its protocol, block quality included.
2. A filter is a tree of Whoosh's And, Or, Not and Term, and of `Listed`; what passes is what the searcher finds by the tree.
"""

from collections.abc import Callable, Hashable, Iterator
from functools import partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.matching import Matcher, NullMatcher

from kb.index.arrays import Float32s, Mask
from kb.index.bm25 import idf
from kb.index.dictionary import Dictionary
from kb.index.engines.group_index import Day, GroupIndex, TermField
from kb.index.engines.matching import Matched, holding, match_groups
from kb.index.engines.whoosh.codec import ArrayMatcher
from kb.index.fields import FilterField
from kb.index.terms import Condition, Filter, Phrases, Sought, WeightedTerm
from kb.index.weights import WORD_WEIGHT

_JUMP = 1024  # groups that are looked at side by side for the next that scores more


class ScoreMatcher(ArrayMatcher):
    """Groups, ascending, with their scores. Each is a block: the searcher may jump from any to the next that scores more."""

    def __init__(self, groups: NDArray[Any], scores: Float32s) -> None:
        """`scores`: of each of `groups`."""
        super().__init__(groups, scores, format_=None, term=None, scorer=None)
        self._most = float(scores.max(initial=0.0))

    def supports_block_quality(self) -> bool:
        """Whether scores are known."""
        return True

    def max_quality(self) -> float:
        """The highest score."""
        return self._most

    def block_quality(self) -> float:
        """The score of the group here."""
        return self.score()

    def score(self) -> float:
        """The score of the group here."""
        return float(self.counts[self._at])

    def next(self) -> bool:
        """Go to the next group, which is another block."""
        self._at += 1
        return True

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the first group from here on that scores more; the number of those left."""
        begin = self._at
        while self._at < len(self.counts):
            scores_more = self.counts[self._at : self._at + _JUMP] > minquality
            steps = int(scores_more.argmax())
            if scores_more[steps]:
                self._at += steps
                break
            self._at += len(scores_more)
        return self._at - begin

    def replace(self, minquality: float = 0) -> Matcher:
        """This one, where a group may score more."""
        return self if self.is_active() and self._most > minquality else NullMatcher()


class _ArrayQuery(query.Query):  # type: ignore[misc]
    """A query whose matcher is made of arrays."""

    fieldname, boost = None, 1.0

    def __init__(self, key: Hashable) -> None:
        """`key`: the same for a like query."""
        self._key = key

    def __hash__(self) -> int:
        return hash((type(self), self._key))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._key == other._key

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._key!r})"

    def estimate_size(self, reader: Any) -> int:
        """How many groups match at most."""
        return int(reader.doc_count_all())


class Listed(_ArrayQuery):
    """Some groups."""

    def __init__(self, key: Hashable, groups: Callable[[], NDArray[Any]]) -> None:
        """`groups`: gives them, ascending; `key`: tells them from others."""
        super().__init__(key)
        self._groups = groups

    def matcher(self, searcher: Any, context: Any = None) -> ArrayMatcher:
        """Their matcher."""
        groups = self._groups()
        return ScoreMatcher(groups, np.ones(len(groups), np.float32))


class GroupQuery(_ArrayQuery):
    """The groups that match a question and pass its filter, scored by syllables, pairs, words and titles."""

    def __init__(self, index: GroupIndex, dictionary: Dictionary, sought: Sought, day: Day) -> None:
        """`day`: that of the filter."""
        asked, self.passing = sought.terms, filter_query(index, sought.filter, day)
        self._words = [WeightedTerm(word, -1, 0.0) for word in asked.words]  # no term of the dictionary
        fields = {
            TermField.SYLLABLES: asked.syllables,
            TermField.PAIRS: (*asked.pairs, *asked.other_names),
            TermField.WORDS: self._words,
            TermField.TITLES: asked.context,
        }
        of_field = ((field, [dictionary.names[own] for own in term.syllables]) for field in fields for term in fields[field])
        self._terms = tuple((str(field), " ".join(names)) for field, names in of_field)
        super().__init__((self._terms, asked.headings, sought.named, sought.pending, self.passing))
        self._index, self._dictionary, self._sought, self._day = index, dictionary, sought, day
        self._matched: Matched | None = None

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        """The field and the text of each term."""
        return iter(self._terms)

    def has_terms(self) -> bool:
        """Whether there are terms."""
        return True

    def matched(self, searcher: Any) -> Matched:
        """The mask of the groups, and their scores times their standing."""
        if self._matched is None:
            index = self._index
            admitted = None if self.passing is None else passing(self.passing, searcher)
            mask, scores = match_groups(index, self._dictionary, self._sought, admitted)
            for word in self._words:
                groups, saturated = index.scored(TermField.WORDS, word)
                weight = WORD_WEIGHT * float(idf(self._dictionary.groups, len(groups)))
                np.add.at(scores, groups, saturated * np.float32(weight))
            scores *= mask
            standing = self._day.standing_for(self._sought, index.number_of).astype(np.float32)
            scores *= np.repeat(standing, np.diff(index.document_starts))
            self._matched = Matched(mask, scores)
        return self._matched

    def matcher(self, searcher: Any, context: Any = None) -> ScoreMatcher:
        """Their matcher."""
        mask, scores = self.matched(searcher)
        groups = np.flatnonzero(mask)
        return ScoreMatcher(groups, scores[groups])


def filter_query(index: GroupIndex, filter: Filter, day: Day) -> query.Query | None:
    """What the groups that pass a filter match; None where all pass."""
    conditions = [_condition_query(index, condition, day) for condition in filter.conditions]
    choices = [query.Or([_phrases_query(index, own) for own in choice]) for choice in filter.phrases]
    excluded = [query.Not(_phrases_query(index, own)) for own in filter.excluded]
    now = holding(index, filter.on)
    days = [] if now is None else [Listed(("on", filter.on), lambda: np.flatnonzero(now))]
    all_of_them = [*days, *conditions, *choices, *excluded]
    return query.And(all_of_them) if all_of_them else None


def _condition_query(index: GroupIndex, condition: Condition, day: Day) -> query.Query:
    if condition.field is FilterField.STATUS:  # of a day, which no term tells
        has = day.columns[condition.field].having(condition.values.__contains__)
        meeting = Listed(condition, lambda: np.flatnonzero(np.repeat(has, np.diff(index.document_starts))))
    else:
        meeting = query.Or([query.Term(str(condition.field), value) for value in sorted(condition.values)])
    return query.Not(meeting) if condition.negated else meeting


def _phrases_query(index: GroupIndex, phrases: Phrases) -> query.Query:
    return query.And([Listed(phrase, partial(index.with_phrase, phrase)) for phrase in phrases])


def passing(tree: query.Query, searcher: Any) -> Mask:
    """The mask of the groups that match a tree of And, Or, Not and queries with arrays of groups."""
    if isinstance(tree, query.Not):
        return ~passing(tree.query, searcher)
    if isinstance(tree, query.And):
        return reduce(np.logical_and, (passing(own, searcher) for own in tree.subqueries))
    mask = np.zeros(searcher.doc_count_all(), bool)
    if isinstance(tree, query.Or):
        return reduce(np.logical_or, (passing(own, searcher) for own in tree.subqueries), mask)
    mask[list(tree.docs(searcher))] = True
    return mask
