"""The sheet of one decision about many cases: how far it is, what became of each, and the hand that stops it and goes on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.gathered import Fate, Gathered, Item
from ui.tables.column import Cell, Column, Line
from ui.tables.grid import Grid
from ui.tables.listing import listing
from ui.tables.live import LiveList
from ui.theme.kit import Button, H, StackedBar, Text, announce, rule

COLUMNS = (
    Column("state", "Result", 112, "status"),
    Column("number", "Order", 96, "id"),
    Column("customer", "Customer", 168),
    Column("words", "What became of it"),
)
_MARKS = {Fate.WAITING: "none", Fate.SENT: "wait", Fate.STUCK: "warn", Fate.DONE: "ok", Fate.REFUSED: "bad"}
_TONES = {Fate.DONE: "ok", Fate.REFUSED: "bad", Fate.STUCK: "warn", Fate.SENT: "wait", Fate.WAITING: "bg.active"}
HEIGHT = 264  # px, of which most are results


class GatheredSheet(QFrame):
    """``asked``: "stop", "go_on" or "put_away". ``opened``: the case of a result."""

    asked = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.raised")
        self.setAccessibleName("One decision about many cases")
        self._title, self._words = Text("", size=13, weight=600), Text("", "text.2", 12)
        self._bar = StackedBar(h=6)
        self._stop = Button("Stop", "Ctrl .", "plain")
        self._close = Button("Close", "Esc", "quiet")
        self.grid = Grid(COLUMNS, _line, edge=16, name="Results")
        self._live = LiveList(self.grid)
        self._stop.clicked.connect(self.press)
        self._close.clicked.connect(lambda: self.asked.emit("put_away"))
        self.grid.opened.connect(self.opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addWidget(H(self._title, self._words, None, self._stop, self._close, gap=8, pad=(16, 6, 12, 6)))
        column.addWidget(H((self._bar, 1), pad=(16, 0, 16, 8)))
        column.addWidget(self.grid, 1)
        self.setFixedHeight(HEIGHT)
        self._way = ""
        self._said = ""
        self.hide()

    def show_gathered(self, gathered: Gathered | None) -> None:
        self.setVisible(gathered is not None)
        if gathered is None:
            return
        self._title.setText(f"{gathered.title}, {len(gathered.items):,} cases")
        words = told(gathered)
        self._words.setText(words)
        parts = [(gathered.count(fate), _TONES[fate]) for fate in _TONES]
        self._bar.set_parts([p for p in parts if p[0]], name=words)
        self._show_way(gathered)
        ranked = sorted(
            gathered.items, key=lambda i: i.fate not in (Fate.REFUSED, Fate.STUCK)
        )  # what wants a look first, the others where they were
        self._live.replace(listing([(i.case_id, i) for i in ranked]))
        state = "over" if gathered.over else "stopped" if gathered.stopped else "going"
        if state != self._said:
            self._said = state
            announce(self, f"{gathered.title}: {words}", assertive=False)

    def _show_way(self, gathered: Gathered) -> None:
        """What the button does now: stop while something waits, go on when it was stopped, try the refused again at the end."""
        waits, refused = gathered.count(Fate.WAITING), gathered.count(Fate.REFUSED)
        self._way = "stop" if waits and not gathered.stopped else "go_on" if waits or (refused and gathered.over) else ""
        self._stop.setVisible(bool(self._way))
        text = {"stop": "Stop", "go_on": f"Go on with {waits:,}" if waits else f"Try {refused:,} again"}.get(self._way, "")
        self._stop.show_text(text, "Ctrl .")
        self._close.setVisible(self._way != "stop" and not gathered.count(Fate.SENT))

    def put_away(self) -> bool:
        """Esc: False where there is nothing to close, or something is under way still."""
        closable = not self.isHidden() and not self._close.isHidden()
        if closable:
            self.asked.emit("put_away")
        return closable

    def press(self) -> None:
        """Ctrl and the full stop: whatever the button says."""
        if self._way:
            self.asked.emit(self._way)


def told(gathered: Gathered) -> str:
    """ "31 done, 2 refused, 4 on their way, 63 to go"."""
    counts = (
        (gathered.count(Fate.DONE), "done"),
        (gathered.count(Fate.REFUSED), "refused"),
        (gathered.count(Fate.STUCK), "need you"),
        (gathered.count(Fate.SENT), "on their way"),
        (gathered.count(Fate.WAITING), "not begun, stopped" if gathered.stopped else "to go"),
    )
    return ", ".join(f"{count:,} {word}" for count, word in counts if count)


def _line(record: object) -> Line:
    assert isinstance(record, Item)
    words = record.words or ("taken down" if record.fate is Fate.SENT else "")
    cells = (
        Cell(record.fate.value.capitalize(), mark=_MARKS[record.fate]),
        Cell(record.number),
        Cell(record.customer),
        Cell(words, tip=words),
    )
    return Line(record.case_id, cells, f"{record.number}, {record.customer}: {record.fate.value}. {words}")
