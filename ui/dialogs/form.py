"""A form drawn from a command's fields, shown inside the page: label left, field right, what is wrong below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.commands.command import Field as Wanted
from app.commands.command import Spec
from ui.theme.kit import Field, Tabs, Text, announce

LABEL = 72  # px
HINTS = {"reason": "At least 10 characters", "money": "12,000.00", "date": "2026-12-31"}
SHORT = ("money", "date")


class Row(QWidget):
    """One field with its label and its fault."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted
        self._label = Text(wanted.label, "text.2", 12, w=LABEL)
        self._fault = Text("", "bad", 12, wrap=True)
        self._fault.hide()
        self._control = self._make()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self._control, 0, 1)
        grid.addWidget(self._fault, 1, 1)

    def _make(self) -> QWidget:
        field = Field("", self.wanted.help or HINTS.get(self.wanted.kind, ""), h=28, cap="Esc", name=self.wanted.label)
        field.textEdited.connect(self._edited)
        field.returnPressed.connect(self.submitted)
        self._label.setBuddy(field)
        return field

    @property
    def fault(self) -> str:
        return self._fault.text()

    @property
    def control(self) -> QWidget:
        """What takes the keyboard."""
        return self._control

    def value(self) -> str:
        return self._control.text().strip() if isinstance(self._control, Field) else ""

    def fill(self, text: str) -> None:
        if isinstance(self._control, Field):
            self._control.setText(text)

    def show_fault(self, words: str) -> None:
        self._fault.setText(words)
        self._fault.setVisible(bool(words))
        if isinstance(self._control, Field):
            self._control.set_bad(bool(words))
        self._control.setAccessibleDescription(words)

    def _edited(self) -> None:
        self.show_fault("")
        self.changed.emit()


class MomentRow(Row):
    """A time to come, chosen among few: nobody types a time zone."""

    def _make(self) -> QWidget:
        self._moments = moments(datetime.now().astimezone())
        tabs = Tabs([title for title, _at in self._moments])
        tabs.setAccessibleName(self.wanted.label)
        tabs.chosen.connect(self._edited)
        self._tabs = tabs
        return tabs

    @property
    def control(self) -> QWidget:
        return next(iter(self._tabs.findChildren(QWidget)), self._tabs)

    def value(self) -> str:
        return self._moments[self._tabs.current][1].isoformat()

    def fill(self, text: str) -> None:
        """Choose the moment nearest to an ISO time with its zone; other texts choose the first."""
        try:
            wanted = datetime.fromisoformat(text)
        except ValueError:
            return
        nearest = min(range(len(self._moments)), key=lambda i: abs(self._moments[i][1] - wanted))
        self._tabs.choose(nearest)


def moments(now: datetime) -> tuple[tuple[str, datetime], ...]:
    """What "later" means: in an hour, then mornings at 8 of the zone of ``now`` (aware)."""
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0)
    to_monday = timedelta(days=7 - now.weekday())
    return (
        ("In 1 hour", now + timedelta(hours=1)),
        ("In 4 hours", now + timedelta(hours=4)),
        ("Tomorrow 08:00", morning + timedelta(days=1)),
        ("Monday 08:00", morning + to_monday),
    )


KINDS: Mapping[str, type[Row]] = {"moment": MomentRow}


class Form(QWidget):
    """``fields()`` are what a Command wants. ``changed``: something was typed; ``submitted``: Return in a field."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, spec: Spec, start: Mapping[str, str]) -> None:
        super().__init__()
        self._spec = spec
        self._hidden = {f.name: start.get(f.name, "") for f in spec.fields if f.kind == "hidden"}
        self.rows = tuple(KINDS.get(f.kind, Row)(f) for f in spec.fields if f.kind != "hidden")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        short = [row for row in self.rows if row.wanted.kind in SHORT]
        if short:
            line = QGridLayout()
            line.setContentsMargins(0, 0, 0, 0)
            line.setHorizontalSpacing(16)
            for i, row in enumerate(short):
                line.addWidget(row, 0, i, Qt.AlignmentFlag.AlignTop)
            column.addLayout(line)
        for row in self.rows:
            if row not in short:
                column.addWidget(row)
            row.fill(start.get(row.wanted.name, ""))
            row.changed.connect(self.changed)
            row.submitted.connect(self.submitted)

    def fields(self) -> dict[str, str]:
        """Everything the command wants, as text, hidden ones included."""
        return self._hidden | {row.wanted.name: row.value() for row in self.rows}

    def complete(self, now: datetime) -> bool:
        """True if all can be read; else every fault is shown, the first is spoken and gets the keyboard. ``now`` aware."""
        faults = self._spec.faults(self.fields(), now)
        wrong = [row for row in self.rows if row.wanted.name in faults]
        for row in self.rows:
            row.show_fault(faults.get(row.wanted.name, ""))
        if wrong:
            wrong[0].control.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(wrong[0].control, f"{wrong[0].wanted.label}: {wrong[0].fault}", assertive=True)
        return not faults

    def focus_first(self) -> bool:
        """Give the keyboard to the first empty field, or the first; False where there is none."""
        row = next((r for r in self.rows if not r.value()), next(iter(self.rows), None))
        if row is not None:
            row.control.setFocus(Qt.FocusReason.TabFocusReason)
        return row is not None
