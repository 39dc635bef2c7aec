"""Convert: the buyer takes the offer; their purchase-order number makes it an order, which is confirmed where credit allows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.commands import documents, request_stage, words
from app.commands import quote_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.finding import Fires, Unknown
from app.domain.letter import Effect
from app.domain.order import OrderState, Sale
from app.domain.person import Person
from app.domain.quote import expires, priced
from app.domain.quote_version import CONVERTED, Makes, told
from app.domain.shop import WebOrder, WebOrderState
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import pair
from app.rules.quote import ORDERED

NAME, TAKE = "convert_quote", "take_offer"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me) or _not_takeable(case.about(parts)[1], case.today(parts)) or _ordered_there(parts)
    return stopped or case.drifted(parts) or case.unapproved(parts) or case.authority(parts, me, policy, NAME)


def _not_takeable(sale: Sale, today: date) -> Denied | None:
    end = expires(sale)
    if end is None:
        return Denied("It is a draft: quote it in the ERP first")
    return Denied(f"It expired {words.day(end, today)}: extend it first") if end < today else None


def _ordered_there(parts: PanelParts) -> Denied | None:
    """The same goods are ordered in the shop, or nobody can see whether they are."""
    asks = case.about(parts)[0].asks
    if asks is None:
        return None
    if not asks.read:
        return Denied("The shop is not read here, so its request could be ordered a second time there")
    order = asks.order
    if order is None or order.state in (WebOrderState.DRAFT, WebOrderState.CANCELLED):
        return None
    return Denied(
        f"{documents.name(order)}, the request that it answers, is {order.state.value} in the shop: cancel one of the two"
    )


def _request(parts: PanelParts) -> WebOrder | None:
    """The draft of the shop that must not become a second order."""
    asks = case.about(parts)[0].asks
    order = asks.order if asks is not None else None
    return order if order is not None and order.state is WebOrderState.DRAFT and order.stage != ORDERED else None


def _note(parts: PanelParts) -> str:
    return f"Ordered as {case.number(case.about(parts)[1])} in the ERP"


def _fits(parts: PanelParts) -> bool:
    """The ERP would confirm it, as far as is known here; where it is not, the ERP says so itself."""
    return not isinstance(case.over_limit(parts), Fires)


def _number(fields: Fields) -> str:
    return fields.get("reference", "").strip()


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """The shop's request first, which can be opened again: where it is not as it was on screen, nothing is ordered at all."""
    request, taken = _request(parts), _taken(parts, fields)
    return (taken,) if request is None else (request_stage.staged(request, ORDERED, _note(parts)), taken)


def _taken(parts: PanelParts, fields: Fields) -> Step:
    dossier, sale = case.about(parts)
    fits, number = _fits(parts), _number(fields)
    body = {"sale": sale.ref.key, "net": pair(sale.untaxed), "confirm": fits, "version": case.version_number(parts)}
    seen = {"terms": sale.payment_terms or "", "valid": sale.expires_on.isoformat() if sale.expires_on else ""}
    back = documents.step(sale, TAKE, {**body, "confirm": False, "lines": {}, "from": number, "to": ""}, first=False)
    lines = {x.ref.key: x.rev for x in dossier.lines}
    # the ERP has no way to un-confirm
    return case.step(parts, TAKE, {**body, **seen, "lines": lines, "from": "", "to": number}, None if fits else back)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    _, sale = case.about(parts)
    named = documents.effect(sale, "purchase order", "", _number(fields))
    confirmed = documents.effect(sale, "state", sale.state.value, OrderState.CONFIRMED.value)
    request = _request(parts)
    closed = () if request is None else request_stage.effects(request, ORDERED, _note(parts))
    return (*closed, named, confirmed) if _fits(parts) else (*closed, named)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    dossier, sale = case.about(parts)
    moved = [x for x in priced(dossier) if x.by_hand < 0]
    prices: Fact3 = ("Prices", "the customer's own", "ok")
    if moved:
        prices = ("Prices", f"{len(moved)} of {len(dossier.lines)} lines below the customer's own, as quoted", "warn")
    end = expires(sale)
    valid = f"until {words.day(end, today)}" if end else "not quoted"
    version: Fact3 = ("Version", _version(parts), "text.1")
    told = (version, _credit(parts), prices, ("Valid", valid, "text.1"), ("Order", sale.untaxed.named(), "text.1"))
    return (*told, *_asked(parts))


def _asked(parts: PanelParts) -> tuple[Fact3, ...]:
    """Of an offer that answers a request of a shop: what becomes of that."""
    dossier, sale = case.about(parts)
    if dossier.asks is None:
        return ()
    order = dossier.asks.order
    if order is None or order.state is not WebOrderState.DRAFT:
        return (("Request", "not in the shop any more", "text.1"),)
    answered = max((v.at for v in dossier.versions if v.answers), default=order.stamp)
    if order.stage != ORDERED and order.stamp > answered:
        return (
            (
                "Request",
                f"{documents.name(order)} was changed since this answered it; it is closed in the shop all the same",
                "warn",
            ),
        )
    return (("Request", f"{documents.name(order)} is closed in the shop: {case.number(sale)} is its order", "text.1"),)


def _version(parts: PanelParts) -> str:
    number = case.version_number(parts)
    return (
        f"{number}, the one that stands in the ERP"
        if case.about(parts)[0].versions
        else f"{number}, as it was written in the ERP"
    )


def makes(parts: PanelParts, fields: Fields) -> Mapping[str, object] | None:
    """What was written in the ERP alone becomes a version by being converted."""
    dossier, sale = case.about(parts)
    return None if dossier.versions else told(Makes(CONVERTED, case.content(parts), net=sale.untaxed))


def _credit(parts: PanelParts) -> Fact3:
    found = case.over_limit(parts)
    if isinstance(found, Unknown):
        return "Credit", f"not known here ({found.fact}): the ERP decides", "warn"
    if not isinstance(found, Fires):
        return "Credit", "fits under the limit", "ok"
    over = f"{found.over.named()} over the limit" if found.over else "the account is blocked"
    return "Credit", f"{over}: it becomes an order and waits among the holds", "bad"


def undo(parts: PanelParts) -> str:
    return CONVERT_QUOTE.undo if _fits(parts) else "Ctrl+Z takes the number off again, while it is not confirmed"


CONVERT_QUOTE = Spec(
    name=NAME,
    title="Convert",
    key="1",
    icon="clipboard-check",
    fields=(Field("reference", "Purchase order", "text", "The buyer's own number: it is what makes the offer an order"),),
    types=case.TYPE,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="won",
    effects_of=effects,
    facts_of=facts,
    overtaken=case.overtaken,
    makes_of=makes,
    doing="converting",
    button="Convert {number}",
    done="Conversion of {number} taken down",
    undo="Cannot be taken back: the ERP goes on with a confirmed order and has no way to un-confirm it",
    undo_of=undo,
)
