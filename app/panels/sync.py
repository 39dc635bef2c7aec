"""The page of an order that the two systems do not agree on, or that one of them cannot be understood about."""

from __future__ import annotations

from functools import partial

from app.domain.block import Block, Fact, Facts
from app.domain.dossier import OrderDossier
from app.domain.finding import Fires
from app.panels import order_page, versions
from app.panels.order_page import faults, several
from app.panels.panel import Panel
from app.rules import sync as rule
from app.rules.orders import standing


def tell(dossier: OrderDossier, found: Fires) -> str:
    facts = found.facts
    match found.cause:
        case rule.QUANTITIES:
            listed = faults(found)
            first = listed[0]
            more = f" and {several(len(listed) - 1, 'more product')} differ" if len(listed) > 1 else ""
            return f"{first['placed']} of {first['sku']} placed, {first['booked']} booked{more}."
        case rule.CANCELLED:
            where = "the shop, and stands in the ERP" if facts.get("shop") == "cancelled" else "the ERP, and stands in the shop"
            return f"Cancelled in {where}.{' Goods have gone out already.' if facts.get('gone_out') else ''}"
        case rule.DOUBLED:
            sales = [str(s[0]) for s in facts["sales"]] if isinstance(facts.get("sales"), list | tuple) else []  # type: ignore[attr-defined]
            return f"{' and '.join(sales)} were both booked for one web order. One of them has to go."
        case rule.UNPLACED:
            return f"The sale carries {facts.get('reference')}, and the shop has no such order."
        case rule.EARLY_PAYMENT:
            return "A payment arrived, and the order it belongs to has not."
        case _:
            return (
                f"A record of this order cannot be read: {facts.get('path')}, {facts.get('why')}. Nothing else was stopped by it."
            )


def _blocks(dossier: OrderDossier, shown: Fires | None) -> tuple[Block, ...]:
    found: list[Block] = [versions.as_booked(dossier, sale) for sale in standing(dossier)]
    bad = dossier.unreadable
    if bad:
        found.append(Facts("Unreadable", tuple(Fact(b.path or "record", b.why, "bad") for b in bad)))
    return tuple(found)


KIND = order_page.Kind(rule.SYNC, "Out of step", tell, _blocks)
PANELS = (Panel(rule.SYNC.type, partial(order_page.build, KIND)),)
