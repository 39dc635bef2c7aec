"""Accept: a request of the shop is booked in the ERP and placed in the shop, once in both; or only booked, where the buyer placed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from app.commands import credit_case, documents, order_case, words
from app.commands import quote_case as quote
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.finding import Fires, Unknown
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.order import OrderState, Sale
from app.domain.person import Person
from app.domain.ref import Ref
from app.domain.shop import WebOrder, WebOrderState
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import credit, prices
from app.rules import validation as v
from app.rules.orders import pair, standing
from app.rules.quote import ORDERED

NAME, PLACE = "accept_request", "convert_draft"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.nothing_to_decide(parts, me) or _no_request(parts)
    if stopped:
        return stopped
    return order_case.cannot_decide(parts, me) or _cannot_book(parts) or judge(parts, me, policy, {})


def _no_request(parts: PanelParts) -> Denied | None:
    if parts.quote is None or parts.quote.request is None:
        return Denied("It is an offer of the ERP: convert it with 1")
    if parts.quote.unreadable:
        return Denied("The request cannot be read")
    return None


def _cannot_book(parts: PanelParts) -> Denied | None:
    dossier, order = order_case.dossier_of(parts)
    today = _now(parts).date()
    if booked := standing(dossier):
        return Denied(f"It is booked already: {booked[0].number or 'a draft'}")
    if order.stage == ORDERED:
        known = (parts.quote.answered if parts.quote else "") or "A sale of the ERP"
        return Denied(f"{known} is its order already; cancel this one in the shop where it was placed there as well")
    if order.state is WebOrderState.DRAFT and order.expires_on is not None and order.expires_on < today:
        return Denied(f"It expired {words.day(order.expires_on, today)}: give it a later day in the shop first")
    if order.state not in (WebOrderState.DRAFT, WebOrderState.PLACED):
        return Denied(f"It is {order.state.value} in the shop")
    return order_case.cannot_book(_as_placed(parts)) or _faults(parts)


def _as_placed(parts: PanelParts) -> PanelParts:
    """As it will be in the shop once it is accepted."""
    dossier, order = order_case.dossier_of(parts)
    return replace(parts, order=replace(dossier, order=replace(order, state=WebOrderState.PLACED)))


def _faults(parts: PanelParts) -> Denied | None:
    """What the ERP could not take as it stands. A price below the agreed one is told by ``judge``, with both figures."""
    dossier, _ = order_case.dossier_of(_as_placed(parts))
    for (_, cause), verdict in v.VALIDATION.judge(dossier, _now(parts)).items():
        if cause in (v.PRICE, v.NOT_BOOKED, v.QUANTITY_OUTLIER):
            continue
        if isinstance(verdict, Fires):
            return Denied(f"{v.GROUPS[cause]}: mend that in the shop first")
        if isinstance(verdict, Unknown):
            return Denied(f"It cannot be seen whether the ERP can take it: {verdict.fact}")
    complete = dossier.erp.complete if dossier.erp else frozenset()
    lacks = next((feed for feed in ("prices", "products") if feed not in complete), "")
    return Denied(f"The ERP's {lacks} are not read completely yet, so its prices cannot be checked") if lacks else None


def _now(parts: PanelParts) -> datetime:
    """As of when it was read, on the reader's own clock: deeds are checked without any other."""
    assert parts.finding is not None
    return parts.finding.asof.astimezone()


# ---- what it is measured by ----------------------------------------------------------------------------------------------------


def _below(parts: PanelParts) -> tuple[prices.Gap, ...]:
    """Lines that cost less than the ERP agreed with this customer for this quantity."""
    dossier, _ = order_case.dossier_of(parts)
    return tuple(g for g in prices.gaps(dossier) if g.line.net < g.net)


def _given(parts: PanelParts) -> Money:
    _, order = order_case.dossier_of(parts)
    return Money(sum(g.net.minor - g.line.net.minor for g in _below(parts)), order.net.currency)


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    _, order = order_case.dossier_of(parts)
    return order_case.gate_facts(parts, value=pair(order.net), below=pair(_given(parts)))


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    given = _given(parts)
    if given:
        worst = _below(parts)[0]
        sku = worst.line.sku or worst.line.product
        ask = f"{sku} costs {worst.line.unit_price.text()}, the ERP asks {worst.contract.text()} of this customer"
        return Denied(f"{ask}: set the price in the shop, or write the offer in the ERP, where it can be approved")
    return case.authority(parts, me, policy, NAME, gate(parts, fields))


def _credit(parts: PanelParts) -> Fact3:
    """As if it were ordered in the ERP now."""
    dossier, order = order_case.dossier_of(parts)
    sale = _as_sale(dossier, order)
    if sale is None:
        return "Credit", "not known here: the ERP decides", "warn"
    found = credit.as_if_ordered(parts.dossier, sale, _now(parts))
    if isinstance(found, Unknown):
        return "Credit", f"not known here ({found.fact}): the ERP decides", "warn"
    if not isinstance(found, Fires):
        return "Credit", "fits under the limit", "ok"
    over = f"{found.over.named()} over the limit" if found.over else "the account is blocked"
    return "Credit", f"{over}: it is booked and waits among the holds", "bad"


def _prices(parts: PanelParts) -> Fact3:
    """No line costs less, else it could not be accepted; of some that may not be known."""
    dossier, order = order_case.dossier_of(parts)
    if left := prices.uncompared(dossier):
        currency = order.net.currency
        return (
            "Prices",
            f"{len(left)} of {len(dossier.lines)} lines not compared: the ERP's price in {currency} is not known",
            "warn",
        )
    return "Prices", "as the ERP agreed with the customer", "ok"


def _as_sale(dossier: OrderDossier, order: WebOrder) -> Sale | None:
    """None where what it is worth in the company's currency is not known here."""
    if dossier.erp is None or dossier.customer is None or order.net.currency != dossier.company_currency:
        return None
    worth = order.net + order.freight
    return Sale(
        ref=Ref(dossier.erp.source, "sale", order.ref.key),
        rev="",
        stamp=order.stamp,
        number=None,
        customer=dossier.customer.ref.key,
        state=OrderState.QUOTED,
        reference=order.reference,
        web_origin=order.shared,
        untaxed=worth,
        untaxed_company=worth,
        ships_on_order=True,
        ship_date=order.requested,
        order_date=None,
        warehouse=None,
        payment_terms=None,
        shipment_state="none",
        invoice_state="none",
        created_at=order.placed_at,
        created_by=None,
        confirmed_by=None,
        salesperson=None,
        expires_on=None,
        ship_to=None,
    )


# ---- what is sent --------------------------------------------------------------------------------------------------------------


def asks(parts: PanelParts) -> tuple[Field, ...]:
    known = parts.order.order.reference if parts.order and parts.order.order else None
    words_ = "The buyer's own number; without one the shop's reference stands for it"
    return (Field("reference", "Purchase order", "optional", words_, known or ""),)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """The ERP first, as a quotation that can be taken back; then the shop, which cannot; then the shop is told of the ERP's sale."""
    placed = _as_placed(parts)
    dossier, order = order_case.dossier_of(parts)
    goods = tuple(order_case.as_placed(line) for line in dossier.lines)
    booked = order_case.book(placed, goods, order.requested)
    named = fields.get("reference", "").strip() or order.reference or ""
    book = replace(booked, body={**booked.body, "reference": named})
    place = (documents.step(order, PLACE, {}),) if order.state is WebOrderState.DRAFT else ()
    linked = () if dossier.sales else (order_case.link(placed),)
    return (book, *place, *linked)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    dossier, order = order_case.dossier_of(parts)
    goods = tuple(order_case.as_placed(line) for line in dossier.lines)
    found: list[Effect] = []
    for step in steps(parts, fields):
        if step.deed == PLACE:
            found.append(documents.effect(order, "state", order.state.value, WebOrderState.PLACED.value))
        else:
            found += order_case.effects(parts, (step,), goods)
    return tuple(found)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, order = order_case.dossier_of(parts)
    end = f"until {words.day(order.expires_on, today)}" if order.expires_on else "without an end"
    valid: Fact3 = ("Valid", end, "text.1")
    if order.state is WebOrderState.PLACED:
        valid = ("Accepted", f"by the buyer in the shop as {order.number}", "ok")
    return (
        _credit(parts),
        _prices(parts),
        valid,
        credit_case.authority_fact(me, policy, NAME, judge(parts, me, policy, fields)),
    )


def undo(parts: PanelParts) -> str:
    request = parts.quote.request if parts.quote else None
    draft = request is not None and request.state is WebOrderState.DRAFT
    return (
        "Cannot be taken back once the shop has placed it: the shop has no way back to a draft" if draft else ACCEPT_REQUEST.undo
    )


ACCEPT_REQUEST = Spec(
    name=NAME,
    title="Accept",
    key="7",
    icon="shopping-bag",
    types=quote.TYPE,
    asks=asks,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    judge=judge,
    steps=steps,
    gate=gate,
    outcome="won",
    overtaken=order_case.still_quoted,
    effects_of=effects,
    facts_of=facts,
    doing="accepting",
    button="Accept {number}",
    done="Acceptance of {number} taken down",
    undo="Until the ERP confirms it: Ctrl+Z cancels the quotation",
    undo_of=undo,
)
