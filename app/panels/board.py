"""The appointment board: one day of all resources, and what can be told of each visit without its page."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, tzinfo

from app.commands import visit_words
from app.domain.appointment import Appointment, State
from app.domain.block import Bar
from app.domain.board import AskBoard, BoardAnswer, BoardParts, Planned, Visit
from app.domain.ref import Ref
from app.panels import day_strip


def build(parts: BoardParts, ask: AskBoard, now: datetime, zone: tzinfo) -> BoardAnswer:
    """``zone``: the company's, whose clock the board is on."""
    today = now.astimezone(zone).date()
    day = ask.day or today
    names = {r.id: r for r in parts.resources}
    wanted = ask.text.casefold().strip()
    matching = [p for p in parts.planned if not wanted or wanted in _words(p, visit_words.who(p.appointment, names))]
    shown = [p for p in matching if day_strip.on(p.appointment, day, zone)]
    bars: dict[str, tuple[Bar, ...]] = {}
    for one in shown:
        of, row = one.appointment, _row(one.appointment, names.keys())
        kind = day_strip.kind_of(of, one.case_id is not None)
        bars[row] = (*bars.get(row, ()), day_strip.bar(of, day, zone, kind, of.number, one.customer))
    resources = [r for r in parts.resources if r.active or r.id in bars]
    later = (p.appointment.starts.astimezone(zone).date() for p in matching)
    return BoardAnswer(
        day=day,
        today=today,
        strip=day_strip.strip(visit_words.day(day), day, zone, resources, bars),
        visits=tuple(_visit(p, visit_words.who(p.appointment, names), _row(p.appointment, names.keys())) for p in shown),
        clashing=sum(p.case_id is not None for p in shown),
        next_day=min((d for d in later if d > day), default=None),
        total=len(parts.planned),
    )


def _row(of: Appointment, known: Container[str]) -> str:
    return of.resource if of.resource is not None and of.resource in known else day_strip.NOBODY


def _words(of: Planned, who: str) -> str:
    a = of.appointment
    return " ".join((a.number, a.sale_number, of.customer, a.site, who, str(a.kind))).casefold()


def _visit(of: Planned, who: str, row: str) -> Visit:
    a = of.appointment
    agreed = a.consent if a.state is State.CONFIRMED else "nobody yet"
    return Visit(
        id=a.id,
        number=a.number,
        rev=a.rev,
        row=row,
        when=f"{visit_words.at(a.starts, a.zone)}, {a.minutes} min",
        text=f"{str(a.kind).capitalize()}, {who}",
        customer=of.customer,
        order=a.sale_number,
        facts=(
            ("Site", a.site),
            ("Open", visit_words.hours(a)),
            ("Needs", ", ".join(a.skills) or "no skill"),
            ("Way there", f"{a.travel} min"),
            ("State", str(a.state)),
            ("Agreed by", agreed),
        ),
        case_id=of.case_id,
        group=of.group,
        ref=Ref(a.source, "sale", a.sale),
        state=str(a.state),
    )
