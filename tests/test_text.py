"""Text: forms that keep every offset, document numbers."""

import unicodedata
from collections.abc import Callable
from inspect import isfunction
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


def test_a_raised_digit_is_no_digit_of_a_number_and_can_be_lowered_again():
    assert text.raised("12") == "¹²"
    assert (text.lowered("12"), text.on_line("7¹²₀₉")) == ("₁₂", "71209")
    assert text.on_line("Điều 7¹²") == "Điều 712"


def test_folding_leaves_no_diacritics_and_keeps_case() -> None:
    assert text.fold("Điều khoản được Ủy quyền") == "Dieu khoan duoc Uy quyen"
    assert text.has_diacritics("điểm")
    assert not text.has_diacritics("diem d")


# Guarantee 1: the functions that keep every offset, and the others that give a text.
KEEP_OFFSETS = (
    text.repair_eth,
    text.lowered,
    text.raised,
    text.on_line,
    text.lower,
    text.one_tone_style,
    text.one_i_style,
    text.search_key,
    text.fold,
)
CHANGE_OFFSETS = (text.nfc, text.in_case_of, text.slug, text.printable, text.plain_signs, text.fold_white_space)
# What the forms are about, in NFC and not, and characters of which lower case or NFC make two.
WRITTEN = st.text() | st.text("aăâeiouyưđÐðqhkKOÀỳYÌ \u0301\u0323ßẞİΣςﬁ\ufb2a\U0001d15e")


def _letters(written: str) -> list[str]:
    """Each character without its case, its diacritics, where a digit stands, and the choice between i and y."""
    return [text.fold(text.lower(text.repair_eth(text.on_line(c)))).casefold().replace("y", "i") for c in written]


@pytest.mark.parametrize("form", KEEP_OFFSETS)
@given(written=WRITTEN)
def test_a_form_that_keeps_offsets_has_the_same_letter_at_each(form: Callable[[str], str], written: str) -> None:
    for given_text in (written, text.nfc(written)):
        assert _letters(form(given_text)) == _letters(given_text)


@given(WRITTEN)
def test_nfc_gives_the_composed_form(written: str) -> None:
    assert unicodedata.is_normalized("NFC", text.nfc(written))


def test_every_function_that_makes_a_text_of_a_text_is_named_by_guarantee_1() -> None:
    public = [made for name, made in vars(text).items() if isfunction(made) and not name.startswith("_")]
    from_text_to_text = {
        made for made in public if made.__module__ == text.__name__ and set(made.__annotations__.values()) == {str}
    }
    assert from_text_to_text == {*KEEP_OFFSETS, *CHANGE_OFFSETS}
    keeping, _, changing = (text.__doc__ or "").partition("The others")
    assert all(f"`{made.__name__}`" in keeping for made in KEEP_OFFSETS)
    assert all(f"`{made.__name__}`" in changing for made in CHANGE_OFFSETS)


# A name of a file, as a system may give it, and as it is printed.
NAMES = [
    ("tệp.txt", "tệp.txt"),
    ("t\udcff.txt", "t\ufffd.txt"),  # a byte that is no UTF-8 (PEP 383)
    ("t\ud800.txt", "t\ufffd.txt"),  # half a pair, as Windows allows
]  # fmt: skip


@pytest.mark.parametrize(("name", "shown"), NAMES, ids=ascii)
def test_any_name_of_a_file_can_be_printed(name: str, shown: str) -> None:
    assert text.printable(name) == shown


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
