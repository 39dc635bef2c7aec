"""Mapping: pure and total. Recorded rows become records; whatever is done to them, a record or Malformed comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.connectors.quarantine import map_rows
from app.connectors.tryton import feeds, mapper, snapshots
from app.connectors.tryton.mapper import World
from app.connectors.tryton.wire import decode
from app.domain.feed import Record
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.errors import Malformed
from tests.app.connectors.mutations import mutated, storable

NOW = datetime(2026, 11, 24, tzinfo=UTC)
WORLD = World("tryton", "USD", {"USD": Decimal(1), "EUR": Decimal("0.8")})
FILE = Path(__file__).parents[3] / "data" / "tryton" / "rows.json"

# Put together by us, not the server: a row per figure that it answered.
OURS = frozenset({"prices", "stock", "components", "sourcing"})
PRICE = {"id": "2/7/50", "stamp": NOW, "price_list": 2, "product": 7, "quantity": Decimal(50), "price": Decimal("25.1345")}

COMPONENT = {"id": "7/8", "stamp": NOW, "product": 7, "part": 8, "quantity": Decimal("0.5")}
SOURCING = {"id": "7", "stamp": NOW, "makes": 4, "buys": None, "supplier": ""}
LEVEL = {"id": "4/7", "stamp": NOW, "warehouse": 4, "product": 7, "on_hand": Decimal(60), "forecast": Decimal(-20)}


def recorded() -> dict[str, list[dict[str, Any]]]:
    """Rows as a real Tryton 8.2 sent them, by feed, with the figure that the feed fills in."""
    found = decode(FILE.read_bytes())
    assert isinstance(found, dict)
    found["prices"] = [PRICE]
    found["stock"] = [LEVEL]
    found["components"], found["sourcing"] = [COMPONENT], [SOURCING]
    for row in found["shipments"]:
        row["warehouse"] = row["customer"]
    for row in found["moves"]:
        row["product"] = row["from_location"] = row["id"]
    for row in found["sales"]:
        row["shipment_address"] = row["party"]  # asked for since the recording; the number is ours, and so is what an offer has
        row |= {"quotation_date": NOW.date(), "quotation_validity": timedelta(days=30)}
        row |= {"description": "Spares", "comment": "As agreed"}
    for row in found["lines"]:
        row["base_price"] = row["unit_price"]
    for stream in feeds.STREAMS:
        for row in found[stream.feed.name]:
            if stream.lacks and stream.computed and row[stream.lacks] is not None:
                row[stream.computed] = row[stream.lacks]
    return found


ROWS = recorded()
MAPPERS: dict[str, Callable[[object, World], Record]] = {s.feed.name: s.map for s in (*feeds.STREAMS, *snapshots.SNAPSHOTS)}
MAPPERS["standings"] = lambda row, world: mapper.standing(row, world, NOW, "")
CASES = [(name, n) for name, rows in ROWS.items() for n in range(len(rows))]


def test_every_feed_has_recorded_rows() -> None:
    assert {name for name, _ in CASES} == set(MAPPERS)


@pytest.mark.parametrize(("name", "n"), CASES)
def test_recorded_rows_become_records(name: str, n: int) -> None:
    row = ROWS[name][n]
    record = MAPPERS[name](row, WORLD)
    assert record.ref.key == str(row["id"])
    assert record.ref.source == "tryton"
    if name == "products":  # it changes with its template too
        assert record.rev == f"{row['_timestamp']}/{row['template.']['_timestamp']}"
    elif name != "standings" and name not in OURS:
        assert record.rev == row["_timestamp"]
        assert record.stamp == row["last_modified_at"]
        assert record.stamp.tzinfo is UTC


# ---- mutations ----


ODD: list[Any] = [
    None, True, False, 0, -1, 7, 2**63, 2**63 - 1, 10**30, "", " ", "x", "\0", "\ud800", "a\u202eb", "1" * 100_000, "NaN",
    Decimal("NaN"), Decimal("Infinity"), Decimal("1e-29"), Decimal("9" * 30), Decimal("-0.005"), [], {}, [None], {"id": 1},
    [[[]]], date(1, 1, 1), date(9999, 12, 31), datetime(1, 1, 1, tzinfo=UTC), datetime.now(UTC).replace(tzinfo=None), b"", 1.5, object(),
]  # fmt: skip


@settings(max_examples=3000, deadline=None)
@given(st.data())
def test_whatever_is_done_to_a_row_a_record_or_malformed_comes_out(data: st.DataObject) -> None:
    name, n = data.draw(st.sampled_from(CASES))
    row = mutated(data, ROWS[name][n], ODD)
    try:
        record = MAPPERS[name](row, WORLD)
    except Malformed as e:
        assert e.path  # noqa: PT017 - either end is right
        return
    if name not in OURS:
        assert 0 < int(record.ref.key) < 2**63
    storable(record)


@pytest.mark.parametrize("row", [None, 5, "row", [], {}, {"id": True}, {"id": "1"}, {"id": 2**70}])
@pytest.mark.parametrize("name", sorted(MAPPERS))
def test_what_is_no_row_is_malformed(name: str, row: object) -> None:
    with pytest.raises(Malformed):
        MAPPERS[name](row, WORLD)


# ---- meaning ----


def sale(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(ROWS["sales"][0]), **changes}


@pytest.mark.parametrize(
    ("theirs", "ours"), [("quotation", OrderState.QUOTED), ("cancelled", OrderState.CANCELLED), ("done", OrderState.DONE)]
)
def test_states_are_ours(theirs: str, ours: OrderState) -> None:
    assert mapper.sale(sale(state=theirs), WORLD).state is ours


def test_an_offer_is_valid_for_so_many_days_from_the_one_it_was_quoted_on() -> None:
    found = mapper.sale(sale(), WORLD)
    assert isinstance(found, Sale)
    assert (found.quoted_on, found.valid_days) == (NOW.date(), 30)
    assert (found.description, found.comment) == ("Spares", "As agreed")
    plain = mapper.sale(sale(quotation_validity=None, quotation_date=None), WORLD)
    assert isinstance(plain, Sale)
    assert (plain.quoted_on, plain.valid_days) == (None, None)
    line = mapper.line({**deepcopy(ROWS["lines"][0]), "base_price": Decimal("12.3456")}, WORLD)
    assert isinstance(line, SaleLine)
    assert line.list_price == Decimal("12.3456")


def test_what_a_carrier_is_charged_as_is_no_goods() -> None:
    row = ROWS["lines"][0]
    carried = replace(WORLD, carriage=frozenset({row["product."]["id"]}))
    assert [mapper.line(deepcopy(row), world).freight for world in (WORLD, carried)] == [False, True]


def test_an_unknown_state_is_not_guessed() -> None:
    with pytest.raises(Malformed) as bad:
        mapper.sale(sale(state="half_confirmed"), WORLD)
    assert bad.value.path == "state"


def test_the_path_names_the_field() -> None:
    with pytest.raises(Malformed) as bad:
        mapper.sale(sale(**{"currency.": {"code": 5, "id": 1}}), WORLD)
    assert bad.value.path == "currency..code"


def test_the_invoiced_party_is_the_customer() -> None:
    assert mapper.sale(sale(party=5, invoice_party=9), WORLD).customer == "9"
    assert mapper.sale(sale(party=5, invoice_party=None), WORLD).customer == "5"


def test_credit_is_checked_in_the_companys_currency() -> None:
    found = mapper.sale(sale(**{"currency.": {"code": "EUR", "id": 2}, "untaxed_amount": Decimal("80.00")}), WORLD)
    assert found.untaxed == Money(8000, "EUR")
    assert found.untaxed_company == Money(10000, "USD")
    with pytest.raises(Malformed):
        mapper.sale(sale(**{"currency.": {"code": "CHF", "id": 3}}), WORLD)


def test_only_orders_that_ship_on_order_are_checked_by_the_erp() -> None:
    assert mapper.sale(sale(shipment_method="order"), WORLD).ships_on_order
    assert not mapper.sale(sale(shipment_method="manual"), WORLD).ships_on_order


def test_no_limit_is_not_a_limit_of_zero() -> None:
    def limit(value: Decimal | None) -> Money | None:
        row = {"id": 3, "credit_amount": Decimal(0), "credit_limit_amount": value, "receivable": Decimal(0)}
        return mapper.standing(row, WORLD, NOW, None).limit

    assert limit(None) is None
    assert limit(Decimal("0.00")) == Money(0, "USD")


def test_a_standing_is_a_new_revision_only_when_a_figure_moved() -> None:
    row = {"id": 3, "credit_amount": Decimal(5), "credit_limit_amount": None, "receivable": Decimal(1)}
    first = mapper.standing(row, WORLD, NOW, "")
    assert mapper.standing(dict(row), WORLD, datetime.now(UTC), "").rev == first.rev
    assert mapper.standing({**row, "receivable": Decimal(2)}, WORLD, NOW, "").rev != first.rev
    assert mapper.standing(row, WORLD, NOW, None).rev != first.rev


def test_cash_is_negative_and_owed_is_positive() -> None:
    row = {**deepcopy(ROWS["receivables"][0]), "debit": Decimal("10.00"), "credit": Decimal(0)}
    assert mapper.receivable(row, WORLD).amount == Money(1000, "USD")
    assert mapper.receivable({**row, "debit": Decimal(0), "credit": Decimal("7.50")}, WORLD).amount == Money(-750, "USD")


def test_a_cost_in_another_unit_is_no_cost() -> None:
    row = deepcopy(ROWS["lines"][0])
    product = {**row["product."], "cost_price": Decimal("2.50"), "default_uom": 1}
    row |= {"quantity": Decimal("4.0"), "product.": product, "unit.": {"id": 1, "symbol": "u"}}
    assert mapper.line(row, WORLD).cost == Money(1000, "USD")
    assert mapper.line({**row, "unit.": {"id": 2, "symbol": "kg"}}, WORLD).cost is None


def test_one_bad_row_does_not_stop_the_others() -> None:
    rows = [sale(id=1), sale(id=2, state=None), sale(id=3), "no row at all"]
    records, bad = map_rows(rows, "tryton", "sale", lambda row: mapper.sale(row, WORLD))
    assert [r.ref.key for r in records] == ["1", "3"]
    assert [(b.ref.key, b.path) for b in bad] == [("2", "state"), ("?", "row")]
    assert all(len(b.raw.encode()) <= 64 * 1024 for b in bad)


def test_the_recorded_file_is_json() -> None:
    assert set(json.loads(FILE.read_text())) == set(MAPPERS) - OURS
