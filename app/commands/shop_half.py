"""The shop's half of giving goods or money back for a web order: which of its lines it is about, what went through it, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.commands.command import Fact3
from app.domain.dossier import WebSide
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.shop import WebLine, WebOrder, WebOrderState
from app.domain.steps import Step
from app.errors import Refused
from app.rules.orders import pair, plain

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pieces of a product. ``restock``: how many of them are on sale again."""

    sku: str
    pieces: Decimal
    restock: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Half:
    """What one web order's shop is asked for. goods: (line's key, what of it); none where the shop takes no part, and ``why`` says so.

    gross: what the customer gets back, with tax; None where that is not known. refund: what of it went through the shop.
    """

    order: WebOrder
    goods: tuple[tuple[str, Wanted], ...]
    gross: Money | None
    refund: Money | None
    why: str = ""


def known(web: WebSide) -> tuple[WebOrder, ...]:
    """Refused while the shop is being read for the first time: an order that is not here yet may be a moment later."""
    lacks = web.state is not None and {"web_orders", "web_lines"} - web.state.complete
    if lacks and (web.orders or web.unread):
        raise Refused("The shop is not read to its end yet; try again in a moment")
    return web.orders


def unread(web: WebSide) -> tuple[Fact3, ...]:
    """Orders that nothing is done about, because they are not here."""
    return tuple(("Shop", f"{one} is not read here, so nothing is done there", "warn") for one in web.unread)


def half(order: WebOrder, lines: Sequence[WebLine], wanted: Sequence[Wanted], gross: Money | None) -> Half:
    """Of the goods that went out with this order. Refused while somebody has it open in the shop: that ends sooner than it is parked."""
    if order.locked_by:
        raise Refused(f"The shop has {order.locked_by} on {order.number}; end that there first")
    if order.state is WebOrderState.CANCELLED:
        return Half(order, (), gross, None, "It is cancelled there")
    own = [line for line in lines if line.order == order.ref.key and line.ref.source == order.ref.source and not line.replaces]
    goods: list[tuple[str, Wanted]] = []
    for one in wanted:
        found = _share(own, one)
        out = sum((part.pieces for _, part in found), _ZERO)
        if out < one.pieces:
            return Half(
                order, (), gross, None, f"{plain(out)} {one.sku} are out there, not {plain(one.pieces)}: do it in the shop"
            )
        goods += found
    return Half(order, tuple(goods), gross, _refund(order, gross))


def _share(lines: Sequence[WebLine], wanted: Wanted) -> list[tuple[str, Wanted]]:
    """From the line with the most pieces out."""
    left, restock, found = wanted.pieces, wanted.restock, []
    for line in sorted(lines, key=lambda x: (-x.returnable, x.ref)):
        taken = min(left, line.returnable) if line.sku == wanted.sku else _ZERO
        if taken > 0:
            found.append((line.ref.key, Wanted(wanted.sku, taken, min(restock, taken))))
            left, restock = left - taken, restock - min(restock, taken)
    return found


def left(order: WebOrder) -> Money:
    """What was paid in the shop and not given back there."""
    return order.paid - order.refunded


def _refund(order: WebOrder, gross: Money | None) -> Money | None:
    """Never above what was paid there; None where nothing was, or it is not known how much goes back."""
    there = left(order)
    if gross is None or gross.currency != there.currency or min(gross.minor, there.minor) <= 0:
        return None
    return min(gross, there, key=lambda m: m.minor)


# ---- what is sent and said ----


def steps(halves: Iterable[Half], deed: str, **more: object) -> tuple[Step, ...]:
    """Without a revision: what must hold is looked at right before, by pieces and by money. Nothing takes a refund back."""
    return tuple(_step(one, deed, more) for one in halves if one.goods)


def _step(one: Half, deed: str, more: Mapping[str, object]) -> Step:
    rows = [
        {"line": key, "sku": part.sku, "pieces": plain(part.pieces), "restock": plain(part.restock)} for key, part in one.goods
    ]
    money = {} if one.refund is None else {"amount": pair(one.refund)}
    body = {"order": one.order.ref.key, "goods": rows, **more, **money}
    return Step(one.order.ref.source, deed, one.order.number, body)


def effects(halves: Iterable[Half], told: Callable[[Wanted], tuple[str, str, str]]) -> tuple[Effect, ...]:
    """As the shop tells them. ``told``: field, before and after of pieces."""
    return tuple(
        Effect(one.order.ref.source, one.order.number, *row)
        for one in halves
        for row in ([told(part) for _, part in one.goods] + ([("refund", "", one.refund.named())] if one.refund else []))
    )


def came_back(part: Wanted) -> tuple[str, str, str]:
    on_sale = "all" if part.restock == part.pieces else plain(part.restock) if part.restock else "none"
    return f"{part.sku} came back", "", f"{plain(part.pieces)}, {on_sale} on sale again"


def facts(halves: Iterable[Half]) -> tuple[Fact3, ...]:
    return tuple(_fact(one) for one in halves)


def label(one: Half) -> str:
    return f"Shop, {one.order.number}"


def stays_out(one: Half) -> Fact3:
    return label(one), f"Nothing is done there. {one.why}", "warn"


def _fact(one: Half) -> Fact3:
    if not one.goods:
        return stays_out(one)
    if not left(one.order):
        return label(one), "On account: no money went through it, none goes back", "text.1"
    if one.refund is None:
        return (
            label(one),
            f"{left(one.order).named()} is paid there; how much tax goes back is not plain, so refund it in the shop",
            "warn",
        )
    rest = one.gross - one.refund if one.gross else Money.zero(one.refund.currency)
    stays = f"; {rest.named()} more stays as credit in the ERP" if rest else ""
    return label(one), f"{one.refund.named()} of {left(one.order).named()} paid goes back{stays}", "warn" if rest else "text.1"
