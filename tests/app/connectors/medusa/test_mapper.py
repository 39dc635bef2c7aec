"""Mapping: pure and total. Recorded rows become records; whatever is done to them, records or Malformed come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.connectors.medusa import goods, mapper
from app.connectors.medusa import payloads as p
from app.connectors.medusa.parts import shape
from app.domain.money import Money
from app.errors import Malformed
from tests.app.connectors.medusa.recorded import PAID, ROWS, UNREADABLE, WORLD, order
from tests.app.connectors.mutations import mutated, storable

NOW = datetime(2026, 11, 26, 22, tzinfo=UTC)


def _lines(row: Any) -> Iterable[object]:
    return [mapper.line(item, row, n, WORLD) for n, item in enumerate(row["items"], 1)]


def _payments(row: Any) -> Iterable[object]:
    return [a for c in row["payment_collections"] for a in mapper.attempts(c, row, WORLD)]


def _base_prices(row: Any) -> Iterable[object]:
    return [found for b in row["prices"] if (found := goods.base_price(b, "N1001", WORLD))]


def _agreed_prices(row: Any) -> Iterable[object]:
    prices = shape(p.PriceList, row)
    if not goods.in_force(prices, NOW):
        return []
    return [found for price in prices.prices for found in goods.agreed_prices(price, prices, WORLD)]


# What is made of a recorded row, by the member of the answer that it came in.
MAKE: dict[str, list[Callable[[Any], Iterable[object]]]] = {
    "orders": [lambda row: [mapper.order(row, WORLD)], _lines, _payments],
    "customers": [lambda row: [goods.buyer(row, WORLD)]],
    "variants": [lambda row: [goods.variant(row, WORLD)], _base_prices],
    "price_lists": [_agreed_prices],
}
CASES = [(member, n) for member in MAKE for n in range(len(ROWS[member]))]
READABLE = [(member, n) for member, n in CASES if ROWS[member][n].get("display_id") != UNREADABLE]


@pytest.mark.parametrize(("member", "n"), READABLE)
def test_recorded_rows_become_records(member: str, n: int) -> None:
    row = deepcopy(ROWS[member][n])
    for make in MAKE[member]:
        for record in make(row):
            storable(record)
    if member in ("orders", "customers"):
        [record] = MAKE[member][0](row)
        assert (record.ref.source, record.ref.key) == ("medusa", row["id"])  # type: ignore[attr-defined]
        assert record.stamp >= datetime.fromisoformat(row["updated_at"])  # type: ignore[attr-defined]
    assert row == ROWS[member][n], "mapping changes nothing"


# ---- mutations ----


ODD: list[Any] = [
    None, True, False, 0, -1, 7, 2**63, 10**30, "", " ", "x", "eur", "\0", "\ud800", "a\u202eb", "1" * 5_000, "NaN", "Infinity",
    "1e999999", "-0", "1e-40", Decimal("NaN"), Decimal("Infinity"), Decimal("1e-29"), Decimal("9" * 30), Decimal("-0.005"),
    {"value": "NaN"}, {"value": "0.1", "precision": 20}, {"value": "1e400"}, {"value": 5}, {"value": "9" * 40}, [], {}, [None],
    [[[]]], [{}], "2026-11-26", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2026-11-26T20:00:00+14:00", "2026-02-30T00:00:00Z",
    "0001-01-01T00:00:00+14:00", date(1, 1, 1), datetime.now(UTC).replace(tzinfo=None), b"", 1.5, float("nan"), object(),
]  # fmt: skip


@settings(max_examples=3000, deadline=None)
@given(st.data())
def test_whatever_is_done_to_a_row_records_or_malformed_come_out(data: st.DataObject) -> None:
    member, n = data.draw(st.sampled_from(CASES))
    row = mutated(data, ROWS[member][n], ODD)
    for make in MAKE[member]:
        whole = row
        if make in (_lines, _payments, _base_prices):  # the reader itself looks whether these lists are there
            names = {_lines: "items", _payments: "payment_collections", _base_prices: "prices"}
            whole = {**row, names[make]: found if isinstance(found := row.get(names[make]), list) else []}
        try:
            made = list(make(whole))
        except Malformed as e:
            assert e.path  # noqa: PT017 - either end is right
            continue
        for record in made:
            storable(record)


@pytest.mark.parametrize("row", [None, 5, "row", [], {}, {"id": True}, {"id": "order_1"}, {"id": 2**70}])
@pytest.mark.parametrize("member", ["orders", "customers", "variants", "price_lists"])
def test_what_is_no_row_is_malformed(member: str, row: object) -> None:
    with pytest.raises(Malformed):
        list(MAKE[member][0](row))


# ---- exact decimals ----


@pytest.mark.parametrize(
    ("raw", "minor"),
    [("0.1", 10), ("1234567890123.45", 123456789012345), ("19.99", 1999), ("5161.86657", 516187), ("-3.5", -350)],
)
def test_amounts_are_taken_from_all_their_digits_and_never_from_a_float(raw: str, minor: int) -> None:
    row = order(PAID)
    row["raw_total"] = {"value": raw, "precision": 20}
    row["total"] = 1.0  # what the server rounds is not looked at
    assert mapper.order(row, WORLD).total == Money(minor, "EUR")


def test_a_quantity_keeps_its_digits() -> None:
    row = order(PAID)
    row["items"][0]["detail"]["raw_quantity"] = {"value": "0.333333333333333333", "precision": 20}
    assert mapper.line(row["items"][0], row, 1, WORLD).quantity == Decimal("0.333333333333333333")


@pytest.mark.parametrize("raw", ["NaN", "Infinity", "1e400", "", "1,5", "0x10", "9" * 20])
def test_a_figure_that_is_none_is_malformed(raw: str) -> None:
    row = order(PAID)
    row["raw_total"] = {"value": raw, "precision": 20}
    with pytest.raises(Malformed) as bad:
        mapper.order(row, WORLD)
    assert bad.value.path == "raw_total"


@pytest.mark.parametrize("status", ["\0", "\ud800"])
def test_a_state_of_a_payment_that_cannot_be_stored_is_malformed(status: str) -> None:
    row = deepcopy(next(r for r in ROWS["orders"] if any(not c.get("payment_sessions") for c in r["payment_collections"])))
    next(c for c in row["payment_collections"] if not c.get("payment_sessions"))["status"] = status
    with pytest.raises(Malformed):
        list(_payments(row))
