"""The page of one order across systems: composes head, systems, milestones, lines, mismatches and timeline into one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from app.commands import words
from app.domain import standing
from app.domain.block import Block, Cell, CompareRow, Comparison, Fact, Facts
from app.domain.dossier import OrderDossier, OrderParts
from app.domain.money import Money
from app.domain.order import OrderState, Sale
from app.domain.orders import Mismatch, OrderView
from app.domain.ref import NO_NUMBER
from app.domain.shop import WebOrder, WebOrderState
from app.panels import dropped, order_lines, versions
from app.panels.address import COMPARED
from app.panels.milestones import milestones
from app.panels.mismatches import mismatches
from app.panels.order_lines import LineDiff
from app.panels.timeline import as_the_customer_sees, timeline
from app.rules.address import apart
from app.rules.orders import sent_to


def build(parts: OrderParts, now: datetime) -> OrderView:
    """``now`` on the reader's own clock, by which moments and days are told.

    Every amount stands in the currency of the system that told it.
    """
    of = parts.order
    web, sale = of.order, shown_sale(of)
    both = web is not None and sale is not None
    booked = [line for line in of.sale_lines if sale is not None and line.sale == sale.ref.key]
    lines = order_lines.differences(of.lines, booked, web.freight if web else None, both=both)
    steps = milestones(parts, sale, now)
    events, master = timeline(parts, steps, now), mismatches(of)
    verdict, kind = _verdict(of, sale, lines, now)
    numbers = [n for n in (web.number if web else "", sale.number if sale else "") if n]
    valid = (web.expires_on if web else None) or (sale.expires_on if sale else None)
    return OrderView(
        ref=of.ref,
        number=numbers[0] if numbers else NO_NUMBER,
        title=" · ".join(numbers) or NO_NUMBER,
        shared=(web.shared if web else None) or (sale.web_origin if sale else None) or "",
        customer=_name(of),
        customer_number=(of.customer.number if of.customer else web.party if web else None) or "",
        reference=(web.reference if web else None) or (sale.reference if sale else None) or "",
        email=(web.email if web else None) or "",
        quote=_is_quote(web, sale),
        valid_until=words.day(valid, now.date()) if valid and _is_quote(web, sale) else "",
        verdict=verdict,
        verdict_kind=kind,
        milestones=steps,
        differences=order_lines.count(lines),
        mismatches=len(master),
        blocks=(
            _lines(web, sale, lines),
            *_places(of, sale),
            *dropped.blocks(parts, now.date()),
            *_shop(of, now),
            *(_erp(parts, s, now) for s in of.sales),
            *_apart(master),
        ),
        customer_blocks=_customers(web, sale, lines),
        events=events,
        customer_events=as_the_customer_sees(events),
        unreadable=tuple(f"{bad.ref.model.replace('_', ' ')} {bad.ref.key}: {bad.why} ({bad.path})" for bad in of.unreadable),
    )


def shown_sale(of: OrderDossier) -> Sale | None:
    """Of the sales with the shared reference the oldest that stands, as the list shows it."""
    return min(of.sales, key=lambda s: (s.state is OrderState.CANCELLED, s.created_at, s.ref), default=None)


def _name(of: OrderDossier) -> str:
    if of.customer is not None:
        return of.customer.name
    if of.buyer is not None:
        return of.buyer.company or of.buyer.name
    return (of.order.email if of.order else None) or "customer not known"


def _is_quote(web: WebOrder | None, sale: Sale | None) -> bool:
    if web is not None:
        return web.state is WebOrderState.DRAFT
    return sale is not None and sale.state in (OrderState.DRAFT, OrderState.QUOTED)


def _verdict(of: OrderDossier, sale: Sale | None, lines: Sequence[LineDiff], now: datetime) -> tuple[str, str]:
    """How the systems stand to each other: what differs first."""
    web = of.order
    if of.unreadable:
        return "A record of this order cannot be read: what is shown may not be all of it.", "bad"
    if web is None:
        return ("The shop's order is not here; the ERP says it came from one." if sale and sale.web_origin else
                "It is in the ERP alone: it did not come from a shop."), "warn" if sale and sale.web_origin else "none"  # fmt: skip
    if sale is None:
        return _unbooked(web, now)
    standing_sales = [s for s in of.sales if s.state is not OrderState.CANCELLED]
    if len(standing_sales) > 1:
        return f"Booked {len(standing_sales)} times: {', '.join(s.number or '#' + s.ref.key for s in standing_sales)}.", "bad"
    if (web.state is WebOrderState.CANCELLED) != (sale.state is OrderState.CANCELLED):
        where, other = ("shop", "ERP") if web.state is WebOrderState.CANCELLED else ("ERP", "shop")
        return f"Cancelled in the {where}, and it stands in the {other}.", "bad"
    if order_lines.count(lines):
        return _differs(lines), "warn"
    if _places(of, sale):
        return "Booked as it was placed, and sent to another place than the shop says.", "warn"
    return "Booked as it was placed: the same lines, quantities and prices.", "ok"


def _unbooked(web: WebOrder, now: datetime) -> tuple[str, str]:
    if web.state is WebOrderState.DRAFT:
        return "A quote of the shop: nobody has ordered it yet.", "none"
    if web.state is WebOrderState.CANCELLED:
        return "Cancelled in the shop before it was booked.", "none"
    return f"Not booked in the ERP. It was placed {words.age(web.placed_at, now)}.", "warn"


def _differs(lines: Sequence[LineDiff]) -> str:
    first = next(line for line in lines if line.mark)
    count = order_lines.count(lines)
    more = "" if count == 1 else f" {count - 1} more line{'' if count == 2 else 's'} differ{'s' if count == 2 else ''}."
    return f"Not booked as placed. {first.sku or first.product}: {first.words}.{more}"


def _places(of: OrderDossier, sale: Sale | None) -> tuple[Comparison, ...]:
    """Where the goods go by the shop and by the ERP, where that is not one place."""
    here = of.order.ship_to if of.order else None
    there = sent_to(of, sale) if sale else None
    if here is None or there is None or not apart(here, there):
        return ()
    return (versions.parts_of(COMPARED, ("In the shop", asdict(here)), ("In the ERP", asdict(there))),)


def _shop(of: OrderDossier, now: datetime) -> tuple[Facts, ...]:
    web = of.order
    if web is None:
        return ()
    word, _ = standing.in_shop(web.state, web.payment, web.fulfilment)
    facts = [Fact("State", word), Fact("Payment", web.payment.value), Fact("Goods", web.fulfilment.value)]
    facts += [Fact("Locked", web.locked_by, "warn")] if web.locked_by else []
    facts += [_money(name, amount) for name, amount in _amounts(web)]
    return (Facts(f"In the shop, {web.number}", tuple(facts), _age(of, shop=True, now=now)),)


def _amounts(web: WebOrder) -> list[tuple[str, Money]]:
    found = [("Net", web.net), ("Freight", web.freight), ("Tax", web.tax), ("Total", web.total), ("Paid", web.paid)]
    found += [("Refunded", web.refunded)] if web.refunded.minor else []
    return [*found, *([("Due", web.due)] if web.due.minor > 0 else [("Refund due", -web.due)] if web.due.minor < 0 else [])]


def _erp(parts: OrderParts, sale: Sale, now: datetime) -> Facts:
    word, _ = standing.in_erp(sale.state, sale.shipment_state, sale.invoice_state)
    facts = [
        Fact("State", word),
        Fact("Goods", sale.shipment_state),
        Fact("Bill", sale.invoice_state),
        _money("Net", sale.untaxed),
    ]
    if sale.untaxed_company.currency != sale.untaxed.currency:
        facts.append(_money("In company currency", sale.untaxed_company))
    if parts.invoices is None:
        facts.append(Fact("Invoiced", "", state="unreadable"))
    bills = [i for i in parts.invoices or () if sale.ref.key in i.sales and i.state in ("posted", "paid")]
    facts += [*_sum("Invoiced", [i.total for i in bills]), *_sum("Open", [i.open for i in bills if i.open.minor])]
    return Facts(f"In the ERP, {sale.number or '#' + sale.ref.key}", tuple(facts), _age(parts.order, shop=False, now=now))


def _sum(label: str, amounts: Sequence[Money]) -> list[Fact]:
    """One figure per currency."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money.zero(amount.currency)) + amount
    return [_money(label, total) for total in sums.values()]


def _money(label: str, amount: Money) -> Fact:
    return Fact(label, f"{amount.currency} {amount.text()}")


def _apart(found: Sequence[Mismatch]) -> tuple[Comparison, ...]:
    if not found:
        return ()
    heads = (("Master data", "text"), ("Shop", "text"), ("ERP", "text"))
    rows = tuple(
        CompareRow("~", (Cell(f"{m.subject}, {m.about}".strip(", ")), Cell(m.shop), Cell(m.erp, "bad" if m.severe else "warn")))
        for m in found
    )
    return (Comparison("Master data that differs", heads, rows, f"{len(found)}"),)


def _lines(web: WebOrder | None, sale: Sale | None, lines: Sequence[LineDiff]) -> Comparison:
    if web is not None and sale is not None:
        return order_lines.compared(lines, (web.net.currency, sale.untaxed.currency))
    return _one_side(web, sale, lines)


def _one_side(web: WebOrder | None, sale: Sale | None, lines: Sequence[LineDiff]) -> Comparison:
    currency = web.net.currency if web else sale.untaxed.currency if sale else ""
    return order_lines.listed(lines, f"Lines, {currency}", placed=web is not None)


def _customers(web: WebOrder | None, sale: Sale | None, lines: Sequence[LineDiff]) -> tuple[Block, ...]:
    """What they ordered and what it costs them: their own figures, nothing of ours."""
    amounts = _amounts(web) if web is not None else [("Net", sale.untaxed)] if sale is not None else []
    return (_one_side(web, sale, lines), Facts("Amounts", tuple(_money(name, amount) for name, amount in amounts)))


def _age(of: OrderDossier, *, shop: bool, now: datetime) -> str:
    state = of.shop if shop else of.erp
    return words.age(state.asof, now) if state is not None and state.asof is not None else "not read completely yet"
