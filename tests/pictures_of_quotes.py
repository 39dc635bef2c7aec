"""What docs/ show of offers: one in its queue, the editor, two versions beside each other, one being sent."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from app.domain.ref import Ref
from app.domain.version_list import AskVersions
from tests.camera import Camera, go, settle, wait_until
from tests.journeys.conftest import TwoWorld
from tests.journeys.seat import Seat
from tests.ui.quote_samples import Quotes
from tests.ui.quote_stage import done
from ui.cases.versions import VersionsSheet
from ui.quotes.page import DraftsPage


def quotes(world: TwoWorld, camera: Camera) -> None:
    """An offer under the floor of its margin, and the page on which it is written. Nothing is committed."""
    petra = camera.seat(world.profile("petra"), "quote")
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
    carla = camera.seat(folder, "quote")
    carla.until(lambda: all(s.state == "ok" for s in carla.console.status().sources), "every system")
    carla.go_to(world.number("quote_expires_soon")).may("send_quote").press("6").sees("Enclosed: offer-")
    settle(1500)
    camera.keep(carla.window, "send")
    carla.leave()


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
