"""What a shop holds for a line is moved whole or not at all, by whoever retries; stock is right at every place before and after."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from app.connectors.medusa.connector import MedusaConnector
from app.domain.letter import Absent, Guard, Letter, Took
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble
from tests.contracts import letters
from tests.contracts.shop_trade import done, goods_held_at_two_places, goods_held_elsewhere
from tests.contracts.targets import Target
from tests.doubles.faults import is_write
from tests.doubles.medusa import FakeMedusa

KINDS = ("medusa",)
Levels = dict[str, tuple[float, float]]


def _line(letter: Letter) -> Any:
    [line] = letter.body()["lines"]  # type: ignore[misc]
    return line


def _levels(target: Target, letter: Letter) -> Levels:
    """By location: stocked, reserved."""
    query = {"sku": _line(letter)["sku"], "fields": "id,sku,*location_levels"}
    [item] = target.office.call("GET", "/admin/inventory-items", **query)["inventory_items"]
    return {x["location_id"]: (x["stocked_quantity"], x["reserved_quantity"]) for x in item["location_levels"]}


def _moved(before: Levels, after: Levels) -> dict[str, float]:
    assert {k: v[0] for k, v in before.items()} == {k: v[0] for k, v in after.items()}, "no stock moves"
    return {place: after[place][1] - before[place][1] for place in before if after[place] != before[place]}


def _back(target: Target, letter: Letter) -> Letter:
    """What takes it back."""
    line = _line(letter)
    body = {**letter.body(), "lines": [{**line, "from": line["to"], "to": line["from"]}]}
    return letters.letter("move_reservations", body, letter.document, source="medusa")


@pytest.mark.parametrize("make", [goods_held_elsewhere, goods_held_at_two_places])
def test_every_place_holds_what_leaves_from_it_and_taken_back_what_it_held(target: Target, make: Any) -> None:
    order, letter = make(target)
    before, held = _levels(target, letter), target.office.held(_line(letter)["line"])
    connector = target.connect("omar")
    connector.deliver(letter)
    (there, n), *rest = [(place, float(pieces)) for place, pieces in _line(letter)["to"]]
    [(own, five)] = _line(letter)["from"]
    at_once = 5.0 if not target.addon else n
    stays = sum(pieces for _, pieces in rest) if target.addon else 0.0
    assert _moved(before, _levels(target, letter)) == {own: stays - float(five), there: at_once}
    back = _back(target, letter)
    assert connector.preview(back) == connector.deliver(back).effects
    assert (_levels(target, letter), target.office.held(_line(letter)["line"])) == (before, held)
    assert done(target, order, letter) == 0


def test_what_cannot_be_held_at_two_places_is_said_and_not_done(target: Target) -> None:
    _, letter = goods_held_at_two_places(target)
    sku, connector = _line(letter)["sku"], target.connect("omar")
    told = {e.field: (e.before, e.after) for e in connector.preview(letter)}
    exact = {f"{sku} held in Here": ("5", "2"), f"{sku} held in There": ("0", "3")}
    assert told == (
        exact if target.addon else {f"{sku} held in Here": ("5", "0"), f"{sku} held in There": ("0", "5, of these 2 for Here")}
    )


@pytest.mark.parametrize("make", [goods_held_elsewhere, goods_held_at_two_places])
@pytest.mark.parametrize("fault", ["drop", "cut", "broke"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_broken_off_at_any_call_it_is_completed_by_sending_it_again(target: Target, make: Any, fault: str, at: int) -> None:
    order, letter = make(target)
    connector, calls = target.connect("omar"), itertools.count(1)
    connector.hello()
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
        target.faults.planned.clear()  # it has fewer calls than that
    except Trouble:
        assert not isinstance(connector.verify(letter), Took) or done(target, order, letter) == 1
        connector.deliver(replace(letter, attempt=2))
    assert done(target, order, letter) == 1
    assert isinstance(connector.verify(letter), Took)
    assert connector.deliver(replace(letter, attempt=3)).replayed


def test_refused_half_way_it_is_put_back(target: Target) -> None:
    """Somebody else takes the last free pieces in the very moment."""
    if target.addon:
        pytest.skip("the shop's own add-on puts it back, and its suite has that")
    order, letter = goods_held_elsewhere(target)
    before, line = target.office.held(_line(letter)["line"]), _line(letter)
    [item] = target.office.call("GET", "/admin/inventory-items", sku=line["sku"], fields="id,sku,*location_levels")[
        "inventory_items"
    ]
    there = line["to"][0][0]
    [level] = [x for x in item["location_levels"] if x["location_id"] == there]
    path = f"/admin/inventory-items/{item['id']}/location-levels/{there}"
    free = lambda n: target.office.call("POST", path, {"stocked_quantity": level["reserved_quantity"] + n})  # noqa: E731
    target.faults.plan("first", lambda method: method == "POST /admin/reservations", lambda _: free(4))
    try:
        with pytest.raises(RefusedByRemote):
            target.connect("omar").deliver(letter)
        assert target.office.held(line["line"]) == before
        assert isinstance(target.connect("omar").verify(letter), Absent)
        with pytest.raises(RefusedByRemote, match=r"has 4 .* free in There, not 5"):
            target.connect("omar").preview(letter)
    finally:
        target.office.call("POST", path, {"stocked_quantity": level["stocked_quantity"]})
    assert done(target, order, letter) == 0


def test_what_was_moved_or_left_meanwhile_is_not_moved_again(target: Target) -> None:
    connector = target.connect("omar")
    _, letter = goods_held_elsewhere(target)
    line = _line(letter)
    stale = {**line, "from": [[line["to"][0][0], "5"]], "to": line["from"]}
    body = {**letter.body(), "lines": [{**stale, "to": [[*stale["to"][0][:1], "3"], [line["to"][0][0], "2"]]}]}
    with pytest.raises(Conflict, match="has changed"):
        connector.preview(letters.letter("move_reservations", body, letter.document, source="medusa"))
    order, letter = goods_held_elsewhere(target)
    target.office.ship(order)
    for way in (connector.preview, connector.deliver):
        with pytest.raises(Conflict, match="have not left by now"):
            way(letter)


def test_while_somebody_has_the_order_open_in_the_shop_nothing_is_moved(target: Target) -> None:
    order, letter = goods_held_elsewhere(target)
    target.office.begin_edit(order)
    with pytest.raises(Conflict, match="an open edit"):
        target.connect("omar").preview(letter)
    target.office.end_edit(order)
    assert target.connect("omar").preview(letter)


def test_an_add_on_that_does_not_know_it_yet_is_a_plain_shop_for_it() -> None:
    fake = FakeMedusa(addon=True)
    assert fake.addon is not None
    fake.addon.version = "1.0"
    shop = MedusaConnector(fake.url, "", fake.logins["omar"], fake.passwords["omar"])
    try:
        assert (shop.guard("move_reservations"), shop.guard("note")) == (Guard.PLAIN, Guard.KEY)
    finally:
        shop.close()
        fake.close()


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [{"line": "ordli_1", "sku": "X", "from": [["sloc_1", "5"]], "to": [["sloc_2", "4"]]}],
        [{"line": "ordli_1", "sku": "X", "from": [["sloc_1", "1.5"]], "to": [["sloc_2", "1.5"]]}],
        [{"line": "ordli_1", "sku": "X", "from": [["sloc_1", "5"]], "to": [["sloc_2", "0"], ["sloc_1", "5"]]}],
        [{"line": "ordli_1", "sku": "X", "from": [["sloc_1", "5"]], "to": [["../x", "5"]]}],
    ],
)
def test_a_command_that_makes_no_sense_is_not_sent(target: Target, lines: list[Any]) -> None:
    letter = letters.letter("move_reservations", {"order": "order_1", "lines": lines, "places": {}}, "W1", source="medusa")
    connector = target.connect("omar")
    connector.hello()
    target.faults.seen.clear()
    with pytest.raises(RefusedByRemote):
        connector.deliver(letter)
    assert not Counter(map(is_write, target.faults.seen))[True]


def test_the_answer_of_a_server_that_did_it_twice_would_be_seen(target: Target) -> None:
    """The oracle counts: what is held twice is not once."""
    order, letter = goods_held_elsewhere(target)
    connector = target.connect("omar")
    connector.deliver(letter)
    [place] = [
        x["location_id"]
        for x in target.office.call("GET", "/admin/reservations", **{"line_item_id[]": _line(letter)["line"]})["reservations"]
    ]
    [item] = target.office.call("GET", "/admin/inventory-items", sku=_line(letter)["sku"], fields="id,sku")["inventory_items"]
    twice = {"inventory_item_id": item["id"], "location_id": place, "quantity": 5, "line_item_id": _line(letter)["line"]}
    row = target.office.call("POST", "/admin/reservations", twice)["reservation"]
    assert done(target, order, letter) == 2
    target.office.call("DELETE", f"/admin/reservations/{row['id']}")


def test_a_moved_line_leaves_rightly(target: Target) -> None:
    """The first part from its place, then what is left from elsewhere: without our add-on the shop does that rightly too."""
    order, letter = goods_held_at_two_places(target)
    before, line = _levels(target, letter), _line(letter)
    target.connect("omar").deliver(letter)
    for place, pieces in line["to"]:
        items = [{"id": line["line"], "quantity": int(pieces)}]
        target.office.call("POST", f"/admin/orders/{order}/fulfillments", {"items": items, "location_id": place})
    after = _levels(target, letter)
    (there, three), (own, two) = line["to"]
    assert after[there] == (before[there][0] - int(three), before[there][1])
    assert after[own] == (before[own][0] - int(two), before[own][1] - 5)


def test_without_an_answer_nobody_takes_it_for_refused(target: Target) -> None:
    order, letter = goods_held_elsewhere(target)
    connector = target.connect("omar")
    connector.hello()
    target.faults.plan("drop", target.trade.effective(target, letter))
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Took)
    assert done(target, order, letter) == 1
