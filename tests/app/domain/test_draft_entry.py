"""What is typed into a cell or a field: taken as it was meant, or refused in words that say what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from app.domain.catalogue import Catalogue, Sold
from app.domain.draft import Content, DraftHead, DraftLine
from app.domain.draft_edits import apply
from app.domain.draft_entry import entered, pasted_at, set_cell, set_head, wanting
from app.domain.figures_read import Unreadable
from app.domain.pasted import read

GOODS = Catalogue(
    [Sold("1", "HYD-PMP-18", "Gear pump"), Sold("2", "SNS-PT100-6", "Probe 6 mm"), Sold("3", "SNS-PT100-4", "Probe 4 mm")]
)
PUMP = DraftLine("a", "HYD-PMP-18", "Gear pump", "1", Decimal(60), Decimal("12.5"), None, "agreed")
TODAY = date(2026, 11, 27)


def typed(field: str, text: str, line: DraftLine = PUMP) -> dict[str, Any]:
    return dict(entered(line, field, text, GOODS))


def test_numbers() -> None:
    assert typed("quantity", " 12,5 ") == {"quantity": Decimal("12.5")}
    assert typed("quantity", "") == {"quantity": None}
    assert typed("price", "354,32 €") == {"price": Decimal("354.32"), "discount": None}
    assert typed("discount", "7,5 %") == {"discount": Decimal("7.5"), "price": None}, "of both only one holds"
    assert typed("discount", "0") == {"discount": None, "price": None}
    assert typed("price", "") == {"price": None, "discount": None}, "the ERP prices it again"


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("quantity", "0", "zero"),
        ("quantity", "-4", "negative"),
        ("quantity", "a dozen", "is not a number"),
        ("quantity", "1,000", "can be read as"),
        ("quantity", "1.00001", "digits after the point"),
        ("quantity", "9999999999999", "too large"),
        ("price", "-1", "negative"),
        ("discount", "101", "between 0 and 100"),
        ("sku", "XX", "No product XX"),
        ("sku", "sns", "2 products match"),
        ("name", "probe", "2 products match"),
    ],
)
def test_what_cannot_be_is_said(field: str, text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        typed(field, text)


def test_a_product_by_number_by_name_or_by_how_it_begins() -> None:
    for text in ("sns-pt100-6", "Probe 6 mm", "probe 6", "SNS-PT100-6"):
        assert typed("sku", text, DraftLine("a")) == {"sku": "SNS-PT100-6", "name": "Probe 6 mm", "product": "2"}


def test_another_product_begins_without_what_was_agreed_for_the_one_before() -> None:
    assert typed("sku", "SNS-PT100-4") == {
        "sku": "SNS-PT100-4", "name": "Probe 4 mm", "product": "3", "price": None, "discount": None, "reason": "",
    }  # fmt: skip
    assert typed("sku", "hyd-pmp-18") == {"sku": "HYD-PMP-18", "name": "Gear pump"}, "the same one keeps it"
    assert typed("sku", "")["product"] == ""


def test_a_cell_below_the_last_line_begins_one() -> None:
    content, _ = apply(Content(), set_cell(Content(), "new", "quantity", "7", GOODS))
    assert content.lines == (DraftLine("new", quantity=Decimal(7)),)
    content, _ = apply(content, set_cell(content, "new", "sku", "hyd-pmp-18", GOODS))
    assert (content.lines[0].product, content.lines[0].quantity) == ("1", 7)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("24.12.", date(2026, 12, 24)),
        ("24.12.2026", date(2026, 12, 24)),
        ("24/12/26", date(2026, 12, 24)),
        ("3.1.", date(2027, 1, 3)),
        ("+14", date(2026, 12, 11)),
        ("27.11.", TODAY),
        ("", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert set_head("valid_until", text, TODAY, {}).values == (("valid_until", day),)


@pytest.mark.parametrize("text", ["soon", "31.2.", "2026-13-01", "+", "+999999999999", "26.11.2026", "2020-01-01"])
def test_no_days(text: str) -> None:
    with pytest.raises(Unreadable):
        set_head("valid_until", text, TODAY, {})


def test_words_of_the_head_lose_their_edges_only() -> None:
    assert set_head("outside", "  Many thanks ", TODAY, {}).values == (("outside", "Many thanks"),)


def test_pasted_lines_come_where_the_cursor_is_and_say_where_their_price_is_from() -> None:
    keys = count(1)
    rows = read("HYD-PMP-18\t4\t12.50\nSNS-PT100-6\t2\t", GOODS).lines
    content = Content(DraftHead(), (PUMP,))
    after, back = apply(content, pasted_at(content, 0, rows, lambda: f"n{next(keys)}"))
    assert [(x.key, x.sku, x.quantity, x.price, x.reason) for x in after.lines] == [
        ("n1", "HYD-PMP-18", 4, Decimal("12.50"), "pasted"),
        ("n2", "SNS-PT100-6", 2, None, ""),
        ("a", "HYD-PMP-18", 60, Decimal("12.5"), "agreed"),
    ]
    assert apply(after, back)[0] == content


def test_what_a_quote_still_lacks() -> None:
    assert wanting(Content()) == (("", "It has no line yet"),)
    lines = (DraftLine("e"), PUMP, DraftLine("b", note="x"), DraftLine("c", "SNS-PT100-6", "Probe 6 mm", "2"))
    assert wanting(Content(DraftHead(), lines)) == (
        ("b", "Line 2 names no product"),
        ("c", "Line 3, SNS-PT100-6, has no quantity"),
    )
    assert wanting(Content(DraftHead(), (DraftLine("e"), PUMP))) == ()


NAMES = {"payment": ("Net 30", "Net 45", "net 45 days EOM", "On receipt")}


@pytest.mark.parametrize(
    ("text", "name"),
    [("net 30", "Net 30"), ("  NET  45 ", "Net 45"), ("on", "On receipt"), ("net 45 d", "net 45 days EOM"), ("", "")],
)
def test_a_name_of_the_erp_is_taken_as_the_erp_writes_it(text: str, name: str) -> None:
    assert set_head("payment", text, TODAY, NAMES).values == (("payment", name),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Net 31", "no such name"),
        ("net", "3 names of the ERP"),
        ("receipt", "it has Net 30, Net 45, net 45 days EOM, On receipt"),
    ],
)
def test_a_name_that_the_erp_does_not_have_is_not_taken(text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        set_head("payment", text, TODAY, NAMES)


def test_where_no_names_are_known_the_erp_says_itself_whether_it_has_one() -> None:
    assert set_head("payment", " Net 31 ", TODAY, {"payment": ()}).values == (("payment", "Net 31"),)
    assert set_head("delivery", "DAP Dayton", TODAY, NAMES).values == (("delivery", "DAP Dayton"),)
