"""What the pages of all cases about an order have in common beside the page of any case: the order and its customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.commands import words
from app.domain.block import Block, Fact, Facts
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.finding import Fires
from app.domain.person import Person
from app.domain.question import CasePanel
from app.panels import case_page
from app.panels.case_page import Page
from app.policy.matrix import Policy
from app.rules import linking
from app.rules.rule import OrderRule

Figures = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Kind:
    """An exception type's own part of the page. ``what``: two words for the chip; ``tell``: the verdict in figures; ``over``: what
    the finding's money is."""

    rule: OrderRule
    what: str
    tell: Callable[[OrderDossier, Fires], str]
    blocks: Callable[[OrderDossier, Fires | None], tuple[Block, ...]]
    over: str = "apart"


def build(kind: Kind, parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier = parts.order
    assert dossier is not None
    found = case_page.judged(parts, case_page.of_finding(parts, kind.rule.judge(dossier, local)))
    over = f"{found.shown.over.named()} {kind.over}" if found.shown and found.shown.over else ""
    page = Page(
        found=found,
        place=case_page.place(dossier.order.ship_to if dossier.order else None),
        chip=kind.what,
        sentence=case_page.sentence(found, lambda fires: kind.tell(dossier, fires), "The order cannot be read here."),
        blocks=(*kind.blocks(dossier, found.shown), *_beside(dossier, local)),
        rule=case_page.rule_words(parts, kind.rule, found, local, over),
        systems=[(s.source, s.asof) for s in (dossier.shop, dossier.erp) if s],
    )
    return case_page.compose(page, parts, me, policy, now)


def _beside(dossier: OrderDossier, local: datetime) -> tuple[Block, ...]:
    order, customer, today = dossier.order, dossier.customer, local.date()
    found: list[Block] = []
    if order is not None:
        placed = order.placed_at.astimezone()  # the reader's own clock, as in the history
        wanted = words.short_day(order.requested, today) if order.requested else ""
        found.append(
            Facts(
                "Order",
                (
                    Fact("Placed", f"{words.short_day(placed.date(), today)}, {placed:%H:%M}"),
                    known("Reference", order.reference),
                    known("Wanted", wanted),
                    Fact("Net", order.net.named()),
                    Fact("Payment", _said(order.payment.value, "paid")),
                    Fact("Goods", _said(order.fulfilment.value, "sent")),
                    known("E-mail", order.email),
                ),
                beside=False,
            )
        )
    number = customer.number if customer else order.party if order else None
    booked = ", ".join(f"{s.number or '#' + s.ref.key} {s.state.value}" for s in dossier.sales)
    facts = (
        known("Customer", number),
        known("Price list", customer.price_list if customer else None),
        known("Terms", customer.payment_terms if customer else None),
        Fact("Booked", booked) if booked else _not_booked(dossier),
    )
    found.append(Facts("In the ERP", facts))
    return tuple(found)


def _not_booked(dossier: OrderDossier) -> Fact:
    """Named where a sale without a reference may be this order, so that nobody books it again unawares."""
    sale = linking.likely(dossier)
    if sale is None:
        return Fact("Booked", "not yet", "text.3", "none")
    return Fact("Booked", f"perhaps as {sale.number or 'a draft'}", "warn")


def _said(value: str, what: str) -> str:
    return f"nothing {what}" if value == "nothing" else value


def known(label: str, text: str | None) -> Fact:
    """ "none" where a system says nothing."""
    return Fact(label, text) if text else Fact(label, "none", "text.3", "none")


def several(count: int, one: str) -> str:
    """ "1 line", "3 lines"."""
    return f"{count} {one}" if count == 1 else f"{count} {one}s"
