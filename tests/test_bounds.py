"""How much of a query is used, and that the reader is told of what is not."""

import re

import pytest

import kb
from kb.generation import Generation
from kb.language.text import fold
from kb.search import syntax
from kb.search.bounds import MOST_WORDS, bounded

WORDS = "Câu hỏi dài: chỉ tìm 64 chữ khác nhau đầu"
REPEATED = "Câu hỏi dài: chỉ tìm 128 chữ đầu"
STARS = "Chỉ 2 chữ đầu có dấu *"
FILTERS = "Chỉ dùng 8 điều kiện lọc đầu"
NUMBERS = [str(n) for n in range(1, 150)]

QUERIES = [
    ("trách nhiệm của cơ quan", []),
    (" ".join(NUMBERS[:64]), []),  # as many as are used
    (" ".join(NUMBERS[:65]), [WORDS]),  # one more
    (" ".join(NUMBERS[:32] * 2), []),  # repeated, they are not more words
    ("a " * 128, []),
    ("a " * 200, [REPEATED]),
    ("Đất đất ĐẤT dat " * 8 + " ".join(NUMBERS[:63]), []),  # one word, whatever its case and marks
    ('"' + " ".join(NUMBERS[:40]) + '" "' + " ".join(NUMBERS[40:80]) + '"', [WORDS]),  # within a phrase, which stays closed
    ("-" + " -".join(NUMBERS[:80]), [WORDS]),  # excluded words are looked up, too
    ("a* b*", []),
    ("a* b* c*", [STARS]),
    ('"a* b*" "c* d*" -e*', [STARS]),  # of phrases and excluded words together
    (" ".join(f"{letter}*" for letter in "abcdeghiklmnopqrstuvxy" * 6)[:500], [STARS, REPEATED]),
    ("loại:luật " * 8, []),
    ("loại:luật " * 9, [FILTERS]),
    ("loại:luật " * 50, [FILTERS]),
    (" ".join(NUMBERS[:64]) + " loại:luật năm:2008", []),  # a filter is no word
    (" ".join(NUMBERS[:80]) + " loại:luật", [WORDS]),  # and stays, wherever it stands
]


@pytest.mark.parametrize(("query", "told"), QUERIES)
def test_a_query_is_used_up_to_its_bounds_and_says_where_they_are(generation: Generation, query: str, told: list[str]) -> None:
    line = " ".join(query.split())[: kb.MAX_QUERY]
    filters = syntax.filters(line, {})
    used, hints = bounded(line, filters)
    assert len(hints) == len(told)
    assert all(any(hint.startswith(start) for hint in hints) for start in told)
    assert len(used) == len(line)
    assert used == line or hints
    assert syntax.filters(used, {})[: len(filters)] == filters
    assert used.count('"') == line.count('"')
    assert len({fold(word.lower()) for word in re.findall(r"\w+", syntax.without(used, filters))}) <= MOST_WORDS
    found = kb.search(generation, line)
    assert set(hints) <= set(found.hints)


def test_a_hint_names_the_last_word_that_is_used(generation: Generation) -> None:
    assert any(hint.endswith("đến “64”") for hint in kb.search(generation, " ".join(NUMBERS)).hints)
