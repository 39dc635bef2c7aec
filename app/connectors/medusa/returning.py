"""Goods that came back and their money in the plain shop: what is opened bears our mark, and each half is found again by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal

from app.connectors.medusa.client import Client
from app.connectors.medusa.deeds import Plan
from app.connectors.medusa.sight import Sight, kept
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble

_OPEN = ("pending", "requested")
_CENT = Decimal("0.005")  # the shop keeps more digits than money has


class Returning:
    """``mark``: the internal note of the return and the note of each refund. ``seen``: the order as it was read just now.

    What an earlier attempt left open is thrown away and begun anew, never gone on with: nobody can tell whose lines are in it.
    """

    def __init__(self, client: Client, plan: Plan, seen: Sight, mark: str) -> None:
        self._client, self._plan, self._seen, self._mark = client, plan, seen, mark
        self._inward = f"{mark}:in"

    @property
    def begun(self) -> bool:
        """The order is not as it was before the letter: it is too late to hold it against what was on screen."""
        return self._mark in self._seen.past.marks

    @property
    def half(self) -> bool:
        """A part of it took effect, and not all."""
        return self._seen.past.marks.get(self._mark) == "confirmed" and not self.done

    @property
    def done(self) -> bool:
        return self._seen.past.marks.get(self._inward) == "confirmed" and not self._owed

    def run(self) -> None:
        """What is not done yet, in order: taken down, received, paid back. RefusedByRemote, Conflict where the shop will not have it."""
        if self._seen.past.marks.get(self._inward) != "confirmed":
            self._receive(self._asked())
        for payment, amount in self._refunds():
            self._client.command("POST", f"/admin/payments/{payment}/refund", {"amount": amount, "note": self._mark})

    def _asked(self) -> str:
        """The return's key, its lines taken down."""
        known = self._seen.past.about.get(self._mark, "")
        if self._seen.past.marks.get(self._mark) in _OPEN:
            self._client.command("DELETE", f"/admin/returns/{known}/request", {})
        elif known:
            return known
        begin = {"order_id": self._plan.order, "location_id": self._place(), "internal_note": self._mark}
        key = _key(self._client.command("POST", "/admin/returns", begin))
        items = [{"id": g.line, "quantity": g.pieces} for g in self._plan.goods]
        try:
            self._client.command("POST", f"/admin/returns/{key}/request-items", {"items": items})
        except (Conflict, RefusedByRemote):
            with suppress(Trouble):
                self._client.command("DELETE", f"/admin/returns/{key}/request", {})
            raise
        self._client.command("POST", f"/admin/returns/{key}/request", {})
        return key

    def _receive(self, key: str) -> None:
        path = f"/admin/returns/{key}"
        if self._seen.past.marks.get(self._inward) in _OPEN:
            self._client.command("DELETE", f"{path}/receive", {})
        self._client.command("POST", f"{path}/receive", {"internal_note": self._inward})
        sorts = {
            "receive-items": {g.line: g.restock for g in self._plan.goods},
            "dismiss-items": {g.line: g.pieces - g.restock for g in self._plan.goods},
        }
        for sort, pieces in sorts.items():
            items = [{"id": line, "quantity": n} for line, n in pieces.items() if n]
            if items:
                self._client.command("POST", f"{path}/{sort}", {"items": items})
        self._client.command("POST", f"{path}/receive/confirm", {})

    def _place(self) -> str:
        """The location that stands for the ERP's warehouse, else the one that the goods were sent from."""
        rows = self._client.read("/admin/stock-locations", (("limit", "200"), ("fields", "id,name,metadata"))).get(
            "stock_locations"
        )
        places = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        named = next((row for row in places if stands_for(row, self._plan.place)), None)
        return str(named["id"] if named else self._seen.sent_from)

    # ---- money ----

    @property
    def _owed(self) -> Decimal:
        """What of the amount is not paid back yet under our mark."""
        if self._plan.amount is None:
            return Decimal(0)
        paid = sum((amount for _, amount in self._seen.refunds(self._mark)), Decimal(0))
        left = self._plan.amount.amount - paid
        return left if left >= _CENT else Decimal(0)

    def _refunds(self) -> Iterator[tuple[str, Decimal]]:
        """(payment, amount): as much of each as it takes, the largest first."""
        owed = self._owed
        for payment in sorted(self._seen.payments, key=lambda p: (-kept(p), p.id)):
            if owed <= 0:
                return
            whole = kept(payment)
            part = whole if abs(whole - owed) < _CENT else min(whole, owed)
            if part > 0:
                yield payment.id, part
            owed = Decimal(0) if abs(owed - part) < _CENT else owed - part
        if owed > 0:
            raise OutcomeUnknown("Less is left of what was paid than was to go back", about=self._plan.order)


def stands_for(place: Mapping[str, object], warehouse: str) -> bool:
    """Whether the shop's location is the ERP's warehouse: by its code in the metadata, else by its name."""
    metadata = place.get("metadata")
    code = metadata.get("erp_warehouse") if isinstance(metadata, dict) else None
    return bool(warehouse) and warehouse in (code, place.get("name"))


def _key(said: Mapping[str, object]) -> str:
    made = said.get("return")
    if not isinstance(made, dict) or not isinstance(made.get("id"), str):
        raise OutcomeUnknown("The shop's answer names no return")
    return str(made["id"])
