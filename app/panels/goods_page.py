"""What the pages of all cases about leaving goods have in common: head, age, rule, history, deeds, and the order beside the evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.commands import goods_case
from app.domain.block import Block, Fact, Facts
from app.domain.dossier import PanelParts
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.person import Person
from app.domain.question import CasePanel
from app.panels import story
from app.panels.order_page import known
from app.policy.matrix import Policy
from app.rules.rule import GoodsRule


@dataclass(frozen=True, slots=True)
class Kind:
    """An exception type's own part of the page. ``what``: a word for the chip; ``tell``: the verdict in figures; ``blocks``: evidence."""

    rule: GoodsRule
    what: str
    tell: Callable[[PanelParts, Fires, datetime], str]
    blocks: Callable[[PanelParts, datetime], tuple[Block, ...]]


def build(kind: Kind, parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """Judged anew on the records at hand, so that every figure on the page is of one moment. ``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier, finding = goods_case.dossier(parts), parts.finding
    verdict = kind.rule.judge(dossier, local).get((finding.ref, finding.verdict.cause)) if finding else None
    shown = verdict if isinstance(verdict, Fires) else finding.verdict if finding else None
    customer = dossier.customer
    return CasePanel(
        row=parts.row,
        place=", ".join(p for p in (customer.city, customer.country) if p) if customer else "",
        position=shown.group if shown else "",
        verdict=_sentence(kind, parts, verdict, local),
        chips=story.chips(parts, local, kind.what),
        blocks=(*kind.blocks(parts, local), _order(parts)),
        rule=_rule(kind, parts, shown, local),
        history=story.history(parts, local, "Found"),
        notes=story.notes(parts),
        deeds=story.deeds(parts, me, policy),
        pending=story.pending(parts),
        asof=dossier.asof,
        source_words=story.age(dossier.ref.source, dossier.asof, now),
    )


def _sentence(kind: Kind, parts: PanelParts, verdict: Verdict | None, local: datetime) -> str:
    match verdict:
        case Fires():
            return kind.tell(parts, verdict, local)
        case Unknown(fact):
            return f"Cannot be judged now, so it stays as it is: {fact}."
        case Silent(why):
            return f"Settled: {why}."
        case None:
            return "It is not under way any more."


def _rule(kind: Kind, parts: PanelParts, shown: Fires | None, local: datetime) -> tuple[str, str, str]:
    if shown is None:
        return "No rule fires now", "", ""
    finding = parts.finding
    judged = (finding.asof if finding else local).astimezone()  # the reader's own clock, as in the history
    version = finding.rule_version if finding else kind.rule.version
    return shown.group, "", f"{kind.rule.type}.{shown.cause}, version {version}, {judged:%H:%M}"


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
