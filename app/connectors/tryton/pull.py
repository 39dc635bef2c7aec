"""One poll of a feed: pages, the overlap that late commits need, deletions, credit standings."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from app.connectors.quarantine import map_rows
from app.connectors.tryton import feeds, mapper
from app.connectors.tryton.client import Client
from app.connectors.tryton.feeds import Position, Stream
from app.connectors.tryton.rights import Rights
from app.domain.feed import Bad, Cursor, Page, Record
from app.domain.ref import Ref
from app.errors import Malformed
from app.lanes.stop import Stop

NARROW = timedelta(seconds=10)  # overlap of every poll; what commits later than that is caught by the wide one
WIDE = timedelta(minutes=10)
_WIDE_EVERY = 300.0  # seconds
_STANDINGS_PAGE = 10  # each customer costs the server 50 to 200 ms
_DELETED = 1000
_CHANGES = "model.console.change.since"


@dataclass(frozen=True, slots=True)
class Ground:
    """What polls stand on, known since sign-in."""

    source: str
    currency: str
    epoch: str
    rights: Rights
    deletions: bool  # the add-on tells of them


class Puller:
    """Polls with one session. Remembers which revisions near the cursor were taken, so that the overlap costs one cheap query."""

    def __init__(self, client: Client, ground: Ground) -> None:
        self._client = client
        self.ground = ground
        self._wide: dict[str, float] = {}  # when a feed was last read with the wide overlap
        self._deleted: dict[str, int] = {}  # feed -> position in the add-on's feed of deletions
        self._taken: dict[str, dict[int, tuple[datetime, str]]] = {}  # feed -> id -> stamp and token of revisions taken lately

    # ---- streams ----

    def stream(self, stream: Stream, cursor: Cursor | None, stop: Stop) -> Iterator[Page]:
        """Pages after the cursor, or of everything without one. Malformed where the server's pages make no sense."""
        asof = self._client.clock()
        world = self._world(stream)
        whole = cursor is None
        if whole:
            self._taken.pop(stream.feed.name, None)
        gone = self._gone(stream, fresh=whole)
        after = feeds.start(cursor, self._overlap(stream))
        while True:
            heads = feeds.rows(self._client, stream, after, asof.date(), whole=whole)
            raw = heads if whole else self._unseen(stream, heads)
            feeds.complete(self._client, stream, raw)
            records, bad = map_rows(raw, world.source, stream.feed.model, lambda row: stream.map(row, world))
            at = max(filter(None, map(feeds.position, heads)), key=lambda p: (p.stamp, p.key), default=None)
            last = len(heads) < feeds.PAGE
            if not last and (at is None or (after and (at.stamp, at.key) <= (after.stamp, after.key))):
                raise Malformed("The ERP's pages do not advance", about=stream.feed.name, path=stream.feed.name)
            reached = feeds.later(cursor, at, self.ground.epoch)
            yield Page(stream.feed, records, bad, gone, reached, last, asof)
            # Only here is the page known to be stored: whoever takes it raises inside the yield otherwise.
            self._take(stream, raw, {int(b.ref.key) for b in bad if b.ref.key.isdigit()}, reached.stamp)
            if last or stop:
                return
            after, gone, cursor = at, (), reached

    def _overlap(self, stream: Stream) -> timedelta:
        now = time.monotonic()
        if now - self._wide.get(stream.feed.name, -_WIDE_EVERY) >= _WIDE_EVERY:
            self._wide[stream.feed.name] = now
            return WIDE
        return NARROW

    def _unseen(self, stream: Stream, heads: list[object]) -> list[object]:
        """The rows behind those heads that were not taken in just this revision."""
        taken = self._taken.get(stream.feed.name, {})
        wanted = [k for k, revision in map(_revision, heads) if k is not None and taken.get(k) != revision]
        odd = [h for h in heads if _revision(h)[0] is None]
        return (feeds.some(self._client, stream, tuple(wanted)) if wanted else []) + odd

    def _take(self, stream: Stream, raw: list[object], bad: set[int], upto: datetime) -> None:
        taken = self._taken.setdefault(stream.feed.name, {})
        taken.update((k, revision) for k, revision in map(_revision, raw) if k is not None and revision and k not in bad)
        for key in [k for k, (stamp, _) in taken.items() if stamp < upto - WIDE]:
            del taken[key]

    def _world(self, stream: Stream | None) -> mapper.World:
        world = mapper.World(self.ground.source, self.ground.currency, {})
        match stream.feed.name if stream is not None else "":
            case "sales":
                rows = self._client.rows("currency.currency", [], ["code", "rate"])
                return replace(
                    world, rates={str(r.get("code")): rate for r in rows if isinstance(rate := r.get("rate"), Decimal)}
                )
            case "lines":
                carriers = self._client.rows("carrier", [], ["carrier_product"])
                return replace(world, carriage=frozenset(k for r in carriers if isinstance(k := r.get("carrier_product"), int)))
        return world

    # ---- deletions ----

    def _gone(self, stream: Stream, *, fresh: bool) -> tuple[Ref, ...]:
        """Deletions since the last look (of the session: since ever); without the add-on they are left to the sweep."""
        model = stream.model
        if not self.ground.deletions:
            return ()
        if fresh:
            self._deleted[stream.feed.name] = _high(self._client.read(_CHANGES, 0, 0, [model]))
            return ()
        gone: list[Ref] = []
        after = self._deleted.get(stream.feed.name, 0)
        while True:
            found = self._client.read(_CHANGES, after, _DELETED, [model])
            rows = found.get("rows") if isinstance(found, dict) else None
            if not isinstance(rows, list):
                raise Malformed("The add-on's deletions cannot be read", about=model, path="rows")
            gone += [Ref(self.ground.source, stream.feed.model, str(r[3])) for r in rows if isinstance(r, list) and len(r) > 3]
            after = _high(found)
            if len(rows) < _DELETED:
                self._deleted[stream.feed.name] = after
                return tuple(gone)

    # ---- standings ----

    def standings(self, keys: tuple[str, ...], cursor: Cursor | None, stop: Stop) -> Iterator[Page]:
        """The standing of these customers now. One per call: the server's cost grows with the square of what is asked at once."""
        world = self._world(None)
        asof = self._client.clock()
        reached = feeds.later(cursor, Position(asof, 0), self.ground.epoch)
        wanted = [k for k in keys if k.isascii() and k.isdigit()]
        blocks = self._dunning(wanted)
        for at in range(0, max(len(wanted), 1), _STANDINGS_PAGE):
            raw: list[object] = []
            for key in wanted[at : at + _STANDINGS_PAGE]:
                if stop:
                    break
                domain = [["id", "=", int(key)], ["active", "in", [True, False]]]
                raw += self._client.rows("party.party", domain, ["credit_amount", "credit_limit_amount", "receivable"])
            records, bad = map_rows(
                raw, world.source, feeds.STANDINGS.model, lambda row: mapper.standing(row, world, asof, _block(row, blocks))
            )
            last = at + _STANDINGS_PAGE >= len(wanted) and not stop
            yield Page(feeds.STANDINGS, records, bad, (), reached, last, asof)
            if stop:
                return

    def some(self, model: str, keys: tuple[str, ...]) -> tuple[tuple[Record, ...], tuple[Bad, ...]]:
        """These records as they are now; missing ones are left out."""
        if model == feeds.STANDINGS.model:
            pages = list(self.standings(keys, None, Stop()))
            return tuple(r for p in pages for r in p.records), tuple(b for p in pages for b in p.bad)
        stream = feeds.BY_NOUN[model]
        raw = feeds.some(self._client, stream, tuple(int(k) for k in keys))
        feeds.complete(self._client, stream, raw)
        world = self._world(stream)
        return map_rows(raw, world.source, stream.feed.model, lambda row: stream.map(row, world))

    def _dunning(self, keys: list[str]) -> dict[str, str] | None:
        """party -> name of the dunning that blocks it, by the server's own rule; None: unreadable for this sign-in."""
        rights = self.ground.rights
        if not rights.has("account.dunning"):
            return {}
        if not rights.may("account.dunning", "read"):
            return None
        domain = [["party", "in", [int(k) for k in keys]], ["level.credit_limit", "=", True], ["blocked", "!=", True]]
        rows = self._client.rows("account.dunning", domain, ["party", "rec_name"]) if keys else []
        return {str(r.get("party")): str(r.get("rec_name") or "dunning") for r in rows}


def _revision(row: object) -> tuple[int | None, tuple[datetime, str] | None]:
    at = feeds.position(row)
    token = row.get("_timestamp") if isinstance(row, dict) else None
    return (at.key, (at.stamp, str(token))) if at else (None, None)


def _high(found: object) -> int:
    high = found.get("high") if isinstance(found, dict) else None
    if not isinstance(high, int):
        raise Malformed("The add-on's deletions cannot be read", path="high")
    return high


def _block(row: object, blocks: dict[str, str] | None) -> str | None:
    return None if blocks is None else blocks.get(str(row.get("id")) if isinstance(row, dict) else "", "")
