"""A shop's draft that becomes an order: as previewed, once whoever tries again, and never where it is not what was on screen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.domain.letter import Absent, Guard, Letter, Receipt, Took
from app.domain.shop import WebOrderState
from app.errors import ClearlineError, Conflict, RefusedByRemote, Trouble
from tests.contracts.copy import Copy
from tests.contracts.letters import letter
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("medusa",)


def drafted(target: Target) -> tuple[str, Letter]:
    key = target.office.removable()
    made = letter("convert_draft", {"order": key}, target.office.number(key), target.office.rev(key), source="medusa")
    return key, made


def placed(target: Target, key: str) -> bool:
    return not target.office.read(key)["is_draft_order"]


def test_it_is_placed_as_previewed_and_once(target: Target) -> None:
    key, asked = drafted(target)
    connector = target.connect("omar")
    assert connector.guard("convert_draft") is Guard.STATE
    assert connector.capabilities()["convert_draft"] == ""
    promised = connector.preview(asked)
    assert [(e.field, e.before, e.after) for e in promised] == [("state", "draft", "placed")]
    assert not placed(target, key)
    assert isinstance(connector.verify(asked), Absent)
    first, again = connector.deliver(asked), connector.deliver(replace(asked, attempt=2))
    assert promised == first.effects == again.effects
    assert (first.replayed, again.replayed) == (False, True)
    assert isinstance(connector.verify(asked), Took)
    found = Copy(target, "omar").round().records["web_orders"][key]
    assert found.state is WebOrderState.PLACED


@pytest.mark.parametrize("nth", [1, 2], ids=["the mark", "the conversion"])
@pytest.mark.parametrize("fault", ["drop", "cut"])
def test_broken_off_it_is_placed_in_the_end_and_once(target: Target, fault: str, nth: int) -> None:
    key, asked = drafted(target)
    connector = target.connect("omar")
    connector.hello()
    last: Callable[[str], bool] = lambda call: is_write(call) and call.endswith("/convert-to-order")  # noqa: E731
    target.faults.plan(fault, last if nth == 2 else is_write)
    with pytest.raises(Trouble):
        connector.deliver(asked)
    assert isinstance(connector.verify(asked), Took) == placed(target, key)
    connector.deliver(replace(asked, attempt=2))
    assert placed(target, key)


def test_two_senders_of_one_letter_place_it_once(target: Target) -> None:
    key, asked = drafted(target)
    senders = [target.connect("omar") for _ in range(2)]
    for one in senders:
        one.hello()

    def send(connector: object) -> Receipt | ClearlineError:
        try:
            return connector.deliver(asked)  # type: ignore[attr-defined, no-any-return]
        except ClearlineError as e:
            return e

    with ThreadPoolExecutor(2) as both:
        ends = list(both.map(send, senders))
    assert any(isinstance(end, Receipt) for end in ends)
    assert placed(target, key)
    [line] = target.office.lines(key)
    assert len(target.office.held(line["id"])) == 1  # reserved once


def test_what_the_buyer_placed_meanwhile_is_refused(target: Target) -> None:
    key, asked = drafted(target)
    target.office.call("POST", f"/admin/draft-orders/{key}/convert-to-order", {})
    connector = target.connect("omar")
    with pytest.raises((RefusedByRemote, Conflict)):
        connector.preview(asked)
    with pytest.raises((RefusedByRemote, Conflict)):
        connector.deliver(asked)
    assert isinstance(connector.verify(asked), Absent)
    with pytest.raises(RefusedByRemote, match="placed already"):
        connector.deliver(letter("convert_draft", {"order": key}, "W1", None, source="medusa"))


def test_what_changed_since_is_a_conflict(target: Target) -> None:
    key, asked = drafted(target)
    target.office.touch(key, "PO-77")
    with pytest.raises(Conflict, match="changed in the meantime"):
        target.connect("omar").deliver(asked)
    assert not placed(target, key)


def test_what_is_gone_is_refused(target: Target) -> None:
    key, asked = drafted(target)
    target.office.call("DELETE", f"/admin/draft-orders/{key}")
    connector = target.connect("omar")
    with pytest.raises(RefusedByRemote):
        connector.deliver(asked)
    assert isinstance(connector.verify(asked), Absent)


def test_an_edit_that_is_open_has_to_end_first(target: Target) -> None:
    key, asked = drafted(target)
    target.office.call("POST", f"/admin/draft-orders/{key}/edit", {})
    with pytest.raises(Conflict, match="has an open edit"):
        target.connect("omar").deliver(replace(asked))
    assert not placed(target, key)
