"""The page of a credit case: composes sentence, exposure, account, order, rule, history and deeds into one answer."""

from __future__ import annotations

from datetime import datetime

from app.domain.block import Aging, Facts, Lines
from app.domain.dossier import PanelParts
from app.domain.finding import Finding, Fires, Verdict
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.question import CasePanel
from app.panels import account, case_page, exposure, raises
from app.panels.case_page import Judged, Page
from app.panels.panel import Panel
from app.panels.sentence import sentence
from app.policy.matrix import Policy
from app.rules.credit import CREDIT, OVER_LIMIT, SKIPPED_CHECK

_TITLES = {OVER_LIMIT: "Exposure above limit", SKIPPED_CHECK: "Shipped past the credit check"}


def build(parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """Judged anew on the records at hand, so that every figure on the page is of one moment. ``now`` aware; money in company currency."""
    local = now.astimezone(policy.service.calendar.zone)
    today = local.date()
    dossier, sale = parts.dossier, parts.sale
    verdicts = CREDIT.judge(dossier, local)
    cause = _cause(parts.finding, sale)
    found = case_page.judged(parts, verdicts.get((sale.ref, cause)) if sale is not None else None)
    shown = found.shown
    ahead = _ahead(parts, shown)
    this = sale if shown is not None else None
    against = exposure.block(dossier, this, ahead, parts.row.amount.currency, today)
    lines = account.lines(parts)
    known = (*account.facts(dossier, sale.ref if sale else None, verdicts, today), *raises.facts(parts, local))
    page = Page(
        found=found,
        place=case_page.place(dossier.customer),
        chip="Credit hold",
        sentence=sentence(dossier, found.verdict, today),
        blocks=(
            against,
            Aging("Open invoices by age", exposure.aging(dossier, today)),
            Lines("Order lines", lines, lines[0].net.currency if lines else against.currency, account.margin(parts)),
            Facts("Account", known, _terms(parts)),
        ),
        rule=_rule(parts, found, local),
        systems=[(dossier.source, dossier.asof)],
        begun="Held",
    )
    return case_page.compose(page, parts, me, policy, now)


def _cause(finding: Finding | None, sale: Sale | None) -> str:
    if finding is not None:
        return finding.verdict.cause
    return SKIPPED_CHECK if sale is not None and not sale.ships_on_order else OVER_LIMIT


def _ahead(parts: PanelParts, shown: Verdict | None) -> tuple[Sale, ...]:
    """The ordered quotations that fit and stand before this one, as the rule named them."""
    listed = shown.facts.get("ahead") if isinstance(shown, Fires) else None
    keys = [entry[2] for entry in listed] if isinstance(listed, list | tuple) else []
    by_key = {s.ref.key: s for s in parts.dossier.sales}
    return tuple(by_key[k] for k in keys if k in by_key)


def _terms(parts: PanelParts) -> str:
    own = parts.sale.payment_terms if parts.sale else None
    terms = own or (parts.dossier.customer.payment_terms if parts.dossier.customer else None)
    return f"Terms {terms}" if terms else ""


def _rule(parts: PanelParts, found: Judged, local: datetime) -> tuple[str, str, str]:
    shown = found.shown
    if shown is None:
        return case_page.rule_words(parts, CREDIT, found, local, "")
    title = "Overdue invoices block the account" if shown.over is None else _TITLES.get(shown.cause, shown.cause)
    arithmetic = str(shown.facts.get("arithmetic", ""))
    percent = shown.facts.get("percent")
    if percent is not None and shown.over is not None:
        arithmetic += f", {percent} % over"
    _, why, judged = case_page.rule_words(parts, CREDIT, found, local, arithmetic)
    return title, why, judged


PANELS = (Panel(CREDIT.type, build),)
