"""From a draft to what the ERP is asked: every price as it was seen, nothing that was not changed, nothing that cannot be offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.domain.draft import Base, Content, Draft, DraftHead, DraftLine, Typing
from app.domain.letter import canonical
from app.domain.money import Money
from app.domain.offer import OFFER, case_of, plan, problem
from app.domain.pricing import Priced, PricedLine, asked
from app.domain.ref import Ref
from app.domain.steps import read

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
PUMP = DraftLine("a", "PUMP", "Pump", "1", Decimal("60"), note="blue")
WORK = DraftLine("b", "WORK", "Work", "2", Decimal("1"), Decimal("100.00"))
HEAD = DraftHead("DAP", "Net 45", date(2026, 12, 24), "ask Frank", "Many thanks")
FRESH = Draft("d", Ref("erp", "customer", "3"), "Acme", "EUR", Content(HEAD, (PUMP, DraftLine("e"), WORK)), AT)
AGREED = (
    replace(PUMP, price=Decimal("9.0000")),
    WORK,
    DraftLine("c", "CABLE", "Cable", "4", Decimal(5), Decimal(2)),
)
BASE = Base(
    Ref("erp", "sale", "7"), "SO7", (("sale", "7", "1.5"), ("line", "a", "1.1")), Content(DraftHead(payment="Net 30"), AGREED)
)


def priced(draft: Draft) -> Priced:
    """By hand as it was set, else at 9."""
    lines = tuple(
        PricedLine(x.key, Decimal("9.0000"), x.price if x.price is not None else Decimal("9.0000"), None, None, Money(100, "EUR"))
        for x in asked(draft).lines
    )
    total = Money(100 * len(lines), "EUR")
    return Priced(asked(draft), lines, (), total, Money(0, "EUR"), total, "EUR", "", AT)


def body(draft: Draft) -> dict[str, Any]:
    made = plan(draft, priced(draft))
    assert read(canonical(made.payload())[0]) == made, "it survives being taken down"
    [step] = made.steps
    return dict(step.body)


def begun(content: Content) -> Draft:
    return replace(FRESH, content=content, base=BASE)


def test_a_new_quote() -> None:
    made = plan(FRESH, priced(FRESH))
    assert (made.deed, made.outcome, made.gate) == (OFFER, "offered", {"source": "erp", "value": [200, "EUR"]})
    assert (made.steps[0].deed, made.steps[0].source, made.steps[0].rev, made.undoable) == ("offer_quote", "erp", None, False)
    assert body(FRESH) == {
        "customer": "3",
        "currency": "EUR",
        "head": {"payment": "Net 45", "valid_until": "2026-12-24", "delivery": "DAP", "outside": "Many thanks"},
        "inside": "ask Frank",
        "lines": [
            {"product": "1", "sku": "PUMP", "quantity": "60", "unit_price": "9", "note": "blue"},
            {"product": "2", "sku": "WORK", "quantity": "1", "unit_price": "100", "note": ""},
        ],
    }


def test_a_quotation_names_what_is_changed_and_what_must_be_as_it_was() -> None:
    new = DraftLine("n", "PUMP", "Pump", "1", Decimal(3))
    draft = begun(Content(DraftHead(payment="Net 60"), (replace(AGREED[0], quantity=Decimal(61)), WORK, new)))
    made = plan(draft, priced(draft))
    assert (made.steps[0].deed, made.steps[0].document, made.steps[0].rev) == ("revise_quote", "SO7", "1.5")
    old = {"quantity": "60", "unit_price": "9", "note": "blue"}
    assert body(draft) == {
        "sale": "7",
        "head": {"from": {"payment": "Net 30"}, "to": {"payment": "Net 60"}},
        "write": [{"line": "a", "product": "1", "sku": "PUMP", "from": old, "to": {**old, "quantity": "61"}}],
        "create": [{"product": "1", "sku": "PUMP", "quantity": "3", "unit_price": "9", "note": ""}],
        "delete": [{"line": "c", "product": "4", "sku": "CABLE", "quantity": "5", "unit_price": "2", "note": ""}],
        "untouched": [{"line": "b", "product": "2", "sku": "WORK", "quantity": "1", "unit_price": "100", "note": ""}],
        "inside": "",
    }


def test_another_product_in_a_line_is_another_line() -> None:
    draft = begun(Content(BASE.content.head, (replace(AGREED[0], product="9", sku="VALVE", price=None), *AGREED[1:])))
    told = body(draft)
    assert [x["sku"] for x in told["delete"]] == ["PUMP"]
    assert [x["sku"] for x in told["create"]] == ["VALVE"]
    assert told["write"] == []


def test_a_price_that_the_erp_gives_again_is_written_as_it_gave_it() -> None:
    draft = begun(Content(BASE.content.head, (AGREED[0], replace(WORK, price=None), AGREED[2])))
    [line] = body(draft)["write"]
    assert (line["from"]["unit_price"], line["to"]["unit_price"]) == ("100", "9")


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (replace(FRESH, content=Content()), "It has no line yet"),
        (replace(FRESH, content=Content(HEAD, (replace(PUMP, quantity=None),))), "Line 1, PUMP, has no quantity"),
        (replace(FRESH, typing=Typing("a", "quantity", "6")), "A field is still being written"),
        (begun(BASE.content), "Nothing in it is changed"),
        (begun(replace(BASE.content, head=replace(BASE.content.head, inside="ask Frank"))), "Nothing the ERP keeps is changed"),
        (
            begun(replace(BASE.content, lines=(AGREED[0], replace(WORK, reason="mail"), AGREED[2]))),
            "Nothing the ERP keeps is changed",
        ),
        (begun(replace(BASE.content, lines=(WORK, AGREED[0], AGREED[2]))), "Nothing the ERP keeps is changed"),
    ],
    ids=["empty", "no quantity", "typing", "unchanged", "a note for colleagues", "a reason", "another order"],
)
def test_what_cannot_be_offered(draft: Draft, says: str) -> None:
    assert problem(draft, priced(draft)) == says
    with pytest.raises(ValueError, match=says):
        plan(draft, priced(draft))


def test_any_one_thing_that_the_erp_keeps_is_enough() -> None:
    pump, work, cable = AGREED
    head = replace(BASE.content.head, outside="Many thanks")
    changed = (
        Content(head, AGREED),
        Content(BASE.content.head, (replace(pump, note="red"), work, cable)),
        Content(BASE.content.head, (*AGREED, DraftLine("n", "PUMP", "Pump", "1", Decimal(3)))),
        Content(BASE.content.head, (pump, work)),
    )
    for content in changed:
        assert problem(begun(content), priced(begun(content))) == ""


def test_only_at_prices_that_were_seen() -> None:
    assert problem(FRESH, None) == "The ERP has not priced it as it stands"
    other = replace(FRESH, content=Content(HEAD, (replace(PUMP, quantity=Decimal(61)), WORK)))
    assert problem(other, priced(FRESH)) == "The ERP has not priced it as it stands"
    refused = replace(priced(FRESH), refused=(("a", "It is not sold any more"),))
    assert problem(FRESH, refused) == "The ERP does not price 1 of its lines: It is not sold any more"
    assert problem(FRESH, priced(FRESH)) == ""


def test_one_draft_has_one_case_whoever_asks() -> None:
    tenant = UUID(int=5)
    one, two = (case_of(FRESH, priced(FRESH), tenant, AT) for _ in range(2))
    assert one == two
    assert (one.type, one.fingerprint) == (OFFER, "offer|erp|draft|d|offer")
    assert case_of(replace(FRESH, id="other"), priced(FRESH), tenant, AT).case_id != one.case_id
