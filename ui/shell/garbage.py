"""Python's cyclic garbage is collected on the GUI thread only: a widget must never die on a lane."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000  # ms
_OLD_EVERY = 30  # of these the oldest generation is counted, and gone through where it has grown by a quarter of all there is


class Garbage(QObject):
    """From its creation to ``stop`` the interpreter's own collector is off and this timer does its work.

    Left to itself the collector runs on whatever thread allocates next. A cycle with a widget in it would then be destroyed on a lane,
    which Qt answers with a crash some time later. What the program consists of when this is made, and what stands after the first time
    that all is gone through (the window), is not gone through again: with long lists that holds the window up.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turn = 0
        self._was_on = gc.isenabled()
        gc.disable()
        gc.freeze()
        self._stands = False
        self._old = 0  # objects of the oldest generation after it was last gone through
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        self._turn += 1
        if self._turn % _OLD_EVERY == 0 and _old() - self._old > (gc.get_freeze_count() + self._old) / 4:
            gc.collect(2)
            if not self._stands:
                gc.freeze()
                self._stands = True
            self._old = _old()
        else:
            gc.collect(1)

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()


def _old() -> int:
    return len(gc.get_objects(generation=2))
