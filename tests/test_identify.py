"""What a document says of itself, in the layouts and wordings that documents have."""

from datetime import date

import pytest

from kb.identify import identify
from kb.law.model import Claim, Entry, Paragraph
from kb.structure import parse


def _identify(lines: list[str], stated: Entry | None = None) -> Entry:
    return identify(parse([Paragraph(line) for line in lines]), "tep", stated)


STATE = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "-------"]
BODY = ["Điều 1. Phạm vi", "Văn bản về việc trồng cây.", "Điều 2. Hiệu lực"]
CLOSING = ["TM. CHÍNH PHỦ", "THỦ TƯỚNG", "(Đã ký)", "Nguyễn Văn Cây"]
GROUNDS = "Căn cứ Luật Trồng cây số 901/2010/QH12;"


def _decree(*clause: str) -> list[str]:
    head = ["CHÍNH PHỦ", "-------", *STATE, "Số: 9/2020/NĐ-CP", "Hà Nội, ngày 10 tháng 02 năm 2020"]
    return [*head, "NGHỊ ĐỊNH", "Quy định về cây", GROUNDS, "NGHỊ ĐỊNH:", *BODY, *clause, *CLOSING]


def test_a_decree_says_all_of_itself() -> None:
    entry = _identify(_decree("Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 4 năm 2020."))
    assert (entry.id, entry.type, entry.number) == ("9-2020-nd-cp", "Nghị định", "9/2020/NĐ-CP")
    assert (entry.issuer, entry.place, entry.issued) == ("Chính phủ", "Hà Nội", date(2020, 2, 10))
    assert (entry.title, entry.signer, entry.in_force) == ("Quy định về cây", "Nguyễn Văn Cây", date(2020, 4, 1))


COMMENCEMENTS = [
    ("Nghị định này có hiệu lực từ ngày 01/4/2020.", date(2020, 4, 1)),
    # the day of signing is the day of issue
    ("Nghị định này có hiệu lực kể từ ngày ký.", date(2020, 2, 10)),
    ("Nghị định này có hiệu lực thi hành kể từ ngày ký ban hành.", date(2020, 2, 10)),
    ("Nghị định này có hiệu lực thi hành sau 45 ngày, kể từ ngày ký.", date(2020, 3, 26)),
    ("Nghị định này có hiệu lực sau mười lăm ngày kể từ ngày ký.", date(2020, 2, 25)),
    # exceptions leave the day
    ("Nghị định này có hiệu lực từ ngày 01/4/2020, trừ quy định tại khoản 2 Điều này.", date(2020, 4, 1)),
    # it hangs on what the document does not say
    ("Nghị định này có hiệu lực sau 15 ngày, kể từ ngày đăng Công báo.", None),
    ("Nghị định này có hiệu lực kể từ ngày Luật Trồng cây có hiệu lực.", None),
    # of another document, or of a part
    ("Luật Trồng cây có hiệu lực từ ngày 01/4/2020.", None),
    ("Quy định tại Điều 1 Nghị định này có hiệu lực từ ngày 01/4/2020.", None),
    # a day of no calendar
    ("Nghị định này có hiệu lực từ ngày 31/4/2020.", None),
]


@pytest.mark.parametrize(("clause", "day"), COMMENCEMENTS)
def test_the_day_in_force_is_the_one_that_follows_from_the_text(clause: str, day: date | None) -> None:
    assert _identify(_decree(clause)).in_force == day


def test_an_exception_is_noted() -> None:
    entry = _identify(_decree("Nghị định này có hiệu lực từ ngày 01/4/2020, trừ quy định tại khoản 2 Điều này."))
    assert entry.note == "Ngày có hiệu lực: trừ quy định tại khoản 2 Điều này"


REPLACED = [
    ("Nghị định này thay thế Nghị định số 8/2019/NĐ-CP ngày 01/01/2019 của Chính phủ về cây.", ["8-2019-nd-cp"]),
    ("Nghị định số 8/2019/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực.", ["8-2019-nd-cp"]),
    # what amended it, and what it carried, are not named as replaced
    (
        "Nghị định số 8/2019/NĐ-CP đã được sửa đổi theo Nghị định số 7/2019/NĐ-CP và Nghị định số 6/2019/NĐ-CP"
        " hết hiệu lực kể từ ngày Nghị định này có hiệu lực.",
        ["8-2019-nd-cp"],
    ),
    ("Nghị định này thay thế Quy chế ban hành kèm theo Quyết định số 5/2018/QĐ-TTg.", []),
    # a part, and a document without its number
    ("Nghị định này thay thế Điều 5 Nghị định số 8/2019/NĐ-CP.", []),
    ("Nghị định này thay thế Nghị định về cây.", []),
]


@pytest.mark.parametrize(("clause", "targets"), REPLACED)
def test_replaced_documents_are_those_whose_numbers_are_written(clause: str, targets: list[str]) -> None:
    relations = _identify(_decree(clause)).relations
    assert [(r.kind, r.target) for r in relations] == [("replaces", target) for target in targets]


HEADS = [
    # a document of the Party
    (
        ["BỘ CHÍNH TRỊ", "*", "Số 9-KL/TW", "ĐẢNG CỘNG SẢN VIỆT NAM", "Hà Nội, ngày 29 tháng 7 năm 2020", "KẾT LUẬN", "về cây"],
        ("Kết luận", "9-KL/TW", "BỘ CHÍNH TRỊ", date(2020, 7, 29), "về cây"),
    ),
    # two columns on one line, letters as old fonts leave them
    (
        [
            "bộ cây xanh cộng hoà xã hội chủ nghĩa Việt nam",
            "SỐ: 9 /2002/TT-BCX Độc lập - Tự do - Hạnh phúc",
            "Hà nội, ngày 30 tháng 12 năm 2002",
            "Thông tư",
            "Hướng dẫn trồng cây",
        ],
        ("Thông tư", "9/2002/TT-BCX", "bộ cây xanh", date(2002, 12, 30), "Hướng dẫn trồng cây"),
    ),
    # all in the title
    (
        ["Quyết định", "của Thủ tướng Chính phủ số 9/2004/QĐ-TTg", "ngày 25 tháng 6 năm 2004 về việc trồng cây"],
        ("Quyết định", "9/2004/QĐ-TTg", "Thủ tướng Chính phủ", date(2004, 6, 25), "về việc trồng cây"),
    ),
    # several issuers
    (
        [
            "BỘ CÂY - BỘ CỎ",
            *STATE,
            "Số: 9/2016/TTLT-BCA-BCO",
            "Hà Nội, ngày 19 tháng 5 năm 2016",
            "THÔNG TƯ LIÊN TỊCH",
            "Về cây",
        ],
        ("Thông tư liên tịch", "9/2016/TTLT-BCA-BCO", "BỘ CÂY, BỘ CỎ", date(2016, 5, 19), "Về cây"),
    ),
    # a title in capitals that begins as an issuer does
    (["LUẬT", "NGÂN HÀNG CÂY"], ("Luật", None, None, None, "Ngân hàng cây")),
    # without number and day: drafts
    (
        ["ỦY BAN NHÂN DÂN TỈNH X", *STATE, "Số: /QĐ-UBND", "X, ngày tháng năm 2020", "QUYẾT ĐỊNH", "Về việc trồng cây"],
        ("Quyết định", None, "ỦY BAN NHÂN DÂN TỈNH X", None, "Về việc trồng cây"),
    ),
    # an attachment bears the number of the document that carries it, not its own
    (["PHÁT TRIỂN CÂY", "(Ban hành kèm theo Quyết định số 9/2003/QĐ-BCX)"], ("Văn bản", None, None, None, "tep")),
]


@pytest.mark.parametrize(("head", "facts"), HEADS)
def test_headings_are_read_in_every_layout(head: list[str], facts: tuple[object, ...]) -> None:
    entry = _identify([*head, GROUNDS, *BODY])
    assert (entry.type, entry.number, entry.issuer, entry.issued, entry.title) == facts


def test_what_the_source_states_fills_gaps_and_a_disagreement_is_kept() -> None:
    stated = Entry(
        id="x", type="Nghị định", number="9/2020/NĐ-CP", issuer="Chính phủ", issued=date(2020, 2, 11), title="Quy định về cây",
        expired=date(2025, 1, 1), sources=(("issued", "vbpl.vn"), ("expired", "vbpl.vn")),
    )  # fmt: skip
    entry = _identify(_decree(), stated)
    assert (entry.issued, entry.expired) == (date(2020, 2, 10), date(2025, 1, 1))
    assert entry.disputed == (Claim("issued", "11/02/2020", "vbpl.vn"),)
