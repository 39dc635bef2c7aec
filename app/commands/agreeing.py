"""Who may agree to what somebody decided: by their own right, or by one that a colleague lent them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.commands import credit_case
from app.domain.case import Decision, Earlier
from app.domain.person import Person
from app.domain.ruling import Delegation, lent_by
from app.policy.gate import gate_approval
from app.policy.matrix import Policy
from app.policy.verdict import Allowed, Denied

Find = Callable[[str], Person]  # a colleague by id


def counted(decision: Decision, find: Find) -> tuple[Person, ...]:
    """Those whose right was used: of a delegate's agreement, whoever lent it."""
    places = dict(decision.acting_for)
    return tuple(find(places.get(who, who)) for who in decision.approved_by)


def may_agree(
    policy: Policy, me: Person, decision: Decision, find: Find, standing: Sequence[Delegation], earlier: Earlier
) -> Allowed | Denied:
    """``standing``: the rights to approve that are lent now. ``earlier``: than this decision, by whoever asked."""
    return gate_approval(
        policy,
        me,
        find(decision.actor),
        decision.deed,
        credit_case.payload_of(decision),
        counted(decision, find),
        earlier,
        delegators=[find(whose) for whose in lent_by(standing, me.id)],
        used={*decision.approved_by, *(whose for _, whose in decision.acting_for)},
    )
