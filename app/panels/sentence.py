"""The one sentence a credit case opens with: what is wrong and what would settle it, in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.commands import words
from app.domain.dossier import CreditDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.rules import credit_groups as groups
from app.rules import payments


def sentence(dossier: CreditDossier, verdict: Verdict | None, today: date) -> str:
    match verdict:
        case Fires():
            expired = verdict.facts.get("expired")
            end = f" The quotation expired on {expired} and must be quoted again." if expired else ""
            return _fires(dossier, verdict, today) + end
        case Unknown(fact):
            return f"Cannot be judged now, so it stays as it is: {fact}."
        case Silent(why):
            return f"Not held any more: {why}."
        case None:
            return "The order cannot be read here."


def _fires(dossier: CreditDossier, found: Fires, today: date) -> str:
    facts = found.facts
    over = f"{found.over.text()} over the limit" if found.over else "The order fits under the limit"
    unapplied, coming = Money.told(facts.get("unapplied")), Money.told(facts.get("in_transit"))
    match found.group:
        case groups.CASH if not found.over:
            late = payments.overdue(dossier, today)
            return f"Overdue invoices of {_text(late)} block the account. {_text(unapplied)} of unapplied cash would pay them."
        case groups.CASH:
            return f"{over}. {_text(Money.told(facts.get('cash_outside')))} has arrived and is not applied yet; applying it would clear it."
        case groups.TRANSIT:
            return f"{over}. {_text(coming)} is in transit and would clear it{_clears_on(dossier, found, today)}."
        case groups.LITTLE:
            never = f"been more than {_days(facts)} late" if facts.get("worst_days_late") else "paid late"
            return f"{over}, {facts['percent']} %. The account has never {never}."
        case groups.ZERO:
            return f"The limit is zero, so nothing fits. {found.value.text()} needs a decision."
        case groups.OVERDUE:
            return f"{over}. Overdue invoices block the account: {facts['dunning']}."
        case groups.SKIPPED:
            return f"Shipped past the credit check. The account is {over}."
        case groups.TOGETHER:
            return f"Fits alone. Together with {_names(facts)} ahead of it, it is {over}."
        case _:
            return _single(over, facts, unapplied, coming)


def _single(over: str, facts: Mapping[str, Any], unapplied: Money | None, coming: Money | None) -> str:
    text = f"{over}, {facts['percent']} %." if facts.get("percent") else f"{over}."
    if coming is not None and coming.minor > 0:
        text += f" {coming.text()} in transit is not enough to clear it."
    if unapplied is not None and unapplied.minor > 0:
        text += f" {unapplied.text()} of unapplied cash is counted already."
    return text


def _clears_on(dossier: CreditDossier, found: Fires, today: date) -> str:
    """The day on which enough has come in, where every payment until then has a date."""
    left = (found.over.minor if found.over else 0) - (Money.told(found.facts.get("cash_outside")) or Money(0, "")).minor
    for payment in payments.payments_under_way(dossier) or ():
        if payment.date is None:
            return ""
        left -= payment.amount.minor
        if left <= 0:
            return f" on {words.short_day(payment.date, today)}"
    return ""


def _names(facts: Mapping[str, Any]) -> str:
    numbers: Sequence[str] = [entry[0] for entry in facts.get("ahead") or ()]
    return ", ".join(numbers) or "the orders"


def _days(facts: Mapping[str, Any]) -> str:
    worst = facts.get("worst_days_late") or 0
    return "1 day" if worst == 1 else f"{worst} days"


def _text(amount: Money | None) -> str:
    return "An unknown amount" if amount is None else amount.text()
