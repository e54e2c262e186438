"""Dates: a wrong one is worse than none."""

from datetime import date

import pytest
from casefiles import parametrize
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from normtext.dates import iso_date

_DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
_WRITTEN = {
    "iso": lambda day: day.isoformat(),
    "french": lambda day: f"le {day.day} {_FRENCH[day.month - 1]} {day.year}",
    "first": lambda day: f"{day.day}er {_FRENCH[day.month - 1].upper()} {day.year}",
    "american": lambda day: f"{_ENGLISH[day.month - 1]} {day.day}, {day.year}",
    "british": lambda day: f"{day.day} {_ENGLISH[day.month - 1]} {day.year}",
    "short": lambda day: f"{_ENGLISH[day.month - 1][:3]}. {day.day}, {day.year}",
    "numbers": lambda day: f"publié le {day.day:02}/{day.month:02}/{day.year}",
    "dots": lambda day: f"Mis à jour le {day.day}.{day.month}.{day.year}",
}


@parametrize("dates.toml", "case", "case")
def test_case(case):
    assert (iso_date(case["text"]) or "") == case["date"]


@pytest.mark.parametrize("write", _WRITTEN.values(), ids=_WRITTEN)
@given(day=_DAYS)
def test_every_day_in_every_form(write, day):
    assert iso_date(write(day)) == day.isoformat()
    assert iso_date(f"Par Zoé, {write(day)}.") == day.isoformat()


@given(day=_DAYS, hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_every_time_of_day(day, hour, minute):
    expected = f"{day.isoformat()}T{hour:02}:{minute:02}"
    french = _WRITTEN["french"](day)
    assert iso_date(f"{french} à {hour}h{minute:02}") == expected
    assert iso_date(f"{french}, {hour:02}:{minute:02}") == expected
    half = f"{hour % 12 or 12}:{minute:02} {'a.m.' if hour < 12 else 'pm'}"
    assert iso_date(f"{_WRITTEN['american'](day)} at {half}") == expected


@given(text=st.one_of(any_text, st.text("0123456789/.-: hTmay \u0662", max_size=30)))
def test_answers_none_or_a_real_date(text):
    found = iso_date(text)
    if found is not None:
        assert date.fromisoformat(found[:10]).isoformat() == found[:10]
        assert len(found) in (10, 16)
