"""The catalogue of KPIs is whole: every row of the product's catalogue is declared, and nothing is declared that is not in it."""

from __future__ import annotations

import re

import pytest

from app.kpis import BY_ID, KPIS
from app.kpis.boards import BOARDS
from app.kpis.imported import IMPORTED
from app.kpis.kpi import How, Kpi, Of

# The product's catalogue, by section, head of each row. Rows that say "see section 6 (3)" are declared there, once.
ROWS = {
    2: "Perfect order fulfilment (SCOR RL.1.1) | In full RL.2.1 | Delivery performance RL.2.2 | Documentation accuracy RL.2.3 | "
    "Perfect condition RL.2.4 | Perfect order index (APQC) | Perfect order rate, narrow | Perfect order rate, lifecycle (S1) | "
    "Availability at request | ATP accuracy (promise accuracy) | On-time delivery (OTD) | OTIF | Order line fill rate | Order fill rate | "
    "Unit (case) fill rate | Backorder rate | Backorder ageing | Order accuracy % | Split rate; shipments per order | Damage rate | "
    "Return rate | Efficient returns | Recovery rate | Warranty / defect rate",
    3: "Order fulfilment cycle time (SCOR RS.1.1) | Throughput time (S0) | Lead-to-cash cycle | Order entry → ERP booked | "
    "Confirm-to-ship; ship-to-deliver | Credit-hold release time | Quote turnaround | Approval time | Time to acknowledge / resolve | "
    "First response time | Sales cycle | Average time to purchase",
    4: "DSO (simple) | DSO (SCOR) | DSO (count-back) | Best-possible DSO | Average days delinquent | CEI | Overdue % | "
    "Credit utilisation | % orders blocked | Re-block rate | False-hold rate | Loss after release | PTP kept | Dispute rate / days | "
    "Deduction rate | Cash-to-cash (SCOR AM.1.1)",
    5: "First-contact resolution | CSAT | SLA attainment | Backlog, ageing, arrival/closure | Reopen rate | Touchless order rate | "
    "Re-keyed/corrected order rate | Exceptions per 100 orders | Cost per interaction / exception | Agent productivity | "
    "Bulk share; undo rate; override rate | Approval backlog & rejection % | Notification timeliness | Appointment success | Sync lag | "
    "Conflict rate; auto-merge rate | Outbox age / poison count | Cache freshness | Preview accuracy",
    6: "Revenue realized | Market penetrated | Customer satisfaction achieved | Opex per $M revenue | Revenue growth | "
    "Operating margin | AOV | Purchase frequency | CLV (steady state) | CLV (historic) | Cost to serve | Customer retention | Churn | "
    "CAC | ROI | Quote→order conversion | Quote win margin; discount depth | Price override rate | Price discrepancy rate | "
    "Quota attainment; forecast accuracy | Lead stage counts",
    7: "1 marketing contact | 2 first visit | 3 spoke to sales/service | 4 buying | 5 waiting for delivery | 6 received delivery | "
    "7 problem/support, returns, renegotiation | 8 billed | 9 escalations | 10 referring others | Relationship NPS",
    8: "Traffic sources | Unique visitors | Page views | Bounce rate | Time on site | Conversion rate | AOV | Cart abandonment | "
    "Revenue by traffic source | Top landing pages / exit pages | Click-through rate | Mobile traffic | Site speed",
    9: "NPV × CLV map | Synergy value | Driver index",
}
LISTED = {f"{section} {row.strip()}" for section, rows in ROWS.items() for row in rows.split(" | ")}
# Without a row: a stock or a count that other figures are read beside.
BESIDE = {"credit.open_holds", "credit.value_at_risk", "growth.orders"}
each = pytest.mark.parametrize("kpi", KPIS, ids=lambda k: k.id)


def test_every_row_is_declared_and_every_declaration_has_a_row() -> None:
    assert {k.row for k in KPIS if k.row} == LISTED
    assert {k.id for k in KPIS if not k.row} == BESIDE
    assert len(BY_ID) == len(KPIS) + len(IMPORTED)


@each
def test_it_says_what_it_means(kpi: Kpi) -> None:
    for text in (kpi.definition, kpi.basis, kpi.inputs, kpi.title, kpi.lists, kpi.unit):
        assert text.strip()
    assert kpi.definition.endswith(".")
    assert kpi.basis.endswith(".")
    assert kpi.edges == "" or kpi.edges.endswith(".")
    assert kpi.target is None or kpi.target.direction in ("up", "down")
    assert not re.search(r"\b[05]\b", kpi.empty), "no figure is not a zero"
    assert kpi.empty


@each
def test_where_nothing_feeds_it_it_says_what_is_missing(kpi: Kpi) -> None:
    if kpi.missing:
        assert re.fullmatch(r"[A-Z].{20,}\.", kpi.missing)
        assert not kpi.feeds


@each
def test_its_arithmetic_fits_its_unit(kpi: Kpi) -> None:
    if kpi.unit == "%":
        assert kpi.factor == 100
    if kpi.how is How.SHARE:
        assert kpi.unit == "%"
        assert (kpi.of, kpi.over) == (Of.DOCUMENTS, Of.DOCUMENTS)
    if kpi.unit == "money" and kpi.how is not How.OWN and not kpi.missing:
        assert kpi.of is Of.MONEY
    if kpi.of is Of.TIME and not kpi.missing:
        assert kpi.unit in ("days", "hours", "minutes", "seconds")


def test_boards_show_what_is_declared_each_once() -> None:
    for board in BOARDS:
        assert set(board.kpis) <= set(BY_ID), board.name
        assert len(set(board.kpis)) == len(board.kpis), board.name
    assert len({board.name for board in BOARDS}) == len(BOARDS)
