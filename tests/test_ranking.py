"""The compiled ranking: Whoosh's scores, and what a plain reading of its rules gives."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pytest
from whoosh import index as whoosh_index
from whoosh import query, scoring
from whoosh.searching import Searcher

from kb.index import Question, Unit, WhooshEngine, other_names, term_key
from kb.index.asking import read_question
from kb.index.bm25 import idf, norm, saturate
from kb.index.compiled import BREAK, Compiled, Postings, open_compiled
from kb.index.compiling import Compiler, Group, Row
from kb.index.intents import wordings
from kb.index.nearness import nearness
from kb.index.ranking import _best, explain, rank, scores
from kb.index.restoring import restore
from kb.index.rows import term_weights
from kb.index.weights import HEADING_WEIGHT, K1, NEARNESS_BLOCK, B
from kb.language.text import fold
from kb.search.everyday import EVERYDAY


class Weighting(scoring.BM25F):
    """Whoosh's BM25F with the ranking's parameters and weights of terms."""

    def __init__(self) -> None:
        """Take the parameters of the ranking."""
        super().__init__(B=B, K1=K1)

    def idf(self, searcher: Searcher, fieldname: str, text: str) -> float:
        """The weight of a term."""
        return float(idf(searcher.doc_count_all(), searcher.doc_frequency(fieldname, text)))


SYLLABLES = ("thi", "hành", "án", "dân", "sự", "dần", "hạnh", "an", "ủy", "ban", "nhân", "xã", "thị", "điều", "bản", "cấp")


def _units(number: int) -> Iterator[tuple[Unit, dict[str, str]]]:
    chosen = random.Random(number)
    words = lambda most: " ".join(chosen.choices(SYLLABLES, k=chosen.randint(1, most)))  # noqa: E731
    for document, article in itertools.product(("a", "b", "c"), range(1, 15)):
        heading, lead = words(5), words(6) if article % 3 else ""
        for clause in range(1, chosen.randint(2, 5)):
            group = f"art_{article}"
            yield Unit(document, f"{group}__para_{clause}", group, heading, words(4), lead, words(40)), {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "made"
    WhooshEngine().build(folder, _units(1), lambda done: None)
    return folder


@pytest.fixture(scope="module")
def compiled(folder: Path) -> Compiled:
    return open_compiled(folder / "ranking")


def _questions(number: int) -> list[str]:
    chosen = random.Random(7)
    return [" ".join(chosen.choices(SYLLABLES, k=chosen.randint(1, 6))) for _ in range(number)]


def test_the_compiled_ranking_gives_the_scores_of_whoosh(folder: Path, compiled: Compiled) -> None:
    # Whoosh holds single syllables; pairs are held against a plain count below.
    with whoosh_index.open_dir(folder).searcher(weighting=Weighting()) as searcher:
        reader = searcher.reader()
        # Whoosh keeps the length of a field in one byte: its lengths stand in for the exact ones.
        lengths = np.array([reader.doc_field_length(number, "text") for number in range(reader.doc_count_all())])
        assert np.abs(lengths / compiled.single.lengths - 1).max() < 0.1
        norms = norm(lengths, searcher.avg_field_length("text"))
        single, pairs = (
            replace(field, saturated=saturate(field.counts, norms[field.groups])) for field in (compiled.single, compiled.pairs)
        )
        rounded = replace(compiled, single=single, pairs=pairs)
        names = list(compiled.syllables)
        for question in _questions(200):
            wanted = read_question(compiled, question, {}).asked
            terms = [names[number] for number in wanted.syllables]
            theirs = np.zeros(len(lengths))
            for hit in searcher.search(query.Or([query.Term("text", term) for term in terms]), limit=None):
                theirs[hit.docnum] = hit.score
            np.testing.assert_allclose(scores(rounded, replace(wanted, pairs=())), theirs, rtol=1e-6)


def _groups(compiled: Compiled) -> list[list[tuple[int, list[int]]]]:
    """The rows of each group: weight and syllables."""
    rows = [
        (int(weight), compiled.tokens[begin:end].tolist())
        for weight, (begin, end) in zip(compiled.row_weights, itertools.pairwise(compiled.row_starts), strict=True)
    ]
    return [rows[begin:end] for begin, end in itertools.pairwise(compiled.group_starts)]


def test_postings_count_what_the_rows_hold(compiled: Compiled) -> None:
    for group, rows in enumerate(_groups(compiled)):
        single, pairs = Counter[int](), Counter[int]()
        for weight, tokens in rows:
            for token in filter(None, tokens):
                single[token] += weight
            for one, two in itertools.pairwise(tokens):
                pairs[one << 32 | two] += weight if one and two else 0
        assert _of_group(compiled.single, group, range(len(compiled.syllables))) == single
        assert _of_group(compiled.pairs, group, compiled.pairs.keys.tolist()) == +pairs
        assert compiled.single.lengths[group] == single.total()
        assert compiled.pairs.lengths[group] == pairs.total()


def _of_group(postings: Postings, group: int, keys: Sequence[int]) -> Counter[int]:
    found = Counter[int]()
    for place in np.flatnonzero(postings.groups == group).tolist():
        term = int(np.searchsorted(postings.starts, place, side="right")) - 1
        found[keys[term]] = int(postings.counts[place])
    return found


def test_pairs_sorted_slice_by_slice_are_the_same(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.counting._SLICE", 50)
    WhooshEngine().build(tmp_path / "made", _units(1), lambda done: None)
    for made in sorted((folder / "ranking").iterdir()):
        assert made.read_bytes() == (tmp_path / "made" / "ranking" / made.name).read_bytes(), made.name


def test_the_first_hits_do_not_depend_on_how_many_are_wanted(compiled: Compiled) -> None:
    for question in _questions(50):
        wanted = read_question(compiled, question, {}).asked
        _, found, _ = rank(compiled, wanted, 42)
        assert rank(compiled, wanted, 5)[1] == found[:5]
        assert len({hit.group for hit in found}) == len(found)
        assert all(compiled.group_starts[hit.group] <= hit.row < compiled.group_starts[hit.group + 1] for hit in found)
        assert all(compiled.row_weights[row] != HEADING_WEIGHT for hit in found for row in (hit.row, *hit.also))


def test_a_document_holds_only_its_own_groups(compiled: Compiled) -> None:
    first, end = compiled.document_starts[1:3].tolist()
    wanted = np.zeros(len(compiled.group_starts) - 1, bool)
    wanted[first:end] = True
    _, found, _ = rank(compiled, read_question(compiled, "thi hành án", {}).asked, 42, wanted)
    assert found
    assert all(first <= hit.group < end for hit in found)


def test_what_is_restored_is_the_likeliest_of_all_readings(compiled: Compiled) -> None:
    names = list(compiled.syllables)
    by_fold: dict[str, list[int]] = {}
    for number, name in enumerate(names[1:], 1):
        by_fold.setdefault(fold(name), []).append(number)
    occurring = compiled.single.totals.sum()
    together = dict(zip(compiled.pairs.keys.tolist(), compiled.pairs.totals.tolist(), strict=True))

    def likelihood(way: tuple[int, ...]) -> float:
        value = log((compiled.single.totals[way[0]] + 0.5) / occurring)
        for one, two in itertools.pairwise(way):
            share = 0.95 * together.get(one << 32 | two, 0) / (compiled.single.totals[one] + 1)
            value += log(share + 0.05 * (compiled.single.totals[two] + 0.5) / occurring)
        return value

    for question in _questions(60):
        readings = [by_fold[fold(word)] for word in question.split()[:4]]
        best = max(map(likelihood, itertools.product(*readings)))
        assert likelihood(tuple(restore(compiled, readings, [None] * len(readings)))) == pytest.approx(best)


def test_a_syllable_that_no_text_has_parts_what_is_restored(compiled: Compiled) -> None:
    thi, hanh = compiled.syllables["thi"], compiled.syllables["hành"]
    assert restore(compiled, [[thi], [], [hanh], []], [None] * 4) == [thi, None, hanh, None]
    assert restore(compiled, [], []) == []


def test_an_index_of_nothing_answers_nothing(tmp_path: Path) -> None:
    engine = WhooshEngine()
    engine.build(tmp_path / "made", iter(()), lambda done: None)
    engine.open(tmp_path / "made")
    answer = engine.search(Question("thi hành án"), {}, 10)
    assert (answer.hits, answer.total, answer.syllables) == ((), 0, ("", "", ""))


def test_words_of_a_heading_count_twice(tmp_path: Path) -> None:
    compiler = Compiler()
    compiler.add(Group("a", "art_1", [], [Row("", ["thi", "hành"], HEADING_WEIGHT), Row("art_1", ["thi", BREAK, "hành"])]))
    compiler.write(tmp_path / "made")
    made = open_compiled(tmp_path / "made")
    assert made.single.totals.tolist() == [0, 3, 3]
    assert made.pairs.totals.tolist() == [2]


def test_the_parts_of_a_score_add_up_to_it(compiled: Compiled) -> None:
    for question in _questions(40):
        wanted = read_question(compiled, question, {}).asked
        named = [(0, 5), (20, 21)]
        for hit in rank(compiled, wanted, 5, None, named)[1]:
            parts = explain(compiled, wanted, hit, named)
            assert sum(part.value for part in parts) == pytest.approx(hit.score)
            assert [part.value for part in parts] == sorted((part.value for part in parts), reverse=True)


def test_what_stands_near_together_is_what_two_blocks_of_words_hold(compiled: Compiled) -> None:
    groups = np.array([3, 17, 4, 41])
    for question in [*_questions(20), "thi h*", ""]:
        wanted = read_question(compiled, question, {}).asked
        kinds = {
            number: wanted.alike.get(number, number) for number in wanted.syllables
        }  # "h*" is one word, whatever it ends in
        weight = term_weights(compiled, wanted, compiled.single, [(number,) for number in kinds], list(kinds))
        own = dict(zip(kinds.values(), weight, strict=True))
        best = []
        for group in groups:
            tokens = list(itertools.chain(*(tokens for _, tokens in _groups(compiled)[group])))
            places = range(0, len(tokens), NEARNESS_BLOCK)
            near = ({kinds[n] for n in tokens[at : at + 2 * NEARNESS_BLOCK] if n in kinds} for at in places)
            best.append(max(sum(own[kind] for kind in of_blocks) for of_blocks in near))
        np.testing.assert_allclose(nearness(compiled, wanted, groups), best, rtol=1e-6)


def test_the_best_places_are_those_of_a_full_sort() -> None:
    chosen = np.random.default_rng(3)
    for size, number in itertools.product((0, 1, 63, 64, 65, 1000), (1, 10, 100)):
        values = chosen.integers(0, 30, size).astype(float)  # many ties, some zeros
        order = [place for place in np.argsort(-values, kind="stable").tolist() if values[place] > 0][:number]
        assert _best(values, number).tolist() == sorted(order)


def test_another_name_of_what_is_asked_for_counts_half(compiled: Compiled) -> None:
    names = other_names(
        [("ủy ban xã", "ủy ban cấp xã"), ("thi hành án", "thi án"), ("thi hành án", "hành án"), ("án", "thi án")]
    )
    assert names == {
        **dict.fromkeys(("ủy ban xã", "uy ban xa"), ("ủy ban xã", "ủy ban cấp xã")),
        **dict.fromkeys(("ủy ban cấp xã", "uy ban cap xa"), ("ủy ban cấp xã", "ủy ban xã")),
        **dict.fromkeys(("hành án", "hanh an"), ("hành án", "thi hành án")),
    }
    plain, more = (read_question(compiled, "ủy ban xã", {}, table).asked for table in ({}, names))
    assert [[compiled.names[n] for n in pair] for pair in more.other_names] == [["ban", "cấp"], ["cấp", "xã"]]
    # without diacritics it is that name too, however it is read; what it is called is told
    assert read_question(compiled, "uy ban xa", {}, names).named == (("ủy ban xã", "ủy ban cấp xã"),)
    alone = read_question(compiled, "ban cấp xã", {}).asked
    pairs = scores(compiled, replace(alone, syllables=()))
    np.testing.assert_allclose(scores(compiled, more) - scores(compiled, plain), pairs / 2, atol=1e-5)


def test_each_everyday_word_is_sought_as_the_laws_call_it_with_and_without_diacritics(compiled: Compiled) -> None:
    names = other_names((), EVERYDAY)
    for word, called in EVERYDAY:
        for typed in (f"hỏi về {word} thế nào", fold(f"hỏi về {word} thế nào")):
            as_read = read_question(compiled, typed, {}, names)
            assert as_read.named == (names[fold(term_key(word))],), typed
            assert as_read.named[0][1] == called.replace(",", "")


def test_how_a_question_is_put_is_read_though_no_text_has_it() -> None:
    assert wordings(["cay", "nay", "dung", "hay", "sai"]) == {2: "đúng", 3: "hay", 4: "sai"}
    assert wordings(["thoi", "han", "bao", "lau"]) == {2: "bao", 3: "lâu"}
    # what is typed with diacritics is read as typed
    assert wordings(["dụng", "hay", "sai"]) == {}
