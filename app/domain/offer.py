"""From a draft to what the ERP is asked: the decision to offer it, with every price as the person saw it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from app.domain.case import case_id
from app.domain.draft import Base, Content, Draft, DraftHead, DraftLine, written
from app.domain.draft_entry import wanting
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.letter import Effect
from app.domain.pricing import Priced, asked
from app.domain.quote_version import OFFERED, Makes, told
from app.domain.ref import Ref
from app.domain.steps import Plan, Step

OFFER = "offer"  # the deed, and the type of the team's case that it belongs to; no rule opens such a case and no queue lists it
NEW, AGAIN = "offer_quote", "revise_quote"  # what the ERP is asked
_TERMS = ("payment", "valid_until", "delivery", "outside")


@dataclass(frozen=True, slots=True)
class OfferView:
    """What offering would do, before anything is sent. ``predicted``: the ERP could not be asked. problem: why it cannot be done now."""

    document: str
    effects: tuple[Effect, ...]
    predicted: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an offer that was on its way. ``done``: the ERP has it; the draft is over. words: what the ERP said."""

    draft: Draft
    done: bool
    words: str


def problem(draft: Draft, priced: Priced | None) -> str:
    """Why it cannot be offered as it stands, in words; "" where it can."""
    lacking = wanting(draft.content)
    if lacking:
        return lacking[0][1]
    if draft.typing is not None:
        return "A field is still being written"
    if priced is None or priced.asked != asked(draft):
        return "The ERP has not priced it as it stands"
    if priced.refused:
        return f"The ERP does not price {len(priced.refused)} of its lines: {priced.refused[0][1]}"
    if not draft.changed:
        return "Nothing in it is changed"
    return "Nothing the ERP keeps is changed" if draft.base is not None and not _tells(draft, draft.base, priced) else ""


def _tells(draft: Draft, base: Base, priced: Priced) -> bool:
    """A note for colleagues, a reason and the order of lines alone would leave the ERP's quotation as it is."""
    found = _revision(base, written(draft.content), {x.key: x.price for x in priced.lines})
    return found["head"] != {"from": {}, "to": {}} or any(found[name] for name in ("write", "create", "delete"))


def plan(draft: Draft, priced: Priced) -> Plan:
    """ValueError where ``problem`` says one."""
    if problem(draft, priced):
        raise ValueError(problem(draft, priced))
    prices = {x.key: x.price for x in priced.lines}
    content = written(draft.content)
    gate = {"source": draft.customer.source, "value": [priced.untaxed.minor, priced.untaxed.currency]}
    if draft.base is None:
        body: dict[str, object] = {
            "customer": draft.customer.key,
            "currency": draft.currency,
            "head": _terms(content.head),
            "lines": [_line(x, prices[x.key]) for x in content.lines],
            "inside": content.head.inside,
        }
        step = Step(draft.customer.source, NEW, draft.number, body)
    else:
        rev = next((rev for model, key, rev in draft.base.revs if (model, key) == ("sale", draft.base.sale.key)), None)
        step = Step(draft.customer.source, AGAIN, draft.number, _revision(draft.base, content, prices), rev)
    base = draft.base.content if draft.base is not None else None
    answers = f"{draft.answers.source}|{draft.answers.key}" if draft.answers is not None else ""
    version = told(Makes(OFFERED, _as_priced(content, prices), base, answers=answers))
    return Plan(OFFER, (step,), gate=gate, outcome="offered", version=version)


def _as_priced(content: Content, prices: Mapping[str, Decimal]) -> Content:
    """Every price as it was seen, whoever set it."""
    return replace(content, lines=tuple(replace(x, price=prices[x.key]) for x in content.lines))


def _revision(base: Base, content: Content, prices: Mapping[str, Decimal]) -> dict[str, object]:
    before, after = _terms(base.content.head), _terms(content.head)
    changed = [name for name in _TERMS if before[name] != after[name]]
    old, new = {x.key: x for x in base.content.lines}, {x.key: x for x in content.lines}
    kept = {k for k, x in old.items() if k in new and new[k].product == x.product}
    same = {k for k in kept if _figures(old[k], old[k].price) == _figures(new[k], prices[k])}
    inside = content.head.inside
    return {
        "sale": base.sale.key,
        "head": {"from": {n: before[n] for n in changed}, "to": {n: after[n] for n in changed}},
        "write": [
            {**_named(new[k]), "line": k, "from": _figures(old[k], old[k].price), "to": _figures(new[k], prices[k])}
            for k in new
            if k in kept - same
        ],
        "create": [_line(x, prices[x.key]) for x in content.lines if x.key not in kept],
        "delete": [{**_line(x, x.price), "line": k} for k, x in old.items() if k not in kept],
        "untouched": [{**_line(x, x.price), "line": k} for k, x in old.items() if k in same],
        "inside": inside if inside != base.content.head.inside else "",
    }


def _terms(head: DraftHead) -> dict[str, str]:
    until = head.valid_until.isoformat() if head.valid_until is not None else ""
    return {"payment": head.payment, "valid_until": until, "delivery": head.delivery, "outside": head.outside}


def _named(x: DraftLine) -> dict[str, object]:
    return {"product": x.product, "sku": x.sku}


def _line(x: DraftLine, price: Decimal | None) -> dict[str, object]:
    return {**_named(x), **_figures(x, price)}


def _figures(x: DraftLine, price: Decimal | None) -> dict[str, str]:
    quantity = Decimal(0) if x.quantity is None else x.quantity
    return {"quantity": _plain(quantity), "unit_price": _plain(price or Decimal(0)), "note": x.note}


def _plain(value: Decimal) -> str:
    """The same number is the same text, whatever zeros it came with."""
    return f"{value.normalize():f}"


def case_of(draft: Draft, priced: Priced, tenant: UUID, now: datetime) -> Finding:
    """The team's case of this offer: what keeps it from being sent twice, and what its decision is filed under."""
    ref = Ref(draft.customer.source, "draft", draft.id)
    mark = fingerprint(OFFER, ref, OFFER)
    fires = Fires(OFFER, "Being offered", 4, priced.untaxed, None, None, None, {})
    return Finding(mark, case_id(tenant, mark), OFFER, ref, draft.customer.key, draft.number, fires, 1, now)
