"""Dates as people type them and as documents write them."""

import re
from datetime import date

from kb.errors import InvalidDate

DAY = re.compile(
    r"ngày (?P<day>\d{1,2}) ?(?:tháng|/|-|\.) ?(?P<month>\d{1,2}) ?(?:năm|/|-|\.) ?(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE
)

_ISO_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_VIETNAMESE_DATE = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})")


def parse_date(text: str) -> date:
    """The date that `text` writes as 2015-07-01 or 01/7/2015. Raises InvalidDate for anything else."""
    text = text.strip()
    try:
        if match := _ISO_DATE.fullmatch(text):
            return date(*map(int, match.groups()))
        if match := _VIETNAMESE_DATE.fullmatch(text):
            day, month, year = map(int, match.groups())
            return date(year, month, day)
    except ValueError:
        pass
    raise InvalidDate(f"“{text}” không phải là ngày: hãy viết 2015-07-01 hoặc 01/7/2015")


def last_date(text: str) -> date | None:
    """The latest day that is written in `text` in figures: 01/07/2015 of "… từ ngày 01/07/2009 … từ ngày 01/07/2015"."""
    days = []
    for match in _VIETNAMESE_DATE.finditer(text):
        try:
            days.append(parse_date(match[0]))
        except InvalidDate:  # 31/02/2015
            continue
    return max(days, default=None)


def write_date(day: date) -> str:
    """`day` as Vietnamese documents write it: 01/7/2026 (Nghị định 30/2020/NĐ-CP: a 0 before days under 10, months 1 and 2)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def read_day(text: str) -> date | None:
    """The day that `text` writes first: "ngày 01 tháng 7 năm 2016" or "ngày 01/7/2016"; None where there is none."""
    match = DAY.search(text)
    try:
        return date(*(int(match[part]) for part in ("year", "month", "day"))) if match else None
    except ValueError:
        return None
