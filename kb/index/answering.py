"""From a question to the best groups: the words are read, an engine brings candidates, the re-rank orders them.

    question ── read_question (dictionary) ──▶ Sought ── Engine.candidates ──▶ Candidates ── rerank ──▶ Answer

Guarantees:
1. Any text is a question; none is an error.
2. Total and counts are of all that matches; the order of the first `MOST_RERANKED` groups is that of the re-rank, and does not
   depend on how many are wanted; after them comes the engine's own order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from kb.index.analysis import OtherName, analyze
from kb.index.asking import begun, could_be, read_phrase, read_question
from kb.index.candidates import Candidates
from kb.index.completing import completions
from kb.index.dictionary import Dictionary
from kb.index.engine import Engine, Headed
from kb.index.fields import DocumentFields, FilterField
from kb.index.reranking import Ranked, Reranked, as_brought, best_units, rerank, shown
from kb.index.spelling import Correction, text_corrections
from kb.index.terms import Address, Condition, Filter, Sought
from kb.index.weights import MOST_BEGUN, MOST_RERANKED
from kb.language.text import nfc


@dataclass(frozen=True, slots=True)
class Index:
    """An open index: its language, the facts of its documents, in its order, and what finds groups."""

    dictionary: Dictionary
    documents: tuple[DocumentFields, ...]
    engine: Engine


@dataclass(frozen=True, slots=True)
class Question:
    """The words sought on a day, and the conditions that groups must meet.

    A word with a * after it stands for all that begin so; where `is_typing`, the last word for the likeliest that do.
    """

    words: str  # without the names of the documents in `named`
    on: date
    abbreviations: Mapping[str, str] = field(default_factory=dict, repr=False)  # long forms by the short ones
    other_names: Mapping[str, OtherName] = field(default_factory=dict, repr=False)  # by the name as typed (search form)
    phrases: tuple[tuple[str, ...], ...] = ()  # of each choice, a group has one phrase as it is
    excluded: tuple[str, ...] = ()  # phrases that a group must not have
    conditions: tuple[Condition, ...] = ()  # on the documents of groups
    named: frozenset[str] = frozenset()  # documents that the question names, whose groups it rather means
    addresses: tuple[Address, ...] = ()  # provisions asked about, for `Answer.found`
    pending: frozenset[str] = frozenset()  # as `Sought.pending`
    successors: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)  # as `Sought.successors`
    explain: bool = False  # hits come with reasons
    is_typing: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The best groups for a question, best first, and the question as it was read."""

    hits: tuple[Ranked, ...]
    total: int  # how many groups match
    counts: Mapping[FilterField, Mapping[str, int]]  # as `Candidates.counts`
    syllables: tuple[str, ...] = ()  # as `ReadQuestion.syllables`
    alone: tuple[str, ...] = ()  # terms that form no pair: document numbers, dates, abbreviations
    named: tuple[tuple[str, str], ...] = ()  # names in the question that something else is called by, each with that
    found: frozenset[Address] = frozenset()  # of the addresses asked about, the best units of groups found


def answer(index: Index, question: Question, limit: int) -> Answer:
    """The best `limit` groups for a question."""
    dictionary, engine = index.dictionary, index.engine
    read = read_question(
        dictionary,
        engine.count,
        nfc(question.words),
        question.abbreviations,
        question.other_names,
        is_typing=question.is_typing,
    )
    sought = Sought(
        terms=read.asked,
        filter=_filter(index, question),
        named=question.named,
        addresses=question.addresses,
        pending=question.pending,
        successors=question.successors,
    )
    candidates = engine.candidates(sought, MOST_RERANKED)
    reranked = rerank(dictionary, sought, candidates)
    hits = shown(dictionary, sought, candidates, reranked, limit, explain=question.explain)
    if limit > MOST_RERANKED and len(candidates.scores) == MOST_RERANKED:
        deeper = engine.candidates(sought, limit - MOST_RERANKED, MOST_RERANKED)
        hits += shown(dictionary, sought, deeper, as_brought(dictionary, sought, deeper), limit, explain=question.explain)
    best = best_units(dictionary, sought.terms, candidates.addressed, len(candidates.found)) if candidates.found else []
    found = (address for address, eid in zip(candidates.found, best, strict=True) if address[1] == eid)
    counts = _without_repeated(index, candidates, reranked, question.on)
    total = candidates.total - len(reranked.repeated)
    return Answer(tuple(hits), total, counts, read.syllables, read.alone, read.named, frozenset(found))


def _filter(index: Index, question: Question) -> Filter:
    def read(phrase: str) -> tuple[tuple[tuple[int, ...], ...], ...]:
        return read_phrase(index.dictionary, index.engine.count, phrase, question.abbreviations)

    phrases = tuple(tuple(map(read, choice)) for choice in question.phrases)
    return Filter(question.on, question.conditions, phrases, tuple(map(read, question.excluded)))


def _without_repeated(
    index: Index, candidates: Candidates, reranked: Reranked, on: date
) -> Mapping[FilterField, Mapping[str, int]]:
    """The counts without the groups that the re-rank has left out; as an engine that leaves them out counts."""
    if not reranked.repeated:
        return candidates.counts
    facts = {fields.id: fields for fields in index.documents}
    counts = {fact: dict(values) for fact, values in candidates.counts.items()}
    for (document, _), (original, _) in reranked.repeated:
        for fact, own in counts.items():
            value = facts[document].value(fact, on)
            if value and value == facts[original].value(fact, on):
                own[value] -= 1
    return {fact: dict(sorted(own.items(), key=itemgetter(1), reverse=True)) for fact, own in counts.items()}


def corrected(
    index: Index, text: str, abbreviations: Mapping[str, str], kept: Sequence[tuple[int, int]], *, bare: bool
) -> list[Correction]:
    """The corrections of `text` (NFC) in order, none within the spans `kept`.

    `bare`: the query bears no diacritics, and no correction does.
    """
    return text_corrections(index.dictionary, index.engine.count, text, abbreviations, kept, bare=bare)


def completed(index: Index, typed: str, abbreviations: Mapping[str, str], limit: int) -> list[str]:
    """The likeliest texts of which `typed` (NFC) is the beginning, likeliest first."""
    return completions(index.dictionary, index.engine.count, typed, abbreviations, limit)


def begun_by_many(index: Index, text: str, abbreviations: Mapping[str, str]) -> list[str]:
    """The words of `text` (NFC) typed with a * that more syllables begin with than a word typed in part stands for."""
    return [typed for typed, count in begun(index.dictionary, text, abbreviations) if count > MOST_BEGUN]


def headed_by(index: Index, typed: str, abbreviations: Mapping[str, str], limit: int, on: date) -> Sequence[Headed]:
    """The groups whose headings have the words that somebody is typing (NFC), the last of them perhaps in part."""
    terms = [term for term in analyze(typed, abbreviations, any_case=True) if not term.alone]
    words = [could_be(index.dictionary, term, typed) for term in terms]
    return index.engine.headings(words, limit, on) if words else ()
