"""What a shop's rows mean to us: states, payments and prices as they are derived from what a real Medusa sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.connectors.medusa import goods, mapper
from app.connectors.medusa import payloads as p
from app.connectors.medusa.batch import Batch, fill
from app.connectors.medusa.changes import History
from app.connectors.medusa.parts import shape
from app.domain.feed import Cursor
from app.domain.money import Money
from app.domain.shop import Fulfilled, Paid, WebOrderState, WebPayment
from app.errors import Malformed
from tests.app.connectors.medusa.recorded import (
    CANCELLED,
    DECLINED,
    DRAFT,
    EDITED,
    EDITED_LATELY,
    EXPIRED,
    IN_DOLLARS,
    OFFERED,
    PAID,
    RETURNED,
    ROWS,
    UNREADABLE,
    WORLD,
    order,
)


def attempts(number: int) -> list[WebPayment]:
    row = order(number)
    collections = sorted(row["payment_collections"], key=lambda c: str(c["created_at"]))
    return [a for c in collections for a in mapper.attempts(c, row, WORLD)]


@pytest.mark.parametrize(
    ("number", "state", "payment", "fulfilment"),
    [
        (PAID, WebOrderState.COMPLETED, Paid.ALL, Fulfilled.DELIVERED),
        (RETURNED, WebOrderState.PLACED, Paid.ALL, Fulfilled.DELIVERED),
        (EDITED_LATELY, WebOrderState.PLACED, Paid.PART, Fulfilled.NOTHING),
        (CANCELLED, WebOrderState.CANCELLED, Paid.NOTHING, Fulfilled.NOTHING),
        (DECLINED, WebOrderState.PLACED, Paid.NOTHING, Fulfilled.NOTHING),
        (EXPIRED, WebOrderState.PLACED, Paid.AUTHORISED, Fulfilled.NOTHING),
        (DRAFT, WebOrderState.DRAFT, Paid.NOTHING, Fulfilled.NOTHING),
    ],
)
def test_states_are_ours(number: int, state: WebOrderState, payment: Paid, fulfilment: Fulfilled) -> None:
    found = mapper.order(order(number), WORLD)
    assert (found.state, found.payment, found.fulfilment) == (state, payment, fulfilment)
    assert found.number == f"W{number}"


def test_an_unknown_state_is_not_guessed() -> None:
    with pytest.raises(Malformed) as bad:
        mapper.order(order(PAID) | {"status": "half_paid"}, WORLD)
    assert bad.value.path == "status"


def test_the_path_names_the_field() -> None:
    row = order(PAID)
    row["items"][0]["detail"]["raw_quantity"] = {"value": 5}
    with pytest.raises(Malformed) as bad:
        mapper.order(row, WORLD)
    assert bad.value.path == "items[0].detail.raw_quantity.value"  # an order is read as a whole


def test_links_to_the_erp_come_from_the_metadata() -> None:
    found = mapper.order(order(PAID), WORLD)
    row = order(PAID)
    assert (found.shared, found.reference) == (row["metadata"]["ext_ref"], row["metadata"]["po_number"])
    assert found.party == row["customer"]["groups"][0]["metadata"]["erp_party"]


def test_an_order_whose_metadata_makes_no_sense_is_set_aside() -> None:
    with pytest.raises(Malformed) as bad:
        mapper.order(order(UNREADABLE), WORLD)
    assert bad.value.path == "metadata.po_number"


def test_an_order_without_lines_is_read_as_it_is() -> None:
    found = mapper.order(order(UNREADABLE) | {"metadata": None}, WORLD)
    assert (found.total, found.fulfilment) == (Money(0, "EUR"), Fulfilled.NOTHING)


def test_amounts_are_in_the_orders_own_currency() -> None:
    found = mapper.order(order(IN_DOLLARS), WORLD)
    assert (found.total, found.paid, found.due) == (Money(34629, "USD"), Money(34629, "USD"), Money(0, "USD"))


def test_an_offer_says_until_when_it_holds() -> None:
    row = order(OFFERED)
    found = mapper.order(row, WORLD)
    days = int(row["metadata"]["valid_days"])
    assert found.expires_on == (datetime.fromisoformat(row["created_at"]) + timedelta(days=days)).date()


def test_an_open_return_locks_the_order() -> None:
    row = order(RETURNED)
    assert mapper.order(row, WORLD).locked_by is None, "it is only asked for"
    row["returns"][0]["status"] = "open"
    assert mapper.order(row, WORLD).locked_by == "an open return"


# ---- payments ----


def test_a_paid_order_has_one_captured_attempt() -> None:
    [paid] = attempts(PAID)
    assert (paid.state, paid.amount, paid.captured) == ("captured", Money(25323, "EUR"), Money(25323, "EUR"))
    assert paid.failure is None


def test_a_declined_payment_says_why_and_nothing_of_the_card() -> None:
    [failed] = attempts(DECLINED)
    assert (failed.state, failed.failure) == ("failed", "insufficient funds")
    assert (failed.amount, failed.captured) == (Money(17129, "EUR"), Money(0, "EUR"))
    row = order(DECLINED)
    session = row["payment_collections"][0]["payment_sessions"][0]
    session["data"]["error"] = {"code": "card 4111 1111-1111 1111 declined"}
    [failed] = mapper.attempts(row["payment_collections"][0], row, WORLD)
    assert failed.failure == "card declined"


def test_an_authorisation_that_ran_out_is_expired_and_was_no_money() -> None:
    row = order(EXPIRED)
    [gone] = attempts(EXPIRED)
    assert (gone.state, gone.captured) == ("expired", Money(0, "EUR"))
    session = row["payment_collections"][0]["payment_sessions"][0]
    assert gone.expires_at == datetime.fromisoformat(session["created_at"]) + timedelta(days=7)
    assert mapper.order(row, WORLD).paid == Money(0, "EUR")


@pytest.mark.parametrize("number", [EDITED, EDITED_LATELY])
def test_an_edit_after_the_payment_leaves_a_request_for_the_rest(number: int) -> None:
    before, after = attempts(number)
    found = mapper.order(order(number), WORLD)
    assert (before.state, after.state) == ("captured", "pending")
    assert before.captured == found.paid
    assert after.amount == found.due
    assert found.due > Money(0, "EUR")


def test_a_refund_is_seen_beside_what_was_captured() -> None:
    row = order(PAID)
    payment = row["payment_collections"][0]["payments"][0]
    payment["refunds"] = [{"raw_amount": {"value": "53.232"}, "created_at": payment["updated_at"]}]
    [attempt] = mapper.attempts(row["payment_collections"][0], row, WORLD)
    found = mapper.order(row, WORLD)
    assert (attempt.captured, attempt.refunded) == (Money(25323, "EUR"), Money(5323, "EUR"))
    assert (found.payment, found.refunded) == (Paid.REFUNDED_PART, Money(5323, "EUR"))


def test_a_payment_that_moves_is_a_new_revision_of_its_order() -> None:
    row = order(EXPIRED)
    before = mapper.order(row, WORLD)
    row["payment_collections"][0]["payment_sessions"][0]["updated_at"] = "2026-11-26T23:59:59.000Z"
    after = mapper.order(row, WORLD)
    assert before.rev != after.rev
    assert after.stamp > before.stamp


# ---- what came back, and what makes it good ----


def came_back(row: dict[str, Any], received: int, dismissed: int) -> dict[str, Any]:
    """As the shop counts it: what came back is in no total any more."""
    item = row["items"][0]
    price, back = Decimal(item["raw_unit_price"]["value"]), received + dismissed
    item["detail"] |= {
        "raw_return_received_quantity": {"value": str(received)},
        "raw_return_dismissed_quantity": {"value": str(dismissed)},
    }
    for counted, name in ((item, "raw_subtotal"), (row, "raw_item_subtotal")):
        counted[name] = {"value": str(Decimal(counted[name]["value"]) - price * back)}
    return row


def test_what_came_back_was_placed_all_the_same() -> None:
    before, after = order(PAID), came_back(order(PAID), 2, 1)
    was, now = mapper.line(before["items"][0], before, 1, WORLD), mapper.line(after["items"][0], after, 1, WORLD)
    assert (now.net, now.quantity, now.returned, now.returnable) == (was.net, was.quantity, Decimal(3), Decimal(17))
    assert mapper.order(after, WORLD).net == mapper.order(before, WORLD).net
    assert now.rev != was.rev


def test_pieces_on_their_way_back_are_not_out_any_more() -> None:
    row = order(RETURNED)
    found = mapper.line(row["items"][0], row, 1, WORLD)
    assert (found.returning, found.returned, found.returnable) == (Decimal(1), Decimal(0), Decimal(16))


def test_a_line_that_a_claim_put_in_was_not_placed() -> None:
    row = order(PAID)
    before = mapper.order(row, WORLD)
    made = {**row["items"][0], "id": "ordli_claimed"}
    row["items"].append(made)
    row["raw_item_subtotal"] = {"value": str(2 * Decimal(row["raw_item_subtotal"]["value"]))}
    past = History(None, frozenset(), {}, frozenset({"ordli_claimed"}))
    assert mapper.order(row, WORLD, past).net == before.net
    assert [mapper.line(i, row, n, WORLD, past).replaces for n, i in enumerate(row["items"])] == [False, True]


# ---- goods ----


def test_a_group_carries_the_erp_customer_of_its_people() -> None:
    row = ROWS["customers"][0]
    assert goods.buyer(row, WORLD).party == row["groups"][0]["metadata"]["erp_party"]
    own: dict[str, Any] = {**row, "groups": [], "metadata": {"erp_party": "C0099"}}
    assert goods.buyer(own, WORLD).party == "C0099"


def test_what_a_variant_may_be_ordered_in() -> None:
    found = goods.variant(ROWS["variants"][0], WORLD)
    assert (found.minimum, found.multiple) == (Decimal(10), Decimal(5))


def test_agreed_prices_are_one_for_each_company_of_the_list() -> None:
    prices = shape(p.PriceList, ROWS["price_lists"][0])
    made = [w for price in prices.prices for w in goods.agreed_prices(price, prices, WORLD)]
    assert len(made) == len(prices.prices) * len(WORLD.parties)
    assert {w.party for w in made} == set(WORLD.parties.values())
    assert made[0].price == Money(846, "EUR")


def test_a_list_is_in_force_between_its_days_and_while_active() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    row = ROWS["price_lists"][0]

    def on(**changes: object) -> bool:
        return goods.in_force(shape(p.PriceList, {**row, "starts_at": None, "ends_at": None, **changes}), now)

    assert on()
    assert not on(status="draft")
    assert not on(starts_at="2026-11-27T00:00:00.000Z")
    assert not on(ends_at="2026-11-26T00:00:00.000Z")


@pytest.mark.parametrize(("told", "number"), [(7, "W7"), ("7", ""), (True, ""), (-1, ""), (None, "")])
def test_a_malformed_order_is_known_by_its_number_where_that_can_be_read(told: object, number: str) -> None:
    row = order(PAID) | {"status": "odd", "display_id": told}
    batch = Batch(Cursor(datetime.now(UTC), 0, "e"), True, datetime.now(UTC))
    fill(batch, row, None, "medusa")
    (bad,) = batch.bad["web_orders"]
    assert bad.number == number
