"""Escalate: hand the case to the next higher authority, with the reason."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case as credit
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.person import Person
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Allowed, Denied, Verdict

NAME = "escalate"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = credit.closed(parts) or credit.busy(parts, me)
    if stopped:
        return stopped
    verdict = policy.may(me, NAME, CreditAsk(parts.dossier.source))
    if isinstance(verdict, Denied):
        return verdict
    above = policy.next_role(me.roles, parts.type)
    if policy.reaches(me.roles, above):
        return Denied("Nobody decides above you here")
    return Allowed(f"To {policy.one(above)}")


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    above = policy.next_role(me.roles, parts.type)
    who = sorted(p.name for p in parts.people if above in p.roles)
    shown = ", ".join(who) if who else "nobody has this role yet"
    return (("Goes to", f"{policy.title(above)}: {shown}", "text.1" if who else "warn"), credit.ships_fact(parts, today))


ESCALATE = Spec(
    name=NAME,
    title="Escalate",
    key="E",
    keys={"credit": "4"},
    icon="zap",
    fields=(Field("reason", "Reason", "reason", "One line for who decides"),),
    check=check,
    facts_of=facts,
    button="Escalate {number}",
    done="{number} was escalated",
    undo="Claim it again to take it back",
)
