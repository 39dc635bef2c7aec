"""Days, figures and names out of cells: what is written in one way is read so, what can be read in two ways is not guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures_read import Unreadable
from app.kpis.imports import values
from app.kpis.imports.touchpoints import TOUCHPOINTS, touchpoint
from app.kpis.imports.values import DAY_FIRST, MONTH_FIRST

DAYS = st.dates(date(1970, 1, 1), date(2099, 12, 31))
CLOCKS = st.sampled_from(("", " 8:26", " 08:26:00", "T23:59:59Z", " 8:26 AM"))


@given(DAYS, CLOCKS)
def test_a_day_is_read_in_every_shape(day: date, clock: str) -> None:
    told = (f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}", f"{day.day} {day:%b} {day.year}",
            f"{day:%B} {day.day}, {day.year}", f"{day:%Y%m%d}")  # fmt: skip
    for text in told:
        assert values.day(text + ("" if text.isdigit() else clock)) == day, text


@given(DAYS, CLOCKS, st.sampled_from("/-"))
def test_day_and_month_are_never_guessed(day: date, clock: str, mark: str) -> None:
    american = f"{day.month}{mark}{day.day}{mark}{day.year}{clock}"
    assert values.day(american, MONTH_FIRST) == day
    assert values.day(f"{day.day}{mark}{day.month}{mark}{day.year}{clock}", DAY_FIRST) == day
    if day.day > 12 or day.day == day.month:
        assert values.day(american) == day
        assert not values.is_open(american)
    else:
        assert values.is_open(american)
        with pytest.raises(Unreadable, match="two ways"):
            values.day(american)


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "No day"), ("yesterday", "is not a day"), ("31.02.2026", "not a day of the calendar"), ("2026-13-01", "calendar"),
     ("1.1.1800", "between 1970"), ("40/13/2010", "two ways"), ("12", "is not a day")],
)  # fmt: skip
def test_what_is_no_day_says_so(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        values.day(text)


@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)))
def test_months(day: date) -> None:
    first = day.replace(day=1)
    for text in (
        f"{day:%Y-%m}",
        f"{day:%m/%Y}",
        f"{day.month}.{day.year}",
        f"{day:%b %Y}",
        f"{day:%B} {day.year}",
        f"{day:%Y-%m-%d}",
    ):
        assert values.month(text) == first, text
    assert values.month("März 2026") == date(2026, 3, 1)
    assert values.month("août 2026") == date(2026, 8, 1)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_figure_is_what_was_written_with_either_mark(number: Decimal) -> None:
    english, german = f"{number:,.2f}", f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    assert values.number(english, ".") == number
    assert values.number(german, ",") == number
    assert values.number(f"{number:.2f}", ".") == number


def test_a_figure_that_can_be_read_in_two_ways_is_not_read() -> None:
    for text in ("1,234", "1.234"):
        with pytest.raises(Unreadable, match="can be read as"):
            values.number(text, "")
    assert values.number("1,234", ".") == 1234
    assert values.number("1,234", ",") == Decimal("1.234")
    for text in ("1e5", "abc", "12345678901234567", "0.00000000001", "1.2.3,4"):
        with pytest.raises(Unreadable):
            values.number(text, ".")


def test_names_are_keys() -> None:
    assert values.named(" 17850.0 ") == "17850"
    assert values.named("A  B") == "A B"
    for nothing in ("", "nan", "NULL", "N/A", " "):
        assert values.named(nothing) == ""


@pytest.mark.parametrize("n", range(10))
def test_touchpoints_by_number_name_and_title(n: int) -> None:
    name, title = TOUCHPOINTS[n]
    assert {touchpoint(x) for x in (name, title, str(n + 1), f"{n + 1} something", name.upper())} == {name}


def test_touchpoints_in_three_languages_and_none() -> None:
    told = {"Rechnung": "billing", "réception": "delivery", "Warten auf die Lieferung": "waiting", "NPS relational": "relationship",
            "Weiterempfehlung": "referral", "Réclamation": "problem", "Vertrieb": "sales_contact"}  # fmt: skip
    assert {text: touchpoint(text) for text in told} == told
    for text in ("", "11", "nix"):
        with pytest.raises(Unreadable):
            touchpoint(text)
