"""What is found while somebody is typing, and by words with a * after them, beside a plain scan."""

import itertools
import random
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.generation import Generation
from kb.index import Question, Unit, WhooshEngine, begins
from kb.index.asking import read_question
from kb.index.compiled import Compiled, open_compiled
from kb.index.ranking import rank
from kb.language.text import fold

TODAY = date(2026, 11, 23)
SYLLABLES = (
    "thi",
    "hành",
    "án",
    "dân",
    "sự",
    "dần",
    "hạnh",
    "an",
    "ánh",
    "ủy",
    "ban",
    "nhân",
    "xã",
    "thị",
    "điều",
    "bản",
    "cấp",
    "thuế",
)
HEADINGS = (
    "Thời hiệu thi hành án",
    "Thời hạn",
    "Quyền yêu cầu thi hành án",
    "Án phí",
    "An toàn thông tin",
    "Lệ phí",
    "Thời hạn",
)


def _units() -> Iterator[tuple[Unit, dict[str, str]]]:
    chosen = random.Random(3)
    words = lambda most: " ".join(chosen.choices(SYLLABLES, k=chosen.randint(1, most)))  # noqa: E731
    for document, article in itertools.product(("a", "b", "c"), range(1, 41)):
        yield Unit(document, f"art_{article}", f"art_{article}", words(4), words(3), "", words(6)), {}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    folder = tmp_path_factory.mktemp("index") / "made"
    made = WhooshEngine()
    made.build(folder, _units(), lambda done: None)
    made.open(folder)
    return made


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    folder = tmp_path_factory.mktemp("index") / "made"
    WhooshEngine().build(folder, _units(), lambda done: None)
    return open_compiled(folder / "ranking")


def _rows(compiled: Compiled) -> list[list[list[str]]]:
    """The words of the rows of each group, "" for a break."""
    rows = [
        [compiled.names[token] for token in compiled.tokens[start:end]]
        for start, end in itertools.pairwise(compiled.row_starts)
    ]
    return [rows[start:end] for start, end in itertools.pairwise(compiled.group_starts)]


def _scanned(compiled: Compiled, words: list[str]) -> set[int]:
    """The groups that a plain scan finds: with a pair of the words where enough have one, else with any of them."""
    is_meant = [
        (lambda name, word=word: name != "" and begins(name, word[:-1])) if word.endswith("*") else word.__eq__
        for word in words
    ]
    with_pair, with_word = set(), set()
    for group, rows in enumerate(_rows(compiled)):
        for row in rows:
            if any(test(name) for test in is_meant for name in row):
                with_word.add(group)
            pairs = itertools.pairwise(is_meant)
            if any(one(first) and two(second) for one, two in pairs for first, second in itertools.pairwise(row)):
                with_pair.add(group)
    return with_pair if len(with_pair) >= 20 else with_word


STARRED = ["th*", "a*", "á*", "thị b*", "hành á*", "cấp h* dân", "đi* thi", "t* t*", "x*", "z*", "hành zz*", "bản nhân d*"]


@pytest.mark.parametrize("text", STARRED)
def test_what_a_star_finds_is_what_a_plain_scan_finds(compiled: Compiled, text: str) -> None:
    _, found, _ = rank(compiled, read_question(compiled, text, {}).asked, 200)
    assert {hit.group for hit in found} == _scanned(compiled, text.split())


def test_random_stars_find_what_a_plain_scan_finds(compiled: Compiled) -> None:
    chosen = random.Random(5)
    for _ in range(60):
        words = chosen.choices([s for s in SYLLABLES if fold(s) != s], k=chosen.randint(1, 3))
        at = chosen.randrange(len(words))
        words[at] = f"{words[at][: chosen.randint(1, len(words[at]))]}*"
        _, found, _ = rank(compiled, read_question(compiled, " ".join(words), {}).asked, 200)
        assert {hit.group for hit in found} == _scanned(compiled, words), words


PHRASES = ["hành á*", "th*", "a* b*", "bản nhân d*", "z*"]


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_may_end_in_a_star(engine: WhooshEngine, compiled: Compiled, phrase: str) -> None:
    words = phrase.split()
    tests = [lambda name, word=word: begins(name, word[:-1]) if word.endswith("*") else name == word for word in words]
    wanted = {
        group
        for group, rows in enumerate(_rows(compiled))
        for row in rows
        for at in range(len(row) - len(words) + 1)
        if all(name and test(name) for test, name in zip(tests, row[at : at + len(words)], strict=True))
    }
    every = {group for group, rows in enumerate(_rows(compiled)) if any("hành" in row for row in rows)}
    assert engine.search(Question("hành", ((phrase,),)), {}, 200).total == len(every & wanted)
    assert engine.search(Question("hành", (), (phrase,)), {}, 200).total == len(every - wanted)


def test_the_words_that_a_star_stands_for_count_as_one(compiled: Compiled) -> None:
    asked = read_question(compiled, "th*", {}).asked
    ways = {compiled.names[number] for number in asked.syllables}
    assert ways == {"thi", "thị", "thuế"}
    assert len(set(asked.alike.values())) == 1


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4), st.integers(1, 3), st.booleans())
def test_what_is_found_while_typing_is_among_what_a_star_finds(
    engine: WhooshEngine, words: list[str], letters: int, bare: bool
) -> None:
    text = " ".join((*words[:-1], words[-1][:letters]))
    text = fold(text) if bare else text
    typing = engine.search(Question(text, is_typing=True), {}, 200)
    starred = engine.search(Question(f"{text}*"), {}, 200)
    assert typing.hits
    if starred.total > 20 and len(words) > 1:
        assert typing.total <= starred.total


def test_a_finished_word_is_not_the_beginning_of_another(compiled: Compiled) -> None:
    assert read_question(compiled, "hành án ", {}, is_typing=True).asked == read_question(compiled, "hành án ", {}).asked


TYPED = [
    # the last word in part, with and without diacritics, finds what the whole words find
    ("thời hiệu khi", "thời hiệu khiếu"),
    ("thoi hieu kh", "thoi hieu khieu"),
    ("cây phải khỏe m", "cây phải khỏe mạnh"),
    # "hi" is a syllable that may be written "hy", and the beginning of "hiệu"
    ("thoi hi", "thời hiệu"),
]


@pytest.mark.parametrize(("typed", "whole"), TYPED)
def test_a_search_while_typing_finds_what_full_words_find(generation: Generation, typed: str, whole: str) -> None:
    found, wanted = (
        kb.search(generation, text, limit=3, on=TODAY, is_typing=is_typing).hits
        for text, is_typing in ((typed, True), (whole, False))
    )
    assert (found[0].document, found[0].eid) == (wanted[0].document, wanted[0].eid)
    assert [found[0].snippet[start:end] for start, end in found[0].highlights] == [
        wanted[0].snippet[start:end] for start, end in wanted[0].highlights
    ]


# ---- Suggestions -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def headings(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    folder = tmp_path_factory.mktemp("index") / "made"
    made = WhooshEngine()
    units = ((Unit("ab"[n % 2], f"art_{n}__para_1", f"art_{n}", heading, "", "", "thi hành án"), {}) for n, heading in HEADED)
    made.build(folder, units, lambda done: None)
    made.open(folder)
    return made


HEADED = sorted(enumerate(HEADINGS, 1), key=lambda numbered: numbered[0] % 2)
FOUND = [
    # those that begin so first, then side by side, then apart; the shorter first; of equal ones one before the others
    ("th", ["Thời hạn", "Thời hiệu thi hành án", "An toàn thông tin", "Quyền yêu cầu thi hành án", "Thời hạn"]),
    ("thời h", ["Thời hạn", "Thời hiệu thi hành án", "Thời hạn"]),
    ("thi hành á", ["Thời hiệu thi hành án", "Quyền yêu cầu thi hành án"]),
    ("án thi", ["Thời hiệu thi hành án", "Quyền yêu cầu thi hành án"]),
    # bare letters stand for any, marked ones for themselves; a finished word is whole
    ("an", ["Án phí", "An toàn thông tin", "Thời hiệu thi hành án", "Quyền yêu cầu thi hành án"]),
    ("án", ["Án phí", "Thời hiệu thi hành án", "Quyền yêu cầu thi hành án"]),
    ("to", ["An toàn thông tin"]),
    ("to ", []),
    ("xyz", []),
    ("", []),
]


@pytest.mark.parametrize(("typed", "found"), FOUND)
def test_headings_are_found_by_the_words_that_are_being_typed(headings: WhooshEngine, typed: str, found: list[str]) -> None:
    assert [one.heading for one in headings.headed(typed, {}, 9, np.ones(2))] == found


def test_of_near_equals_the_document_of_higher_standing_comes_first(headings: WhooshEngine) -> None:
    for standing, document in (((1.03, 1.0), "a"), ((1.0, 1.03), "b")):
        ranks = np.array([dict(zip("ab", standing, strict=True))[document] for document in headings.documents])
        assert headings.headed("thời hạn", {}, 1, ranks)[0].document == document


def test_headings_are_those_of_a_plain_scan(engine: WhooshEngine) -> None:
    written = {(unit.document, unit.group): unit.heading for unit, _ in _units()}
    chosen = random.Random(11)
    for _ in range(60):
        words = chosen.choices(SYLLABLES, k=chosen.randint(1, 3))
        *whole, last = words
        typed = " ".join((*whole, last[: chosen.randint(1, len(last))]))
        last = typed.split()[-1]
        wanted = {
            place
            for place, heading in written.items()
            if all(any(name == word or fold(name) == word for name in heading.split()) for word in whole)
            and any(begins(name, last) for name in heading.split())
        }
        found = engine.headed(typed, {}, 500, np.ones(3))
        assert {(one.document, one.eid) for one in found} == wanted, typed
        assert len(found) == len(wanted)


SUGGESTED = [
    # headings, documents by title, by number, the last word completed
    ("thoi h", ["Điều 4 Luật Trồng cây số 901/2010/QH12"], [], [], ["thời hiệu", "thời hạn"]),
    ("luật tr", [], ["902-2024-qh15", "901-2010-qh12"], [], ["luật trồng"]),
    ("90", [], [], ["902-2024-qh15", "901-2010-qh12"], []),
    ("nghị định 71/20", [], [], ["71-2016-nd-cp"], []),
    ("nđ 71", [], [], ["71-2016-nd-cp"], []),
    # an address in a document that is named
    ("dieu 4 luat trong cay 2010", ["Điều 4 Luật Trồng cây số 901/2010/QH12"], [], [], []),
    # operators stay in front; what is typed last must be words
    ('-"giống" thời hi', ["Điều 4 Luật Trồng cây số 901/2010/QH12"], [], [], ['-"giống" thời hiệu']),
    ('"thời hiệu"', [], [], [], []),
    # words typed without diacritics are read in what is completed, in their case
    ("Thoi hi", ["Điều 4 Luật Trồng cây số 901/2010/QH12"], [], [], ["Thời hiệu"]),
    ("ch* khiếu n", [], [], [], ["ch* khiếu nại"]),
    # a finished word that is mistyped
    ("thời hiêụ khiếu n", ["Điều 4 Luật Trồng cây số 901/2010/QH12"], [], [], ["thời hiệu khiếu nại"]),
    ("", [], [], [], []),
]


@pytest.mark.parametrize(("typed", "clauses", "documents", "numbers", "completions"), SUGGESTED)
def test_what_is_typed_is_answered_by_all_that_may_be_sought(
    generation: Generation, typed: str, clauses: list[str], documents: list[str], numbers: list[str], completions: list[str]
) -> None:
    found = kb.suggest(generation, typed, on=TODAY)
    assert found.query == typed
    assert [clause.label for clause in found.clauses] == clauses
    assert [document.document for document in found.documents][: len(documents)] == documents
    assert [document.document for document in found.numbers] == numbers
    assert list(found.completions)[: len(completions)] == completions


def test_every_suggestion_bears_the_status_of_the_day(generation: Generation) -> None:
    for on, status in ((TODAY, "Hết hiệu lực toàn bộ"), (date(2020, 1, 1), "Còn hiệu lực")):
        found = kb.suggest(generation, "thời hiệu khiếu n", on=on)
        assert found.clauses[0].status.word == status
        assert found.clauses[0].heading == "Thời hiệu khiếu nại về cây trồng"
        assert found.clauses[0].url == "/van-ban/901-2010-qh12/dieu-4"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.integers(1, 5))
def test_any_string_may_be_being_typed(generation: Generation, text: str, limit: int) -> None:
    for typed in (text, f"cây {text}", f"{text} c"):
        found = kb.suggest(generation, typed, limit, on=TODAY)
        kinds = (found.clauses, found.documents, found.numbers, found.completions)
        assert all(len(kind) <= limit and len(set(kind)) == len(kind) for kind in kinds)
        kb.search(generation, typed, limit=3, on=TODAY, is_typing=True)
