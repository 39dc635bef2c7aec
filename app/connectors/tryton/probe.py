"""What can be said about an address before anybody signs in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.connectors.clock import together
from app.connectors.contract import Probed
from app.connectors.http import Limits
from app.connectors.tryton.client import Client
from app.errors import ClearlineError, Trouble

_QUICK = Limits(connect=3.0, read=6.0, total=8.0)


def probe(url: str, database: str, now: datetime, ca_file: Path | None = None) -> tuple[Probed, ...]:
    """Ask the server for its version, its databases and its clock; what fails is said in its line, nothing is raised. Blocks."""
    try:
        client = Client(url, database, "", "", limits=_QUICK, ca_file=ca_file)
    except ClearlineError as e:
        return (Probed("Address answers", "bad", e.words),)
    try:
        series = client.version()
    except ClearlineError as e:
        return (Probed("Address answers", "bad", e.words),)
    safe = "encrypted, certificate checked" if url.startswith("https") else "this machine, not encrypted"
    rows = [Probed("Address answers", "ok", safe), Probed("It is a Tryton", "ok", f"version {series}")]
    rows.append(_database(client, database))
    rows.append(together(client.clock(), now))
    client.sign_out()
    return tuple(rows)


def _database(client: Client, database: str) -> Probed:
    try:
        names = client.databases()
    except Trouble:
        return Probed("Database exists", "none", "the server does not tell; the sign-in will")
    if not database:
        return Probed("Database exists", "none", "waits for the name")
    return (
        Probed("Database exists", "ok", database)
        if database in names
        else Probed("Database exists", "bad", f"there is no {database} here")
    )
