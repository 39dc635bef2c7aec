"""A shop's stock locations, and what it holds there for the lines of its orders."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.connectors.medusa.connector import MedusaConnector
from app.connectors.medusa.places import aside_for
from app.domain.shop import WebReservation
from app.lanes.stop import Stop
from tests.contracts.copy import Copy
from tests.contracts.targets import Target
from tests.doubles.medusa import FakeMedusa

KINDS = ("medusa",)


def test_places_are_the_shops_and_say_which_of_the_erps_they_are(target: Target) -> None:
    copy = Copy(target, "omar")
    copy.poll("web_places")
    rows = target.office.call("GET", "/admin/stock-locations", limit="50", fields="id,name,metadata")["stock_locations"]
    theirs = {r["id"]: (r["name"], (r["metadata"] or {}).get("erp_warehouse")) for r in rows}
    assert {k: (x.name, x.warehouse) for k, x in copy.records["web_places"].items()} == theirs
    assert {k for part in copy.connector.keys(copy.feed("web_places"), Stop()) for k in part} == theirs.keys()


def _of(copy: Copy, line: str) -> list[WebReservation]:
    return [x for x in copy.records["web_reservations"].values() if x.line == line]


def test_what_is_held_for_a_line_is_known_until_it_left(target: Target) -> None:
    office = target.office
    order = office.order(quantity=5)
    [line] = office.lines(order)
    copy = Copy(target, "omar")
    copy.poll("web_reservations")
    [held] = _of(copy, line["id"])
    assert (held.quantity, held.aside) == (Decimal(5), False)
    assert copy.connector.fresh("web_reservation", (held.ref.key, "resitem_nobody")) == (held,)
    office.ship(order)
    again = Copy(target, "omar")
    again.poll("web_reservations")
    assert _of(again, line["id"]) == []


def test_what_left_while_nobody_looked_is_not_held_any_more(target: Target) -> None:
    office = target.office
    order = office.order(quantity=5)
    [line] = office.lines(order)
    copy = Copy(target, "omar")
    copy.poll("web_reservations")
    office.ship(order)
    after = Copy(target, "omar")  # the console was started again, and goes on from what it held
    after.records, after.cursors = copy.records, copy.cursors
    after.poll("web_reservations")
    assert _of(after, line["id"]) == []


def test_what_is_held_aside_for_a_line_is_that_lines_and_what_is_held_for_nobody_is_not_read(target: Target) -> None:
    office = target.office
    order = office.order(quantity=5)
    [line] = office.lines(order)
    copy = Copy(target, "omar")
    copy.poll("web_reservations")
    [held] = _of(copy, line["id"])
    stock = {"inventory_item_id": held.item, "location_id": held.place, "quantity": 2}
    aside = office.call("POST", "/admin/reservations", {**stock, "description": aside_for(line["id"])})["reservation"]["id"]
    nobody = office.call("POST", "/admin/reservations", {**stock, "description": "for the fair"})["reservation"]["id"]
    try:
        after = Copy(target, "omar")
        after.poll("web_reservations")
        assert {(x.quantity, x.aside) for x in _of(after, line["id"])} == {(Decimal(5), False), (Decimal(2), True)}
        assert nobody not in after.records["web_reservations"]
        assert nobody not in {k for part in after.connector.keys(after.feed("web_reservations"), Stop()) for k in part}
    finally:
        for key in (aside, nobody):
            office.call("DELETE", f"/admin/reservations/{key}")


@pytest.mark.parametrize(
    ("field", "value"),
    [("quantity", "many"), ("quantity", 0), ("location_id", None), ("line_item_id", ["ordli_1"]), ("description", 7)],
)
def test_a_reservation_that_cannot_be_read_is_set_aside_and_the_rest_is_read(field: str, value: object) -> None:
    fake = FakeMedusa(addon=False)
    office_row = next(iter(fake.store.reservations.values()))
    broken = {**office_row, "id": "resitem_broken", field: value}
    fake.store.reservations["resitem_broken"] = broken
    shop = MedusaConnector(fake.url, "", fake.logins["omar"], fake.passwords["omar"])
    try:
        pages = list(shop.pages(next(f for f in shop.feeds if f.name == "web_reservations"), None, Stop()))
        assert [b.ref.key for p in pages for b in p.bad] == ["resitem_broken"]
        assert [r.ref.key for p in pages for r in p.records] == [office_row["id"]]
    finally:
        shop.close()
        fake.close()


def test_a_place_that_cannot_be_read_is_set_aside_and_the_rest_is_read() -> None:
    fake = FakeMedusa(addon=False)
    broken, *rest = fake.store.places.values()
    broken.update(name=["Nowhere"])
    shop = MedusaConnector(fake.url, "", fake.logins["omar"], fake.passwords["omar"])
    try:
        pages = list(shop.pages(next(f for f in shop.feeds if f.name == "web_places"), None, Stop()))
        assert [b.ref.key for p in pages for b in p.bad] == [broken["id"]]
        assert [r.ref.key for p in pages for r in p.records] == [row["id"] for row in rest]
    finally:
        shop.close()
        fake.close()
