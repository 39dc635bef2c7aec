"""What a person does and reads on the policy page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from tests.ui.desk import Desk, K, M

COMMIT = (K.Key_Return, M.ControlModifier)
Sit = Callable[..., Desk]


def said(desk: Desk) -> str:
    found = []
    for widget in desk.page.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
    return "\n".join(found)


def field(desk: Desk, name: str) -> QLineEdit:
    found = desk.page.place.content.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit), name
    return found


def change(desk: Desk, deed: str, bound: str, value: str) -> None:
    """As a person does: to the deed, Enter, to the bound, the new value, Enter."""
    desk.page.grid.go(deed)
    desk.settle()
    desk.press(K.Key_Return)
    while QApplication.focusWidget().objectName() != bound:
        desk.press(K.Key_Tab)
    desk.press((K.Key_A, M.ControlModifier), value, K.Key_Return)
    desk.page.focus_first()
    desk.settle()


def propose(desk: Desk, why: str = "More orders than people") -> None:
    desk.press("p", why, COMMIT)


def cells(desk: Desk, deed: str) -> list[str]:
    table = desk.page.grid.table
    return [cell.text for cell in table.line(table.row_of(deed)).cells]
