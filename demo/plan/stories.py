"""What is wrong with which live web order: plain data, one row for each case that the console must find."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

UNKNOWN_SKU, SUPERSEDED_SKU = "N9001", "N1005-A"  # sold by the shop, unknown to the ERP; the second has a successor
SUCCESSOR = "N1005"


@dataclass(frozen=True, slots=True)
class WebStory:
    """``kind``: key in the description. ``customer``: position in names.CUSTOMERS. ``lines``: product, quantity[, price taken by the
    shop[, quantity booked in the ERP]]. ``shop`` and ``erp``: see web.WebOrder. ``repeats``: the purchase order of an older order."""

    kind: str
    customer: int
    lines: tuple[tuple[int | str, int] | tuple[int | str, int, Decimal | None] | tuple[int | str, int, Decimal | None, int], ...]
    age: float
    shop: str = "paid"
    erp: str | None = None
    currency: str = "EUR"
    address: tuple[tuple[str, str], ...] = ()
    repeats: bool = False


# fmt: off
LIVE = (
    # Nothing is wrong: they only wait to be booked.
    WebStory("clean", 24, ((14, 12), (31, 4)), 0.4),
    WebStory("clean", 35, ((52, 6),), 1.3),
    WebStory("clean", 28, ((3, 20), (66, 2), (8, 10)), 2.6, shop="unpaid"),
    # Quantities that the ERP does not take, or that nobody would expect.
    WebStory("below_minimum", 32, ((101, 4), (20, 6)), 1.1),
    WebStory("not_multiple", 33, ((103, 13),), 3.4),
    WebStory("not_multiple", 36, ((106, 17), (12, 5)), 0.8),
    WebStory("quantity_outlier", 37, ((7, 1200),), 5.2, shop="unpaid"),
    # Article numbers that the ERP does not know.
    WebStory("unknown_sku", 26, ((UNKNOWN_SKU, 3), (40, 4)), 2.2),
    WebStory("superseded_sku", 34, ((SUPERSEDED_SKU, 8),), 4.1),
    # The customer's purchase order is booked already.
    WebStory("duplicate_po", 32, ((27, 9),), 6.3, shop="unpaid", repeats=True),
    # Nobody can deliver there.
    WebStory("no_postal_code", 27, ((18, 10),), 1.7, address=(("postal_code", ""),)),
    WebStory("wrong_postal_code", 29, ((33, 3), (9, 12)), 7.5, address=(("postal_code", "20457"), ("city", "St Austell"))),
    WebStory("po_box", 31, ((45, 2),), 3.0, address=(("address_1", "Postfach 11 40"),)),
    # The shop took another price than the customer's own, and it is not booked yet.
    WebStory("price_differs", 34, ((48, 10, Decimal("29.90")), (21, 4)), 2.9),
    WebStory("price_differs", 35, ((61, 2, Decimal("119.00")),), 8.8),
    WebStory("price_differs", 39, ((17, 5, Decimal("178.00")), (4, 30)), 0.6, shop="unpaid"),
    # Booked, and the ERP says something else than what was placed.
    WebStory("booked_price", 39, ((29, 8, Decimal("205.00")),), 28.0, erp="ordered"),
    WebStory("booked_price", 34, ((38, 6, Decimal("21.00")), (2, 12)), 31.0, erp="processing"),
    WebStory("booked_quantity", 33, ((50, 15, None, 5), (11, 4)), 26.0, erp="processing"),
    # Money that did not come as it should.
    WebStory("payment_declined", 36, ((57, 3),), 2.0, shop="declined"),
    WebStory("payment_expired", 37, ((64, 4),), 24.0 * 9, shop="expired"),
    WebStory("amount_due", 39, ((23, 7), (5, 10)), 30.0, shop="raised", erp="processing"),
    WebStory("foreign_currency", 38, ((30, 5, Decimal("58.20")),), 4.4, currency="USD"),
    WebStory("malformed", 30, ((10, 1),), 5.5, shop="malformed"),
    WebStory("paid_quotation", 36, ((70, 3), (16, 6)), 27.0, erp="ordered"),
)
# fmt: on
