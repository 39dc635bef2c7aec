"""The bounds of a deed or a limit, as fields: a value is changed where it stands, and what is wrong with it stands below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.money import Money
from app.errors import ClearlineError
from app.policy import fiscal
from app.policy.matrix import DeedRule, Grant, Policy
from app.policy.sheet import Sheet, plain
from app.policy.writing import GRANT_FIELDS
from ui.policy.draft import Edit
from ui.theme.kit import Field, H, Item, Text, announce, fill

_ROLE = 120
_HEADS = (("Alone up to", 84), ("Share, %", 56), ("Second above", 84))
Change = Callable[[Edit], ClearlineError | None]


class ValueField(Field):
    """``left``: another value was written and Enter pressed or the keyboard went elsewhere. Esc puts the value back and leaves."""

    left = Signal()
    escaped = Signal()

    def __init__(self, value: str, name: str, hint: str, width: int = 0) -> None:
        super().__init__(value, hint, h=28, name=name)
        self._value = value
        self.setCursorPosition(0)  # of what is too long its beginning is seen
        if width:
            self.setFixedWidth(width)

    def put(self, value: str) -> None:
        self._value = value
        self.setText(value)

    def _leave(self) -> None:
        if self.text().strip() != self._value:
            self.left.emit()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._value)
            self.escaped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._leave()
            if not self.bad:
                self.focusNextChild()
        else:
            super().keyPressEvent(event)


class _Bound(QWidget):
    """Fields of one row with their fault below."""

    def __init__(self) -> None:
        super().__init__()
        self._error = Text("", "bad", 12, wrap=True)
        self._error.hide()

    def show_fault(self, field: ValueField, fault: ClearlineError | None) -> None:
        words = f"{fault.title}: {fault.advice}" if fault is not None else ""
        field.set_bad(bool(words))
        field.setAccessibleDescription(words)
        self._error.setText(words)
        self._error.setVisible(bool(words))
        if words:
            announce(field, words, assertive=True)


class GrantRow(_Bound):
    """One role's bounds of a deed. ``change`` takes an edit or says why not."""

    escaped = Signal()

    def __init__(self, policy: Policy, rule: DeedRule, at: int, entity: str, change: Change) -> None:
        super().__init__()
        self._deed, self._at, self._entity, self._change = rule.name, at, entity, change
        grant = rule.grants[at]
        title = Text(policy.title(grant.role), size=12, w=_ROLE)
        fields: list[Item] = []
        shown = values(policy, grant)
        for name, (head, width) in zip(GRANT_FIELDS, _HEADS, strict=True):
            if (rule.measure == "none" and name != "four_eyes_above") or grant.propose:
                continue
            field = ValueField(shown[name], f"{policy.title(grant.role)}, {head.lower()}", "none", width)
            field.setObjectName(f"bound:{at}:{name}")
            field.setProperty("bound", name)
            field.left.connect(self._left)
            field.escaped.connect(self.escaped)
            fields.append(field)
        told = Text("may ask for it" if grant.propose else "", "text.2", 13)
        fill(QVBoxLayout(self), [H(title, *fields, told, None, gap=8), self._error], 2, 0)

    def _left(self) -> None:
        field = self.sender()
        assert isinstance(field, ValueField)
        edit = Edit("grant", self._entity, self._deed, self._at, str(field.property("bound")), field.text().strip())
        self.show_fault(field, self._change(edit))


def heads(rule: DeedRule) -> QWidget:
    """What stands above the fields of a deed."""
    shown = _HEADS if rule.measure != "none" else _HEADS[2:]
    return H(Text("", w=_ROLE), *(Text(head, "text.3", 11, 500, w=width) for head, width in shown), None, gap=8)


def values(policy: Policy, grant: Grant) -> dict[str, str]:
    """A grant's bounds as they are typed."""
    money = {"amount": grant.amount, "four_eyes_above": grant.four_eyes_above}
    told = {name: "" if minor is None else plain(Money(minor, policy.currency)) for name, minor in money.items()}
    return told | {"percent": "" if grant.percent is None else f"{grant.percent:f}"}


class SheetRow(_Bound):
    """One value of a sheet. Of an entity it may stay empty: then the central one holds."""

    escaped = Signal()

    def __init__(self, sheet: Sheet[Any], name: str, value: str, entity: str, hint: str, change: Change) -> None:
        super().__init__()
        self._kind, self._name, self._entity, self._change = sheet.document, name, entity, change
        self.field = ValueField(value, sheet.titles[name], hint)
        self.field.setObjectName(f"{sheet.document}:{name}")
        self.field.left.connect(self._left)
        self.field.escaped.connect(self.escaped)
        fill(QVBoxLayout(self), [self.field, self._error], 4, 0)

    def _left(self) -> None:
        self.show_fault(self.field, self._change(Edit(self._kind, self._entity, self._name, value=self.field.text().strip())))


class FiscalRow(_Bound):
    """One fact of the fiscal year."""

    escaped = Signal()

    def __init__(self, name: str, value: str, change: Change) -> None:
        super().__init__()
        self._name, self._change = name, change
        self.field = ValueField(value, fiscal.TITLES[name], "")
        self.field.setObjectName(f"fiscal:{name}")
        self.field.left.connect(self._left)
        self.field.escaped.connect(self.escaped)
        fill(QVBoxLayout(self), [self.field, self._error], 4, 0)

    def _left(self) -> None:
        self.show_fault(self.field, self._change(Edit("fiscal", "", self._name, value=self.field.text().strip())))
