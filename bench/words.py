"""What is made of words: similar Điều, provisions suggested for a paragraph, and completions; over a built codification.

- Similar: the provisions that the codification names as related to an article, and how many of them are among the first ten.
- Suggested: clauses that cite one provision of another document, with the citation cut out: is it the one that is suggested?
  "among cited" looks into the documents that the same document cites elsewhere, as a material does; "all" into all of them.
- Completed: the words of several syllables in headings, typed to the first or the first two letters of each of their syllables:
  is the word among five completions, and how many of these end inside a word?

All are drawn by the SHA-256 of their addresses, which also parts them into a `dev` half, for choosing, and a `test` half.

Run: `python -m bench.words --data DIR [--half dev|test] [--each N]`.
"""

import argparse
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import mean

import numpy as np

import kb
from kb.index import Condition, FilterField, analyze, completed, groups_like, groups_on, title_of
from kb.index.dictionary import Dictionary
from kb.law.eid import article_of
from kb.materials.uncited import FEWEST_WORDS
from kb.search.similar import parts_of, same_provision
from kb.search.tables import SearchTables

_SHOWN = 10
_LEADS = (0.0, 0.1, 0.15, 0.2, 0.3)
_LEAST_SCORES = (0.0, 1.0, 1.4)  # times the weight of the words sought
_INTRODUCTION = re.compile(r"\b(?:theo )?(?:quy định )?(?:tại|của|theo)\s+(?=[,.;]|$)")
Address = tuple[str, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a data folder in which the codification is built")
    parser.add_argument("--half", choices=("dev", "test"), default="dev")
    parser.add_argument("--each", type=int, default=1000, metavar="N", help="so many of each")
    options = parser.parse_args(arguments)
    generation = kb.Published(options.data).current()
    _similar(generation, options.half, options.each)
    _suggested(generation, options.half, options.each)
    _completed(generation, options.half, options.each)
    return 0


def _drawn(addresses: Sequence[Address], half: str, number: int) -> list[Address]:
    hashed = {address: hashlib.sha256("/".join(address).encode()).digest() for address in addresses}
    own = [address for address in addresses if hashed[address][-1] % 2 == ("dev", "test").index(half)]
    return sorted(own, key=hashed.__getitem__)[:number]


def _similar(generation: kb.Generation, half: str, number: int) -> None:
    on, tables = date.today(), generation.derived(SearchTables)
    links: dict[Address, set[Address]] = {}
    for document in sorted(generation.with_text):
        for eid in _articles(generation, document):
            named = {(r.document, r.target) for r in generation.related(document, eid) if r.document and r.target}
            if named - {(document, eid)}:
                links[document, eid] = {(one, two) for one, two in named if one and two} - {(document, eid)}
    found, any_found = [], []
    for document, eid in _drawn(list(links), half, number):
        passage = generation.store.passage(document, eid, on)
        if passage is None:
            continue
        titles = "\n".join((title_of(generation.entry(document)), *(step.heading for step in passage.way[:-1])))
        like = groups_like(tables.index, *parts_of(passage), titles, tables.abbreviations, on, _SHOWN + 1)
        first = [address for address, _ in like if address != (document, eid)][:_SHOWN]
        hits = len(links[document, eid].intersection(first))
        found.append(hits / min(len(links[document, eid]), _SHOWN))
        any_found.append(hits > 0)
    print(f"similar, {half}: {len(found)} of {len(links)} articles")
    print(f"  recall in the first {_SHOWN} {mean(found):.3f}, any of them {mean(any_found):.3f}")


def _articles(generation: kb.Generation, document: str) -> Iterator[str]:
    tree = generation.tree(document, date.today())
    return (p.eid for p in tree.walk() if p.level == "article") if tree else iter(())


def _suggested(generation: kb.Generation, half: str, number: int) -> None:
    on, tables = date.today(), generation.derived(SearchTables)
    cases: dict[Address, tuple[str, Address, frozenset[str]]] = {}
    for document in sorted(generation.with_text):
        cases |= _citing(generation, document, on)
    drawn = _drawn(list(cases), half, number)
    for title, is_among in (("among cited", True), ("all", False)):
        leads: list[tuple[float, float, bool]] = []
        for document, eid in drawn:
            paragraph, target, cited = cases[document, eid]
            condition = Condition(FilterField.DOCUMENT, cited if is_among else frozenset({document}), not is_among)
            hits, weight = groups_on(tables.index, paragraph, tables.abbreviations, on, [condition], 6)
            same = [same_provision(generation, hit.document, article_of(hit.eid)) for hit in hits]
            rival = next((hit.score for hit, own in zip(hits, same, strict=True) if own != same[0]), 0.0)
            if hits:
                is_right = same[0] == same_provision(generation, *target)
                leads.append((1 - rival / hits[0].score, hits[0].score / weight, is_right))
        print(f"suggested, {half}, {title}: {len(leads)} of {len(cases)} clauses; right (share of clauses), by score and lead")
        for least in _LEAST_SCORES:
            print(f"  {least}: " + ", ".join(f"{lead:.0%}: {_right(leads, lead, least)}" for lead in _LEADS))


def _right(found: Sequence[tuple[float, float, bool]], least_lead: float, least_score: float) -> str:
    own = [is_right for lead, score, is_right in found if lead >= least_lead and score >= least_score]
    return f"{mean(own):.2f} ({len(own) / len(found):.2f})" if own else "none"


def _citing(
    generation: kb.Generation, document: str, on: date
) -> Iterator[tuple[Address, tuple[str, Address, frozenset[str]]]]:
    """The clauses of a document that cite one provision of another: text without it, that Điều, documents cited elsewhere."""
    tree = generation.tree(document, on) or kb.Tree("", ())
    by_clause: dict[str, list[kb.Reference]] = {}
    for citing in generation.references(document, on):
        by_clause.setdefault(citing.eid, []).append(citing.reference)
    for eid, references in by_clause.items():
        targets = {(r.document, article_of(r.eid)) for r in references if r.kind == "provision" and r.document and r.eid}
        provision = next(reversed(tree.way_to(eid)), None)
        if len(targets) != 1 or provision is None or provision.children or any(r.to for r in references):
            continue
        ((other, article),) = targets
        elsewhere = {r.document for clause, own in by_clause.items() if clause != eid for r in own if r.document}
        cited = frozenset(elsewhere & generation.with_text - {document})
        if other == document or not cited or not generation.store.has(other, article, on):
            continue
        text = _without(tree.text[slice(*provision.span)], provision.span.start, references)
        if len(text.split()) >= FEWEST_WORDS:
            yield (document, eid), (text, (other, article), cited)


def _without(text: str, begin: int, references: Sequence[kb.Reference]) -> str:
    for reference in sorted(references, key=lambda r: -r.start):
        if reference.start >= begin and reference.end <= begin + len(text):
            text = text[: reference.start - begin] + " " + text[reference.end - begin :]
    return _INTRODUCTION.sub(" ", text)


def _completed(generation: kb.Generation, half: str, number: int) -> None:
    tables = generation.derived(SearchTables)
    dictionary = tables.index.dictionary
    addresses = {(document, eid): None for document in sorted(generation.with_text) for eid in _articles(generation, document)}
    among, split, offered = [], 0, 0
    for document, eid in _drawn(list(addresses), half, number):
        tree = generation.tree(document, date.today())
        heading = tree.way_to(eid)[-1].heading.of(tree.text).lower() if tree else ""
        terms = [term for term in analyze(heading, {}) if not term.alone and term.form.isalpha()]
        for one, two in pairwise(terms):
            if not dictionary.joins(one.form, two.form) or heading[one.end : two.start] != " ":
                continue
            for end in (one.start + 1, one.start + 2, two.start + 1):
                got = completed(tables.index, heading[:end], tables.abbreviations, 5)
                among.append(any(text.endswith(heading[one.start : two.end]) for text in got))
                offered += len(got)
                split += sum(_ends_inside_a_word(dictionary, text) for text in got)
    print(f"completed, {half}: {len(among)} beginnings")
    print(f"  the word among five {mean(among):.3f}, completions that end inside a word {split / offered:.3f}")


def _ends_inside_a_word(dictionary: Dictionary, text: str) -> bool:
    """Whether the last syllable stands alone in fewer than one in fifty of the places where it begins a word."""
    *before, last = (term.form for term in analyze(text, {}))
    syllable = dictionary.syllables.get(last, 0)
    if before and dictionary.joins(before[-1], last):
        return False
    begin, end = np.searchsorted(dictionary.pairs.keys, (syllable << 32, (syllable + 1) << 32)).tolist()
    inside = int(dictionary.inside[begin:end].sum())
    return inside > 0.98 * max(int(dictionary.totals[syllable] - dictionary.ending[syllable]), 1)


if __name__ == "__main__":
    raise SystemExit(main())
