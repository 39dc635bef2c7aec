"""A source of canonical records for the benchmarks: as many as are asked for, as fast as they are taken, in pages of 500."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from app import bootstrap
from app.connectors.contract import Hello
from app.console import Console
from app.domain.customer import CreditStanding, Customer
from app.domain.feed import Cursor, Feed, Page, Record
from app.domain.letter import Absent, Effect, Guard, Letter, Receipt, Took, Unsure
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.ref import Ref
from app.errors import Refused
from app.lanes.stop import Stop
from app.settings import profile as profiles
from app.settings.profile import Profile, SourceSettings
from app.store.team import migrate_team

SOURCE, LOGIN = "tryton", "load"
PAGE = 500
CUSTOMERS = 200
LINES = 3  # of each order
HELD = 10  # one order in so many waits for credit
FEEDS = tuple(
    Feed(n, m)
    for n, m in (
        ("customers", "customer"),
        ("standings", "standing"),
        ("sales", "sale"),
        ("lines", "line"),
        ("refusals", "refusal"),
        ("receivables", "receivable"),
        ("payments", "payment"),
    )
)


class Supply:
    """A connector that only brings: ``prepare`` takes time, ``bring`` hands its load to the next round, ``left`` is what waits for it."""

    source = SOURCE
    feeds = FEEDS

    def __init__(self) -> None:
        self._start = datetime.now(UTC)
        self._orders = 0
        self._waiting: dict[str, list[Record]] = {"customers": [self._customer(n) for n in range(CUSTOMERS)]}

    def prepare(self, orders: int) -> dict[str, list[Record]]:
        """So many new orders with their lines, by feed."""
        numbers = range(self._orders, self._orders + orders)
        self._orders += orders
        return {"sales": [self._sale(n) for n in numbers], "lines": [line for n in numbers for line in self._lines(n)]}

    def bring(self, load: dict[str, list[Record]]) -> None:
        self._waiting |= load

    @property
    def left(self) -> int:
        return sum(map(len, self._waiting.values()))

    @property
    def held(self) -> int:
        """Orders so far that wait for credit."""
        return -(-self._orders // HELD)

    # ---- records ----

    def _customer(self, n: int) -> Customer:
        return Customer(
            self._ref("customer", n),
            "1",
            self._start,
            f"C{n:04}",
            f"Customer {n:04} Handels AS",
            "Hamburg",
            "DE",
            "30 days",
            None,
        )

    def _standing(self, key: str) -> CreditStanding:
        money = Money(5_000_000 + int(key) * 100, "EUR")
        return CreditStanding(
            Ref(SOURCE, "standing", key), "1", datetime.now(UTC), key, money, Money(5_000_000, "EUR"), money, ""
        )

    def _sale(self, n: int) -> Sale:
        held = n % HELD == 0
        amount = Money(100_000 + n % 977 * 1000, "EUR")
        ships = date.today() + timedelta(days=n % 15)  # noqa: DTZ011 - a plain date, as the ERP has it
        return Sale(
            ref=self._ref("sale", n), rev="1", stamp=self._start, number=f"SO{n:06}", customer=str(n % CUSTOMERS + 1),
            state=OrderState.QUOTED if held else OrderState.DONE, reference=f"PO-{n}" if held else None, web_origin=None,
            untaxed=amount, untaxed_company=amount, ships_on_order=True, ship_date=ships, order_date=None, warehouse="Hamburg",
            payment_terms="30 days", shipment_state="none", invoice_state="none", created_at=self._start, created_by="carla",
            confirmed_by=None, salesperson=None, expires_on=None, ship_to=None,
        )  # fmt: skip

    def _lines(self, n: int) -> Iterator[SaleLine]:
        for i in range(LINES):
            ref, net = self._ref("line", n * LINES + i), Money(33_300, "EUR")
            yield SaleLine(
                ref, "1", self._start, str(n + 1), i, "V-40", "Ball valve DN40", Decimal(3), "pc", net, None, None, Decimal(20)
            )

    def _ref(self, model: str, n: int) -> Ref:
        return Ref(SOURCE, model, str(n + 1))

    # ---- the connector ----

    def hello(self) -> Hello:
        return Hello("Load", None, "load", LOGIN, "Load", "EUR", "Nordwind Supply", datetime.now(UTC))

    def admit(self, password: str) -> None:
        return

    def pages(self, feed: Feed, cursor: Cursor | None, stop: Stop, hint: Mapping[str, object] | None = None) -> Iterator[Page]:
        asof = datetime.now(UTC)
        records: list[Record]
        if feed.name == "standings":
            wanted = hint["customers"] if hint else ()
            records = [self._standing(str(key)) for key in wanted]  # type: ignore[attr-defined]
        else:
            records = self._waiting.pop(feed.name, [])
        for at in range(0, max(1, len(records)), PAGE):
            part = tuple(records[at : at + PAGE])
            yield Page(feed, part, (), (), Cursor(asof, at, "load"), at + PAGE >= len(records), asof)

    def fresh(self, model: str, keys: tuple[str, ...]) -> tuple[object, ...]:
        return ()

    def guard(self, deed: str) -> Guard | None:
        return None

    def capabilities(self) -> Mapping[str, str]:
        return {}

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        raise Refused("A load generator takes no commands")

    def deliver(self, letter: Letter) -> Receipt:
        raise Refused("A load generator takes no commands")

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        return Absent("A load generator takes no commands")

    def close(self) -> None: ...


def profile(folder: Path, url: str = "http://127.0.0.1:9") -> Path:
    """A profile of a credit manager with a team store of its own; ``url`` answers nobody."""
    team = f"sqlite:///{folder / 'team.db'}"
    migrate_team(team, [{"id": LOGIN, "name": "Load", "roles": ["credit_manager"], "logins": {SOURCE: LOGIN}, "db_role": None}])
    passwords = folder / "passwords.json"
    passwords.write_text(json.dumps({LOGIN: "none"}))
    at = folder / "profile"
    profiles.write(Profile(at, team, LOGIN, (SourceSettings("tryton", SOURCE, url, "load", LOGIN),)))
    with (at / "profile.toml").open("a") as file:
        file.write(f"\n[demo]\npassword_file = {json.dumps(str(passwords))}\n")
    return at


def console(folder: Path, supply: Supply) -> Console:
    """The program's own console of this profile, built as always, with the supply in place of a server."""
    connect = bootstrap.connect
    bootstrap.connect = lambda *_: supply
    try:
        return bootstrap.open_profile(folder)
    finally:
        bootstrap.connect = connect
