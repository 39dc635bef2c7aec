"""Switch to terms: let the goods go on account, where the customer's credit has room for them as if they were ordered so."""

from __future__ import annotations

from datetime import date

from app.commands import documents, order_case
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import OPEN_SALE, standing

NAME = "switch_to_terms"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.cannot_decide(parts, me) or case.nothing_due(parts)
    if stopped:
        return stopped
    may = case.authority(parts, me, policy, NAME)
    return may if isinstance(may, Denied) else _no_credit(parts) or may


def _no_credit(parts: PanelParts) -> Denied | None:
    """As if it were ordered on account now: what the ERP counts already, and this order where it does not yet."""
    account, customer = parts.dossier.standing, case.dossier(parts).customer
    if account is None or customer is None or account.dunning_block is None:
        return Denied("The customer's credit cannot be read")
    if not customer.payment_terms:
        return Denied("The customer has no payment terms in the ERP")
    if account.dunning_block:
        return Denied(f"Overdue invoices block the account: {account.dunning_block}")
    total = _total(parts)
    if total is None:
        return Denied("The order is in another currency than the credit limit")
    if account.limit is not None and total > account.limit:
        return Denied(f"{(total - account.limit).text()} over the limit with this order; ask for the money instead")
    return None


def _total(parts: PanelParts) -> Money | None:
    """The exposure with this order in it; None where their currencies differ."""
    account = parts.dossier.standing
    assert account is not None
    counted = any(sale.state not in OPEN_SALE for sale in standing(case.dossier(parts)))
    own = case.value(parts)
    if counted:
        return account.exposure
    return account.exposure + own if own.currency == account.exposure.currency else None


def _text(parts: PanelParts, fields: Fields) -> str:
    customer = case.dossier(parts).customer
    terms = customer.payment_terms if customer else ""
    return f"On account, {terms}: {fields.get('reason', '').strip()}"


def _documents(parts: PanelParts) -> tuple[documents.Document, ...]:
    return (*standing(case.dossier(parts)), case.web_order(parts))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return tuple(documents.note(where, _text(parts, fields)) for where in _documents(parts))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return tuple(documents.note_effect(where, _text(parts, fields)) for where in _documents(parts))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    account, customer, total = parts.dossier.standing, case.dossier(parts).customer, _total(parts)
    limit = account.limit if account else None
    room = "No limit" if limit is None or total is None else f"{(limit - total).text()} left under {limit.text()}"
    return ("Credit after", room, "ok"), ("Terms", (customer.payment_terms if customer else "") or "", "text.1")


SWITCH_TO_TERMS = Spec(
    name=NAME,
    title="Switch to terms",
    key="3",
    icon="wallet",
    fields=(Field("reason", "Reason", "reason", "Why this customer may pay later"),),
    types=frozenset({"payment"}),
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="on account",
    accepts=True,
    effects_of=effects,
    facts_of=facts,
    doing="switching",
    button="Put {number} on account",
    done="Terms for {number} taken down",
    undo="The notes stay; the case comes back by itself when the amount or an attempt changes",
)
