"""The engines of this program beside one another: the same answers, at what time, and what they cost.

Quality: the laws of the retrieval set are built with each engine, and asked through the whole program (`kb.search`), as in
`bench.search.quality`; "same" is the share of questions whose first ten hits are those of the first engine, in their order.
Time: the index alone (`kb.index.answer`: reading the question, candidates, re-rank), over the first articles of the
codification, by whole documents. All engines get the same groups; a query's time is its median over rounds, in which engines
take turns; "same" is the share of queries with the same hits, total and counts, "found" of those with any hit. Whoosh's stock
query for any of the same pairs and syllables is asked for its 200 best by BM25F, beside the query of the engine.

Run: `python -m bench.search.own_engines [--data DIR] [--groups N,…] [--half dev|test|none] [--rounds N]`.
"""

import argparse
import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from whoosh import index as whoosh_index
from whoosh import query, scoring

import kb
from bench.search import memory
from bench.search.corpus import Article, built, laws_built, topics
from bench.search.quality import article_of
from bench.search.questions import Asked, figures, questions
from bench.search.variants import VARIANTS
from kb.index import (
    ENGINES,
    Condition,
    FilterField,
    Index,
    IndexPart,
    Question,
    answer,
    indexed,
    open_index,
    units,
    write_index,
)
from kb.index.asking import read_question
from kb.index.engines.group_index import TermField
from kb.index.engines.whoosh.schema import NAME
from kb.index.weights import K1, MOST_RERANKED, B
from kb.settings import SETTINGS_FILE

_ON = date(2026, 7, 1)
_SHOWN = 10
_BY_SEARCHER = 10  # questions; it takes seconds for one
_LARGEST_BY_SEARCHER = 30_000  # groups


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder in which the codification is built; else it is built")
    parser.add_argument("--groups", default="5000,20000,60000", metavar="N,…", help="sizes, in groups")
    parser.add_argument("--half", choices=("dev", "test", "none"), default="dev", help="none: no quality")
    parser.add_argument("--queries", type=int, default=100, metavar="N", help="queries of each kind")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    print(memory.machine())
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        asked = [] if options.half == "none" else _quality(options.half, scratch)
        generation = kb.Published(options.data or built(topics(), scratch / "codification")).current()
        for size in map(int, filter(None, options.groups.split(","))):
            opened = _written(generation, size, scratch / str(size))
            _times(opened, _queries(opened, asked, options.queries), options.rounds)
            if opened["whoosh"].dictionary.groups <= _LARGEST_BY_SEARCHER:
                _searcher(opened["whoosh"], scratch / str(size) / "whoosh" / "whoosh", [q.text for q in asked])
    return 0


def _quality(half: str, scratch: Path) -> list[Asked]:
    """Print how well each engine answers; gives the questions."""
    rows: dict[str, dict[str, tuple[str, list[list[Article]]]]] = {}
    asked: list[Asked] = []
    for kind in ENGINES:
        data = scratch / f"laws-{kind}"
        data.mkdir()
        (data / SETTINGS_FILE).write_text(f'[engine]\nkind = "{kind}"\n', "utf-8")
        places, _ = laws_built(data)
        asked = questions(half, places)
        generation = kb.Published(data).current()
        rows[kind] = {}
        for variant, change in VARIANTS.items():
            answers = [_found(generation, change(question.text)) for question in asked]
            got = figures(asked, answers)
            rows[kind][variant] = f"{got.r1:>7.3f}{got.r5:>7.3f}{got.r10:>7.3f}{got.mrr:>7.3f}", answers
    first, *_ = rows.values()
    print(f"\n{len(asked)} questions of the {half} half\n{'':<22}{'':<12}{'R@1':>7}{'R@5':>7}{'R@10':>7}{'MRR':>7}{'same':>7}")
    for variant in VARIANTS:
        for kind, of_kind in rows.items():
            got_of, answers = of_kind[variant]
            same = sum(one == other for one, other in zip(answers, first[variant][1], strict=True)) / len(asked)
            print(f"{variant:<22}{kind:<12}{got_of}{same:>7.3f}")
    return asked


def _found(generation: kb.Generation, text: str) -> list[Article]:
    return [article_of((hit.document, hit.eid), ()) for hit in kb.search(generation, text, limit=_SHOWN, on=_ON).hits]


def _parts(generation: kb.Generation, groups: int) -> Iterator[IndexPart]:
    """The parts of an index of about so many groups, a document each."""
    number = 0
    for facts in generation.index.documents:
        tree = generation.tree(facts.id, _ON)
        if number >= groups or tree is None:
            continue
        part = indexed((unit, {}) for unit in units(generation.entry(facts.id), tree))
        number += len(part.groups)
        yield part


def _written(generation: kb.Generation, groups: int, folder: Path) -> dict[str, Index]:
    """The index of about so many groups, written by each engine; prints what that took."""
    parts = list(_parts(generation, groups))
    facts = {one.id: one for one in generation.index.documents}
    number = sum(len(part.groups) for part in parts)
    print(f"\n{number} groups, {len(parts)} documents\n{'':<34}{'write s':>9}{'open ms':>9}{'MB':>9}{'of it':>9}")
    opened = {}
    for kind in ENGINES:
        seconds, milliseconds = [], []
        for _ in range(3):
            shutil.rmtree(folder / kind, ignore_errors=True)
            start = time.perf_counter()
            write_index(folder / kind, parts, facts, {}, kind)
            middle = time.perf_counter()
            opened[kind] = open_index(folder / kind)
            seconds.append(middle - start)
            milliseconds.append(1000 * (time.perf_counter() - middle))
        whole, own = _megabytes(folder / kind), _megabytes(folder / kind / kind)
        print(f"{kind:<34}{median(seconds):>9.2f}{median(milliseconds):>9.0f}{whole:>9.1f}{own:>9.1f}", flush=True)
    return opened


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def _queries(opened: Mapping[str, Index], asked: Sequence[Asked], number: int) -> dict[str, list[Question]]:
    """Queries of each kind: questions, and headings of the index in whole and in part, in the order of their hashes."""
    engine, dictionary = opened["compiled"].engine, opened["compiled"].dictionary
    words = sorted(filter(None, dictionary.names), key=_hash)[: 20 * number]
    by_word = (engine.headings([[dictionary.syllables[word]]], 20, _ON) for word in words)
    found = {one.heading for headed in by_word for one in headed if len(one.heading.split()) > 3}
    headings = sorted(found, key=_hash)[:number]
    begun = [heading.split() for heading in headings]
    types = [fields.type for fields in opened["compiled"].documents]
    of_type = (Condition(FilterField.TYPE, frozenset({max(set(types), key=types.count)})),)
    return {
        "questions, 25 words": [Question(question.text, _ON) for question in asked[:number]],
        "the same, no diacritics": [Question(VARIANTS["unaccented"](question.text), _ON) for question in asked[:number]],
        "headings": [Question(heading, _ON) for heading in headings],
        "three words": [Question(" ".join(words[:3]), _ON) for words in begun],
        "two words": [Question(" ".join(words[:2]), _ON) for words in begun],
        "three words, of one type": [Question(" ".join(words[:3]), _ON, conditions=of_type) for words in begun],
        "a phrase of four words": [Question(" ".join(words[:4]), _ON, phrases=((" ".join(words[:4]),),)) for words in begun],
        "two words, a third typed": [Question(" ".join(words[:3])[:-1], _ON, is_typing=True) for words in begun],
    }


def _hash(text: str) -> bytes:
    """By which a sample is drawn."""
    return hashlib.sha256(text.encode()).digest()


def _times(opened: Mapping[str, Index], queries: Mapping[str, Sequence[Question]], rounds: int) -> None:
    """Print the time of each kind of query with each engine, and whether the answers are the same."""
    print(f"\n{'milliseconds':<28}" + "".join(f"{kind + ' p50':>14}{'p95':>8}" for kind in opened) + f"{'same':>8}{'found':>8}")
    for name, asked in queries.items():
        if not asked:
            continue
        times: dict[str, list[list[float]]] = {kind: [] for kind in opened}
        answers: dict[str, list[object]] = {}
        for _ in range(rounds):
            for kind, index in opened.items():
                own, found = [], []
                for question in asked:
                    start = time.perf_counter()
                    got = answer(index, question, _SHOWN)
                    own.append(1000 * (time.perf_counter() - start))
                    found.append((tuple((hit.document, hit.eid) for hit in got.hits), got.total, got.counts))
                times[kind].append(own)
                answers[kind] = found  # type: ignore[assignment]
        first, *_ = answers.values()
        same = [sum(one == two for one, two in zip(first, own, strict=True)) / len(asked) for own in answers.values()]
        row = ""
        for of_rounds in times.values():
            each = [median(own) for own in zip(*of_rounds, strict=True)]
            row += f"{median(each):>14.1f}{quantiles(each, n=20)[-1]:>8.1f}"
        any_hit = sum(bool(hits) for hits, *_ in first) / len(asked)  # type: ignore[misc,has-type]
        print(f"{name:<28}{row}{min(same):>8.3f}{any_hit:>8.3f}", flush=True)


def _searcher(index: Index, folder: Path, texts: Sequence[str]) -> None:
    """Print the time that Whoosh's own searcher takes for the terms of questions."""
    times: dict[str, list[float]] = {"of pairs": [], "of pairs and syllables": []}
    with whoosh_index.open_dir(str(folder), indexname=NAME).searcher(weighting=scoring.BM25F(B=B, K1=K1)) as searcher:
        for text in texts[:_BY_SEARCHER]:
            asked, names = read_question(index.dictionary, index.engine.count, text, {}).asked, index.dictionary.names
            pairs = [query.Term(TermField.PAIRS, " ".join(names[word] for word in term.syllables)) for term in asked.pairs]
            singles = [query.Term(TermField.SYLLABLES, names[term.number]) for term in asked.syllables]
            for name, terms in zip(times, (pairs, pairs + singles), strict=True):
                start = time.perf_counter()
                searcher.search(query.Or(terms), limit=MOST_RERANKED)
                times[name].append(1000 * (time.perf_counter() - start))
    for name, own in times.items():
        if own:
            print(f"Whoosh's own searcher, any {name}, {len(own)} questions: median {median(own):.0f} ms, most {max(own):.0f}")


if __name__ == "__main__":
    raise SystemExit(main())
