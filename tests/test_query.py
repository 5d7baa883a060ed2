"""What a query asks for: addresses, documents by number and name."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import catalogue
from kb.search.known_names import known_names
from kb.search.query import cleaned, understand

CATALOGUE = known_names(catalogue.merge([catalogue.load(Path(__file__).parent.parent / "corpus" / "catalogue.toml")]))
BOTH_LAWS = ["26-2008-qh12", "106-2025-qh15"]

ADDRESSES = [
    ("điều 35 luật thads", ["art_35"], BOTH_LAWS),
    ("dieu 35 luat thads", ["art_35"], BOTH_LAWS),
    ("khoản 2 điều 6 luật thads", ["art_6__para_2"], BOTH_LAWS),
    # either order, with and without filler words and commas
    ("Luật THADS năm 2008, Điều 6, khoản 2", ["art_6__para_2"], ["26-2008-qh12"]),
    ("điểm a khoản 1 Điều 35 của Luật Thi hành án dân sự số 26/2008/QH12", ["art_35__para_1__point_a"], ["26-2008-qh12"]),
    # the year without "năm", the beginning of a number
    ("dieu 30 luat thi hanh an dan su 2008", ["art_30"], ["26-2008-qh12"]),
    ("điều 7 26/2008", ["art_7"], ["26-2008-qh12"]),
    # điểm d and điểm đ are different points; without any diacritics it can be either
    ("điểm đ khoản 1 điều 2 luật tthc", ["art_2__para_1__point_dd"], ["93-2015-qh13"]),
    ("điểm d khoản 1 điều 2 luật tthc", ["art_2__para_1__point_d"], ["93-2015-qh13"]),
    ("diem d khoan 1 dieu 2 luat tthc", ["art_2__para_1__point_d", "art_2__para_1__point_dd"], ["93-2015-qh13"]),
    # in a hurry: short forms, no blanks, marks, a title without its type, an abbreviated name
    ("k2 đ6 luat thads", ["art_6__para_2"], BOTH_LAWS),
    ("điều35 (luật thads)", ["art_35"], BOTH_LAWS),
    ("Điều 35 - THADS", ["art_35"], BOTH_LAWS),
    ("khoản 1, 2 điều 35 luật tthc", ["art_35__para_1", "art_35__para_2"], ["93-2015-qh13"]),
    ("nội dung điều 3 26-2008-qh12", ["art_3"], ["26-2008-qh12"]),
    # an inserted article, an item of a directive
    ("điều 7a luật thads 2008", ["art_7a"], ["26-2008-qh12"]),
    ("mục 3.1 chỉ thị về thads, thahc", ["para_3__subpara_1"], ["chi-thi-thads-thahc"]),
    # an address without a document is one of every document
    ("điều 5", ["art_5"], []),
    # words beside an address and its document
    ("thời hạn điều 36 luật thads", ["art_36"], ["26-2008-qh12", "106-2025-qh15"]),
    ("điều 36 luật thads thời hạn ra quyết định", ["art_36"], ["26-2008-qh12", "106-2025-qh15"]),
    ("thời hạn điều 36", [], []),
    # in the middle of a question, the name beside the address
    ("mục đích của Điều 36 Luật Thi hành án dân sự là gì", ["art_36"], ["26-2008-qh12", "106-2025-qh15"]),
    ("điều kiện thi hành án", [], []),
    # the document beside the address, not the other one; addresses of two documents, parts that do not belong together
    ("điều 36 luật thi hành án dân sự và luật tố tụng hành chính", ["art_36"], BOTH_LAWS),
    ("điều 6 luật thads và điều 7 luật tthc", [], []),
    # several addresses in one document: each with its Điều, or that of the one beside it
    ("khoản 1 điều 5 và khoản 2 điều 6 luật tthc", ["art_5__para_1", "art_6__para_2"], ["93-2015-qh13"]),
    ("Điều 5 khoản 1, Điều 6 khoản 2 Luật TTHC", ["art_5__para_1", "art_6__para_2"], ["93-2015-qh13"]),
    ("khoản 3 điều 5, điểm a khoản 1 điều 6 luật tthc", ["art_5__para_3", "art_6__para_1__point_a"], ["93-2015-qh13"]),
    (
        "điểm a khoản 1, điểm b khoản 2 điều 36 luật tthc",
        ["art_36__para_1__point_a", "art_36__para_2__point_b"],
        ["93-2015-qh13"],
    ),
    ("Điều 5 khoản 1 điểm a, khoản 3 luật tthc", ["art_5__para_1__point_a", "art_5__para_3"], ["93-2015-qh13"]),
    # whose khoản that is is not told
    ("điều 5, khoản 2, điều 6 luật tthc", [], []),
    ("theo Điều 30 Luật THADS và khoản 2 Điều 6 Luật TTHC", [], []),
    ("khoản 2 của văn bản theo điều 6 luật tthc", [], []),
    # several articles of one document; Ð (U+00D0)
    ("điều 36 và điều 37 luật tthc", ["art_36", "art_37"], ["93-2015-qh13"]),
    ("Ðiều 35 luật tthc", ["art_35"], ["93-2015-qh13"]),
    # lists and ranges; what stands in one of several is of the one beside it
    ("các điều 6, 7 và 7a luật tthc", ["art_6", "art_7", "art_7a"], ["93-2015-qh13"]),
    ("dieu 30 den 33 luat tthc", ["art_30", "art_31", "art_32", "art_33"], ["93-2015-qh13"]),
    ("từ điều 30 đến điều 32 luật tthc", ["art_30", "art_31", "art_32"], ["93-2015-qh13"]),
    ("khoản 1 và khoản 3 điều 5 luật tthc", ["art_5__para_1", "art_5__para_3"], ["93-2015-qh13"]),
    ("khoản 2-4 điều 5 luật tthc", ["art_5__para_2", "art_5__para_3", "art_5__para_4"], ["93-2015-qh13"]),
    ("điểm a, c khoản 1 điều 5 luật tthc", ["art_5__para_1__point_a", "art_5__para_1__point_c"], ["93-2015-qh13"]),
    (
        "điểm c đến đ khoản 1 điều 5 luật tthc",
        ["art_5__para_1__point_c", "art_5__para_1__point_d", "art_5__para_1__point_dd"],
        ["93-2015-qh13"],
    ),
    ("khoản 1 điều 5, 6 luật tthc", ["art_5__para_1", "art_6"], ["93-2015-qh13"]),
    # what is counted is no number of a provision
    ("điều 5, 10 ngày, luật tthc", ["art_5"], ["93-2015-qh13"]),
    # a document alone
    ("26/2008", [], ["26-2008-qh12"]),
    ("05/CT-TTg", [], ["05-ct-ttg-2017"]),
    # a number half remembered: without its year, its code, the 0 before it; a type by its code
    ("chỉ thị 05", [], ["05-ct-ttg-2017"]),
    ("chi thi so 5", [], ["05-ct-ttg-2017"]),
    ("CT 05", [], ["05-ct-ttg-2017"]),
    ("luật 26", [], ["26-2008-qh12", "26-2012-qh13", "26-2018-qh14"]),
    ("luật số 26 năm 2008", [], ["26-2008-qh12"]),
    ("luật 26 năm 2009", [], []),
    ("5/2016", [], ["05-2016-ttlt-btp-bca-btc-tandtc-vksndtc"]),
    ("thông tư 05/2016", [], ["05-2016-ttlt-btp-bca-btc-tandtc-vksndtc"]),
    ("điều 3 ttlt 05", ["art_3"], ["05-2016-ttlt-btp-bca-btc-tandtc-vksndtc"]),
    # what is counted is no number; a single figure before a word counts
    ("quyết định 5 ngày", [], []),
    ("chỉ thị 5 trang", [], []),
    ("chỉ thị 5 mục tiêu", [], []),
    # no document of that type has the number
    ("nghị định 26/2008", [], []),
    ("luật tthc", [], ["93-2015-qh13"]),
]


@pytest.mark.parametrize(("text", "eids", "documents"), ADDRESSES)
def test_a_query_is_understood_as_officials_type_it(text: str, eids: list[str], documents: list[str]) -> None:
    asked = understand(text, CATALOGUE)
    assert list(asked.eids) == eids
    assert [entry.id for entry in asked.documents] == documents


# What is left of a query as words, what it names that is not there, and what may count something.
LEFT = [
    ("nđ 62/2015 kê biên", "Nghị định 62/2015 kê biên", (), ()),
    ("chỉ thị 05 về thi hành án", "về thi hành án", (), ("chỉ thị 05",)),
    ("ct 05 về thi hành án", "về thi hành án", (), ()),
    ("luật 26 năm 2009 về thi hành án", "luật 26 năm 2009 về thi hành án", ("luật 26 năm 2009",), ()),
    ("nghị định 26/2008", "nghị định 26/2008", ("nghị định 26/2008",), ()),
    # a type and number alone are sought as the whole numbers; one that there is not, alone, is told
    ("luật 26", "26/2008/QH12 26/2012/QH13 26/2018/QH14", (), ()),
    ("qd 26", "Quyết định 26", ("qd 26",), ()),
    ("xử phạt theo qđ 26", "xử phạt theo Quyết định 26", (), ()),
]


@pytest.mark.parametrize(("text", "words", "unknown", "assumed"), LEFT)
def test_what_is_assumed_of_a_number_and_what_is_not_there_is_known(
    text: str, words: str, unknown: tuple[str, ...], assumed: tuple[str, ...]
) -> None:
    asked = understand(text, CATALOGUE)
    assert (asked.words, asked.unknown, asked.assumed) == (words, unknown, assumed)


CLEANED = [
    ("ｌｕậｔ　ｔｔｈｃ", "luật tthc"),
    ("lu\u200bật\u00ad  đất \x1b[1m", "luật đất [1m"),
    ("nđ62 TT05/2016 nq49 ct05", "nđ 62 TT 05/2016 nq 49 ct 05"),
]


@pytest.mark.parametrize(("typed", "cleaned_text"), CLEANED)
def test_a_pasted_query_is_cleaned(typed: str, cleaned_text: str) -> None:
    assert cleaned(typed) == cleaned_text


@given(st.text(max_size=80))
def test_any_string_is_a_query(text: str) -> None:
    understand(text, CATALOGUE)
