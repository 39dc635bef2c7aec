"""3,000 orders pulled from a real Medusa while somebody else works in it: how long the other one waits, how fast we read."""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from urllib.parse import urlsplit

from app.connectors.medusa.connector import MedusaConnector
from app.lanes.stop import Stop
from demo.place import place
from demo.servers import ensure, halt
from tests.bench.multiply import multiply

ORDERS = 3_000
IDLE = 15.0  # seconds in which the other one is alone
PAUSE = 0.2  # seconds between two calls of the other one
DATABASE = "t_bench_shop"


class Other:
    """Another client: opens the newest order again and again, and notes what it waits, in ms."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self._port = urlsplit(url).port
        self._token = ""
        self._token = self._ask("POST", "/auth/user/emailpass", {"email": login, "password": password})["token"]
        self._key = self._ask("GET", "/admin/orders?limit=1&order=-created_at&fields=id")["orders"][0]["id"]

    def _ask(self, verb: str, path: str, body: object = None) -> dict[str, list[dict[str, str]]] | dict[str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        connection.request(verb, path, None if body is None else json.dumps(body), headers)
        reply = connection.getresponse()
        said = json.loads(reply.read())
        connection.close()
        assert reply.status == 200, said
        return said  # type: ignore[no-any-return]

    def work(self, until: threading.Event) -> list[float]:
        waits = []
        while not until.wait(PAUSE):
            began = time.perf_counter()
            self._ask("GET", f"/admin/orders/{self._key}")
            waits.append((time.perf_counter() - began) * 1000)
        return waits


def measure(url: str, login: str, password: str) -> None:
    """One table: the other one's waits alone and beside our pull, and our speed."""
    other = Other(url, login, password)
    alone = threading.Event()
    threading.Timer(IDLE, alone.set).start()
    show("alone", other.work(alone))
    connector = MedusaConnector(url, "", login, password)
    over, waits = threading.Event(), [0.0]
    beside = threading.Thread(target=lambda: waits.__setitem__(slice(None), other.work(over)))
    beside.start()
    began = time.perf_counter()
    seen = {
        feed.name: sum(len(p.records) for p in connector.pages(feed, None, Stop()))
        for feed in connector.feeds
        if "web_" in feed.name
    }
    took = time.perf_counter() - began
    over.set()
    beside.join()
    connector.close()
    show("beside our pull", waits)
    print(f"pulled {seen} in {took:.1f} s: {seen['web_orders'] / took:.0f} orders/s")


def show(name: str, waits: list[float]) -> None:
    ordered = sorted(waits)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(
        f"{name:>16}: {len(waits)} calls, median {statistics.median(waits):.0f} ms, p95 {p95:.0f} ms, worst {max(waits):.0f} ms"
    )


def main() -> None:
    home = place().home.with_name("clearline-bench-company")
    servers = ensure(home)
    servers.clone_shop(DATABASE)
    print(f"{multiply(servers.dsn(DATABASE), ORDERS)} orders")
    try:
        url = servers.start_shop(DATABASE)
        measure(url, servers.shop_login("connector"), servers.password("connector"))
    finally:
        servers.drop_shop(DATABASE)
        halt(home)


if __name__ == "__main__":
    main()
