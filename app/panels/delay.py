"""The page of a delivery that is late or will be: what keeps it, since when, its goods and what they wait for."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from app.commands import goods_case, words
from app.domain.block import Block
from app.domain.dossier import PanelParts
from app.domain.finding import Fires
from app.panels import backorder, goods_page
from app.panels.panel import Panel
from app.rules import delay as rule
from app.rules.promises import lacking

_KEEPS = {
    rule.WAREHOUSE: "All of it is there, and it has not left",
    rule.CARRIER: "It was packed or has left, and nothing was heard of it since",
    rule.CUSTOMS: "It left for a country outside the customs union, and nothing was heard of its arrival",
}


def _tell(parts: PanelParts, fires: Fires, local: datetime) -> str:
    today = local.date()
    if fires.cause == rule.PURCHASE:
        return " ".join(_waits(parts, fault, today) for fault in fires.faults)
    told = fires.facts.get("deliveries")
    rows = [d for d in told if isinstance(d, dict)] if isinstance(told, list | tuple) else []
    named = ", ".join(f"{d['number']} since {words.day(date.fromisoformat(d['since']), today)}" for d in rows)
    return f"{fires.group}: {named}. {_KEEPS[fires.cause]}."


def _waits(parts: PanelParts, fault: object, today: date) -> str:
    assert isinstance(fault, dict)
    coming = {x.ref.key: x for x in goods_case.dossier(parts).incoming}
    of = next((coming[k] for k in fault["waits_for"] if k in coming), None)
    comes = f"comes {words.day(date.fromisoformat(fault['by']), today)}" if fault["by"] else "nobody knows when it comes"
    said = f", who said {words.day(of.promised, today)}" if of and of.promised else ""
    supplier = of.supplier if of and of.supplier else "a supplier"
    return f"{fault['short']} of {fault['of']} {fault['sku']} wait for {supplier}{said}; {comes}."


def _blocks(parts: PanelParts, local: datetime) -> tuple[Block, ...]:
    dossier = goods_case.dossier(parts)
    return () if lacking(dossier) or dossier.asof is None or dossier.sale is None else backorder.evidence(dossier, local.date())


PANELS = (Panel(rule.DELAY.type, partial(goods_page.build, goods_page.Kind(rule.DELAY, "Delay", _tell, _blocks))),)
