"""The facts of an account that a credit decision rests on: known, known to be empty, unreadable, or not connected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.commands import words
from app.domain.block import Fact, LineRow
from app.domain.dossier import CreditDossier, PanelParts
from app.domain.finding import Fires, Verdict
from app.domain.order import Sale
from app.domain.ref import Ref
from app.rules import payments

_NOT_CONNECTED = "not_connected"
_SHOWN = 2  # other held orders named before they are only counted


def facts(dossier: CreditDossier, this: Ref | None, verdicts: Mapping[tuple[Ref, str], Verdict], today: date) -> tuple[Fact, ...]:
    return (*own(dossier, today), _held_as_well(dossier, this, verdicts))


def own(dossier: CreditDossier, today: date) -> tuple[Fact, ...]:
    """What is known of the account, whatever order is looked at."""
    return (
        _cash(dossier, today),
        _transit(dossier, today),
        _late(dossier, today),
        Fact("Promises kept", "", state=_NOT_CONNECTED),
        Fact("Risk class", "", state=_NOT_CONNECTED),
        _dunning(dossier),
        Fact("Insured", "", state=_NOT_CONNECTED),
        Fact("Disputes", "", state=_NOT_CONNECTED),
    )


def _cash(dossier: CreditDossier, today: date) -> Fact:
    cash, outside = payments.unapplied_cash(dossier), payments.cash_outside_exposure(dossier)
    if cash is None or outside is None:
        return Fact("Unapplied cash", "", state="unreadable")
    amount = cash if outside.minor <= cash.minor else outside
    if amount.minor <= 0:
        return Fact("Unapplied cash", "none", "text.3", "none")
    lines = payments.open_lines(dossier) or ()
    days = [r.posted_on for r in lines if r.invoice is None and r.amount.minor < 0 and r.posted_on is not None]
    when = f", {words.short_day(max(days), today)}" if days else ""
    return Fact("Unapplied cash", f"{amount.text()}{when}", "ok")


def _transit(dossier: CreditDossier, today: date) -> Fact:
    found, coming = payments.payments_under_way(dossier), payments.in_transit(dossier)
    if found is None or coming is None:
        return Fact("In transit", "", state="unreadable")
    if not found:
        return Fact("In transit", "none", "text.3", "none")
    days = [p.date for p in found if p.date is not None]
    when = f" on {words.short_day(max(days), today)}" if days else ""
    return Fact("In transit", f"{coming.text()}{when}")


def _late(dossier: CreditDossier, today: date) -> Fact:
    label = "Days late, 12 m"
    late = payments.lateness(dossier, today)
    if late is None:
        return Fact(label, "", state="unreadable")
    if not late.settled and not late.worst:
        return Fact(label, "no invoices paid yet", "text.3", "none")
    return Fact(label, f"{late.average} average, {late.worst} worst", "warn" if late.worst > 30 else "text.1")


def _dunning(dossier: CreditDossier) -> Fact:
    block = dossier.standing.dunning_block if dossier.standing else None
    if block is None:
        return Fact("Dunning", "", state="unreadable")
    return Fact("Dunning", f"Blocked: {block}", "bad") if block else Fact("Dunning", "not blocked", state="none")


def _held_as_well(dossier: CreditDossier, this: Ref | None, verdicts: Mapping[tuple[Ref, str], Verdict]) -> Fact:
    held: dict[Ref, Sale] = {}
    for sale in dossier.sales:
        causes = (v for (ref, _), v in verdicts.items() if ref == sale.ref)
        if sale.ref != this and any(isinstance(v, Fires) for v in causes):
            held[sale.ref] = sale
    if not held:
        return Fact("Held as well", "nothing else", "text.3", "none")
    names = [f"{s.number or '#' + s.ref.key}, {s.untaxed_company.text(decimals=False)}" for s in held.values()]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return Fact("Held as well", "; ".join(names[:_SHOWN]) + more)


def lines(parts: PanelParts) -> tuple[LineRow, ...]:
    rows = sorted(parts.lines, key=lambda line: (line.sequence, line.ref))
    return tuple(LineRow(line.sku or "", line.product, f"{line.quantity.normalize():f}", line.net) for line in rows)


def margin(parts: PanelParts) -> str:
    """ "Margin 31.4 %" of the order's net value; says what is missing rather than leaving a line out."""
    sale = parts.sale
    if sale is None or not parts.lines:
        return ""
    without = [line for line in parts.lines if line.cost is None and line.net.minor]
    if without:
        return f"Margin not known: no cost for {len(without)} of {len(parts.lines)} lines"
    if sale.untaxed_company.minor <= 0 or sale.untaxed.minor <= 0:
        return ""
    net = Decimal(sum(line.net.minor for line in parts.lines))
    net = net * sale.untaxed_company.minor / sale.untaxed.minor  # the order's own rate into company currency
    cost = sum(line.cost.minor for line in parts.lines if line.cost is not None)
    if net <= 0:
        return ""
    share = ((net - cost) * 100 / net).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"Margin {share} %".replace("-", "\N{MINUS SIGN}")
