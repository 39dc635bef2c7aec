"""Payloads of buyers, variants and prices to records: pure and total."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from app.connectors.medusa import payloads as p
from app.connectors.medusa.parts import World, currency, exact, latest, malformed, money, number, party, ref, said, shape, text
from app.domain.shop import Buyer, Variant, WebPrice


def buyer(row: object, world: World) -> Buyer:
    b = shape(p.Buyer, row)
    email = text(b.email, "email")
    if email is None:
        raise malformed("email", "empty")
    company, number_ = text(b.company_name, "company_name"), party(b.groups, b.metadata)
    name = " ".join(n for n in (text(b.first_name, "first_name"), text(b.last_name, "last_name")) if n)
    return Buyer(
        ref=ref(world, "buyer", b.id),
        rev=f"{b.updated_at.isoformat()}/{number_ or ''}",
        stamp=b.updated_at,
        email=email,
        name=name or company or email,
        company=company,
        party=number_,
    )


def variant(row: object, world: World) -> Variant:
    v = shape(p.Variant, row)
    sku = text(v.sku, "sku")
    if sku is None:
        raise malformed("sku", "empty")
    product = v.product
    stamp = latest(v.updated_at, product.updated_at if product else None)
    words = [text(product.title, "product.title") if product else None, text(v.title, "title")]
    return Variant(
        ref=ref(world, "variant", v.id),
        rev=stamp.isoformat(),
        stamp=stamp,
        sku=sku,
        product=" ".join(w for w in words if w) or sku,
        on_sale=product is not None and product.status == "published",
        minimum=_quantity(v.metadata, "minimum_quantity"),
        multiple=_quantity(v.metadata, "multiple_quantity"),
        replaced_by=said(v.metadata, "superseded_by") or said(product.metadata if product else None, "superseded_by"),
    )


def _quantity(metadata: p.Loose, name: str) -> Decimal | None:
    found = said(metadata, name)
    if found is None:
        return None
    value = number(found, f"metadata.{name}")
    return value if value > 0 else None


def base_price(row: object, sku: str, world: World) -> WebPrice | None:
    """Everybody's price; None for one that is bound to a region or the like."""
    b = shape(p.BasePrice, row)
    if b.rules:
        return None
    code = currency(b.currency_code)
    quantity = number(b.min_quantity or 1, "min_quantity")
    price = money(number(b.amount, "amount"), code, "amount")
    return WebPrice(ref(world, "web_price", b.id), _rev(b.updated_at, str(price.minor)), b.updated_at, sku, None, quantity, price)


def agreed_prices(row: object, prices: p.PriceList, world: World) -> Iterator[WebPrice]:
    """A price of a list, once for each company that has the list; a variant that is gone has none."""
    a = shape(p.AgreedPrice, row)
    sku = world.skus.get(a.variant_id or "")
    if sku is None:
        return
    code = currency(a.currency_code)
    price = money(exact(a.raw_amount, "raw_amount"), code, "raw_amount")
    quantity = exact(a.raw_min_quantity, "raw_min_quantity") or Decimal(1)
    stamp = latest(a.updated_at, prices.updated_at)
    for owner in owners(prices, world):
        key = f"{a.id}.{owner}" if owner else a.id
        yield WebPrice(ref(world, "web_price", key), _rev(stamp, str(price.minor)), stamp, sku, owner, quantity, price)


def owners(prices: p.PriceList, world: World) -> tuple[str | None, ...]:
    """The ERP customers whose list it is; (None,): everybody. Groups without an ERP customer have no prices here."""
    groups = (prices.rules or {}).get("customer.groups.id")
    if prices.rules and groups is None:
        return ()
    if groups is None:
        return (None,)
    return tuple(dict.fromkeys(world.parties[g] for g in groups if g in world.parties))


def in_force(prices: p.PriceList, now: datetime) -> bool:
    return prices.status == "active" and (prices.starts_at or now) <= now and (prices.ends_at is None or prices.ends_at > now)


def _rev(stamp: datetime, *values: str) -> str:
    return "/".join((stamp.isoformat(), *values))
