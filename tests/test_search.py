"""Search over a small knowledge base, and over the real laws."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.generation import Generation
from kb.index import Unit, analyze
from kb.index.analysis import neighbours
from kb.index.grouping import groups
from kb.language.text import fold, nfc
from kb.search.everyday import EVERYDAY

TODAY = date(2026, 11, 23)


def _places(generation: Generation, query: str, limit: int = 5) -> list[tuple[str, str]]:
    return [(hit.document, hit.eid) for hit in kb.search(generation, query, limit=limit, on=TODAY).hits]


FIRST = [
    # words, with and without diacritics, old tone style, capitals, decomposed letters
    ("thời hiệu khiếu nại về cây trồng", ("901-2010-qh12", "art_4__para_1")),
    ("thoi hieu khieu nai ve cay trong", ("901-2010-qh12", "art_4__para_1")),
    ("THỜI HIỆU KHIẾU NẠI VỀ CÂY TRỒNG", ("901-2010-qh12", "art_4__para_1")),
    ("giống khoẻ mạnh", ("901-2010-qh12", "art_3__para_1")),
    ("ủy ban nhân dân xã công bố giống cây", ("901-2010-qh12", "art_3__para_2")),
    # half typed: the syllables with diacritics and those without, in one pair or apart
    ("thoi hieu khiếu nại ve cay", ("901-2010-qh12", "art_4__para_1")),
    ("Thời hiệu khieu nai", ("901-2010-qh12", "art_4__para_1")),
    # an abbreviation finds its long form, and the long form finds the abbreviation in the text
    ("UBND xã công bố giống cây", ("901-2010-qh12", "art_3__para_2")),
    ("ủy ban nhân dân xã cấp giống", ("902-2024-qh15", "art_2__para_2")),
    # one that a document defines itself
    ("người làm vườn đề nghị giám sát", ("901-2010-qh12", "art_4__para_2")),
    # an address, answered by the provision that it names, in force before expired
    ("điều 3 luật trồng cây", ("902-2024-qh15", "art_3")),
    ("điểm đ khoản 1 điều 3 luật trồng cây 2010", ("901-2010-qh12", "art_3__para_1__point_dd")),
    # a document number finds the opening that bears it, or the clause that cites it
    ("901/2010", ("901-2010-qh12", "preamble")),
    ("05/CT-TTg", ("chi-thi-thads-thahc", "para_1")),
    ("84-KL/TW", ("chi-thi-thads-thahc", "para_1")),
]


@pytest.mark.parametrize(("query", "place"), FIRST)
def test_the_clause_that_answers_comes_first(generation: Generation, query: str, place: tuple[str, str]) -> None:
    assert _places(generation, query)[0] == place


def test_a_hit_names_its_clause_path_and_status(generation: Generation) -> None:
    hit = kb.search(generation, "thời hiệu khiếu nại về cây trồng", on=TODAY).hits[0]
    assert hit.label == "khoản 1 Điều 4 Luật Trồng cây số 901/2010/QH12"
    assert hit.heading == "Thời hiệu khiếu nại về cây trồng"
    assert hit.path == (
        "Luật Trồng cây số 901/2010/QH12",
        "Chương II. TRÁCH NHIỆM",
        "Điều 4. Thời hiệu khiếu nại về cây trồng",
        "khoản 1",
    )
    assert hit.url == "/van-ban/901-2010-qh12/dieu-4/khoan-1"
    assert hit.status.word == "Hết hiệu lực toàn bộ"
    assert hit.status.note == "Hết hiệu lực toàn bộ từ 01/01/2025, thay thế bằng Luật 902/2024/QH15 (khoản 2 Điều 3)"


def test_the_status_of_a_hit_is_that_of_the_day_asked_for(generation: Generation) -> None:
    hit = kb.search(generation, "thời hiệu khiếu nại về cây trồng", on=date(2020, 1, 1)).hits[0]
    assert hit.status.word == "Còn hiệu lực"


MARKS = [
    ("thời hiệu khiếu nại", "art_4__para_1", ["Thời hiệu khiếu nại"]),
    ("thoi hieu khieu nai", "art_4__para_1", ["Thời hiệu khiếu nại"]),
    # an abbreviation in the text is marked for its long form
    ("người làm vườn đề nghị", "art_4__para_2", ["NLV", "đề nghị"]),
    # one that shares only a part of what is asked for is not marked
    ("người làm chủ đề nghị", "art_4__para_2", ["đề nghị"]),
]


@pytest.mark.parametrize(("query", "place", "marked"), MARKS)
def test_exactly_the_matching_words_are_marked(generation: Generation, query: str, place: str, marked: list[str]) -> None:
    hits = kb.search(generation, query, document="901-2010-qh12", on=TODAY).hits
    hit = next(hit for hit in hits if hit.eid == place)
    assert [hit.snippet[start:end] for start, end in hit.highlights] == marked


def test_a_search_may_be_limited_to_one_document(generation: Generation) -> None:
    hits = kb.search(generation, "cây", document="902-2024-qh15", on=TODAY).hits
    assert hits
    assert {hit.document for hit in hits} == {"902-2024-qh15"}
    with pytest.raises(kb.UnknownDocument):
        kb.search(generation, "cây", document="khong-co", on=TODAY)


def test_how_many_hits_are_shown_does_not_change_which_come_first(generation: Generation) -> None:
    for query in ("cây", "trồng cây", "quy định", "thi hành án dân sự", "khong co gi"):
        few, many = (kb.search(generation, query, limit=limit, on=TODAY) for limit in (3, 60))
        assert few.total == many.total
        assert few.hits == many.hits[:3]


# What is told of a query that says little or something else, and the documents that are listed.
TOLD = [
    ("-cây", "Chỉ có chữ bị loại trừ", []),
    ("năm:2010", "Không có chữ nào để tìm", ["901-2010-qh12"]),
    ("cây năm: bao nhiêu", "Bỏ qua điều kiện năm", []),
    ("cây -khiếu nại", 'Chỉ bỏ chữ “khiếu”; để bỏ cả cụm, gõ -"khiếu nại"', []),
    ("nghị định 71/2015", "Không có văn bản số 71/2015; gần giống: 71/2016/NĐ-CP", []),
    ("thông tư 71/2016", "Không có thông tư 71/2016 trong kho", []),
    ("bố mẹ", "“bố mẹ” cũng được tìm là “cha mẹ”", []),
    ("bo me", "“bố mẹ” cũng được tìm là “cha mẹ”", []),
    # those in force, then the newest first
    ("luật trồng cây", None, ["902-2024-qh15", "901-2010-qh12"]),
    ("nđ 71", None, ["71-2016-nd-cp"]),
    # a number that no document of the type has, and one that others have
    ("nghị định 999", "Không có nghị định 999 trong kho", []),
    ("qd 71/2016", "Không có qd 71/2016 trong kho", []),
    ("loại:luật -cây", "Không có chữ nào để tìm; đây là các văn bản thỏa điều kiện lọc", ["902-2024-qh15", "901-2010-qh12"]),
]


@pytest.mark.parametrize(("query", "hint", "documents"), TOLD)
def test_a_reader_is_told_what_was_made_of_a_query(
    generation: Generation, query: str, hint: str | None, documents: list[str]
) -> None:
    results = kb.search(generation, query, on=TODAY)
    assert hint is None or any(said.startswith(hint) for said in results.hints), results.hints
    assert [entry.id for entry in results.documents] == documents


@pytest.mark.parametrize("word", [word for word, _ in EVERYDAY])
def test_an_everyday_word_finds_the_same_without_diacritics(real: Generation, word: str) -> None:
    accented, bare = (kb.search(real, query, limit=10, on=TODAY) for query in (word, fold(word)))
    assert bare.hits == accented.hits
    assert bare.hints == accented.hints
    assert (bare.suggestion, accented.suggestion) == (None, None)


def test_words_that_texts_often_have_so_are_not_read_as_an_everyday_word(real: Generation) -> None:
    for query, marked in (("xet thay co can cu", "xét thấy có"), ("thay co", "thầy giáo")):
        hits = kb.search(real, query, on=TODAY).hits
        assert any(hit.snippet[start:end].lower() == marked for hit in hits for start, end in hit.highlights), query


def test_words_after_a_colon_that_is_no_filter_stay_where_they_stand(real: Generation) -> None:
    plain, colon = (kb.search(real, query, on=TODAY) for query in ("năm bao nhiêu ngày", "năm: bao nhiêu ngày"))
    assert colon.hits == plain.hits


def test_what_the_codification_repeats_is_found_once_whatever_the_limit(real: Generation) -> None:
    """A total is how many hits there are; what repeats another is there where the other is not."""
    own, codified = "26-2008-qh12", "26-2008-qh12-phap-dien"
    for query in ("bồi thường nhà nước", "khoản 1 điều 36 luật thads", "điều 30 đến 33 luật thads 2008"):
        few, every = (kb.search(real, query, limit=limit, on=TODAY) for limit in (1, 10_000))
        assert few.total == every.total == len(every.hits), query
        assert few.facets == every.facets
        of_both = [hit for hit in every.hits if hit.document in (own, codified)]
        passages = [(hit.eid, real.store.passage(hit.document, hit.eid, TODAY)) for hit in of_both]
        texts = [(eid, passage.text) for eid, passage in passages if passage]
        assert len(texts) == len(set(texts)) > 1, query
    repeated = ("thời hiệu yêu cầu thi hành án", codified, "art_30__para_3")
    assert repeated[1:] not in _places(real, repeated[0], 100)
    assert repeated[1:] in _places(real, f"{repeated[0]} văn bản:{codified}", 5)


MISSING = [
    # the nearest provision that there is, and a word on what is not
    ("điểm e khoản 1 điều 3 luật trồng cây 2010", ("901-2010-qh12", "art_3__para_1"), "không có điểm e khoản 1 Điều 3"),
    ("khoản 9 điều 4 luật trồng cây 2010", ("901-2010-qh12", "art_4"), "không có khoản 9 Điều 4"),
    # of several those that are not there
    ("khoản 1, 9 điều 4 luật trồng cây 2010", ("901-2010-qh12", "art_4__para_1"), "2010/QH12 không có khoản 9 Điều 4"),
    ("điều 3, 4 và 7a luật trồng cây 2010", ("901-2010-qh12", "art_3"), "2010/QH12 không có Điều 7a"),
    ("điều 4 đến 20 luật trồng cây 2010", ("901-2010-qh12", "art_4"), ", …"),
    # a document without a text
    ("điều 9 luật tthc", None, "Kho chưa có toàn văn luật này: Luật Tố tụng hành chính số 93/2015/QH13"),
]


@pytest.mark.parametrize(("query", "place", "hint"), MISSING)
def test_a_provision_that_is_not_there_is_said_to_be_missing(
    generation: Generation, query: str, place: tuple[str, str] | None, hint: str
) -> None:
    results = kb.search(generation, query, limit=5, on=TODAY)
    assert any(hint in said for said in results.hints)
    assert place is None or (results.hits[0].document, results.hits[0].eid) == place


ODD = ["", " ", '"', "(", "AND OR NOT", "*", "điều", "a" * 10_000, "\0", "điều 99999999999 luật trồng cây", "/ / /", "[x TO y]"]


@pytest.mark.parametrize("query", ODD)
def test_an_odd_query_is_no_error(generation: Generation, query: str) -> None:
    results = kb.search(generation, query, on=TODAY)
    assert results.total >= len(results.hits) or results.total == 0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_highlights_always_index_the_snippet(generation: Generation, query: str) -> None:
    for hit in kb.search(generation, f"{query} cây", limit=3, on=TODAY).hits:
        ends = [0]
        for start, end in hit.highlights:
            assert ends[-1] <= start < end <= len(hit.snippet)
            ends.append(end)


SAME_TERMS = [
    ("Uỷ ban", "ủy ban"),
    ("HOÀ GIẢI", "hòa giải"),
    ("Ðảng", "đảng"),
    ("u\u0309y ban", "ủy ban"),
]


# Pieces of a text: words, what stands for others, numbers of documents and what only looks like one, ends of lines.
WRITTEN = (
    "thi", "Hoà", "uỷ", "kĩ", "THADS", "UBND", " ", " ", "\n", "62/2015/NĐ-CP", "05-CT/TU", "1/7", "01/7/2026", "-", "/", "12",
    "Đ", "Ð", ".", "_", "İ", "điểm đ", "diem", "khoản ", "Điều ", "1.000.000", "ngày ", "tháng ", "năm ", "2026",
)  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME_TERMS)
def test_the_same_words_give_the_same_terms(one: str, other: str) -> None:

    assert [t.form for t in analyze(nfc(one), {})] == [t.form for t in analyze(nfc(other), {})]


@given(st.lists(st.sampled_from(WRITTEN), max_size=12).map("".join))
def test_what_is_indexed_has_the_syllables_of_the_one_analysis(text: str) -> None:
    table = {"THADS": "thi hành án dân sự", "UBND": "Ủy ban nhân dân"}
    unit = Unit("a", "art_1", "art_1", "", "", "", text)
    (group,) = groups([(unit, table)])
    assert list(group.rows[-1].words) == neighbours(analyze(text, table))


def test_an_expanded_abbreviation_keeps_the_span_of_the_original() -> None:
    text = "cơ quan THADS tỉnh"
    terms = analyze(text, {"THADS": "thi hành án dân sự"})
    assert {text[t.start : t.end] for t in terms if t.form in ("thi", "sự", "thads")} == {"THADS"}
    assert [t.form for t in terms if not t.alone] == ["cơ", "quan", "thi", "hành", "án", "dân", "sự", "tỉnh"]


def test_each_count_of_a_facet_is_what_its_filter_gives(real: Generation) -> None:
    for query in ("án phí", "thi hành án"):
        for facet in kb.search(real, query, limit=1, on=TODAY).facets:
            for value, count in facet.values[:4]:
                narrowed = kb.search(real, f'{query} {facet.label}:"{value}"', limit=1, on=TODAY)
                assert narrowed.total == count, (query, facet.field, value)


def test_later_hits_follow_the_first(real: Generation) -> None:
    for query in ("bồi thường", "án phí"):
        found = [kb.search(real, query, limit=limit, on=TODAY) for limit in (20, 120)]
        assert [len(results.hits) for results in found] == [20, 120]
        assert found[1].hits[:20] == found[0].hits


def test_a_word_that_is_an_abbreviation_too_is_the_word(generation: Generation) -> None:
    assert kb.search(generation, "tha tù", on=TODAY).hints == ("Không có “tha”, “tù” trong kho",)
    assert any("thi hành án" in hint for hint in kb.search(generation, "THA", on=TODAY).hints)


def test_codes_are_no_typing_errors(real: Generation) -> None:
    for query in ("nq 326/2016", "tt 200/2016/TT-BTC", "ct 05/CT-TTg"):
        assert not any("Không có “" in hint for hint in kb.search(real, query, on=TODAY).hints), query


REAL_FIRST = [
    # what holds today, above the clause of the ended law whose heading is the same
    ("thoi hieu yeu cau thi hanh an", "152-2026-nd-cp", "art_10"),
    ("thời hiệu yêu cầu thi hành án", "152-2026-nd-cp", "art_10"),
    # of two laws of the name, the one that is in force
    ("dieu 35 luat thads", "106-2025-qh15", "art_35"),
    ("khoản 2 điều 6 luật thads", "106-2025-qh15", "art_6__para_2"),
    ("điều 100 bộ luật tố tụng dân sự", "92-2015-qh13", "art_100"),
    ("26/2008", "26-2008-qh12", "preamble"),
    ("người khởi kiện vụ án hành chính", "93-2015-qh13", "art_"),
]


@pytest.mark.parametrize(("query", "document", "place"), REAL_FIRST)
def test_on_the_real_laws_the_clause_that_answers_comes_first(real: Generation, query: str, document: str, place: str) -> None:
    hit = kb.search(real, query, on=TODAY).hits[0]
    assert hit.document == document
    assert hit.eid == place or hit.eid.startswith(f"{place}__") or place == "art_"


def test_who_watches_over_enforcement_finds_the_directive_and_the_law(real: Generation) -> None:
    query = "giám sát hoạt động thi hành án dân sự hội đồng nhân dân"
    for text in (query, fold(query), "giám sát hoạt động THADS HĐND"):
        places = _places(real, text, limit=5)
        assert ("chi-thi-thads-thahc", "para_2") in places, text
        assert any(d == "26-2008-qh12" and (e == "art_12" or e.startswith("art_12__")) for d, e in places), text


def test_words_without_diacritics_that_texts_bind_otherwise_are_no_everyday_name(real: Generation) -> None:
    told = [kb.search(real, query, on=TODAY).hints for query in ("nguoi quan ly di san", "thu tuc ly di")]
    assert told == [(), ("“ly dị” cũng được tìm là “ly hôn”",)]
