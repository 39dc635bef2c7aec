"""Release once: let this one order through, although the account is over its limit."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case as credit
from app.commands import telling
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.order import OrderState
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "release_hold"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = credit.cannot_decide(parts, me)
    if stopped:
        return stopped
    expired = credit.fact_text(parts, "expired")
    if expired:
        return Denied(f"The quotation expired on {expired}; quote it again in the ERP first")
    return credit.authority(parts, me, policy, NAME, steps(parts, {}))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    assert parts.sale is not None
    body = {
        "sale": parts.sale.ref.key,
        "customer": parts.sale.customer,
        "kind": "skipped_check" if _is_past(parts) else "quotation",
        "reason": fields.get("reason", "").strip(),
    }
    return (credit.step_of(parts, NAME, body),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    reason = fields.get("reason", "")
    if _is_past(parts):
        return credit.note_effects(parts, reason)
    return credit.state_effects(parts, OrderState.CONFIRMED, reason)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    over = credit.fact_money(parts, "over")
    if over is not None and over.minor > 0:
        after: Fact3 = ("Over limit after", f"{over.text()}, as now", "bad")
    else:
        after = ("Over limit after", "None; overdue invoices stay open", "warn")
    verdict = credit.authority(parts, me, policy, NAME, steps(parts, fields))
    return (after, credit.authority_fact(me, policy, NAME, verdict), credit.ships_fact(parts, today))


def undo(parts: PanelParts) -> str:
    if _is_past(parts):
        return "The order went out already; the note that accepts it stays on the order"
    return RELEASE_HOLD.undo


def _is_past(parts: PanelParts) -> bool:
    return parts.finding is not None and parts.finding.verdict.cause == "skipped_check"


def message(parts: PanelParts, fields: Fields) -> str:
    """Neutral: whoever reads it need not know that credit was in the way, or how much."""
    return "" if _is_past(parts) else telling.news(parts, "order_released")


RELEASE_HOLD = Spec(
    name=NAME,
    title="Release once",
    key="1",
    icon="shield-check",
    fields=(Field("reason", "Reason", "reason", "Why the risk is acceptable"),),
    types=frozenset({"credit"}),
    doing="releasing",
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=credit.gate_facts,
    outcome="released",
    accepts=True,
    effects_of=effects,
    facts_of=facts,
    button="Release {number}",
    done="Release of {number} taken down",
    undo="Cannot be taken back: the ERP goes on with a confirmed order and has no way to un-confirm it",
    undo_of=undo,
    draft_of=message,
)
