"""Credit holds: which sales the ERP's credit check stops, and which went past it.

``over_limit``    a quoted sale that the customer has ordered and that does not fit under the limit after the customer's earlier
                  such sales. Judged in the order of requested ship date (none last), then number of the record: a sale that fits
                  uses up limit for those after it, one that does not fit does not, exactly as confirming sale by sale would.
``skipped_check`` a confirmed sale, shipped by a way that the check does not cover, of a customer who is over the limit.

The check itself is the ERP's (Tryton 8.2, account_credit_limit ``check_credit_limit``, sale_credit_limit ``confirm``): refused when
exposure + net amount - limit > 0; no limit means no check at all, and a limit of zero refuses everything; amounts of zero or less
(returns) are never checked; an account with a blocking dunning level is refused even under its limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.dossier import CreditDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.order import OrderState, Sale, is_ordered
from app.domain.ref import Ref
from app.rules import credit_groups as groups
from app.rules.clock import tomorrow

OVER_LIMIT = "over_limit"
SKIPPED_CHECK = "skipped_check"
_SOON = 2  # days: ships today or earlier is P1, within these P2, else P3


@dataclass(frozen=True, slots=True)
class CreditRule:
    """See the module's text. Amounts in company currency; dates in the zone of ``now``."""

    type: str = "credit"
    version: int = 1
    watches: frozenset[str] = frozenset({"customers", "standings", "sales", "refusals", "receivables", "payments", "clock"})

    def judge(self, dossier: CreditDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        today = now.date()
        verdicts: dict[tuple[Ref, str], Verdict] = {}
        for sale, cause, verdict in _all(dossier, today):
            verdicts[sale, cause] = replace(verdict, until=tomorrow(now)) if isinstance(verdict, Fires) else verdict
        return verdicts


CREDIT = CreditRule()


def as_if_ordered(dossier: CreditDossier, sale: Sale, now: datetime) -> Verdict:
    """What the check would say of an offer if the customer ordered it now and waited behind those that they have ordered."""
    taken = replace(sale, state=OrderState.QUOTED, reference=sale.reference or "as if ordered", ship_date=None, expires_on=None)
    others = tuple(s for s in dossier.sales if s.ref != sale.ref)
    return CREDIT.judge(replace(dossier, sales=(*others, taken)), now)[taken.ref, OVER_LIMIT]


def used_up(dossier: CreditDossier, but: Ref | None, today: date) -> Money | Unknown:
    """What of the limit is taken before somebody orders one thing more: the ERP's exposure and the ordered quotations that fit under it.

    ``but``: a quotation that does not count, for it is the one that would be ordered.
    """
    others = replace(dossier, sales=tuple(s for s in dossier.sales if s.ref != but))
    missing = _missing(others)
    if missing is None and others.quarantined:
        missing = Unknown("an order of this customer is unreadable")
    if missing is not None:
        return missing
    assert others.standing is not None
    verdicts = _over_limit(others, today)
    waiting = [s for s in in_line(others.sales, others.refused) if not isinstance(verdicts[s.ref], Fires)]
    fits = [s.untaxed_company.minor for s in waiting if s.untaxed_company.minor > 0 and not is_expired(s, today)]
    return others.standing.exposure + Money(sum(fits), others.standing.exposure.currency)


def is_expired(sale: Sale, today: date) -> bool:
    """The quotation's validity is over: nobody can confirm it, so it uses up no limit either."""
    return sale.expires_on is not None and sale.expires_on < today


def in_line(sales: tuple[Sale, ...], refused: frozenset[str]) -> tuple[Sale, ...]:
    """The ordered quotations in the order in which they are judged."""
    waiting = (s for s in sales if s.state is OrderState.QUOTED and is_ordered(s, refused))
    return tuple(sorted(waiting, key=_place))


def _place(sale: Sale) -> tuple[date, int, str]:
    key = sale.ref.key
    return sale.ship_date or date.max, int(key) if key.isdecimal() else 0, key


def _all(dossier: CreditDossier, today: date) -> Iterator[tuple[Ref, str, Verdict]]:
    for key in sorted(dossier.quarantined):
        ref = Ref(dossier.source, "sale", key)
        yield ref, OVER_LIMIT, Unknown("this order is unreadable")
        yield ref, SKIPPED_CHECK, Unknown("this order is unreadable")
    unknown = _missing(dossier)
    if unknown is not None:
        for sale in dossier.sales:
            yield sale.ref, OVER_LIMIT, unknown
            yield sale.ref, SKIPPED_CHECK, unknown
        return
    held = _over_limit(dossier, today)
    for sale in dossier.sales:
        yield sale.ref, OVER_LIMIT, held.get(sale.ref) or _not_in_line(dossier, sale)
        yield sale.ref, SKIPPED_CHECK, _skipped_check(dossier, sale, today)


def _missing(dossier: CreditDossier) -> Unknown | None:
    """A fact without which nothing about this customer can be said."""
    standing = dossier.standing
    if "sales" not in dossier.complete:
        return Unknown("orders not read completely yet")
    if dossier.customer is None:
        return Unknown("customer not read")
    if standing is None:
        return Unknown("credit figures not read")
    currencies = {s.untaxed_company.currency for s in dossier.sales} | {standing.exposure.currency}
    if standing.limit is not None:
        currencies.add(standing.limit.currency)
    return Unknown("amounts in more than one currency") if len(currencies) > 1 else None


def _not_in_line(dossier: CreditDossier, sale: Sale) -> Verdict:
    if sale.state is not OrderState.QUOTED:
        return Silent(f"{sale.state.value}, not waiting to be confirmed")
    if "refusals" not in dossier.complete:
        return Unknown("whether a confirm was refused")
    return Silent("an offer: the customer has not ordered it")


def _over_limit(dossier: CreditDossier, today: date) -> dict[Ref, Verdict]:
    """The whole line, first to last. An unreadable order may stand anywhere in it, so then nobody's place is known."""
    standing = dossier.standing
    assert standing is not None
    line = in_line(dossier.sales, dossier.refused)
    if standing.limit is None:
        return {sale.ref: Silent("no credit limit") for sale in line}
    if dossier.quarantined:
        return {sale.ref: Unknown("another order of this customer is unreadable") for sale in line}
    verdicts: dict[Ref, Verdict] = {}
    used = standing.exposure
    ahead: list[Sale] = []  # those that fit and so use up limit
    for sale in line:
        over = used + sale.untaxed_company - standing.limit
        verdict = _check(dossier, sale, tuple(ahead), over, today)
        verdicts[sale.ref] = verdict
        if not isinstance(verdict, Fires) and sale.untaxed_company.minor > 0 and not is_expired(sale, today):
            used += sale.untaxed_company
            ahead.append(sale)
    return verdicts


def _check(dossier: CreditDossier, sale: Sale, ahead: tuple[Sale, ...], over: Money, today: date) -> Verdict:
    """The ERP's check of one sale, with ``over`` what it would leave above the limit."""
    standing = dossier.standing
    assert standing is not None
    assert standing.limit is not None
    if sale.untaxed_company.minor <= 0:
        return Silent("not above zero: never checked")
    if not sale.ships_on_order:
        return Silent("ships by a way that the check does not cover")
    if over.minor <= 0 and not standing.dunning_block:
        return Unknown("dunning") if standing.dunning_block is None else Silent("fits under the limit")
    total = over + standing.limit
    facts = groups.facts(dossier, sale, total, today)
    facts["ahead"] = [[s.number or f"#{s.ref.key}", _pair(s.untaxed_company), s.ref.key] for s in ahead]
    facts["expired"] = sale.expires_on.isoformat() if sale.expires_on and is_expired(sale, today) else None
    facts["ordered_by"] = _how_ordered(sale)
    return Fires(
        cause=OVER_LIMIT,
        group=groups.over_limit(dossier, sale, over, today),
        severity=_severity(sale.ship_date, today),
        value=sale.untaxed_company,
        over=over if over.minor > 0 else None,
        ship_date=sale.ship_date,
        since=None,  # the exposure may have grown under it: no stamp proves when it became true
        facts=facts,
    )


def _skipped_check(dossier: CreditDossier, sale: Sale, today: date) -> Verdict:
    standing = dossier.standing
    assert standing is not None
    if sale.state not in (OrderState.CONFIRMED, OrderState.PROCESSING):
        return Silent(f"{sale.state.value}, not confirmed")
    if sale.ships_on_order:
        return Silent("went through the check")
    if sale.untaxed_company.minor <= 0:
        return Silent("not above zero: never checked")
    if standing.limit is None:
        return Silent("no credit limit")
    over = standing.exposure - standing.limit
    if over.minor <= 0:
        return Silent("the account is under its limit")
    return Fires(
        cause=SKIPPED_CHECK,
        group=groups.SKIPPED,
        severity=_severity(sale.ship_date, today),
        value=sale.untaxed_company,
        over=over,
        ship_date=sale.ship_date,
        since=None,
        facts=groups.facts(dossier, sale, standing.exposure, today),
        basis="shipped",  # accepted once, whatever the account does later
    )


def _severity(ship_date: date | None, today: date) -> int:
    if ship_date is None:
        return 3
    days = (ship_date - today).days
    return 1 if days <= 0 else 2 if days <= _SOON else 3


def _how_ordered(sale: Sale) -> str:
    if (sale.reference or "").strip():
        return "reference"
    return "web" if sale.web_origin else "refused"


def _pair(money: Money) -> list[object]:
    return [money.minor, money.currency]
