"""What the deeds about leaving goods have in common: whether they can be moved now, and the one step that moves them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.commands import barred, order_case, words
from app.commands.command import Fact3, Fields
from app.domain.allocation import Sourcing, Way, alternatives, as_it_is
from app.domain.case import Decision
from app.domain.dossier import GoodsDossier, PanelParts
from app.domain.fulfilment import NEW, ZERO, Group, Matrix, Transfer, transfers
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.sourcing import SourcingRules
from app.domain.steps import Plan, Step, read, rows
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.goods import lacking, matrix_of
from app.rules.orders import pair, plain

DEED = "regroup"


def dossier(parts: PanelParts) -> GoodsDossier:
    assert parts.goods is not None
    return parts.goods


def matrix(parts: PanelParts) -> Matrix:
    return matrix_of(dossier(parts))


def cannot_move(parts: PanelParts, me: Person) -> Denied | None:
    """Why none of its goods can be moved now."""
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    unknown = lacking(dossier(parts))
    if unknown:
        return Denied(f"It cannot be seen what leaves when: {unknown.fact}")
    if parts.sale is None:
        return Denied("The order cannot be read")
    known = matrix(parts)
    if not known.lines or all(g.fixed for g in known.used()):
        return Denied("All of it is picked or gone already")
    return None


def sourcing(parts: PanelParts) -> SourcingRules:
    rules = dossier(parts).sourcing
    assert rules is not None
    return rules


def terms(parts: PanelParts) -> Sourcing:
    known = dossier(parts)
    return sourcing(parts).of(known.warehouses, known.ref.source, known.customer.number if known.customer else None)


def today(parts: PanelParts) -> date:
    """The day on which the stock was counted: what is proposed belongs to those figures."""
    counted = dossier(parts).asof
    assert counted is not None
    return counted.date()


def ways(parts: PanelParts) -> tuple[Way, ...]:
    return alternatives(matrix(parts), terms(parts), today(parts))


def way_words(way: Way, on: date) -> str:
    """ "2 deliveries, EUR 90.00 freight, all there by Mon 30 Nov"."""
    count = f"{way.deliveries} {'delivery' if way.deliveries == 1 else 'deliveries'}"
    lacks = f", {plain(way.uncovered)} not in stock" if way.uncovered else ""
    return f"{count}, {way.freight.named()} freight, all there by {words.day(way.last, on)}{lacks}"


# ---- the step ----------------------------------------------------------------------------------------------------------------


def label(group: Group) -> str:
    return f"{group.number}, {group.name}" if group.number else f"a new delivery, {group.name}"


def _before(parts: PanelParts, after: Matrix) -> Matrix:
    """As it is, with those deliveries as well that only ``after`` has."""
    return replace(matrix(parts), groups=after.groups)


def step(parts: PanelParts, after: Matrix, planned: Mapping[str, date] = MappingProxyType({})) -> Step:
    """Sent once, whoever tries again; taken back by moving the same pieces the other way. ``planned``: days of new deliveries."""
    before, sale = _before(parts, after), parts.sale
    assert sale is not None
    moved = transfers(before, after)
    revs = {s.ref.key: s.rev for s in dossier(parts).shipments if any(s.ref.key in (t.source, t.target) for t in moved)}
    spell = parts.case.spell if parts.case else 1
    mark = f"CL-{hashlib.sha256(f'{parts.row.case_id} {spell} {sorted(revs.items())} {moved}'.encode()).hexdigest()[:12]}"
    back = tuple(Transfer(t.line, t.target, t.source, t.quantity) for t in reversed(moved))
    number = sale.number or f"#{sale.ref.key}"
    shared = {"sale": sale.ref.key, "labels": _labels(before, moved), "skus": {t.line: before.line(t.line).sku for t in moved}}
    undo = {**shared, "mark": f"{mark}-B", "of": mark, "moves": _moves(back), "before": _cells(after, moved), "revs": {}}
    body = {**shared, "mark": mark, "of": "", "moves": _moves(moved), "before": _cells(before, moved), "revs": revs}
    if planned:
        body["planned"] = {key: day.isoformat() for key, day in planned.items()}
    return Step(sale.ref.source, DEED, number, body, None, Step(sale.ref.source, DEED, number, undo))


def _moves(moved: tuple[Transfer, ...]) -> list[dict[str, str]]:
    return [{"line": t.line, "from": t.source, "to": t.target, "quantity": plain(t.quantity)} for t in moved]


def _labels(known: Matrix, moved: tuple[Transfer, ...]) -> dict[str, str]:
    return {key: label(known.group(key)) for t in moved for key in (t.source, t.target)}


def _places(moved: tuple[Transfer, ...]) -> dict[tuple[str, str], None]:
    return dict.fromkeys((t.line, key) for t in moved for key in (t.source, t.target))


def _cells(known: Matrix, moved: tuple[Transfer, ...]) -> list[list[str]]:
    return [[line, group, plain(known.at(line, group))] for line, group in _places(moved)]


def effects(parts: PanelParts, after: Matrix) -> tuple[Effect, ...]:
    """Foreseen from what is on screen, in the words in which the ERP's receipt tells it."""
    before, sale = _before(parts, after), parts.sale
    assert sale is not None
    found = []
    for line, group in _places(transfers(before, after)):
        was, is_ = before.at(line, group), after.at(line, group)
        if was != is_:
            field = f"{before.line(line).sku} in {label(before.group(group))}"
            found.append(Effect(sale.ref.source, sale.number or f"#{sale.ref.key}", field, plain(was), plain(is_)))
    return tuple(found)


def facts(parts: PanelParts, after: Matrix, on: date) -> tuple[Fact3, ...]:
    """Deliveries, freight, the last arrival, and whether the stock covers it: before and after."""
    was, now = (as_it_is(m, terms(parts), today(parts)) for m in (matrix(parts), after))
    kept = now.last <= was.last
    total = f"{plain(sum((line.ordered for line in after.lines), ZERO))} pieces, none lost"
    covered = f"{plain(now.uncovered)} short" if now.uncovered else total
    return (
        ("Deliveries", f"{now.deliveries}, was {was.deliveries}", "text.1"),
        (
            "Freight",
            f"{now.freight.named()}, was {was.freight.text()}",
            "text.1" if now.freight.minor <= was.freight.minor else "warn",
        ),
        ("All there by", f"{words.day(now.last, on)}, was {words.day(was.last, on)}", "ok" if kept else "warn"),
        ("Covered by stock", covered, "bad" if now.uncovered else "ok"),
    )


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    """Why pieces cannot be moved back: something of them was picked since, or moved on."""
    if parts.goods is None:
        return Denied("Its shipments cannot be read")
    known = matrix(parts)
    for done in read(decision.payload).steps:
        for one in rows(done.undo.body, "moves") if done.undo else ():
            wanted = str(one["from"]).removeprefix(NEW)
            by_place = str(one["from"]).startswith(NEW)
            held = [g for g in known.used() if (g.warehouse if by_place else g.key) == wanted and not g.fixed]
            if not any(
                plain(known.at(str(one["line"]), g.key)) == one["quantity"] or known.at(str(one["line"]), g.key) for g in held
            ):
                return Denied("Something of it is picked or moved on by now; it stays as it is")
    return None


# ---- authority ----------------------------------------------------------------------------------------------------------------


def gate_facts(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """The figures that authority is measured by, as they were when the person decided."""
    sale, finding = parts.sale, parts.finding
    assert sale is not None
    assert finding is not None
    return {
        "source": sale.ref.source,
        "value": pair(sale.untaxed_company),
        **barred.of_sale(parts, sale),
        "confirmed_by": None,
        "rule": finding.rule,
    }


def authority(parts: PanelParts, me: Person, policy: Policy, deed: str) -> Verdict:
    """What the gate would say now."""
    return gate_policy(policy, me, deed, Plan(deed, (), gate=gate_facts(parts, {})).payload())
