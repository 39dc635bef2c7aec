"""What orders are checked against: products, the ERP's own prices, customers' addresses, currencies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import pytest

from app.connectors.tryton.wire import Quantity
from app.domain.address import Address
from app.domain.goods import ListPrice
from app.domain.money import Money
from app.domain.order import Sale
from app.lanes.stop import Stop
from tests.contracts import letters
from tests.contracts.copy import Copy
from tests.contracts.counter import Counter
from tests.contracts.targets import Target, double

KINDS = ("tryton",)


def _decimal(value: Any) -> Decimal:
    return Decimal(value["decimal"])


def test_prices_are_the_erps_own_for_every_list_and_step(target: Target) -> None:
    copy = Copy(target, "carla")
    copy.connector.hello()
    copy.poll("prices")
    copy.poll("products")
    found: dict[tuple[str | None, Decimal], list[ListPrice]] = {}
    for p in copy.records["prices"].values():
        found.setdefault((p.price_list, p.quantity), []).append(p)
    steps = {key: {q for k, q in found if k == key} for key, _ in found}
    assert steps[None] == {Decimal(0)}
    assert {Decimal(0), Decimal(50)} in steps.values()
    desk = target.office.csr
    for (price_list, quantity), prices in found.items():
        context = {**desk.context, "quantity": float(quantity), **({"price_list": int(price_list)} if price_list else {})}
        rows = desk.call("model.product.product.read", [int(p.product) for p in prices], ["sale_price_uom"], context)
        theirs = {str(r["id"]): Money.of(_decimal(r["sale_price_uom"]), target.office.currency) for r in rows}
        assert {p.product: p.price for p in prices} == theirs
        assert theirs.keys() <= copy.records["products"].keys()
    some = next(iter(copy.records["prices"]))
    assert copy.connector.fresh("list_price", (some, "0/999999/0", "nonsense")) == (copy.records["prices"][some],)


def test_products_carry_what_shop_and_erp_share(target: Target) -> None:
    copy = Copy(target, "carla").round()
    product = next(p for p in copy.records["products"].values() if p.code == "N1001")
    assert product.active
    assert product.salable
    assert product.list_price
    assert product.unit == "u"
    assert copy.connector.fresh("product", (product.ref.key,)) == (product,)


def test_every_address_and_the_price_of_every_line(target: Target) -> None:
    counter = Counter(target.office)
    letter = counter.order()
    copy = Copy(target, "carla").round()
    copy.connector.deliver(letter)
    copy.round()
    mine = [a for a in copy.records["addresses"].values() if a.customer == str(counter.party)]
    assert "14 Canal Street" in {a.address.street for a in mine}
    assert {a.address.country for a in mine if a.address.street == "14 Canal Street"} == {counter.country}
    sale = next(s for s in copy.records["sales"].values() if s.web_origin == letter.body()["shared"])
    lines = [x for x in copy.records["lines"].values() if x.sale == sale.ref.key and x.sku == "N1001"]
    assert [(x.unit_price, copy.records["products"][x.product_key].code) for x in lines] == [(Decimal("12.3456"), "N1001")]
    assert copy.records["customers"][sale.customer].number == "C0001"


def test_where_a_sale_goes_is_read_with_it_and_corrected_from_that(target: Target) -> None:
    """The command states what the ERP has, as the feeds told it; the next round tells the new place."""
    counter = Counter(target.office)
    letter = counter.order()
    copy = Copy(target, "carla").round()
    copy.connector.deliver(letter)
    copy.round()

    def sale_and_place() -> tuple[Sale, Address]:
        sale = next(s for s in copy.records["sales"].values() if s.web_origin == letter.body()["shared"])
        return sale, copy.records["addresses"][sale.ship_to].address

    sale, here = sale_and_place()
    assert (here.street, here.name, here.country) == ("14 Canal Street", "Jane Doe", counter.country)
    to = replace(here, street="9 Quay", postcode="45403")
    body = {"sale": sale.ref.key, "from": asdict(here), "to": asdict(to)}
    copy.connector.deliver(letters.letter("correct_address", body, str(sale.number), sale.rev))
    copy.round()
    assert sale_and_place()[1].differences(to) == ()


def test_the_currencies_of_the_erp(target: Target) -> None:
    copy = Copy(target, "carla").round()
    assert target.office.currency in {c.code for c in copy.records["currencies"].values()}
    assert "XTS" not in {c.code for c in copy.records["currencies"].values()}


def test_what_did_not_change_is_not_read_again(target: Target) -> None:
    copy = Copy(target, "carla").round()
    for name, model in (("products", "product.product.search_read"), ("prices", "product.product.read")):
        target.faults.seen.clear()
        [page] = copy.poll(name)
        assert not page.records
        assert sum(m.endswith(model) for m in target.faults.seen) <= 1  # the look at what changed last
        assert {k for part in copy.connector.keys(copy.feed(name), Stop()) for k in part} == copy.records[name].keys()


# ---- what only the owner of the master data may change: on the double ----


@pytest.fixture(params=[True, False], ids=["addon", "plain"])
def world(request: pytest.FixtureRequest) -> Iterator[Target]:
    with ExitStack() as stack:
        target = double(stack, "tryton", addon=request.param)
        yield target
        target.between()


def test_a_new_price_is_heard_of_wherever_it_comes_from(world: Target) -> None:
    copy, desk = Copy(world).round(), world.office.manager
    desk.on("product.template", "write", [1], {"list_price": {"__class__": "Decimal", "decimal": "100.00"}})
    assert {r.ref.key for p in copy.poll("prices") for r in p.records} == {"0/1/0", "1/1/0", "2/1/0", "2/1/50"}
    assert [r.list_price for p in copy.poll("products") for r in p.records] == [Money(10_000, "USD")]
    desk.on("product.price_list.line", "write", [1], {"formula": "0.5"})
    copy.poll("prices")
    assert copy.records["prices"]["1/1/0"].price == Money(5_000, "USD")
    assert copy.records == Copy(world).round().records


def test_what_is_sold_no_more_has_no_price(world: Target) -> None:
    copy, desk = Copy(world).round(), world.office.manager
    desk.on("product.template", "write", [1], {"salable": False})
    copy.round()
    assert not [k for k in copy.records["prices"] if k.split("/")[1] == "1"]
    assert copy.records["products"]["1"].salable is False


def test_a_quantity_travels_as_a_bare_number() -> None:
    from app.connectors.tryton.wire import encode

    assert encode([Quantity("40"), Quantity("2.5"), Decimal("2.5")]) == b'[40,2.5,{"__class__":"Decimal","decimal":"2.5"}]'
