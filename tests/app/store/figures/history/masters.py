"""Customers, products, prices and warehouses."""

from __future__ import annotations

from decimal import Decimal

from app.domain.customer import CreditStanding, Customer
from app.domain.goods import ListPrice, Product
from app.domain.money import Money
from app.domain.stock import Warehouse
from tests.app.store.figures.history.raw import History


def masters(h: History, source: str) -> None:
    for i in range(6):
        limit = h.rng.choice([None, Money(0, "EUR"), Money(h.rng.randint(1, 9) * 100_000, "EUR")])
        key = f"{source}-c{i}"
        h.add(
            source,
            Customer,
            key=key,
            number=f"{source}{i}",
            name=f"Customer {i}",
            city=None,
            country=None,
            payment_terms=None,
            price_list=None,
            price_list_key=h.rng.choice([None, "pl1"]),
        )
        h.add(
            source,
            CreditStanding,
            customer=key,
            exposure=Money(h.rng.randint(0, 900_000), "EUR"),
            limit=limit,
            receivable=Money(0, "EUR"),
            dunning_block="",
        )
    for i in range(5):
        price = h.rng.choice([None, Money(h.rng.randint(100, 9000), "EUR")])
        key = f"{source}-p{i}"
        h.add(
            source, Product, key=key, code=f"sku{i}", name=f"Product {i}", active=True, salable=True, unit="u", list_price=price
        )
        for pl in (None, "pl1"):
            if h.rng.random() < 0.8:
                for at in (0, 10):
                    h.add(
                        source,
                        ListPrice,
                        price_list=pl,
                        product=key,
                        quantity=Decimal(at),
                        price=Money(h.rng.randint(100, 9000), "EUR"),
                    )
    h.add(
        source,
        Warehouse,
        key=f"{source}-w",
        code="W",
        name="W",
        active=True,
        output="out",
        input="in",
        storage="shelf",
        lost="bin",
    )
