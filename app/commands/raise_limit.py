"""Raise limit: give the account more room until a day, and set it back afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.commands import credit_case as credit
from app.commands import words
from app.commands.command import Fact3, Field, Fields, Payload, Spec, amount
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
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
    return credit.authority(parts, me, policy, NAME, _payload(parts, total, None, ""))


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return credit.authority(parts, me, policy, NAME, payload(parts, fields))


def payload(parts: PanelParts, fields: Fields) -> Payload:
    """Refused where the new limit is not above the present one."""
    limit = _limit(parts)
    new = amount(fields.get("to", ""), limit.currency)
    if new <= limit:
        raise Refused(f"The new limit must be above {limit.text()}")
    return _payload(parts, new, fields.get("until", "").strip(), fields.get("reason", "").strip())


def _payload(parts: PanelParts, new: Money, until: str | None, reason: str) -> Payload:
    limit = _limit(parts)
    return {
        "customer": parts.dossier.key,
        "from": [limit.minor, limit.currency],
        "to": [new.minor, new.currency],
        "until": until,
        "reason": reason,
        "gate": credit.gate_facts(parts),
    }


def _limit(parts: PanelParts) -> Money:
    """The present limit; Refused where the ERP knows none."""
    standing = parts.dossier.standing
    if standing is None or standing.limit is None:
        raise Refused("The account has no limit to raise")
    return standing.limit


def compensation(sent: Mapping[str, object], reason: str) -> Payload:
    """The payload of ``lower_limit`` that takes this raise back: refused by its guard where the limit has changed since."""
    return {"customer": sent["customer"], "from": sent["to"], "to": sent["from"], "until": None, "reason": reason}


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    limit = _limit(parts)
    new = amount(fields.get("to", ""), limit.currency)
    before, after = (f"{m.text()} {m.currency}" for m in (limit, new))
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
        RAISE_LIMIT.undo if limit is None else f"On that day it is set back to {limit.text()} by itself; earlier only in the ERP"
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
    slot="raise_limit",
    money=True,
    sends=True,
    check=check,
    judge=judge,
    payload=payload,
    effects_of=effects,
    facts_of=facts,
    button="Raise limit",
    done="Higher limit for {number} taken down",
    undo="On that day it is set back to what it was by itself; earlier only in the ERP",
    undo_of=undo,
)
