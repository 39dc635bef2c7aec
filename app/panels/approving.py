"""What a second person agrees to: exactly what would change in which system, as whoever asked saw it, who may agree, and who may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.commands import COMMANDS, credit_case, credit_return, damage_case, words
from app.commands.agreeing import counted, may_agree
from app.commands.wording import WORDING
from app.domain.block import Block, Cell, CompareRow, Comparison, Fact, Facts
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.money import Money
from app.domain.person import Person
from app.domain.refund import Account
from app.domain.steps import Plan
from app.domain.system import called
from app.errors import Refused
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Allowed, Denied, NeedsApproval

_TITLES = {spec.name: spec.title for spec in COMMANDS}
_HEADS = (("Where", "text"), ("What changes", "text"), ("Now", "text"), ("Then", "text"))
_MOST = 6  # names in a row; more would not be read


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision that waits, and the plan that was frozen with it."""

    decision: Decision
    plan: Plan
    asker: Person
    agreed: tuple[Person, ...]


def blocks(parts: PanelParts, policy: Policy, local: datetime) -> tuple[Block, ...]:
    """Nothing where nothing waits. ``local``: now in the company's zone."""
    decision = credit_case.live_decision(parts)
    plan = credit_case.plan_of(decision) if decision is not None else None
    if decision is None or plan is None or not credit_case.waits_for_approval(decision):
        return ()
    agreed = counted(decision, partial(credit_case.person, parts))
    asked = Asked(decision, plan, credit_case.person(parts, decision.actor), agreed)
    return (
        _changes(parts, asked, local),
        *_measured(parts, asked),
        Facts("Who agrees", tuple(_people(parts, asked, policy)), beside=False),
    )


# ---- what would change -------------------------------------------------------------------------------------------------------------


def _changes(parts: PanelParts, asked: Asked, local: datetime) -> Comparison:
    rows = [row for n in range(len(asked.plan.steps)) for row in _of_step(asked.plan, n, local)]
    title = f"{_TITLES.get(asked.decision.deed, asked.decision.deed)}: what will change"
    return Comparison(title, _HEADS, tuple(rows), _stale(parts, asked.plan) or "as it was asked; nothing is sent yet")


def _of_step(plan: Plan, at: int, local: datetime) -> Iterator[CompareRow]:
    step = plan.steps[at]
    shown = plan.preview[at] if at < len(plan.preview) else None
    if not shown:
        what = WORDING.letter(step.deed)
        yield CompareRow(
            "", (Cell(f"{called(step.source)} {step.document}"), Cell(what), Cell("–"), Cell("not tried out", "warn"))
        )
        return
    today = local.date()
    for source, document, field, before, after in shown:
        cells = (
            Cell(f"{called(source)} {document}"),
            Cell(f"{field[:1].upper()}{field[1:]}"),
            Cell(words.told(before, today) or "–", "" if before else "text.3"),
            Cell(words.told(after, today)),
        )
        yield CompareRow("+" if not before else "~", cells)


def _stale(parts: PanelParts, plan: Plan) -> str:
    """Whether the document is another one than what was asked about."""
    sale = parts.sale
    first = None if sale is None else next((s for s in plan.steps if s.source == sale.ref.source), None)
    if sale is None or first is None or first.rev is None or first.document not in (sale.number, f"#{sale.ref.key}"):
        return ""
    return "" if first.rev == sale.rev else "it changed since it was asked: it is tried out again before anything is sent"


# ---- by what it is measured ----------------------------------------------------------------------------------------------------------


def _measured(parts: PanelParts, asked: Asked) -> Iterator[Block]:
    figures = asked.plan.gate or {}
    credit = tuple(_credit(parts, figures)) if parts.type == "credit" else ()
    back = tuple(_given_back(parts, asked)) if parts.type in ("return", "damage") else ()
    if credit:
        yield Facts("The account when it was asked", credit, beside=False)
    if back:
        yield Facts("Given back", back, beside=False)


def _credit(parts: PanelParts, figures: Mapping[str, object]) -> Iterator[Fact]:
    exposure, limit, over = (Money.told(figures.get(name)) for name in ("exposure", "limit", "over"))
    if exposure is not None:
        of = f" of {limit.named()}" if limit is not None else ", no limit"
        yield Fact("Exposure without it", f"{exposure.text()}{of}")
    if over is not None and over.minor > 0:
        percent = figures.get("percent")
        yield Fact("Over the limit", f"{over.named()}{f', {percent} %' if percent is not None else ''}", "bad")
    now = credit_case.fact_money(parts, "over")
    if over is not None and now is not None and now != over:
        yield Fact("Over the limit now", now.named(), "bad" if now.minor > over.minor else "warn")


def _given_back(parts: PanelParts, asked: Asked) -> Iterator[Fact]:
    decision = asked.decision
    if decision.amount is not None and decision.currency:
        yield Fact("With this", Money(decision.amount, decision.currency).named())
    known = _accounts(parts)
    if known is None:
        yield Fact("Before", "not known", "warn")
        return
    paid, before = known
    yield Fact("Before", before.named() if before else "nothing", "warn" if before else "text.1")
    yield Fact("Invoiced", paid.named())


def _accounts(parts: PanelParts) -> tuple[Money, Money] | None:
    """What was invoiced for the pieces, and what was given back of it before."""
    try:
        if parts.damage is not None:
            counted = damage_case.pieces(parts)
            return counted.paid, counted.refunded
        accounts = tuple(credit_return.accounts(parts).values())
    except Refused:
        return None
    if not accounts:
        return None
    currency = accounts[0].paid.currency
    return _sum(accounts, lambda a: a.paid, currency), _sum(accounts, lambda a: a.refunded, currency)


def _sum(accounts: tuple[Account, ...], of: Callable[[Account], Money], currency: str) -> Money:
    return Money(sum(of(a).minor for a in accounts), currency)


# ---- who ---------------------------------------------------------------------------------------------------------------------------


def _people(parts: PanelParts, asked: Asked, policy: Policy) -> Iterator[Fact]:
    payload = credit_case.payload_of(asked.decision)
    missing = gate_policy(policy, asked.asker, asked.decision.deed, payload, asked.agreed)
    if isinstance(missing, NeedsApproval):
        more = "" if missing.count == 1 else f", {missing.count} people"
        yield Fact("Needed", f"{policy.title(missing.role)}{more}")
    if asked.plan.reason:
        yield Fact("Reason", asked.plan.reason)
    may, barred = [], []
    for one in parts.people:
        verdict = may_agree(policy, one, asked.decision, partial(credit_case.person, parts), parts.delegations)
        if isinstance(verdict, Allowed):
            may.append(one.name)
        elif one.id == asked.asker.id:
            barred.append(f"{one.name}, who asked")
        elif "so someone else approves" in verdict.reason and _reaches(policy, one, missing):
            barred.append(f"{one.name}, {_relation(verdict)}")
    yield Fact("May agree", _listed(may) or "nobody in the team", "text.1" if may else "bad")
    if barred:
        yield Fact("Not by", "; ".join(barred[:_MOST]), "text.2")


def _reaches(policy: Policy, person: Person, missing: object) -> bool:
    return isinstance(missing, NeedsApproval) and policy.reaches(person.roles, missing.role)


def _relation(verdict: Denied) -> str:
    """ "You keyed this order, so someone else approves" of somebody else."""
    told = verdict.reason.removesuffix(", so someone else approves")
    return told.replace("You are ", "who is ").replace("You ", "who ")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"
