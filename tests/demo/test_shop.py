"""The demo company's shop: cloned, started with and without the add-on, found again after a kill, stopped; and what both seeds share."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from demo import processes
from demo.node import ADDON
from demo.plan import web
from demo.rpc import Session
from demo.servers import Servers

pytestmark = pytest.mark.servers
DATABASE = "shop_demo_test"


@pytest.fixture(scope="module")
def clone(servers: Servers) -> Iterator[str]:
    servers.clone_shop(DATABASE)
    yield DATABASE
    servers.drop_shop(DATABASE)
    assert not servers.postgres.has(DATABASE)
    assert servers.state.port(f"shop:{DATABASE}") is None


def _ask(url: str, path: str, token: str | None = None, body: dict[str, str] | None = None) -> Any:
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(url + path, json.dumps(body).encode() if body else None, headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def _sign_in(servers: Servers, url: str, login: str) -> str:
    body = {"email": servers.shop_login(login), "password": servers.password(login)}
    return str(_ask(url, "/auth/user/emailpass", body=body)["token"])


def _medusas(servers: Servers) -> list[processes.Proc]:
    return [p for p in processes.with_argument(str(servers.place.shop / "serve.js")) if DATABASE in processes.arguments(p)]


def test_everybody_signs_in_with_the_password_of_the_erp(servers: Servers, clone: str) -> None:
    url = servers.start_shop(clone)
    for login in ("carla", "frank", "connector"):
        user = _ask(url, "/admin/users/me", _sign_in(servers, url, login))["user"]
        assert user["email"] == servers.shop_login(login)


def test_killed_it_is_started_again_once_with_what_it_had(servers: Servers, clone: str) -> None:
    url = servers.start_shop(clone)
    servers.kill_shop(clone)
    assert _medusas(servers) == []
    url = servers.start_shop(clone)
    assert servers.start_shop(clone) == url, "a second start changes nothing"
    assert len(_medusas(servers)) == 1
    orders = _ask(url, "/admin/orders?fields=id,metadata&limit=1", _sign_in(servers, url, "connector"))
    assert orders["count"] == len(web.orders())


def test_a_server_that_was_never_written_down_is_found_and_stopped(servers: Servers, clone: str) -> None:
    servers.start_shop(clone)
    servers.state.drop_process(f"shop:{clone}")  # as a launcher leaves it that was killed in between
    servers.stop_shop(clone)
    assert _medusas(servers) == []


def test_with_the_add_on_and_without(servers: Servers, clone: str) -> None:
    servers.stop_shop(clone)
    url = servers.start_shop(clone, addon=False)
    token = _sign_in(servers, url, "connector")
    with pytest.raises(urllib.error.HTTPError) as missing:
        _ask(url, "/admin/console/hello", token)
    assert missing.value.code == 404
    missing.value.close()
    servers.stop_shop(clone)
    url = servers.start_shop(clone)
    assert _ask(url, "/admin/console/hello", token)["user"]["email"] == servers.shop_login("connector")


def test_both_seeds_share_one_reference(servers: Servers, clone: str) -> None:
    """The web sales of the ERP are those of the plan, with the customer's purchase order; the others are not booked."""
    planned = {w.reference: w.purchase_order for w in web.orders() if w.erp}
    servers.clone("erp_demo_shop_test")
    try:
        url = servers.start_trytond("erp_demo_shop_test")
        session = Session(url, "erp_demo_shop_test", "connector", servers.password("connector"))
        sales = session.search_read("sale.sale", [["web_shop", "!=", None]], ["web_id", "reference"])
    finally:
        servers.drop("erp_demo_shop_test")
    assert {s["web_id"]: s["reference"] for s in sales} == planned
    told = servers.describe()["shop_orders"]
    assert {row["ext_ref"] for rows in told.values() for row in rows} == {w.reference for w in web.orders()}
    assert {story: len(rows) for story, rows in told.items() if story != "ordinary"}["clean"] == 3


def test_the_lock_of_medusa_has_digests_and_no_registry() -> None:
    lock = json.loads((ADDON / "package-lock.json").read_text(encoding="utf-8"))
    packages = [p for name, p in lock["packages"].items() if name]
    assert packages
    assert all("integrity" in p and "resolved" not in p for p in packages)
