"""The shop itself: regions and taxes, a sales channel, the warehouses as stock locations, free delivery."""

from __future__ import annotations

from dataclasses import dataclass

from demo.plan.catalogue import COUNTRIES, VAT
from demo.seed.names import COMPANY, WAREHOUSES
from demo.seed_shop.client import Client, Json


@dataclass(frozen=True, slots=True)
class Premises:
    """Medusa's ids. ``regions`` by currency, ``locations`` by the ERP's warehouse code; ``ground`` and ``label`` are shipping options."""

    regions: dict[str, str]
    channel: str
    profile: str
    locations: dict[str, str]
    ground: str
    label: str
    reasons: dict[str, str]
    publishable: str


def open_shop(client: Client) -> Premises:
    """Set everything up that a shop needs before it can sell."""
    store = client.get("/admin/stores")["stores"][0]
    currencies = [{"currency_code": "eur", "is_default": True}, {"currency_code": "usd", "is_default": False}]
    client.post(f"/admin/stores/{store['id']}", {"name": COMPANY, "supported_currencies": currencies})
    regions = {code: _region(client, name, code, lands) for name, code, lands in _lands()}
    rate = {"rate": float(VAT * 100), "code": "VAT19", "name": "VAT 19 %"}
    for country in COUNTRIES:
        tax = {"country_code": country.lower(), "provider_id": "tp_system", "default_tax_rate": rate}
        client.post("/admin/tax-regions", tax)
    channel = client.post("/admin/sales-channels", {"name": "Nordhafen online"})["sales_channel"]["id"]
    profile = client.get("/admin/shipping-profiles")["shipping_profiles"][0]["id"]
    locations = {code: _location(client, name, code, channel) for name, code in WAREHOUSES}
    zone = _zone(client, locations["HAM"])
    return Premises(
        regions=regions,
        channel=channel,
        profile=profile,
        locations=locations,
        ground=_option(client, zone, profile, "Free delivery", "ground", back=False),
        label=_option(client, zone, profile, "Return label", "return", back=True),
        reasons=_reasons(client),
        publishable=_publishable(client, channel),
    )


def _lands() -> tuple[tuple[str, str, list[str]], ...]:
    """The region for dollars exists because the shop can do what the ERP cannot."""
    euro = [c.lower() for c in COUNTRIES if c != "US"]
    return ("Europe", "EUR", euro), ("United States", "USD", ["us"])


def _region(client: Client, name: str, currency: str, countries: list[str]) -> str:
    row = {"name": name, "currency_code": currency.lower(), "countries": countries, "payment_providers": ["pp_system_default"]}
    return str(client.post("/admin/regions", row)["region"]["id"])


def _location(client: Client, name: str, code: str, channel: str) -> str:
    address = {"address_1": "Kranweg 11", "city": name, "country_code": "at" if code == "LNZ" else "de"}
    row = {"name": name, "metadata": {"erp_warehouse": code}, "address": address}
    location = str(client.post("/admin/stock-locations", row)["stock_location"]["id"])
    client.post(f"/admin/stock-locations/{location}/fulfillment-providers", {"add": ["manual_manual"]})
    client.post(f"/admin/stock-locations/{location}/sales-channels", {"add": [channel]})
    return location


def _zone(client: Client, location: str) -> str:
    """One service zone for all countries, served from the first warehouse: what it costs is the same from everywhere."""
    wanted = {"name": "Delivery", "type": "shipping"}
    found = client.post(f"/admin/stock-locations/{location}/fulfillment-sets", wanted, fields="*fulfillment_sets")
    sets = found["stock_location"]["fulfillment_sets"][0]["id"]
    lands = [{"type": "country", "country_code": c.lower()} for c in COUNTRIES]
    made = client.post(
        f"/admin/fulfillment-sets/{sets}/service-zones", {"name": "All", "geo_zones": lands}, fields="*service_zones"
    )
    return str(made["fulfillment_set"]["service_zones"][0]["id"])


def _option(client: Client, zone: str, profile: str, name: str, code: str, *, back: bool) -> str:
    rules = {"is_return": "true" if back else "false", "enabled_in_store": "true"}
    row: Json = {
        "name": name,
        "service_zone_id": zone,
        "shipping_profile_id": profile,
        "provider_id": "manual_manual",
        "price_type": "flat",
        "type": {"label": name, "code": code, "description": name},
        "prices": [{"currency_code": c, "amount": 0} for c in ("eur", "usd")],
        "rules": [{"attribute": key, "operator": "eq", "value": value} for key, value in rules.items()],
    }
    return str(client.post("/admin/shipping-options", row)["shipping_option"]["id"])


def _reasons(client: Client) -> dict[str, str]:
    wanted = {"damaged": "Damaged in transit", "no_longer_needed": "No longer needed"}
    return {
        value: client.post("/admin/return-reasons", {"value": value, "label": label})["return_reason"]["id"]
        for value, label in wanted.items()
    }


def _publishable(client: Client, channel: str) -> str:
    keys = client.get("/admin/api-keys", limit=50)["api_keys"]
    key = next(k for k in keys if k["type"] == "publishable")
    client.post(f"/admin/api-keys/{key['id']}/sales-channels", {"add": [channel]})
    return str(key["token"])
