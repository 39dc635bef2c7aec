"""A request of a shop that we do not answer with an offer: the reason is noted on its draft, and the buyer is told."""

from __future__ import annotations

from app.commands import documents, order_case, request_stage, telling
from app.commands.command import Fields
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.shop import WebOrder, WebOrderState
from app.domain.steps import Plan, Step
from app.errors import Refused
from app.messages import draft
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import pair
from app.rules.quote import DECLINED, ORDERED


def is_about(parts: PanelParts) -> bool:
    return parts.quote is not None and parts.quote.request is not None


def about(parts: PanelParts) -> WebOrder:
    """Refused where it became untrue meanwhile."""
    if parts.quote is None or parts.quote.request is None:
        raise Refused("The request cannot be read any more")
    return parts.quote.request


def check(parts: PanelParts, me: Person, policy: Policy, deed: str) -> Verdict:
    return order_case.nothing_to_decide(parts, me) or _not_open(parts) or authority(parts, me, policy, deed)


def _not_open(parts: PanelParts) -> Denied | None:
    order = about(parts)
    if parts.quote is not None and parts.quote.unreadable:
        return Denied("The request cannot be read")
    if order.state is not WebOrderState.DRAFT:
        return Denied(f"It is {order.state.value} in the shop")
    if order.stage == DECLINED:
        return Denied("It is declined already")
    return Denied("A sale of the ERP is its order already") if order.stage == ORDERED else _offered(parts)


def _offered(parts: PanelParts) -> Denied | None:
    """Its offer stands in the ERP: whoever declines that declines it there."""
    answered = parts.quote.answered if parts.quote else ""
    return Denied(f"{answered} was offered for it: decline that first") if answered else None


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    rule = parts.finding.rule if parts.finding else ""
    return {"source": parts.dossier.source, "rule": rule, "value": pair(about(parts).net)}


def authority(parts: PanelParts, me: Person, policy: Policy, deed: str) -> Verdict:
    """What the gate would say now."""
    return gate_policy(policy, me, deed, Plan(deed, (), gate=gate(parts, {})).payload())


def steps(parts: PanelParts, reason: str) -> tuple[Step, ...]:
    return (request_stage.staged(about(parts), DECLINED, reason),)


def effects(parts: PanelParts, reason: str) -> tuple[Effect, ...]:
    return request_stage.effects(about(parts), DECLINED, reason)


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    """Taken back only while it is a request."""
    request = parts.quote.request if parts.quote else None
    there = request is not None and request.state is WebOrderState.DRAFT
    return None if there else Denied("It is no request any more")


def message(parts: PanelParts) -> str:
    """In the buyer's language."""
    order = about(parts)
    reference = f" ({order.reference})" if order.reference else ""
    country = order.ship_to.country if order.ship_to else ""
    return draft("request_declined", telling.spoken(parts, country), order=documents.name(order), reference=reference)
