"""Search: a query to clause hits with snippets.

Guarantees:
1. A query that is an address is answered by that provision first; among near equals the higher instrument comes first.
2. Every hit names its clause, its path from the top, and its document's status on the day asked for.
3. Highlights index the snippet, and the snippet is the clause's own text with line breaks as spaces.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from kb import abbreviations, eid, facets, query, syntax
from kb.facets import Facet
from kb.generation import Generation
from kb.index import Question, Term, analyze
from kb.model import Entry, Hit, Provision, Tree
from kb.text import fold, has_diacritics, nfc
from kb.vocabulary import LEVEL

SNIPPET = 320  # characters
MAX_QUERY = 500
# By legal force (Luật Ban hành văn bản quy phạm pháp luật, Điều 4), and no more than tells near equals apart.
_FORCES = (
    (("Hiến pháp", "Bộ luật", "Luật"), 1.03),
    (("Pháp lệnh", "Nghị quyết", "Pháp điển", "Văn bản hợp nhất"), 1.02),
    (("Nghị định", "Quyết định"), 1.01),
)
_TONES = {"unknown": 0.996, "bad": 0.992}


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query: how many clauses match, the best of them, the documents it names, hints, and facets."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    documents: tuple[Entry, ...] = ()
    hints: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()


def search(
    generation: Generation, text: str, *, limit: int = 20, document: str | None = None, on: date | None = None
) -> Results:
    """The clauses that answer `text`, best first; of one document where it is given. Raises UnknownDocument for that one."""
    on = on or date.today()
    if document is not None:
        generation.entry(document)
    hints = [f"Câu hỏi được rút còn {MAX_QUERY} ký tự đầu"] if len(nfc(text)) > MAX_QUERY else []
    typed = syntax.parse(nfc(text)[:MAX_QUERY], generation.filter_values)
    admitted, left_out = facets.documents(generation, typed.filters, on)
    if document is not None:
        admitted = frozenset({document}) & (admitted if admitted is not None else {document})
    asked = query.understand(typed.words, generation.catalogue, generation.abbreviations)
    addressed = list(dict.fromkeys(_addressed(generation, asked, admitted, on)))
    hints += (*typed.hints, *left_out, *_missing(generation, asked, addressed))
    # More than are shown: some give way to their twins, and legal force may bring one forward.
    question = Question(typed.asked, typed.phrases, typed.excluded)
    answer = generation.engine.search(question, generation.abbreviations, 2 * limit + len(addressed), admitted)
    weighted = {(u.document, u.eid): u.score * _standing(generation, u.document, on) for u in answer.hits}
    scored = dict(sorted(weighted.items(), key=lambda scored: -scored[1]))
    best = max(scored.values(), default=0.0)
    places = [(place, best + 1.0) for place in addressed] + [(p, s) for p, s in scored.items() if p not in addressed]
    if document is None:
        places = _without_twins(generation, places, on)
    marks = _Marks(typed.asked, generation.abbreviations)
    also = {(unit.document, unit.eid): unit.also for unit in answer.hits}
    hits = tuple(
        replace(_hit(generation, *place, score, marks, on), also=also.get(place, ())) for place, score in places[:limit]
    )
    for found in abbreviations.expansions(typed.asked, generation.abbreviations, any_case=True):
        hints.append(f"{typed.asked[found.start : found.end].upper()} được hiểu là “{found.long}”")
    named = asked.documents
    if not typed.asked and admitted:
        named = tuple(e for e in generation.catalogue.entries if e.id in admitted and e.id in generation.with_text)
    total = answer.total + sum(place not in scored for place in addressed)
    return Results(text, total, hits, named, tuple(hints), facets.count(generation, answer.found, on))


def _standing(generation: Generation, document: str, on: date) -> float:
    """A weight that lets the higher instrument, and the one in force on the day, come first among near equals."""
    entry = generation.entry(document)
    force = next((weight for types, weight in _FORCES if entry.type in types), 1.0)
    return force * _TONES.get(generation.status(document, on).tone, 1.0)


def _without_twins(
    generation: Generation, places: list[tuple[tuple[str, str], float]], on: date
) -> list[tuple[tuple[str, str], float]]:
    """The places without those of a codification or consolidation that read as the consolidated document's own does."""
    kept = []
    for (document, place), score in places:
        consolidated = [r.target for r in generation.entry(document).relations if r.kind == "consolidates"]
        if not any(_wording(generation, document, place, on) == _wording(generation, base, place, on) for base in consolidated):
            kept.append(((document, place), score))
    return kept


def _wording(generation: Generation, document: str, place: str, on: date) -> str | None:
    tree = generation.tree(document, on)
    way = tree.way_to(place) if tree else ()
    return way[-1].span.of(tree.text) if tree and way else None


def _addressed(
    generation: Generation, asked: query.Query, admitted: Collection[str] | None, on: date
) -> Iterator[tuple[str, str]]:
    """The provisions that the query addresses, those of documents in force before those of expired ones."""
    named = asked.documents if asked.documents or not asked.eids else generation.catalogue.entries
    candidates = [e for e in named if e.id in generation.with_text and (admitted is None or e.id in admitted)]
    candidates.sort(key=lambda e: generation.status(e.id, on).tone == "bad")
    # A document named by number alone is answered by its opening, which bears the number.
    wanted = asked.eids or (("preamble",) if asked.is_name and _is_number(asked) else ())
    for entry in candidates:
        for provision in wanted:
            while provision and not generation.store.has(entry.id, provision, on):
                provision = eid.parent(provision)  # the nearest that there is
            if provision and (provision in wanted or asked.documents):
                yield entry.id, provision


def _missing(generation: Generation, asked: query.Query, addressed: list[tuple[str, str]]) -> Iterator[str]:
    """What a reader must know who asked for a provision that is not there."""
    for entry in asked.documents if asked.eids and len(asked.documents) <= 3 else ():
        if entry.id not in generation.with_text:
            yield f"Chưa có toàn văn {entry.label}"
        elif not any((entry.id, provision) in addressed for provision in asked.eids):
            yield f"{entry.label} không có {eid.label(asked.eids[0])}"


def _is_number(asked: query.Query) -> bool:
    return bool(asked.documents) and any(character.isdigit() for character in asked.text) and any(c in "/-" for c in asked.text)


def _hit(generation: Generation, document: str, place: str, score: float, marks: "_Marks", on: date) -> Hit:
    entry = generation.entry(document)
    tree = generation.tree(document, on)
    assert tree is not None, "a unit of the index has a text"
    chain = tree.way_to(place)
    text = chain[-1].span.of(tree.text).replace("\n", " ")
    snippet, highlights = marks.snippet(text)
    status = generation.status(document, on)
    return Hit(
        document=document,
        eid=place,
        label=f"{eid.label(place)} {entry.label}",
        heading=next((p.heading.of(tree.text) for p in reversed(chain) if p.heading), ""),
        path=(entry.label, *(_path_label(p, tree) for p in chain)),
        score=round(score, 4),
        snippet=snippet,
        highlights=highlights,
        url=eid.provision_url(document, place),
        status=status.word,
        status_note=status.note,
    )


def _path_label(provision: Provision, tree: Tree) -> str:
    """One step of a path: "Chương II. Thủ tục", "Điều 30. Thời hiệu", "khoản 1"."""
    label = f"{LEVEL[provision.level].label} {provision.number}".strip()
    heading = provision.heading.of(tree.text).replace("\n", " ")
    return f"{label}. {heading}" if heading else label


class _Marks:
    """Finds in a text the words that a query asks for: pairs of neighbours where there are any, else single syllables."""

    def __init__(self, text: str, table: dict[str, str]) -> None:
        self._table = table
        self._bare = not has_diacritics(text)
        terms = analyze(text, table, any_case=True)
        self._pairs = set(pairwise(term.form for term in terms if not term.alone))
        self._folded_pairs = {(fold(one), fold(two)): (one, two) for one, two in self._pairs}
        self._singles = {term.form for term in terms}

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The matching spans of `text`, in order, neighbours joined."""
        terms = analyze(text, self._table)
        chain = [term for term in terms if not term.alone]
        found = {term for pair in pairwise(chain) if self._is_pair(pair[0].form, pair[1].form) for term in pair}
        found |= {term for term in terms if term.alone and self._is_single(term.form)}
        if not found:
            found = {term for term in terms if self._is_single(term.form)}
        # An abbreviation is marked when every syllable of its long form is: "THAHC" is not what "THADS" asks for.
        partly = {(term.start, term.end) for term in chain if term not in found}
        return _joined(text, {term for term in found if (term.start, term.end) not in partly})

    def _is_pair(self, one: str, two: str) -> bool:
        if (one, two) in self._pairs:
            return True
        asked = self._folded_pairs.get((fold(one), fold(two)))  # a syllable typed without diacritics stands for any
        return asked is not None and all(typed in (form, fold(form)) for typed, form in zip(asked, (one, two), strict=True))

    def _is_single(self, form: str) -> bool:
        return form in self._singles or (self._bare and fold(form) in self._singles)

    def snippet(self, text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The part of `text` with most matches, at most SNIPPET characters, and the matches in it."""
        spans = self.spans(text)
        start, end = _window(text, spans)
        lead, tail = ("… " if start else ""), (" …" if end < len(text) else "")
        shift = len(lead) - start
        inside = tuple((s + shift, e + shift) for s, e in spans if s >= start and e <= end)
        return f"{lead}{text[start:end]}{tail}", inside


def _joined(text: str, terms: set[Term]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted({(term.start, term.end) for term in terms}):
        if spans and not text[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The window of SNIPPET characters that covers most matched characters; it begins and ends between words."""
    if len(text) <= SNIPPET:
        return 0, len(text)
    starts = [0, *(max(0, min(start - 40, len(text) - SNIPPET)) for start, _ in spans)]
    best = max(starts, key=lambda at: (sum(e - s for s, e in spans if s >= at and e <= at + SNIPPET), -at))
    start = text.find(" ", best) + 1 if best else 0
    end = text.rfind(" ", start, start + SNIPPET) if start + SNIPPET < len(text) else len(text)
    return start, end if end > start else min(len(text), start + SNIPPET)
