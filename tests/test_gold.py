"""Quality of citations on the gold sets: floors, which may be raised, and lowered only with a reason in docs/decisions.md."""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bench import gold, written
from bench.gold import Marked, Outcome, Passage, score
from bench.known import Source
from kb import citations
from kb.catalogue import Catalogue
from kb.law.model import Entry, Paragraph
from kb.structure import parse

# Of the test half: exact match of span and target, and span alone.
LOWEST_PRECISION = 0.963
LOWEST_F1 = 0.965
LOWEST_SPAN_F1 = 0.974
# Of the test half of the passages that were written for measuring.
LOWEST_WRITTEN_PRECISION = 0.917
LOWEST_WRITTEN_F1 = 0.913
LOWEST_WRITTEN_SPAN_F1 = 0.979

LAW = Entry("1-2020-qh14", "Luật", "1/2020/QH14", None, None, "Thư viện")
DECREE = Entry("2-2021-nd-cp", "Nghị định", "2/2021/NĐ-CP", None, None, "")
TEXT = """Điều 1. Phạm vi
Theo Điều 2 và khoản 1 Điều này; căn cứ Nghị định số 2/2021/NĐ-CP được ban hành trước Thông tư số 9/2022/TT-BTP.
Điều 2. Khác
1. Một."""
SECOND = TEXT.split("\n")[1]


@pytest.fixture(scope="module")
def result(shared: Path) -> gold.Result:
    if not (gold.TABLES / "citations.tsv").is_file():
        assert not os.environ.get("CI"), "the gold set must be there in CI"
        pytest.skip("the gold set is not at hand")
    return gold.measure(shared, half="test")


def test_no_passage_of_the_gold_set_is_lost(result: gold.Result) -> None:
    assert not result.lost


def test_citations_of_the_test_half_are_found_with_their_targets(result: gold.Result) -> None:
    score = result.halves["test"]
    assert score.precision >= LOWEST_PRECISION
    assert score.f1 >= LOWEST_F1
    assert score.span_f1 >= LOWEST_SPAN_F1


def test_the_tables_hold_no_text() -> None:
    for row in (gold.TABLES / "citations.tsv").read_text("utf-8").splitlines():
        assert max(len(cell.split()) for cell in row.split("\t")) < 16, row


def _marked(words: str, document: str, place: str = "", to: str = "") -> Marked:
    start = TEXT.index(words)
    return Marked("P1", start, start + len(words), gold.digest(words, gold.SPAN_HASH), document, place, to)


def _outcomes(marks: list[Marked]) -> Iterator[Outcome]:
    tree = parse(tuple(map(Paragraph, TEXT.split("\n"))))
    assert tree.text == TEXT
    known = Catalogue((LAW, DECREE))
    source = Source(LAW, tree)
    passage = Passage("P1", "dev", "a.txt", "", LAW.id, 0, len(TEXT), gold.digest(TEXT, gold.PASSAGE_HASH))
    found = gold.cite_whole(source, known, lambda document, place: None, citations.compile_catalogue(known))
    return gold.compared(passage, source, 0, marks, found, known)


# (what is marked, whether the engine's answer counts as right)
RIGHT = [
    _marked("Điều 2", "=", "art_2"),
    _marked("khoản 1 Điều này", "=", "art_1__para_1"),
    _marked("Nghị định số 2/2021/NĐ-CP", "2/2021/NĐ-CP"),
    _marked("Thông tư số 9/2022/TT-BTP", "9/2022/TT-BTP"),  # a document that nobody knows is right by its number
]
WRONG = [
    _marked("Điều 2", "2/2021/NĐ-CP", "art_2"),  # another document
    _marked("khoản 1 Điều này", "=", "art_1__para_2"),  # another provision
    _marked("Nghị định số 2/2021/NĐ-CP", "-"),  # nothing should have been said
    _marked("Thông tư số 9/2022/TT-BTP", "9/2021/TT-BTP"),  # another number
]


def test_what_is_marked_and_found_alike_is_right() -> None:
    result = score(list(_outcomes(RIGHT)))
    assert (result.marked, result.found, result.spans, result.right) == (4, 4, 4, 4), result.errors
    assert (result.precision, result.recall, result.f1, result.span_f1) == (1, 1, 1, 1)


@pytest.mark.parametrize("mark", WRONG, ids=lambda mark: f"{mark.start}")
def test_another_target_is_wrong_on_the_right_span(mark: Marked) -> None:
    result = score(list(_outcomes([mark])))
    assert (result.marked, result.found, result.spans, result.right) == (1, 4, 1, 0)


def test_a_citation_that_is_missed_and_one_that_is_false_both_count() -> None:
    longer = replace(RIGHT[2], end=RIGHT[2].end + 4)
    result = score(list(_outcomes([*RIGHT[:2], longer, RIGHT[3]])))
    assert (result.marked, result.found, result.spans, result.right) == (4, 4, 3, 3)
    assert [(e.marked, bool(e.found)) for e in result.errors] == [("2/2021/NĐ-CP", False), ("", True)]


def test_a_number_of_two_documents_is_that_of_the_type_in_the_words() -> None:
    resolution = Entry("nghi-quyet-1-2020-qh14", "Nghị quyết", "1/2020/QH14", None, None, "")
    known = Catalogue((LAW, resolution))
    source = Source(LAW, parse((Paragraph("Nghị quyết số 1/2020/QH14."),)))
    passage = Passage("P1", "dev", "", "", LAW.id, 0, 26, "")
    words = source.tree.text[:25]
    mark = Marked("P1", 0, 25, gold.digest(words, gold.SPAN_HASH), "1/2020/QH14", "", "")
    found = gold.cite_whole(source, known, lambda document, place: None, citations.compile_catalogue(known))
    assert [(r.document, r.text) for r in found] == [(resolution.id, words)]
    assert [outcome.right for outcome in gold.compared(passage, source, 0, [mark], found, known)] == [True]


def test_forms_are_told_apart() -> None:
    assert [outcome.form for outcome in _outcomes(RIGHT)] == ["list", "list", "external", "external"]
    assert [outcome.form for outcome in _outcomes(RIGHT[1:2]) if outcome.marked] == ["internal"]


def test_passages_are_found_again_where_they_moved() -> None:
    passage = Passage("P1", "dev", "a.txt", "", LAW.id, 3, 3 + len(SECOND), gold.digest(SECOND, gold.PASSAGE_HASH))
    assert gold.place(passage, TEXT) == TEXT.index(SECOND)
    assert gold.place(replace(passage, sha256="0" * 16), TEXT) is None


@pytest.fixture(scope="module")
def of_written(shared: Path) -> gold.Result:
    if not (written.WRITTEN / written.SETTLED).is_file():
        pytest.skip("the marks of the written passages are not settled")
    return written.measure(shared, half="test")


def test_citations_of_written_passages_are_found_with_their_targets(of_written: gold.Result) -> None:
    assert not of_written.lost
    score = of_written.halves["test"]
    assert score.precision >= LOWEST_WRITTEN_PRECISION
    assert score.f1 >= LOWEST_WRITTEN_F1
    assert score.span_f1 >= LOWEST_WRITTEN_SPAN_F1


def test_written_passages_are_short_texts_of_which_fifty_are_kept_for_the_test() -> None:
    listed = written.texts()
    assert len({text.id for text in listed}) == 224
    assert Counter(text.kind for text in listed) == {"judgments": 47, "plans": 47, "reports": 57, "articles": 73}
    assert Counter(text.half for text in listed) == {"dev": 174, "test": 50}  # those after the first hundred: all dev
    for text in listed:
        assert 300 <= len(text.text) <= 1300, text.id
        assert unicodedata.is_normalized("NFC", text.text), text.id


@pytest.mark.parametrize("table", sorted(written.WRITTEN.glob("*.tsv")), ids=lambda table: table.name)
def test_every_mark_on_a_written_passage_stands_on_its_words(table: Path) -> None:
    words = {text.id: text.text for text in written.texts()}
    listed = [(row[0], int(row[1]), int(row[2]), row[3]) for row in gold.rows(table)]
    assert [row for row in listed if words[row[0]][row[1] : row[2]] != row[3]] == []
    assert len({row[:3] for row in listed}) == len(listed)


MARKS_A = [
    _marked("Điều 2", "=", "art_2"),
    _marked("khoản 1 Điều này", "=", "art_1__para_1"),
    _marked("Nghị định số 2/2021/NĐ-CP", "2/2021/NĐ-CP"),
    _marked("Thông tư số 9/2022/TT-BTP", "9/2022/TT-BTP", "chp_II"),
]
MARKS_B = [
    MARKS_A[0],
    replace(MARKS_A[1], eid="art_1"),  # another target on the same span
    replace(MARKS_A[2], end=MARKS_A[2].end + 5),  # another span
    replace(MARKS_A[3], eid="chp_2"),  # the same number in other digits
    _marked("Điều 1", "=", "art_1"),  # marked by one alone
]


def test_agreement_counts_spans_and_targets_of_two_sets_of_marks() -> None:
    both = written.agreement({"P1": MARKS_A}, {"P1": MARKS_B})
    assert (both.marked, both.found, both.spans, both.right) == (4, 5, 3, 2)
    assert len(written.differences({"P1": MARKS_A}, {"P1": MARKS_B})) == 4


def test_a_written_passage_is_cited_as_a_document_of_its_own() -> None:
    text = written.Text("P1", "dev", "plans", "Kế hoạch", date(2022, 5, 4), "Kế hoạch này thực hiện Nghị định số 2/2021/NĐ-CP.")
    own = Marked("P1", 0, 12, gold.digest("Kế hoạch này", gold.SPAN_HASH), "=", "", "")
    decree = "Nghị định số 2/2021/NĐ-CP"
    start = text.text.index(decree)
    other = Marked("P1", start, start + len(decree), gold.digest(decree, gold.SPAN_HASH), "2/2021/NĐ-CP", "", "")
    result = written.scored([text], {"P1": [own, other]}, Catalogue((LAW, DECREE)))
    assert [(o.type, o.half, o.right) for o in result.outcomes] == [("plans", "dev", True)] * 2
    moved = written.scored([text], {"P1": [replace(own, start=1)]}, Catalogue((LAW, DECREE)))
    assert moved.lost == ("P1",)
