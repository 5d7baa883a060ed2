"""The ranking: the compiled engine, the re-rank and the dictionary, beside what a plain reading of their rules gives."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log, log1p
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from kb.index import Address, Condition, FilterField, Index, Question, Unit, answer, indexed, other_names, standing_of, term_key
from kb.index.analysis import OtherName
from kb.index.arrays import Float32s
from kb.index.asking import ReadQuestion, read_question
from kb.index.bm25 import norm, saturate
from kb.index.candidates import Tokens
from kb.index.collecting import BREAK, Collection, Collector, Group, Row, collected
from kb.index.counting import Postings
from kb.index.engines.compiled.arrays import Compiled, open_arrays
from kb.index.engines.compiled.ranking import best
from kb.index.engines.compiled.reader import CompiledReader
from kb.index.intents import wordings
from kb.index.inverting import Inverted, invert
from kb.index.nearness import nearness
from kb.index.reranking import group_scores, rerank
from kb.index.restoring import restore
from kb.index.terms import Filter, QuestionTerms, Sought
from kb.index.weights import (
    CONTEXT_WEIGHT,
    ENOUGH_BY_PAIRS,
    HEADING_WEIGHT,
    INTENT_IN_NAMED,
    INTENT_WEIGHT,
    K1,
    NAMED_WEIGHT,
    NEARNESS_BLOCK,
    B,
)
from kb.language.text import fold
from kb.law.statuses import StatusWord
from kb.search.everyday import EVERYDAY
from tests.indexes import TODAY, fields, index_of

SYLLABLES = ("thi", "hành", "án", "dân", "sự", "dần", "hạnh", "an", "ủy", "ban", "nhân", "xã", "thị", "điều", "bản", "cấp")
ABBREVIATIONS = {"UBND": "ủy ban nhân dân"}
DOCUMENTS = (fields("a", "Luật"), fields("b", "Thông tư", StatusWord.EXPIRED), fields("c"))
STANDING = {one.document: standing_of(one.type, one.status(TODAY)) for one in DOCUMENTS}
DEFINING, SCOPE = "giải thích từ ngữ", "phạm vi điều chỉnh"


def _units(number: int) -> Iterator[Unit]:
    chosen = random.Random(number)
    words = lambda most: " ".join(chosen.choices(SYLLABLES, k=chosen.randint(1, most)))  # noqa: E731
    for document, article in itertools.product(("a", "b", "c"), range(1, 15)):
        heading, lead = words(5), words(6) if article % 3 else ""
        heading = {1: f"{SCOPE} {words(2)}", 2: DEFINING}.get(article, heading)
        for clause in range(1, chosen.randint(2, 5)):
            group = f"art_{article}"
            text = words(40) + (" là gì áp dụng cho ai" if article == 14 else "")  # what is in no text is not read
            yield Unit(document, f"{group}__para_{clause}", group, heading, words(4), lead, text)


def _with_more(number: int) -> Iterator[Unit]:
    """The same with words that form no pair: numbers and abbreviations."""
    for at, unit in enumerate(_units(number)):
        yield replace(unit, text=f"{unit.text} {('26/2008/QH12', 'UBND', '')[at % 3]} thi hành")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "made"
    index_of(folder, _units(1), DOCUMENTS)
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("index") / "made", _units(1), DOCUMENTS)


@pytest.fixture(scope="module")
def richer(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("index") / "made", _with_more(2), DOCUMENTS, ABBREVIATIONS)


@pytest.fixture(scope="module")
def collection() -> Collection:
    return collected([indexed((unit, {}) for unit in _units(1))])


@pytest.fixture(scope="module")
def inverted(collection: Collection) -> Inverted:
    return invert(collection)


@pytest.fixture(scope="module")
def arrays(folder: Path) -> Compiled:
    return open_arrays(folder / "compiled")


def _questions(number: int) -> list[str]:
    chosen = random.Random(7)
    return [" ".join(chosen.choices(SYLLABLES, k=chosen.randint(1, 6))) for _ in range(number)]


def _read(index: Index, text: str, names: dict[str, OtherName] | None = None) -> ReadQuestion:
    return read_question(index.dictionary, index.engine.count, text, ABBREVIATIONS, names)


# ---- Scores ------------------------------------------------------------------------------------------------------------

Words = Counter[tuple[str, ...]]  # single words, and pairs of neighbours


class _Counted(NamedTuple):
    """What a plain count finds in a group."""

    words: Words
    titles: Words
    heading: str


def _counted(units: Iterator[Unit]) -> dict[Address, _Counted]:
    found: dict[Address, _Counted] = {}
    for address, members in itertools.groupby(units, lambda unit: (unit.document, unit.group)):
        own = list(members)
        rows = [(own[0].heading, HEADING_WEIGHT), (own[0].lead, 1), *((unit.text, 1) for unit in own)]
        words = Words()
        for text, weight in rows:
            for term in (*zip(text.split()), *itertools.pairwise(text.split())):
                words[term] += weight
        found[address] = _Counted(words, Words(itertools.pairwise(own[0].context.split())), own[0].heading)
    return found


def _weight(held: int, groups: int) -> float:
    return log1p((groups - held + 0.5) / (held + 0.5))


def _bm25(terms: Sequence[tuple[str, ...]], texts: Sequence[Words]) -> list[float]:
    """The BM25 of each text, without the weights of a heading's words, which are counted before."""
    average = sum(text.total() for text in texts) / len(texts)
    held = {term: sum(term in text for text in texts) for term in terms}
    return [
        sum(
            _weight(held[term], len(texts)) * (K1 + 1) * text[term] / (text[term] + K1 * (1 - B + B * text.total() / average))
            for term in terms
        )
        for text in texts
    ]


def _plain_scores(counted: dict[Address, _Counted], syllables: Sequence[str], named: frozenset[str]) -> dict[Address, float]:
    """The groups that match, with their scores before the standing of documents."""
    singles, pairs = list(dict.fromkeys(zip(syllables))), list(dict.fromkeys(itertools.pairwise(syllables)))
    texts = [group.words for group in counted.values()]
    of_words, of_pairs = _bm25([*singles, *pairs], texts), _bm25(pairs, texts)
    titles = _bm25(pairs, [group.titles for group in counted.values()])
    rarest = _weight(1, len(texts))
    is_asked = "là gì" in " ".join(syllables)
    found: dict[Address, float] = {}
    matching = set()
    for at, (address, group) in enumerate(counted.items()):
        is_named, has_words = address[0] in named, of_words[at] > 0
        under = is_asked and group.heading == DEFINING and (is_named if named else has_words)
        found[address] = of_words[at] + CONTEXT_WEIGHT * titles[at] + NAMED_WEIGHT * rarest * (is_named and has_words)
        found[address] += INTENT_WEIGHT * rarest * under * (INTENT_IN_NAMED if named else 1)
        if of_pairs[at] > 0 or under or (is_named and has_words):
            matching.add(address)
    if len(matching) < ENOUGH_BY_PAIRS:
        matching |= {address for at, address in enumerate(counted) if of_words[at] > 0}
    return {address: score for address, score in found.items() if address in matching}


def _variants(number: int) -> Iterator[tuple[str, frozenset[str]]]:
    """Questions, many of which ask for a heading in other words, name documents, or do both."""
    chosen = random.Random(13)
    for at, text in enumerate(_questions(number)):
        named = frozenset(chosen.sample("abc", chosen.randint(1, 2))) if at % 3 == 0 else frozenset[str]()
        yield (f"{text} là gì" if at % 2 else text), named


def test_the_engine_gives_the_scores_of_a_plain_count(index: Index) -> None:
    counted = _counted(_units(1))
    for text, named in _variants(200):
        read = _read(index, text)
        wanted = _plain_scores(counted, read.syllables, named)
        found = index.engine.candidates(Sought(read.asked, Filter(TODAY), named), 1000)
        addresses = found.groups.addresses(np.arange(len(found.scores)))
        assert found.total == len(addresses)
        assert set(addresses) == set(wanted), text
        np.testing.assert_allclose(found.scores, [wanted[own] * STANDING[own[0]] for own in addresses], rtol=2e-6)
        assert found.scores.tolist() == sorted(found.scores, reverse=True)


MORE = ["", "là gì", "áp dụng cho ai", "26/2008/QH12", "ubnd", "26/2008", "th*", "là gì UBND"]


def test_the_scores_of_the_re_rank_are_those_of_the_engine(richer: Index) -> None:
    # This is what lets the re-rank take over the scores of an engine that is exact.
    kinds = Counter[str]()
    for (text, named), more in zip(_variants(200), itertools.cycle(MORE), strict=False):
        read = _read(richer, f"{text} {more}")
        sought = Sought(read.asked, Filter(TODAY), named)
        found = richer.engine.candidates(sought, 1000)
        every = np.arange(len(found.scores))
        own = group_scores(richer.dictionary, sought, found.groups, found.groups.rows(every))
        np.testing.assert_allclose(own * found.standing, found.scores, rtol=1e-6)
        kinds["all"] += 1
        kinds.update(name for name in ("headings", "context", "alone", "pairs", "alike") if getattr(read.asked, name))
        counted, spared = (rerank(richer.dictionary, sought, replace(found, is_exact=exact)) for exact in (False, True))
        np.testing.assert_allclose(counted.scores, spared.scores, rtol=1e-6)
    assert kinds.pop("all") == 200
    assert len(kinds) == 5
    assert min(kinds.values()) >= 20


def test_the_parts_of_a_score_add_up_to_it(index: Index) -> None:
    kinds = set()
    for text, named in _variants(40):
        for hit in answer(index, Question(text, TODAY, named=named, explain=True), 5).hits:
            parts = [reason.value for reason in hit.reasons]
            assert sum(parts) * STANDING[hit.document] == pytest.approx(hit.score)
            assert parts == sorted(parts, reverse=True)
            kinds |= {reason.kind for reason in hit.reasons}
    assert kinds == {"words", "context", "named", "intent", "heading", "near"}


# ---- What is counted ---------------------------------------------------------------------------------------------------


def _groups(collection: Collection) -> list[list[tuple[int, list[int]]]]:
    """The rows of each group: weight and syllables."""
    rows = [
        (int(weight), collection.tokens[begin:end].tolist())
        for weight, (begin, end) in zip(collection.row_weights, itertools.pairwise(collection.row_starts), strict=True)
    ]
    return [rows[begin:end] for begin, end in itertools.pairwise(collection.group_starts)]


def test_postings_count_what_the_rows_hold(collection: Collection, inverted: Inverted, arrays: Compiled) -> None:
    for group, rows in enumerate(_groups(collection)):
        single, pairs = Counter[int](), Counter[int]()
        for weight, tokens in rows:
            for token in filter(None, tokens):
                single[token] += weight
            for one, two in itertools.pairwise(tokens):
                pairs[one << 32 | two] += weight if one and two else 0
        assert _of_group(inverted.single, group, range(len(collection.syllables))) == single
        assert _of_group(inverted.pairs, group, inverted.pairs.keys.tolist()) == +pairs
        assert inverted.single.lengths[group] == single.total()
        assert inverted.pairs.lengths[group] == pairs.total()
        assert inverted.row_lengths[slice(*collection.group_starts[group : group + 2])].tolist() == [
            sum(token > 0 for token in tokens) + sum(one > 0 and two > 0 for one, two in itertools.pairwise(tokens))
            for _, tokens in rows
        ]
    norms = norm(inverted.single.lengths + inverted.pairs.lengths)
    for own, written in ((inverted.single, arrays.single), (inverted.pairs, arrays.pairs)):
        assert written.groups.tolist() == own.groups.tolist()
        assert written.starts.tolist() == own.starts.tolist()
        np.testing.assert_allclose(written.saturated, saturate(own.counts, norms[own.groups]), rtol=1e-6)


def _of_group(postings: Postings, group: int, keys: Sequence[int]) -> Counter[int]:
    found = Counter[int]()
    for at in np.flatnonzero(postings.groups == group).tolist():
        term = int(np.searchsorted(postings.starts, at, side="right")) - 1
        found[keys[term]] = int(postings.counts[at])
    return found


def test_pairs_sorted_slice_by_slice_are_the_same(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.counting._SLICE", 50)
    index_of(tmp_path / "made", _units(1), DOCUMENTS)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert len(files) > 30
    for name in files:
        assert (folder / name).read_bytes() == (tmp_path / "made" / name).read_bytes(), name


def test_words_of_a_heading_count_twice() -> None:
    collector = Collector()
    collector.add(Group("a", "art_1", [], [Row("", ["thi", "hành"], HEADING_WEIGHT), Row("art_1", ["thi", BREAK, "hành"])]))
    made = invert(collector.collection())
    assert made.single.totals.tolist() == [0, 3, 3]
    assert made.pairs.totals.tolist() == [2]


# ---- The best groups ---------------------------------------------------------------------------------------------------


# How many groups are re-ranked, below which and above which answers differ in their making: all, and a few of them.
@pytest.mark.parametrize("most", [200, 8])
def test_the_first_hits_do_not_depend_on_how_many_are_wanted(index: Index, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.answering.MOST_RERANKED", most)
    groups = {(unit.document, unit.eid): (unit.document, unit.group) for unit in _units(1)}
    leads = {(unit.document, unit.group) for unit in _units(1) if unit.lead}
    for text in _questions(50):
        every, few = (answer(index, Question(text, TODAY), limit) for limit in (42, 5))
        assert every.hits[:5] == few.hits
        assert (every.total, every.counts) == (few.total, few.counts)
        assert len(every.hits) == every.total
        # One unit of each group, or the Điều itself for its lead; never its heading.
        found = [groups.get((hit.document, hit.eid), (hit.document, hit.eid)) for hit in every.hits]
        assert len(set(found)) == len(found)
        assert set(found) <= set(groups.values())
        for hit, group in zip(every.hits, found, strict=True):
            for eid in (hit.eid, *hit.also):
                assert groups.get((hit.document, eid)) == group or ((hit.document, eid) == group and group in leads)


def test_a_document_holds_only_its_own_groups(index: Index) -> None:
    for negated, documents in ((False, {"b"}), (True, {"a", "c"})):
        condition = Condition(FilterField.DOCUMENT, frozenset("b"), negated)
        found = answer(index, Question("thi hành án", TODAY, conditions=(condition,)), 42)
        assert found.hits
        assert {hit.document for hit in found.hits} == documents
        assert found.counts[FilterField.DOCUMENT].keys() == documents


def test_what_stands_near_together_is_what_two_blocks_of_words_hold(index: Index, collection: Collection) -> None:
    groups = [3, 17, 4, 41]
    texts = [list(itertools.chain(*(tokens for _, tokens in _groups(collection)[group]))) for group in groups]
    tokens = Tokens(np.array([*itertools.chain(*texts)], np.int32), np.cumsum([0, *map(len, texts)]))
    for question in [*_questions(20), "thi h*", ""]:
        asked = _read(index, question).asked
        # "h*" is one word, whatever it ends in
        kinds = {term.number: asked.alike.get(term.number, term.number) for term in asked.syllables}
        own = {kinds[term.number]: term.weight for term in asked.syllables}
        wanted = []
        for text in texts:
            blocks = range(0, len(text), NEARNESS_BLOCK)
            near = ({kinds[n] for n in text[at : at + 2 * NEARNESS_BLOCK] if n in kinds} for at in blocks)
            wanted.append(max(sum(own[kind] for kind in of_blocks) for of_blocks in near))
        np.testing.assert_allclose(nearness(index.dictionary, asked, tokens), wanted, rtol=1e-6)


def test_the_best_indexes_are_those_of_a_full_sort() -> None:
    chosen = np.random.default_rng(3)
    for size, number in itertools.product((0, 1, 63, 64, 65, 1000), (1, 10, 100)):
        values = chosen.integers(0, 30, size).astype(np.float32)  # many ties, some zeros
        order = [at for at in np.argsort(-values, kind="stable").tolist() if values[at] > 0][:number]
        assert best(values, number).tolist() == sorted(order)


def test_an_index_of_nothing_answers_nothing(tmp_path: Path) -> None:
    found = answer(index_of(tmp_path / "made", ()), Question("thi hành án", TODAY), 10)
    assert (found.hits, found.total, found.syllables) == ((), 0, ("", "", ""))


# ---- The reading of questions ------------------------------------------------------------------------------------------


def test_what_is_restored_is_the_likeliest_of_all_readings(index: Index) -> None:
    dictionary = index.dictionary
    by_fold: dict[str, list[int]] = {}
    for number, name in enumerate(dictionary.names[1:], 1):
        by_fold.setdefault(fold(name), []).append(number)
    totals, occurring = dictionary.totals, dictionary.totals.sum()
    together = dict(zip(dictionary.pairs.keys.tolist(), dictionary.pairs.totals.tolist(), strict=True))

    def likelihood(way: Sequence[int]) -> float:
        value = log((totals[way[0]] + 0.5) / occurring)
        for one, two in itertools.pairwise(way):
            share = 0.95 * together.get(one << 32 | two, 0) / (totals[one] + 1)
            value += log(share + 0.05 * (totals[two] + 0.5) / occurring)
        return value

    for question in _questions(60):
        readings = [by_fold[fold(word)] for word in question.split()[:4]]
        likeliest = max(map(likelihood, itertools.product(*readings)))
        restored = [number or 0 for number in restore(dictionary, readings, [None] * len(readings))]
        assert likelihood(restored) == pytest.approx(likeliest)


def test_a_syllable_that_no_text_has_parts_what_is_restored(index: Index) -> None:
    dictionary = index.dictionary
    thi, hanh = dictionary.syllables["thi"], dictionary.syllables["hành"]
    assert restore(dictionary, [[thi], [], [hanh], []], [None] * 4) == [thi, None, hanh, None]
    assert restore(dictionary, [], []) == []


def _scores(index: Index, arrays: Compiled, asked: QuestionTerms) -> Float32s:
    """The scores of all groups for the words of a question, by their number."""
    every = np.arange(len(arrays.group_starts) - 1)
    groups = CompiledReader(arrays, [one.id for one in index.documents], every)
    return group_scores(index.dictionary, Sought(asked, Filter(TODAY)), groups, groups.rows(every))


def test_another_name_of_what_is_asked_for_counts_half(index: Index, arrays: Compiled) -> None:
    names = other_names(
        [("ủy ban xã", "ủy ban cấp xã"), ("thi hành án", "thi án"), ("thi hành án", "hành án"), ("án", "thi án")]
    )
    assert names == {
        **dict.fromkeys(("ủy ban xã", "uy ban xa"), ("ủy ban xã", "ủy ban cấp xã")),
        **dict.fromkeys(("ủy ban cấp xã", "uy ban cap xa"), ("ủy ban cấp xã", "ủy ban xã")),
        **dict.fromkeys(("hành án", "hanh an"), ("hành án", "thi hành án")),
    }
    plain, more = (_read(index, "ủy ban xã", table).asked for table in ({}, names))
    syllables = [[index.dictionary.names[number] for number in term.syllables] for term in more.other_names]
    assert syllables == [["ban", "cấp"], ["cấp", "xã"]]
    # without diacritics it is that name too, however it is read; what it is called is told
    assert _read(index, "uy ban xa", names).named == (("ủy ban xã", "ủy ban cấp xã"),)
    alone = replace(_read(index, "ban cấp xã").asked, syllables=(), context=())
    gained = _scores(index, arrays, more) - _scores(index, arrays, plain)
    np.testing.assert_allclose(gained, _scores(index, arrays, alone) / 2, atol=1e-5)
    assert gained.any()


def test_each_everyday_word_is_sought_as_the_laws_call_it_with_and_without_diacritics(index: Index) -> None:
    names = other_names((), EVERYDAY)
    for word, called in EVERYDAY:
        for typed in (f"hỏi về {word} thế nào", fold(f"hỏi về {word} thế nào")):
            as_read = _read(index, typed, names)
            assert as_read.named == (names[fold(term_key(word))],), typed
            assert as_read.named[0][1] == called.replace(",", "")


def test_how_a_question_is_put_is_read_though_no_text_has_it() -> None:
    assert wordings(["cay", "nay", "dung", "hay", "sai"]) == {2: "đúng", 3: "hay", 4: "sai"}
    assert wordings(["thoi", "han", "bao", "lau"]) == {2: "bao", 3: "lâu"}
    # what is typed with diacritics is read as typed
    assert wordings(["dụng", "hay", "sai"]) == {}
