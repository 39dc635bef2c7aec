"""The page of one customer across systems: composes head, sections, credit, account and people into one answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from app.domain.block import Aging, Exposure, Fact, Facts
from app.domain.customer_parts import CustomerParts
from app.domain.customers import CustomerView
from app.domain.dossier import CreditDossier
from app.domain.ref import Ref
from app.panels import account, customer_rows, exposure
from app.panels.customer_feeds import Feeds
from app.policy.matrix import Policy
from app.rules import payments

_SHOWN = 6  # addresses and buyers named before they are only counted


def build(parts: CustomerParts, whole: frozenset[str], policy: Policy, now: datetime) -> CustomerView:
    """``whole``: sections beyond their first rows. ``now`` aware; days are the company's. Credit is in company currency, every other
    amount in the currency of the document; none is added up across currencies."""
    of, local = parts.dossier, now.astimezone(policy.service.calendar.zone)
    feeds = Feeds(of.source, parts.feeds, now)
    customer = of.customer
    assert customer is not None, "who is not known has no page"
    return CustomerView(
        ref=Ref(of.source, "customer", of.key),
        number=customer.number or "",
        name=customer.name,
        place=", ".join(p for p in (customer.city, customer.country) if p),
        sections=customer_rows.sections(parts, whole, feeds, local),
        blocks=(
            _exposure(of, local.date()),
            Aging("Open invoices by age", exposure.aging(of, local.date())),
            Facts("Credit", _credit(of, local.date()), feeds.age("standings")),
            Facts("Account", (*account.own(of, local.date()), *_terms(of)), feeds.age("customers")),
            Facts("Known as", _identities(parts)),
            Facts("Buyers in the shop", _buyers(parts, feeds), feeds.age("buyers")),
            Facts("Addresses", _addresses(parts, feeds), feeds.age("addresses")),
            Facts("Elsewhere", tuple(Fact(label, "", state="not_connected") for label in ("Mail", "Phone calls", "CRM"))),
        ),
        unreadable=_broken(len(of.quarantined)),
    )


def _exposure(of: CreditDossier, today: date) -> Exposure:
    """As in a credit case, without an order that it is about."""
    currency = next((s.untaxed_company.currency for s in of.sales), "")
    shown = exposure.block(of, None, (), currency, today)
    names = {"orders": "Open orders"}
    buckets = tuple(replace(b, label=names.get(b.key, b.label)) for b in shown.buckets if b.key != "this")
    return replace(shown, title=shown.title.rstrip(", "), buckets=buckets)


def _credit(of: CreditDossier, today: date) -> tuple[Fact, ...]:
    standing, late = of.standing, payments.overdue(of, today)
    if standing is None:
        return tuple(Fact(label, "", state="unreadable") for label in ("Limit", "Open", "Overdue", "Available"))
    limit = standing.limit
    left = None if limit is None else limit - standing.exposure
    return (
        Fact("Limit", "no limit set" if limit is None else limit.named()),
        Fact("Open", standing.receivable.named()),
        Fact("Overdue", "", state="unreadable")
        if late is None
        else Fact("Overdue", late.named(), "bad" if late.minor > 0 else "text.1"),
        Fact(
            "Available",
            "without a limit, any amount" if left is None else left.named(),
            "bad" if left and left.minor < 0 else "text.1",
        ),
    )


def _terms(of: CreditDossier) -> tuple[Fact, ...]:
    assert of.customer is not None
    terms, prices = of.customer.payment_terms, of.customer.price_list
    return (_said("Terms", terms), _said("Price list", prices))


def _identities(parts: CustomerParts) -> tuple[Fact, ...]:
    customer = parts.dossier.customer
    assert customer is not None
    return (
        _said("ERP number", customer.number),
        Fact("ERP key", customer.ref.key),
        _said("Currency", customer.currency or (parts.dossier.standing.exposure.currency if parts.dossier.standing else None)),
        *(Fact("Shop key", b.ref.key) for b in parts.buyers[:_SHOWN]),
    )


def _said(label: str, text: str | None) -> Fact:
    return Fact(label, text) if text else Fact(label, "none", "text.3", "none")


def _buyers(parts: CustomerParts, feeds: Feeds) -> tuple[Fact, ...]:
    if parts.buyers:
        named = tuple(Fact(b.name or b.company or "no name", b.email) for b in parts.buyers[:_SHOWN])
        return (*named, *_more(len(parts.buyers)))
    return (Fact("Buyers", feeds.empty("buyers", "nobody buys there under this number"), "text.3", "none"),)


def _addresses(parts: CustomerParts, feeds: Feeds) -> tuple[Fact, ...]:
    if parts.addresses:
        shown = parts.addresses[:_SHOWN]
        name = parts.dossier.customer.name if parts.dossier.customer else ""
        named = tuple(
            Fact("Goods go to" if a.delivery else "Address", ", ".join(x for x in a.address.lines() if x != name)) for a in shown
        )
        return (*named, *_more(len(parts.addresses)))
    return (Fact("Addresses", feeds.empty("addresses", "none is kept"), "text.3", "none"),)


def _more(count: int) -> tuple[Fact, ...]:
    return (Fact("More", f"{count - _SHOWN} more in the ERP", "text.3"),) if count > _SHOWN else ()


def _broken(count: int) -> str:
    if not count:
        return ""
    return f"{count} record{'' if count == 1 else 's'} of this customer cannot be read: what is shown may not be all of it."
