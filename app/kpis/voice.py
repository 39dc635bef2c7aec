"""The customers' voice: net promoter score at ten touchpoints, and of the relationship, never pooled."""

from __future__ import annotations

from app.domain.imports import SCORES
from app.kpis.kpi import How, Kpi

_TOUCHPOINTS = (
    ("marketing", "1 marketing contact", "a marketing contact"),
    ("visit", "2 first visit", "the first visit"),
    ("sales_contact", "3 spoke to sales/service", "talking to sales or service"),
    ("buying", "4 buying", "buying: opportunity, quote and contract"),
    ("waiting", "5 waiting for delivery", "waiting for delivery"),
    ("delivery", "6 received delivery", "receiving the delivery"),
    ("problem", "7 problem/support, returns, renegotiation", "a problem, a return or a renegotiation"),
    ("billing", "8 billed", "the bill"),
    ("escalation", "9 escalations", "an escalation"),
    ("referral", "10 referring others", "referring others"),
)


def _score(name: str, row: str, title: str, about: str) -> Kpi:
    return Kpi(
        id=f"nps.{name}",
        row=f"7 {row}",
        title=title,
        unit="points",
        how=How.OWN,
        lists="answers",
        definition=f"Promoters (9, 10) less detractors (0 to 6) {about}, over answers, times 100.",
        basis="When it was answered.",
        inputs="Survey answers, each linked to the order or case before it",
        edges="One answer of a contact in 90 days. No number where the margin of error is beyond 30 points. Also by account.",
        missing="No survey answers are imported: G X takes them in.",
        imports=(SCORES,),
        empty="Nobody answered in this period",
    )


VOICE: tuple[Kpi, ...] = (
    *(_score(name, row, f"Promoter score, {words}", f"after {words}") for name, row, words in _TOUCHPOINTS),
    _score("relationship", "Relationship NPS", "Promoter score, relationship", "when asked about the whole relationship"),
)
