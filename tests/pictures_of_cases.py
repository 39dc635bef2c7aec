"""What docs/ show of signing in and of exceptions: credit, orders, goods, damage, delays, returns, visits."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QApplication, QWidget

from app.signin import Desk
from demo import appointments
from demo.sister import SISTER
from tests.camera import SIZE, Camera, go, settle, wait_until
from tests.journeys.conftest import TwoWorld, World
from tests.journeys.seat import Seat
from ui.shell.pages import PAGES
from ui.shell.session import Session

SETTLED = 660_000  # ms; what two systems say differently is a case after ten minutes, and a seed may be younger than that


def signin(world: World, camera: Camera, folder: Path) -> None:
    app = cast("QApplication", QApplication.instance())
    session = Session(app, PAGES, folder / "log")
    desk = Desk(folder / "profiles")
    session.begin(cast("Any", desk))
    session.themes.apply(camera.mode)
    window = session.window
    assert window is not None
    window.resize(*SIZE)
    fields = [w for w in window.findChildren(QWidget) if w.__class__.__name__ == "QLineEdit" or w.inherits("QLineEdit")]
    for field, text in zip(fields, (world.url, world.erp, "fiona", world.servers.password("fiona")), strict=False):
        cast("Any", field).setText(text)
    settle(4000)
    camera.keep(window, "signin")
    window.close()
    session.close()


def rounds(world: World, camera: Camera) -> None:
    fiona = camera.seat(world.profile("fiona"))
    fiona.until(lambda: len(fiona.rows()) > 10, "the queue")
    little = world.number("little_over", 1)
    fiona.go_to(little).may("release_hold")
    camera.keep(fiona.window, "case")
    fiona.press("1").sees("nothing is sent yet", "confirmed").type("Never late, cash announced for Thursday")
    camera.keep(fiona.window, "queue")
    fiona.press("Esc").press("Ctrl+K")
    camera.keep(fiona.window, "palette")
    fiona.press("Esc")
    above = world.number("above_authority")
    fiona.go_to(above).may("release_hold").press("1").sees("nothing is sent yet", "confirmed").type(
        "New line for the port, order book is full"
    ).press("Ctrl+Enter")
    fiona.until(lambda: (r := fiona.row(above)) is not None and r.pending == "approval", "approval")
    fiona.go_to(above)
    camera.keep(fiona.window, "approval")
    go(fiona, "outbox")
    camera.keep(fiona.window, "outbox")
    go(fiona, "holds")
    settle(2500)
    camera.keep(fiona.window, "holds")
    go(fiona, "credit")
    world.servers.stop_trytond(world.erp)
    fiona.sees("Offline")
    fiona.go_to(little).press("1").sees("nothing is sent yet")
    camera.keep(fiona.window, "offline")
    fiona.leave()
    world.servers.start_trytond(world.erp)


def orders(world: TwoWorld, camera: Camera) -> None:
    """What goes wrong between the two systems. Nothing is committed, so that the second mode finds the same."""
    omar = camera.seat(world.profile("omar"), "validation")
    wrong = f"W{world.web('not_multiple')['display_id']}"
    omar.go_to(wrong).may("fix_and_book").press("1").previewed()
    settle(1500)
    camera.keep(omar.window, "validation")
    omar.press("Esc")
    for queue, name, story in (("payment", "payment", "payment_declined"), ("sync", "conflict", "booked_quantity")):
        go(omar, queue)
        omar.page = omar.window.page
        number = f"W{world.web(story)['display_id']}"
        wait_until(partial(_listed, omar, number), SETTLED)
        omar.go_to(number)
        settle(1500)
        possible = [d.key for d in omar.page.case.deeds() if d.verdict != "denied" and d.key.isdigit()]
        if possible:
            omar.press(possible[0]).previewed()
            settle(1500)
        camera.keep(omar.window, name)
        omar.press("Esc")
    omar.press("O")
    settle(2500)
    camera.keep(omar.window, "order")
    omar.press("U")
    settle(2500)
    camera.keep(omar.window, "customer")
    go(omar, "orders")
    settle(2500)
    camera.keep(omar.window, "orders")
    omar.leave()


def _listed(seat: Seat, number: str) -> None:
    assert seat.row(number) is not None, f"{number} is not in the queue"


def inventory(world: TwoWorld, camera: Camera, sister: str) -> None:
    """What lies where in two ERPs and the shop, on a product that is short at one place; and what one is made of."""
    omar = camera.seat(world.profile("omar"), "inventory")
    door = next(d for d in omar.console.doors.all if d.is_new and d.offer.kind == "tryton")
    door.enter(sister, SISTER.live, "omar", world.servers.password("omar"), False).result(120)
    omar.until(lambda: all(row.state == "ok" for row in omar.console.status().sources), "all systems read")
    omar.window.page.head.view_chosen.emit("short")
    settle(2500)
    camera.keep(omar.window, "inventory")
    omar.window.page.head.view_chosen.emit("all")
    omar.press("/").type("R2001").press("Enter")
    settle(2500)
    camera.keep(omar.window, "components")
    omar.leave()


def splits(world: World, camera: Camera) -> None:
    """An order that one warehouse cannot ship whole, with a proposal on the sheet. Nothing is committed."""
    omar = camera.seat(world.profile("omar"), "split")
    omar.go_to(world.number("two_ways")).may("resplit")
    camera.keep(omar.window, "split-case")
    omar.press("1", "O").sees("Tried out on the server")
    settle(1500)
    camera.keep(omar.window, "split")
    omar.press("Esc").go_to(world.number("far_apart")).may("wait_complete").press("4").sees("Tried out on the server")
    settle(1500)
    camera.keep(omar.window, "wait")
    omar.leave()


def damage(world: World, camera: Camera) -> None:
    """Pieces that arrived damaged, ticked for a credit; their photos beside a claim from the carrier. Nothing is committed."""
    omar = camera.seat(world.profile("omar"), "damage")
    omar.go_to(world.servers.describe()["complaints"]["damaged"][0]["number"]).may("credit_units")
    omar.press("2").until(omar.page.case.sheet.isVisible, "the sheet").press("1", "2").previewed()
    settle(1500)
    camera.keep(omar.window, "damage")
    omar.press("Esc").may("claim_carrier").press("3").until(omar.page.case.sheet.isVisible, "the sheet")
    omar.press("1", "2").previewed()
    settle(1500)
    camera.keep(omar.window, "carrier-claim")
    omar.leave()


def late(world: World, camera: Camera) -> None:
    """Goods that come too late, with another day on the sheet. Nothing is committed."""
    for queue, story in (("backorder", "backorder_dated"), ("delay", "late_purchase")):
        omar = camera.seat(world.profile("omar"), queue)
        omar.go_to(world.number(story)).may("promise_date").press("1").sees("Tried out on the server")
        settle(1500)
        camera.keep(omar.window, queue)
        if queue == "delay":
            omar.press("Esc").may("expedite").press("3").previewed()
            settle(1500)
            camera.keep(omar.window, "expedite")
        omar.leave()


def cause(world: World, camera: Camera) -> None:
    """All that one cause keeps, marked at once, with one decision about it on the sheet. Nothing is committed."""
    omar = camera.seat(world.profile("omar"), "delay")
    number = world.number("late_purchase")
    omar.go_to(number).may("promise_date")
    row = omar.row(number)
    assert row is not None
    omar.page.list.grid.go(f"group:{row.group}")
    omar.press("X", "1").sees("Tried out on the server")
    settle(1500)
    camera.keep(omar.window, "cause")
    omar.leave()


def messages(world: TwoWorld, camera: Camera) -> None:
    """A new date with the message that goes out with it. Nothing is committed."""
    folder = world.servers.write_profile(world.folder / "writes", "omar", world.erp, world.team, world.shop, mail=True)
    omar = camera.seat(folder, "delay")
    omar.until(lambda: all(s.state == "ok" for s in omar.console.status().sources), "every system")
    omar.go_to(world.number("late_purchase")).may("promise_date").press("1").sees("Tried out on the server", "to purchasing@")
    settle(1500)
    camera.keep(omar.window, "message")
    omar.leave()


def returns(world: World, camera: Camera) -> None:
    """Goods of two orders that came in: what becomes of each line. Nothing is committed."""
    omar = camera.seat(world.profile("omar"), "return")
    omar.go_to(world.servers.describe()["returns"]["return_inside"][0]["number"]).may("inspect_return")
    omar.press("3").previewed().sees("Tried out on the server")
    settle(1500)
    camera.keep(omar.window, "return")
    omar.leave()


def schedule(world: World, camera: Camera) -> None:
    """A day of appointments, and one that cannot go as planned with another time on the sheet. Nothing is committed."""
    world.servers.team.ready(world.team, appointments.plan(world.servers.describe()))
    omar = camera.seat(world.profile("omar"), "schedule")
    omar.go_to("AP-0002").may("move_appointment").press("1").sees("Tried out on the server")
    settle(1500)
    camera.keep(omar.window, "schedule")
    go(omar, "appointments")
    settle(1500)  # the day is on screen: from it one goes to the next one with a visit
    omar.press(".")
    settle(1500)
    omar.press("]")
    settle(1500)
    camera.keep(omar.window, "board")
    omar.leave()
