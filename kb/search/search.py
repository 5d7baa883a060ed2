"""Search: a query to clause hits with snippets.

Guarantees:
1. A query that is an address is answered by that provision first; among near equals the higher instrument comes first.
2. Every hit names its clause, its path from the top, and its document's status on the day asked for.
3. Highlights index the snippet, and the snippet is the clause's own text with line breaks as spaces.
4. Total, facets and the order of hits do not depend on how many are shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from kb.generation import Generation
from kb.index import MOST_BEGUN, Address, Answer, FilterField, Index, Question, Ranked, answer, begun_by_many
from kb.language import abbreviations
from kb.language.text import nfc
from kb.law import eid
from kb.law.levels import LEVEL
from kb.law.model import Entry, Hit, Reason, Step
from kb.law.statuses import StatusWord
from kb.search import facets, query, syntax
from kb.search.addressed import addressed_provisions, in_force_first, missing, without_repeats
from kb.search.bounds import bounded
from kb.search.correcting import correct_query
from kb.search.facets import Facet
from kb.search.lacking import lacking_text, told_lacking
from kb.search.names_now import names_now
from kb.search.snippets import Highlighter
from kb.search.tables import SearchTables

MAX_QUERY = 500
MOST_HITS = 100  # that one answer to a program holds
_MOST_NAMED = 50  # documents that are listed
_MOST_ADDRESSED = 100  # provisions that an address without a document is answered by


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query."""

    query: str
    total: int  # how many clauses match
    hits: tuple[Hit, ...]  # the best of them
    documents: tuple[Entry, ...] = ()  # those that the query names, or that its filters admit where it has no words
    hints: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    suggestion: str | None = None  # the query as probably meant, where that is neither what was typed nor what was searched
    without_text: tuple[Entry, ...] = ()  # those that the query is limited to, or names, and whose text is not at hand


@dataclass(frozen=True, slots=True)
class _ReadQuery:
    """A query as it was read: its parts, their meaning, and the documents that may answer it."""

    parts: syntax.ParsedQuery
    asked: query.Query
    admission: facets.Admission
    hints: tuple[str, ...]
    suggestion: str | None
    without_text: tuple[Entry, ...]


def search(
    generation: Generation,
    text: str,
    *,
    limit: int | range = 20,
    document: str | None = None,
    on: date | None = None,
    explain: bool = False,
    is_typing: bool = False,
) -> Results:
    """The clauses that answer `text`, best first; of one document where it is given. Raises UnknownDocument for that one.

    `limit`: how many hits, or which of them: range(20, 40). `explain`: each hit says what its score is made of. `is_typing`:
    somebody is still typing, so that the last word may be the beginning of one.
    """
    on, tables = on or date.today(), generation.derived(SearchTables)
    wanted = limit if isinstance(limit, range) else range(limit)
    if document is not None:
        generation.entry(document)
    read = _read(tables, text, document, on, is_typing=is_typing)
    found = islice(addressed_provisions(tables, read.asked, read.admission.admitted, on), _MOST_ADDRESSED)
    addressed = without_repeats(tables, tuple(dict.fromkeys(found)), on)
    question = _question(tables, read, addressed, on, explain=explain, is_typing=is_typing)
    answered, is_relaxed = _answer(tables.index, question, wanted.stop)
    documents, document_hints = _documents(tables, read, on)
    hints = dict.fromkeys([*read.hints, *_answer_hints(tables, read, answered, on, is_relaxed=is_relaxed), *document_hints])
    more = [address[0] for address in addressed if address not in answered.found]
    return Results(
        query=text[:MAX_QUERY],
        total=answered.total + len(more),
        hits=tuple(_hits(tables, answered, addressed, wanted, on, explain=explain)),
        documents=documents,
        hints=tuple(hints),
        facets=facets.facets_of(tables, answered.counts, more, on),
        suggestion=read.suggestion,
        without_text=read.without_text,
    )


def _read(tables: SearchTables, text: str, document: str | None, on: date, *, is_typing: bool) -> _ReadQuery:
    """A query taken apart, corrected and understood; its filters, and `document`, say which documents may answer it."""
    text = nfc(text)
    line = query.cleaned(text[:MAX_QUERY])
    filters = syntax.filters(line, tables.filter_values)
    line, cuts = bounded(line, filters)
    admission = facets.admission(tables, filters, on)
    held = [one for one in filters if one not in admission.left_out]
    corrected = correct_query(tables, line, held, on=on, is_typing=is_typing)
    parts = syntax.parse_query(corrected.words)
    asked = query.understand(parts.words, tables.known_names, tables.abbreviations)
    if document is not None:
        admission = facets.within_document(tables, admission, document)
    hints = [f"Câu hỏi được rút còn {MAX_QUERY} ký tự đầu"] if len(text) > MAX_QUERY else []
    without_text = lacking_text(tables, asked, admission.without_text)
    hints += map(told_lacking, without_text)
    hints += (*cuts, *corrected.hints, *parts.hints, *admission.hints, *missing(tables, asked, on))
    if parts.excluded and not parts.all_words and admission.admitted is None:
        hints.append("Chỉ có chữ bị loại trừ: hãy nhập thêm chữ cần tìm")
    return _ReadQuery(parts, asked, admission, tuple(hints), corrected.suggestion, without_text)


def _question(
    tables: SearchTables, read: _ReadQuery, addressed: Sequence[Address], on: date, *, explain: bool, is_typing: bool
) -> Question:
    """The question to the index."""
    parts, asked = read.parts, read.asked
    named = frozenset(entry.id for entry in asked.named if entry.id in tables.with_text)
    pending = frozenset(one for one in named if tables.status(one, on).word is StatusWord.NOT_YET)
    # A name that a document in force has as well means that one on this day.
    shared = (entry.id for own in asked.namings if not pending.issuperset(e.id for e in own) for entry in own)
    named -= pending.intersection(shared)
    sought = asked.words if named or asked.is_name else asked.text
    return Question(
        words=" ".join(filter(None, (sought, *(phrase for choice in parts.phrases for phrase in choice)))),
        on=on,
        abbreviations=tables.abbreviations,
        other_names=tables.other_names | names_now(tables.bodies, sought, tables.abbreviations, on),
        phrases=parts.phrases,
        excluded=parts.excluded,
        conditions=read.admission.conditions,
        named=named,
        addresses=tuple(addressed),
        pending=pending & named,
        successors=tables.successors(on),
        explain=explain,
        is_typing=is_typing and not parts.phrases,  # phrases stand after the words, and are complete
    )


def _answer(index: Index, question: Question, limit: int) -> tuple[Answer, bool]:
    """The answer of the index, and whether it is one to the words of phrases that stand nowhere as they are."""
    found = answer(index, question, limit)
    if question.phrases and not found.total:
        relaxed = answer(index, replace(question, phrases=()), limit)
        if relaxed.total:
            return relaxed, True
    return found, False


def _answer_hints(tables: SearchTables, read: _ReadQuery, answer: Answer, on: date, *, is_relaxed: bool) -> Iterator[str]:
    """Hints that say how the words of a query were sought."""
    if is_relaxed:
        yield "Không điều khoản nào có nguyên cụm trong ngoặc kép; đây là kết quả cho các chữ ấy"
    words = read.parts.all_words
    for short in abbreviations.expansions(words, tables.abbreviations, any_case=True):
        yield f"{words[short.start : short.end].upper()} được hiểu là “{short.long}”"
    for crowded in begun_by_many(tables.index, words, tables.abbreviations):
        yield f"Nhiều chữ bắt đầu bằng “{crowded}”: chỉ tìm {MOST_BEGUN} chữ thường gặp nhất"
    words_found = answer.counts[FilterField.STATUS]
    later = words_found.get(StatusWord.NOT_YET, 0)
    if later and len(words_found) > 1:
        yield f"{later} điều khoản của văn bản chưa có hiệu lực ngày này xếp cuối; chỉ tìm trong đó: hiệu lực:chưa"
    for name, other in answer.named:
        is_now = bool(names_now(tables.bodies, name, {}, on))
        yield f"Cũng tìm: {other} (tên nay của {name})" if is_now else f"“{name}” cũng được tìm là “{other}”"


def _documents(tables: SearchTables, read: _ReadQuery, on: date) -> tuple[tuple[Entry, ...], list[str]]:
    """The documents that a query names, or that its filters admit where it has no words; and hints about them."""
    documents, hints = read.asked.documents, []
    if not read.parts.all_words and read.admission.admitted is not None:
        documents = tuple(tables.catalogue.by_id[document] for document in tables.ids(read.admission.admitted))
        hints.append("Không có chữ nào để tìm; đây là các văn bản thỏa điều kiện lọc")
    if len(documents) > _MOST_NAMED:
        hints.append(f"Có {len(documents)} văn bản như vậy; đây là {_MOST_NAMED} văn bản đầu, mới nhất trước")
    return tuple(in_force_first(tables.status, documents, on)[:_MOST_NAMED]), hints


def _hits(
    tables: SearchTables, answer: Answer, addressed: Sequence[Address], wanted: range, on: date, *, explain: bool
) -> Iterator[Hit]:
    """The hits that are shown: the provisions addressed, which score above all others, then the best that were found."""
    found: dict[Address, Ranked | None] = dict.fromkeys(addressed)
    for ranked in answer.hits:
        found.setdefault((ranked.document, ranked.eid), ranked)
    above = max((ranked.score for ranked in answer.hits), default=0.0) + 1.0
    highlighter = Highlighter(answer.syllables, answer.alone, tables.abbreviations, tables.index.dictionary.joins)
    for address, hit in islice(found.items(), wanted.start, wanted.stop):
        score = hit.score if hit else above
        made = _hit(tables, address, score, highlighter, on)
        yield replace(made, also=hit.also if hit else (), reasons=_reasons(hit, score) if explain else ())


def _reasons(hit: Ranked | None, score: float) -> tuple[Reason, ...]:
    """The parts of a score, the largest first; no hit: the provision is addressed."""
    if hit is None:
        return (Reason("address", "", score),)
    standing = Reason("standing", "", score - sum(reason.value for reason in hit.reasons))
    return (*hit.reasons, standing)


def _hit(tables: SearchTables, address: Address, score: float, highlighter: Highlighter, on: date) -> Hit:
    """The hit for the provision at an address, as yet without other clauses of its Điều and without reasons."""
    document, provision = address
    entry = tables.catalogue.by_id[document]
    passage = tables.store.passage(document, provision, on)
    assert passage is not None, "a unit of the index has a text"
    snippet, highlights = highlighter.snippet(passage.text)
    return Hit(
        document=document,
        eid=provision,
        label=f"{eid.label(provision)} {entry.label}",
        heading=passage.heading,
        path=(entry.label, *map(_path_label, passage.way)),
        score=round(score, 4),
        snippet=snippet,
        highlights=highlights,
        url=eid.provision_url(document, provision),
        status=tables.status(document, on),
        recognized=tables.store.is_recognized(document, on),
    )


def _path_label(step: Step) -> str:
    """One step of a path: "Chương II. Thủ tục", "Điều 30. Thời hiệu", "khoản 1"."""
    label = f"{LEVEL[step.level].label} {step.number}".strip()
    heading = step.heading.replace("\n", " ")
    return f"{label}. {heading}" if heading else label
