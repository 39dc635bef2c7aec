"""The page of an order whose money is not where it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.commands import send_payment_link
from app.domain.block import Attempt, Attempts, Block, Fact, Facts
from app.domain.days import local_day_time
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.finding import Fires
from app.domain.money import Money
from app.domain.person import Person
from app.domain.question import CasePanel
from app.domain.shop import WebPayment
from app.panels import order_page
from app.panels.order_page import several
from app.panels.panel import Panel
from app.policy.matrix import Policy
from app.rules import payment as rule

_KINDS = {"captured": "ok", "authorised": "wait", "pending": "wait", "failed": "bad", "expired": "warn", "cancelled": "none"}


def tell(dossier: OrderDossier, found: Fires) -> str:
    facts, due = found.facts, found.over
    owed = due.named() if due else "Nothing"
    match found.cause:
        case rule.FAILED:
            tries = facts.get("attempts")
            why = f": {facts['failure']}" if facts.get("failure") else ""
            return f"{several(int(str(tries)), 'attempt')} refused{why}. {owed} is open."
        case rule.EXPIRED:
            return f"The reservation ran out before the goods went. {owed} is open again."
        case rule.DUE:
            paid = Money.told(facts.get("paid"))
            return f"{owed} is due since the order was changed; {paid.text() if paid else 'part'} is paid."
        case _:
            return f"Paid in full, and {facts.get('sale') or 'the sale'} still waits in the ERP as {facts.get('state')}."


def _blocks(dossier: OrderDossier, shown: Fires | None) -> tuple[Block, ...]:
    order = dossier.order
    tried = sorted(dossier.payments, key=lambda p: (p.at, p.ref), reverse=True)
    found: list[Block] = [Attempts("Payments and attempts", tuple(_attempt(p) for p in tried))]
    if order is not None:
        sums = (("Total", order.total), ("Paid", order.paid), ("Refunded", order.refunded), ("Due", order.due))
        tones = {"Due": "bad"} if order.due.minor > 0 else {}
        found.append(
            Facts(
                f"Money, {order.total.currency}", tuple(Fact(n, m.text(), tones.get(n, "text.1")) for n, m in sums), beside=False
            )
        )
    return tuple(found)


def _attempt(payment: WebPayment) -> Attempt:
    words = payment.failure or (f"until {local_day_time(payment.expires_at)}" if payment.expires_at else payment.provider)
    return Attempt(
        local_day_time(payment.at),
        payment.state.capitalize(),
        _KINDS.get(payment.state, "none"),
        words,
        payment.amount,
    )


def _build(parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    made = order_page.build(KIND, parts, me, policy, now)
    return replace(made, blocks=(*_request(parts), *made.blocks))


def _request(parts: PanelParts) -> tuple[Block, ...]:
    """What the customer can still pay: where they open it, or that nobody told where."""
    asked, where = send_payment_link.request(parts), send_payment_link.opened_at(parts)
    if not asked:
        return ()
    opened = Fact("Opened at", where) if where else Fact("Opened at", "No storefront address is known", "warn")
    return (Facts("Payment request", (opened, Fact("Its id", asked)), beside=False),)


KIND = order_page.Kind(rule.PAYMENT, "Payment", tell, _blocks, "open")
PANELS = (Panel(rule.PAYMENT.type, _build),)
