"""The second person's deeds: approve, decline, and decline an offer so that its author changes it."""

from __future__ import annotations

from functools import partial

from app.commands import credit_case as credit
from app.commands import quote_case
from app.commands.agreeing import may_agree
from app.commands.command import Field, Spec
from app.domain.dossier import PanelParts
from app.domain.person import Person
from app.policy.matrix import Policy
from app.policy.verdict import Allowed, Denied, Verdict

_NOTHING = Denied("Nothing waits for approval")


def check_approve(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    """Never the person who asked; whoever the payload bars stays barred; the roles are the gate's to read again."""
    decision = credit.live_decision(parts)
    if decision is None or not credit.waits_for_approval(decision):
        return _NOTHING
    return may_agree(policy, me, decision, partial(credit.person, parts), parts.delegations, parts.earlier)


def check_decline(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    """Who may approve may decline."""
    verdict = check_approve(parts, me, policy)
    return Allowed("") if isinstance(verdict, Allowed) else verdict


def check_return(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    """Only an offer has an author who changes it; whoever returns it needs the right to that as well."""
    decision = credit.live_decision(parts)
    if decision is None or decision.deed != quote_case.APPROVE:
        return _NOTHING
    verdict = check_approve(parts, me, policy)
    if isinstance(verdict, Denied):
        return verdict
    may = quote_case.authority(parts, me, policy, "return_quote")
    return may if isinstance(may, Denied) else Allowed("")


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
RETURN_ASKED = Spec(
    name="return_asked",
    title="Decline and return",
    key="9",
    icon="users",
    types=quote_case.TYPE,
    fields=(_DECISION, Field("reason", "Comment", "reason", "What its author should change; who asked reads it too")),
    check=check_return,
    button="Return {number}",
    done="{number} goes back to its author",
    undo="Not from here: it comes back when its author changes it",
)
