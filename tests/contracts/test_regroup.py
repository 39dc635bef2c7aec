"""Pieces of a sale under way moved between warehouses and deliveries, and back: seen from the ERP itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.letter import Absent, Took, Unsure
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble
from tests.contracts import letters
from tests.contracts.copy import Copy
from tests.contracts.counter import Counter
from tests.contracts.dock import Dock
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)


@pytest.fixture
def dock(target: Target, counter: Counter, request: pytest.FixtureRequest) -> Dock:
    return Dock(target, counter)


def _mark(request: pytest.FixtureRequest) -> str:
    return f"CL-{abs(hash(request.node.name)) % 10**12:012d}"


def test_pieces_leave_from_another_warehouse_and_come_back(target: Target, dock: Dock, request: pytest.FixtureRequest) -> None:
    connector, mark, here = target.connect("omar"), _mark(request), int(dock.shipment["warehouse"])
    letter = dock.letter(mark=mark)
    promised = connector.preview(letter)
    assert [(e.field, e.before, e.after) for e in promised] == [("N1001 in first", "4", "1"), ("N1001 in second", "0", "3")]
    assert connector.deliver(letter).effects == promised
    assert dock.leaves() == {("N1001", here): 1.0, ("N1001", dock.there): 3.0, ("N1002", here): 1.0}
    assert {s["state"] for s in dock.shipments()} == {"assigned"}
    assert isinstance(connector.verify(letter), Took)
    assert connector.deliver(replace(letter, attempt=2)).effects == promised
    assert len(dock.shipments()) == 2

    back = dock.letter(back=True, mark=mark)
    assert connector.deliver(back).effects == tuple(replace(e, before=e.after, after=e.before) for e in promised)
    assert dock.leaves() == {("N1001", here): 4.0, ("N1002", here): 1.0}
    assert [s["state"] for s in dock.shipments()] == ["assigned"]
    assert isinstance(connector.verify(back), Took)


def test_pieces_of_one_line_go_to_two_new_deliveries_at_once_and_come_back(
    target: Target, dock: Dock, request: pytest.FixtureRequest
) -> None:
    """Both take from the same move: the second call counts on from the first."""
    connector, mark, here = target.connect("omar"), _mark(request), str(dock.shipment["id"])
    domain = [["type", "=", "warehouse"], ["id", "not in", [dock.shipment["warehouse"], dock.there]]]
    [third] = dock.desk.on("stock.location", "search", domain, 0, 1, [["id", "ASC"]])
    line, first = dock.line(), dock.letter(mark=mark, quantity="1")
    far = f"+{third}"
    moves = [{"line": line, "from": here, "to": to, "quantity": q} for to, q in ((f"+{dock.there}", "1"), (far, "2"))]
    before = [[line, here, "4"], [line, f"+{dock.there}", "0"], [line, far, "0"]]
    letter = letters.letter("regroup", {**first.body(), "moves": moves, "before": before}, first.document)
    promised = connector.preview(letter)
    assert connector.deliver(letter).effects == promised
    own = int(dock.shipment["warehouse"])
    assert dock.leaves() == {("N1001", own): 1.0, ("N1001", dock.there): 1.0, ("N1001", third): 2.0, ("N1002", own): 1.0}
    assert len(dock.shipments()) == 3

    other_way = [{**m, "from": m["to"], "to": m["from"]} for m in reversed(moves)]
    after = [[line, here, "1"], [line, f"+{dock.there}", "1"], [line, far, "2"]]
    body = {**first.body(), "moves": other_way, "before": after, "mark": f"{mark}-B", "of": mark, "revs": {}}
    connector.deliver(letters.letter("regroup", body, first.document))
    assert dock.leaves() == {("N1001", own): 4.0, ("N1002", own): 1.0}
    assert len(dock.shipments()) == 1


def test_the_rest_leaves_the_same_warehouse_on_a_day_of_its_own_and_comes_back(
    target: Target, dock: Dock, request: pytest.FixtureRequest
) -> None:
    connector, mark, here = target.connect("omar"), _mark(request), str(dock.shipment["id"])
    line, first, rest = dock.line(), dock.letter(mark=mark), f"+{dock.shipment['warehouse']}"
    moves = [{"line": line, "from": here, "to": rest, "quantity": "3"}]
    body = {**first.body(), "moves": moves, "before": [[line, here, "4"], [line, rest, "0"]], "planned": {rest: "2031-06-02"}}
    letter = letters.letter("regroup", body, first.document)
    was = dock.days()[str(dock.shipment["number"])]
    promised = connector.preview(letter)
    assert connector.deliver(letter).effects == promised
    assert dock.leaves() == {("N1001", int(dock.shipment["warehouse"])): 4.0, ("N1002", int(dock.shipment["warehouse"])): 1.0}
    days = dock.days()
    assert days.pop("moves") == f"{was}/2031-06-02"
    assert days.pop(str(dock.shipment["number"])) == was
    assert set(days.values()) == {"2031-06-02"}
    assert isinstance(connector.verify(letter), Took)

    other_way = [{"line": line, "from": rest, "to": here, "quantity": "3"}]
    back = {
        **body,
        "moves": other_way,
        "before": [[line, here, "1"], [line, rest, "3"]],
        "mark": f"{mark}-B",
        "of": mark,
        "revs": {},
    }
    del back["planned"]
    connector.deliver(letters.letter("regroup", back, first.document))
    assert dock.days() == {str(dock.shipment["number"]): was, "moves": was}


def test_a_shipment_that_changed_is_a_conflict_and_a_picked_one_is_refused(
    target: Target, dock: Dock, request: pytest.FixtureRequest
) -> None:
    connector, letter = target.connect("omar"), dock.letter(mark=_mark(request))
    dock.press("assign_try")
    for send in (connector.preview, connector.deliver):
        with pytest.raises(Conflict):
            send(letter)
    dock.press("pick")
    fresh = dock.letter(mark=_mark(request))
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match="picked"):
            send(fresh)
    assert isinstance(connector.verify(fresh), Absent)
    assert len(dock.shipments()) == 1


def test_who_may_not_touch_shipments_is_refused_and_told_before(
    target: Target, dock: Dock, request: pytest.FixtureRequest
) -> None:
    connector, before = target.connect("carla"), dock.leaves()
    with pytest.raises(Trouble):
        connector.deliver(dock.letter(mark=_mark(request)))
    assert dock.leaves() == before
    assert len(dock.shipments()) == 1


@pytest.mark.parametrize("at", range(7))
@pytest.mark.parametrize("fault", ["cut", "drop"])
def test_wherever_it_breaks_off_no_piece_is_lost_and_sending_again_ends_it(
    target: Target, dock: Dock, request: pytest.FixtureRequest, fault: str, at: int
) -> None:
    connector, calls, letter = target.connect("omar"), iter(range(100)), dock.letter(mark=_mark(request))
    connector.hello()
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
    except Trouble:
        assert sum(q for (code, _), q in dock.leaves().items() if code == "N1001") == 4.0
        found = connector.verify(letter)
        if not isinstance(found, Took):
            assert isinstance(found, Absent), found
            connector.deliver(replace(letter, attempt=2))
    else:
        target.faults.planned.clear()  # it has fewer calls than that
    assert isinstance(connector.verify(letter), Took)
    assert sorted(q for (code, _), q in dock.leaves().items() if code == "N1001") == [1.0, 3.0]
    assert len(dock.shipments()) == 2
    assert {s["state"] for s in dock.shipments()} <= {"assigned", "waiting"}  # to reserve it at once is only tried


@pytest.mark.parametrize("at", range(7))
def test_an_exchange_that_breaks_off_makes_no_piece_and_loses_none(
    target: Target, dock: Dock, request: pytest.FixtureRequest, at: int
) -> None:
    connector = target.connect("omar")
    connector.deliver(dock.letter(mark=_mark(request)))
    letter, calls, own = dock.exchange(f"{_mark(request)}-X"), iter(range(100)), int(dock.shipment["warehouse"])
    target.faults.plan("drop", lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
        target.faults.planned.clear()  # it has fewer calls than that
    except OutcomeUnknown:
        assert sum(q for (code, _), q in dock.leaves().items() if code == "N1001") == 4.0
        if not isinstance(connector.verify(letter), Took):
            connector.deliver(replace(letter, attempt=2))
    assert dock.leaves() == {("N1001", own): 2.0, ("N1001", dock.there): 2.0, ("N1002", own): 1.0}
    assert isinstance(connector.verify(letter), Took)


@pytest.mark.parametrize("at", range(3))
def test_what_lay_aside_and_breaks_off_on_its_way_to_a_draft_is_ended_too(
    target: Target, dock: Dock, request: pytest.FixtureRequest, at: int
) -> None:
    dock.press("assign_try")
    connector, calls, letter = target.connect("omar"), iter(range(100)), dock.letter(mark=_mark(request))
    connector.hello()
    target.faults.plan("drop", lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
        target.faults.planned.clear()  # it has fewer calls than that
    except OutcomeUnknown:
        if not isinstance(connector.verify(letter), Took):
            connector.deliver(replace(letter, attempt=2))
    assert sorted(q for (code, _), q in dock.leaves().items() if code == "N1001") == [1.0, 3.0]


def test_what_changes_between_the_look_and_the_first_call_stops_it(
    target: Target, dock: Dock, request: pytest.FixtureRequest
) -> None:
    connector, letter, before = target.connect("omar"), dock.letter(mark=_mark(request)), dock.leaves()
    connector.hello()
    target.faults.plan("first", is_write, lambda _: dock.press("assign_try"))
    with pytest.raises((Conflict, RefusedByRemote)):  # stale, or a button that is not there any more
        connector.deliver(letter)
    assert (dock.leaves(), dock.states()) == (before, ["assigned"])
    assert isinstance(connector.verify(letter), Absent)


def test_pieces_that_somebody_takes_away_in_the_middle_of_it_are_not_written_back(
    target: Target, dock: Dock, request: pytest.FixtureRequest
) -> None:
    if target.addon:
        pytest.skip("there is no middle of one transaction")
    connector, letter = target.connect("omar"), dock.letter(mark=_mark(request))
    connector.hello()
    target.faults.plan("first", lambda method: method.endswith("stock.shipment.out.write"), lambda _: dock.short())
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    assert sum(q for (code, _), q in dock.leaves().items() if code == "N1001") == 2.0
    with pytest.raises(OutcomeUnknown):
        connector.deliver(replace(letter, attempt=2))
    assert sum(q for (code, _), q in dock.leaves().items() if code == "N1001") == 2.0
    assert isinstance(connector.verify(letter), Unsure)


def test_what_another_command_of_the_same_sign_in_did_since_is_not_taken_for_its_beginning(
    target: Target, dock: Dock, request: pytest.FixtureRequest
) -> None:
    connector, letter, before = target.connect("omar"), dock.letter(mark=_mark(request)), dock.leaves()
    connector.deliver(dock.later("2031-06-02"))
    with pytest.raises(Conflict):
        connector.deliver(replace(letter, attempt=2))
    assert dock.leaves() == before
    assert isinstance(connector.verify(letter), Absent)


def test_stock_is_what_the_erp_itself_counts(target: Target, dock: Dock) -> None:
    copy = Copy(target, "carla").round()
    levels, products = copy.records["stock"], copy.records["products"]
    code = {p.ref.key: p.code for p in products.values()}
    mine = {(code[x.product], x.warehouse): x for x in levels.values()}
    warehouse = str(dock.shipment["warehouse"])
    assert {warehouse, str(dock.there)} <= copy.records["warehouses"].keys()
    level = mine["N1001", warehouse]
    desk = target.office.manager
    [product] = desk.on("product.product", "search", [["code", "=", "N1001"]], 0, 1, None)
    places = ("input_location", "storage_location", "output_location")
    [house] = desk.on("stock.location", "search_read", [["id", "=", int(warehouse)]], 0, 1, None, list(places))
    context = {**desk.context, "locations": sorted({house[place] for place in places}), "with_childs": True}
    [row] = desk.call("model.product.product.read", [product], ["forecast_quantity"], context)
    assert level.forecast == Decimal(str(row["forecast_quantity"]))
    assert level.on_hand >= level.forecast
    shipment = copy.records["shipments"][str(dock.shipment["id"])]
    assert shipment.warehouse == warehouse
    moves = [m for m in copy.records["moves"].values() if m.shipment == shipment.ref.key and m.sale_line == dock.line()]
    assert [(code[m.product_key], m.quantity) for m in moves] == [("N1001", Decimal(4))]
    assert moves[0].place == copy.records["warehouses"][warehouse].output
    assert copy.connector.fresh("stock_level", (level.ref.key,)) == (level,)


def test_what_is_set_aside_in_a_warehouse_is_none_of_its_stock(target: Target, dock: Dock) -> None:
    """A place beside the storage is a part of the warehouse, as the ERP counts it; nothing in it can be sold."""
    desk, warehouse = target.office.manager, int(dock.shipment["warehouse"])
    before = _level(target, dock)
    [house] = desk.on("stock.location", "search_read", [["id", "=", warehouse]], 0, 1, None, ["storage_location"])
    beside = [["parent", "=", warehouse], ["name", "ilike", "%quarantine%"]]
    [aside] = desk.on("stock.location", "search", beside, 0, 1, None)
    _carry(desk, house["storage_location"], aside, 5.0)
    after = _level(target, dock)
    assert (before.on_hand - after.on_hand, before.forecast - after.forecast) == (5, 5)
    _carry(desk, aside, house["storage_location"], 5.0)
    again = _level(target, dock)
    assert (again.on_hand, again.forecast) == (before.on_hand, before.forecast)


def test_what_is_picked_for_somebody_is_still_there(target: Target, dock: Dock) -> None:
    """It lies in the output: its owner is still in the queue for it."""
    before = _level(target, dock)
    for button in ("assign_try", "pick"):
        dock.press(button)
    after = _level(target, dock)
    assert (before.on_hand, before.forecast) == (after.on_hand, after.forecast)


def _level(target: Target, dock: Dock) -> Any:
    """Of N1001 where the sale leaves from."""
    [product] = target.office.manager.on("product.product", "search", [["code", "=", "N1001"]], 0, 1, None)
    (found,) = target.connect("carla").fresh("stock_level", (f"{dock.shipment['warehouse']}/{product}",))
    return found


def _carry(desk: Any, here: int, there: int, pieces: float) -> None:
    """Within the warehouse, as somebody does who works there."""
    rows = desk.on("product.product", "search_read", [["code", "=", "N1001"]], 0, 1, None, ["default_uom"])
    ends = {"from_location": here, "to_location": there}
    goods = {
        "product": rows[0]["id"],
        "unit": rows[0]["default_uom"],
        "quantity": pieces,
        "origin": None,
        "company": desk.context["company"],
    }
    shipment = {**ends, "company": desk.context["company"], "moves": [["create", [{**goods, **ends}]]]}
    [key] = desk.on("stock.shipment.internal", "create", [shipment])
    for button in ("wait", "assign_try", "do"):
        desk.on("stock.shipment.internal", button, [key])
