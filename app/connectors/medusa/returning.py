"""Goods that came back in the plain shop: its own return, taken down and received."""

from __future__ import annotations

from collections.abc import Mapping

from app.connectors.medusa.giving_back import OPEN, GivingBack, key_of


class Returning(GivingBack):
    @property
    def _inward(self) -> str:
        """The note of its receipt."""
        return f"{self._mark}:in"

    @property
    def _settled(self) -> bool:
        return self._seen.past.marks.get(self._inward) == "confirmed"

    def _settle(self) -> None:
        self._receive(self._asked())

    def _asked(self) -> str:
        """The return's key, its lines taken down."""
        known = self._seen.past.about.get(self._mark, "")
        if self._seen.past.marks.get(self._mark) in OPEN:
            self._send("DELETE", f"/admin/returns/{known}/request", {})
        elif known:
            return known
        begin = {"order_id": self._plan.order, "location_id": self._place(), "internal_note": self._mark}
        key = key_of(self._send("POST", "/admin/returns", begin), "return")
        items = [{"id": g.line, "quantity": g.pieces} for g in self._plan.goods]
        with self._discarding(f"/admin/returns/{key}/request"):
            self._send("POST", f"/admin/returns/{key}/request-items", {"items": items})
        self._send("POST", f"/admin/returns/{key}/request", {})
        return key

    def _receive(self, key: str) -> None:
        path = f"/admin/returns/{key}"
        if self._seen.past.marks.get(self._inward) in OPEN:
            self._send("DELETE", f"{path}/receive", {})
        self._send("POST", f"{path}/receive", {"internal_note": self._inward})
        sorts = {
            "receive-items": {g.line: g.restock for g in self._plan.goods},
            "dismiss-items": {g.line: g.pieces - g.restock for g in self._plan.goods},
        }
        for sort, pieces in sorts.items():
            items = [{"id": line, "quantity": n} for line, n in pieces.items() if n]
            if items:
                self._send("POST", f"{path}/{sort}", {"items": items})
        self._send("POST", f"{path}/receive/confirm", {})

    def _place(self) -> str:
        """The location that stands for the ERP's warehouse, else the one that the goods were sent from."""
        rows = self._client.read("/admin/stock-locations", (("limit", "200"), ("fields", "id,name,metadata"))).get(
            "stock_locations"
        )
        places = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        named = next((row for row in places if _stands_for(row, self._plan.place)), None)
        return str(named["id"] if named else self._seen.sent_from)


def _stands_for(place: Mapping[str, object], warehouse: str) -> bool:
    """Whether the shop's location is the ERP's warehouse: by its code in the metadata, else by its name."""
    metadata = place.get("metadata")
    code = metadata.get("erp_warehouse") if isinstance(metadata, dict) else None
    return bool(warehouse) and warehouse in (code, place.get("name"))
