"""Finding: however a citation is typed, the same one is found, at its place in the text as given."""

import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.citations import Context, cite, definitions, find
from kb.citations.find.normal import normal_form
from kb.language.text import raised
from kb.law.model import Reference
from tests.test_citations import CATALOGUE, FOUND, NAMES, RESOLVED, brief, cited, provisions

TYPED = [
    # hyphens and minus signs of every kind, long dashes, strokes, digits in full width
    ("Nghị định số 62/2015/NĐ‐CP", "62-2015-nd-cp -"),
    ("Nghị định số 62/2015/NĐ‑CP", "62-2015-nd-cp -"),
    ("Nghị định số 62/2015/NĐ‒CP", "62-2015-nd-cp -"),
    ("Nghị định số 62/2015/NĐ–CP", "62-2015-nd-cp -"),
    ("Nghị định số 62/2015/NĐ—CP", "62-2015-nd-cp -"),
    ("Nghị định số 62/2015/NĐ−CP", "62-2015-nd-cp -"),
    ("Nghị định số 62／2015／NĐ－CP", "62-2015-nd-cp -"),
    ("Nghị định số 62⁄2015∕NĐ-CP", "62-2015-nd-cp -"),
    ("Nghị định số ６２/２０１５/NĐ-CP", "62-2015-nd-cp -"),
    # spaces and line ends in a number, before a dash only where a code follows
    ("Nghị định số 62 / 2015 / NĐ - CP", "62-2015-nd-cp -"),
    ("Nghị định số 62/2015/ NĐ -CP", "62-2015-nd-cp -"),
    ("Nghị định số 62/\u00a02015/NĐ\u202f-\u00a0CP", "62-2015-nd-cp -"),
    ("Nghị định số 62/2015/\nNĐ-CP", "62-2015-nd-cp -"),
    ("Nghị định số 62/2015/NĐ-\nCP", "62-2015-nd-cp -"),
    ("Luật số 26/2008/QH 12", "26-2008-qh12 -"),
    ("Chỉ thị số 23 - CT / TU ngày 31/5/2013", "23-ct-tu-2013 -"),
    # a space that was left out, before a number or after it
    ("Điều5 Luật THADS năm 2008", "26-2008-qh12 art_5"),
    ("Điều 5của Luật THADS năm 2008", "26-2008-qh12 art_5"),
    ("khoản2Điều5Luật THADS năm 2008", "26-2008-qh12 art_5__para_2"),
    ("theo quy định tạiĐiều5 Luật THADS năm 2008", "26-2008-qh12 art_5"),
    ("Luật số 26/2008/QH12của Quốc hội", "26-2008-qh12 -"),
    ("NĐ62/2015/NĐ-CP", "62-2015-nd-cp -"),
    # slips that give no syllable
    ("khỏan 2 Điêù 5 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2"),
    ("KHOÃN 2 ĐÌÊU 5 LUẬT THADS NĂM 2008", "26-2008-qh12 art_5__para_2"),
    ("điễm a khõan 2 Đièu 5 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2__point_a"),
    # raised digits and the marks of notes
    (f"Điều 5{raised('12')} Luật THADS năm 2008", "26-2008-qh12 art_5"),
    (f"khoản 2{raised('3')} Điều 5 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2"),
    ("khoản 2[14] Điều 5 [3] Luật THADS năm 2008", "26-2008-qh12 art_5__para_2"),
    # a tone typed apart, twice, or behind a sign that nobody sees
    (unicodedata.normalize("NFC", "Đie\u200b\u0302\u0300u 5 Luật THADS năm 2008"), "26-2008-qh12 art_5"),
    ("Điề\u0300u 5 Luật THADS năm 2008", "26-2008-qh12 art_5"),
    # the number of a law in brackets after its name
    ("Điều 5 Luật Thi hành án dân sự (số 26/2008/QH12)", "26-2008-qh12 art_5"),
    ("Điều 5 của Luật Thi hành án dân sự (Luật số 26/2008/QH12 ngày 14/11/2008)", "26-2008-qh12 art_5"),
    ("Điều 5 Luật THADS (2008)", "26-2008-qh12 art_5"),
    # levels in short
    ("Đ. 5 Luật THADS năm 2008", "26-2008-qh12 art_5"),
    ("Đ5 Luật THADS năm 2008", "26-2008-qh12 art_5"),
    ("K.2 Đ.5 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2"),
    ("k2 đ5 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2"),
    ("K2Đ5 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2"),
    ("đ.a K.2 Đ.5 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2__point_a"),
    ("đ a k 2 Đ 5 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2__point_a"),
    ("điểm a K.2 Đ.5 của Luật THADS năm 2008", "26-2008-qh12 art_5__para_2__point_a"),
    ("Đ5 K2 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2"),
    # brackets after a number, as in an enumeration
    ("điểm a) khoản 2) Điều 5 Luật THADS năm 2008", "26-2008-qh12 art_5__para_2__point_a"),
    # names in short
    ("Điều 5 LTTHC", "93-2015-qh13 art_5"),
    ("Luật SĐBS một số điều của Luật THADS năm 2014", "64-2014-qh13 -"),
    ("Luật SĐ, BS số 64/2014/QH13", "64-2014-qh13 -"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "target"), TYPED)
def test_however_it_is_typed_the_same_is_cited_and_the_span_is_that_of_the_text(text: str, target: str) -> None:
    for before, after in (("", ""), ("Căn cứ ", ", xét thấy:")):
        first = cited(f"{before}{text}{after}")[0]
        assert f"{first.document} {first.eid or '-'}" == target
        assert first.text == (f"{before}{text}{after}")[first.start : first.end]
        assert first.text in text
    assert text.startswith(first.text) or not text[0].isupper()


LISTS = [
    # the document after a list in short, or in lower case, is that of each member
    ("Điều 5, 6 NĐ 71/2016/NĐ-CP", ["Điều 5 = 71-2016-nd-cp art_5", "6 NĐ 71/2016/NĐ-CP = 71-2016-nd-cp art_6"]),
    ("Điều 7 và 12 BLTTDS", ["Điều 7 = 92-2015-qh13 art_7", "12 BLTTDS = 92-2015-qh13 art_12"]),
    ("Điều 7, 12 nghị định 62/2015/NĐ-CP", [
        "Điều 7 = 62-2015-nd-cp art_7", "12 nghị định 62/2015/NĐ-CP = 62-2015-nd-cp art_12"]),
    ("Điều 5, Điều 6, 7 và khoản 2 Điều 8 BLTTDS", [
        "Điều 5 = 92-2015-qh13 art_5", "Điều 6 = 92-2015-qh13 art_6", "7 = 92-2015-qh13 art_7",
        "khoản 2 Điều 8 BLTTDS = 92-2015-qh13 art_8__para_2"]),
    # but a number that counts something is no member
    ("Điều 5, 6 người; Điều 5, 20 UBND xã", ["Điều 5 = - art_5", "Điều 5 = - art_5"]),
    # ranges with "tới", with a long dash, in short
    ("từ Điều 6 tới Điều 9 BLTTDS", ["từ Điều 6 tới Điều 9 BLTTDS = 92-2015-qh13 art_6..art_9"]),
    ("Điều 6 — 9 BLTTDS", ["Điều 6 — 9 BLTTDS = 92-2015-qh13 art_6..art_9"]),
    ("Đ.6 - Đ.9 BLTTDS", ["Đ.6 - Đ.9 BLTTDS = 92-2015-qh13 art_6..art_9"]),
    # lists in short
    ("Đ. 5, 6 và Đ. 7 BLTTDS", ["Đ. 5 = 92-2015-qh13 art_5", "6 = 92-2015-qh13 art_6", "Đ. 7 BLTTDS = 92-2015-qh13 art_7"]),
    ("K.1, K.2 Đ.5", ["K.1 = - art_5__para_1", "K.2 Đ.5 = - art_5__para_2"]),
    # inserted points are no articles in short
    ("các điểm đ1, đ2 và đ3 khoản 1 Điều 2", [
        "điểm đ1 = - art_2__para_1__point_dd1", "đ2 = - art_2__para_1__point_dd2",
        "đ3 khoản 1 Điều 2 = - art_2__para_1__point_dd3"]),
    # a member may repeat the levels of the one before without the word of its own
    ("điểm đ1 khoản 1, đ2 khoản 2 Điều 2", [
        "điểm đ1 khoản 1 = - art_2__para_1__point_dd1", "đ2 khoản 2 Điều 2 = - art_2__para_2__point_dd2"]),
    # brackets after the letters of a list; one that closes an open bracket is no part of it
    ("điểm a), b) và đ) khoản 1 Điều 2", [
        "điểm a) = - art_2__para_1__point_a", "b) = - art_2__para_1__point_b",
        "đ) khoản 1 Điều 2 = - art_2__para_1__point_dd"]),
    ("(theo khoản 2 Điều 5 và điểm a khoản 1) Điều 7", [
        "khoản 2 Điều 5 = - art_5__para_2", "điểm a khoản 1 = - None", "Điều 7 = - art_7"]),
    # of a list with a slip the others are certain, wherever it stands
    ("các điểm a, 1 và n khoản 2 Điều 5", ["điểm a = - art_5__para_2__point_a", "n khoản 2 Điều 5 = - art_5__para_2__point_n"]),
    ("các điểm 1, a và n khoản 2 Điều 5", ["a = - art_5__para_2__point_a", "n khoản 2 Điều 5 = - art_5__para_2__point_n"]),
    ("các điểm a, n và 1 khoản 2 Điều 5", ["điểm a = - art_5__para_2__point_a", "n = - art_5__para_2__point_n"]),
    ("khoản 1, l và 3 Điều 5", ["khoản 1 = - art_5__para_1", "3 Điều 5 = - art_5__para_3"]),
    # a provision in brackets after its document
    ("BLTTDS năm 2015 (Điều 134) cho phép", ["BLTTDS năm 2015 = 92-2015-qh13 -", "Điều 134 = 92-2015-qh13 art_134"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_each_certain_member_of_a_list_is_a_citation_of_its_own(text: str, expected: list[str]) -> None:
    assert [brief(reference).rpartition(" ")[0].replace(" -", " -", 1) for reference in cited(text)] == [
        row.replace("None", "-") for row in expected
    ]


NOTHING = [
    # people by one letter, and what is counted beside them
    "ông Nguyễn Văn Đ. 35 tuổi; bà Đ, sinh năm 1970; bà K. 2 con; anh Đ 40 tuổi, chị K 1 lần",
    # several people, people with numbers, what a witness says, a flat and a street
    "Các bị cáo K1, Đ2 và N3 bàn bạc. Theo Đ1 và Đ2, anh N bỏ chạy; anh K3 Đ4",
    "Bà Nguyễn Thị K.1 Đ.35 Lê Lợi, căn hộ K2 Đ48",
    "trả cho bà Đ.\n35. Các đương sự; giao cho ông K.\n1. Ghi nhận",
    "Đ.35 đồng, 20.000đ 35 người, tại Đ6 và K2, lô K1, đường Đ. 35",
    # numbers of judgments, contracts, examinations and of acts of one case
    "bản án dân sự sơ thẩm số 12/2020/DS-ST, số 27/2021/HNGĐ-PT; hợp đồng số 18/2020/HĐXD; kết luận giám định số 318/KL-KTHS",
    "Quyết định cưỡng chế thi hành án số 15/QĐ-CCTHADS; Quyết định số 05/2021/QĐST-DS",
    # the end of a line, and what opens the next; discipline is no law
    "Kết quả chấm điểm\na) Tổng hợp; quyết định kỷ luật cán bộ, công chức",
    # a number after a type that counts something
    "Quyết định 15 ngày, Nghị quyết 2 nội dung",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_citation_is_none(text: str) -> None:
    assert cited(text) == ()


CHANGING = [
    # provisions of a clause that changes phrases are of the document that it names last, quoted words aside
    ("1. Bãi bỏ khoản 3 Điều 5, Điều 7 và cụm từ “cấp xã” tại Điều 9 Nghị định số 62/2015/NĐ-CP", [
        "khoản 3 Điều 5 = 62-2015-nd-cp art_5__para_3", "Điều 7 = 62-2015-nd-cp art_7",
        "Điều 9 Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp art_9"]),
    ("a) Bỏ cụm từ “của Sở,” tại Điều 5; bãi bỏ Điều 7 của Nghị định số 62/2015/NĐ-CP", [
        "Điều 5 = 62-2015-nd-cp art_5", "Điều 7 của Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp art_7"]),
    ("Bãi bỏ các khoản 1, 2, bổ sung từ “và” vào sau từ “trên” tại khoản 3 Điều 9 Nghị định số 62/2015/NĐ-CP", [
        "khoản 1 = 62-2015-nd-cp art_9__para_1", "2 = 62-2015-nd-cp art_9__para_2",
        "khoản 3 Điều 9 Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp art_9__para_3"]),
    # two documents: each provision is of the one after it
    ('2. Thay cụm từ "a" bằng cụm từ "b" tại Điều 5 của Nghị định số 62/2015/NĐ-CP; bỏ từ "c" tại Điều 6, từ "d" tại Điều 7 '
     "của Nghị định số 71/2016/NĐ-CP", [
        "Điều 5 của Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp art_5", "Điều 6 = 71-2016-nd-cp art_6",
        "Điều 7 của Nghị định số 71/2016/NĐ-CP = 71-2016-nd-cp art_7"]),
    # of a sentence that changes nothing, the one document that it names is the nearest
    ("Cụm từ “cấp xã” nêu tại Điều 5, từ “và” tại Điều 7 của Nghị định số 62/2015/NĐ-CP", [
        "Điều 5 = 62-2015-nd-cp art_5", "Điều 7 của Nghị định số 62/2015/NĐ-CP = 62-2015-nd-cp art_7"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CHANGING)
def test_a_clause_that_changes_phrases_names_its_document_once(text: str, expected: list[str]) -> None:
    assert [f"{r.text} = {r.document or '-'} {r.eid}" for r in cited(text)] == expected


FRAMES = [
    # what stands between the verb and the document: nothing, "vào", "tại một số điều của"
    ("Sửa đổi, bổ sung {law}:", "26-2008-qh12"),
    ("Sửa đổi, bổ sung {law} như sau:", "26-2008-qh12"),
    ("Bổ sung một điều vào {law}", "26-2008-qh12"),
    ("Thay thế, bỏ cụm từ tại một số điều của {law}", "26-2008-qh12"),
    ("Bổ sung, thay thế, bãi bỏ một số cụm từ tại {law} như sau:", "26-2008-qh12"),
    ("Sửa đổi, bổ sung khoản 2 Điều 5 {law} như sau:", "26-2008-qh12"),
    ("Bãi bỏ một số điều của {law}", "26-2008-qh12"),
    # what is repealed whole is no frame: below it the document at hand speaks
    ("Bãi bỏ {law}", "64-2014-qh13"),
]


@pytest.mark.parametrize(("line", "document"), FRAMES)
def test_a_clause_that_amends_gives_its_document_to_what_stands_below(line: str, document: str) -> None:
    text = f"Điều 1. {line.format(law='Luật Thi hành án dân sự số 26/2008/QH12')}\n1. Bỏ Điều 9."
    below = text.index("\n")
    context = Context(
        "64-2014-qh13", "Luật", date(2014, 11, 25), lambda at: "art_1" if at < below else "art_1__para_1", lambda _: None
    )
    assert cite(text, CATALOGUE, provisions, context, NAMES)[-1].document == document


SIGNS = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff"
PROPERTY = settings(max_examples=150, deadline=None)


def _targets(found: tuple[Reference, ...]) -> list[tuple[str | None, str | None, str | None, str]]:
    return [(r.document, r.eid, r.to, r.resolution) for r in found]


@PROPERTY
@given(st.sampled_from([row[0] for row in (*FOUND, *RESOLVED, *TYPED)]), st.data())
def test_signs_that_nobody_sees_change_no_citation_and_no_offset(text: str, data: st.DataObject) -> None:
    expected = cited(text)
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=12))
    signs = [data.draw(st.sampled_from(SIGNS)) for _ in places]
    typed = list(text)
    for place, sign in sorted(zip(places, signs, strict=True), reverse=True):
        typed.insert(place, sign)
    written = unicodedata.normalize("NFC", "".join(typed))
    got = cited(written)
    assert _targets(got) == _targets(expected)
    seen = [
        [unicodedata.normalize("NFC", r.text.translate(dict.fromkeys(map(ord, SIGNS)))) for r in c] for c in (got, expected)
    ]
    assert seen[0] == seen[1]
    assert all(written[r.start : r.end] == r.text and r.text[0] not in SIGNS and r.text[-1] not in SIGNS for r in got)


@PROPERTY
@given(st.sampled_from([row[0] for row in (*FOUND, *RESOLVED)]), st.sampled_from(["\u00a0", "\u2009", "\u202f", "\u3000"]))
def test_a_space_is_a_space(text: str, space: str) -> None:
    assert _targets(cited(text.replace(" ", space))) == _targets(cited(text))


@PROPERTY
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_the_normal_form_of_any_text_goes_back_to_it(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    normal = normal_form(text)
    spans = [normal.in_source(at, at + 1) for at in range(len(normal.text))]
    assert all(0 <= one.start < one.end <= other.start for one, other in pairwise(spans))
    assert not spans or spans[-1].end <= len(text)
    assert normal_form(normal.text).text == normal.text or "[" in text


def test_a_text_in_normal_form_is_not_copied() -> None:
    text = "Điều 5 – khoản 2 của Luật này; [ghi chú]"
    assert normal_form(text).text == text
    assert normal_form("Điều 5 Luật này").text is not None
    assert not normal_form("Điều 5 Luật này").offsets


def test_what_a_text_defines_is_read_in_its_normal_form() -> None:
    (found,) = definitions("Thi hành án\u200b dân sự (sau đây viết tắt là TH\u00adADS)")
    assert (found.short, found.long) == ("THADS", "Thi hành án dân sự")
    assert find("Nghị định số 62/2015/NĐ‑CP (gọi tắt là NĐ 62); Điều 5 NĐ 62", NAMES)[-1].path == (("article", "5"),)
