"""Damaged goods in the plain shop: its own claim, with what replaces them, confirmed in one call."""

from __future__ import annotations

from app.connectors.medusa.deeds import DAMAGED, REPLACE
from app.connectors.medusa.giving_back import OPEN, GivingBack, key_of


class Claiming(GivingBack):
    @property
    def _settled(self) -> bool:
        return self._seen.past.marks.get(self._mark) == "confirmed"

    def _settle(self) -> None:
        if self._seen.past.marks.get(self._mark) in OPEN:
            self._send("DELETE", f"/admin/claims/{self._seen.past.about[self._mark]}/request", {})
        begin = {"type": self._plan.kind, "order_id": self._plan.order, "internal_note": self._mark}
        path = f"/admin/claims/{key_of(self._send('POST', '/admin/claims', begin), 'claim')}"
        with self._discarding(f"{path}/request"):
            items = [{"id": g.line, "quantity": g.pieces, "reason": DAMAGED} for g in self._plan.goods]
            self._send("POST", f"{path}/claim-items", {"items": items})
            if self._plan.kind == REPLACE:
                self._send("POST", f"{path}/outbound/items", {"items": self._outbound()})
        self._send("POST", f"{path}/request", {})

    def _outbound(self) -> list[dict[str, object]]:
        """The same goods free of charge."""
        variants = {i.id: i.variant_id for i in self._seen.raw.items}
        return [{"variant_id": variants[g.line], "quantity": g.pieces, "unit_price": 0} for g in self._plan.goods]
