"""What holds on the day that is asked for: the order of hits, filters by status, and documents whose text is not at hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from kb import build, views
from kb.catalogue import Catalogue, periods, status
from kb.commands import main
from kb.generation import Generation
from kb.law.model import Entry, Relation
from kb.law.relations import DocumentRelation
from kb.law.statuses import StatusWord
from kb.published import Published
from kb.search.search import search
from kb.search.suggesting import suggest
from webapp import create_app

OLD, NEW, LOST, DECREE = "971-2009-qh12", "972-2025-qh15", "973-2012-qh13", "974-2026-nd-cp"
_FACTS = f"""
[[document]]
id = "{OLD}"
type = "Luật"
number = "971/2009/QH12"
issued = 2009-06-05
in_force = 2010-01-01
expired = 2026-07-01
title = "Nuôi tằm"
replaced_by = ["{NEW}"]
source = "bản mô phỏng"

[[document]]
id = "{NEW}"
type = "Luật"
number = "972/2025/QH15"
issued = 2025-12-05
in_force = 2026-07-01
reviewed = 2026-11-01
title = "Nuôi tằm"
source = "bản mô phỏng"

[[document]]
id = "{LOST}"
type = "Luật"
number = "973/2012/QH13"
issued = 2012-06-05
in_force = 2013-01-01
title = "Trồng dâu"
names = ["Luật Trồng dâu"]
addresses = ["https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=97300001"]
source = "bản mô phỏng"

[[document]]
id = "{DECREE}"
type = "Nghị định"
number = "974/2026/NĐ-CP"
issued = 2026-05-05
in_force = 2026-07-01
title = "Quy định chi tiết Luật Nuôi tằm"
source = "bản mô phỏng"
"""
_HEAD = "{issuer}\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\n{number}\n\nHà Nội, ngày {day}\n\n"
_TEXTS = {
    "971.txt": (
        "QUỐC HỘI", "Luật số: 971/2009/QH12", "05 tháng 6 năm 2009", """LUẬT

NUÔI TẰM

Điều 1. Thời hạn khai báo lứa tằm

Người nuôi khai báo lứa tằm trong mười lăm ngày.

Điều 2. Nong tằm

Nong tằm được rửa sau mỗi lứa, theo thời hạn mà xã định.

Điều 3. Lá dâu

Lá dâu cho lứa tằm đầu được hái buổi sáng.

Điều 4. Phơi kén

Phơi kén trên nong sạch.
"""), "972.txt": (
        "QUỐC HỘI", "Luật số: 972/2025/QH15", "05 tháng 12 năm 2025", """LUẬT

NUÔI TẰM

Điều 1. Thời hạn khai báo lứa tằm

Thời hạn khai báo lứa tằm là mười ngày kể từ ngày bắt đầu lứa tằm.

Điều 2. Kén tằm

Kén tằm của lứa tằm được phơi trong ba ngày. Nơi phơi kén có mái che.
"""), "974.txt": (
        "CHÍNH PHỦ", "Số: 974/2026/NĐ-CP", "05 tháng 5 năm 2026", """NGHỊ ĐỊNH

QUY ĐỊNH CHI TIẾT LUẬT NUÔI TẰM

Căn cứ Luật Nuôi tằm số 972/2025/QH15;

Điều 1. Mẫu khai báo lứa tằm

Mẫu khai báo lứa tằm có tên người nuôi, nơi nuôi và ngày bắt đầu lứa tằm; theo Luật Trồng dâu số 973/2012/QH13.
"""),
}  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("today")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "catalogue.toml").write_text(_FACTS, "utf-8")
    for name, (issuer, number, day, text) in _TEXTS.items():
        (folder / "corpus" / name).write_text(_HEAD.format(issuer=issuer, number=number, day=day) + text, "utf-8")
    build.build([folder / "corpus"], folder / "data", processes=1)
    return folder / "data"


@pytest.fixture(scope="module")
def silk(data: Path) -> Generation:
    return Published(data).current()


# ---- Order -----------------------------------------------------------------------------------------------------------

# The query, the day, and the documents of the hits, in order.
ORDERS = [
    # today the new law is in force, and answers better than the old one
    ("thời hạn khai báo lứa tằm", "2026-12-01", [NEW, OLD, DECREE]),
    # on a day before it is in force, all of the old law stands above it, however well it matches
    ("thời hạn khai báo lứa tằm", "2026-06-30", [OLD, NEW, DECREE]),
    ("thời hạn khai báo lứa tằm", "2015-01-01", [OLD, NEW, DECREE]),
    ("kén tằm lứa tằm", "2015-01-01", [OLD, NEW]),  # what it alone has
    # before either: nothing is in force, and the better match comes first
    ("thời hạn khai báo lứa tằm", "2009-01-01", [NEW, OLD, DECREE]),
    # a name that both laws have means the one in force
    ("thời hạn khai báo luật nuôi tằm", "2015-01-01", [OLD, NEW]),
    ("điều 1 luật nuôi tằm", "2015-01-01", [OLD, NEW]),
    ("điều 1 luật nuôi tằm", "2026-12-01", [NEW, OLD]),
    # a law that is asked for by its number is what was asked for, on any day
    ("khai báo lứa tằm luật 972/2025/QH15", "2015-01-01", [NEW, OLD]),
    ("điều 1 luật 972/2025", "2015-01-01", [NEW]),
    ("khai báo lứa tằm nghị định 974/2026/NĐ-CP", "2026-06-30", [DECREE, OLD, NEW]),
    # where the ended law answers a little better, what replaces it stands above it; not where that says little of it
    ("phơi kén", "2026-12-01", [NEW, OLD]),
    ("phơi kén", "2026-06-30", [OLD, NEW]),
    ("lá dâu hái buổi sáng cho lứa tằm đầu", "2026-12-01", [OLD]),
    ("phơi kén luật 971/2009/QH12", "2026-12-01", [OLD]),  # the ended one is asked for
    # what a filter admits is in its own order
    ("khai báo lứa tằm hiệu lực:chưa", "2015-01-01", [NEW, DECREE]),
]


@pytest.mark.parametrize(("query", "day", "documents"), ORDERS)
def test_nothing_not_yet_in_force_stands_above_what_is(silk: Generation, query: str, day: str, documents: list[str]) -> None:
    found = search(silk, query, on=date.fromisoformat(day))
    got = list(dict.fromkeys(hit.document for hit in found.hits))
    assert got[: len(documents)] == documents
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


def test_what_comes_last_is_told_with_the_way_to_it(silk: Generation) -> None:
    told = [hint for hint in search(silk, "khai báo lứa tằm", on=date(2015, 1, 1)).hints if "hiệu lực:chưa" in hint]
    assert told == ["5 điều khoản của văn bản chưa có hiệu lực ngày này xếp cuối; chỉ tìm trong đó: hiệu lực:chưa"]
    assert not [hint for hint in search(silk, "khai báo lứa tằm", on=date(2026, 12, 1)).hints if "xếp cuối" in hint]


@pytest.mark.parametrize(("day", "first"), [("2015-01-01", OLD), ("2026-12-01", NEW)])
def test_suggestions_put_what_is_not_yet_in_force_last(silk: Generation, day: str, first: str) -> None:
    found = suggest(silk, "thời hạn khai", on=date.fromisoformat(day))
    assert found.clauses[0].document == first
    assert suggest(silk, "luật nuôi", on=date.fromisoformat(day)).documents[0].document == first


# ---- Without a text --------------------------------------------------------------------------------------------------

_LACKING = "Kho chưa có toàn văn luật này: Luật Trồng dâu số 973/2012/QH13"
# The query, the document that it is limited to, and whether that there is no text is told.
LACKING = [
    ("lá dâu", LOST, True),
    ("lá dâu văn bản:973/2012/QH13", None, True),
    ('lá dâu văn bản:"Luật Trồng dâu"', None, True),
    ('lá dâu văn bản:"Luật Trồng dâu số 973/2012/QH13"', None, True),  # as a facet writes it
    ("văn bản:973/2012", None, True),
    ("luật trồng dâu", None, True),
    ("hái lá luật trồng dâu", None, True),
    ("điều 4 luật trồng dâu", None, True),
    ("luật 973/2012", None, True),
    ("lá dâu -văn bản:973/2012/QH13", None, False),  # left out
    ("lá dâu", OLD, False),
    ("lá dâu luật nuôi tằm", None, False),
    ("trồng dâu", None, False),  # words
    ("lá dâu văn bản:973/2013", None, False),  # no such document: another hint
]


@pytest.mark.parametrize(("query", "document", "is_told"), LACKING)
def test_a_document_without_a_text_is_told_of(silk: Generation, query: str, document: str | None, is_told: bool) -> None:
    found = search(silk, query, document=document, on=date(2026, 12, 1))
    assert ([entry.id for entry in found.without_text], _LACKING in found.hints) == ([LOST] * is_told, is_told)
    assert not [hint for hint in found.hints if "Bỏ qua điều kiện" in hint and is_told]
    shown = views.results_json(silk, found, date(2026, 12, 1)).get("without_text", [])
    assert [(one["document"], one["note"]) for one in shown] == [(LOST, _LACKING)] * is_told
    for one in shown:
        ways = " ".join(one["how"])
        assert all(way in ways for way in (f"fetch {LOST}", "unpack", "vào thư mục", "build"))


@pytest.mark.parametrize("query", ["lá dâu văn bản:973/2012/QH13", "hái buổi sáng văn bản:973/2012"])
def test_no_page_and_no_command_says_that_nothing_is_found(data: Path, query: str, capsys: pytest.CaptureFixture[str]) -> None:
    client = create_app(data).test_client()
    for address in ("/tim", "/nhung/khung"):
        soup = BeautifulSoup(client.get(address, query_string={"q": query}).text, "html.parser")
        assert "Không tìm thấy" not in soup.text
        assert _LACKING in soup.text
    soup = BeautifulSoup(client.get("/tim", query_string={"q": query}).text, "html.parser")
    assert f"fetch {LOST}" in soup.select_one(".missing").text  # type: ignore[union-attr]
    main(["search", query, "--data", str(data)])
    said = capsys.readouterr().out
    assert _LACKING in said
    assert f"fetch {LOST}" in said
    assert "0 kết quả" not in said


def test_a_suggested_document_says_whether_its_text_is_at_hand(silk: Generation) -> None:
    found: Sequence[object] = [
        (one["document"], one["has_text"])
        for typed in ("luật trồng", "luật nuôi")
        for one in views.suggestions_json(suggest(silk, typed, on=date(2026, 12, 1)))["documents"]
    ]
    assert found == [(LOST, False), (NEW, True), (OLD, True), (DECREE, True)]


# ---- Documents without hiệu lực -----------------------------------------------------------------------------------------

_PARTY = Entry("9-kl-tw", "Kết luận", "9-KL/TW", "Bộ Chính trị", date(2020, 7, 29), "")
_LATER = Entry("8-kl-tw", "Kết luận", "8-KL/TW", "Bộ Chính trị", date(2024, 1, 1), "")
_REPLACED = (Relation(DocumentRelation.REPLACED_BY, _LATER.id, "bản mô phỏng"),)
_AMENDED = (Relation(DocumentRelation.AMENDED_BY, _LATER.id, "bản mô phỏng"),)
_NOTHING_AFTER = "; trong kho chưa thấy văn bản thay thế"

# The document, the day, the word, and the reason.
WITHOUT_FORCE = [
    (_PARTY, "2026-12-01", StatusWord.ISSUED, f"ban hành ngày 29/7/2020{_NOTHING_AFTER}"),
    (_PARTY, "2020-07-28", StatusWord.NOT_YET, "ban hành ngày 29/7/2020"),
    (replace(_PARTY, type="Chỉ thị", number="9-CT/TU", issuer="Tỉnh ủy Xyz"), "2026-12-01", StatusWord.ISSUED, None),
    (replace(_PARTY, type="Nghị quyết", number="9-NQ/TW", issuer=None), "2026-12-01", StatusWord.ISSUED, None),
    (replace(_PARTY, type="Công văn", number="9/BTP-VP", issuer="Bộ Tư pháp"), "2026-12-01", StatusWord.ISSUED, None),
    (
        replace(_PARTY, type="Kế hoạch", number="9/KH-UBND", issuer="Ủy ban nhân dân tỉnh Xyz"),
        "2026-12-01",
        StatusWord.ISSUED,
        None,
    ),
    # what came after it, from the day on which that is issued
    (replace(_PARTY, relations=_REPLACED), "2023-12-31", StatusWord.ISSUED, f"ban hành ngày 29/7/2020{_NOTHING_AFTER}"),
    (
        replace(_PARTY, relations=_REPLACED),
        "2024-01-01",
        StatusWord.UNKNOWN,
        "ban hành ngày 29/7/2020; được thay thế bởi Kết luận 8-KL/TW, chưa rõ từ ngày nào",
    ),
    (
        replace(_PARTY, relations=_AMENDED),
        "2024-01-01",
        StatusWord.ISSUED,
        f"ban hành ngày 29/7/2020; được sửa đổi, bổ sung bởi Kết luận 8-KL/TW{_NOTHING_AFTER}",
    ),
    (replace(_PARTY, expired=date(2025, 1, 1)), "2026-12-01", StatusWord.EXPIRED, None),  # a source says so
    (replace(_PARTY, issued=None), "2026-12-01", StatusWord.UNKNOWN, "danh mục chưa có ngày có hiệu lực"),
    # what makes law, and what is not known to make none
    (replace(_PARTY, type="Nghị định", number="9/2020/NĐ-CP", issuer="Chính phủ"), "2026-12-01", StatusWord.UNKNOWN, None),
    (replace(_PARTY, type="Nghị quyết", number="9/2020/UBTVQH14", issuer=None), "2026-12-01", StatusWord.UNKNOWN, None),
    (replace(_PARTY, type="Chỉ thị", number="9/CT-TTg", issuer="Thủ tướng Chính phủ"), "2026-12-01", StatusWord.UNKNOWN, None),
]


@pytest.mark.parametrize(("entry", "day", "word", "reason"), WITHOUT_FORCE)
def test_what_makes_no_law_has_no_force_to_lose(entry: Entry, day: str, word: StatusWord, reason: str | None) -> None:
    catalogue = Catalogue([entry, _LATER])
    found = status(catalogue, entry, date.fromisoformat(day))
    assert found.word is word
    assert reason in (None, found.reason)
    assert dict(periods(catalogue, entry))[max(d for d, _ in periods(catalogue, entry) if d <= date.fromisoformat(day))] is word
