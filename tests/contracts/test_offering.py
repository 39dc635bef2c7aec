"""A new quotation in the ERP: made once, whoever retries; what cannot be offered leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.letter import Absent, Guard, Letter, Took, Unsure
from app.errors import OutcomeUnknown, RefusedByRemote
from tests.contracts import letters
from tests.contracts.counter import Counter
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)
Row = dict[str, Any]
UNTIL = (date(2026, 1, 1) + timedelta(days=20_000)).isoformat()
NAMES = ["number", "state", "party", "comment", "description", "quotation_expire", "currency.code"]
_mark = 0


@pytest.fixture
def mark() -> str:
    """Stands on the quotation of one test, so that it is told from others."""
    global _mark
    _mark += 1
    return f"offer {_mark}"


def letter(target: Target, counter: Counter, mark: str, **other: Any) -> Letter:
    rows = counter.desk.on(
        "product.product", "search_read", [["code", "in", ["N1001", "N1002"]]], 0, 2, [["code", "ASC"]], ["code"]
    )
    first, second = ({"product": str(r["id"]), "sku": r["code"]} for r in rows)
    lines = [
        {**first, "quantity": "4", "unit_price": "12.3456", "note": "the blue ones"},
        {**second, "quantity": "2", "unit_price": "7.5", "note": ""},
        {**first, "quantity": "1", "unit_price": "11", "note": ""},
    ]
    head = {"outside": mark, "delivery": "DAP", "valid_until": UNTIL, "payment": ""}
    body: Row = {
        "customer": str(counter.party),
        "currency": target.office.currency,
        "head": head,
        "lines": lines,
        "inside": "ask Frank",
    }
    return letters.letter("offer_quote", body | other, "New quote")


def made(counter: Counter, mark: str) -> list[Row]:
    return [dict(x) for x in counter.desk.on("sale.sale", "search_read", [["comment", "=", mark]], 0, None, None, NAMES)]


def goods(counter: Counter, sale: Row) -> list[tuple[str, float, str, str]]:
    domain = [["sale", "=", sale["id"]], ["type", "=", "line"], ["product.code", "like", "N%"]]
    names = ["quantity", "unit_price", "description", "product.code"]
    rows = counter.desk.on("sale.line", "search_read", domain, 0, None, [["id", "ASC"]], names)
    return [
        (x["product."]["code"], float(x["quantity"]), x["unit_price"]["decimal"].rstrip("0").rstrip("."), x["description"] or "")
        for x in rows
    ]


def test_it_has_the_guard_of_its_server_and_a_rep_may(target: Target) -> None:
    connector = target.connect("carla")
    assert connector.guard("offer_quote") is (Guard.KEY if target.addon else Guard.PLAIN)
    assert connector.capabilities()["offer_quote"] == ""


def test_the_preview_is_the_effect_and_changes_nothing(target: Target, counter: Counter, mark: str) -> None:
    connector, wanted = target.connect("carla"), letter(target, counter, mark)
    promised = connector.preview(wanted)
    assert made(counter, mark) == []
    receipt = connector.deliver(wanted)
    assert receipt.effects == promised
    money = target.office.currency
    told = [(e.field, e.before, e.after) for e in promised]
    assert [x for x in told if x[0] != "delivered from"] == [
        ("state", "", "quoted"),
        ("valid until", "", UNTIL),
        ("delivery terms", "", "DAP"),
        ("note on the quote", "", mark),
        ("line N1001", "", f"4 at 12.3456 {money}"),
        ("note on line N1001", "", "the blue ones"),
        ("line N1002", "", f"2 at 7.50 {money}"),
        ("line N1001 (2)", "", f"1 at 11.00 {money}"),
    ]
    assert any(field == "delivered from" and house for field, _, house in told)
    [sale] = made(counter, mark)
    assert (sale["state"], sale["party"], sale["description"]) == ("quotation", counter.party, "DAP")
    assert sale["number"] in receipt.words
    assert goods(counter, sale) == [
        ("N1001", 4.0, "12.3456", "the blue ones"),
        ("N1002", 2.0, "7.5", ""),
        ("N1001", 1.0, "11", ""),
    ]
    day = sale["quotation_expire"]
    assert date(day["year"], day["month"], day["day"]).isoformat() == UNTIL


def test_sent_twice_is_made_once(target: Target, counter: Counter, mark: str) -> None:
    connector, wanted = target.connect("carla"), letter(target, counter, mark)
    first = connector.deliver(wanted)
    again = connector.deliver(replace(wanted, attempt=2))
    assert (again.replayed, again.effects) == (True, first.effects)
    assert len(made(counter, mark)) == 1
    assert isinstance(connector.verify(wanted), Took)


def test_it_is_delivered_from_where_a_person_said(target: Target, counter: Counter, mark: str) -> None:
    houses = counter.desk.on("stock.location", "search_read", [["type", "=", "warehouse"]], 0, None, [["id", "DESC"]], ["name"])
    wanted = letter(target, counter, mark, warehouse=str(houses[0]["id"]))
    assert ("delivered from", houses[0]["name"]) in [(e.field, e.after) for e in target.connect("carla").preview(wanted)]


def test_another_letter_makes_another(target: Target, counter: Counter, mark: str) -> None:
    connector = target.connect("carla")
    for _ in range(2):
        connector.deliver(letter(target, counter, mark))
    assert len(made(counter, mark)) == 2


@pytest.mark.parametrize("fault", ["drop", "cut"])
@pytest.mark.parametrize("at", [1, 2])
def test_broken_off_at_any_call_it_is_completed_by_sending_it_again(
    target: Target, counter: Counter, mark: str, fault: str, at: int
) -> None:
    connector, wanted = target.connect("carla"), letter(target, counter, mark)
    connector.hello()
    calls = iter(range(1, 100))
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(wanted)
        target.faults.planned.clear()  # it has fewer calls than that
    except OutcomeUnknown:
        found = connector.verify(wanted)
        assert isinstance(found, Took | Absent)
        if isinstance(found, Absent):
            assert connector.deliver(replace(wanted, attempt=2)).effects
    assert [x["state"] for x in made(counter, mark)] == ["quotation"]
    assert isinstance(connector.verify(wanted), Took)


def cancelled(counter: Counter, sale: Row) -> None:
    counter.desk.on("sale.sale", "cancel", [sale["id"]])


def dearer(counter: Counter, sale: Row) -> None:
    [line, *_] = counter.desk.on("sale.line", "search", [["sale", "=", sale["id"]]], 0, 1, [["id", "ASC"]])
    counter.desk.on("sale.line", "write", [line], {"unit_price": {"__class__": "Decimal", "decimal": "99.00"}})


def fewer(counter: Counter, sale: Row) -> None:
    [line, *_] = counter.desk.on("sale.line", "search", [["sale", "=", sale["id"]]], 0, 1, [["id", "DESC"]])
    counter.desk.on("sale.line", "delete", [line])


def other_words(counter: Counter, sale: Row) -> None:
    counter.desk.on("sale.sale", "write", [sale["id"]], {"description": "EXW"})


@pytest.mark.parametrize("meddle", [cancelled, dearer, fewer, other_words], ids=lambda f: str(f.__name__))
def test_what_a_colleague_does_with_it_before_the_letter_goes_again_is_a_persons_to_look_at(
    target: Target, counter: Counter, mark: str, meddle: Callable[[Counter, Row], None]
) -> None:
    """Neither is a second one made, nor is what they wrote offered as ours. With our add-on it is quoted at once, or not there."""
    connector, wanted = target.connect("carla"), letter(target, counter, mark)
    connector.hello()
    target.faults.drop_reply_to_next_write()
    with pytest.raises(OutcomeUnknown):
        connector.deliver(wanted)
    [sale] = made(counter, mark)
    if target.addon:
        assert sale["state"] == "quotation"
        return
    meddle(counter, sale)
    assert isinstance(connector.verify(wanted), Unsure)
    with pytest.raises(OutcomeUnknown):
        connector.deliver(replace(wanted, attempt=2))
    assert [x["state"] for x in made(counter, mark)] == ["cancelled" if meddle is cancelled else "draft"]


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ({"customer": "99999999"}, "customer"),
        ({"currency": "XTS"}, "XTS"),
        ({"lines": []}, "goods"),
        ({"head": {"payment": "Net 4711"}}, "Net 4711"),
        ({"head": {"valid_until": "2020-01-01"}}, "is over"),
    ],
    ids=lambda p: next(iter(p)) if isinstance(p, dict) else "",
)
def test_what_the_erp_does_not_know_is_refused_and_nothing_is_left(
    target: Target, counter: Counter, mark: str, part: Row, says: str
) -> None:
    if "head" in part:
        part = {"head": {**part["head"], "outside": mark}}
    wanted, connector = letter(target, counter, mark, **part), target.connect("carla")
    with pytest.raises(RefusedByRemote, match=says):
        connector.preview(wanted)
    with pytest.raises(RefusedByRemote, match=says):
        connector.deliver(wanted)
    assert made(counter, mark) == []


def test_what_is_refused_when_it_is_quoted_leaves_nothing(target: Target, counter: Counter, mark: str) -> None:
    """A rep may not decide on short stock."""
    body = letter(target, counter, mark).body()
    body["lines"][0]["quantity"] = "999999"  # type: ignore[index]
    greedy, connector = letters.letter("offer_quote", body, "New quote"), target.connect("carla")
    with pytest.raises(RefusedByRemote):
        connector.deliver(greedy)
    assert made(counter, mark) == []
    assert isinstance(connector.verify(greedy), Absent)
