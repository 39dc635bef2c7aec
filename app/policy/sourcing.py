"""The company's sourcing policy: read from its resource once, and told for one order."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.allocation import RULES, Sourcing, Terms
from app.domain.money import Money
from app.domain.stock import Warehouse
from app.domain.system import is_first

_FILE = Path(__file__).parents[2] / "resources" / "policy" / "sourcing.toml"


def sourcing(
    warehouses: Iterable[Warehouse], source: str, customer: str | None, policy: Mapping[str, Any] | None = None
) -> Sourcing:
    """For one order. ``source``: the ERP; ``customer``: its number there; ``policy``: as the file has it. ValueError where it names no
    known rule.

    Customers' numbers are those of the team's first ERP: a customer of another with such a number is somebody else.
    """
    told = _told() if policy is None else policy
    rules = tuple(str(rule) for rule in told["rules"])
    if not rules or not set(rules) <= set(RULES):
        raise ValueError(f"sourcing.toml: rules are some of {', '.join(RULES)}")
    listed = list(warehouses)
    terms = {w.ref.key: _terms(told["warehouses"].get(w.code or "", told["other"]), told["currency"]) for w in listed}
    named = told.get("contracts", {}).get(customer or "") if is_first(source) else None
    contract = next((w.ref.key for w in listed if w.code == named), None) if named else None
    return Sourcing(rules, terms, contract)


def is_key_account(source: str, customer: str, policy: Mapping[str, Any] | None = None) -> bool:
    """``source``, ``customer``: as for ``sourcing``."""
    return is_first(source) and customer in (_told() if policy is None else policy).get("key_accounts", ())


def _terms(row: Mapping[str, Any], currency: str) -> Terms:
    capacity = row.get("capacity")
    freight = Money.of(Decimal(row["freight"]), currency)
    return Terms(int(row["priority"]), freight, int(row["days"]), None if capacity is None else Decimal(capacity))


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
