"""What every engine owes: a table of contracts, and the answers of the plainest engine."""

import gc
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import index as whoosh_index
from whoosh import query, scoring
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.filedb.filestore import RamStorage

from kb.index import (
    Condition,
    DocumentFields,
    FilterField,
    Index,
    Question,
    Unit,
    answer,
    headed_by,
    indexed,
    open_index,
    write_index,
)
from kb.index.asking import read_question
from kb.index.collecting import collected
from kb.index.counting import Postings
from kb.index.engine import Engine
from kb.index.engines import ENGINES, engine_for
from kb.index.engines.group_index import TermField
from kb.index.engines.whoosh.codec import ArrayCodec, packed_terms
from kb.index.engines.whoosh.query import GroupQuery, ScoreMatcher, passing
from kb.index.engines.whoosh.schema import NAME
from kb.index.terms import Filter, QuestionTerms, Sought
from kb.index.weights import COMPILED_FROM, K1, B
from kb.index.words import word_postings
from kb.law.statuses import StatusWord
from tests import plain_engine

ON = date(2026, 7, 1)
KINDS = ("compiled", "whoosh", "plain")
IN_FORCE, EXPIRED = (("", StatusWord.IN_FORCE),), (("", StatusWord.IN_FORCE), ("2020-01-01", StatusWord.EXPIRED))

FACTS = (
    DocumentFields("bo-luat", "Bộ luật nhà đất", "Bộ luật", "Quốc hội", "2015", IN_FORCE),
    DocumentFields("hop-nhat", "Văn bản hợp nhất", "Văn bản hợp nhất", "Bộ Tư pháp", "2019", IN_FORCE),
    DocumentFields("luat-cu", "Luật cũ", "Luật", "Quốc hội", "2008", EXPIRED),
    DocumentFields("nghi-dinh", "Nghị định 15", "Nghị định", "Chính phủ", "2020", IN_FORCE),
)
CONSOLIDATED = {"hop-nhat": ["luat-cu"]}
BEFORE, AFTER = (0, ON.toordinal()), (ON.toordinal(), 1 << 30)


def _article(document: str, article: int, heading: str, *clauses: str, **more: str | tuple[int, int]) -> Iterator[Unit]:
    """The units of an Điều: one for each khoản, or itself."""
    group = f"art_{article}"
    made = Unit(document, group, group, heading, str(more.get("context", "")), str(more.get("lead", "")), "")
    made = replace(made, days=more.get("days", made.days))
    for number, text in enumerate(clauses, 1):
        yield replace(made, eid=f"{group}__para_{number}" if len(clauses) > 1 else group, text=text)


def _units() -> Iterator[Unit]:
    yield from _article("bo-luat", 1, "Phạm vi điều chỉnh", "Bộ luật này nói về nhà ở và đất đai.", context="Nhà đất")
    yield from _article("bo-luat", 2, "Các hành vi bị nghiêm cấm", "Lấn chiếm đất đai.", "Hủy hoại mái nhà.", context="Nhà đất")
    yield from _article("bo-luat", 3, "Mái nhà", "Mái phải kín. Nhà phải vững.", "Mái nhà ngói đỏ.", context="Nhà đất")
    yield from _article("hop-nhat", 1, "Thời hạn", "Thời hạn là ba mươi ngày.", "Hết hạn thì gia hạn.")
    yield from _article("hop-nhat", 2, "Lệ phí", "Lệ phí nộp một lần tại kho bạc mới.")
    yield from _article("luat-cu", 1, "Thời hạn", "Thời hạn là ba mươi ngày.", "Hết hạn thì gia hạn.")
    yield from _article("luat-cu", 2, "Lệ phí", "Lệ phí nộp một lần tại kho bạc cũ.")
    yield from _article("nghi-dinh", 1, "Giấy tờ", "Giấy tờ cũ nộp trước.", days=BEFORE)
    yield from _article("nghi-dinh", 1, "Giấy tờ", "Giấy tờ mới nộp sau.", days=AFTER)
    for article in range(2, 30):  # so many have a pair that a single syllable does not suffice
        yield from _article("nghi-dinh", article, f"Việc thứ {article}", f"Cấp giấy phép lần {article} theo mẫu 15/2020/NĐ-CP.")
    yield from _article("nghi-dinh", 30, "Phép tính", "Chỉ có phép cộng.", lead="Nguyên tắc chung:")


def _written(
    folder: Path, kind: str, units: Iterator[Unit], facts: Sequence[DocumentFields], **repeated: Sequence[str]
) -> Index:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ENGINES, "plain", plain_engine)  # type: ignore[arg-type]
        part = indexed((unit, {}) for unit in units)
        write_index(folder, [part], {one.id: one for one in facts}, repeated, kind)
        return open_index(folder)


@pytest.fixture(scope="module", params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The index of the units above, of each engine."""
    folder = tmp_path_factory.mktemp("engine") / "index"
    return _written(folder, request.param, _units(), FACTS, **CONSOLIDATED)


def _where(field: FilterField, *values: str, negated: bool = False) -> tuple[Condition, ...]:
    return (Condition(field, frozenset(values), negated),)


# What is asked for beside the words; the first hits, as "document eId"; how many match.
CONTRACTS: tuple[tuple[str, Mapping[str, object], Sequence[str], int], ...] = (
    # Where enough groups have a pair of the question, the one with a single syllable of it does not match.
    ("giấy phép", {}, ["nghi-dinh art_2"], 28),
    # Where few have, it does: the second has "mái" and "nhà" apart.
    ("mái nhà", {}, ["bo-luat art_3__para_2", "bo-luat art_2__para_2", "bo-luat art_1"], 3),
    # A filter does not decide which match.
    ("giấy phép", {"conditions": _where(FilterField.DOCUMENT, "bo-luat")}, [], 0),
    # A document number counts like a pair, as typed in full or by its beginning.
    ("15/2020/nđ-cp", {}, ["nghi-dinh art_2"], 28),
    ("15/2020", {}, ["nghi-dinh art_2"], 28),
    # Of a document that is named, a single syllable suffices.
    ("giấy phép", {"named": frozenset({"nghi-dinh"})}, ["nghi-dinh art_2"], 30),
    ("lệ phí nhà", {"named": frozenset({"bo-luat"})}, ["luat-cu art_2"], 5),
    # A heading asked for in other words.
    ("nhà đất bị cấm làm gì", {}, ["bo-luat art_2__para_1"], 3),
    ("luật áp dụng cho ai", {"named": frozenset({"bo-luat"})}, ["bo-luat art_1"], 1),
    # Phrases: in one row, with no full stop between but for what the analysis lets through; never over its end.
    ("nhà", {"phrases": (("mái nhà",),)}, ["bo-luat art_3__para_2", "bo-luat art_2__para_2"], 2),
    ("nhà", {"phrases": (("mái nhà ngói",),)}, ["bo-luat art_3__para_2"], 1),
    ("đất", {"phrases": (("đất đai hủy hoại",),)}, [], 0),
    # One of several phrases; both of two; a document number in one.
    ("nhà", {"phrases": (("ngói đỏ", "đất đai"),)}, ["bo-luat art_3__para_2", "bo-luat art_1", "bo-luat art_2__para_2"], 3),
    ("nhà", {"phrases": (("mái nhà",), ("đất đai",))}, ["bo-luat art_2__para_2"], 1),
    ("phép", {"phrases": (("theo mẫu 15/2020/NĐ-CP",),)}, ["nghi-dinh art_2"], 28),
    # A word typed in part; one that is in no text.
    ("nhà", {"phrases": (("mái nh*",),)}, ["bo-luat art_3__para_2", "bo-luat art_2__para_2"], 2),
    ("nhà", {"phrases": (("nhà ng* đỏ",),)}, ["bo-luat art_3__para_2"], 1),
    ("nhà", {"phrases": (("mái vòm",),)}, [], 0),
    # A phrase of no words is in no text.
    ("nhà", {"phrases": (("…",),)}, [], 0),
    ("mái nhà ngói", {"excluded": ("…",)}, ["bo-luat art_3__para_2"], 3),
    # Phrases that a group must not have.
    ("mái nhà", {"excluded": ("ngói đỏ",)}, ["bo-luat art_2__para_2", "bo-luat art_1"], 2),
    ("mái nhà", {"excluded": ("nhà", "mái")}, [], 0),
    # The facts of documents, in each field; one of several values; none of them; one that no document has.
    ("lệ phí", {"conditions": _where(FilterField.TYPE, "Luật")}, ["luat-cu art_2"], 1),
    ("lệ phí", {"conditions": _where(FilterField.ISSUER, "Bộ Tư pháp")}, ["hop-nhat art_2"], 1),
    ("lệ phí", {"conditions": _where(FilterField.YEAR, "2008", "2015")}, ["luat-cu art_2"], 1),
    ("lệ phí", {"conditions": _where(FilterField.STATUS, StatusWord.EXPIRED)}, ["luat-cu art_2"], 1),
    ("lệ phí", {"conditions": _where(FilterField.DOCUMENT, "hop-nhat", "nghi-dinh")}, ["hop-nhat art_2"], 1),
    ("lệ phí", {"conditions": _where(FilterField.TYPE, "Luật", negated=True)}, ["hop-nhat art_2"], 1),
    ("lệ phí", {"conditions": _where(FilterField.TYPE, "Hiến chương")}, [], 0),
    # Of near equals the higher instrument comes first; a status, and a wording, are those of the day.
    ("lệ phí", {}, ["luat-cu art_2", "hop-nhat art_2"], 2),
    ("lệ phí", {"on": date(2010, 1, 1), "conditions": _where(FilterField.STATUS, StatusWord.EXPIRED)}, [], 0),
    ("giấy tờ", {"phrases": (("giấy tờ mới",),)}, ["nghi-dinh art_1"], 1),
    ("giấy tờ", {"phrases": (("giấy tờ mới",),), "on": date(2010, 1, 1)}, [], 0),
    ("giấy tờ", {"phrases": (("giấy tờ cũ",),), "on": date(2010, 1, 1)}, ["nghi-dinh art_1"], 1),
    # What a consolidation repeats word for word is found once; by a filter that leaves the other out, it is found.
    ("thời hạn", {}, ["luat-cu art_1__para_1"], 1),
    ("thời hạn", {"conditions": _where(FilterField.DOCUMENT, "hop-nhat")}, ["hop-nhat art_1__para_1"], 1),
    # Nothing to look for.
    ("", {}, [], 0),
    ("xyzzy", {}, [], 0),
    ("…!?", {}, [], 0),
)


@pytest.mark.parametrize(("words", "more", "first", "total"), CONTRACTS, ids=[f"{row[0]} {row[1]}"[:70] for row in CONTRACTS])
def test_a_question_finds(opened: Index, words: str, more: dict[str, object], first: list[str], total: int) -> None:
    found = answer(opened, Question(words, **{"on": ON} | more), 100)  # type: ignore[arg-type]
    assert [f"{hit.document} {hit.eid}" for hit in found.hits][: len(first)] == first
    assert found.total == total
    assert len(found.hits) == total


# The words; the value of each field with the number of groups that match, as filters would find them.
COUNTED: tuple[tuple[str, dict[FilterField, dict[str, int]]], ...] = (
    (
        "lệ phí",
        {
            FilterField.TYPE: {"Văn bản hợp nhất": 1, "Luật": 1},
            FilterField.ISSUER: {"Bộ Tư pháp": 1, "Quốc hội": 1},
            FilterField.YEAR: {"2019": 1, "2008": 1},
            FilterField.STATUS: {"Còn hiệu lực": 1, "Hết hiệu lực toàn bộ": 1},
            FilterField.DOCUMENT: {"Văn bản hợp nhất": 1, "Luật cũ": 1},
        },
    ),
    # What is left out as a repetition still counts for the values that the other has not: a filter by them finds it.
    (
        "thời hạn",
        {
            FilterField.TYPE: {"Văn bản hợp nhất": 1, "Luật": 1},
            FilterField.ISSUER: {"Bộ Tư pháp": 1, "Quốc hội": 1},
            FilterField.YEAR: {"2019": 1, "2008": 1},
            FilterField.STATUS: {"Còn hiệu lực": 1, "Hết hiệu lực toàn bộ": 1},
            FilterField.DOCUMENT: {"Văn bản hợp nhất": 1, "Luật cũ": 1},
        },
    ),
    ("xyzzy", {field: {} for field in FilterField}),
)


@pytest.mark.parametrize(("words", "counts"), COUNTED, ids=[row[0] for row in COUNTED])
def test_what_matches_is_counted_by_the_facts_of_documents(
    opened: Index, words: str, counts: dict[FilterField, dict[str, int]]
) -> None:
    found = answer(opened, Question(words, ON), 5)
    assert {field: dict(values) for field, values in found.counts.items()} == counts
    most_first = [[*values.values()] for values in found.counts.values()]
    assert most_first == [sorted(values, reverse=True) for values in most_first]


# Choices of phrases, each with its words; how many groups have one of the choices.
CHOICES: tuple[tuple[tuple[tuple[str, ...], ...], int], ...] = (
    ((("nhà",),), 3),
    ((("mái nhà",),), 2),
    ((("lần 2 theo",),), 1),
    ((("mái nhà", "đất đai"),), 1),  # both
    ((("mái nhà",), ("đất đai",)), 3),  # either
    ((("nhà mái",),), 0),  # one row ends with the one, the next begins with the other
)


@pytest.mark.parametrize(("choices", "number"), CHOICES)
def test_groups_with_phrases_are_counted(opened: Index, choices: tuple[tuple[tuple[str, ...], ...], ...], number: int) -> None:
    known = opened.dictionary.syllables
    read = [tuple(tuple((known[word],) for word in phrase.split()) for phrase in own) for own in choices]
    assert opened.engine.count(read) == number


def test_titles_are_counted_apart_from_words(opened: Index) -> None:
    pairs = [(((opened.dictionary.syllables["nhà"],), (opened.dictionary.syllables["đất"],)),)]
    assert (opened.engine.count(pairs, True), opened.engine.count(pairs)) == (3, 0)


# What is typed; the headings found.
TYPED: tuple[tuple[str, Sequence[str]], ...] = (
    ("mai nh", ["bo-luat art_3"]),
    ("nha", ["bo-luat art_3"]),
    # Those that begin so, then the others; the higher instrument, then the shorter first.
    ("ph", ["bo-luat art_1", "nghi-dinh art_30", "luat-cu art_2", "hop-nhat art_2"]),
    ("lệ ph", ["luat-cu art_2", "hop-nhat art_2"]),
    ("vi pham", ["bo-luat art_1"]),  # apart, in another order
    ("ngói", []),  # in no heading
    ("", []),
)


@pytest.mark.parametrize(("typed", "found"), TYPED)
def test_headings_are_found_while_somebody_types(opened: Index, typed: str, found: list[str]) -> None:
    headed = headed_by(opened, typed, {}, 10, ON)
    assert sorted(f"{one.document} {one.eid}" for one in headed) == sorted(found)
    assert [f"{one.document} {one.eid}" for one in headed][:1] == found[:1]


def test_addresses_are_found_where_they_are_the_best_unit(opened: Index) -> None:
    addresses = (("bo-luat", "art_3__para_2"), ("bo-luat", "art_3__para_1"), ("bo-luat", "art_9"), ("luat-moi", "art_1"))
    found = answer(opened, Question("mái nhà", ON, addresses=addresses), 5)
    assert found.found == {("bo-luat", "art_3__para_2")}


def _sought(opened: Index, words: str) -> Sought:
    return Sought(read_question(opened.dictionary, opened.engine.count, words, {}).asked, Filter(ON))


def test_candidates_come_in_one_order_however_many_are_wanted(opened: Index) -> None:
    engine, sought = opened.engine, _sought(opened, "giấy phép lần")
    brought = [_addresses(engine, sought, *part) for part in ((100, 0), (10, 0), (10, 10), (100, 20), (10, 1000))]
    assert brought[0] == brought[1] + brought[2] + brought[3]
    assert (len(brought[0]), brought[4]) == (28, [])


def _addresses(engine: Engine, sought: Sought, limit: int, start: int) -> list[tuple[str, str]]:
    brought = engine.candidates(sought, limit, start)
    return list(brought.groups.addresses(np.arange(len(brought.scores))))


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    for kind in KINDS:
        empty = _written(tmp_path / kind, kind, iter(()), ())
        found = answer(empty, Question("mái nhà", ON, phrases=(("mái nhà", "nhà"),)), 5)
        assert (found.hits, found.total) == ((), 0)
        assert list(headed_by(empty, "nhà", {}, 5, ON)) == []


SYLLABLES = ("thi", "hành", "án", "dân", "sự", "dần", "hạnh", "an", "ủy", "ban", "nhân", "xã", "thị", "bản", "cấp", "cấm")


def _random_units(number: int) -> Iterator[Unit]:
    chosen = random.Random(number)

    def words(most: int) -> str:
        return " ".join(chosen.choices(SYLLABLES, k=chosen.randint(1, most)))

    for facts in FACTS:
        context = words(5)
        for article in range(1, 20):
            clauses = [words(30) for _ in range(chosen.randint(1, 4))]
            days = chosen.choice((BEFORE, AFTER, (0, 1 << 30)))
            lead = words(6) if article % 3 else ""
            yield from _article(facts.id, article, words(5), *clauses, context=context, lead=lead, days=days)


def _random_questions(number: int) -> Iterator[Question]:
    chosen = random.Random(number)
    for _ in range(150):
        words = " ".join(chosen.choices(SYLLABLES, k=chosen.randint(1, 7))) + chosen.choice(("", "", "", "*", " là gì"))
        phrase = " ".join(chosen.choices(SYLLABLES, k=chosen.randint(1, 3)))
        facts = chosen.choice(FACTS)
        field = chosen.choice([*FilterField])
        value = facts.id if field is FilterField.DOCUMENT else facts.value(field, ON)
        yield Question(
            words,
            chosen.choice((ON, date(2010, 1, 1))),
            phrases=chosen.choice(((), (), ((phrase, "thi h*"),))),
            excluded=chosen.choice(((), (), (phrase,))),
            conditions=chosen.choice(((), _where(field, value, negated=chosen.random() < 0.5))),
            named=chosen.choice((frozenset(), frozenset({facts.id}))),
            explain=chosen.random() < 0.3,
            is_typing=chosen.random() < 0.2,
        )


@pytest.fixture(scope="module")
def of_each(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Index]:
    """An index of chance words, of each engine."""
    folder = tmp_path_factory.mktemp("engines")
    return {kind: _written(folder / kind, kind, _random_units(1), FACTS, **CONSOLIDATED) for kind in KINDS}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "plain"])
def test_answers_are_those_of_a_plain_scan(of_each: dict[str, Index], kind: str) -> None:
    for question in _random_questions(2):
        found, plain = answer(of_each[kind], question, 20), answer(of_each["plain"], question, 20)
        assert (found.total, found.counts) == (plain.total, plain.counts), question
        assert [[*values] for values in found.counts.values()] == [[*values] for values in plain.counts.values()], question
        assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in plain.hits], rel=1e-5), question
        # Groups of one score may come in any order.
        assert _by_score(found.hits) == _by_score(plain.hits), question
        assert found.syllables == plain.syllables


def _by_score(hits: Sequence[object]) -> list[tuple[float, str]]:
    return sorted((-round(hit.score, 3), f"{hit.document} {hit.eid} {hit.also}") for hit in hits)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "plain"])
def test_headings_are_those_of_a_plain_scan(of_each: dict[str, Index], kind: str) -> None:
    for typed in ("th", "thi h", "an", "ủy ban", "cấp x", "hanh th", "xa"):
        for on in (ON, date(2010, 1, 1)):
            found, plain = (headed_by(of_each[one], typed, {}, 12, on) for one in (kind, "plain"))
            assert sorted(found) == sorted(plain), (typed, on)


def test_an_index_may_be_shared_by_threads(opened: Index) -> None:
    asked = [
        Question(words, ON, phrases=((phrase,),)) for words in ("mái nhà", "giấy phép") for phrase in ("nhà", "lần 3 theo")
    ]
    alone = [answer(opened, question, 10) for question in asked]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda number: answer(opened, asked[number % len(asked)], 10), range(200)))
    assert all(own == alone[number % len(asked)] for number, own in enumerate(together))


# What becomes of a file of an index of so many bytes.
DAMAGE: Mapping[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda content: None,
    "empty": lambda content: b"",
    "cut short": lambda content: content[: len(content) // 2],
}


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # of Whoosh
@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("kind", ENGINES)
def test_a_damaged_index_is_told(tmp_path: Path, kind: str, damage: str) -> None:
    _written(tmp_path / "whole", kind, _units(), FACTS)
    for name in sorted(file.name for file in (tmp_path / "whole" / kind).iterdir()):
        shutil.copytree(tmp_path / "whole", tmp_path / name)
        file = tmp_path / name / kind / name
        content = DAMAGE[damage](file.read_bytes())
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        with pytest.raises((OSError, ValueError, TypeError, LookupError)):
            open_index(tmp_path / name)


@pytest.mark.parametrize("kind", ENGINES)
def test_the_same_groups_give_the_same_bytes(tmp_path: Path, kind: str) -> None:
    for copy in ("one", "two"):
        _written(tmp_path / copy, kind, _units(), FACTS, **CONSOLIDATED)
    one, two = (
        {str(file.relative_to(tmp_path / copy)): file.read_bytes() for file in (tmp_path / copy).rglob("*") if file.is_file()}
        for copy in ("one", "two")
    )
    assert one == two


def test_the_size_of_an_index_chooses_its_engine() -> None:
    assert (engine_for(1), engine_for(COMPILED_FROM - 1), engine_for(COMPILED_FROM)) == ("whoosh", "whoosh", "compiled")


def test_whoosh_finds_in_its_index_what_its_engine_finds(tmp_path: Path) -> None:
    opened = _written(tmp_path / "made", "whoosh", _random_units(3), FACTS)
    index, known = opened.engine._index, opened.dictionary.syllables  # type: ignore[attr-defined]
    pairs = ("thi hành", "ủy ban", "bản cấp")
    one, two, three = (set(index.with_phrase(tuple((known[word],) for word in pair.split())).tolist()) for pair in pairs)
    terms = [query.Term(TermField.PAIRS, pair) for pair in pairs]
    asked = {
        query.Or(terms): one | two | three,
        query.And(terms[:2]): one & two,
        query.And([terms[0], query.Not(terms[2])]): one - three,
        query.Prefix(TermField.PAIRS, "thi hành"): one,
        query.Term(FilterField.DOCUMENT, "luat-cu"): set(range(*index.document_starts[2:4].tolist())),
    }
    made = whoosh_index.open_dir(tmp_path / "made" / "whoosh", indexname=NAME)
    with made.searcher(weighting=scoring.BM25F(B=B, K1=K1)) as searcher:
        for wanted, found in asked.items():
            assert set(searcher.docs_for_query(wanted)) == found
        # The best are the same whether blocks that cannot reach them are left out or not.
        best, all_of_them = searcher.search(query.Or(terms), limit=5), searcher.search(query.Or(terms), limit=None)
        assert [best.score(n) for n in range(5)] == pytest.approx([all_of_them.score(n) for n in range(5)])


class _Scored(query.Query):  # type: ignore[misc]
    """Some groups with their scores."""

    def __init__(self, groups: list[int], scores: list[float]) -> None:
        self._own = np.array(groups, np.int64), np.array(scores, np.float32)

    def matcher(self, searcher: object, context: object = None) -> ScoreMatcher:  # noqa: ARG002
        return ScoreMatcher(*self._own)


def test_the_searcher_of_whoosh_picks_the_best_by_their_scores(tmp_path: Path) -> None:
    opened = _written(tmp_path / "made", "whoosh", _random_units(3), FACTS)
    searcher, chosen = opened.engine._index._segment.searcher, random.Random(5)  # type: ignore[attr-defined]
    for _ in range(200):
        groups = sorted(chosen.sample(range(76), chosen.randint(0, 76)))
        scores = [float(chosen.randint(1, 12)) for _ in groups]  # many are equal: those in front come first
        left_out, kept = set(chosen.sample(range(76), 9)), set(chosen.sample(range(76), 60))
        asked, limit = _Scored(groups, scores), chosen.choice((1, 5, 20, 75, 76, 200))
        for more, may_be in ({}, set(range(76))), ({"mask": left_out, "filter": kept}, kept - left_out):
            best = sorted((-score, group) for group, score in zip(groups, scores, strict=True) if group in may_be)[:limit]
            for optimize in (True, False):
                found = searcher.search(asked, limit=limit, optimize=optimize, **more).top_n
                assert [(-score, group) for score, group in found] == best


def test_a_matcher_of_scores_skips_what_scores_less() -> None:
    scores = np.tile(np.array([1, 2, 3, 2], np.float32), 1000)
    matcher = ScoreMatcher(np.arange(0, 8000, 2), scores)
    assert (matcher.supports_block_quality(), matcher.max_quality(), matcher.block_quality()) == (True, 3.0, 1.0)
    assert (matcher.skip_to_quality(2.0), matcher.id(), matcher.score()) == (2, 4, 3.0)
    matcher.skip_to(4001)
    other = matcher.copy()
    assert (matcher.id(), matcher.next(), matcher.id(), other.id()) == (4002, True, 4004, 4002)
    assert (other.skip_to_quality(3.0), other.is_active()) == (4000 - 2001, False)
    assert (matcher.replace(2.9).is_active(), matcher.replace(3.0).is_active()) == (True, False)


# Filters; each passes what the searcher of Whoosh finds by it.
FILTERS = (
    Filter(ON),
    Filter(ON, _where(FilterField.STATUS, StatusWord.EXPIRED)),
    Filter(ON, _where(FilterField.STATUS, StatusWord.EXPIRED, negated=True)),
    Filter(ON, _where(FilterField.TYPE, "Luật", "Nghị định") + _where(FilterField.YEAR, "2008", negated=True)),
    Filter(ON, _where(FilterField.ISSUER, "Quốc hội") + _where(FilterField.DOCUMENT, "bo-luat", "luat-moi")),
    # Syllables 2 and 3 side by side, or 4 or 5 before 6; all but those that have both 2 and 3 before 4.
    Filter(ON, phrases=(((((2,), (3,)),), (((4, 5), (6,)),)),)),
    Filter(ON, _where(FilterField.ISSUER, "Chính phủ"), excluded=((((2,),), ((3,), (4,))),)),
    Filter(ON, _where(FilterField.TYPE)),
)


@pytest.mark.parametrize("filter", FILTERS)
def test_a_filter_passes_what_the_searcher_finds_by_it(of_each: dict[str, Index], filter: Filter) -> None:
    opened = of_each["whoosh"]
    engine: Any = opened.engine
    searcher = engine._index._segment.searcher
    made = engine._index, opened.dictionary, Sought(QuestionTerms(), filter), engine._on_day(filter.on)
    asked, other = GroupQuery(*made), GroupQuery(*made)
    assert (asked, hash(asked), asked.normalize()) == (other, hash(other), asked)
    passed = np.flatnonzero(passing(asked.passing, searcher)).tolist()
    assert passed == sorted(searcher.docs_for_query(asked.passing))
    assert 0 < len(passed) < 76 or not filter.conditions or not filter.conditions[0].values


def test_words_of_several_syllables_are_a_field_of_whoosh(tmp_path: Path) -> None:
    opened = _written(tmp_path / "made", "whoosh", _units(), FACTS)
    searcher = opened.engine._index._segment.searcher  # type: ignore[attr-defined]
    assert set(searcher.lexicon(TermField.WORDS)) >= {"giấy phép".encode(), "thời hạn".encode()}
    asked = _sought(opened, "giấy phép").terms
    assert [tuple(opened.dictionary.names[own] for own in word) for word in asked.words] == [("giấy", "phép")]
    assert len(list(searcher.docs_for_query(query.Term(TermField.WORDS, "giấy phép")))) == 28


def test_words_are_told_by_what_is_joined() -> None:
    part = indexed((unit, {}) for unit in _article("luat", 1, "an dân sự", "thi hành án thi hành", "thi hành án dân sự"))
    collection = collected([part])
    written = [collection.syllables[token] for token in collection.tokens]
    joined = np.array([word in ("hành", "án", "sự") for word in written])
    words, postings = word_postings(collection, joined)
    found = dict(zip(words, np.add.reduceat(np.append(postings.counts, 0), postings.starts[:-1]).tolist(), strict=True))
    del found[b""]
    assert {word.decode(): number for word, number in found.items()} == {"dân sự": 3, "thi hành": 1, "thi hành án": 2}


# The groups that have a term, and how often: in few bytes, in more.
POSTINGS = (([0], [1]), ([7, 255, 65_535], [1, 255, 2]), ([7, 65_536], [256, 1]), ([70_000, 1 << 20], [65_536, 3]))


def test_postings_are_read_as_they_were_written() -> None:
    groups, counts = ([number for own in column for number in own] for column in zip(*POSTINGS, strict=True))
    starts = np.cumsum([0, *(len(own) for own, _ in POSTINGS[:2]), 0, *(len(own) for own, _ in POSTINGS[2:])])
    nothing = np.empty(0, np.int64)
    written = packed_terms(Postings(nothing, starts, np.array(groups, np.int32), np.array(counts, np.int32), nothing, nothing))
    storage, codec, infos = RamStorage(), ArrayCodec(), []
    with storage.create_file("postings") as file:
        writer = codec.postings_writer(file)
        for term in written:
            if term:
                writer.take(term)
                infos.append(W3TermInfo.from_bytes(writer.finish_postings().to_bytes()))
    with storage.open_file("postings") as file:
        read = [codec.postings_reader(file, info, None) for info in infos]
    assert [(matcher.groups.tolist(), matcher.counts.tolist()) for matcher in read] == list(POSTINGS)
    assert starts.tolist() == [0, 1, 4, 4, 6, 8]  # the third term is in no group


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the system does not tell what is mapped")
def test_files_of_whoosh_are_let_go_when_nothing_uses_the_index(tmp_path: Path) -> None:
    opened = _written(tmp_path / "made", "whoosh", _units(), FACTS)
    found = answer(opened, Question("mái nhà", ON), 5)

    def held() -> bool:
        mapped = str(tmp_path) in Path("/proc/self/maps").read_text("utf-8")
        return mapped or any(str(tmp_path) in str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.exists())

    assert (held(), found.total) == (True, 3)
    del opened
    gc.collect()
    assert not held()
