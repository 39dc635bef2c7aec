"""Two real Trytons side by side: the second is added while the console runs; its goods, its productions, its cases, its letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.bootstrap import open_profile
from app.commands.command import Command
from app.console import Console
from app.domain.inventory import AskProduct, AskShelf, ProductView, ShelfAnswer
from app.domain.question import AskQueue, CaseRow, QueueAnswer
from demo.sister import SISTER, SOURCE
from tests.app.office import until
from tests.contracts.office import Desk
from tests.journeys.conftest import World
from tests.journeys.seat import Seat

PATIENCE = 120
_SISTER = "t_rheinwerk"


@pytest.fixture
def sister(world: World) -> Iterator[str]:
    """The address of the sister company's Tryton."""
    world.servers.make_sister()
    world.servers.clone(_SISTER, SISTER.seed)
    yield world.servers.start_trytond(_SISTER)
    world.servers.drop(_SISTER)


@pytest.fixture
def both(world: World, sister: str) -> Iterator[Callable[[str], Console]]:
    """A colleague's console that knew the first company when it started, and has been let in by the second."""
    opened: list[Console] = []

    def open_(login: str) -> Console:
        console = open_profile(world.profile(login))
        opened.append(console)
        console.start()
        door = next(d for d in console.doors.all if d.is_new and d.offer.kind == "tryton")
        signed = door.enter(sister, _SISTER, login, world.servers.password(login), False).result(PATIENCE)
        assert signed.source == "tryton-t_rheinwerk"
        until(console, lambda: all(s.state == "ok" for s in console.status().sources), "both are read")
        return console

    yield open_
    for console in opened:
        console.close()


def rows(console: Console, **ask: Any) -> ShelfAnswer:
    answer = console.read(AskShelf(**ask)).result(PATIENCE)
    assert isinstance(answer, ShelfAnswer)
    return answer


def cases(console: Console, type_: str, customer: str) -> list[CaseRow]:
    answer = console.read(AskQueue(type_, group=False)).result(PATIENCE)
    assert isinstance(answer, QueueAnswer)
    return [row for row in answer.rows if row.customer == customer]


def view(console: Console, sku: str) -> ProductView:
    found = console.read(AskProduct(sku)).result(PATIENCE)
    assert isinstance(found, ProductView)
    return found


def test_the_second_company_stands_beside_the_first(both: Callable[[str], Console]) -> None:
    console = both("omar")
    source = "tryton-t_rheinwerk"
    assert source != SOURCE, "each is called by the database that it is in"
    valves = {(r.ref.source, r.place): r.on_hand for r in rows(console, text="N1117").rows}
    assert valves["tryton", "Hamburg"] == 3
    assert valves[source, "Mannheim"] == 20
    assert console.company == "Nordhafen Industrial Supply GmbH", "the first is still ours"
    housing = next(r for r in rows(console, text="R2003").rows)
    assert (housing.on_hand, housing.reserved) == (2, 4), "a production waits for four"
    assert rows(console).lacking == ""


def test_what_is_made_and_of_what(both: Callable[[str], Console]) -> None:
    console = both("omar")
    drive = view(console, "R2001")
    [made] = drive.sections[0].lines
    assert (made.number, made.about, made.quantity) == ("RP00001", "own production", "2")
    decides = next(block for block in drive.blocks if block.title == "9 that lack")
    facts = {r.about: r.words for r in decides.rows}  # type: ignore[union-attr]
    assert facts["Because"] == (
        "16 N1017 are bought from Gebrüder Wessling Armaturen in 9 days, then R2002 is made in 4 days, then R2001 is made in 2 days"
    )
    tree = [(line.depth, line.number, line.quantity) for line in drive.sections[2].lines]
    assert tree[0] == (0, "R2001", "9")
    assert {(1, "N1018", "9"), (1, "N1022", "9"), (1, "R2002", "9"), (2, "N1017", "16")} <= set(tree)


def test_a_case_of_the_second_company_is_decided_there(both: Callable[[str], Console], world: World, sister: str) -> None:
    console = both("maja")
    until(console, lambda: bool(cases(console, "credit", "Bühler Fördertechnik AG")), "its hold is a case")
    [row] = cases(console, "credit", "Bühler Fördertechnik AG")
    theirs = Desk(sister, _SISTER, "omar", world.servers.password("omar"))
    console.do(Command("claim", row.case_id, row.rev, {})).result(PATIENCE)
    [row] = cases(console, "credit", "Bühler Fördertechnik AG")
    console.do(Command("release_hold", row.case_id, row.rev, {"reason": "Paid by phone, the bank confirmed it"})).result(PATIENCE)

    def states() -> list[str]:
        found = theirs.on("sale.sale", "search_read", [["number", "=", row.number]], 0, None, None, ["state"])
        return [str(sale["state"]) for sale in found]

    until(console, lambda: states() == ["processing"], "released in the second ERP")
    assert [s for (s,) in world.sql("SELECT state FROM sale_sale WHERE number = %s", row.number)] == []


def test_the_second_company_is_added_and_its_hold_released_by_keyboard(
    seat: Callable[[str], Seat], world: World, sister: str
) -> None:
    """From the palette; the password is the last that is typed, then the queue has what waits there too."""
    maja = seat("maja")
    maja.press("Ctrl+K").type("Add another ERP").sees("Add another ERP").press("Enter").sees("Sign in to another ERP")
    for words in (sister, _SISTER, "maja"):
        maja.type(words).press("Tab")
    maja.type(world.servers.password("maja")).press("Enter")
    maja.until(lambda: maja.window.layer is None, "signed in")

    def held() -> list[str]:
        return [row.number for row in maja.rows() if row.customer == "Bühler Fördertechnik AG"]

    maja.until(lambda: len(held()) == 1, "its hold in the queue")
    [number] = held()
    maja.go_to(number).may("release_hold").press("1").previewed().type("Paid by phone, the bank confirmed it").press("Ctrl+Enter")
    theirs = Desk(sister, _SISTER, "omar", world.servers.password("omar"))

    def state() -> str:
        return str(theirs.on("sale.sale", "search_read", [["number", "=", number]], 0, None, None, ["state"])[0]["state"])

    maja.until(lambda: state() == "processing", "released in the second ERP")


def test_rights_of_the_second_company_are_its_own(both: Callable[[str], Console]) -> None:
    console = both("fiona")
    assert console.doors.roles() == {"tryton": "ERP", "tryton-t_rheinwerk": "ERP t_rheinwerk"}
    release = next(right for right in console.rights() if right.deed == "Release once")
    assert dict(release.answers)["tryton-t_rheinwerk"] == "may"
