"""One customer by keys: how one gets there and back, from row to row over all sections, what Enter opens, and bad days."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.customers import AskCustomer
from app.domain.question import Hit
from app.domain.ref import Ref
from app.errors import StoreTrouble
from tests.ui.customer_samples import NEW
from tests.ui.desk import Desk
from tests.ui.theme.lint import problems
from tests.ui.world import World
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.tables.column import Group, Line
from ui.theme import style

CTRL = Qt.KeyboardModifier.ControlModifier
HALVORSEN = Ref("tryton", "customer", "3")


def words(widget: QWidget) -> str:
    """All that is written or read out on what is visible."""
    labels = [x for x in widget.findChildren(QLabel) if x.isVisible()]
    return " | ".join(t for x in labels for t in (x.text(), x.accessibleName()) if t)


def seated(qtbot: QtBot, courier: Courier, world: World, page: str = "customers", size: tuple[int, int] = (1440, 900)) -> Desk:
    return Desk(qtbot, courier, world, page, size, PAGES)


def spoken(desk: Desk) -> list[str]:
    """What a screen reader says, row by row."""
    table = desk.page.grid.table
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    return [table.index(row, table.spoken_column).data(role) for row in range(table.rowCount())]


def shortened(line: Line | Group) -> tuple[str, ...]:
    """What a narrow window may cut: the column that takes what is left, and what stands beside a heading."""
    return (line.note,) if isinstance(line, Group) else (line.cells[1].text,)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier, world: World) -> Desk:
    made = seated(qtbot, courier, world)
    made.page.open(HALVORSEN)
    made.settle()
    made.page.focus_first()
    return made


def current(desk: Desk) -> str:
    key: str = desk.page.grid.current_key
    return key


def test_everything_on_one_page_for_eye_and_ear(desk: Desk) -> None:
    said = words(desk.page)
    for part in (
        "Halvorsen Marine AS",
        "C-3 · Bergen, NO",
        "Exposure, EUR",
        "40,000.00 EUR",
        "ingrid@halvorsen.example",
        "not connected",
    ):
        assert part in said
    told = spoken(desk)
    assert told[0] == "Needs work, 3 · Team, open"
    assert any(t.startswith("Orders, 214, the newest 6 here") for t in told)
    assert "W1041, Shop · PO HM-7701 · booked as SO-1, confirmed, 1,000 euro, 23 Nov" in told
    assert any("16 d overdue" in t for t in told)
    assert "208 more" in told
    assert desk.page.account.accessibleName() == "Account"


def test_j_and_k_walk_over_all_sections(desk: Desk) -> None:
    assert current(desk) == "case:c2", "what is due first"
    desk.press("j", "j", "j")
    assert current(desk).startswith("orders:"), "over the heading"
    desk.press("k")
    assert current(desk) == "case:c4"
    desk.press(*["j"] * 40)
    assert current(desk).startswith("decision:"), "it stops at the end"


def test_enter_opens_a_case_and_esc_there_and_u_lead_back(desk: Desk) -> None:
    case = desk.world.rows[3]
    desk.window.go("credit", case.case_id)
    desk.settle()
    desk.press("u")
    assert desk.window.page_name == "customers"
    assert desk.world.customers.asked[-1] == AskCustomer(case_id=case.case_id)
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.page_name == "credit"
    assert desk.number == case.number, "where it was left"
    desk.press("u", "j")
    assert current(desk) == "case:c1"
    desk.press(Qt.Key.Key_Return)
    assert desk.window.page_name == "credit"


def test_enter_opens_an_order_and_u_comes_back_from_it(desk: Desk) -> None:
    desk.page.grid.go("orders:medusa/web_order/o3")
    desk.press(Qt.Key.Key_Return)
    assert desk.window.page_name == "orders"
    assert desk.page.order.ask.ref == Ref("medusa", "web_order", "o3")
    desk.press("u")
    assert desk.window.page_name == "customers"
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.page_name == "orders"


def test_the_palette_goes_to_the_customer_that_was_found(desk: Desk) -> None:
    desk.window.go("credit")
    desk.world.hits = (Hit("customer", "Halvorsen Marine AS", "C-3", None, "customers", HALVORSEN),)
    desk.press((Qt.Key.Key_K, CTRL), "halv", Qt.Key.Key_Return)
    assert desk.window.page_name == "customers"
    assert desk.page.view.ref == HALVORSEN
    assert desk.page.grid.hasFocus()


def test_g_c_goes_to_the_customer_that_was_looked_at_last(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world, "credit")
    desk.press("g", "c")
    assert desk.window.page_name == "customers"
    assert "Choose a customer" in words(desk.page)
    desk.page.open(NEW)
    desk.settle()
    desk.page.remembered.save()
    again = seated(qtbot, courier, world, "credit")
    again.press("g", "c")
    assert again.page.view.name == "Nordlys Offshore AS"


def test_what_is_not_there_is_said_in_words(desk: Desk) -> None:
    desk.page.open(NEW)
    desk.settle()
    told = spoken(desk)
    assert len(told) == 8, "headings alone"
    assert any(t.startswith("Quotes, No quote is open") for t in told)
    desk.press("j", Qt.Key.Key_Return)
    assert desk.window.page_name == "customers"


def test_enter_on_n_more_lists_the_section_whole(desk: Desk) -> None:
    desk.page.grid.go("more:invoices")
    desk.press(Qt.Key.Key_Return)
    assert desk.world.customers.asked[-1].whole == {"invoices"}
    keys = desk.page.grid.table.listing.keys
    assert sum(key.startswith("invoice:") for key in keys) == 11
    assert "more:invoices" not in keys
    desk.world.tell(topics=("invoices",))
    desk.hear()
    assert desk.world.customers.asked[-1].whole == {"invoices"}, "news do not fold it again"
    desk.page.open(NEW)
    assert desk.world.customers.asked[-1].whole == frozenset()


def test_what_is_too_long_even_so_goes_on_in_the_list_of_orders(desk: Desk) -> None:
    for _ in range(2):
        desk.page.grid.go("more:orders")
        desk.press(Qt.Key.Key_Return)
    assert desk.window.page_name == "orders"
    assert desk.page.list.ask.text == "Halvorsen Marine AS"


def test_a_section_is_closed_and_stays_closed(qtbot: QtBot, desk: Desk, courier: Courier) -> None:
    desk.press(Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert not any(k.startswith("case:") for k in desk.page.grid.table.listing.keys)
    desk.page.remembered.save()
    assert json.loads(desk.world.views["customers"])["closed"] == ["cases"]
    again = seated(qtbot, courier, desk.world)
    assert not any(k.startswith("case:") for k in again.page.grid.table.listing.keys)
    desk.world.views["customers"] = '{"closed": 7, "customer": ["x"]}'
    assert seated(qtbot, courier, desk.world).page.view is None, "nonsense is forgotten"


def test_ctrl_c_copies_the_number(desk: Desk) -> None:
    desk.press("j", (Qt.Key.Key_C, CTRL))
    assert QApplication.clipboard().text() == "SO-7"
    assert desk.toasts() == ["Copied SO-7"]


def test_a_row_without_a_page_says_so(desk: Desk) -> None:
    desk.page.grid.go("complaint:tryton/complaint/2")
    assert desk.page.deeds()[0].verdict == "denied"
    desk.press(Qt.Key.Key_Return)
    assert desk.window.page_name == "customers"
    assert desk.toasts() == ["CL00002 has no page of its own"]


def test_news_change_what_is_shown_and_the_current_row_stays(desk: Desk) -> None:
    desk.press("j", "j", "j", "j")
    before = current(desk)
    parts = desk.world.customers.parts
    desk.world.customers.parts = type(parts)(**{f: getattr(parts, f) for f in parts.__slots__} | {"cases": parts.cases[1:]})
    desk.world.tell(topics=("cases",))
    desk.hear()
    assert current(desk) == before


def test_who_is_not_known_is_said_and_esc_goes_back(desk: Desk) -> None:
    desk.window.go("credit")
    desk.settle()
    desk.world.customers.unknown = True
    desk.press("u")
    assert "The customer is not known here" in words(desk.page)
    assert not desk.page.account.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.page_name == "credit"


def test_what_cannot_be_read_says_why_and_offers_to_try_again(desk: Desk) -> None:
    desk.world.fail_read = StoreTrouble("Could not use the local copy: the disk is full", "Free some space, then go on.")
    desk.world.tell(topics=("sales",))
    desk.hear()
    assert "the disk is full" in words(desk.page)
    desk.world.fail_read = None
    desk.page.place.state.retry.emit()
    desk.settle()
    assert desk.page.grid.isVisible()
    assert "Halvorsen Marine AS" in words(desk.page)


# ---- the look ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("shown", ["full", "new", "nobody"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_accident_in_any_view(
    qtbot: QtBot, look: QApplication, courier: Courier, world: World, size: tuple[int, int], shown: str, mode: str
) -> None:
    style.apply(look, mode)
    desk = seated(qtbot, courier, world, "customers", size)
    if shown != "nobody":
        desk.page.open(HALVORSEN if shown == "full" else NEW)
        desk.settle()
    may_shorten = {cell for row in range(desk.page.grid.table.rowCount()) for cell in shortened(desk.page.grid.table.line(row))}
    assert [p for p in problems(desk.window) if not any(text in p for text in may_shorten)] == []
