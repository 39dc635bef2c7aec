"""What the deeds about goods that come too late have in common: which deliveries are meant, and the step that plans them anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from app.commands import goods_case as goods
from app.commands import order_case, telling
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.fulfilment import Group, Line
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Sight, Step, read, rows
from app.messages import draft
from app.policy.verdict import Denied
from app.rules import backorder, delay, promises
from app.rules.orders import plain
from app.rules.promises import Promise

DEED = "reschedule"


def counted(parts: PanelParts) -> datetime:
    """Midnight of the day on which the stock was counted: what is proposed belongs to those figures."""
    dossier = goods.dossier(parts)
    assert dossier.asof is not None
    return datetime.combine(goods.today(parts), time(), dossier.asof.tzinfo)


def cannot_decide(parts: PanelParts, me: Person) -> Denied | None:
    """Why nothing can be decided about it now."""
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    unknown = promises.lacking(goods.dossier(parts))
    if unknown:
        return Denied(f"It cannot be seen what leaves when: {unknown.fact}")
    return Denied("The order cannot be read") if parts.sale is None else None


def broken(parts: PanelParts) -> tuple[Promise, ...]:
    """What the case is about as far as goods are short: never on order in time, or slipped."""
    known = promises.promises(goods.dossier(parts), goods.matrix(parts), counted(parts).date())
    if parts.type == backorder.BACKORDER.type:
        return backorder.lacks(known)
    return delay.slipped(known)


def deliveries(parts: PanelParts) -> tuple[Group, ...]:
    """Those that are late or will be."""
    matrix = goods.matrix(parts)
    late = {p.group.key for p in broken(parts)} | {str(d["group"]) for d in _told(parts)}
    return tuple(g for g in matrix.used() if g.key in late)


def movable(parts: PanelParts) -> tuple[Group, ...]:
    return tuple(g for g in deliveries(parts) if not g.fixed)


def _told(parts: PanelParts) -> Iterable[dict[str, object]]:
    listed = parts.finding.verdict.facts.get("deliveries") if parts.finding else None
    return [d for d in listed if isinstance(d, dict)] if isinstance(listed, list | tuple) else []


def complete_by(found: Iterable[Promise]) -> date | None:
    """When all of it is there; None where nobody knows of some, or nothing lacks."""
    days = [p.cover.by for p in found]
    return max((d for d in days if d is not None), default=None) if None not in days else None


def seen(parts: PanelParts) -> tuple[Sight, ...]:
    """Availability of what has not left of those that are late, line by line, as it stands on the page that is decided on."""
    return seen_of(parts, deliveries(parts))


def seen_of(parts: PanelParts, groups: Iterable[Group]) -> tuple[Sight, ...]:
    """The same of these deliveries. In each product's own unit."""
    dossier, at = goods.dossier(parts), counted(parts)
    stock = {(x.product, x.warehouse): x.on_hand for x in dossier.levels}
    known, keys = promises.leaving(dossier, at).promises, {g.key for g in groups}
    asof = dossier.asof.isoformat() if dossier.asof else ""
    return tuple(
        Sight(
            sku=p.line.sku,
            place=p.group.name,
            on_hand=plain(stock.get((p.line.product_key, p.group.warehouse), Decimal(0))),
            wanted=plain(p.line.own(p.pieces)),
            available=plain(p.cover.there),
            by=_iso(p.cover.by),
            source=dossier.ref.source,
            asof=asof,
        )
        for p in known
        if p.group.key in keys
    )


# ---- the step ----------------------------------------------------------------------------------------------------------------


def step(parts: PanelParts, groups: tuple[Group, ...], to: date) -> Step:
    """These deliveries for another day; taken back by planning them for the day they had."""
    sale = parts.sale
    assert sale is not None
    revs = {s.ref.key: s.rev for s in goods.dossier(parts).shipments}
    number = sale.number or f"#{sale.ref.key}"
    labels = {g.key: goods.label(g) for g in groups}
    shared = {"sale": sale.ref.key, "labels": labels}
    days = [{"shipment": g.key, "from": _iso(g.planned), "to": to.isoformat()} for g in groups]
    body = {**shared, "days": days, "revs": {g.key: revs[g.key] for g in groups}}
    undo = None
    if all(g.planned is not None for g in groups):
        back = [{"shipment": d["shipment"], "from": d["to"], "to": d["from"]} for d in days]
        undo = Step(sale.ref.source, DEED, number, {**shared, "days": back, "revs": {}})
    return Step(sale.ref.source, DEED, number, body, None, undo)


def effects(parts: PanelParts, groups: tuple[Group, ...], to: date) -> tuple[Effect, ...]:
    """Foreseen from what is on screen, in the words in which the ERP's receipt tells it."""
    sale = parts.sale
    assert sale is not None
    number = sale.number or f"#{sale.ref.key}"
    return tuple(
        Effect(sale.ref.source, number, f"{goods.label(g)} leaves", _iso(g.planned) or "no day", to.isoformat()) for g in groups
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    """Why the day cannot be taken back: it was picked since, or planned for another one."""
    if parts.goods is None:
        return Denied("Its shipments cannot be read")
    groups = {g.key: g for g in goods.matrix(parts).used()}
    for done in read(decision.payload).steps:
        for one in rows(done.undo.body, "days") if done.undo else ():
            there = groups.get(str(one["shipment"]))
            if there is None or there.fixed or _iso(there.planned) != one["from"]:
                return Denied("It is picked or planned anew by now; it stays as it is")
    return None


# ---- words -------------------------------------------------------------------------------------------------------------------


def words_of(line: Line, pieces: Decimal) -> str:
    """ "9 x [N1113] Shaft seal"."""
    return f"{plain(pieces)} x {named(line.sku, line.product)}"


def named(sku: str, product: str) -> str:
    """The ERP's name of a product has its code already, where it has one."""
    return product if sku in product else f"{sku} {product}"


def all_words(parts: PanelParts, groups: Iterable[Group]) -> str:
    """A line for all that is in these deliveries."""
    known, keys = goods.matrix(parts), [g.key for g in groups]
    found = [(line, sum((known.at(line.key, key) for key in keys), Decimal(0))) for line in known.lines]
    return "\n".join(words_of(line, pieces) for line, pieces in found if pieces)


def message(parts: PanelParts, template: str, lines: str, leaves: date | None = None) -> str:
    """In the language of the customer's country."""
    sale, customer = parts.sale, goods.dossier(parts).customer
    assert sale is not None
    spoken = telling.spoken(parts, customer.country if customer else "")
    reference = f" ({sale.reference})" if sale.reference else ""
    told = {"day": leaves} if leaves else {}
    return draft(template, spoken, order=sale.number or "", reference=reference, lines=lines, **told)
