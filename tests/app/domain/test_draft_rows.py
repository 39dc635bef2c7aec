"""Figures beside what a person has written since: never shown as of the line as it stands where they are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.domain import draft_clashes
from app.domain.catalogue import Catalogue, Sold
from app.domain.draft import Content, Draft, DraftHead, DraftLine
from app.domain.draft_merge import merge
from app.domain.draft_rows import counted, grouped, percent, row, totals
from app.domain.money import Money
from app.domain.pricing import Priced, PricedLine, asked
from app.domain.ref import Ref

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
GOODS = Catalogue(
    [Sold("1", "PUMP", "Pump", "u", None, (("North", Decimal(40)), ("South", Decimal(10)))), Sold("2", "WORK", "Work")]
)
A = DraftLine("a", "PUMP", "Pump", "1", Decimal(60))
B = DraftLine("b", "WORK", "Work", "2", Decimal(1), Decimal("100"))
CONTENT = Content(DraftHead(), (A, B))
DRAFT = Draft("d", Ref("erp", "customer", "3"), "Acme", "EUR", CONTENT, AT)


def answer(currency: str = "EUR") -> Priced:
    lines = (
        PricedLine("a", Decimal("9"), Decimal("9"), Decimal("10"), Decimal("6"), Money(54000, currency)),
        PricedLine("b", Decimal("120"), Decimal("100"), Decimal("125"), None, Money(10000, currency)),
    )
    total = Money(64000, currency)
    return Priced(asked(DRAFT), lines, (), total, Money(0, currency), total, "EUR", "B2B", AT)


def test_a_line_as_it_was_priced() -> None:
    found = row(A, answer(), GOODS)
    assert (found.own, found.price, found.net, found.current) == (9, 9, Money(54000, "EUR"), True)
    assert (percent(found.off), percent(found.margin)) == ("10.0 %", "33.3 %")
    assert found.short, "60 are wanted, 50 lie there"
    assert percent(row(B, answer(), GOODS).margin) == "–", "nobody knows what it costs"
    assert not row(B, answer(), GOODS).short, "what is not kept cannot be short"


@pytest.mark.parametrize(
    "change", [{"quantity": Decimal(61)}, {"price": Decimal(8)}, {"discount": Decimal(5)}], ids=lambda c: next(iter(c))
)
def test_a_line_that_was_changed_since_shows_its_former_figures_as_former(change: dict[str, Decimal]) -> None:
    found = row(replace(A, **change), answer(), GOODS)  # type: ignore[arg-type]
    assert (found.net, found.current) == (Money(54000, "EUR"), False)


def test_another_product_in_a_line_shows_nothing_of_the_one_before() -> None:
    found = row(replace(A, product="2", sku="WORK"), answer(), GOODS)
    assert (found.own, found.net, found.current) == (None, None, False)


def test_in_another_currency_nothing_is_compared_with_the_companys_own() -> None:
    found = row(A, answer("USD"), GOODS)
    assert (found.price, found.list_price, found.off, found.margin) == (9, None, None, None)
    told = totals(CONTENT, answer("USD"))
    assert told is not None
    assert (told.margin, told.unknown) == (None, 2)


def test_a_line_that_the_erp_refused_says_so() -> None:
    priced = replace(answer(), lines=answer().lines[1:], refused=(("a", "It is not sold any more"),))
    assert row(A, priced, GOODS).refused == "It is not sold any more"


def test_totals_are_current_only_for_the_quote_as_it_stands() -> None:
    told = totals(CONTENT, answer())
    assert told is not None
    assert (told.current, percent(told.margin), told.unknown) == (True, "33.3 %", 1)
    for other in (
        Content(DraftHead(), (A,)),
        Content(DraftHead(), (A, replace(B, quantity=Decimal(2)))),
        Content(DraftHead(), (A, B, DraftLine("c", "PUMP", "Pump", "1", Decimal(1)))),
    ):
        told = totals(other, answer())
        assert told is not None
        assert not told.current
    assert totals(Content(DraftHead(), (*CONTENT.lines, DraftLine("e"))), answer()).current, "an empty line is none"  # type: ignore[union-attr]
    assert totals(CONTENT, None) is None


def test_figures_are_written_with_every_digit_that_says_something() -> None:
    assert [grouped(Decimal(x), "EUR") for x in ("16605", "25.1345", "0.5", "-3")] == [
        "16,605.00",
        "25.1345",
        "0.50",
        "\u22123.00",
    ]
    assert grouped(Decimal("163"), "JPY") == "163"
    assert [counted(Decimal(x)) for x in ("4000", "2.50", "1E+2")] == ["4,000", "2.5", "100"]


def test_a_clash_in_words() -> None:
    mine, theirs = (Content(DraftHead(payment=p), (replace(A, quantity=q), *rest)) for p, q, rest in (
        ("Net 45", Decimal(61), (B,)),
        ("Net 60", Decimal(1200), ()),
    ))  # fmt: skip
    found = merge(CONTENT, mine, theirs)
    told = draft_clashes.shown(found.clashes, mine, theirs, "EUR", 1)
    assert [(x.label, x.note, x.texts) for x in told.fields] == [
        ("Payment terms", "", ("none", "Net 45", "Net 60")),
        ("Line 1, PUMP, quantity", "M or T settles it", ("60", "61", "1,200")),
        ("Line 2, WORK, the line itself", "", ("WORK 1 at 100.00", "WORK 1 at 100.00", "no line")),
    ]
