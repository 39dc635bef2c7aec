"""What the pages of all cases about leaving goods have in common beside the page of any case: the order beside the evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.commands import goods_case
from app.domain.block import Block, Fact, Facts
from app.domain.dossier import PanelParts
from app.domain.finding import Fires
from app.domain.person import Person
from app.domain.question import CasePanel
from app.panels import case_page
from app.panels.case_page import Page
from app.panels.order_page import known
from app.policy.matrix import Policy
from app.rules.rule import GoodsRule


@dataclass(frozen=True, slots=True)
class Kind:
    """An exception type's own part of the page. ``what``: a word for the chip; ``tell``: the verdict in figures; ``blocks``: evidence.

    ``beside``: other systems that these came from, with the moment that each was read.
    """

    rule: GoodsRule
    what: str
    tell: Callable[[PanelParts, Fires, datetime], str]
    blocks: Callable[[PanelParts, datetime], tuple[Block, ...]]
    beside: Callable[[PanelParts], list[tuple[str, datetime | None]]] = lambda parts: []


def build(kind: Kind, parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier = goods_case.dossier(parts)
    found = case_page.judged(parts, case_page.of_finding(parts, kind.rule.judge(dossier, local)))
    gone = "It is not under way any more." if dossier.asof else "Not everything about it has been read yet."
    page = Page(
        found=found,
        place=case_page.place(dossier.customer),
        chip=kind.what,
        sentence=case_page.sentence(found, lambda fires: kind.tell(parts, fires, local), gone),
        blocks=(*kind.blocks(parts, local), _order(parts)),
        rule=case_page.rule_words(parts, kind.rule, found, local, ""),
        systems=[(dossier.ref.source, dossier.asof), *kind.beside(parts)],
    )
    return case_page.compose(page, parts, me, policy, now)


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
