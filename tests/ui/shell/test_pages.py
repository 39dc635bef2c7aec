"""The list of places is complete, and no key means two things."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import COMMANDS
from app.queues import QUEUES
from tests.ui.theme.lint import is_clean
from tests.ui.world import World
from ui.courier import Courier
from ui.shell.keys import EVERYWHERE, deed_keys, printed, sequence
from ui.shell.navigation import NavItem
from ui.shell.pages import PAGES
from ui.shell.window import MainWindow
from ui.theme import style
from ui.theme.fonts import RESOURCES


def test_every_queue_has_a_place() -> None:
    assert {page.queue for page in PAGES if page.queue} == {queue.name for queue in QUEUES}


def test_no_key_means_two_things() -> None:
    places = [f"G {page.key}" for page in PAGES]
    assert len({*places}) == len(places)
    for queue, listed in deed_keys().items():
        deeds = [printed(key) for key, _title in listed]
        assert len({*deeds}) == len(deeds), queue
        assert not {"G", "J", "K", "P", "X"} & {*deeds}, "they move in the list, mark, preview, begin the way to a place"
        assert {*deeds} & {cap for cap, _word in EVERYWHERE} <= {"Ctrl Z"}, "Ctrl Z takes back either way"
        assert all(not sequence(cap).isEmpty() for cap in (*places, *deeds, *(cap for cap, _word in EVERYWHERE)))


def test_every_icon_of_a_place_or_deed_is_there() -> None:
    for icon in (*(page.icon for page in PAGES), *(spec.icon for spec in COMMANDS)):
        assert (RESOURCES / "icons" / f"{icon}.svg").is_file(), icon


def test_no_two_places_look_alike() -> None:
    icons = [page.icon for page in PAGES]
    assert {icon for icon in icons if icons.count(icon) > 1} == set(), "the narrow navigation has nothing but icons"


def test_every_place_is_in_the_navigation_and_the_one_in_use_in_sight(look: QApplication, qtbot: QtBot, courier: Courier) -> None:
    """In the lowest window they roll; a mark says where there are more."""
    window = MainWindow(World(), courier, PAGES, deed_keys(), list)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(1100, 700)
    window.show()
    places = window.navigation.places
    assert [*window.navigation.items] == [page.name for page in PAGES]
    for page in (PAGES[0], PAGES[-1]):
        window.go(page.name)
        row = window.navigation.items[page.name]
        qtbot.waitUntil(lambda row=row: row.visibleRegion().boundingRect().height() == row.height())
        assert row.height() >= 24
    assert [mark.isVisible() for mark in (places.above, places.below)] == [True, False]
    window.navigation.focus_current()
    for _ in PAGES:
        qtbot.keyClick(QApplication.focusWidget(), "K")
    assert (
        window.navigation.items[PAGES[0].name].hasFocus() or QApplication.focusWidget().accessibleName() == "Find or do, Ctrl K"
    )
    qtbot.waitUntil(lambda: not places.above.isVisible())
    qtbot.mouseClick(places.below, Qt.MouseButton.LeftButton)
    assert places.above.isVisible()
    window.close()


def test_no_mark_lies_over_the_place_in_use(look: QApplication, qtbot: QtBot, courier: Courier) -> None:
    """Page by page down and up again: a neighbour that was rolled into sight lies half below a mark until one goes there."""
    window = MainWindow(World(), courier, PAGES, deed_keys(), list)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(1280, 760)
    window.show()
    places = window.navigation.places

    def free(row: NavItem) -> bool:
        place = QRect(row.mapTo(places, QPoint(0, 0)), row.size())
        marks = [mark.geometry() for mark in (places.above, places.below) if mark.isVisible()]
        return places.rect().contains(place) and not any(mark.intersects(place) for mark in marks)

    for page in (*PAGES, *reversed(PAGES)):
        window.navigation.show_current(page.name)
        qtbot.waitUntil(lambda row=window.navigation.items[page.name]: free(row))


def test_all_keys_fit_the_lowest_window(look: QApplication, qtbot: QtBot, courier: Courier) -> None:
    window = MainWindow(World(), courier, PAGES, deed_keys(), list)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(1100, 700)
    window.show()
    for page in ("quote", "board"):  # the most deeds; none
        window.go(page)
        window.show_keys()
        assert window.layer is not None
        qtbot.waitUntil(is_clean(window.layer))
        window.layer.leave()
    window.close()


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_place_fits_the_window(
    look: QApplication, qtbot: QtBot, courier: Courier, size: tuple[int, int], mode: str
) -> None:
    style.apply(look, mode)
    window = MainWindow(World(), courier, PAGES, deed_keys(), list)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    for page in PAGES:
        window.go(page.name)
        assert window.page_name == page.name
        assert window.page.hints()
        qtbot.waitUntil(is_clean(window))
    window.close()
