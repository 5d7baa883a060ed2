"""Text: forms that keep every offset, document numbers."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import text

# As written, in one tone style.
TONES = [
    ("hoà", "hòa"), ("HOÀ", "HÒA"), ("khoẻ", "khỏe"), ("uỷ ban", "ủy ban"), ("Thuỷ", "Thủy"), ("huỷ bỏ", "hủy bỏ"),
    ("toàn", "toàn"),  # a closed syllable
    ("quý", "quý"), ("Quỹ", "Quỹ"),  # u belongs to the consonant
    ("hòa", "hòa"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), TONES)
def test_the_tone_stands_on_the_first_vowel(typed: str, expected: str) -> None:
    assert text.one_tone_style(typed) == expected


def test_letters_of_iceland_become_those_of_vietnam() -> None:
    assert text.repair_eth("\u00d0i\u1ec1u, \u00f0i\u1ec3m") == "Điều, điểm"


def test_folding_leaves_no_diacritics_and_keeps_case() -> None:
    assert text.fold("Điều khoản được Ủy quyền") == "Dieu khoan duoc Uy quyen"
    assert text.has_diacritics("điểm")
    assert not text.has_diacritics("diem d")


@given(st.text())
def test_every_form_but_nfc_keeps_each_character_at_its_place(written: str) -> None:
    composed = text.nfc(written)
    assert unicodedata.is_normalized("NFC", composed)
    for form in (text.repair_eth, text.lower, text.one_tone_style, text.search_key, text.fold):
        assert len(form(composed)) == len(composed)


@given(st.text())
def test_folding_white_space_keeps_every_other_character(written: str) -> None:
    assert "".join(text.fold_white_space(written).split()) == "".join(written.split())


@given(st.text())
def test_words_are_in_order_and_hold_every_letter(written: str) -> None:
    spans = list(text.words(written))
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert sum(span.end - span.start for span in spans) == sum(c.isalnum() or c == "_" for c in written)


# A text, and the document numbers in it.
NUMBERS = [
    ("Luật số 26/2008/QH12 và 64/2014/QH13.", ["26/2008/QH12", "64/2014/QH13"]),
    ("Chỉ thị số 05/CT-TTg ngày 06/02/2017", ["05/CT-TTg"]),  # a date is no number
    ("Kết luận 84-KL/TW, 64-LCT/HĐNN8", ["84-KL/TW", "64-LCT/HĐNN8"]),
    ("05/2016/TTLT-BTP-BCA-BTC-TANDTC-VKSNDTC", ["05/2016/TTLT-BTP-BCA-BTC-TANDTC-VKSNDTC"]),
    ("72/2015/NĐ-CP;", ["72/2015/NĐ-CP"]),
    ("26/2008", ["26/2008"]),  # as typed in a search
    ("điểm a khoản 1 Điều 35", []),
]


@pytest.mark.parametrize(("written", "numbers"), NUMBERS)
def test_document_numbers_are_found_whole(written: str, numbers: list[str]) -> None:
    assert text.DOCUMENT_NUMBER.findall(written) == numbers
