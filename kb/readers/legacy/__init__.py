"""Legacy encodings (bảng mã cũ) of Vietnamese → Unicode: texts with the fonts of their parts → texts and a report.

Guarantees:
1. A text in Unicode comes back as it is, with no report: Vietnamese, English, French, numbers and signs.
2. A text whose encoding cannot be told stays as it is and is reported; an encoding is never guessed.
3. Unicode text in which one letter stands for another ("ñiều") is repaired where syllables prove it (`lookalikes`).
4. Each conversion is reported: the encoding, how many paragraphs, how many characters it does not know, which stay, and
   how many words stay that are Vietnamese in no encoding (names in other languages, slips of the pen).
"""

from collections.abc import Sequence

from kb.readers.legacy.conversion import Counts, convert
from kb.readers.legacy.detection import Fonts, Readings, attested, encoding_of_font, is_suspicious, labels, tokens
from kb.readers.legacy.lookalikes import letters_meant
from kb.readers.legacy.tables import Encoding, view

__all__ = ["Fonts", "repair", "view"]

_UNSURE = "không rõ bảng mã: có chữ có thể thuộc một bảng mã cũ, được giữ nguyên"


def repair(texts: Sequence[tuple[str, Fonts]]) -> tuple[list[str], tuple[str, ...]]:
    """The texts of a document's paragraphs in Unicode, in order, and in Vietnamese what was converted.

    Each text comes with its fonts: (offset, name of the font from there on), () where the source has none. A text typed in a
    legacy encoding holds the characters that its bytes have in windows-1252.
    """
    as_they_are, looked_alike = letters_meant([text for text, _ in texts])
    texts = [(text, fonts) for text, (_, fonts) in zip(as_they_are, texts, strict=True)]
    named = any(map(encoding_of_font, {font for _, fonts in texts for _, font in fonts}))
    if not named and not is_suspicious("".join(as_they_are)):
        return as_they_are, tuple(looked_alike)
    readings = Readings()
    suspicious = [is_suspicious(text) for text, _ in texts]
    looked_at = [
        list(tokens(*text)) if named else list(tokens(text[0], ())) if told else []
        for text, told in zip(texts, suspicious, strict=True)
    ]
    telling = [words for words, told in zip(looked_at, suspicious, strict=True) if told or any(word.named for word in words)]
    document = attested(telling, readings)
    if not document.encodings:
        return as_they_are, (*looked_alike, *((_UNSURE,) if document.doubtful else ()))
    counts = Counts()
    repaired = []
    for (text, fonts), looked, told in zip(texts, looked_at, suspicious, strict=True):
        paragraph = looked if named or told else list(tokens(text, ()))
        labelled = labels(paragraph, document, readings)
        unlabelled = [token.text for token, label in zip(paragraph, labelled, strict=True) if not label]
        counts.kept += sum(worth < 0 for worth in readings.of_each(unlabelled, None))
        repaired.append(convert(text, fonts, paragraph, labelled, counts))
    return repaired, (*looked_alike, *_report(document.encodings, counts))


def _report(encodings: Sequence[Encoding], counts: Counts) -> list[str]:
    found = []
    for encoding in encodings:
        if count := counts.paragraphs[encoding.title]:
            found.append(f"bảng mã {encoding.title} được chuyển sang Unicode: {count} đoạn")
        if count := counts.unknown[encoding.title]:
            found.append(f"{count} ký tự không có trong bảng mã {encoding.title} được giữ nguyên")
    if counts.kept:
        found.append(f"{counts.kept} từ không phải tiếng Việt trong bảng mã nào được giữ nguyên")
    if counts.raised:
        found.append(f"{counts.raised} từ được viết hoa như phông chữ của bảng mã TCVN3 (ABC) vẽ ra")
    return found
