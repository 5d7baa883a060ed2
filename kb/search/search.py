"""Search: a query to clause hits with snippets.

Guarantees:
1. A query that is an address is answered by that provision first; among near equals the higher instrument comes first.
2. Every hit names its clause, its path from the top, and its document's status on the day asked for.
3. Highlights index the snippet, and the snippet is the clause's own text with line breaks as spaces.
4. Total, facets and the order of hits do not depend on how many are shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice

import numpy as np

from kb.generation import Generation
from kb.index import Mask, Question, Ranked
from kb.language import abbreviations
from kb.language.text import nfc
from kb.law import eid
from kb.law.model import Entry, Hit, Reason, Step
from kb.law.vocabulary import LEVEL
from kb.search import correcting, facets, query, syntax
from kb.search.facets import Facet
from kb.search.snippets import Marks
from kb.search.standing import standings

MAX_QUERY = 500
MOST_HITS = 100  # that one answer to a program holds
_MOST_NAMED = 50  # documents that are listed
_MOST_ANYWHERE = 3  # provisions that are looked for in all documents
_MOST_MISSING = 3  # that a hint names
_MOST_ADDRESSED = 100  # provisions that an address without a document is answered by


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query: how many clauses match, the best of them, the documents it names, hints, and facets.

    `suggestion` is the query as it was probably meant, where that is neither what was typed nor what was searched.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    documents: tuple[Entry, ...] = ()
    hints: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    suggestion: str | None = None


def search(
    generation: Generation,
    text: str,
    *,
    limit: int = 20,
    document: str | None = None,
    on: date | None = None,
    explain: bool = False,
    is_typing: bool = False,
) -> Results:
    """The clauses that answer `text`, best first; of one document where it is given. Raises UnknownDocument for that one.

    `explain`: each hit says what its score is made of. `is_typing`: somebody is still typing, so that the last word may be the
    beginning of one.
    """
    on = on or date.today()
    if document is not None:
        generation.entry(document)
    hints = [f"Câu hỏi được rút còn {MAX_QUERY} ký tự đầu"] if len(nfc(text)) > MAX_QUERY else []
    line = query.cleaned(nfc(text)[:MAX_QUERY])
    filters = syntax.filters(line, generation.filter_values)
    admitted, left_out, as_words = facets.documents(generation, filters, on)
    corrected = correcting.correct(generation, line, [one for one in filters if one not in as_words], is_typing=is_typing)
    typed = syntax.parse(corrected.words)
    if document is not None:
        alone = np.arange(len(generation.engine.documents)) == generation.columns(on).places.get(document, -1)
        admitted = alone if admitted is None else alone & admitted
    asked = query.understand(typed.words, generation.names, generation.abbreviations)
    places = dict.fromkeys(islice(places_addressed(generation, asked, admitted, on), _MOST_ADDRESSED))
    addressed = _without_repeats(generation, tuple(places), on)
    hints += (*corrected.hints, *typed.hints, *left_out, *_missing(generation, asked, on))
    if typed.excluded and not typed.asked and admitted is None:
        hints.append("Chỉ có chữ bị loại trừ: hãy nhập thêm chữ cần tìm")
    # Phrases stand after the words, and are complete.
    is_unfinished = is_typing and not typed.phrases
    question = _question(generation, typed, asked, explain=explain, is_typing=is_unfinished)
    ask = partial(
        generation.engine.search,
        abbreviations=generation.abbreviations,
        limit=limit,
        admitted=admitted,
        standing=standings(generation.columns(on)),
        repeats=generation.repeats,
        addresses=addressed,
    )
    answer = ask(question)
    if question.phrases and not answer.total:
        relaxed = ask(replace(question, phrases=()))
        if relaxed.total:
            answer = relaxed
            hints.append("Không điều khoản nào có nguyên cụm trong ngoặc kép; đây là kết quả cho các chữ ấy")
    found = {(hit.document, hit.eid): hit for hit in answer.hits}
    best = max((hit.score for hit in answer.hits), default=0.0)
    marks = Marks(answer.syllables, answer.alone, generation.abbreviations)
    hits = []
    for place in [*addressed, *(place for place in found if place not in addressed)][:limit]:
        hit = found[place] if place not in addressed else None
        score = hit.score if hit else best + 1.0
        made = _hit(generation, *place, score, marks, on)
        hits.append(replace(made, also=hit.also if hit else (), reasons=_reasons(hit, score) if explain else ()))
    for short in abbreviations.expansions(typed.asked, generation.abbreviations, any_case=True):
        hints.append(f"{typed.asked[short.start : short.end].upper()} được hiểu là “{short.long}”")
    hints += (f"“{name}” cũng được tìm là “{other}”" for name, other in answer.named)
    named = asked.documents
    if not typed.asked and admitted is not None:
        named = tuple(generation.entry(generation.engine.documents[place]) for place in np.flatnonzero(admitted))
        hints.append("Không có chữ nào để tìm; đây là các văn bản thỏa điều kiện lọc")
    if len(named) > _MOST_NAMED:
        hints.append(f"Có {len(named)} văn bản như vậy; đây là {_MOST_NAMED} văn bản đầu, mới nhất trước")
    named = tuple(in_force_first(generation, named, on)[:_MOST_NAMED])
    more = [
        generation.columns(on).places[document] for document, place in addressed if (document, place) not in answer.addresses
    ]
    of_documents = answer.found + np.bincount(more, minlength=len(answer.found)).astype(int)
    counted = facets.count(generation, of_documents, answer.repeated, on)
    total = int(of_documents.sum())
    return Results(text[:MAX_QUERY], total, tuple(hits), named, tuple(dict.fromkeys(hints)), counted, corrected.suggestion)


def _question(generation: Generation, typed: syntax.Typed, asked: query.Query, *, explain: bool, is_typing: bool) -> Question:
    """What is asked of the engine."""
    named = frozenset(entry.id for entry in asked.named if entry.id in generation.with_text)
    sought = asked.words if named or asked.is_name else asked.text
    words = " ".join(filter(None, (sought, *(phrase for choice in typed.phrases for phrase in choice))))
    return Question(words, typed.phrases, typed.excluded, named, explain, generation.other_names, is_typing)


def _reasons(hit: Ranked | None, score: float) -> tuple[Reason, ...]:
    """What a score is made of, the largest part first; no hit: the place is addressed."""
    if hit is None:
        return (Reason("address", "", score),)
    standing = Reason("standing", "", score - sum(reason.value for reason in hit.reasons))
    return (*hit.reasons, standing)


def _without_repeats(generation: Generation, places: Sequence[tuple[str, str]], on: date) -> list[tuple[str, str]]:
    """The places without those of a consolidation that read as the consolidated document's own, which is there too, does."""
    kept = []
    for document, place in places:
        consolidated = (r.target for r in generation.entry(document).relations if r.kind == "consolidates")
        there = [base for base in consolidated if (base, place) in places]
        if not any(_wording(generation, document, place, on) == _wording(generation, base, place, on) for base in there):
            kept.append((document, place))
    return kept


def _wording(generation: Generation, document: str, place: str, on: date) -> str | None:
    passage = generation.store.passage(document, place, on)
    return passage.text if passage else None


def in_force_first(generation: Generation, entries: Iterable[Entry], on: date) -> list[Entry]:
    """Documents that a query can mean: what has expired last, else the newest first; what bears no date keeps its place."""
    newest_first = sorted(entries, key=lambda entry: entry.issued or date.min, reverse=True)
    return sorted(newest_first, key=lambda entry: generation.status(entry.id, on).tone == "bad")


def places_addressed(generation: Generation, asked: query.Query, admitted: Mask | None, on: date) -> Iterator[tuple[str, str]]:
    """The provisions (document, eId) that the query addresses, those of documents in force before those of expired ones."""
    named, wanted = asked.documents, asked.eids
    if wanted and not named:  # of any document: to look for much in all of them takes long
        named, wanted = generation.catalogue.entries, wanted[:_MOST_ANYWHERE]
    places = generation.columns(on).places
    candidates = [e for e in named if e.id in places and (admitted is None or admitted[places[e.id]])]
    candidates = in_force_first(generation, candidates, on)
    # A document named by number alone is answered by its opening, which bears the number.
    wanted = wanted or (("preamble",) if asked.is_name and asked.is_number else ())
    for entry in candidates:
        for provision in wanted:
            there: str | None = provision
            while there and not generation.store.has(entry.id, there, on):
                there = eid.parent(there) if asked.documents else None  # the nearest that there is
            if there:
                yield entry.id, there


def _missing(generation: Generation, asked: query.Query, on: date) -> Iterator[str]:
    """What a reader must know who asked for a provision that is not there."""
    for entry in asked.documents if asked.eids and len(asked.documents) <= 3 else ():
        if entry.id not in generation.with_text:
            yield f"Chưa có toàn văn {entry.label}"
        elif missing := [place for place in asked.eids if not _is_there(generation, entry.id, place, asked.eids, on)]:
            more = ", …" if len(missing) > _MOST_MISSING else ""
            yield f"{entry.label} không có {', '.join(map(eid.label, missing[:_MOST_MISSING]))}{more}"
    for typed in asked.unknown:
        yield f"Không có {typed} trong kho"
    for typed in asked.assumed:
        yield f"“{typed}” được hiểu là số của văn bản"
    if asked.is_name and not asked.eids and asked.documents and not any(e.id in generation.with_text for e in asked.documents):
        yield "Chưa có toàn văn của văn bản được hỏi"


def _is_there(generation: Generation, document: str, provision: str, asked: Sequence[str], on: date) -> bool:
    """Whether a document has a provision, or where a typed d may stand for đ the other of the two."""
    head, at, letter = provision.partition("__point_")
    other = head + at + {"d": "dd", "dd": "d"}.get(letter, letter)
    return any(generation.store.has(document, way, on) for way in {provision, *{other}.intersection(asked)})


def _hit(generation: Generation, document: str, place: str, score: float, marks: Marks, on: date) -> Hit:
    entry = generation.entry(document)
    passage = generation.store.passage(document, place, on)
    assert passage is not None, "a unit of the index has a text"
    snippet, highlights = marks.snippet(passage.text)
    status = generation.status(document, on)
    return Hit(
        document=document,
        eid=place,
        label=f"{eid.label(place)} {entry.label}",
        heading=passage.heading,
        path=(entry.label, *map(_path_label, passage.way)),
        score=round(score, 4),
        snippet=snippet,
        highlights=highlights,
        url=eid.provision_url(document, place),
        status=status.word,
        status_note=status.note,
    )


def _path_label(step: Step) -> str:
    """One step of a path: "Chương II. Thủ tục", "Điều 30. Thời hiệu", "khoản 1"."""
    label = f"{LEVEL[step.level].label} {step.number}".strip()
    heading = step.heading.replace("\n", " ")
    return f"{label}. {heading}" if heading else label
