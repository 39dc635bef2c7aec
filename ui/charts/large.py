"""One KPI large: its picture in every kind that its data can feed, the values beside it, the documents of each mark, and what it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.chart import AskBehind, AskChart, ChartAnswer, Course, Drawn, Kind, Mark
from app.domain.figure import ALL, Compared, Figure, Only
from app.errors import ClearlineError
from app.kpis import BY_ID
from app.kpis.drawn import drawings
from app.kpis.kpi import Kpi
from ui.charts.about import About, facts
from ui.charts.behind import Behind
from ui.charts.card import Card
from ui.charts.drawing import EMPTY
from ui.charts.figure_words import period_words, tile_words
from ui.charts.legend import Legend
from ui.charts.mark_words import basis, described, kind_title, mark_words
from ui.charts.over_time import Notes
from ui.charts.parts_sum import rounding_note
from ui.charts.period import Over
from ui.charts.pictures import begins_last, drawing_of
from ui.charts.values import Values, key_of
from ui.tables.asking import Asking
from ui.theme.kit import AC, Button, H, Tabs, Text, V, announce, rule, tip
from ui.theme.kit import Mark as Shape

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

SIDE = 412  # px of the panel beside the picture
VALUES, DOCUMENTS, ABOUT = range(3)


class Large(QWidget):
    """``closed``: back to the tiles. ``marked``: another mark has the crosshair. ``turned``: another kind of picture."""

    closed = Signal()
    goto = Signal(str, object)
    hints_changed = Signal()
    marked_changed = Signal()

    def __init__(self, console: Console, courier: Courier) -> None:
        from ui.charts.plot import Plot  # pyqtgraph takes a third of a second to import: only who opens a chart pays

        super().__init__()
        self._console, self._asking = console, Asking(courier, self)
        self.kpi: Kpi = next(iter(BY_ID.values()))
        self.figure: Figure | None = None
        self.beside: Compared | None = None  # how it stood as long before
        self.over, self.only = Over(), ALL
        self.answer: ChartAnswer | None = None
        self.before = True  # the period before is drawn as well
        self.notes: Notes = ()
        self._kinds: tuple[Drawn, ...] = ()
        self._kind = 0
        self.plot, self.legend, self.card = Plot(), Legend(), Card(5)
        self.kinds = Tabs(("",))
        self.side = Tabs(("Values", "Documents", "What it is"))
        self.values, self.behind, self.about = Values(), Behind(console.read, courier), About()
        self.panels = QStackedWidget()
        self._title, self._age = Text("", size=13, weight=600, elide=True), Text("", "text.3", 11)
        self._value, self._unit = Text("", size=20, weight=600), Text("", "text.3", 12, elide=True)
        self._shape, self._verdict = Shape("none", 9), Text("", "text.2", 12)
        self._here, self._basis = Text("", "text.1", 12, 500, elide=True), Text("", "text.3", 11, wrap=True)
        self._nothing = Text("", "text.3", 13, align=AC, wrap=True)
        self._show = Button("Show these documents", "↵", "plain")
        self.under = QVBoxLayout()  # where the page puts what is written at a mark
        self._build()
        self._connect()

    def _build(self) -> None:
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(16, 12, 16, 10)
        inner.setSpacing(0)
        inner.addWidget(H((self._title, 1), self._age, gap=8, h=20))
        inner.addWidget(H(self._value, (self._unit, 1), self._shape, self._verdict, gap=6, h=28))
        inner.addSpacing(4)
        inner.addWidget(self.legend)
        inner.addWidget(self.plot, 1)
        inner.addWidget(self._nothing, 1)
        inner.addSpacing(4)
        inner.addLayout(self.under)
        inner.addWidget(H((self._here, 1), h=24))  # the whole width, for it is told whole
        inner.addWidget(H((self._basis, 1), self._show, gap=12))
        self._nothing.hide()
        stays = self._show.sizePolicy()
        stays.setRetainSizeWhenHidden(True)  # else the picture would jump while one walks along it
        self._show.setSizePolicy(stays)
        for panel in (self.values, self.behind, self.about):
            self.panels.addWidget(panel)
        aside = V(H(self.side, None, pad=(12, 0, 12, 0), h=40), rule(), (self.panels, 1), ground="bg.surface", w=SIDE)
        back = Button("Tiles", "Esc", "quiet", name="Back to the tiles, Escape")
        back.clicked.connect(self.closed)
        left = V(H(back, self.kinds, None, gap=8, h=28), 8, (self.card, 1), pad=(16, 12, 16, 16), ground="bg.window")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(aside)

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._chose_kind)
        self.side.chosen.connect(self.show_side)
        self.card.stepped.connect(self.step)
        self.card.crossed.connect(self.cross)
        self.card.jumped.connect(self._jump)
        self.card.opened.connect(self.open_mark)
        self.plot.picked.connect(self._picked)
        self.plot.hovered.connect(self._hovered)
        self.values.walked.connect(self._walked)
        self.values.opened.connect(self._opened_row)
        self.behind.goto.connect(self.goto)
        self._show.clicked.connect(self.open_mark)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)
        self._asking.due.connect(self._read)

    # ---- what is shown -----------------------------------------------------------------------------------------------------
    @property
    def drawn(self) -> Drawn | None:
        return self._kinds[self._kind] if self._kinds else None

    def show_kpi(self, kpi: Kpi, figure: Figure, over: Over, only: Only = ALL) -> None:
        """From a tile. The kind that was chosen for it last stays."""
        other = kpi.id != self.kpi.id or (over, only) != (self.over, self.only) or not self._kinds
        turned = kpi.id != self.kpi.id or not self._kinds
        self.kpi, self.over, self.only = kpi, over, only
        if other:
            self._kinds, self._kind, self.answer = drawings(kpi), 0 if turned else self._kind, None
            self.kinds.set_tabs([kind_title(drawn) for drawn in self._kinds] or [""], self._kind)
            self.kinds.setVisible(len(self._kinds) > 1)
            self.behind.clear()
        self.show_figure(figure)
        self.show_side(VALUES if self._kinds else ABOUT)
        self._read()

    def show_figure(self, figure: Figure) -> None:
        self.figure = figure
        now = datetime.now(UTC)
        words = tile_words(self.kpi, figure, now)
        self._title.setText(words.title if figure.period.grain == "moment" else f"{words.title}, {period_words(figure.period)}")
        self._age.show_text(words.age, "warn" if words.old else "text.3")
        self._value.setText(words.value)
        self._unit.setText(words.unit or words.missing)
        self._shape.show_kind(words.kind)
        self._shape.setVisible(words.kind != "none")
        self._verdict.show_text(words.verdict, words.kind if words.kind != "none" else "text.3")
        self.about.show_facts(facts(self.kpi, figure, now, self.beside))

    def show_beside(self, beside: Compared) -> None:
        self.beside = beside
        if self.figure is not None:
            self.show_figure(self.figure)

    def news(self) -> None:
        """Something changed: the same questions again."""
        self._asking.news()
        self.behind.news()

    def _read(self) -> None:
        drawn = self.drawn
        if drawn is None:
            self._show_nothing("This figure has no course to draw. What it counts stands under Documents.")
            return
        self._asking.anew()
        self._asking.ask(self._console.read(AskChart(self.kpi.id, drawn, self.over.days, self.over.named, self.only)))

    def _unread(self, error: ClearlineError) -> None:
        self._basis.show_text(error.words, "bad")

    def _arrived(self, answer: ChartAnswer) -> None:
        fresh = self.answer is None or self.answer.ask != answer.ask
        here = self.mark_here()
        self.answer = answer
        self.show_figure(answer.figure)
        self._draw()
        self.values.show_answer(answer, fresh=fresh)
        if self.plot.drawing is EMPTY:
            self._show_nothing(answer.figure.reason or "Nothing to count in this period")
            return
        self._nothing.hide()
        self.plot.show()
        again = None if fresh or here is None else self._spot_of(here[0].key, here[1].key)
        self._go(self._first() if again is None else again)
        self.hints_changed.emit()

    def _draw(self) -> None:
        answer = self.answer
        if answer is None:
            return
        shown = answer if self.before or answer.ask.drawn.kind is not Kind.LINE else _without_before(answer)
        drawing = drawing_of(shown, self.notes)
        self.plot.show_drawing(drawing)
        self.legend.show_entries(drawing.legend if drawing is not EMPTY else ())
        words = basis(answer.ask.drawn) or self.kpi.basis
        self._basis.show_text(" ".join(filter(None, (words, rounding_note(answer)))), "text.3")
        words = described(answer)
        if self.notes:
            words += " Notes: " + "; ".join(words for _, words in self.notes) + "."
        self.card.setAccessibleName(f"{self.kpi.title}, {kind_title(answer.ask.drawn)}")
        self.card.setAccessibleDescription(words)

    def _show_nothing(self, words: str) -> None:
        self.plot.hide()
        self.legend.show_entries(())
        self._nothing.setText(words)
        self._nothing.show()
        self._here.setText("")
        self._basis.show_text("", "text.3")
        self._show.hide()

    def set_notes(self, notes: Notes) -> None:
        """What people wrote at a day of this KPI."""
        if tuple(notes) != tuple(self.notes):
            self.notes = tuple(notes)
            mark = self.plot.marked
            self._draw()
            self._go(mark)

    def toggle_before(self) -> None:
        """With or without the period before."""
        self.before = not self.before
        mark = self.plot.marked
        self._draw()
        self._go(mark if mark < len(self.plot.drawing.spots) else self._first())

    # ---- kinds and panels --------------------------------------------------------------------------------------------------
    def _chose_kind(self, index: int) -> None:
        self._kind, self.answer = index, None
        self._read()
        self.show_side(VALUES)
        self.hints_changed.emit()

    def next_kind(self) -> None:
        if len(self._kinds) > 1:
            index = (self._kind + 1) % len(self._kinds)
            self.kinds.choose(index)
            self._chose_kind(index)
            announce(self.kinds, kind_title(self._kinds[index]))

    def show_side(self, index: int) -> None:
        self.side.choose(index)
        self.panels.setCurrentIndex(index)
        if index == DOCUMENTS and self.behind.asked is None and self.figure is not None:
            self.behind.show_figure(self.kpi, self.figure, self.over, self.only)
        self.hints_changed.emit()

    def show_documents(self) -> None:
        """All that the figure counts."""
        if self.figure is not None:
            self.behind.show_figure(self.kpi, self.figure, self.over, self.only)
            self.show_side(DOCUMENTS)
            self.behind.focus()

    # ---- the crosshair -----------------------------------------------------------------------------------------------------
    def mark_here(self) -> tuple[Course, Mark] | None:
        """The mark with the crosshair, and its course."""
        return self._mark_of(self.plot.marked)

    def _mark_of(self, spot: int) -> tuple[Course, Mark] | None:
        if self.answer is None or not 0 <= spot < len(self.plot.drawing.spots):
            return None
        at = self.plot.drawing.spots[spot]
        course = self.answer.courses[at.course]
        return course, course.marks[at.mark]

    def _spot_of(self, course: str, mark: str) -> int | None:
        answer, spots = self.answer, self.plot.drawing.spots
        if answer is None:
            return None
        for i, spot in enumerate(spots):
            known = answer.courses[spot.course]
            if known.key == course and known.marks[spot.mark].key == mark:
                return i
        return None

    def _first(self) -> int:
        """Where one begins: at the newest of a course, at the first of what stands side by side."""
        spots = self.plot.drawing.spots
        if not spots or self.drawn is None or not begins_last(self.drawn):
            return 0 if spots else -1
        return max(i for i, spot in enumerate(spots) if spot.course == spots[0].course)

    def step(self, by: int) -> None:
        """Along the course that the crosshair is on."""
        spots, here = self.plot.drawing.spots, self.plot.marked
        if not 0 <= here < len(spots):
            return
        every = self.plot.drawing.near == "up"
        along = [i for i, spot in enumerate(spots) if every or spot.course == spots[here].course]
        self._go(along[max(0, min(along.index(here) + by, len(along) - 1))])
        announce(self.card, self._here.text())

    def cross(self, by: int) -> None:
        """To the line above or below: the mark nearest in time."""
        spots, here = self.plot.drawing.spots, self.plot.marked
        if self.plot.drawing.near == "up":
            self.step(by)
            return
        if not 0 <= here < len(spots):
            return
        lines = sorted({spot.course for spot in spots})
        to = lines.index(spots[here].course) + by
        if 0 <= to < len(lines):
            near = [i for i, spot in enumerate(spots) if spot.course == lines[to]]
            self._go(min(near, key=lambda i: abs(spots[i].x - spots[here].x)))
            announce(self.card, self._here.text())

    def _jump(self, to_last: bool) -> None:
        self.step(1_000_000 if to_last else -1_000_000)

    def _go(self, spot: int) -> None:
        self.plot.mark(spot)
        self._say(spot)
        here = self.mark_here()
        if here is not None and self.answer is not None:
            self.values.show_current(key_of(*here))
        self.marked_changed.emit()

    def _say(self, spot: int) -> None:
        found = self._mark_of(spot)
        self._here.setText(mark_words(self.answer, *found) if found is not None and self.answer is not None else "")
        self._show.setVisible(found is not None and found[1].n > 0)

    def _hovered(self, spot: int) -> None:
        """The pointer reads values without moving the crosshair; where it left, the crosshair's are told again."""
        self._say(spot if spot >= 0 else self.plot.marked)
        tip(self.plot, self._here.text() if spot >= 0 else "")

    def _picked(self, spot: int) -> None:
        self._go(spot)
        self.card.setFocus(Qt.FocusReason.MouseFocusReason)

    def _walked(self, key: str) -> bool:
        """False where the row has no place in the picture: the crosshair stays."""
        course, _, mark = key.rpartition("|")
        spot = self._spot_of(course, mark)
        if spot is None:
            return False
        self.plot.mark(spot)
        self._say(spot)
        self.marked_changed.emit()
        return True

    def _opened_row(self, key: str) -> None:
        if self._walked(key):
            self.open_mark()

    def open_mark(self) -> None:
        """The documents of the mark with the crosshair; there are as many as it says."""
        here = self.mark_here()
        if here is None or self.answer is None or not here[1].n:
            return
        course, mark = here
        self.behind.show_mark(AskBehind(self.answer.ask, course.key, mark.key), mark_words(self.answer, course, mark))
        self.show_side(DOCUMENTS)
        self.behind.focus()

    def day_here(self) -> date | None:
        """The day at which a note would stand: the last of the mark's period, at most today."""
        here = self.mark_here()
        if here is None or here[1].period is None or self.figure is None:
            return None
        return min(here[1].period.last, self.figure.period.last)

    # ---- keyboard ----------------------------------------------------------------------------------------------------------
    def focus(self) -> None:
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """One step back: from the documents of a mark to the picture, from there to the tiles."""
        if self.panels.currentIndex() == DOCUMENTS and self._kinds:
            self.behind.clear()
            self.show_side(VALUES)
            self.focus()
        else:
            self.closed.emit()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def _without_before(answer: ChartAnswer) -> ChartAnswer:
    return ChartAnswer(answer.ask, answer.figure, answer.unit, answer.courses[:1], answer.middle)
