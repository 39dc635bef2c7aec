"""A figure large: walked by keys and pointer, every mark opens as many documents as it says, and words say what the picture shows."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.chart import Kind
from app.domain.team_view import WriteNote
from app.errors import Trouble, Unreachable
from app.kpis import BY_ID, KPIS
from app.kpis.drawn import drawings
from app.kpis.kpi import Kpi
from tests.ui.charts.books import Books
from tests.ui.charts.test_board import press
from ui.charts.board import BoardPage
from ui.charts.drawing import EMPTY, Across, Dot, Line, Pin
from ui.charts.large import DOCUMENTS, VALUES
from ui.charts.mark_words import kind_title, mark_words
from ui.charts.period import Over
from ui.charts.pictures import drawing_of
from ui.charts.values import rows

FED = [kpi for kpi in KPIS if drawings(kpi)]


def large(page: BoardPage, qtbot: QtBot, kpi: str, kind: Kind | None = None) -> None:
    """On whatever board it stands, else added to this one."""
    if kpi not in page.tiles:
        page.arranging.add(page._name, kpi)
        qtbot.waitUntil(lambda: page.figure(kpi) is not None)
    page.open_tile(kpi)
    if kind is not None:
        at = next(i for i, d in enumerate(page.large._kinds) if d.kind is kind)
        page.large.kinds.buttons[at].click()
    qtbot.waitUntil(lambda: page.large.answer is not None)


def here(page: BoardPage) -> str:
    return page.large._here.text()


@pytest.mark.parametrize("kpi", FED, ids=lambda k: k.id)
def test_every_picture_can_be_drawn_and_says_itself(page: BoardPage, qtbot: QtBot, kpi: object) -> None:
    assert hasattr(kpi, "id")
    declared = BY_ID[kpi.id]
    if page.figure(declared.id) is None:
        page.arranging.add(page._name, declared.id)
        qtbot.waitUntil(lambda: page.figure(declared.id) is not None)
    figure = page.figure(declared.id)
    assert figure is not None
    page.large.show_kpi(declared, figure, Over())
    for i, drawn in enumerate(drawings(declared)):
        page.large._chose_kind(i)
        qtbot.waitUntil(lambda: page.large.answer is not None)
        answer = page.large.answer
        assert answer is not None
        assert answer.ask.drawn == drawn
        words = page.large.card.accessibleDescription()
        assert declared.title in words
        drawing = page.large.plot.drawing
        assert (drawing is EMPTY) == (not drawing_of(answer).spots)
        low, high = drawing.up
        assert all(low - 1e-6 <= spot.y <= high + 1e-6 for spot in drawing.spots), kind_title(drawn)
        shown = {(c.key, m.key) for c in answer.courses for m in c.marks if m.n}
        told = {(answer.courses[s.course].key, answer.courses[s.course].marks[s.mark].key) for s in drawing.spots}
        assert shown <= told or drawn.kind in (Kind.FLOW, Kind.LINE), "what has documents can be walked to"


def test_keys_walk_the_points_and_enter_lists_as_many_as_the_point_says(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "growth.booked")
    last = page.large.plot.marked
    press(page, Qt.Key.Key_Left, qtbot)
    press(page, Qt.Key.Key_Left, qtbot)
    assert page.large.plot.marked == last - 2
    press(page, Qt.Key.Key_Home, qtbot)
    assert page.large.plot.marked == 0
    press(page, Qt.Key.Key_End, qtbot)
    while (found := page.large.mark_here()) is not None and not found[1].n:
        press(page, Qt.Key.Key_Left, qtbot)
    assert found is not None
    assert f"{found[1].n} orders" in here(page)
    press(page, Qt.Key.Key_Return, qtbot)
    behind = page.large.behind
    qtbot.waitUntil(lambda: behind.answer is not None)
    assert behind.answer is not None
    assert behind.answer.total == found[1].n == behind.grid.table.rowCount()
    assert page.large.panels.currentIndex() == DOCUMENTS
    press(page, Qt.Key.Key_Escape, qtbot)
    assert page.large.panels.currentIndex() == VALUES
    assert page.large.card.hasFocus()


def test_up_and_down_go_between_lines(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "service.backlog", Kind.FLOW)
    assert here(page).startswith("Arrived")
    press(page, Qt.Key.Key_Down, qtbot)
    assert here(page).startswith("Resolved")
    press(page, Qt.Key.Key_Up, qtbot)
    assert here(page).startswith("Arrived")


def test_the_table_and_the_picture_go_together(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "growth.booked", Kind.PARETO)
    grid = page.large.values.grid
    assert grid.table.rowCount() == len(page.large.plot.drawing.spots)
    grid.setFocus()
    grid.step(1)
    assert page.large.plot.marked == 1
    page.large.focus()
    press(page, Qt.Key.Key_Left, qtbot)
    assert grid.current_row == 0


def test_the_pointer_reads_and_a_click_marks(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "growth.booked")
    plot = page.large.plot
    before, words = plot.marked, here(page)
    plot.hovered.emit(0)
    assert here(page) != words
    assert plot.marked == before
    plot.hovered.emit(-1)
    assert here(page) == words
    place = plot.place_of(3).toPoint()
    view = plot.childAt(place)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.mapFrom(plot, QPoint(place.x(), place.y())))
    assert plot.marked == 3


def test_v_turns_to_the_next_picture_and_p_leaves_the_period_before_out(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    large(page, qtbot, "growth.booked")
    lines = [layer for layer in page.large.plot.drawing.layers if isinstance(layer, Line)]
    assert len(lines) == 2
    assert lines[0].style == "dash", "told apart without colour"
    press(page, Qt.Key.Key_P, qtbot)
    assert len([layer for layer in page.large.plot.drawing.layers if isinstance(layer, Line)]) == 1
    assert not page.large.before
    page.remembered.save()
    assert '"before": false' in books.views["board"]
    press(page, Qt.Key.Key_V, qtbot)
    qtbot.waitUntil(lambda: page.large.answer is not None)
    assert page.large.drawn is not None
    assert page.large.drawn.kind is Kind.BRIDGE


def test_a_target_is_a_line_with_words_and_outside_is_a_diamond(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "reliability.order_accuracy")
    target = BY_ID["reliability.order_accuracy"].target
    assert target is not None
    assert [layer.y for layer in page.large.plot.drawing.layers if isinstance(layer, Across)] == [float(target.target)]
    large(page, qtbot, "service.exceptions_per_100", Kind.CONTROL)
    answer = page.large.answer
    assert answer is not None
    outside = [m for m in answer.courses[0].marks if m.outside]
    dots = [layer for layer in page.large.plot.drawing.layers if isinstance(layer, Dot)]
    assert [dot.shape for dot in dots] == ["d"] * len(outside)
    if outside:
        assert "Outside of the limits" in page.large.card.accessibleDescription()


def test_what_it_is_tells_what_it_is_computed_from(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "reliability.order_accuracy")
    press(page, Qt.Key.Key_I, qtbot)
    kpi = BY_ID["reliability.order_accuracy"]
    for words in (kpi.inputs, kpi.definition, kpi.basis, kpi.edges):
        assert words.rstrip(".") in page.large.about.words


def test_a_note_is_kept_with_the_team_and_stands_on_the_line(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    large(page, qtbot, "growth.booked")
    press(page, Qt.Key.Key_Left, qtbot)
    day = page.large.day_here()
    press(page, Qt.Key.Key_N, qtbot)
    qtbot.keyClicks(page.naming.field, "Strike at the port")
    press(page, Qt.Key.Key_Return, qtbot)
    [wish] = books.wishes
    assert isinstance(wish, WriteNote)
    assert (wish.kpi, wish.day, wish.text) == ("growth.booked", day, "Strike at the port")
    qtbot.waitUntil(lambda: bool([x for x in page.large.plot.drawing.layers if isinstance(x, Pin)]))
    [pin] = [layer for layer in page.large.plot.drawing.layers if isinstance(layer, Pin)]
    assert pin.words == f"Strike at the port ({books.me.name})"
    assert "Strike at the port" in page.large.card.accessibleDescription()
    page.run_deed("take_note")
    qtbot.waitUntil(lambda: not [x for x in page.large.plot.drawing.layers if isinstance(x, Pin)])


def test_a_note_that_the_team_could_not_keep_is_said(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    said: list[str] = []
    page.toast.connect(lambda kind, title, _note, _undo: said.append(f"{kind} {title}"))
    large(page, qtbot, "growth.booked")
    books.fail = Unreachable("The team store is away", "Try again.")
    page.noting.write("growth.booked", page.large.day_here() or page.figure("growth.booked").period.last, "x")  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["bad The team store is away"]


def test_a_chart_that_could_not_be_read_says_so(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    large(page, qtbot, "growth.booked")
    books.fail = Trouble("The local copy is away", "Start again.")
    page.large._chose_kind(1)
    qtbot.waitUntil(lambda: "The local copy is away" in page.large._basis.text())


# ---- taken along ------------------------------------------------------------------------------------------------------------


def written(page: BoardPage, qtbot: QtBot, deed: str, path: Path) -> str:
    """Through the deed and the dialog's answer; what was said."""
    said: list[str] = []
    page.exporting.toast.connect(lambda kind, title, _note, _undo: said.append(f"{kind} {title}"))
    page.run_deed(deed)
    [dialog] = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: bool(said))
    return said[-1]


def test_values_come_back_from_a_workbook_as_numbers(page: BoardPage, qtbot: QtBot, tmp_path: Path) -> None:
    large(page, qtbot, "growth.booked")
    assert written(page, qtbot, "export_values", tmp_path / "v.xlsx").startswith("ok ")
    book = openpyxl.load_workbook(tmp_path / "v.xlsx")
    head, *rows = book.worksheets[0].values
    value, before = head.index("EUR"), head.index("EUR, the period before")
    answer = page.large.answer
    assert answer is not None
    assert sum(Decimal(str(row[value] or 0)) for row in rows) == answer.figure.value
    assert all(row[before] is None or isinstance(row[before], int | float) for row in rows)
    assert rows[0][head.index("First day")].date() == answer.courses[0].marks[-1].period.first  # type: ignore[union-attr]
    told = {row[0]: row[1] for row in book["About"].values}
    assert told["Company"] == "Nordwind Supply"
    assert told["Computed from"].startswith(BY_ID["growth.booked"].inputs)
    book.close()


def test_documents_of_a_mark_come_back_all_of_them(page: BoardPage, qtbot: QtBot, tmp_path: Path) -> None:
    large(page, qtbot, "growth.orders", Kind.PARETO)
    mark = page.large.mark_here()
    assert mark is not None
    page.large.open_mark()
    written(page, qtbot, "export_documents", tmp_path / "d.csv")
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[0] == "Document"
    assert len(rows) == mark[1].n


def test_a_board_comes_back_with_its_coverage(page: BoardPage, qtbot: QtBot, tmp_path: Path) -> None:
    written(page, qtbot, "export_board", tmp_path / "b.csv")
    with (tmp_path / "b.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Figure"] for row in rows] == [BY_ID[k].title for k in page.shown.board.kpis]
    revenue = page.figure("growth.revenue")
    assert revenue is not None
    assert revenue.value is not None
    assert Decimal(rows[0]["Value"]) == round(revenue.value, 2)
    assert rows[0]["Known, %"]


def test_outcomes_have_a_row_for_each_order_and_no_names(page: BoardPage, qtbot: QtBot, tmp_path: Path, books: Books) -> None:
    written(page, qtbot, "export_outcomes", tmp_path / "o.xlsx")
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    head, *rows = book.worksheets[0].values
    book.close()
    assert {row[head.index("Outcome")] for row in rows} <= {"perfect", "not perfect", "not known", "under way"}
    failed = [row for row in rows if row[head.index("Outcome")] == "not perfect"]
    assert failed
    assert all(row[head.index("What failed")] for row in failed)
    names = {name for (name,) in books.found.db.execute("SELECT name FROM customer")}
    mails = {mail for (mail,) in books.found.db.execute("SELECT email FROM customer WHERE email <> ''")}
    cells = {str(cell) for row in rows for cell in row}
    assert not cells & (names | mails)


def test_a_board_on_paper_looks_like_it(page: BoardPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert written(page, qtbot, "export_pdf", tmp_path / "b.pdf") == "ok Written"
    made = (tmp_path / "b.pdf").read_bytes()
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") == 2, "fifteen tiles, nine on a page"


def test_a_file_that_cannot_be_written_is_said(page: BoardPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert written(page, qtbot, "export_board", tmp_path / "none" / "b.csv").startswith("bad Could not write b.csv")
    assert written(page, qtbot, "export_pdf", tmp_path / "none" / "b.pdf").startswith("bad Could not write b.pdf")


def test_a_picture_is_copied(page: BoardPage, qtbot: QtBot) -> None:
    page.exporting.copy_picture()
    whole = QApplication.clipboard().pixmap()
    assert whole.height() > page.area.viewport().height(), "all tiles, also those beyond the window"
    large(page, qtbot, "growth.booked")
    press(page, Qt.Key.Key_C, qtbot)
    qtbot.keyClick(page.large.card, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().pixmap().size() == page.large.card.size() * page.large.card.devicePixelRatio()


@pytest.mark.parametrize(
    ("over", "first", "last"),
    [
        (Over(90), "only from 30 Aug", "not over yet"),
        (Over(named="last quarter"), "only from 1 Jul", "only to 30 Sep"),
        (Over(30), "", "not over yet"),
        (Over(named="last month"), "", ""),
    ],
)
def test_a_week_that_lies_partly_in_the_period_is_pale_and_says_so(
    page: BoardPage, qtbot: QtBot, tmp_path: Path, over: Over, first: str, last: str
) -> None:
    page.period.choose(over)
    large(page, qtbot, "growth.orders", Kind.LINE)
    qtbot.waitUntil(lambda: page.large.answer is not None and page.large.answer.ask.named == over.named)
    plot, answer = page.large.plot, page.large.answer
    assert answer is not None
    marks = answer.courses[0].marks
    said = [mark_words(answer, answer.courses[0], m).split(": ", 1)[1].split(", ") for m in marks]
    assert [i for i, words in enumerate(said) if any(w.startswith(("only", "not over")) for w in words)] == [
        i for i, words in ((0, first), (len(marks) - 1, last)) if words
    ]
    assert not first or first in said[0]
    assert not last or last in said[-1]
    line = next(one for one in plot.drawing.layers if isinstance(one, Line) and one.style == "solid")
    assert line.paler == tuple(i for i, m in enumerate(marks) if m.partial)
    legend = [words for shape, _, words in plot.drawing.legend if shape == "dot"]
    assert legend == (["Only part of the week"] if first else ["Not over yet"] if last else [])
    assert written(page, qtbot, "export_values", tmp_path / "values.csv").startswith("ok ")
    with (tmp_path / "values.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [row["Only part"] for row in csv.DictReader(file)]
    assert (told[-1], told[0]) == (first, last)
    assert not any(told[1:-1])


@pytest.mark.parametrize("kpi", [BY_ID["credit.overdue"], BY_ID["credit.loss_after_release"]], ids=lambda k: k.id)
def test_a_file_is_not_named_after_a_period_that_its_figure_does_not_have(page: BoardPage, qtbot: QtBot, kpi: Kpi) -> None:
    page.period.choose(Over(named="month"))
    large(page, qtbot, kpi.id)
    sheet = page.exporting.values_sheet()
    assert sheet is not None
    assert sheet.title.endswith(", now" if kpi.moment else f", last {kpi.days} days")


@pytest.mark.parametrize("kpi", ["reliability.on_time_first", "speed.confirm_to_ship"])
def test_enter_on_a_row_of_nothing_does_not_list_the_documents_of_another(page: BoardPage, qtbot: QtBot, kpi: str) -> None:
    large(page, qtbot, kpi, Kind.LINE)
    answer, grid = page.large.answer, page.large.values.grid
    assert answer is not None
    [gap, *_] = [key for key, row in rows(answer) if row.mark.value is None]
    assert page.large.mark_here() is not None
    grid.setFocus()
    grid.go(gap)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert page.large.behind.asked is None
