"""What deeds about web orders have in common: whether one can be decided now, and the steps that they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from app.commands import credit_case as case
from app.commands import documents, telling
from app.commands.command import Fact3
from app.domain.case import Decision
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.shop import WebLine, WebOrder, WebOrderState
from app.domain.steps import Step
from app.manner import amount
from app.messages import Value, draft
from app.policy.verdict import Denied
from app.rules.orders import OPEN_SALE, pair, plain, standing

LINKED = "quotation"  # how far the ERP's document is when the shop is told of it


@dataclass(frozen=True, slots=True)
class Goods:
    """A line as it was placed and as it shall be. ``each``: what one costs, in the line's currency, with all its digits."""

    line: WebLine
    sku: str
    quantity: Decimal
    each: Decimal

    @property
    def unit_price(self) -> Money:
        """As a person reads it."""
        return Money.of(self.each, self.line.unit_price.currency)

    @property
    def net(self) -> Money:
        return Money.of(self.each * self.quantity, self.line.unit_price.currency)

    def changes(self) -> dict[str, object]:
        """What is not as it was placed, by the names that the shop's correction knows."""
        was = documents.as_placed(self.line)
        now = documents.told(self.sku, self.quantity, self.each, self.line.unit_price.currency)
        return {name: value for name, value in now.items() if value != was[name]}


def as_placed(line: WebLine) -> Goods:
    return Goods(line, line.sku or "", line.quantity, line.exact_price)


def dossier_of(parts: PanelParts) -> tuple[OrderDossier, WebOrder]:
    """For use after ``cannot_decide``."""
    assert parts.order is not None
    assert parts.order.order is not None
    return parts.order, parts.order.order


def nothing_to_decide(parts: PanelParts, me: Person) -> Denied | None:
    """Why nothing can be decided on this case now, whatever it is about."""
    stopped = case.closed(parts) or case.busy(parts, me)
    return stopped or (case.UNJUDGED if parts.finding is None else None)


def cannot_decide(parts: PanelParts, me: Person) -> Denied | None:
    """Why nothing about this web order can be decided now."""
    stopped = nothing_to_decide(parts, me)
    if stopped:
        return stopped
    if parts.order is None or parts.order.order is None:
        return Denied("The order cannot be read")
    locked = parts.order.order.locked_by
    return Denied(f"The shop has {locked} on it; end that there first") if locked else None


def confirmed(sale: Sale) -> Denied | None:
    """Why a sale is not corrected from here any more, and who corrects it. Goods and invoices hang on it by now: the ERP makes an
    amendment of it, which rebuilds them and takes a right that few sign-ins have."""
    if sale.state in OPEN_SALE:
        return None
    return Denied(
        f"{documents.name(sale)} is {sale.state.value} in the ERP: only an amendment there changes it; ask an order manager"
    )


def unbooked(parts: PanelParts) -> Denied | None:
    """Why it is not an order that waits to be booked."""
    dossier, order = dossier_of(parts)
    booked = standing(dossier)
    if booked:
        return Denied(f"It is booked already: {booked[0].number or 'a draft'}")
    return None if order.state is WebOrderState.PLACED else Denied(f"It is {order.state.value} in the shop")


def cannot_book(parts: PanelParts) -> Denied | None:
    """What no deed of this console can mend: the ERP could not take the order in any form."""
    dossier, order = dossier_of(parts)
    stopped = unbooked(parts)
    if stopped:
        return stopped
    if dossier.erp is None:
        return Denied("The ERP has not been read here yet")
    if order.shared is None:
        return Denied("The shop gave it no reference that the ERP could share")
    if dossier.customer is None:
        return Denied(f"The ERP has no customer {order.party}" if order.party else "It does not say whose it is in the ERP")
    if dossier.currencies and order.net.currency not in dossier.currencies:
        return Denied(f"The ERP does not sell in {order.net.currency}")
    return None if dossier.lines else Denied("It has no lines")


def gate_facts(parts: PanelParts, **measured: object) -> dict[str, object]:
    """What authority is measured by, and by which version of which rule the case was found."""
    dossier, order = dossier_of(parts)
    finding = parts.finding
    rule = finding.rule if finding else ""
    source = dossier.erp.source if dossier.erp else order.ref.source
    return {"source": source, "rule": rule, "net": pair(order.net), **measured}


# ---- steps ----------------------------------------------------------------------------------------------------------------


def correct(parts: PanelParts, goods: Sequence[Goods]) -> tuple[Step, ...]:
    """Lines of the shop. The first is refused where the order is not as on screen; each where its line is not."""
    _, order = dossier_of(parts)
    mended = [(one.line, one.changes()) for one in goods if one.changes()]
    return tuple(documents.line_changed(order, line, to, first=n == 0) for n, (line, to) in enumerate(mended))


def book(parts: PanelParts, goods: Sequence[Goods], requested: date | None) -> Step:
    """A quotation in the ERP with the reference that both systems share: once, whoever tries again.

    A sale that was cancelled holds that reference: the one on screen, and no other, lets go of it.
    """
    dossier, order = dossier_of(parts)
    assert dossier.erp is not None
    assert dossier.customer is not None
    body = {
        "shared": order.shared,
        "party": dossier.customer.number,
        "reference": order.reference or "",
        "currency": order.net.currency,
        "requested": requested.isoformat() if requested else None,
        "address": None if order.ship_to is None else asdict(order.ship_to),
        "lines": [{"sku": g.sku, "quantity": plain(g.quantity), "unit_price": str(g.each)} for g in goods],
        "freight": str(order.freight.amount),
        "confirm": False,
        **({"instead": dossier.sales[-1].ref.key} if dossier.sales else {}),
    }
    undo = Step(dossier.erp.source, "unbook_order", order.number, {"shared": order.shared})
    return Step(dossier.erp.source, "book_order", order.number, body, None, undo)


def link(parts: PanelParts, state: str = LINKED) -> Step:
    """The shop is told of the ERP's document, and how far that is, by the reference that both share: the number of what is still to be
    booked is not known beforehand."""
    _, order = dossier_of(parts)
    free, taken = {"reference": "", "state": ""}, {"reference": order.shared, "state": state}
    undo = documents.step(order, "link", {"from": taken, "to": free}, first=False)
    return documents.step(order, "link", {"from": {"reference": ""}, "to": taken}, undo, first=False)


def booked_corrected(parts: PanelParts, goods: Sequence[Goods], requested: date | None) -> tuple[Step, ...]:
    """Corrected in the shop, booked, linked. What cannot be taken back comes last, when nothing else can fail any more.

    What was booked before is linked: the reference that the shop was told is the same.
    """
    dossier, _ = dossier_of(parts)
    linked = () if dossier.sales else (link(parts),)
    replaced = [g for g in goods if "sku" in g.changes()]
    mended = correct(parts, [g for g in goods if g not in replaced])
    return (*mended, book(parts, goods, requested), *linked, *correct(parts, replaced))


# ---- words ----------------------------------------------------------------------------------------------------------------


def effects(parts: PanelParts, steps: Sequence[Step], goods: Sequence[Goods]) -> tuple[Effect, ...]:
    """Foreseen from what is on screen, step by step."""
    _, order = dossier_of(parts)
    total = Money(sum(g.net.minor for g in goods), order.net.currency)
    found: list[Effect] = []
    for step in steps:
        if step.deed == "book_order":
            found.append(Effect(step.source, step.document, "sale", "", f"quotation over {total.named()}"))
        elif step.deed == "link":
            found.append(Effect(step.source, step.document, "ERP reference", "", str(order.shared)))
        elif step.deed == "correct_line":
            found += line_effects(step)
    return tuple(found)


def line_effects(step: Step) -> list[Effect]:
    was, to = step.body["from"], step.body["to"]
    assert isinstance(was, dict)
    assert isinstance(to, dict)
    sku = was.get("sku") or "line"
    return [Effect(step.source, step.document, f"{sku}: {n}", _shown(was.get(n)), _shown(v)) for n, v in to.items()]


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def changed_words(goods: Sequence[Goods], spoken: str) -> str:
    """A line for each that is not as it was placed, for the customer in their language; empty where all are."""
    return "\n".join(_changed(g, spoken) for g in goods if g.changes())


def _changed(goods: Goods, spoken: str) -> str:
    line, unit = goods.line, goods.unit_price
    before = f"{plain(line.quantity)} x {line.sku or line.product}, {amount(line.unit_price, spoken)}"
    return f"{before} -> {plain(goods.quantity)} x {goods.sku}, {amount(unit, spoken)}"


def draft_for(parts: PanelParts, template: str, **values: Value) -> str:
    """A message about this order in the language of where it goes."""
    _, order = dossier_of(parts)
    spoken = telling.spoken(parts, order.ship_to.country if order.ship_to else "")
    reference = f" ({order.reference})" if order.reference else ""
    return draft(template, spoken, order=order.number, reference=reference, **values)


def to_fact(parts: PanelParts) -> Fact3:
    """Whom a message goes to."""
    email = parts.order.order.email if parts.order and parts.order.order else None
    return ("To", email, "text.1") if email else ("To", "no e-mail on the order", "warn")


def value_fact(before: Money, after: Money) -> Fact3:
    """The order's goods before and after."""
    if before == after:
        return "Order value", f"{after.named()}, as placed", "text.1"
    return "Order value", f"{after.named()}, was {before.text()}", "warn"


def still_quoted(parts: PanelParts, decision: Decision) -> Denied | None:
    """Why a booking cannot be taken back any more."""
    sale: Sale | None = parts.sale
    if sale is None or sale.state in OPEN_SALE:
        return None
    return Denied(f"{sale.number or 'The sale'} is {sale.state.value} by now; it is cancelled in the ERP")
