"""Localities (địa phương): whose organ a document is of, in the form that ids and look-ups compare: "lam-dong".

Guarantees:
1. Two spellings of one locality ("UBND TP. Hồ Chí Minh", "Ủy ban nhân dân thành phố Hồ Chí Minh") are one; a city and the
   province of its name are two.
2. A body of the centre has none: a number is local by its code, an issuer by the unit that it names.
"""

import re
from functools import lru_cache

from kb.language.text import fold_white_space, nfc, search_key, slug

# The provinces since 1976, those that are no more included: documents keep the names of their time.
_PROVINCES = (
    "An Giang", "Bà Rịa Vũng Tàu", "Bắc Giang", "Bắc Kạn", "Bạc Liêu", "Bắc Ninh", "Bắc Thái", "Bến Tre", "Bình Định",
    "Bình Dương", "Bình Phước", "Bình Thuận", "Bình Trị Thiên", "Cà Mau", "Cần Thơ", "Cao Bằng", "Cao Lạng", "Cửu Long",
    "Đà Nẵng", "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Gia Lai Kon Tum", "Hà Bắc", "Hà Giang",
    "Hà Nam", "Hà Nam Ninh", "Hà Nội", "Hà Sơn Bình", "Hà Tây", "Hà Tĩnh", "Hà Tuyên", "Hải Dương", "Hải Hưng", "Hải Phòng",
    "Hậu Giang", "Hồ Chí Minh", "Hòa Bình", "Hoàng Liên Sơn", "Huế", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum",
    "Lai Châu", "Lâm Đồng", "Lạng Sơn", "Lào Cai", "Long An", "Minh Hải", "Nam Định", "Nam Hà", "Nghệ An", "Nghệ Tĩnh",
    "Nghĩa Bình", "Ninh Bình", "Ninh Thuận", "Phú Khánh", "Phú Thọ", "Phú Yên", "Quảng Bình", "Quảng Nam",
    "Quảng Nam Đà Nẵng", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La", "Sông Bé", "Tây Ninh", "Thái Bình",
    "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế", "Thuận Hải", "Tiền Giang", "Trà Vinh", "Tuyên Quang", "Vĩnh Long",
    "Vĩnh Phú", "Vĩnh Phúc", "Yên Bái",
)  # fmt: skip
_SLUGS = frozenset(map(slug, _PROVINCES))
_LONGEST_NAME = 4  # words: "Quảng Nam Đà Nẵng"
# Cities of the level of a province (thành phố trực thuộc trung ương).
_CENTRAL = frozenset(map(slug, ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")))
_SPELT = {
    "dac-lac": "dak-lak", "dac-lak": "dak-lak", "dak-lac": "dak-lak", "dac-nong": "dak-nong", "bac-can": "bac-kan",
    "kontum": "kon-tum", "gia-lai-kontum": "gia-lai-kon-tum", "hcm": "ho-chi-minh",
}  # fmt: skip
# What names a unit → the word of its id; the organs of the Party are named by the unit as well.
_UNITS = {
    "tỉnh ủy": "tinh", "tỉnh đoàn": "tinh", "tỉnh": "tinh", "thành ủy": "thanh-pho", "thành đoàn": "thanh-pho",
    "thành phố": "thanh-pho", "t.p": "thanh-pho", "tp": "thanh-pho", "huyện ủy": "huyen", "huyện đoàn": "huyen",
    "huyện": "huyen", "quận ủy": "quan", "quận": "quan", "thị ủy": "thi-xa", "thị xã": "thi-xa", "tx": "thi-xa",
    "thị trấn": "thi-tran", "xã": "xa", "phường": "phuong", "đặc khu": "dac-khu", "khu vực": "khu-vuc",
}  # fmt: skip
_ANY_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_UNIT = re.compile(
    rf"(?<![\w.])(?:(?P<unit>(?!xã hội\b)(?<!tác )(?<!tấn )(?:{_ANY_UNIT}))"
    r"|(?P<organ>tại|ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd|ủy ban hành chính))(?![\w])[.:\s]*"
    r"(?P<name>[^\n,;:()|*]*)"
)
_HCM = re.compile(r"\bt\.?p\.? ?hcm\b")
# What no issuer has in its name.
_TITLE = re.compile(r"\b(?:về|v/v|ban hành|quy định|sửa đổi|bổ sung|phê duyệt|trên địa bàn)\b")
_WORD = re.compile(r"[-–—]|[^\s–—-]+")
# What a name ends before: the next unit, or the body that is of it.
_AFTER_NAME = frozenset(
    re.findall(
        r"\w+",
        "tỉnh thành huyện quận xã phường thị đặc sở phòng ban ủy ubnd hđnd cục chi trường trung văn đội công tòa viện thanh bộ"
        " liên kho bảo ngân mặt số khóa về kỳ nhiệm và của cộng độc đảng ngày quyết chủ phó giám quy tham trực",
    )
)
# Of these, the words that names begin with too: "Thanh Trì", "Bảo Lộc".
_FIRST_WORDS = frozenset(("thanh", "bảo", "trung", "công", "liên", "thị", "tham", "quy", "trực", "đội", "trường", "văn", "kỳ"))
# As numbers end that organs of a locality give: "15/2025/QĐ-UBND", "05/NQ-HĐND", "23-CT/TU", "12/2003/QĐ-UB".
_LOCAL_NUMBER = re.compile(r"(?:^|[-/.])(?:ct)?(?:ubnd|ub|hđnd|tu|thu|hu|qu|txu)(?:k?\d{1,2})?(?=$|[-/.])")


def is_local_number(number: str) -> bool:
    """Whether organs of localities give such a number: "15/2025/QĐ-UBND"; each of them has one."""
    return bool(_LOCAL_NUMBER.search(search_key(number)))


@lru_cache(maxsize=1 << 14)
def locality(issuer: str, number: str = "", place: str = "") -> str:
    """The locality of an issuer ("UBND huyện Đức Trọng, tỉnh Lâm Đồng" → "huyen-duc-trong-lam-dong"); "" for none.

    Where the issuer names none, and the `number` is a local one, it is that of the `place` of issue.
    """
    if found := _units(issuer):
        return found
    if not number or not is_local_number(number) or not place:
        return ""
    own = slug(place)
    return _units(place) or _SPELT.get(own, own)


def _units(text: str) -> str:
    """The units that `text` names, the lowest first, in the form of an id; "" for none."""
    text = _HCM.sub("thành phố hồ chí minh", search_key(fold_white_space(nfc(text))))
    if title := _TITLE.search(text):
        text = text[: title.start()]
    found: dict[str, str] = {}
    at = 0
    while match := _UNIT.search(text, at):
        at = match.start("name")
        words = _WORD.findall(match["name"])
        province = _province(words)
        if match["organ"]:
            if province:
                found.setdefault("tinh", province)
            continue
        unit = _UNITS[match["unit"]]
        if province and (unit == "tinh" or (unit == "thanh-pho" and province in _CENTRAL)):
            found.setdefault("tinh", province)
        elif name := _name(words):
            found.setdefault(unit, name if unit == "tinh" else f"{unit}-{name}")
            if unit == "khu-vuc" and (province := _province(words[1:])):  # "Tòa án nhân dân khu vực 1 - Lâm Đồng"
                found.setdefault("tinh", province)
    order = ("xa", "phuong", "thi-tran", "dac-khu", "thi-xa", "huyen", "quan", "khu-vuc", "thanh-pho", "tinh")
    return "-".join(found[unit] for unit in order if unit in found)


def _province(words: list[str]) -> str:
    """The province that `words` begin with, the longest of those; "" for none."""
    names = [word for word in words[: _LONGEST_NAME + 2] if slug(word)]
    for count in range(min(len(names), _LONGEST_NAME), 0, -1):
        name = slug(" ".join(names[:count]))
        if (name := _SPELT.get(name, name)) in _SLUGS:
            return name
    return ""


def _name(words: list[str]) -> str:
    """The name that `words` begin with: up to the next body or unit, of at most four words; a number alone is one."""
    name: list[str] = []
    for index, word in enumerate(words):
        if not slug(word):
            if not name or _province(words[index + 1 :]):
                break
            continue
        if word in _AFTER_NAME and (name or word not in _FIRST_WORDS):
            break
        name.append(word)
        if len(name) == _LONGEST_NAME or word.isdigit():
            break
    return slug(" ".join(name))
