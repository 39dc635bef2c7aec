"""Credit, the shop's half: what a credit note gives back for goods of web orders is taken back and refunded there too."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.commands import return_case as case
from app.commands import shop_half
from app.commands.shop_half import Half, Wanted
from app.domain.dossier import PanelParts
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.money import Money
from app.domain.order import Sale
from app.domain.refund import tax_rate, with_tax
from app.domain.returns import Disposition
from app.domain.shop import WebOrder
from app.domain.stock import Warehouse
from app.rules import returned as rule

DEED = "return_goods"
_ZERO = Decimal(0)


def halves(parts: PanelParts, note: Invoice, pieces: Mapping[InvoiceLine, Decimal], *, fee: bool) -> tuple[Half, ...]:
    """One for each web order. ``pieces``: of the note's lines that are credited now; ``fee``: whether it is kept."""
    dossier, _ = case.about(parts)
    rate, found, before = _rate(parts, note), [], _ZERO
    share = dossier.terms.fee if fee else _ZERO
    for order in shop_half.known(dossier.web):
        own = {x: n for x, n in pieces.items() if n and _placed_as(parts, x, order)}
        if not own:
            continue
        net = sum((x.each * n for x, n in own.items()), _ZERO)
        given = _kept(before + net, share) - _kept(before, share)  # so that all orders together keep what the note keeps
        before += net
        amount = Money.of(net - given, note.total.currency)
        wanted = [_wanted(parts, x, n) for x, n in own.items()]
        found.append(shop_half.half(order, dossier.web.lines, wanted, None if rate is None else with_tax(amount, rate)))
    return tuple(found)


def _kept(net: Decimal, share: Decimal) -> Decimal:
    """``share`` in per cent."""
    return round(net * share / 100, 2)


def _rate(parts: PanelParts, note: Invoice) -> Decimal | None:
    """Of the note as the ERP drew it up."""
    dossier, _ = case.about(parts)
    net = -sum(x.net.minor for x in dossier.notes if x.invoice == note.ref.key)
    return tax_rate(Money(net, note.total.currency), -note.total)


def _placed_as(parts: PanelParts, line: InvoiceLine, order: WebOrder) -> bool:
    sale = _sold_by(parts, line)
    return sale is not None and sale.web_origin == order.shared


def _sold_by(parts: PanelParts, line: InvoiceLine) -> Sale | None:
    dossier, _ = case.about(parts)
    origin = dossier.origin(str(line.sale_line))
    return origin.sale if origin else None


def _wanted(parts: PanelParts, line: InvoiceLine, pieces: Decimal) -> Wanted:
    """Of the pieces that are back on sale, those that were credited before come first."""
    dossier, _ = case.about(parts)
    posted = {i.ref.key for i in dossier.credits if i.state in rule.POSTED}
    before = -sum((x.quantity for x in dossier.notes if x.invoice in posted and x.sale_line == line.sale_line), _ZERO)
    restock = max(_ZERO, min(pieces, rule.lying(dossier, str(line.sale_line), Disposition.RESTOCK) - before))
    origin = dossier.origin(str(line.sale_line))
    return Wanted((origin.sold.sku if origin else None) or "", pieces, restock)


def place(parts: PanelParts) -> str:
    """The code of the warehouse that the goods came to; its name where it has none."""
    dossier, _ = case.about(parts)
    found: Warehouse | None = next((w for s in dossier.shipments if (w := rule.home(dossier, s.warehouse)) is not None), None)
    return (found.code or found.name) if found else ""
