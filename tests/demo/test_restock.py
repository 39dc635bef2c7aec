"""What the live shop offers: what the ERP has left, beside what its own orders hold, and a few pieces astray."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from demo.plan.catalogue import PRODUCTS
from demo.restock import ASTRAY, counted, statement
from demo.seed.names import WAREHOUSES

PLACES = {"HAM": "sloc_1", "DUI": "sloc_2"}


def offered(sql: str) -> dict[tuple[str, str], Decimal]:
    found = re.search(r"jsonb_to_recordset\('(.*?)'\)", sql)
    assert found is not None
    return {(row["sku"], row["place"]): Decimal(row["free"]) for row in json.loads(found[1])}


def test_what_is_short_is_offered_to_nobody() -> None:
    left = counted("N1001|HAM|39914\nN1117|HAM|-6\nN1117|DUI|2.5")
    assert left == {("N1001", "HAM"): 39914, ("N1117", "HAM"): 0, ("N1117", "DUI"): Decimal("2.5")}
    assert offered(statement(left, PLACES)) == {
        ("N1001", "sloc_1"): 39914,
        ("N1001", "sloc_2"): 0,
        ("N1117", "sloc_1"): 0,
        ("N1117", "sloc_2"): Decimal("2.5"),
    }


def test_a_few_are_astray_and_all_of_them_are_there_to_be_found() -> None:
    assert {sku for sku, _ in ASTRAY} <= {p.code for p in PRODUCTS}
    assert {house for _, house in ASTRAY} <= {code for _, code in WAREHOUSES}
    sku, house = "N1019", "DUI"
    assert offered(statement({(sku, house): Decimal(100)}, PLACES))[sku, "sloc_2"] == 100 + ASTRAY[sku, house]
