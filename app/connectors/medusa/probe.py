"""What can be said about an address before anybody signs in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.connectors.clock import together
from app.connectors.contract import Probed
from app.connectors.http import Limits
from app.connectors.medusa.client import Client
from app.errors import ClearlineError

_QUICK = Limits(connect=3.0, read=6.0, total=8.0)


def probe(url: str, database: str, now: datetime, ca_file: Path | None = None) -> tuple[Probed, ...]:
    """Ask the server whether it is well and for its clock; what fails is said in its line, nothing is raised. Blocks.

    ``database`` is not used: one address is one shop.
    """
    try:
        client = Client(url, "", "", limits=_QUICK, ca_file=ca_file)
        well = client.healthy()
    except ClearlineError as e:
        return (Probed("Address answers", "bad", e.words),)
    safe = "encrypted, certificate checked" if url.startswith("https") else "this machine, not encrypted"
    kind = Probed("It is a Medusa", "ok", "well") if well else Probed("It is a Medusa", "bad", "it does not answer like one")
    rows = (Probed("Address answers", "ok", safe), kind, together(client.clock(), now))
    client.sign_out()
    return rows
