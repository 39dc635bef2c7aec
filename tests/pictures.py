"""``./dev pictures``: drive the real window on the demo company and keep what it looks like, light and dark, for docs/."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.block import Exposure
from app.domain.ref import Ref
from app.domain.version_list import AskVersions
from app.kpis.boards import BOARDS
from app.signin import Desk
from demo import appointments, restock
from demo.place import place
from demo.servers import Servers, ensure, halt
from demo.sister import SISTER
from tests.journeys.conftest import TwoWorld, World
from tests.journeys.seat import Seat
from tests.outside.shop import Shop
from tests.pictures_of_papers import papers, sending
from tests.retail import Shape, write_csv
from tests.ui.quote_samples import Quotes
from tests.ui.quote_stage import done
from ui.cases.versions import VersionsSheet
from ui.imports.page import ImportsPage
from ui.quotes.page import DraftsPage
from ui.shell.pages import PAGES
from ui.shell.session import Session
from ui.shell.statusbar import StatusBar

OUT = Path(__file__).parents[1] / "docs" / "pictures"
SETTLED = 660_000  # ms; what two systems say differently is a case after ten minutes, and a seed may be younger than that
SIZE = (1440, 900)
DATABASE, TEAM, SHOP = "pictures", "pictures_team", "pictures_shop"


def wait_until(check: Callable[[], None], timeout: int) -> None:
    """What pytest-qt's waitUntil does, outside of a test: the event loop runs, nothing is starved."""
    end = time.monotonic() + timeout / 1000
    while True:
        try:
            return check()
        except AssertionError:
            if time.monotonic() > end:
                raise
        loop = QEventLoop()
        QTimer.singleShot(50, loop.quit)
        loop.exec()


def settle(milliseconds: int = 600) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Camera:
    """Keeps one window in both modes. ``themes`` belongs to its session."""

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def keep(self, window: QWidget, name: str) -> None:
        for bar in window.findChildren(StatusBar):
            wait_until(partial(_has_read, bar), 120_000)
        settle()
        OUT.mkdir(parents=True, exist_ok=True)
        window.grab().save(str(OUT / f"{name}-{self.mode}.png"))
        print(f"{name}-{self.mode}.png", file=sys.stderr)


def _has_read(bar: StatusBar) -> None:
    """A day at work, not its first minute."""
    assert not [words for _, words in bar.said if words.endswith(("connecting", "first reading"))]


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
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    fiona = Seat(bot, world.profile("fiona"))
    fiona.session.themes.apply(camera.mode)
    fiona.window.resize(*SIZE)
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
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    omar = Seat(bot, world.profile("omar"), "validation")
    omar.session.themes.apply(camera.mode)
    omar.window.resize(*SIZE)
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
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    omar = Seat(bot, world.profile("omar"), "inventory")
    omar.session.themes.apply(camera.mode)
    omar.window.resize(*SIZE)
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
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    omar = Seat(bot, world.profile("omar"), "split")
    omar.session.themes.apply(camera.mode)
    omar.window.resize(*SIZE)
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
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    omar = Seat(bot, world.profile("omar"), "damage")
    omar.session.themes.apply(camera.mode)
    omar.window.resize(*SIZE)
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
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    for queue, story in (("backorder", "backorder_dated"), ("delay", "late_purchase")):
        omar = Seat(bot, world.profile("omar"), queue)
        omar.session.themes.apply(camera.mode)
        omar.window.resize(*SIZE)
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
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    omar = Seat(bot, world.profile("omar"), "delay")
    omar.session.themes.apply(camera.mode)
    omar.window.resize(*SIZE)
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
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    folder = world.servers.write_profile(world.folder / "writes", "omar", world.erp, world.team, world.shop, mail=True)
    omar = Seat(bot, folder, "delay")
    omar.session.themes.apply(camera.mode)
    omar.window.resize(*SIZE)
    omar.until(lambda: all(s.state == "ok" for s in omar.console.status().sources), "every system")
    omar.go_to(world.number("late_purchase")).may("promise_date").press("1").sees("Tried out on the server", "to purchasing@")
    settle(1500)
    camera.keep(omar.window, "message")
    omar.leave()


def returns(world: World, camera: Camera) -> None:
    """Goods of two orders that came in: what becomes of each line. Nothing is committed."""
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    omar = Seat(bot, world.profile("omar"), "return")
    omar.session.themes.apply(camera.mode)
    omar.window.resize(*SIZE)
    omar.go_to(world.servers.describe()["returns"]["return_inside"][0]["number"]).may("inspect_return")
    omar.press("3").previewed().sees("Tried out on the server")
    settle(1500)
    camera.keep(omar.window, "return")
    omar.leave()


def schedule(world: World, camera: Camera) -> None:
    """A day of appointments, and one that cannot go as planned with another time on the sheet. Nothing is committed."""
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    world.servers.team.ready(TEAM, appointments.plan(world.servers.describe()))
    omar = Seat(bot, world.profile("omar"), "schedule")
    omar.session.themes.apply(camera.mode)
    omar.window.resize(*SIZE)
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


def quotes(world: TwoWorld, camera: Camera) -> None:
    """An offer under the floor of its margin, and the page on which it is written. Nothing is committed."""
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    petra = Seat(bot, world.profile("petra"), "quote")
    petra.session.themes.apply(camera.mode)
    petra.window.resize(*SIZE)
    number = world.number("quote_floor", 1)
    petra.go_to(number).may("approve_quote").sees("Floor")
    settle(1500)
    camera.keep(petra.window, "quote")
    compared(petra, camera)
    [(offer, lines)] = world.sql(
        "SELECT s.id, count(*) FROM sale_sale s JOIN sale_line l ON l.sale = s.id WHERE s.number = %s GROUP BY s.id", number
    )
    go(petra, "drafts")
    page: DraftsPage = petra.window.page

    def written() -> None:
        if not page.is_writing:
            page.open(Ref("tryton", "sale", str(offer)))
        assert page.is_writing
        assert len(page.writing.content.lines) == lines

    def priced() -> None:
        assert page.writing.prices.priced is not None

    wait_until(written, 120_000)
    page.editor.grid.go(0, 2)
    wait_until(priced, 120_000)
    settle(1500)
    camera.keep(petra.window, "quote-editor")
    petra.leave()
    folder = world.servers.write_profile(world.folder / "sends", "carla", world.erp, world.team, world.shop, mail=True)
    carla = sending(Seat(bot, folder, "quote"), camera.mode, world.number("quote_expires_soon"))
    settle(1500)
    camera.keep(carla.window, "send")
    carla.leave()


def approvals(world: World, camera: Camera) -> None:
    """What waits for Maja, whom Fiona asked in ``rounds``; then what waits for Petra. Nothing is agreed to."""
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    for login, story, name in (("maja", "above_authority", "approvals"), ("petra", "quote_discount", "approvals-quote")):
        one = Seat(bot, world.profile(login))
        one.session.themes.apply(camera.mode)
        one.window.resize(*SIZE)
        one.until(partial(_waits, one, world.number(story)), "the inbox")
        settle(1500)
        camera.keep(one.window, name)
        one.leave()


def _waits(seat: Seat, number: str) -> bool:
    """The inbox, with this document under the cursor and read."""
    page: Any = seat.window.page
    if seat.window.page_name != "approvals":
        go(seat, "approvals")
        seat.window.page.list.view("all")
        return False
    found = next((a for a in (page.list.answer.rows if page.list.answer else ()) if a.row.number == number), None)
    if found is not None:
        page.list.grid.go(found.key)
    panel = page.case.panel
    if found is None or panel is None or panel.row.number != number:
        return False
    return bool(panel.blocks) and all(b.amount is not None for b in panel.blocks if isinstance(b, Exposure))


def compared(petra: Seat, camera: Camera) -> None:
    """Two versions of a quote: made up here, for nobody revises a quote for a picture."""
    console = SimpleNamespace(read=lambda _ask: done(Quotes(datetime.now(UTC)).versions()))
    sheet = VersionsSheet(petra.window, console, petra.session.courier, AskVersions())  # type: ignore[arg-type]
    sheet.open()
    settle(500)
    sheet.grid.step(1)
    sheet.grid.step(1)
    settle(1000)
    camera.keep(petra.window, "quote-diff")
    sheet.leave()


def figures(world: World, camera: Camera) -> None:
    """The board of somebody who may read what is owed, figures of it large, and a board of her own."""
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    fiona = Seat(bot, world.profile("fiona"))
    fiona.session.themes.apply(camera.mode)
    fiona.window.resize(*SIZE)
    fiona.until(lambda: len(fiona.rows()) > 10, "the queue")
    wait_until(partial(_has_read, fiona.window.findChild(StatusBar)), 120_000)
    go(fiona, "board")
    page = cast("Any", fiona.window.page)
    wait_until(partial(_counted, page), 120_000)
    settle(1500)
    camera.keep(fiona.window, "kpi")
    shown = (
        ("growth.booked", 0, "chart-line"),
        ("growth.booked", 1, "chart-bridge"),
        ("reliability.on_time_first", -1, "chart-control"),
        ("service.backlog", 0, "chart-flow"),
        ("reliability.perfect_order", 1, "chart-pareto"),
        ("service.arrivals", 2, "chart-heatmap"),
    )
    for kpi, kind, name in shown:
        board = next(b.name for b in BOARDS if kpi in b.kpis)
        page.show_board(board)
        wait_until(partial(_counted, page), 120_000)
        page.open_tile(kpi)
        page.large.kinds.buttons[kind].click()
        wait_until(partial(_drawn, page), 120_000)
        settle(1000)
        camera.keep(fiona.window, name)
    page.show_board(BOARDS[0].name)
    page.arranging.make("Mornings", "")
    for kpi in (
        "credit.overdue",
        "credit.open_holds",
        "service.backlog",
        "reliability.otif",
        "growth.booked",
        "speed.order_cycle",
    ):
        page.arranging.add(page.shown.board.name, kpi)
    wait_until(partial(_counted, page), 120_000)
    page.area.focus("credit.overdue")
    page.open_chooser()
    settle(14000)  # the toasts of what was added are gone
    camera.keep(fiona.window, "kpi-arranged")
    fiona.leave()


def _counted(page: Any) -> None:
    """Every tile of the board has its figure."""
    assert page.answer is not None
    assert all(tile.words is not None for tile in page.tiles.values())


def _drawn(page: Any) -> None:
    assert page.large.answer is not None


def imports(world: World, camera: Camera) -> None:
    """A file shaped like the UCI Online Retail set: what is left out of it, and the board over it."""
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    omar = Seat(bot, world.profile("omar"), "credit")
    omar.session.themes.apply(camera.mode)
    omar.window.resize(*SIZE)
    go(omar, "imports")
    page: ImportsPage = omar.window.page
    page.begin(str(write_csv(world.folder / f"Online Retail {camera.mode}.csv", Shape(60_000, 2_900, seed=len(camera.mode)))))
    wait_until(partial(_asked, page), 60_000)
    page.sheet.pane.fields["currency"].setText("GBP")
    page.sheet.pane.fields["currency"].textEdited.emit("GBP")
    wait_until(partial(_checked, page), 120_000)
    page.sheet.tabs.buttons[2].click()
    settle(1000)
    camera.keep(omar.window, "imports")
    page.sheet.take()
    wait_until(partial(_counts, page), 120_000)
    go(omar, "imported")
    settle(3000)
    camera.keep(omar.window, "imported")
    omar.leave()


def _asked(page: ImportsPage) -> None:
    assert page.sheet.checked is not None


def _checked(page: ImportsPage) -> None:
    assert not page.sheet.why_not()


def _counts(page: ImportsPage) -> None:
    held = page.grid.table.listing.records
    assert held
    assert all(one.whole for one in held)


def policy(world: World, camera: Camera) -> None:
    """The matrix with a bound that is changed, and the change as the person sees it who may approve it. It is not approved."""
    bot = cast("QtBot", SimpleNamespace(waitUntil=wait_until))
    maja, frank = (Seat(bot, world.profile(login), "policy") for login in ("maja", "frank"))
    for seat in (maja, frank):
        seat.session.themes.apply(camera.mode)
        seat.window.resize(*SIZE)
        seat.until(
            lambda seat=seat: seat.page.shown is not None and seat.page.shown.answer.current.since is not None, "the policy"
        )  # type: ignore[misc]
    maja.page.grid.go("release_hold")
    maja.sees("how far over the limit").press("Enter", "Ctrl+A").type("20000").press("Enter", "Esc")
    camera.keep(maja.window, "policy")
    maja.page.grid.go("credit_units")
    maja.sees("the value at stake").press("Enter", "Ctrl+A").type("150").press("Enter", "Esc").sees("2 changes not proposed yet")
    maja.press("P").type("More orders than people to look at them").press("Ctrl+Enter")
    frank.until(lambda: bool(frank.page.shown.answer.proposals), "the change at Frank's")
    frank.page.open(frank.page.shown.answer.proposals[0].id)
    frank.sees("Maja Lund")
    camera.keep(frank.window, "policy-diff")
    for seat in (maja, frank):
        seat.leave()


def go(seat: Seat, page: str) -> None:
    cast("Any", seat.window).go(page)
    settle()


def main() -> None:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert app is not None
    home = place().home.with_name("clearline-test-company")
    servers: Servers = ensure(home)
    try:
        servers.clone_shop(SHOP)
        left = restock.counted(servers.postgres.sql(restock.LEFT, "erp"))
        servers.postgres.sql(restock.statement(left, servers.describe()["shop_locations"]), SHOP)
        desk = Shop(servers.start_shop(SHOP), servers.shop_login("pulse"), servers.password("pulse"))
        servers.make_sister()
        servers.clone(SISTER.live, SISTER.seed)
        sister = servers.start_trytond(SISTER.live)
        papers()
        for mode in ("light", "dark"):
            with tempfile.TemporaryDirectory() as folder:
                servers.clone(DATABASE)
                url = servers.start_trytond(DATABASE)
                servers.new_team(TEAM)
                world = TwoWorld(servers, DATABASE, TEAM, url, Path(folder), SHOP, desk)
                signin(world, Camera(mode), Path(folder))
                orders(world, Camera(mode))
                rounds(world, Camera(mode))
                approvals(world, Camera(mode))
                inventory(world, Camera(mode), sister)
                splits(world, Camera(mode))
                damage(world, Camera(mode))
                late(world, Camera(mode))
                cause(world, Camera(mode))
                messages(world, Camera(mode))
                returns(world, Camera(mode))
                schedule(world, Camera(mode))
                quotes(world, Camera(mode))
                figures(world, Camera(mode))
                imports(world, Camera(mode))
                policy(world, Camera(mode))
                servers.drop(DATABASE)
                servers.drop(TEAM)
        servers.drop_shop(SHOP)
        servers.drop(SISTER.live)
    finally:
        halt(home)


if __name__ == "__main__":
    main()
