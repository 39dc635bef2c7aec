"""Holds over time: the one live chart, walked by keyboard or pointer; a point leads to the cases that were open then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.question import AskHolds, Deed, HoldsAnswer
from app.errors import ClearlineError
from ui.charts.card import Card
from ui.charts.series import Series, point_words, series, summary
from ui.tables.asking import Asking
from ui.tables.formats import age
from ui.theme.kit import AC, Button, H, Mark, Tabs, Text, V, announce, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

SPANS = (("24 hours", timedelta(hours=24)), ("7 days", timedelta(days=7)), ("30 days", timedelta(days=30)))
FRESH = timedelta(minutes=2)
AGAIN_MS = 30_000


class ChartPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    title = "Holds over time"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        from ui.charts.two_plots import TwoPlots  # pyqtgraph takes a third of a second to import: only who opens a chart pays

        super().__init__(parent)
        self._console, self._asking = console, Asking(courier, self)
        self._span = 1
        self.marked = -1
        self.answer: HoldsAnswer | None = None
        self._series: Series | None = None
        self.plots = TwoPlots("Open holds", "Value at risk")
        self.plots.picked.connect(self._picked)
        self.tabs = Tabs([name for name, _ in SPANS], self._span)
        self.tabs.chosen.connect(self._chose_span)
        self._figure, self._unit = Text("", size=20, weight=600), Text("", "text.3", 12)
        self._mark, self._against = Mark("none", 9), Text("", "text.2", 12)
        self._age = Text("", "text.3", 11)
        self._basis = Text("", "text.3", 11, elide=True)
        self._here = Text("", "text.1", 12, 500)
        self._show = Button("Show these cases", "↵", "plain")
        self._show.clicked.connect(self.open_point)
        self._nothing = Text("No figures yet: the first hour is still being counted", "text.3", 13, align=AC)
        self.card = Card(24)
        self.card.stepped.connect(self.step)
        self.card.jumped.connect(self._jump)
        self.card.opened.connect(self.open_point)
        self._build()
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)
        self._asking.due.connect(self._read)
        self._timer = QTimer(self, interval=AGAIN_MS)
        self._timer.timeout.connect(self._asking.news)
        self._timer.start()
        self._read()

    def _build(self) -> None:
        head = V(
            H(Text(self.title, size=15, weight=600), 8, self.tabs, None, pad=(16, 0, 16, 0), h=47), rule(), ground="bg.surface"
        )
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(16, 12, 16, 10)
        inner.setSpacing(0)
        top = H(Text("Open holds and value at risk", size=13, weight=600), None, self._age, gap=8, h=20)
        figure = H(self._figure, self._unit, None, self._mark, self._against, gap=6, h=28)
        for part in (top, figure):
            inner.addWidget(part)
        inner.addSpacing(8)
        inner.addWidget(self.plots, 1)
        inner.addWidget(self._nothing, 1)
        inner.addSpacing(8)
        inner.addWidget(H(self._here, None, self._show, gap=8, h=32))
        inner.addWidget(self._basis)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(head)
        page.addWidget(V((self.card, 1), pad=16, ground="bg.window"), 1)
        self._nothing.hide()

    # ---- the page's side of the window's agreement ---------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("← →", "hour"), ("↵", "cases of it"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        may = "may" if self.marked >= 0 else "denied"
        return (
            Deed(
                "show_cases", "Show the cases of this hour", "", "layers", may, "" if may == "may" else "There are no figures yet"
            ),
        )

    def run_deed(self, name: str) -> None:
        if name == "show_cases":
            self.open_point()

    def on_changes(self, changes: Changes) -> None:
        if changes.topics & {"cases"}:
            self._asking.news()

    def focus_first(self) -> None:
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        return [self.card]

    # ---- reading and showing -----------------------------------------------------------------------------------------------------------
    def _read(self) -> None:
        self._asking.anew()
        self._asking.ask(self._console.read(AskHolds(datetime.now(UTC) - SPANS[self._span][1])))

    def _unread(self, error: ClearlineError) -> None:
        self._against.show_text(error.title, "bad")
        self._mark.show_kind("bad")

    def _arrived(self, answer: HoldsAnswer) -> None:
        stood_last = self._series is None or self.marked == len(self._series.at) - 1
        at = self._series.points[self.marked].at if self._series is not None and self.marked >= 0 else None
        self.answer, self._series = answer, series(answer)
        some = bool(answer.points)
        self.plots.setVisible(some)
        self._nothing.setVisible(not some)
        self._show_words(answer)
        self.plots.show_series(self._series, ("Open holds", f"Value at risk, {answer.currency}"))
        last = len(answer.points) - 1
        same = next((i for i, point in enumerate(answer.points) if point.at == at), last)
        self._mark_point(last if stood_last else same)

    def _show_words(self, answer: HoldsAnswer) -> None:
        self.card.setAccessibleName(summary(answer))
        now = datetime.now(UTC)
        late = answer.asof is None or now - answer.asof > FRESH
        self._age.show_text("not read yet" if answer.asof is None else age(answer.asof, now), "warn" if late else "text.3")
        self._basis.setText(
            "Cases of the queue Credit holds open at the full hour, and the net value of their orders. Paler: the hour is not over. "
            "Grey: no figures, nobody was reading then."
        )
        points = answer.points
        if not points:
            self._figure.setText("–")
            self._unit.setText("no figures")
            self._against.setText("")
            return
        now_, then = points[-1], points[0]
        self._figure.setText(f"{now_.open_holds:,}")
        risk = f", {now_.value.currency} {now_.value.text()} at risk" if answer.currency else ""
        self._unit.setText(f"open holds{risk}")
        by = now_.open_holds - then.open_holds
        more = "as many as" if by == 0 else f"{abs(by):,} {'more' if by > 0 else 'fewer'} than"
        self._mark.show_kind("warn" if by > 0 else "ok")
        self._against.show_text(f"{more} {SPANS[self._span][0]} before", "warn" if by > 0 else "ok")

    def _chose_span(self, index: int) -> None:
        self._span = index
        self.marked = -1
        self._series = None
        self._read()
        self.focus_first()

    # ---- the marker ----------------------------------------------------------------------------------------------------------------------
    def step(self, by: int) -> None:
        if self._series is not None and self._series.at:
            self._mark_point(max(0, min(self.marked + by, len(self._series.at) - 1)))
            announce(self.card, self._here.text())

    def _jump(self, to_last: bool) -> None:
        self.step(1_000_000 if to_last else -1_000_000)

    def _mark_point(self, index: int) -> None:
        self.marked = index
        self.plots.mark(index)
        here = self._series is not None and 0 <= index < len(self._series.points)
        self._here.setText(point_words(self._series.points[index]) if self._series is not None and here else "")
        self._show.setVisible(here)

    def _picked(self, index: int) -> None:
        self._mark_point(index)
        self.focus_first()
        self.open_point()

    def open_point(self) -> None:
        """The cases that were open in the hour of the marked point."""
        if self._series is not None and 0 <= self.marked < len(self._series.points):
            since = self._series.points[self.marked].at
            self.goto.emit("credit", (since, since + timedelta(hours=1)))
