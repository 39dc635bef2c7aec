# SPDX-License-Identifier: MIT
"""Who it is, and that nobody asks without having signed in."""

import pytest


def test_it_tells_the_shop_and_the_person(shop, place):
    hello = shop.get("/admin/console/hello")
    assert hello["version"] == "1.1"
    assert hello["user"]["email"] == place["SHOP_USER"].split()[0]
    assert hello["currencies"][0] == "eur"
    assert hello["store"]
    assert hello["server_time"].endswith("Z")
    assert shop.get("/admin/console/hello")["epoch"] == hello["epoch"]


def test_the_epoch_follows_the_stored_token(shop, db):
    before = shop.get("/admin/console/hello")["epoch"]
    (token,) = db.execute("select token from console_epoch").fetchone()
    db.execute("update console_epoch set token = 'another life'")
    try:
        assert shop.get("/admin/console/hello")["epoch"] != before
    finally:
        db.execute("update console_epoch set token = %s", [token])
    assert shop.get("/admin/console/hello")["epoch"] == before


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "hello"), ("GET", "changes"), ("GET", "commands/no-such-key"), ("POST", "commands")],
)
def test_strangers_are_turned_away(stranger, failure, method, path):
    with pytest.raises(failure) as refused:
        stranger.call(method, f"/admin/console/{path}", json={} if method == "POST" else None)
    assert refused.value.status == 401
