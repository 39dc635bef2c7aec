"""The reference of a web order on a sale that was keyed without it, and off again.

The server keeps it unique among a shop's sales. Only our add-on can give it: Tryton keeps an empty Web ID read-only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.connectors.tryton import booking, deeds
from app.connectors.tryton.client import Client
from app.domain.letter import Effect, Letter
from app.errors import Conflict, RefusedByRemote

FIELDS = ["number", "state", "web_id", "web_shop", "_timestamp"]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Linking:
    """Body: {sale, from: reference or "", to: reference or ""}, one of the two empty."""

    sale: int
    before: str
    after: str

    @property
    def record(self) -> str:
        return f"sale.sale,{self.sale}"

    def call(self, client: Client) -> list[object]:
        """With the shop, under which a reference is unique."""
        if not self.after:
            return ["sale.sale", "write", [[self.sale], {"web_shop": None, "web_id": None}]]
        return ["sale.sale", "link_web_order", [[self.sale], booking.shop(client)["web_shop"], self.after]]


def asked(letter: Letter) -> Linking:
    body = letter.body()
    before, after = (str(body.get(name) or "").strip() for name in ("from", "to"))
    if bool(before) == bool(after):
        raise RefusedByRemote("The command does not say which reference", about=letter.document)
    return Linking(deeds.record_key(body, "sale"), before, after)


def look(client: Client, letter: Letter, want: Linking) -> dict[str, object]:
    """The sale now. RefusedByRemote where it is gone."""
    rows = client.rows("sale.sale", [["id", "=", want.sale]], FIELDS, 1)
    if not rows:
        raise RefusedByRemote("The order is not in the ERP any more", about=letter.document)
    return rows[0]


def reference(row: Row) -> str:
    return str(row.get("web_id") or "")


def check(client: Client, letter: Letter, want: Linking, row: Row) -> None:
    """Conflict where it is not what was on screen; RefusedByRemote where it is cancelled, or another sale has the reference."""
    name = letter.document
    stale = letter.expected_rev and row.get("_timestamp") != letter.expected_rev
    if stale or reference(row) != want.before:
        raise Conflict(f"{name} was changed in the meantime", "Look at it again.", about=name)
    if want.after and row.get("state") == "cancelled":
        raise RefusedByRemote(f"{name} is cancelled already", about=name)
    if want.after and (there := booking.booked(client, want.after, want.sale)):
        raise booking.already(there, want.after)


def effects(letter: Letter, want: Linking) -> tuple[Effect, ...]:
    return (deeds.effect(letter, "web reference", want.before, want.after),)
