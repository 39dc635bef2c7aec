"""Files kept with a complaint in the ERP: how one is read."""

from __future__ import annotations

from app.connectors.tryton.client import Client
from app.errors import RefusedByRemote

MODEL = "ir.attachment"


def content(client: Client, key: str) -> bytes:
    """The bytes of an attachment. RefusedByRemote where it is gone, or only a link to somewhere else."""
    found = client.read(f"model.{MODEL}.read", [int(key)], ["data"]) if key.isdecimal() else None
    row = found[0] if isinstance(found, list) and found else None
    data = row.get("data") if isinstance(row, dict) else None
    if not isinstance(data, bytes) or not data:
        raise RefusedByRemote("The ERP has nothing in this file", about=key)
    return data
