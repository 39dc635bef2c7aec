"""What the deeds about appointments have in common: what is planned around one, and the one step that changes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from app.commands import order_case, telling
from app.commands.command import Fields
from app.domain.appointment import SOURCE, Appointment
from app.domain.appointment import effects as told
from app.domain.case import Decision
from app.domain.clashes import Plan
from app.domain.dossier import AppointmentDossier, PanelParts
from app.domain.finding import Unknown
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.question import Field
from app.domain.steps import Step, read
from app.messages import Value, draft
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Denied, Verdict
from app.rules import schedule

DEED = "set_appointment"
CONSENT = Field("consent", "Agreed by", "text", "Who agreed to it for the customer; kept with the appointment")


def dossier(parts: PanelParts) -> AppointmentDossier:
    assert parts.visit is not None
    return parts.visit


def appointment(parts: PanelParts) -> Appointment:
    """For use after ``cannot_decide``."""
    found = dossier(parts).appointment
    assert found is not None
    return found


def names(parts: PanelParts) -> dict[str, str]:
    return {r.id: r.name for r in dossier(parts).resources}


def seen_at(parts: PanelParts) -> datetime:
    """When the goods were looked at, else when the case was found: what is proposed belongs to those figures."""
    counted = dossier(parts).goods.asof
    found = parts.finding.asof if parts.finding else datetime.min.replace(tzinfo=UTC)
    return max(counted, found) if counted else found


def around(parts: PanelParts) -> Plan | Unknown:
    goods = schedule.arrival(dossier(parts), seen_at(parts))
    return goods if isinstance(goods, Unknown) else schedule.plan(dossier(parts), goods)


def cannot_decide(parts: PanelParts, me: Person) -> Denied | None:
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    of = dossier(parts).appointment
    if of is None:
        return Denied("The appointment cannot be read")
    return None if of.live else Denied(f"{of.number} is {of.state} already")


def authority(parts: PanelParts, me: Person, policy: Policy, deed: str) -> Verdict:
    return policy.may(me, deed, CreditAsk(parts.dossier.source))


def agreed(fields: Fields) -> str:
    return fields.get("consent", "").strip()


# ---- the step ----------------------------------------------------------------------------------------------------------------


def steps(parts: PanelParts, to: Mapping[str, object]) -> tuple[Step, ...]:
    """Conditional on the revision on screen; taken back only while nothing of it was changed since."""
    of = appointment(parts)
    to = of.changed(to).told(to)
    shared = {"appointment": of.id, "names": names(parts)}
    undo = Step(SOURCE, DEED, of.number, {**shared, "to": of.told(to), "was": to})
    return (Step(SOURCE, DEED, of.number, {**shared, "to": to, "was": None}, str(of.rev), undo),)


def effects(parts: PanelParts, to: Mapping[str, object]) -> tuple[Effect, ...]:
    of = appointment(parts)
    return told(of, of.changed(to), names(parts))


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    """Why it cannot be taken back: somebody changed the same since."""
    of = parts.visit.appointment if parts.visit else None
    for step in read(decision.payload).steps:
        was = step.undo.body.get("was") if step.undo else None
        if of is None or not isinstance(was, Mapping) or of.told(was) != dict(was):
            return Denied("It was changed again since; it stays as it is")
    return None


# ---- words -------------------------------------------------------------------------------------------------------------------


def message(parts: PanelParts, template: str, at: datetime) -> str:
    """In the customer's language. ``at``: on the site's clock."""
    customer, sale = dossier(parts).goods.customer, dossier(parts).goods.sale
    spoken = telling.spoken(parts, customer.country if customer else "")
    reference = f" ({sale.reference})" if sale and sale.reference else ""
    told: dict[str, Value] = {
        "order": appointment(parts).sale_number,
        "reference": reference,
        "day": at.date(),
        "time": f"{at:%H:%M}",
    }
    return draft(template, spoken, **told)
