"""The inbox of approvals: each matter in plain words, whom it waits for, and why not for me; judged by today's roles and policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from app.commands import COMMANDS, barred, credit_case, quote_case
from app.commands.agreeing import counted, may_agree
from app.domain.approvals import KINDS, VIEWS, Approval, ApprovalsAnswer, AskApprovals, Matter, Matters
from app.domain.case import Decision, DecisionState
from app.domain.money import Money
from app.domain.person import Person
from app.domain.steps import Plan
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.queues import QUEUES

_TITLES = {spec.name: spec.title for spec in COMMANDS}
_KIND = {"quote": "quotes", "credit": "credit", "return": "refunds", "damage": "refunds"}
_QUEUE = {queue.type: queue.name for queue in QUEUES}


def answer(matters: Matters, ask: AskApprovals, me: Person, policy: Policy) -> ApprovalsAnswer:
    """The most urgent first; what has ended after what waits."""
    waiting = _rows(matters, me, policy)
    ended = [_ended(m, m.decision, matters, me, policy) for m in matters.ended if m.decision is not None]
    views = {
        "me": [a for a in waiting if a.may],
        "all": waiting,
        "mine": [a for a in waiting if a.mine] + sorted(ended, key=lambda a: a.asked_at, reverse=True),
    }
    shown = views[ask.view]
    counted = Counter(a.kind for a in shown)
    words = ask.text.casefold().split()
    rows = [a for a in shown if ask.kind in ("", a.kind) and all(word in _told(a) for word in words)]
    return ApprovalsAnswer(
        ask,
        tuple(rows),
        tuple((name, len([a for a in views[name] if not a.outcome])) for name in VIEWS),
        tuple((name, counted[name]) for name in KINDS),
        matters.asof,
    )


def for_me(matters: Matters, me: Person, policy: Policy) -> tuple[int, int | None]:
    """How many wait for me, and the severity of the worst."""
    mine = [a.row.severity for a in _rows(matters, me, policy) if a.may]
    return len(mine), min(mine, default=None)


def _rows(matters: Matters, me: Person, policy: Policy) -> list[Approval]:
    made = [_asked(m, m.decision, matters, me, policy) if m.decision else _offer(m, matters, me, policy) for m in matters.waiting]
    return sorted(made, key=lambda a: (a.row.due_at, a.row.severity, a.row.number))


def _told(a: Approval) -> str:
    return f"{a.row.number} {a.row.customer} {a.what} {a.asked_by}".casefold()


# ---- what somebody asked for -----------------------------------------------------------------------------------------------------


def _asked(of: Matter, decision: Decision, matters: Matters, me: Person, policy: Policy) -> Approval:
    asker = _person(matters, decision.actor)
    find = partial(_person, matters)
    mine = may_agree(policy, me, decision, find, matters.delegations)
    missing = gate_policy(policy, asker, decision.deed, credit_case.payload_of(decision), counted(decision, find))
    return Approval(
        key=decision.id,
        row=of.row,
        queue=_QUEUE.get(of.type, ""),
        kind=_KIND.get(of.type, "other"),
        what=_TITLES.get(decision.deed, decision.deed.replace("_", " ").capitalize()),
        worth=_worth(of, decision),
        asked_by=asker.name,
        asked_at=decision.at,
        needs=_needs(policy, missing, decision),
        may=isinstance(mine, Allowed),
        why=mine.reason if isinstance(mine, Denied) else "",
        mine=decision.actor == me.id,
    )


def _worth(of: Matter, decision: Decision) -> Money:
    """Of what is given back, what is given back; of everything else the document's value."""
    if _KIND.get(of.type) == "refunds" and decision.amount is not None and decision.currency:
        return Money(decision.amount, decision.currency)
    return of.row.amount


def _needs(policy: Policy, missing: object, decision: Decision) -> str:
    if isinstance(missing, NeedsApproval):
        return people(policy, ((missing.role, missing.count),))
    return policy.title(decision.approver_role) if decision.approver_role else ""


def people(policy: Policy, tiers: Sequence[tuple[str, int]]) -> str:
    """ "Order manager", "2 people, credit manager or above", "Pricing manager and finance director"."""
    told = [
        policy.title(role) if count == 1 else f"{count} people, {policy.title(role).lower()} or above" for role, count in tiers
    ]
    return " and ".join([*told[:1], *(one.lower() for one in told[1:])])


def _ended(of: Matter, decision: Decision, matters: Matters, me: Person, policy: Policy) -> Approval:
    base = _asked(of, decision, matters, me, policy)
    outcome, tone = _outcome(decision, [_person(matters, p).name for p in decision.approved_by])
    return replace(base, needs="", may=False, why="", outcome=outcome, tone=tone)


def _outcome(decision: Decision, approvers: Sequence[str]) -> tuple[str, str]:
    by = f" by {' and '.join(approvers)}" if approvers else ""
    said = f": {decision.words}" if decision.words else ""
    if decision.state is DecisionState.APPLIED:
        return f"Approved{by}", "ok"
    if decision.state is DecisionState.REFUSED:
        agreed = len(decision.approved_by) >= decision.approvers_needed
        return (f"Approved{by}, refused there{said}" if agreed else f"Declined{said}"), "bad"
    return f"Approved{by}, not known yet whether it arrived", "warn"


# ---- an offer over a limit, for which nobody has to ask ----------------------------------------------------------------------------


def _offer(of: Matter, matters: Matters, me: Person, policy: Policy) -> Approval:
    measured = of.measured or {}
    quoted = measured.get("quoted_by")
    keyed = measured.get("keyed_by")
    names = [str(quoted)] if quoted else [p.name for p in matters.people if p.login(of.source) == keyed]
    sellers = barred.among(matters.people, of.source, [str(quoted)] if quoted else [])
    figures = {**measured, "source": of.source, "created_by": keyed, "salesperson": sellers}
    login = me.login(of.source)
    may, why = _may(policy, me, figures) if of.measured else (False, "It is judged again in a moment")
    return Approval(
        key=of.row.case_id,
        row=of.row,
        queue=_QUEUE[of.type],
        kind="quotes",
        what=of.row.group,
        worth=of.row.amount,
        asked_by=names[0] if names else "",
        asked_at=of.row.started_at,
        needs=people(policy, quote_case.tiers_of(figures, policy)) if of.measured else "",
        may=may,
        why=why,
        mine=login is not None and login in (keyed, *sellers),
    )


def _may(policy: Policy, me: Person, figures: Mapping[str, object]) -> tuple[bool, str]:
    verdict = gate_policy(policy, me, quote_case.APPROVE, Plan(quote_case.APPROVE, (), gate=figures).payload())
    if isinstance(verdict, Allowed):
        return True, ""
    if isinstance(verdict, NeedsApproval):  # whoever stands high enough is the first of the two
        return policy.reaches(me.roles, verdict.role), verdict.reason
    return False, verdict.reason


def _person(matters: Matters, person_id: str) -> Person:
    return next((p for p in matters.people if p.id == person_id), Person(person_id, person_id, frozenset()))
