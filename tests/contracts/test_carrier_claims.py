"""The packet of a carrier claim in the ERP: added once whoever retries, once a piece, with the photos that were on screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.attachment import claimed_in
from app.domain.letter import Absent, Guard, Took
from app.errors import Conflict, RefusedByRemote, Trouble
from tests.app.packet_of import jpeg
from tests.contracts.complaints import Complaints
from tests.contracts.copy import Copy
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)


@pytest.fixture
def desk(target: Target) -> Complaints:
    return Complaints(target.office)


def test_nothing_in_the_erp_keeps_a_file_from_being_added_twice(target: Target) -> None:
    connector = target.connect("carla")
    assert connector.guard("claim_carrier") is Guard.PLAIN
    assert connector.capabilities()["claim_carrier"] == ""


def test_the_preview_is_the_effect_and_changes_nothing(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    photo = desk.photo(desk.attach(complaint, "carton.jpg", jpeg()))
    connector, letter = target.connect("carla"), desk.claim(complaint, 2, 3, photos=(photo,))
    promised = connector.preview(letter)
    assert len(desk.files(complaint)) == 1
    receipt = connector.deliver(letter)
    assert promised == receipt.effects
    assert not receipt.replayed
    copy = Copy(target, "carla").round()
    [packet] = [a for a in copy.records["attachments"].values() if a.complaint == str(complaint["id"]) and a.is_packet]
    assert packet.name == f"carrier-claim-{complaint['number']}-2-3.pdf"
    assert packet.claims(complaint["number"]) == {2, 3}
    assert connector.content("attachment", packet.ref.key).startswith(b"%PDF-")


def test_sent_twice_is_added_once(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    connector, letter = target.connect("omar"), desk.claim(complaint, 2)
    assert isinstance(connector.verify(letter), Absent)
    first = connector.deliver(letter)
    again = connector.deliver(replace(letter, attempt=2))
    assert (first.replayed, again.replayed, again.effects) == (False, True, first.effects)
    assert isinstance(connector.verify(letter), Took)
    assert len(desk.files(complaint)) == 1


@pytest.mark.parametrize("fault", ["drop", "cut"])
@pytest.mark.parametrize("at", [1, 2])
def test_broken_off_at_any_call_it_is_there_or_provably_not(target: Target, desk: Complaints, fault: str, at: int) -> None:
    complaint = desk.new()
    connector, letter = target.connect("omar"), desk.claim(complaint, 2)
    connector.hello()
    calls = iter(range(1, 100))
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
        target.faults.planned.clear()  # it has fewer calls than that
    except Trouble:
        found = connector.verify(letter)
        assert isinstance(found, Took) == bool(desk.files(complaint))
        if isinstance(found, Absent):
            assert connector.deliver(replace(letter, attempt=2)).effects
    assert [claimed_in(f["description"], complaint["number"]) for f in desk.files(complaint)] == [{2}]


def test_a_piece_is_claimed_once_whoever_asks(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    target.connect("omar").deliver(desk.claim(complaint, 2, 3))
    with pytest.raises(RefusedByRemote, match="Piece 3 is claimed"):
        target.connect("carla").deliver(desk.claim(complaint, 3, 4))
    with pytest.raises(RefusedByRemote, match="Piece 2 is claimed"):
        target.connect("carla").preview(desk.claim(complaint, 2))
    target.connect("carla").deliver(desk.claim(complaint, 4))
    assert len(desk.files(complaint)) == 2


def test_a_photo_that_was_changed_or_is_gone_is_not_enclosed_unseen(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    key = desk.attach(complaint, "carton.jpg", jpeg())
    letter = desk.claim(complaint, 2, photos=(desk.photo(key),))
    target.office.csr.on("ir.attachment", "write", [key], {"name": "other.jpg"})
    with pytest.raises(Conflict, match=r"carton\.jpg"):
        target.connect("carla").deliver(letter)
    gone = desk.claim(complaint, 2, photos=(desk.photo(key),))
    target.office.csr.on("ir.attachment", "delete", [key])
    with pytest.raises(RefusedByRemote):
        target.connect("carla").deliver(gone)
    assert desk.files(complaint) == []


def test_a_complaint_that_is_gone_gets_none(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    letter = desk.claim(complaint | {"id": 10**6}, 2)
    with pytest.raises(RefusedByRemote):
        target.connect("carla").deliver(letter)
