"""Citations: what is found in a text, and what each means."""

import json
import time
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import readers, structure
from kb.catalogue import Catalogue
from kb.citations import Context, cite, compile_catalogue, compile_names, definitions, find, general_names
from kb.law.model import Entry, Reference, Relation

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "corpus"
GOLDEN = Path(__file__).parent / "golden" / "citations"


def entry(id: str, type: str, number: str, issued: date, title: str = "", **more: object) -> Entry:
    relations = tuple(Relation(kind, target, "test") for kind, target in more.pop("relations", ()))  # type: ignore[attr-defined]
    return Entry(id, type, number, more.pop("issuer", None), issued, title, relations=relations, **more)  # type: ignore[arg-type]


CATALOGUE = Catalogue(
    (
        entry(
            "26-2008-qh12", "Luật", "26/2008/QH12", date(2008, 11, 14), "Thi hành án dân sự", names=("Luật THADS",),
            in_force=date(2009, 7, 1), expired=date(2026, 7, 1), relations=[("amended_by", "64-2014-qh13")],
        ),
        entry(
            "64-2014-qh13", "Luật", "64/2014/QH13", date(2014, 11, 25),
            "sửa đổi, bổ sung một số điều của Luật Thi hành án dân sự",
            names=("Luật sửa đổi, bổ sung một số điều của Luật THADS",), in_force=date(2015, 7, 1),
        ),
        entry(
            "106-2025-qh15", "Luật", "106/2025/QH15", date(2025, 12, 5), "Thi hành án dân sự", names=("Luật THADS",),
            in_force=date(2026, 7, 1),
        ),
        entry("93-2015-qh13", "Luật", "93/2015/QH13", date(2015, 11, 25), "Tố tụng hành chính", names=("Luật TTHC",)),
        entry("92-2015-qh13", "Bộ luật", "92/2015/QH13", date(2015, 11, 25), "Tố tụng dân sự"),
        entry("71-2016-nd-cp", "Nghị định", "71/2016/NĐ-CP", date(2016, 7, 1), issuer="Chính phủ"),
        entry("62-2015-nd-cp", "Nghị định", "62/2015/NĐ-CP", date(2015, 7, 18), issuer="Chính phủ"),
        entry(
            "05-2016-ttlt-btp-bca-btc-tandtc-vksndtc", "Thông tư liên tịch", "05/2016/TTLT-BTP-BCA-BTC-TANDTC-VKSNDTC",
            date(2016, 5, 19),
        ),
        entry("84-kl-tw-2020", "Kết luận", "84-KL/TW", date(2020, 7, 29)),
        entry("49-nq-tw-2005", "Nghị quyết", "49-NQ/TW", date(2005, 6, 2)),
        entry("05-ct-ttg-2017", "Chỉ thị", "05/CT-TTg", date(2017, 2, 6)),
        entry("26-ct-ttg-2019", "Chỉ thị", "26/CT-TTg", date(2019, 11, 15)),
        entry("23-ct-tu-2013", "Chỉ thị", "23-CT/TU", date(2013, 5, 31)),
        entry("37-ct-tu-2014", "Chỉ thị", "37-CT/TU", date(2014, 12, 31)),
        entry("17-ct-tw-2021", "Chỉ thị", "17-CT/TW", date(2021, 3, 1)),
        entry("17-ct-tw-2024", "Chỉ thị", "17-CT/TW", date(2024, 3, 1)),
        entry("55-2019-nghi-quyet", "Nghị quyết", "55/2019/QH14", date(2019, 1, 2)),
        entry("55-2019-qh14", "Luật", "55/2019/QH14", date(2019, 11, 26), "sửa đổi, bổ sung một số điều của Luật Mẫu"),
    )
)  # fmt: skip
NAMES = compile_catalogue(CATALOGUE)
TTHC_ARTICLES = 372


def provisions(document: str, eid: str) -> bool | None:
    """Of one law the articles are at hand, each with two clauses; of the others nothing is."""
    if document != "93-2015-qh13" or not eid.startswith("art_"):
        return None
    article, *below = eid.removeprefix("art_").split("__")
    return article.isdigit() and int(article) <= TTHC_ARTICLES and below in ([], ["para_1"], ["para_2"])


def cited(text: str, context: Context | None = None) -> tuple[Reference, ...]:
    return cite(text, CATALOGUE, provisions, context, NAMES)


def within(eid: str, document: str = "93-2015-qh13", type: str = "Luật", on: date | None = None) -> Context:
    return Context(document=document, type=type, date=on, position=lambda _: eid)


def brief(reference: Reference) -> str:
    target = f"{reference.document or '-'} {reference.eid or '-'}" + (f"..{reference.to}" if reference.to else "")
    return f"{reference.text} = {target} {reference.resolution}"


FOUND = [
    # lists: the members share the tail, each has a span of its own
    ("các điểm a, b và đ khoản 1 Điều 2", ["điểm a = art_2__para_1__point_a", "b = art_2__para_1__point_b",
                                            "đ khoản 1 Điều 2 = art_2__para_1__point_dd"]),
    ("khoản 1, khoản 2 và khoản 3 Điều 5", ["khoản 1 = art_5__para_1", "khoản 2 = art_5__para_2",
                                             "khoản 3 Điều 5 = art_5__para_3"]),
    ("các điều 12, 13 và 15", ["điều 12 = art_12", "13 = art_13", "15 = art_15"]),
    ("Điều 5 và khoản 2 Điều 6", ["Điều 5 = art_5", "khoản 2 Điều 6 = art_6__para_2"]),
    ("các điểm a và b khoản 1 và điểm c khoản 2 Điều 7", [
        "điểm a = art_7__para_1__point_a", "b khoản 1 = art_7__para_1__point_b",
        "điểm c khoản 2 Điều 7 = art_7__para_2__point_c"]),
    # a narrower level does not take the article of the next member
    ("khoản 1 và Điều 6", ["khoản 1 = None", "Điều 6 = art_6"]),
    # ranges
    ("từ Điều 309 đến Điều 311", ["từ Điều 309 đến Điều 311 = art_309..art_311"]),
    ("các khoản từ khoản 1 đến khoản 6 Điều 9", ["từ khoản 1 đến khoản 6 Điều 9 = art_9__para_1..art_9__para_6"]),
    ("các điều từ 33 đến 39", ["điều từ 33 đến 39 = art_33..art_39"]),
    ("Điều 5 - 7", ["Điều 5 - 7 = art_5..art_7"]),
    # commas between levels, and outermost first
    ("điểm a, khoản 1, Điều 2", ["điểm a, khoản 1, Điều 2 = art_2__para_1__point_a"]),
    ("Điều 2 khoản 1 điểm a", ["Điều 2 khoản 1 điểm a = art_2__para_1__point_a"]),
    # a list of one article, outermost first; a comma narrows, and the rest of the list stays in the article
    ("Điều 30, khoản 3, 4", ["Điều 30, khoản 3 = art_30__para_3", "4 = art_30__para_4"]),
    ("Điều 30, khoản 3, điểm a và Điều 31", ["Điều 30, khoản 3, điểm a = art_30__para_3__point_a", "Điều 31 = art_31"]),
    # one clause of several articles
    ("khoản 1 các Điều 7, 8 và 9", ["khoản 1 các Điều 7 = art_7__para_1", "8 = art_8__para_1", "9 = art_9__para_1"]),
    # a part that has no address of its own belongs to the span
    ("đoạn 2 khoản 1 Điều 5; đoạn thứ hai của khoản 1 Điều 6", [
        "đoạn 2 khoản 1 Điều 5 = art_5__para_1", "đoạn thứ hai của khoản 1 Điều 6 = art_6__para_1"]),
    # a range to the end of an article, a list after a colon, a dash and "của" between levels
    ("từ Điều 5 đến hết Điều 9", ["từ Điều 5 đến hết Điều 9 = art_5..art_9"]),
    ("các Điều: 5, 6 và 7", ["Điều: 5 = art_5", "6 = art_6", "7 = art_7"]),
    ("khoản 3 - Điều 8; điểm a, b và c của khoản 2 Điều 4", [
        "khoản 3 - Điều 8 = art_8__para_3", "điểm a = art_4__para_2__point_a", "b = art_4__para_2__point_b",
        "c của khoản 2 Điều 4 = art_4__para_2__point_c"]),
    # one list, though the act is named again
    ("Sửa đổi điểm đ và điểm e; bổ sung điểm g khoản 1 Điều 2", [
        "điểm đ = art_2__para_1__point_dd", "điểm e = art_2__para_1__point_e",
        "điểm g khoản 1 Điều 2 = art_2__para_1__point_g"]),
    # a part of an attachment needs no capital, and a space may be missing
    ("Bảng 1 phần I Phụ lục II", ["phần I Phụ lục II = att_II__part_I"]),
    ("quy định tạiĐiều 7, Điều 8", ["Điều 7 = art_7", "Điều 8 = art_8"]),
    # points of a map and names of files are none; the constitution beside the law at large is no document
    ("các điểm M1, M2; Phụ lục VI-TT21.docx; TT so 09-2016-TT-BNN.doc", []),
    ("chấp hành Hiến pháp, pháp luật; theo Hiến pháp và luật", []),
    # inserted numbers
    ("khoản 2b Điều 44a và điểm d1 khoản 1 Điều 7", ["khoản 2b Điều 44a = art_44a__para_2b",
                                                        "điểm d1 khoản 1 Điều 7 = art_7__para_1__point_d1"]),
    # an item of a document without Điều, and what "này" cannot say without a place
    ("mục 3.1", ["mục 3.1 = para_3__subpara_1"]),
    ("Điều này; khoản 1 Điều này", ["Điều này = None", "khoản 1 Điều này = None"]),
    # divisions; beside an article they are left out of the eId
    ("Mục 2 Chương IV", ["Mục 2 Chương IV = chp_IV__sec_2"]),
    ("Chương I Phần thứ ba", ["Chương I Phần thứ ba = part_3__chp_I"]),
    ("các điều 3 và 4 Mục 5 Chương XIV", ["điều 3 = art_3", "4 Mục 5 Chương XIV = art_4"]),
    ("Phụ lục I", ["Phụ lục I = att_I"]),
    # traps
    ("điều kiện làm việc, công tác điều hành, khoản tiền 500 triệu đồng, điểm số, đạt 05 điểm", []),
    ("khoản 500 triệu đồng, tài khoản 2, danh mục 3, điều khoản 4, một phần 5, điểm y tế", []),
    ("Điều này cho thấy sự cần thiết; thời điểm này, tài khoản này, quyết định này", []),
    ("ngày 01/7/2016, quý I/2015, tốc độ 80 km/h, số 12", []),
    ("theo Điều 5, 15 ngày sau", ["Điều 5 = art_5"]),
    # what opens a provision is not a citation of it
    ("Điều 35. Thời hạn\n1. Theo Điều 36.\nĐiều 37: Phí\nChương IV\nTHỦ TỤC", ["Điều 36 = art_36"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_provisions_are_found_with_a_span_and_a_target_for_each_member(text: str, expected: list[str]) -> None:
    got = [f"{r.text} = {r.eid}" + (f"..{r.to}" if r.to else "") for r in cited(text)]
    assert got == expected
    assert all(r.resolution == "unknown" and r.document is None for r in cited(text))


RESOLVED = [
    # a year that contradicts the date: no document is named completely
    ("Chỉ thị số 23-CT/TU năm 2015 ngày 31/5/2013", ["Chỉ thị số 23-CT/TU năm 2015 ngày 31/5/2013 = - - unknown"]),
    # a name or number with a provision is one citation
    ("Điều 30 của Luật Thi hành án dân sự số 26/2008/QH12",
     ["Điều 30 của Luật Thi hành án dân sự số 26/2008/QH12 = 26-2008-qh12 art_30 exact"]),
    ("Luật TTHC, Điều 35", ["Luật TTHC, Điều 35 = 93-2015-qh13 art_35 inferred"]),
    ("khoản 2, Điều 6, Luật TTHC", ["khoản 2, Điều 6, Luật TTHC = 93-2015-qh13 art_6__para_2 inferred"]),
    ("Điều 5 và Điều 6 Luật TTHC", ["Điều 5 = 93-2015-qh13 art_5 inferred", "Điều 6 Luật TTHC = 93-2015-qh13 art_6 inferred"]),
    ("Điều 8, Điều 9 và quy định khác của Luật TTHC",
     ["Điều 8 = 93-2015-qh13 art_8 inferred", "Điều 9 = 93-2015-qh13 art_9 inferred", "Luật TTHC = 93-2015-qh13 - inferred"]),
    # levels outermost first, comma by comma, after the document
    ("Luật số 26/2008/QH12, Điều 30, khoản 3", ["Luật số 26/2008/QH12, Điều 30, khoản 3 = 26-2008-qh12 art_30__para_3 exact"]),
    ("Luật TTHC (Điều 30, khoản 2)",
     ["Luật TTHC = 93-2015-qh13 - inferred", "Điều 30, khoản 2 = 93-2015-qh13 art_30__para_2 inferred"]),
    ("Luật THADS năm 2008, Điều 30, khoản 3, điểm a",
     ["Luật THADS năm 2008, Điều 30, khoản 3, điểm a = 26-2008-qh12 art_30__para_3__point_a exact"]),
    ("Luật TTHC, Điều 30, khoản 3 Điều 31",
     ["Luật TTHC, Điều 30 = 93-2015-qh13 art_30 inferred", "khoản 3 Điều 31 = 93-2015-qh13 art_31__para_3 suspect"]),
    # after a document and a comma, a provision that may have a document of its own is that one's, or nobody can say
    ("Luật số 26/2008/QH12, Điều 7 BLTTDS năm 2015",
     ["Luật số 26/2008/QH12 = 26-2008-qh12 - exact", "Điều 7 BLTTDS năm 2015 = 92-2015-qh13 art_7 exact"]),
    ("Luật số 26/2008/QH12, Điều 7 BLHH", ["Luật số 26/2008/QH12 = 26-2008-qh12 - exact", "Điều 7 = - - unknown"]),
    ("Luật số 26/2008/QH12, Điều 7, BLHH", ["Luật số 26/2008/QH12 = 26-2008-qh12 - exact", "Điều 7 = - - unknown"]),
    ("Luật số 26/2008/QH12, Điều 7 của văn bản khác",
     ["Luật số 26/2008/QH12 = 26-2008-qh12 - exact", "Điều 7 = - art_7 unknown"]),
    # a name without number or year ends before the provision of another document
    ("Điều 5 Luật Đất đai và khoản 2 Điều 6 BLTTDS năm 2015",
     ["Điều 5 Luật Đất đai = - art_5 unknown", "khoản 2 Điều 6 BLTTDS năm 2015 = 92-2015-qh13 art_6__para_2 exact"]),
    # common abbreviations: of codes, of parts of names, of types before a number
    ("Điều 5 BLTTDS", ["Điều 5 BLTTDS = 92-2015-qh13 art_5 inferred"]),
    ("BLTTDS số 92/2015/QH13", ["BLTTDS số 92/2015/QH13 = 92-2015-qh13 - exact"]),
    ("BLTTDS năm 2004", ["BLTTDS năm 2004 = - - unknown"]),
    ("Bộ luật TTDS năm 2015", ["Bộ luật TTDS năm 2015 = 92-2015-qh13 - exact"]),
    ("Điều 5 BLHS", ["Điều 5 BLHS = - art_5 unknown"]),
    ("NĐ 62/2015/NĐ-CP", ["NĐ 62/2015/NĐ-CP = 62-2015-nd-cp - exact"]),
    ("Điều 5 NĐ số 62/2015", ["Điều 5 NĐ số 62/2015 = 62-2015-nd-cp art_5 inferred"]),
    ("QĐ số 62/2015/NĐ-CP", ["QĐ số 62/2015/NĐ-CP = 62-2015-nd-cp - suspect"]),
    # names and numbers
    ("Luật Thi hành án dân sự số 26/2008/QH12 đã được sửa đổi, bổ sung theo Luật số 64/2014/QH13",
     ["Luật Thi hành án dân sự số 26/2008/QH12 = 26-2008-qh12 - exact", "Luật số 64/2014/QH13 = 64-2014-qh13 - exact"]),
    ("LUẬT TỐ TỤNG HÀNH CHÍNH năm 2015", ["LUẬT TỐ TỤNG HÀNH CHÍNH năm 2015 = 93-2015-qh13 - exact"]),
    ("nghị định 62/2015", ["nghị định 62/2015 = 62-2015-nd-cp - inferred"]),
    ("Nghị định số 62/2015/NÐ-CP", ["Nghị định số 62/2015/NÐ-CP = 62-2015-nd-cp - exact"]),
    ("Chỉ thị số 23 - CT/TU ngày 31 tháng 5 năm 2013",
     ["Chỉ thị số 23 - CT/TU ngày 31 tháng 5 năm 2013 = 23-ct-tu-2013 - exact"]),
    ("Luật Đất đai năm 2013", ["Luật Đất đai năm 2013 = - - unknown"]),
    ("Luật Phòng, chống rửa tiền số 14/2022/QH15", ["Luật Phòng, chống rửa tiền số 14/2022/QH15 = 14-2022-qh15 - unknown"]),
    # the pháp luật of a country, and a lawyer, are no law
    ("pháp luật Việt Nam năm 2015, luật sư, Luật Đất đai", ["Luật Đất đai = - - unknown"]),
    # titles without number and year, and one glued to the date after it; Phụ lục with what they are issued with
    ("Luật Nhà ở và Bộ luật Lao động", ["Luật Nhà ở = - - unknown", "Bộ luật Lao động = - - unknown"]),
    ("Điều 3 của Luật Tố tụng hành chínhngày 25/11/2015", [
        "Điều 3 của Luật Tố tụng hành chínhngày 25/11/2015 = 93-2015-qh13 art_3 exact"]),
    ("Phụ lục I và Phụ lục II ban hành kèm theo Nghị định số 62/2015/NĐ-CP", [
        "Phụ lục I = 62-2015-nd-cp att_I exact",
        "Phụ lục II ban hành kèm theo Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp att_II exact"]),
    # a number broken by a line, typed with a space, or joined to the word after it
    ("Thông tư liên tịch số 05/2016/TTLT-BTP-BCA-\nBTC-TANDTC-VKSNDTC", [
        "Thông tư liên tịch số 05/2016/TTLT-BTP-BCA-\nBTC-TANDTC-VKSNDTC = 05-2016-ttlt-btp-bca-btc-tandtc-vksndtc - exact"]),
    ("Nghị định số62/2015/NĐ- CPngày 18/7/2015", ["Nghị định số62/2015/NĐ- CPngày 18/7/2015 = 62-2015-nd-cp - exact"]),
    # the year of an amendment, a revised law, a name and a number apart
    ("Luật THADS năm 2014", ["Luật THADS năm 2014 = - - ambiguous"]),
    ("Luật THADS (sửa đổi) năm 2025", ["Luật THADS (sửa đổi) năm 2025 = 106-2025-qh15 - exact"]),
    ("Luật Tố tụng hành chính, số 93/2015/QH13", ["Luật Tố tụng hành chính, số 93/2015/QH13 = 93-2015-qh13 - exact"]),
    # a number that recurs means the document of that number that was dated before; "trên" what was cited last
    ("Chỉ thị số 05/CT-TTg ngày 06/02/2017; Chỉ thị số 05/CT-TTg", [
        "Chỉ thị số 05/CT-TTg ngày 06/02/2017 = 05-ct-ttg-2017 - exact", "Chỉ thị số 05/CT-TTg = 05-ct-ttg-2017 - inferred"]),
    ("Điều 9 Luật TTHC năm 2015; theo Điều trên", [
        "Điều 9 Luật TTHC năm 2015 = 93-2015-qh13 art_9 exact", "Điều trên = 93-2015-qh13 art_9 inferred"]),
    # one number, two types: the type decides; one number in several years: the date decides
    ("Luật số 55/2019/QH14", ["Luật số 55/2019/QH14 = 55-2019-qh14 - exact"]),
    ("số 55/2019/QH14", ["số 55/2019/QH14 = - - ambiguous"]),
    ("Chỉ thị số 17-CT/TW", ["Chỉ thị số 17-CT/TW = - - ambiguous"]),
    ("Chỉ thị số 17-CT/TW ngày 01/3/2024", ["Chỉ thị số 17-CT/TW ngày 01/3/2024 = 17-ct-tw-2024 - exact"]),
    ("Chỉ thị số 26/CT-TTg", ["Chỉ thị số 26/CT-TTg = - - ambiguous"]),
    # a number that restarts each year, in another year, is another document
    ("Chỉ thị số 26/CT-TTg ngày 04/9/2024", ["Chỉ thị số 26/CT-TTg ngày 04/9/2024 = 26-ct-ttg-2024 - unknown"]),
    ("Chỉ thị số 05/CT-TTg năm 2018", ["Chỉ thị số 05/CT-TTg năm 2018 = - - unknown"]),
    ("Chỉ thị số 05/CT-TTg năm 2017", ["Chỉ thị số 05/CT-TTg năm 2017 = 05-ct-ttg-2017 - exact"]),
    ("26/CT-TTg năm 2021", ["26/CT-TTg năm 2021 = - - unknown"]),
    # beside a number with a year, another year is the sentence's
    ("Nghị định số 62/2015/NĐ-CP năm 2020", ["Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp - exact"]),
    # a name of several documents, alone and after one of them was named completely
    ("Điều 30 Luật THADS", ["Điều 30 Luật THADS = - art_30 ambiguous"]),
    ("Luật Thi hành án dân sự số 26/2008/QH12. Theo Luật THADS",
     ["Luật Thi hành án dân sự số 26/2008/QH12 = 26-2008-qh12 - exact", "Luật THADS = 26-2008-qh12 - inferred"]),
    # amending documents: the year is theirs, the name inside is the amended one's
    ("Luật sửa đổi, bổ sung một số điều của Luật THADS năm 2014",
     ["Luật sửa đổi, bổ sung một số điều của Luật THADS năm 2014 = 64-2014-qh13 - exact",
      "Luật THADS = 26-2008-qh12 - inferred"]),
    ("Luật sửa đổi, bổ sung một số điều của Luật Thi hành án dân sự số 26/2008/QH12",
     ["Luật sửa đổi, bổ sung một số điều của Luật Thi hành án dân sự số 26/2008/QH12 = 64-2014-qh13 - inferred",
      "Luật Thi hành án dân sự = 26-2008-qh12 - inferred"]),
    ("Luật số 64/2014/QH13 sửa đổi, bổ sung một số điều của Luật THADS",
     ["Luật số 64/2014/QH13 = 64-2014-qh13 - exact", "Luật THADS = 26-2008-qh12 - inferred"]),
    # suspect: one letter, the type, the date, the dashes, the law for the code, the article that is not there
    ("Luật Tổ tụng hành chính năm 2015", ["Luật Tổ tụng hành chính năm 2015 = 93-2015-qh13 - suspect"]),
    ("Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016", ["Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016 = 71-2016-nd-cp - suspect"]),
    ("Nghị quyết số 71/2016/NĐ-CP", ["Nghị quyết số 71/2016/NĐ-CP = 71-2016-nd-cp - suspect"]),
    ("Nghị định số 62/2015/NĐ-CP ngày 19/7/2015", ["Nghị định số 62/2015/NĐ-CP ngày 19/7/2015 = 62-2015-nd-cp - suspect"]),
    ("Chỉ thị số 26/CT-TTg ngày 15/11/2018", ["Chỉ thị số 26/CT-TTg ngày 15/11/2018 = 26-ct-ttg-2018 - unknown"]),
    # a slip in a number that recurs says no more than the number itself would; with its date it does
    ("Chỉ thị số 05-CT/TTg", ["Chỉ thị số 05-CT/TTg = - - ambiguous"]),
    ("Chỉ thị số 05-CT/TTg ngày 06/02/2017", ["Chỉ thị số 05-CT/TTg ngày 06/02/2017 = 05-ct-ttg-2017 - suspect"]),
    ("Nghị quyết 49/NQ-TW; Chỉ thị số 23/CT-TU", [
        "Nghị quyết 49/NQ-TW = - - ambiguous", "Chỉ thị số 23/CT-TU = - - ambiguous"]),
    ("Luật Tố tụng dân sự năm 2015", ["Luật Tố tụng dân sự năm 2015 = 92-2015-qh13 - suspect"]),
    ("Điều 400 Luật Tố tụng hành chính", ["Điều 400 Luật Tố tụng hành chính = 93-2015-qh13 art_400 suspect"]),
    # no slip: a number without its date could be a real one; another year is another law; number and name contradict
    ("Nghị quyết số 71/2016/NQ-CP", ["Nghị quyết số 71/2016/NQ-CP = - - ambiguous"]),
    ("Luật Tố tụng hành chính năm 2010", ["Luật Tố tụng hành chính năm 2010 = - - unknown"]),
    ("Luật THADS số 93/2015/QH13", ["Luật THADS số 93/2015/QH13 = - - ambiguous"]),
    # provisions of texts that are not identified
    ("Điều 5 Quy chế làm việc, Điều 7 của hợp đồng", ["Điều 5 = - art_5 unknown", "Điều 7 = - art_7 unknown"]),
    # names that the text defines
    ("Nghị định số 62/2015/NĐ-CP của Chính phủ (sau đây gọi tắt là Nghị định số 62). Điều 5 Nghị định số 62",
     ["Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp - exact", "Nghị định số 62 = 62-2015-nd-cp - exact",
      "Điều 5 Nghị định số 62 = 62-2015-nd-cp art_5 exact"]),
    # a document that the catalogue lacks has the id of its number where that is complete and fits the type
    ("Điều 5 Nghị định số 33/2020/NĐ-CP", ["Điều 5 Nghị định số 33/2020/NĐ-CP = 33-2020-nd-cp art_5 unknown"]),
    ("Chỉ thị số 99-CT/TW ngày 02/01/2015, Chỉ thị số 98-CT/TW",
     ["Chỉ thị số 99-CT/TW ngày 02/01/2015 = 99-ct-tw-2015 - unknown", "Chỉ thị số 98-CT/TW = - - unknown"]),
    ("Thông tư số 33/2020/NĐ-CP", ["Thông tư số 33/2020/NĐ-CP = - - unknown"]),
    # a Bộ luật is a law by its number, not by its name
    ("Luật số 92/2015/QH13", ["Luật số 92/2015/QH13 = 92-2015-qh13 - exact"]),
    # laws and resolutions of the National Assembly have numbers of their own
    ("Nghị quyết số 26/2008/QH12", ["Nghị quyết số 26/2008/QH12 = - - ambiguous"]),
    ("Nghị quyết số 26/2008/QH12 ngày 14/11/2008", ["Nghị quyết số 26/2008/QH12 ngày 14/11/2008 = 26-2008-qh12 - suspect"]),
    # a short form of a number that the text has named before; one that it has not is no citation by itself
    ("Nghị định số 62/2015/NĐ-CP; Điều 5 Nghị định số 62, Nghị định số 88, Điều 3 Nghị định số 88",
     ["Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp - exact", "Điều 5 Nghị định số 62 = 62-2015-nd-cp art_5 inferred",
      "Nghị định số 88 = - - unknown", "Điều 3 Nghị định số 88 = - art_3 unknown"]),
    ("Nghị định số 62/2015/NĐ-CP (gọi tắt là NĐ 62); Điều 5 NĐ 62",
     ["Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp - exact", "NĐ 62 = 62-2015-nd-cp - exact",
      "Điều 5 NĐ 62 = 62-2015-nd-cp art_5 exact"]),
    # what is taken out of a list is of the same document
    ("Điều 5, trừ khoản 2, của Luật Tố tụng hành chính",
     ["Điều 5 = 93-2015-qh13 art_5 inferred", "khoản 2, của Luật Tố tụng hành chính = 93-2015-qh13 art_5__para_2 inferred"]),
    # treaties by their names, letters by their numbers, and the formula that closes a decision
    ("Công ước chống sa mạc hóa, văn bản số 45/BNN-TCLN ngày 23/12/2013",
     ["Công ước chống sa mạc hóa = - - unknown", "văn bản số 45/BNN-TCLN ngày 23/12/2013 = - - unknown"]),
    ("chịu trách nhiệm thi hành quyết định này./.", ["quyết định này = - - unknown"]),
    # the date of an amendment beside the name of the amended law; a code of an issuer that nobody has
    ("Luật Thi hành án dân sự ngày 25/11/2014", ["Luật Thi hành án dân sự ngày 25/11/2014 = 64-2014-qh13 - suspect"]),
    ("Nghị định số 62/2015/NĐ-CPP", ["Nghị định số 62/2015/NĐ-CPP = 62-2015-nd-cp - suspect"]),
    # the number and date after the amended document are its own where it is named by number
    ("Nghị định sửa đổi, bổ sung một số điều của Nghị định số 62/2015/NĐ-CP ngày 18/7/2015",
     ["Nghị định sửa đổi, bổ sung một số điều của Nghị định số 62/2015/NĐ-CP ngày 18/7/2015 = - - unknown",
      "Nghị định số 62/2015/NĐ-CP ngày 18/7/2015 = 62-2015-nd-cp - exact"]),
    # a colon changes nothing, but what heads a document is not a citation
    ("Luật số: 26/2008/QH12 ngày 14/11/2008", ["Luật số: 26/2008/QH12 ngày 14/11/2008 = 26-2008-qh12 - exact"]),
    ("Điều 5 Luật số: 26/2008/QH12", ["Điều 5 Luật số: 26/2008/QH12 = 26-2008-qh12 art_5 exact"]),
    ("Luật THADS số: 26/2008/QH12", ["Luật THADS số: 26/2008/QH12 = 26-2008-qh12 - exact"]),
    ("QUỐC HỘI\n**Luật số: 26/2008/QH12**\nLUẬT\nNGHỊ ĐỊNH\nSố: 62/2015/NĐ-CP ngày", []),
    ("Luật số: 26/2008/QH12\nSố: 62/2015/NĐ-CP", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), RESOLVED)
def test_a_document_is_given_only_where_no_other_can_be_meant(text: str, expected: list[str]) -> None:
    assert [brief(reference) for reference in cited(text)] == expected


# Two laws of one name, of which each replaced the last, and decisions of two provinces under one number.
HIVES = Catalogue(
    (
        entry("4-2010-qh12", "Luật", "4/2010/QH12", date(2010, 6, 1), "Nuôi ong", in_force=date(2011, 1, 1),
              expired=date(2021, 1, 1), relations=[("amended_by", "9-2014-qh13"), ("replaced_by", "7-2020-qh14")], articles=90),
        entry("7-2020-qh14", "Luật", "7/2020/QH14", date(2020, 6, 1), "Nuôi ong", in_force=date(2021, 1, 1), articles=60),
        entry("9-2014-qh13", "Luật", "9/2014/QH13", date(2014, 6, 1), "Sửa đổi, bổ sung một số điều của Luật Nuôi ong",
              relations=[("amends", "4-2010-qh12")]),
        entry("5-2012-nd-cp", "Nghị định", "5/2012/NĐ-CP", date(2012, 2, 1)),
        entry("15-2025-qd-ubnd-lam-dong", "Quyết định", "15/2025/QĐ-UBND", date(2025, 7, 10),
              issuer="Ủy ban nhân dân tỉnh Lâm Đồng"),
        entry("15-2025-qd-ubnd-dong-nai", "Quyết định", "15/2025/QĐ-UBND", date(2025, 7, 14),
              issuer="Ủy ban nhân dân tỉnh Đồng Nai"),
        entry("8-2024-qd-ubnd-ca-mau", "Quyết định", "8/2024/QĐ-UBND", date(2024, 3, 1), issuer="Ủy ban nhân dân tỉnh Cà Mau"),
    )
)  # fmt: skip
BY_THE_REST_OF_THE_TEXT = [
    # a name that was written with its number means that law from there on, also one that the catalogue lacks
    ("Luật Nuôi tằm số 3/2003/QH11. Khoản 1 Điều 6 Luật Nuôi tằm, Luật Nuôi tằm năm 2003",
     ["3-2003-qh11 unknown", "3-2003-qh11 art_6__para_1 unknown", "3-2003-qh11 unknown"]),
    ("Luật Nuôi ong số 4/2010/QH12; Điều 5 Luật nuôi ong", ["4-2010-qh12 exact", "4-2010-qh12 art_5 inferred"]),
    # of two numbers of one name, or of a number and a year, and before its number, it means neither
    ("Luật Nuôi ong số 4/2010/QH12 hết hiệu lực, có Luật Nuôi ong năm 2020. Điều 5 Luật Nuôi ong",
     ["4-2010-qh12 exact", "7-2020-qh14 exact", "None art_5 ambiguous"]),
    ("Luật Nuôi ong số 4/2010/QH12, Luật Nuôi ong số 7/2020/QH14; Điều 5 Luật Nuôi ong",
     ["4-2010-qh12 exact", "7-2020-qh14 exact", "None art_5 ambiguous"]),
    ("Điều 5 Luật Nuôi ong; Luật Nuôi ong số 4/2010/QH12", ["None art_5 ambiguous", "4-2010-qh12 exact"]),
    # the newest day that a text cites is not its own: the law of today is not left out, that of before the day is
    ("Nghị định số 5/2012/NĐ-CP ngày 01/02/2012. Theo Luật Nuôi ong", ["5-2012-nd-cp exact", "None ambiguous"]),
    ("Nghị định số 5/2022/NĐ-CP ngày 01/02/2022. Theo Luật Nuôi ong", ["5-2022-nd-cp unknown", "7-2020-qh14 inferred"]),
    # which of two laws has such an Điều, and which one was amended so
    ("Điều 61 Luật Nuôi ong; khoản 2 Điều 60 Luật Nuôi ong", ["4-2010-qh12 art_61 inferred", "None art_60__para_2 ambiguous"]),
    ("Luật Nuôi ong đã được sửa đổi, bổ sung một số điều theo Luật số 9/2014/QH13",
     ["4-2010-qh12 inferred", "9-2014-qh13 exact"]),
    ("Điều 3 Luật Nuôi ong (được sửa đổi, bổ sung năm 2014)", ["4-2010-qh12 art_3 inferred"]),
    ("Điều 3 Luật Nuôi ong (được sửa đổi, bổ sung năm 2015)", ["None art_3 ambiguous"]),
    # what a text calls by a short name
    ("Luật Nuôi ong số 7/2020/QH14 (sau đây gọi là Luật 7). Điều 5 Luật 7",
     ["7-2020-qh14 exact", "7-2020-qh14 exact", "7-2020-qh14 art_5 exact"]),
    ("Luật Nuôi ong số 7/2020/QH14 (gọi tắt là Luật 2020). Điều 5 của Luật 2020",
     ["7-2020-qh14 exact", "7-2020-qh14 exact", "7-2020-qh14 art_5 exact"]),
    ("Luật Nuôi ong năm 2020 (gọi tắt là Luật năm 2020). Điều 5 của Luật năm 2020",
     ["7-2020-qh14 exact", "7-2020-qh14 exact", "7-2020-qh14 art_5 exact"]),
    # "này" in a material: the one law that it named in a sentence before; its own sentence may quote another
    ("Luật Nuôi ong năm 2020 có hiệu lực. Điều 5 của Luật này", ["7-2020-qh14 exact", "7-2020-qh14 art_5 inferred"]),
    ("Theo Luật Nuôi ong năm 2020 và quy định của Luật này", ["7-2020-qh14 exact", "None unknown"]),
    ("Luật Nuôi ong năm 2020; Luật Nuôi ong năm 2010.\nĐiều 5 của Luật này",
     ["7-2020-qh14 exact", "4-2010-qh12 exact", "None art_5 unknown"]),
    # a clause that is pasted alone, and a text that speaks of itself so: "này" is none that they name, nor is a bare Điều
    ("2. Luật Nuôi ong số 4/2010/QH12 hết hiệu lực từ ngày Luật này có hiệu lực. Theo Điều 3",
     ["4-2010-qh12 exact", "None unknown", "None art_3 unknown"]),
    ("Luật này thay thế Luật Nuôi ong số 4/2010/QH12. Người nuôi ong theo Điều 6 Luật này",
     ["None unknown", "4-2010-qh12 exact", "None art_6 unknown"]),
    # a bare Điều: of what the clause, the sentence, the paragraph names; what is named and not known counts, too
    ("Luật Nuôi ong năm 2020.\nTheo Điều 3 Luật Nuôi ong, các điều 6 và 9",
     ["7-2020-qh14 exact", "7-2020-qh14 art_3 inferred", "7-2020-qh14 art_6 inferred", "7-2020-qh14 art_9 inferred"]),
    ("Nghị định số 5/2012/NĐ-CP.\nTheo Điều 3 Luật Nuôi ong thì hai bên thỏa thuận theo các điều 6 và 9",
     ["5-2012-nd-cp exact", "None art_3 ambiguous", "None art_6 ambiguous", "None art_9 ambiguous"]),
    ("Luật Nuôi ong năm 2020 cần sửa. Quy định số 37-QĐ/TW ngày 25/10/2021, nhất là Điều 3",
     ["7-2020-qh14 exact", "37-qd-tw-2021 unknown", "37-qd-tw-2021 art_3 inferred"]),
    ("Luật Nuôi ong năm 2020. Hợp đồng có thỏa thuận tại Điều 4", ["7-2020-qh14 exact", "None art_4 unknown"]),
    ("[1] Nghị định số 5/2012/NĐ-CP.\n[2] Điều 3 Luật Nuôi ong năm 2020.\n[3] Về phí: theo Điều 147.\n[4] Điều 271",
     ["5-2012-nd-cp exact", "7-2020-qh14 art_3 exact", "None art_147 ambiguous", "None art_271 ambiguous"]),
    # "nêu trên": the only one of its type, in the text or in the paragraph
    ("Nghị định số 5/2012/NĐ-CP. Điều 2 Nghị định nêu trên; Nghị định nói trên",
     ["5-2012-nd-cp exact", "5-2012-nd-cp art_2 inferred", "5-2012-nd-cp inferred"]),
    ("Nghị định số 5/2012/NĐ-CP.\nNghị định số 6/2012/NĐ-CP. Điều 2 Nghị định nêu trên",
     ["5-2012-nd-cp exact", "6-2012-nd-cp unknown", "6-2012-nd-cp art_2 inferred"]),
    ("Nghị định số 5/2012/NĐ-CP, Nghị định số 6/2012/NĐ-CP. Điều 2 Nghị định nêu trên",
     ["5-2012-nd-cp exact", "6-2012-nd-cp unknown", "None art_2 unknown"]),
    ("Điều 2 Nghị định nêu trên; Nghị định nêu trên", ["None art_2 unknown"]),
    # the old and the new law, where one replaced the other
    ("Luật Nuôi ong năm 2010. Điều 5 luật cũ, Điều 6 Luật mới; luật mới",
     ["4-2010-qh12 exact", "4-2010-qh12 art_5 inferred", "7-2020-qh14 art_6 inferred"]),
    ("Nghị định số 5/2012/NĐ-CP. Điều 6 Luật mới", ["5-2012-nd-cp exact", "None art_6 unknown"]),
    # a type and a year, or the head of a number, alone: the one that the text names, before or after
    ("Luật Nuôi ong năm 2010 và Luật Nuôi ong năm 2020; theo Luật 2010, Điều 3 Luật năm 2020",
     ["4-2010-qh12 exact", "7-2020-qh14 exact", "4-2010-qh12 inferred", "7-2020-qh14 art_3 inferred"]),
    ("Luật Nuôi ong 2020 khác Luật 2010", ["7-2020-qh14 exact", "4-2010-qh12 inferred"]),
    ("Luật Nuôi ong 2020 khác Luật 2011; Điều 3 Luật 2011", ["7-2020-qh14 exact", "None art_3 unknown"]),
    ("Theo Nghị định 5 (NĐ 5/2012/NĐ-CP), Điều 2 NĐ 5",
     ["5-2012-nd-cp inferred", "5-2012-nd-cp exact", "5-2012-nd-cp art_2 inferred"]),
    ("Nghị định 5 - Nghị định số 5/2012/NĐ-CP", ["5-2012-nd-cp inferred", "5-2012-nd-cp exact"]),
    ("Nghị định 5 khác Nghị định số 5/2012/NĐ-CP và Nghị định số 5/2022/NĐ-CP",
     ["None unknown", "5-2012-nd-cp exact", "5-2022-nd-cp unknown"]),
    ("Nghị định 15 năm nay; Nghị định số 15/2022/NĐ-CP", ["15-2022-nd-cp unknown"]),
    # a draft is no document, and what follows it is not surely of the law named before
    ("Luật Nuôi ong năm 2020. Tại Điều 3 dự thảo; Điều 4 của dự thảo Nghị định; Điều 5 cần sửa",
     ["7-2020-qh14 exact", "None art_3 unknown", "None art_4 unknown", "None art_5 unknown"]),
    # brackets that say the type again
    ("Điều 5 Luật Nuôi ong (Luật số 7/2020/QH14), Luật Nuôi ong (số 7/2020/QH14)",
     ["7-2020-qh14 art_5 exact", "7-2020-qh14 exact", "7-2020-qh14 exact"]),
    # "này" with a provision is the nearest document of that type
    ("Quyết định số 15/2025/QĐ-UBND của UBND tỉnh Đồng Nai. Luật Nuôi ong năm 2020. Điều 2 Quyết định này",
     ["15-2025-qd-ubnd-dong-nai exact", "7-2020-qh14 exact", "15-2025-qd-ubnd-dong-nai art_2 inferred"]),
    ("Điều 2 Quy định này", ["None art_2 unknown"]),
    # what a document that follows with a provision makes certain, or open
    ("Luật Nuôi ong năm 2020. Xử theo Điều 5 thay vì Điều 6 Nghị định số 5/2012/NĐ-CP",
     ["7-2020-qh14 exact", "5-2012-nd-cp art_5 inferred", "5-2012-nd-cp art_6 exact"]),
    ("Theo Luật Nuôi ong năm 2020 thì Điều 5 khác hẳn Điều 6 Nghị định số 5/2012/NĐ-CP",
     ["7-2020-qh14 exact", "None art_5 ambiguous", "5-2012-nd-cp art_6 exact"]),
    ("Luật Nuôi ong năm 2020 nêu một số trường hợp (khoản 3 Điều 6; Điều 7 Nghị định số 5/2012/NĐ-CP)",
     ["7-2020-qh14 exact", "None art_6__para_3 ambiguous", "5-2012-nd-cp art_7 exact"]),
    # what is below a provision cited in the same sentence
    ("Áp dụng điểm b khoản 1 Điều 5 Luật Nuôi ong năm 2020 và điểm v khoản này, khoản 2. Theo khoản 3",
     ["7-2020-qh14 art_5__para_1__point_b exact", "7-2020-qh14 art_5__para_1__point_v inferred",
      "7-2020-qh14 art_5__para_2 inferred", "None unknown"]),
    # the old one of two laws that the text names; "trên" at the end of a phrase
    ("Luật Nuôi ong năm 2020. Điều 4 Luật trên; Luật trên thực tế", ["7-2020-qh14 exact", "7-2020-qh14 art_4 inferred"]),
    # a chapter, of which a text without Điều has none
    ("Luật Nuôi ong năm 2020 dành Chương II cho việc đó", ["7-2020-qh14 exact", "7-2020-qh14 chp_II inferred"]),
    # the number of a province: its name or its date tells which, in another province it is another document
    ("Quyết định số 15/2025/QĐ-UBND", ["None ambiguous"]),
    ("Quyết định số 8/2024/QĐ-UBND", ["None ambiguous"]),
    ("Quyết định số 15/2025/QĐ-UBND của UBND tỉnh Đồng Nai", ["15-2025-qd-ubnd-dong-nai exact"]),
    ("Quyết định số 15/2025/QĐ-UBND ngày 10/7/2025", ["15-2025-qd-ubnd-lam-dong exact"]),
    ("Quyết định số 15/2025/QĐ-UBND ngày 11/7/2025", ["None unknown"]),
    ("Quyết định số 15/2025/QĐ-UBND của UBND tỉnh Cà Mau", ["15-2025-qd-ubnd-ca-mau unknown"]),
    ("Quyết định số 15/2025/QĐ-UBND ngày 15/7/2025 của UBND tỉnh Đồng Nai", ["15-2025-qd-ubnd-dong-nai suspect"]),
    # written once with what tells it apart, it means that one; with another place it does not
    ("Quyết định số 15/2025/QĐ-UBND của UBND tỉnh Đồng Nai; Điều 1 Quyết định số 15/2025/QĐ-UBND",
     ["15-2025-qd-ubnd-dong-nai exact", "15-2025-qd-ubnd-dong-nai art_1 inferred"]),
    ("Quyết định số 15/2025/QĐ-UBND của UBND tỉnh Đồng Nai; Quyết định số 15/2025/QĐ-UBND của UBND tỉnh Cà Mau",
     ["15-2025-qd-ubnd-dong-nai exact", "15-2025-qd-ubnd-ca-mau unknown"]),
]  # fmt: skip


# In a report, which is no document of the types that it speaks of.
IN_A_REPORT = [
    # "này": the document of that type that was named last, in the same sentence too
    ("Luật Nuôi ong năm 2020 và Nghị định số 5/2012/NĐ-CP hướng dẫn Luật này; các điều 8 và 9 của Luật này",
     ["7-2020-qh14 exact", "5-2012-nd-cp exact",
      "7-2020-qh14 inferred", "7-2020-qh14 art_8 inferred", "7-2020-qh14 art_9 inferred"]),
    ("Luật Nuôi ong năm 2010, Luật Nuôi ong năm 2020. Theo Điều 8 của Luật này",
     ["4-2010-qh12 exact", "7-2020-qh14 exact", "7-2020-qh14 art_8 inferred"]),
    ("Quyết định số 8/2024/QĐ-UBND của UBND tỉnh Cà Mau còn vướng. Căn cứ của Quyết định này chưa rõ",
     ["8-2024-qd-ubnd-ca-mau exact", "8-2024-qd-ubnd-ca-mau inferred"]),
    ("Luật này được Điều 3 Luật Nuôi ong năm 2020 dẫn chiếu", ["None unknown", "7-2020-qh14 art_3 exact"]),
    # the sentence before, of whose documents the law is meant; a mark of a new point ends it
    ("Theo Điều 3 Luật Nuôi ong năm 2020 và Điều 2 Nghị định số 5/2012/NĐ-CP. Lại theo Điều 21, phải báo",
     ["7-2020-qh14 art_3 exact", "5-2012-nd-cp art_2 exact", "7-2020-qh14 art_21 inferred"]),
    ("Theo Điều 3 Luật Nuôi ong năm 2020 và Điều 2 Nghị định số 5/2012/NĐ-CP.\n2. Lại theo Điều 21, phải báo",
     ["7-2020-qh14 art_3 exact", "5-2012-nd-cp art_2 exact", "None art_21 ambiguous"]),
    # what follows in another clause is no document of it; what "và" joins, or brackets in a row, is
    ("Theo Điều 3 Luật Nuôi ong năm 2020. Buộc làm theo Điều 8; còn được theo Điều 2 Nghị định số 5/2012/NĐ-CP",
     ["7-2020-qh14 art_3 exact", "7-2020-qh14 art_8 inferred", "5-2012-nd-cp art_2 exact"]),
    ("Luật Nuôi ong năm 2020, Luật Nuôi ong năm 2010. Lần đầu theo Điều 8 và lần hai theo Điều 9 Luật Nuôi ong năm 2010",
     ["7-2020-qh14 exact", "4-2010-qh12 exact", "4-2010-qh12 art_8 inferred", "4-2010-qh12 art_9 exact"]),
    ("Điều 3 Luật Nuôi ong năm 2020. Có tách đàn (Điều 6), nhập đàn (Điều 7), bỏ đàn (Điều 9 Luật Nuôi ong năm 2010)",
     ["7-2020-qh14 art_3 exact", "4-2010-qh12 art_6 inferred", "4-2010-qh12 art_7 inferred", "4-2010-qh12 art_9 exact"]),
    ("Chính phủ bổ sung Điều 7a vào Nghị định số 5/2012/NĐ-CP", ["5-2012-nd-cp art_7a inferred", "5-2012-nd-cp exact"]),
    # a list goes up within a decree: what stands higher is of the law before it
    ("Theo Điều 3 Luật Nuôi ong năm 2020, kiểm tra theo Điều 44 và khoản 1 Điều 9 Nghị định số 5/2012/NĐ-CP",
     ["7-2020-qh14 art_3 exact", "7-2020-qh14 art_44 inferred", "5-2012-nd-cp art_9__para_1 exact"]),
    ("Theo Điều 3 Luật Nuôi ong năm 2020, kiểm tra theo Điều 4 và khoản 1 Điều 9 Nghị định số 5/2012/NĐ-CP",
     ["7-2020-qh14 art_3 exact", "5-2012-nd-cp art_4 exact", "5-2012-nd-cp art_9__para_1 exact"]),
    ("Theo Điều 44 và khoản 1 Điều 9 Nghị định số 5/2012/NĐ-CP",
     ["5-2012-nd-cp art_44 exact", "5-2012-nd-cp art_9__para_1 exact"]),
    # set against the older law of one name
    ("Điều 3 Luật Nuôi ong năm 2020. Điều 21 nâng mức so với Điều 24 Luật Nuôi ong năm 2010",
     ["7-2020-qh14 art_3 exact", "7-2020-qh14 art_21 inferred", "4-2010-qh12 art_24 exact"]),
    ("ĐIỂM MỚI CỦA LUẬT NUÔI ONG NĂM 2020\nBỏ mức ở Điều 24 Luật Nuôi ong năm 2010, thay bằng mức trần (Điều 21).",
     ["7-2020-qh14 exact", "4-2010-qh12 art_24 exact", "7-2020-qh14 art_21 inferred"]),
    # the heading tells what the points are about
    ("2. ĐIỂM MỚI CỦA LUẬT NUÔI ONG NĂM 2020\n1. Điều 24 Luật Nuôi ong năm 2010 bỏ.\n2. Đọc Điều 21 và Điều 22.",
     ["7-2020-qh14 exact", "4-2010-qh12 art_24 exact", "7-2020-qh14 art_21 inferred", "7-2020-qh14 art_22 inferred"]),
    # what was replaced is not spoken of further
    ("Nghị định số 6/2022/NĐ-CP thay thế Nghị định số 5/2012/NĐ-CP, phạt 5 triệu đồng (Điều 6)",
     ["6-2022-nd-cp unknown", "5-2012-nd-cp exact", "6-2022-nd-cp art_6 inferred"]),
    ("Theo Nghị định số 5/2012/NĐ-CP, sửa đổi bởi Nghị định số 6/2022/NĐ-CP, phạt 5 triệu đồng (Điều 6)",
     ["5-2012-nd-cp exact", "6-2022-nd-cp unknown", "5-2012-nd-cp art_6 inferred"]),
    # the old, the new, the former one, after the name
    ("Điều 8 Luật Nuôi ong mới, Điều 9 Luật Nuôi ong cũ; Luật Nuôi ong trước đây",
     ["7-2020-qh14 art_8 inferred", "4-2010-qh12 art_9 inferred", "4-2010-qh12 inferred"]),
    ("Luật Nuôi ong năm 2010, Luật Nuôi ong năm 2020, Điều 3 Luật Nuôi ong năm 2020. Theo Điều 5 luật cũ; luật mới tại Điều 8",
     ["4-2010-qh12 exact", "7-2020-qh14 exact",
      "7-2020-qh14 art_3 exact", "4-2010-qh12 art_5 inferred", "7-2020-qh14 art_8 inferred"]),
    ("Điều 5 Nghị định mới; Nghị định mới ban hành", ["None art_5 unknown"]),
    # "Luật" alone where no title goes on; glosses between the members of a list
    ("Luật Nuôi ong năm 2020. Đúng đối tượng tại Điều 34, Điều 36 Luật và Điều 3",
     ["7-2020-qh14 exact", "7-2020-qh14 art_34 inferred", "7-2020-qh14 art_36 inferred", "7-2020-qh14 art_3 inferred"]),
    ("Luật Nuôi ong năm 2020: điều 15 (nhập đàn), 16 (tách đàn) hoặc 31 Luật này",
     ["7-2020-qh14 exact", "7-2020-qh14 art_15 inferred", "7-2020-qh14 art_16 inferred", "7-2020-qh14 art_31 inferred"]),
    # slips: a syllable before a number, spaces within signs, an amount
    ("khoản 2 Điêu 6 Luật Nuôi ong năm 2020; Luật số 7/2020/Q H14; chạm khắc Điêu khắc 6",
     ["7-2020-qh14 art_6__para_2 exact", "7-2020-qh14 exact"]),
    ("Điều 3 Luật Nuôi ong năm 2020, thu khoản 0,03% mỗi ngày", ["7-2020-qh14 art_3 exact"]),
    # resolutions named by their session, and by a number that nobody can tell
    ("Chỉ thị số 5-CT/TW và Nghị quyết Trung ương 4 khóa XII, Nghị quyết Trung ương 6 (khóa XIII); Nghị quyết 68",
     ["None unknown", "None unknown", "None unknown", "None unknown"]),
    # indictments, and decisions on fines in one case, are no documents of law
    ("Cáo trạng số 61/CT-VKS; Quyết định xử phạt vi phạm hành chính số 118/QĐ-XPVPHC ngày 22/7/2019", []),
    # what is set against another law, or is the older law of the theme, is no topic of what follows
    ("Luật Nuôi ong năm 2020 mới. Điều 3 Luật Nuôi ong năm 2020 nêu. So với Điều 9 Luật Nuôi ong năm 2010, nhẹ hơn. Điều 8 nêu",
     ["7-2020-qh14 exact", "7-2020-qh14 art_3 exact", "4-2010-qh12 art_9 exact", "7-2020-qh14 art_8 inferred"]),
    ("Luật Nuôi ong năm 2020. Điều 3 Luật Nuôi ong năm 2020. Điều 9 Luật Nuôi ong năm 2010 khó. Đọc kỹ Điều 21",
     ["7-2020-qh14 exact", "7-2020-qh14 art_3 exact", "4-2010-qh12 art_9 exact", "7-2020-qh14 art_21 inferred"]),
    ("Luật Nuôi ong năm 2020, trong khi Luật Nuôi ong năm 2010 chưa có. Điều kiện của luật này",
     ["7-2020-qh14 exact", "4-2010-qh12 exact", "7-2020-qh14 inferred"]),
    # the law named next, where the text has named none; not where another was named
    ("Tách đàn (Điều 6) hay bỏ đàn (Điều 7) bị phạt. Cả hai đều theo Luật Nuôi ong năm 2020",
     ["7-2020-qh14 art_6 inferred", "7-2020-qh14 art_7 inferred", "7-2020-qh14 exact"]),
    # what stands right before, of several documents of a sentence
    ("Nghị định số 5/2012/NĐ-CP, được Nghị định số 6/2022/NĐ-CP cụ thể hóa tại Điều 9",
     ["5-2012-nd-cp exact", "6-2022-nd-cp unknown", "6-2022-nd-cp art_9 inferred"]),
    ("Điều 3 Luật Nuôi ong năm 2020. Nghị định số 5/2012/NĐ-CP, nhất là Điều 7",
     ["7-2020-qh14 art_3 exact", "5-2012-nd-cp exact", "5-2012-nd-cp art_7 inferred"]),
    # an attachment at the end of a list does not draw the Điều of the law to its decree
    ("Điều 3 Luật Nuôi ong năm 2020. Tuổi đàn theo khoản 2 Điều 69 và Phụ lục I Nghị định số 5/2012/NĐ-CP",
     ["7-2020-qh14 art_3 exact", "7-2020-qh14 art_69__para_2 inferred", "5-2012-nd-cp att_I exact"]),
    # of the same Điều: in the paragraph, not in the next
    ("Theo Điều 5 Luật Nuôi ong năm 2020, phải báo. Được miễn theo khoản 3 Điều này. Còn khoản 4 thì không",
     ["7-2020-qh14 art_5 exact", "7-2020-qh14 art_5__para_3 inferred", "7-2020-qh14 art_5__para_4 inferred"]),
    # the old and the new law after the name of one alone
    ("Luật Nuôi ong năm 2020 đã bỏ mức ấy. Điều 12 luật cũ; Điều 8 luật mới",
     ["7-2020-qh14 exact", "4-2010-qh12 art_12 inferred", "7-2020-qh14 art_8 inferred"]),
    # initials of a law that the text names
    ("Luật Nuôi ong năm 2020. Điều 5 LNO 2020, Điều 6 LNO 2010",
     ["7-2020-qh14 exact", "7-2020-qh14 art_5 exact", "4-2010-qh12 art_6 exact"]),
    # a regulation of the Party
    ("Quy định số 37-QĐ/TW ngày 25/10/2021; có 3 người vi phạm Điều 2",
     ["37-qd-tw-2021 unknown", "37-qd-tw-2021 art_2 inferred"]),
    # what amends, in brackets
    ("Nghị định số 5/2012/NĐ-CP (Nghị định số 6/2022/NĐ-CP sửa đổi) buộc báo (Điều 53)",
     ["5-2012-nd-cp exact", "6-2022-nd-cp unknown", "5-2012-nd-cp art_53 inferred"]),
    # two numbers defined at once
    ("Nghị định số 5/2012/NĐ-CP và Nghị định số 6/2022/NĐ-CP (gọi tắt là Nghị định 5 và Nghị định 6)",
     ["5-2012-nd-cp exact", "6-2022-nd-cp unknown", "5-2012-nd-cp inferred", "6-2022-nd-cp unknown"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), IN_A_REPORT)
def test_a_report_speaks_of_the_laws_that_it_named_last(text: str, expected: list[str]) -> None:
    context = Context("bao-cao", "Báo cáo", date(2025, 5, 1))
    found = cite(text, HIVES, lambda _document, _eid: None, context)
    assert [" ".join(filter(None, (str(r.document), r.eid, r.to, r.resolution))) for r in found] == expected


@pytest.mark.parametrize(("text", "expected"), BY_THE_REST_OF_THE_TEXT)
def test_what_a_name_alone_leaves_open_the_rest_of_the_text_may_tell(text: str, expected: list[str]) -> None:
    found = cite(text, HIVES, lambda _document, _eid: None)
    assert [" ".join(filter(None, (str(r.document), r.eid, r.resolution))) for r in found] == expected


def test_a_local_number_in_a_document_of_a_locality_is_of_that_locality():
    text = "Quyết định số 15/2025/QĐ-UBND; Quyết định số 15/2025/QĐ-UBND của UBND tỉnh Đồng Nai"
    found = cite(text, HIVES, lambda _document, _eid: None, Context(locality="lam-dong"))
    assert [(r.document, r.resolution) for r in found] == [
        ("15-2025-qd-ubnd-lam-dong", "inferred"),
        ("15-2025-qd-ubnd-dong-nai", "exact"),
    ]


IN_A_DOCUMENT = [
    # what the words "này" point at, by position
    ("khoản 2 Điều này", "art_10__para_1", ["khoản 2 Điều này = 93-2015-qh13 art_10__para_2 exact"]),
    ("theo khoản này", "art_10__para_1__point_a", ["khoản này = 93-2015-qh13 art_10__para_1 exact"]),
    ("các điểm a và b khoản này", "art_9__para_1",
     ["điểm a = 93-2015-qh13 art_9__para_1__point_a suspect", "b khoản này = 93-2015-qh13 art_9__para_1__point_b suspect"]),
    ("mục này", "para_3__subpara_1", []),
    ("Mục này", "para_3__subpara_1", ["Mục này = 93-2015-qh13 para_3__subpara_1 exact"]),
    # the document itself, and one of another type
    ("Luật này và Điều 5 của Luật này", "art_1",
     ["Luật này = 93-2015-qh13 - exact", "Điều 5 của Luật này = 93-2015-qh13 art_5 exact"]),
    ("Bộ luật này", "art_1", ["Bộ luật này = - - unknown"]),
    ("Quyết định này của Tòa án", "art_1", []),
    # a provision alone is the document's own, and one that it lacks is not
    ("Điều 5", "art_1", ["Điều 5 = 93-2015-qh13 art_5 inferred"]),
    ("khoản 2", "art_10__para_1", ["khoản 2 = 93-2015-qh13 art_10__para_2 inferred"]),
    ("Điều 900", "art_1", ["Điều 900 = - art_900 unknown"]),
    ("Điều 900 của Luật này", "art_1", ["Điều 900 của Luật này = 93-2015-qh13 art_900 suspect"]),
    # beside a provision of another document, and of a document that is guided, nobody can say
    ("Điều 7 Luật Thi hành án dân sự năm 2008 và Điều 9", "art_1",
     ["Điều 7 Luật Thi hành án dân sự năm 2008 = 26-2008-qh12 art_7 exact", "Điều 9 = - - unknown"]),
    ("quy định chi tiết Điều 9, Điều 10", "art_1", ["Điều 9 = - art_9 unknown", "Điều 10 = - art_10 unknown"]),
    # a clause that amends means the amended document
    ("1. Sửa đổi, bổ sung một số điều của Luật Thi hành án dân sự năm 2008:\n“Theo Điều 7 của Luật này và khoản 1 Điều này”",
     "art_2",
     ["Luật Thi hành án dân sự năm 2008 = 26-2008-qh12 - exact", "Điều 7 của Luật này = 26-2008-qh12 art_7 inferred",
      "khoản 1 Điều này = - - unknown"]),
    ("Điều 1. Sửa đổi, bổ sung một số điều của Luật Lạ\nĐiều 7 của Luật này", "art_1",
     ["Điều 7 của Luật này = - art_7 unknown"]),
    # a passage that is quoted in any other clause is of a document that nobody names
    ("quy định như sau:\n“Luật này có hiệu lực”", "art_2", ["Luật này = - - unknown"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "expected"), IN_A_DOCUMENT)
def test_in_a_document_its_own_provisions_are_meant_where_nothing_else_is_said(
    text: str, place: str, expected: list[str]
) -> None:
    got = [brief(reference) for reference in cited(text, within(place))]
    assert got == expected


def test_an_amending_document_may_cite_what_it_adds() -> None:
    text = "Sửa đổi, bổ sung một số điều của Luật Tố tụng hành chính năm 2015:\n“khoản 5 Điều 37 của Luật này”; Điều 43a"
    _, clause, article = cited(text, within("art_1", "55-2019-qh14"))
    assert brief(clause) == "khoản 5 Điều 37 của Luật này = 93-2015-qh13 art_37__para_5 inferred"
    assert brief(article) == "Điều 43a = 93-2015-qh13 art_43a inferred"
    assert "có thể đã thêm vào" in clause.note


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("điểm a khoản 9 Điều 30 Luật TTHC", None, "suspect"),  # nobody knows whether it is later than the amendment
        ("điểm a khoản 9 Điều 30 Luật TTHC", date(2019, 1, 1), "suspect"),
        ("điểm a khoản 9 Điều 30 Luật TTHC", date(2020, 1, 1), "inferred"),
        ("Điều 400 Luật TTHC", date(2020, 1, 1), "suspect"),  # amendments add no plain Điều behind the last
    ],
)
def test_a_text_later_than_an_amendment_may_cite_what_it_added(text: str, on: date | None, expected: str) -> None:
    relations = (Relation("amended_by", "55-2019-qh14", "test"),)
    entries = (replace(e, relations=relations) if e.id == "93-2015-qh13" else e for e in CATALOGUE.entries)
    (reference,) = cite(text, Catalogue(tuple(entries)), provisions, Context(date=on), NAMES)
    assert reference.resolution == expected


def test_a_division_is_found_by_the_division_around() -> None:
    context = Context("x", "Luật", position=lambda _: "art_5", division=lambda _: "chp_II__sec_1")
    assert [r.eid for r in cited("quy định tại Mục 2 Chương III, Chương này", context)] == ["chp_III__sec_2", "chp_II"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2020, 1, 1), "26-2008-qh12"),  # the one in force then
        (date(2026, 8, 1), "106-2025-qh15"),  # its successor
        (date(2008, 12, 1), "26-2008-qh12"),  # none in force yet: the latest issued before
        (date(2005, 1, 1), None),  # both came later
    ],
)
def test_a_name_of_several_documents_is_decided_by_the_date_of_the_citing_one(on: date, expected: str | None) -> None:
    (reference,) = cited("theo Luật THADS", Context(date=on))
    assert reference.document == expected


@pytest.mark.parametrize("text", [row[0] for row in (*FOUND, *RESOLVED)])
def test_prose_around_changes_no_citation(text: str) -> None:
    prose = "các phòng chuẩn bị ý kiến về công việc của tháng tới và gửi lại cho người phụ trách " * 20
    alone, inside = find(text, NAMES), find(f"{prose}.\n\n{text}\n\n{prose}", NAMES)
    shift = len(prose) + 3
    assert [(m.start - shift, m.end - shift, m.path, m.document) for m in inside] == [
        (m.start, m.end, m.path, m.document) for m in alone
    ]


def test_a_text_without_date_is_not_older_than_what_it_cites() -> None:
    _, law = cited("Nghị định số 1/2026/NĐ-CP ngày 05/8/2026; theo Luật THADS")
    assert law.document == "106-2025-qh15"


@pytest.mark.parametrize(
    ("on", "resolution"), [(date(2012, 1, 1), "inferred"), (date(2024, 1, 1), "ambiguous"), (None, "ambiguous")]
)
def test_a_law_that_only_citations_tell_of_may_have_been_replaced(on: date | None, resolution: str) -> None:
    listed = Catalogue((Entry("13-2003-qh11", "Luật", "13/2003/QH11", None, None, "Đất đai"),))
    (law,) = cite("theo Luật Đất đai", listed, provisions, Context(date=on))
    assert law.resolution == resolution


def test_a_text_whose_day_in_force_alone_is_known_is_of_that_day() -> None:
    (law,) = cited("theo Luật THADS", Context(in_force=date(2014, 2, 20)))
    assert law.document == "26-2008-qh12"


def test_a_law_that_comes_into_force_with_the_citing_one_is_meant() -> None:
    (law,) = cited("theo Luật THADS", Context(date=date(2025, 12, 5), in_force=date(2026, 7, 1)))
    assert law.document == "106-2025-qh15"


def test_what_a_law_is_enacted_to_amend_has_the_number() -> None:
    text = "Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Thi hành án dân sự số 26/2008/QH12."
    outer, inner = cited(text, Context("64-2014-qh13", "Luật", date(2014, 11, 25), lambda _: "preamble"))
    assert (outer.document, outer.resolution, inner.document) == ("64-2014-qh13", "exact", "26-2008-qh12")
    assert inner.text == "Luật Thi hành án dân sự số 26/2008/QH12"


def test_the_title_of_the_document_at_hand_is_no_citation() -> None:
    text = "Luật Tố tụng hành chính số 93/2015/QH13\nLUẬT\nTố tụng hành chính\nCăn cứ Luật Tố tụng hành chính số 93/2015/QH13"
    (only,) = cited(text, Context("93-2015-qh13", "Luật", None, lambda _: "preamble"))
    assert only.relation == "căn cứ"


def test_passages_between_straight_marks_belong_to_the_amended_law() -> None:
    text = '8. Sửa đổi khoản 2 Điều 28 của Luật Thi hành án dân sự năm 2008 như sau:\n"2. Theo điểm a khoản 2 Điều này.".'
    *_, inside = cited(text, within("art_2", "55-2019-qh14"))
    assert brief(inside) == "điểm a khoản 2 Điều này = 26-2008-qh12 art_28__para_2__point_a inferred"


def test_a_name_means_the_document_that_the_preamble_rests_on() -> None:
    text = "Căn cứ Luật Thi hành án dân sự số 106/2025/QH15;\nhướng dẫn Luật Thi hành án dân sự"
    first, second = cited(text, Context("x", "Nghị định", date(2026, 5, 1), lambda _: "preamble"))
    assert (first.relation, second.document, second.relation) == ("căn cứ", "106-2025-qh15", "hướng dẫn")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Căn cứ Luật TTHC;", "căn cứ"),
        ("Ông A căn cứ Luật TTHC khởi kiện", "dẫn chiếu"),  # in a sentence, not at its head
        ("Bãi bỏ khoản 1 Điều 5 Luật TTHC", "bãi bỏ"),
        ("thay thế Luật TTHC", "thay thế"),
        ("được thay thế bằng Luật TTHC", "lịch sử sửa đổi"),  # the passive says it of another document
        ("Sửa đổi, bổ sung một số điều của Luật TTHC", "sửa đổi, bổ sung"),
        ("được sửa đổi, bổ sung theo Luật TTHC", "lịch sử sửa đổi"),
        ("hướng dẫn thi hành Luật TTHC", "hướng dẫn"),
        ("quy định chi tiết một số điều của Luật TTHC", "hướng dẫn"),
    ],
)
def test_the_words_right_before_say_the_relation(text: str, expected: str) -> None:
    assert [reference.relation for reference in cited(text)] == [expected]


def test_what_amended_a_provision_is_no_object_of_the_sentence_and_lists_share_their_relation() -> None:
    text = "Bãi bỏ khoản 2 Điều 5 Nghị định số 62/2015/NĐ-CP đã được sửa đổi theo Luật TTHC năm 2015 và Luật số 64/2014/QH13."
    assert [r.relation for r in cited(text)] == ["bãi bỏ", "lịch sử sửa đổi", "lịch sử sửa đổi"]
    text = "Thay thế Nghị định số 62/2015/NĐ-CP của Chính phủ, Nghị định số 71/2016/NĐ-CP"
    assert [r.relation for r in cited(text)] == ["thay thế", "thay thế"]


def test_items_inherit_what_the_line_above_them_says() -> None:
    text = (
        "2. Bãi bỏ các quy định sau đây:\na) Nghị định số 62/2015/NĐ-CP;\nb) Điều 3 Nghị định số 71/2016/NĐ-CP.\n"
        "3. Nghị định số 62/2015/NĐ-CP còn áp dụng."
    )
    assert [r.relation for r in cited(text)] == ["bãi bỏ", "bãi bỏ", "dẫn chiếu"]


def test_words_set_out_by_an_amending_clause_stand_in_the_amended_law() -> None:
    text = (
        "Điều 1. Sửa đổi, bổ sung một số điều của Luật Tố tụng hành chính số 93/2015/QH13\n"
        "1. Sửa đổi, bổ sung một số khoản của Điều 10 như sau:\na) Bổ sung khoản 6a vào sau khoản 6 như sau:\n"
        "“6a. Trừ trường hợp tại điểm b khoản này, khoản 1 Điều này và Luật này.”\n"
        "2. Sửa đổi Điều 12 như sau:\n“Điều 12. Tên mới\n1. Theo khoản 2 Điều này.”"
    )
    places = {"\n1. Sửa": "art_1__para_1", "a) Bổ": "art_1__para_1__point_a", "2. Sửa": "art_1__para_2"}

    def position(offset: int) -> str:
        begun = [place for mark, place in places.items() if text.index(mark) <= offset]
        return begun[-1] if begun else "art_1"

    context = Context("64-2014-qh13", "Luật", date(2025, 6, 1), position)
    found = {r.text: (r.document, r.eid) for r in cited(text, context)}
    assert found["khoản 6a"] == ("93-2015-qh13", "art_10__para_6a")
    assert found["điểm b khoản này"] == ("93-2015-qh13", "art_10__para_6a__point_b")
    assert found["khoản 1 Điều này"] == ("93-2015-qh13", "art_10__para_1")
    assert found["Luật này"] == ("93-2015-qh13", None)
    assert found["khoản 2 Điều này"] == ("93-2015-qh13", "art_12__para_2")


def test_grounds_stand_in_a_preamble_alone() -> None:
    (reference,) = cited("Căn cứ Luật TTHC, Tòa án quyết định", within("art_5", "26-2008-qh12"))
    assert reference.relation == "dẫn chiếu"


def test_labels_urls_and_notes_are_what_officials_read() -> None:
    one, many, missing, wrong = cited(
        "điểm đ khoản 1 Điều 35 Luật Thi hành án dân sự năm 2008; từ Điều 3 đến Điều 5 Luật TTHC; "
        "khoản 9 Điều 400 Luật TTHC; Luật Tổ tụng hành chính năm 2015"
    )
    assert one.label == "điểm đ khoản 1 Điều 35 Luật Thi hành án dân sự số 26/2008/QH12"
    assert one.url == "/van-ban/26-2008-qh12/dieu-35/khoan-1/diem-đ"
    assert many.label == "từ Điều 3 đến Điều 5 Luật Tố tụng hành chính số 93/2015/QH13"
    assert missing.url == "/van-ban/93-2015-qh13"
    assert missing.note == "Luật Tố tụng hành chính số 93/2015/QH13 không có khoản 9 Điều 400"
    assert "Luật Tổ tụng hành chính năm 2015" in wrong.note
    assert "Luật Tố tụng hành chính số 93/2015/QH13" in wrong.note


@pytest.mark.parametrize(
    ("provision", "eid"),
    [("Điều 7a", "art_7a"), ("khoản 1 Điều 44a", "art_44a__para_1"), ("điểm d1 Điều 3", "art_3__point_d1")],
)
def test_a_provision_that_an_amendment_may_have_added_is_not_suspected(provision: str, eid: str) -> None:
    amended = Catalogue(tuple(e for e in CATALOGUE.entries if e.id in ("26-2008-qh12", "64-2014-qh13")))
    (reference,) = cite(f"{provision} Luật Thi hành án dân sự năm 2008", amended, lambda _d, _e: False)
    assert (reference.eid, reference.resolution) == (eid, "inferred")
    assert "có thể đã thêm vào" in reference.note


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("công tác thi hành án dân sự (sau đây viết tắt là THADS)", [("THADS", "thi hành án dân sự")]),
        ("thi hành án\nhành chính (*sau đây viết tắt là THAHC*)", [("THAHC", "thi hành án hành chính")]),
        ("Hội đồng nhân dân, sau đây gọi tắt là HĐND, họp", [("HĐND", "Hội đồng nhân dân")]),
        ("Luật Thi hành án dân sự (sau đây gọi là Luật THADS)", [("Luật THADS", "Luật Thi hành án dân sự")]),
        (
            "Nghị định số 62/2015/NĐ-CP ngày 18/7/2015 của Chính phủ (sau đây gọi tắt là Nghị định số 62)",
            [("Nghị định số 62", "Nghị định số 62/2015/NĐ-CP")],
        ),
        ("Ủy ban nhân dân các cấp (sau đây viết tắt là UBND)", []),  # the initials do not fit
        ("Nghị định số 62/2015/NĐ-CP, Nghị định số 62/2011/NĐ-CP (sau đây gọi là Nghị định số 62)", []),  # two of them
        ("người được thi hành án (sau đây gọi là đương sự)", []),  # no rule says where the long form begins
        ("các quyết định sau đây:", []),
    ],
)
def test_definitions_are_given_only_where_the_long_form_is_certain(text: str, expected: list[tuple[str, str]]) -> None:
    found = definitions(text)
    assert [(d.short, d.long) for d in found] == expected
    assert all(text[d.start : d.end] == d.short for d in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Chủ vườn tỉnh, thành phố (sau đây gọi chung là Chủ vườn cấp tỉnh) và người làm",
            [("Chủ vườn tỉnh", "Chủ vườn cấp tỉnh")],
        ),
        # in capitals, another tone style, quotation marks; the nearest one
        (
            "CHỦ VƯỜN XÃ; chủ vườn\nhuyện hoặc chủ vườn xã (sau đây được gọi chung là “Chủ vườn cấp xã”)",
            [("chủ vườn xã", "Chủ vườn cấp xã")],
        ),
        # not every word, another last word, the same words, one word
        ("Nhà vườn tỉnh (sau đây gọi chung là Chủ vườn cấp tỉnh)", []),
        ("Chủ vườn tỉnh, huyện (sau đây gọi chung là Chủ vườn các cấp)", []),
        ("Chủ vườn cấp tỉnh (sau đây gọi chung là Chủ vườn cấp tỉnh)", []),
        ("Vườn (sau đây gọi chung là Vườn)", []),
        ("(sau đây gọi chung là Chủ vườn cấp tỉnh)", []),
    ],
)
def test_a_general_name_is_given_where_it_holds_every_word(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(general_names(text)) == expected


def test_an_abbreviation_that_the_text_defines_abbreviates_names_too() -> None:
    plain = Catalogue((entry("1-2020-qh14", "Luật", "1/2020/QH14", date(2020, 1, 1), "Bảo vệ rừng"),))
    text = "công tác bảo vệ rừng (sau đây viết tắt là BVR); Luật BVR; Luật BVR năm 2020; Luật BVR năm 1999"
    found = cite(text, plain, provisions)
    assert [(r.text, r.document) for r in found] == [
        ("Luật BVR", "1-2020-qh14"), ("Luật BVR năm 2020", "1-2020-qh14"), ("Luật BVR năm 1999", None),
    ]  # fmt: skip


def test_the_directive_cites_exactly_what_it_cites() -> None:
    text = unicodedata.normalize("NFC", (ROOT / "corpus" / "chi-thi-thads" / "chi-thi.md").read_text("utf-8"))
    got = [reference.printed() | {"candidates": list(reference.candidates)} for reference in cited(text)]
    assert got == json.loads((GOLDEN / "chi-thi.json").read_text("utf-8"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/corpus không có ở máy này")
@pytest.mark.parametrize(
    ("folder", "document", "expected"),
    [
        ("luat-thads-2008", "26-2008-qh12", {"exact": 187, "unknown": 10}),
        ("luat-64-2014", "64-2014-qh13", {"inferred": 153, "unknown": 6, "exact": 28}),
    ],
)
def test_real_laws_give_as_many_citations_as_were_checked_by_eye(folder: str, document: str, expected: dict[str, int]) -> None:
    (path,) = (SHARED / folder).glob("*.docx")
    tree = structure.parse(readers.read(path).paragraphs)
    spans = sorted((span.start, span.end, p.eid) for p in tree.walk() for span in p.own)

    def position(offset: int) -> str | None:
        return next((eid for start, end, eid in spans if start <= offset < end), None)

    eids = {p.eid for p in tree.walk()}
    own = CATALOGUE.by_id[document]
    context = Context(document, own.type, own.issued, position)
    found = cite(tree.text, CATALOGUE, lambda d, e: e in eids if d == document else None, context, NAMES)
    assert Counter(r.resolution for r in found) == expected


# Pieces of citations and of what is none, joined at random: more likely to break the grammar than letters at random.
PIECES = st.lists(
    st.sampled_from(
        (
            "Điều 5", "khoản 2", "điểm đ", "các điểm a, b", "và", "hoặc", ",", ";", ".", "của", "Luật TTHC", "Luật này",
            "Điều này", "khoản này", "từ", "đến", "Điều 7a", "năm 2015", "số 93/2015/QH13", "Chỉ thị số 23-CT/TU",
            "ngày 31/5/2013", "Luật", "sửa đổi, bổ sung một số điều của", "Luật THADS",
            "Mục 2", "Chương IV", "Phụ lục I", "Quyết định", "(", ")",
            "“", "”", "người được thi hành án", "12", "y tế", "500 triệu", "uỷ quyền", "hoà giải", "các", "6",
            "Luật Đất đai", "\n",
        )
    ),
    max_size=24,
).map(" ".join)  # fmt: skip
PROPERTY = settings(max_examples=80, deadline=None)


@PROPERTY
@given(st.one_of(PIECES, st.text(max_size=80)), st.sampled_from(["art_5__para_1", "para_3__subpara_1", "preamble", ""]))
def test_spans_slice_the_text_in_order_and_overlap_only_where_nested(text: str, place: str) -> None:
    text = unicodedata.normalize("NFC", text)
    found = cited(text, within(place))
    mentions = find(text, NAMES)
    assert all(text[r.start : r.end] == r.text != "" for r in found)
    assert [(m.start, -m.end) for m in mentions] == sorted((m.start, -m.end) for m in mentions)
    for one, other in pairwise(mentions):
        assert other.start >= one.end or other.end <= one.end
    assert all((r.document is None) == (r.resolution in ("unknown", "ambiguous")) for r in found)


@PROPERTY
@given(PIECES)
def test_writing_does_not_change_what_is_cited(text: str) -> None:
    targets = [(r.document, r.eid, r.to, r.resolution) for r in cited(text)]
    other_style = text.replace("uỷ", "ủy").replace("hoà", "hòa").replace("Đ", "Ð")
    emphasised = text.replace("Luật", "**Luật**")
    decomposed = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text))
    for written in (other_style, emphasised, decomposed):
        assert [(r.document, r.eid, r.to, r.resolution) for r in cited(written)] == targets


@PROPERTY
@given(st.sampled_from([row[0] for row in RESOLVED + FOUND[:17] if "\n" not in row[0]]), st.data())
def test_a_line_may_end_anywhere_in_a_sentence(text: str, data: st.DataObject) -> None:
    text = f"theo {text} thì"
    expected = [(r.document, r.eid, r.to, r.resolution) for r in cited(text)]
    spaces = [at for at, character in enumerate(text) if character == " " and at > 5 and text[at - 1] != "-" != text[at + 1]]
    for at in data.draw(st.sets(st.sampled_from(spaces), max_size=4)):
        text = text[:at] + "\n" + text[at + 1 :]
    assert [(r.document, r.eid, r.to, r.resolution) for r in cited(text)] == expected


@pytest.mark.parametrize(
    "unit",
    [
        "khoản 1 Điều 1 ",
        "a, b ",
        "Luật sửa đổi, bổ sung ",
        "Luật Thi hành ",
        "từ Điều 1 đến ",
        "“",
        "1.",
        "Luật THADS, Điều 1, ",
    ],
)
def test_time_is_linear_in_the_length(unit: str) -> None:
    names = compile_names(["Luật THADS", "Luật Thi hành án dân sự"])

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.process_time()
        find(text, names)
        definitions(text)
        list(general_names(text))
        return time.process_time() - start

    short, long = seconds(20_000), seconds(160_000)
    assert long < 30 * max(short, 0.02)
