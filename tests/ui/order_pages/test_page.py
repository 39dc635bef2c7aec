"""Orders and quotes by keys: the list, one order across systems, the customer's view, what is opened from elsewhere, and bad days."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.orders import AskOrders, Happened
from app.domain.question import Hit
from app.domain.ref import Ref
from app.errors import StoreTrouble
from tests.ui.desk import Desk
from tests.ui.theme.lint import problems
from tests.ui.world import World
from ui.courier import Courier
from ui.orders.mismatches import line
from ui.orders.timeline import Timeline
from ui.shell.pages import PAGES
from ui.tables.live import Leaving
from ui.theme import style

CTRL = Qt.KeyboardModifier.ControlModifier


def words(widget: QWidget) -> str:
    """All that is written or read out on what is visible."""
    labels = [x for x in widget.findChildren(QLabel) if x.isVisible()]
    return " | ".join(t for x in labels for t in (x.text(), x.accessibleName()) if t)


def seated(qtbot: QtBot, courier: Courier, world: World, page: str = "credit", size: tuple[int, int] = (1440, 900)) -> Desk:
    return Desk(qtbot, courier, world, page, size, PAGES)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier, world: World) -> Desk:
    return seated(qtbot, courier, world, "orders")


def test_the_list_at_the_left_and_its_order_at_the_right(desk: Desk) -> None:
    assert desk.number == "W1042"
    said = words(desk.page.order)
    for part in ("W1042 · SO-10482", "Not booked as placed. VLV-2040: 40 placed, 4 booked.", "PO HM-7725", "Booked as SO-10482"):
        assert part in said
    desk.press("j", "j")
    assert desk.number == "W1040"
    said = words(desk.page.order)
    assert "Not booked in the ERP. It was placed 2 h ago." in said
    assert "Booked, not yet, not yet, waits 2 h" in said, "a milestone is told without colour"
    assert "not yet | Not booked in the ERP" in said


def test_lines_money_and_master_data_side_by_side(desk: Desk) -> None:
    desk.press("t")
    said = words(desk.page.order)
    for part in (
        "Lines as placed and as booked, EUR",
        "4 differences",
        "changed, Product VLV-2040 Ball valve 2 in, Placed 40, Booked 4",
        "In the shop, W1042",
        "In the ERP, SO-10482",
        "EUR 1,213.80",
        "Master data that differs",
    ):
        assert part in said
    assert "Order placed as" not in said, "the timeline is the other tab"


def test_v_shows_what_the_customer_sees_and_back(desk: Desk) -> None:
    desk.press("v")
    said = words(desk.page.order)
    assert "Order confirmed" in said
    for ours in ("Fiona", "SO-10482", "Credit", "exception", "WEB-1042", "card expired", "Not booked as placed"):
        assert ours not in said
    desk.press("t")
    said = words(desk.page.order)
    assert "Quantity 40" in said
    assert "In the ERP" not in said
    desk.press("v", "t")
    assert "Fiona Brandt" in words(desk.page.order)


def test_ctrl_c_copies_the_order_as_it_is_on_screen(desk: Desk) -> None:
    desk.press((Qt.Key.Key_C, CTRL))
    text = QApplication.clipboard().text()
    assert text.startswith("W1042 · SO-10482\tHalvorsen Marine AS\nPO\tHM-7725\nNot booked as placed.")
    assert "VLV-2040 Ball valve 2 in\t40\t4\t25.00\t25.00\t~" in text
    assert desk.toasts() == ["Copied W1042"]
    desk.press("v", (Qt.Key.Key_C, CTRL))
    assert "SO-10482" not in QApplication.clipboard().text()


def test_the_keyboard_goes_from_event_to_event(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    timeline = desk.page.order.timeline
    assert timeline.hasFocus()
    assert timeline.current == len(timeline.rows) - 1, "the newest first"
    desk.press("k", "k", Qt.Key.Key_Home)
    assert timeline.current == 0
    assert desk.number == "W1042", "J and K are the timeline's while it has the keyboard"
    desk.press(Qt.Key.Key_Escape, "j")
    assert desk.number == "SO-10481"


def test_escape_leads_back_to_where_the_order_was_opened_from_step_by_step(
    qtbot: QtBot, look: Any, courier: Courier, world: World
) -> None:
    desk = seated(qtbot, courier, world, "credit")
    desk.press("o")
    order = desk.number
    assert (desk.window.page_name, desk.page.head.filter.field.text()) == ("orders", order)
    desk.press("u")
    assert desk.window.page_name == "customers"
    desk.press(Qt.Key.Key_Escape)
    assert (desk.window.page_name, desk.number) == ("orders", order)
    desk.press(Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert desk.window.page_name == "orders", "first from the order to its list"
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.page_name == "credit", "not to the customer again"
    desk.press("g", "o")
    assert desk.page.head.filter.field.text() == ""
    assert desk.page.list.ask.text == "", "the next time it lists them all"
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.page_name == "orders", "it was gone to, not opened from somewhere"


def test_escape_leads_back_from_all_orders_of_a_customer(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world, "customers")
    desk.page.goto.emit("orders", Hit("customer", "Brandt", "", None))
    desk.settle()
    assert (desk.window.page_name, desk.page.list.ask.text) == ("orders", "Brandt")
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.page_name == "customers"


def test_what_a_person_looks_for_stays_where_it_is(desk: Desk) -> None:
    desk.page.open(Hit("customer", "Brandt", "", None))
    desk.settle()
    desk.page.head.filter.open()
    desk.press("e")
    desk.page.head.filter.say()
    desk.press(Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert (desk.window.page_name, desk.page.list.ask.text) == ("orders", "e")


def test_sort_filter_and_views_ask_the_console(desk: Desk) -> None:
    desk.page.list.sort("value", False)
    desk.settle()
    assert desk.number == "W1042"
    desk.page.list.sort("value", True)
    desk.settle()
    assert desk.page.list.grid.table.line(0).cells[4].text == "EUR 2,443"
    desk.page.head.filter.open()
    desk.press("brandt")
    desk.page.head.filter.say()
    desk.settle()
    desk.press(Qt.Key.Key_Return)
    names = {desk.grid.table.record(i).customer for i in range(desk.grid.table.rowCount())}
    assert names == {"Brandt & Söhne GmbH"}
    desk.page._choose_view("unbooked")
    desk.settle()
    assert {desk.grid.table.record(i).state for i in range(desk.grid.table.rowCount())} == {"not booked"}


def test_a_list_of_a_hundred_thousand_shows_its_first_rows_and_reads_the_others_as_they_come(
    qtbot: QtBot, look: Any, courier: Courier, world: World
) -> None:
    world.orders.count = 100_000
    desk = seated(qtbot, courier, world, "orders")
    assert desk.grid.table.rowCount() == 100_000
    desk.press(Qt.Key.Key_End)
    desk.settle()
    assert desk.grid.table.line(99_999) is not None
    assert desk.grid.current_key == "99999"
    assert desk.page.list.current().number == "W-98957"
    assert len(desk.page.list.model._known) < 10_000


def test_news_waits_while_somebody_works_in_the_list(desk: Desk) -> None:
    desk.press("j")
    key = desk.grid.current_key
    desk.world.orders.changed[3] = {"placed_at": desk.world.now}
    desk.world.tell(topics=("sales",))
    desk.hear()
    assert desk.grid.current_key == key
    assert desk.grid.table.key(0) == "0", "nothing moved under the keyboard"
    assert "1 new" in desk.page.list.place.foot.words
    desk.press(".")
    assert desk.grid.table.key(0) == "3"
    assert desk.grid.current_key == key


def test_what_a_row_says_is_read_again_and_nothing_moves(desk: Desk) -> None:
    desk.world.orders.changed[1] = {"state": "delivered"}
    desk.world.tell(topics=("sales",))
    desk.hear()
    assert desk.grid.table.line(1).cells[3].text == "delivered"


def test_o_on_a_case_opens_its_order(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world)
    desk.press("o")
    assert desk.window.page_name == "orders"
    assert desk.page.order.view.number == "W1042"
    assert desk.number == "W1042"
    assert desk.page.head.filter.field.text() == "W1042", "the list shows where it stands, and Esc empties the filter"


def test_a_hit_of_the_palette_opens_its_order_and_a_customer_his_orders(desk: Desk) -> None:
    desk.window._show_hit(Hit("web_order", "W1037", "", None, "orders", Ref("medusa", "web_order", "o5")))
    desk.settle()
    assert desk.number == "W1037"
    assert desk.page.order.view.number == "W1037"
    desk.page.open(Hit("customer", "Polder Techniek B.V.", "", None))
    desk.settle()
    assert {desk.grid.table.record(i).customer for i in range(desk.grid.table.rowCount())} == {"Polder Techniek B.V."}


def test_mismatches_are_a_tab_of_the_orders(desk: Desk) -> None:
    desk.page._choose_view("mismatches")
    desk.settle()
    grid = desk.page.apart.grid
    assert [k for k in grid.table.listing.keys if k.startswith("group:")] == ["group:product", "group:price", "group:customer"]
    assert "An order with it cannot be booked as it is." in words(desk.page.order)
    desk.press("j", "j")
    assert "EUR 24.00" in words(desk.page.order)
    desk.world.orders.mismatches = ()
    desk.world.tell(topics=("products",))
    desk.hear()
    desk.page.apart.live.show_new()
    desk.settle()
    assert "Shop and ERP agree" in words(desk.page.apart)


def test_a_mismatch_that_was_settled_is_drawn_until_the_list_moves_on(desk: Desk) -> None:
    first, *_ = desk.world.orders.mismatches
    assert line(Leaving(first)) == line(first)


def test_a_new_mismatch_waits_until_it_is_asked_for(desk: Desk) -> None:
    desk.page._choose_view("mismatches")
    desk.settle()
    pane = desk.page.apart
    desk.press("j")
    first = pane.answer.rows[0]
    desk.world.orders.mismatches = (replace(first, key="new", subject="A-0001"), *pane.answer.rows)
    desk.world.tell(topics=("products",))
    desk.hear()
    desk.settle()
    assert "new" not in pane.grid.table.listing.at
    assert "1 new, . to show" in pane._place.foot.words
    desk.press(".")
    assert "new" in pane.grid.table.listing.at


def test_quotes_of_both_systems_in_one_list(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world, "quotes")
    assert desk.grid.table.rowCount() == 7
    cells = [c.text for c in desk.grid.table.line(1).cells]
    assert cells[:3] == ["SO-10481", "ERP", "Brandt & Söhne GmbH"]
    assert desk.grid.table.line(1).cells[4].tone == "warn", "its validity is over"
    assert "are offered" in words(desk.page.offer)
    desk.press("t")
    assert "W1042 · SO-10482" in words(desk.page.order)


# ---- bad days ----------------------------------------------------------------------------------------------------------------


def test_an_order_that_is_gone_is_said(desk: Desk) -> None:
    desk.world.orders.gone = True
    desk.press("j")
    assert "The order is gone" in words(desk.page.order)
    assert desk.page.deeds()[0].verdict == "denied"


def test_what_cannot_be_read_says_why_and_offers_to_try_again(desk: Desk) -> None:
    desk.world.fail_read = StoreTrouble("Could not use the local copy: the disk is full", "Free some space, then go on.")
    desk.world.tell(topics=("sales",))
    desk.hear()
    assert "the disk is full" in words(desk.page.list)
    desk.world.fail_read = None
    desk.page.list.place.state.retry.emit()
    desk.page.order.state.retry.emit()
    desk.settle()
    assert desk.page.list.grid.isVisible()
    assert "Not booked as placed" in words(desk.page.order)


def test_nothing_there_yet_is_said_with_what_is_known(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    world.orders.count = world.orders.quotes = 0
    desk = seated(qtbot, courier, world, "orders")
    assert "No orders yet" in words(desk.page.list)
    assert "Nothing to show" in words(desk.page.order)
    desk.page.list.filter("zzz")
    desk.settle()
    assert "Nothing matches" in words(desk.page.list)


def test_while_it_is_read_placeholders_and_words_stand_there(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    world.hold()
    desk = seated(qtbot, courier, world, "orders")
    desk.page.list.place.quiet.timeout.emit()
    desk.page.list.place.words.timeout.emit()
    desk.settle()
    assert desk.grid.table.rowCount() == 12
    assert desk.page.list.place.foot.words == "Reading the list"
    world.let_go()
    desk.settle()
    world.let_go() if world._held else None
    desk.settle()
    assert desk.number == "W1042"


def test_a_late_answer_never_replaces_a_newer_one(desk: Desk) -> None:
    desk.world.hold()
    desk.page.list.filter("brandt")
    desk.page.list.filter("polder")
    desk.world.let_go(last_first=True)
    desk.settle()
    names = {desk.grid.table.record(i).customer for i in range(desk.grid.table.rowCount())}
    assert names == {"Polder Techniek B.V."}


def test_the_layout_is_remembered_and_nonsense_is_forgotten(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world, "orders")
    desk.press("t")
    desk.page.list.sort("value", False)
    desk.page.remembered.save()
    kept = json.loads(world.views["orders.orders"])
    assert (kept["sort"], kept["descending"], kept["tab"]) == ("value", False, 1)
    again = seated(qtbot, courier, world, "orders")
    assert again.page.list.ask.sort == "value"
    assert again.page.order.tab == 1
    world.views["orders.orders"] = '{"sort": "colour", "wide": "x"}'
    third = seated(qtbot, courier, world, "orders")
    assert third.page.list.ask == AskOrders(sort="placed", descending=True, first=third.page.list.ask.first)


# ---- the look ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("keys", ["", "t", "v", "vt", "jj"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_accident_in_any_view(
    qtbot: QtBot, look: QApplication, courier: Courier, world: World, size: tuple[int, int], keys: str, mode: str
) -> None:
    style.apply(look, mode)
    desk = seated(qtbot, courier, world, "orders", size)
    desk.press(*keys)
    names = {desk.grid.table.record(i).customer for i in range(desk.grid.table.rowCount())}
    found = [p for p in problems(desk.window) if not any(n in p for n in names) and "painted text" not in p]
    assert found == []


def test_a_message_to_the_customer_opens_and_is_copied_by_keys(qtbot: QtBot, look: Any) -> None:
    text, at = "Neuer Termin\n\nGuten Tag,\n\nspäter.\n", datetime(2026, 3, 2, 9, tzinfo=UTC)
    told = Happened(
        at,
        at.date(),
        "console",
        "Told: Neuer Termin",
        "sent, Omar Haddad, to the customer, buyer@x.example, in German",
        "ok",
        text=text,
    )
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.show_events((told,), at.date(), customer=False)
    timeline.show()
    timeline.setFocus()
    timeline.go(0)
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert "später." in words(timeline)
    qtbot.keyClick(timeline, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == text
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert "später." not in words(timeline)
    timeline.hide()
