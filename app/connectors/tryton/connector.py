"""Tryton behind the connector contract: one person's session, its feeds, its deeds."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from app.connectors.contract import Hello
from app.connectors.http import Limits
from app.connectors.tryton import deeds, feeds, mapper
from app.connectors.tryton.client import Client
from app.connectors.tryton.keyed import Keyed
from app.connectors.tryton.plain import Plain
from app.connectors.tryton.quarantine import map_rows
from app.connectors.tryton.rights import Rights
from app.domain.feed import Cursor, Feed, Page, Record
from app.domain.letter import Absent, Effect, Guard, Letter, Receipt, Took, Unsure
from app.domain.ref import Ref
from app.errors import Malformed, NotAuthorized, RefusedByRemote
from app.lanes.stop import Stop

NARROW = timedelta(seconds=10)  # overlap of every poll; longer transactions are caught by the wide one
WIDE = timedelta(minutes=10)
_WIDE_EVERY = 300.0  # seconds
_STANDINGS_PAGE = 10  # each costs the server 50 to 200 ms
_DELETED = 1000


class TrytonConnector:
    """See ``Connector``. Nothing is sent before the first call; every call may sign in."""

    def __init__(
        self,
        url: str,
        database: str,
        login: str,
        password: str,
        *,
        source: str = "tryton",
        limits: Limits | None = None,
        ca_file: Path | None = None,
    ) -> None:
        self.source = source
        self.feeds: tuple[Feed, ...] = (feeds.STANDINGS, *(s.feed for s in feeds.STREAMS))
        self._client = Client(url, database, login, password, limits=limits, ca_file=ca_file)
        self._hello: Hello | None = None
        self._rights: Rights | None = None
        self._way: Keyed | Plain | None = None
        self._wide: dict[str, float] = {}  # when a feed was last read with the wide overlap
        self._deleted: dict[str, int] = {}  # position in the add-on's feed of deletions

    # ---- who ----

    def hello(self) -> Hello:
        """Ask the server who it is and who we are. Unreachable, NotAuthorized."""
        client = self._client
        if not client.signed_in:
            client.sign_in()
        series = client.version()
        addon, epoch = self._addon()
        company = self._one("company.company", client.context["company"], ["rec_name", "currency.code", "create_date"])
        person = self._one("res.user", client.user_id, ["name"])
        currency = company["currency."]
        code = str(currency.get("code")) if isinstance(currency, dict) else ""
        self._rights = rights = Rights(client, with_addon=addon is not None)
        self._way = Keyed(client, code) if addon else Plain(client, code, accepts_credit=rights.accepts_credit)
        self.feeds = (feeds.STANDINGS, *(s.feed for s in feeds.STREAMS if addon or s.feed != feeds.REFUSALS))
        self._hello = Hello(
            server=f"Tryton {series}",
            addon=addon,
            epoch=epoch or self._derived_epoch(company),
            user=client.login,
            user_name=str(person["name"] or client.login),
            currency=code,
            company=str(company["rec_name"]),
            clock=client.clock(),
        )
        return self._hello

    def _addon(self) -> tuple[str | None, str]:
        """Version and epoch of our add-on; (None, "") where the server does not know it."""
        try:
            found = self._client.read("model.console.command.hello")
        except RefusedByRemote:
            return None, ""
        except NotAuthorized:
            if not self._client.signed_in:
                raise
            return None, ""
        if isinstance(found, dict) and isinstance(found.get("version"), str) and isinstance(found.get("epoch"), str):
            return found["version"], found["epoch"]
        return None, ""

    def _derived_epoch(self, company: Mapping[str, object]) -> str:
        """Without the add-on: the moments at which this database and its company were made. A restored backup looks the same."""
        found = self._client.read("model.ir.module.search_read", [["name", "=", "ir"]], 0, 1, None, ["create_date"])
        made = found[0].get("create_date") if isinstance(found, list) and found and isinstance(found[0], dict) else None
        return hashlib.sha256(f"{made}|{company.get('create_date')}".encode()).hexdigest()[:32]

    def _one(self, model: str, key: object, fields: list[str]) -> dict[str, object]:
        found = self._client.read(f"model.{model}.read", [key], fields)
        row = found[0] if isinstance(found, list) and len(found) == 1 else None
        wanted = (f if "." not in f else f.partition(".")[0] + "." for f in fields)  # "currency.code" answers as "currency."
        if isinstance(row, dict) and all(name in row for name in wanted):
            return row
        raise Malformed("The ERP does not describe this sign-in", "Ask your administrator.", about=model, path=model)

    def _met(self) -> Hello:
        return self._hello or self.hello()

    def guard(self, deed: str) -> Guard | None:
        """KEY with our add-on; else the class of the registry in ``deeds``."""
        addon = self._met().addon
        row = deeds.BY_DEED.get(deed)
        return None if row is None else row.keyed if addon else row.plain

    def capabilities(self) -> Mapping[str, str]:
        """deed -> "" or the reason; plus ``accept_credit``: may this sign-in confirm past a limit (the ERP asks it at confirm)."""
        self._met()
        assert self._rights is not None
        return self._rights.capabilities()

    # ---- pull ----

    def pages(self, feed: Feed, cursor: Cursor | None, stop: Stop, hint: Mapping[str, object] | None = None) -> Iterator[Page]:
        """See the contract. ``standings`` reads the customers of ``hint["customers"]`` and no others."""
        met = self._met()
        known = cursor if cursor and cursor.epoch == met.epoch else None
        try:
            if feed == feeds.STANDINGS:
                wanted = (hint or {}).get("customers", ())
                yield from self._standings(tuple(wanted) if isinstance(wanted, (tuple, list)) else (), known, stop)
            else:
                yield from self._stream(feeds.BY_NAME[feed.name], known, stop)
        except NotAuthorized as e:
            if self._client.signed_in and feed != feeds.STANDINGS:
                raise NotAuthorized(e.title, e.advice, about=feed.name) from e
            raise
        except RefusedByRemote as e:
            model = "party.party" if feed == feeds.STANDINGS else feeds.BY_NAME[feed.name].model
            assert self._rights is not None
            if not self._rights.may(model, "read"):
                raise NotAuthorized(e.title, e.advice, about=feed.name) from e
            raise

    def _stream(self, stream: feeds.Stream, cursor: Cursor | None, stop: Stop) -> Iterator[Page]:
        met = self._met()
        asof = self._client.clock()
        world = self._world(stream)
        gone = self._gone(stream, fresh=cursor is None)
        after = feeds.start(cursor, self._overlap(stream))
        while True:
            raw = feeds.rows(self._client, stream, after, asof.date())
            if not isinstance(raw, list) or len(raw) > feeds.PAGE:
                raise Malformed("The ERP sent no page of records", about=stream.feed.name, path=stream.feed.name)
            feeds.complete(self._client, stream, raw)
            records, bad = map_rows(raw, stream, world)
            at = max((p for p in map(feeds.position, raw) if p), key=lambda p: (p.stamp, p.key), default=None)
            last = len(raw) < feeds.PAGE
            if not last and (at is None or (after and (at.stamp, at.key) <= (after.stamp, after.key))):
                raise Malformed("The ERP's pages do not advance", about=stream.feed.name, path=stream.feed.name)
            cursor = feeds.later(cursor, at, met.epoch)
            yield Page(stream.feed, records, bad, gone, cursor, last, asof)
            if last or stop:
                return
            after, gone = at, ()

    def _overlap(self, stream: feeds.Stream) -> timedelta:
        now = time.monotonic()
        if now - self._wide.get(stream.feed.name, -_WIDE_EVERY) >= _WIDE_EVERY:
            self._wide[stream.feed.name] = now
            return WIDE
        return NARROW

    def _standings(self, keys: tuple[str, ...], cursor: Cursor | None, stop: Stop) -> Iterator[Page]:
        """One customer per call: the server's cost grows with the square of what is asked at once."""
        met = self._met()
        world = self._world(None)
        asof = self._client.clock()
        position = feeds.later(cursor, feeds.Position(asof, 0), met.epoch)
        wanted = [k for k in keys if k.isascii() and k.isdigit()]
        blocks = self._dunning(wanted)
        for at in range(0, max(len(wanted), 1), _STANDINGS_PAGE):
            raw = []
            for key in wanted[at : at + _STANDINGS_PAGE]:
                domain = [["id", "=", int(key)], ["active", "in", [True, False]]]
                fields = ["credit_amount", "credit_limit_amount", "receivable"]
                found = self._client.read("model.party.party.search_read", domain, 0, 1, None, fields)
                raw += found if isinstance(found, list) else []
                if stop:
                    break
            records, bad = map_rows(
                raw, feeds.STANDINGS, world, lambda row, w: mapper.standing(row, w, asof, _block(row, blocks))
            )
            last = at + _STANDINGS_PAGE >= len(wanted) and not stop
            yield Page(feeds.STANDINGS, records, bad, (), position, last, asof)
            if stop:
                return

    def _dunning(self, keys: list[str]) -> dict[str, str] | None:
        """party -> name of the dunning that blocks it, by the server's own rule; None: unreadable for this sign-in."""
        assert self._rights is not None
        if not self._rights.has("account.dunning"):
            return {}
        if not self._rights.may("account.dunning", "read"):
            return None
        domain = [["party", "in", [int(k) for k in keys]], ["level.credit_limit", "=", True], ["blocked", "!=", True]]
        found = self._client.read("model.account.dunning.search_read", domain, 0, None, None, ["party", "rec_name"])
        rows = [r for r in found if isinstance(r, dict)] if isinstance(found, list) else []
        return {str(r.get("party")): str(r.get("rec_name") or "dunning") for r in rows}

    def _world(self, stream: feeds.Stream | None) -> mapper.World:
        rates: dict[str, Decimal] = {}
        if stream is not None and stream.feed.name == "sales":
            found = self._client.read("model.currency.currency.search_read", [], 0, None, None, ["code", "rate"])
            for row in found if isinstance(found, list) else []:
                if isinstance(row, dict) and isinstance(row.get("rate"), Decimal):
                    rates[str(row.get("code"))] = row["rate"]
        return mapper.World(self.source, self._met().currency, rates)

    def _gone(self, stream: feeds.Stream, *, fresh: bool) -> tuple[Ref, ...]:
        """Deletions since the last look; without the add-on they are left to the sweep (``keys``)."""
        model = stream.model
        if not self._met().addon or self._rights is None or not self._rights.hears_deletions:
            return ()
        method = "model.console.change.since"
        if fresh:
            self._deleted[model] = _high(self._client.read(method, 0, 0, [model]))
            return ()
        gone: list[Ref] = []
        while True:
            found = self._client.read(method, self._deleted.get(model, 0), _DELETED, [model])
            rows = found.get("rows") if isinstance(found, dict) else None
            if not isinstance(rows, list):
                raise Malformed("The add-on's deletions cannot be read", about=model, path="rows")
            gone += [Ref(self.source, stream.feed.model, str(r[3])) for r in rows if isinstance(r, list) and len(r) > 3]
            self._deleted[model] = _high(found)
            if len(rows) < _DELETED:
                return tuple(gone)

    def keys(self, feed: Feed, stop: Stop) -> Iterator[frozenset[str]]:
        """Every key of the feed that exists now, in slices; for the sweep. NotAuthorized as in ``pages``."""
        self._met()
        for part in feeds.all_keys(self._client, feeds.BY_NAME[feed.name], self._client.clock().date()):
            yield part
            if stop:
                return

    def fresh(self, model: str, keys: tuple[str, ...]) -> tuple[Record, ...]:
        """Read these records now, past the mirror. Missing ones are left out; Malformed where one cannot be read."""
        self._met()
        if model == feeds.STANDINGS.model:
            pages = list(self._standings(keys, None, Stop()))
            records, bad = tuple(r for p in pages for r in p.records), tuple(b for p in pages for b in p.bad)
        else:
            stream = feeds.BY_NOUN[model]
            raw = feeds.some(self._client, stream, tuple(int(k) for k in keys))
            rows = raw if isinstance(raw, list) else []
            feeds.complete(self._client, stream, rows)
            records, bad = map_rows(rows, stream, self._world(stream))
        if bad:
            raise Malformed(f"The ERP's {model} {bad[0].ref.key} cannot be read", bad[0].why, about=model, path=bad[0].path)
        return records

    # ---- deeds ----

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        """A dry run with the add-on, else predicted from a fresh read. RefusedByRemote, Conflict, NeedsDecision."""
        return self._delivery().preview(letter)

    def deliver(self, letter: Letter) -> Receipt:
        """See the contract."""
        return self._delivery().deliver(letter)

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        """See the contract."""
        return self._delivery().verify(letter)

    def _delivery(self) -> Keyed | Plain:
        self._met()
        assert self._way is not None
        return self._way

    def close(self) -> None:
        """Sign out and release the session; never raises Trouble."""
        self._client.sign_out()


def _high(found: object) -> int:
    high = found.get("high") if isinstance(found, dict) else None
    if not isinstance(high, int):
        raise Malformed("The add-on's deletions cannot be read", path="high")
    return high


def _block(row: object, blocks: dict[str, str] | None) -> str | None:
    return None if blocks is None else blocks.get(str(row.get("id")) if isinstance(row, dict) else "", "")
