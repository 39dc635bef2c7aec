"""The one place that turns an error into something on screen: expected ones into a toast, bugs into a report."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import ClearlineError, NeedsDecision, Refused
from app.version import this_build
from ui.courier import Courier
from ui.theme.kit import Button, H, Icon, Text, V, font

log = logging.getLogger("clearline")


@dataclass(frozen=True, slots=True)
class Said:
    """``kind``: the status shape; ``title`` and ``note`` as the toast shows them."""

    kind: str
    title: str
    note: str


def words(error: ClearlineError) -> Said:
    """A person's own request refused, or what will be tried again by itself, needs attention; the rest is wrong."""
    mild = isinstance(error, Refused | NeedsDecision) or error.may_retry
    return Said("warn" if mild else "bad", error.title, error.advice)


class CrashDialog(QDialog):
    """A bug: says what is safe, where the report is, and lets the person go on."""

    def __init__(self, parent: QWidget | None, report: str, file: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("Clearline")
        self.setMinimumWidth(560)
        self.report, self.place = report, f"The report is in {file}"
        self._report = QPlainTextEdit(report)
        self._report.setReadOnly(True)
        self._report.setFont(font(11))
        self._report.setFixedHeight(160)
        self._report.setAccessibleName("Report")
        self._more = Text("", "text.2", 12)
        go_on, copy, quit_ = Button("Go on", "Esc", "primary"), Button("Copy the report"), Button("Close Clearline", kind="quiet")
        go_on.clicked.connect(self.accept)
        copy.clicked.connect(self._copy)
        quit_.clicked.connect(QGuiApplication.quit)
        safe = "Nothing you decided is lost: decisions are kept in the outbox and checked before anything is sent again."
        body = V(
            H(Icon("octagon-alert", "bad"), Text("Something in Clearline broke", size=15, weight=600), None, gap=8),
            8,
            Text(safe, "text.2", 13, wrap=True),
            8,
            Text(self.place, "text.3", 12, wrap=True),
            12,
            V(self._report, name="well", pad=8),
            4,
            self._more,
            12,
            H(go_on, copy, None, quit_),
            pad=20,
            ground="bg.raised",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(body)
        self._count = 0

    @property
    def more(self) -> str:
        return self._more.text()

    def another(self, title: str) -> None:
        """One more while this is open: counted, not piled up."""
        self._count += 1
        self._more.setText(f"and {self._count} more since, the last one: {title}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)


class Crashes(QObject):
    """Hears every bug of every thread, writes it to the log and shows it once. Built on the GUI thread."""

    def __init__(self, courier: Courier, file: Path, window: Callable[[], QWidget | None]) -> None:
        super().__init__(courier)
        self._courier, self._file, self._window = courier, file, window
        self._dialog: CrashDialog | None = None
        self._hooks = (sys.excepthook, threading.excepthook)

    @property
    def dialog(self) -> CrashDialog | None:
        return self._dialog

    def install(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        sys.excepthook = self._heard
        threading.excepthook = self._heard_in_thread

    def uninstall(self) -> None:
        sys.excepthook, threading.excepthook = self._hooks

    def _heard_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._heard(args.exc_type, args.exc_value, args.exc_traceback)

    def _heard(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._courier.post(QGuiApplication.quit)
            return
        report = f"{this_build().words}\n{_callers(trace)}" + "".join(traceback.format_exception(kind, error, trace))
        log.critical("a bug: %s", report)
        self._courier.post(lambda: self._show(report))

    def _show(self, report: str) -> None:
        title = report.strip().splitlines()[-1]
        if self._dialog is not None:
            self._dialog.another(title)
            return
        self._dialog = CrashDialog(self._window(), report, self._file)
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()

    def _closed(self) -> None:
        self._dialog = None


def _callers(trace: TracebackType | None) -> str:
    """The Python calls above the traceback's first one; "" where there are none.

    Qt stands between a signal and its slot, so a slot's traceback ends at the slot. But who emitted the signal is still waiting below us.
    """
    if trace is None:
        return ""
    here = {sys._getframe(), sys._getframe(1), trace.tb_frame}  # ours, and what the traceback tells by itself
    waiting = [(frame, line) for frame, line in traceback.walk_stack(None) if frame not in here]
    told = traceback.StackSummary.extract(iter(reversed(waiting)))
    return "".join(["Called from (the latest last):\n", *told.format()]) if waiting else ""
