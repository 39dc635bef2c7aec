"""The exposure of an account: one bar on one scale with the limit, and its parts, each opening to the documents behind it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain import block
from app.domain.block import Bucket
from app.domain.money import Money
from ui.tables.formats import NONE
from ui.theme.kit import AR, H, StackedBar, Text, c, draw_focus, draw_icon, draw_text, rule

TOKENS = {
    "not_due": "data.3",
    "overdue": "bad.fill",
    "delivered": "data.4",
    "orders": "data.5",
    "this": "data.1",
    "cash": "ok.fill",
}


class BucketRow(QAbstractButton):
    """Swatch, name, number of documents, amount. With documents it can be opened by click or Enter."""

    def __init__(self, bucket: Bucket) -> None:
        super().__init__()
        self.bucket = bucket
        self.setObjectName(f"bucket:{bucket.key}")
        self.setCheckable(True)
        self.setFixedHeight(22)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setEnabled(bool(bucket.documents))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if bucket.documents else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        amount = "not readable with this sign-in" if bucket.amount is None else bucket.amount.text()
        self.setText(f"{bucket.label}, {amount}")
        self.setAccessibleName(self.text())
        if bucket.documents:
            self.setAccessibleDescription(f"opens {len(bucket.documents)} documents")

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(240, 22)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        r, bucket = QRectF(self.rect()), self.bucket
        if self.isEnabled() and (self.underMouse() or self.isChecked()):
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(c("bg.hover"))
            p.drawRoundedRect(r, 3, 3)
        if self.hasFocus():
            draw_focus(p, r)
            r.adjust(5, 0, -5, 0)
        draw_swatch(p, r.left() + 1, r.center().y() - 4, TOKENS.get(bucket.key, "data.4"), bucket.key == "cash")
        draw_text(p, r.adjusted(18, 0, -130, 0), bucket.label, "text.2", 12)
        count = str(bucket.count) if bucket.count else NONE
        draw_text(p, r.adjusted(0, 0, -98, 0), count, "text.3", 12, 400, AR)
        unknown = bucket.amount is None
        words = "not readable" if unknown else _amount(bucket.amount)
        taken = bucket.amount is not None and bucket.amount.minor < 0
        draw_text(p, r, words, "text.3" if unknown else "ok" if taken else "text.1", 12, 400, AR)
        if self.isEnabled() and (self.underMouse() or self.isChecked()):
            draw_icon(
                p, "chevron-down" if self.isChecked() else "chevron-right", "text.3", r.right() - 122, r.center().y() - 6, 12
            )


def _amount(money: Money | None) -> str:
    return money.text() if money else NONE


def draw_swatch(p: QPainter, x: float, y: float, token: str, hatched: bool = False) -> None:
    """The 8 px square that says which part of a bar or line is meant."""
    box = QRectF(x, y, 8, 8)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(c(token, 0.25 if hatched else 1))
    p.drawRoundedRect(box, 2, 2)
    if hatched:
        p.setPen(QPen(c(token), 1.2))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)


class Documents(QWidget):
    """The documents behind one bucket: number, date, amount."""

    def __init__(self, bucket: Bucket) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 0, 0, 4)
        column.setSpacing(0)
        for number, date, amount in bucket.documents:
            column.addWidget(
                H(
                    Text(number, "text.1", 12, 500),
                    Text(date, "text.3", 12),
                    None,
                    Text(amount.text(), "text.2", 12, align=AR),
                    h=22,
                )
            )


class Exposure(QWidget):
    """Bar, parts and total of one account, in one currency."""

    def __init__(self, of: block.Exposure) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar(of))
        column.addSpacing(4)
        for bucket in of.buckets:
            row = BucketRow(bucket)
            column.addWidget(row)
            if bucket.documents:
                self._drill(column, row)
        column.addWidget(rule("line.1"))
        column.addWidget(self._total(of))

    def _drill(self, column: QVBoxLayout, row: BucketRow) -> None:
        documents = Documents(row.bucket)
        documents.hide()
        row.toggled.connect(documents.setVisible)
        column.addWidget(documents)

    def _bar(self, of: block.Exposure) -> StackedBar:
        parts: list[tuple[float, str] | tuple[float, str, bool]] = []
        cash = sum(-b.amount.minor for b in of.buckets if b.key == "cash" and b.amount is not None)
        rest = cash
        whole = cash
        for bucket in of.buckets:
            if bucket.key == "cash" or bucket.amount is None:
                continue
            whole += bucket.amount.minor
            shown = bucket.amount.minor
            if bucket.key == "this":  # unapplied cash is drawn over the end of this order: it takes away, it does not add
                covered = min(rest, shown)
                shown, rest = shown - covered, rest - covered
            parts.append((shown, TOKENS.get(bucket.key, "data.4")))
        if cash > 0:
            parts.append((cash, "ok.fill", True))
        limit = of.limit.minor if of.limit is not None else 0
        spoken = f"Exposure {_amount(of.amount)} of a limit of {_amount(of.limit)} {of.currency}"
        return StackedBar(parts, 12, max(whole - cash + rest, limit, 1) * 1.04, limit or None, name=spoken)

    def _total(self, of: block.Exposure) -> QWidget:
        if of.amount is None:
            return H(
                Text("Exposure", size=12, weight=600), None, Text("not readable with this sign-in", "text.3", 12), gap=6, h=24
            )
        note = f"{of.used_percent} of {of.limit.text()}" if of.limit else "no limit set" if of.limit is None else "limit 0.00"
        over = of.limit is None or of.limit < of.amount
        total = Text(of.amount.text(), "bad" if over else "text.1", 12, 600, AR)
        return H(Text("Exposure", size=12, weight=600), Text(note, "text.3", 12), None, total, gap=6, h=24)
