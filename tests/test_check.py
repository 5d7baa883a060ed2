"""What is wrong with the citations of a material, on a day."""

import json
from datetime import date
from pathlib import Path

import pytest

import indexer
import kb
from kb import citations
from kb.catalogue import Catalogue
from kb.errors import UnreadableFile
from kb.generation import Generation
from kb.law.results import CheckResult
from kb.materials import material
from kb.materials.checking import Finding, check
from kb.materials.quoting import difference
from kb.published import Published
from tests import handout

ROOT = Path(__file__).parent.parent
DIRECTIVE = ROOT / "corpus" / "chi-thi-thads" / "chi-thi.md"
TODAY = date(2026, 11, 24)


def findings(generation: Generation, text: str, on: date) -> tuple[Finding, ...]:
    return check(generation, text, material.cite_text(generation, text, on), on).findings


def reasons(found: tuple[Finding, ...]) -> set[str]:
    """Why citations are not right, and what is to be looked at."""
    mine = {finding.reason for finding in found if finding.result != CheckResult.RIGHT}
    return mine | {remark.reason for finding in found for remark in finding.remarks}


# What is written, on which day, and the reasons of what is not right.
WRONG = [
    ("Luật Tố tụng hành chính số 93/2015/QH13", date(2021, 1, 1), set()),
    ("Điều 400 Luật Tố tụng hành chính số 93/2015/QH13", date(2017, 1, 1), {"missing-provision"}),
    ("Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016", TODAY, {"wrong-type"}),
    ("Nghị định số 62/2015/NĐCP", date(2015, 12, 1), {"wrong-number"}),
    ("Kết luận số 84-KL/TW ngày 28/7/2020", TODAY, {"wrong-date"}),
    ("Nghị định số 62/2015/NĐ-CP ngày 18/7/2015 của Quốc hội", date(2015, 12, 1), {"wrong-issuer"}),
    ("Luật Tố cáo số 93/2015/QH13", date(2016, 1, 1), {"wrong-name"}),
    ("Luật Thi hành án dân sự số 26/2008/QH12", TODAY, {"ended"}),
    ("Luật Thi hành án dân sự số 106/2025/QH15", date(2026, 1, 1), {"not-in-force"}),
    ("Chỉ thị số 05/CT-TTg", TODAY, {"ambiguous"}),
    # nothing is wrong, or nothing is known
    ("Nghị định số 62/2015/NĐ-CP ngày 18/7/2015 của Chính phủ", date(2015, 12, 1), set()),
    ("Luật Biển Việt Nam năm 2012 và Nghị định số 999/2031/NĐ-CP", TODAY, {"no-document"}),
]


@pytest.mark.parametrize(("text", "on", "kinds"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong_with_a_citation_is_said_and_nothing_else(real: Generation, text: str, on: date, kinds: set[str]) -> None:
    assert reasons(findings(real, text, on)) == kinds


def test_the_directive_has_two_wrong_names_an_expired_law_and_an_outlived_amending_law(real: Generation) -> None:
    text = DIRECTIVE.read_text("utf-8")
    found = check(real, text, material.cite_file(real, DIRECTIVE, TODAY), TODAY).findings
    wrong = [(f.line, f.reason, f.document) for f in found if f.result == CheckResult.WRONG]
    assert wrong == [(15, "wrong-name", "93-2015-qh13"), (25, "wrong-type", "71-2016-nd-cp")]
    ended = {(f.line, f.document) for f in found if f.to_review}
    assert ended == {(15, "64-2014-qh13"), (15, "26-2008-qh12")}
    assert all(text[f.start : f.end] == f.text for f in found)


QUOTED = [
    # a run of the clause, in another tone style, case and punctuation, with something left out
    ("Toà án XÉT XỬ; công khai", "Tòa án xét xử công khai, kịp thời.", None),
    ("Tòa án … kịp thời", "Tòa án xét xử công khai, kịp thời.", None),
    ("[...] công khai", "Tòa án xét xử công khai, kịp thời.", None),
    # another word, a word too many at the end, words of something else
    ("Tòa án xét xử kín", "Tòa án xét xử công khai, kịp thời.", ("xét xử kín", "xét xử công khai, kịp thời")),
    ("công khai, kịp thời, đúng luật", "Tòa án xét xử công khai, kịp thời.", ("kịp thời, đúng luật", "kịp thời")),
    ("điều hoàn toàn khác hẳn", "Tòa án xét xử công khai, kịp thời.", ("điều hoàn toàn khác hẳn", "")),
]


@pytest.mark.parametrize(("quoted", "clause", "expected"), QUOTED, ids=[row[0] for row in QUOTED])
def test_quoted_words_differ_where_the_clause_has_others(quoted: str, clause: str, expected: tuple[str, str] | None) -> None:
    assert difference(quoted, clause) == expected


def test_the_command_gives_a_finding_a_line_and_its_code_says_whether_any_is_an_error(
    knowledge_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, right = tmp_path / "sai.txt", tmp_path / "dung.txt"
    wrong.write_text("Dòng đầu.\nTheo Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016.\n", "utf-8")
    right.write_text("Theo Nghị định số 71/2016/NĐ-CP ngày 01/7/2016.\n", "utf-8")
    data = ["--data", str(knowledge_base)]
    assert indexer.main(["check", str(wrong), *data]) == 4
    assert capsys.readouterr().out.startswith("dòng 2: SAI: “Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016”: ")
    assert indexer.main(["check", str(right), *data]) == 0
    assert "1 đúng · 0 sai · 0 chưa kiểm tra được · 0 cần chọn" in capsys.readouterr().out
    assert indexer.main(["check", str(wrong), "--json", *data]) == 4
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["line"], finding["result"], finding["reason"]) == (2, "wrong", "wrong-type")
    assert indexer.main(["check", str(tmp_path / "khong-co.txt"), *data]) == 1


# What is written, on which day, and the result: of a small base, whose laws are imitations.
RESULTS = [
    ("Điều 2 Luật Trồng cây số 902/2024/QH15", TODAY, ["right"]),
    ("Điều 200 Luật Trồng cây số 902/2024/QH15", TODAY, ["wrong"]),  # it has fewer
    ("khoản 9 Điều 2 Luật Trồng cây số 902/2024/QH15", TODAY, ["wrong"]),  # the Điều has fewer, nothing amended it
    ("Điều 2 Luật Trồng rừng số 9999/2033/QH19", TODAY, ["unchecked"]),  # no such document is known
    ("điểm a khoản 2 Điều này", TODAY, ["unchecked"]),  # of a text without Điều
    ("Quyết định số 23/CT-TU", TODAY, ["choose"]),  # the number recurs, and no day says which
    ("", TODAY, []),
    ("Hôm nay trời đẹp, cả lớp đi trồng cây.", TODAY, []),
]


@pytest.mark.parametrize(("text", "on", "results"), RESULTS, ids=[row[0] or "empty" for row in RESULTS])
def test_every_citation_has_one_result_and_what_was_not_compared_is_never_right(
    generation: Generation, text: str, on: date, results: list[str]
) -> None:
    found = findings(generation, text, on)
    assert [str(finding.result) for finding in found] == results
    assert all(finding.source for finding in found if finding.result == CheckResult.RIGHT)
    assert all(finding.message for finding in found)


# The heading or the day that stands beside a citation: what is written, and the result of the first.
BESIDE = [
    ("Điều 31 (Thời hiệu yêu cầu thi hành án) của Luật số 26/2008/QH12", None),
    ("Luật Thi hành án dân sự số 106/2025/QH15 có hiệu lực từ ngày 01/7/2026", "right"),
    ("Luật Thi hành án dân sự số 106/2025/QH15 có hiệu lực từ ngày 01/8/2026", "wrong"),
    ("Luật Thi hành án dân sự số 106/2025/QH15 (có hiệu lực thi hành kể từ ngày 31/02/2026)", "wrong"),
    ("Nghị định số 62/2015/NĐ-CP ngày 18/7/2015 của Bộ trưởng Bộ Tư pháp", "wrong"),
    ("Điều 200 Luật Thi hành án dân sự số 106/2025/QH15", "wrong"),
    ("khoản 9 Điều 36 Luật Thi hành án dân sự số 106/2025/QH15", "wrong"),
]


@pytest.mark.parametrize(("text", "result"), BESIDE, ids=[row[0] for row in BESIDE])
def test_what_stands_beside_a_citation_is_compared_too(real: Generation, text: str, result: str | None) -> None:
    first = findings(real, text, TODAY)[0]
    assert result is None or first.result == result, first


HANDOUT_ROWS = [
    line.split("\t") for line in (handout.HANDOUT / "vien-dan.tsv").read_text("utf-8").splitlines()
]  # words, document, eId, last eId, kind of what is wrong


def _letters(text: str) -> str:
    """`text` without white space: a line of a PDF may end inside a number."""
    return "".join(text.split())


@pytest.mark.parametrize(
    "form", [pytest.param(form, marks=[pytest.mark.browser] if form == "pdf" else []) for form in handout.FORMS]
)
def test_the_handout_is_read_alike_in_every_form_and_its_ten_mistakes_are_found(
    real: Generation, form: str, tmp_path: Path
) -> None:
    read = material.read_material(handout.write(form, tmp_path))
    references = material.cite_material(real, read, TODAY)
    targets = [[_letters(r.text), r.document or "", r.eid or "", r.to or ""] for r in references]
    assert targets == [[_letters(row[0]), *row[1:4]] for row in HANDOUT_ROWS]
    found = check(real, read.text, references, TODAY).findings
    said = [(_letters(f.text), f.reason) for f in found if f.result in (CheckResult.WRONG, CheckResult.CHOOSE)]
    expected = [(_letters(row[0]), row[4]) for row in HANDOUT_ROWS if row[4]]
    ended = [(words, reason) for words, reason in expected if reason == "expired"]
    assert sorted(said) == sorted(one for one in expected if one not in ended)
    assert {words for words, _ in ended} <= {_letters(f.text) for f in found if f.to_review}


def test_the_handout_has_forty_citations_of_which_ten_are_wrong() -> None:
    assert (len(HANDOUT_ROWS), sum(bool(row[4]) for row in HANDOUT_ROWS)) == (40, 10)


def test_the_names_that_citations_are_read_with_are_compiled_once_for_a_generation(
    knowledge_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[Catalogue] = []
    compile_catalogue = citations.compile_catalogue

    def counting(catalogue: Catalogue) -> object:
        compiled.append(catalogue)
        return compile_catalogue(catalogue)

    monkeypatch.setattr(citations, "compile_catalogue", counting)
    generation = Published(knowledge_base).current()
    for text in ("Điều 1 Luật Trồng cây năm 2010", "Luật Trồng cây số 901/2010/QH12"):
        assert [reference.document for reference in kb.cite(generation, text)] == ["901-2010-qh12"]
    assert len(compiled) == 1


@pytest.mark.parametrize("content", [b"", b"no archive", None], ids=["empty", "damaged", "not there"])
def test_an_error_calls_a_file_as_its_user_does(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "tai-lieu.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFile) as named:
        material.read_material(path, name="Bài giảng.docx")
    assert str(named.value).startswith("Bài giảng.docx: ")
    assert str(tmp_path) not in str(named.value)
    with pytest.raises(UnreadableFile) as unnamed:
        material.read_material(path)
    assert str(unnamed.value).startswith(f"{path}: ")
