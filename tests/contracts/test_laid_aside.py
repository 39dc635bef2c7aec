"""Goods that lie aside for one order's delivery laid aside for another's, and back: seen from the ERP itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.domain.letter import Absent, Letter, Took, Unsure
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble
from tests.contracts import letters
from tests.contracts.counter import Counter
from tests.contracts.dock import MOVE, SHIPMENT
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)
BEFORE, GIVEN = ["assigned", "waiting"], ["waiting", "assigned"]


class Scarce:
    """Two orders of a product of which the first warehouse has too little for both: it lies aside for the first."""

    def __init__(self, target: Target, counter: Counter, *, wants: str = "") -> None:
        self.desk, self._target, self._counter = target.office.manager, target, counter
        self.sku, gives, takes = ("N1003", "50", "20") if target.name.startswith("double") else ("N1113", "2", "2")
        self.donor = self._sold(gives)
        self.press(self.donor, "assign_try")
        self.taker = self._sold(wants or takes)
        assert self.states() == BEFORE

    def _sold(self, quantity: str) -> dict[str, Any]:
        """Confirmed by somebody who lets the ERP's warnings of too little stock pass."""
        letter = self._counter.order(lines=[{"sku": self.sku, "quantity": "1", "unit_price": "10"}])
        self._target.connect("omar").deliver(letter)
        sale = self._counter.sale(str(letter.body()["shared"]))
        lines = self.desk.on("sale.line", "search", [["sale", "=", sale["id"]]], 0, None, [["id", "ASC"]])
        self.desk.on("sale.sale", "draft", [sale["id"]])
        self.desk.on("sale.sale", "write", [sale["id"]], {"lines": [["write", [lines[0]], {"quantity": float(quantity)}]]})
        for button in ("quote", "confirm"):
            self.desk.on("sale.sale", button, [sale["id"]])
        domain = [["origin", "in", [f"sale.line,{k}" for k in lines]]]
        [move] = self.desk.on(MOVE, "search_read", domain, 0, 1, None, ["shipment"])
        return {"sale": sale, "id": int(move["shipment"].partition(",")[2])}

    def press(self, of: dict[str, Any], button: str) -> None:
        self.desk.on(SHIPMENT, button, [of["id"]])

    def rows(self) -> list[dict[str, Any]]:
        keys = [self.donor["id"], self.taker["id"]]
        found = self.desk.on(SHIPMENT, "search_read", [["id", "in", keys]], 0, None, None, ["state", "_timestamp"])
        return sorted((dict(row) for row in found), key=lambda row: keys.index(row["id"]))

    def states(self) -> list[str]:
        return [str(row["state"]) for row in self.rows()]

    def letter(self, *, back: bool = False) -> Letter:
        donor, taker = (str(row["id"]) for row in self.rows())
        revs = {str(row["id"]): str(row["_timestamp"]) for row in self.rows()}
        body = {
            "sale": str(self.taker["sale"]["id"]),
            "donor": taker if back else donor,
            "taker": donor if back else taker,
            "labels": {donor: "theirs", taker: "ours"},
            "revs": {} if back else revs,
        }
        return letters.letter("lay_aside", body, str(self.taker["sale"]["number"]))

    def clear(self) -> None:
        """Nothing lies aside for anybody any more."""
        for row in self.rows():
            if row["state"] != "picked" or not self._target.name.startswith("double"):
                self.desk.on(SHIPMENT, "cancel", [row["id"]])


@pytest.fixture
def scarce(target: Target, counter: Counter) -> Iterator[Scarce]:
    found = Scarce(target, counter)
    yield found
    target.faults.planned.clear()
    found.clear()


def test_goods_change_hands_once_and_go_back(target: Target, scarce: Scarce) -> None:
    connector, letter = target.connect("omar"), scarce.letter()
    promised = connector.preview(letter)
    assert [(e.field, e.before, e.after) for e in promised] == [
        ("theirs is", "assigned", "waiting"), ("ours is", "waiting", "assigned"),
    ]  # fmt: skip
    assert scarce.states() == BEFORE
    assert isinstance(connector.verify(letter), Absent)
    assert connector.deliver(letter).effects == promised
    assert scarce.states() == GIVEN
    assert isinstance(connector.verify(letter), Took)
    assert connector.deliver(replace(letter, attempt=2)).effects == promised
    back = scarce.letter(back=True)
    assert {(e.field, e.after) for e in connector.deliver(back).effects} == {("ours is", "waiting"), ("theirs is", "assigned")}
    assert scarce.states() == BEFORE


def test_what_is_not_enough_for_it_stays_where_it_was(target: Target, counter: Counter) -> None:
    scarce = Scarce(target, counter, wants="70" if target.name.startswith("double") else "9")
    try:
        connector, letter = target.connect("omar"), scarce.letter()
        with pytest.raises(RefusedByRemote, match="not enough"):
            connector.deliver(letter)
        assert scarce.states() == BEFORE
        assert isinstance(connector.verify(letter), Absent)
    finally:
        scarce.clear()


@pytest.mark.parametrize("whose", ["donor", "taker"])
def test_either_delivery_that_changed_since_is_a_conflict(target: Target, scarce: Scarce, whose: str) -> None:
    connector, letter = target.connect("omar"), scarce.letter()
    if whose == "donor":
        scarce.press(scarce.donor, "wait")
        scarce.press(scarce.donor, "assign_try")
    else:
        scarce.press(scarce.taker, "draft")
        scarce.press(scarce.taker, "wait")
    for send in (connector.preview, connector.deliver):
        with pytest.raises(Conflict):
            send(letter)
    assert scarce.states() == BEFORE


def test_what_is_picked_keeps_its_goods(target: Target, scarce: Scarce) -> None:
    connector = target.connect("omar")
    scarce.press(scarce.donor, "pick")
    letter = scarce.letter()
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match="picked"):
            send(letter)
    assert scarce.states() == ["picked", "waiting"]


def test_what_somebody_else_laid_aside_is_not_taken_for_ours(target: Target, scarce: Scarce) -> None:
    connector, letter = target.connect("omar"), scarce.letter()
    scarce.press(scarce.donor, "wait")
    scarce.press(scarce.taker, "assign_try")
    with pytest.raises(Conflict):
        connector.deliver(letter)
    assert scarce.states() == GIVEN
    if target.addon:
        assert isinstance(connector.verify(letter), Absent | Unsure)


def test_who_may_not_touch_shipments_is_refused(target: Target, scarce: Scarce) -> None:
    with pytest.raises(Trouble):
        target.connect("carla").deliver(scarce.letter())
    assert scarce.states() == BEFORE


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("fault", ["cut", "drop"])
def test_wherever_it_breaks_off_sending_again_ends_it(target: Target, scarce: Scarce, fault: str, at: int) -> None:
    connector, calls, letter = target.connect("omar"), iter(range(100)), scarce.letter()
    connector.hello()
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
        target.faults.planned.clear()  # it has fewer calls than that
    except OutcomeUnknown:
        if not isinstance(connector.verify(letter), Took):
            connector.deliver(replace(letter, attempt=2))
    except Trouble:
        connector.deliver(replace(letter, attempt=2))
    assert scarce.states() == GIVEN
    assert isinstance(connector.verify(letter), Took)
