"""Cases about orders for the screens: the rules' own samples, judged by the real rules and composed by the real pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.domain.dossier import GoodsDossier, OrderDossier, PanelParts
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.order import OrderState
from app.domain.question import AskCase, AskCounts, AskQueue, CasePanel, CaseRow, Counts, QueueAnswer
from app.domain.shop import Fulfilled
from app.panels import panel_for
from app.queues import QUEUES
from app.rules import OF_GOODS, OF_ORDERS, RULES
from tests.app.policy.test_matrix import ANALYST, POLICY
from tests.app.rules import goods_world as g
from tests.app.rules import order_world as w
from tests.app.rules.samples import SAMPLES
from tests.app.rules.world import NOW, dossier, eur
from tests.ui.samples import SAMPLE, history
from tests.ui.world import World

LINES = (
    w.web_line(100, "72.00", "VLV-2040-SS", "l1"),
    w.web_line(12, "1330.00", "ACT-110-24V", "l2"),
    w.web_line(60, "95.00", "SNS-PT100-6", "l3"),
)
GOODS = tuple(w.product(line.sku or "", str(i)) for i, line in enumerate(LINES))
AGREED = tuple(w.list_price(p, key=str(i), of=str(i)) for i, p in enumerate(("72.00", "1330.00", "9.50")))
BIG = w.web_order(net=eur(28860), total=eur(36075), due=eur(36075))
FULL: dict[str, Any] = {
    "lines": LINES,
    "products": GOODS,
    "prices": AGREED,
    "variants": (w.variant("VLV-2040-SS", multiple=Decimal(12)), w.variant("ACT-110-24V"), w.variant("SNS-PT100-6")),
}
_BOOKED = (
    w.sale_line(96, 6912, "VLV-2040-SS"),
    w.sale_line(12, 16740, "ACT-110-24V", key="s2"),
    w.sale_line(4, 200, "FRT", key="s3"),
)
# Three lines from two warehouses and a delivery that is picked; North lacks 40 valves, South has them.
GOODS_SHORT = g.goods(
    lines=(g.line(120, "20", "VLV-2040-SS", "7"), g.line(24, "21", "ACT-110-24V", "8"), g.line(60, "22", "SNS-PT100-6", "9")),
    shipments=(g.shipment("7", planned=g.day(1)), g.shipment("8", state="picked", planned=g.day(0))),
    moves=(g.move(120, "30"), g.move(24, "31", of="21", product="8"), g.move(60, "32", of="22", on="8", product="9")),
    levels=(
        *(g.level(g.NORTH, 80, -40), g.level(g.SOUTH, 212, 212)),
        *(g.level(g.NORTH, 400, 376, "8"), g.level(g.SOUTH, 31, 31, "8"), g.level(g.NORTH, 200, 140, "9")),
    ),
)
# Two lines from North: valves of which some come after the day that was promised, and others wait for the same; actuators that are there.
GOODS_WAITING = g.queued(
    g.waiting(
        lines=(g.line(80, "20", "VLV-2040-SS", "7"), g.line(24, "21", "ACT-110-24V", "8")),
        moves=(g.move(80, "30"), g.move(24, "31", of="21", product="8")),
        levels=(g.level(g.NORTH, 60, 30), g.level(g.SOUTH, 0, 0), g.level(g.NORTH, 400, 376, "8")),
    ),
    g.rival(10),
)
# What the first case of each queue shows: bigger than a rule's sample has to be.
LEADS: dict[str, tuple[OrderDossier | GoodsDossier, str]] = {
    "validation": (w.order_dossier(BIG, **FULL), "quantity_multiple"),
    "price": (w.booked(BIG, **FULL, sale_lines=_BOOKED), "line_price"),
    "address": (
        w.order_dossier(w.web_order(ship_to=replace(w.HOME, street="Strandgaten 21"), fulfilment=Fulfilled.NOTHING)),
        "unlike_saved",
    ),
    "payment": (
        w.order_dossier(
            BIG,
            payments=(
                w.payment("failed", 36075, "p1"),
                w.payment("failed", 36075, "p2", NOW - timedelta(hours=1)),
            ),
        ),
        "failed",
    ),
    "split": (GOODS_SHORT, "short_here"),
    "backorder": (GOODS_WAITING, "short"),
    "delay": (g.there(-6, state="shipped", moves=(g.move(80),)), "carrier"),
    "sync": (w.booked(BIG, **FULL, sale_lines=_BOOKED, sales=(w.booked_sale(state=OrderState.PROCESSING),)), "quantities"),
}


class OrderWorld(World):
    """Every queue about orders with its cases."""

    def __init__(self) -> None:
        super().__init__([])
        self.parts: dict[str, PanelParts] = {}
        self.judged_for = ANALYST
        for rule in (*OF_ORDERS, *OF_GOODS):
            fires = SAMPLES[rule.type]["Fires"]
            cases = [LEADS[rule.type], *((of, cause) for of, _, cause in fires)]
            for i, (of, cause) in enumerate(cases):
                self._add(rule.type, i, of, cause)

    def _add(self, type_: str, i: int, of: OrderDossier | GoodsDossier, cause: str) -> None:
        rule: Any = next(r for r in RULES if r.type == type_)
        (ref, verdict), *_ = ((ref, v) for (ref, c), v in rule.judge(of, NOW).items() if c == cause)
        assert isinstance(verdict, Fires)
        row = _row(self, type_, i, verdict)
        finding = Finding(
            fingerprint(type_, ref, cause), row.case_id, type_, ref, "cus_1", row.number, verdict, rule.version, self.now
        )
        self.rows.append(row)
        then = replace(
            row, ship_date=NOW.date() + timedelta(days=2), due_at=NOW + timedelta(minutes=25), started_at=NOW - timedelta(hours=1)
        )
        made = PanelParts(then, None, finding, dossier(), None, (), None, None, (), (), (), (), (), frozenset())
        self.parts[row.case_id] = replace(made, **_about(of))

    def _answer(self, question: Any) -> Any:
        match question:
            case AskQueue():
                rows, own = self.rows, [r for r in self.rows if r.case_id.startswith(f"{question.queue}-")]
                self.rows = own
                answer: QueueAnswer = self._queue(question)
                self.rows = rows
                return answer
            case AskCase():
                return self._page(question.case_id)
            case AskCounts():
                count = {q.name: sum(r.case_id.startswith(f"{q.name}-") for r in self.rows) for q in QUEUES}
                return Counts(tuple((q.name, count[q.name], 2 if count[q.name] else None) for q in QUEUES), 0, 0, 0)
        return super()._answer(question)

    def _page(self, case_id: str) -> CasePanel:
        parts = self.parts[case_id]
        made = panel_for(parts).build(parts, self.judged_for, POLICY, NOW)
        row = next(r for r in self.rows if r.case_id == case_id)
        return replace(made, row=row, history=history(self.now)[:1], source_words="Shop, 12 s ago; ERP, 40 s ago")


def _about(of: OrderDossier | GoodsDossier) -> dict[str, Any]:
    return {"order": of} if isinstance(of, OrderDossier) else {"goods": of, "sale": of.sale, "lines": of.lines}


def _row(world: World, type_: str, i: int, verdict: Fires) -> CaseRow:
    return CaseRow(
        case_id=f"{type_}-{i}", rev=1, number=f"W{1042 + i}", customer=SAMPLE[i % len(SAMPLE)][1],
        ship_date=world.now.astimezone().date() + timedelta(days=i % 5), amount=verdict.value, over=verdict.over,
        due_at=world.now + timedelta(minutes=25 + 40 * i, seconds=30), started_at=world.now - timedelta(minutes=70),
        severity=verdict.severity,
        group=verdict.group, state="open", outcome=None, owner=None,
        owner_initials="", owner_name="", provisional=False, pending=None,
        stale=False, unread=i == 1,
    )  # fmt: skip
