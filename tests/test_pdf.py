"""The PDF reader: pages that the tests write themselves, and real documents where they are at hand."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import UnreadableFile
from kb.law.model import Reading
from kb.readers.pdf import pdf

SHARED = Path(__file__).parent.parent.parent / "shared"
LEFT, INDENT, RIGHT, PITCH, SIZE = 80.0, 110.0, 520.0, 16.0, 14.0
Shown = tuple[float, float, float, str]  # x, y, size, text: every letter is half its size wide
_IMAGE = "q 600 0 0 800 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q\n"


def write(*pages: list[Shown], images: tuple[int, ...] = (), rule: float | None = None, trailer: str = "") -> bytes:
    """A PDF of these pages; those in `images` show one image, `rule` is the height of a short line on every page."""
    letters = sorted({letter for page in pages for *_, text in page for letter in text} | {" "})
    code = {letter: 33 + at for at, letter in enumerate(letters)}
    assert len(code) < 220
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>"]
    widths = " ".join(["500"] * len(letters))
    objects.append(
        f"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Serif/FirstChar 33/LastChar {32 + len(letters)}/Widths[{widths}]"
        "/ToUnicode 4 0 R>>"
    )
    mapped = "\n".join(f"<{number:02x}> <{ord(letter):04x}>" for letter, number in code.items())
    objects.append(
        _stream(
            f"begincmap\n1 begincodespacerange <00> <ff> endcodespacerange\n"
            f"{len(code)} beginbfchar\n{mapped}\nendbfchar\nendcmap"
        )
    )
    for at, page in enumerate(pages):
        content = _IMAGE if at in images else ""
        content += f"{LEFT} {rule} 140 0.7 re f\n" if rule is not None else ""
        for x, y, size, text in page:
            shown = "".join(f"{code[letter]:02x}" for letter in text)
            content += f"BT /F {size} Tf {x} {y} Td <{shown}> Tj ET\n"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents {6 + 2 * at} 0 R>>"
        )
        objects.append(_stream(content))
    data = "%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    size = len(objects) + 1
    return (data + f"trailer <</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{data.index('xref')}\n%%EOF").encode("latin-1")


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>\nstream\n{content}\nendstream"


def flow(paragraphs: list[str], top: float = 700.0, lines: int = 38) -> list[list[Shown]]:
    """Paragraphs as a page has them: first lines stand in, the others reach from margin to margin where words allow."""
    shown: list[list[Shown]] = [[]]
    for paragraph in paragraphs:
        words, x = paragraph.split(), INDENT
        while words:
            line = [words.pop(0)]
            while words and x + (len(" ".join([*line, words[0]])) * SIZE / 2) <= RIGHT:
                line.append(words.pop(0))
            if len(shown[-1]) == lines:
                shown.append([])
            shown[-1].append((x, top - PITCH * len(shown[-1]), SIZE, " ".join(line)))
            x = LEFT
    return shown


def read(data: bytes) -> Reading:
    return pdf.read(data, "van-ban.pdf")


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in read(data).paragraphs]


LONG = "1. Cơ quan nhận hồ sơ ghi vào sổ, trao giấy hẹn cho người nộp và báo cho nơi giải quyết biết trong ngày làm việc đó."
NEXT = "2. Người nộp hồ sơ giữ giấy hẹn cho đến khi có kết quả; mất giấy thì báo lại cho nơi đã trao để được cấp giấy khác."


def test_lines_are_joined_to_paragraphs_by_their_indents() -> None:
    assert texts(write(*flow([LONG, NEXT, LONG]))) == [LONG, NEXT, LONG]


def test_a_paragraph_goes_on_over_a_page() -> None:
    assert texts(write(*flow([LONG, NEXT, LONG, NEXT], lines=4))) == [LONG, NEXT, LONG, NEXT]


def test_a_document_number_broken_after_its_hyphen_is_joined_without_a_space() -> None:
    before = "Việc này theo Nghị định của Chính phủ số 152/2026/NĐ-"
    page = [*flow([LONG, NEXT])[0], (INDENT, 500.0, SIZE, before), (LEFT, 484.0, SIZE, "CP và các văn bản khác.")]
    assert texts(write(page))[-1] == before + "CP và các văn bản khác."


@pytest.mark.parametrize(
    "head",
    [
        "TẬP SAN/Số 7 {}",  # the number stands apart
        "TẬP SAN/Ngày 28-12-2015{}",  # glued to the year
        "{} TẬP SAN",  # before the head
        "Trang {}/9",  # amid the line
        "{}",  # alone
    ],
)
def test_running_heads_with_a_number_that_counts_pages_are_left_out(head: str) -> None:
    pages = [[(200.0, 770.0, 12.0, head.format(at + 5)), *page] for at, page in enumerate(flow([LONG, NEXT] * 4, lines=6))]
    reading = read(write(*pages))
    assert [p.text for p in reading.paragraphs] == [LONG, NEXT] * 4
    assert reading.left_out[0].startswith(f"{len(pages)} ")


def test_the_head_line_of_the_gazette_names_its_issue() -> None:
    reading = read(write([(170.0, 770.0, 13.0, "CÔNG BÁO/Số 12 + 13/Ngày 01-02-2020 4"), *flow([LONG])[0]]))
    assert (reading.gazette, [p.text for p in reading.paragraphs]) == ("12+13", [LONG])


def test_what_repeats_headings_of_the_part_before_is_counted() -> None:
    heads = ["Luật số 9/2019/QH14 ngày 3 tháng 4 năm 2019 Bộ luật thử", "Chương II", "(Tiếp theo Công báo số 10 + 11)"]
    page = [(300 - len(head) * 3.5, 740.0 - 30 * at, SIZE, head) for at, head in enumerate(heads)]
    reading = read(write([*page, *flow([LONG, NEXT], top=640.0)[0], (300.0, 60.0, SIZE, "(Xem tiếp Công báo số 14 + 15)")]))
    assert (reading.continues, reading.repeated) == ("10+11", 3)
    assert reading.stated is not None
    assert (reading.stated.id, reading.stated.type, reading.stated.title) == ("9-2019-qh14", "Bộ luật", "Thử")
    assert [p.text for p in reading.paragraphs[3:]] == [LONG, NEXT]
    assert "1 dòng “Xem tiếp Công báo”" in reading.left_out


def test_a_footnote_follows_the_paragraph_that_bears_its_mark_and_the_mark_is_left_out() -> None:
    body = flow([LONG, NEXT])[0]
    x, y, _, last = body[-1]
    end = x + len(last) * SIZE / 2
    note = [(INDENT, 104.0, 8.0, "1"), (INDENT + 6, 100.0, 11.0, "Khoản này được thêm sau.")]
    reading = read(
        write(
            [
                *body,
                (end, y + 5, 8.0, "1"),
                *note,
            ],
            rule=120.0,
        )
    )
    assert [(p.kind, p.text) for p in reading.paragraphs] == [
        ("text", LONG),
        ("text", NEXT),
        ("note", "1 Khoản này được thêm sau."),
    ]
    assert reading.left_out[0].startswith("1 dấu chú thích")


def test_a_superscript_without_a_footnote_stays() -> None:
    page = [*flow([LONG])[0], (INDENT, 500.0, SIZE, "rộng 5 m"), (INDENT + 54, 505.0, 8.0, "2")]
    assert texts(write(page))[-1] == "rộng 5 m2"


def test_two_columns_at_the_head_are_read_one_after_the_other() -> None:
    left = [(90.0, 740.0, 12.0, "CƠ QUAN A"), (90.0, 722.0, 12.0, "Số: 1/QĐ-A")]
    right = [(300.0, 740.0, 12.0, "NƯỚC B"), (300.0, 722.0, 12.0, "Ngày 1 tháng 2")]
    reading = read(write([*left, *right, *flow([LONG], top=680.0)[0]]))
    assert [p.text for p in reading.paragraphs] == ["CƠ QUAN A", "Số: 1/QĐ-A", "NƯỚC B", "Ngày 1 tháng 2", LONG]
    assert {p.kind for p in reading.paragraphs} == {"text"}


def test_columns_of_many_cells_are_a_table() -> None:
    cells = [(90.0 + 160 * column, 400.0 - 30 * row, 12.0, f"ô {row} {column}") for row in range(3) for column in range(3)]
    reading = read(write([*flow([LONG])[0], *cells]))
    assert [(p.kind, p.text) for p in reading.paragraphs[1:]] == [("table", text) for *_, text in cells]


@pytest.mark.parametrize(
    "stamp",
    [
        [],  # nothing but the image
        [(100.0, 50.0, 8.0, "CƠ QUAN A (đã nhận ngày 1 tháng 2)")],  # a stamped line
        flow(["rn lI1 tbe c0urt 0f " * 30])[0],  # what an OCR of another language left
    ],
)
def test_a_scan_is_refused_with_what_to_do(stamp: list[Shown]) -> None:
    with pytest.raises(UnreadableFile, match=r'van-ban.pdf: là bản quét .*ocrmypdf -l vie "van-ban.pdf" "van-ban-ocr.pdf"'):
        read(write(stamp, [], images=(0, 1)))


def test_pages_without_text_are_named_and_a_scan_with_its_text_is_read() -> None:
    reading = read(write(flow([LONG, NEXT])[0], [], images=(0, 1)))
    assert [p.text for p in reading.paragraphs] == [LONG, NEXT]
    assert reading.left_out[-1].endswith("trang 2")


def test_a_file_under_a_password_is_refused() -> None:
    key = "00" * 32
    trailer = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>/ID[<00><00>]"
    with pytest.raises(UnreadableFile, match="có mật khẩu"):
        read(write(flow([LONG])[0], trailer=trailer))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 3000))
def test_damaged_bytes_give_a_reading_or_one_clear_error(noise: bytes, at: int) -> None:
    data = write(flow([LONG])[0])
    messages = []
    for damaged in (b"%PDF-1.7\n" + noise, data[:at], data[:at] + noise + data[at + len(noise) :]):
        try:
            read(damaged)
        except UnreadableFile as error:
            messages.append(str(error))
    assert all(message.startswith("van-ban.pdf: ") and "\n" not in message for message in messages)


WORDS = ["án", "bộ", "có", "đã", "giữ", "hồ", "sơ", "ủy", "ý", "12", "Điều", "(ở)", "nơi,", "quyết"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=60),
        min_size=2,
        max_size=12,
    )
)
def test_no_character_of_a_page_is_lost(paragraphs: list[list[str]]) -> None:
    written = [" ".join(words) for words in paragraphs]
    assert " ".join(texts(write(*flow(written)))) == " ".join(written)


# Real documents: file, paragraphs that open an Điều, footnotes, marks of footnotes left out.
REAL = [
    ("corpus/nd-150-2026/nghi-dinh-so-150-2026-nd-cp-469522.pdf", 33, 0),
    ("corpus/nd-151-2026/nghi-dinh-so-151-2026-nd-cp-469523.pdf", 59, 0),
    ("corpus/vbhn-13-2026-tthc/13-2026-vbhn-vpqh.pdf", 375, 100),
]


@pytest.mark.parametrize(("path", "articles", "notes"), REAL)
def test_real_documents_give_all_their_articles_and_footnotes(path: str, articles: int, notes: int) -> None:
    if not (SHARED / path).exists():
        pytest.skip("không có ../shared")
    paragraphs = read((SHARED / path).read_bytes()).paragraphs
    assert sum(p.kind == "text" and p.text.startswith("Điều ") and "." in p.text[:12] for p in paragraphs) >= articles
    numbers = [int(p.text.split()[0]) for p in paragraphs if p.kind == "note" and p.text.split()[0].isdigit()]
    assert numbers == list(range(1, notes + 1))


@pytest.mark.skipif(not SHARED.exists(), reason="không có ../shared")
def test_real_scans_are_refused() -> None:
    for path in (SHARED / "samples" / "chinhphu_pdf").glob("*.pdf"):
        with pytest.raises(UnreadableFile, match="bản quét"):
            pdf.read(path.read_bytes(), path.name)
