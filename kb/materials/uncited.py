"""Provisions that a paragraph of a material may cite, where it cites nothing ("đoạn này có thể viện dẫn …").

Guarantees:
1. A paragraph that cites anything gets no suggestion, nor does one that is short or about nothing in particular.
2. A suggestion is given only where one provision leads all others clearly: it is a hint, and no finding.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from kb.generation import Generation
from kb.index import Condition, FilterField, Ranked, groups_on
from kb.language.text import words
from kb.law import eid
from kb.law.model import Reference, Status
from kb.search.similar import same_provision
from kb.search.tables import SearchTables

FEWEST_WORDS = 12  # syllables of a paragraph: fewer say too little
MOST_UNCITED = 200  # paragraphs that are looked at: each takes 10 to 40 ms
_LOOKED_AT = 6  # groups: texts of one and the same provision do not rival one another
_LEAD = 0.15  # by which the first must score more than the second, as a share of its score
_LEAST_SCORE = 1.0  # times the weight of the words sought: below that a provision has too few of them


@dataclass(frozen=True, slots=True)
class SuggestedCitation:
    """A provision that a paragraph may cite; `start` and `end` index the text of the material, `line` counts from 1."""

    line: int
    start: int
    end: int
    document: str
    eid: str
    label: str
    url: str
    status: Status  # of its document


def suggested_citations(
    generation: Generation, text: str, references: Sequence[Reference], on: date
) -> Iterator[SuggestedCitation]:
    """The suggestions for the paragraphs of `text` (NFC), a line each; `references` are its citations by start.

    Of the documents that the material cites, where it cites any whose text is at hand: it is about these; never of itself.
    """
    own = frozenset(r.document for r in references if r.kind == "self" and r.document)
    cited = frozenset(r.document for r in references if r.document in generation.with_text) - own
    conditions = [Condition(FilterField.DOCUMENT, cited or own, negated=not cited)]
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    citing = {at for r in references for at in range(bisect_right(starts, r.start), bisect_right(starts, r.end - 1) + 1)}
    uncited = [(n, line) for n, line in enumerate(lines, 1) if n not in citing and len(list(words(line))) >= FEWEST_WORDS]
    for number, line in uncited[:MOST_UNCITED]:
        found = _leading(generation, line, conditions, on)
        if found is not None:
            yield SuggestedCitation(number, starts[number - 1], starts[number - 1] + len(line), *found)


def _leading(
    generation: Generation, paragraph: str, conditions: Sequence[Condition], on: date
) -> tuple[str, str, str, str, Status] | None:
    """The provision that leads all others as what a paragraph is about."""
    tables = generation.derived(SearchTables)
    hits, weight = groups_on(tables.index, paragraph, tables.abbreviations, on, conditions, _LOOKED_AT)
    if not hits or hits[0].score < _LEAST_SCORE * weight:
        return None
    first = hits[0]
    rivals = (hit.score for hit in hits[1:] if _article(generation, hit) != _article(generation, first))
    status = generation.status(first.document, on)
    if next(rivals, 0.0) > (1.0 - _LEAD) * first.score or status.word.row.is_barred:
        return None
    label = f"{eid.label(first.eid)} {generation.entry(first.document).label}"
    return first.document, first.eid, label, eid.provision_url(first.document, first.eid), status


def _article(generation: Generation, hit: Ranked) -> tuple[str, str]:
    return same_provision(generation, hit.document, eid.article_of(hit.eid))
