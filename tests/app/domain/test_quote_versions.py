"""Versions of a quotation: in whose order they stand, what changed outside between them, and what of any two is another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.domain.draft import Content, DraftHead, DraftLine
from app.domain.letter import canonical
from app.domain.money import Money
from app.domain.quote_version import (
    CONVERTED,
    OFFERED,
    Makes,
    Now,
    QuoteVersion,
    annotated,
    content_of,
    differences,
    drift,
    entries,
    makes,
    same,
    told,
    written,
)
from app.domain.ref import Ref
from app.domain.steps import Plan, Step, read
from app.domain.version_diff import diff

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
PUMP = DraftLine("1", "PUMP", "Pump", "11", Decimal("60"), Decimal("9.50"), note="blue")
WORK = DraftLine("2", "WORK", "Work", "12", Decimal("1"), Decimal("100"))
ONE = Content(DraftHead(payment="Net 30", valid_until=date(2026, 12, 24)), (PUMP, WORK))
CABLE = DraftLine("3", "CABLE", "Cable", "13", Decimal("5"), Decimal("2"))
TWO = Content(replace(ONE.head, payment="Net 60"), (replace(PUMP, quantity=Decimal(80), price=Decimal("9.20")), CABLE))


def version(number: int, content: Content, base: Content | None = None, minutes: int = 0) -> QuoteVersion:
    at = AT + timedelta(minutes=minutes)
    return QuoteVersion(Ref("erp", "sale", "7"), number, OFFERED, "rep", at, f"d{number}", "SO7", content, base, None)


def now(content: Content) -> Now:
    return Now(content, Money(67000, "EUR"), "frank", AT)


def shown(*args: object) -> list[tuple[str, str, bool]]:
    return [(e.number, e.how, e.current) for e in entries(*args)]  # type: ignore[arg-type]


# ---- kept ----


def test_what_was_offered_survives_the_payload() -> None:
    made = Makes(OFFERED, TWO, ONE, Money(74600, "EUR"))
    plan = Plan("offer", (Step("erp", "revise_quote", "SO7", {}),), version=told(made))
    again = read(canonical(plan.payload())[0])
    assert again == plan
    assert makes(again.version) == made
    assert content_of(written(ONE)) == ONE
    assert makes(None) is None


def test_what_is_taken_back_says_again_what_was_before() -> None:
    undo = Step("erp", "set_validity", "SO7", {"to": "a"})
    plan = Plan(
        "extend_quote", (Step("erp", "set_validity", "SO7", {"to": "b"}, undo=undo),), version=told(Makes("extended", TWO, ONE))
    )
    back = makes(plan.back("").version)
    assert back is not None
    assert (back.how, back.content, back.base) == ("taken back", ONE, TWO)
    assert replace(plan, version=told(Makes(CONVERTED, ONE))).back("").version is None


def test_the_erp_says_what_stands_there_and_the_person_why() -> None:
    """Carriage that the ERP added is of the version; name, discount and reason are the person's."""
    planned = replace(ONE, lines=(replace(PUMP, key="new-1", discount=Decimal(5), reason="a bundle"), WORK))
    freight = DraftLine("9", "FREIGHT", "", "99", Decimal(1), Decimal("12"))
    stands = Content(ONE.head, (replace(PUMP, key="41", name=""), replace(WORK, name=""), freight))
    found = annotated(stands, replace(planned, head=replace(planned.head, inside="ask Frank")))
    assert [(x.key, x.name, x.discount, x.reason) for x in found.lines] == [
        ("41", "Pump", Decimal(5), "a bundle"),
        ("2", "Work", None, ""),
        ("9", "", None, ""),
    ]
    assert found.head.inside == "ask Frank"


# ---- alike ----


def test_the_same_goods_under_other_keys_in_another_order_are_the_same_offer() -> None:
    assert same(ONE, replace(ONE, lines=(replace(WORK, key="77"), replace(PUMP, key="78", price=Decimal("9.5000")))))
    assert same(ONE, replace(ONE, head=replace(ONE.head, inside="only we read it")))


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (replace(ONE, head=replace(ONE.head, payment="Net 60")), ("payment terms",)),
        (replace(ONE, head=replace(ONE.head, valid_until=None)), ("the last day",)),
        (replace(ONE, head=replace(ONE.head, outside="Thanks")), ("the printed note",)),
        (replace(ONE, lines=(replace(PUMP, price=Decimal("9.49")), WORK)), ("PUMP",)),
        (replace(ONE, lines=(PUMP, PUMP, WORK)), ("PUMP",)),
        (replace(ONE, lines=(replace(PUMP, note="red"), WORK)), ("PUMP",)),
        (replace(ONE, lines=(PUMP,)), ("WORK",)),
    ],
)
def test_whatever_the_customer_reads_otherwise_is_named(other: Content, what: tuple[str, ...]) -> None:
    assert differences(ONE, other) == differences(other, ONE) == what


# ---- their order ----


def test_numbers_tell_the_order_whatever_the_clocks_said() -> None:
    """The second was offered from a console whose clock is an hour late."""
    found = [version(2, TWO, ONE, minutes=-60), version(1, ONE)]
    assert shown(found, now(TWO)) == [("2", OFFERED, True), ("1", OFFERED, False)]


def test_what_changed_outside_between_two_versions_stands_between_them() -> None:
    seen = replace(ONE, lines=(PUMP,))
    found = [version(1, ONE), version(2, TWO, seen)]
    assert shown(found, now(TWO)) == [("2", OFFERED, True), ("", "changed in the ERP", False), ("1", OFFERED, False)]


def test_what_changed_outside_since_is_current_and_has_no_number() -> None:
    assert shown([version(1, ONE)], now(TWO)) == [("", "changed in the ERP", True), ("1", OFFERED, False)]
    assert drift([version(1, ONE)], TWO) == (version(1, ONE), ("payment terms", "PUMP", "WORK", "CABLE"))
    assert drift([version(1, ONE), version(2, TWO)], TWO) is None
    assert drift([], ONE) is None


def test_a_quotation_that_was_written_in_the_erp_begins_there() -> None:
    assert shown([], now(ONE)) == [("", "as it stands in the ERP", True)]
    assert shown([version(1, TWO, ONE)], now(TWO)) == [("1", OFFERED, True), ("", "written in the ERP", False)]


def test_over_it_has_its_versions_and_none_is_current() -> None:
    assert shown([version(1, ONE), version(2, TWO, ONE)], None) == [("2", OFFERED, False), ("1", OFFERED, False)]
    assert shown([], None) == []


# ---- side by side ----


def test_the_difference_names_head_lines_and_money() -> None:
    found = diff(ONE, TWO, "EUR", (None, None))
    assert [(x.label, x.before, x.after) for x in found.head if x.changed] == [("Payment terms", "Net 30", "Net 60")]
    assert [(x.mark, x.line.sku, *(m.text() if m else "" for m in x.worth)) for x in found.lines] == [
        ("~", "PUMP", "570.00", "736.00"),
        ("+", "CABLE", "", "10.00"),
        ("\N{MINUS SIGN}", "WORK", "100.00", ""),
    ]
    assert [m.text() for m in found.net if m] == ["670.00", "746.00"]
    assert found.count == 4


def test_the_erps_own_net_is_shown_where_it_told_one() -> None:
    assert diff(ONE, TWO, "EUR", (Money(1, "EUR"), None)).net == (Money(1, "EUR"), Money(74600, "EUR"))


def test_two_lines_of_one_product_are_told_apart_by_their_keys_then_by_what_they_say() -> None:
    other = replace(PUMP, key="4", quantity=Decimal(5))
    anew = [replace(other, key="9"), replace(PUMP, key="8")]
    found = diff(replace(ONE, lines=(PUMP, other)), replace(ONE, lines=tuple(anew)), "EUR", (None, None))
    assert [x.mark for x in found.lines] == ["", ""]
    assert found.count == 0


def test_a_discount_and_a_note_are_differences_too() -> None:
    after = replace(PUMP, discount=Decimal(5), note="red", reason="a bundle")
    [row, _] = diff(ONE, replace(ONE, lines=(after, WORK)), "EUR", (None, None)).lines
    assert (row.mark, row.words) == ("~", (("Note", "blue", "red"), ("Reason", "", "a bundle")))


def test_from_a_version_to_itself_nothing_differs() -> None:
    assert diff(ONE, ONE, "EUR", (None, None)).count == 0
