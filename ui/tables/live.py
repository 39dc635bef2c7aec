"""A list that lives: new answers arrive while a person works in it, and nothing moves under the pointer or the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from ui.tables.column import Group
from ui.tables.diff import Plan, keeps_still
from ui.tables.grid import Grid
from ui.tables.listing import Listing, listing

LINGER_MS = 4000  # a resolved row leaves after this, or when the person steps on


@dataclass(frozen=True, slots=True)
class Leaving:
    """A row that no longer belongs to the list and still stands there for a moment; ``record`` is as it was last."""

    record: object


class LiveList(QObject):
    """Feeds one ``Grid``. ``answer`` is the truth; what would move rows on screen waits until the list is at rest."""

    held_changed = Signal(int)  # how many new rows wait to be shown

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._waiting: Listing | None = None
        self.held = 0
        self._linger = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._linger.timeout.connect(self.settle)
        grid.stepped.connect(self.settle)

    def replace(self, new: Listing, steps: Plan | None = None) -> None:
        """The person asked for another list: it comes at once and whole."""
        self._drop_waiting()
        self._grid.take(new, steps)

    def answer(self, new: Listing, steps: Plan | None = None) -> None:
        """The same question answered again because something changed."""
        if self._at_rest() or keeps_still(self._grid.visible_keys(), new.keys, new.at):
            self._drop_waiting()
            self._grid.take(new, steps)
            return
        self._waiting = new
        self._grid.take(self._held_back(new))
        self._set_held(sum(1 for key in new.matching if key not in self._grid.table.listing.at))
        if any(key not in new.at for key in self._grid.table.listing.keys):
            self._linger.start()

    def show_new(self) -> None:
        """What waits comes now, because the person asked for it."""
        if self._waiting is not None:
            waiting = self._waiting
            self._drop_waiting()
            self._grid.take(waiting)

    def settle(self) -> None:
        """Resolved rows (and groups left without any) leave; new ones go on waiting."""
        self._linger.stop()
        waiting, shown = self._waiting, self._grid.table.listing
        if waiting is None:
            return
        if any(key not in waiting.at for key in shown.keys):
            pairs = zip(shown.keys, shown.records, strict=True)
            self._grid.take(listing([(key, record) for key, record in pairs if key in waiting.at], shown.matching))
        if waiting.keys == self._grid.table.listing.keys:
            self._drop_waiting()

    def _at_rest(self) -> bool:
        """Neither the pointer nor the keyboard is in the list."""
        grid = self._grid
        return not (grid.owns_keyboard and grid.isActiveWindow()) and not grid.viewport().underMouse()

    def _held_back(self, new: Listing) -> Listing:
        """The rows shown now in their order, with what is new about them; those that are gone as leaving."""
        shown = self._grid.table.listing
        pairs: list[tuple[str, object]] = []
        for key, record in zip(shown.keys, shown.records, strict=True):
            fresh = new.record(key)
            if fresh is not None:
                pairs.append((key, fresh))
            elif isinstance(record, Leaving | Group) or key in new.matching:
                pairs.append((key, record))
            else:
                pairs.append((key, Leaving(record)))
        return listing(pairs, new.matching)

    def _drop_waiting(self) -> None:
        self._waiting = None
        self._linger.stop()
        self._set_held(0)

    def _set_held(self, count: int) -> None:
        if count != self.held:
            self.held = count
            self.held_changed.emit(count)
