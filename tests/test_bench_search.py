"""What the benchmarks of search rest on: the split of the questions, their variants, the sample of headings."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.search.asking import Text
from bench.search.questions import Asked, figures, headings
from bench.search.variants import VARIANTS, mistyped

HALVES = {"01-DS-1": "dev", "01-DS-2": "test", "TN-7": "dev"}


@pytest.mark.parametrize(("question", "half"), HALVES.items())
def test_a_question_stays_in_its_half(question: str, half: str) -> None:
    assert Asked(question, "", frozenset()).half == half


SAID = "Vì ủy ban nhân dân có quy định về lý lịch, kỹ thuật và chìa khóa"
IN_OTHER_WORDS = [
    ("accented", SAID),
    # No diacritic is left, đ included.
    ("unaccented", "Vi uy ban nhan dan co quy dinh ve ly lich, ky thuat va chia khoa"),
    # Every second word keeps its diacritics.
    ("half-accented", "Vì uy ban nhan dân co quy dinh về ly lịch, ky thuật va chìa khoa"),
    # The tone stands on the second vowel.
    ("other tone style", "Vì uỷ ban nhân dân có quy định về lý lịch, kỹ thuật và chìa khoá"),
    ("capitals", "VÌ ỦY BAN NHÂN DÂN CÓ QUY ĐỊNH VỀ LÝ LỊCH, KỸ THUẬT VÀ CHÌA KHÓA"),
    ("abbreviated", "Vì UBND có quy định về lý lịch, kỹ thuật và chìa khóa"),
    # Only in open syllables: lịch and khóa stay, and so does uy, which is another vowel.
    ("i for y, y for i", "Vì ủy ban nhân dân có qui định về lí lịch, kĩ thuật và chìa khóa"),
]


@pytest.mark.parametrize(("variant", "text"), IN_OTHER_WORDS, ids=[name for name, _ in IN_OTHER_WORDS])
def test_a_variant_says_the_same_in_another_way(variant: str, text: str) -> None:
    assert VARIANTS[variant](SAID) == text


@given(st.text())
def test_a_typing_error_is_one_and_always_the_same(text: str) -> None:
    wrong = mistyped(text)
    assert wrong == mistyped(text)
    assert abs(len(wrong) - len(text)) <= 1
    words = text.split(" ")
    changed = [(one, other) for one, other in zip(words, wrong.split(" "), strict=True) if one != other]
    assert len(changed) == (1 if any(map(_may_be_mistyped, words)) else 0)


def _may_be_mistyped(word: str) -> bool:
    """Whether it holds three letters side by side."""
    return re.search(r"[^\W\d_]{3}", word) is not None


def test_every_article_that_bears_a_heading_answers_it() -> None:
    texts = {("a", "art_1"): Text("Phạm vi", "một"), ("b", "art_9"): Text("PHẠM  VI", "hai"), ("b", "art_2"): Text("", "ba")}
    assert [(asked.text, asked.relevant) for asked in headings(texts)[:5]] == [
        ("Phạm vi", frozenset({("a", "art_1"), ("b", "art_9")}))
    ]


def test_several_hits_of_one_article_count_once() -> None:
    asked = [Asked("1", "", frozenset({("a", "art_2")})), Asked("2", "", frozenset({("a", "art_7")}))]
    first = [("a", "art_1"), ("a", "art_1"), ("a", "art_2")]
    assert figures(asked, [first, first]).mrr == 0.25
    assert figures(asked, [first, first]).r5 == 0.5
