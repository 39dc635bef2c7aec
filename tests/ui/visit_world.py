"""Appointments for the screens: a team's plan in memory, judged by the real rule, told by the real panels, changed as the store does."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.commands import find
from app.commands.command import Command
from app.domain.appointment import Appointment, Kind, Resource
from app.domain.board import AskBoard, AskSlots, BoardParts, Book, Change, Planned
from app.domain.booking import SlotParts
from app.domain.finding import Fires
from app.domain.person import Person
from app.domain.preview import PreviewView
from app.errors import ClearlineError, Conflict
from app.panels import board, booking
from tests.app.commands.visits import parts
from tests.app.policy.test_matrix import CSR, POLICY
from tests.app.rules import goods_world as g
from tests.app.rules import visit_world as v
from tests.app.rules.world import NOW, day
from tests.ui.orders import OrderWorld
from tests.ui.world import Done

ZONE = POLICY.service.calendar.zone
LIFT = (("pumps", ""), ("lift", str(day(1))))
TEAM: tuple[Resource, ...] = (
    v.ines(skills=LIFT),
    v.jon(),
    replace(v.jon(), id="crew", name="Crew North", kind="crew", skills=(("assembly", ""), ("lift", ""))),
    replace(v.jon(), id="van", name="Van HH 7", kind="vehicle", skills=(), closures=((str(day(1)), str(day(1)), "inspection"),)),
)


def plan() -> list[Appointment]:
    """NOW is a Monday, half past ten in Berlin: today and tomorrow with what goes wrong there."""
    today = {"state": "confirmed"}
    return [
        v.visit("0001", v.on(8, days=0), **today),
        v.visit("0002", v.on(13, days=0), skills=("lift",), site="Hafenstrasse 9, Kiel", **today),
        v.visit("0003", v.on(14, days=0), minutes=90, site="Kai 12, Bremen", **today),
        v.visit("0004", v.on(11, days=0), resource="jon", kind=Kind.SERVICE, site="Am Deich 1, Emden", **today),
        v.visit("0005", v.on(12, 30, days=0), resource="crew", skills=("assembly",), minutes=180, **today),
        v.visit("0006", v.on(9, days=1), resource="van", skills=(), kind=Kind.DELIVERY, minutes=60, **today),
        v.visit("0007", v.on(9, days=2), skills=("lift",), site="Hafenstrasse 9, Kiel"),
        v.visit("0008", v.on(10, days=4), waits_for_goods=True, resource="crew", skills=("assembly",)),
    ]


class VisitWorld(OrderWorld):
    """``plan``: every appointment; ``taken``: what was told, in order; ``fail_plan`` makes the next wish fail."""

    def __init__(self, planned: Iterable[Appointment] | None = None, team: tuple[Resource, ...] = TEAM) -> None:
        super().__init__()
        self.planned = {a.id: a for a in (plan() if planned is None else planned)}
        self.team = team
        self.judged_for: Person = CSR
        self.taken: list[Book | Change] = []
        self.fail_plan: ClearlineError | None = None
        self._judge()

    def dossier(self, of: Appointment) -> Any:
        others = [a for a in self.planned.values() if a.id != of.id]
        return v.dossier(of, *others, resources=self.team, goods=g.waiting() if of.waits_for_goods else None)

    def _judge(self) -> None:
        self.rows = [r for r in self.rows if not r.case_id.startswith("schedule-")]
        for of in self.planned.values():
            found = parts(self.dossier(of))
            verdict = found.finding.verdict if found.finding else None
            if isinstance(verdict, Fires):
                key = f"schedule-{of.id}"
                when = self.now.astimezone().date() + (of.day - NOW.date())
                row = replace(
                    found.row, case_id=key, number=of.number, group=verdict.group, ship_date=when, severity=verdict.severity,
                    due_at=self.now + timedelta(minutes=95), started_at=self.now - timedelta(minutes=20),
                )  # fmt: skip
                self.rows.append(row)
                at = replace(row, due_at=NOW + timedelta(minutes=95), started_at=NOW - timedelta(minutes=20))
                self.parts[key] = replace(found, row=at)

    def _answer(self, question: Any) -> Any:
        if self.fail_read is not None:
            raise self.fail_read
        match question:
            case AskBoard():
                return board.build(BoardParts(self.team, self._shown()), question, NOW, ZONE)
            case AskSlots():
                return booking.answer(self._slot_parts(question), question, NOW, ZONE)
        return super()._answer(question)

    def _shown(self) -> tuple[Planned, ...]:
        cases = {r.case_id: r.group for r in self.rows}
        listed = sorted((a for a in self.planned.values() if a.state != "cancelled"), key=lambda a: a.starts)
        return tuple(
            Planned(a, "Halvorsen Marine AS", key if (key := f"schedule-{a.id}") in cases else None, cases.get(key, ""))
            for a in listed
        )

    def _slot_parts(self, ask: AskSlots) -> SlotParts:
        known = g.there(1)
        around = tuple(a for a in self.planned.values() if a.live)
        found = ask.number.upper() == "SO-1"
        return SlotParts(known.sale if found else None, None, around, self.team, known if found else None)

    def plan(self, wish: Book | Change) -> Future[Any]:
        self.taken.append(wish)
        return self._later(lambda: self._carry_out(wish))

    def _carry_out(self, wish: Book | Change) -> Done:
        if self.fail_plan is not None:
            error, self.fail_plan = self.fail_plan, None
            raise error
        if isinstance(wish, Book):
            made = replace(wish.appointment, number=f"AP-{len(self.planned) + 1:04}")
            words = f"{made.number} is planned for {made.sale_number}"
        else:
            before = self.planned[wish.appointment]
            if before.rev != wish.rev:
                raise Conflict(f"{before.number} was changed meanwhile", "Look again, then decide.")
            made = replace(before.changed(wish.to), rev=before.rev + 1)
            words = f"{made.number} is {made.state}"
        self.planned[made.id] = made
        self._judge()
        self.tell(topics=("appointments", "cases"))
        return Done(words)

    def _preview(self, command: Command) -> PreviewView:
        spec = find(command.deed)
        assert spec is not None
        return spec.preview(self.parts[command.case_id], self.judged_for, POLICY, command.fields, NOW)
