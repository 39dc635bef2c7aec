"""The sourcing policy speaks of the customers of the first ERP: the numbers of another are other people's."""

from __future__ import annotations

from typing import Any

import pytest

from app.policy.sourcing import is_key_account, sourcing
from tests.app.rules import goods_world as g

POLICY: dict[str, Any] = {
    "currency": "EUR",
    "rules": ["contract priority"],
    "key_accounts": ["C-1"],
    "other": {"priority": 9, "freight": "60.00", "days": 4},
    "warehouses": {},
    "contracts": {"C-1": "DUI"},
}


@pytest.mark.parametrize(
    ("source", "customer", "is_theirs"),
    [("tryton", "C-1", True), ("tryton-works", "C-1", False), ("tryton", "C-2", False)],
)
def test_contracts_and_key_accounts_are_of_the_first_erp(source: str, customer: str, is_theirs: bool) -> None:
    assert is_key_account(source, customer, POLICY) is is_theirs
    assert sourcing(g.WAREHOUSES, source, customer, POLICY).contract == (g.SOUTH if is_theirs else None)


def test_an_order_without_a_customer_has_no_contract() -> None:
    assert sourcing(g.WAREHOUSES, "tryton", None, POLICY).contract is None
