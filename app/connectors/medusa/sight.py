"""An order read just before a deed, and what the deed must find there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.connectors.medusa import holding, listings, mapper
from app.connectors.medusa import payloads as p
from app.connectors.medusa.changes import History, history
from app.connectors.medusa.client import Client
from app.connectors.medusa.deeds import CONVERT, MOVE, OF_GOODS, STAGE, Plan, marker, price, quantity
from app.connectors.medusa.holding import Held
from app.connectors.medusa.parts import World, address, exact, shape
from app.domain.letter import Letter
from app.domain.money import Money, per_unit
from app.domain.shop import WebOrder, WebOrderState
from app.errors import Conflict, NotAuthorized, RefusedByRemote


@dataclass(frozen=True, slots=True)
class Sight:
    """The order's payload, the same as a record, its changes, and what is held for the lines that a plan moves."""

    raw: p.Order
    order: WebOrder
    past: History
    held: Mapping[str, Held]

    def marked(self, letter: Letter) -> dict[str, object] | None:
        """What this letter left in the order's metadata."""
        found = (self.raw.metadata or {}).get(marker(letter))
        return found if isinstance(found, dict) else None

    @property
    def requests(self) -> list[p.Collection]:
        """Payment collections that wait to be paid."""
        return [c for c in self.raw.payment_collections or () if c.status in ("not_paid", "awaiting")]

    def tried_in_vain(self, amount: Money) -> p.Collection | None:
        """The request over this amount that somebody tried to pay and could not: to ask again is to ask for this one."""
        open_ = (c for c in self.requests if c.payment_sessions)
        return next((c for c in open_ if Money.of(exact(c.raw_amount, "raw_amount"), amount.currency) == amount), None)

    @property
    def payments(self) -> list[p.Payment]:
        """Everything that was paid or promised."""
        return [y for c in self.raw.payment_collections or () for y in c.payments or ()]

    def refunds(self, note: str) -> list[tuple[str, Decimal]]:
        """(payment, amount) of what went back under this note."""
        return [(y.id, exact(r.raw_amount, "refunds")) for y in self.payments for r in y.refunds or () if r.note == note]

    @property
    def sent_from(self) -> str:
        """The location that goods of the order left; empty where none did."""
        return next((f.location_id for f in self.raw.fulfillments or () if f.canceled_at is None and f.location_id), "")

    def payment(self, key: str) -> p.Payment | None:
        """The payment of an attempt."""
        return next((y for y in self.payments if y.payment_session_id == key), None)


def kept(payment: p.Payment) -> Decimal:
    """What was taken and not given back, with every digit."""
    took = sum((exact(c.raw_amount, "captures") for c in payment.captures or ()), Decimal(0))
    return took - sum((exact(r.raw_amount, "refunds") for r in payment.refunds or ()), Decimal(0))


def look(client: Client, plan: Plan, source: str) -> Sight:
    """The order as it is now. RefusedByRemote where it is gone; Malformed where it cannot be read."""
    try:
        row = client.read(f"/admin/orders/{plan.order}", (("fields", listings.WITH_GOODS),)).get("order")
        past, held = history(client, plan.order), holding.held(client, plan)
    except NotAuthorized as e:
        if not client.signed_in:
            raise
        raise RefusedByRemote(e.advice or e.title, about=plan.order) from e  # a missing right
    return Sight(shape(p.Order, row), mapper.order(row, World(source, {}, {}), past), past, held)


def check(seen: Sight, plan: Plan, letter: Letter) -> None:
    """Conflict where the order is not what was on screen; RefusedByRemote where the deed makes no sense on it."""
    name = letter.document
    if letter.expected_rev and seen.marked(letter) is None and seen.order.rev != letter.expected_rev:
        raise Conflict(f"{name} was changed in the meantime", "Look at it again.", about=name)
    if plan.deed == "note" or plan.deed == "link":
        return
    if plan.deed == CONVERT:
        _check_draft(seen, name)
    if plan.deed == STAGE:
        _check_stage(seen, plan, name)
    ended = (WebOrderState.CANCELLED,) if plan.deed in OF_GOODS else (WebOrderState.CANCELLED, WebOrderState.COMPLETED)
    if seen.order.state in ended and plan.deed != "create_payment_link":
        raise RefusedByRemote(f"{name} is {seen.order.state.value} already", about=name)
    if plan.deed == "correct_line":
        _check_line(seen, plan, name)
    elif plan.deed == "correct_address":
        _check_address(seen, plan, name)
    elif plan.deed in ("capture", "mark_paid", "create_payment_link"):
        _check_payment(seen, plan, letter)
    elif plan.deed in OF_GOODS:
        _check_goods(seen, plan, name)
    elif plan.deed == MOVE:
        _check_held(seen, plan, name)


def _check_draft(seen: Sight, name: str) -> None:
    """An edit that is open on it would be lost by it, and block the order for good."""
    if seen.order.state is not WebOrderState.DRAFT:
        raise RefusedByRemote(f"{name} is {seen.order.state.value} already", about=name)
    if seen.order.locked_by:
        raise Conflict(f"{name} has {seen.order.locked_by} in the shop", "It has to end first.", about=name)


def _check_stage(seen: Sight, plan: Plan, name: str) -> None:
    """Whatever else is at work on it: a note on a draft is in nobody's way."""
    if seen.order.state is not WebOrderState.DRAFT:
        raise RefusedByRemote(f"{name} is {seen.order.state.value} already", "It is no request any more.", about=name)
    if (seen.order.stage or "") != str(plan.was.get("stage") or ""):
        raise Conflict(f"{name}: its stage is {seen.order.stage or 'empty'} by now", "Look at it again.", about=name)


def _check_line(seen: Sight, plan: Plan, name: str) -> None:
    if seen.order.locked_by and not any(status in ("pending", "requested") for status in seen.past.marks.values()):
        raise Conflict(f"{name} has {seen.order.locked_by} in the shop", "It has to end first.", about=name)
    item = next((i for i in seen.raw.items if i.id == plan.line), None)
    if item is None:
        raise Conflict(f"{name} has no such line any more", "Look at it again.", about=name)
    code = seen.order.total.currency
    there = {
        "sku": item.variant_sku,
        "quantity": exact(item.detail.raw_quantity, "quantity"),
        "unit_price": (per_unit(exact(item.raw_unit_price, "unit_price")), code),
    }
    for field, value in plan.was.items():
        if there.get(field) != _value(field, value):
            raise Conflict(f"{name}: the {field.replace('_', ' ')} is {there.get(field)} by now", "Look at it again.", about=name)


def _value(field: str, value: object) -> object:
    if field == "quantity":
        return quantity(value)
    return price(value) if field == "unit_price" else None if value is None else str(value)


def _check_address(seen: Sight, plan: Plan, name: str) -> None:
    there = address(seen.raw.shipping_address, "shipping_address")
    for part, value in plan.was.items():
        if (getattr(there, part, "") or "") != str(value or ""):
            raise Conflict(f"{name}: the address was changed in the meantime", "Look at it again.", about=name)


def _check_goods(seen: Sight, plan: Plan, name: str) -> None:
    """No more pieces than went out and are not back, no more money than was paid and is not given back."""
    if seen.order.locked_by:
        raise Conflict(f"{name} has {seen.order.locked_by} in the shop", "It has to end first.", about=name)
    for goods in plan.goods:
        item = next((i for i in seen.raw.items if i.id == goods.line), None)
        if item is None:
            raise Conflict(f"{name} has no such line any more", "Look at it again.", about=name)
        out = _out(item.detail, claimed=plan.deed == "claim_goods")
        if goods.pieces > out:
            raise RefusedByRemote(
                f"{name}: {out.normalize():f} {goods.sku} are out, not {goods.pieces.normalize():f}", about=name
            )
    if plan.amount is None:
        return
    if plan.amount.currency != seen.order.total.currency:
        raise RefusedByRemote(f"{name} is in {seen.order.total.currency}", about=name)
    left = Money.of(sum((kept(p) for p in seen.payments), Decimal(0)), plan.amount.currency)
    if plan.amount.minor > left.minor:
        raise RefusedByRemote(f"{name}: {left.named()} is left of what was paid, not {plan.amount.named()}", about=name)


def _check_held(seen: Sight, plan: Plan, name: str) -> None:
    """All of a line that has not left is moved, or nothing."""
    if seen.order.locked_by:
        raise Conflict(f"{name} has {seen.order.locked_by} in the shop", "It has to end first.", about=name)
    for one in plan.kept:
        item = next((i for i in seen.raw.items if i.id == one.line), None)
        if item is None:
            raise Conflict(f"{name} has no such line any more", "Look at it again.", about=name)
        open_ = exact(item.detail.raw_quantity, "detail") - exact(item.detail.raw_fulfilled_quantity, "detail")
        if sum(one.to.values()) != open_:
            raise Conflict(f"{name}: {open_.normalize():f} {one.sku} have not left by now", "Look at it again.", about=name)
    holding.check(seen.held, plan, name)


def _out(d: p.Quantities, *, claimed: bool) -> Decimal:
    """Pieces that went out and are not back; ``claimed``: nor made good. What was set aside on receipt counts as written off too."""
    off = d.raw_written_off_quantity if claimed else d.raw_return_dismissed_quantity
    gone = (d.raw_return_requested_quantity, d.raw_return_received_quantity, off)
    return exact(d.raw_fulfilled_quantity, "detail") - sum((exact(q, "detail") for q in gone), Decimal(0))


def _check_payment(seen: Sight, plan: Plan, letter: Letter) -> None:
    name, amount = letter.document, plan.amount
    assert amount is not None
    if amount.currency != seen.order.total.currency:
        raise RefusedByRemote(f"{name} is in {seen.order.total.currency}", about=name)
    if plan.deed == "capture":
        payment = seen.payment(plan.payment)
        if payment is None or payment.canceled_at is not None:
            raise RefusedByRemote("There is no authorised payment to capture", about=name)
        if payment.captures:
            raise RefusedByRemote("The payment is captured already", about=name)
        asked = Money.of(exact(payment.raw_amount, "raw_amount"), amount.currency)
    elif plan.deed == "mark_paid":
        open_ = seen.requests
        asked = Money.of(exact(open_[0].raw_amount, "raw_amount"), amount.currency) if open_ else seen.order.due
    else:
        if any(not c.payment_sessions for c in seen.requests) and seen.marked(letter) is None:
            raise RefusedByRemote(f"{name} has an open payment request already", about=name)
        asked = seen.order.due
    if asked != amount:
        raise Conflict(f"{name}: the amount is {asked.text()} {asked.currency} by now", "Look at it again.", about=name)
