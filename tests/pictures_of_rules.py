"""What docs/ show of who may do what: what waits for a second person, and the policy with a change of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.domain.block import Exposure
from app.policy import fiscal
from tests.camera import Camera, go, settle
from tests.journeys.conftest import World
from tests.journeys.seat import Seat


def approvals(world: World, camera: Camera) -> None:
    """What waits for Maja, whom Fiona asked in ``rounds``; then what waits for Petra. Nothing is agreed to."""
    for login, story, name in (("maja", "above_authority", "approvals"), ("petra", "quote_discount", "approvals-quote")):
        one = camera.seat(world.profile(login))
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


def _has_policy(page: Any) -> bool:
    return page.shown is not None and page.shown.answer.current.since is not None


def policy(world: World, camera: Camera) -> None:
    """The matrix with a bound that is changed, and the change as the person sees it who may approve it. It is not approved. Then the
    calendar."""
    maja, frank = (camera.seat(world.profile(login), "policy") for login in ("maja", "frank"))
    for seat in (maja, frank):
        seat.until(partial(_has_policy, seat.page), "the policy")
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
    frank.page.run_deed("tab4")
    frank.page.grid.go(fiscal.STARTS)
    frank.sees("The year that today is in")
    camera.keep(frank.window, "policy-calendar")
    for seat in (maja, frank):
        seat.leave()
