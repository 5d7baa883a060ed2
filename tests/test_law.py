"""The tables of the law: one row for each type, status, relation, resolution and level, and all else derived from it."""

import ast
import re
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest

from kb.law import lawmaking, types
from kb.law.levels import LEVEL, LEVELS, LevelCode
from kb.law.model import Status
from kb.law.relations import INVERSE, CitationRelation, DocumentRelation
from kb.law.resolutions import RESOLUTIONS, Resolution
from kb.law.statuses import STATUSES, StatusWord, Tone
from kb.search.syntax import MEANT_STATUSES
from tests.conftest import ROOT


def test_every_word_has_one_row() -> None:
    assert [row.word for row in STATUSES] == list(StatusWord)
    assert [row.resolution for row in RESOLUTIONS] == list(Resolution)
    assert [level.code for level in LEVELS] == list(LEVEL) == list(get_args(LevelCode))
    assert len(types.TYPES) == len(types.TYPE)
    assert set(INVERSE) == set(DocumentRelation)
    assert all(relation.label for relation in DocumentRelation)


def test_the_inverse_of_the_inverse_is_the_relation() -> None:
    assert all(relation.inverse.inverse is relation and relation.inverse is not relation for relation in DocumentRelation)


def test_a_code_and_a_short_form_mean_one_type() -> None:
    codes = [code for kind in types.TYPES for code in kind.codes]
    assert len(codes) == len(set(codes)) == len(types.TYPE_OF_CODE)
    assert all(types.TYPE_OF_CODE[short] == kind for short, kind in types.TYPE_OF_SHORT.items())


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["Thông tư", "Luật", "Hiến pháp", "Nghị định"], ["Hiến pháp", "Luật", "Nghị định", "Thông tư"]),
        # what is not ranked follows by name, also what the table lacks
        (["Quy định", "Công ước", "Kết luận", "Báo cáo"], ["Kết luận", "Báo cáo", "Công ước", "Quy định"]),
    ],
)
def test_types_are_listed_by_rank_then_name(words: list[str], order: list[str]) -> None:
    assert sorted(words, key=types.rank_of_type) == order


@pytest.mark.parametrize(
    ("kind", "force"), [("Luật", 3), ("Nghị quyết", 2), ("Pháp điển", 2), ("Quyết định", 1), ("Thông tư", 0), ("Công ước", 0)]
)
def test_the_force_of_a_type(kind: str, force: int) -> None:
    assert types.force_of(kind) == force


_STILL = (StatusWord.IN_FORCE, StatusWord.APPLIES, StatusWord.PARTLY_EXPIRED, StatusWord.PARTLY_SUSPENDED, StatusWord.ISSUED)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # whoever asks for what is in force means also what nothing has ended, or a part of it alone
        ("con", _STILL),
        ("con hieu luc", _STILL),
        ("co", (StatusWord.APPLIES,)),
        ("co hieu luc", (StatusWord.APPLIES,)),
        ("da ban hanh", (StatusWord.ISSUED,)),
        ("het", (StatusWord.EXPIRED,)),
        ("mot phan", (StatusWord.PARTLY_EXPIRED,)),
        ("het hieu luc mot phan", (StatusWord.PARTLY_EXPIRED,)),
        ("chua", (StatusWord.NOT_YET,)),
        ("ngung hieu luc", (StatusWord.SUSPENDED,)),
        ("ngung hieu luc mot phan", (StatusWord.PARTLY_SUSPENDED,)),
        ("khong ro", (StatusWord.UNKNOWN,)),
    ],
)
def test_a_status_as_readers_type_it(typed: str, meant: tuple[StatusWord, ...]) -> None:
    assert MEANT_STATUSES[typed] == meant


def test_a_status_says_how_it_is_shown() -> None:
    unknown = Status(StatusWord.UNKNOWN, "Không rõ hiệu lực: chưa có ngày", "chưa có ngày")
    assert (unknown.tone, unknown.word.badge, f"{unknown.word}") == (Tone.UNKNOWN, "Không rõ hiệu lực", "Không rõ")
    assert [word for word in StatusWord if word.row.is_barred] == [
        StatusWord.EXPIRED, StatusWord.NOT_YET, StatusWord.SUSPENDED
    ]  # fmt: skip


POWER = [
    # a type that always makes law, or never
    ("Luật", None, None, None, True),
    ("Nghị định", None, "1/2035/NĐ-CP", None, True),
    ("Kết luận", "Bộ Chính trị", "1-KL/TW", "2035-01-01", False),
    # resolutions of the Government: not known between the last in the codification and the law that lists them
    ("Nghị quyết", "Chính phủ", None, "2000-02-02", True),
    ("Nghị quyết", "Chính phủ", None, "2000-02-03", None),
    ("Nghị quyết", None, "9/NQ-CP", "2025-03-31", None),
    ("Nghị quyết", None, "9/2025/NQ-CP", "2025-04-01", True),
    ("Nghị quyết", "Chính phủ", None, None, None),  # without a day
    # of Quốc hội, on any day; of a court's judges; of the Party
    ("Nghị quyết", None, "9/2016/UBTVQH14", None, True),
    ("Nghị quyết", "Uỷ ban thường vụ Quốc hội", "9/2016/NQ-UBTVQH14", None, True),
    ("Nghị quyết", None, "9/2026/NQ-HĐTP", "2026-01-01", True),
    ("Nghị quyết", "Ban Chấp hành Trung ương", "9-NQ/TW", "2005-06-02", None),
    ("Nghị quyết", None, "9-NQ/TW", "2025-06-02", False),
    # joint circulars of ministries, to the last day and after; with a court, at any time
    ("Thông tư liên tịch", None, "9/2016/TTLT-BXD-BNV", "2016-06-30", True),
    ("Thông tư liên tịch", None, "9/2016/TTLT-BXD-BNV", "2016-07-01", None),
    ("Thông tư liên tịch", None, "9/2025/TTLT-BXD-BNV", "2025-04-01", False),
    ("Thông tư liên tịch", "Bộ Xây dựng và Bộ Nội vụ", None, "2025-04-01", False),
    ("Thông tư liên tịch", None, "9/2025/TTLT-BCA-TANDTC", "2025-04-01", True),
    ("Thông tư liên tịch", "Bộ Công an, Viện kiểm sát nhân dân tối cao", None, "2016-05-19", True),
    # decisions of a ministry, of the Prime Minister, of a province; of nobody known
    ("Quyết định", None, "9/2008/QĐ-BTNMT", "2008-12-31", True),
    ("Quyết định", None, "9/2001/QĐ-BNN&PTNT", "2001-01-01", True),
    ("Quyết định", None, "9/2008/QĐ-BTNMT", "2009-01-01", None),
    ("Quyết định", None, "9/QĐ-BTNMT", "2026-01-01", False),
    ("Quyết định", None, "9/2026/QĐ-TTg", "2026-01-01", True),
    ("Quyết định", "Ủy ban nhân dân tỉnh Ông", "9/2026/QĐ-UBND", "2026-01-01", True),
    ("Quyết định", None, "9/2026/QĐ-UBND", "2026-01-01", None),
    ("Quyết định", None, None, "2026-01-01", None),
    # directives made law once
    ("Chỉ thị", None, "9/2005/CT-TTg", "2005-05-25", True),
    ("Chỉ thị", None, "9/CT-TTg", "2017-02-06", None),
    ("Chỉ thị", "Ban Thường vụ Tỉnh ủy", None, None, None),
]


@pytest.mark.parametrize(("kind", "issuer", "number", "issued", "makes_law"), POWER)
def test_whether_a_document_makes_law_is_a_fact_of_issuer_and_day(
    kind: str, issuer: str | None, number: str | None, issued: str | None, makes_law: bool | None
) -> None:
    day = date.fromisoformat(issued) if issued else None
    assert lawmaking.makes_law(kind, issuer, number, day) is makes_law


def test_every_power_names_its_clause_and_none_contradicts_another() -> None:
    assert all("Điều" in row.clause and "số" in row.clause for row in lawmaking.POWERS)
    for one, other in combinations(lawmaking.POWERS, 2):
        if (one.type, one.issuer) == (other.type, other.issuer) and one.makes_law != other.makes_law:
            assert one.last
            assert other.first
            assert one.last < other.first


def test_only_what_acts_changes_its_target() -> None:
    changing = [relation for relation in CitationRelation if relation.undergone]
    assert changing == [CitationRelation.AMENDS, CitationRelation.REPLACES, CitationRelation.REPEALS]
    assert all(relation.acts for relation in changing)
    assert [relation for relation in CitationRelation if relation.states] == [
        CitationRelation.AMENDS, CitationRelation.REPLACES, CitationRelation.GUIDES
    ]  # fmt: skip


_WORDS = {
    *(str(word) for table in (StatusWord, CitationRelation, DocumentRelation, Resolution) for word in table),
    *types.NAMES,
    *(word.badge for word in StatusWord),
    *(relation.label for relation in DocumentRelation),
    *(said for row in RESOLUTIONS for said in (row.label, row.phrase, row.mark) if said),
}
_FILES = [
    path for folder in ("kb", "webapp") for path in sorted((ROOT / folder).rglob("*.py")) if path.parent != ROOT / "kb" / "law"
]
_PAGES = [*sorted((ROOT / "webapp" / "templates").iterdir()), *sorted((ROOT / "webapp" / "static").iterdir())]
# What is another thing of the same word: a key of JSON, a kind of finding, a word of a sentence.
_OTHERS = {
    "kb/catalogue/status.py": {"sửa đổi, bổ sung"},  # as titles begin
    "kb/views.py": {"unknown"},
    "kb/materials/checking.py": {"ambiguous"},  # a reason
    "kb/materials/remarks.py": {"ambiguous"},
    "kb/identify/commencement.py": {"thay thế"},
    "kb/citations/resolve/meaning.py": {"amends"},  # a field of a designation
    "kb/citations/find/titles.py": {"Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"},  # a list of titles, by the type before them
    "webapp/errors.py": {"Không tìm thấy"},  # the title of a page that there is not
    "webapp/pages.py": {"Không tìm thấy"},
}
# In a template, a script or a style sheet: what stands between quotation marks, or between tags.
_SPELT = re.compile(r"""(?=(?P<mark>["'`])([^"'`\n]*)(?P=mark))|(?=>([^<>{}]*)<)""")


@pytest.mark.parametrize("path", [*_FILES, *_PAGES], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_word_of_a_table_is_spelt_out_in_its_row_alone(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        strings = {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
    else:
        strings = {(found[2] or found[3] or "").strip() for found in _SPELT.finditer(text)}
    assert strings & _WORDS <= _OTHERS.get(path.relative_to(ROOT).as_posix(), set())
