"""Damaged goods of a web order, the shop's half: its own claim, with what replaces them or with the money that goes back."""

from __future__ import annotations

from decimal import Decimal

from app.commands import damage_case as case
from app.commands import shop_half
from app.commands.command import Fact3
from app.commands.shop_half import Half, Wanted
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.refund import tax_rate, with_tax
from app.domain.shop import WebOrder
from app.domain.steps import Step

DEED = "claim_goods"
REPLACE, REFUND = "replace", "refund"
_BEFORE_POSTING: tuple[Fact3, ...] = (
    ("Credit note", "Still a draft when the shop pays: accounting posts it after that", "warn"),
)


def halves(parts: PanelParts, count: int, net: Money | None) -> tuple[Half, ...]:
    """None where the goods were not ordered in a shop. ``net``: what is credited, without tax; None where goods are sent again."""
    dossier, _, line = case.about(parts)
    wanted = [Wanted(line.sku or "", Decimal(count))]
    return tuple(shop_half.half(order, dossier.web.lines, wanted, _gross(order, net)) for order in shop_half.known(dossier.web))


def _gross(order: WebOrder, net: Money | None) -> Money | None:
    """With the order's own tax: the ERP's credit note is not drawn up yet."""
    rate = tax_rate(order.total - order.tax, order.total)
    return None if net is None or rate is None else with_tax(net, rate)


def steps(parts: PanelParts, count: int, net: Money | None) -> tuple[Step, ...]:
    return shop_half.steps(halves(parts, count, net), DEED, kind=REPLACE if net is None else REFUND)


def effects(parts: PanelParts, count: int, net: Money | None) -> tuple[Effect, ...]:
    words = "replaced free of charge" if net is None else "refunded"
    return shop_half.effects(halves(parts, count, net), lambda part: (f"{part.sku} claim", "", f"{part.pieces:f} {words}"))


def facts(parts: PanelParts, count: int, net: Money | None) -> tuple[Fact3, ...]:
    found, unread = halves(parts, count, net), shop_half.unread(case.about(parts)[0].web)
    if net is not None:
        return (*shop_half.facts(found), *(_BEFORE_POSTING if any(one.refund for one in found) else ()), *unread)
    free: list[Fact3] = [
        (shop_half.label(one), "A claim there too, free of charge", "text.1") if one.goods else shop_half.stays_out(one)
        for one in found
    ]
    return (*free, *unread)
