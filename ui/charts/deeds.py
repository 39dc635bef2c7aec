"""What can be done on the KPI board and on a large chart, with which key, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.domain.chart import Kind
from app.domain.question import Deed
from app.kpis import arranged

if TYPE_CHECKING:
    from ui.charts.board import BoardPage

_BOARD = {
    Qt.Key.Key_A: "add_tiles",
    Qt.Key.Key_Delete: "remove_tile",
    Qt.Key.Key_B: "new_board",
    Qt.Key.Key_R: "rename_board",
    Qt.Key.Key_D: "show_counted",
    Qt.Key.Key_E: "open_exports",
    Qt.Key.Key_F: "narrow",
    Qt.Key.Key_T: "choose_period",
}
_LARGE = {
    Qt.Key.Key_V: "next_kind",
    Qt.Key.Key_D: "show_counted",
    Qt.Key.Key_I: "show_about",
    Qt.Key.Key_P: "compare",
    Qt.Key.Key_N: "write_note",
    Qt.Key.Key_E: "open_exports",
    Qt.Key.Key_F: "narrow",
    Qt.Key.Key_T: "choose_period",
}


def pressed(event: QKeyEvent, *, large: bool) -> str:
    """The deed of a key; "" for none."""
    if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_C:
        return "copy_picture"
    if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
        return ""
    return (_LARGE if large else _BOARD).get(Qt.Key(event.key()), "")


def _deed(name: str, title: str, key: str, icon: str, why: str = "") -> Deed:
    return Deed(name, title, key, icon, "denied" if why else "may", why)


PERIOD = _deed("choose_period", "Choose the period", "T", "calendar-days")
EXPORT = _deed("open_exports", "Export", "E", "file-text")
NARROW = _deed("narrow", "Narrow the figures", "F", "list-filter")


def of_board(page: BoardPage) -> tuple[Deed, ...]:
    shown, figure = page.shown, page.figure(page.current)
    none = "" if page.current else "No tile has the keyboard"
    behind = none or ("" if figure is not None and figure.n else "There is nothing behind this figure")
    fixed = page.arranging.may_change(shown.board.name)
    own = fixed or ("" if shown.own else "It is a shipped board: make a copy to give it a name of your own")
    reset = "" if arranged.is_shipped(shown.board.name) else "It is no shipped board"
    if not reset and arranged.as_shipped(shown.board):
        reset = "It is as it was shipped"
    share = own or ("It is shared as it is" if shown.shared == "as it is" else "")
    undo = page.arranging.undoable
    return (
        _deed("open_large", "Show it large", "", "chart-column", behind),
        _deed("show_counted", "Show what this figure counts", "D", "layers", behind),
        NARROW,
        PERIOD,
        _deed("add_tiles", "Add figures", "A", "sliders-horizontal", fixed),
        _deed("remove_tile", "Take this tile off the board", "Del", "circle-x", fixed or none),
        _deed("new_board", "New board with these tiles", "B", "clipboard-check"),
        _deed("rename_board", "Rename this board", "R", "file-text", own),
        _deed(
            "share_board",
            "Share the changes" if shown.shared == "older" else "Share this board with the team",
            "",
            "users",
            share,
        ),
        _deed("unshare_board", "Share it no longer", "", "users", "" if shown.shared else "The team does not see it"),
        _deed("drop_board", "Remove this board", "", "circle-x", own),
        _deed("reset_board", "As it was shipped", "", "history", reset),
        _deed("undo_board", f"Undo: {undo}" if undo else "Undo", "Ctrl Z", "undo-2", "" if undo else "Nothing was changed"),
        EXPORT,
        *exports(page),
    )


def of_large(page: BoardPage) -> tuple[Deed, ...]:
    large = page.large
    behind = "" if large.figure is not None and large.figure.n else "There is nothing behind this figure"
    kinds = "" if large.kinds.isVisibleTo(large) else "Its data feed no other picture"
    course = "" if large.drawn is not None and large.drawn.kind is Kind.LINE else "Only a course has a period before"
    day = "" if large.day_here() is not None else "A note stands at a day: choose a point of a course"
    mine = "" if page.my_note_here() else "No note of yours is at this point"
    return (
        _deed("next_kind", "Another picture of it", "V", "chart-column", kinds),
        _deed("show_counted", "Show what this figure counts", "D", "layers", behind),
        _deed("show_about", "What this figure is", "I", "info"),
        NARROW,
        PERIOD,
        _deed("compare", "Without the period before" if large.before else "With the period before", "P", "history", course),
        _deed("write_note", "Write a note at this day", "N", "message-square", day),
        _deed("take_note", "Take your note back", "", "undo-2", mine),
        EXPORT,
        *exports(page),
    )


def exports(page: BoardPage) -> tuple[Deed, ...]:
    """What can be taken along."""
    values = "" if page.is_large and page.large.answer is not None else "Show a figure large first: Enter"
    listed = "" if page.is_large and page.large.behind.asked is not None else "List the documents first: D"
    read = "" if page.answer is not None else "Not read yet"
    return (
        _deed("copy_picture", "Copy as picture", "Ctrl C", "camera", read),
        _deed("export_values", "Values of this chart to a file", "", "file-text", values),
        _deed("export_documents", "Documents behind it to a file", "", "file-text", listed),
        _deed("export_board", "Figures of this board to a file", "", "file-text", read),
        _deed("export_pdf", "This board as PDF", "", "file-text", read),
        _deed("export_outcomes", "Outcome of every order to a file", "", "package"),
    )
