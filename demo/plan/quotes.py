"""Live offers, and why each waits for somebody: plain data, one row for each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """``product``: position in the assortment. ``off``: share that somebody took off the customer's price."""

    product: int
    quantity: int
    off: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class QuoteStory:
    """``kind``: key in the description. ``customer``: position in names.CUSTOMERS. ``left``: days until it ends; None: a draft that was
    never quoted. ``valid``: days of its validity. ``terms``: payment terms, where they are not the customer's. ``age``: hours since
    somebody last worked on it. ``about``, ``words``: its description and what is written to the buyer."""

    kind: str
    customer: int
    lines: tuple[Line, ...]
    left: int | None
    valid: int = 30
    by: str = "ben"
    terms: str = ""
    age: float = 20.0
    about: str = ""
    words: str = ""


def _off(share: str) -> Decimal:
    return Decimal(share)


QUOTES = (
    # They end soon, or have ended.
    QuoteStory("expires_today", 33, (Line(77, 60), Line(90, 20)), 0, about="Drives for the new tramway workshop"),
    QuoteStory("expires_soon", 24, (Line(14, 80), Line(53, 12)), 1, by="carla"),
    QuoteStory("expires_soon", 27, (Line(65, 15), Line(8, 120), Line(40, 6)), 2, words="Delivery within ten days of your order"),
    QuoteStory("expires_soon", 5, (Line(89, 90),), 1, about="Spares for the dry-docking"),
    QuoteStory("expired", 36, (Line(18, 25), Line(66, 8)), -1, by="carla"),
    QuoteStory("expired", 37, (Line(57, 60), Line(64, 30), Line(21, 40)), -6, about="Kiln line 2, spare drives"),
    # They pass a limit.
    QuoteStory("discount", 38, (Line(30, 20, _off("0.08")), Line(12, 100)), 18, about="To keep them from the competitor"),
    QuoteStory("discount", 34, (Line(72, 40, _off("0.09")), Line(2, 60, _off("0.06"))), 12, by="carla"),
    QuoteStory("floor", 32, (Line(27, 50, _off("0.25")), Line(9, 100)), 9, words="Price for an order of all 50 at once"),
    QuoteStory("floor", 39, (Line(17, 60, _off("0.12")), Line(4, 200, _off("0.12")), Line(29, 20)), 20, by="carla"),
    QuoteStory("terms", 33, (Line(41, 14), Line(11, 30)), 21, terms="Net 60"),
    QuoteStory("validity", 35, (Line(61, 40),), 80, valid=90, about="Budget offer for next year"),
    # A draft that lies about.
    QuoteStory("unsent", 26, (Line(7, 200), Line(85, 12)), None, age=52.0),
    QuoteStory("unsent", 30, (Line(73, 24),), None, age=31.0, by="carla"),
    # Nothing is wrong with them.
    QuoteStory("fine", 25, (Line(3, 60), Line(97, 8)), 24),
    QuoteStory("fine", 28, (Line(93, 12, _off("0.03")), Line(16, 20)), 15, by="carla"),
)
