"""From what the validation rule found on a web order to the lines as they shall be booked: one way each, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.commands import order_case
from app.commands.command import Field
from app.commands.order_case import Goods
from app.domain.dossier import PanelParts
from app.domain.finding import Fires
from app.domain.money import Money
from app.errors import Refused
from app.rules import linking, prices
from app.rules import validation as v
from app.rules.address import ADDRESS
from app.rules.orders import plain

Found = Mapping[str, Any]
DOWN, UP = "down", "up"
_ROUNDED = (v.QUANTITY_MINIMUM, v.QUANTITY_MULTIPLE)


@dataclass(frozen=True, slots=True)
class Mended:
    """The order as it shall be booked. fixes: which were chosen, for the record: cause, sku, what was, what it becomes, why."""

    goods: tuple[Goods, ...]
    requested: date | None
    fixes: tuple[dict[str, str], ...]

    @property
    def net(self) -> Money:
        return Money(sum(g.net.minor for g in self.goods), self.goods[0].unit_price.currency)


def found(parts: PanelParts) -> dict[str, tuple[Found, ...]]:
    """Everything wrong with the order, not only what this case is about: cause to faults, judged on the records at hand."""
    dossier, _ = order_case.dossier_of(parts)
    assert parts.finding is not None
    verdicts = v.VALIDATION.judge(dossier, parts.finding.asof)
    firing = {cause: verdict for (_, cause), verdict in verdicts.items() if isinstance(verdict, Fires)}
    return {cause: verdict.faults for cause, verdict in firing.items()}


def hopeless(parts: PanelParts) -> str:
    """Why no suggestion settles all of it; empty where one does."""
    dossier, _ = order_case.dossier_of(parts)
    if (sale := linking.likely(dossier)) is not None:
        return f"{sale.number or 'A draft'} looks like it, keyed by hand: link it with 7, or book it as placed with 2"
    for cause, listed in found(parts).items():
        words = _no_way(cause, listed[0] if listed else {})
        if words:
            return words
    assert parts.finding is not None
    wrong = next((f for f in ADDRESS.judge(dossier, parts.finding.asof).values() if isinstance(f, Fires)), None)
    return f"{wrong.group}: mend it in the queue of addresses first" if wrong else ""


def _no_way(cause: str, first: Found) -> str:
    match cause:
        case v.UNKNOWN_PRODUCT:
            return f"No product is suggested for {first.get('sku') or first.get('product')}: replace the item"
        case v.BLOCKED_PRODUCT if not first.get("replaced_by"):
            return f"Nothing replaces {first.get('sku')}: replace the item or ask the customer"
        case v.QUANTITY_OUTLIER:
            return f"{first.get('placed')} of {first.get('sku')} may be meant: book it as placed or ask the customer"
        case v.DUPLICATE_PO:
            return f"It may be {first.get('number')} again: book it as placed or reject it"
        case v.DATA:
            return f"The order's {first.get('missing')} cannot be right: ask the customer or reject it"
        case _:
            return ""


def asks(parts: PanelParts) -> tuple[Field, ...]:
    """Down or up, where the rule knows both; the nearer first and taken unless the person says otherwise."""
    two = [f for cause in _ROUNDED for f in found(parts).get(cause, ()) if f.get("down") and f.get("up")]
    if not two:
        return ()
    first = nearer(two[0])
    ways = (first, DOWN if first == UP else UP)
    options = tuple((way, _way_words(two, way, nearest=way == first)) for way in ways)
    return (Field("round", "Quantity", "choice", "Which whole number of packs", first, options),)


def nearer(fault: Found) -> str:
    """The way that changes less; up where both change as much."""
    placed, down, up = (Decimal(str(fault[name])) for name in ("placed", "down", "up"))
    return DOWN if placed - down < up - placed else UP


def _way_words(faults: list[Found], way: str, *, nearest: bool) -> str:
    each = ", ".join(f"{f[way]} {f['sku']}" for f in faults)
    return f"{each}, nearest" if nearest else each


def as_placed(parts: PanelParts) -> Mended:
    """Nothing mended."""
    dossier, order = order_case.dossier_of(parts)
    return Mended(tuple(order_case.as_placed(line) for line in dossier.lines), order.requested, ())


def mend(parts: PanelParts, way: str = "") -> Mended:
    """Every suggested fix taken. ``way``: where a quantity can go down or up; empty: the nearer. Refused where that is no way."""
    dossier, order = order_case.dossier_of(parts)
    if way not in ("", DOWN, UP):
        raise Refused("Choose one of the two quantities")
    faults = found(parts)
    goods = {line.ref.key: order_case.as_placed(line) for line in dossier.lines}
    fixes: list[dict[str, str]] = []
    for cause in (v.BLOCKED_PRODUCT, *_ROUNDED, v.PRICE):
        for fault in faults.get(cause, ()):
            key = str(fault["line"])
            before, goods[key] = goods[key], _mended(parts, goods[key], cause, fault, way)
            fixes.append(_fix(cause, before, goods[key]))
    requested = order.requested
    for fault in faults.get(v.DATE_PAST, ()):
        requested = date.fromisoformat(str(fault["suggested"]))
        fixes.append({"cause": v.DATE_PAST, "from": str(fault["requested"]), "to": requested.isoformat()})
    return Mended(tuple(goods.values()), requested, tuple(fixes))


def _mended(parts: PanelParts, goods: Goods, cause: str, fault: Found, way: str) -> Goods:
    match cause:
        case v.BLOCKED_PRODUCT:
            return with_item(parts, goods, str(fault["replaced_by"]))
        case v.PRICE:
            return agreed(parts, goods)
        case _:
            both = bool(fault.get("down") and fault.get("up"))
            taken = (way or nearer(fault)) if both else UP if fault.get("up") else DOWN
            return replace(goods, quantity=Decimal(str(fault[taken])))


def with_item(parts: PanelParts, goods: Goods, sku: str) -> Goods:
    """Another product in its place, at the price agreed for it; at the line's own where none is known here."""
    return agreed(parts, replace(goods, sku=sku))


def agreed(parts: PanelParts, goods: Goods) -> Goods:
    dossier, order = order_case.dossier_of(parts)
    unit = prices.contract(dossier, goods.sku, goods.quantity)
    same = unit is not None and unit.currency == order.net.currency
    return replace(goods, each=unit.amount) if unit is not None and same and unit != goods.unit_price else goods


def _fix(cause: str, before: Goods, after: Goods) -> dict[str, str]:
    told = {"sku": (before.sku, after.sku), "quantity": (plain(before.quantity), plain(after.quantity))}
    told |= {"unit_price": (before.unit_price.text(), after.unit_price.text())}
    changed = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    return {
        "cause": cause,
        "line": after.line.ref.key,
        "sku": before.sku,
        "from": ", ".join(a for a, _ in changed.values()),
        "to": ", ".join(b for _, b in changed.values()),
    }
