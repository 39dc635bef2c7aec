"""Orders whose two documents lost each other: booked again after a cancellation by hand, linked where the reference is missing."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.conftest import TwoWorld
from tests.journeys.seat import Seat
from tests.journeys.test_web_orders import agree, closed, number, otherwise

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


def test_a_sale_without_the_reference_is_linked_and_not_booked_twice(two: TwoWorld, desk: Desk) -> None:
    """As if somebody had keyed the order by hand: the same goods, nothing that says which web order it is."""
    order = two.web("clean")
    carla = desk("carla", "validation")
    carla.go_to(number(order)).may("fix_and_book").press("1").previewed().press("Ctrl+Enter")
    carla.until(lambda: agree(two, order), "booked")
    carla.until(lambda: closed(two, order, "validation"), "the case closed")
    carla.leave()
    [sale] = two.sales(order)
    two.sql(
        "UPDATE sale_sale SET web_id = NULL, web_shop = NULL, write_date = now() AT TIME ZONE 'UTC' - interval '20 min' "
        "WHERE id = %s RETURNING id",
        sale.id,
    )
    forget = "metadata = metadata - 'erp_ref' - 'erp_state', updated_at = now() - interval '20 min'"
    two.shop_sql(f'UPDATE "order" SET {forget} WHERE id = %s RETURNING id', order["id"])
    assert not two.sales(order)
    omar = desk("omar", "sync")
    omar.go_to(number(order)).may("link_order").sees("has the same goods and no reference").press("7").previewed().press(
        "Ctrl+Enter"
    )
    omar.until(lambda: agree(two, order), "one sale, which both systems know")
    assert [s.id for s in two.sales(order)] == [sale.id]
    omar.until(lambda: closed(two, order, "sync"), "the case closed")
    assert otherwise(two, order)["tryton"] == ""
