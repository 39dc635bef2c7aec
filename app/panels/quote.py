"""The page of an offer, or of a request for one: its prices line by line, what is earned by it, who approves it, and who buys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from app.commands import COMMANDS, barred, words
from app.commands import quote_case as case
from app.domain.block import Block, Cell, CompareRow, Comparison, Fact, Facts, Gauge, Reason, Reasons
from app.domain.dossier import PanelParts
from app.domain.finding import Fires, Unknown, Verdict
from app.domain.order import Sale
from app.domain.person import Person, called
from app.domain.question import CasePanel
from app.domain.quote import QuoteDossier, expires, is_offer, margin, priced, profit
from app.domain.quote_page import OPENED
from app.domain.shop import WebOrder
from app.panels import approved_before, case_page, files, quote_lines
from app.panels.case_page import Page
from app.panels.order_page import known, several
from app.panels.panel import Panel
from app.policy.matrix import Policy
from app.rules import quote as rule
from app.rules.orders import plain

_WHY = {
    rule.VALIDITY: "The offer ends within {soon}, or has ended",
    rule.UNSENT: "A draft with a validity, and nobody has worked on it lately",
    rule.LIMITS: "Prices, margin, terms or validity outside what needs no approval",
    rule.UNANSWERED: "A draft order of the shop without a sale in the ERP",
    rule.ACCEPTED: "A request that the buyer placed as an order in the shop, and the ERP does not have it",
}
_CHIPS = {
    rule.VALIDITY: "Offer",
    rule.UNSENT: "Draft",
    rule.LIMITS: "Needs approval",
    rule.UNANSWERED: "Request",
    rule.ACCEPTED: "Accepted",
}
# Deeds that need no case before they are done; what is done to a case alone (claim, snooze) has nothing to be done to.
_FROM_THE_PAGE = frozenset(s.name for s in COMMANDS if s.types is not None and rule.QUOTE.type in s.types)


def build(parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier = parts.quote
    assert dossier is not None
    found = case_page.judged(parts, case_page.of_finding(parts, rule.QUOTE.judge(dossier, local)))
    cause = found.shown.cause if found.shown else ""
    if cause == OPENED:
        return _alone(parts, me, policy, now)
    page = Page(
        found=found,
        place=case_page.place(dossier.customer),
        chip=_CHIPS.get(cause, "Offer"),
        sentence=case_page.sentence(found, lambda fires: _tell(dossier, fires, local), "The offer cannot be read here."),
        blocks=_blocks(parts, policy, local),
        rule=case_page.rule_words(parts, rule.QUOTE, found, local, _why(dossier, cause)),
        systems=[(dossier.ref.source, dossier.asof)],
        begun="Asked for" if cause in (rule.UNANSWERED, rule.ACCEPTED) else "Found",
    )
    return case_page.compose(page, parts, me, policy, now)


def _alone(parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """Of a quote with which nothing is wrong, or about which a person decides something from its page."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier = parts.quote
    assert dossier is not None
    found = case_page.Judged(None, parts.finding.verdict if parts.finding else None)
    page = Page(
        found=found,
        place=case_page.place(dossier.customer),
        chip="Request" if dossier.sale is None else "Offer",
        sentence=_stands(dossier, local),
        blocks=_blocks(parts, policy, local),
        rule=(
            "No rule fires",
            "Whoever decides something about it opens a case of its own, which ends with what was decided.",
            "",
        ),
        systems=[(dossier.ref.source, dossier.asof)],
        begun="Opened",
    )
    panel = case_page.compose(page, parts, me, policy, now)
    if parts.about is None:
        return panel
    end = parts.row.ship_date
    ends = ((words.ends(end, local.date()), "bad" if end < local.date() else "none"),) if end is not None else ()
    deeds = tuple(d for d in panel.deeds if d.name in _FROM_THE_PAGE)
    return replace(panel, about=parts.about, chips=((page.chip, "none"), *ends), deeds=deeds, history=panel.history[1:])


def _stands(dossier: QuoteDossier, local: datetime) -> str:
    sale, request = dossier.sale, dossier.request
    if dossier.unreadable:
        return "Part of it cannot be read here."
    if sale is None:
        return f"The shop's request over {request.net.named()}." if request is not None else "It cannot be read here."
    if not is_offer(sale, dossier.refused):
        return f"{sale.untaxed.named()}; {rule.no_offer(sale)}."
    return f"Nothing is wrong with it. {_ended(expires(sale), local.date())} {sale.untaxed.named()} are offered."


def _why(dossier: QuoteDossier, cause: str) -> str:
    return _WHY.get(cause, "").format(soon=several(dossier.limits.soon, "day"))


def _tell(dossier: QuoteDossier, fires: Fires, local: datetime) -> str:
    sale, request = dossier.sale, dossier.request
    if fires.cause == rule.UNANSWERED and request is not None:
        asked = words.age(request.placed_at, local)
        return f"The shop's request over {request.net.named()} came {asked}, and the ERP has no offer for it yet."
    if fires.cause == rule.ACCEPTED and request is not None and request.stage == rule.ORDERED:
        return (
            f"{dossier.answered or 'A sale of the ERP'} is its order, and somebody placed {request.number} in the shop as well."
        )
    if fires.cause == rule.ACCEPTED and request is not None:
        placed = f"{request.number} over {request.net.named()} is placed"
        return f"The buyer accepted it in the shop: {placed}, and the ERP does not have it yet."
    if sale is None:
        return f"{fires.group}."
    worth = sale.untaxed.named()
    if fires.cause == rule.VALIDITY:
        return f"{_ended(expires(sale), local.date())} {worth} are offered, and the buyer has not ordered."
    if fires.cause == rule.UNSENT:
        worked = words.day(sale.stamp.astimezone(local.tzinfo).date(), local.date())
        return f"A draft over {worth}: it is not quoted, and nobody has worked on it since {worked}."
    faults = [_fault(f) for f in fires.faults]
    more = f", and {several(len(faults) - 1, 'more thing')} passes a limit" if len(faults) == 2 else ""
    more = f", and {len(faults) - 1} more things pass a limit" if len(faults) > 2 else more
    return f"{faults[0] if faults else fires.group}{more}. It needs approval as it stands."


def _ended(end: date | None, today: date) -> str:
    if end is None:
        return "It is not quoted."
    when = words.day(end, today)
    if end < today:
        return f"It expired {when}."
    return "Today is its last day." if end == today else f"It ends {when}."


def _fault(fault: object) -> str:
    """One thing that needs approval, as a sentence without its full stop."""
    told = dict(fault) if isinstance(fault, dict) else {}
    what, sku, is_, limit = (str(told.get(k) or "") for k in ("what", "sku", "is", "limit"))
    match what:
        case rule.FLOOR:
            return f"{sku or 'All of it'} earns {is_} %, under the floor of {limit} %"
        case rule.DISCOUNT:
            return f"{sku} is {is_} % below the customer's own price; {limit} % are free"
        case rule.NO_PRICE:
            return f"{sku} is priced by hand at {is_}: no price list gives one"
        case rule.NO_COST:
            return f"The ERP tells no cost of {sku}, so nobody sees what is earned by it"
        case rule.TERMS:
            return f"The terms “{is_}” are neither standard nor the customer's ({limit})"
        case _:
            return f"It is valid for {is_} days; {limit} are standard"


# ---- evidence ------------------------------------------------------------------------------------------------------------------


def _blocks(parts: PanelParts, policy: Policy, local: datetime) -> tuple[Block, ...]:
    dossier = parts.quote
    assert dossier is not None
    if dossier.sale is not None:
        return tuple(_of_offer(parts, dossier, dossier.sale, policy, local))
    return tuple(_of_request(dossier, dossier.request, local.date())) if dossier.request is not None else ()


def _of_offer(parts: PanelParts, dossier: QuoteDossier, sale: Sale, policy: Policy, local: datetime) -> Iterator[Block]:
    found = rule.QUOTE.judge(dossier, local).get((dossier.ref, rule.LIMITS))
    faults = found.faults if isinstance(found, Fires) else ()
    yield from approved_before.blocks(parts, dossier, sale)
    yield quote_lines.block(dossier, sale, faults, called(parts.people, sale.ref.source, sale.created_by) or "")
    if faults:
        yield Reasons("Needs approval", tuple(Reason(str(f.get("sku") or "All of it"), f"{_fault(f)}.") for f in faults))
    said = tuple(Reason(label, text) for label, text in (("About", sale.description), ("To the buyer", sale.comment)) if text)
    if said:
        yield Reasons("Written on it", said)
    yield _margin(dossier)
    yield Facts("Buyer", tuple(_buyer(parts, dossier)), beside=False)
    yield Facts("Approval", tuple(_approval(parts, sale, policy, found)))
    yield Facts("Offer", _offer(parts, sale, local.date()))
    standing = (case.sheet(parts),) if is_offer(sale, dossier.refused) else ()
    yield files.papers(standing, dossier.sent, local)


def _margin(dossier: QuoteDossier) -> Gauge:
    lines, limits = priced(dossier), dossier.limits
    whole, earned = margin(lines), profit(lines)
    tone = "ok" if whole is None or whole >= limits.target else "warn" if whole >= limits.floor else "bad"
    marks = (("Floor", limits.floor), ("Target", limits.target))
    return Gauge("Margin", whole, case.percent(whole, limits.floor), marks, tone, earned[0].named() if earned else "")


def _approval(parts: PanelParts, sale: Sale, policy: Policy, found: Verdict | None) -> Iterator[Fact]:
    if isinstance(found, Unknown):
        yield Fact("Needed", f"not known: {found.fact}", "warn")
        return
    if not isinstance(found, Fires):
        yield Fact("Needed", "none: within every limit", "ok")
        return
    agreed = is_offer(sale, parts.quote.refused if parts.quote else frozenset()) and case.is_agreed(parts)
    yield Fact("As it stands", "approved", "ok") if agreed else Fact("As it stands", "not approved", "warn")
    for n, (role, count) in enumerate(case.tiers(parts, policy), 1):
        people = "" if count == 1 else f", {count} people"
        yield Fact(f"Tier {n}", f"{policy.title(role)}{people}")
    yield Fact("Not by", _not_by(parts, sale), "text.2")


def _not_by(parts: PanelParts, sale: Sale) -> str:
    name = partial(called, parts.people, sale.ref.source)
    wrote = f"{name(sale.created_by)}, who wrote it" if sale.created_by else "whoever wrote it"
    logins = barred.logins(parts, sale.ref.source, [sale.salesperson])
    others = [str(name(who)) for who in logins if who != sale.created_by]
    return f"{wrote}; {', '.join(others)}, who quoted it last" if others else wrote


def _buyer(parts: PanelParts, dossier: QuoteDossier) -> Iterator[Fact]:
    past, customer = dossier.history, dossier.customer
    offers = past.won + past.lost
    yield known("Customer", customer.number if customer else None)
    yield Fact("Won before", f"{past.won} of {several(offers, 'offer')}" if offers else "no earlier offer", "text.1")
    yield Fact("Usual margin", case.percent(past.margin), "text.1" if past.margin is not None else "text.3")
    yield known("Price list", customer.price_list if customer else None)
    yield _credit(parts)


def _credit(parts: PanelParts) -> Fact:
    """As if ordered."""
    found = case.over_limit(parts)
    if isinstance(found, Unknown):
        return Fact("Credit", f"not known: {found.fact}", "text.3")
    if not isinstance(found, Fires):
        return Fact("Credit", "fits, if ordered", "ok")
    return Fact("Credit", f"{found.over.text()} over the limit" if found.over else "the account is blocked", "bad")


def _offer(parts: PanelParts, sale: Sale, today: date) -> tuple[Fact, ...]:
    end, version = expires(sale), case.standing_number(parts)
    late = end is not None and end < today
    valid = Fact("Valid until", words.day(end, today), "bad" if late else "text.1") if end else None
    days = f"{sale.valid_days} days from when it is quoted" if sale.valid_days is not None else None
    return (
        valid or known("Validity", days),
        known("Quoted", words.day(sale.quoted_on, today) if sale.quoted_on else None),
        known("Version", str(version) if version else None),
        known("Terms", sale.payment_terms),
        known("Written by", called(parts.people, sale.ref.source, sale.created_by)),
    )


def _of_request(dossier: QuoteDossier, request: WebOrder, today: date) -> Iterator[Block]:
    rows = tuple(
        CompareRow(
            "", (Cell(x.sku or ""), Cell(x.product), Cell(plain(x.quantity)), Cell(x.unit_price.text()), Cell(x.net.text()))
        )
        for x in dossier.asked
    )
    heads = (("Line", "text"), ("Product", "text"), ("Quantity", "num"), ("Shop's price", "num"), ("Net", "num"))
    yield Comparison("Asked for", heads, rows, request.net.currency)
    asked = request.placed_at.astimezone()
    yield Facts(
        "Request",
        (
            *((Fact("Stage", request.stage, "text.1"),) if request.stage else ()),
            Fact("Asked", f"{words.short_day(asked.date(), today)}, {asked:%H:%M}"),
            known("Reference", request.reference),
            known("Valid until", words.day(request.expires_on, today) if request.expires_on else None),
            known("Customer", request.party),
            known("E-mail", request.email),
        ),
    )


PANELS = (Panel(rule.QUOTE.type, build),)
