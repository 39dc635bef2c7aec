"""What lies where: a shop's levels at its stock locations, and an ERP's goods of which only those that moved are counted again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from app.connectors.medusa.connector import MedusaConnector
from app.connectors.tryton.connector import TrytonConnector
from app.domain.feed import Cursor
from app.domain.shop import WebLevel
from app.domain.stock import StockLevel
from app.lanes.stop import Stop
from tests.contracts.copy import Copy
from tests.contracts.targets import Target
from tests.doubles.medusa import FakeMedusa
from tests.doubles.tryton import FakeTryton

KINDS = ("medusa",)
_FIELDS = "id,sku,*location_levels"


def _of(copy: Copy, sku: str) -> list[WebLevel]:
    return [x for x in copy.records["web_levels"].values() if x.sku == sku]


def test_levels_are_what_the_shop_itself_counts(target: Target) -> None:
    copy = Copy(target, "omar")
    copy.poll("web_levels")
    rows = target.office.call("GET", "/admin/inventory-items", limit="200", fields=_FIELDS)["inventory_items"]
    theirs = {
        level["id"]: (row["sku"], level["location_id"], *(Decimal(str(level[f"{n}_quantity"])) for n in ("stocked", "reserved")))
        for row in rows
        for level in row["location_levels"]
        if row["sku"]
    }
    assert {k: (x.sku, x.place, x.stocked, x.reserved) for k, x in copy.records["web_levels"].items()} == theirs
    names = {p["id"]: p["name"] for p in target.office.call("GET", "/admin/stock-locations", limit="50")["stock_locations"]}
    assert all(x.place_name == names[x.place] for x in copy.records["web_levels"].values())
    assert {k for part in copy.connector.keys(copy.feed("web_levels"), Stop()) for k in part} == theirs.keys()
    some = next(iter(theirs))
    assert copy.connector.fresh("web_level", (some, "ilev_nobody")) == (copy.records["web_levels"][some],)


def test_a_place_says_which_of_the_erps_it_is(target: Target) -> None:
    copy = Copy(target, "omar")
    copy.poll("web_levels")
    assert any(x.warehouse for x in copy.records["web_levels"].values())


def test_what_was_counted_anew_is_read_and_nothing_else_changes(target: Target) -> None:
    before = Copy(target, "omar")
    read = before.poll("web_levels")[-1].asof
    level = _of(before, target.office.other_sku)[0]
    item = target.office.call("GET", "/admin/inventory-items", sku=level.sku, fields="id,sku")["inventory_items"][0]
    path = f"/admin/inventory-items/{item['id']}/location-levels/{level.place}"
    target.office.call("POST", path, {"stocked_quantity": int(level.stocked) + 2})
    try:
        [page] = before.poll("web_levels")
        assert (page.records, page.asof) == ((), read), "not asked again within a minute, and it says as of when it speaks"
        after = Copy(target, "omar")
        after.poll("web_levels")
        changed = [k for k, x in after.records["web_levels"].items() if x != before.records["web_levels"][k]]
        assert [after.records["web_levels"][k].stocked for k in changed] == [level.stocked + 2]
    finally:
        target.office.call("POST", path, {"stocked_quantity": int(level.stocked)})


def test_a_level_that_cannot_be_read_is_set_aside_and_the_rest_is_read() -> None:
    fake = FakeMedusa(addon=False)
    broken = next(iter(fake.store.items.values()))["location_levels"][0]
    broken.update(stocked_quantity="many")
    shop = MedusaConnector(fake.url, "", fake.logins["omar"], fake.passwords["omar"])
    try:
        pages = list(shop.pages(next(f for f in shop.feeds if f.name == "web_levels"), None, Stop()))
        assert [b.ref.key for p in pages for b in p.bad] == [broken["id"]]
        assert len([r for p in pages for r in p.records]) == 3
    finally:
        shop.close()
        fake.close()


# ---- the ERP's goods: on the double, whose whole stock a test may move ----


@pytest.fixture(params=[True, False], ids=["addon", "plain"])
def erp(request: pytest.FixtureRequest) -> Iterator[FakeTryton]:
    fake = FakeTryton(addon=request.param)
    yield fake
    fake.close()


@pytest.fixture
def connector(erp: FakeTryton) -> Iterator[TrytonConnector]:
    made = TrytonConnector(erp.url, erp.database, "omar", erp.erp.passwords["omar"])
    made.hello()
    yield made
    made.close()


def _poll(connector: TrytonConnector, cursor: Cursor | None = None) -> tuple[dict[str, Decimal], Cursor]:
    """What was counted in this poll: "warehouse/product" -> forecast."""
    pages = list(connector.pages(next(f for f in connector.feeds if f.name == "stock"), cursor, Stop()))
    levels = [r for page in pages for r in page.records if isinstance(r, StockLevel)]
    return {x.ref.key: x.forecast for x in levels}, pages[-1].cursor


def test_all_goods_are_counted_and_no_service(connector: TrytonConnector) -> None:
    counted, _ = _poll(connector)
    assert counted.keys() == {f"{house}/{product}" for house in (1, 2, 3) for product in (1, 2, 3)}


def _leave(erp: FakeTryton, product: int, quantity: float, ago: timedelta = timedelta(0)) -> int:
    """A move out of the first warehouse that is planned."""
    empty = dict.fromkeys(("shipment", "planned_date", "effective_date", "origin_planned_date", "origin"))
    room = erp.erp.table("stock.location")[1]["output_location"]
    values = {"product": product, "quantity": quantity, "state": "draft", "from_location": room}
    return erp.erp.create("stock.move", {**empty, **values}, 0, erp.erp.now() - ago)


def test_only_what_moved_is_counted_again_and_all_where_something_vanished(erp: FakeTryton, connector: TrytonConnector) -> None:
    silent = _leave(erp, 1, 1.0, timedelta(hours=1))
    before, cursor = _poll(connector)
    assert _poll(connector, cursor)[0] == {}
    erp.erp.table("stock.move")[silent].update(quantity=3.0)
    gone = _leave(erp, 2, 5.0)
    after, cursor = _poll(connector, cursor)
    assert after == {"1/2": before["1/2"] - 5}, "nothing told of the other one"
    erp.erp.delete("stock.move", gone)
    again, _ = _poll(connector, cursor)
    assert again == {"1/2": before["1/2"], "1/1": before["1/1"] - 2}, "what is gone leaves no trace but in their number"
