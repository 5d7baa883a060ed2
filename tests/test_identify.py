"""What a document says of itself, in the layouts and wordings that documents have."""

from datetime import date

import pytest

from kb.identify import identify
from kb.law.model import Claim, Entry, Paragraph
from kb.law.relations import DocumentRelation
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
    # with other hyphens
    ("Nghị định này thay thế Nghị định số 8/2019/NĐ\u2011CP về cây.", ["8-2019-nd-cp"]),
    ("Nghị định này thay thế Nghị định số 8/2019/NĐ–CP về cây.", ["8-2019-nd-cp"]),
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


MARKS = [
    # (lines, type, number, issued, title)
    # a number over two lines, in one column and in two
    (
        ["BỘ CÂY", "Số: 9/2022/TTLT-BCA-", "BCO-BHO", "Hà Nội, ngày 18 tháng 02 năm 2022", "THÔNG TƯ LIÊN TỊCH", "Về cây"],
        ("Thông tư liên tịch", "9/2022/TTLT-BCA-BCO-BHO", date(2022, 2, 18), "Về cây"),
    ),
    (
        ["BỘ CÂY", "Số: 9/2022/TTLT-BCA", "Hà Nội, ngày 18 tháng 02 năm 2022", "-BCO", "THÔNG TƯ LIÊN TỊCH", "Về cây"],
        ("Thông tư liên tịch", "9/2022/TTLT-BCA-BCO", date(2022, 2, 18), "Về cây"),
    ),
    (["QUỐC HỘI", "Luật số: 73/2006/", "QH11", *STATE, "LUẬT", "CÂY"], ("Luật", "73/2006/QH11", None, "Cây")),
    (["CHÍNH PHỦ", "Số:", "9/2020/NĐ-CP", *STATE, "NGHỊ ĐỊNH", "Về cây"], ("Nghị định", "9/2020/NĐ-CP", None, "Về cây")),
    # a line in capitals after a whole number is none of it
    (["CHÍNH PHỦ", "Số: 9/2020/NĐ-CP", "NGHỊ ĐỊNH", "VỀ CÂY"], ("Nghị định", "9/2020/NĐ-CP", None, "Về cây")),
    # who passed it, number and day under the title
    (
        ["LUẬT", "CÂY XANH", "CỦA QUỐC HỘI KHÓA XI, KỲ HỌP THỨ 10", "SỐ 73/2006/QH11 NGÀY 29 THÁNG 11 NĂM 2006"],
        ("Luật", "73/2006/QH11", date(2006, 11, 29), "Cây xanh"),
    ),
    # before the title, in lines that go on
    (
        [
            "LUẬT",
            "CỦA QUỐC HỘI NƯỚC CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM SỐ 13/2003/QH11",
            "NGÀY 26 THÁNG 11 NĂM 2003 VỀ CÂY XANH",
        ],
        ("Luật", "13/2003/QH11", date(2003, 11, 26), "Cây xanh"),
    ),
    (
        ["PHÁP LỆNH", "CỦA UỶ BAN THƯỜNG VỤ QUỐC HỘI SỐ 8/2003/PL-UBTVQH11", "NGÀY 25 THÁNG 02 NĂM 2003 VỀ CÂY"],
        ("Pháp lệnh", "8/2003/PL-UBTVQH11", date(2003, 2, 25), "Cây"),
    ),
    # the number of another document is of the title
    (
        ["BỘ CÂY", "Số: 9/2003/TT-BCA", "THÔNG TƯ", "Sửa đổi, bổ sung Thông tư", "số 8/2003/TT-BCA ngày 01/02/2003"],
        ("Thông tư", "9/2003/TT-BCA", None, "Sửa đổi, bổ sung Thông tư số 8/2003/TT-BCA ngày 01/02/2003"),
    ),
    # a body that the title names is of the title
    (
        ["BỘ CÂY", "Số: 9/2003/TT-BCA", "THÔNG TƯ", "Quy định nhiệm vụ", "của Ủy ban nhân dân huyện"],
        ("Thông tư", "9/2003/TT-BCA", None, "Quy định nhiệm vụ của Ủy ban nhân dân huyện"),
    ),
    # who enacts it, with its term, above the grounds; a note mark after the type
    (
        ["HĐND TỈNH X", "Số: 9/NQ-HĐND", "NGHỊ QUYẾT[1]", "VỀ CÂY", "HỘI ĐỒNG NHÂN DÂN TỈNH X", "KHÓA XII, KỲ HỌP THỨ 3"],
        ("Nghị quyết", "9/NQ-HĐND", None, "Về cây"),
    ),
    # who issues it, between the type and the title
    (["TỈNH ỦY X", "Số 9-CT/TU", "CHỈ THỊ", "CỦA BAN THƯỜNG VỤ TỈNH ỦY", "về cây"], ("Chỉ thị", "9-CT/TU", None, "về cây")),
    # "về" is no word of a law's name
    (["QUỐC HỘI", "Số: 15/2003/QH11", "LUẬT", "VỀ CÂY XANH"], ("Luật", "15/2003/QH11", None, "Cây xanh")),
    # a line that ends in a semicolon goes on
    (
        ["CHÍNH PHỦ", "Số: 9/2020/NĐ-CP", "NGHỊ ĐỊNH", "QUY ĐỊNH VIỆC TRỒNG CÂY;", "BÁN CỎ"],
        ("Nghị định", "9/2020/NĐ-CP", None, "Quy định việc trồng cây; bán cỏ"),
    ),
    # a signature stamp above the heading, its facts in lines of their own
    (
        [
            "Người ký: CỔNG THÔNG TIN", "BỘ CÂY", "Email: cay@vi.du", "Cơ quan: VĂN PHÒNG CÂY", "Thời gian ký: 01.02.2020",
            "16:20:11 +07:00", "CHÍNH PHỦ", *STATE, "Số: 9/2020/NĐ-CP", "NGHỊ ĐỊNH", "Về cây",
        ],
        ("Nghị định", "9/2020/NĐ-CP", None, "Về cây"),
    ),
    # type words with slips are read by the code of the number
    (["CHÍNH PHỦ", "Số: 12/2020/NĐ-CP", "NGHỊ ĐINH", "Về cây"], ("Nghị định", "12/2020/NĐ-CP", None, "Về cây")),
    (["CHÍNH PHỦ", "Số: 12/2020/NĐ-CP", "NGHl ĐỊNH", "Về cây"], ("Nghị định", "12/2020/NĐ-CP", None, "Về cây")),
    (
        ["BỘ CÂY", "Số: 9/2022/TTLT-BCA-BCO", "THÔNG TƯ LIÊN TICH", "Về cây"],
        ("Thông tư liên tịch", "9/2022/TTLT-BCA-BCO", None, "Về cây"),
    ),
    # hyphens, dashes, spaces and unseen signs of every kind in a number
    (["CHÍNH PHỦ", "Số: 21/2029/NĐ\u2011CP", "NGHỊ ĐỊNH", "Về cây"], ("Nghị định", "21/2029/NĐ-CP", None, "Về cây")),
    (["CHÍNH PHỦ", "Số: 21/2029/NĐ\u2010CP", "NGHỊ ĐỊNH", "Về cây"], ("Nghị định", "21/2029/NĐ-CP", None, "Về cây")),
    (
        ["CHÍNH PHỦ", "Số:\u00a021\u00a0/2029/NĐ\u00a0\u2014\u00a0CP", "NGHỊ ĐỊNH", "Về cây"],
        ("Nghị định", "21/2029/NĐ-CP", None, "Về cây"),
    ),
    (["TRUNG ƯƠNG", "Số 99\u2012CT/TW", "CHỈ THỊ", "về cây"], ("Chỉ thị", "99-CT/TW", None, "về cây")),
    (["TRUNG ƯƠNG", "Số 99\u2212CT/\u200bTW", "CHỈ THỊ", "về cây"], ("Chỉ thị", "99-CT/TW", None, "về cây")),
    (
        ["BỘ CÂY", "Số: 9/2022/TTLT\u2011BCA\u2011", "BCO", "THÔNG TƯ LIÊN TỊCH", "Về cây"],
        ("Thông tư liên tịch", "9/2022/TTLT-BCA-BCO", None, "Về cây"),
    ),
    # a number cut in its digits; in two columns
    (["BỘ CÂY", "Số: 20/", "2025/TT-BCA", "THÔNG TƯ", "Về cây"], ("Thông tư", "20/2025/TT-BCA", None, "Về cây")),
    (["BỘ CÂY", "Số: 20", "/2025/TT-BCA", "THÔNG TƯ", "Về cây"], ("Thông tư", "20/2025/TT-BCA", None, "Về cây")),
    (["BỘ CÂY", "Số:", "20/", "2025/", "TT-BCA", "THÔNG TƯ", "Về cây"], ("Thông tư", "20/2025/TT-BCA", None, "Về cây")),
    (["QUỐC HỘI", "Luật số: 91/", "2029/QH16", "LUẬT", "CÂY XANH"], ("Luật", "91/2029/QH16", None, "Cây xanh")),
    (["TRUNG ƯƠNG", "Số 99", "-CT/TW", "CHỈ THỊ", "về cây"], ("Chỉ thị", "99-CT/TW", None, "về cây")),
    (
        ["BỘ CÂY", "Số: 20/", "Hà Nội, ngày 12 tháng 3 năm 2025", "2025/TT-BCA", "THÔNG TƯ", "Về cây"],
        ("Thông tư", "20/2025/TT-BCA", date(2025, 3, 12), "Về cây"),
    ),
    # digits that no dash joins are none of it
    (["BỘ CÂY", "Số: 20", "2025/TT-BCA", "THÔNG TƯ", "Về cây"], ("Thông tư", None, None, "Về cây")),
    # a day over lines
    (
        ["BỘ CÂY", "Số: 20/2025/TT-BCA", "Hà Nội, ngày 12 tháng", "3 năm 2025", "THÔNG TƯ", "Về cây"],
        ("Thông tư", "20/2025/TT-BCA", date(2025, 3, 12), "Về cây"),
    ),
    (
        ["BỘ CÂY", "Số: 20/2025/TT-BCA", "Hà Nội, ngày", "12 tháng 3", "năm 2025", "THÔNG TƯ", "Về cây"],
        ("Thông tư", "20/2025/TT-BCA", date(2025, 3, 12), "Về cây"),
    ),
    # a stamp of arrival above the heading
    (
        [
            "Số đến: 123", "Ngày đến: 11/3/2025", "CÔNG VĂN ĐẾN",
            "BỘ CÂY", "Số: 9/2025/TT-BCA", "Ngày 10 tháng 3 năm 2025", "THÔNG TƯ", "Về cây",
        ],
        ("Thông tư", "9/2025/TT-BCA", date(2025, 3, 10), "Về cây"),
    ),
    (
        [
            "ĐẾN Số: 12 Ngày: 11/3/2025 Chuyển: Phòng B",
            "BỘ CÂY", "Số: 9/2025/TT-BCA", "Ngày 10 tháng 3 năm 2025", "THÔNG TƯ", "Về cây",
        ],
        ("Thông tư", "9/2025/TT-BCA", date(2025, 3, 10), "Về cây"),
    ),
    (
        ["ĐẾN", "Số: 12", "Ngày: 11/3/2025", "Chuyển: Phòng B", "BỘ CÂY", "Số: 9/2025/TT-BCA", "THÔNG TƯ", "Về cây"],
        ("Thông tư", "9/2025/TT-BCA", None, "Về cây"),
    ),
    # under the name of the office that got it
    (
        ["SỞ CỎ", "CÔNG VĂN ĐẾN", "Số: 12", "Ngày: 11/3/2025", "BỘ CÂY", "Số: 9/2025/TT-BCA", "THÔNG TƯ", "Về cây"],
        ("Thông tư", "9/2025/TT-BCA", None, "Về cây"),
    ),
    # who passed a law, in the line of its title
    (["LUẬT", "CÂY XANH CỦA QUỐC HỘI KHÓA XVI"], ("Luật", None, None, "Cây xanh")),
    (
        ["LUẬT", "CÂY XANH CỦA QUỐC HỘI KHÓA XI, KỲ HỌP THỨ 10 SỐ 73/2006/QH11 NGÀY 29 THÁNG 11 NĂM 2006"],
        ("Luật", "73/2006/QH11", date(2006, 11, 29), "Cây xanh"),
    ),
    (["NGHỊ QUYẾT", "VỀ KẾT QUẢ CỦA QUỐC HỘI KHÓA XVI"], ("Nghị quyết", None, None, "Về kết quả của quốc hội khóa XVI")),
    # without a number, nothing tells what the word was
    (["CHÍNH PHỦ", "NGHỊ ĐINH", "Về cây"], ("Văn bản", None, None, "tep")),
]  # fmt: skip


@pytest.mark.parametrize(("head", "facts"), MARKS)
def test_number_and_title_are_told_apart_wherever_they_stand(head: list[str], facts: tuple[object, ...]) -> None:
    entry = _identify([*head, GROUNDS, *BODY])
    assert (entry.type, entry.number, entry.issued, entry.title) == facts


def test_a_stamp_of_arrival_is_no_issuer_and_a_day_over_lines_keeps_its_place() -> None:
    lines = [
        "CÔNG VĂN ĐẾN",
        "Số đến: 5",
        "Ngày đến: 1/2/2025",
        "BỘ CÂY",
        "Số: 9/2025/TT-BCA",
        "Đà Lạt, ngày 12 tháng",
        "3 năm 2025",
    ]
    entry = _identify([*lines, "THÔNG TƯ", "Về cây", GROUNDS, *BODY])
    assert (entry.type, entry.issuer, entry.place, entry.issued) == ("Thông tư", "BỘ CÂY", "Đà Lạt", date(2025, 3, 12))


ARRIVED = [
    # (lines above the number, the issuer)
    (["SỞ CỎ", "CÔNG VĂN ĐẾN", "Số: 12", "Ngày: 11/3/2025", "BỘ CÂY"], "BỘ CÂY"),
    (["CÔNG VĂN ĐẾN", "Số đến: 12", "BỘ CÂY"], "BỘ CÂY"),
    # between the issuer and the motto
    (["BỘ CÂY", "ĐẾN Số: 12 Ngày: 11/3/2025 Chuyển: Phòng B", *STATE], "BỘ CÂY"),
]


@pytest.mark.parametrize(("above", "issuer"), ARRIVED)
def test_who_got_a_document_is_not_its_issuer(above: list[str], issuer: str) -> None:
    assert _identify([*above, "Số: 9/2025/TT-BCA", "THÔNG TƯ", "Về cây", GROUNDS, *BODY]).issuer == issuer


def test_a_commune_is_told_with_its_province_and_so_is_what_it_replaces() -> None:
    lines = [
        "ỦY BAN NHÂN DÂN",
        "XÃ TÂN LẬP",
        *STATE,
        "Số: 9/QĐ-UBND",
        "Tân Lập, ngày 10 tháng 7 năm 2025",
        "QUYẾT ĐỊNH",
        "Về cây",
    ]
    told = "Quyết định này thay thế Quyết định số 8/2024/QĐ-UBND ngày 01/7/2024 của Ủy ban nhân dân xã Tân Lập."
    entry = _identify([*lines, GROUNDS, *BODY, told, "Cây của xã Tân Lập, huyện Mộc Châu, tỉnh Sơn La."])
    assert entry.id == "9-qd-ubnd-2025-xa-tan-lap-son-la"
    assert entry.targets(DocumentRelation.REPLACES) == ("8-2024-qd-ubnd-xa-tan-lap-son-la",)
    # two provinces have a commune of the name: which is meant, is not told
    both = _identify([*lines, GROUNDS, *BODY, "Xã Tân Lập, tỉnh Sơn La và xã Tân Lập, tỉnh Lào Cai."])
    assert both.id == "9-qd-ubnd-2025-xa-tan-lap"


def test_a_signature_stamp_is_no_issuer() -> None:
    entry = _identify(
        ["Ký bởi: Cổng Thông tin Bộ Cây", "Ngày ký: 01/02/2020", "BỘ CỎ", "Số: 9/2020/TT-BCO", "THÔNG TƯ", "Về cỏ"]
    )
    assert (entry.issuer, entry.issued) == ("BỘ CỎ", None)


LETTERS = [
    # a name inside the title is as the text writes it, though the whole title is nowhere in it
    ("VỀ HỘI TRỒNG CÂY VIỆT NAM", "Điều lệ của Hội Trồng cây Việt Nam do hội viên thông qua.", "Về Hội Trồng cây Việt Nam"),
    # the head of a sentence says nothing
    ("QUY ĐỊNH VIỆC TRỒNG CÂY", "Trồng cây là việc tốt. Cây xanh mát.", "Quy định việc trồng cây"),
    # laws that the text names
    ("SỬA ĐỔI LUẬT CÂY, LUẬT CỎ", "Bổ sung vào Luật Cây và Luật Cỏ.", "Sửa đổi Luật Cây, Luật Cỏ"),
    # laws that the text names at the head of its sentences alone, or in no other letters
    (
        "SỬA ĐỔI MỘT SỐ ĐIỀU CỦA LUẬT CÂY XANH; LUẬT BÓNG MÁT",
        "Luật Cây xanh dài. Luật Bóng mát ngắn.",
        "Sửa đổi một số điều của Luật Cây xanh; Luật Bóng mát",
    ),
    ("SỬA ĐỔI MỘT SỐ ĐIỀU CỦA LUẬT CÂY VÀ LUẬT CỎ", "Không gì khác.", "Sửa đổi một số điều của Luật cây và Luật cỏ"),
    ("VỀ TIỀN CÔNG CỦA LUẬT SƯ, LUẬT GIA", "Không gì khác.", "Về tiền công của luật sư, luật gia"),
    # numbers of documents
    ("SỬA ĐỔI THÔNG TƯ SỐ 9/2003/TT-BCA", "Thông tư này có hiệu lực.", "Sửa đổi thông tư số 9/2003/TT-BCA"),
]


@pytest.mark.parametrize(("title", "words", "expected"), LETTERS)
def test_capitals_of_a_title_are_those_of_the_text(title: str, words: str, expected: str) -> None:
    lines = ["CHÍNH PHỦ", "Số: 9/2020/NĐ-CP", "NGHỊ ĐỊNH", title, GROUNDS, "Điều 1. Phạm vi", words, "Điều 2. Khác"]
    assert _identify(lines).title == expected


def _consolidated(*end: str, head: tuple[str, ...] = ("VĂN BẢN HỢP NHẤT - BỘ CÂY", *STATE), stem: str = "tep") -> Entry:
    told = (
        "Luật Cây số 9/2008/QH12 ngày 14 tháng 11 năm 2008 của Quốc hội, có hiệu lực từ 01/7/2009, được sửa đổi, bổ sung bởi:"
    )
    amending = ["1. Luật số 8/2014/QH13 ngày 13 tháng 6 năm 2014;", "2. Luật Cỏ số 7/2018/QH14 ngày 20 tháng 11 năm 2018."]
    lines = [*head, "LUẬT", "CÂY", told, *amending, "Căn cứ Hiến pháp;", *BODY, "Luật này có hiệu lực từ ngày 01/7/2009.", *end]
    return identify(parse([Paragraph(line) for line in lines]), stem)


AUTHENTICATED = [
    "BỘ CÂY",
    "Số: 5/VBHN-BCA",
    "XÁC THỰC VĂN BẢN HỢP NHẤT",
    "Hà Nội, ngày 10 tháng 12 năm 2018",
    "BỘ TRƯỞNG",
    "Lê Cây",
]
CONSOLIDATIONS = [
    # number and day at the end
    (_consolidated(*AUTHENTICATED), ("5-vbhn-bca-2018", "5/VBHN-BCA", date(2018, 12, 10), "BỘ CÂY")),
    # notes after them
    (
        _consolidated(*AUTHENTICATED, "[1] Luật số 8/2014/QH13 có căn cứ như sau:", "Hà Nội, ngày 01 tháng 01 năm 2001"),
        ("5-vbhn-bca-2018", "5/VBHN-BCA", date(2018, 12, 10), "BỘ CÂY"),
    ),
    # in two columns; without the word; the number over two lines
    (
        _consolidated("BỘ CÂY   XÁC THỰC VĂN BẢN HỢP NHẤT", "Số: 5/VBHN-BCA   Hà Nội, ngày 10 tháng 12 năm 2018"),
        ("5-vbhn-bca-2018", "5/VBHN-BCA", date(2018, 12, 10), "BỘ CÂY"),
    ),
    (
        _consolidated("Số: 5/VBHN-BCA", "Hà Nội, ngày 10 tháng 12 năm 2018"),
        ("5-vbhn-bca-2018", "5/VBHN-BCA", date(2018, 12, 10), "BỘ CÂY"),
    ),
    (
        _consolidated("BỘ CÂY", "Số: 5/VBHN-", "BCA", "XÁC THỰC VĂN BẢN HỢP NHẤT", "Hà Nội, ngày 10 tháng 12 năm 2018"),
        ("5-vbhn-bca-2018", "5/VBHN-BCA", date(2018, 12, 10), "BỘ CÂY"),
    ),
    # at the end, nothing of it at the top
    (_consolidated(*AUTHENTICATED, head=STATE), ("5-vbhn-bca-2018", "5/VBHN-BCA", date(2018, 12, 10), "BỘ CÂY")),
    # at the top
    (
        _consolidated(head=("BỘ CÂY", *STATE, "Số: 5/VBHN-BCA", "Hà Nội, ngày 10 tháng 12 năm 2018")),
        ("5-vbhn-bca-2018", "5/VBHN-BCA", date(2018, 12, 10), "BỘ CÂY"),
    ),
    # at the top the number of the law that it gives
    (
        _consolidated(*AUTHENTICATED, head=("QUỐC HỘI", *STATE, "Luật số: 9/2008/QH12", "Hà Nội, ngày 14 tháng 11 năm 2008")),
        ("5-vbhn-bca-2018", "5/VBHN-BCA", date(2018, 12, 10), "BỘ CÂY"),
    ),
    # in the name of the file alone; by the words of the issuer a d is a Đ
    (_consolidated(stem="van-ban-hop-nhat-so-5-vbhn-bc-1234"), ("5-vbhn-bc", "5/VBHN-BC", None, "BỘ CÂY")),
    (
        _consolidated(head=("VĂN BẢN HỢP NHẤT - BỘ ĐẤT VÀ CÂY",), stem="05_2019_VBHN-BDC"),
        ("05-vbhn-bdc", "05/VBHN-BĐC", None, "BỘ ĐẤT VÀ CÂY"),
    ),
    # nowhere: by what it gives, as of which law
    (_consolidated(), ("hop-nhat-9-2008-qh12-7-2018-qh14", None, None, "BỘ CÂY")),
]


@pytest.mark.parametrize(("entry", "facts"), CONSOLIDATIONS)
def test_a_consolidated_text_has_its_own_number_and_day(entry: Entry, facts: tuple[object, ...]) -> None:
    assert (entry.id, entry.number, entry.issued, entry.issuer) == facts
    assert (entry.type, entry.title, entry.in_force) == ("Văn bản hợp nhất", "Luật Cây", None)
    assert entry.targets(DocumentRelation.CONSOLIDATES) == ("9-2008-qh12", "7-2018-qh14")


def test_what_the_source_states_fills_gaps_and_a_disagreement_is_kept() -> None:
    stated = Entry(
        id="x", type="Nghị định", number="9/2020/NĐ-CP", issuer="Chính phủ", issued=date(2020, 2, 11), title="Quy định về cây",
        expired=date(2025, 1, 1), sources=(("issued", "vbpl.vn"), ("expired", "vbpl.vn")),
    )  # fmt: skip
    entry = _identify(_decree(), stated)
    assert (entry.issued, entry.expired) == (date(2020, 2, 10), date(2025, 1, 1))
    assert entry.disputed == (Claim("issued", "11/02/2020", "vbpl.vn"),)
