"""Replace item: another product in place of one that cannot be sold, in the shop and in the booking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.commands import mending, order_case
from app.commands.booking import Booking
from app.commands.command import Fact3, Field, Fields
from app.commands.mending import Mended
from app.domain.dossier import PanelParts
from app.domain.money import Money
from app.errors import Refused
from app.policy.verdict import Denied
from app.rules import validation as v
from app.rules.orders import pair

_SETTLED = frozenset({v.UNKNOWN_PRODUCT, v.BLOCKED_PRODUCT, v.NOT_BOOKED, v.PRICE})


def _stops(parts: PanelParts) -> Denied | None:
    wrong = _wrong(parts)
    if not wrong:
        return Denied("Every product of it can be sold")
    if len(wrong) > 1:
        return Denied(f"{len(wrong)} of its products cannot be sold: ask the customer")
    other = next((cause for cause in mending.found(parts) if cause not in _SETTLED), None)
    return Denied(f"{v.GROUPS[other]}: that has to be settled as well, so ask the customer") if other else None


def _wrong(parts: PanelParts) -> list[str]:
    """Keys of the lines whose product cannot be sold."""
    faults = mending.found(parts)
    return [str(f["line"]) for cause in (v.UNKNOWN_PRODUCT, v.BLOCKED_PRODUCT) for f in faults.get(cause, ())]


def _mended(parts: PanelParts, fields: Fields) -> Mended:
    """Refused where the product is the one that cannot be sold, or one that is known to be as bad."""
    sku, wrong = fields.get("sku", "").strip(), _wrong(parts)
    dossier, _ = order_case.dossier_of(parts)
    if not sku or any(line.sku == sku for line in dossier.lines if line.ref.key in wrong):
        raise Refused("Write the number of another product")
    known = next((p for p in dossier.products if p.code == sku), None)
    if known is not None and not (known.active and known.salable):
        raise Refused(f"{sku} is not sold either")
    placed = mending.as_placed(parts)
    return replace(placed, goods=tuple(mending.with_item(parts, g, sku) if g.line.ref.key in wrong else g for g in placed.goods))


def _gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """By how much the order's goods change in value, and what was put in whose place; nothing yet before a product was written."""
    placed, wrong = mending.as_placed(parts), _wrong(parts)
    mended = _mended(parts, fields) if "sku" in fields else placed
    change = mended.net - placed.net
    told = [{"line": g.line.ref.key, "from": g.line.sku or "", "to": g.sku} for g in mended.goods if g.line.ref.key in wrong]
    return order_case.gate_facts(parts, change=pair(Money(abs(change.minor), change.currency)), fixes=told)


def _told(parts: PanelParts, fields: Fields, today: date) -> tuple[Fact3, ...]:
    mended, sku = _mended(parts, fields), fields.get("sku", "").strip()
    dossier, _ = order_case.dossier_of(parts)
    name = next((p.name for p in dossier.products if p.code == sku), "")
    new = next(g for g in mended.goods if g.sku == sku)
    return (
        ("Instead", f"{sku}, {name}" if name else f"{sku}, its name is not known here", "text.1" if name else "warn"),
        ("Each", f"{new.unit_price.text()}, was {new.line.unit_price.text()}", "text.1"),
        order_case.value_fact(mending.as_placed(parts).net, mended.net),
    )


REPLACE_ITEM = Booking("replace_item", _stops, _mended, _gate, _told).spec(
    title="Replace item",
    key="3",
    icon="layers",
    fields=(
        Field("sku", "Product", "text", "The number of the product that is meant"),
        Field("reason", "Reason", "reason", "How you know which product is meant"),
    ),
    types=frozenset({"validation"}),
    button="Replace and book {number}",
    done="Booking of {number} with another product taken down",
    undo="Not from here once the shop has exchanged the line: cancel the quotation in the ERP and edit the order in the shop",
)
