"""How high the answer stands: on questions whose answering article is known (ALQAC 2024), and on headings typed as queries.

The questions are split in half by the SHA-256 of their ids: what is tuned is tuned on `dev`; a figure is claimed of `test`.
Every engine gets the same articles. Ours is measured through the whole program: laws are written as text files, built, and
searched with `kb.search`; an Điều counts once. The headings are a sample of those of the codification, over its full text, for
some engines take a tenth of a second for one; they are drawn by their SHA-256, and all engines get the same. Whoever bears a
heading answers it.

Run: `python -m bench.search.quality [--half dev|test|none] [--headings N] [--data DIR | --clauses N] [--peers NAME,…]`.
"""

import argparse
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import kb
from bench.search.asking import Ask, Text, write
from bench.search.corpus import Article, articles, built, laws_built, topics
from bench.search.questions import Asked, figures, headings, questions
from bench.search.variants import VARIANTS
from bench.search.workers import OUR_ENGINE, OURS, Named, at_work, only

ENGINES = (
    Named("BM25, syllables", "bm25", ("syllables",)),
    Named("BM25, words of pyvi", "bm25", ("words",)),
    Named("BM25, syllables + bigrams, heading twice", "bm25", ("bigrams",)),
    Named("Whoosh, BM25F", "whoosh_peer", ("stock",)),
    Named("SQLite FTS5", "sqlite_peer", ("stock",)),
    Named("tantivy", "tantivy_peer", ("stock",)),
    OUR_ENGINE,
    OURS,
)
_ARTICLE = re.compile(r"(?:.*__)?art_[^_]+")
_FOR_HEADINGS = ("accented", "unaccented")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "test", "none"), default="dev", help="none: only headings")
    parser.add_argument("--headings", type=int, default=2000, metavar="N", help="so many headings of the codification; 0: none")
    parser.add_argument("--data", type=Path, help="a data folder in which the codification is built; else it is built")
    parser.add_argument("--clauses", type=int, metavar="N", help="build only a sample of about so many clauses")
    parser.add_argument("--peers", help="only these engines (parts of names, comma-separated) beside ours")
    options = parser.parse_args(arguments)
    engines = only(ENGINES, options.peers)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        if options.half != "none":
            places, texts = laws_built(scratch / "laws")
            asked = questions(options.half, places)
            print(f"{len(asked)} questions of the {options.half} half, {len(texts)} articles", flush=True)
            _table(engines, scratch / "laws", texts, asked, VARIANTS)
        if options.headings:
            data = options.data or built(topics(options.clauses), scratch / "codification")
            texts = articles(kb.Published(data).current())
            known = headings(texts)
            asked = known[: options.headings]
            drawn = f"{len(asked)} of the {len(known)} headings of the codification, drawn by hash"
            print(f"\n{drawn}; {len(texts)} articles", flush=True)
            _table(engines, data, texts, asked, {name: VARIANTS[name] for name in _FOR_HEADINGS})
    return 0


def _table(
    engines: Sequence[Named],
    data: Path,
    texts: Mapping[Article, Text],
    asked: Sequence[Asked],
    variants: Mapping[str, Callable[[str], str]],
) -> None:
    """One row for each engine and variant; engines work one after another, all variants each."""
    keys = list(texts)
    rows: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        write(texts.values(), scratch / "texts")
        for named in engines:
            with at_work([named], scratch) as (workers, missing):
                rows[named.name] = dict.fromkeys(variants, f"  not installed: {missing.get(named.name)}")
                for worker in workers:
                    worker.prepare(data if named.ours else scratch / "texts")
                    for variant, change in variants.items():
                        answers = worker.ask([Ask("typed", change(question.text)) for question in asked])[1]
                        got = figures(asked, [[article_of(one, keys) for one in answer] for answer in answers])
                        rows[named.name][variant] = f"{got.r1:>7.3f}{got.r5:>7.3f}{got.r10:>7.3f}{got.mrr:>7.3f}"
    for variant, change in variants.items():
        changed = sum(change(question.text) != question.text for question in asked)
        title = f"{variant} ({changed} of {len(asked)} changed)" if changed else variant
        print(f"\n{title:<42}{'R@1':>7}{'R@5':>7}{'R@10':>7}{'MRR':>7}")
        for engine, row in rows.items():
            print(f"  {engine:<40}{row[variant]}", flush=True)


def article_of(found: Any, keys: Sequence[Article]) -> Article:
    """What an engine gave, its number or a document and an eId, as an article."""
    if isinstance(found, int):
        return keys[found]
    document, eid = found
    article = _ARTICLE.match(eid)
    return document, article[0] if article else eid


if __name__ == "__main__":
    raise SystemExit(main())
