"""What cases of the ERP's documents tell of the web orders behind them: how far the shop has got, and the money that went through it."""

from __future__ import annotations

from datetime import datetime

from app.domain.block import Fact, Facts
from app.domain.dossier import WebSide
from app.domain.shop import Fulfilled, WebLine, WebOrder
from app.rules.orders import plain

_OUT = {Fulfilled.NOTHING: "", Fulfilled.PART: ", sent in part"}


def in_shop(web: WebSide) -> tuple[Facts, ...]:
    """A block for each order, and for each that was not read."""
    found = [_order(o, [x for x in web.lines if (x.ref.source, x.order) == (o.ref.source, o.ref.key)]) for o in web.orders]
    unread = [Facts(f"In the shop, {one}", (Fact("Order", "not read here", "warn"),)) for one in web.unread]
    return (*found, *unread)


def read_at(web: WebSide) -> list[tuple[str, datetime | None]]:
    """The shop's source and when it was read, where one of its orders is behind the case."""
    return [(web.state.source, web.state.asof)] if web.state and (web.orders or web.unread) else []


def _order(order: WebOrder, lines: list[WebLine]) -> Facts:
    open_ = (Fact("Open there", order.locked_by, "warn"),) if order.locked_by else ()
    told = (
        Fact("State", order.state.value + _OUT.get(order.fulfilment, f", {order.fulfilment.value}")),
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
