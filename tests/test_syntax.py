"""What is typed around the words of a query, and what it does to the results."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.generation import Generation
from kb.language.text import fold_white_space
from kb.search.syntax import ParsedQuery, TypedFilter, filters, parse_query, without

TODAY = date(2026, 11, 23)
KNOWN = {"type": ("nghi dinh", "thong tu lien tich", "luat"), "document": ("luat trong cay",)}

PARSED = [
    ("thời hạn thi hành", ParsedQuery("thời hạn thi hành")),
    # phrases, in any quotation marks
    ('"trồng cây" giống', ParsedQuery("giống", (("trồng cây",),))),
    ("giống “trồng cây”", ParsedQuery("giống", (("trồng cây",),))),
    ('"a b" "c d"', ParsedQuery("", (("a b",), ("c d",)))),
    ('"a b" OR "c d" | "e f"', ParsedQuery("", (("a b", "c d", "e f"),))),
    # OR between words says what is so anyway
    ("cây OR giống", ParsedQuery("cây giống")),
    # left out
    ("cây -giống", ParsedQuery("cây", excluded=("giống",))),
    ('cây -"giống tốt"', ParsedQuery("cây", excluded=("giống tốt",))),
    # a dash inside a number or between spaces leaves nothing out
    ("84-KL/TW - kết luận", ParsedQuery("84-KL/TW - kết luận")),
    # malformed
    ('""', ParsedQuery("")),
    ("-", ParsedQuery("-")),
]


# A query, its filters, and what it is without them.
FILTERED = [
    # one word, quoted, known names of several words, without diacritics, negated
    ("năm:2015 cây", [TypedFilter("year", "2015")], "cây"),
    ('loại:"nghị định" cây', [TypedFilter("type", "nghị định")], "cây"),
    ("loai: thông tư liên tịch cây", [TypedFilter("type", "thông tư liên tịch")], "cây"),
    ("van ban:luật trồng cây giống", [TypedFilter("document", "luật trồng cây")], "giống"),
    ("cây -loại:luật", [TypedFilter("type", "luật", negated=True)], "cây"),
    ("Hiệu lực:còn Năm: 2010-2020", [TypedFilter("status", "còn"), TypedFilter("year", "2010-2020")], ""),
    # without a value: at the end, before another
    ("cây năm: ", [TypedFilter("year", "")], "cây"),
    ("năm: loại:luật", [TypedFilter("year", ""), TypedFilter("type", "luật")], ""),
]


@pytest.mark.parametrize(("text", "typed"), PARSED)
def test_a_query_comes_apart(text: str, typed: ParsedQuery) -> None:
    assert parse_query(text) == typed


@pytest.mark.parametrize(("text", "found", "rest"), FILTERED)
def test_filters_are_taken_out_of_a_query(text: str, found: list[TypedFilter], rest: str) -> None:
    text = fold_white_space(text)
    typed = filters(text, KNOWN)
    assert list(typed) == found
    assert without(text, typed).strip() == rest
    assert without(text, ()) == text


def test_an_open_quotation_mark_is_told() -> None:
    typed = parse_query('"trồng cây')
    assert typed.words == "trồng cây"
    assert "ngoặc kép" in typed.hints[0]


@given(st.text(alphabet=st.sampled_from('ab "“”-:|năm loại OR\n'), max_size=40))
def test_any_string_is_a_query(text: str) -> None:
    text = fold_white_space(text)
    rest = without(text, filters(text, KNOWN))
    assert len(rest) == len(text)
    typed = parse_query(rest)
    assert all(any(c.isalnum() for c in phrase) for choice in typed.phrases for phrase in choice)
    assert not set('"“”') & set(typed.words)


def _found(generation: Generation, text: str) -> set[tuple[str, str]]:
    results = kb.search(generation, text, limit=100, on=TODAY)
    assert results.total == len(results.hits)
    return {(hit.document, hit.eid.split("__")[0]) for hit in results.hits}


def test_a_phrase_admits_only_what_has_it(generation: Generation) -> None:
    both, phrase = _found(generation, "phải khỏe mạnh cây"), _found(generation, '"phải khỏe mạnh" cây')
    assert ("901-2010-qh12", "art_3") in phrase
    assert phrase < both
    assert _found(generation, '"phai khoe manh" cay') == phrase


def test_a_phrase_that_nothing_has_is_sought_by_its_words_with_a_hint(generation: Generation) -> None:
    results = kb.search(generation, '"mạnh khỏe phải"', on=TODAY)
    assert results.hits
    assert any("nguyên cụm" in hint for hint in results.hints)


def test_what_is_left_out_is_not_found(generation: Generation) -> None:
    every = _found(generation, "cây")
    without = _found(generation, "cây -khiếu -nại")
    assert without < every
    assert not without & _found(generation, '"khiếu nại"')
    assert every - _found(generation, 'cây -"phải khỏe mạnh"') == _found(generation, '"phải khỏe mạnh" cây')


def test_filters_hold_all_together(generation: Generation) -> None:
    assert {d for d, _ in _found(generation, "cây năm:2010")} == {"901-2010-qh12"}
    assert {d for d, _ in _found(generation, "cây loại:luật hiệu lực:còn")} == {"902-2024-qh15"}
    assert "902-2024-qh15" not in {d for d, _ in _found(generation, "cây -năm:2024")}
    assert {d for d, _ in _found(generation, "văn bản:901/2010/QH12 cây")} == {"901-2010-qh12"}


def test_a_filter_that_nothing_meets_is_left_out_with_a_hint(generation: Generation) -> None:
    results = kb.search(generation, "cây loại:sắc lệnh năm:mới", on=TODAY)
    assert results.hits
    assert [hint for hint in results.hints if hint.startswith("Bỏ qua")] == [
        "Bỏ qua điều kiện loại: “sắc” vì không có văn bản nào như vậy; các chữ ấy được tìm như chữ thường",
        "Bỏ qua điều kiện năm: “mới” vì không có văn bản nào như vậy; các chữ ấy được tìm như chữ thường",
    ]


def test_filters_alone_list_the_documents(generation: Generation) -> None:
    results = kb.search(generation, "năm:2010", on=TODAY)
    assert [entry.id for entry in results.documents] == ["901-2010-qh12"]


def test_facets_count_all_that_matches(generation: Generation) -> None:
    results = kb.search(generation, "cây", limit=1, on=TODAY)
    facets = {facet.field: dict(facet.values) for facet in results.facets}
    for field in ("type", "year", "status", "document"):
        assert sum(facets[field].values()) == results.total
    for value, count in facets["year"].items():
        assert kb.search(generation, f"cây năm:{value}", on=TODAY).total == count
