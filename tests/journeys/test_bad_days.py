"""Stale records, servers that die, consoles that are killed, networks that come and go, two people at once: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import oracle
from tests.journeys.conftest import World
from tests.journeys.seat import Seat
from tests.journeys.test_release import REASON, ended, release


def confirms(world: World, number: str) -> int:
    """How often the order went to confirmed, by Tryton's own log."""
    query = """SELECT count(*) FROM ir_model_log l JOIN sale_sale s ON l.resource = 'sale.sale,' || s.id
               WHERE s.number = %s AND l.event = 'transition' AND l.target = 'state:confirmed'"""
    return int(world.sql(query, number)[0][0])


def test_an_order_changed_meanwhile_is_refused_and_says_so(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("over")
    fiona = seat("fiona")
    fiona.go_to(number).press("1").previewed().type(REASON)
    rep = oracle.Rep(world.url, world.erp, "ben", world.servers.password("ben"))
    sale = world.sql("SELECT id FROM sale_sale WHERE number = %s", number)[0][0]
    rep.call("model.sale.sale.draft", [sale])
    answers: list[str] = []
    fiona.page.case._deciding.done.connect(lambda *_: answers.append("taken down"))
    fiona.page.case._deciding.failed.connect(lambda *_: answers.append("refused"))
    fiona.press("Ctrl+Enter")
    fiona.until(lambda: bool(answers) or fiona.row(number) is None, "an answer, or the case gone before it could be asked")
    fiona.until(
        lambda: (
            not fiona.console.status().letters_waiting
            and not world.team_sql("SELECT 1 FROM decision WHERE state IN ('open', 'unknown')")
        ),
        "the decision ended or never began",
    )
    assert oracle.confirmed_by(world.dsn, number)[0] == "draft"
    assert confirms(world, number) == 0


def test_two_windows_on_one_case_one_release(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("over")
    fiona, felix = seat("fiona"), seat("felix")
    for one in (fiona, felix):
        one.go_to(number).press("1").previewed().type(REASON)
    fiona.press("Ctrl+Enter")
    felix.press("Ctrl+Enter")
    fiona.until(lambda: ended(world, number, "resolved"), "the case resolved")
    for one in (fiona, felix):
        one.until(lambda one=one: one.row(number) is None, "gone from both queues")  # type: ignore[misc]
    assert confirms(world, number) == 1
    assert world.team_sql("SELECT count(*) FROM decision WHERE state = 'applied'") == [(1,)]


def test_offline_then_online(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("ships_today")
    fiona = seat("fiona")
    fiona.go_to(number)
    world.servers.stop_trytond(world.erp)
    fiona.sees("Offline")
    fiona.go_to(number).press("1").previewed().type(REASON).press("Ctrl+Enter")
    fiona.until(lambda: fiona.console.status().letters_waiting > 0, "one decision waits")
    world.servers.start_trytond(world.erp)
    fiona.console.pull_now()
    fiona.until(lambda: ended(world, number, "resolved"), "sent by itself once Tryton is back")
    assert oracle.confirmed_by(world.dsn, number)[1] == "fiona"
    assert confirms(world, number) == 1


def test_the_server_is_killed_while_it_works(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("over")
    fiona = seat("fiona")
    release(fiona, number)
    fiona.until(lambda: bool(world.team_sql("SELECT 1 FROM decision WHERE permit_until IS NOT NULL")), "the permit given")
    world.servers.kill_trytond(world.erp)
    world.servers.start_trytond(world.erp)
    fiona.until(lambda: ended(world, number, "resolved"), "the case resolved after the server came back")
    assert oracle.confirmed_by(world.dsn, number)[1] == "fiona"
    assert confirms(world, number) == 1
