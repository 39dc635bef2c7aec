"""Every way to a remote system, and the only room with ``requests``.

To add a connector: a folder with ``client.py`` (calls), ``payloads.py`` (typed shapes), ``mapper.py`` (payload to record, pure) and
``connector.py`` (the contract), one line in ``CONNECTORS``; then run the contract suite on its real server and on a double.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from app.connectors.contract import Connector, Probed
from app.connectors.mail.connector import MailConnector
from app.connectors.mail.probe import probe as probe_mail
from app.connectors.medusa.connector import MedusaConnector
from app.connectors.medusa.probe import probe as probe_medusa
from app.connectors.tryton.connector import TrytonConnector
from app.connectors.tryton.probe import probe as probe_tryton


class Connect(Protocol):
    """Makes a connector; nothing is sent yet. ``source``: our name of the system. Refused where the address is not https.

    ``unsent``: the bytes of a file that a letter names by its sha256, None where it is not on this machine.
    """

    def __call__(
        self,
        url: str,
        database: str,
        login: str,
        password: str,
        *,
        source: str = ...,
        ca_file: Path | None = ...,
        unsent: Callable[[str], bytes | None] = ...,
    ) -> Connector: ...


class Probe(Protocol):
    """What can be said about an address before anybody signs in. Blocks; raises nothing."""

    def __call__(self, url: str, database: str, now: datetime, ca_file: Path | None = ...) -> tuple[Probed, ...]: ...


class Offer(NamedTuple):
    """One kind of system that a profile can name.

    title: the product; role: what it is to a person. login: how its user names are called. checks: what ``probe`` says, in its order.
    has_database: an address alone does not say enough; ``database`` is what else is asked: by which name a company is told apart, or who
    the sender is. schemes, example: how its addresses begin, and one of them. at_entry: asked for when one signs in the first time,
    and one's rights there are shown; others are added in Sync. several: a console may know more than one of its kind.
    """

    kind: str
    title: str
    connect: Connect
    probe: Probe
    role: str
    login: str
    checks: tuple[str, ...]
    has_database: bool
    database: str = "Database"
    schemes: tuple[str, ...] = ("https", "http")
    example: str = ""
    at_entry: bool = True
    several: bool = False


CONNECTORS: tuple[Offer, ...] = (
    Offer(
        "tryton",
        "Tryton",
        TrytonConnector,
        probe_tryton,
        "ERP",
        "User name",
        ("Address answers", "It is a Tryton", "Database exists", "Clock"),
        has_database=True,
        several=True,
    ),
    Offer(
        "medusa",
        "Medusa",
        MedusaConnector,
        probe_medusa,
        "shop",
        "E-mail address",
        ("Address answers", "It is a Medusa", "Clock"),
        has_database=False,
    ),
    Offer(
        "mail",
        "Mail",
        MailConnector,
        probe_mail,
        "mail server",
        "User name",
        ("Address answers", "Encryption", "Sender"),
        has_database=True,
        database="From address",
        schemes=("smtp", "smtps"),
        example="smtp://mail.example.com",
        at_entry=False,
    ),
)
