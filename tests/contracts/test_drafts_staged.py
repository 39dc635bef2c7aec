"""How a request ended, noted on its draft: as previewed, once, taken back, and refused where it is not the draft that was on screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.letter import Absent, Guard, Letter, Took
from app.domain.shop import WebOrderState
from app.errors import Conflict, RefusedByRemote, Trouble
from tests.contracts.copy import Copy
from tests.contracts.letters import letter
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("medusa",)
OPEN, CLOSED = {"stage": "", "note": ""}, {"stage": "declined", "note": "Not sold any more"}


def staged(target: Target, key: str, was: dict[str, str] = OPEN, to: dict[str, str] = CLOSED) -> Letter:
    at = target.office.number(key), target.office.rev(key)
    return letter("stage_draft", {"order": key, "from": was, "to": to}, *at, source="medusa")


def noted(target: Target, key: str) -> tuple[object, object]:
    found = target.office.read(key)["metadata"] or {}
    return found.get("stage"), found.get("stage_note")


def test_it_is_noted_as_previewed_and_once_and_taken_back(target: Target) -> None:
    key = target.office.removable()
    asked, connector = staged(target, key), target.connect("omar")
    assert connector.guard("stage_draft") is Guard.COND
    assert connector.capabilities()["stage_draft"] == ""
    promised = connector.preview(asked)
    assert [(e.field, e.before, e.after) for e in promised] == [("stage", "", "declined"), ("note", "", "Not sold any more")]
    assert isinstance(connector.verify(asked), Absent)
    first, again = connector.deliver(asked), connector.deliver(replace(asked, attempt=2))
    assert promised == first.effects == again.effects
    assert (first.replayed, again.replayed) == (False, True)
    assert isinstance(connector.verify(asked), Took)
    assert noted(target, key) == ("declined", "Not sold any more")
    copy = Copy(target, "omar").round()
    found = copy.records["web_orders"][key]
    assert (found.state, found.stage) == (WebOrderState.DRAFT, "declined")
    connector.deliver(staged(target, key, CLOSED, OPEN))
    copy.round()
    assert copy.records["web_orders"][key].stage is None
    assert noted(target, key) == (None, None)


@pytest.mark.parametrize("fault", ["drop", "cut"])
def test_broken_off_it_is_noted_in_the_end_and_once(target: Target, fault: str) -> None:
    key = target.office.removable()
    asked, connector = staged(target, key), target.connect("omar")
    connector.hello()
    target.faults.plan(fault, is_write)
    with pytest.raises(Trouble):
        connector.deliver(asked)
    assert isinstance(connector.verify(asked), Took) == (noted(target, key)[0] == "declined")
    connector.deliver(replace(asked, attempt=2))
    assert noted(target, key) == ("declined", "Not sold any more")


def test_what_changed_since_is_a_conflict(target: Target) -> None:
    key = target.office.removable()
    asked = staged(target, key)
    target.office.touch(key, "PO-77")
    with pytest.raises(Conflict, match="changed in the meantime"):
        target.connect("omar").deliver(asked)
    target.office.call("POST", f"/admin/draft-orders/{key}", {"metadata": {"stage": "sent"}})
    with pytest.raises(Conflict, match="its stage is sent by now"):
        target.connect("omar").deliver(staged(target, key))
    assert noted(target, key)[0] == "sent"


def test_what_the_buyer_placed_or_somebody_deleted_is_refused(target: Target) -> None:
    placed, gone = target.office.removable(), target.office.removable()
    first, second = staged(target, placed), staged(target, gone)
    target.office.call("POST", f"/admin/draft-orders/{placed}/convert-to-order", {})
    target.office.call("DELETE", f"/admin/draft-orders/{gone}")
    connector = target.connect("omar")
    for asked in (first, replace(first, id="d-late/1", expected_rev=None)):
        with pytest.raises((RefusedByRemote, Conflict)):
            connector.deliver(asked)
    with pytest.raises(RefusedByRemote):
        connector.deliver(second)
    assert noted(target, placed) == (None, None)
    assert isinstance(connector.verify(second), Absent)


def test_an_edit_that_is_open_is_in_nobodys_way(target: Target) -> None:
    key = target.office.removable()
    target.office.call("POST", f"/admin/draft-orders/{key}/edit", {})
    target.connect("omar").deliver(staged(target, key))
    assert noted(target, key)[0] == "declined"
