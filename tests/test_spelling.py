"""What is meant by a mistyped query, and what of it stays as it was typed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indexer
import kb
from kb.generation import Generation
from kb.index import Index, Unit, begins
from kb.index.mistyping import forms
from kb.index.spelling import Meant, TypedSyllable, corrections
from kb.language.text import fold, fold_white_space, has_diacritics, nfc
from kb.law.model import Entry
from kb.search.correcting import Corrected, correct_query
from kb.search.lookup import lookup, near_number, with_number, with_words
from kb.search.syntax import filters
from kb.search.tables import SearchTables
from tests.indexes import index_of

TODAY = date(2026, 11, 23)

# Sentences of a small world, and how many articles have each.
SENTENCES = {
    "thời hạn thi hành án dân sự": 60,
    "trọng tài thương mại giải quyết tranh chấp": 60,
    "điều kiện thi hành bản án": 60,
    "trách nhiệm bồi thường thiệt hại": 60,
    "quyền sử dụng đất đai": 60,
    "cư trú tại nhà ở": 60,
    "việc sắp xếp cán bộ": 60,
    "internet công cộng": 60,
    "kho tại thương cảng": 1,
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    texts = [sentence for sentence, number in SENTENCES.items() for _ in range(number)]
    units = [Unit("a", f"art_{n}", f"art_{n}", "", "", "", text) for n, text in enumerate(texts)]
    return index_of(tmp_path_factory.mktemp("index") / "made", units)


MEANT = [
    # a letter more, less, otherwise, two in the other order
    ("thời hạnn thi hành", "thời hạn thi hành"),
    ("thời hn thi hành", "thời hạn thi hành"),
    ("thời hạm thi hành", "thời hạn thi hành"),
    ("thời hạn tih hành", "thời hạn thi hành"),
    # without diacritics in, without diacritics out
    ("thoi hna thi hanh", "thoi han thi hanh"),
    # leftovers of Telex and VNI
    ("thời hjan thi hành", "thời hạn thi hành"),
    ("thoif hạn thi hành", "thời hạn thi hành"),
    ("dieeuf kieenj thi hành", "điều kiện thi hành"),
    ("d9ie62u kie65n thi hành", "điều kiện thi hành"),
    ("thời hạn thi ha2nh", "thời hạn thi hành"),
    # a tone on another vowel
    ("trách nhịêm", "trách nhiệm"),
    # a sound that is written otherwise
    ("việc xắp xếp cán bộ", "việc sắp xếp cán bộ"),
    # a space left out
    ("thihành án", "thi hành án"),
    # the texts have each word, but never so
    ("trọng tại thương mại", "trọng tài thương mại"),
    # a word that is no Vietnamese syllable
    ("intenet công cộng", "internet công cộng"),
]
RIGHT = [
    # right, with and without diacritics, and half
    "thời hạn thi hành án dân sự",
    "thoi han thi hanh an dan su",
    "thoi hạn thi hanh an",
    "kho tại thương cảng",
    # words that no text has and that no typing error explains
    "blockchain công cộng",
    "facebook",
    # numbers are never mistyped syllables
    "thời hạn 155 thi hành 2ab",
]


def _meant(index: Index, words: list[str], *, bare: bool) -> dict[int, Meant]:
    return corrections(index.dictionary, index.engine.count, [TypedSyllable(word) for word in words], bare=bare)


def _corrected(index: Index, text: str) -> str:
    words = text.split()
    meant = _meant(index, words, bare=not has_diacritics(text))
    return " ".join(meant[place].written if place in meant else word for place, word in enumerate(words))


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_a_typing_error_is_corrected(index: Index, typed: str, meant: str) -> None:
    assert _corrected(index, typed) == meant


@pytest.mark.parametrize("typed", RIGHT)
def test_what_is_right_stays(index: Index, typed: str) -> None:
    assert _corrected(index, typed) == typed


def test_what_is_kept_stays(index: Index) -> None:
    chain = [TypedSyllable("thời"), TypedSyllable("hjan", kept=True)]
    assert corrections(index.dictionary, index.engine.count, chain, bare=False) == {}


@given(st.lists(st.text(alphabet="abcdeghijknotuwxzđăâêôơưáàảãạ129 ", min_size=1, max_size=8), max_size=8), st.booleans())
def test_any_chain_is_corrected_in_its_own_places_by_syllables_of_the_texts(index: Index, words: list[str], bare: bool) -> None:
    forms = [fold(word) if bare else nfc(word) for word in words]
    for place, (written, _) in _meant(index, forms, bare=bare).items():
        assert written != forms[place]
        known = index.dictionary.folded if bare else index.dictionary.syllables
        assert all(word in known for word in written.split())


@given(st.text(max_size=12))
def test_what_may_be_meant_is_folded_and_begins_with_what_was_typed(typed: str) -> None:
    found = list(forms(nfc(typed.lower())))
    assert found[0][:2] == (fold(nfc(typed.lower())), 0.0)
    assert all(form == fold(form) and cost >= 0 for form, cost, _ in found)


def _correct(generation: Generation, text: str) -> Corrected:
    line, tables = fold_white_space(nfc(text)), generation.derived(SearchTables)
    return correct_query(tables, line, filters(line, tables.filter_values), on=TODAY)


SEARCHED = [
    # what no text has is searched as it was meant
    ("thời hiêụ khiếu nại", "thời hiệu khiếu nại", None, ["Không có “hiêụ” trong kho; đã tìm “thời hiệu”"]),
    # the first word is told with the one after it
    ("hjan khiếu nại", "hạn khiếu nại", None, ["Không có “hjan” trong kho; đã tìm “hạn khiếu”"]),
    # in the case in which it was typed; quotation marks, filters and what is left out stay
    ("Thời Hiệuu", "Thời Hiệu", None, ["Không có “Hiệuu” trong kho; đã tìm “Thời Hiệu”"]),
    ("THỜI HIỆUU", "THỜI HIỆU", None, ["Không có “HIỆUU” trong kho; đã tìm “THỜI HIỆU”"]),
    ('"khiếu nạj" năm:20100', '"khiếu nại" năm:20100', None, ["Không có “nạj” trong kho; đã tìm “khiếu nại”"]),
    ("cây -giốngg loại:luậtt", "cây -giốngg loại:luậtt", None, []),
    # an address, an abbreviation and the name of a document stay
    ("điều 3 luật trồng cây", "điều 3 luật trồng cây", None, []),
    ("UBND xã côgn bố", "UBND xã công bố", None, ["Không có “côgn” trong kho; đã tìm “xã công”"]),
    # a number that no document has is searched as typed, and a near one suggested
    ("901/2011/QH12", "901/2011/QH12", "901/2010/QH12", ["Không có văn bản số 901/2011/QH12; gần giống: 901/2010/QH12"]),
    ("giống cây 901/2010/QH12", "giống cây 901/2010/QH12", None, []),
    ("901/2010", "901/2010", None, []),
    ("901/2011", "901/2011", "901/2010/QH12", ["Không có văn bản số 901/2011; gần giống: 901/2010/QH12"]),
    # of the type that stands before it, where one does
    ("luật 901/2011", "luật 901/2011", "luật 901/2010/QH12", ["Không có văn bản số 901/2011; gần giống: 901/2010/QH12"]),
    ("nđ 901/2011", "nđ 901/2011", None, ["Không có văn bản số 901/2011"]),
    # words that no text has and that mean nothing else; short ones are hardly mistyped; everyday words may be in no text
    ("cây blockchain facebook", "cây blockchain facebook", None, ["Không có “blockchain”, “facebook” trong kho"]),
    ("cây shop", "cây shop", None, ["Không có “shop” trong kho"]),
    ("ly dị", "ly dị", None, []),
    # a short word alone may be a foreign one: it is asked about at most, and so it is where a neighbour hardly bears it out
    ("hjan", "hjan", "han", ["Không có “hjan” trong kho"]),
    ("taxi", "taxi", None, ["Không có “taxi” trong kho"]),
    ("boss", "boss", None, ["Không có “boss” trong kho"]),
]


SURE = [
    # texts have it beside both neighbours, or very often beside one
    ("thời hn thi hành", 1, True),
    ("thời hn", 1, True),
    # beside one, but seldom
    ("kh tại", 0, False),
    # leftover keys, beside a neighbour and alone
    ("hjan thi", 0, True),
    ("hjan", 0, False),
    # a long word
    ("thoif", 0, True),
]


@pytest.mark.parametrize(("typed", "place", "is_sure"), SURE)
def test_a_short_word_is_surely_corrected_only_where_texts_bear_it_out(
    index: Index, typed: str, place: int, is_sure: bool
) -> None:
    meant = _meant(index, typed.split(), bare=not has_diacritics(typed))
    assert meant[place].is_sure == is_sure, meant


@pytest.mark.parametrize(("typed", "searched", "suggestion", "hints"), SEARCHED)
def test_a_query_is_corrected_in_its_words_alone(
    generation: Generation, typed: str, searched: str, suggestion: str | None, hints: list[str]
) -> None:
    corrected = _correct(generation, typed)
    assert (corrected.searched, corrected.suggestion, list(corrected.hints)) == (searched, suggestion, hints)


# A number that no document has, a day, and the near ones, those in force on the day first.
NEAR_ON_A_DAY = [
    ("23/2008", date(2010, 1, 1), ["26/2008/QH12", "23/2018/QH14"]),
    ("23/2008", TODAY, ["23/2018/QH14", "26/2008/QH12"]),  # 26/2008/QH12 is replaced
    ("62/2014", date(2010, 1, 1), ["62/2015/NĐ-CP", "64/2014/QH13"]),
    ("62/2014", TODAY, ["64/2014/QH13", "62/2015/NĐ-CP"]),
]


@pytest.mark.parametrize(("typed", "on", "near"), NEAR_ON_A_DAY)
def test_near_numbers_stand_by_their_status_on_the_day_asked_for(
    generation: Generation, typed: str, on: date, near: list[str]
) -> None:
    corrected = correct_query(generation.derived(SearchTables), typed, on=on)
    assert corrected.hints == (f"Không có văn bản số {typed}; gần giống: {', '.join(near)}",)
    assert corrected.suggestion == near[0]
    assert kb.search(generation, typed, on=on).suggestion == near[0]


def test_a_search_finds_by_the_correction_and_says_so(generation: Generation) -> None:
    right, wrong = (kb.search(generation, query, on=TODAY) for query in ("thời hiệu khiếu nại", "thời hiêụ khiếu nạii"))
    assert wrong.hits == right.hits
    assert wrong.query == "thời hiêụ khiếu nạii"
    assert wrong.hints == ("Không có “hiêụ” trong kho; đã tìm “thời hiệu”",
                           "Không có “nạii” trong kho; đã tìm “khiếu nại”")  # fmt: skip
    assert (right.suggestion, wrong.suggestion) == (None, None)


PARTS = ["thời", "hiêụ", "cây", '"', "-", "năm:2010", "loại:luật", "OR", "điều 3", "901/2011/QH12", "UBND", "luật trồng cây",
         "khiếuu", "ch*", " ", "\0", "*"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=9))
def test_any_query_is_corrected_and_what_is_no_word_of_it_stays(generation: Generation, parts: list[str]) -> None:
    text = " ".join(parts)
    corrected = _correct(generation, text)
    kept = ['"', "-", "năm:2010", "loại:luật", "OR", "điều 3", "UBND", "luật trồng cây", "ch*", "*"]
    for meant in (corrected.searched, corrected.suggestion or corrected.searched):
        assert [meant.count(part) for part in kept] == [fold_white_space(text).count(part) for part in kept]
    assert corrected.suggestion != corrected.searched


@given(st.text(max_size=60))
def test_any_string_is_corrected(generation: Generation, text: str) -> None:
    corrected = _correct(generation, text)
    assert isinstance(corrected.searched, str)
    if not corrected.hints:
        assert corrected.searched == fold_white_space(nfc(text))


def _entry(id: str, type: str, number: str | None, title: str = "", names: tuple[str, ...] = ()) -> Entry:
    return Entry(id, type, number, None, None, title, names)


ENTRIES = (
    _entry("a", "Luật", "26/2008/QH12", "Thi hành án dân sự", ("Luật THADS",)),
    _entry("b", "Nghị định", "62/2015/NĐ-CP", "Quy định chi tiết"),
    _entry("c", "Nghị định", "62/2016/NĐ-CP", "An toàn thực phẩm"),
    _entry("d", "Chỉ thị", "05/CT-TTg"),
    _entry("e", "Chỉ thị", None, "Về thi đua"),
)
NEAR = [
    # a digit otherwise, more, less; two in the other order; typed without đ or in lower case
    ("26/2009/QH12", ["a"]),
    ("26/20008/QH12", ["a"]),
    ("26/208/QH12", ["a"]),
    ("26/2080/QH12", ["a"]),
    ("63/2015/nd-cp", ["b"]),
    ("62/2017/NĐ-CP", ["b", "c"]),
    # known as it is, or as a beginning; nothing is near
    ("62/2015/ND-CP", []),
    ("26/2008", []),
    ("99/1999/QH12", []),
    # the beginning of a number
    ("26/2007", ["a"]),
    ("63/2015", ["b"]),
    # a 0 that is left out is no error
    ("5/CT-TTg", []),
    ("99/1999", []),
]


@pytest.mark.parametrize(("typed", "ids"), NEAR)
def test_a_number_with_one_typing_error_is_near(typed: str, ids: list[str]) -> None:
    assert sorted(entry.id for entry in near_number(lookup(ENTRIES), typed)) == ids


BY_NUMBER = [("26/20", ["a"]), ("62/201", ["b", "c"]), ("62/2016/nđ", ["c"]), ("05/ct", ["d"]), ("7", []), ("", ["d", "a"])]


@pytest.mark.parametrize(("typed", "ids"), BY_NUMBER)
def test_documents_are_found_by_the_beginning_of_their_number(typed: str, ids: list[str]) -> None:
    assert [entry.id for entry in with_number(lookup(ENTRIES), typed, 2)] == ids


BY_NAME = [
    # the beginning of a name, of its title, of a short name
    ("luật thi h", ["a"], []),
    ("thi hanh an", ["a"], []),
    ("luat thads", ["a"], []),
    ("ve thi dua", ["e"], []),
    # words inside it; their order does not count
    ("dân sự", [], ["a"]),
    ("su dan", [], ["a"]),
    # "án" is not "an", but "an" may be both; a mark may stand without its tone
    ("án", [], ["a"]),
    ("an", ["c"], ["a"]),
    ("thưc phâm", [], ["c"]),
    ("thực pham", [], ["c"]),
    ("", [], []),
]


@pytest.mark.parametrize(("typed", "begin", "others"), BY_NAME)
def test_documents_are_found_by_words_of_their_names(typed: str, begin: list[str], others: list[str]) -> None:
    found = with_words(lookup(ENTRIES), typed)
    assert [[entry.id for entry in kind] for kind in found] == [begin, others]


BEGINNINGS = [
    # bare letters stand for any, marked ones for themselves; a tone may come anywhere, or not yet
    ("cưỡng", "cuong", True),
    ("cưỡng", "cương", True),
    ("cưỡng", "cưỡ", True),
    ("cưỡng", "cường", False),
    ("cuống", "cươ", False),
    ("đất", "da", True),
    ("dân", "đ", False),
    ("hoán", "hóa", True),
    ("án", "án", True),
    ("án", "ánh", False),
    ("án", "", True),
]


@pytest.mark.parametrize(("syllable", "typed", "does"), BEGINNINGS)
def test_a_syllable_begins_as_typed(syllable: str, typed: str, does: bool) -> None:
    assert begins(syllable, typed) is does


def test_the_command_line_shows_what_was_probably_meant(knowledge_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert indexer.main(["search", "901/2011/QH12", "--data", str(knowledge_base)]) == 0
    assert "Ý bạn là: 901/2010/QH12\n" in capsys.readouterr().out
