"""Appointments in the mirror: which hang together, which records of the ERP bear on them, and what a board and a booking read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.board import AskBoard, AskSlots
from app.domain.feed import Cursor, Feed
from app.domain.ref import Ref
from app.panels import board, booking
from app.store import appointment_read, subjects
from app.store.mirror import Mirror
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules.order_world import CUSTOMER
from tests.app.rules.visit_world import ines, jon, on, visit
from tests.app.rules.world import NOW
from tests.app.store.test_mirror_team import page

ZONE = POLICY.service.calendar.zone
PLANNED = (
    visit("A"),
    visit("B", on(13), resource="jon", after="A"),
    visit("C", on(15), sale="2"),
    visit("D", on(9), resource=None, sale="2", state="cancelled"),
)


@pytest.fixture
def filled(mirror: Mirror) -> Mirror:
    with mirror.writing() as tx:
        tx.take(page(appointments=PLANNED, resources=(ines(), jon())))
        tx.upsert(g.ERP, (CUSTOMER, g.UNDER_WAY, g.line(), g.shipment(), g.move(), *g.WAREHOUSES, g.level(g.NORTH, 90, 10)))
        for name in sorted(g.FEEDS):
            tx.save_cursor(g.ERP, Feed(name, "x"), Cursor(NOW, 1, "e"), complete=True, asof=NOW, readable=True)
    return mirror


def keys(found: frozenset[Ref] | set[Ref]) -> set[str]:
    return {ref.key for ref in found if ref.model == "appointment"}


def test_those_that_share_a_resource_or_wait_hang_together(filled: Mirror) -> None:
    with filled.reading() as read:
        assert keys(read.appointments_around(["A"], [])) == {"A", "B", "C"}
        assert keys(read.appointments_around(["B"], [])) == {"B"}
        assert keys(read.appointments_around([], ["ines"])) == {"A", "C"}
        assert keys(read.appointments_open(g.ERP)) == {"A", "B", "C"}


@pytest.mark.parametrize(
    ("noun", "key"), [("sale", "1"), ("line", "20"), ("move", "30"), ("shipment", "7"), ("stock_level", f"{g.NORTH}/7")]
)
def test_what_the_erp_says_of_an_order_bears_on_its_visits(filled: Mirror, noun: str, key: str) -> None:
    with filled.reading() as read:
        assert keys(subjects.of(read._db, g.ERP, noun, [key])) == {"A", "B"}


def test_a_dossier_has_all_that_is_planned_and_the_goods(filled: Mirror) -> None:
    with filled.reading() as read:
        found = read.appointment_dossier(Ref(g.ERP, "appointment", "A"))
        assert found.appointment == PLANNED[0]
        assert [a.id for a in found.around] == ["A", "B", "C"]
        assert (found.goods.sale, found.goods.asof) == (g.UNDER_WAY, NOW)
        assert read.appointment_dossier(Ref(g.ERP, "appointment", "Z")).appointment is None


def test_the_board_shows_a_day_with_its_customers(filled: Mirror) -> None:
    with filled.reading() as read:
        parts = appointment_read.board(read._db)
    answer = board.build(parts, AskBoard(day=PLANNED[0].day), NOW, ZONE)
    assert [(v.number, v.row, v.customer) for v in answer.visits] == [
        ("AP-A", "ines", CUSTOMER.name),
        ("AP-B", "jon", CUSTOMER.name),
        ("AP-C", "ines", CUSTOMER.name),
    ]
    assert [v.number for v in board.build(parts, AskBoard(PLANNED[0].day, "jon"), NOW, ZONE).visits] == ["AP-B"]
    assert board.build(parts, AskBoard(), NOW, ZONE).next_day == PLANNED[0].day


def test_a_new_one_is_planned_from_the_order_and_its_goods(filled: Mirror) -> None:
    ask = AskSlots("so-1", skills=("welding",))
    with filled.reading() as read:
        answer = booking.answer(appointment_read.slot_parts(read._db, ask), ask, NOW, ZONE)
        unknown = appointment_read.slot_parts(read._db, AskSlots("SO-404"))
    assert (answer.sale, answer.customer, answer.skills) == (g.SALE, CUSTOMER.name, ("lift", "pumps", "welding"))
    assert [words.partition(", ")[2] for _, words in answer.slots] == ["Jon Falk"] * len(answer.slots)
    assert answer.made is not None
    assert replace(answer.made, site="") == replace(answer.made, id="", number="", resource=None, site="")
    assert booking.answer(unknown, AskSlots("SO-404"), NOW, ZONE).why == "No order SO-404 is known here"
