"""Forty customers with addresses, price lists and payment terms; credit limits come later, when the history is in."""

from __future__ import annotations

from dataclasses import dataclass

from demo.seed.books import Books
from demo.seed.goods import Goods
from demo.seed.names import CUSTOMERS
from demo.seed.world import World, made

_TERMS = ("Net 30", "Net 30", "Net 14", "Net 30", "Net 60")


@dataclass(frozen=True, slots=True)
class Customer:
    """``position`` in names.CUSTOMERS decides the story; ``prompt`` pays every invoice before it is due; ``days`` of its terms."""

    position: int
    id: int
    prompt: bool
    days: int


def win(world: World, books: Books, goods: Goods) -> tuple[Customer, ...]:
    """Create all customers, in the order of names.CUSTOMERS."""
    rows = []
    for i, (name, city, postal, street, country) in enumerate(CUSTOMERS):
        address = {"street": street, "postal_code": postal, "city": city, "country": books.countries[country]}
        rows.append(
            {
                "name": name,
                "code": f"C{i + 1:04d}",
                "addresses": made([address]),
                "customer_payment_term": books.terms[_TERMS[i % 5]],
                "sale_price_list": goods.price_lists[i % 4 - 2] if i % 4 > 1 else None,
            }
        )
    parties = world.new("party.party", rows)
    return tuple(
        Customer(position=i, id=p.id, prompt=i < 8 or i % 3 == 0, days=int(_TERMS[i % 5].split()[1]))
        for i, p in enumerate(parties)
    )
