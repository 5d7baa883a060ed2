"""Dates: as people type them, and as documents write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InvalidDate
from kb.law.dates import parse_date, write_date

WRITTEN = [
    # a 0 before days under 10 and before months 1 and 2 alone
    (date(2026, 7, 1), "01/7/2026"),
    (date(2017, 2, 6), "06/02/2017"),
    (date(2019, 11, 15), "15/11/2019"),
]


@pytest.mark.parametrize(("day", "written"), WRITTEN)
def test_a_date_is_written_as_documents_write_it(day: date, written: str) -> None:
    assert write_date(day) == written


@pytest.mark.parametrize("written", ["2015-07-01", "01/7/2015", "1.7.2015", " 01-07-2015 "])
def test_a_date_is_read_in_both_orders(written: str) -> None:
    assert parse_date(written) == date(2015, 7, 1)


@pytest.mark.parametrize("written", ["", "2015", "31/02/2015", "2015-13-01", "hôm nay", "2015-07-01x"])
def test_what_is_no_date_is_refused_in_vietnamese(written: str) -> None:
    with pytest.raises(InvalidDate, match="không phải là ngày"):
        parse_date(written)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_written_date_is_read_back(day: date) -> None:
    assert parse_date(write_date(day)) == day
