"""The catalogue: facts with sources, documents by number and name, and the status that follows on a day."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import catalogue
from kb.errors import CatalogueError
from kb.index import DocumentFields
from kb.law.model import Claim, Entry, Relation
from kb.law.naming import document_id
from kb.law.relations import DocumentRelation
from kb.law.types import CODIFIED_TYPE

SHIPPED = Path(__file__).parent.parent / "corpus" / "catalogue.toml"


@pytest.fixture(scope="module")
def shipped() -> catalogue.Catalogue:
    return catalogue.merge([catalogue.load(SHIPPED)])


STATUSES = [
    # before it came into force
    ("26-2008-qh12", "2009-06-30", "Chưa có hiệu lực", "Chưa có hiệu lực: có hiệu lực từ 01/7/2009"),
    # its first day in force
    ("26-2008-qh12", "2009-07-01", "Còn hiệu lực", "Còn hiệu lực: có hiệu lực từ 01/7/2009"),
    # amended, since the amending law is in force
    ("26-2008-qh12", "2015-07-01", "Còn hiệu lực", "được sửa đổi, bổ sung bởi Luật 64/2014/QH13"),
    # the last day, and the first day after it
    ("26-2008-qh12", "2026-06-30", "Còn hiệu lực", ""),
    (
        "26-2008-qh12",
        "2026-07-01",
        "Hết hiệu lực toàn bộ",
        "Hết hiệu lực toàn bộ từ 01/7/2026, thay thế bằng Luật 106/2025/QH15",
    ),
    # its successor, before and after its day
    ("106-2025-qh15", "2026-06-30", "Chưa có hiệu lực", "01/7/2026"),
    ("106-2025-qh15", "2026-11-23", "Còn hiệu lực", ""),
    # before it was issued at all
    ("84-kl-tw-2020", "2020-07-28", "Chưa có hiệu lực", "ban hành ngày 29/7/2020"),
    # nothing at hand ends it, and nothing says when it came into force
    ("71-2016-nd-cp", "2020-01-01", "Có hiệu lực", "có hiệu lực từ 01/7/2016; trong kho chưa thấy văn bản chấm dứt"),
    ("120-2016-nd-cp", "2020-01-01", "Không rõ", "chưa có ngày có hiệu lực"),
    # an amending law whose amended law has expired
    ("64-2014-qh13", "2020-01-01", "Còn hiệu lực", ""),
    ("64-2014-qh13", "2026-07-01", "Không rõ", "văn bản được sửa đổi (Luật 26/2008/QH12) đã hết hiệu lực"),
    # in force since a day, and nothing at hand ends it
    ("85-2025-qh15", "2026-11-23", "Có hiệu lực", "trong kho chưa thấy văn bản chấm dứt"),
    # after the day of the review the status says of which day it is
    ("106-2025-qh15", "2030-01-01", "Còn hiệu lực", "danh mục rà soát ngày 23/11/2026"),
]


@pytest.mark.parametrize(("document", "day", "word", "note"), STATUSES)
def test_the_status_on_a_day_follows_from_known_facts(
    shipped: catalogue.Catalogue, document: str, day: str, word: str, note: str
) -> None:
    status = catalogue.status(shipped, shipped.by_id[document], date.fromisoformat(day))
    assert status.word == word
    assert note in status.note


def test_every_document_that_the_directive_cites_is_in_the_catalogue(shipped: catalogue.Catalogue) -> None:
    for number in ("23-CT/TU", "37-CT/TU", "84-KL/TW", "49-NQ/TW", "64/2014/QH13", "05/CT-TTg", "26/CT-TTg", "71/2016/NĐ-CP"):
        assert len(shipped.with_number(number)) == 1, number


def test_every_fact_names_its_source(shipped: catalogue.Catalogue) -> None:
    for entry in shipped.entries:
        stated = {key for key, _ in entry.sources}
        for key in ("number", "issuer", "issued", "title", "names", "in_force", "expired", "addresses", "reviewed", "note"):
            assert not getattr(entry, key) or key in stated, f"{entry.id}: {key}"
        assert all(source for _, source in entry.sources)
        assert all(relation.source for relation in entry.relations)


def test_relations_hold_in_both_directions_and_lead_to_known_documents(shipped: catalogue.Catalogue) -> None:
    for entry in shipped.entries:
        for relation in entry.relations:
            back = Relation(relation.kind.inverse, entry.id, relation.source)
            assert back in shipped.by_id[relation.target].relations


NAMES = [
    # a short name means both laws of this title: nobody chooses here
    ("Luật THADS", ["26-2008-qh12", "106-2025-qh15"]),
    # the year decides
    ("Luật Thi hành án dân sự năm 2008", ["26-2008-qh12"]),
    ("luật  thi hành án dân sự\nnăm 2025", ["106-2025-qh15"]),
    # letters count: a typing error is no name
    ("Luật Tổ tụng hành chính", []),
    ("Luật Tố tụng hành chính", ["93-2015-qh13", "64-2010-qh12"]),
    # the comma of the title is often left out
    ("Luật Phòng chống tham nhũng năm 2018", ["36-2018-qh14"]),
    # the year in a number is that of the document, where nobody says its date
    ("Luật Tố tụng hành chính năm 2010", ["64-2010-qh12"]),
]


@pytest.mark.parametrize(("name", "documents"), NAMES)
def test_a_name_means_the_documents_that_bear_it(shipped: catalogue.Catalogue, name: str, documents: list[str]) -> None:
    assert [entry.id for entry in shipped.named(name)] == documents


IDS = [
    ("26/2008/QH12", None, "26-2008-qh12"),
    # the year is added where the number has none
    ("05/CT-TTg", date(2017, 2, 6), "05-ct-ttg-2017"),
    ("84-KL/TW", date(2020, 7, 29), "84-kl-tw-2020"),
    # đ is folded
    ("71/2016/NĐ-CP", date(2016, 7, 1), "71-2016-nd-cp"),
    ("05/2016/TTLT-BTP-BCA-BTC-TANDTC-VKSNDTC", None, "05-2016-ttlt-btp-bca-btc-tandtc-vksndtc"),
]


@pytest.mark.parametrize(("number", "issued", "document"), IDS)
def test_the_id_of_a_document_is_its_number_folded(number: str, issued: date | None, document: str) -> None:
    assert document_id(number, issued) == document


BAD_FILES = [
    ("x = 1", "không nhận “x”"),
    ("[[document]]\nid = 'a'\ntype = 'Luật'", "văn bản thứ 1 (a): thiếu “source”"),
    ("[[document]]\nid = 'a'\ntype = 'Luật'\nsource = 's'\nissued = 'hôm qua'", "“issued” phải là một ngày"),
    ("[[document]]\nid = 'a'\ntype = 'Luật'\nsource = 's'\nnames = [1]", "“names” phải là một danh sách chuỗi"),
    ("[[document]]\nid = 'a'\ntype = 'Luật'\nsource = 's'\nstatus = 'còn'", "không có khóa “status”"),
    ("[[document]]\nid = 'a'\ntype = 'Luật'\nsource = 's'\n[document.sources]\ntitle = 't'", "không có giá trị cho “title”"),
    ("[[document]]\nid = 'a'\ntype = 'Luật'\nsource = 's'\narticles = '9'", "“articles” phải là một số"),
    ("[[document]]\nid = 'a'\ntype = 'Luật'\nsource = 's'\narticles = 0", "“articles” là số Điều, phải lớn hơn 0"),
    ("[[document]]\nid = 'a/b'\ntype = 'Luật'\nsource = 's'", "“id” chỉ gồm"),
    ("[[document]]\nid = 'a'\ntype = 'Luật'\nsource = 's'\nissued = 2015-07-01T00:00:00", "“issued” phải là một ngày"),
    ("[[document]]\nid = 'a'\ntype = 'Luật'\nsource = 's'\nin_force = 2015-07-01\nexpired = 2015-06-30", "đứng trước"),
    ("[[document]\n", "dòng 1, cột 11: không đúng cú pháp TOML"),
]


@pytest.mark.parametrize(("content", "message"), BAD_FILES)
def test_a_malformed_catalogue_is_one_error_that_names_the_place(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(content, "utf-8")
    with pytest.raises(CatalogueError) as raised:
        catalogue.load(file)
    assert str(file) in str(raised.value)
    assert message in str(raised.value)


LAWS = "id\ttype\tnumber\tissuer\tissued\tin_force\tarticles\ttitle\tnames\tsource\tother_sources\n"
ITEMS = "type\tnumber\titem\tother_items\n"
A_LAW = (
    "9-2035-qh21\tLuật\t9/2035/QH21\tQuốc hội\t2035-06-01\t\t12\tNuôi ong\tLuật Ong; Luật Mật\tĐiều 1 X\tarticles: Điều 2 X\n"
)

BAD_TABLES = [
    # no line of columns, or another one
    ("laws.tsv", "", "dòng đầu của bảng phải là các cột id, type"),
    ("laws.tsv", ITEMS, "dòng đầu của bảng phải là các cột id, type"),
    # a cell too few, none where one must be, one that is no id, no day, no number
    ("laws.tsv", LAWS + "a\tLuật\n", "laws.tsv, dòng 2: có 2 ô, cần 11"),
    ("laws.tsv", LAWS + A_LAW.replace("Điều 1 X", ""), "dòng 2: thiếu “source”"),
    ("laws.tsv", "# ghi chú\n\n" + LAWS + A_LAW.replace("9-2035-qh21", "9/2035"), "dòng 4: “id” chỉ gồm"),
    ("laws.tsv", LAWS + A_LAW.replace("2035-06-01", "01/6/2035"), "dòng 2: ngày viết như 2015-07-01"),
    ("laws.tsv", LAWS + A_LAW.replace("\t12\t", "\t0\t"), "dòng 2: ngày viết như 2015-07-01, số Điều"),
    # a source of a fact that there is not
    ("laws.tsv", LAWS + A_LAW.replace("articles: ", "in_force: "), "không có giá trị cho “in_force”"),
    # an item that is no number, of a document without number
    ("addresses.tsv", ITEMS + "Luật\t9/2035/QH21\t12a\t\n", "dòng 2: cần loại, số hiệu và mã số"),
    ("addresses.tsv", ITEMS + "Luật\t\t12\t\n", "dòng 2: cần loại, số hiệu và mã số"),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD_TABLES)
def test_a_malformed_table_is_one_error_that_names_the_line(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / "catalogue.toml").write_text("", "utf-8")
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(CatalogueError) as raised:
        catalogue.read_facts([tmp_path / "catalogue.toml"])
    assert str(tmp_path / name) in str(raised.value)
    assert message in str(raised.value)


def test_a_law_of_a_table_has_a_source_for_each_fact(tmp_path: Path) -> None:
    (tmp_path / "laws.tsv").write_text(LAWS + A_LAW, "utf-8-sig")
    (tmp_path / "catalogue.toml").write_text("", "utf-8")
    (law,) = catalogue.load(tmp_path / "catalogue.toml")
    assert (law.id, law.issued, law.in_force, law.articles, law.names) == (
        "9-2035-qh21", date(2035, 6, 1), None, 12, ("Luật Ong", "Luật Mật")
    )  # fmt: skip
    assert set(dict(law.sources)) == {"type", "number", "issuer", "issued", "articles", "title", "names"}
    assert (dict(law.sources)["title"], dict(law.sources)["articles"]) == ("Điều 1 X", "Điều 2 X")


PAGE = "https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID="
ADDRESSES = [
    # type, number, date → items
    ("Nghị định", "1/2035/NĐ-CP", None, ["7"]),
    # a sign of the number written otherwise
    ("Thông tư liên tịch", "5/2035/TTLT-BX-BY", None, ["8"]),
    # another type, another number, none
    ("Luật", "1/2035/NĐ-CP", None, []),
    ("Nghị định", "11/2035/NĐ-CP", None, []),
    ("Nghị định", None, None, []),
    # a number without year recurs: only with a date; notes that differ give several, to be looked at
    ("Nghị định", "73-CP", None, []),
    ("Nghị định", "73-CP", date(1995, 11, 1), ["9", "10"]),
]


@pytest.mark.parametrize(("kind", "number", "issued", "items"), ADDRESSES)
def test_an_address_is_of_one_type_and_number(
    tmp_path: Path, kind: str, number: str | None, issued: date | None, items: list[str]
) -> None:
    (tmp_path / "catalogue.toml").write_text("", "utf-8")
    rows = "Nghị định\t1/2035/NĐ-CP\t7\t\nThông tư liên tịch\t5/2035/TTLT/BX-BY\t8\t\nNghị định\t73-CP\t9\t10\n"
    (tmp_path / "addresses.tsv").write_text(ITEMS + rows, "utf-8")
    facts = catalogue.read_facts([tmp_path / "catalogue.toml"])
    entry = _entry(number, issued, kind=kind)
    (found,) = catalogue.with_addresses(catalogue.Catalogue((entry,)), facts.items).entries
    assert found.addresses == tuple(PAGE + item for item in items)
    assert ("addresses" in dict(found.sources)) == bool(items)
    own = replace(entry, addresses=("https://vbpl.vn/a.pdf",))
    assert catalogue.with_addresses(catalogue.Catalogue((own,)), facts.items).entries == (own,)


SHIPPED_LAWS = [
    # id, title, how many Điều
    ("26-2008-qh12", "Thi hành án dân sự", 183),
    ("106-2025-qh15", "Thi hành án dân sự", 116),
    ("45-2013-qh13", "Đất đai", None),
    ("203-2025-qh15", "Sửa đổi, bổ sung một số điều của Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam", None),
    ("luat-24-2008-qh12", "Quốc tịch Việt Nam", None),
]


@pytest.mark.parametrize(("document", "title", "articles"), SHIPPED_LAWS)
def test_what_ships_knows_the_laws(shipped: catalogue.Catalogue, document: str, title: str, articles: int | None) -> None:
    entry = shipped.by_id[document]
    assert (entry.title, entry.articles) == (title, articles)


def test_every_fact_that_ships_names_a_source_that_can_be_looked_up(shipped: catalogue.Catalogue) -> None:
    assert [entry.id for entry in shipped.named("Hiến pháp")] == ["hien-phap-2013"]
    sources = {source for entry in shipped.entries for _, source in entry.sources}
    assert not [source for source in sources if "ban đầu" in source]
    assert len(shipped.entries) > 370
    assert all(dict(entry.sources)["articles"] for entry in shipped.entries if entry.articles)


def _entry(number: str | None, issued: date | None = None, title: str = "", kind: str = "Nghị định") -> Entry:
    return Entry(id=f"{number}-{issued}-{title}", type=kind, number=number, issuer=None, issued=issued, title=title)


def _of(issuer: str, title: str = "") -> Entry:
    return replace(_entry("15/2025/QĐ-UBND", date(2025, 7, 1), title), issuer=issuer)


SAME = [
    # a date that one side lacks does not part two entries
    (_entry("1/2020/NĐ-CP"), _entry("1/2020/NĐ-CP", date(2020, 1, 1)), True),
    # the same number in two years, and in two types
    (_entry("26/CT-TTg", date(2019, 11, 15)), _entry("26/CT-TTg", date(2024, 8, 8)), False),
    (_entry("1/2020/QH14", kind="Luật"), _entry("1/2020/QH14", kind="Nghị quyết"), False),
    # a file that does not say what it is, with the number and date of one that does
    (_entry("1/2020/NĐ-CP", kind="Văn bản"), _entry("1/2020/NĐ-CP"), True),
    # without a number, type, title and date decide
    (_entry(None, date(2017, 6, 20), "Bồi thường"), _entry("10/2017/QH14", date(2017, 6, 20), "bồi  thường"), True),
    (_entry(None, None, "Bồi thường"), _entry("10/2017/QH14", date(2017, 6, 20), "Bồi thường"), False),
    (_entry(None, None, ""), _entry(None, None, ""), False),
    # a number that every year has, of which only one side knows the year; the title tells
    (_entry("26/CT-TTg"), _entry("26/CT-TTg", date(2019, 11, 15)), False),
    (_entry("26/CT-TTg", title="Về cây"), _entry("26/CT-TTg", date(2019, 11, 15), "về cây"), True),
    # signs of a number typed otherwise
    (_entry("5/2016/TTLT-BCA-BCO"), _entry("5/2016/TTLT/BCA-BCO"), True),
    # two provinces; one, spelt in two ways; one side does not say whose it is
    (_of("UBND tỉnh Lâm Đồng"), _of("UBND tỉnh Đồng Nai"), False),
    (_of("UBND TP. Đà Nẵng"), _of("Ủy ban nhân dân thành phố Đà Nẵng"), True),
    (_of("Ủy ban nhân dân"), _of("UBND tỉnh Đồng Nai"), False),
    (_of("Ủy ban nhân dân", "Về cây"), _of("UBND tỉnh Đồng Nai", "Về cây"), True),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_two_entries_are_one_document_when_their_keys_agree(one: Entry, other: Entry, same: bool) -> None:
    assert (catalogue.match(one, [other]) is not None) == same


def test_a_settled_entry_keeps_its_id_beside_one_that_is_alike() -> None:
    both = [_entry("1/2020/NĐ-CP"), _entry("1/2020/NĐ-CP", date(2020, 1, 1))]
    assert [e.id for e in catalogue.merge([both]).entries] == [both[0].id]
    assert [e.id for e in catalogue.merge([both], settled={e.id for e in both}).entries] == [e.id for e in both]


def test_two_candidates_are_no_match() -> None:
    both = [_entry("26/CT-TTg", date(2019, 11, 15)), _entry("26/CT-TTg", date(2024, 8, 8))]
    assert catalogue.match(_entry("26/CT-TTg"), both) is None


def test_a_status_names_no_amendment_that_did_not_exist_yet(shipped: catalogue.Catalogue) -> None:
    note = catalogue.status(shipped, shipped.by_id["26-2008-qh12"], date(2020, 1, 1)).note
    assert "64/2014/QH13, Luật 23/2018/QH14" in note
    assert "67/2020" not in note


def test_a_catalogue_saved_by_notepad_is_read(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text("[[document]]\nid = 'a'\ntype = 'Luật'\nsource = 's'", "utf-8-sig")
    assert [entry.id for entry in catalogue.load(file)] == ["a"]


def test_a_law_and_a_resolution_of_one_number_are_two_documents() -> None:
    law = Entry("55-2010-qh12", "Luật", "55/2010/QH12", None, None, "An toàn thực phẩm")
    resolution = replace(law, type="Nghị quyết", title="Miễn, giảm thuế")
    merged = catalogue.merge([[law], [resolution], [resolution]])
    assert [(entry.id, entry.type) for entry in merged.entries] == [
        ("55-2010-qh12", "Luật"),
        ("nghi-quyet-55-2010-qh12", "Nghị quyết"),
    ]


def test_a_less_trusted_source_that_disagrees_is_kept_as_a_claim() -> None:
    first = replace(_entry("1/2020/NĐ-CP", date(2020, 1, 1), "Cây"), in_force=date(2020, 7, 1))
    second = replace(first, title="CÂY", in_force=date(2020, 8, 1), sources=(("in_force", "vbpl.vn"),))
    joined = catalogue.complete(first, second)
    assert joined.in_force == date(2020, 7, 1)
    assert joined.disputed == (Claim("in_force", "01/8/2020", "vbpl.vn"),)  # titles that differ in case alone agree
    assert catalogue.complete(joined, second).disputed == joined.disputed


FIRST_DAYS = [
    # (source of the first, the day of the document's own clause, the day that stands, whose word is disputed)
    # a note of the codification gives way to the clause
    ("pháp điển, Điều 1.1.LQ.1", date(2020, 8, 1), date(2020, 8, 1), ("01/7/2020", "pháp điển, Điều 1.1.LQ.1")),
    ("ghi chú nguồn của bộ pháp điển", date(2020, 8, 1), date(2020, 8, 1), ("01/7/2020", "ghi chú nguồn của bộ pháp điển")),
    # a clause that the catalogue names does not
    ("khoản 1 Điều 9 Luật số 1/2020/QH14", date(2020, 8, 1), date(2020, 7, 1), ("01/8/2020", "văn bản (Điều 9)")),
    # they agree
    ("pháp điển, Điều 1.1.LQ.1", date(2020, 7, 1), date(2020, 7, 1), None),
]


@pytest.mark.parametrize(("source", "told", "day", "disputed"), FIRST_DAYS)
def test_the_own_clause_of_a_document_outranks_a_note_of_the_codification(
    source: str, told: date, day: date, disputed: tuple[str, str] | None
) -> None:
    noted = replace(_entry("1/2020/NĐ-CP", date(2020, 1, 1)), in_force=date(2020, 7, 1), sources=(("in_force", source),))
    own = replace(noted, in_force=told, sources=(("in_force", "văn bản (Điều 9)"),), own_facts=("in_force",))
    joined = catalogue.complete(noted, own)
    assert joined.in_force == day
    assert joined.disputed == ((Claim("in_force", *disputed),) if disputed else ())
    assert catalogue.complete(joined, own) == joined


def test_a_claim_that_agrees_with_what_is_known_is_none() -> None:
    first = replace(_entry("1/2020/NĐ-CP"), disputed=(Claim("in_force", "01/8/2020", "vbpl.vn"),))
    assert catalogue.complete(first, replace(_entry("1/2020/NĐ-CP"), in_force=date(2020, 8, 1))).disputed == ()


@pytest.mark.parametrize(
    ("day", "word"),
    [
        # the codification does not say from when on its wording holds
        ("2020-01-01", "Không rõ"),
        # but it ends with the document whose articles it gives
        ("2026-07-01", "Hết hiệu lực toàn bộ"),
        ("2009-06-30", "Chưa có hiệu lực"),
    ],
)
def test_a_text_of_the_codification_ends_with_its_document(shipped: catalogue.Catalogue, day: str, word: str) -> None:
    relation = Relation(DocumentRelation.CONSOLIDATES, "26-2008-qh12", "pháp điển")
    codified = Entry("x", CODIFIED_TYPE, None, None, None, "Luật THADS", relations=(relation,))
    both = catalogue.merge([shipped.entries, [codified]])
    assert catalogue.status(both, both.by_id["x"], date.fromisoformat(day)).word == word


@pytest.mark.parametrize(
    ("document", "day", "named"),
    [
        ("26-2008-qh12", "2026-07-02", ["106-2025-qh15"]),  # replaced by
        ("64-2014-qh13", "2026-07-02", ["26-2008-qh12"]),  # does nothing but amend what has expired
        ("93-2015-qh13", "2026-07-02", ["55-2019-qh14", "34-2024-qh15", "85-2025-qh15", "102-2025-qh15"]),  # amended by
        ("93-2015-qh13", "2016-01-01", []),
    ],
)
def test_a_status_says_where_it_names_which_documents(
    shipped: catalogue.Catalogue, document: str, day: str, named: list[str]
) -> None:
    found = catalogue.status(shipped, shipped.by_id[document], date.fromisoformat(day))
    assert {target for _, target, _ in found.links} <= set(named)
    assert [span.of(found.reason) for span, _, _ in found.links] == [
        shipped.by_id[target].short_label for _, target, _ in found.links
    ]
    assert bool(found.links) == bool(named)
    assert found.note.endswith(found.reason)


# ---- Periods -----------------------------------------------------------------------------------------------------------


def _known_days(entries: Sequence[Entry]) -> set[date]:
    return {day for entry in entries for day in (entry.issued, entry.in_force, entry.expired, entry.reviewed) if day}


def _around(days: set[date]) -> list[date]:
    """The days and their neighbours."""
    return [day + timedelta(step) for day in sorted(days) for step in (-1, 0, 1)]


def _follows_its_periods(known: catalogue.Catalogue, entry: Entry, days: Sequence[date]) -> None:
    """The word of the period of each day is that of the status; periods ascend from the first day of all, and words differ."""
    found = catalogue.periods(known, entry)
    assert found[0][0] == date.min
    assert all(one[0] < other[0] and one[1] != other[1] for one, other in pairwise(found))
    fields = DocumentFields(
        entry.id, entry.label, entry.type, "", "", tuple((first.isoformat(), word) for first, word in found)
    )
    for day in (date.min, *days, date.max):
        word = catalogue.status(known, entry, day).word
        assert next(own for first, own in reversed(found) if first <= day) == word, (entry.id, day)
        assert fields.status(day) == word  # as the index keeps it


def test_the_status_of_every_day_is_that_of_its_period_in_the_catalogue_that_ships(shipped: catalogue.Catalogue) -> None:
    chosen = random.Random(5)
    every = _around(_known_days(shipped.entries))
    for entry in shipped.entries:
        others = [shipped.by_id[relation.target] for relation in entry.relations if relation.target in shipped.by_id]
        at_random = [date(1940, 1, 1) + timedelta(chosen.randrange(40_000)) for _ in range(10)]
        _follows_its_periods(shipped, entry, [*_around(_known_days([entry, *others])), *chosen.sample(every, 60), *at_random])
    # some documents around every day that is known of any
    for entry in chosen.sample(shipped.entries, 12):
        _follows_its_periods(shipped, entry, every)


_DAYS = st.none() | st.dates(date(2010, 1, 1), date(2010, 2, 1))
_AMENDING = (DocumentRelation.AMENDS, DocumentRelation.AMENDED_BY, DocumentRelation.REPLACES)


@st.composite
def _catalogues(draw: st.DrawFn) -> catalogue.Catalogue:
    """Some documents with days near one another, which amend one another, amending alone or not, and codified texts."""
    entries: list[Entry] = []
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(("Luật", "Nghị định", CODIFIED_TYPE)))
        relation = DocumentRelation.CONSOLIDATES if kind == CODIFIED_TYPE else draw(st.sampled_from(_AMENDING))
        targets = draw(st.sets(st.sampled_from(entries), max_size=2)) if entries else set()
        entry = Entry(
            f"d{number}",
            kind,
            draw(st.sampled_from((None, f"{number}/2010/QH12"))),
            None,
            draw(_DAYS),
            draw(st.sampled_from(("Thả diều", "Sửa đổi, bổ sung một số điều của Luật Thả diều"))),
            in_force=draw(_DAYS),
            expired=draw(_DAYS),
            relations=tuple(Relation(relation, target.id, "") for target in sorted(targets, key=lambda target: target.id)),
            reviewed=draw(_DAYS),
        )
        entries.append(entry)
    return catalogue.Catalogue(tuple(entries))


@settings(max_examples=200, deadline=None)
@given(_catalogues())
def test_the_status_of_every_day_is_that_of_its_period(known: catalogue.Catalogue) -> None:
    days = [date(2009, 12, 31) + timedelta(step) for step in range(35)]
    for entry in known.entries:
        _follows_its_periods(known, entry, days)


_UNREVIEWED = Entry("luat", "Luật", "1/2010/QH12", None, date(2010, 1, 1), "Thả diều", in_force=date(2010, 7, 1))
_LAW = replace(_UNREVIEWED, expired=date(2020, 1, 1), reviewed=date(2026, 1, 1))
_AMENDER = Entry(
    "sua-doi",
    "Luật",
    "2/2015/QH13",
    None,
    date(2015, 1, 1),
    "Sửa đổi, bổ sung một số điều của Luật Thả diều",
    in_force=date(2015, 7, 1),
    relations=(Relation(DocumentRelation.AMENDS, "luat", ""),),
    reviewed=date(2026, 1, 1),
)
_CODIFIED = Entry("phap-dien", CODIFIED_TYPE, None, None, None, "Thả diều")
_OF_LAW = replace(_CODIFIED, relations=(Relation(DocumentRelation.CONSOLIDATES, "luat", ""),))
_NOT_YET, _IN_FORCE, _UNKNOWN = "Chưa có hiệu lực", "Còn hiệu lực", "Không rõ"
_EXPIRED = "Hết hiệu lực toàn bộ"
# A catalogue, a document of it, and its words, each with its first day.
PERIODS = [
    ([_UNREVIEWED], "luat", [("0001-01-01", _NOT_YET), ("2010-07-01", "Có hiệu lực")]),
    ([_LAW], "luat", [("0001-01-01", _NOT_YET), ("2010-07-01", _IN_FORCE), ("2020-01-01", _EXPIRED)]),
    # amended: that ends nothing
    ([_LAW, _AMENDER], "luat", [("0001-01-01", _NOT_YET), ("2010-07-01", _IN_FORCE), ("2020-01-01", _EXPIRED)]),
    # an amending law outlives what it amends
    ([_LAW, _AMENDER], "sua-doi", [("0001-01-01", _NOT_YET), ("2015-07-01", _IN_FORCE), ("2020-01-01", _UNKNOWN)]),
    # a codified text is not in force before what it gives, and ends with it
    ([_LAW, _OF_LAW], "phap-dien", [("0001-01-01", _NOT_YET), ("2010-07-01", _UNKNOWN), ("2020-01-01", _EXPIRED)]),
    ([_CODIFIED], "phap-dien", [("0001-01-01", _UNKNOWN)]),  # of nothing that is known
]


@pytest.mark.parametrize(("entries", "document", "periods"), PERIODS)
def test_a_period_begins_on_the_first_day_of_its_word(
    entries: list[Entry], document: str, periods: list[tuple[str, str]]
) -> None:
    known = catalogue.merge([entries])
    assert [(day.isoformat(), word) for day, word in catalogue.periods(known, known.by_id[document])] == periods
