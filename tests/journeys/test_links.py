"""Orders whose two documents hold each other: booked again after a cancellation by hand, through the window."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.conftest import TwoWorld
from tests.journeys.seat import Seat
from tests.journeys.test_web_orders import closed, number

Desk = Callable[[str, str], Seat]


def test_a_sale_that_was_cancelled_by_hand_is_booked_again_once(two: TwoWorld, desk: Desk) -> None:
    """The cancelled sale holds the reference that both systems share, and lets go of it for the new one alone."""
    order = two.web("paid_quotation")
    [before] = two.sales(order)
    two.sql(
        "UPDATE sale_sale SET state = 'cancelled', write_date = now() AT TIME ZONE 'UTC' - interval '20 min' WHERE id = %s RETURNING id",
        before.id,
    )
    omar = desk("omar", "sync")
    omar.go_to(number(order)).may("book_again").press("6").previewed().type("They want it after all").press("Ctrl+Enter")
    omar.until(lambda: [s.state for s in two.sales(order)] == ["quotation"], "booked again")
    [after] = two.sales(order)
    assert after.id != before.id
    assert after.lines == before.lines
    omar.until(lambda: closed(two, order, "sync"), "the case closed")
    gone = two.sql("SELECT state, web_shop FROM sale_sale WHERE id = %s", before.id)
    assert gone == [("cancelled", None)]
