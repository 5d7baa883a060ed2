"""Formats of automatic numbers (ISO/IEC 29500-1, 17.18.59) → the text of a number as Word shows it.

Guarantees:
1. A format that is not known here, or a number beyond what it can write, is None: nothing is made up.
"""

from collections.abc import Callable

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_ONES = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "  # noqa: SIM905
    "eighteen nineteen".split()
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FIRST = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
          "twelve": "twelfth"}  # fmt: skip
_VIETNAMESE = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_MARKS = "*†‡§"  # Chicago Manual of Style


def number_text(value: int, form: str) -> str | None:
    """`value` in the format `form` of w:numFmt ("decimal", "lowerLetter" …); None where the format is not known here."""
    if form == "none":
        return ""
    if form == "decimal" or value < 1:
        return str(value)
    write = _FORMATS.get(form)
    return write(value) if write else None


def _letters(value: int, alphabet: str) -> str:
    times, letter = divmod(value - 1, len(alphabet))  # after z: aa, bb … (17.18.59)
    return alphabet[letter] * min(times + 1, 32)


def _roman(value: int) -> str:
    text = ""
    value = min(value, 32767)
    for unit, letters in _ROMAN:
        text += letters * (value // unit)
        value %= unit
    return text


def _enclosed(first: str) -> Callable[[int], str | None]:
    """Numbers 1 to 20 in a frame, the first of which is this character."""
    return lambda value: chr(ord(first) + value - 1) if value <= 20 else None


def _ordinal(value: int) -> str:
    suffix = "th" if value // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{suffix}"


def _english(value: int) -> str | None:
    if value >= 1000:
        return None
    if value >= 100:
        rest = value % 100
        return f"{_ONES[value // 100]} hundred" + (f" {_english(rest)}" if rest else "")
    if value < 20:
        return _ONES[value]
    return _TENS[value // 10] + (f"-{_ONES[value % 10]}" if value % 10 else "")


def _cardinal(value: int) -> str | None:
    text = _english(value)
    return text and text[0].upper() + text[1:]


def _ordinal_words(value: int) -> str | None:
    text = _cardinal(value)
    if text is None:
        return None
    at = max(text.rfind("-"), text.rfind(" ")) + 1
    last = text[at:].lower()
    last = _FIRST.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return text[:at] + (last if at else last[0].upper() + last[1:])


def _vietnamese(value: int) -> str | None:
    tens, ones = divmod(value, 10)
    if tens > 9:
        return None
    last = "lăm" if ones == 5 and tens else "mốt" if ones == 1 and tens > 1 else _VIETNAMESE[ones]
    first = f"{_VIETNAMESE[tens]} mươi" if tens > 1 else "mười" if tens else ""
    return " ".join(filter(None, (first, last if ones else "")))


def _marks(value: int) -> str:
    return _letters(value, _MARKS)


def _padded(digits: int) -> Callable[[int], str]:
    return lambda value: f"{value:0{digits}d}"


_FORMATS: dict[str, Callable[[int], str | None]] = {
    "decimalHalfWidth": str,
    "decimalZero": _padded(2),
    "001, 002, 003, ...": _padded(3),  # w:format of "custom"
    "0001, 0002, 0003, ...": _padded(4),
    "00001, 00002, 00003, ...": _padded(5),
    "lowerLetter": lambda value: _letters(value, "abcdefghijklmnopqrstuvwxyz"),
    "upperLetter": lambda value: _letters(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "russianLower": lambda value: _letters(value, _RUSSIAN),
    "russianUpper": lambda value: _letters(value, _RUSSIAN.upper()),
    "ordinal": _ordinal,
    "cardinalText": _cardinal,
    "ordinalText": _ordinal_words,
    "vietnameseCounting": _vietnamese,
    "hex": lambda value: f"{value:X}",
    "chicago": _marks,
    "numberInDash": lambda value: f"- {value} -",
    "decimalEnclosedCircle": _enclosed("①"),
    "decimalEnclosedCircleChinese": _enclosed("①"),
    "decimalEnclosedFullstop": _enclosed("⒈"),
    "decimalEnclosedParen": _enclosed("⑴"),
    "decimalFullWidth": lambda value: "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)),
    "decimalFullWidth2": lambda value: "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)),
}
