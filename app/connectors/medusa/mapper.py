"""An order's payload to records: pure and total. Payment and fulfilment are derived from amounts and quantities, never taken over."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.connectors.medusa import payloads as p
from app.connectors.medusa.changes import History
from app.connectors.medusa.parts import (
    World,
    address,
    currency,
    day,
    exact,
    latest,
    malformed,
    money,
    party,
    ref,
    said,
    shape,
    text,
)
from app.domain.money import Money, per_unit
from app.domain.shop import Fulfilled, Paid, WebLine, WebOrder, WebOrderState, WebPayment
from app.domain.tally import Mark

_STATES = {
    "draft": WebOrderState.DRAFT,
    "pending": WebOrderState.PLACED,
    "requires_action": WebOrderState.PLACED,
    "completed": WebOrderState.COMPLETED,
    "archived": WebOrderState.COMPLETED,
    "canceled": WebOrderState.CANCELLED,
}
_SESSIONS = {
    "pending": "pending",
    "requires_more": "pending",
    "authorized": "authorised",
    "captured": "captured",
    "error": "failed",
    "canceled": "cancelled",
}
_DIGITS = re.compile(r"[\d\s-]*\d{4}[\d\s-]*")  # what may be part of a card number


def number_of(display_id: int) -> str:
    """What the customer sees."""
    return f"W{display_id}"


def readable_number(row: Mapping[str, object]) -> str:
    """What the customer sees of an order that may be malformed; empty where even that cannot be read."""
    shown = row.get("display_id")
    return number_of(shown) if isinstance(shown, int) and not isinstance(shown, bool) and 0 <= shown <= 2**53 else ""


def order(row: object, world: World, past: History | None = None) -> WebOrder:
    """The order as a whole. ``past``: what the shop's list of changes told of it."""
    o = shape(p.Order, row)
    collections = o.payment_collections or []
    code = currency(o.currency_code)
    state = _state(o)
    net = exact(o.raw_item_subtotal, "raw_item_subtotal") - exact(o.raw_discount_subtotal, "raw_discount_subtotal")
    net += _came_and_went(o.items, past.added if past else frozenset())
    total, sums = exact(o.raw_total, "raw_total"), _Sums(collections)
    due = exact(o.summary.raw_pending_difference, "summary") if o.summary else total - sums.paid + sums.refunded
    return WebOrder(
        ref=ref(world, "web_order", o.id),
        rev=revision(o),
        stamp=latest(o.updated_at, *(m for c in collections for m in _moments(c))),
        number=number_of(o.display_id),
        state=state,
        customer=text(o.customer_id, "customer_id"),
        party=party(o.customer.groups if o.customer else None, o.customer.metadata if o.customer else None, o.metadata),
        shared=said(o.metadata, "ext_ref"),
        email=text(o.email, "email"),
        reference=said(o.metadata, "po_number"),
        net=money(net, code, "raw_item_subtotal"),
        freight=money(exact(o.raw_shipping_subtotal, "raw_shipping_subtotal"), code, "raw_shipping_subtotal"),
        tax=money(exact(o.raw_tax_total, "raw_tax_total"), code, "raw_tax_total"),
        total=money(total, code, "raw_total"),
        paid=money(sums.paid, code, "payment_collections"),
        refunded=money(sums.refunded, code, "payment_collections"),
        due=Money.zero(code) if state is WebOrderState.CANCELLED else money(due, code, "summary"),
        payment=_payment(total, sums),
        fulfilment=_fulfilment(o.items),
        ship_to=address(o.shipping_address, "shipping_address"),
        bill_to=address(o.billing_address, "billing_address"),
        requested=day(o.metadata, "requested_on"),
        placed_at=o.created_at,
        cancelled_at=o.canceled_at,
        expires_on=_expiry(o) if state is WebOrderState.DRAFT else None,
        locked_by=(past and past.locked_by) or ("an open return" if any(r.status == "open" for r in o.returns or ()) else None),
        stage=said(o.metadata, "stage"),
    )


def _came_and_went(items: list[p.Item], added: frozenset[str]) -> Decimal:
    """What the shop counts otherwise than as placed: it leaves out what came back, and counts what makes other pieces good."""
    back = sum((_each(i) * _back(i.detail) for i in items if i.id not in added), Decimal(0))
    return back - sum((exact(i.raw_subtotal, "raw_subtotal") for i in items if i.id in added), Decimal(0))


def _back(d: p.Quantities) -> Decimal:
    """Pieces that came back: on sale again, or not."""
    return exact(d.raw_return_received_quantity, "detail") + exact(d.raw_return_dismissed_quantity, "detail")


def _each(i: p.Item) -> Decimal:
    """What one costs without tax; the shop's subtotal is of the pieces that did not come back."""
    kept = exact(i.detail.raw_quantity, "detail.raw_quantity") - _back(i.detail)
    price = exact(i.raw_unit_price, "raw_unit_price")
    return exact(i.raw_subtotal, "raw_subtotal") / kept if i.is_tax_inclusive and kept else price


def revision(o: p.Order) -> str:
    """The shop's version and last change, and a digest of the payments, which move without either."""
    moves = sorted(
        f"{c.id}{text(c.status, 'status')}" + "".join(m.isoformat() for m in _moments(c)) for c in o.payment_collections or []
    )
    return f"{o.version}/{o.updated_at.isoformat()}/{zlib.crc32(''.join(moves).encode()):08x}"


def order_mark(row: object) -> Mark:
    """What is added up of an order, from the few members that say it."""
    o = shape(p.OrderSum, row)
    return Mark(_state(o).value, money(exact(o.raw_total, "raw_total"), currency(o.currency_code), "raw_total"))


def _state(o: p.Order | p.OrderSum) -> WebOrderState:
    if o.status not in _STATES:
        raise malformed("status", "an unknown state")
    return WebOrderState.DRAFT if o.is_draft_order else _STATES[o.status]


def _expiry(o: p.Order) -> date | None:
    if until := day(o.metadata, "valid_until"):
        return until
    days = said(o.metadata, "valid_days")
    return (o.created_at + timedelta(days=int(days))).date() if days and days.isdecimal() and len(days) < 4 else None


class _Sums:
    """What the payments of an order add up to, in major units of its currency."""

    def __init__(self, collections: list[p.Collection]) -> None:
        payments = [y for c in collections for y in c.payments or ()]
        self.paid = sum((_captured(y) for y in payments), Decimal(0))
        self.refunded = sum((_refunded(y) for y in payments), Decimal(0))
        self.authorised = any(not y.captures and y.canceled_at is None for y in payments)


def _captured(payment: p.Payment) -> Decimal:
    return sum((exact(c.raw_amount, "captures") for c in payment.captures or ()), Decimal(0))


def _refunded(payment: p.Payment) -> Decimal:
    return sum((exact(r.raw_amount, "refunds") for r in payment.refunds or ()), Decimal(0))


def _payment(total: Decimal, sums: _Sums) -> Paid:
    if sums.refunded > 0:
        return Paid.REFUNDED if sums.refunded >= sums.paid else Paid.REFUNDED_PART
    if sums.paid >= total:
        return Paid.ALL
    if sums.paid > 0:
        return Paid.PART
    return Paid.AUTHORISED if sums.authorised else Paid.NOTHING


def _fulfilment(lines: list[p.Item]) -> Fulfilled:
    details = [i.detail for i in lines]
    wanted = sum((exact(d.raw_quantity, "items.quantity") for d in details), Decimal(0))
    reached = (
        (Fulfilled.DELIVERED, [d.raw_delivered_quantity for d in details]),
        (Fulfilled.SHIPPED, [d.raw_shipped_quantity for d in details]),
        (Fulfilled.PACKED, [d.raw_fulfilled_quantity for d in details]),
    )
    sums = {state: sum((exact(q, "items.detail") for q in quantities), Decimal(0)) for state, quantities in reached}
    whole = next((state for state, quantity in sums.items() if 0 < wanted <= quantity), None)
    return whole or (Fulfilled.PART if any(sums.values()) else Fulfilled.NOTHING)


# ---- lines ----


class Owner(p.Shape, frozen=True, kw_only=True):
    """What lines and payments need of their order."""

    currency_code: str


def line(row: object, owner: object, sequence: int, world: World, past: History | None = None) -> WebLine:
    """One line as placed; ``owner``: the order's payload, ``sequence``: its place in it, from 1; ``past``: as for the order."""
    o, i = shape(Owner, owner), shape(p.Item, row)
    code, d = currency(o.currency_code), i.detail
    quantity = exact(d.raw_quantity, "detail.raw_quantity")
    price, each = exact(i.raw_unit_price, "raw_unit_price"), _each(i)
    placed = exact(i.raw_subtotal, "raw_subtotal") + each * _back(d)
    net = money(placed - exact(i.raw_discount_subtotal, "raw_discount_subtotal"), code, "raw_subtotal")
    done = [d.raw_fulfilled_quantity, d.raw_shipped_quantity, d.raw_delivered_quantity, d.raw_return_requested_quantity]
    fulfilled, shipped, delivered, returning = (exact(q, "detail") for q in done)
    replaces = past is not None and i.id in past.added
    stamp = latest(d.updated_at, i.updated_at)  # a new version of the order writes its quantities anew
    name = " ".join(n for n in (text(i.title, "title"), text(i.subtitle, "subtitle")) if n)
    return WebLine(
        ref=ref(world, "web_line", i.id),
        rev=f"{zlib.crc32(repr((price, quantity, net, _back(d), replaces, *done)).encode()):08x}/{sequence}/{stamp.isoformat()}",
        stamp=stamp,
        order=o.id,
        sequence=sequence,
        sku=text(i.variant_sku, "variant_sku"),
        product=name,
        quantity=quantity,
        unit_price=money(each, code, "raw_unit_price"),
        exact_price=per_unit(each),
        net=net,
        fulfilled=fulfilled,
        shipped=shipped,
        delivered=delivered,
        returned=_back(d),
        returning=returning,
        replaces=replaces,
    )


# ---- payments ----


def attempts(row: object, owner: object, world: World) -> tuple[WebPayment, ...]:
    """A payment collection's attempts; where nobody has tried yet, the collection itself: a request that waits to be paid."""
    o, c = shape(Owner, owner), shape(p.Collection, row)
    code = currency(o.currency_code)
    payments = {y.payment_session_id: y for y in c.payments or ()}
    made = tuple(_attempt(s, payments.get(s.id), c.id, o, code, world) for s in c.payment_sessions or ())
    if made:
        return made
    state = "cancelled" if c.status == "canceled" else "pending"
    waiting = WebPayment(
        ref=ref(world, "web_payment", c.id),
        rev=f"{text(c.status, 'status')}/{c.updated_at.isoformat()}",
        stamp=c.updated_at,
        order=o.id,
        provider="",
        state=state,
        amount=money(exact(c.raw_amount, "raw_amount"), code, "raw_amount"),
        captured=Money.zero(code),
        refunded=Money.zero(code),
        failure=None,
        at=c.created_at,
        expires_at=None,
        request=c.id,
    )
    return (waiting,)


def _attempt(s: p.Session, paid: p.Payment | None, request: str, o: Owner, code: str, world: World) -> WebPayment:
    captured, refunded = (_captured(paid), _refunded(paid)) if paid else (Decimal(0), Decimal(0))
    stamp = latest(s.updated_at, *(_changes(paid) if paid else ()))
    state = _attempt_state(s, paid, captured)
    days = _authorisation(s).get("expires_after_days")
    lasts = timedelta(days=days) if isinstance(days, int) and 0 < days < 1000 else None
    return WebPayment(
        ref=ref(world, "web_payment", s.id),
        rev=f"{state}/{captured}/{refunded}/{stamp.isoformat()}",
        stamp=stamp,
        order=o.id,
        provider=text(s.provider_id, "provider_id") or "",
        state=state,
        amount=money(exact(s.raw_amount, "raw_amount"), code, "raw_amount"),
        captured=money(captured, code, "captures"),
        refunded=money(refunded, code, "refunds"),
        failure=_failure(s) if state == "failed" else None,
        at=s.created_at,
        expires_at=s.created_at + lasts if lasts else None,
        request=request,
    )


def _attempt_state(s: p.Session, paid: p.Payment | None, captured: Decimal) -> str:
    if s.status not in _SESSIONS:
        raise malformed("payment_sessions.status", "an unknown state")
    if captured > 0:
        return "captured"
    if paid is not None and paid.canceled_at is not None:
        return "cancelled"
    return "expired" if _authorisation(s).get("expired") is True else _SESSIONS[s.status]


def _authorisation(s: p.Session) -> dict[str, object]:
    found = (s.data or {}).get("authorization")
    return found if isinstance(found, dict) else {}


def _failure(s: p.Session) -> str:
    """The provider's code as words; digits that could be a card's are left out."""
    error = (s.data or {}).get("error")
    codes = [error.get("decline_code"), error.get("code")] if isinstance(error, dict) else [error]
    word = next((c for c in codes if isinstance(c, str) and c.strip()), "declined")
    if "\0" in word or any("\ud800" <= c <= "\udfff" for c in word):
        raise malformed("payment_sessions.data", "text that cannot be stored")
    return _DIGITS.sub(" ", word.replace("_", " "))[:200].strip() or "declined"


def _changes(payment: p.Payment) -> list[datetime]:
    return [payment.updated_at, *(part.created_at for part in (*(payment.captures or ()), *(payment.refunds or ())))]


def _moments(c: p.Collection) -> list[datetime]:
    return [c.updated_at, *(s.updated_at for s in c.payment_sessions or ()), *(m for y in c.payments or () for m in _changes(y))]
