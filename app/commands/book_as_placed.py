"""Book as placed: the customer means it, although a rule speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.commands import mending, order_case
from app.commands.booking import Booking
from app.commands.command import Fact3, Field, Fields
from app.domain.dossier import PanelParts
from app.domain.money import Money
from app.policy.verdict import Denied
from app.rules import linking
from app.rules import validation as v
from app.rules.orders import pair


def _stops(parts: PanelParts) -> Denied | None:
    faults = mending.found(parts)
    if faults.keys() <= {v.NOT_BOOKED} and not _may_be_there(parts):
        return Denied("Nothing speaks against it: book it with 1")
    for cause in (v.UNKNOWN_PRODUCT, v.BLOCKED_PRODUCT):
        if cause in faults:
            return Denied(f"The ERP does not sell {faults[cause][0].get('sku') or faults[cause][0].get('product')}")
    if any(fault.get("missing") != "total" for fault in faults.get(v.DATA, ())):
        return Denied(f"Without its {faults[v.DATA][0]['missing']} the ERP cannot take it")
    return None


def _at_stake(parts: PanelParts) -> Money:
    """Lines far above what was usual, prices below the agreed ones, the whole of what may be a duplicate."""
    _, order = order_case.dossier_of(parts)
    faults = mending.found(parts)
    if _may_be_there(parts):
        return order.net
    return Money(sum(_stake(parts, cause, fault) for cause, listed in faults.items() for fault in listed), order.net.currency)


def _stake(parts: PanelParts, cause: str, fault: Mapping[str, Any]) -> int:
    """Minor units of the order's currency."""
    dossier, order = order_case.dossier_of(parts)
    if cause == v.QUANTITY_OUTLIER:
        return sum(line.net.minor for line in dossier.lines if line.ref.key == fault["line"])
    if cause == v.PRICE:
        return max(0, int(fault["contract_net"][0]) - int(fault["net"][0]))
    return order.net.minor if cause == v.DUPLICATE_PO else 0


def _may_be_there(parts: PanelParts) -> bool:
    """A sale without a reference looks like it, so that the whole of it may be a duplicate."""
    return linking.likely(order_case.dossier_of(parts)[0]) is not None


def _gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    return order_case.gate_facts(parts, value=pair(_at_stake(parts)), against=sorted(mending.found(parts)))


def _told(parts: PanelParts, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, order = order_case.dossier_of(parts)
    stake = _at_stake(parts)
    groups = ", ".join(v.GROUPS[cause] for cause in mending.found(parts))
    return (
        order_case.value_fact(order.net, order.net),
        ("At stake", stake.named(), "warn" if stake else "text.1"),
        ("Against the rule", groups, "warn"),
    )


BOOK_AS_PLACED = Booking("book_as_placed", _stops, lambda parts, fields: mending.as_placed(parts), _gate, _told).spec(
    title="Book as placed",
    key="2",
    icon="shield-check",
    fields=(Field("reason", "Reason", "reason", "How you know that it is meant"),),
    types=frozenset({"validation"}),
    outcome="booked as placed",
    button="Book {number} as placed",
)
