"""A quotation written anew in the ERP: lines changed, added and taken out, terms and notes, once, whoever retries; else as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.letter import Absent, Guard, Letter, Took
from app.domain.quotation import Quotation, base_of
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote
from tests.contracts import letters
from tests.contracts.bookings import a_quotation
from tests.contracts.copy import Copy
from tests.contracts.counter import Counter
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)
Row = dict[str, Any]
UNTIL = (date(2026, 1, 1) + timedelta(days=20_000)).isoformat()
NAMES = ["number", "state", "comment", "description", "payment_term.name", "quotation_expire", "_timestamp"]
LINE = ["quantity", "unit_price", "description", "product", "product.code"]
Change = Callable[[list[Row]], Row]


@pytest.fixture
def shared(target: Target, counter: Counter) -> str:
    """A quotation with 4 N1001 at 12.3456, 1 N1002 at 7.5, and the carriage that the ERP added by itself."""
    return a_quotation(target, counter)


def as_body(row: Row) -> Row:
    price = str(row["unit_price"]["decimal"])
    figures = {"quantity": str(row["quantity"]), "unit_price": price, "note": row["description"] or ""}
    return {"line": str(row["id"]), "product": str(row["product"]), "sku": row["product."]["code"], **figures}


def goods(counter: Counter, shared: str) -> list[Row]:
    domain = [["sale", "=", counter.sale(shared)["id"]], ["type", "=", "line"]]
    return [dict(x) for x in counter.desk.on("sale.line", "search_read", domain, 0, None, [["id", "ASC"]], LINE)]


def seen(counter: Counter, shared: str) -> Any:
    """All that is offered but what the ERP adds by itself, which it makes anew each time."""
    [sale] = counter.desk.on("sale.sale", "search_read", [["id", "=", counter.sale(shared)["id"]]], 0, 1, None, NAMES)
    lines = [
        (x["product."]["code"], float(x["quantity"]), x["unit_price"]["decimal"].rstrip("0"), x["description"] or "")
        for x in goods(counter, shared)
    ]
    head = (
        sale["state"],
        sale["comment"] or "",
        sale["description"] or "",
        sale["payment_term."]["name"],
        sale["quotation_expire"],
    )
    return head, sorted(x for x in lines if x[0].startswith("N"))


def changed(first: Row, second: Row, *others: Row) -> Row:
    """More of the first, dearer and with a note; none of the second; another product in its place."""
    figures = {k: first[k] for k in ("quantity", "unit_price", "note")}
    write = [{"line": first["line"], "product": first["product"], "sku": first["sku"], "from": figures,
              "to": {"quantity": "6", "unit_price": "11.5", "note": "the blue ones"}}]  # fmt: skip
    third = {"product": second["product"], "sku": second["sku"], "quantity": "3", "unit_price": "99.25", "note": ""}
    return {"write": write, "create": [third], "delete": [second], "untouched": list(others)}


def letter(target: Target, counter: Counter, shared: str, **other: Any) -> Letter:
    lines = [as_body(x) for x in goods(counter, shared)]
    mine = sorted((x for x in lines if x["sku"].startswith("N")), key=lambda x: str(x["sku"]))
    sale = counter.sale(shared)
    terms = {
        "from": {"outside": "", "delivery": "", "valid_until": ""},
        "to": {"outside": "Two lots", "delivery": "DAP", "valid_until": UNTIL},
    }
    body = {"sale": str(sale["id"]), "head": terms, **changed(*mine, *(x for x in lines if x not in mine)), **other}
    return letters.letter("revise_quote", body, str(sale["number"]), str(sale["_timestamp"]))


def test_it_has_the_guard_of_its_server_and_a_rep_may(target: Target) -> None:
    connector = target.connect("carla")
    assert connector.guard("revise_quote") is (Guard.KEY if target.addon else Guard.COND)
    assert connector.capabilities()["revise_quote"] == ""


def test_the_preview_is_the_effect_and_changes_nothing(target: Target, counter: Counter, shared: str) -> None:
    connector, before = target.connect("carla"), seen(counter, shared)
    made = letter(target, counter, shared)
    promised = connector.preview(made)
    assert seen(counter, shared) == before
    receipt = connector.deliver(made)
    assert receipt.effects == promised
    money = target.office.currency
    assert {(e.field, e.before, e.after) for e in promised} == {
        ("note on the quote", "", "Two lots"),
        ("delivery terms", "", "DAP"),
        ("valid until", "", UNTIL),
        ("line N1001", f"4 at 12.3456 {money}", f"6 at 11.50 {money}"),
        ("note on line N1001", "", "the blue ones"),
        ("line N1002", "", f"3 at 99.25 {money}"),
        ("line N1002 (2)", f"1 at 7.50 {money}", ""),
    }
    head, lines = seen(counter, shared)
    assert head[:3] == ("quotation", "Two lots", "DAP")
    assert lines == [("N1001", 6.0, "11.5", "the blue ones"), ("N1002", 3.0, "99.25", "")]


def test_sent_twice_is_done_once(target: Target, counter: Counter, shared: str) -> None:
    connector, made = target.connect("carla"), letter(target, counter, shared)
    first = connector.deliver(made)
    after = seen(counter, shared)
    again = connector.deliver(replace(made, attempt=2))
    assert (again.replayed, again.effects) == (True, first.effects)
    assert seen(counter, shared) == after
    assert isinstance(connector.verify(made), Took)


@pytest.mark.parametrize("fault", ["drop", "cut"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_broken_off_at_any_call_it_is_completed_by_sending_it_again(
    target: Target, counter: Counter, shared: str, fault: str, at: int
) -> None:
    connector, made = target.connect("carla"), letter(target, counter, shared)
    connector.hello()
    calls = iter(range(1, 100))
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(made)
        target.faults.planned.clear()  # it has fewer calls than that
    except OutcomeUnknown:
        found = connector.verify(made)
        assert isinstance(found, Took | Absent)
        if isinstance(found, Absent):
            assert connector.deliver(replace(made, attempt=2)).effects
    assert seen(counter, shared)[1] == [("N1001", 6.0, "11.5", "the blue ones"), ("N1002", 3.0, "99.25", "")]
    assert seen(counter, shared)[0][0] == "quotation"
    assert isinstance(connector.verify(made), Took)


@pytest.mark.parametrize("what", ["quantity", "unit_price"])
def test_a_line_that_a_colleague_changed_is_a_conflict(target: Target, counter: Counter, shared: str, what: str) -> None:
    """Also where nothing of it is touched: nobody offers what they have not seen. A line of its own does not change its sale's stamp."""
    made = letter(target, counter, shared)
    counter.press(shared, "draft")
    other = goods(counter, shared)[0]
    value: Any = 9.0 if what == "quantity" else {"__class__": "Decimal", "decimal": "1.00"}
    counter.desk.on("sale.line", "write", [other["id"]], {what: value})
    counter.press(shared, "quote")
    after = seen(counter, shared)
    connector = target.connect("carla")
    for send in (connector.preview, connector.deliver):
        with pytest.raises(Conflict):
            send(made)
    assert seen(counter, shared) == after


def test_what_the_erp_refuses_half_way_leaves_it_as_it_was(target: Target, counter: Counter, shared: str) -> None:
    """A rep may not decide on short stock, which is asked for when it is quoted again."""
    before = seen(counter, shared)
    made = letter(target, counter, shared)
    body = made.body()
    body["write"][0]["to"]["quantity"] = "999999"  # type: ignore[index]
    greedy = letters.letter("revise_quote", body, made.document, made.expected_rev)
    connector = target.connect("carla")
    with pytest.raises(RefusedByRemote):
        connector.deliver(greedy)
    assert seen(counter, shared) == before
    assert isinstance(connector.verify(greedy), Absent)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ({"from": {"payment": ""}, "to": {"payment": "Net 4711"}}, "Net 4711"),
        ({"from": {"valid_until": ""}, "to": {"valid_until": "2020-01-01"}}, "is over"),
        ({"from": {"valid_until": ""}, "to": {"valid_until": "soon"}}, "not a day"),
        ({"from": {"colour": ""}, "to": {"colour": "x"}}, "what it changes"),
    ],
)
def test_terms_that_the_erp_does_not_know_are_refused(
    target: Target, counter: Counter, shared: str, head: Row, says: str
) -> None:
    before = seen(counter, shared)
    if "payment" in head["from"]:
        head = {**head, "from": {"payment": before[0][3]}}
    made = letter(target, counter, shared, head=head)
    connector = target.connect("carla")
    with pytest.raises(RefusedByRemote, match=says):
        connector.preview(made)
    with pytest.raises(RefusedByRemote, match=says):
        connector.deliver(made)
    assert seen(counter, shared) == before


def nothing(first: Row, second: Row) -> tuple[Row, ...]:
    """Letters after which the offer would read as before."""
    empty: Row = {"head": {"from": {}, "to": {}}, "write": [], "create": [], "delete": [], "untouched": [first, second]}
    figures = {k: first[k] for k in ("quantity", "unit_price", "note")}
    same = {**{k: first[k] for k in ("line", "product", "sku")}, "from": figures, "to": figures}
    again = {k: v for k, v in second.items() if k != "line"}
    return empty, {**empty, "write": [same]}, {**empty, "create": [again], "delete": [second]}


@pytest.mark.parametrize("which", range(3), ids=["nothing", "a line as it is", "a line made anew as it is"])
def test_a_letter_that_changes_nothing_of_the_offer_is_refused_and_it_stays_quoted(
    target: Target, counter: Counter, shared: str, which: int
) -> None:
    """A note for colleagues alone, for instance: nobody could tell afterwards whether it was done."""
    first, second, *_ = (as_body(x) for x in goods(counter, shared))
    made = letter(target, counter, shared, inside="ask Frank", **nothing(first, second)[which])
    before, connector = seen(counter, shared), target.connect("carla")
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match="would change"):
            send(made)
    assert seen(counter, shared) == before


def test_an_order_is_not_revised(target: Target, counter: Counter, shared: str) -> None:
    made = letter(target, counter, shared)
    counter.press(shared, "cancel")
    with pytest.raises(RefusedByRemote):
        target.connect("carla").deliver(made)


def test_a_draft_that_was_never_quoted_has_no_last_day_until_somebody_writes_one(
    target: Target, counter: Counter, shared: str
) -> None:
    """The ERP counts its days from today: what it calls the last day is another one tomorrow, without a new stamp."""
    counter.press(shared, "draft")
    key = counter.sale(shared)["id"]
    month = {"__class__": "timedelta", "seconds": 30 * 86400}
    counter.desk.on("sale.sale", "write", [key], {"quotation_date": None, "quotation_validity": month})
    copy = Copy(target, "carla").round()
    sale = copy.records["sales"][str(key)]
    assert sale.expires_on is not None, "counted from today"
    base = base_of(Quotation(sale, (), copy.records["customers"][sale.customer], whole=False))
    assert base.content.head.valid_until is None
    made = letter(target, counter, shared, head={"from": {"valid_until": ""}, "to": {"valid_until": UNTIL}})
    connector = target.connect("carla")
    promised = connector.preview(made)
    assert ("valid until", "", UNTIL) in {(e.field, e.before, e.after) for e in promised}
    assert connector.deliver(made).effects == promised
    until = date.fromisoformat(UNTIL)
    state, *_, expires = seen(counter, shared)[0]
    assert (state, expires) == ("draft", {"__class__": "date", "year": until.year, "month": until.month, "day": until.day})
    assert connector.deliver(replace(made, attempt=2)).replayed
