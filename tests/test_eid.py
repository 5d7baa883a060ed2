"""Numbers ↔ eIds ↔ URL paths ↔ labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.law import eid
from kb.law.levels import POINT_LETTERS

# eId, its levels and numbers, its label, its URL path.
CASES = [
    ("art_35", [("article", "35")], "Điều 35", "dieu-35"),
    ("art_7a", [("article", "7a")], "Điều 7a", "dieu-7a"),
    # điểm d and điểm đ are two points
    (
        "art_2__para_1__point_d",
        [("article", "2"), ("clause", "1"), ("point", "d")],
        "điểm d khoản 1 Điều 2",
        "dieu-2/khoan-1/diem-d",
    ),
    (
        "art_2__para_1__point_dd",
        [("article", "2"), ("clause", "1"), ("point", "đ")],
        "điểm đ khoản 1 Điều 2",
        "dieu-2/khoan-1/diem-đ",
    ),
    # an inserted khoản 2đ
    ("art_2__para_2dd", [("article", "2"), ("clause", "2đ")], "khoản 2đ Điều 2", "dieu-2/khoan-2đ"),
    # items below items are one number, as readers write it
    ("para_3__subpara_1", [("item", "3"), ("item", "1")], "mục 3.1", "muc-3.1"),
    (
        "para_3__subpara_1__indent_2",
        [("item", "3"), ("item", "1"), ("indent", "2")],
        "gạch đầu dòng 2 mục 3.1",
        "muc-3.1/gach-2",
    ),
    ("para_II__subpara_1__point_a", [("item", "II"), ("item", "1"), ("point", "a")], "điểm a mục II.1", "muc-II.1/diem-a"),
    ("chp_II__sec_1", [("chapter", "II"), ("section", "1")], "Mục 1 Chương II", "chuong-2/muc-1"),
    ("part_2__chp_I", [("part", "2"), ("chapter", "I")], "Chương I Phần 2", "phan-2/chuong-1"),
    # in an attachment: an Điều of its own, and an item
    ("att_1__art_1", [("attachment", "1"), ("article", "1")], "Điều 1 Phụ lục 1", "phu-luc-1/dieu-1"),
    ("att_II__para_3", [("attachment", "II"), ("item", "3")], "mục 3 Phụ lục II", "phu-luc-2/muc-3"),
    ("preamble", [("preamble", "")], "Phần mở đầu", "mo-dau"),
    ("recipients", [("recipients", "")], "Nơi nhận", "noi-nhan"),
    ("conclusions", [("conclusions", "")], "Phần kết", "phan-ket"),
    # the second Điều 12 of a document that gives the number twice
    ("art_12_2", [("article", "12_2")], "Điều 12 (lần 2)", "dieu-12_2"),
]


@pytest.mark.parametrize(("name", "pairs", "label", "path"), CASES)
def test_an_eid_has_its_levels_its_label_and_its_path(name: str, pairs: list[tuple[str, str]], label: str, path: str) -> None:
    assert eid.split(name) == pairs
    assert eid.label(name) == label
    assert eid.url_path(name) == path
    joined = ""
    for level, number in pairs:
        joined = eid.join(joined, level, number)
    assert joined == name
    assert eid.parent(name) == name.rpartition("__")[0]


@given(st.integers(1, 399))
def test_roman_numerals_are_read_as_they_are_written(value: int) -> None:
    assert eid.roman_value(eid.to_roman(value)) == value


@pytest.mark.parametrize("numeral", ["", "IIII", "VX", "IC", "ii", "A", "7"])
def test_what_is_no_roman_numeral_has_no_value(numeral: str) -> None:
    assert eid.roman_value(numeral) is None


def test_numbers_sort_as_readers_expect() -> None:
    for ordered in (["1", "2", "7", "7a", "7b", "8", "10"], ["c", "d", "d1", "đ", "đ1", "e"], list(POINT_LETTERS)):
        keys = [eid.sort_key(number) for number in ordered]
        assert keys == sorted(keys)


def test_no_two_points_share_an_eid() -> None:
    assert len({eid.join("art_1", "point", letter) for letter in POINT_LETTERS}) == len(POINT_LETTERS)
