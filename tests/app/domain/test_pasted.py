"""Rows as people paste them: everything that is read is what stood there, and everything else is listed with its line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Sold
from app.domain.figures_read import Unreadable, figure, mark
from app.domain.pasted import MOST, read

GOODS = Catalogue(
    [
        Sold("1", "HYD-PMP-18", "Gear pump 18 cc"),
        Sold("2", "VLV-2040-SS", "Ball valve DN40, steel"),
        Sold("3", "SNS-PT100-6", "Probe Pt100"),
        Sold("4", "SNS-PT100-4", "Probe Pt100"),
        Sold("5", "1000412", "Gasket"),
        Sold("6", "CBL-M12-5", 'M12 cable 5" pigtail'),
    ]
)


def found(text: str) -> list[tuple[Any, ...]]:
    return [(x.row, x.product.sku, x.quantity, x.price, x.discount) for x in read(text, GOODS).lines]


def missed(text: str) -> list[tuple[int, str]]:
    return [(x.row, x.why) for x in read(text, GOODS).missed]


TWO = [("HYD-PMP-18", Decimal(60)), ("VLV-2040-SS", Decimal(240))]


@pytest.mark.parametrize(
    "text",
    [
        "HYD-PMP-18\t60\nVLV-2040-SS\t240",
        "HYD-PMP-18\t60\r\nVLV-2040-SS\t240\r\n",
        "60\tHYD-PMP-18\n240\tVLV-2040-SS",
        "\ufeffSKU;Menge\nHYD-PMP-18;60\nVLV-2040-SS;240",
        "sep=;\r\nSKU;Menge\r\nHYD-PMP-18;60\r\nVLV-2040-SS;240",
        "SKU,Qty\n\nHYD-PMP-18,60\n\n\nVLV-2040-SS,240\n",
        "Pos\tArtikelnr.\tBezeichnung\tMenge\n1\tHYD-PMP-18\tirgendwas\t60\n2\tVLV-2040-SS\tsonst\t240",
        "1\tHYD-PMP-18\t60\n2\tVLV-2040-SS\t240",
        "hyd-pmp-18   60\nvlv-2040-ss   240",
        "60 x HYD-PMP-18\n240 x VLV-2040-SS",
        "HYD-PMP-18 60 pcs\nVLV-2040-SS 240 pcs",
        'Description,Quantity\nGear pump 18 cc,60\n"Ball valve DN40, steel",240',
        "Gear pump 18 cc\t60\nBall  valve DN40, Steel\t240",
        "Menge\tProdukt\n60\tHYD-PMP-18\n240\tVLV-2040-SS",
        "HYD-PMP-18;60;;\nVLV-2040-SS;240;;",
        "customer's number;our text;HYD-PMP-18;60\nA-2;whatever;VLV-2040-SS;240",
    ],
)
def test_what_and_how_many_in_any_order(text: str) -> None:
    assert [x[1:3] for x in found(text)] == TWO
    assert missed(text) == []
    assert all(x[3:] == (None, None) for x in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "SKU\tQty\tUnit price\nHYD-PMP-18\t60\t354.32\nVLV-2040-SS\t240\t1317.58",
        "HYD-PMP-18\t60\t354.32\nVLV-2040-SS\t240\t1317.58",
        "HYD-PMP-18\t354.32\t60\nVLV-2040-SS\t1317.58\t240",
        "354,32 €\tHYD-PMP-18\t60\n1.317,58 €\tVLV-2040-SS\t240",
        "HYD-PMP-18;60;354,32\nVLV-2040-SS;240;1.317,58",
        "HYD-PMP-18;60;354,32;21259,20\nVLV-2040-SS;240;1 317,58;316219,20",
        "Artikel;Menge;Einzelpreis (EUR);Gesamtpreis\nHYD-PMP-18;60;354,32;21.259,20\nVLV-2040-SS;240;1.317,58;316.219,20",
        "HYD-PMP-18\t60\tUSD 354.32\nVLV-2040-SS\t240\tUSD 1'317.58",
        'SKU,Qty,Price\nHYD-PMP-18,60,354.32\nVLV-2040-SS,240,"1,317.58"',
    ],
)
def test_prices_by_hand(text: str) -> None:
    assert [x[1:] for x in found(text)] == [
        ("HYD-PMP-18", Decimal(60), Decimal("354.32"), None),
        ("VLV-2040-SS", Decimal(240), Decimal("1317.58"), None),
    ]
    assert missed(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "HYD-PMP-18\t60\t12,5 %",
        "SKU;Rabatt;Menge\nHYD-PMP-18;12,5;60",
        "12.5%;60;HYD-PMP-18",
        "SKU,Discount %,Qty\nHYD-PMP-18,12.5,60",
    ],
)
def test_discounts_by_hand(text: str) -> None:
    assert [x[1:] for x in found(text)] == [("HYD-PMP-18", Decimal(60), None, Decimal("12.5"))]


def test_every_row_is_in_one_of_the_lists_with_its_line() -> None:
    text = (
        "SKU\tQty\tPrice\n"
        "HYD-PMP-18\t60\t\n"
        "HYD-PMP-19\t5\t\n"
        "\n"
        "Probe Pt100\t5\t\n"
        "VLV-2040-SS\tmany\t\n"
        "VLV-2040-SS\t-3\t\n"
        "VLV-2040-SS\t(3)\t\n"
        "VLV-2040-SS\t0\t\n"
        "VLV-2040-SS\t\t\n"
        "VLV-2040-SS\t3\t-1.50\n"
        "\t3\t\n"
        "Total\t\t9,999.00\n"
    )
    assert [x[0] for x in found(text)] == [2]
    assert missed(text) == [
        (3, "No product HYD-PMP-19 is sold"),
        (5, "2 products match Probe Pt100: SNS-PT100-6, SNS-PT100-4"),
        (6, "\u201cmany\u201d is not a number"),
        (7, "The quantity is negative"),
        (8, "The quantity is negative"),
        (9, "The quantity is zero"),
        (10, "No quantity"),
        (11, "The price is negative"),
        (12, "No SKU and no name"),
        (13, "No product Total is sold"),
    ]


def test_a_row_with_a_price_and_a_discount_is_not_guessed_at() -> None:
    assert missed("SKU;Qty;Price;Discount\nHYD-PMP-18;60;100,00;5\nVLV-2040-SS;1;;5\nGasket;1;2,00;0") == [
        (2, "A price and a discount: only one of them can be set by hand")
    ]


def test_a_figure_that_no_line_could_keep_is_not_taken() -> None:
    """As in a cell that is typed."""
    text = "SKU\tQty\tPrice\nHYD-PMP-18\t1.5\t12.3456\nHYD-PMP-18\t1.5\t12.34567\nHYD-PMP-18\t9999999999999.5\t1.50"
    assert [x[0] for x in found(text)] == [2]
    assert missed(text) == [(3, "More than 4 digits after the point"), (4, "The number is too large")]


def test_what_can_be_read_in_two_ways_is_said_and_not_taken() -> None:
    assert missed("HYD-PMP-18\t1,000") == [(1, "1,000 can be read as 1.000 or as 1000: write it without the mark")]
    assert found("HYD-PMP-18\t1,000\t12.50")[0][2:4] == (1000, Decimal("12.50")), (
        "another number of the text says which mark is which"
    )
    assert found("HYD-PMP-18;1.000;12,50")[0][2:4] == (1000, Decimal("12.50"))
    assert found("HYD-PMP-18;0,500")[0][2] == Decimal("0.5")


def test_numbers_without_a_column_for_them_are_left_for_the_person() -> None:
    assert found("HYD-PMP-18\nVLV-2040-SS") == [(1, "HYD-PMP-18", None, None, None), (2, "VLV-2040-SS", None, None, None)]


def test_a_number_may_be_a_sku() -> None:
    assert found("1000412\t4") == [(1, "1000412", 4, None, None)]
    assert found("4\t1000412") == [(1, "1000412", 4, None, None)]
    assert found("1000412 4")[0][1:3] == ("1000412", 4)


def test_a_stray_inch_mark_swallows_no_rows() -> None:
    assert [x[1] for x in found('M12 cable 5" pigtail\t2\nHYD-PMP-18\t60')] == ["CBL-M12-5", "HYD-PMP-18"]
    assert [x[1] for x in found('"Gasket\t2\nHYD-PMP-18\t60')] == ["HYD-PMP-18"]


def test_a_cell_of_several_lines_counts_them() -> None:
    text = 'SKU,Qty,Note\nHYD-PMP-18,60,"two\nlines"\nVLV-9,1,\n'
    assert [x.note for x in read(text, GOODS).lines] == ["two\nlines"]
    assert missed(text) == [(4, "No product VLV-9 is sold")]


def test_a_very_long_paste_says_what_it_left_out() -> None:
    told = read("HYD-PMP-18\t1\n" * (MOST + 2), GOODS)
    assert len(told.lines) == MOST
    assert [x.row for x in told.missed] == [MOST + 1, MOST + 2]


def test_how_it_was_read_is_said() -> None:
    assert read("SKU;Menge;Einzelpreis\nHYD-PMP-18;1;2,00", GOODS).read_as == "SKU, quantity, price"
    assert read("60\tGear pump 18 cc", GOODS).read_as == "quantity, name"


@pytest.mark.parametrize("text", ["", "\n\n", "\t\t\n", "\0", ";;;\n;;", '"', "\u202e"])
def test_nothing_is_nothing(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="HYD-PM18\t;,.\n\"'06% €()\u2212", max_size=60))
def test_no_text_breaks_it_and_no_row_is_lost(text: str) -> None:
    told = read(text, GOODS)
    assert all(x.quantity is None or x.quantity > 0 for x in told.lines)
    rows = [x.row for x in (*told.lines, *told.missed)]
    assert len(set(rows)) == len(rows)


@given(
    st.lists(
        st.tuples(st.sampled_from(["HYD-PMP-18", "VLV-2040-SS", "1000412"]), st.integers(1, 99_999)), min_size=1, max_size=8
    ),
    st.sampled_from(["\t", ";", ","]),
    st.booleans(),
)
def test_what_was_written_is_what_is_read(rows: list[tuple[str, int]], delimiter: str, header: bool) -> None:
    text = "\n".join([delimiter.join(("SKU", "Qty"))] * header + [f"{sku}{delimiter}{n}" for sku, n in rows])
    assert [x[1:3] for x in found(text)] == [(sku, Decimal(n)) for sku, n in rows]


# ---- numbers ----


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50 €", "1234.50"),
        ("1'234.50 CHF", "1234.50"),
        ("1.234.567", "1234567"),
        ("€ 12.50", "12.50"),
        ("-5", "-5"),
        ("\u22125,5", "-5.5"),
        ("(5.50)", "-5.50"),
        ("+5", "5"),
        (".5", "0.5"),
        ("60 pcs", "60"),
        ("15 %", "15"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
    ],
)
def test_numbers_of_many_countries(text: str, value: str) -> None:
    assert figure(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "abc", "12-5", "1,2,3", "1.2.3", "1.23.456", "1,234,56", "12..5", "PMP18", "1e5", "NaN", "1.234"]
)
def test_no_numbers(text: str) -> None:
    with pytest.raises(Unreadable):
        figure(text)


def test_the_mark_is_what_all_agree_on() -> None:
    assert mark(["1,000", "12.50", "7"]) == "."
    assert mark(["1.000", "12,50", "7"]) == ","
    assert mark(["1,000"]) == mark(["12,50", "12.50"]) == ""


# ---- by how it begins ----


def test_completion_finds_numbers_first_then_words_of_names() -> None:
    assert [p.sku for p in GOODS.beginning("sns")] == ["SNS-PT100-4", "SNS-PT100-6"]
    assert [p.sku for p in GOODS.beginning("valve dn")] == ["VLV-2040-SS"]
    assert [p.sku for p in GOODS.beginning("pump")] == ["HYD-PMP-18"], "a word of a name"
    long = Catalogue([Sold("1", "A-1", "Ball valve DN40 two way brass")])
    assert [p.sku for p in long.beginning("bra")] == ["A-1"], "any word"
    assert GOODS.beginning("") == GOODS.beginning("zzz") == ()
