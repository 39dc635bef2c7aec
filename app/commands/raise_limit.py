"""Raise limit: give the account more room until a day, and set it back afterwards."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case as credit
from app.commands import words
from app.commands.command import Fact3, Field, Fields, Spec, amount
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "raise_limit"
BACK = "lower_limit"  # the deed that sets the limit back; written on the expiry day by the console of somebody who may


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    """For the smallest raise that would settle the case; what is filled in is judged by ``judge``."""
    stopped = credit.cannot_decide(parts, me)
    if stopped:
        return stopped
    standing, total = parts.dossier.standing, credit.fact_money(parts, "total")
    if standing is None or standing.limit is None or total is None:
        return Denied("The account's limit cannot be read")
    if total <= standing.limit:
        return Denied("The account is under its limit; overdue invoices block it")
    return credit.authority(parts, me, policy, NAME, _steps(parts, total, None, ""))


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return credit.authority(parts, me, policy, NAME, steps(parts, fields))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """Refused where the new limit is not above the present one."""
    limit = _limit(parts)
    new = amount(fields.get("to", ""), limit.currency)
    if new <= limit:
        raise Refused(f"The new limit must be above {limit.text()}")
    return _steps(parts, new, fields.get("until", "").strip(), fields.get("reason", "").strip())


def _steps(parts: PanelParts, new: Money, until: str | None, reason: str) -> tuple[Step, ...]:
    """Setting it back is refused by its guard where the limit has changed since."""
    limit = _limit(parts)
    who, before, after = parts.dossier.key, [limit.minor, limit.currency], [new.minor, new.currency]
    undo = Step(parts.dossier.source, BACK, parts.row.number, {"customer": who, "from": after, "to": before})
    body = {"customer": who, "from": before, "to": after, "until": until, "reason": reason}
    return (credit.step_of(parts, NAME, body, undo),)


def _limit(parts: PanelParts) -> Money:
    """The present limit; Refused where the ERP knows none."""
    standing = parts.dossier.standing
    if standing is None or standing.limit is None:
        raise Refused("The account has no limit to raise")
    return standing.limit


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    """The limit is not the raised one any more: a later raise stands on it, or somebody changed it."""
    standing = parts.dossier.standing
    limit = standing.limit if standing else None
    if limit is None:
        return Denied("The account's limit cannot be read")
    if [limit.minor, limit.currency] != credit.sent_by(decision).get("to"):
        return Denied(f"The limit is {limit.text()} by now")
    return None


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    limit = _limit(parts)
    new = amount(fields.get("to", ""), limit.currency)
    before, after = (m.named() for m in (limit, new))
    return (Effect(parts.dossier.source, parts.row.number, "credit limit", before, after),)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    limit = _limit(parts)
    new = amount(fields.get("to", ""), limit.currency)
    total = credit.fact_money(parts, "total")
    verdict = judge(parts, me, policy, fields)
    left = None if total is None else total - new
    if left is not None and left.minor > 0:
        after: Fact3 = ("Over limit after", f"Still {left.text()} over", "bad")
    else:
        after = ("Over limit after", "None", "ok")
    until = words.day(date.fromisoformat(fields["until"]), today)
    return (
        after,
        credit.authority_fact(me, policy, NAME, verdict),
        ("Raised until", f"{until}, then {limit.text()} again", "text.1"),
        credit.ships_fact(parts, today),
    )


def undo(parts: PanelParts) -> str:
    """In the figures of the limit that it goes back to."""
    standing = parts.dossier.standing
    limit = standing.limit if standing else None
    return (
        RAISE_LIMIT.undo if limit is None else f"On that day it is set back to {limit.text()} by itself; Ctrl+Z does it earlier"
    )


RAISE_LIMIT = Spec(
    name=NAME,
    title="Raise limit",
    key="2",
    icon="arrow-up",
    fields=(
        Field("to", "New limit", "money", "The whole limit, not the difference"),
        Field("until", "Until", "date", "On this day the limit is set back"),
        Field("reason", "Reason", "reason", "Why the account may owe more for a while"),
    ),
    types=frozenset({"credit"}),
    doing="raising",
    slot="raise_limit",
    money=True,
    sends=True,
    check=check,
    judge=judge,
    steps=steps,
    gate=credit.gate_facts,
    overtaken=overtaken,
    effects_of=effects,
    facts_of=facts,
    button="Raise limit",
    done="Higher limit for {number} taken down",
    undo="On that day it is set back to what it was by itself; Ctrl+Z does it earlier",
    undo_of=undo,
)
