"""Endings: what a clause says of other documents that no longer apply, and what follows for them on a day."""

from dataclasses import replace
from datetime import date

import pytest

from kb import catalogue, citations, structure
from kb.citations.endings import endings
from kb.citations.locating import locator_of
from kb.law import eid as eids
from kb.law.model import Citing, Ending, EndingException, Entry, Paragraph, Relation
from kb.law.relations import CitationRelation, DocumentRelation
from kb.law.statuses import StatusWord

ACTING = Entry("9-2026-nd-cp", "Nghị định", "9/2026/NĐ-CP", "Chính phủ", date(2026, 5, 1), "", in_force=date(2026, 7, 1))
KITES = Entry("1-2020-nd-cp", "Nghị định", "1/2020/NĐ-CP", "Chính phủ", date(2020, 1, 2), "Thả diều", in_force=date(2020, 3, 1))
BEES = Entry("2-2019-tt-bnn", "Thông tư", "2/2019/TT-BNN", "Bộ Nông nghiệp", date(2019, 2, 2), "", in_force=date(2019, 4, 1))
LAW = Entry("5-2018-qh14", "Luật", "5/2018/QH14", "Quốc hội", date(2018, 6, 1), "Nuôi ong", in_force=date(2019, 1, 1))
LATER = Entry("8-2027-nd-cp", "Nghị định", "8/2027/NĐ-CP", "Chính phủ", date(2027, 1, 1), "")
KNOWN = catalogue.Catalogue((ACTING, KITES, BEES, LAW, LATER))


def _found(lines: str, acting: Entry = ACTING) -> tuple[Ending, ...]:
    """What the document `acting` with these lines ends."""
    tree = structure.parse(tuple(Paragraph(line) for line in ["Điều 1. Phạm vi", "Về diều.", *lines.split("\n")]))
    locator = locator_of(tree)
    context = citations.Context(
        acting.id, acting.type, acting.issued, locator.eid_at, locator.division_at, in_force=acting.in_force
    )
    references = citations.cite(tree.text, KNOWN, lambda document, eid: None, context)
    citing = [Citing(acting.id, e := locator.eid_at(r.start) or "", eids.label(e), "", r) for r in references]
    return endings(acting, tree.text, [(p.eid, p.level, p.offsets) for p in tree.walk()], citing, KNOWN)


NUMBERED = "Nghị định số 1/2020/NĐ-CP ngày 02 tháng 01 năm 2020 của Chính phủ về thả diều"
ENDS = [
    # the whole, each way to say it
    (f"Điều 2. Hiệu lực\n1. Nghị định này thay thế {NUMBERED}.", ["1-2020-nd-cp"]),
    (f"Điều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 7 năm 2026 và thay thế {NUMBERED}.", ["1-2020-nd-cp"]),
    (f"Điều 2. Hiệu lực\n1. {NUMBERED} hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.", ["1-2020-nd-cp"]),
    (f"Điều 2. Hiệu lực\n1. Bãi bỏ {NUMBERED}.", ["1-2020-nd-cp"]),
    # one that the catalogue does not know, by its whole number
    ("Điều 2. Hiệu lực\n1. Bãi bỏ Thông tư số 7/2015/TT-BNN.", ["7-2015-tt-bnn"]),
    # a list in the lines below, a list in the sentence
    (
        "Điều 2. Hiệu lực\n1. Các văn bản sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:\n"
        f"a) {NUMBERED};\nb) Điều 4 Thông tư số 2/2019/TT-BNN.",
        ["1-2020-nd-cp", "2-2019-tt-bnn art_4"],
    ),
    (f"Điều 2. Hiệu lực\n1. Bãi bỏ {NUMBERED}; Thông tư số 2/2019/TT-BNN.", ["1-2020-nd-cp", "2-2019-tt-bnn"]),
    # parts, and a range of them
    ("Điều 2. Hiệu lực\n1. Bãi bỏ Điều 5 và khoản 2 Điều 7 Nghị định số 1/2020/NĐ-CP.",
     ["1-2020-nd-cp art_5", "1-2020-nd-cp art_7__para_2"]),
    ("Điều 2. Hiệu lực\n1. Bãi bỏ từ Điều 5 đến Điều 7 Nghị định số 1/2020/NĐ-CP.",
     ["1-2020-nd-cp art_5", "1-2020-nd-cp art_6", "1-2020-nd-cp art_7"]),
    # what describes a member of the list ends not
    ("Điều 2. Hiệu lực\n1. Bãi bỏ Thông tư số 2/2019/TT-BNN hướng dẫn thi hành Nghị định số 1/2020/NĐ-CP.", ["2-2019-tt-bnn"]),
    ("Điều 2. Hiệu lực\n1. Bãi bỏ Điều 5 Thông tư số 2/2019/TT-BNN (được sửa đổi tại; Điều 2 Nghị định số 1/2020/NĐ-CP).",
     ["2-2019-tt-bnn art_5"]),
    # words taken out of a provision, a matter that a provision is about, a part of it
    ("Điều 2. Hiệu lực\n1. Bãi bỏ cụm từ “giấy” tại khoản 2 Điều 7 Nghị định số 1/2020/NĐ-CP.", []),
    ("Điều 2. Hiệu lực\n1. Bãi bỏ cụm từ “giấy” tại Điều 4; bãi bỏ Điều 7 Nghị định số 1/2020/NĐ-CP.", ["1-2020-nd-cp art_7"]),
    ("Điều 2. Hiệu lực\n1. Bãi bỏ các nội dung về dây diều tại:\na) Điều 5 Nghị định số 1/2020/NĐ-CP.", []),
    ("Điều 2. Hiệu lực\n1. Bãi bỏ các quy định về dây tại Điều 5 Nghị định số 1/2020/NĐ-CP; Điều 4 Thông tư số 2/2019/TT-BNN.",
     []),
    ("Điều 2. Hiệu lực\n1. Bãi bỏ đoạn 2 khoản 1 Điều 5 Nghị định số 1/2020/NĐ-CP.", []),
    ("Điều 2. Hiệu lực\n1. Bãi bỏ Điều 5 (đối với diều giấy) Nghị định số 1/2020/NĐ-CP.", []),
    ("Điều 2. Hiệu lực\n1. Thay thế Phụ lục I Nghị định số 1/2020/NĐ-CP bằng Phụ lục I Nghị định này.", []),
    # amended, planned, negated, conditional, told of another document, quoted
    ("Điều 2. Hiệu lực\n1. Nghị định này sửa đổi, bổ sung Nghị định số 1/2020/NĐ-CP.", []),
    ("Điều 2. Hiệu lực\n1. Bộ Nông nghiệp trình Chính phủ bãi bỏ Nghị định số 1/2020/NĐ-CP.", []),
    ("Điều 2. Hiệu lực\n1. Nghị định số 1/2020/NĐ-CP không bị bãi bỏ.", []),
    ("Điều 2. Hiệu lực\n1. Nghị định số 1/2020/NĐ-CP chưa hết hiệu lực.", []),
    ("Điều 2. Hiệu lực\n1. Trường hợp Nghị định số 1/2020/NĐ-CP hết hiệu lực thì áp dụng Nghị định này.", []),
    ("Điều 2. Hiệu lực\n1. Nghị định số 1/2020/NĐ-CP đã được thay thế bởi Nghị định số 3/2022/NĐ-CP.", []),
    ("Điều 2. Hiệu lực\n1. Nghị định số 1/2020/NĐ-CP hết hiệu lực theo quy định của Luật Nuôi ong.", []),
    ("Điều 2. Hiệu lực\n1. Sửa đổi Điều 3 Thông tư số 2/2019/TT-BNN như sau:\n“Điều 3. Bãi bỏ Nghị định số 1/2020/NĐ-CP.”.",
     []),
    # a higher document, a later one, itself
    ("Điều 2. Hiệu lực\n1. Bãi bỏ Điều 5 Luật Nuôi ong số 5/2018/QH14.", []),
    ("Điều 2. Hiệu lực\n1. Bãi bỏ Nghị định số 8/2027/NĐ-CP.", []),
    ("Điều 2. Hiệu lực\n1. Nghị định số 9/2026/NĐ-CP hết hiệu lực kể từ ngày 01/01/2030.", []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "ended"), ENDS)
def test_only_a_clause_that_acts_ends_what_it_lists(lines: str, ended: list[str]) -> None:
    assert [f"{one.document} {one.eid}".strip() for one in _found(lines)] == ended


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        # that of the document, that of the clause, that of the document's part, one that is not known
        ("1. Bãi bỏ Nghị định số 1/2020/NĐ-CP.", date(2026, 7, 1)),
        ("1. Nghị định số 1/2020/NĐ-CP hết hiệu lực kể từ ngày 01 tháng 01 năm 2028.", date(2028, 1, 1)),
        (
            "1. Bãi bỏ Nghị định số 1/2020/NĐ-CP.\n2. Quy định tại khoản 1 Điều này có hiệu lực từ ngày 01/01/2027.",
            date(2027, 1, 1),
        ),
    ],
)
def test_a_clause_ends_from_its_own_day_or_that_of_its_document(lines: str, day: date) -> None:
    (ending,) = _found(f"Điều 2. Hiệu lực\n{lines}")
    assert ending.day == day
    assert ending.clause == (ACTING.id, "art_2__para_1")


def test_an_ending_has_its_exceptions_and_the_clauses_that_keep_the_old_document_applying() -> None:
    (ending,) = _found(
        "Điều 2. Hiệu lực\n1. Nghị định số 1/2020/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành, "
        "trừ quy định tại khoản 1 Điều 3 của Nghị định này.\nĐiều 3. Chuyển tiếp\n"
        "1. Diều đã cấp giấy thì được thả đến hết ngày 31 tháng 12 năm 2026.\n"
        "2. Hồ sơ đã nộp được tiếp tục giải quyết theo Nghị định số 1/2020/NĐ-CP."
    )
    first, second = ending.exceptions
    assert (first.words, first.clause) == ("trừ quy định tại khoản 1 Điều 3 của Nghị định này", (ACTING.id, "art_3__para_1"))
    assert first.until == date(2026, 12, 31)
    assert second.clause == (ACTING.id, "art_3__para_2")


def test_an_item_of_a_list_has_an_exception_of_its_own() -> None:
    (ending,) = _found(
        "Điều 2. Hiệu lực\n1. Nghị định này thay thế:\na) Nghị định số 1/2020/NĐ-CP ngày 02/01/2020, trừ Điều 1."
    )
    assert [left.words for left in ending.exceptions] == ["trừ Điều 1"]


ENDING = Ending(
    KITES.id, "", date(2026, 7, 1), CitationRelation.REPLACES, (ACTING.id, "art_9__para_1"), "Khoản 1 Điều 9 NĐ 9/2026"
)
PART = Ending(
    KITES.id, "art_5", date(2026, 7, 1), CitationRelation.REPEALS, (ACTING.id, "art_9__para_1"), "Khoản 1 Điều 9 NĐ 9/2026"
)
STAYS = EndingException("trừ Điều 3", (KITES.id, "art_3"), "Điều 3", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("endings_known", "eid", "day", "word", "note"),
    [
        # nothing ends it, and until when that is known
        ((), "", "2026-07-01", StatusWord.APPLIES, "trong kho chưa thấy văn bản chấm dứt (kho có văn bản đến 13/5/2026)"),
        # the last day, the first day after, and a clause of it
        ((ENDING,), "", "2026-06-30", StatusWord.APPLIES, ""),
        ((ENDING,), "", "2026-07-01", StatusWord.EXPIRED, "từ 01/7/2026, theo Khoản 1 Điều 9 NĐ 9/2026"),
        ((ENDING,), "art_4", "2026-07-01", StatusWord.EXPIRED, ""),
        # a part: the document, that part, what stands in it, another part
        ((PART,), "", "2026-07-01", StatusWord.PARTLY_EXPIRED, "Điều 5 bị bãi bỏ từ 01/7/2026 theo Khoản 1 Điều 9 NĐ 9/2026"),
        ((PART,), "art_5", "2026-06-30", StatusWord.APPLIES, ""),
        ((PART,), "art_5__para_2", "2026-07-01", StatusWord.EXPIRED, ""),
        ((PART,), "art_50", "2026-07-01", StatusWord.PARTLY_EXPIRED, ""),
    ],
)
def test_a_status_follows_from_endings(
    endings_known: tuple[Ending, ...], eid: str, day: str, word: StatusWord, note: str
) -> None:
    entry = replace(KITES, endings=endings_known)
    known = catalogue.Catalogue((entry, ACTING), date(2026, 5, 13))
    found = catalogue.provision_status(known, entry, eid, date.fromisoformat(day))
    assert found.word == word
    assert note in found.note


DETAILS = Entry(
    "12-2021-nd-cp", "Nghị định", "12/2021/NĐ-CP", "Chính phủ", date(2021, 1, 5), "Dây diều", in_force=date(2021, 3, 1),
    relations=(Relation(DocumentRelation.GUIDES, KITES.id, "Điều 1"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("endings_known", "day", "word"),
    [
        # what it details still applies, and has ended
        ((ENDING,), "2026-06-30", StatusWord.APPLIES),
        ((ENDING,), "2026-07-01", StatusWord.BASE_EXPIRED),
        # a part of it has
        ((PART,), "2026-07-01", StatusWord.APPLIES),
        # what ends it leaves the one that details it
        (
            (replace(ENDING, exceptions=(EndingException("trừ Nghị định số 12/2021/NĐ-CP", (DETAILS.id, "art_1"), ""),)),),
            "2026-07-01",
            StatusWord.APPLIES,
        ),
    ],
)
def test_what_details_an_ended_document_has_to_be_looked_at(
    endings_known: tuple[Ending, ...], day: str, word: StatusWord
) -> None:
    base = replace(KITES, endings=endings_known)
    known = catalogue.Catalogue((base, DETAILS, ACTING))
    on = date.fromisoformat(day)
    found = catalogue.status(known, DETAILS, on)
    assert found.word == word
    assert ("cần rà soát" in found.note) == (word == StatusWord.BASE_EXPIRED)
    assert [w for first, w in catalogue.periods(known, DETAILS) if first <= on][-1] == word


def test_what_an_ending_leaves_in_force_applies_as_long_as_it_says() -> None:
    entry = replace(KITES, endings=(replace(ENDING, exceptions=(STAYS,)),))
    known = catalogue.Catalogue((entry, ACTING))
    words = [catalogue.provision_status(known, entry, eid, day).word for eid, day in (
        ("art_3", date(2027, 1, 1)), ("art_3", date(2027, 1, 2)), ("art_4", date(2027, 1, 1)), ("", date(2027, 1, 1)),
    )]  # fmt: skip
    assert words == [StatusWord.APPLIES, StatusWord.EXPIRED, StatusWord.PARTLY_EXPIRED, StatusWord.PARTLY_EXPIRED]
