"""What docs/ show of figures: the board, its charts large, a board of one's own, an import and the board over it."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from app.kpis.boards import BOARDS
from tests.camera import Camera, go, has_read, settle, wait_until
from tests.journeys.conftest import World
from tests.retail import Shape, write_csv
from ui.charts.period import Over
from ui.imports.page import ImportsPage
from ui.shell.statusbar import StatusBar


def figures(world: World, camera: Camera) -> None:
    """The board of somebody who may read what is owed, figures of it large, and a board of her own."""
    fiona = camera.seat(world.profile("fiona"))
    fiona.until(lambda: len(fiona.rows()) > 10, "the queue")
    wait_until(partial(has_read, fiona.window.findChild(StatusBar)), 120_000)
    go(fiona, "board")
    page = cast("Any", fiona.window.page)
    wait_until(partial(_counted, page), 120_000)
    settle(1500)
    camera.keep(fiona.window, "kpi")
    shown = (
        ("growth.booked", 0, "chart-line"),
        ("reliability.on_time_first", -1, "chart-control"),
        ("service.backlog", 0, "chart-flow"),
        ("reliability.perfect_order", 0, "chart-losses"),
        ("reliability.perfect_order", 2, "chart-pareto"),
        ("reliability.otif", 1, "chart-sets"),
        ("reliability.return_rate", 0, "chart-cohort"),
        ("service.arrivals", 3, "chart-heatmap"),
        ("speed.throughput_time", 0, "chart-stages"),
        ("growth.quote_conversion", 1, "chart-funnel"),
        ("speed.confirm_to_ship", 1, "chart-spread"),
        ("credit.utilisation", 0, "chart-bullet"),
    )
    for kpi, kind, name in shown:
        _large(page, kpi, kind)
        camera.keep(fiona.window, name)
    page.period.choose(Over(30))  # the company is 90 days old: before these days there is something to set them against
    _large(page, "growth.booked", 1)
    camera.keep(fiona.window, "chart-bridge")
    page.period.choose(Over())
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


def _large(page: Any, kpi: str, kind: int) -> None:
    """One figure in the kind of picture that stands there, over the period that was chosen."""
    page.show_board(next(b.name for b in BOARDS if kpi in b.kpis))
    wait_until(partial(_counted, page), 120_000)
    page.open_tile(kpi)
    page.large.kinds.buttons[kind].click()
    wait_until(partial(_drawn, page), 120_000)
    settle(1000)


def _counted(page: Any) -> None:
    """Every tile of the board has its figure."""
    assert page.answer is not None
    assert all(tile.words is not None for tile in page.tiles.values())


def _drawn(page: Any) -> None:
    assert page.large.answer is not None


def imports(world: World, camera: Camera) -> None:
    """A file shaped like the UCI Online Retail set: what is left out of it, and the board over it."""
    omar = camera.seat(world.profile("omar"), "credit")
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
