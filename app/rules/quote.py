"""Offers that somebody has to look at: they end soon or have ended, lie about unsent, pass the company's limits; requests without an offer.

``validity``    a quoted offer that ends within the days of the policy, or has ended: one matter, that gets worse by itself.
``unsent``      a draft with a validity that nobody went on with.
``limits``      a price, a margin, a cost that nobody knows, the terms or the validity: what needs somebody's approval. Its basis is all
                that such an approval is about: a change of any of it is another matter, and what stays as it was approved stays approved.
``unanswered``  a draft order of a shop for which the ERP has no sale yet, and of which nobody noted in the shop that its offer went out.
``accepted``    a request that the buyer placed as an order in the shop, and that the ERP does not have yet; a second order where a sale
                of the ERP was noted on it as its own.

An offer is a sale in draft or quotation with a validity that nobody has ordered yet. Whether the buyer countered is told by no connected
system, so it is not judged. A case that a person opened from the page of an offer or a request is let be until it is none any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.order import OrderState, Sale
from app.domain.quote import (
    Priced,
    QuoteDossier,
    basis,
    below_floor,
    expires,
    given_away,
    is_offer,
    margin,
    priced,
    rounded,
)
from app.domain.quote_page import OPENED
from app.domain.ref import Ref
from app.domain.shop import WebOrder, WebOrderState
from app.rules.clock import after, tomorrow
from app.rules.orders import Facts, for_all, pair

VALIDITY, UNSENT, LIMITS, UNANSWERED, ACCEPTED = "validity", "unsent", "limits", "unanswered", "accepted"
SOON, EXPIRED, LYING, REQUEST, TAKEN = "Expires soon", "Expired", "Not sent", "Request to answer", "Accepted by the buyer"
FLOOR, DISCOUNT, TERMS, VALID, NO_PRICE, NO_COST = "floor", "discount", "terms", "valid", "no price", "no cost"
GROUPS = {  # the first of its faults names a case's group
    FLOOR: "Margin below the floor",
    DISCOUNT: "Discount above the limit",
    NO_PRICE: "Priced by hand",
    NO_COST: "Cost not known",
    TERMS: "Terms not standard",
    VALID: "Valid longer than standard",
}
SENT, DECLINED, ORDERED = "sent", "declined", "ordered"  # stages of a shop's draft: its offer went out, is refused, became a sale
AGAIN = "Ordered a second time"
_OF_OFFERS = (VALIDITY, UNSENT, LIMITS, OPENED)
_OF_REQUESTS = (UNANSWERED, ACCEPTED, OPENED)
_LET_BE = Unknown("a person opened it")  # so that no rule closes it
_ANSWERED = {SENT: "its offer was sent from the shop", DECLINED: "it was declined", ORDERED: "a sale of the ERP is its order"}
_NEEDS = {"sales": "offers", "lines": "lines", "customers": "customers", "prices": "prices"}


@dataclass(frozen=True, slots=True)
class QuoteRule:
    """See the module's text. Money in company currency; dates in the zone of ``now``."""

    type: str = "quote"
    version: int = 4
    watches: frozenset[str] = frozenset({*_NEEDS, "refusals", "web_orders", "web_lines", "clock"})

    def judge(self, dossier: QuoteDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        is_request = dossier.ref.model == "web_order"
        causes = _OF_REQUESTS if is_request else _OF_OFFERS
        if dossier.unreadable:
            return for_all(dossier.ref, causes, Unknown("part of it is unreadable"))
        if is_request:
            return {} if dossier.request is None else _request(dossier, dossier.request, now)
        return {} if dossier.sale is None else _offer(dossier, dossier.sale, now)


QUOTE = QuoteRule()


def _offer(dossier: QuoteDossier, sale: Sale, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
    unknown = _lacking(dossier, ("sales", "lines"))
    if unknown:
        return for_all(dossier.ref, _OF_OFFERS, unknown)
    if not is_offer(sale, dossier.refused):
        return for_all(dossier.ref, _OF_OFFERS, Silent(no_offer(sale)))
    return {
        (dossier.ref, VALIDITY): _validity(dossier, sale, now),
        (dossier.ref, UNSENT): _unsent(dossier, sale, now),
        (dossier.ref, LIMITS): _limits(dossier, sale),
        (dossier.ref, OPENED): _LET_BE,
    }


def no_offer(sale: Sale) -> str:
    """Why it is none."""
    if sale.state is OrderState.CANCELLED:
        return "it was declined or cancelled"
    if sale.state not in (OrderState.DRAFT, OrderState.QUOTED):
        return f"the buyer took it: {sale.state.value}"
    return "the buyer has ordered it" if sale.valid_days is not None else "it has no validity, so it is no offer"


def _lacking(dossier: QuoteDossier, feeds: tuple[str, ...]) -> Unknown | None:
    lacks = next((feed for feed in feeds if feed not in dossier.complete), None)
    return Unknown(f"the ERP's {_NEEDS[lacks]} not read completely yet") if lacks else None


# ---- until when ----------------------------------------------------------------------------------------------------------------


def _validity(dossier: QuoteDossier, sale: Sale, now: datetime) -> Verdict:
    end, soon = expires(sale), dossier.limits.soon
    if end is None:
        return Silent("it is not quoted yet, so its validity has not begun")
    left = (end - now.date()).days
    if left > soon:
        return Silent("valid for longer", until=after(end - timedelta(days=soon + 1), now))
    facts: Facts = {"valid_until": end.isoformat(), "left": left}
    group, severity = (EXPIRED, 3) if left < 0 else (SOON, 2 if left == 0 else 3)
    return _fires(dossier, sale, VALIDITY, group, severity, facts, until=tomorrow(now))


def _unsent(dossier: QuoteDossier, sale: Sale, now: datetime) -> Verdict:
    """Counted from its last change: whoever works on it is not reminded of it."""
    if sale.state is not OrderState.DRAFT:
        return Silent("it is quoted")
    ripe = sale.stamp + timedelta(hours=dossier.limits.unsent)
    if now < ripe:
        return Silent("somebody worked on it lately", until=ripe)
    return _fires(dossier, sale, UNSENT, LYING, 4, {"since": sale.stamp.isoformat()}, since=ripe)


def _request(dossier: QuoteDossier, request: WebOrder, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
    lacks = "web_orders" not in dossier.complete or "web_lines" not in dossier.complete
    if lacks or "sales" not in dossier.books:
        return for_all(dossier.ref, _OF_REQUESTS, Unknown("the shop's orders or the ERP's not read completely yet"))
    taken = _accepted(dossier, request)
    stands = request.state is WebOrderState.DRAFT or isinstance(taken, Fires)
    return {
        (dossier.ref, UNANSWERED): _unanswered(dossier, request, now),
        (dossier.ref, ACCEPTED): taken,
        (dossier.ref, OPENED): _LET_BE if stands else taken,
    }


def _accepted(dossier: QuoteDossier, request: WebOrder) -> Verdict:
    """By the buyer, or by somebody for them, in the shop: the same order under the same key."""
    if not request.was_request or request.state is not WebOrderState.PLACED:
        return Silent(f"it is {request.state.value} in the shop" if request.was_request else "it was no request")
    if dossier.answers:
        return Silent(f"booked as {dossier.answers[0].number or 'a draft'} in the ERP")
    facts: Facts = {"asked": request.placed_at.isoformat(), "lines": len(dossier.asked)}
    severity = 1 if _is_large(dossier, request.net) else 2
    group = AGAIN if request.stage == ORDERED else TAKEN
    return Fires(ACCEPTED, group, severity, request.net, None, request.requested, None, facts)


def _unanswered(dossier: QuoteDossier, request: WebOrder, now: datetime) -> Verdict:
    if request.state is not WebOrderState.DRAFT:
        return Silent(f"it is {request.state.value} in the shop")
    if request.stage in _ANSWERED:
        return Silent(_ANSWERED[request.stage])
    if dossier.answered:
        return Silent(f"answered by {dossier.answered}, which was offered from here")
    if dossier.answers:
        return Silent(f"answered by {dossier.answers[0].number or 'a draft'} in the ERP")
    ripe = request.placed_at + timedelta(hours=dossier.limits.answer)
    if now < ripe:
        return Silent("still within the time for an answer", until=ripe)
    facts: Facts = {"asked": request.placed_at.isoformat(), "lines": len(dossier.asked)}
    severity = 2 if _is_large(dossier, request.net) else 3
    return Fires(UNANSWERED, REQUEST, severity, request.net, None, request.expires_on, ripe, facts)


# ---- limits --------------------------------------------------------------------------------------------------------------------


def _limits(dossier: QuoteDossier, sale: Sale) -> Verdict:
    unknown = _lacking(dossier, ("customers", "prices"))
    if unknown or dossier.customer is None:
        return unknown or Unknown("the customer is not read")
    lines = priced(dossier)
    faults = [*_of_lines(dossier, lines), *_of_all(dossier, sale, lines)]
    if not faults:
        return Silent("within every limit")
    first = min(faults, key=lambda f: list(GROUPS).index(str(f["what"])))
    facts: Facts = {"faults": faults, "margin": _text(margin(lines), dossier.limits.floor), "floor": _text(dossier.limits.floor)}
    facts["measured"] = measured(dossier, sale, lines)
    stake, group = _at_stake(dossier, sale, lines), GROUPS[str(first["what"])]
    return _fires(dossier, sale, LIMITS, group, 3, facts, over=stake, basis_=basis(sale, dossier.lines))


def _of_lines(dossier: QuoteDossier, lines: tuple[Priced, ...]) -> Iterator[dict[str, object]]:
    limits = dossier.limits
    for x in lines:
        sku = x.line.sku or x.line.product
        if x.profit is None and x.line.product_key:  # nor is the margin of all; somebody may sell it without
            yield {"sku": sku, "line": x.line.ref.key, "what": NO_COST, "is": None, "limit": None}
        if x.line.quantity <= 0:
            continue
        if x.margin is not None and x.margin < limits.floor:
            yield {
                "sku": sku,
                "line": x.line.ref.key,
                "what": FLOOR,
                "is": _text(x.margin, limits.floor),
                "limit": _text(limits.floor),
            }
        if x.below is not None and x.below > limits.discount:
            yield {
                "sku": sku,
                "line": x.line.ref.key,
                "what": DISCOUNT,
                "is": _text(x.below, limits.discount),
                "limit": _text(limits.discount),
            }
        if x.agreed is None:  # given for nothing as well
            yield {"sku": sku, "line": x.line.ref.key, "what": NO_PRICE, "is": str(x.unit), "limit": None}


def _of_all(dossier: QuoteDossier, sale: Sale, lines: tuple[Priced, ...]) -> Iterator[dict[str, object]]:
    limits, whole = dossier.limits, margin(lines)
    if whole is not None and whole < limits.floor:
        yield {"sku": "", "what": FLOOR, "is": _text(whole, limits.floor), "limit": _text(limits.floor)}
    own = dossier.customer.payment_terms if dossier.customer else None
    if sale.payment_terms and sale.payment_terms not in limits.terms and sale.payment_terms != own:
        yield {"sku": "", "what": TERMS, "is": sale.payment_terms, "limit": own or ", ".join(sorted(limits.terms))}
    if sale.valid_days is not None and sale.valid_days > limits.valid_days:
        yield {"sku": "", "what": VALID, "is": str(sale.valid_days), "limit": str(limits.valid_days)}


def measured(dossier: QuoteDossier, sale: Sale, lines: tuple[Priced, ...]) -> Facts:
    """What authority over it is measured by: net value, what is given away of the customer's prices, what lacks to the floor.

    Money in company currency; with them who keyed it (their login) and who quoted it last (their name), for neither agrees to it.
    """
    less, of = given_away(lines)
    currency = sale.untaxed.currency
    return {
        "value": pair(sale.untaxed_company),
        "below": pair(sale.in_company(Money.of(less, currency))),
        "base": pair(sale.in_company(Money.of(of, currency))),
        "floor": pair(below_floor(lines, dossier.limits.floor) or Money.zero(sale.untaxed_company.currency)),
        "keyed_by": sale.created_by,
        "quoted_by": sale.salesperson,
    }


def _at_stake(dossier: QuoteDossier, sale: Sale, lines: tuple[Priced, ...]) -> Money | None:
    """What lacks to the floor, else what is given away; None where it is neither."""
    lack = below_floor(lines, dossier.limits.floor)
    if lack:
        return lack
    less = sale.in_company(Money.of(given_away(lines)[0], sale.untaxed.currency))
    return less or None


def _text(value: Decimal | None, limit: Decimal | None = None) -> str | None:
    return None if value is None else f"{rounded(value, limit).normalize():f}"


# ---- figures -------------------------------------------------------------------------------------------------------------------


def _fires(
    dossier: QuoteDossier,
    sale: Sale,
    cause: str,
    group: str,
    severity: int,
    facts: Facts,
    *,
    over: Money | None = None,
    basis_: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Fires:
    """By value and expiry: a large one is more urgent by one."""
    value = sale.untaxed_company
    urgent = max(1, severity - 1) if _is_large(dossier, value) else severity
    end: date | None = expires(sale)
    told: Facts = {**facts, "value": pair(value), "valid_until": end.isoformat() if end else None}
    return Fires(cause, group, urgent, value, over, end, since, told, basis_, until)


def _is_large(dossier: QuoteDossier, value: Money) -> bool:
    large = dossier.limits.large
    return value.currency == large.currency and large.minor <= value.minor
