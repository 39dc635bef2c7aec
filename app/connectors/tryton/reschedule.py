"""Deliveries of a sale planned for another day: what a letter asks for, what the ERP has, and the calls that lead there.

Tryton lets nobody change the day of a shipment but while it is a draft; its moves follow the shipment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.connectors.tryton import deeds
from app.connectors.tryton.client import Client
from app.connectors.tryton.plain_way import Call
from app.domain.letter import Effect, Letter
from app.errors import Conflict, RefusedByRemote

SHIPMENT = "stock.shipment.out"
FIELDS = ["number", "state", "planned_date", "partially_assigned", "_timestamp"]
_MOVABLE = ("draft", "waiting", "assigned")
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Day:
    shipment: int
    before: date | None
    after: date


@dataclass(frozen=True, slots=True)
class Rescheduling:
    """A letter's body. labels: in which words the shipments are told; revs: as they were on screen."""

    days: tuple[Day, ...]
    labels: Mapping[str, str]
    revs: Mapping[str, str]

    @property
    def keys(self) -> list[int]:
        return [day.shipment for day in self.days]


def asked(letter: Letter) -> Rescheduling:
    """RefusedByRemote where the body does not say what is to leave when."""
    body = letter.body()
    try:
        listed = body.get("days")
        if not isinstance(listed, Sequence) or not listed:
            raise TypeError("no days")
        days = tuple(_day(row) for row in listed)
        labels, revs = (deeds.words(body.get(name)) for name in ("labels", "revs"))
    except (LookupError, TypeError, ValueError) as e:
        raise RefusedByRemote("The command does not say what is to leave when", about=letter.document) from e
    return Rescheduling(days, labels, revs)


def _day(row: Mapping[str, object]) -> Day:
    before = str(row["from"] or "")
    return Day(
        deeds.record_key(row, "shipment"), date.fromisoformat(before) if before else None, date.fromisoformat(str(row["to"]))
    )


def look(client: Client, wanted: Rescheduling) -> dict[int, Row]:
    """The shipments as the ERP has them now; those that are gone are left out."""
    return {int(str(s["id"])): s for s in client.rows(SHIPMENT, [["id", "in", wanted.keys]], FIELDS)}


def check(letter: Letter, wanted: Rescheduling, seen: Mapping[int, Row], *, begun: bool = False) -> None:
    """Conflict where it is not what was on screen; RefusedByRemote where one is picked.

    ``begun``: by this very letter, so that a shipment may have its new day already and another stamp.
    """
    for day in wanted.days:
        shipment = seen.get(day.shipment)
        if shipment is None:
            raise Conflict(f"{letter.document} is not shipped as on screen any more", "Look at it again.", about=letter.document)
        if shipment.get("state") not in _MOVABLE:
            name, state = shipment.get("number") or f"#{day.shipment}", shipment.get("state")
            raise RefusedByRemote(f"{name} is {state} already: its day stays", about=letter.document)
        rev = None if begun else wanted.revs.get(str(day.shipment))
        days = (day.before, day.after) if begun else (day.before,)
        if shipment.get("planned_date") not in days or (rev and rev != str(shipment.get("_timestamp"))):
            raise Conflict(f"{letter.document} was changed in the meantime", "Look at it again.", about=letter.document)


# ---- the calls, in their order ----


def loosen(rows: Sequence[Row]) -> list[Call]:
    """To draft, where alone the day can be changed."""
    assigned = [r["id"] for r in rows if r.get("state") == "assigned"]
    closed = [r["id"] for r in rows if r.get("state") in ("assigned", "waiting")]
    return [[SHIPMENT, button, [ids]] for button, ids in (("wait", assigned), ("draft", closed)) if ids]


def writing(day: Day) -> Call:
    return [SHIPMENT, "write", [[day.shipment], {"planned_date": day.after}]]


def settle(wanted: Rescheduling, reserved: Sequence[object]) -> list[Call]:
    """Back to waiting; what lay aside for them is laid aside again."""
    calls: list[Call] = [[SHIPMENT, "wait", [wanted.keys]]]
    return [*calls, [SHIPMENT, "assign_try", [list(reserved)]]] if reserved else calls


def reserved(rows: Sequence[Row]) -> list[object]:
    return [r["id"] for r in rows if r.get("state") == "assigned" or r.get("partially_assigned")]


def reading(wanted: Rescheduling) -> Call:
    """What tells the effect at the end of the same transaction."""
    return [SHIPMENT, "search_read", [[["id", "in", wanted.keys]], 0, None, None, FIELDS]]


# ---- words ----


def effects(letter: Letter, wanted: Rescheduling, now: Mapping[int, object]) -> tuple[Effect, ...]:
    """``now``: the day of each shipment afterwards."""
    told = []
    for day in wanted.days:
        after = now.get(day.shipment)
        if after != day.before:
            field = f"{wanted.labels.get(str(day.shipment), f'#{day.shipment}')} leaves"
            told.append(deeds.effect(letter, field, _text(day.before), _text(after)))
    return tuple(told)


def as_asked(wanted: Rescheduling) -> dict[int, object]:
    return {day.shipment: day.after for day in wanted.days}


def as_seen(rows: Sequence[Row]) -> dict[int, object]:
    return {int(str(r["id"])): r.get("planned_date") for r in rows}


def _text(day: object) -> str:
    return day.isoformat() if isinstance(day, date) else "no day"
