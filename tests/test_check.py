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


# What is written, on which day, and the kinds of what is wrong with it.
WRONG = [
    ("Luật Tố tụng hành chính số 93/2015/QH13", date(2021, 1, 1), {"amended"}),
    ("Điều 400 Luật Tố tụng hành chính số 93/2015/QH13", date(2017, 1, 1), {"missing-provision"}),
    ("Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016", TODAY, {"wrong-type"}),
    ("Nghị định số 62/2015/NĐCP", date(2015, 12, 1), {"wrong-number"}),
    ("Kết luận số 84-KL/TW ngày 28/7/2020", TODAY, {"wrong-date"}),
    ("Nghị định số 62/2015/NĐ-CP ngày 18/7/2015 của Quốc hội", date(2015, 12, 1), {"wrong-issuer"}),
    ("Luật Tố cáo số 93/2015/QH13", date(2016, 1, 1), {"wrong-name"}),
    ("Luật Thi hành án dân sự số 26/2008/QH12", TODAY, {"expired"}),
    ("Luật Thi hành án dân sự số 106/2025/QH15", date(2026, 1, 1), {"not-in-force"}),
    ("Chỉ thị số 05/CT-TTg", TODAY, {"ambiguous"}),
    # nothing is wrong, or nothing is known
    ("Nghị định số 62/2015/NĐ-CP ngày 18/7/2015 của Chính phủ", date(2015, 12, 1), set()),
    ("Luật Biển Việt Nam năm 2012 và Nghị định số 999/2031/NĐ-CP", TODAY, set()),
]


@pytest.mark.parametrize(("text", "on", "kinds"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong_with_a_citation_is_said_and_nothing_else(real: Generation, text: str, on: date, kinds: set[str]) -> None:
    assert {finding.kind for finding in findings(real, text, on)} == kinds


def test_the_directive_has_two_wrong_names_an_expired_law_and_an_outlived_amending_law(real: Generation) -> None:
    text = DIRECTIVE.read_text("utf-8")
    found = check(real, text, material.cite_file(real, DIRECTIVE, TODAY), TODAY).findings
    assert [(f.line, f.severity, f.kind, f.document) for f in found] == [
        (15, "warning", "expired", "64-2014-qh13"),
        (15, "error", "expired", "26-2008-qh12"),
        (15, "error", "wrong-name", "93-2015-qh13"),
        (15, "note", "amended", "93-2015-qh13"),
        (25, "error", "wrong-type", "71-2016-nd-cp"),
    ]
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
    assert indexer.main(["check", str(wrong), *data]) == 1
    assert capsys.readouterr().out.startswith("dòng 2: LỖI: “Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016”: ")
    assert indexer.main(["check", str(right), *data]) == 0
    assert capsys.readouterr().out == "1 viện dẫn, 0 lỗi\n"
    assert indexer.main(["check", str(wrong), "--json", *data]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["line"], finding["severity"], finding["kind"]) == (2, "error", "wrong-type")
    assert indexer.main(["check", str(tmp_path / "khong-co.txt"), *data]) == 1


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
    wrong = sorted((_letters(f.text), f.kind) for f in found if f.severity != "note")
    assert wrong == sorted((_letters(row[0]), row[4]) for row in HANDOUT_ROWS if row[4])
    assert {f.kind for f in found if f.severity == "note"} == {"amended"}


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
