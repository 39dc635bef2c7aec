"""Holds are released, refused and raised through the window, and the real Tryton says so itself."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.journeys import oracle
from tests.journeys.conftest import World
from tests.journeys.seat import Seat

REASON = "Paid on time for years, cash is announced"


def as_previewed(world: World, number: str) -> bool:
    """What was shown before the commit is what the ERP reported afterwards, as the team store keeps it."""
    kept = world.team_sql("SELECT body FROM observation WHERE kind = 'effect' ORDER BY at")
    effects = [json.loads(body) for (body,) in kept]
    mine = [e for e in effects if any(row[1] == number for row in e["done"])]
    assert len(mine) == 1, effects
    assert mine[0]["shown"], "nothing was previewed"
    left = sorted(mine[0]["done"])
    for source, document, field, before, after in mine[0]["shown"]:
        fits = [row for row in left if row[:4] == [source, document, field, before] and after in (row[4], "who approves")]
        if not fits:
            return False
        left.remove(fits[0])
    return not left


def ended(world: World, number: str, how: str) -> bool:
    query = "SELECT k.state FROM kase k WHERE k.document = %s ORDER BY k.opened_at DESC"
    rows = world.team_sql(query, number)
    return bool(rows) and rows[0][0] == how


def release(seat: Seat, number: str) -> Seat:
    seat.go_to(number).press("1").previewed().sees("nothing is sent yet", "confirmed")
    return seat.type(REASON).press("Ctrl+Enter")


def test_an_analyst_releases_a_hold_and_tryton_names_her(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("little_over")
    fiona = seat("fiona")
    release(fiona, number)
    fiona.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    state, by = oracle.confirmed_by(world.dsn, number)
    assert state in ("confirmed", "processing")
    assert by == "fiona"
    assert as_previewed(world, number)
    fiona.until(lambda: fiona.row(number) is None, f"{number} gone from the queue")


def test_a_rep_sees_why_she_may_not_release(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("little_over")
    carla = seat("carla")
    carla.go_to(number).press("1")
    carla.sees("credit analyst releases holds")
    assert oracle.confirmed_by(world.dsn, number)[0] == "quotation"
    assert not world.team_sql("SELECT 1 FROM decision")


def test_above_her_authority_another_person_decides_and_the_first_cannot_be_the_second(
    world: World, seat: Callable[[str], Seat]
) -> None:
    number = world.number("above_authority")
    fiona, maja = seat("fiona"), seat("maja")
    release(fiona, number)
    fiona.until(lambda: (r := fiona.row(number)) is not None and r.pending == "approval", "waiting for approval")
    assert oracle.confirmed_by(world.dsn, number)[0] == "quotation", "nothing is sent before the second person agrees"
    fiona.go_to(number).press("A")
    fiona.sees("You asked")
    assert not world.team_sql("SELECT 1 FROM approval")

    maja.until(lambda: (r := maja.row(number)) is not None and r.pending == "approval", "the request at Maja's")
    maja.go_to(number).sees("Fiona Brandt").press("A").previewed().sees("Confirmed by: Maja Lund").press("Ctrl+Enter")
    maja.until(lambda: ended(world, number, "resolved"), "the case resolved")
    state, by = oracle.confirmed_by(world.dsn, number)
    assert (state in ("confirmed", "processing"), by) == (True, "maja")
    assert world.team_sql("SELECT actor FROM decision") == [("fiona",)]
    assert world.team_sql("SELECT approver FROM approval") == [("maja",)]
    assert as_previewed(world, number)
    fiona.until(lambda: fiona.row(number) is None, "gone at Fiona's too")


def test_a_rejected_order_is_cancelled_with_the_reason_on_it(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("far_over")
    fiona = seat("fiona")
    fiona.go_to(number).press("3").sees("nothing is sent yet").type("No cover for this amount, told the customer").press(
        "Ctrl+Enter"
    )
    fiona.until(lambda: oracle.confirmed_by(world.dsn, number)[0] == "cancelled", f"{number} cancelled in Tryton")
    notes = world.sql(
        "SELECT n.message FROM ir_note n JOIN sale_sale s ON n.resource = 'sale.sale,' || s.id WHERE s.number = %s", number
    )
    assert any("No cover for this amount" in message for (message,) in notes)
    fiona.until(lambda: fiona.row(number) is None, "gone from the queue")
    assert as_previewed(world, number)


def test_a_note_reaches_the_order_and_the_case_stays(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("over")
    ben = seat("ben")
    ben.go_to(number).press("N").sees("Note").type("Customer calls back at four").press("Ctrl+Enter")
    query = "SELECT count(*) FROM ir_note n JOIN sale_sale s ON n.resource = 'sale.sale,' || s.id WHERE s.number = %s AND n.message LIKE %s"
    ben.until(lambda: world.sql(query, number, "%calls back at four%") == [(1,)], "the note in Tryton, once")
    assert ben.row(number) is not None
