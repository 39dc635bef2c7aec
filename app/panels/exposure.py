"""The parts of an account's exposure, each with its documents, adding up to the ERP's own figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.commands import words
from app.domain.block import Bucket, Exposure
from app.domain.dossier import CreditDossier
from app.domain.invoice import Receivable
from app.domain.money import Money
from app.domain.order import OrderState, Sale
from app.rules import credit_groups, payments

Document = tuple[str, str, Money]

_GONE_OUT = frozenset({"sent", "shipped", "delivered"})
_BILLED = frozenset({"posted", "paid"})
_MORE_TO_BILL = frozenset({"none", "pending", "exception"})
_AGES = ((30, "1–30 d"), (60, "31–60 d"), (90, "61–90 d"))


def block(dossier: CreditDossier, this: Sale | None, ahead: Sequence[Sale], currency: str, today: date) -> Exposure:
    """The account's exposure beside its limit. ``currency``: what to name where the ERP's own figures cannot be read."""
    standing = dossier.standing
    whole = None if standing is None else total(dossier, this, ahead)
    limit = None if standing is None else standing.limit
    known = standing.exposure.currency if standing else currency
    return Exposure(f"Exposure, {known}", whole, limit, known, _used(whole, limit), buckets(dossier, this, ahead, today))


def _used(whole: Money | None, limit: Money | None) -> str:
    if whole is None or limit is None:
        return ""
    percent = credit_groups.percent_over(whole, limit)
    return "" if percent is None else f"{percent} %"


def buckets(dossier: CreditDossier, this: Sale | None, ahead: Sequence[Sale], today: date) -> tuple[Bucket, ...]:
    """Everything that counts against the limit.

    The ERP's exposure (open receivables and confirmed orders not billed), the ordered quotations ``ahead`` that will use up limit
    first, and ``this`` order. What our records cannot explain of the ERP's figure is a part of its own, never spread over others.
    """
    standing = dossier.standing
    if standing is None:
        return ()
    currency = standing.exposure.currency
    parts = [*_receivables(dossier, today), *_orders(dossier, this, ahead, today)]
    explained = sum((b.amount.minor for b in parts if b.amount is not None), 0)
    missing = total(dossier, this, ahead).minor - explained
    if missing:
        parts.append(Bucket("other", "Not explained by documents", None, Money(missing, currency)))
    return tuple(parts)


def total(dossier: CreditDossier, this: Sale | None, ahead: Sequence[Sale]) -> Money:
    """What is compared with the limit: the ERP's exposure, the orders ahead, and ``this`` while it is not in the ERP's figure."""
    assert dossier.standing is not None
    found = dossier.standing.exposure
    for sale in (*ahead, *((this,) if this is not None and this.state is OrderState.QUOTED else ())):
        found += sale.untaxed_company
    return found


def aging(dossier: CreditDossier, today: date) -> tuple[tuple[str, Money | None], ...]:
    """Open invoices by days past due; None where this sign-in may not read them."""
    labels = ("Not due", *(label for _, label in _AGES), "> 90 d")
    lines = payments.open_lines(dossier)
    if lines is None or dossier.standing is None:
        return tuple((label, None) for label in labels)
    sums = dict.fromkeys(labels, Money.zero(dossier.standing.exposure.currency))
    for line in lines:
        if not payments.is_cash(line):
            sums[_age(line, today)] += line.amount
    return tuple(sums.items())


def _age(line: Receivable, today: date) -> str:
    late = 0 if line.due is None else (today - line.due).days
    if late <= 0:
        return "Not due"
    return next((label for most, label in _AGES if late <= most), "> 90 d")


def _receivables(dossier: CreditDossier, today: date) -> list[Bucket]:
    standing = dossier.standing
    assert standing is not None
    lines = payments.open_lines(dossier)
    if lines is None:
        return [
            Bucket("not_due", "Open invoices, not due", None, None),
            Bucket("overdue", "Open invoices, overdue", None, None),
            Bucket("cash", "Unapplied cash", None, None),
            Bucket("other", "Invoices less cash, not split", None, standing.receivable),
        ]
    numbers = {i.ref.key: i.number for i in dossier.invoices or ()}
    sorted_lines = sorted(lines, key=lambda r: (r.due or date.max, r.ref))
    owed = [r for r in sorted_lines if not payments.is_cash(r)]
    late = [r for r in owed if r.due is not None and r.due < today]
    current = [r for r in owed if r not in late]
    found = [
        _bucket("not_due", "Open invoices, not due", current, numbers, today, standing.exposure.currency),
        _bucket("overdue", "Open invoices, overdue", late, numbers, today, standing.exposure.currency),
    ]
    cash = [r for r in sorted_lines if payments.is_cash(r)]
    if payments.cash_is_counted(dossier):
        found.append(_bucket("cash", "Unapplied cash", cash, numbers, today, standing.exposure.currency))
    return found


def _bucket(
    key: str, label: str, lines: Sequence[Receivable], numbers: dict[str, str | None], today: date, currency: str
) -> Bucket:
    documents = tuple((_number(r, numbers), _when(r.due or r.posted_on, today), r.amount) for r in lines)
    amount = Money(sum(r.amount.minor for r in lines), currency)
    return Bucket(key, label, len(lines), amount, documents)


def _number(line: Receivable, numbers: dict[str, str | None]) -> str:
    if line.invoice is None:
        return "Payment" if line.amount.minor < 0 else "Entry"
    return numbers.get(line.invoice) or f"Invoice #{line.invoice}"


def _orders(dossier: CreditDossier, this: Sale | None, ahead: Sequence[Sale], today: date) -> list[Bucket]:
    standing = dossier.standing
    assert standing is not None
    zero = Money.zero(standing.exposure.currency)
    unbilled = standing.exposure - standing.receivable
    waiting = list(ahead)
    own = [this] if this is not None and this.state is OrderState.QUOTED else []
    if dossier.invoices is None:  # which orders are billed cannot be known, only what the ERP sums up
        both = unbilled + sum((s.untaxed_company for s in waiting), zero)
        return [
            Bucket("delivered", "Delivered, not billed", None, None),
            Bucket("orders", "Open orders", None, both),
            _of("this", "This order", own, {}, today, zero),
        ]
    worth = _open_worth(dossier, unbilled)
    if this is not None and this.ref.key in worth:
        own = [this]
    others = [s for s in dossier.sales if s.ref.key in worth and s not in own]
    gone = [s for s in others if s.shipment_state in _GONE_OUT]
    rest = [s for s in others if s not in gone]
    return [
        _of("delivered", "Delivered, not billed", gone, worth, today, zero),
        _of("orders", "Other open orders", [*rest, *waiting], worth, today, zero),
        _of("this", "This order", own, worth, today, zero),
    ]


def _open_worth(dossier: CreditDossier, unbilled: Money) -> dict[str, Money]:
    """Confirmed orders and what of them is not billed yet.

    An order without an invoice counts whole, one billed to the end not at all. Where exactly one is billed in part, it is worth
    what the ERP's figure leaves; where several are, nobody can say which, and their sum stays unexplained.
    """
    billed = {key for i in dossier.invoices or () if i.state in _BILLED for key in i.sales}
    confirmed = [
        s for s in dossier.sales if s.state in (OrderState.CONFIRMED, OrderState.PROCESSING) and s.untaxed_company.minor > 0
    ]
    worth = {s.ref.key: s.untaxed_company for s in confirmed if s.ref.key not in billed}
    partly = [s for s in confirmed if s.ref.key in billed and s.invoice_state in _MORE_TO_BILL]
    if len(partly) == 1:
        left = unbilled.minor - sum(m.minor for m in worth.values())
        if 0 < left <= partly[0].untaxed_company.minor:
            worth[partly[0].ref.key] = Money(left, unbilled.currency)
    return worth


def _of(key: str, label: str, sales: Sequence[Sale], worth: dict[str, Money], today: date, zero: Money) -> Bucket:
    amounts = [worth.get(s.ref.key, s.untaxed_company) for s in sales]
    documents = tuple((s.number or f"#{s.ref.key}", _when(s.ship_date, today), m) for s, m in zip(sales, amounts, strict=True))
    return Bucket(key, label, len(sales), sum(amounts, zero), documents)


def _when(day: date | None, today: date) -> str:
    return "" if day is None else words.short_day(day, today)
