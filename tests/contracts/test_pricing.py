"""A quote priced by the ERP's own rules: nothing is written, each line says where its price is from, all of them add up as there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.money import Money
from app.domain.pricing import AskedLine, AskPrices, Priced
from app.domain.ref import Ref
from app.errors import RefusedByRemote, Trouble
from app.lanes.stop import Stop
from tests.contracts.counter import Counter
from tests.contracts.targets import Target

KINDS = ("tryton",)
Row = dict[str, object]


@pytest.fixture
def ask(target: Target, counter: Counter) -> AskPrices:
    """Two products for a customer whose price list prices by quantity."""
    lists = counter.desk.on("product.price_list.line", "search_read", [["quantity", ">", 1]], 0, 1, None, ["price_list"])
    assert lists
    counter.desk.on("party.party", "write", [counter.party], {"sale_price_list": lists[0]["price_list"]})
    rows = counter.desk.on(
        "product.product", "search_read", [["code", "in", ["N1001", "N1002"]]], 0, 2, [["id", "ASC"]], ["code"]
    )
    first, second = (str(r["id"]) for r in rows)
    lines = (AskedLine("a", first, Decimal(2)), AskedLine("b", second, Decimal("3")))
    return AskPrices(Ref("tryton", "customer", str(counter.party)), target.office.currency, lines)


def priced(target: Target, ask: AskPrices) -> Priced:
    found = target.connect("carla").price(ask, lambda done, of: None, Stop())
    assert isinstance(found, Priced)
    return found


def test_every_line_and_all_of_them(target: Target, ask: AskPrices) -> None:
    found = priced(target, ask)
    assert found.asked == ask
    assert [x.key for x in found.lines] == ["a", "b"]
    assert found.refused == ()
    for line, asked in zip(found.lines, ask.lines, strict=True):
        assert line.price == line.own > 0
        assert line.net == Money.of(line.own * asked.quantity, ask.currency)
        assert line.list_price is not None
        assert line.own <= line.list_price
        assert line.cost is not None
        assert line.taxes == ("VAT 19 %",)
    assert found.untaxed == found.lines[0].net + found.lines[1].net
    assert found.total == found.untaxed + found.tax
    assert found.tax == Money.of(found.untaxed.amount * Decimal("0.19"), ask.currency)
    assert (found.company_currency, bool(found.price_list)) == (ask.currency, True)


def test_more_of_it_costs_less_each(target: Target, ask: AskPrices) -> None:
    few, many = ask, replace(ask, lines=(replace(ask.lines[0], quantity=Decimal(5000)),))
    assert priced(target, many).lines[0].own < priced(target, few).lines[0].own


def test_what_a_person_set_holds_and_the_erps_own_is_told_beside_it(target: Target, ask: AskPrices) -> None:
    a, b = ask.lines
    found = priced(target, replace(ask, lines=(replace(a, price=Decimal("12.3456")), replace(b, discount=Decimal("12.5")))))
    plain = priced(target, ask)
    assert [x.own for x in found.lines] == [x.own for x in plain.lines]
    assert found.lines[0].price == Decimal("12.3456")
    assert found.lines[0].net == Money.of(Decimal("24.69"), ask.currency)
    assert found.lines[1].price == (plain.lines[1].own * Decimal("0.875")).quantize(Decimal("0.0001"))
    assert found.lines[1].net == Money.of(found.lines[1].price * 3, ask.currency)
    assert found.untaxed == found.lines[0].net + found.lines[1].net


def test_nothing_is_written(target: Target, counter: Counter, ask: AskPrices) -> None:
    def count() -> list[int]:
        return [counter.desk.on(model, "search_count", []) for model in ("sale.sale", "sale.line", "party.address")]

    before = count()
    priced(target, ask)
    assert count() == before


def test_progress_line_by_line(target: Target, ask: AskPrices) -> None:
    heard: list[tuple[int, int]] = []
    target.connect("carla").price(ask, lambda done, of: heard.append((done, of)), Stop())
    assert heard == [(1, 2), (2, 2)]


def test_stopped_between_two_lines_it_answers_nothing(target: Target, ask: AskPrices) -> None:
    stop, heard = Stop(), list[int]()

    def told(done: int, _of: int) -> None:
        heard.append(done)
        stop.set()

    assert target.connect("carla").price(ask, told, stop) is None
    assert heard == [1]


def test_a_line_that_cannot_be_priced_leaves_the_others(target: Target, ask: AskPrices) -> None:
    found = priced(target, replace(ask, lines=(AskedLine("x", "999999", Decimal(1)), ask.lines[1])))
    assert [x.key for x in found.lines] == ["b"]
    assert [key for key, _ in found.refused] == ["x"]
    assert found.untaxed == found.lines[0].net


def test_a_quotation_is_priced_by_its_own_terms(target: Target, counter: Counter, ask: AskPrices) -> None:
    """Not by what the customer's are by now."""
    key = target.office.order()
    party = target.office.party(key)
    asked = replace(ask, customer=Ref("tryton", "customer", str(party)), sale=Ref("tryton", "sale", key))
    before = priced(target, asked)
    [old] = counter.desk.on("party.party", "read", [party], ["sale_price_list"])
    other = next(k for k in counter.desk.on("product.price_list", "search", [], 0, None, None) if k != old["sale_price_list"])
    counter.desk.on("party.party", "write", [party], {"sale_price_list": other})
    try:
        assert priced(target, asked).lines == before.lines
    finally:
        counter.desk.on("party.party", "write", [party], {"sale_price_list": old["sale_price_list"]})


def test_an_unknown_currency_is_said(target: Target, ask: AskPrices) -> None:
    with pytest.raises(RefusedByRemote, match="no currency XTS"):
        target.connect("carla").price(replace(ask, currency="XTS"), lambda done, of: None, Stop())


def test_a_server_that_does_not_answer_is_trouble(target: Target, ask: AskPrices) -> None:
    connector = target.connect("carla")
    connector.hello()
    target.faults.plan("drop", lambda method: method.endswith("sale.line.on_change"))
    with pytest.raises(Trouble):
        connector.price(ask, lambda done, of: None, Stop())
