"""What an amendment's receipt tells is what the ERP has, not what it was asked for; a letter that does not say is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.connectors.tryton import amending
from app.domain.letter import Letter
from app.errors import RefusedByRemote
from tests.contracts import letters

SWAP = {"product": ["1", "3"], "code": ["N1001", "N1003"], "price": ["12.3456", "7.5"]}


def letter() -> Letter:
    body: dict[str, object] = {
        "sale": "5",
        "mark": "CL-1",
        "lines": [{"line": "20", "from": "4", "to": "4", **SWAP}],
        "reason": "",
    }
    return letters.letter("amend_lines", body, "SO-5", None)


def told(by: Letter, product: int, code: str | None, price: str, pieces: float = 4.0) -> list[tuple[str, str, str]]:
    """Of the line as the ERP sends it."""
    row = {"product": product, "product.": {"code": code}, "unit_price": Decimal(price), "quantity": pieces}
    seen = amending.Seen({20: row}, "")
    return [(e.field, e.before, e.after) for e in amending.effects(by, amending.asked(by), seen.as_it_is())]


@pytest.mark.parametrize(
    ("product", "code", "price", "pieces", "effects"),
    [
        (3, "N1003", "7.5000", 4.0, [("instead of N1001", "N1001", "N1003"), ("N1003 each", "12.3456", "7.5")]),
        (3, "N1003", "8.0000", 4.0, [("instead of N1001", "N1001", "N1003"), ("N1003 each", "12.3456", "8")]),
        (2, "N1002", "7.5000", 4.0, [("instead of N1001", "N1001", "N1002"), ("N1002 each", "12.3456", "7.5")]),
        (1, "N1001", "12.3456", 4.0, []),
        (
            *(3, "N1003", "7.5", 2.0),
            [("instead of N1001", "N1001", "N1003"), ("N1003 each", "12.3456", "7.5"), ("N1003 ordered", "4", "2")],
        ),
        (3, None, "12.3456", 4.0, [("instead of N1001", "N1001", "N1003")]),
    ],
    ids=["as asked", "another price", "another product", "nothing happened", "fewer pieces", "a product without a code"],
)
def test_the_receipt_tells_what_the_erp_has(
    product: int, code: str | None, price: str, pieces: float, effects: list[tuple[str, str, str]]
) -> None:
    assert told(letter(), product, code, price, pieces) == effects


def test_of_a_line_that_is_gone_nothing_is_told() -> None:
    assert amending.effects(letter(), amending.asked(letter()), {}) == ()


@pytest.mark.parametrize("broken", [{"code": "N1001"}, {"price": ["7.5"]}, {"product": None}, {"price": None}, {"to": None}])
def test_a_letter_that_does_not_say_is_refused(broken: dict[str, Any]) -> None:
    row = {"line": "20", "from": "4", "to": "4", **SWAP, **broken}
    said = letters.letter("amend_lines", {"sale": "5", "mark": "CL-1", "lines": [row]}, "SO-5", None)
    with pytest.raises(RefusedByRemote, match="does not say how many are left"):
        amending.asked(said)
