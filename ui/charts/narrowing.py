"""What the figures are narrowed to: a company, a channel, a customer or a product; chosen from a menu, told in the head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.figure import ALL, AskGrains, Grains, Only
from app.domain.ref import Ref
from app.errors import ClearlineError
from ui.theme.kit import Button

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

_CHANNELS = (("shop", "Ordered in the shop"), ("direct", "Ordered directly"))
_KEY = "F"


class Narrowing(QObject):
    """``changed``: other figures are to be asked for. Several may be set at once: a customer's orders in the shop."""

    changed = Signal()
    told = Signal(str)  # what is left, in words; "" for everything

    def __init__(self, console: Console, courier: Courier, page: QWidget) -> None:
        super().__init__(page)
        self._console, self._courier, self._page = console, courier, page
        self.only = ALL
        self._said: dict[str, str] = {}  # what it is narrowed to, in words, by field
        self._grains: Grains | None = None
        self.button = Button("Narrow", _KEY, "quiet", "list-filter", name="Narrow the figures, F")
        self.button.clicked.connect(self.open)

    @property
    def words(self) -> str:
        """ "Halvorsen Marine AS, ordered in the shop"; "" for everything."""
        return ", ".join(self._said.values())

    def kept(self) -> Mapping[str, object]:
        """For the next start."""
        customer = None if self.only.customer is None else [self.only.customer.source, self.only.customer.key]
        return {
            "source": self.only.source,
            "channel": self.only.channel,
            "customer": customer,
            "sku": self.only.sku,
            "said": self._said,
        }

    def recall(self, kept: Mapping[str, Any]) -> None:
        """TypeError, KeyError or ValueError where it makes no sense."""
        source, key = kept["customer"] or ("", "")
        customer = Ref(str(source), "customer", str(key)) if key else None
        only = Only(str(kept["source"]), str(kept["channel"]), customer, str(kept["sku"]))
        self._set(
            only, {str(name): str(words) for name, words in kept["said"].items() if getattr(only, str(name), None)}, tell=False
        )

    def open(self) -> None:
        """What may be chosen is read anew each time: customers come and go."""
        self._courier.deliver(self._console.read(AskGrains()), self._heard, on_error=self._unread)

    def _heard(self, grains: Grains) -> None:
        self._grains = grains
        menu = self.menu(grains)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height() + 4)))

    def _unread(self, error: ClearlineError) -> None:
        self.button.setToolTip(error.title)

    def menu(self, grains: Grains) -> QMenu:
        menu = QMenu(self._page)
        every = QAction("Everything", menu)
        every.setEnabled(self.only != ALL)
        every.triggered.connect(self.clear)
        menu.addAction(every)
        groups: tuple[tuple[str, str, tuple[tuple[object, str], ...]], ...] = (
            ("Company", "source", tuple((source, source) for source in grains.sources)),
            ("Channel", "channel", _CHANNELS),
            ("Customer, those with most orders", "customer", grains.customers),
            (
                "Product, those ordered most",
                "sku",
                tuple((sku, f"{name} ({sku})" if name != sku else sku) for sku, name in grains.products),
            ),
        )
        for title, field, choices in groups:
            part = menu.addMenu(title)
            part.setEnabled(bool(choices))
            for value, words in choices:
                action = QAction(words.replace("&", "&&"), part)
                action.setCheckable(True)
                action.setChecked(getattr(self.only, field) == value)
                action.setData((field, value, words))
                part.addAction(action)
            part.triggered.connect(self._chosen)
        return menu

    def _chosen(self, action: QAction) -> None:
        field, value, words = action.data()
        self.choose(field, value, words)

    def choose(self, field: str, value: object, words: str) -> None:
        """The same again takes it away."""
        same = getattr(self.only, field) == value
        empty: object = None if field == "customer" else ""
        said = {name: told for name, told in self._said.items() if name != field}
        told: dict[str, Any] = {field: empty if same else value}
        self._set(replace(self.only, **told), said if same else said | {field: words}, tell=True)

    def clear(self) -> None:
        self._set(ALL, {}, tell=True)

    def _set(self, only: Only, said: dict[str, str], *, tell: bool) -> None:
        self.only, self._said = only, said
        words = self.words or "Everything"
        self.button.show_text("Narrow", kind="plain" if said else "quiet")
        self.button.setAccessibleName(f"Narrow the figures, F. Now: {words}")
        self.button.setToolTip(words)
        self.told.emit(self.words)
        if tell:
            self.changed.emit()
