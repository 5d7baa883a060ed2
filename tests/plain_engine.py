"""The plainest engine that keeps the protocol of `kb.index.engine`: it scans all groups in Python."""

import pickle
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np

from kb.index.arrays import Int64s
from kb.index.candidates import Candidates, Rows, Tokens
from kb.index.collecting import Group
from kb.index.dictionary import Dictionary
from kb.index.engine import Headed, IndexContent
from kb.index.fields import DocumentFields, FilterField, standing_of
from kb.index.terms import Address, Filter, Phrase, Phrases, Sought, Terms
from kb.index.weights import (
    CONTEXT_WEIGHT,
    ENOUGH_BY_PAIRS,
    HEADING_KIND_COST,
    HEADING_STANDING_GAIN,
    HEADING_WEIGHT,
    INTENT_IN_NAMED,
    INTENT_WEIGHT,
    K1,
    NAMED_WEIGHT,
    B,
)
from kb.law.statuses import StatusWord

Words = tuple[int, ...]  # syllables by number; 0 parts neighbours
Repeated = Mapping[tuple[int, int], Address]  # by the number of a group and the index of a row in it


def write(folder: Path, content: IndexContent) -> None:
    """Write the groups, and which of their rows repeat which groups, into the new `folder`."""
    collection, repeats = content.collection, content.repeats
    groups = list(collection.taken())
    owners = np.searchsorted(collection.group_starts, repeats.rows, side="right") - 1
    known = {
        (int(owner), int(row - collection.group_starts[owner])): (groups[original].document, groups[original].eid)
        for row, owner, original in zip(repeats.rows, owners, repeats.originals, strict=True)
    }
    folder.mkdir(parents=True)
    (folder / "groups").write_bytes(pickle.dumps((groups, known)))


def open(folder: Path, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> "PlainEngine":
    """The index in `folder`."""
    groups, repeated = pickle.loads((folder / "groups").read_bytes())
    return PlainEngine([_Plain(group, dictionary) for group in groups], repeated, dictionary, documents)


class _Plain:
    """A group in the numbers of a dictionary."""

    def __init__(self, group: Group, dictionary: Dictionary) -> None:
        self.address, self.days, self.title = (group.document, group.eid), group.days, group.heading
        self.eids, self.weights = [row.eid for row in group.rows], [row.weight for row in group.rows]
        self.rows: list[Words] = [tuple(dictionary.syllables[word] for word in row.words) for row in group.rows]
        self.context: Words = tuple(dictionary.syllables[word] for word in group.context)
        self.heading: Words = self.rows[0] if self.weights[0] == HEADING_WEIGHT else ()
        self.counts: Counter[Words] = Counter()
        for row, weight in zip(self.rows, self.weights, strict=True):
            for term in _terms(row):
                self.counts[term] += weight
        self.above = Counter(term for term in _terms(self.context) if len(term) == 2)

    def has(self, phrase: Phrase) -> bool:
        """Whether a row has the syllables side by side."""
        return any(_has(row, phrase) for row in self.rows)


def _terms(words: Words) -> list[Words]:
    return [(word,) for word in words if word] + [pair for pair in pairwise(words) if all(pair)]


def _has(words: Words, phrase: Phrase) -> bool:
    return any(
        all(word in own for word, own in zip(words[at:], phrase, strict=False)) for at in range(len(words) - len(phrase) + 1)
    )


def _bm25(terms: Terms, counts: Counter[Words], average: float) -> float:
    norm = K1 * (1 - B + B * counts.total() / max(average, 1.0))
    return sum(
        term.weight * (K1 + 1) * counts[term.syllables] / (counts[term.syllables] + norm)
        for term in terms
        if counts[term.syllables]
    )


class PlainEngine:
    """As `Engine`; it leaves what repeats to the re-rank."""

    def __init__(
        self, groups: list[_Plain], repeated: Repeated, dictionary: Dictionary, documents: Sequence[DocumentFields]
    ) -> None:
        """`documents`: those of the index, in its order."""
        self._groups, self._repeated, self._dictionary = groups, repeated, dictionary
        self._facts = {facts.id: facts for facts in documents}

    def candidates(self, sought: Sought, limit: int, start: int = 0) -> Candidates:
        """The best `limit` groups that match and pass the filter; as `Engine.candidates`."""
        on, scores = sought.filter.on, self._scores(sought)
        found = {number: score for number, score in scores.items() if self._passes(number, sought.filter)}
        standing = {number: self._standing(number, on, sought.pending) for number in found}
        best = sorted(found, key=lambda number: (-found[number] * standing[number], number))[start : start + limit]
        asked_about = [
            (address, number)
            for address in sought.addresses
            for number in found
            if self._groups[number].address[0] == address[0] and address[1] in self._groups[number].eids
        ]
        return Candidates(
            groups=_Reader([self._groups[number] for number in best], best, self._repeated),
            scores=np.array([found[number] * standing[number] for number in best], np.float32),
            standing=np.array([standing[number] for number in best], np.float32),
            addressed=_Reader([self._groups[number] for _, number in asked_about], [n for _, n in asked_about], {}),
            found=[address for address, _ in asked_about],
            total=len(found),
            counts={field: self._counts(found, field, on) for field in FilterField},
        )

    def _counts(self, groups: Iterable[int], field: FilterField, on: date) -> dict[str, int]:
        """How many of some groups have each value, most first."""
        found = Counter(self._facts[self._groups[number].address[0]].value(field, on) for number in groups)
        values = dict.fromkeys(facts.value(field, on) for facts in self._facts.values())
        return {value: found[value] for value in sorted(values, key=lambda value: -found[value]) if value and found[value]}

    def _standing(self, number: int, on: date, pending: frozenset[str] | None = frozenset()) -> float:
        facts = self._facts[self._groups[number].address[0]]
        status = facts.status(on)
        waives = status is StatusWord.NOT_YET and (pending is None or facts.id in pending)
        return standing_of(facts.type, StatusWord.IN_FORCE if waives else status)

    def _scores(self, sought: Sought) -> dict[int, float]:
        """The scores of the groups that match, before the filter."""
        asked, dictionary = sought.terms, self._dictionary
        rarest = log(1 + (dictionary.groups - 0.5) / 1.5)
        telling = {term.syllables for term in (*asked.pairs, *asked.other_names)} | {(word,) for word in asked.alone}
        scores, matching, worded = {}, set(), set()
        for number, group in enumerate(self._groups):
            terms = (*asked.syllables, *asked.pairs, *asked.other_names)
            score = _bm25(terms, group.counts, dictionary.group_length)
            is_named = group.address[0] in sought.named
            under = any(all(_has(group.heading, ((a,), (b,))) for a, b in pairwise(own)) for own in asked.headings)
            if score:
                worded.add(number)
            if group.counts.keys() & telling or (score and is_named):
                matching.add(number)
            if under and (is_named if sought.named else score):
                matching.add(number)
                score += (INTENT_IN_NAMED if sought.named else 1) * INTENT_WEIGHT * rarest
            score += NAMED_WEIGHT * rarest if is_named and number in worded else 0.0
            scores[number] = score + CONTEXT_WEIGHT * _bm25(asked.context, group.above, dictionary.context_length)
        return {number: scores[number] for number in (matching if len(matching) >= ENOUGH_BY_PAIRS else matching | worded)}

    def _passes(self, number: int, filter: Filter) -> bool:
        group, on = self._groups[number], filter.on
        facts = self._facts[group.address[0]]
        return (
            group.days[0] <= on.toordinal() < group.days[1]
            and all((_fact(facts, one.field, on) in one.values) != one.negated for one in filter.conditions)
            and all(any(all(map(group.has, own)) for own in choices) for choices in filter.phrases)
            and not any(all(map(group.has, own)) for own in filter.excluded)
        )

    def count(self, choices: Sequence[Phrases], in_titles: bool = False) -> int:
        """How many groups have one of some choices; as `Engine.count`."""
        if in_titles:
            return sum(any(_has(group.context, phrase) for own in choices for phrase in own) for group in self._groups)
        return sum(any(all(map(group.has, own)) for own in choices) for group in self._groups)

    def headings(self, words: Sequence[Sequence[int]], limit: int, on: date) -> list[Headed]:
        """The best `limit` groups whose heading has all `words`; as `Engine.headings`."""
        phrase = tuple(map(tuple, words))

        def order(number: int) -> float:
            heading = self._groups[number].heading
            kind = 0 if _has(heading[: len(phrase)], phrase) else 1 if _has(heading, phrase) else 2
            gain = HEADING_STANDING_GAIN * (np.float64(self._standing(number, on)) - 1)
            return float(HEADING_KIND_COST * kind - gain + len(heading))

        having = [n for n, g in enumerate(self._groups) if all(any(word in own for word in g.heading) for own in phrase)]
        now = [n for n in having if self._groups[n].days[0] <= on.toordinal() < self._groups[n].days[1]]
        ordered = [Headed(*self._groups[n].address, self._groups[n].title) for n in sorted(now, key=order)]
        seen: Counter[str] = Counter()
        first = []
        for one in ordered:
            seen[one.heading.lower()] += 1
            first.append(seen[one.heading.lower()] == 1)
        alike = [one for one, is_first in zip(ordered, first, strict=True) if not is_first]
        return ([one for one, is_first in zip(ordered, first, strict=True) if is_first] + alike)[:limit]


def _fact(facts: DocumentFields, field: FilterField, on: date) -> str:
    """What a condition on a field compares."""
    return facts.id if field is FilterField.DOCUMENT else facts.value(field, on)


class _Reader:
    """As `GroupReader`."""

    def __init__(self, groups: list[_Plain], numbers: list[int], repeated: Repeated) -> None:
        self._groups, self._numbers, self._repeated = groups, numbers, repeated

    def addresses(self, groups: Int64s) -> list[Address]:
        """The document and the eId of each."""
        return [self._groups[index].address for index in groups.tolist()]

    def rows(self, groups: Int64s) -> Rows:
        """Their rows."""
        own = [(self._numbers[index], self._groups[index]) for index in groups.tolist()]
        rows = [row for _, group in own for row in group.rows]
        at = [(number, index) for number, group in own for index in range(len(group.rows))]
        tokens = _tokens(rows)
        return Rows(
            eids=[eid for _, group in own for eid in group.eids],
            weights=np.array([weight for _, group in own for weight in group.weights], np.int32),
            lengths=np.array([len(_terms(row)) for row in rows], np.int32),
            tokens=tokens.tokens,
            starts=tokens.starts,
            group_starts=_starts([len(group.rows) for _, group in own]),
            originals={row: self._repeated[key] for row, key in enumerate(at) if key in self._repeated},
        )

    def heading_words(self, groups: Int64s) -> Tokens:
        """The distinct syllables of their headings, ascending."""
        return _tokens([tuple(sorted({*self._groups[index].heading} - {0})) for index in groups.tolist()])

    def contexts(self, groups: Int64s) -> Tokens:
        """The syllables of the titles above them."""
        return _tokens([self._groups[index].context for index in groups.tolist()])


def _tokens(own: Sequence[Words]) -> Tokens:
    return Tokens(np.array([word for words in own for word in words], np.int32), _starts([*map(len, own)]))


def _starts(lengths: Sequence[int]) -> Int64s:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(np.array(lengths, np.int64))))
