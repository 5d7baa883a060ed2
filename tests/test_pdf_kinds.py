"""The PDF reader on the kinds of pages that programs make: one row a kind, each page written here."""

from collections.abc import Sequence

import pytest

from kb.errors import UnreadableFile
from kb.law.model import Reading
from kb.readers import read_bytes
from kb.readers.pdf import furniture, pdf
from kb.readers.pdf.pages import pages as pages_of
from kb.readers.pdf.scans import ScannedPages, scanned
from tests.pdfs import Sheet, Text, document

LEFT, INDENT, PITCH, SIZE = 60.0, 90.0, 20.0, 14.0
WIDE = 0.6  # of its size is every letter wide
HEAD = "Điều 12. Trách nhiệm của cơ quan"
FIRST = "1. Cơ quan nhận hồ sơ ghi vào sổ, trao giấy hẹn cho người nộp và báo cho nơi giải quyết biết trong ngày làm việc đó."
SECOND = "2. Người nộp hồ sơ giữ giấy hẹn cho đến khi có kết quả; mất giấy thì báo lại cho nơi đã trao để được cấp giấy khác."


def read(*sheets: Sheet, codes: dict[str, str] | None = None) -> Reading:
    return pdf.read(document(*sheets, codes=codes), "van-ban.pdf")


def texts(reading: Reading, kind: str = "text") -> list[str]:
    return [paragraph.text for paragraph in reading.paragraphs if paragraph.kind == kind]


def wrapped(paragraphs: Sequence[str], top: float, size: float = SIZE, letters: int = 56) -> list[Text]:
    """Paragraphs in lines of so many letters, the first one of each indented."""
    shown: list[Text] = []
    for paragraph in paragraphs:
        words, x = paragraph.split(), INDENT
        while words:
            line = [words.pop(0)]
            room = letters - round((x - LEFT) / (WIDE * size))
            while words and len(" ".join([*line, words[0]])) <= room:
                line.append(words.pop(0))
            shown.append(Text(x, top - PITCH * len(shown) * size / SIZE, size, " ".join(line)))
            x = LEFT
    return shown


# What a letter stands for in the text layer, as UTF-16BE → what is read, and how many characters are damaged.
HALVES = [
    ({"x": "d83dde00"}, "Điều 1 😀y", 0),  # a pair, as it should be
    ({"x": "d83d", "y": "de00"}, "Điều 1 😀", 0),  # its halves as two characters
    ({"x": "d835dc65"}, "Điều 1 𝑥y", 0),  # a letter of mathematics
    ({"x": "d83d"}, "Điều 1 �y", 1),  # the first half alone
    ({"y": "de00"}, "Điều 1 x�", 1),  # the second half alone, at the end
    ({"x": "de00", "y": "d83d"}, "Điều 1 ��", 2),  # halves in the wrong order
    ({"x": "d83dd83dde00"}, "Điều 1 �😀y", 1),  # a half before a pair
]


@pytest.mark.parametrize(("codes", "expected", "damaged"), HALVES)
def test_halves_of_utf_16_are_joined_and_a_lone_one_is_reported(codes: dict[str, str], expected: str, damaged: int) -> None:
    reading = read(Sheet([Text(LEFT, 700, SIZE, "Điều 1 xy")]), codes=codes)
    assert texts(reading) == [expected]
    assert [repair.split()[0] for repair in reading.repairs if "ký tự hỏng" in repair] == ([str(damaged)] if damaged else [])
    assert expected.encode() == texts(reading)[0].encode()  # it can be stored


GOOD = document(Sheet([Text(LEFT, 700, SIZE, HEAD)]))
BEFORE = [
    b"\xef\xbb\xbf",  # a byte order mark
    b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n",  # the commands of a printer
    b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n",  # the answer of a server
    b"\r\n\r\n",
    b" " * 1023,  # the last byte where it may begin
]


@pytest.mark.parametrize("before", BEFORE)
def test_a_pdf_may_have_other_bytes_before_its_header(before: bytes) -> None:
    assert texts(read_bytes(before + GOOD, "van-ban.pdf")) == [HEAD]


NO_PDF = [
    "Tệp PDF bắt đầu bằng %PDF-1.7 và kết thúc bằng %%EOF.".encode(),  # text that names the header
    b"<!DOCTYPE html><title>%PDF-1.4</title>",  # a page that names it
    b"<div>%PDF-1.4</div>",
    b" " * 1024 + GOOD,  # it begins too late
    b"PK\x03\x04 %PDF-1.4",  # an archive
]


@pytest.mark.parametrize("data", NO_PDF)
def test_what_only_names_the_header_of_pdf_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^van-ban\.pdf: [^\n]*$"):
        read_bytes(data, "van-ban.pdf")


def test_a_text_that_names_the_header_of_pdf_is_read_as_text() -> None:
    assert texts(read_bytes(b"A\n%PDF-1.7", "a.txt")) == ["A", "%PDF-1.7"]


# Letters: the points between them, whether each is placed by itself.
SPACED = [
    (0.0, False),  # none
    (0.7, False),
    (1.4, False),
    (2.1, False),
    (3.0, False),
    (5.0, False),
    (7.0, False),  # half the size, as wide headings
    (12.0, False),
    (1.4, True),  # without characters for the spaces
    (3.0, True),
    (6.0, True),
]


@pytest.mark.parametrize(("tracking", "apart"), SPACED)
def test_letter_spaced_text_is_read_as_words(tracking: float, apart: bool) -> None:
    words = "Điều 12. QUYẾT ĐỊNH số 5"
    assert texts(read(Sheet([Text(20, 700, SIZE, words, tracking=tracking, apart=apart)]))) == [words]


# Text, points between its letters, what is read: what stands apart stays apart.
APART = [
    ("12345", 7.0, "1 2 3 4 5"),  # the columns of a table, numbered
    ("abcdg", 7.0, "a b c d g"),  # points in a row
    ("xxxx", 8.0, "x x x x"),  # marks
    ("a b c", 0.0, "a b c"),
]


@pytest.mark.parametrize(("text", "tracking", "expected"), APART)
def test_letters_that_make_no_words_are_not_joined(text: str, tracking: float, expected: str) -> None:
    assert texts(read(Sheet([Text(LEFT, 700, SIZE, text, tracking=tracking, apart=True)]))) == [expected]


def turned_page(angle: int, apart: bool) -> list[Text]:
    """Two lines in the middle of a page, turned together."""
    across, up = {90: (PITCH, 0.0), 180: (0.0, PITCH), 270: (-PITCH, 0.0)}[angle]
    lines = ("1. Cơ quan lập hồ sơ.", "2. Báo cáo hằng năm.")
    return [Text(300 + across * 2 * at, 400 + up * 2 * at, 12, line, angle, apart=apart) for at, line in enumerate(lines)]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_is_read_in_its_own_direction(angle: int, rotate: int, apart: bool) -> None:
    reading = read(Sheet(turned_page(angle, apart), rotate=rotate))
    assert texts(reading) == ["1. Cơ quan lập hồ sơ.", "2. Báo cáo hằng năm."]
    assert reading.left_out == ()


# Text that stands askew on a page of prose → what the report says of it.
ASKEW = [
    (Text(580, 200, 10, "Bản sao lưu trữ số 5", 90), "trang 1: chữ xoay 90° không đọc, 20 ký tự: “Bản sao lưu trữ số 5”"),
    (
        Text(580, 600, 10, "Ký bởi: Cơ quan A", 270, apart=True),
        "trang 1: chữ xoay 270° không đọc, 17 ký tự: “Ký bởi: Cơ quan A”",
    ),
    (Text(200, 200, 40, "DỰ THẢO", 45), "trang 1: chữ xoay 45° không đọc, 7 ký tự: “DỰ THẢO”"),  # a watermark
]


@pytest.mark.parametrize(("stamp", "said"), ASKEW)
def test_a_few_turned_words_are_left_out_and_said(stamp: Text, said: str) -> None:
    reading = read(Sheet([stamp, *wrapped([FIRST, SECOND], 700)]))
    assert texts(reading) == [FIRST, SECOND]
    assert reading.left_out == (said,)


def test_a_scan_that_lies_slightly_askew_is_level() -> None:
    assert texts(read(Sheet([Text(LEFT, 700, SIZE, HEAD, 2)]))) == [HEAD]


def test_a_turned_table_on_an_upright_page_is_read_after_its_text() -> None:
    cells = [
        Text(200 + 20 * row, 60 + 250 * column, 10, f"dòng {row} cột {column} có vài chữ", 90)
        for row in range(6)
        for column in (0, 1)
    ]
    reading = read(Sheet([Text(LEFT, 760, SIZE, HEAD), *cells]))
    assert [p.text for p in reading.paragraphs] == [HEAD, *(cell.text for cell in cells)]


# Before the raised number, the number, after it; how it is raised → what is read, and how many are reported.
RAISED = [
    ("Điều 7", "12", ". Quyền", (9.0, 5.0), "Điều 7¹². Quyền", 1),
    ("Điều 7", "12", ". Quyền", (14.0, 5.0), "Điều 7¹². Quyền", 1),  # as large as the text
    ("khoản 2", "3", " Điều 6", (8.0, 5.0), "khoản 2³ Điều 6", 1),
    ("mức 10", "6", " đồng", (9.0, 6.0), "mức 10⁶ đồng", 1),
    ("rộng 5 m", "2", " đất", (9.0, 5.0), "rộng 5 m2 đất", 0),  # after a letter
    ("Điều 7", "12", " này", (14.0, 0.0), "Điều 712 này", 0),  # not raised
]


@pytest.mark.parametrize(("before", "number", "after", "how", "expected", "count"), RAISED)
def test_a_raised_number_after_a_digit_stays_apart(
    before: str, number: str, after: str, how: tuple[float, float], expected: str, count: int
) -> None:
    size, rise = how
    x = LEFT + len(before) * WIDE * SIZE
    end = x + len(number) * WIDE * size
    reading = read(Sheet([Text(LEFT, 700, SIZE, before), Text(x, 700, size, number, rise=rise), Text(end, 700, SIZE, after)]))
    assert texts(reading) == [expected]
    assert reading.repairs == ((f"{count} số viết cao sau chữ số được giữ bằng chữ số trên cao",) if count else ())


# The end of a line, the beginning of the next → how they are joined.
BROKEN = [
    ("theo Nghị định số 62/2015/NĐ-", "CP của Chính phủ", "62/2015/NĐ-CP của"),
    ("theo Nghị định số 62/2015/NĐ\u2010", "CP của Chính phủ", "62/2015/NĐ\u2010CP của"),
    ("theo Nghị định số 62/2015/NĐ\u2011", "CP của Chính phủ", "62/2015/NĐ\u2011CP của"),
    ("theo Nghị định số 62/2015/NĐ\u2013", "CP của Chính phủ", "62/2015/NĐ\u2013CP của"),
    ("theo Nghị định số 62/2015/NĐ", "-CP của Chính phủ", "62/2015/NĐ-CP của"),
    ("theo Nghị định số 62/2015/", "NĐ-CP của Chính phủ", "62/2015/NĐ-CP của"),
    ("theo Nghị định số 62/2015", "/NĐ-CP của Chính phủ", "62/2015/NĐ-CP của"),
    ("theo Thông tư số 05/2016/TTLT-BTP-", "BCA của các bộ", "05/2016/TTLT-BTP-BCA của"),
    ("hợp tác giữa Hà Nội \u2013", "Hải Phòng theo quy định", "Hà Nội \u2013 Hải Phòng"),  # a dash between words
    ("chương trình của châu Á-", "Thái Bình Dương", "châu Á-Thái Bình Dương"),  # a name
]


@pytest.mark.parametrize(("line", "following", "expected"), BROKEN)
def test_a_number_that_a_line_breaks_is_whole(line: str, following: str, expected: str) -> None:
    begin = "1. Cơ quan nhận hồ sơ ghi vào sổ và trao giấy hẹn cho nơi nộp."
    before = wrapped([begin, begin, begin], 700, letters=62)
    y = before[-1].y - PITCH
    filled = "2. Việc này" + " làm" * 20
    whole = f"{filled[: 57 - len(line)]} {line}"
    last = [Text(INDENT, y, SIZE, whole), Text(LEFT, y - PITCH, SIZE, following)]
    assert expected in " ".join(texts(read(Sheet([*before, *last]))))


# Pages of a scan: its height of image, the text on each page.
STAMP = [
    "Ký bởi: Cổng Thông tin điện tử Chính phủ",
    "Email: thongtin@a.vn",
    "Cơ quan: Văn phòng",
    "Thời gian ký: 05.04.2017 16:40:01",
]
SCANS = [
    [STAMP[:1]],  # one stamped line
    [STAMP],  # the stamp of a signature
    [STAMP, [], []],  # on the first page alone
    [STAMP] * 3,  # on each page
    [["Scanned with CamScanner"], ["Scanned with CamScanner"]],  # what a program adds
    [["CÔNG VĂN ĐẾN Số 12 ngày 5 tháng 6"], []],  # the stamp of a register
    [
        [f"Máy quét A – trang {page} – ngày 5 tháng 6 năm 2020 tại phòng văn thư của cơ quan"] for page in range(1, 6)
    ],  # a head line
    [
        [*STAMP, *(f"CN=Nguyễn Văn {letter}, O=Cơ quan, L=Hà Nội, C=VN, số chứng thư {letter}" for letter in "ABCDEGH")]
    ],  # a long name
]


def scanned_pages(data: bytes) -> ScannedPages:
    found = pages_of(data, "van-ban.pdf")
    return scanned(found, furniture.without_furniture(found)[0])


@pytest.mark.parametrize("pages", SCANS)
def test_a_scan_with_stamps_is_a_scan(pages: list[list[str]]) -> None:
    sheets = [Sheet([Text(350, 60 - 7 * at, 6, line) for at, line in enumerate(lines)], image=800) for lines in pages]
    data = document(*sheets)
    with pytest.raises(UnreadableFile, match="là bản quét"):
        pdf.read(data, "van-ban.pdf")
    scan = scanned_pages(data)
    assert (scan.count, scan.without_text, scan.is_scan) == (len(pages), tuple(range(len(pages))), True)


def test_a_scan_whose_last_page_holds_only_a_signature_is_a_scan() -> None:
    stamp = [Text(350, 60 - 7 * at, 6, line) for at, line in enumerate(STAMP)]
    with pytest.raises(UnreadableFile, match="là bản quét"):
        read(Sheet([], image=800), Sheet(stamp))


def test_a_scan_that_bears_its_text_is_none() -> None:
    data = document(Sheet(wrapped([FIRST, SECOND], 700), image=800), Sheet([], image=800))
    scan = scanned_pages(data)
    assert (scan.count, scan.without_text, scan.is_scan) == (2, (1,), False)


NOTE = "Khoản này được bổ sung theo quy định tại khoản 1 Điều 1 của Luật số 1/2030/QH19 có hiệu lực từ ngày 01 tháng 01."
QUOTES = [
    "Điều 2 của Luật số 2/2031/QH19 quy định như sau:",
    "“Điều 2",
    "1. Luật này có hiệu lực từ ngày 02 tháng 02 năm 2031.”.",
]
SMALL = 12.0


def marked(text: str, number: str, y: float) -> list[Text]:
    """A line of text and a raised mark at its end."""
    return [Text(INDENT, y, SIZE, text), Text(INDENT + len(text) * WIDE * SIZE, y + 6, 8, number)]


def note(number: str, paragraphs: Sequence[str], top: float, raised: bool = True) -> list[Text]:
    """A note from `top` down: its number, raised or on the line, and its paragraphs."""
    mark = Text(INDENT, top + (5 if raised else 0), 8 if raised else SMALL, number)
    first, *rest = wrapped(paragraphs, top, SMALL, 68)
    x = INDENT + len(number) * WIDE * mark.size + 4
    return [mark, Text(x, first.y, SMALL, first.text), *rest]


def rule(y: float, width: float = 144) -> tuple[float, float, float]:
    return LEFT, y, width


CONTINUED = [
    (rule(230), rule(760, 480)),  # a short rule above the note, a wide one above where it goes on
    (rule(230), rule(760)),  # the same rule above both
    ((), ()),  # no rules
]


@pytest.mark.parametrize(("above", "again"), CONTINUED)
@pytest.mark.parametrize("whole_page", [False, True])
def test_a_note_that_goes_on_over_a_page_is_one_note(
    above: tuple[float, ...], again: tuple[float, ...], whole_page: bool
) -> None:
    later = wrapped([QUOTES[2], NOTE], 740 if whole_page else 200, SMALL, 68)
    between = [] if whole_page else wrapped([SECOND], 740)
    ruled = ([again] if again else []) if whole_page else ([(again[0], 230.0, again[2])] if again else [])
    reading = read(
        Sheet(
            [*marked("Điều 1. Phạm vi", "1", 740), *wrapped([FIRST], 720), *note("1", [NOTE, *QUOTES[:2]], 210)],
            rules=[above] if above else [],
        ),
        Sheet([*between, *later], rules=ruled),
        Sheet([*wrapped([SECOND if whole_page else FIRST], 740)]),
    )
    assert texts(reading) == ["Điều 1. Phạm vi", FIRST, SECOND, *([] if whole_page else [FIRST])]
    assert texts(reading, "note") == [f"1 {NOTE}", *QUOTES, NOTE]


def test_a_note_that_goes_on_above_the_next_one_is_parted_from_it() -> None:
    one = [*marked("Điều 1. Phạm vi", "1", 740), *wrapped([FIRST], 720), *note("1", [NOTE], 150)]
    two = [*marked("2. Hồ sơ", "2", 740), *wrapped([QUOTES[0]], 200, SMALL, 68), *note("2", [NOTE], 150)]
    reading = read(Sheet(one, rules=[rule(170)]), Sheet(two, rules=[rule(230)]))
    assert texts(reading) == ["Điều 1. Phạm vi", FIRST, "2. Hồ sơ"]
    assert texts(reading, "note") == [f"1 {NOTE}", QUOTES[0], f"2 {NOTE}"]


# The size of the text and of the note's; whether its number is raised, whether a rule stands above it.
SIZES = [
    (14.0, True, True),
    (14.0, True, False),
    (14.0, False, True),
]


@pytest.mark.parametrize(("size", "raised", "ruled"), SIZES)
def test_notes_are_told_however_they_are_numbered(size: float, raised: bool, ruled: bool) -> None:
    page = [*marked("Điều 1. Phạm vi", "1", 740), *wrapped([FIRST], 720, size), *note("1", [NOTE], 150, raised)]
    reading = read(Sheet(page, rules=[rule(170)] if ruled else []))
    assert (texts(reading), texts(reading, "note")) == (["Điều 1. Phạm vi", FIRST], [f"1 {NOTE}"])


# What stands before a mark, the mark, what stands after it → the text of the paragraph.
MARKS = [
    ("3.", "1", " Quyết định", "3. Quyết định"),  # it opens khoản 3
    ("3.", "1", "Quyết định", "3. Quyết định"),  # close to it
    ("Điều 7", "1", ". Quyền", "Điều 7. Quyền"),
    ("cấp xã", "[1]", ", cấp tỉnh", "cấp xã, cấp tỉnh"),  # in brackets
    ("3.", "9", " Quyết định", "3.⁹ Quyết định"),  # no note of that number
]


@pytest.mark.parametrize(("before", "mark", "after", "expected"), MARKS)
def test_a_mark_is_taken_out_of_the_text_where_its_note_stands(before: str, mark: str, after: str, expected: str) -> None:
    x = INDENT + len(before) * WIDE * SIZE
    end = x + len(mark) * WIDE * 8
    line = [Text(INDENT, 740, SIZE, before), Text(x, 746, 8, mark), Text(end, 740, SIZE, after)]
    reading = read(Sheet([*line, *wrapped([FIRST], 720), *note("1", [NOTE], 150)], rules=[rule(170)]))
    assert texts(reading)[0].replace(" ⁹", "⁹") == expected


def test_a_table_in_small_print_with_numbered_rows_is_no_note() -> None:
    rows = [Text(INDENT, 200 - 16 * at, SMALL, f"{at + 1}. Hồ sơ loại {at + 1}") for at in range(4)]
    reading = read(Sheet([*wrapped([FIRST], 720), *rows], rules=[rule(220)]))
    assert texts(reading, "note") == []


# Paragraphs of a text layer → what they mean.
LOOKALIKES = [
    (["ðiều 1. Quyết ñịnh số 12/2009/Qð-UBND ñược ban hành", "Nghị ñịnh số 43/2010/Nð-CP; ñó ñã"],
     ["Điều 1. Quyết định số 12/2009/QĐ-UBND được ban hành", "Nghị định số 43/2010/NĐ-CP; đó đã"]),  # đ is ñ, Đ is ð
    (["QUYẾT ÑỊNH Ñiều 2. ñược", "QÑ-UBND"], ["QUYẾT ĐỊNH Điều 2. được", "QĐ-UBND"]),  # Đ is Ñ
    (["tröờng hợp nöớc ñöợc"], ["trường hợp nước được"]),  # ư is ö, too
    (["trõờng hợp nõớc đõợc rõ nhõ"], ["trường hợp nước được rõ nhõ"]),  # õ is Vietnamese: only what is no syllable
    (["Nhà n−ớc đ−ợc 5−7 ngày"], ["Nhà nước được 5−7 ngày"]),  # a sign for ư
    (["El Niño ñược nhắc tới"], ["El Niño được nhắc tới"]),  # a name stays
    (["El Niño và Señor Muñoz được mời"], ["El Niño và Señor Muñoz được mời"]),  # nothing proves it
]  # fmt: skip


@pytest.mark.parametrize(("shown", "meant"), LOOKALIKES)
def test_letters_that_stand_for_others_are_repaired_where_syllables_prove_it(shown: list[str], meant: list[str]) -> None:
    reading = read(Sheet([Text(LEFT, 740 - 60 * at, 12, text) for at, text in enumerate(shown)]))
    assert texts(reading) == meant
    assert (shown == meant) == (reading.repairs == ())
