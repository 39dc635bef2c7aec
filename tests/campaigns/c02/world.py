"""What the campaign plays in: clones of the seeded company and shop with servers of their own, a team store, colleagues' profiles."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
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

    def profile(self, login: str, erp_port: int = 0, shop_port: int = 0, desk: str = "") -> Path:
        """``erp_port``, ``shop_port``: where this colleague's console finds them, if not where they are; ``desk``: at which of theirs."""
        at = self.folder / f"{login}{desk}"
        folder = self.servers.write_profile(at, login, self.name, f"{self.name}_team", self.shop)
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

    def outbox(self, login: str, desk: str = "") -> Path:
        return self.folder / f"{login}{desk}" / "outbox.db"

    def outboxes(self) -> list[Path]:
        """Of every colleague, at all of their desks."""
        return sorted(self.folder.glob("*/outbox.db"))

    def order(self, quantity: int, deed: str = "fix_and_book", *, price: str | None = None, postcode: str | None = None) -> Order:
        """A web order over a product that is sold in packs of five, ten at the least; each of another customer than the last.

        ``deed``: what will be decided on it; ``price``, ``postcode``: other than the customer's own.
        """
        n, known = next(_numbers), self.servers.describe()["shop_orders"]
        likes = self._in_order(known["ordinary"])
        like, sku = likes[n % len(likes)], known["not_multiple"][0]["sku"][0]
        shared = f"WEB-{self.name}-{n}"
        elsewhere = {} if postcode is None else {"postal_code": postcode}
        key = self.customer.place(like["id"], {sku: (quantity, price)}, shared, **elsewhere)
        made = self.oracle.order(key, self.customer.number(key), shared, deed)
        self.orders.append(made)
        return made

    def _in_order(self, likes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Without the seeded customers whose own address has a fault, which would have to be mended first."""
        keys = [o["id"] for o in likes]
        asked = """SELECT o.id FROM "order" o JOIN order_address a ON a.id = o.shipping_address_id
                    WHERE o.id = ANY(%s) AND a.country_code = 'nl' AND a.postal_code !~ '[A-Z]{2}$'"""
        with psycopg.connect(self.servers.dsn(self.shop)) as db:
            wrong = {key for (key,) in db.execute(asked, (keys,))}
        return [o for o in likes if o["id"] not in wrong]

    def differ(self, order: Order, change: Callable[[Shop, Order], None] | None) -> Order:
        """It was booked, and somebody may have changed it in the shop since: so it stands before it is decided on."""
        if change is not None:
            change(self.customer, order)
        made = self.oracle.order(order.key, order.number, order.shared, order.deed)
        self.orders[self.orders.index(order)] = made
        return made

    def ripen(self, orders: Sequence[Order]) -> None:
        """They have waited for an hour as they are: only then clean orders and differences are listed."""
        keys = [o.key for o in orders]
        with psycopg.connect(self.servers.dsn(self.shop)) as db:
            for asked in _SHOP_AGE:
                db.execute(asked, (keys,))
        with psycopg.connect(self.servers.dsn(self.name)) as db:
            for asked in _ERP_AGE:
                db.execute(asked, ([o.shared for o in orders],))


_SHOP_AGE = (
    """UPDATE "order" SET created_at = created_at - interval '1 hour', updated_at = updated_at - interval '1 hour' WHERE id = ANY(%s)""",
    "UPDATE order_item SET updated_at = updated_at - interval '1 hour' WHERE order_id = ANY(%s)",
    """UPDATE order_line_item SET updated_at = updated_at - interval '1 hour'
        WHERE id IN (SELECT item_id FROM order_item WHERE order_id = ANY(%s))""",
    """UPDATE payment_collection SET updated_at = updated_at - interval '1 hour'
        WHERE id IN (SELECT payment_collection_id FROM order_payment_collection WHERE order_id = ANY(%s))""",
)
_ERP_AGE = (
    """UPDATE sale_line SET create_date = create_date - interval '1 hour', write_date = write_date - interval '1 hour'
        WHERE sale IN (SELECT id FROM sale_sale WHERE web_id = ANY(%s))""",
    """UPDATE sale_sale SET create_date = create_date - interval '1 hour', write_date = write_date - interval '1 hour'
        WHERE web_id = ANY(%s)""",
)


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


def _trust(dsn: str) -> None:
    """Everybody may decide what the orders of a whole day come to: who waits for a second person never comes to rest."""
    with psycopg.connect(dsn) as db:
        db.execute(
            "INSERT INTO role_grant (person, role, since, author) SELECT id, 'order_manager', 0, 'campaign' FROM person WHERE id NOT IN "
            "(SELECT person FROM role_grant WHERE role = 'order_manager')"
        )


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
        _trust(servers.dsn(team))
        with closing(Oracle(*(servers.dsn(d) for d in (name, shop, team)))) as oracle:
            yield World(servers, name, folder, oracle, Shop(url, servers.shop_login("pulse"), servers.password("pulse")))
    finally:
        servers.drop_shop(shop)
        servers.drop(name)
        servers.drop(team)
        shutil.rmtree(folder)
