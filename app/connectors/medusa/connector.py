"""Medusa behind the connector contract: one person's session, its feeds, its deeds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from app.connectors.contract import Hello
from app.connectors.http import Limits
from app.connectors.medusa import deeds, feeds
from app.connectors.medusa.client import Client, Row
from app.connectors.medusa.ground import Ground
from app.connectors.medusa.keyed import Keyed
from app.connectors.medusa.levels import levels
from app.connectors.medusa.master import Master
from app.connectors.medusa.orders import Orders
from app.connectors.medusa.places import places, reservations
from app.connectors.medusa.plain import Plain
from app.connectors.medusa.rights import Rights
from app.connectors.medusa.sweep import all_keys
from app.connectors.medusa.whole import Read, Whole
from app.domain.feed import Cursor, Feed, Page, Record
from app.domain.letter import Absent, Effect, Guard, Letter, Receipt, Took, Unsure
from app.domain.pricing import AskPrices, Priced
from app.domain.tally import Mark
from app.errors import Malformed, NotAuthorized, RefusedByRemote
from app.lanes.stop import Stop

_WHOLE: tuple[tuple[Feed, Read, float], ...] = (
    (feeds.LEVELS, levels, 60.0),
    (feeds.PLACES, places, 60.0),
    (feeds.RESERVATIONS, reservations, 15.0),  # an order that was placed just now may be split at once
)


class MedusaConnector:
    """See ``Connector``. Nothing is sent before the first call; every call may sign in. ``database`` and ``unsent`` are not used."""

    def __init__(
        self,
        url: str,
        database: str,
        login: str,
        password: str,
        *,
        source: str = "medusa",
        limits: Limits | None = None,
        ca_file: Path | None = None,
        unsent: Callable[[str], bytes | None] | None = None,
    ) -> None:
        self.source = source
        self.feeds: tuple[Feed, ...] = feeds.FEEDS
        self._client = Client(url, login, password, limits=limits, ca_file=ca_file)
        self._hello: Hello | None = None
        self._asked_at = 0  # the sign-in after which it was said
        self._rights: Rights | None = None
        self._ground: Ground | None = None
        self._orders: Orders | None = None
        self._master: Master | None = None
        self._whole: Mapping[str, Whole] = {}  # by the feed's noun
        self._keyed: Keyed | None = None
        self._plain: Plain | None = None

    # ---- who ----

    def admit(self, password: str) -> None:
        """See the contract."""
        self._client.admit(password)

    def hello(self) -> Hello:
        """Ask the server who it is and who we are. Unreachable, NotAuthorized."""
        client = self._client
        if not client.signed_in:
            client.sign_in()
        store = _first(
            client.read("/admin/stores", (("limit", "1"), ("fields", "id,name,created_at,*supported_currencies"))), "stores"
        )
        user = client.read("/admin/users/me").get("user")
        addon, epoch = self._addon()
        names = [user.get(n) for n in ("first_name", "last_name")] if isinstance(user, dict) else []
        met = Hello(
            server="Medusa 2",
            addon=addon,
            epoch=epoch or hashlib.sha256(f"{store.get('id')}|{store.get('created_at')}".encode()).hexdigest()[:32],
            user=client.login,
            user_name=" ".join(str(n) for n in names if n) or client.login,
            currency=_currency(store),
            company=str(store.get("name") or ""),
            clock=client.clock(),
        )
        self._settle(met)
        return met

    def _settle(self, met: Hello) -> None:
        addon = met.addon is not None
        if self._ground is None or (self._ground.epoch, self._ground.addon) != (met.epoch, addon):
            self._ground = Ground(self._client, self.source, met.epoch, addon)
            self._orders, self._master = Orders(self._ground), Master(self._ground)
            self._whole = {feed.model: Whole(self._ground, feed, read, every) for feed, read, every in _WHOLE}
        self._keyed, self._plain = Keyed(self._client, self.source), Plain(self._client, self.source)
        self._rights = Rights(self._client)
        self._hello, self._asked_at = met, self._client.sign_ins

    def _addon(self) -> tuple[str | None, str]:
        """Version and epoch of our add-on; (None, "") where the server does not know it."""
        try:
            found = self._client.read("/admin/console/hello")
        except RefusedByRemote:
            return None, ""
        except NotAuthorized:
            if not self._client.signed_in:
                raise
            return None, ""
        version, epoch = found.get("version"), found.get("epoch")
        return (version, epoch) if isinstance(version, str) and isinstance(epoch, str) else (None, "")

    def _met(self) -> Hello:
        """What the server said it is; asked again after every sign-in, for it may be another life of it."""
        if self._hello is None or self._asked_at != self._client.sign_ins:
            return self.hello()
        return self._hello

    def guard(self, deed: str) -> Guard | None:
        """KEY with our add-on; else the class of the registry in ``deeds``."""
        row = deeds.BY_DEED.get(deed)
        return None if row is None else Guard.KEY if self._has(deed) else row.plain

    def _has(self, deed: str) -> bool:
        """Our add-on is there, and new enough for this deed."""
        return deeds.keyed(deed, self._met().addon)

    def capabilities(self) -> Mapping[str, str]:
        """deed -> "" or the reason: by the shop's RBAC where that is on."""
        self._met()
        assert self._rights is not None
        return self._rights.capabilities()

    # ---- pull ----

    def pages(self, feed: Feed, cursor: Cursor | None, stop: Stop, hint: Mapping[str, object] | None = None) -> Iterator[Page]:
        """See the contract."""
        met = self._met()
        known = cursor if cursor and cursor.epoch == met.epoch else None
        if known and met.addon and not known.key and feed.model not in self._whole:
            known = None  # it was read without the add-on: its feed has no position to go on from
        assert self._orders is not None
        assert self._master is not None
        reader = self._orders if feed in feeds.OF_ORDERS else self._master
        whole = self._whole.get(feed.model)
        try:
            yield from whole.pages(known, stop) if whole else reader.pages(feed, known, stop)
        except NotAuthorized as e:
            if self._client.signed_in:
                raise NotAuthorized(e.title, e.advice, about=feed.name) from e
            raise

    def keys(self, feed: Feed, stop: Stop) -> Iterator[Mapping[str, Mark | None]]:
        """See the contract."""
        self._met()
        assert self._master is not None
        parts: Iterable[Mapping[str, Mark | None]] = all_keys(self._client, feed)
        if feed == feeds.PRICES:
            parts = (dict.fromkeys(self._master.price_keys()),)
        elif whole := self._whole.get(feed.model):
            parts = whole.keys()
        for part in parts:
            yield part
            if stop:
                return

    def fresh(self, model: str, keys: tuple[str, ...]) -> tuple[Record, ...]:
        """Read these records now, past the mirror. Missing ones are left out; Malformed where one cannot be read."""
        self._met()
        assert self._orders is not None
        assert self._master is not None
        if model == feeds.ORDERS.model:
            batch = self._orders.some(keys)
            records, bad = tuple(batch.records.get(feeds.ORDERS.name, ())), tuple(batch.bad.get(feeds.ORDERS.name, ()))
        elif whole := self._whole.get(model):
            records, bad = whole.some(frozenset(keys))
        else:
            records, bad = self._master.some(model, keys)
        if bad:
            raise Malformed(f"The shop's {model} {bad[0].ref.key} cannot be read", bad[0].why, about=model, path=bad[0].path)
        return records

    def content(self, model: str, key: str) -> bytes:
        """See the contract."""
        raise RefusedByRemote("The shop keeps no files", about=key)

    def price(self, ask: AskPrices, told: Callable[[int, int], None], stop: Stop) -> Priced | None:
        """See the contract."""
        raise RefusedByRemote("The shop prices no quotes", about=ask.customer.key)

    # ---- deeds ----

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        """Told from the letter and checked on a fresh read; with the add-on also by its dry run. RefusedByRemote, Conflict."""
        return self._delivery(letter.deed).preview(letter)

    def deliver(self, letter: Letter) -> Receipt:
        """See the contract."""
        return self._delivery(letter.deed).deliver(letter)

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        """See the contract."""
        return self._delivery(letter.deed).verify(letter)

    def _delivery(self, deed: str) -> Keyed | Plain:
        way = self._keyed if self._has(deed) else self._plain
        assert way is not None
        return way

    def close(self) -> None:
        """Forget the token and release the session; never raises Trouble."""
        self._client.sign_out()


def _first(said: Row, name: str) -> Row:
    rows = said.get(name)
    if isinstance(rows, list) and rows and isinstance(rows[0], dict):
        return rows[0]
    raise Malformed("The shop does not describe itself", "Ask your administrator.", about=name, path=name)


def _currency(store: Row) -> str:
    """The store's default currency."""
    rows = store.get("supported_currencies")
    known = [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []
    best = max(known, key=lambda r: r.get("is_default") is True, default={})
    return str(best.get("currency_code") or "").upper()
