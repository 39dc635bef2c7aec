"""The page of an order whose goods should leave in another way: the matrix, the deliveries, three ways to ship it, and why."""

from __future__ import annotations

from datetime import date, datetime

from app.commands import goods_case, words
from app.domain.allocation import Way, as_it_is, by_the_rules
from app.domain.block import Block, Cell, CompareRow, Comparison, Fact, Facts
from app.domain.dossier import PanelParts
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.fulfilment import ZERO, Group, Matrix
from app.domain.person import Person
from app.domain.question import CasePanel
from app.panels import story
from app.panels.order_page import known, several
from app.panels.panel import Panel
from app.policy.matrix import Policy
from app.rules import split as rule
from app.rules.goods import lacking, matrix_of
from app.rules.orders import plain

_MOST_GROUPS = 5  # columns that stay readable


def build(parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """Judged anew on the records at hand, so that every figure on the page is of one moment. ``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier, finding = goods_case.dossier(parts), parts.finding
    verdict = rule.SPLIT.judge(dossier, local).get((finding.ref, finding.verdict.cause)) if finding else None
    shown = verdict if isinstance(verdict, Fires) else finding.verdict if finding else None
    customer = dossier.customer
    return CasePanel(
        row=parts.row,
        place=", ".join(p for p in (customer.city, customer.country) if p) if customer else "",
        position=shown.group if shown else "",
        verdict=_sentence(verdict),
        chips=story.chips(parts, local, "Split"),
        blocks=_blocks(parts, local),
        rule=_rule(parts, shown, local),
        history=story.history(parts, local, "Found"),
        notes=story.notes(parts),
        deeds=story.deeds(parts, me, policy),
        pending=story.pending(parts),
        asof=dossier.asof,
        source_words=story.age(dossier.ref.source, dossier.asof, now),
    )


def _sentence(verdict: Verdict | None) -> str:
    match verdict:
        case Fires(cause=rule.SHORT):
            return " ".join(_short(fault) for fault in verdict.faults)
        case Fires():
            told = verdict.facts.get("deliveries")
            count = len(told) if isinstance(told, list | tuple) else 0
            return f"{several(count, 'delivery').replace('deliverys', 'deliveries')} are planned {verdict.facts.get('days')} days apart."
        case Unknown(fact):
            return f"Cannot be judged now, so it stays as it is: {fact}."
        case Silent(why):
            return f"Settled: {why}."
        case _:
            return "It is not under way any more."


def _short(fault: object) -> str:
    assert isinstance(fault, dict)
    elsewhere = ", ".join(f"{name} has {free} free" for name, free in fault["elsewhere"].items())
    return f"{fault['warehouse']} lacks {fault['short']} of {fault['of']} {fault['sku']}; {elsewhere}."


def _rule(parts: PanelParts, shown: Fires | None, local: datetime) -> tuple[str, str, str]:
    if shown is None:
        return "No rule fires now", "", ""
    finding = parts.finding
    judged = (finding.asof if finding else local).astimezone()  # the reader's own clock, as in the history
    version = finding.rule_version if finding else rule.SPLIT.version
    return shown.group, "", f"{rule.SPLIT.type}.{shown.cause}, version {version}, {judged:%H:%M}"


def _blocks(parts: PanelParts, local: datetime) -> tuple[Block, ...]:
    dossier = goods_case.dossier(parts)
    if lacking(dossier) or dossier.asof is None:
        return (_order(parts),)
    matrix = matrix_of(dossier)
    return (_matrix(matrix), _deliveries(matrix, local), *_ways(parts, matrix), _order(parts))


def _matrix(matrix: Matrix) -> Comparison:
    """Lines by groups: pieces, what is short, what would be free."""
    groups = (*matrix.used(), *(g for g in matrix.groups if g not in matrix.used()))[:_MOST_GROUPS]
    rows = []
    for line in matrix.lines:
        short = any(matrix.short(line.key, g.key) for g in groups)
        cells = (Cell(line.sku), Cell(plain(line.ordered)), *(_cell(matrix, line.key, g) for g in groups))
        rows.append(CompareRow("~" if short else "", cells))
    heads = (("Line", "text"), ("Ordered", "num"), *((g.name if g.number else f"({g.name})", "text") for g in groups))
    lost = sum((line.cancelled for line in matrix.lines), ZERO)
    placed = sum((matrix.placed(line.key) for line in matrix.lines), ZERO)
    total = f"{plain(placed + lost)} ordered = {plain(placed)} placed" + (f" + {plain(lost)} cancelled" if lost else "")
    return Comparison("Lines and deliveries", heads, tuple(rows), total)


def _cell(matrix: Matrix, line: str, group: Group) -> Cell:
    here, short, free = matrix.at(line, group.key), matrix.short(line, group.key), matrix.free(line, group.key)
    if short:
        return Cell(f"{plain(here)}, {plain(short)} short", "warn")
    if here:
        return Cell(plain(here))
    return Cell(f"{plain(free)} free" if free else "–", "text.3")


def _deliveries(matrix: Matrix, local: datetime) -> Facts:
    facts = [
        Fact(
            g.number,
            f"{g.name}, {g.state}, {words.day(g.planned, local.date()) if g.planned else 'no day'}",
            "text.3" if g.fixed else "text.1",
        )
        for g in matrix.used()
    ]
    return Facts("Deliveries", tuple(facts), beside=False)


def _ways(parts: PanelParts, matrix: Matrix) -> tuple[Block, ...]:
    """Three ways to compare with how it is planned and with what the rules alone would do, and which rule sources each line there."""
    on, terms = goods_case.today(parts), goods_case.terms(parts)
    ruled = by_the_rules(matrix, terms, on)
    planned = as_it_is(matrix, terms, on)
    listed: tuple[Way, ...] = (planned, ruled, *goods_case.ways(parts))
    heads = (
        ("Ways to ship it", "text"),
        ("Deliveries", "num"),
        ("Freight", "num"),
        ("All there by", "text"),
        ("Not in stock", "num"),
    )
    ways = Comparison("Ways to compare", heads, tuple(_way(w, planned, on) for w in listed), ruled.freight.currency)
    why = Facts("Sourced by", tuple(Fact(matrix.line(c.line).sku, c.words) for c in ruled.choices), beside=False)
    return (ways, why) if ruled.choices else (ways,)


def _way(way: Way, planned: Way, on: date) -> CompareRow:
    lacks = Cell(plain(way.uncovered), "bad") if way.uncovered else Cell("–", "text.3")
    last = Cell(words.day(way.last, on), "warn" if way.last > planned.last else "ok" if way.last < planned.last else "")
    return CompareRow("", (Cell(way.name.capitalize()), Cell(str(way.deliveries)), Cell(way.freight.text()), last, lacks))


def _order(parts: PanelParts) -> Facts:
    sale, customer = parts.sale, goods_case.dossier(parts).customer
    facts = (
        known("Customer", customer.number if customer else None),
        known("Reference", sale.reference if sale else None),
        known("Net", sale.untaxed.named() if sale else None),
        known("Terms", sale.payment_terms if sale else None),
        Fact("Ship complete", "", state="not_connected"),
    )
    return Facts("In the ERP", facts)


PANELS = (Panel(rule.SPLIT.type, build),)
