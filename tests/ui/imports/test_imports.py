"""Imports by keyboard: a file from its choice to its figures, questions where they are answered, lines left out, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.changes import Changes
from app.domain.person import Person
from tests.app.import_desk import ME, Desk, desk_at, written
from tests.app.store.build import migrate
from tests.retail import Shape, write_csv
from ui.charts.imported import ImportedPage
from ui.courier import Courier
from ui.imports.page import ImportsPage
from ui.imports.pick import Pick
from ui.theme.kit import Text, text_width

SALES = "Beleg;Datum;Menge;Einzelpreis;Kunde\n1;01.02.2026;2;10,50;K1\n2;14.02.2026;-1;10,50;K1\nx;=cmd();;;\n"
Toast = tuple[str, str, str, Any]


class Seat:
    """A page over the real importing, with the team's round in the test's hand."""

    def __init__(self, qtbot: QtBot, courier: Courier, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.console = cast("Any", SimpleNamespace(imports=desk.importing))
        self.page = ImportsPage(self.console, courier)
        qtbot.addWidget(self.page)
        self.toasts: list[Toast] = []
        self.went: list[tuple[str, object]] = []
        self.page.toast.connect(lambda *told: self.toasts.append(told))
        self.page.goto.connect(lambda *to: self.went.append(to))
        self.page.resize(1240, 820)
        with qtbot.waitExposed(self.page):
            self.page.show()
        self.page.focus_first()

    def settle(self) -> None:
        self.desk.importing._lane.submit(self.desk.catch_up).result()
        self.desk.importing.fetch().result()
        self.page.on_changes(Changes(frozenset({"imports"})))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page, key, modifiers)

    def until(self, check: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(check)

    def begin(self, path: Path) -> None:
        self.page.begin(str(path))
        self.until(lambda: self.sheet.checked is not None)

    @property
    def sheet(self) -> Any:
        return self.page.sheet

    def said(self) -> str:
        return str(self.sheet._state.text())

    def take(self) -> None:
        self.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.until(lambda: not self.page.is_importing)
        self.settle()
        self.until(lambda: self.page.grid.current_key != "")


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    migrate(url)
    with desk_at(tmp_path, url, getattr(request, "param", ME)) as desk:
        yield desk


@pytest.fixture
def seat(qtbot: QtBot, look: Any, courier: Courier, desk: Desk) -> Seat:
    return Seat(qtbot, courier, desk)


def test_from_the_file_to_its_figures_by_keyboard(seat: Seat) -> None:
    seat.begin(written(seat.desk.folder, "shop.csv", SALES))
    assert seat.said() == "Which currency are the amounts in?"
    assert QApplication.focusWidget() is seat.sheet.pane.fields["currency"], "the keyboard is where the answer is wanted"
    assert seat.sheet.why_not() == "Which currency are the amounts in?"
    QTest.keyClicks(QApplication.focusWidget(), "eur")
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    assert seat.said() == "2 lines can be imported, 1 Feb 2026 to 14 Feb 2026; 1 are left out."
    assert [tab.text() for tab in seat.sheet.tabs.buttons] == ["As it is in the file", "As it is read", "Left out"]
    seat.take()
    assert seat.toasts[-1][:3] == ("ok", "Imported 2 lines as shop", "1 lines were left out.")
    line = seat.page.grid.table.listing.record(seat.page.grid.current_key)
    assert (line.batch.rows, line.whole) == (2, True)
    assert "Document number: Beleg" in seat.page._detail.text()
    seat.key(Qt.Key.Key_Return)
    assert seat.went == [("imported", "shop")]


def test_taken_back_and_counted_again(seat: Seat) -> None:
    seat.begin(written(seat.desk.folder, "shop.csv", SALES))
    QTest.keyClicks(QApplication.focusWidget(), "EUR")
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    seat.take()
    seat.key(Qt.Key.Key_U)
    seat.until(lambda: seat.toasts[-1][1] == "shop was taken back")
    seat.settle()
    seat.until(lambda: not seat.page._current().batch.counts)  # type: ignore[union-attr]
    assert {d.name: d.title for d in seat.page.deeds()}["turn"] == "Count the import again"
    seat.key(Qt.Key.Key_Return)
    assert seat.toasts[-1][1:3] == ("shop was taken back", "U counts it again.")
    undo = next(t for t in seat.toasts if t[1] == "shop was taken back")[3]
    undo()
    seat.until(lambda: seat.toasts[-1][1] == "shop counts again")


def test_a_file_that_a_colleagues_overtook_is_checked_again(seat: Seat, tmp_path: Path) -> None:
    folder = tmp_path / "hers"
    folder.mkdir()
    seat.begin(written(folder, "shop.csv", SALES + "3;15.02.2026;1;1,00;K2\n"))
    QTest.keyClicks(QApplication.focusWidget(), "EUR")
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    other = Desk(folder, seat.desk.team)
    try:
        other.catch_up()
        other.take(written(seat.desk.folder, "shop.csv", SALES), currency="EUR")
    finally:
        other.close()
    seat.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.until(lambda: bool(seat.toasts))
    assert seat.toasts[-1][:3] == ("bad", "shop.csv counts since it was checked", "shop.csv has to be held against it too.")
    seat.settle()
    seat.sheet.check()
    seat.until(lambda: seat.sheet.checked is not None)
    assert seat.said() == "1 lines can be imported, 15 Feb 2026 to 15 Feb 2026; 3 are left out."
    seat.take()
    assert seat.toasts[-1][:2] == ("ok", "Imported 1 lines as shop")


def test_a_day_in_two_ways_is_asked_about_and_answered_by_arrows(seat: Seat) -> None:
    seat.begin(written(seat.desk.folder, "web.csv", "Date,Channel,Sessions,Orders\n01/02/2026,Ads,10,1\n03/02/2026,Ads,20,1\n"))
    assert "which comes first?" in seat.said()
    field = seat.sheet.pane.fields["day order"]
    field.setFocus()
    seat.key(Qt.Key.Key_Down)
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    assert seat.sheet.checked.first.isoformat() == "2026-02-01"
    seat.sheet.pane.fields["day order"].setFocus()
    seat.key(Qt.Key.Key_Down)
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    assert seat.sheet.checked.first.isoformat() == "2026-01-02"


def test_a_column_is_given_another_role_and_a_kind_can_be_changed(seat: Seat) -> None:
    seat.begin(written(seat.desk.folder, "x.csv", "A;B;C\n2026-02-01;delivery;9\n"))
    pane = seat.sheet.pane
    pane.fields["kind"].pick("scores")
    for role, letter in (("day", "A"), ("touchpoint", "B"), ("score", "C")):
        pick = pane.fields[role]
        assert isinstance(pick, Pick)
        pick.setFocus()
        QTest.keyClicks(pick, letter)
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    pane.fields["contact"].pick("2")
    assert dict(pane.form.at) == {"day": 0, "touchpoint": 1, "contact": 2}, "a column has one role"
    assert pane.fields["score"].value == ""
    seat.until(lambda: seat.sheet.checked is not None)
    assert seat.said() == "Which column says score?"


def test_lines_left_out_are_listed_and_exported_harmless(seat: Seat, tmp_path: Path) -> None:
    seat.begin(written(seat.desk.folder, "shop.csv", SALES))
    QTest.keyClicks(QApplication.focusWidget(), "EUR")
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    record = seat.sheet.left.table.listing.records[0]
    assert (record.line, record.why) == (4, "\u201c=cmd()\u201d is not a day")
    seat.page.run_deed("export_left")
    seat.until(lambda: bool(seat.sheet.findChildren(QFileDialog)))
    dialog = seat.sheet.findChildren(QFileDialog)[0]
    seat.sheet._export.write(str(tmp_path / "out.csv"))
    dialog.reject()
    told = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert told[0] == "Line,Why it is left out,What stands there"
    assert told[1].startswith("4,")
    assert seat.toasts[-1][1] == "1 rows exported"


def test_what_cannot_be_read_ends_in_a_sentence(seat: Seat) -> None:
    seat.page.begin(str(written(seat.desk.folder, "photo.xlsx", "no")))
    seat.until(lambda: bool(seat.toasts))
    assert seat.toasts[-1][:3] == (
        "bad",
        "Could not read photo.xlsx",
        "It is no workbook, or damaged: save it again as xlsx or CSV.",
    )
    assert not seat.page.is_importing


def test_escape_closes_and_nothing_was_kept(seat: Seat) -> None:
    seat.begin(write_csv(seat.desk.folder / "retail.csv", Shape(6_000, 300)))
    seat.key(Qt.Key.Key_Escape)
    assert not seat.page.is_importing
    seat.settle()
    assert seat.desk.importing.all().result() == ()


def test_a_dropped_file_is_opened(seat: Seat) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(written(seat.desk.folder, "shop.csv", SALES)))])
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    seat.page.dropEvent(event)
    seat.until(lambda: seat.sheet.checked is not None)
    assert seat.page.is_importing


@pytest.mark.parametrize("desk", [Person("rep", "Rita Rep", frozenset({"csr"}))], indirect=True)
def test_whoever_may_not_sees_why(seat: Seat) -> None:
    seat.until(lambda: seat.page.place.state.isVisible())
    seat.key(Qt.Key.Key_N)
    assert seat.toasts[-1][1] == "A senior service rep imports data"
    assert {d.name: d.verdict for d in seat.page.deeds()}["new_import"] == "denied"


def test_the_board_over_it(seat: Seat, qtbot: QtBot, courier: Courier) -> None:
    seat.begin(write_csv(seat.desk.folder / "retail.csv", Shape(3_000, 150)))
    seat.sheet.pane.fields["currency"].setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "GBP")
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    seat.take()
    board = ImportedPage(seat.console, courier)
    qtbot.addWidget(board)
    board.resize(1240, 820)
    board.show()
    board.open("retail")
    seat.until(lambda: board.answer is not None and board.tiles["imported.revenue"].words is not None)
    words = board.tiles["imported.revenue"].words
    assert words is not None
    assert words.unit.startswith("GBP, ")
    board.focus_first()
    QTest.keyClick(board.tiles["imported.revenue"], Qt.Key.Key_Right)
    assert board.subject() == "Orders, retail"
    QTest.keyClick(board.tiles["imported.orders"], Qt.Key.Key_Return)
    seat.until(lambda: board.behind.answer is not None)
    figure = next(f for f in board.answer.figures if f.kpi == "imported.orders")  # type: ignore[union-attr]
    assert board.behind.answer.total == figure.value  # type: ignore[union-attr]
    board.close_behind()
    seat.desk.importing.turn(seat.desk.importing.all().result()[0].batch.id, counts=False).result()
    seat.settle()
    board.on_changes(Changes(frozenset({"imports"})))
    seat.until(lambda: board.state.isVisible())
    assert board.state.accessibleName().startswith("No sales are imported")


def test_heads_below_a_title_are_found_said_and_changed(seat: Seat) -> None:
    seat.begin(written(seat.desk.folder, "shop.csv", "Verkauf 2026\nNord\n" + SALES))
    assert seat.sheet._about.text().endswith("heads in line 3")
    pick = seat.sheet.pane.fields["head"]
    assert (pick.value, pick.words()) == ("3", "line 3: Beleg, Datum, Menge, Einzelpreis, Kunde")
    assert seat.said() == "Which currency are the amounts in?", "its columns were found by these heads"
    pick.pick("4")
    seat.until(lambda: seat.sheet.looked.head == 4)
    assert seat.sheet.looked.heads[0] == "1", "what a person says holds"
    seat.sheet.pane.fields["head"].pick("3")
    seat.until(lambda: seat.sheet.looked.head == 3 and seat.sheet.checked is not None)
    seat.sheet.focus_first()
    QTest.keyClicks(QApplication.focusWidget(), "eur")
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    assert seat.said() == "2 lines can be imported, 1 Feb 2026 to 14 Feb 2026; 1 are left out."


def test_who_took_an_import_back_is_named(seat: Seat) -> None:
    seat.begin(written(seat.desk.folder, "shop.csv", SALES))
    QTest.keyClicks(QApplication.focusWidget(), "EUR")
    seat.until(lambda: seat.sheet.checked is not None and seat.sheet.checked.may_go)
    seat.take()
    seat.key(Qt.Key.Key_U)
    seat.until(lambda: seat.toasts[-1][1] == "shop was taken back")
    seat.settle()
    seat.until(lambda: not seat.page._current().batch.counts)  # type: ignore[union-attr]
    seat.page._moved("")
    assert f" Taken back by {ME.name}." in seat.page._detail.text()


def test_words_of_the_form_and_of_lines_left_out_are_whole_in_the_smallest_window(seat: Seat) -> None:
    seat.page.resize(1052, 640)  # 1100 px less the narrow navigation
    seat.begin(written(seat.desk.folder, "shop.csv", SALES))
    for label in seat.sheet.pane.findChildren(Text):
        if label.minimumWidth() == label.maximumWidth():  # beside a field
            assert text_width(label.text(), 12) <= label.width(), label.text()
    left = seat.sheet.left
    seat.sheet.tabs.buttons[-1].click()
    QApplication.processEvents()
    assert left.columnWidth(0) - left.edge - 8 >= text_width("1,234,567", left.text_size)
    assert left.columnWidth(2) >= 160
    reason = "The document begins with A: an adjustment, not a sale"
    assert left.columnWidth(1) - 16 >= text_width(reason, left.text_size)
