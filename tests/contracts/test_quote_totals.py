"""What we show of a quote is what the ERP makes of it, to the last digit, in three currencies; and who says so notices planted bugs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import Any

import pytest

from app.connectors.tryton import pricing
from app.connectors.tryton.connector import TrytonConnector
from demo.servers import Servers
from tests.contracts.office import Desk
from tests.contracts.quote_totals import compared
from tests.outside.quotes import CURRENCIES, Books, add_currencies

pytestmark = pytest.mark.servers
QUOTES = 100
World = tuple[TrytonConnector, Books]


@pytest.fixture(scope="module")
def world(servers: Servers) -> Iterator[World]:
    """A company of its own that also sells in dollars and yen."""
    database = "t_quotes"
    servers.clone(database)
    add_currencies(servers.dsn(database))
    url = servers.start_trytond(database)
    connector = TrytonConnector(url, database, "carla", servers.password("carla"))
    yield connector, Books(Desk(url, database, "carla", servers.password("carla")))
    connector.close()
    servers.drop(database)


def test_our_totals_are_the_erps_tryton_real(world: World) -> None:
    found = compared(*world, range(QUOTES))
    assert found.differences == []
    assert (found.quotes, len(CURRENCIES)) == (QUOTES, 3)
    assert found.lines > 3 * QUOTES


def test_a_discount_that_is_cut_instead_of_rounded_is_noticed_tryton_real(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pricing, "per_unit", lambda price: price.quantize(Decimal("0.0001"), ROUND_DOWN))
    assert any("price of" in x for x in compared(*world, range(20)).differences)


def test_a_line_that_is_rounded_by_us_is_noticed_tryton_real(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By which the totals are off too."""

    def amount(_self: Any, row: Any, _header: Any) -> Decimal:
        return (Decimal(row["quantity"]) * row["unit_price"]).quantize(Decimal("0.01"), ROUND_DOWN)

    monkeypatch.setattr(pricing.Pricing, "_amount", amount)
    found = compared(*world, range(20)).differences
    assert any("net of" in x for x in found)
    assert any("untaxed" in x for x in found)
    assert any("total" in x for x in found)


def test_a_price_of_another_currency_is_noticed_tryton_real(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pricing.Pricing._sent

    def sent(self: Any, field: str, known: Any, header: Any) -> Any:
        return {k: v for k, v in whole(self, field, known, header).items() if k != "_parent_sale.currency"}

    monkeypatch.setattr(pricing.Pricing, "_sent", sent)
    assert any("USD" in x for x in compared(*world, range(20)).differences)
