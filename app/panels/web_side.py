"""What cases of the ERP's documents tell of the web orders behind them: how far the shop has got, and the money that went through it."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.block import Fact, Facts
from app.domain.shop import WebLine, WebOrder
from app.rules.orders import plain


def in_shop(orders: Iterable[WebOrder], lines: Iterable[WebLine]) -> tuple[Facts, ...]:
    """A block for each."""
    listed = tuple(lines)
    return tuple(_order(one, [x for x in listed if (x.ref.source, x.order) == (one.ref.source, one.ref.key)]) for one in orders)


def _order(order: WebOrder, lines: list[WebLine]) -> Facts:
    open_ = (Fact("Open there", order.locked_by, "warn"),) if order.locked_by else ()
    told = (
        Fact("State", f"{order.state.value}, {order.fulfilment.value}"),
        Fact("Paid", order.paid.named() if order.paid else "on account"),
        *((Fact("Refunded", order.refunded.named()),) if order.refunded else ()),
        *(Fact(x.sku or x.product, _pieces(x)) for x in lines),
        *open_,
    )
    return Facts(f"In the shop, {order.number}", told)


def _pieces(line: WebLine) -> str:
    if line.replaces:
        return f"{plain(line.quantity)} as a replacement"
    back = f", {plain(line.returned)} came back" if line.returned else ""
    asked = f", {plain(line.returning)} asked back" if line.returning else ""
    return f"{plain(line.fulfilled)} of {plain(line.quantity)} out{back}{asked}"
