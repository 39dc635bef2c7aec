"""The rules of sourcing: read from their text, wrong values named by their path; customers in them are those of the first ERP."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.allocation import Terms
from app.domain.money import Money
from app.errors import Refused
from app.policy.differing import differences
from app.policy.rulebook import check, rulebook, shipped
from app.policy.sheets import outdated, told
from app.policy.sourcing import SOURCING
from app.policy.texts import shipped as texts
from app.policy.writing import with_value
from tests.app.rules import goods_world as g

RULES = replace(
    shipped().sourcing("tryton"), contracts={"C-1": "DUI"}, key_accounts=frozenset({"C-1"}), capacity={"DUI": Decimal(40)}
)


@pytest.mark.parametrize(
    ("source", "customer", "is_theirs"),
    [("tryton", "C-1", True), ("tryton-works", "C-1", False), ("tryton", "C-2", False)],
)
def test_contracts_and_key_accounts_are_of_the_first_erp(source: str, customer: str, is_theirs: bool) -> None:
    assert RULES.is_key_account(source, customer) is is_theirs
    assert RULES.of(g.WAREHOUSES, source, customer).contract == (g.SOUTH if is_theirs else None)


def test_an_order_without_a_customer_has_no_contract() -> None:
    assert RULES.of(g.WAREHOUSES, "tryton", None).contract is None


def test_a_warehouse_that_is_not_named_comes_last_by_what_holds_for_others() -> None:
    strange = (*g.WAREHOUSES, g.warehouse("6", "New", "NEW"))
    assert RULES.of(strange, "tryton", None).terms == {
        g.NORTH: Terms(1, Money.of(48, "EUR"), 2),
        g.SOUTH: Terms(2, Money.of(42, "EUR"), 1, Decimal(40)),
        "6": Terms(4, Money.of(60, "EUR"), 4),
    }


@pytest.mark.parametrize(
    ("name", "value", "entity", "path"),
    [
        ("rules", [], "", "rules"),
        ("rules", ["freight", "freight"], "", "rules"),
        ("rules", ["the moon"], "", "rules"),
        ("priority", ["HAM", "HAM"], "", "priority"),
        ("priority", "HAM", "", "priority"),
        ("freight", ["HAM 48.00"], "", "freight"),
        ("freight", ["HAM 48.001", "other 1"], "", "freight"),
        ("freight", ["HAM", "other 1"], "", "freight"),
        ("freight", ["other -1"], "tryton-2", "entity.tryton-2.freight"),
        ("days", ["HAM two", "other 1"], "", "days"),
        ("days", ["other 0"], "", "days"),
        ("days", ["other 1", "other 2"], "", "days"),
        ("capacity", ["HAM 1.5"], "", "capacity"),
        ("contracts", ["C0036"], "", "contracts"),
        ("key_accounts", ["C-9"], "tryton-2", "entity.tryton-2.key_accounts"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(name: str, value: object, entity: str, path: str) -> None:
    with pytest.raises(Refused) as found:
        check(with_value(texts(), "sourcing", entity, name, value), texts())
    assert (found.value.about, found.value.title) == (path, "The rules of sourcing cannot be used")


def test_what_is_typed_is_what_is_told() -> None:
    text = texts()
    for name, typed in (("freight", "HAM 1250.00, other 60.00"), ("capacity", ""), ("rules", "freight, ship complete")):
        central = SOURCING.parse(text.sourcing).central
        text = with_value(text, "sourcing", "", name, SOURCING.written(central, name, typed))
        assert SOURCING.typed(SOURCING.parse(text.sourcing).central, name) == typed
    assert [(d.what, d.after) for d in differences(texts(), text)] == [
        ("What decides, in this order", "freight, ship complete"),
        ("Freight of one delivery", "HAM 1,250.00 EUR, other 60.00 EUR"),
    ]


def test_another_currency_of_freight_is_not_changed_unseen() -> None:
    other = replace(texts(), sourcing=texts().sourcing.replace('currency = "EUR"', 'currency = "USD"'))
    assert [(d.what, d.after.partition(",")[0]) for d in differences(texts(), other)] == [
        ("Freight of one delivery", "HAM 48.00 USD")
    ]


def test_a_system_ships_by_rules_of_its_own() -> None:
    book = rulebook(2, with_value(texts(), "sourcing", "tryton-2", "priority", ["DUI"]).body)
    assert book.sourcing("tryton-2").of(g.WAREHOUSES, "tryton-2", None).terms[g.SOUTH].priority == 1
    assert book.sourcing("tryton").of(g.WAREHOUSES, "tryton", None).terms[g.SOUTH].priority == 2


def test_goods_are_not_given_away_by_other_key_accounts_than_those_in_force() -> None:
    gate = {"terms": told(SOURCING, shipped().sourcing("tryton"))}
    assert outdated(shipped().values, "tryton", "reallocate", gate) is None
    more = with_value(texts(), "sourcing", "", "key_accounts", ["C0036", "C0007"])
    found = rulebook(2, more.body).outdated("reallocate", {"gate": {"source": "tryton", **gate}})
    assert found is not None
    assert "key accounts C0007, C0036, and this was decided by C0036" in found.reason
    freight = with_value(texts(), "sourcing", "", "freight", ["other 1"])
    assert rulebook(2, freight.body).outdated("reallocate", json.loads(json.dumps({"gate": gate}))) is None
