"""Files kept with complaints: heard of without their bytes, read when they are wanted, swept when they are gone."""

from __future__ import annotations

import pytest

from app.errors import RefusedByRemote
from app.lanes.stop import Stop
from tests.contracts.complaints import Complaints
from tests.contracts.copy import Copy
from tests.contracts.targets import Target

KINDS = ("tryton",)
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


@pytest.fixture
def desk(target: Target) -> Complaints:
    return Complaints(target.office)


def test_an_attachment_is_heard_of_by_who_took_the_complaint_down(target: Target, desk: Complaints) -> None:
    copy = Copy(target, "carla").round()
    complaint = desk.new()
    key = desk.attach(complaint, "carton.jpg", JPEG)
    copy.round()
    held = copy.records["attachments"][str(key)]
    assert (held.complaint, held.name, held.size, held.is_photo) == (str(complaint["id"]), "carton.jpg", len(JPEG), True)
    assert held.added_by == "Carla Reyes"
    assert copy.connector.fresh("attachment", (str(key),)) == (held,)
    assert [r for p in copy.poll("attachments") for r in p.records] == []
    assert copy.records["attachments"] == Copy(target, "carla").round().records["attachments"]


def test_its_bytes_are_read_when_they_are_wanted(target: Target, desk: Complaints) -> None:
    key = desk.attach(desk.new(), "carton.jpg", JPEG)
    assert target.connect("carla").content("attachment", str(key)) == JPEG


def test_one_that_is_gone_is_swept_and_refused(target: Target, desk: Complaints) -> None:
    key = desk.attach(desk.new(), "carton.jpg", JPEG)
    copy = Copy(target, "omar").round()
    target.office.csr.on("ir.attachment", "delete", [key])
    there = frozenset().union(*copy.connector.keys(copy.feed("attachments"), Stop()))
    assert str(key) not in there
    with pytest.raises(RefusedByRemote):
        copy.connector.content("attachment", str(key))
    assert copy.connector.fresh("attachment", (str(key),)) == ()
