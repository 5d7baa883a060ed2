"""What is found while somebody is typing, and by words with a * after them, beside a plain scan."""

import itertools
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.generation import Generation
from kb.index import Address, Index, Question, Unit, answer, begins, headed_by
from kb.index.asking import ReadQuestion, read_question
from kb.language.text import fold
from tests.indexes import TODAY, fields, index_of

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


def _units() -> Iterator[Unit]:
    chosen = random.Random(3)
    words = lambda most: " ".join(chosen.choices(SYLLABLES, k=chosen.randint(1, most)))  # noqa: E731
    for document, article in itertools.product(("a", "b", "c"), range(1, 41)):
        yield Unit(document, f"art_{article}", f"art_{article}", words(4), words(3), "", words(6))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("index") / "made", _units())


def _read(index: Index, text: str, *, is_typing: bool = False) -> ReadQuestion:
    return read_question(index.dictionary, index.engine.count, text, {}, is_typing=is_typing)


def _found(index: Index, text: str) -> set[Address]:
    """The groups that a question finds; each has one unit, with its own eId."""
    return {(hit.document, hit.eid) for hit in answer(index, Question(text, TODAY), 200).hits}


_WORDS: dict[Address, list[list[str]]] = {
    (unit.document, unit.group): [unit.heading.split(), unit.text.split()] for unit in _units()
}  # the words of the rows of each group
Test = Callable[[str], bool]


def _test(word: str) -> Test:
    """Whether a syllable is a word, or begins so where it has a * after it."""
    return lambda name: begins(name, word[:-1]) if word.endswith("*") else name == word


def _scanned(words: list[str]) -> set[Address]:
    """The groups that a plain scan finds: with a pair of the words where enough have one, else with any of them."""
    is_meant = [_test(word) for word in words]
    with_pair, with_word = set(), set()
    for group, rows in _WORDS.items():
        for row in rows:
            if any(test(name) for test in is_meant for name in row):
                with_word.add(group)
            pairs = itertools.pairwise(is_meant)
            if any(one(first) and two(second) for one, two in pairs for first, second in itertools.pairwise(row)):
                with_pair.add(group)
    return with_pair if len(with_pair) >= 20 else with_word


STARRED = ["th*", "a*", "á*", "thị b*", "hành á*", "cấp h* dân", "đi* thi", "t* t*", "x*", "z*", "hành zz*", "bản nhân d*"]


@pytest.mark.parametrize("text", STARRED)
def test_what_a_star_finds_is_what_a_plain_scan_finds(index: Index, text: str) -> None:
    assert _found(index, text) == _scanned(text.split())


def test_random_stars_find_what_a_plain_scan_finds(index: Index) -> None:
    chosen = random.Random(5)
    for _ in range(60):
        words = chosen.choices([s for s in SYLLABLES if fold(s) != s], k=chosen.randint(1, 3))
        at = chosen.randrange(len(words))
        words[at] = f"{words[at][: chosen.randint(1, len(words[at]))]}*"
        assert _found(index, " ".join(words)) == _scanned(words), words


PHRASES = ["hành á*", "th*", "a* b*", "bản nhân d*", "z*"]


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_may_end_in_a_star(index: Index, phrase: str) -> None:
    words = phrase.split()
    tests = [_test(word) for word in words]
    wanted = {
        group
        for group, rows in _WORDS.items()
        for row in rows
        for at in range(len(row) - len(words) + 1)
        if all(test(name) for test, name in zip(tests, row[at : at + len(words)], strict=True))
    }
    every = {group for group, rows in _WORDS.items() if any("hành" in row for row in rows)}
    assert answer(index, Question("hành", TODAY, phrases=((phrase,),)), 200).total == len(every & wanted)
    assert answer(index, Question("hành", TODAY, excluded=(phrase,)), 200).total == len(every - wanted)


def test_the_words_that_a_star_stands_for_count_as_one(index: Index) -> None:
    asked = _read(index, "th*").asked
    ways = {index.dictionary.names[term.number] for term in asked.syllables}
    assert ways == {"thi", "thị", "thuế"}
    assert len(set(asked.alike.values())) == 1
    assert len({term.weight for term in asked.syllables}) == 1


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4), st.integers(1, 3), st.booleans())
def test_what_is_found_while_typing_is_among_what_a_star_finds(
    index: Index, words: list[str], letters: int, bare: bool
) -> None:
    text = " ".join((*words[:-1], words[-1][:letters]))
    text = fold(text) if bare else text
    typing = answer(index, Question(text, TODAY, is_typing=True), 200)
    starred = answer(index, Question(f"{text}*", TODAY), 200)
    assert typing.hits
    if starred.total > 20 and len(words) > 1:
        assert typing.total <= starred.total


def test_a_finished_word_is_not_the_beginning_of_another(index: Index) -> None:
    assert _read(index, "hành án ", is_typing=True).asked == _read(index, "hành án ").asked


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
def headings(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("index") / "made", _headed())


def _headed() -> Iterator[Unit]:
    for number, heading in HEADED:
        group = f"art_{number}"
        yield Unit("ab"[number % 2], f"{group}__para_1", group, heading, "", "", "thi hành án")


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
def test_headings_are_found_by_the_words_that_are_being_typed(headings: Index, typed: str, found: list[str]) -> None:
    assert [one.heading for one in headed_by(headings, typed, {}, 9, TODAY)] == found


def test_of_near_equals_the_document_of_higher_standing_comes_first(tmp_path: Path) -> None:
    for higher, lower in (("a", "b"), ("b", "a")):
        made = index_of(tmp_path / higher, _headed(), [fields(higher, "Luật"), fields(lower, "Thông tư")])
        assert headed_by(made, "thời hạn", {}, 1, TODAY)[0].document == higher


def test_headings_are_those_of_a_plain_scan(index: Index) -> None:
    written = {(unit.document, unit.group): unit.heading for unit in _units()}
    chosen = random.Random(11)
    for _ in range(60):
        words = chosen.choices(SYLLABLES, k=chosen.randint(1, 3))
        *whole, last = words
        typed = " ".join((*whole, last[: chosen.randint(1, len(last))]))
        last = typed.split()[-1]
        wanted = {
            address
            for address, heading in written.items()
            if all(any(name == word or fold(name) == word for name in heading.split()) for word in whole)
            and any(begins(name, last) for name in heading.split())
        }
        found = headed_by(index, typed, {}, 500, TODAY)
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
