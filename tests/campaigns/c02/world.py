"""What the campaign plays in: clones of the seeded company and shop with servers of their own, a team store, colleagues' profiles."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from demo.servers import Servers
from tests.campaigns.c02.oracle import Oracle, Order
from tests.outside.shop import Shop

_numbers = itertools.count(1)


@dataclass
class World:
    """``customer``: a session of somebody who places orders; they are listed in ``orders``."""

    servers: Servers
    name: str
    folder: Path
    oracle: Oracle
    customer: Shop
    orders: list[Order] = field(default_factory=list)

    @property
    def shop(self) -> str:
        return f"{self.name}_shop"

    @property
    def erp_port(self) -> int:
        return _port(self.servers.erp.url(self.name))

    @property
    def shop_port(self) -> int:
        return _port(self.servers.shop.url(self.shop))

    def profile(self, login: str, erp_port: int = 0, shop_port: int = 0) -> Path:
        """``erp_port``, ``shop_port``: where this colleague's console finds them, if not where they are."""
        folder = self.servers.write_profile(self.folder / login, login, self.name, f"{self.name}_team", self.shop)
        file = folder / "profile.toml"
        text = file.read_text(encoding="utf-8")
        for real, port in ((self.erp_port, erp_port), (self.shop_port, shop_port)):
            text = text.replace(f"127.0.0.1:{real}", f"127.0.0.1:{port or real}")
        file.write_text(text, encoding="utf-8")
        return folder

    def outage(self, *, shop: bool) -> None:
        """One of the servers is killed and started again."""
        if shop:
            self.servers.kill_shop(self.shop)
            self.servers.start_shop(self.shop)
        else:
            self.servers.kill_trytond(self.name)
            self.servers.start_trytond(self.name)

    def outbox(self, login: str) -> Path:
        return self.folder / login / "outbox.db"

    def order(self, quantity: int) -> Order:
        """A web order over a product that is sold in packs of five, ten at the least; each of another customer than the last."""
        n, known = next(_numbers), self.servers.describe()["shop_orders"]
        likes = known["ordinary"]
        like, sku = likes[n % len(likes)], known["not_multiple"][0]["sku"][0]
        shared = f"WEB-{self.name}-{n}"
        key = self.customer.place(like["id"], {sku: (quantity, None)}, shared)
        made = Order(key, self.customer.number(key), shared, self.customer.lines(key))
        self.orders.append(made)
        return made

    def ripen(self) -> None:
        """What was placed so far has waited for an hour: clean orders are listed only then."""
        keys = [o.key for o in self.orders]
        with psycopg.connect(self.servers.dsn(self.shop)) as db:
            db.execute("UPDATE \"order\" SET created_at = created_at - interval '1 hour' WHERE id = ANY(%s)", (keys,))


def _stock_up(dsn: str) -> None:
    """More than anybody will order: what is short is refused by the ERP, and that is another story."""
    first = """SELECT min(m.id) FROM stock_move m JOIN stock_location l ON l.id = m.to_location
                WHERE m.state = 'done' AND l.type = 'storage' GROUP BY m.product"""
    with psycopg.connect(dsn) as db:
        db.execute(
            f"UPDATE stock_move SET quantity = quantity + 1e6, internal_quantity = internal_quantity + 1e6 WHERE id IN ({first})"
        )


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


@contextmanager
def world(servers: Servers, name: str) -> Iterator[World]:
    """A world that nobody else uses and nothing is left of; ``name``: of its databases."""
    folder = Path(tempfile.mkdtemp(prefix="clearline-c02-"))
    team, shop = f"{name}_team", f"{name}_shop"
    try:
        servers.clone(name)
        _stock_up(servers.dsn(name))
        servers.clone_shop(shop)
        servers.start_trytond(name)
        url = servers.start_shop(shop)
        servers.new_team(team)
        oracle = Oracle(*(servers.dsn(d) for d in (name, shop, team)))
        yield World(servers, name, folder, oracle, Shop(url, servers.shop_login("pulse"), servers.password("pulse")))
    finally:
        servers.drop_shop(shop)
        servers.drop(name)
        servers.drop(team)
        shutil.rmtree(folder)
