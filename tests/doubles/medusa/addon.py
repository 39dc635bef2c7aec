"""Our add-on in the fake Medusa: a feed of changes by position, commands once per key."""

from __future__ import annotations

from typing import Any

from tests.doubles.medusa import claiming, deeds, reserving, returning
from tests.doubles.medusa.store import Refusal, Row, Store, all_or_nothing


class Addon:
    """hello, changes, commands."""

    def __init__(self, store: Store) -> None:
        self.store, self.version = store, "1.1"
        self.kept: dict[str, str] = {}

    def hello(self) -> Row:
        return {"version": self.version, "epoch": f"double-{id(self.store):x}"}

    def changes(self, since: str | None, limit: int) -> Row:
        at = int(since.partition(":")[0]) if since else len(self.store.told)
        found = [t for t in self.store.told if t[0] > at][:limit]
        rows = [{"seq": n, "topic": topic, "id": key, "kind": kind} for n, topic, key, kind in found]
        after = found[-1][0] if found else at
        return {"changes": rows, "next": f"{after}:0", "more": len(found) == limit}

    def find(self, key: str) -> Row:
        if key not in self.kept:
            raise Refusal(404, "missing", "There is no command with this key.")
        return {"key": key, "state": "done", "sha256": self.kept[key]}

    def run(self, wish: Row) -> Row:
        if wish.get("dry_run"):
            return all_or_nothing(self.store, lambda: self._rehearse(wish))  # type: ignore[no-any-return]
        if wish["key"] in self.kept:
            if self.kept[wish["key"]] != wish["sha256"]:
                raise Refusal(409, "key_taken", "This key was used for another command.")
            return {"applied": True, "replayed": True, "effects": []}
        row = self.store.find(wish["order_id"])
        if wish.get("expected_version", row["version"]) != row["version"]:
            raise Refusal(409, "conflict", f"The order is at version {row['version']}.")
        self._perform(wish, row)
        self.kept[wish["key"]] = wish["sha256"]
        return {"applied": True, "replayed": False, "effects": []}

    def _rehearse(self, wish: Row) -> Row:
        row = self.store.find(wish["order_id"])
        if wish["deed"] != "note" and row["status"] == "canceled":
            raise Refusal(400, "refused", "The order is canceled.")
        return {"applied": False, "replayed": False, "effects": []}

    def _perform(self, wish: Row, row: Row) -> Any:
        store, body, key = self.store, wish["body"], row["id"]
        if wish["deed"] == "note":
            return deeds.update(store, key, {"metadata": {f"note:{wish['key']}": body}})
        if wish["deed"] == "link":
            return deeds.update(store, key, {"metadata": body})
        if wish["deed"] == "correct_address":
            return deeds.update(store, key, {"shipping_address": body})
        if wish["deed"] == "cancel_order":
            return deeds.cancel(store, key)
        if wish["deed"] == "correct_line":
            return self._edit(key, body["changes"])
        if wish["deed"] == "capture":
            return store.capture(body["payment_id"])
        if wish["deed"] == "move_reservations":
            return reserving.move(store, body["lines"])
        if wish["deed"] == "return_goods":
            return returning.take_back(store, key, f"cmd:{wish['key']}", body)
        if wish["deed"] == "claim_goods":
            return claiming.make_good(store, key, f"cmd:{wish['key']}", body)
        due = float(store.shown(row)["summary"]["raw_pending_difference"]["value"])
        waiting = next((c for c in row["payment_collections"] if c["status"] == "not_paid"), None) or store.collect(key, due)
        return store.pay(row, waiting) if wish["deed"] == "mark_paid" else waiting

    def _edit(self, key: str, changes: list[Row]) -> None:
        deeds.begin(self.store, {"order_id": key})
        for change in changes:
            if "line" in change:
                entered = {k: v for k, v in change.items() if k != "line"}
                deeds.edit(self.store, key, ["items", "item", change["line"]], entered)
            else:
                deeds.edit(self.store, key, ["items"], {"items": [change]})
        deeds.edit(self.store, key, ["request"], {})
        deeds.edit(self.store, key, ["confirm"], {})
