"""An id is given once and for ever: whatever is added, removed or sorted before, it never means another document."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from kb import build as builder
from kb.build.identities import IDENTITIES, Identities, Known, known_of, read_identities, write_identities
from kb.catalogue import Catalogue
from kb.citations.resolve.by_number import match_number
from kb.errors import UnknownDocument
from kb.law.localities import is_local_number, locality
from kb.law.model import Designation, Entry, Relation
from kb.law.naming import document_id, number_key, recurs, tidy
from kb.law.relations import DocumentRelation
from kb.published import Published
from webapp import create_app

NOTHING = Catalogue(())


def _known(
    number: str | None,
    issued: date | None,
    *,
    issuer: str = "",
    kind: str = "Quyết định",
    title: str = "Về cây",
    letters: str = "",
    file: str = "",
) -> Known:
    natural = document_id(number, issued, locality(issuer, number)) if number else "quyet-dinh-ve-cay"
    entry = Entry(natural, kind, number, issuer or None, issued, title)
    file = file or f"{number}{issued}{issuer}{kind}{letters}"
    return known_of(natural, entry, [letters], [(f"{file}|", file)])


LAM_DONG = _known("15/2025/QĐ-UBND", date(2025, 7, 10), issuer="UBND tỉnh Lâm Đồng")
DONG_NAI = _known("15/2025/QĐ-UBND", date(2025, 7, 14), issuer="UBND tỉnh Đồng Nai")

FAMILIES = [
    # two provinces
    ((LAM_DONG, DONG_NAI), ("15-2025-qd-ubnd-lam-dong", "15-2025-qd-ubnd-dong-nai")),
    # one number of two years
    (
        (
            _known("2233/QĐ-UBND", date(2024, 5, 1), issuer="UBND tỉnh Lâm Đồng"),
            _known("2233/QĐ-UBND", date(2025, 5, 1), issuer="UBND tỉnh Lâm Đồng"),
        ),
        ("2233-qd-ubnd-2024-lam-dong", "2233-qd-ubnd-2025-lam-dong"),
    ),
    # a province and the one of its name that it merged into: only the day tells them apart
    (
        (LAM_DONG, _known("15/2025/QĐ-UBND", date(2025, 2, 3), issuer="UBND tỉnh Lâm Đồng")),
        ("15-2025-qd-ubnd-lam-dong-20250710", "15-2025-qd-ubnd-lam-dong"),
    ),
    # a law and a resolution
    (
        (_known("9/2008/QH12", None, kind="Nghị quyết"), _known("9/2008/QH12", None, kind="Luật")),
        ("nghi-quyet-9-2008-qh12", "9-2008-qh12"),
    ),
]


@pytest.mark.parametrize(("documents", "ids"), FAMILIES)
def test_documents_of_one_number_have_ids_of_their_own(documents: Sequence[Known], ids: Sequence[str]) -> None:
    assert Identities().assign(documents, NOTHING) == list(ids)
    assert Identities().assign(documents[::-1], NOTHING) == list(ids)[::-1]  # wherever their files lie


@pytest.mark.parametrize("documents", [documents for documents, _ in FAMILIES])
def test_what_has_an_id_keeps_it_in_whatever_order_others_come_and_go(documents: tuple[Known, ...], tmp_path: Path) -> None:
    newer = _known(documents[0].entry.number, date(2026, 1, 1), issuer=documents[0].entry.issuer or "", kind="Quyết định")
    for order in permutations((*documents, newer)):
        identities = Identities()
        given: dict[int, str] = {}
        # each alone, then all, then none but the last, then all again; kept on disk between
        for present in [*([one] for one in order), list(order), [order[-1]], list(order[::-1])]:
            ids = identities.assign(present, NOTHING)
            assert len(set(ids)) == len(ids)
            for document, own in zip(present, ids, strict=True):
                assert given.setdefault(id(document), own) == own
            write_identities(tmp_path, identities)
            identities = read_identities(tmp_path, lambda: None)
        assert len(set(given.values())) == len(order)


UNTOLD = [
    # its letters: another copy, wherever it lies
    (_known(None, None, letters="a", file="1"), _known(None, None, letters="a", file="2"), True),
    # its file: a word of it was mended
    (_known(None, None, letters="a", file="1"), _known(None, None, letters="b", file="1"), True),
    # neither: another document of the same name
    (_known(None, None, letters="a", file="1"), _known(None, None, letters="b", file="2"), False),
    # its file, with a day that is another's
    (_known(None, date(2020, 1, 1), letters="a", file="1"), _known(None, date(2021, 1, 1), letters="b", file="1"), False),
]


@pytest.mark.parametrize(("before", "after", "same"), UNTOLD)
def test_a_document_without_number_is_known_again_by_its_letters_or_its_file(before: Known, after: Known, same: bool) -> None:
    identities = Identities()
    (first,) = identities.assign([before], NOTHING)
    (second,) = identities.assign([after], NOTHING)
    assert (first == second) == same


def test_an_id_of_the_catalogue_is_not_given_to_another_document() -> None:
    listed = Entry("23-ct-tu-2013", "Chỉ thị", "23-CT/TU", "Ban Thường vụ Tỉnh ủy", date(2013, 5, 31), "Về cây")
    (own,) = Identities().assign([_known("23-CT/TU", date(2013, 8, 1), kind="Chỉ thị", title="Về cỏ")], Catalogue((listed,)))
    assert own == "23-ct-tu-2013-20130801"


def test_an_id_with_the_type_before_it_stays() -> None:
    law = replace(
        _known("9/2008/QH12", None, kind="Luật"), natural="luat-9-2008-qh12"
    )  # a resolution is listed by the plain one
    identities = Identities({"luat-9-2008-qh12": replace(law, natural="9-2008-qh12")})
    assert identities.assign([law], NOTHING) == ["luat-9-2008-qh12"]


def test_an_earlier_id_leads_to_the_one_of_today() -> None:
    old = known_of("15-2025-qd-ubnd", LAM_DONG.entry, (), [("cũ|", "1")])
    named = known_of("luat-ve-cay", Entry("luat-ve-cay", "Luật", None, None, None, "Về cây"), (), [("hop-nhat.pdf|", "2")])
    identities = Identities({"15-2025-qd-ubnd": old, "luat-ve-cay": named})
    gives = Relation(DocumentRelation.CONSOLIDATES, "9-2008-qh12", "")
    text = Entry("", "Văn bản hợp nhất", "3/VBHN-VPQH", None, date(2026, 1, 5), "Luật Về cây", relations=(gives,))
    consolidated = known_of("3-vbhn-vpqh-2026", text, (), [("hop-nhat.pdf|", "2")])
    ids = identities.assign([DONG_NAI, LAM_DONG, consolidated], NOTHING)
    assert ids == ["15-2025-qd-ubnd-dong-nai", "15-2025-qd-ubnd-lam-dong", "3-vbhn-vpqh-2026"]
    assert identities.moved == {"15-2025-qd-ubnd": "15-2025-qd-ubnd-lam-dong", "luat-ve-cay": "3-vbhn-vpqh-2026"}
    # a document without place that would be named so gets another id
    (newcomer,) = identities.assign([_known("15/2025/QĐ-UBND", date(2025, 9, 9))], NOTHING)
    assert newcomer == "15-2025-qd-ubnd-20250909"


def test_a_file_that_is_named_otherwise_and_back_leads_to_its_document_under_either_id() -> None:
    gives = Relation(DocumentRelation.CONSOLIDATES, "9-2008-qh12", "")
    entry = Entry("", "Văn bản hợp nhất", None, None, None, "Luật Cây", relations=(gives,))
    by_name = known_of("5-vbhn-bca", replace(entry, number="5/VBHN-BCA"), ["a"], [("5-vbhn-bca.pdf|", "1")])
    by_state = known_of("hop-nhat-9-2008-qh12", entry, ["a"], [("moi.pdf|", "1")])
    identities = Identities()
    for known, document, moved in (
        (by_name, "5-vbhn-bca", {}),
        (by_state, "hop-nhat-9-2008-qh12", {"5-vbhn-bca": "hop-nhat-9-2008-qh12"}),
        (by_name, "5-vbhn-bca", {"hop-nhat-9-2008-qh12": "5-vbhn-bca"}),
    ):
        assert (identities.assign([known], NOTHING), identities.moved) == ([document], moved)


def _decision(province: str, day: int, what: str, number: str = "15/2025/QĐ-UBND") -> str:
    return "\n".join((
        "ỦY BAN NHÂN DÂN", f"TỈNH {province.upper()}", "-------", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", f"Số: {number}", f"{province}, ngày {day} tháng 7 năm 2025", "", "QUYẾT ĐỊNH",
        f"Quy định về {what}", "", "Căn cứ Luật Cây số 901/2024/QH15;", "", "Điều 1. Phạm vi",
        f"1. {what} được cắt một năm một lần.", f"2. {what} cao hai mét.",
    ))  # fmt: skip


def _documents(data: Path) -> dict[str, str]:
    files = Published(data).current().store.files()
    return {Path(file.path).name: f"{file.state} {file.document}" for file in files}


def test_an_id_stays_with_its_document_over_builds(tmp_path: Path) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / "m.txt").write_text(_decision("Lâm Đồng", 10, "Hàng rào"), "utf-8")
    builder.build([corpus], data)
    assert _documents(data) == {"m.txt": "read 15-2025-qd-ubnd-lam-dong"}
    # one of the same number, place and year, which sorts before; and a copy with another name
    (corpus / "a.txt").write_text(_decision("Lâm Đồng", 3, "Bờ giậu"), "utf-8")
    (corpus / "z.txt").write_text(_decision("Lâm Đồng", 10, "Hàng rào"), "utf-8")
    (corpus / "b.txt").write_text(_decision("Đồng Nai", 3, "Vườn hoa"), "utf-8")
    builder.build([corpus], data)
    whole = {
        "a.txt": "read 15-2025-qd-ubnd-lam-dong-20250703",
        "b.txt": "read 15-2025-qd-ubnd-dong-nai",
        "m.txt": "read 15-2025-qd-ubnd-lam-dong",
        "z.txt": "duplicate 15-2025-qd-ubnd-lam-dong",
    }
    assert _documents(data) == whole
    for name in ("m.txt", "z.txt"):
        (corpus / name).unlink()
    builder.build([corpus], data, allow_removals=True)  # what had the plain id is gone; its id is not free
    assert _documents(data) == {name: whole[name] for name in ("a.txt", "b.txt")}
    (corpus / "m.txt").write_text(_decision("Lâm Đồng", 10, "Hàng rào"), "utf-8")
    builder.build([corpus], data)
    assert _documents(data)["m.txt"] == whole["m.txt"]


LAW = """QUỐC HỘI
Luật số: 26/2028/QH12
{day}
LUẬT
CÂY XANH
Căn cứ Hiến pháp;
Điều 1. Phạm vi
1. Cây cao {height} mét.
"""
_OF_NO_PLACE = _decision("X", 10, "Hàng rào").replace("TỈNH X", "TỈNH").replace("X, ngày", "Ngày")
_UNDATED = {name: re.sub(r"\n[^\n]*ngày \d+ tháng 7 năm 2025", "", text) for name, text in {
    "no place": _decision("X", 10, "Bờ giậu").replace("TỈNH X", "TỈNH"),
    "no place, one title": _decision("X", 10, "Hàng rào").replace("TỈNH X", "TỈNH").replace("hai mét", "ba mét"),
    "other title": _decision("Lâm Đồng", 10, "Bờ giậu"),
    "one title": _decision("Lâm Đồng", 10, "Hàng rào"),
}.items()}  # fmt: skip
TWO_FILES = [
    # (texts of two files, how many documents)
    # a local number without place, one of them without day: another title, and the same over another text
    ((_OF_NO_PLACE, _UNDATED["no place"]), 2),
    ((_OF_NO_PLACE, _UNDATED["no place, one title"]), 2),
    # of one province, one of them without day
    ((_decision("Lâm Đồng", 10, "Hàng rào"), _UNDATED["other title"]), 2),
    ((_decision("Lâm Đồng", 10, "Hàng rào"), _UNDATED["one title"]), 1),
    # both without day: the same text with other white space, and two texts
    ((_UNDATED["no place"], _UNDATED["no place"].replace(" được ", "  được\n")), 1),
    ((_UNDATED["no place"], _UNDATED["no place, one title"]), 2),
    # number and day
    ((_OF_NO_PLACE, _OF_NO_PLACE.replace("hai mét", "hai  mét.")), 1),
    # a central number with its year is one law's alone
    ((LAW.format(day="Hà Nội, ngày 3 tháng 6 năm 2028", height=3), LAW.format(day="", height=4)), 1),
    ((LAW.format(day="", height=3), LAW.format(day="", height=4)), 1),
]


@pytest.mark.parametrize(("texts", "count"), TWO_FILES)
def test_two_files_are_one_document_by_number_and_day_or_by_their_text(
    texts: tuple[str, str], count: int, tmp_path: Path
) -> None:
    for order in (texts, texts[::-1]):
        corpus, data = tmp_path / f"a{order is texts}", tmp_path / f"var{order is texts}"
        corpus.mkdir()
        for name, text in zip(("a.txt", "b.txt"), order, strict=True):
            (corpus / name).write_text(text, "utf-8")
        builder.build([corpus], data)
        states = [state.split() for state in _documents(data).values()]
        assert len({document for _, document in states}) == count
        assert [state for state, _ in states].count("read") == count


def test_the_id_of_a_removed_document_leads_to_none_that_had_its_own() -> None:
    without = _known("15/2025/QĐ-UBND", date(2025, 7, 10))  # of the same title and day, and of no known place
    identities = Identities()
    own, other = identities.assign([LAM_DONG, without], NOTHING)
    assert identities.assign([without], NOTHING) == [other]
    assert identities.moved == {}
    assert identities.assign([without, LAM_DONG], NOTHING) == [other, own]
    # what is new is the one that was there
    fresh = Identities({own: identities.given[own]})
    assert fresh.assign([without], NOTHING) != [own]
    assert fresh.moved == {own: "15-2025-qd-ubnd"}


CONSOLIDATED = """VĂN BẢN HỢP NHẤT - BỘ CÂY XANH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

THÔNG TƯ
Quy định về hàng rào

Thông tư số 14/2021/TT-BCX ngày 21 tháng 10 năm 2021 của Bộ trưởng Bộ Cây xanh quy định về hàng rào, được sửa đổi, bổ sung bởi:
{amending}
Căn cứ Luật Cây số 901/2020/QH14;

Điều 1. Phạm vi
1. Hàng rào cao {height} mét.
2. Hàng rào có cổng.
{end}"""
FIRST = "Thông tư số 08/2022/TT-BCX ngày 29 tháng 8 năm 2022 sửa đổi Thông tư số 14/2021/TT-BCX."
SECOND = "Thông tư số 09/2023/TT-BCX ngày 30 tháng 8 năm 2023 sửa đổi Thông tư số 14/2021/TT-BCX."


def test_a_consolidated_text_is_never_merged_with_one_of_another_state(tmp_path: Path) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    first = CONSOLIDATED.format(amending=FIRST, height="hai", end="")
    signed = "\nBỘ CÂY XANH\nSố: 5/VBHN-BCX\nXÁC THỰC VĂN BẢN HỢP NHẤT\nHà Nội, ngày {} tháng 9 năm 2023\n"
    texts = {
        "1.txt": first,
        "2.txt": CONSOLIDATED.format(amending=f"1. {FIRST}\n2. {SECOND}", height="ba", end=""),
        "3.txt": first.replace("\n\n", "\n"),  # the same letters
        # the same state, with its number; another number of another day
        "4.txt": CONSOLIDATED.format(amending=FIRST, height="hai", end=signed.format("05")),
        "5.txt": CONSOLIDATED.format(amending=FIRST, height="hai", end=signed.format("06")),
    }
    for name, text in texts.items():
        (corpus / name).write_text(text, "utf-8")
    builder.build([corpus], data)
    documents = _documents(data)
    assert documents["1.txt"] == "read hop-nhat-14-2021-tt-bcx-08-2022-tt-bcx"
    assert documents["2.txt"] == "read hop-nhat-14-2021-tt-bcx-09-2023-tt-bcx"
    assert documents["3.txt"] == "duplicate hop-nhat-14-2021-tt-bcx-08-2022-tt-bcx"
    assert {documents["4.txt"], documents["5.txt"]} == {"read 5-vbhn-bcx-2023", "read 5-vbhn-bcx-2023-20230906"}
    entry = Published(data).current().entry("5-vbhn-bcx-2023")
    assert (entry.type, entry.number, entry.issued) == ("Văn bản hợp nhất", "5/VBHN-BCX", date(2023, 9, 5))
    assert entry.targets(DocumentRelation.CONSOLIDATES) == ("14-2021-tt-bcx", "08-2022-tt-bcx")


LOCALITIES = [
    (("ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG",), "lam-dong"),
    (("UBND tỉnh Lâm Đồng, Sở Xây dựng",), "lam-dong"),
    (("SỞ XÂY DỰNG TỈNH LÂM ĐỒNG",), "lam-dong"),
    # a city of the centre, in all spellings
    (("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH",), "ho-chi-minh"),
    (("Uỷ ban nhân dân TP. Hồ Chí Minh",), "ho-chi-minh"),
    (("UBND TP.HCM",), "ho-chi-minh"),
    # a city is not the province of its name
    (("UBND thành phố Hà Giang",), "thanh-pho-ha-giang"),
    (("UBND tỉnh Hà Giang",), "ha-giang"),
    # dashes and old spellings
    (("UBND TỈNH BÀ RỊA – VŨNG TÀU",), "ba-ria-vung-tau"),
    (("HĐND tỉnh Thừa Thiên - Huế",), "thua-thien-hue"),
    (("UBND tỉnh Đắc Lắc",), "dak-lak"),
    # of the Party
    (("TỈNH ỦY LÂM ĐỒNG",), "lam-dong"),
    (("BAN THƯỜNG VỤ THÀNH ỦY HÀ NỘI",), "ha-noi"),
    (("HUYỆN ỦY ĐỨC TRỌNG",), "huyen-duc-trong"),
    (("Ban Chấp hành Đảng bộ tỉnh Lâm Đồng",), "lam-dong"),
    # below a province
    (("ỦY BAN NHÂN DÂN QUẬN 1",), "quan-1"),
    (("UBND xã Tân Lập, huyện Mộc Châu, tỉnh Sơn La",), "xa-tan-lap-huyen-moc-chau-son-la"),
    (("UBND HUYỆN ĐỨC TRỌNG PHÒNG TÀI CHÍNH",), "huyen-duc-trong"),
    (("UBND ĐẶC KHU PHÚ QUỐC",), "dac-khu-phu-quoc"),
    (("TÒA ÁN NHÂN DÂN KHU VỰC 1 - LÂM ĐỒNG",), "khu-vuc-1-lam-dong"),
    (("TÒA ÁN NHÂN DÂN CẤP CAO TẠI ĐÀ NẴNG",), "da-nang"),
    # words of a title are none of the issuer
    (("Ủy ban nhân dân tỉnh Lâm Đồng ban hành quy chế của xã Tân Lập",), "lam-dong"),
    # none
    (("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",), ""),
    (("LIÊN MINH HỢP TÁC XÃ VIỆT NAM",), ""),
    (("THÔNG TẤN XÃ VIỆT NAM",), ""),
    (("BỘ TT&TT",), ""),
    (("Ban Thường vụ Tỉnh ủy",), ""),
    (("VĂN PHÒNG QUỐC HỘI",), ""),
    # by the place of issue, for a local number alone
    (("ỦY BAN NHÂN DÂN", "15/2025/QĐ-UBND", "Lâm Đồng"), "lam-dong"),
    (("", "23-CT/TU", "Đà Lạt"), "da-lat"),
    (("", "05/CT-TTg", "Hà Nội"), ""),
    (("ỦY BAN DÂN TỘC", "02/2019/QĐ-UBDT", "Hà Nội"), ""),
]


@pytest.mark.parametrize(("known", "expected"), LOCALITIES)
def test_a_locality_is_read_in_every_spelling(known: tuple[str, ...], expected: str) -> None:
    assert locality(*known) == expected


NUMBERS = [
    # (number, whether it is local, whether it recurs)
    ("15/2025/QĐ-UBND", True, False),
    ("2233/QĐ-UBND", True, True),
    ("23-CT/TU", True, True),
    ("12/2003/QĐ-UB", True, False),
    ("05/NQ-HĐND", True, True),
    ("05/2019/NQ-HĐND13", True, False),
    ("49-NQ/TW", False, True),
    ("02/2019/QĐ-UBDT", False, False),
    ("01/NQ-UBTVQH14", False, False),
    ("26/2008/QH12", False, False),
]


@pytest.mark.parametrize(("number", "is_local", "is_repeated"), NUMBERS)
def test_a_number_says_whether_others_have_it(number: str, is_local: bool, is_repeated: bool) -> None:
    assert (is_local_number(number), recurs(number)) == (is_local, is_repeated)


@pytest.mark.parametrize("sign", [*"-‐‑‒−–—", " \u2011 ", "\u00a0–\u00a0", "\u200b-"])
def test_numbers_are_equal_whatever_dash_was_typed(sign: str) -> None:
    assert number_key(f"21/2029/NĐ{sign}CP") == number_key("21/2029/NĐ-CP")
    assert tidy(f"21/2029/NĐ{sign}CP") == "21/2029/NĐ-CP"


def _local(number: str, issued: date, issuer: str) -> Entry:
    return Entry(document_id(number, issued, locality(issuer)), "Quyết định", number, issuer, issued, "")


OF_TWO = Catalogue((
    _local("15/2025/QĐ-UBND", date(2025, 7, 10), "Ủy ban nhân dân tỉnh Lâm Đồng"),
    _local("15/2025/QĐ-UBND", date(2025, 7, 14), "Ủy ban nhân dân tỉnh Đồng Nai"),
    _local("23-CT/TU", date(2013, 5, 31), "Ban Thường vụ Tỉnh ủy"),
))  # fmt: skip
CITED = [
    # (number, day, issuer as written, document, resolution)
    ("15/2025/QĐ-UBND", None, "UBND tỉnh Lâm Đồng", "15-2025-qd-ubnd-lam-dong", "exact"),
    ("15/2025/QĐ-UBND", None, "Ủy ban nhân dân tỉnh Đồng Nai ban hành Quy định", "15-2025-qd-ubnd-dong-nai", "exact"),
    # the day tells them apart
    ("15/2025/QĐ-UBND", date(2025, 7, 14), "", "15-2025-qd-ubnd-dong-nai", "exact"),
    # nothing does; of another day it is that of another province
    ("15/2025/QĐ-UBND", None, "", None, "ambiguous"),
    ("15/2025/QĐ-UBND", date(2025, 1, 1), "", None, "unknown"),
    ("15/2025", None, "", None, "ambiguous"),
    # a province whose decision is not at hand
    ("15/2025/QĐ-UBND", None, "UBND tỉnh Bình Thuận", "15-2025-qd-ubnd-binh-thuan", "unknown"),
    # whose it is, the catalogue does not know
    ("23-CT/TU", date(2013, 5, 31), "Ban Thường vụ Tỉnh ủy", "23-ct-tu-2013", "exact"),
    ("23-CT/TU", date(2013, 5, 31), "Tỉnh ủy Lâm Đồng", None, "ambiguous"),
]


@pytest.mark.parametrize(("number", "dated", "issuer", "document", "resolution"), CITED)
def test_a_local_number_means_a_document_with_its_issuer_or_its_day(
    number: str, dated: date | None, issuer: str, document: str | None, resolution: str
) -> None:
    kind = "" if number.endswith("TU") else "Quyết định"
    match = match_number(Designation(type=kind, number=number, dated=dated, issuer=issuer), OF_TWO)
    assert (match.document, match.resolution) == (document, resolution)


def test_a_local_number_without_issuer_means_nothing_though_one_document_alone_is_at_hand() -> None:
    only = Catalogue(OF_TWO.entries[:1])
    assert match_number(Designation(type="Quyết định", number="15/2025/QĐ-UBND"), only).resolution == "ambiguous"


def test_a_permalink_of_an_earlier_id_leads_to_the_document(tmp_path: Path) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / "m.txt").write_text(_decision("Lâm Đồng", 10, "Hàng rào"), "utf-8")
    builder.build([corpus], data)
    rows = json.loads((data / IDENTITIES).read_text("utf-8"))
    natural, entry, *rest = rows.pop("15-2025-qd-ubnd-lam-dong")
    old = {"15-2025-qd-ubnd": ["15-2025-qd-ubnd", {**entry, "id": "15-2025-qd-ubnd"}, *rest]}  # as an older program named it
    (data / IDENTITIES).write_text(json.dumps(old), "utf-8")
    builder.build([corpus], data, force=True)
    assert _documents(data) == {"m.txt": f"read {natural}"}
    with pytest.raises(UnknownDocument, match="nay là “15-2025-qd-ubnd-lam-dong”"):
        Published(data).current().entry("15-2025-qd-ubnd")
    client = create_app(data).test_client()
    answer = client.get("/van-ban/15-2025-qd-ubnd/dieu-1?ngay=2025-08-01")
    assert (answer.status_code, answer.location) == (301, "/van-ban/15-2025-qd-ubnd-lam-dong/dieu-1?ngay=2025-08-01")
    assert client.get(answer.location).status_code == 200
    assert client.get("/van-ban/16-2025-qd-ubnd").status_code == 404
