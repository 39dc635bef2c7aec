"""The second person's deeds: approve and decline."""

from __future__ import annotations

from app.commands import credit_case as credit
from app.commands.command import Field, Spec
from app.domain.dossier import PanelParts
from app.domain.person import Person
from app.policy.gate import gate_approval
from app.policy.matrix import Policy
from app.policy.verdict import Allowed, Denied, Verdict

_NOTHING = Denied("Nothing waits for approval")


def check_approve(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    """Never the person who asked; whoever the payload bars stays barred; the roles are the gate's to read again."""
    decision = credit.live_decision(parts)
    if decision is None or not credit.waits_for_approval(decision):
        return _NOTHING
    places = dict(decision.acting_for)
    approved = [credit.person(parts, places.get(p, p)) for p in decision.approved_by]
    lent = [credit.person(parts, d.delegator) for d in parts.delegations if d.delegate == me.id]
    return gate_approval(
        policy,
        me,
        credit.person(parts, decision.actor),
        decision.deed,
        credit.payload_of(decision),
        approved,
        delegators=lent,
        used={*decision.approved_by, *places.values()},
    )


def check_decline(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    """Who may approve may decline."""
    verdict = check_approve(parts, me, policy)
    return Allowed("") if isinstance(verdict, Allowed) else verdict


_DECISION = Field("decision", "Request", "hidden")
_CONTENT = Field("sha256", "Content", "hidden")

APPROVE = Spec(
    name="approve",
    title="Approve",
    key="A",
    icon="check",
    fields=(_DECISION, _CONTENT),
    money=True,
    check=check_approve,
    button="Approve {number}",
    done="{number} approved",
    undo="Cannot be taken back once it is sent",
)
DECLINE_APPROVAL = Spec(
    name="decline_approval",
    title="Decline",
    key="D",
    icon="octagon-alert",
    fields=(_DECISION, Field("reason", "Reason", "reason", "Goes back to who asked")),
    check=check_decline,
    button="Decline {number}",
    done="{number} goes back to who asked",
    undo="Who asked can ask again",
)
