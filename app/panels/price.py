"""The page of an order that was booked at other prices than it was placed at."""

from __future__ import annotations

from functools import partial

from app.domain.block import Block
from app.domain.dossier import OrderDossier
from app.domain.finding import Fires
from app.domain.money import Money
from app.panels import order_page, versions
from app.panels.order_page import several
from app.panels.panel import Panel
from app.rules import price as rule
from app.rules.orders import standing


def tell(dossier: OrderDossier, found: Fires) -> str:
    listed = found.faults
    if not listed:
        placed, booked = Money.told(found.facts.get("placed")), Money.told(found.facts.get("booked"))
        both = f"{placed.named()} was placed, {booked.named()} was booked" if placed and booked else ""
        return f"{both}; the lines agree." if found.over else f"{both}."
    first = listed[0]
    each = f"{versions.gap_words(first, 'booked_unit')} instead of {versions.gap_words(first, 'placed_unit')}"
    more = f" and {several(len(listed) - 1, 'more product')}" if len(listed) > 1 else ""
    mixed = f" It looks mixed up by {first['ratio']}." if first.get("ratio") else ""
    total = f" {found.over.text()} in all." if found.over else ""
    return f"{first['sku']}{more} was booked at {each} each.{total}{mixed}"


def _blocks(dossier: OrderDossier, shown: Fires | None) -> tuple[Block, ...]:
    return tuple(versions.as_booked(dossier, sale) for sale in standing(dossier)[:1])


KIND = order_page.Kind(rule.PRICE, "Price differs", tell, _blocks)
PANELS = (Panel(rule.PRICE.type, partial(order_page.build, KIND)),)
