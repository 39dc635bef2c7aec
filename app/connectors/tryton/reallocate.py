"""Goods that lie aside for one delivery laid aside for another: what a letter asks for, what the ERP has, and the calls between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.connectors.tryton import deeds
from app.connectors.tryton.client import Client
from app.connectors.tryton.plain_way import Call
from app.domain.letter import Effect, Letter
from app.errors import Conflict, RefusedByRemote

SHIPMENT = "stock.shipment.out"
FIELDS = ["number", "state", "_timestamp"]
NOT_ENOUGH = "What lies aside there is not enough for it; nothing was changed"
_OPEN = ("waiting", "assigned")
Row = Mapping[str, object]
States = dict[int, str]


@dataclass(frozen=True, slots=True)
class Giving:
    """A letter's body. donor, taker: keys of shipments; labels: in which words they are told; revs: as they were on screen."""

    donor: int
    taker: int
    labels: Mapping[str, str]
    revs: Mapping[str, str]

    @property
    def keys(self) -> list[int]:
        return [self.donor, self.taker]


def asked(letter: Letter) -> Giving:
    """RefusedByRemote where the body does not say who gives what to whom."""
    body = letter.body()
    labels, revs = (deeds.words(body.get(name)) for name in ("labels", "revs"))
    return Giving(deeds.record_key(body, "donor"), deeds.record_key(body, "taker"), labels, revs)


def look(client: Client, wanted: Giving) -> dict[int, Row]:
    """The shipments as the ERP has them now; those that are gone are left out."""
    return {int(str(s["id"])): s for s in client.rows(SHIPMENT, [["id", "in", wanted.keys]], FIELDS)}


def check(letter: Letter, wanted: Giving, seen: Mapping[int, Row], *, begun: bool = False) -> None:
    """Conflict where it is not what was on screen; RefusedByRemote where one is picked. ``begun``: by this very letter."""
    for key in wanted.keys:
        row = seen.get(key)
        if row is None or row.get("state") in ("draft", "cancelled"):
            raise Conflict(f"{letter.document} is not shipped as on screen any more", "Look at it again.", about=letter.document)
        if row.get("state") not in _OPEN:
            raise RefusedByRemote(
                f"{row.get('number') or f'#{key}'} is {row.get('state')} already: its goods stay with it", about=letter.document
            )
    stale = any(str(seen[int(k)]["_timestamp"]) != rev for k, rev in wanted.revs.items() if int(k) in seen)
    if not begun and (stale or states(seen) != before(wanted)):
        raise Conflict(f"{letter.document} was changed in the meantime", "Look at it again.", about=letter.document)


def states(seen: Mapping[int, Row]) -> States:
    return {key: str(row.get("state")) for key, row in seen.items()}


def before(wanted: Giving) -> States:
    return {wanted.donor: "assigned", wanted.taker: "waiting"}


def as_asked(wanted: Giving) -> States:
    """Nothing is left for the donor, or its goods would not have been needed."""
    return {wanted.donor: "waiting", wanted.taker: "assigned"}


# ---- the calls, in their order ----


def free(wanted: Giving) -> Call:
    return [SHIPMENT, "wait", [[wanted.donor]]]


def lay_aside(key: int) -> Call:
    """Tried: as much as is there."""
    return [SHIPMENT, "assign_try", [[key]]]


def proof(wanted: Giving) -> Call:
    """Finds the taker where all of it lies aside."""
    return [SHIPMENT, "search", [[["id", "=", wanted.taker], ["state", "=", "assigned"]]]]


def reading(wanted: Giving, found: object) -> list[Call]:
    """What tells the effect at the end of the same transaction. ``found``: what stands for the taker."""
    return [[SHIPMENT, "read", [[found], FIELDS]], [SHIPMENT, "read", [[wanted.donor], FIELDS]]]


# ---- words ----


def effects(letter: Letter, wanted: Giving, now: States) -> tuple[Effect, ...]:
    """``now``: the state of each afterwards."""
    told = []
    for key, was in before(wanted).items():
        after = now.get(key, was)
        if after != was:
            told.append(deeds.effect(letter, f"{wanted.labels.get(str(key), f'#{key}')} is", was, after))
    return tuple(told)
