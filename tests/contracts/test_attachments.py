"""Files kept with complaints: heard of without their bytes, read when they are wanted, swept when they are gone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from app.domain.kept_file import KeptFile
from app.domain.letter import Absent, Guard, Took
from app.errors import RefusedByRemote, Trouble
from app.lanes.stop import Stop
from tests.contracts.complaints import Complaints, Row
from tests.contracts.copy import Copy
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

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


# ---- adding ----

BYTES = {hashlib.sha256(data).hexdigest(): data for data in (JPEG, JPEG * 2)}
ONE, TWO = (KeptFile(sha256, len(data), f"photo {n}.jpg") for n, (sha256, data) in enumerate(BYTES.items()))


def connected(target: Target, login: str = "carla") -> Any:
    """With both photos on this machine."""
    return target.connect(login, unsent=BYTES.get)


def held(desk: Complaints, complaint: Row) -> list[tuple[str, int]]:
    return sorted((str(f["name"]), int(f["data_size"])) for f in desk.files(complaint))


def test_photos_are_added_as_previewed_and_once(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    connector, letter = connected(target), desk.add(complaint, ONE, TWO)
    assert connector.guard("add_photos") is Guard.PLAIN
    assert connector.capabilities()["add_photos"] == ""
    promised = connector.preview(letter)
    assert desk.files(complaint) == []
    assert isinstance(connector.verify(letter), Absent)
    first = connector.deliver(letter)
    again = connector.deliver(replace(letter, attempt=2))
    assert promised == first.effects == again.effects
    assert (first.replayed, again.replayed) == (False, True)
    assert held(desk, complaint) == [("photo 0.jpg", len(JPEG)), ("photo 1.jpg", 2 * len(JPEG))]
    copy = Copy(target, "carla").round()
    [photo] = [a for a in copy.records["attachments"].values() if a.complaint == str(complaint["id"]) and a.name == "photo 0.jpg"]
    assert ONE.sha256 in photo.words
    assert connector.content("attachment", photo.ref.key) == JPEG


@pytest.mark.parametrize("fault", ["drop", "cut"])
def test_broken_off_all_of_them_are_there_or_none(target: Target, desk: Complaints, fault: str) -> None:
    complaint = desk.new()
    connector, letter = connected(target, "omar"), desk.add(complaint, ONE, TWO)
    connector.hello()
    target.faults.plan(fault, is_write)
    with pytest.raises(Trouble):
        connector.deliver(letter)
    found = connector.verify(letter)
    assert (isinstance(found, Took), len(desk.files(complaint))) in ((True, 2), (False, 0))
    connector.deliver(replace(letter, attempt=2))
    assert len(desk.files(complaint)) == 2


def test_a_photo_that_is_not_on_this_machine_is_refused_and_nothing_is_added(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    letter = desk.add(complaint, ONE, KeptFile("0" * 64, 3, "elsewhere.jpg"))
    with pytest.raises(RefusedByRemote, match=r"elsewhere\.jpg is not on this machine"):
        connected(target).deliver(letter)
    assert desk.files(complaint) == []
