# SPDX-License-Identifier: MIT
"""A real Medusa with the add-on, on a database that is thrown away; the tests speak HTTP to it, and SQL where only SQL can prove something.

Where it is comes from the environment, and without it the tests fail (they never skip):
  CLEARLINE_TEST_SHOP       http://127.0.0.1:port of a Medusa with this add-on; these tests write in it
  CLEARLINE_TEST_SHOP_PG    libpq address of its database
  CLEARLINE_TEST_SHOP_USER  email and password of an admin user, separated by a blank
The database has products with stock at two locations or more, a region with the provider pp_system_default, and customers.
"""

import hashlib
import os
import uuid

import psycopg
import pytest
import requests


class Failure(Exception):
    """The server said no: ``status`` and the JSON it gave as reason."""

    def __init__(self, status, said):
        super().__init__(f"{status}: {said}")
        self.status, self.said = status, said


class Shop:
    """One signed-in person; every call is one HTTP request."""

    def __init__(self, url, email=None, password=None):
        self.url, self.session = url, requests.Session()
        if email:
            token = self.post("/auth/user/emailpass", email=email, password=password)["token"]
            self.session.headers["Authorization"] = f"Bearer {token}"

    def call(self, method, path, **options):
        answer = self.session.request(method, self.url + path, timeout=120, **options)
        if answer.status_code >= 400:
            raise Failure(answer.status_code, answer.json() if "json" in answer.headers.get("content-type", "") else {})
        return answer.json()

    def get(self, path, **query):
        return self.call("GET", path, params=query)

    def post(self, path, **body):
        return self.call("POST", path, json=body)

    def delete(self, path):
        return self.call("DELETE", path)

    def command(self, deed, order, body=None, *, key=None, payload=None, **more):
        key = key or uuid.uuid4().hex
        sha256 = hashlib.sha256((payload or key).encode()).hexdigest()
        return self.post("/admin/console/commands", key=key, sha256=sha256, deed=deed, order_id=order, body=body or {}, **more)

    def dry_run(self, deed, order, body=None, *, key=None):
        key = key or uuid.uuid4().hex
        return self.post("/admin/console/commands", key=key, deed=deed, order_id=order, body=body or {}, dry_run=True)

    def order(self, order):
        parts = "*items,*fulfillments,*fulfillments.items,*payment_collections,*payment_collections.payments,*shipping_address"
        fields = f"id,version,status,total,metadata,{parts}"
        return self.get(f"/admin/orders/{order}", fields=fields)["order"]


@pytest.fixture(scope="session")
def place():
    missing = [n for n in ("SHOP", "SHOP_PG", "SHOP_USER") if not os.environ.get(f"CLEARLINE_TEST_{n}")]
    assert not missing, f"set CLEARLINE_TEST_{', CLEARLINE_TEST_'.join(missing)}; see {__file__}"
    return {n: os.environ[f"CLEARLINE_TEST_{n}"] for n in ("SHOP", "SHOP_PG", "SHOP_USER")}


@pytest.fixture(scope="session")
def shop(place):
    return Shop(place["SHOP"], *place["SHOP_USER"].split(" ", 1))


@pytest.fixture
def stranger(place):
    return Shop(place["SHOP"])


@pytest.fixture
def db(place):
    with psycopg.connect(place["SHOP_PG"], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def world(shop):
    """Ids to make orders of: region, channel, customer, locations, variants [(id, sku, inventory item)]."""
    region = next(r for r in shop.get("/admin/regions")["regions"] if r["currency_code"] == "eur")
    products = shop.get("/admin/products", limit=20, fields="id,*variants,*variants.inventory_items")["products"]
    variants = [v for p in products for v in p["variants"]]
    return {
        "region": region["id"],
        "channel": shop.get("/admin/sales-channels", limit=50)["sales_channels"][-1]["id"],
        "customer": shop.get("/admin/customers", limit=1)["customers"][0],
        "locations": [one["id"] for one in shop.get("/admin/stock-locations")["stock_locations"]],
        "variants": [(v["id"], v["sku"], v["inventory_items"][0]["inventory_item_id"]) for v in variants],
        "option": next(o["id"] for o in shop.get("/admin/shipping-options")["shipping_options"] if o["type"]["code"] == "ground"),
    }


@pytest.fixture(scope="session")
def draft(shop, world):
    """Makes a draft with lines [(variant position, quantity, unit price)]; its id."""

    def make(*lines):
        address = {
            "first_name": "A",
            "last_name": "B",
            "address_1": "Dock 1",
            "city": "Kassel",
            "postal_code": "34123",
            "country_code": "de",
        }
        items = [{"variant_id": world["variants"][v][0], "quantity": q, "unit_price": p} for v, q, p in lines]
        body = {
            "region_id": world["region"],
            "sales_channel_id": world["channel"],
            "customer_id": world["customer"]["id"],
            "email": world["customer"]["email"],
            "shipping_address": address,
            "billing_address": address,
            "items": items,
            "shipping_methods": [{"name": "Free", "shipping_option_id": world["option"], "amount": 0}],
        }
        return shop.post("/admin/draft-orders", **body)["draft_order"]["id"]

    return make


@pytest.fixture(scope="session")
def place_order(shop, draft):
    """Places an order with such lines; its id."""

    def make(*lines):
        order = draft(*(lines or ((0, 10, 12.5), (1, 4, 30))))
        shop.post(f"/admin/draft-orders/{order}/convert-to-order")
        return order

    return make


@pytest.fixture(scope="session")
def levels(shop, world):
    """(stocked, reserved) of a variant at every location, by location."""

    def ask(variant):
        item = world["variants"][variant][2]
        found = shop.get(f"/admin/inventory-items/{item}/location-levels")["inventory_levels"]
        return {one["location_id"]: (one["stocked_quantity"], one["reserved_quantity"]) for one in found}

    return ask


@pytest.fixture
def failure():
    return Failure
