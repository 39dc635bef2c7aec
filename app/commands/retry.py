"""Read again: ask the system once more for a record that could not be read."""

from __future__ import annotations

from app.commands import order_case
from app.commands import two_systems as case
from app.commands.command import Spec
from app.commands.shared import always
from app.domain.dossier import PanelParts
from app.domain.person import Person
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Denied, Verdict
from app.rules import sync as rule

NAME = "retry"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    if case.cause(parts) != rule.UNREADABLE:
        return Denied("Every record of this order can be read")
    return policy.may(me, NAME, CreditAsk(parts.dossier.source))


RETRY = Spec(
    name=NAME,
    title="Read again",
    key="8",
    icon="history",
    types=frozenset({"sync"}),
    check=check,
    at_once=always,
    stays=True,
    button="Read {number} again",
    done="{number} is being read again",
    undo="Changes nothing",
)
