"""What deeds about booked prices have in common: which lines differ, and the steps that bring one system to the other's price."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.commands import documents, order_case, telling
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money, per_unit
from app.domain.order import Sale, SaleLine
from app.domain.person import Person
from app.domain.shop import WebLine, WebOrderState
from app.domain.steps import Step
from app.manner import amount
from app.policy.verdict import Denied
from app.rules.orders import Part, booked, pair, placed, plain, standing, tolerance


@dataclass(frozen=True, slots=True)
class Pair:
    """A product whose prices differ: its lines in both systems, per unit what was placed and what was booked."""

    sku: str
    web: tuple[WebLine, ...]
    erp: tuple[SaleLine, ...]
    theirs: Decimal
    ours: Decimal


def cannot_decide(parts: PanelParts, me: Person) -> Denied | None:
    stopped = order_case.cannot_decide(parts, me)
    if stopped:
        return stopped
    assert parts.order is not None
    if len(standing(parts.order)) != 1:
        return Denied("It is not booked just once")
    return None if pairs(parts) else Denied("No line has two prices: the totals differ by something else, mend it in the ERP")


def sale_of(parts: PanelParts) -> Sale:
    """For use after ``cannot_decide``."""
    assert parts.order is not None
    return standing(parts.order)[0]


def pairs(parts: PanelParts) -> tuple[Pair, ...]:
    """Judged as the rule judges it, on the records at hand."""
    dossier, order = order_case.dossier_of(parts)
    sale = sale_of(parts)
    if sale.untaxed.currency != order.net.currency:
        return ()
    theirs, ours = placed(dossier), booked(dossier, sale)
    found = []
    for sku in (s for s in theirs if s in ours and theirs[s].quantity > 0 and ours[s].quantity > 0):
        web, erp = theirs[sku], ours[sku]
        expected = Money.of(web.net.amount / web.quantity * erp.quantity, web.net.currency)
        if abs((erp.net - expected).minor) > tolerance(expected).minor:
            lines = tuple(line for line in dossier.lines if line.sku == sku)
            sold = tuple(x for x in dossier.sale_lines if (x.ref.source, x.sale, x.sku) == (sale.ref.source, sale.ref.key, sku))
            here, there = _each((x.exact_price for x in lines), web), _each((x.unit_price for x in sold), erp)
            found.append(Pair(sku, lines, sold, here, there))
    return tuple(found)


def _each(prices: Iterable[Decimal], part: Part) -> Decimal:
    """What one costs: as all lines say it, where that makes up what they cost; else the share, which knows of cents only."""
    said = {*prices}
    whole = len(said) == 1 and Money.of(max(said) * part.quantity, part.net.currency) == part.net
    return max(said) if whole else part.net.amount / part.quantity


def shop_locked(parts: PanelParts) -> Denied | None:
    """Why the shop's prices cannot be corrected."""
    _, order = order_case.dossier_of(parts)
    return None if order.state is WebOrderState.PLACED else Denied(f"It is {order.state.value} in the shop: its prices stay")


def erp_locked(parts: PanelParts) -> Denied | None:
    """Why the ERP's prices cannot be corrected."""
    return order_case.confirmed(sale_of(parts))


def to_shop(parts: PanelParts, price: Callable[[Pair], Decimal]) -> tuple[Step, ...]:
    """The shop's lines at this price per unit."""
    goods = []
    for one in pairs(parts):
        unit = per_unit(price(one))
        goods += [order_case.Goods(line, one.sku, line.quantity, unit) for line in one.web]
    return order_case.correct(parts, goods)


def to_erp(parts: PanelParts, price: Callable[[Pair], Decimal]) -> tuple[Step, ...]:
    """The sale's lines at this price per unit. The first is refused where the sale is not as on screen."""
    sale = sale_of(parts)
    found: list[Step] = []
    for one in pairs(parts):
        to = {"unit_price": _unit(price(one))}
        for line in one.erp:
            was = {"unit_price": str(line.unit_price)}
            found.append(documents.changed(sale, "correct_line", {"line": line.ref.key}, was, to, first=not found))
    return tuple(found)


def gate(parts: PanelParts, price: Callable[[Pair], Decimal]) -> dict[str, object]:
    """What is given away against the booked prices, and the booked value it is a share of; no value where it would go below cost."""
    sale, currency = sale_of(parts), sale_of(parts).untaxed.currency
    given = base = Money.zero(currency)
    told, below_cost = [], False
    for one in pairs(parts):
        many = sum((line.quantity for line in one.erp), Decimal(0))
        given += Money.of(max(Decimal(0), one.ours - price(one)) * many, currency)
        base += Money.of(one.ours * many, currency)
        below_cost = below_cost or _below_cost(one, price(one) * many)
        told.append({"sku": one.sku, "placed": _unit(one.theirs), "booked": _unit(one.ours), "agreed": _unit(price(one))})
    measured = Money.zero(currency) if below_cost else base
    return order_case.gate_facts(parts, below=pair(given), base=pair(measured), sale=sale.number, fixes=told)


def _below_cost(one: Pair, net: Decimal) -> bool:
    """Costs are in the company's currency; where they are not known, or the order's is another, the floor cannot be judged."""
    costs = [line.cost for line in one.erp]
    known = [c for c in costs if c is not None and c.currency == one.web[0].unit_price.currency]
    return len(known) == len(costs) and net < sum((c.amount for c in known), Decimal(0))


def _unit(price: Decimal) -> str:
    return str(per_unit(price))


def effects(steps: tuple[Step, ...], parts: PanelParts) -> tuple[Effect, ...]:
    """Foreseen: in the shop's words as the shop tells them, in the ERP's by product."""
    _, order = order_case.dossier_of(parts)
    skus = {line.ref.key: line.sku or "" for one in pairs(parts) for line in one.erp}
    found: list[Effect] = []
    for step in steps:
        if step.source == order.ref.source:
            found += order_case.line_effects(step)
        else:
            was, to = step.body["from"], step.body["to"]
            assert isinstance(was, dict)
            assert isinstance(to, dict)
            name = f"{skus[str(step.body['line'])]}: unit_price"
            found.append(Effect(step.source, step.document, name, str(was["unit_price"]), str(to["unit_price"])))
    return tuple(found)


def lines_words(parts: PanelParts, price: Callable[[Pair], Decimal]) -> str:
    """For the customer, in their language's manner: what was placed, and the price from here on."""
    found, spoken = [], telling.language_of(parts)
    for one in pairs(parts):
        currency = one.web[0].unit_price.currency
        old, new = (amount(Money.of(p, currency), spoken) for p in (one.theirs, price(one)))
        found.append(f"{plain(sum((w.quantity for w in one.web), Decimal(0)))} x {one.sku}: {old} -> {new}")
    return "\n".join(found)
