"""Tryton behind the connector contract: one person's session, its feeds, its deeds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from app.connectors.contract import Hello
from app.connectors.http import Limits
from app.connectors.tryton import attaching, deeds, feeds, mapper, pricing, remedies, returns, snapshots
from app.connectors.tryton.client import Client
from app.connectors.tryton.keyed import Keyed
from app.connectors.tryton.papers import Papers
from app.connectors.tryton.plain import Plain
from app.connectors.tryton.plain_amending import PlainAmending
from app.connectors.tryton.plain_booking import PlainBooking, PlainUnbooking
from app.connectors.tryton.plain_converting import PlainConverting
from app.connectors.tryton.plain_correction import PlainCorrection
from app.connectors.tryton.plain_offering import PlainOffering
from app.connectors.tryton.plain_reallocate import PlainReallocate
from app.connectors.tryton.plain_regroup import PlainRegroup
from app.connectors.tryton.plain_remedies import PlainRemedy
from app.connectors.tryton.plain_reschedule import PlainReschedule
from app.connectors.tryton.plain_returns import PlainReturn
from app.connectors.tryton.pull import Ground, Puller
from app.connectors.tryton.rights import Rights
from app.connectors.tryton.snapshots import Snapshots
from app.domain import paper
from app.domain.feed import Cursor, Feed, Page, Record
from app.domain.letter import Absent, Effect, Guard, Letter, Receipt, Took, Unsure
from app.domain.pricing import AskPrices, Priced
from app.domain.tally import Mark
from app.errors import Malformed, NotAuthorized, RefusedByRemote
from app.lanes.stop import Stop
from app.packet import quote_paper


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
        unsent: attaching.Unsent = lambda sha256: None,
    ) -> None:
        self.source = source
        self._unsent = unsent
        self.feeds = _feeds(with_addon=True)
        self._client = Client(url, database, login, password, limits=limits, ca_file=ca_file)
        self._hello: Hello | None = None
        self._asked_at = 0  # the sign-in after which it was said
        self._rights: Rights | None = None
        self._puller: Puller | None = None
        self._snapshots: Snapshots | None = None
        self._papers = Papers(self._client)
        self._way: Way | None = None  # of most deeds
        self._ways: dict[str, Way] = {}  # of these

    # ---- who ----

    def admit(self, password: str) -> None:
        """See the contract."""
        self._client.admit(password)

    def hello(self) -> Hello:
        """Ask the server who it is and who we are. Unreachable, NotAuthorized."""
        client = self._client
        if not client.signed_in:
            client.sign_in()
        series = client.version()
        addon, epoch = self._addon()
        company = self._one("company.company", client.context["company"], ["rec_name", "currency.code", "create_date"])
        currency = company["currency."]
        met = Hello(
            server=f"Tryton {series}",
            addon=addon,
            epoch=epoch or self._derived_epoch(company),
            user=client.login,
            user_name=str(self._one("res.user", client.user_id, ["name"])["name"] or client.login),
            currency=str(currency.get("code")) if isinstance(currency, dict) else "",
            company=str(company["rec_name"]),
            clock=client.clock(),
        )
        self._settle(met)
        return met

    def _settle(self, met: Hello) -> None:
        rights = Rights(self._client, deeds.version(met.addon))
        deletions = met.addon is not None and rights.may("console.change", "read")
        ground = Ground(self.source, met.currency, met.epoch, rights, deletions)
        if self._puller is None or self._puller.ground.epoch != met.epoch:
            self._puller = Puller(self._client, ground)
            self._snapshots = Snapshots(self._client, mapper.World(self.source, met.currency, {}), met.epoch)
        self._puller.ground = ground
        self._rights = rights
        self._way = (
            Keyed(self._client, met.currency)
            if met.addon
            else Plain(self._client, met.currency, accepts_credit=rights.accepts_credit)
        )
        version = deeds.version(met.addon)
        self._ways = {d: way for d, way in plain_ways(self._client).items() if not deeds.BY_DEED[d].is_keyed(version)}
        self._ways |= dict.fromkeys(attaching.ALL, attaching.Attaching(self._client, met.company, self._unsent))
        self.feeds = _feeds(with_addon=met.addon is not None)
        self._hello, self._asked_at = met, self._client.sign_ins

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
        made = [row.get("create_date") for row in self._client.rows("ir.module", [["name", "=", "ir"]], ["create_date"])]
        return hashlib.sha256(f"{made}|{company.get('create_date')}".encode()).hexdigest()[:32]

    def _one(self, model: str, key: object, fields: list[str]) -> dict[str, object]:
        rows = self._client.rows(model, [["id", "=", key]], fields)
        wanted = [f if "." not in f else f.partition(".")[0] + "." for f in fields]  # "currency.code" answers as "currency."
        if len(rows) == 1 and all(name in rows[0] for name in wanted):
            return rows[0]
        raise Malformed("The ERP does not describe this sign-in", "Ask your administrator.", about=model, path=model)

    def _pulling(self) -> Puller:
        self._met()
        assert self._puller is not None
        return self._puller

    def _reading(self) -> Snapshots:
        self._met()
        assert self._snapshots is not None
        return self._snapshots

    def _met(self) -> Hello:
        """What the server said it is; asked again after every sign-in, for it may be another life of it."""
        if self._hello is None or self._asked_at != self._client.sign_ins:
            return self.hello()
        return self._hello

    def guard(self, deed: str) -> Guard | None:
        """KEY with our add-on; else the class of the registry in ``deeds``."""
        version = deeds.version(self._met().addon)
        row = deeds.BY_DEED.get(deed)
        return None if row is None else row.guard(version)

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
        puller = self._pulling()
        try:
            if feed == feeds.STANDINGS:
                wanted = (hint or {}).get("customers", ())
                yield from puller.standings(tuple(wanted) if isinstance(wanted, (tuple, list)) else (), known, stop)
            elif feed.name in snapshots.BY_NAME:
                yield from self._reading().pages(snapshots.BY_NAME[feed.name], known, stop)
            else:
                yield from puller.stream(feeds.BY_NAME[feed.name], known, stop)
        except NotAuthorized as e:
            if self._client.signed_in and feed != feeds.STANDINGS:
                raise NotAuthorized(e.title, e.advice, about=feed.name) from e
            raise
        except RefusedByRemote as e:
            assert self._rights is not None
            if not self._rights.may(_model(feed), "read"):
                raise NotAuthorized(e.title, e.advice, about=feed.name) from e
            raise

    def keys(self, feed: Feed, stop: Stop) -> Iterator[Mapping[str, Mark | None]]:
        """See the contract."""
        parts: Iterator[Mapping[str, Mark | None]]
        if feed.name in snapshots.BY_NAME:
            parts = self._reading().keys(snapshots.BY_NAME[feed.name])
        else:
            self._met()
            parts = feeds.all_keys(self._client, feeds.BY_NAME[feed.name], self._client.clock().date())
        for part in parts:
            yield part
            if stop:
                return

    def fresh(self, model: str, keys: tuple[str, ...]) -> tuple[Record, ...]:
        """Read these records now, past the mirror. Missing ones are left out; Malformed where one cannot be read."""
        if model in snapshots.BY_NOUN:
            records, bad = self._reading().some(snapshots.BY_NOUN[model], keys)
        else:
            records, bad = self._pulling().some(model, keys)
        if bad:
            raise Malformed(f"The ERP's {model} {bad[0].ref.key} cannot be read", bad[0].why, about=model, path=bad[0].path)
        return records

    def content(self, model: str, key: str) -> bytes:
        """See the contract. Of the model ``paper``: an offer's PDF, made of what the ERP says now."""
        self._met()
        return self._printed(key) if model == paper.MODEL else attaching.content(self._client, key)

    def _printed(self, key: str) -> bytes:
        try:
            sale, language, version = paper.parted(key)
        except ValueError as e:
            raise RefusedByRemote("This is no offer of the ERP", about=key) from e
        return quote_paper(self._papers.quote(sale, language, version))

    def price(self, ask: AskPrices, told: Callable[[int, int], None], stop: Stop) -> Priced | None:
        """See the contract."""
        return pricing.Pricing(self._client, self._met().currency).price(ask, told, stop)

    # ---- deeds ----

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        """A dry run with the add-on, else predicted from a fresh read. RefusedByRemote, Conflict, NeedsDecision."""
        return self._delivery(letter).preview(letter)

    def deliver(self, letter: Letter) -> Receipt:
        """See the contract."""
        return self._delivery(letter).deliver(letter)

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        """See the contract."""
        return self._delivery(letter).verify(letter)

    def _delivery(self, letter: Letter) -> Way:
        self._met()
        assert self._way is not None
        return self._ways.get(letter.deed, self._way)

    def close(self) -> None:
        """Sign out and release the session; never raises Trouble."""
        self._client.sign_out()


class Way(Protocol):
    """How letters of some deeds are delivered; see the contract."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]: ...

    def deliver(self, letter: Letter) -> Receipt: ...

    def verify(self, letter: Letter) -> Took | Absent | Unsure: ...


def plain_ways(client: Client) -> Mapping[str, Way]:
    """Deeds of several steps, which only an add-on that lets one call use what another made can do in one transaction."""
    correct, remedy = PlainCorrection(client), PlainRemedy(client)
    return {
        "book_order": PlainBooking(client),
        "unbook_order": PlainUnbooking(client),
        "correct_line": correct,
        "correct_address": correct,
        "set_validity": correct,
        "take_offer": PlainConverting(client),
        "revise_quote": correct,
        "offer_quote": PlainOffering(client),
        "regroup": PlainRegroup(client),
        "reschedule": PlainReschedule(client),
        "lay_aside": PlainReallocate(client),
        "amend_lines": PlainAmending(client),
        **dict.fromkeys(remedies.ALL, remedy),
        **dict.fromkeys(returns.ALL, PlainReturn(client)),
    }


def _feeds(*, with_addon: bool) -> tuple[Feed, ...]:
    streams = (s.feed for s in feeds.STREAMS if with_addon or s.feed != feeds.REFUSALS)
    return (feeds.STANDINGS, *streams, *(s.feed for s in snapshots.SNAPSHOTS))


def _model(feed: Feed) -> str:
    """The ERP's model whose read access decides over a feed."""
    if feed == feeds.STANDINGS:
        return "party.party"
    if feed.name in snapshots.BY_NAME:
        return snapshots.BY_NAME[feed.name].watched[0]
    stream = feeds.BY_NAME[feed.name]
    return stream.needs or stream.model
