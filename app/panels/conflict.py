"""What the two systems say about one order, field by field: as it was when it was booked, as the ERP has it, as the shop has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from app.commands import of_type
from app.domain.block import Conflict, Differing, Version
from app.domain.days import local_day_time
from app.domain.dossier import OrderDossier
from app.domain.finding import Fires
from app.domain.order import Sale, SaleLine
from app.domain.shop import WebLine, WebOrder
from app.rules import sync as rule
from app.rules.orders import plain

ERP, SHOP = "erp", "shop"
_AT_ONCE = timedelta(minutes=1)  # a sale is booked and quoted in one go


def of_quantities(dossier: OrderDossier, shown: Fires, order: WebOrder, sale: Sale) -> Conflict:
    """One field per product whose quantities differ; the base is that of a side that has not changed since the booking."""
    fields, late, lines = [], [order.placed_at], [sale.created_at]
    for fault in shown.faults if shown else ():
        sku = str(fault["sku"])
        here = [line for line in dossier.lines if line.sku == sku]
        there = [line for line in dossier.sale_lines if (line.sku, line.sale) == (sku, sale.ref.key)]
        base = _unchanged(here, sale.created_at) or _unchanged(there, sale.created_at + _AT_ONCE)
        fields.append(Differing(sku, sku, "quantity", (base, str(fault["booked"]), str(fault["placed"]))))
        late += [line.stamp for line in here]
        lines += [line.stamp for line in there]
    return _of(sale, order, (ERP, "take_erp", max(lines)), (SHOP, "take_shop", max(late)), tuple(fields))


def of_states(dossier: OrderDossier, shown: Fires, order: WebOrder, sale: Sale) -> Conflict:
    """Cancelled in one of them: to take that side is to cancel the other."""
    in_shop = shown.facts.get("shop") == "cancelled"
    erp, shop = ("", "cancel_other_side") if in_shop else ("cancel_other_side", "book_again")
    field = Differing("state", "State", "", ("placed", sale.state.value, order.state.value))
    return _of(sale, order, (ERP, erp, sale.stamp), (SHOP, shop, order.cancelled_at or order.stamp), (field,))


def _of(
    sale: Sale, order: WebOrder, erp: tuple[str, str, datetime], shop: tuple[str, str, datetime], fields: tuple[Differing, ...]
) -> Conflict:
    keys = {spec.name: spec.key_in(rule.SYNC.type) for spec in of_type(rule.SYNC.type)}
    placed = shop[2] <= order.placed_at + _AT_ONCE
    versions = (
        Version("base", "Base", sale.created_by or "", local_day_time(sale.created_at)),
        Version(erp[0], "ERP", sale.confirmed_by or sale.created_by or "", local_day_time(erp[2]), erp[1], keys.get(erp[1], "")),
        Version(shop[0], "Shop", (order.email or "") if placed else "", local_day_time(shop[2]), shop[1], keys.get(shop[1], "")),
    )
    return Conflict(f"{sale.number or 'The sale'} and {order.number}", versions, fields)


def _unchanged(lines: Sequence[WebLine | SaleLine], since: datetime) -> str:
    """Their quantity, where none of them changed after that; "" where that is not known."""
    if not lines or any(line.stamp > since for line in lines):
        return ""
    return plain(sum((line.quantity for line in lines), start=Decimal(0)))
