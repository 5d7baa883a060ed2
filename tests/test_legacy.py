"""Legacy encodings: the tables against independent codecs, detection, and what must never change."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import legacy as bench
from kb.language.syllables import is_syllable
from kb.readers import characters, read_bytes
from kb.readers.legacy import repair
from kb.readers.legacy.tables import ENCODINGS, SEEN, TCVN3, VISCII, VNI, VPS, WINDOWS_1258, Encoding, view

_TEXT = "Người quản lý kho phải kiểm tra tình trạng hồ sơ mỗi quý một lần và ghi vào sổ"
_VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


def shown(text: str, encoding: Encoding) -> str:
    """`text` as a file in `encoding` shows it to a reader: the inverse of its table."""
    forms = [*SEEN[128:], *map(chr, range(1, 32))]
    if encoding is VNI:
        forms += [base + mark for base in "aeouyôö" for mark in "ùøûõïâáàåãäêéèúüë"]
    table: dict[str, str] = {}
    for form in forms:
        if (letter := encoding.to_unicode(form)) != form and len(letter) == 1:
            table.setdefault(letter, form)
    return "".join(table.get(char, char) for char in text)


@pytest.mark.parametrize("encoding", [TCVN3, VNI, VISCII, VPS], ids=lambda encoding: encoding.title)
def test_a_sentence_in_a_legacy_encoding_becomes_unicode(encoding: Encoding) -> None:
    repaired, report = repair([(shown(_TEXT, encoding), ())])
    assert repaired == [_TEXT]
    assert report == (f"bảng mã {encoding.title} được chuyển sang Unicode: 1 đoạn",)


@pytest.mark.parametrize("times", [1, 2])
def test_utf_8_read_as_windows_1252_is_read_again(times: int) -> None:
    text = _TEXT
    for _ in range(times):
        text = view(text.encode())
    assert repair([(text, ())])[0] == [_TEXT]


def test_raised_digits_beside_a_digit_are_no_letters() -> None:
    assert repair([("Điều 7¹², 10⁶, m²3, ¹26", ())]) == (["Điều 7¹², 10⁶, m²3, ¹26"], ())
    repaired, _ = repair([(f"{shown(_TEXT, TCVN3)} 7¹² h¹", ())])
    assert repaired == [f"{_TEXT} 7¹² hạ"]


@pytest.mark.parametrize("encoding", [TCVN3, VISCII, VPS], ids=lambda encoding: encoding.title)
def test_every_small_vietnamese_letter_has_a_byte(encoding: Encoding) -> None:
    letters = {encoding.to_unicode(char) for char in SEEN}
    assert set(_VOWELS) <= letters


def test_windows_1258_is_what_python_knows() -> None:
    for byte in range(0xC0, 0x100):
        expected = unicodedata.normalize("NFC", "a" + bytes([byte]).decode("cp1258"))
        assert WINDOWS_1258.to_unicode("a" + SEEN[byte]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le préfet a signé un arrêté à la mairie où il était né, déjà",  # French
        "El señor comió piña en el jardín mañana; también el año",  # Spanish
        "Für die Größe der Straße über Österreich, schöne Mädchen",  # German
        "Microsoft® 5×3 ½ m² cm³ 25°C «Điều» § 5 10µm ±2",  # signs
        "Điều 7. Diện tích 20 m², nhiệt độ 25°C",  # Unicode with signs
    ],
)
def test_other_languages_and_signs_stay(text: str) -> None:
    assert repair([(text, ())]) == ([text], ())


def test_two_words_are_too_few_to_tell() -> None:
    text = shown("năm 2003", TCVN3)
    repaired, report = repair([(text, ())])
    assert repaired == [text]
    assert report[0].startswith("không rõ bảng mã")


def test_a_font_decides_and_a_capital_font_gives_capitals() -> None:
    assert repair([(shown("năm 2003", TCVN3), ((0, ".VnTime"),))])[0] == ["năm 2003"]
    assert repair([(shown("độc lập", TCVN3), ((0, ".VnTimeH"),))])[0] == ["ĐỘC LẬP"]


def test_a_font_that_its_words_contradict_does_not_count() -> None:
    assert repair([(_TEXT, ((0, ".VnTime"),))])[0] == [_TEXT]


@pytest.mark.parametrize("word", ["nghiêng", "quyền", "quốc", "giếng", "gì", "khuya", "hoá", "hóa", "uỷ", "Đắk"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ngiêng", "càt", "société", "kà", "bảch", "été"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@settings(max_examples=60)
@given(st.text(_VOWELS + _VOWELS.upper() + " bcdghklmnpqrstvx.,;:()-–“”…0123456789"))
def test_unicode_text_never_changes(text: str) -> None:
    assert repair([(text, ())]) == ([text], ())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec="cp1252"))), st.sampled_from(["", ".VnTime", "VNI-Times", "VPS Times"]))
def test_any_text_gives_as_many_paragraphs(texts: list[str], font: str) -> None:
    assert len(repair([(text, ((0, font),)) for text in texts])[0]) == len(texts)


@settings(max_examples=60)
@given(st.text(st.characters(max_codepoint=127)))
def test_no_encoding_touches_ascii_but_controls(text: str) -> None:
    printable = "".join(char for char in text if char >= " " or char in "\t\n")
    assert all(encoding.to_unicode(printable) == printable for encoding in ENCODINGS)


def stored(text: str, encoding: Encoding) -> bytes:
    """`text` as the bytes of a file in `encoding`."""
    if encoding is WINDOWS_1258:
        return bench.windows_1258(text)
    return bytes(map(SEEN.index, shown(text, encoding)))


@pytest.mark.parametrize("encoding", [TCVN3, VNI, VISCII, VPS, WINDOWS_1258], ids=lambda encoding: encoding.title)
# what the page declares; browsers of the time took no notice of the fonts' own encoding
@pytest.mark.parametrize("declared", ["", "utf-8", "windows-1252", "iso-8859-1", "windows-1258", "x-user-defined"])
def test_files_of_text_in_a_legacy_encoding_are_read_whatever_they_declare(encoding: Encoding, declared: str) -> None:
    data = stored(_TEXT, encoding)
    assert [one.text for one in read_bytes(data, "a.txt").paragraphs] == [_TEXT]
    page = (f"<meta charset={declared}>".encode() if declared else b"") + b"<p>" + data + b"</p>"
    reading = read_bytes(page, "a.html")
    assert [one.text for one in reading.paragraphs] == [_TEXT]
    assert reading.repairs[0] == f"bảng mã {encoding.title} được chuyển sang Unicode: 1 đoạn"
    assert characters(page, "a.html") == page[: -len(data) - 4].decode() + _TEXT + "</p>"


def test_line_ends_stay_where_characters_are_converted() -> None:
    data = b"\r\n".join([stored(_TEXT, TCVN3)] * 2) + b"\r\n\n"
    assert characters(data, "a.txt") == f"{_TEXT}\r\n{_TEXT}\r\n\n"


@pytest.mark.parametrize("encoding", [TCVN3, VNI, VISCII, VPS], ids=lambda encoding: encoding.title)
@pytest.mark.parametrize("number", ["12/2002/QĐ/BTC", "144/2003/QĐ-BTC", "NĐ-CP", "HĐND"])
def test_abbreviations_follow_their_document(encoding: Encoding, number: str) -> None:
    lines = [_TEXT, f"theo số {number} ngày 5"]
    repaired, _ = repair([(shown(line, encoding), ()) for line in lines])
    assert [line.replace("\u00d0", "Đ") for line in repaired] == lines


def test_words_that_stay_in_a_converted_document_are_counted() -> None:
    repaired, report = repair([(shown(_TEXT, TCVN3), ()), ("Société Générale", ())])
    assert repaired == [_TEXT, "Société Générale"]
    assert "2 từ không phải tiếng Việt trong bảng mã nào được giữ nguyên" in report


# (encoding, form) → least recall and precision, with case and then without: a little below what every second sample gives.
# Transcripts of PDF files split words ("c òn") and lack lines that the files show; transcripts of .doc are in small letters
# where the font draws capitals.
FLOORS = {
    ("tcvn3", ".doc"): (0.981, 0.981, 0.998, 0.998),
    ("tcvn3", ".rtf"): (0.985, 0.985, 0.999, 0.999),
    ("tcvn3", ".pdf"): (0.975, 0.976, 0.980, 0.981),
    ("vni", ".doc"): (0.994, 0.994, 0.994, 0.994),
}


def test_real_documents_are_read_as_their_transcripts_have_them(shared: Path) -> None:
    rows = bench.cells(bench.scores(shared, every=2))
    assert {(row.encoding, row.form) for row in rows} == set(FLOORS)
    for row in rows:
        score = row.score
        measured = (score.recall, score.precision, score.recall_without_case, score.precision_without_case)
        floors = FLOORS[row.encoding, row.form]
        assert all(one >= floor for one, floor in zip(measured, floors, strict=True)), (row.encoding, row.form, measured)


def test_real_texts_come_back_from_charsets_that_others_wrote(shared: Path) -> None:
    # What does not come back is misspelt in the document, or still in a legacy encoding in the transcript.
    assert all(trip.same >= 0.999 * trip.words for trip in bench.round_trips(shared, every=16))
