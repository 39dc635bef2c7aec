"""Toasts: newest lowest, a fuse, the way back, and no leaving while the pointer is in one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, QRect
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.shell.toast import MOST, Toasts


@pytest.fixture
def host(look: QApplication, qtbot: QtBot) -> Iterator[QWidget]:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show()
    yield widget
    widget.close()


@pytest.fixture
def toasts(host: QWidget) -> Toasts:
    return Toasts(host, lambda: QRect(208, 0, 620, 580))


def test_the_newest_is_lowest_and_the_oldest_goes(toasts: Toasts) -> None:
    for i in range(MOST + 1):
        toasts.show("ok", f"SO-{i}")
    assert [toast.title for toast in toasts.pile] == ["SO-1", "SO-2", "SO-3"]


def test_the_pile_stands_on_the_list_and_does_not_overlap(toasts: Toasts, qtbot: QtBot) -> None:
    toasts.show("warn", "19 of 21 cleared", "2 still over the limit")
    toasts.show("wait", "SO-10482 released", "", lambda: None)
    first, second = toasts.pile

    def at_rest() -> None:
        assert second.surface == QRect(232, 492, 560, 68)
        assert first.surface == QRect(232, 436, 560, 48)

    qtbot.waitUntil(at_rest)


def test_it_goes_when_the_fuse_has_burnt_down(toasts: Toasts, qtbot: QtBot) -> None:
    undone: list[int] = []
    toasts.show("wait", "SO-1 released", "", lambda: undone.append(1), life=30)
    qtbot.waitUntil(lambda: toasts.pile == ())
    assert not toasts.undo_newest()
    assert undone == []


def test_it_stays_while_the_pointer_is_in_it(toasts: Toasts, qtbot: QtBot) -> None:
    toasts.show("ok", "stays", life=60)
    toasts.show("ok", "goes", life=60)
    stays = toasts.pile[0]
    QApplication.sendEvent(stays, QEnterEvent(QPointF(40, 40), QPointF(40, 40), QPointF(40, 40)))
    qtbot.waitUntil(lambda: [t.title for t in toasts.pile] == ["stays"])
    QApplication.sendEvent(stays, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: toasts.pile == ())


def test_undo_happens_once(toasts: Toasts) -> None:
    undone: list[int] = []
    toasts.show("wait", "SO-1 released", "", lambda: undone.append(1))
    toast = toasts.pile[0]
    toast.take_back()
    toast.take_back()
    assert undone == [1]
    assert toasts.pile == ()
