"""The company's rules of sourcing: from which warehouse goods should leave, and which customers' goods nobody gives away alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.allocation import Sourcing, Terms
from app.domain.money import Money
from app.domain.stock import Warehouse
from app.domain.system import is_first

OTHER = "other"  # in place of a warehouse's code: those that are not named


@dataclass(frozen=True, slots=True)
class SourcingRules:
    """rules: in which order they decide (``allocation.RULES``). By warehouse code: priority, the first goes first; freight of one
    delivery; days on its way; capacity, the most pieces of an order that it takes on, none: no bound. contracts: customer's number ->
    code of the warehouse that the contract promises its goods from. Customers' numbers are those of the team's first ERP: a customer of
    another with such a number is somebody else.
    """

    rules: tuple[str, ...]
    priority: tuple[str, ...]
    freight: Mapping[str, Money]
    days: Mapping[str, int]
    capacity: Mapping[str, Decimal]
    contracts: Mapping[str, str]
    key_accounts: frozenset[str]

    def of(self, warehouses: Iterable[Warehouse], source: str, customer: str | None) -> Sourcing:
        """For one order. ``source``: the ERP; ``customer``: its number there."""
        listed = list(warehouses)
        named = self.contracts.get(customer or "") if is_first(source) else None
        contract = next((w.ref.key for w in listed if w.code == named), None) if named else None
        return Sourcing(self.rules, {w.ref.key: self._terms(w.code or "") for w in listed}, contract)

    def _terms(self, code: str) -> Terms:
        place = self.priority.index(code) if code in self.priority else len(self.priority)
        freight, days = self.freight.get(code, self.freight[OTHER]), self.days.get(code, self.days[OTHER])
        return Terms(place + 1, freight, days, self.capacity.get(code))

    def is_key_account(self, source: str, customer: str) -> bool:
        """``source``, ``customer``: as for ``of``."""
        return is_first(source) and customer in self.key_accounts
