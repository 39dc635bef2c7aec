"""What the pages of all cases about an order have in common: head, age per system, rule, history, deeds; and the facts beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.commands import words
from app.domain.block import Block, Fact, Facts
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.person import Person
from app.domain.question import CasePanel
from app.panels import story
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
    """Judged anew on the records at hand, so that every figure on the page is of one moment. ``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier, finding = parts.order, parts.finding
    assert dossier is not None
    verdict = None
    if finding is not None:
        verdict = kind.rule.judge(dossier, local).get((finding.ref, finding.verdict.cause))
    shown = verdict if isinstance(verdict, Fires) else finding.verdict if finding else None
    ship_to = dossier.order.ship_to if dossier.order else None
    return CasePanel(
        row=parts.row,
        place=", ".join(p for p in (ship_to.city, ship_to.country) if p) if ship_to else "",
        position=shown.group if shown else "",
        verdict=_sentence(kind, dossier, verdict),
        chips=story.chips(parts, local, kind.what),
        blocks=(*kind.blocks(dossier, shown), *_beside(dossier, local)),
        rule=_rule(kind, parts, shown, local),
        history=story.history(parts, local, "Found"),
        notes=story.notes(parts),
        deeds=story.deeds(parts, me, policy),
        pending=story.pending(parts),
        asof=min((s.asof for s in (dossier.shop, dossier.erp) if s and s.asof), default=None),
        source_words="; ".join(story.age(s.source, s.asof, now) for s in (dossier.shop, dossier.erp) if s),
    )


def _sentence(kind: Kind, dossier: OrderDossier, verdict: Verdict | None) -> str:
    match verdict:
        case Fires():
            return kind.tell(dossier, verdict)
        case Unknown(fact):
            return f"Cannot be judged now, so it stays as it is: {fact}."
        case Silent(why):
            return f"Settled: {why}."
        case None:
            return "The order cannot be read here."


def _rule(kind: Kind, parts: PanelParts, shown: Fires | None, local: datetime) -> tuple[str, str, str]:
    if shown is None:
        return "No rule fires now", "", ""
    finding = parts.finding
    judged = (finding.asof if finding else local).astimezone()  # the reader's own clock, as in the history
    version = finding.rule_version if finding else kind.rule.version
    over = f"{shown.over.named()} {kind.over}" if shown.over else ""
    return shown.group, over, f"{kind.rule.type}.{shown.cause}, version {version}, {judged:%H:%M}"


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


def money(value: object) -> Money | None:
    """Money as facts carry it."""
    return Money(int(value[0]), str(value[1])) if isinstance(value, list | tuple) and len(value) == 2 else None


def several(count: int, one: str) -> str:
    """ "1 line", "3 lines"."""
    return f"{count} {one}" if count == 1 else f"{count} {one}s"
