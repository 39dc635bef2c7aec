"""Cells speak the words and signs of the look, and what leaves for a spreadsheet cannot run there."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money
from app.domain.sheet import harmless
from tests.ui.tables.rows import COLUMNS, line
from ui.tables import formats
from ui.tables.column import Cell, Line
from ui.tables.export import csv_text, tab_text

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "shape", "text"),
    [
        (38, "warn", "38 min"),
        (102, "", "1 h 42"),
        (185, "", "3 h 05"),
        (-18, "bad", "−18 min"),
        (-72, "bad", "−1 h 12"),
        (1500, "", "1 d 1 h"),
        (-599, "bad", "−9 h 59"),
        (-1421, "bad", "−23 h"),
        (-2280, "bad", "−1 d"),
    ],
)
def test_a_deadline_has_a_shape_and_few_words(minutes: int, shape: str, text: str) -> None:
    at = NOW + timedelta(minutes=minutes)
    began = min(NOW, at) - timedelta(minutes=240 - min(240, max(minutes, 0)))
    assert formats.due(at, began, NOW) == (shape, text)


def test_days_are_said_as_one_says_them() -> None:
    today = date(2026, 11, 24)
    assert formats.ship(today, today) == ("", "Today")
    assert formats.ship(date(2026, 11, 23), today) == ("bad", "1 d late")
    assert formats.ship(date(2026, 11, 26), today) == ("", "Thu 26")
    assert formats.ship(date(2026, 12, 9), today) == ("", "9 Dec")
    assert formats.ship(date(2027, 12, 9), today) == ("", "9 Dec 27")
    assert formats.ship(None, today) == ("text.3", "–")


def test_money_is_whole_in_a_queue_exact_in_a_case_and_never_summed_across_currencies() -> None:
    assert formats.whole(Money.of("8420.00", "EUR")) == "8,420"
    assert formats.exact(Money.of("-6200", "EUR")) == "−6,200.00"
    assert formats.whole(None) == "–"
    assert formats.sums((Money.of("1", "EUR"), Money.of("2", "JPY"))) == "EUR 1.00, JPY 2"
    assert formats.spoken(Money.of("8420", "EUR")) == "8,420 euro"


def test_ages_have_one_unit() -> None:
    ages = [formats.age(NOW - timedelta(seconds=s), NOW) for s in (4, 59, 60, 7200, 259200, -5)]
    assert ages == ["4 s", "59 s", "1 min", "2 h", "3 d", "0 s"]


@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    out = harmless(text)
    assert not out.startswith(("=", "+", "@", "\t", "\r"))
    assert not out.startswith("-") or out[1:].replace(",", "").replace(".", "").isdigit()
    assert "\n" not in out
    assert "\t" not in out


def test_copy_and_export_leave_out_what_has_no_title() -> None:
    rows = [line("a"), Line("b", (Cell(""), Cell('=cmd|"x"'), Cell('Ann, "B"'), Cell("−5")), "")]
    assert tab_text(COLUMNS, rows).splitlines()[0] == "Order\tCustomer\tEUR"
    read = list(csv.reader(io.StringIO(csv_text(COLUMNS, rows))))
    assert read == [["Order", "Customer", "EUR"], ["a", "Customer a", "1,000"], ['\'=cmd|"x"', 'Ann, "B"', "-5"]]
